"""Sealing a vault that is there, and unsealing it: every file is written once more.

It can be cut off at any call. Half-way both sorts of file are there and both are read, and whoever
opens the vault next goes on with it: what is as it should be already is passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sessions import errors
from sessions.store import disk as disks
from sessions.store import due_cache, file_format, quarantine
from sessions.store.file_format import Keyring
from sessions.store.record_files import DAMAGED, INDEX, RecordFiles
from sessions.store.tinydb_storage import save_error


def rewrite_all(files: RecordFiles, keyring: Keyring, progress: Callable[[int, int], None]) -> None:
    """Write every file as `keyring` says, its copy too, and what was set aside as damaged.

    Raises `DiskFull` or `SaveFailed`; what was written until then stays so.
    """
    try:
        files.sweep_all()
        paths = [*files.record_paths(), *quarantine.paths(files)]
        for done, path in enumerate(paths):
            progress(done, len(paths))
            _rewrite(files, path, keyring)
        _drop_index(files)
    except OSError as problem:
        raise save_error(problem) from problem
    progress(len(paths), len(paths))


def _rewrite(files: RecordFiles, path: Path, keyring: Keyring) -> None:
    """Write one file as `keyring` says, unless it is so already."""
    try:
        blob = disks.read_file(files.disk, path)
    except disks.NotARegularFile:
        return  # a link or a pipe that somebody else laid there holds nothing of ours
    if blob is None:
        return
    if path.parent.name == DAMAGED:
        quarantine.rewrite(files, path, blob, keyring)
        return
    record_key = file_format.record_key_of(path)
    file = str(path)
    try:
        if keyring.is_as_written(file_format.glance(blob, record_key, file=file)):
            return
        header, payload = file_format.unpack(blob, record_key, file=file, keyring=keyring)
    except errors.RecordNewer:
        return  # of a later program, which knows what to do with it
    except errors.StoreError as problem:
        if problem.fields.get("problem") == file_format.NOT_SEALED and _is_whole(blob, path):
            return  # not read and not taken in before somebody says that it is theirs
        # Not left where it was: nothing plain stays in a sealed vault, and nothing sealed in one
        # that is not, which would be taken for one that lost its key.
        _put_aside(files, path, blob, keyring)
        return
    disks.save_file(files.disk, path, file_format.pack(header, payload, keyring))


def _put_aside(files: RecordFiles, path: Path, blob: bytes, keyring: Keyring | None) -> None:
    """Keep a file whole among what was set aside, sealed as the rest: there are words in it."""
    quarantine.put(files, path.name, blob, keyring)
    files.disk.unlink(path)
    disks.sync_folder(files.disk, path.parent)


def _is_whole(blob: bytes, path: Path) -> bool:
    """Whether a plain file is as it was written, whoever wrote it."""
    try:
        file_format.unpack(blob, file_format.record_key_of(path), file="")
    except errors.StoreError:
        return False
    return True


def _drop_index(files: RecordFiles) -> None:
    """Take the index away: it is made of the other files, and is made again."""
    folder = files.folder / INDEX
    if not files.is_ours(folder):
        return
    for name in files.names(folder):
        stem = name.removesuffix(file_format.SUFFIX)
        ours = name == due_cache.NAME or (name != stem and file_format.is_byte(stem))
        if ours and not (folder / name).is_dir():
            files.disk.unlink(folder / name)
    disks.sync_folder(files.disk, folder)


def put_sealed_aside(files: RecordFiles) -> None:
    """Keep what is sealed among the damaged files, as it is: nothing here opens it.

    Raises OSError or `RecordUnreadable`.
    """
    for path in list(files.record_paths()):
        blob = disks.read_file(files.disk, path) or b""
        try:
            header = file_format.glance(blob, file_format.record_key_of(path), file=str(path))
        except errors.StoreError:
            continue  # what it is, is told where it is read
        if header.seal != file_format.PLAIN:
            _put_aside(files, path, blob, None)
    _drop_index(files)
