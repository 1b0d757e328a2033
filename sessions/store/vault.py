"""The vault: the folder with everything people said, opened and closed."""

from __future__ import annotations

import contextlib
import errno
import os
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sessions import errors, seal_errors
from sessions.store import disk as disks
from sessions.store import file_lock, location, manifest, manifest_copies, opening, reserve_space
from sessions.store.disk import Disk
from sessions.store.key_guard import KeyGuard
from sessions.store.opening import WaysIn
from sessions.store.own_keys import Locks
from sessions.store.own_phrases import OwnPhrases
from sessions.store.record_files import (
    CONVERSATIONS,
    DAMAGED,
    PAIRS,
    SETTINGS,
    RecordFiles,
    Saved,
)
from sessions.store.vault_records import VaultRecords
from sessions.store.vault_seal import VaultSeal
from sessions.store.witness import Witness

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from sessions.store.index import Index

__all__ = ["CONVERSATIONS", "DAMAGED", "PAIRS", "SETTINGS", "Saved", "Vault"]


class Vault:
    """An open vault; `Vault.open` makes one. Any thread may use it; saves wait for each other."""

    def __init__(
        self, files: RecordFiles, ways: WaysIn, witness: Witness, lock: BaseFileLock | None
    ) -> None:
        """Take a folder that was checked; without `lock` it is for reading only."""
        self.folder = files.folder
        self.read_only = files.read_only
        self.files = files
        """Its files, whatever is in them."""
        locks = Locks(self.files)
        self.records = VaultRecords(self.files, locks, lambda: self.id)
        """What is in it."""
        self.own_phrases = OwnPhrases(self.files, locks, self.records)
        """What closes the words that a person wrote alone."""
        self.seal = VaultSeal(self.files, ways, self.own_phrases, witness)
        """What closes all of it."""
        locks.guard = KeyGuard(self.seal, witness)
        self.files.check = self._must_be_there
        self._lock = lock
        self._known_folder = _number(files.folder)
        self._known_manifest = _looks(self.folder / manifest.NAME)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        now: datetime,
        read_only: bool = False,
        insist: bool = False,
        unsealed: bool = False,
        witness: Path | None = None,
        disk: Disk | None = None,
    ) -> Self:
        """Open the vault in `folder`, made when it is not there; the lock says `now`.

        `read_only` takes no lock and writes nothing; a folder that is not there is then empty.
        `insist` allows a network disk; `unsealed` takes for granted that the seal was taken off.
        `witness` is the folder of this user, outside the vault, that holds what was last seen of
        it. A sealed vault comes back locked: `seal.unlock` is next. Raises `VaultInUse`,
        `VaultNotAFolder`, `FolderNameTooLong`, `FolderInLoop`, `VaultOnNetwork`, `VaultUnwritable`,
        `VaultDamaged`, `SealGone`, `RecordNewer` or `DiskFull`.
        """
        disk = disk or Disk()
        folder = Path(os.path.realpath(folder))
        location.must_be_possible(folder)
        try:
            if os.path.lexists(folder) and not folder.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
            if read_only:
                files = RecordFiles(folder, disk, read_only=True)
                known_of = Witness(witness, folder, disk)
                ways = opening.find_ways(files, known_of, unsealed=unsealed) or _new(files)
                return cls(files, ways, known_of, None)
            if not insist and location.network_type(folder):
                raise errors.VaultOnNetwork(folder=str(folder))
            return cls._open_to_write(folder, now, disk, witness, unsealed=unsealed)
        except OSError as problem:
            raise _refusal(problem, folder) from problem

    @classmethod
    def _open_to_write(
        cls, folder: Path, now: datetime, disk: Disk, witness: Path | None, *, unsealed: bool
    ) -> Self:
        """Open the vault under its lock, with everything in its place."""
        disks.make_folder(disk, folder)
        lock = file_lock.take_lock(folder, now, disk)
        try:
            files = RecordFiles(folder, disk, read_only=False)
            known_of = Witness(witness, folder, disk)
            ways = opening.find_ways(files, known_of, unsealed=unsealed)
            # Somebody's own folder full of other things keeps its mode.
            if ways is not None or set(disk.names(folder)) <= {file_lock.LOCK}:
                disks.make_private(disk, folder)
            vault = cls(files, ways or _new(files), known_of, lock)
            if ways is None and known_of.seen_here().sealed:
                vault.seal.tell(seal_errors.FolderEmptied(folder=str(folder)))
            vault.seal.settle_plain()
            vault.files.sweep()
            reserve_space.lay(folder, disk)
        except BaseException:
            lock.release()
            raise
        return vault

    @property
    def id(self) -> str:
        """What the vault is called, by itself; a copy of it has the same."""
        return self.seal.manifest.id

    @property
    def index(self) -> Index:
        """Its conversations in short."""
        return self.records.index

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
        with self.files.saving:
            try:
                # The index is made of what is on the disk, and the next start mends it.
                with contextlib.suppress(errors.StoreError):
                    self.index.flush()
            finally:
                self.files.close()
                if self._lock is not None:
                    self._lock.release()
                    self._lock = None

    # -- Whether it is still there --------------------------------------------------------------

    def _must_be_there(self) -> None:
        """Raise `VaultGone` or `VaultChanged` when the folder is not the vault that was opened.

        A disk can be pulled out, and a folder moved away, while people write; a save would then
        make a new folder, which nobody finds, or that the passphrase does not open. When it comes
        back as another folder (out of a backup), it is locked again.
        """
        number = _number(self.folder)
        is_there = self.files.is_there() or self.seal.is_unwritten
        if number == self._known_folder and is_there:
            self._must_be_ours()
            return
        try:
            there = manifest_copies.read(self.folder, self.files.disk).manifests
        except seal_errors.VaultNewer as problem:
            raise seal_errors.VaultChanged(folder=str(self.folder)) from problem
        except (OSError, errors.StoreError) as problem:
            raise errors.VaultGone(folder=str(self.folder)) from problem
        known = self.seal.manifest
        if not any(copy and copy.id == known.id for copy in there):
            raise errors.VaultGone(folder=str(self.folder))
        if not any(copy and (copy.id, copy.state) == (known.id, known.state) for copy in there):
            raise seal_errors.VaultChanged(folder=str(self.folder))
        if number != self._known_folder and self._lock is not None:
            try:
                again = file_lock.take_lock(
                    self.folder, datetime.now().astimezone(), self.files.disk
                )
            except OSError as problem:
                raise errors.VaultGone(folder=str(self.folder)) from problem
            self._lock.release()
            self._lock = again
        self._known_folder = number
        if self.files.is_there():
            self._must_be_ours()

    def _must_be_ours(self) -> None:
        """Raise `VaultChanged` when a valid manifest lies there that this run did not write.

        Another computer may have sealed the folder, or given it another key, and a sync program
        brought that: what is written now would be plain, or closed with a key that is gone.
        """
        looks = _looks(self.folder / manifest.NAME)
        if looks == self._known_manifest or self.seal.is_unwritten:
            return
        try:
            copies = manifest_copies.read(self.folder, self.files.disk)
        except seal_errors.VaultNewer as problem:
            raise seal_errors.VaultChanged(folder=str(self.folder)) from problem
        except (OSError, errors.StoreError):
            return  # what is the matter with it, the next start tells
        there, known = copies.manifests[0], self.seal.manifest
        told = (there.id, there.state, there.generation) if there is not None else None
        is_valid = there is not None and there.form != manifest.UNPROVEN_FORMAT
        is_other = is_valid and told != (known.id, known.state, known.generation)
        if is_other or copies.is_newer:
            self.seal.keep_way_in(there)
            raise seal_errors.VaultChanged(folder=str(self.folder))
        self._known_manifest = looks


def _looks(path: Path) -> tuple[int, int, int] | None:
    """Give what a file looks like to the system; None when it does not say."""
    try:
        state = os.lstat(path)
    except OSError:
        return None
    return state.st_ino, state.st_mtime_ns, state.st_size


def _new(files: RecordFiles) -> WaysIn:
    """Give the way into a vault where there is nothing yet."""
    copies = manifest_copies.read(files.folder, files.disk)
    return WaysIn(manifests=(manifest.new_manifest(),), copies=copies)


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
