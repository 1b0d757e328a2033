"""The files of one open vault, read and saved one at a time.

`VaultRecords` knows what is in them; here is only how they come off the disk and go onto it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from pathlib import Path
from threading import RLock
from typing import Any

import msgspec
from msgspec.structs import replace
from tinydb import TinyDB
from tinydb.table import Document, Table

from sessions import errors, folder_errors, seal_errors
from sessions.store import damaged_folder, file_format, manifest, reserve_space
from sessions.store import disk as disks
from sessions.store.disk import BACKUP, Disk
from sessions.store.file_format import Keyring
from sessions.store.tinydb_storage import RecordStorage, save_error

CONVERSATIONS = "conversations"
DAMAGED = damaged_folder.NAME
DIARY = "diary"
INDEX = "index"
PAIRS = "pairs"
SETTINGS = "settings"

_ONLY = 1  # the number of the document in a table that holds one

Progress = Callable[[int, int], None]
"""Called with how many are done, and of how many."""


def no_progress(done: int, of: int) -> None:
    """Tell nobody how far it is."""


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """A save that is on the disk. `generation` counts the saves of this file.

    With `reserve_spent` the disk was full and the space kept for that was used: tell the people.
    `set_aside` is where a damaged file went that stood in the way.
    """

    id: str
    generation: int
    reserve_spent: bool = False
    set_aside: Path | None = None


class RecordFiles:
    """The files of a vault. Any thread may use it; saves wait for each other."""

    def __init__(self, folder: Path, disk: Disk, *, read_only: bool) -> None:
        self.folder = folder
        self.disk = disk
        self.read_only = read_only
        self._manifest = folder / manifest.NAME
        self.saving = RLock()
        """Held by whoever changes something."""
        self.closed = False
        self.locked = False
        """Whether the passphrase has yet to be given."""
        self.unsettled = False
        """Whether what lies plain may be theirs, and nobody said so yet: it stays where it is."""
        self.check: Callable[[], None] = lambda: None
        """Called before a save: raises when the vault is not what it was."""
        self._keyring: Keyring | None = None
        self._open: dict[Path, TinyDB] = {}

    @property
    def keyring(self) -> Keyring | None:
        """The key of a sealed vault; None in one that is not. Raises `VaultLocked`."""
        if self.locked:
            raise errors.VaultLocked()
        return self._keyring

    def take_keyring(self, keyring: Keyring | None) -> None:
        """Read and write with `keyring` from now on."""
        with self.saving:
            self._keyring, self.locked = keyring, False
            self._open.clear()

    def close(self) -> None:
        """Save nothing from now on."""
        with self.saving:
            self.closed = True
            self._open.clear()

    # -- One file -------------------------------------------------------------------------------

    def storage(self, path: Path, *, read_only: bool = True) -> RecordStorage:
        """Give the storage of the file at `path`."""
        return RecordStorage(path, disk=self.disk, keyring=self.keyring, read_only=read_only)

    def read(self, path: Path, name: str) -> tuple[RecordStorage, Table]:
        """Give a table of the file at `path`, to read; nobody waits for a save that goes on."""
        database = TinyDB(
            path, storage=RecordStorage, disk=self.disk, keyring=self.keyring, read_only=True
        )
        return storage_of(database), database.table(name)

    def save(
        self,
        path: Path,
        record_id: str,
        put: Callable[[TinyDB], None],
        *,
        whole: bool = True,
    ) -> Saved:
        """Let `put` write into the file at `path`; on a full disk the reserve makes room.

        `whole` when it writes all there is in the file; otherwise the rest of a damaged one comes
        from its copy.
        Raises `DiskFull`, `SaveFailed`, `RecordNewer`, `VaultReadOnly`, `VaultLocked` or
        `VaultGone`; then the file is as it was.
        """
        with self.saving:
            self.must_write(path)
            try:
                return self._put(path, record_id, put, whole=whole)
            except errors.DiskFull:
                if not self.make_room():
                    raise
            return replace(self._put(path, record_id, put, whole=whole), reserve_spent=True)

    def must_write(self, path: Path) -> None:
        """Raise when nothing can be written now; RuntimeError after `close`."""
        if self.closed:
            raise RuntimeError("the vault is closed")
        if self.read_only:
            raise errors.VaultReadOnly(file=str(path))
        if self.locked:
            raise errors.VaultLocked()
        self.check()

    def forget(self, path: Path) -> None:
        """Take the file at `path` for one that this run has not written yet."""
        self._open.pop(path, None)

    def copy_to_backup(self, path: Path) -> None:
        """Make the ``.bak`` the same as the file: what was taken out of it is not kept there.

        Raises what `save` raises.
        """
        try:
            blob = disks.read_file(self.disk, path)
            if blob is not None:
                disks.save_file(self.disk, path.with_name(path.name + BACKUP), blob)
        except OSError as problem:
            raise save_error(problem) from problem

    def make_room(self) -> bool:
        """Give up the reserve; give whether there was any."""
        try:
            return reserve_space.spend(self.folder, self.disk)
        except OSError as problem:
            raise save_error(problem) from problem

    def _put(
        self, path: Path, record_id: str, put: Callable[[TinyDB], None], *, whole: bool
    ) -> Saved:
        """Let `put` write into the file at `path`, and set a damaged one aside before that."""
        database = self._open.get(path)
        if database is None:
            # Kept open for the run: it knows whether the backup of before has been made.
            database = TinyDB(path, storage=RecordStorage, disk=self.disk, keyring=self._keyring)
            self._open[path] = database
        storage = storage_of(database)
        try:
            put(database)
        except errors.RecordDamaged as problem:
            if self.unsettled and problem.fields.get("problem") == file_format.NOT_SEALED:
                raise seal_errors.NotSettled(folder=str(self.folder)) from problem
            if not whole and file_format.is_passing(problem):
                reason = os.strerror(errno.EIO)
                raise errors.SaveFailed(file=str(path), reason=reason) from problem
            storage.set_aside(self.folder)
            if not whole:
                self._write_copy(path, storage)
            put(database)
        except errors.RecordUnreadable as problem:
            raise errors.SaveFailed(**problem.fields) from problem
        generation = storage.header.generation if storage.header else 0
        kept, storage.kept = storage.kept, None
        return Saved(id=record_id, generation=generation, set_aside=kept)

    def _write_copy(self, path: Path, storage: RecordStorage) -> None:
        """Begin again with what the copy of a damaged file holds, as far as it can be read."""
        copy = self.storage(path.with_name(path.name + BACKUP))
        with contextlib.suppress(errors.StoreError):  # then there is nothing to begin with
            tables = copy.read()
            if tables is not None:
                storage.write(tables)

    # -- Which files there are ------------------------------------------------------------------

    def path_of(self, conversation_id: str) -> Path:
        """Give where that conversation is kept. Raises `RecordMissing` for what is no id."""
        if not file_format.is_id(conversation_id):
            raise errors.RecordMissing(id="")
        name = conversation_id + file_format.SUFFIX
        # One step: each `/` makes a `Path`, and every save and every row asks.
        return self.folder / f"{CONVERSATIONS}/{conversation_id[:2]}/{name}"

    def pairs_path(self, *, backup: bool = False) -> Path:
        """Give where pairs, locks and settings are kept."""
        return self.folder / (PAIRS + file_format.SUFFIX + (BACKUP if backup else ""))

    def has_copy(self, path: Path) -> bool:
        """Whether there is a ``.bak`` beside the file at `path`."""
        return path.with_name(path.name + BACKUP).is_file()

    def names(self, folder: Path) -> list[str]:
        """Give the names in `folder`, none when it is not there. Raises `RecordUnreadable`."""
        try:
            return self.disk.names(folder)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as problem:
            raise errors.RecordUnreadable(
                file=str(folder), id="", reason=problem.strerror
            ) from problem

    def firsts(self) -> list[str]:
        """Give the first two digits of the ids there are. Raises `RecordUnreadable`."""
        return self.parts()[0]

    def parts(self) -> tuple[list[str], list[errors.StoreError]]:
        """Give what `firsts` gives, and a problem for each part of them that is no folder.

        The folder of all conversations may be a link to another, which may be on another disk.
        """
        above = self.folder / CONVERSATIONS
        try:
            if not above.is_dir() and os.path.lexists(above):
                return [], [self._not_a_folder(above)]
            names = [name for name in self.names(above) if file_format.is_byte(name)]
            ours = [name for name in names if self.is_ours(above / name)]
            others = [above / name for name in names if name not in ours]
            return ours, [self._not_a_folder(part) for part in others if os.path.lexists(part)]
        except OSError as problem:
            raise errors.RecordUnreadable(
                file=str(above), id="", reason=problem.strerror
            ) from problem

    def misplaced(self) -> list[errors.StoreError]:
        """Give a problem for each part of the vault that should be a folder, and is none.

        Raises `RecordUnreadable`.
        """
        diaries = self.folder / DIARY
        try:
            is_none = os.path.lexists(diaries) and not self.is_ours(diaries)
            own = [self._not_a_folder(diaries)] if is_none else []
        except OSError as problem:
            raise errors.RecordUnreadable(
                file=str(diaries), id="", reason=problem.strerror
            ) from problem
        return [*self.parts()[1], *own]

    def _not_a_folder(self, part: Path) -> folder_errors.PartNotAFolder:
        is_link = stat.S_ISLNK(self.disk.lstat(part).st_mode)
        return folder_errors.PartNotAFolder(file=str(part), id="", link=is_link)

    def is_ours(self, folder: Path) -> bool:
        """Whether that is a folder in the vault itself: what a link leads to is somebody else's.

        Raises OSError when the system does not say.
        """
        try:
            return stat.S_ISDIR(self.disk.lstat(folder).st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False

    def ids_in(self, first: str) -> list[str]:
        """Give the ids of the conversations that begin with these two digits.

        One of which only the copy is left is among them: it was lost, and can be had back.
        """
        names = self.names(self.folder / CONVERSATIONS / first)
        names = [name.removesuffix(BACKUP) for name in names]
        stems = [
            name.removesuffix(file_format.SUFFIX)
            for name in names
            if name.endswith(file_format.SUFFIX)
        ]
        ids = [stem for stem in stems if file_format.is_id(stem) and stem.startswith(first)]
        return list(dict.fromkeys(ids))

    def record_paths(self) -> Iterator[Path]:
        """Give every file with a record in it, their ``.bak`` too, whatever state it is in.

        Not the index, which is made of the others. Raises `RecordUnreadable`.
        """
        for backup in (False, True):
            path = self.pairs_path(backup=backup)
            if os.path.lexists(path):
                yield path
        folders = [self.folder / CONVERSATIONS / first for first in self.firsts()]
        for folder in (*folders, self.folder / DIARY):
            for name in () if folder.is_symlink() else self.names(folder):
                stem = name.removesuffix(BACKUP)
                if stem.endswith(file_format.SUFFIX) and file_format.is_id(
                    stem.removesuffix(file_format.SUFFIX)
                ):
                    yield folder / name

    def sweep(self) -> None:
        """Take away what interrupted saves left beside the conversations. Raises OSError.

        In the folders of the conversations it is done when the index looks into them: only a folder
        that changed can hold something, and there may be a hundred thousand files in them.
        """
        folders = (self.folder / name for name in (DAMAGED, DIARY, INDEX))
        for folder in (self.folder, *folders):
            if self.is_ours(folder):
                disks.sweep(self.disk, folder)

    def sweep_all(self) -> None:
        """Take away what interrupted saves left, everywhere. Raises OSError."""
        self.sweep()
        for first in self.firsts():
            disks.sweep(self.disk, self.folder / CONVERSATIONS / first)

    def is_there(self) -> bool:
        """Whether the folder still has a manifest in it."""
        return os.path.lexists(self._manifest)


def storage_of(database: TinyDB) -> RecordStorage:
    """Give the file under a database of ours."""
    storage = database.storage
    if not isinstance(storage, RecordStorage):
        raise TypeError("every database of the vault stands on a RecordStorage")
    return storage


def put_whole(database: TinyDB, name: str, record: object) -> None:
    """Make `record` all there is in the file, in one write.

    TinyDB would read the file twice before it writes what takes the place of everything; the
    storage reads it when it must, to see that it is not damaged.
    """
    storage_of(database).write({name: {str(_ONLY): record}})


def put_only(table: Table, document: Mapping[str, object]) -> None:
    """Make `document` the only one in its table, in one write."""
    # Asked first, because an update of what is not there is a KeyError in TinyDB 4.8, and in 4.9 a
    # write of nothing.
    if table.contains(doc_id=_ONLY):
        table.update(lambda old: become(old, document), doc_ids=[_ONLY])
    else:
        table.insert(Document(document, doc_id=_ONLY))


def become(old: MutableMapping[Any, Any], document: Mapping[str, object]) -> None:
    """Make `old` the same as `document`; a field that is gone does not stay behind."""
    old.clear()
    old.update(document)
