"""`RecordStorage`: TinyDB's storage for one file of the vault."""

from __future__ import annotations

import contextlib
import errno
import json
import math
import os
import re
import stat
from pathlib import Path
from typing import Any

import msgspec
from tinydb.storages import Storage

from sessions import errors
from sessions.store import damaged_folder, file_format, schema
from sessions.store import disk as disks
from sessions.store.disk import BACKUP, Disk
from sessions.store.file_format import Header, Keyring, RecordKey

_LEVELS = {"conversation": 2, "diary": 1, "index": 1}
"""How many folders of the vault a file of that kind is in."""
_DOCUMENT = re.compile(r"[1-9][0-9]{0,17}")  # as TinyDB numbers them


class RecordStorage(Storage):
    """One verified file, for ``TinyDB(path, storage=RecordStorage)``.

    Which record it holds comes from its folder and name. Nothing is kept in memory: what a read
    gives is what is on the disk. The first write of this object leaves the file of before as
    ``.bak``.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        disk: Disk | None = None,
        keyring: Keyring | None = None,
        read_only: bool = False,
    ) -> None:
        """Take the file at `path`, there or not; `keyring` holds the key of a sealed vault.

        Raises ValueError for an impossible name.
        """
        self.path = Path(path)
        self.record_key = file_format.record_key_of(self.path)
        self.read_only = read_only
        self.header: Header | None = None
        """What the file said of itself when it was last read or written."""
        self.kept: Path | None = None
        """Where a damaged file went, until who saves has told."""
        self.keep_backup = True
        """Whether the first write leaves what was there as ``.bak``."""
        self._disk = disk or Disk()
        self._keyring = keyring
        self._written = False
        self._copied = False
        self._looked: tuple[int, int, int] | None = None
        self._over = False

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Give the tables as they are on the disk, or None when there is no such file.

        Raises `RecordDamaged`, `RecordNewer`, or `RecordUnreadable` when the system refuses.
        """
        if self._over:
            return None
        verified = self._verified(self.path)
        if verified is None:
            self.header = None
            return None
        self.header, tables = verified
        return tables

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Put `data` on the disk, whole or not at all, and come back when it is there.

        Raises `DiskFull`, `SaveFailed`, or `VaultReadOnly`. Damaged and newer files are never
        written over: `RecordDamaged`, `RecordNewer`.
        """
        if self.read_only:
            raise errors.VaultReadOnly(file=str(self.path))
        try:
            levels = _LEVELS.get(self.record_key.kind, 0)
            damaged_folder.make_above(self._disk, self.path, levels)
        except OSError as problem:
            raise save_error(problem) from problem
        if not self._written or self._looks() != self._looked:
            self.read()
        header = Header(
            record_key=self.record_key,
            version=schema.version_of(self.record_key.kind),
            generation=min(
                (self.header.generation if self.header else 0) + 1, file_format.SAVES_MAX
            ),
        )
        first = self.header is not None and not self._copied and not self._over
        try:
            blob = file_format.pack(header, encode(data), self._keyring)
            backup = self._has_copy if first and self.keep_backup else None
            disks.save_file(self._disk, self.path, blob, backup=backup)
        except OSError as problem:
            raise save_error(problem) from problem
        self.header = header
        self._written = self._copied = True
        self._over = False
        self._looked = self._looks()

    def _looks(self) -> tuple[int, int, int] | None:
        """Give what the file looks like; None when the system does not say, and it is read."""
        try:
            state = self._disk.lstat(self.path)
        except OSError:
            return None
        return state.st_ino, state.st_mtime_ns, state.st_size

    def _has_copy(self) -> None:
        """The copy of this run is made; a save that is tried again must not make another."""
        self._copied = True

    def payload(self) -> tuple[Header, bytes] | None:
        """Give header and bytes as they are on the disk, verified, or None; raises as `read`."""
        file = str(self.path)
        blob = self._blob(self.path)
        return (
            None
            if blob is None
            else file_format.unpack(blob, self.record_key, file=file, keyring=self._keyring)
        )

    def set_aside(self, vault: Path) -> None:
        """Keep the damaged file, untouched; `kept` is where. The next write is a first.

        Raises `DiskFull` or `SaveFailed`; then it is where it was.
        """
        try:
            folder = damaged_folder.make(self._disk, vault)
            kept = self._second_name(folder)
            disks.sync_folder(self._disk, folder)
        except OSError as problem:
            raise save_error(problem) from problem
        self.header = self._backup_header()
        self.kept = kept
        self._over = True

    def _second_name(self, folder: Path) -> Path:
        """Give the damaged file a second name in `folder`; move what cannot have two names."""
        name = disks.free_name(self._disk, folder, self.path.name)
        regular = stat.S_ISREG(self._disk.lstat(self.path).st_mode)
        try:
            if not regular:
                raise OSError(errno.EPERM, os.strerror(errno.EPERM))
            # A save puts a new file in the old one's place, so the second name keeps the old bytes.
            self._disk.link(self.path, folder / name)
        except OSError as problem:
            if problem.errno in disks.FULL:
                raise
            self._disk.rename(self.path, folder / name)
        return folder / name

    def _backup_header(self) -> Header | None:
        """Give the header of the ``.bak``, so that the count of saves goes on."""
        # Only for the count: a backup that cannot be read is reported by whoever opens it.
        with contextlib.suppress(errors.StoreError):
            verified = self._verified(self.path.with_name(self.path.name + BACKUP))
            return verified[0] if verified else None
        return None

    def _verified(self, path: Path) -> tuple[Header, dict[str, dict[str, Any]]] | None:
        """Give header and tables of the file at `path`, in today's version."""
        file = str(path)
        blob = self._blob(path)
        if blob is None:
            return None
        return tables_in(blob, self.record_key, file=file, keyring=self._keyring)

    def _blob(self, path: Path) -> bytes | None:
        """Give the bytes at `path`, or None when nothing is there."""
        file = str(path)
        try:
            return disks.read_file(self._disk, path)
        except disks.NotARegularFile as problem:
            raise file_format.damaged(file, self.record_key, "no regular file") from problem
        except OSError as problem:
            if problem.errno == errno.EIO:
                raise file_format.damaged(file, self.record_key, file_format.DISK) from problem
            raise errors.RecordUnreadable(
                file=file, id=self.record_key.id, reason=problem.strerror
            ) from problem


def tables_in(
    blob: bytes, record_key: RecordKey, *, file: str, keyring: Keyring | None
) -> tuple[Header, dict[str, dict[str, Any]]]:
    """Give header and tables of a whole file, in today's version.

    Raises `RecordDamaged` or `RecordNewer`.
    """
    header, payload = file_format.unpack(blob, record_key, file=file, keyring=keyring)
    return header, tables_of(header, payload, file=file)


def tables_of(header: Header, payload: bytes, *, file: str) -> dict[str, dict[str, Any]]:
    """Give the tables in what a file holds, in today's version; raises what `tables_in` raises."""
    record_key = header.record_key
    if header.version > schema.version_of(record_key.kind):
        raise errors.RecordNewer(file=file, id=record_key.id)
    tables = _decode(payload, record_key, file)
    return schema.migrate(tables, record_key, header.version, file=file)


def _decode(payload: bytes, record_key: RecordKey, file: str) -> dict[str, dict[str, Any]]:
    """Give the tables in `payload`. Raises `RecordDamaged` for anything else."""
    try:
        tables = json.loads(payload, parse_constant=_no_number, parse_float=_number)
    except (ValueError, RecursionError):
        # From nothing: the error of json holds the whole text, so people's words.
        raise file_format.damaged(file, record_key, "json") from None
    if not isinstance(tables, dict) or not all(_is_table(table) for table in tables.values()):
        raise file_format.damaged(file, record_key, "tables")
    return tables


def _is_table(value: object) -> bool:
    """Whether TinyDB can take it: documents by their number."""
    return isinstance(value, dict) and all(
        _DOCUMENT.fullmatch(number) and isinstance(document, dict)
        for number, document in value.items()
    )


def _no_number(text: str) -> float:
    """Refuse NaN and its kin: they could be read, and never be saved again."""
    raise ValueError(text)


def _number(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def save_error(problem: OSError) -> errors.StoreError:
    """Give the error for the person when saving met `problem`."""
    if problem.errno in disks.FULL:
        return errors.DiskFull()
    return errors.SaveFailed(reason=problem.strerror or type(problem).__name__)


def encode(data: dict[str, dict[str, Any]]) -> bytes:
    """Give `data` as JSON, in UTF-8; a document may be a record, which is not copied first."""
    try:
        return msgspec.json.encode(data, enc_hook=schema.plain)
    except UnicodeEncodeError:
        # Half of a surrogate pair is no UTF-8; an escape keeps it, where an error loses the rest.
        documents = msgspec.to_builtins(data, enc_hook=schema.plain)
        return json.dumps(documents, separators=(",", ":"), allow_nan=False).encode()
