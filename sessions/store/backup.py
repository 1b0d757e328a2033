"""A backup: one file with everything of a vault in it, and the way back.

It is a tar archive of the files as they are on the disk (sealed ones stay sealed), so it can be
unpacked without this program too. Its last member, ``CONTENTS``, names every other with its
SHA-256: a backup that was cut off has none, and is refused.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import os
import re
import stat
import tarfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
from msgspec.structs import replace

from sessions import errors, folder_errors
from sessions.store import (
    backup_members,
    file_format,
    manifest,
    manifest_copies,
    plain_files,
    tar_reader,
)
from sessions.store import disk as disks
from sessions.store.disk import BACKUP, Disk
from sessions.store.file_format import Keyring
from sessions.store.manifest import Manifest, State
from sessions.store.record_files import DAMAGED
from sessions.store.tar_reader import Member
from sessions.store.write_new import FLAGS, give_name

if TYPE_CHECKING:
    from sessions.store.vault import Vault

CONTENTS = "CONTENTS"
FORMAT = 1

_ROOM = 512
"""Bytes in ``CONTENTS`` for each file, and for the rest: more than any name and its SHA-256."""

_WINDOWS = os.name == "nt"
_TEMP = re.compile(r"\.tweespraak-[0-9a-f]{16}\.backup")
_ID = "[0-9a-f]{32}"
_NAME = re.compile(
    rf"vault\.json|plain-files\.tdb|pairs\.tdb(\.bak)?|conversations/[0-9a-f]{{2}}/{_ID}\.tdb(\.bak)?"
    rf"|diary/{_ID}\.tdb(\.bak)?|damaged/[0-9A-Za-z._-]{{1,120}}"
)


class Report(msgspec.Struct):
    """What a backup holds: how many conversations, and the names of files that are damaged."""

    conversations: int = 0
    size: int = 0
    damaged: list[str] = msgspec.field(default_factory=list)
    left_out: list[errors.StoreError] = msgspec.field(default_factory=list)
    """What cannot be read here and is not in it: folders that are none."""


# -- Making one -------------------------------------------------------------------------------


def write_backup(vault: Vault, path: Path, *, now: datetime, disk: Disk | None = None) -> Report:
    """Write everything of an open vault into the new file `path`, and read it back.

    Raises `BackupThere`, `BackupFailed`, `VaultLocked`, or what reading the vault raises; then
    there is no such file.
    """
    disk = disk or Disk()
    if os.path.lexists(path):
        raise errors.BackupThere(file=str(path))
    temp = path.with_name(f".tweespraak-{os.urandom(8).hex()}.backup")
    try:
        with _held(temp, disk) as descriptor:
            _sweep(disk, path.parent)
            before = manifest_copies.read(vault.folder, disk).blobs[0]
            report = _write(vault, descriptor, now, disk)
            if manifest_copies.read(vault.folder, disk).blobs[0] != before:
                # It was sealed or unsealed meanwhile, elsewhere: the files would not fit their key.
                raise errors.BackupFailed(reason="vault.json")
            _verify(temp, vault)
            if not _WINDOWS:
                give_name(temp, path, disk)
        if _WINDOWS:  # there a file that is open cannot be renamed
            give_name(temp, path, disk)
    except FileExistsError as problem:
        raise errors.BackupThere(file=str(path)) from problem
    except OSError as problem:
        raise errors.BackupFailed(reason=problem.strerror or type(problem).__name__) from problem
    finally:
        with contextlib.suppress(OSError):  # it has its own name now, or never gets one
            disk.unlink(temp)
    report.size = path.stat().st_size
    report.left_out = vault.files.misplaced()
    for name in report.damaged:
        if name.startswith("conversations/"):
            vault.index.doubt(Path(name).stem)
    return report


@contextlib.contextmanager
def _held(temp: Path, disk: Disk) -> Iterator[int]:
    """Make the new file `temp`, and keep others from taking it away while it is open.

    Gives its descriptor. Raises OSError.
    """
    descriptor = disk.open(temp, FLAGS, disks.FILE_MODE)
    try:
        with contextlib.suppress(OSError):  # where nothing can be kept, nobody sweeps either
            disk.lock(descriptor)
        yield descriptor
    finally:
        disk.close(descriptor)


def _sweep(disk: Disk, folder: Path) -> None:
    """Take away what backups that were cut off left in `folder`. Only ours, and no busy one."""
    # It is a kindness: what cannot be seen or taken away stops no backup.
    with contextlib.suppress(OSError):
        for name in disk.names(folder):
            if _TEMP.fullmatch(name):
                _take_away(folder / name, disk)


def _take_away(temp: Path, disk: Disk) -> None:
    """Take away what a backup left, unless somebody is writing it."""
    with contextlib.suppress(OSError):
        if _WINDOWS:
            disk.unlink(temp)  # refused while it is open
            return
        descriptor = disk.open(temp, os.O_WRONLY | disks.SAFE)
        try:
            if stat.S_ISREG(disk.fstat(descriptor).st_mode) and disk.lock(descriptor):
                disk.unlink(temp)
        finally:
            disk.close(descriptor)


def _write(vault: Vault, descriptor: int, now: datetime, disk: Disk) -> Report:
    report = Report()
    sums: dict[str, str] = {}
    out = _Out(disk, descriptor)
    with tarfile.open(fileobj=out, mode="w:", format=tarfile.USTAR_FORMAT) as archive:
        for name, blob, is_good in backup_members.of_vault(vault, report.damaged):
            report.conversations += is_good and name.startswith("conversations/")
            sums[name] = hashlib.sha256(blob).hexdigest()
            _add(archive, name, blob, now)
        contents = {"format": FORMAT, "vault": vault.id, "made": now.isoformat(), "files": sums}
        _add(archive, CONTENTS, json.dumps(contents).encode(), now)
    disk.fsync(descriptor)
    return report


class _Out(io.RawIOBase):
    """What tarfile writes to: every byte goes through the disk."""

    def __init__(self, disk: Disk, descriptor: int) -> None:
        super().__init__()
        self._disk, self._descriptor, self._at = disk, descriptor, 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def write(self, data: Any) -> int:
        blob = bytes(data)
        disks.write_all(self._disk, self._descriptor, blob)
        self._at += len(blob)
        return len(blob)


def _add(archive: tarfile.TarFile, name: str, blob: bytes, now: datetime) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(blob)
    member.mode = disks.FILE_MODE
    member.mtime = int(now.timestamp())
    archive.addfile(member, io.BytesIO(blob))


def _verify(temp: Path, vault: Vault) -> None:
    """Read the backup from the disk, every byte of it. Raises `BackupFailed`."""
    try:
        with Backup.open(temp) as backup:
            if backup.is_sealed:
                backup.take_key(vault.seal.key)
    except errors.StoreError as problem:
        reason = str(problem.fields.get("reason", os.strerror(errno.EIO)))
        raise errors.BackupFailed(reason=reason) from problem


# -- Reading one ------------------------------------------------------------------------------


class Backup:
    """An open backup, every byte of it verified; `Backup.open` gives one."""

    def __init__(self, path: Path, file: BinaryIO, members: Mapping[str, Member]) -> None:
        self.path = path
        self._file = file
        self._members = members
        self.manifest = self._manifest()
        """How it is sealed."""
        self.keyring: Keyring | None = None

    @classmethod
    def open(cls, path: Path) -> Backup:
        """Open the backup at `path`.

        Raises `BackupUnreadable`, `BackupNotAFile`, `BackupDamaged`, or `RecordNewer` for one of a
        later program.
        """
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                raise folder_errors.BackupNotAFile(file=str(path))
            file = path.open("rb")
        except OSError as problem:
            raise _unreadable(path, problem) from problem
        try:
            return cls(path, file, _checked(path, file))
        except (ValueError, LookupError, TypeError, RecursionError):
            file.close()
            # From nothing: the error of json holds the whole text.
            raise errors.BackupDamaged(file=str(path)) from None
        except OSError as problem:
            file.close()
            raise _unreadable(path, problem) from problem
        except BaseException:
            file.close()
            raise

    def __enter__(self) -> Backup:
        """Give the backup."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._file.close()

    @property
    def is_sealed(self) -> bool:
        """Whether it needs a passphrase."""
        return self.manifest.state is not State.PLAIN

    def unlock(self, secret: str) -> None:
        """Open a sealed backup with the passphrase of then, or the recovery key.

        Raises `WrongPassphrase`.
        """
        self.take_key(manifest.key_of(self.manifest, secret))

    def take_key(self, key: bytes | None) -> None:
        """Read with the key of the vault it was made of. Raises `WrongPassphrase`."""
        if key is None:
            raise errors.WrongPassphrase()
        keyring = self._keyring_of(key)
        for name in self.names("pairs.tdb", "conversations/", "diary/"):
            member = name if self.has(name) else name + BACKUP
            try:
                file_format.unpack(self.blob(member), _identity(name), file=name, keyring=keyring)
            except errors.StoreError:
                continue
            self.keyring = keyring
            return
        if self.names("pairs.tdb", "conversations/", "diary/"):
            raise errors.WrongPassphrase()
        self.keyring = keyring

    def _keyring_of(self, key: bytes) -> Keyring:
        """Give how its files are read: only what is proven says that some of them are plain."""
        known = self.manifest
        keyring = Keyring(vault=known.id, key=key)
        if not manifest.is_proven(known, key):
            return keyring
        listed = self.blob(plain_files.NAME) if self.has(plain_files.NAME) else None
        keyring = replace(keyring, earlier=manifest.earlier_of(known, key))
        return replace(keyring, plain=plain_files.read(listed, keyring, known.listed))

    def names(self, *starts: str) -> list[str]:
        """Give the names of the files in it that begin with one of `starts`, each once.

        A copy is not among them, but for the name of a file of which only the copy is left.
        """
        wanted = (member for member in self._members if member.startswith(starts))
        names = (
            member if member.startswith(DAMAGED) else member.removesuffix(BACKUP)
            for member in wanted
        )
        return list(dict.fromkeys(names))

    def has(self, name: str) -> bool:
        """Whether there is a file with that name in it."""
        return name in self._members

    def blob(self, name: str) -> bytes:
        """Give the bytes of a file in it. Raises `BackupDamaged` or `BackupUnreadable`."""
        try:
            return tar_reader.content(self._file, self._members[name])
        except tar_reader.ArchiveDamaged as problem:  # it was whole when it was opened
            raise errors.BackupDamaged(file=str(self.path)) from problem
        except OSError as problem:
            raise _unreadable(self.path, problem) from problem

    def _manifest(self) -> Manifest:
        parsed = manifest.parse(self.blob(manifest.NAME), file=str(self.path))
        if parsed is None:
            raise ValueError("a backup has a manifest")
        return parsed


def _identity(name: str) -> file_format.RecordKey:
    return file_format.record_key_of(Path("/", name))


def _unreadable(path: Path, problem: OSError) -> errors.BackupUnreadable:
    reason = problem.strerror or type(problem).__name__
    return errors.BackupUnreadable(file=str(path), reason=reason)


def _checked(path: Path, file: BinaryIO) -> dict[str, Member]:
    """Give the members by name, each as ``CONTENTS`` says.

    Anything else raises ValueError, LookupError, TypeError or RecursionError; or OSError.
    """
    members: dict[str, Member] = {}
    sums: dict[str, str] = {}
    contents: dict[str, Any] | None = None
    for member in tar_reader.members(file):
        if member.is_extended:
            continue  # who packed it anew has a program that says more of each file
        room = _ROOM * (len(members) + 1) if member.name == CONTENTS else disks.FILE_MAX
        if contents is not None or not member.is_file or member.size > room:
            raise ValueError("that does not belong in a backup")
        blob = tar_reader.content(file, member)
        if member.name == CONTENTS:
            contents = json.loads(blob)
            continue
        if _NAME.fullmatch(member.name) is None or member.name in members:
            raise ValueError("that does not belong in a backup")
        members[member.name] = member
        sums[member.name] = hashlib.sha256(blob).hexdigest()
    if contents is None:
        raise ValueError("cut off")
    form = contents["format"]
    if type(form) is not int or form < FORMAT:
        raise ValueError("no format of ours")
    if form > FORMAT:
        raise errors.RecordNewer(file=str(path), id="")
    if contents["files"] != sums:
        raise ValueError("not what was put in")
    datetime.fromisoformat(contents["made"])
    return members
