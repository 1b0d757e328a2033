"""The vault: the folder with everything people said."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from tinydb import TinyDB
from tinydb.table import Document, Table

from sessions import errors
from sessions.conversation import Conversation
from sessions.people import Pair
from sessions.store import ballast, files, locking, manifest, place, records
from sessions.store import disk as disks
from sessions.store.disk import BACKUP, Disk
from sessions.store.storage import RecordFile, save_error

if TYPE_CHECKING:
    from filelock import BaseFileLock

CONVERSATIONS = "conversations"
DAMAGED = "damaged"
PAIRS = "pairs"
SETTINGS = "settings"

_FOLDERS = (DAMAGED, "diary", "index")
_ONLY = 1  # the number of the document in a table that holds one


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A save that is on the disk. `generation` counts the saves of this file.

    With `ballast_spent` the disk was full and the room kept for that was used: tell the people.
    `set_aside` is where a damaged file went that stood in the way.
    """

    id: str
    generation: int
    ballast_spent: bool = False
    set_aside: Path | None = None


class Vault:
    """An open vault; `Vault.open` makes one. Any thread may use it; saves wait for each other."""

    def __init__(
        self, folder: Path, known: manifest.Manifest, lock: BaseFileLock | None, disk: Disk
    ) -> None:
        """Take a folder that was checked; without `lock` it is for reading only."""
        self.folder = folder
        self.id = known.id
        self.read_only = lock is None
        self._lock = lock
        self._disk = disk
        self._closed = False
        self._saving = RLock()
        self._open: dict[Path, TinyDB] = {}

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
        `insist` allows a network disk. Raises `VaultInUse`, `VaultNotAFolder`, `VaultOnNetwork`,
        `VaultUnwritable`, `VaultDamaged`, `RecordNewer` or `DiskFull`.
        """
        disk = disk or Disk()
        folder = Path(os.path.realpath(folder))
        try:
            if os.path.lexists(folder) and not folder.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
            if read_only:
                known = manifest.read_manifest(folder, disk) or manifest.new_manifest()
                return cls(folder, known, None, disk)
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
            known = manifest.read_manifest(folder, disk)
            # Somebody's own folder full of other things keeps its mode.
            if known or set(disk.names(folder)) <= {locking.LOCK}:
                disks.make_private(disk, folder)
            known = known or manifest.new_manifest()
            manifest.write_manifest(folder, known, disk)
            vault = cls(folder, known, lock, disk)
            vault._tidy()
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
        with self._saving:
            self._closed = True
            self._open.clear()
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    # -- Conversations ------------------------------------------------------------------------

    def save(self, conversation: Conversation) -> Saved:
        """Put the conversation on the disk and come back when it is there.

        A damaged file in its place is set aside first. Raises `DiskFull`, `SaveFailed`,
        `RecordNewer` or `VaultReadOnly`; then the file is as it was. ValueError for an id that is
        not ours.
        """
        if not files.is_id(conversation.id):
            raise ValueError("an id is 32 lower-case hexadecimal digits")
        document = records.to_document(conversation)

        def put(database: TinyDB) -> None:
            _put_only(database.table("conversation"), document)

        return self._save(self.path(conversation.id), conversation.id, put)

    def load(self, conversation_id: str) -> Conversation:
        """Give the conversation with that id.

        Raises `RecordMissing`, `RecordDamaged` (with `fields["backup"]`: whether `load_backup` is
        worth a try), `RecordNewer` or `RecordUnreadable`.
        """
        return self._load(conversation_id, "")

    def load_backup(self, conversation_id: str) -> Conversation:
        """Give the conversation as an earlier run left it; raises what `load` raises."""
        return self._load(conversation_id, BACKUP)

    def ids(self) -> tuple[str, ...]:
        """Give the ids of all conversations there are, in the order of the ids, readable or not.

        Raises `RecordUnreadable` when a folder cannot be listed.
        """
        found = self._names(self.folder / CONVERSATIONS)
        return tuple(one for first in found for one in self._ids_in(first))

    def conversations(self) -> Iterator[Conversation | errors.StoreError]:
        """Give every conversation, and for what cannot be read the error that names it."""
        try:
            found = self._names(self.folder / CONVERSATIONS)
        except errors.StoreError as problem:
            yield problem
            return
        for first in found:
            try:
                ids = self._ids_in(first)
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
        if not files.is_id(conversation_id):
            raise errors.RecordMissing(id="")
        name = conversation_id + files.SUFFIX
        return self.folder / CONVERSATIONS / conversation_id[:2] / name

    # -- People and settings ------------------------------------------------------------------

    def pairs(self, *, backup: bool = False) -> tuple[Pair, ...]:
        """Give all pairs, in the order in which they came; `backup`: those of an earlier run.

        Raises `RecordDamaged`, `RecordNewer` or `RecordUnreadable`.
        """
        storage, table = self._read(self._pairs_path(backup), PAIRS)
        return tuple(
            records.from_document(dict(one), Pair, storage.identity, file=str(storage.path))
            for one in table
        )

    def save_pair(self, pair: Pair) -> Saved:
        """Put a pair on the disk, over the one with its id; raises what `save` raises."""
        document = records.to_document(pair)

        def put(database: TinyDB) -> None:
            table = database.table(PAIRS)
            known = [one.doc_id for one in table if one.get("id") == pair.id]
            if known:
                table.update(lambda old: _become(old, document), doc_ids=known)
            else:
                table.insert(document)

        return self._save(self._pairs_path(), pair.id, put)

    def settings(self, *, backup: bool = False) -> dict[str, str]:
        """Give the settings, none of them when none were saved; raises what `pairs` raises."""
        storage, table = self._read(self._pairs_path(backup), SETTINGS)
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
        return self._save(
            self._pairs_path(), SETTINGS, lambda base: _put_only(base.table(SETTINGS), document)
        )

    # -- How ----------------------------------------------------------------------------------

    @property
    def has_ballast(self) -> bool:
        """Whether the room kept for the last words is still there."""
        return ballast.is_there(self.folder)

    def _pairs_path(self, backup: bool = False) -> Path:
        return self.folder / (PAIRS + files.SUFFIX + (BACKUP if backup else ""))

    def _load(self, conversation_id: str, suffix: str) -> Conversation:
        """Give the conversation in the file with that suffix."""
        path = self.path(conversation_id)
        storage, table = self._read(path.with_name(path.name + suffix), "conversation")
        try:
            documents = table.all()
            if not documents and storage.header is None:
                raise errors.RecordMissing(id=conversation_id)
            found = records.from_document(
                dict(documents[0]) if documents else None,
                Conversation,
                storage.identity,
                file=str(storage.path),
            )
            if found.id != conversation_id:
                raise files.damaged(str(storage.path), storage.identity, "another record")
            return found
        except errors.RecordDamaged as problem:
            backup = not suffix and path.with_name(path.name + BACKUP).is_file()
            raise errors.RecordDamaged(**{**problem.fields, "backup": backup}) from problem

    def _read(self, path: Path, name: str) -> tuple[RecordFile, Table]:
        """Give a table of the file at `path`, to read; nobody waits for a save that goes on."""
        database = TinyDB(path, storage=RecordFile, disk=self._disk, read_only=True)
        return _storage(database), database.table(name)

    def _save(self, path: Path, record_id: str, put: Callable[[TinyDB], None]) -> Saved:
        """Let `put` write into the file at `path`; on a full disk the ballast makes room."""
        with self._saving:
            if self._closed:
                raise RuntimeError("the vault is closed")
            if self.read_only:
                raise errors.VaultReadOnly(file=str(path))
            try:
                return self._put(path, record_id, put)
            except errors.DiskFull:
                if not self._make_room():
                    raise
            return replace(self._put(path, record_id, put), ballast_spent=True)

    def _put(self, path: Path, record_id: str, put: Callable[[TinyDB], None]) -> Saved:
        """Let `put` write into the file at `path`, and set a damaged one aside before that."""
        database = self._open.get(path)
        if database is None:
            # Kept open for the run: it knows whether the backup of before has been made.
            database = TinyDB(path, storage=RecordFile, disk=self._disk)
            self._open[path] = database
        storage = _storage(database)
        try:
            put(database)
        except errors.RecordDamaged:
            storage.set_aside(self.folder / DAMAGED)
            put(database)
        except errors.RecordUnreadable as problem:
            raise errors.SaveFailed(**problem.fields) from problem
        generation = storage.header.generation if storage.header else 0
        kept, storage.kept = storage.kept, None
        return Saved(id=record_id, generation=generation, set_aside=kept)

    def _tidy(self) -> None:
        """Sweep what interrupted saves left, and see that there is ballast."""
        folders = [self.folder, *(self.folder / name for name in _FOLDERS)]
        above = self.folder / CONVERSATIONS
        folders += [above / name for name in self._names(above)]
        for folder in folders:
            if folder.is_dir():
                disks.sweep(self._disk, folder)
        ballast.lay(self.folder, self._disk)

    def _make_room(self) -> bool:
        """Give up the ballast; give whether there was any."""
        try:
            return ballast.spend(self.folder, self._disk)
        except OSError as problem:
            raise save_error(problem) from problem

    def _ids_in(self, first: str) -> list[str]:
        """Give the ids of the conversations that begin with these two digits."""
        if len(first) != 2:
            return []
        names = self._names(self.folder / CONVERSATIONS / first)
        stems = [name.removesuffix(files.SUFFIX) for name in names if name.endswith(files.SUFFIX)]
        return [stem for stem in stems if files.is_id(stem) and stem.startswith(first)]

    def _names(self, folder: Path) -> list[str]:
        """Give the names in `folder`, none when it is not there."""
        try:
            return self._disk.names(folder)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as problem:
            raise errors.RecordUnreadable(
                file=str(folder), id="", reason=problem.strerror
            ) from problem


def _storage(database: TinyDB) -> RecordFile:
    """Give the file under a database of ours."""
    storage = database.storage
    if not isinstance(storage, RecordFile):
        raise TypeError("every database of the vault stands on a RecordFile")
    return storage


def _put_only(table: Table, document: Mapping[str, object]) -> None:
    """Make `document` the only one in its table, in one write."""
    # Asked first, because an update of what is not there is a KeyError in TinyDB 4.8, and in 4.9 a
    # write of nothing.
    if table.contains(doc_id=_ONLY):
        table.update(lambda old: _become(old, document), doc_ids=[_ONLY])
    else:
        table.insert(Document(document, doc_id=_ONLY))


def _become(old: MutableMapping[Any, Any], document: Mapping[str, object]) -> None:
    """Make `old` the same as `document`; a field that is gone does not stay behind."""
    old.clear()
    old.update(document)


def _refusal(problem: OSError, folder: Path) -> errors.StoreError:
    """Give the error for the person when the vault could not be opened."""
    if problem.errno in disks.FULL:
        return errors.DiskFull(folder=str(folder))
    if isinstance(problem, NotADirectoryError | FileExistsError):
        return errors.VaultNotAFolder(folder=str(folder))
    return errors.VaultUnwritable(folder=str(folder), reason=problem.strerror or "?")
