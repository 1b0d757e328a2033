"""The list of what may lie plain in a vault that is sealed, while its seal is put on or taken off.

Nothing plain is accepted in a sealed vault that this list does not name (THREATS: 1). It holds the
SHA-256 of each whole file, is sealed itself, and the manifest, which is proven, holds its digest.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from sessions import errors
from sessions.store import disk as disks
from sessions.store import file_format
from sessions.store.file_format import Header, Keyring
from sessions.store.record_files import RecordFiles

NAME = "plain-files" + file_format.SUFFIX


def now_plain(files: RecordFiles) -> frozenset[str]:
    """Give the SHA-256 of each file that lies there plain. Raises OSError or `RecordUnreadable`."""
    digests = set()
    for path in files.record_paths():
        blob = _blob(files, path)
        if blob is not None and _seal_of(blob, path) == file_format.PLAIN:
            digests.add(hashlib.sha256(blob).hexdigest())
    return frozenset(digests)


def as_plain(files: RecordFiles, keyring: Keyring) -> frozenset[str]:
    """Give the SHA-256 of what each file will be without its seal; raises as `now_plain`."""
    digests = set()
    for path in files.record_paths():
        blob = _blob(files, path)
        if blob is None:
            continue
        record_key = file_format.record_key_of(path)
        try:
            header, payload = file_format.unpack(blob, record_key, file="", keyring=keyring)
        except errors.StoreError:
            continue  # it stays as it is, and is told where it is read
        digests.add(hashlib.sha256(file_format.pack(header, payload)).hexdigest())
    return frozenset(digests)


def write(files: RecordFiles, keyring: Keyring, digests: frozenset[str]) -> str:
    """Put the list on the disk; gives its digest, for the manifest. Raises OSError."""
    payload = json.dumps(sorted(digests), separators=(",", ":")).encode()
    path = files.folder / NAME
    header = Header(record_key=file_format.record_key_of(path), version=1, generation=1)
    disks.save_file(files.disk, path, file_format.pack(header, payload, keyring))
    return hashlib.sha256(payload).hexdigest()


def read(blob: bytes | None, keyring: Keyring, digest: str) -> frozenset[str]:
    """Give the list in its file; an empty one when that is not the one the manifest means."""
    if not digest or blob is None:
        return frozenset()
    try:
        record_key = file_format.record_key_of(Path(NAME))
        _, payload = file_format.unpack(blob, record_key, file=NAME, keyring=keyring)
    except errors.StoreError:
        return frozenset()
    if hashlib.sha256(payload).hexdigest() != digest:
        return frozenset()
    return frozenset(json.loads(payload))


def take_away(files: RecordFiles) -> None:
    """Take the list away when there is one. Raises OSError."""
    path = files.folder / NAME
    if _blob(files, path) is not None:
        files.disk.unlink(path)
        disks.sync_folder(files.disk, files.folder)


def _blob(files: RecordFiles, path: Path) -> bytes | None:
    """Give the bytes of a file, None for what is no file. Raises OSError."""
    try:
        return disks.read_file(files.disk, path)
    except disks.NotARegularFile:
        return None


def _seal_of(blob: bytes, path: Path) -> str:
    """Give the seal that a file says it has; empty for what is no file of ours."""
    try:
        return file_format.glance(blob, file_format.record_key_of(path), file="").seal
    except errors.StoreError:
        return ""
