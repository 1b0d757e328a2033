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
import tarfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from sessions import errors
from sessions.store import disk as disks
from sessions.store import file_format, manifest, manifest_copies, plain_files, quarantine, schema
from sessions.store.disk import BACKUP, Disk
from sessions.store.file_format import Keyring
from sessions.store.manifest import Manifest, State
from sessions.store.record_files import DAMAGED, RecordFiles
from sessions.store.tinydb_storage import tables_of
from sessions.store.write_new import FLAGS, give_name

if TYPE_CHECKING:
    from sessions.store.vault import Vault

CONTENTS = "CONTENTS"
FORMAT = 1

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
        _sweep(disk, path.parent)
        before = manifest_copies.read(vault.folder, disk).blobs[0]
        report = _write(vault, temp, now, disk)
        if manifest_copies.read(vault.folder, disk).blobs[0] != before:
            # It was sealed or unsealed meanwhile, elsewhere: the files would not fit their key.
            raise errors.BackupFailed(reason="vault.json")
        _verify(temp, vault)
        give_name(temp, path, disk)
    except FileExistsError as problem:
        raise errors.BackupThere(file=str(path)) from problem
    except OSError as problem:
        raise errors.BackupFailed(reason=problem.strerror or type(problem).__name__) from problem
    finally:
        with contextlib.suppress(OSError):  # it has its own name now, or never gets one
            disk.unlink(temp)
    report.size = path.stat().st_size
    return report


def _sweep(disk: Disk, folder: Path) -> None:
    """Take away what a backup that was cut off left in `folder`. Only ours. Raises OSError."""
    for name in disk.names(folder):
        if _TEMP.fullmatch(name):
            disk.unlink(folder / name)


def _write(vault: Vault, temp: Path, now: datetime, disk: Disk) -> Report:
    report = Report()
    sums: dict[str, str] = {}
    descriptor = disk.open(temp, FLAGS, disks.FILE_MODE)
    try:
        out = _Out(disk, descriptor)
        with tarfile.open(fileobj=out, mode="w:", format=tarfile.USTAR_FORMAT) as archive:
            for name, blob in _members(vault, report):
                sums[name] = hashlib.sha256(blob).hexdigest()
                _add(archive, name, blob, now)
            contents = {
                "format": FORMAT,
                "vault": vault.id,
                "made": now.isoformat(),
                "files": sums,
            }
            _add(archive, CONTENTS, json.dumps(contents).encode(), now)
        disk.fsync(descriptor)
    finally:
        disk.close(descriptor)
    return report


def _members(vault: Vault, report: Report) -> Iterator[tuple[str, bytes]]:
    """Give every file of the vault that belongs in a backup, with its bytes."""
    files = vault.files
    yield manifest.NAME, _manifest_bytes(vault)
    for path in files.record_paths():
        if path.name.endswith(BACKUP):
            first = path.with_name(path.name.removesuffix(BACKUP))
            spare = None if os.path.lexists(first) else _blob(files, path)
            if spare is not None:  # it is all that is left
                report.damaged.append(first.relative_to(vault.folder).as_posix())
                yield path.relative_to(vault.folder).as_posix(), spare
            continue
        good = _is_good(files, path)
        blob = _blob(files, path)
        if blob is None:
            continue
        name = path.relative_to(vault.folder).as_posix()
        report.conversations += good and name.startswith("conversations/")
        yield name, blob
        if good:
            continue
        report.damaged.append(name)
        # Of what is damaged the copy goes along: it may be all that can be had back.
        copy = path.with_name(path.name + BACKUP)
        spare = _blob(files, copy)
        if spare is not None:
            yield name + BACKUP, spare
    listed = _blob(files, files.folder / plain_files.NAME)
    if listed is not None and vault.seal.is_half_way:
        yield plain_files.NAME, listed
    for path in quarantine.paths(files):
        blob = _blob(files, path)
        if blob is not None:
            yield f"{DAMAGED}/{path.name}", blob


def _is_good(files: RecordFiles, path: Path) -> bool:
    """Whether the file can be read and makes sense; what a newer program wrote is left to that."""
    try:
        content = files.storage(path).payload()
        if content is None:
            return False
        header, payload = content
        if header.version <= schema.version_of(header.record_key.kind):
            tables = tables_of(header, payload, file=str(path))
            schema.check_tables(tables, header.record_key, file=str(path))
    except (errors.RecordDamaged, errors.RecordNewer):
        return False
    return True


def _blob(files: RecordFiles, path: Path) -> bytes | None:
    """Give the bytes of a file, None for what is no file of ours. Raises OSError."""
    try:
        return disks.read_file(files.disk, path)
    except disks.NotARegularFile:
        return None


def _manifest_bytes(vault: Vault) -> bytes:
    """Give the manifest as it is on the disk now. Raises OSError, or as `read_manifest`."""
    there = manifest_copies.read(vault.folder, vault.files.disk).manifests[0]
    known = vault.seal.manifest
    is_ours = there is None or (there.id, there.state) == (known.id, known.state)
    if not is_ours and there is not None and there.form != manifest.UNPROVEN_FORMAT:
        raise errors.BackupFailed(reason=manifest.NAME)
    return vault.seal.manifest_bytes()


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

    def __init__(
        self, path: Path, archive: tarfile.TarFile, members: dict[str, tarfile.TarInfo], made: str
    ) -> None:
        self.path = path
        self.made = made
        """When it was made, in ISO 8601."""
        self._archive = archive
        self._members = members
        self.manifest = self._manifest()
        """How it is sealed."""
        self.keyring: Keyring | None = None

    @classmethod
    def open(cls, path: Path) -> Backup:
        """Open the backup at `path`.

        Raises `BackupUnreadable`, `BackupDamaged`, or `RecordNewer` for one of a later program.
        """
        try:
            if not path.is_file():
                raise errors.BackupUnreadable(file=str(path), reason=_why_not(path))
            archive = tarfile.open(path, "r:")  # noqa: SIM115
        except OSError as problem:
            reason = problem.strerror or type(problem).__name__
            raise errors.BackupUnreadable(file=str(path), reason=reason) from problem
        except tarfile.TarError as problem:
            raise errors.BackupDamaged(file=str(path)) from problem
        try:
            return cls(path, archive, *_checked(path, archive))
        except (tarfile.TarError, ValueError, LookupError, TypeError, EOFError) as problem:
            archive.close()
            raise errors.BackupDamaged(file=str(path)) from problem
        except OSError as problem:
            archive.close()
            reason = problem.strerror or type(problem).__name__
            raise errors.BackupUnreadable(file=str(path), reason=reason) from problem
        except BaseException:
            archive.close()
            raise

    def __enter__(self) -> Backup:
        """Give the backup."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._archive.close()

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
        """Give the bytes of a file in it."""
        member = self._archive.extractfile(self._members[name])
        return b"" if member is None else member.read()

    def _manifest(self) -> Manifest:
        parsed = manifest.parse(self.blob(manifest.NAME), file=str(self.path))
        if parsed is None:
            raise ValueError("a backup has a manifest")
        return parsed


def _identity(name: str) -> file_format.RecordKey:
    return file_format.record_key_of(Path("/", name))


def _why_not(path: Path) -> str:
    return os.strerror(errno.EISDIR if path.is_dir() else errno.ENOENT)


def _checked(path: Path, archive: tarfile.TarFile) -> tuple[dict[str, tarfile.TarInfo], str]:
    """Give the members by name, each as ``CONTENTS`` says, and when it was made.

    Anything else raises ValueError, LookupError, TypeError or what tarfile raises.
    """
    members: dict[str, tarfile.TarInfo] = {}
    sums: dict[str, str] = {}
    contents: dict[str, Any] | None = None
    for member in archive:
        if contents is not None or not member.isreg() or member.size > disks.FILE_MAX:
            raise ValueError("that does not belong in a backup")
        content = archive.extractfile(member)
        blob = b"" if content is None else content.read()
        if len(blob) != member.size:
            raise ValueError("cut off")
        if member.name == CONTENTS:
            contents = json.loads(blob)
            continue
        if _NAME.fullmatch(member.name) is None or member.name in members:
            raise ValueError("that does not belong in a backup")
        members[member.name] = member
        sums[member.name] = hashlib.sha256(blob).hexdigest()
    if contents is None:
        raise ValueError("cut off")
    if contents["format"] != FORMAT:
        raise errors.RecordNewer(file=str(path), id="")
    if contents["files"] != sums:
        raise ValueError("not what was put in")
    made = contents["made"]
    datetime.fromisoformat(made)
    return members, made
