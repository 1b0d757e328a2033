"""The index: a summary of every conversation, so that the list does not read them all.

It is made of the conversations and can always be made again. A part of it (a *shard*, by the first
byte of the id) says what its folder looked like when it was made; where the folder looks otherwise,
by a save of ours, by a crash, or by somebody's own hands, what changed is read again.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from sessions import errors
from sessions.conversation import Conversation
from sessions.store import damaged_folder, due_cache, file_format
from sessions.store import disk as disks
from sessions.store.disk import BACKUP
from sessions.store.file_format import Header
from sessions.store.index_rows import Row, Seen, Shard, Stamp, decoded, look_alike
from sessions.store.record_files import CONVERSATIONS, INDEX, RecordFiles
from sessions.store.tinydb_storage import encode, save_error
from sessions.summary import Summary, current_agreements, summarise

VERSION = 2
"""It has no way up from an earlier one: it is made again."""

LOOK_MAX = 32
"""Files of one folder that are looked at one by one at a start. With more than some eight thousand
conversations that takes longer than a first screen may: `list` and `due` look at all of them."""

_PROBLEMS: dict[str, type[errors.StoreError]] = {
    "damaged": errors.RecordDamaged,
    file_format.DISK: errors.RecordDamaged,
    "newer": errors.RecordNewer,
}


class Listing(msgspec.Struct):
    """All conversations in short, and an error for each that cannot be read."""

    summaries: list[Summary] = msgspec.field(default_factory=list)
    problems: list[errors.StoreError] = msgspec.field(default_factory=list)


class Index:
    """The summaries of a vault."""

    def __init__(
        self, files: RecordFiles, load: Callable[[str], Conversation], vault: Callable[[], str]
    ) -> None:
        """`load` gives a conversation, or raises what is the matter; `vault` its id."""
        self._files, self._vault = files, vault
        self._load = load
        self._stale: dict[str, tuple[list[Row], Seen]] = {}
        self._touched: set[str] = set()
        self._doubted: set[str] = set()
        self._known: dict[str, tuple[list[Row], Seen]] | None = None

    def read(self, *, look_at_all: bool = False) -> Listing:
        """Give the summaries; reads a conversation only where the index is behind.

        `look_at_all`: at every file, however many there are, whether it changed in place. Nothing
        is written: `mend` does that.
        """
        listing = Listing()
        self._known = None
        try:
            firsts, misplaced = self._files.parts()
        except errors.StoreError as problem:
            listing.problems.append(problem)
            return listing
        listing.problems += misplaced
        known: dict[str, tuple[list[Row], Seen]] = {}
        for first in firsts:
            try:
                known[first] = self._rows(first, look_at_all=look_at_all)
            except errors.StoreError as problem:
                listing.problems.append(problem)
                continue
            for row in known[first][0]:
                if row.summary is not None:
                    listing.summaries.append(row.summary)
                else:
                    listing.problems.append(self._problem(row))
        if not listing.problems and self._may_write():
            self._known = known
        return listing

    def touch(self, conversation_id: str) -> None:
        """Remember that a conversation was saved; its summary is written by `flush`."""
        self._touched.add(conversation_id[:2])

    def doubt(self, conversation_id: str) -> None:
        """Remember that a conversation turned out to be damaged, of which the index may not know.

        A file can go bad without looking otherwise; from now on it is read again for the list.
        """
        self._doubted.add(conversation_id)
        if self._may_write():
            self.touch(conversation_id)
            with contextlib.suppress(errors.StoreError):  # `flush` tries it once more
                self._drop(self._due_cache_path())

    def unaware(self) -> list[str]:
        """Give which parts of what is written call something well that turned out to be damaged."""
        return sorted({name[:2] for name in self._doubted if self._calls_well(name)})

    def let_go(self, firsts: Iterable[str]) -> None:
        """Let these parts be made again by whoever reads next; needs no key.

        Raises `SaveFailed` or `VaultGone`.
        """
        with self._files.saving:
            self._files.check()
            for path in (self._due_cache_path(), *map(self._path, firsts)):
                self._drop(path)

    def _calls_well(self, conversation_id: str) -> bool:
        shard = self._shard(conversation_id[:2])
        rows = shard.rows.values() if shard else ()
        return any(row.id == conversation_id and not row.problem for row in rows)

    def mend(self) -> None:
        """Write what `read` found to be behind; raises `DiskFull` or `SaveFailed`."""
        with self._files.saving:
            if self._stale and self._may_write():
                self._files.check()
            while self._stale and self._may_write():
                first, (rows, seen) = self._stale.popitem()
                self._write(first, rows, seen)
            if self._known is not None and self._may_write():
                self._write_due_cache(self._known)

    def flush(self) -> None:
        """Write what was saved since; raises `DiskFull` or `SaveFailed`, or what reading raises."""
        with self._files.saving:
            wrote = False
            if self._touched and self._may_write():
                self._files.check()  # a folder that went away is not made anew
            while self._touched and self._may_write():
                first = self._touched.pop()
                self._stale.pop(first, None)
                rows, seen = self._look(first, self._shard(first))
                self._write(first, rows, seen)
                if self._known is not None:
                    self._known[first] = (rows, seen)
                    wrote = True
            if wrote and self._known is not None:
                self._write_due_cache(self._known)

    def forget(self, conversation_id: str) -> None:
        """Let nothing of a deleted conversation stay here; raises `SaveFailed`."""
        path = self._path(conversation_id[:2])
        self.touch(conversation_id)
        self._known = None
        self._drop(self._due_cache_path())
        try:
            self.flush()
        except errors.StoreError:
            # No room to write it once more; then it goes, and is made again.
            self._drop(path)

    def make_again(self) -> int:
        """Make all of it anew from the conversations; give how many shards were not right."""
        wrong = 0
        for first in self._files.firsts():
            old = self._shard(first)
            rows, seen = self._look(first, None)
            if old is None or _told(old.rows.values()) != _told(rows):
                wrong += 1
                self._stale[first] = (rows, seen)
        self.mend()
        return wrong

    # -- How ------------------------------------------------------------------------------------

    def _may_write(self) -> bool:
        return not (self._files.read_only or self._files.closed or self._files.locked)

    def _rows(self, first: str, *, look_at_all: bool) -> tuple[list[Row], Seen]:
        """Give the rows of one shard as they are now, and what its folder looked like."""
        shard = self._shard(first)
        doubted = any(name.startswith(first) for name in self._doubted)
        if shard is not None and not doubted and self._is_current(first, shard, look_at_all):
            return list(shard.rows.values()), shard.seen["1"]
        rows, seen = self._look(first, shard)
        self._stale[first] = (rows, seen)
        return rows, seen

    def _is_current(self, first: str, shard: Shard, look_at_all: bool) -> bool:
        """Whether the folder is as it was, and had been so for a while when it was looked at."""
        seen = shard.seen.get("1")
        if seen is None:
            return False
        folder = self._folder(first)
        try:
            changed = folder.stat().st_mtime_ns
            written = self._path(first).stat().st_mtime_ns
        except OSError:
            return False
        looked = min(seen.looked, written)
        return (
            changed == seen.changed
            and looked - changed > due_cache.SETTLED
            and ((len(shard.rows) > LOOK_MAX and not look_at_all) or look_alike(str(folder), shard))
        )

    def _look(self, first: str, shard: Shard | None) -> tuple[list[Row], Seen]:
        """Look into a folder; read what the shard does not know, or may not know well."""
        folder = self._folder(first)
        if self._may_write():
            with contextlib.suppress(OSError):  # what is left there is no harm; the next look sees
                disks.sweep(self._files.disk, folder)
        looked = time.time_ns()
        before = shard.seen.get("1") if shard else None
        known = {row.id: row for row in shard.rows.values()} if shard else {}
        try:
            changed = folder.stat().st_mtime_ns
            there = {
                entry.name: entry.stat(follow_symlinks=False)
                for entry in os.scandir(folder)
                if entry.name.endswith((file_format.SUFFIX, file_format.SUFFIX + BACKUP))
            }
        except FileNotFoundError:
            return [], Seen(looked=looked, changed=0)
        except OSError as problem:
            raise errors.RecordUnreadable(
                file=str(folder), id="", reason=problem.strerror
            ) from problem
        rows = []
        for conversation_id in self._files.ids_in(first):
            state = there.get(conversation_id + file_format.SUFFIX) or there.get(
                conversation_id + file_format.SUFFIX + BACKUP
            )
            if state is None:
                continue  # it went away just now
            stamp = (state.st_ino, state.st_mtime_ns, state.st_size)
            row = known.get(conversation_id)
            settled = before is not None and before.looked - state.st_mtime_ns > due_cache.SETTLED
            is_known = row is not None and row.stamp == stamp and settled
            if not is_known or conversation_id in self._doubted:
                row = self._row(
                    conversation_id, stamp, conversation_id + file_format.SUFFIX + BACKUP in there
                )
            if row is not None:
                rows.append(row)
        return rows, Seen(looked=looked, changed=changed)

    def _row(self, conversation_id: str, stamp: Stamp, backup: bool) -> Row | None:
        """Give the row of one conversation, out of its file."""
        try:
            summary = summarise(self._load(conversation_id))
        except errors.RecordMissing:
            return None  # it went away just now
        except errors.RecordDamaged as problem:
            if file_format.is_passing(problem):
                # The next time it may be readable, so nothing is remembered of how it looks.
                return Row(
                    id=conversation_id, stamp=(0, 0, 0), problem=file_format.DISK, backup=backup
                )
            return Row(id=conversation_id, stamp=stamp, problem="damaged", backup=backup)
        except errors.RecordNewer:
            return Row(id=conversation_id, stamp=stamp, problem="newer")
        except errors.RecordUnreadable as problem:
            # It may be readable the next time, so it is not taken for what it looks like now.
            reason = str(problem.fields.get("reason", "?"))
            return Row(id=conversation_id, stamp=(0, 0, 0), problem=f"unreadable {reason}")
        return Row(id=conversation_id, stamp=stamp, summary=summary)

    def _problem(self, row: Row) -> errors.StoreError:
        file = str(self._files.path_of(row.id))
        known = _PROBLEMS.get(row.problem)
        if known is not None:
            return known(
                file=file, id=row.id, kind="conversation", backup=row.backup, problem=row.problem
            )
        reason = row.problem.removeprefix("unreadable ")
        return errors.RecordUnreadable(file=file, id=row.id, reason=reason)

    def _shard(self, first: str) -> Shard | None:
        """Give what the index says, or None where it says nothing that can be trusted."""
        try:
            payload = self._files.storage(self._path(first)).payload()
        except (errors.RecordDamaged, errors.RecordNewer, errors.RecordUnreadable):
            return None  # it is made of the conversations, and made again
        if payload is None or payload[0].version != VERSION:
            return None
        return decoded(payload[1])

    def _write(self, first: str, rows: list[Row], seen: Seen) -> None:
        tables: dict[str, dict[str, Any]] = {
            "rows": {str(at): row for at, row in enumerate(rows, start=1)},
            "seen": {"1": seen},
        }
        path = self._path(first)
        if any(row.problem for row in rows):
            self._known = None
            self._drop(self._due_cache_path())  # it would go on as if all were well
        header = Header(record_key=file_format.record_key_of(path), version=VERSION, generation=1)
        disk = self._files.disk
        try:
            damaged_folder.make_above(disk, path, 1)
            disks.save_file(
                disk, path, file_format.pack(header, encode(tables), self._files.keyring)
            )
        except OSError as problem:
            raise save_error(problem) from problem

    # -- What was promised, in short ---------------------------------------------------------------

    def _write_due_cache(self, known: dict[str, tuple[list[Row], Seen]]) -> None:
        """Write what was promised in its small file, where it says something else.

        Raises `DiskFull` or `SaveFailed`. Sealed, there is none: it would tell.
        """
        many = sum(len(rows) for rows, _ in known.values())
        if self._files.keyring is not None or many > due_cache.ROWS_MAX:
            self._drop(self._due_cache_path())
            return
        shards = {
            first: [seen.changed, seen.looked, {row.id: list(row.stamp) for row in rows}]
            for first, (rows, seen) in known.items()
        }
        summaries = [row.summary for rows, _ in known.values() for row in rows if row.summary]
        blob = due_cache.render(self._vault(), shards, _promises(summaries))
        path, disk = self._due_cache_path(), self._files.disk
        try:
            if disks.read_file(disk, path) != blob:
                damaged_folder.make_above(disk, path, 1)
                disks.save_file(disk, path, blob)
        except OSError as problem:
            raise save_error(problem) from problem

    def _drop(self, path: Path) -> None:
        """Take a file of the index away; raises `SaveFailed`."""
        try:
            self._files.disk.unlink(path)
            disks.sync_folder(self._files.disk, path.parent)
        except FileNotFoundError:
            return
        except OSError as problem:
            raise save_error(problem) from problem

    def _due_cache_path(self) -> Path:
        return self._files.folder / INDEX / due_cache.NAME

    def _folder(self, first: str) -> Path:
        return self._files.folder / CONVERSATIONS / first

    def _path(self, first: str) -> Path:
        return self._files.folder / INDEX / (first + file_format.SUFFIX)


def _promises(summaries: list[Summary]) -> list[dict[str, Any]]:
    """Give every promise that stands and has a day, the oldest first."""
    promises = [
        {
            "agreement": promise.id,
            "what": promise.what,
            "people": list(summary.names),
            "agreed_on": (promise.made or summary.order.date()).isoformat(),
            "look_back_on": promise.on.isoformat(),
            "conversation": summary.id,
        }
        for summary, promise in current_agreements(summaries)
        if promise.ended is None and promise.on is not None
    ]
    return sorted(
        promises, key=lambda promise: (str(promise["look_back_on"]), str(promise["agreement"]))
    )


def _told(rows: Iterable[Row]) -> list[tuple[str, str, str]]:
    return sorted((row.id, repr(row.summary), row.problem) for row in rows)
