"""What was set aside: files that could not be read, each under the name of its record.

There are words in them all the same. So in a sealed vault they are wrapped whole, and whoever
deletes a record deletes what was set aside of it. What somebody else laid there is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sessions import errors
from sessions.store import damaged_folder, file_format
from sessions.store import disk as disks
from sessions.store.disk import BACKUP
from sessions.store.file_format import Header, Keyring
from sessions.store.record_files import DAMAGED, RecordFiles
from sessions.store.tinydb_storage import save_error

LEFTOVER = "leftover.tdb"
"""The name of what was found open and closed here, and is of no single record."""

_NAME = re.compile(r"((?:[0-9a-f]{32}|pairs|leftover)\.tdb(?:\.bak)?)(?:\.[0-9]{1,9}){0,3}")


def record_of(name: str) -> str | None:
    """Give the file name of the record that was set aside as `name`, or None for no such name."""
    match = _NAME.fullmatch(name)
    return match[1] if match else None


def paths(files: RecordFiles) -> Iterator[Path]:
    """Give every file that was set aside. Raises OSError or `RecordUnreadable`."""
    folder = files.folder / DAMAGED
    for name in files.names(folder) if files.is_ours(folder) else ():
        if record_of(name) and not (folder / name).is_dir():
            yield folder / name


def unwrapped(blob: bytes, name: str, keyring: Keyring | None) -> tuple[bytes, Header | None]:
    """Give the bytes that were set aside, and the header of what they were wrapped in, if any."""
    path = Path(DAMAGED, name)
    try:
        header, raw = file_format.unpack(
            blob, file_format.record_key_of(path), file=name, keyring=keyring
        )
    except errors.StoreError:
        return blob, None
    return (raw, header) if header.seal != file_format.PLAIN else (blob, None)


def rewrite(files: RecordFiles, path: Path, blob: bytes, keyring: Keyring | None) -> None:
    """Write what was set aside as `keyring` says, unless it is so already. Raises OSError."""
    raw, header = unwrapped(blob, path.name, keyring)
    is_wrapped = header is not None
    if keyring is not None and header is not None and keyring.seals:
        is_right = keyring.is_as_written(header)
    else:
        is_right = is_wrapped == (keyring is not None and keyring.seals)
    if not is_right:
        disks.save_file(files.disk, path, _wrapped(raw, path, keyring))


def keep(files: RecordFiles, record: str, raw: bytes) -> None:
    """Set `raw` aside as what there was of a record, unless it lies there already.

    Raises `DiskFull` or `SaveFailed`.
    """
    if is_kept(files, record, raw):
        return
    try:
        put(files, record, raw, files.keyring)
    except OSError as problem:
        raise save_error(problem) from problem


def put(files: RecordFiles, record: str, raw: bytes, keyring: Keyring | None) -> None:
    """Set `raw` aside under a name of its own, wrapped when `keyring` says so. Raises OSError."""
    folder = damaged_folder.make(files.disk, files.folder)
    path = folder / disks.free_name(files.disk, folder, record)
    disks.save_file(files.disk, path, _wrapped(raw, path, keyring))


def is_kept(files: RecordFiles, record: str, raw: bytes) -> bool:
    """Whether these bytes were set aside for that record. Raises `SaveFailed`."""
    try:
        for path in paths(files):
            if record_of(path.name) == record:
                blob = disks.read_file(files.disk, path) or b""
                if unwrapped(blob, path.name, files.keyring)[0] == raw:
                    return True
    except OSError as problem:
        raise save_error(problem) from problem
    return False


def remove(files: RecordFiles, record: str) -> None:
    """Take away what was set aside of a record, and of its copy. Raises OSError."""
    gone = [path for path in paths(files) if record_of(path.name) in (record, record + BACKUP)]
    for path in gone:
        files.disk.unlink(path)
    if gone:
        disks.sync_folder(files.disk, files.folder / DAMAGED)


def _wrapped(raw: bytes, path: Path, keyring: Keyring | None) -> bytes:
    if keyring is None or not keyring.seals:
        return raw
    return file_format.pack(
        Header(record_key=file_format.record_key_of(path), version=1, generation=1), raw, keyring
    )
