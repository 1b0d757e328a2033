"""The vault: the folder with everything people said."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tinydb import TinyDB
from tinydb.table import Table

from sessions import errors
from sessions.conversation import Conversation
from sessions.people import Pair
from sessions.store import (
    ballast,
    files,
    locking,
    manifest,
    place,
    records,
    sealing,
)
from sessions.store import disk as disks
from sessions.store.cabinet import (
    CONVERSATIONS,
    DAMAGED,
    PAIRS,
    Cabinet,
    Saved,
    become,
    put_only,
)
from sessions.store.disk import BACKUP, Disk
from sessions.store.files import Ring
from sessions.store.manifest import Manifest, State
from sessions.store.sealing import Cost
from sessions.store.storage import RecordFile, save_error

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from sessions.store.index import Index
    from sessions.store.locks import Locks

Progress = Callable[[int, int], None]
"""Called with how many files are done, and of how many."""

__all__ = ["CONVERSATIONS", "DAMAGED", "PAIRS", "SETTINGS", "Saved", "Vault"]

SETTINGS = "settings"


def _nobody(done: int, of: int) -> None:
    """Nobody wants to know how far it is."""


class Vault:
    """An open vault; `Vault.open` makes one. Any thread may use it; saves wait for each other."""

    def __init__(
        self, folder: Path, known: Manifest, lock: BaseFileLock | None, disk: Disk
    ) -> None:
        """Take a folder that was checked; without `lock` it is for reading only."""
        self.folder = folder
        self.read_only = lock is None
        self.manifest = known
        """How it is sealed, if it is."""
        self.cabinet = Cabinet(folder, disk, read_only=self.read_only)
        """Its files."""
        self.cabinet.locked = known.state is not State.PLAIN
        self.cabinet.check = self._must_be_there
        self._lock = lock
        self._disk = disk
        self._known_folder = _number(folder)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        now: datetime,
        read_only: bool = False,
        insist: bool = False,
        disk: Disk | None = None,
    ) -> Self:
        """Open the vault in `folder`, made when it is not there; `now` is for who comes second.

        `read_only` takes no lock and writes nothing; a folder that is not there is then empty.
        `insist` allows a network disk. A sealed vault comes back locked: `unlock` is next.
        Raises `VaultInUse`, `VaultNotAFolder`, `VaultOnNetwork`, `VaultUnwritable`, `VaultDamaged`,
        `RecordNewer` or `DiskFull`.
        """
        disk = disk or Disk()
        folder = Path(os.path.realpath(folder))
        try:
            if os.path.lexists(folder) and not folder.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
            if read_only:
                return cls(folder, _known(folder, disk), None, disk)
            if not insist and place.network_type(folder):
                raise errors.VaultOnNetwork(folder=str(folder))
            return cls._open_to_write(folder, now, disk)
        except OSError as problem:
            raise _refusal(problem, folder) from problem

    @classmethod
    def _open_to_write(cls, folder: Path, now: datetime, disk: Disk) -> Self:
        """Open the vault under its lock, with everything in its place."""
        disks.make_folder(disk, folder)
        lock = locking.take_lock(folder, now, disk)
        try:
            is_new = manifest.read_manifest(folder, disk) is None
            # Somebody's own folder full of other things keeps its mode.
            if not is_new or set(disk.names(folder)) <= {locking.LOCK}:
                disks.make_private(disk, folder)
            known = _known(folder, disk)
            manifest.write_manifest(folder, known, disk)
            vault = cls(folder, known, lock, disk)
            vault.cabinet.sweep()
            ballast.lay(folder, disk)
        except BaseException:
            lock.release()
            raise
        return vault

    def __enter__(self) -> Self:
        """Give the vault."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Give the lock back, after the save that goes on. May be called twice."""
        with self.cabinet.saving:
            try:
                # The index is made of what is on the disk, and the next start mends it.
                with contextlib.suppress(errors.StoreError):
                    self.index.flush()
            finally:
                self.cabinet.close()
                if self._lock is not None:
                    self._lock.release()
                    self._lock = None

    @property
    def id(self) -> str:
        """What the vault is called, by itself; a copy of it has the same."""
        return self.manifest.id

    @cached_property
    def index(self) -> Index:
        """Its conversations in short."""
        from sessions.store.index import Index  # the first screen stands before it is read

        return Index(self.cabinet, self.load)

    @cached_property
    def locks(self) -> Locks:
        """Who has a phrase of their own."""
        from sessions.store.locks import Locks

        return Locks(self.cabinet)

    # -- Sealing ------------------------------------------------------------------------------

    @property
    def is_locked(self) -> bool:
        """Whether the passphrase has yet to be given; nothing can be read or saved before."""
        return self.cabinet.locked

    @property
    def is_sealed(self) -> bool:
        """Whether a passphrase is needed to open it."""
        return self.manifest.state is not State.PLAIN

    @property
    def is_half_way(self) -> bool:
        """Whether sealing or unsealing was cut off; `finish` goes on with it."""
        return self.manifest.state in (State.SEALING, State.UNSEALING)

    def unlock(self, secret: str) -> None:
        """Open a sealed vault with its passphrase or its recovery key. One derivation, 0.2 s.

        Raises `WrongPassphrase`; a vault that is not locked stays as it is.
        """
        if not self.is_locked:
            return
        key = self._key(secret)
        if key is None:
            raise errors.WrongPassphrase()
        self._take(self.manifest, key)

    def must_open(self, secret: str) -> None:
        """Raise `WrongPassphrase` unless `secret` opens this vault. One derivation, 0.2 s."""
        if self._key(secret) is None:
            raise errors.WrongPassphrase()

    def _key(self, secret: str) -> bytes | None:
        """Give the key of the vault, or None when `secret` does not open it."""
        for slot in (self.manifest.recovery, self.manifest.passphrase):
            if slot is None or (slot.cost is None and not sealing.is_recovery_key(secret)):
                continue
            key = sealing.unwrap(slot, secret, self.id)
            if key is not None:
                return key
        return None

    def seal(
        self,
        passphrase: str,
        *,
        language: str = "",
        cost: Cost | None = None,
        progress: Progress = _nobody,
    ) -> str:
        """Seal the vault, all that is in it too; give the recovery key, which is kept nowhere.

        `language` is that in which the passphrase is asked. Raises `PhraseMissing`, `VaultSealed`,
        `DiskFull`, `SaveFailed`, `VaultReadOnly`; cut off, it is sealed for who opens it, and
        `finish` does the rest.
        """
        with self.cabinet.saving:
            self.cabinet.must_write(self.folder)
            half_way = self.manifest.state is State.SEALING and self.key is not None
            if self.is_sealed and not half_way:
                raise errors.VaultSealed(folder=str(self.folder))
            # Half-way, nobody has been given the recovery key of then; so there is another.
            key, recovery = self.key or os.urandom(sealing.KEY), sealing.new_recovery_key()
            sealed = Manifest(
                id=self.id,
                state=State.SEALING,
                passphrase=sealing.wrap(key, passphrase, self.id, cost or Cost()),
                recovery=sealing.wrap(key, recovery, self.id, None),
                language=language,
            )
            self._become(sealed, key)
            self.finish(progress)
        return recovery

    def unseal(self, *, progress: Progress = _nobody) -> None:
        """Take the seal away: from then on everybody who can open the folder can read it.

        Raises `VaultNotSealed`, `VaultLocked`, `DiskFull`, `SaveFailed` or `VaultReadOnly`.
        """
        with self.cabinet.saving:
            self.cabinet.must_write(self.folder)
            ring = self.cabinet.ring
            if ring is None or not self.is_sealed:
                raise errors.VaultNotSealed(folder=str(self.folder))
            self._become(replace(self.manifest, state=State.UNSEALING), ring.key)
            self.finish(progress)

    def finish(self, progress: Progress = _nobody) -> None:
        """Go on with what was cut off: sealing, unsealing, closing what somebody wrote alone.

        Raises `DiskFull`, `SaveFailed` or `VaultLocked`; then it is as far as it came.
        """
        with self.cabinet.saving:
            ring = self.cabinet.ring
            if self.read_only:
                return
            if ring is not None and self.is_half_way:
                from sessions.store import rewriting

                rewriting.rewrite_all(self.cabinet, ring, progress)
                sealed = self.manifest.state is State.SEALING
                done = (
                    replace(self.manifest, state=State.SEALED) if sealed else Manifest(id=self.id)
                )
                self._become(done, ring.key)
            self._close_earlier(progress)

    def change_passphrase(self, passphrase: str, *, cost: Cost | None = None) -> None:
        """Put another passphrase in the place of the old one; writes the manifest and no more.

        Raises `PhraseMissing`, `VaultNotSealed`, `VaultLocked`, `DiskFull` or `SaveFailed`.
        """
        with self.cabinet.saving:
            self.cabinet.must_write(self.folder)
            key = self._open_key()
            slot = sealing.wrap(key, passphrase, self.id, cost or Cost())
            self._put_manifest(replace(self.manifest, passphrase=slot))

    def change_recovery_key(self) -> str:
        """Give a new recovery key; the old one opens nothing any more. Raises as above."""
        with self.cabinet.saving:
            self.cabinet.must_write(self.folder)
            recovery = sealing.new_recovery_key()
            slot = sealing.wrap(self._open_key(), recovery, self.id, None)
            self._put_manifest(replace(self.manifest, recovery=slot))
        return recovery

    def adopt(self, known: Manifest, key: bytes) -> None:
        """Become the vault that `known` is of, with its passphrase; this one must be empty.

        Raises `DiskFull` or `SaveFailed`.
        """
        with self.cabinet.saving:
            self.cabinet.must_write(self.folder)
            # Not sealed outright: `finish` does that when everything is in, and sees to what was
            # saved meanwhile.
            self._become(replace(known, state=State.SEALING), key)

    @property
    def key(self) -> bytes | None:
        """The key of a sealed vault that is open; None in one that is not sealed."""
        ring = self.cabinet.ring
        return None if ring is None else ring.key

    def _open_key(self) -> bytes:
        ring = self.cabinet.ring
        if ring is None:
            raise errors.VaultNotSealed(folder=str(self.folder))
        return ring.key

    def _put_manifest(self, known: Manifest) -> None:
        try:
            manifest.write_manifest(self.folder, known, self._disk)
        except OSError as problem:
            if disks.has_come_through(problem):
                self.manifest = known  # it is what the next start reads; so must we
            raise save_error(problem) from problem
        self.manifest = known

    def _become(self, known: Manifest, key: bytes) -> None:
        """Write down what the vault is, and read and write as that says.

        Raises `DiskFull` or `SaveFailed`. A write that was refused may have come through all the
        same; then that is what the next start reads, and so do we.
        """
        try:
            self._put_manifest(known)
        finally:
            if self.manifest == known:
                self._take(known, key)

    def _take(self, known: Manifest, key: bytes) -> None:
        """Read and write with `key`, as the state of the vault says."""
        self.manifest = known
        ring = None
        if known.state is not State.PLAIN:
            ring = Ring(
                vault=self.id,
                key=key,
                seals=known.state is not State.UNSEALING,
                mixed=known.state is not State.SEALED,
            )
        self.cabinet.take_ring(ring)
        self.locks.forget()

    # -- The phrase of one person ---------------------------------------------------------------

    def has_phrase(self, person: str) -> bool:
        """Whether what `person` writes alone opens with their own phrase only."""
        found = self.locks.all().get(person)
        return found is not None and found.slot is not None

    def give_phrase(self, person: str, phrase: str, *, cost: Cost | None = None) -> None:
        """Close what `person` wrote and will write alone; only `phrase` opens it again.

        Raises `PhraseMissing`, and what `save` raises. Cut off, `finish` does the rest, or doing it
        again. Raises `WrongPhrase` for who has another one.
        """
        with self.cabinet.saving:
            old = self.locks.all().get(person)
            if old is None:
                self._put_lock(sealing.new_own_lock(person, phrase, cost or Cost()))
            elif old.slot is None:
                # Taken away before: the same lock, so that what it closed still opens.
                slot = sealing.wrap(old.key, phrase, person, cost or Cost())
                self._put_lock(replace(old, slot=slot, key=b""))
            else:
                # Given half-way before: another lock would never open what the first one closed.
                sealing.open_lock(old, phrase)
            self._close_earlier(_nobody)

    def change_phrase(
        self, person: str, phrase: str, new: str, *, cost: Cost | None = None
    ) -> None:
        """Put `new` in the place of a phrase. Raises `WrongPhrase`, and as `give_phrase`."""
        with self.cabinet.saving:
            lock = self.locks.all()[person]
            private = sealing.open_lock(lock, phrase)
            slot = sealing.wrap(private, new, person, cost or Cost())
            self._put_lock(replace(lock, slot=slot))

    def take_phrase_away(self, person: str, phrase: str) -> None:
        """Let what `person` wrote alone open without a phrase again. Raises `WrongPhrase`."""
        with self.cabinet.saving:
            lock = self.locks.all()[person]
            private = sealing.open_lock(lock, phrase)
            self._put_lock(replace(lock, slot=None, key=private))

    def open_own(self, conversation: Conversation, person: str, phrase: str) -> Conversation:
        """Give the conversation with what `person` wrote alone open. One derivation, 0.2 s.

        Raises `WrongPhrase`.
        """
        return self.locks.open(conversation, person, phrase)

    def own_key(self, person: str, phrase: str) -> bytes:
        """Give what opens what `person` wrote alone. One derivation. Raises `WrongPhrase`."""
        return self.locks.key(person, phrase)

    def open_with_key(self, conversation: Conversation, person: str, key: bytes) -> Conversation:
        """Give the conversation with what `person` wrote alone open, by the key of `own_key`."""
        from sessions.store.locks import opened

        return opened(conversation, person, key)

    def _put_lock(self, lock: sealing.OwnLock) -> None:
        self.locks.put(lock)
        # An old phrase must not go on opening the copy.
        self.cabinet.copy_to_backup(self.cabinet.pairs_path())

    def _close_earlier(self, progress: Progress) -> None:
        """Close what was written alone before its writer had a phrase, in the copies too."""
        if self.locks.copy_is_behind():
            # Cut off between the two: the copy must not open with what opened it before.
            self.cabinet.copy_to_backup(self.cabinet.pairs_path())
        waiting = [one for one in self.locks.all().values() if not one.done]
        if not waiting:
            return
        ids = self.ids()
        for done, one in enumerate(ids):
            progress(done, len(ids))
            path = self.path(one)
            for suffix in ("", BACKUP):
                self._close_file(path.with_name(path.name + suffix), one, suffix)
        for lock in waiting:
            self._put_lock(replace(lock, done=True))

    def _close_file(self, path: Path, conversation_id: str, suffix: str) -> None:
        """Close what was written alone in one file, unless it is closed or cannot be read."""
        try:
            found = self._load(conversation_id, suffix)
        except (errors.RecordDamaged, errors.RecordNewer, errors.RecordMissing) as problem:
            if files.is_passing(problem):
                raise  # it may be read the next time, and then it must be closed
            return  # told where it is read; nothing of it is shown
        closed = self.locks.close(found)
        if closed == found:
            return
        storage = self.cabinet.storage(path, read_only=False)
        storage.keep_backup = False
        self.cabinet.forget(path)
        storage.write({"conversation": {"1": records.to_document(closed)}})
        self.index.touch(conversation_id)

    # -- Conversations ------------------------------------------------------------------------

    def save(self, conversation: Conversation) -> Saved:
        """Put the conversation on the disk and come back when it is there.

        What was written alone is closed for who has a phrase. A damaged file in its place is set
        aside first. Raises `DiskFull`, `SaveFailed`, `RecordNewer`, `VaultReadOnly`, `VaultLocked`
        or `VaultGone`; then the file is as it was. ValueError for an id that is not ours.
        """
        if not files.is_id(conversation.id):
            raise ValueError("an id is 32 lower-case hexadecimal digits")
        with self.cabinet.saving:
            self.cabinet.must_write(self.path(conversation.id))
            document = records.to_document(self._closed(conversation))

            def put(database: TinyDB) -> None:
                put_only(database.table("conversation"), document)

            self.index.touch(conversation.id)
            return self.cabinet.save(self.path(conversation.id), conversation.id, put)

    def _closed(self, conversation: Conversation) -> Conversation:
        try:
            return self.locks.close(conversation)
        except errors.RecordUnreadable as problem:
            raise errors.SaveFailed(**problem.fields) from problem
        except errors.RecordDamaged:
            # Both copies of the pairs are damaged; that is told at the start. To keep the words, in
            # a vault that only these two open, comes before keeping them apart.
            return conversation

    def load(self, conversation_id: str) -> Conversation:
        """Give the conversation with that id; what somebody closed with their phrase stays closed.

        Raises `RecordMissing`, `RecordDamaged` (with `fields["backup"]`: whether `load_backup` is
        worth a try), `RecordNewer`, `RecordUnreadable` or `VaultLocked`.
        """
        return self._load(conversation_id, "")

    def load_backup(self, conversation_id: str) -> Conversation:
        """Give the conversation as an earlier run left it; raises what `load` raises."""
        return self._load(conversation_id, BACKUP)

    def ids(self) -> tuple[str, ...]:
        """Give the ids of all conversations there are, in the order of the ids, readable or not.

        Raises `RecordUnreadable` when a folder cannot be listed.
        """
        return tuple(one for first in self.cabinet.firsts() for one in self.cabinet.ids_in(first))

    def conversations(self) -> Iterator[Conversation | errors.StoreError]:
        """Give every conversation, and for what cannot be read the error that names it."""
        try:
            firsts = self.cabinet.firsts()
        except errors.StoreError as problem:
            yield problem
            return
        for first in firsts:
            try:
                ids = self.cabinet.ids_in(first)
            except errors.StoreError as problem:
                yield problem
                continue
            for one in ids:
                try:
                    yield self.load(one)
                except errors.StoreError as problem:
                    yield problem

    def path(self, conversation_id: str) -> Path:
        """Give where that conversation is kept. Raises `RecordMissing` for what is no id."""
        return self.cabinet.path_of(conversation_id)

    def _load(self, conversation_id: str, suffix: str) -> Conversation:
        """Give the conversation in the file with that suffix."""
        path = self.path(conversation_id)
        storage, table = self.cabinet.read(path.with_name(path.name + suffix), "conversation")
        try:
            documents = table.all()
            if not documents and storage.header is None:
                if suffix or not self.cabinet.has_copy(path):
                    raise errors.RecordMissing(id=conversation_id)
                raise files.damaged(str(storage.path), storage.identity, "gone")
            found = records.from_document(
                dict(documents[0]) if documents else None,
                Conversation,
                storage.identity,
                file=str(storage.path),
            )
            if found.id != conversation_id:
                raise files.damaged(str(storage.path), storage.identity, "another record")
            if not all(one.tzinfo for one in found.moments()):
                raise files.damaged(str(storage.path), storage.identity, "time without a zone")
        except errors.RecordDamaged as problem:
            backup = not suffix and path.with_name(path.name + BACKUP).is_file()
            raise errors.RecordDamaged(**{**problem.fields, "backup": backup}) from problem
        if not any(one.closed for one in found.said.values()) and not found.closed_drafts:
            return found
        with contextlib.suppress(errors.StoreError):  # without the locks it stays closed
            return self.locks.open_bare(found)
        return found

    # -- Deleting -------------------------------------------------------------------------------

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation: its file, its copy, what was set aside of it, its summary.

        Raises `DiskFull` or `SaveFailed`: then it is there, or gone, and never half of it. Raises
        `VaultReadOnly`, `VaultLocked`, or `RecordMissing` when it is not there.
        """
        path = self.path(conversation_id)
        with self.cabinet.saving:
            self.cabinet.must_write(path)
            if not os.path.lexists(path) and not self.cabinet.has_copy(path):
                raise errors.RecordMissing(id=conversation_id)
            from sessions.store import removal

            self.index.touch(conversation_id)
            removal.remove_file(self.cabinet, path)
            self.locks.forget()
            self.index.forget(conversation_id)

    def delete_pair(self, pair_id: str, *, drafts: str = "draft.") -> int:
        """Delete everything about a pair, and give how many conversations that were.

        `drafts` begins the names of settings with half-typed names in them. Conversations that
        are damaged are not known to be theirs, and stay. Raises what `delete` raises, and
        `RecordUnreadable` when one cannot be read just now; cut off, the pair is still there, and
        doing it again does the rest.
        """
        with self.cabinet.saving:
            self.cabinet.must_write(self.folder)
            pairs = self.pairs()
            gone = [one for one in pairs if one.id == pair_id]
            if not gone:
                raise errors.RecordMissing(id=pair_id)
            others = {each.id for one in pairs if one.id != pair_id for each in one.people}
            people = {each.id for one in gone for each in one.people} - others
            listing = self.index.read()
            for problem in listing.problems:
                if files.is_passing(problem):
                    raise problem  # it may be theirs; nothing has been deleted
            theirs = [one.id for one in listing.summaries if one.pair == pair_id]
            for one in theirs:
                self.delete(one)
            from sessions.store import removal

            removal.remove_pair(
                self.cabinet, pair_id, frozenset(people), lambda name: name.startswith(drafts)
            )
            self.locks.forget()
        return len(theirs)

    # -- People and settings ------------------------------------------------------------------

    def pairs(self, *, backup: bool = False) -> tuple[Pair, ...]:
        """Give all pairs, in the order in which they came; `backup`: those of an earlier run.

        Raises `RecordDamaged`, `RecordNewer`, `RecordUnreadable` or `VaultLocked`.
        """
        storage, table = self._read_pairs(PAIRS, backup=backup)
        return tuple(
            records.from_document(dict(one), Pair, storage.identity, file=str(storage.path))
            for one in table
        )

    def _read_pairs(self, name: str, *, backup: bool) -> tuple[RecordFile, Table]:
        """Give a table of the pairs. When only the copy is left, that is damage, not nothing."""
        storage, table = self.cabinet.read(self.cabinet.pairs_path(backup=backup), name)
        empty = not table.all() and storage.header is None
        if empty and not backup and self.cabinet.has_copy(storage.path):
            raise files.damaged(str(storage.path), storage.identity, "gone")
        return storage, table

    def save_pair(self, pair: Pair) -> Saved:
        """Put a pair on the disk, over the one with its id; raises what `save` raises."""
        document = records.to_document(pair)

        def put(database: TinyDB) -> None:
            table = database.table(PAIRS)
            known = [one.doc_id for one in table if one.get("id") == pair.id]
            if known:
                table.update(lambda old: become(old, document), doc_ids=known)
            else:
                table.insert(document)

        return self.cabinet.save(self.cabinet.pairs_path(), pair.id, put, whole=False)

    def settings(self, *, backup: bool = False) -> dict[str, str]:
        """Give the settings, none of them when none were saved; raises what `pairs` raises."""
        storage, table = self._read_pairs(SETTINGS, backup=backup)
        documents = table.all()
        return records.from_document(
            dict(documents[0]) if documents else {},
            dict[str, str],
            storage.identity,
            file=str(storage.path),
        )

    def save_settings(self, settings: Mapping[str, str]) -> Saved:
        """Put these settings in the place of the old ones; raises what `save` raises."""
        document = dict(settings)
        return self.cabinet.save(
            self.cabinet.pairs_path(),
            SETTINGS,
            lambda base: put_only(base.table(SETTINGS), document),
            whole=False,
        )

    # -- Whether it is still there --------------------------------------------------------------

    @property
    def has_ballast(self) -> bool:
        """Whether the room kept for the last words is still there."""
        return ballast.is_there(self.folder)

    def _must_be_there(self) -> None:
        """Raise `VaultGone` when the folder is not the vault that was opened.

        A disk can be pulled out, and a folder moved away, while people write; a save would then
        make a new folder, which nobody finds, or that the passphrase does not open. When it comes
        back as another folder (out of a backup), it is locked again.
        """
        number = _number(self.folder)
        if number == self._known_folder and self.cabinet.is_there():
            return
        try:
            found = manifest.read_manifest(self.folder, self._disk)
        except (OSError, errors.StoreError) as problem:
            raise errors.VaultGone(folder=str(self.folder)) from problem
        if found is None or found.id != self.id or found.state is not self.manifest.state:
            raise errors.VaultGone(folder=str(self.folder))
        if number != self._known_folder and self._lock is not None:
            try:
                again = locking.take_lock(self.folder, datetime.now().astimezone(), self._disk)
            except OSError as problem:
                raise errors.VaultGone(folder=str(self.folder)) from problem
            self._lock.release()
            self._lock = again
        self._known_folder = number


def _known(folder: Path, disk: Disk) -> Manifest:
    """Give the manifest of the vault, a new one where there is nothing yet.

    Raises `VaultDamaged` when it is gone and something sealed is there: it had the key.
    """
    known = manifest.read_manifest(folder, disk)
    if known is not None:
        return known
    cabinet = Cabinet(folder, disk, read_only=True)
    if any(_looks_sealed(path, disk) for path in cabinet.record_paths()):
        raise errors.VaultDamaged(file=str(folder / manifest.NAME), folder=str(folder))
    return manifest.new_manifest()


def _looks_sealed(path: Path, disk: Disk) -> bool:
    """Whether the file at `path` says of itself that it is sealed."""
    try:
        blob = disks.read_file(disk, path) or b""
        return files.glance(blob, files.identity_of(path), file="").seal != files.PLAIN
    except (errors.StoreError, disks.NotARegularFile):
        return False  # what it is, is told when it is read


def _number(folder: Path) -> tuple[int, int]:
    """Give what a folder is to the system, whatever its name; noughts when it is not there."""
    try:
        state = folder.stat()
    except OSError:
        return 0, 0
    return state.st_dev, state.st_ino


def _refusal(problem: OSError, folder: Path) -> errors.StoreError:
    """Give the error for the person when the vault could not be opened."""
    if problem.errno in disks.FULL:
        return errors.DiskFull(folder=str(folder))
    if isinstance(problem, NotADirectoryError | FileExistsError):
        return errors.VaultNotAFolder(folder=str(folder))
    return errors.VaultUnwritable(folder=str(folder), reason=problem.strerror or "?")
