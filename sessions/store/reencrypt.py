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
from sessions.store.file_format import Header, Keyring
from sessions.store.record_files import DAMAGED, INDEX, RecordFiles
from sessions.store.tinydb_storage import save_error


def rewrite_all(cabinet: RecordFiles, ring: Keyring, progress: Callable[[int, int], None]) -> None:
    """Write every file as `ring` says, its copy too, and what was set aside as damaged.

    Raises `DiskFull` or `SaveFailed`; what was written until then stays so.
    """
    try:
        cabinet.sweep_all()
        paths = [*cabinet.record_paths(), *quarantine.paths(cabinet)]
        for done, path in enumerate(paths):
            progress(done, len(paths))
            _rewrite(cabinet, path, ring)
        _drop_index(cabinet)
    except OSError as problem:
        raise save_error(problem) from problem
    progress(len(paths), len(paths))


def _rewrite(cabinet: RecordFiles, path: Path, ring: Keyring) -> None:
    """Write one file as `ring` says, unless it is so already."""
    try:
        blob = disks.read_file(cabinet.disk, path)
    except disks.NotARegularFile:
        return  # a link or a pipe that somebody else laid there holds nothing of ours
    if blob is None:
        return
    if path.parent.name == DAMAGED:
        quarantine.rewrite(cabinet, path, blob, ring)
        return
    identity = file_format.record_key_of(path)
    file = str(path)
    try:
        if _is_sealed(file_format.glance(blob, identity, file=file)) == ring.seals:
            return
        header, payload = file_format.unpack(blob, identity, file=file, ring=ring)
    except errors.RecordNewer:
        return  # of a later program, which knows what to do with it
    except errors.StoreError:
        if ring.seals:
            _put_aside(cabinet, path, blob, ring)
        return
    disks.save_file(cabinet.disk, path, file_format.pack(header, payload, ring))


def _put_aside(cabinet: RecordFiles, path: Path, blob: bytes, ring: Keyring) -> None:
    """Seal a damaged file whole, among what was set aside: there are words in it all the same."""
    quarantine.put(cabinet, path.name, blob, ring)
    cabinet.disk.unlink(path)
    disks.sync_folder(cabinet.disk, path.parent)


def _drop_index(cabinet: RecordFiles) -> None:
    """Take the index away: it is made of the other files, and is made again."""
    folder = cabinet.folder / INDEX
    if not cabinet.is_ours(folder):
        return
    for name in cabinet.names(folder):
        stem = name.removesuffix(file_format.SUFFIX)
        ours = name == due_cache.NAME or (name != stem and file_format.is_byte(stem))
        if ours and not (folder / name).is_dir():
            cabinet.disk.unlink(folder / name)
    disks.sync_folder(cabinet.disk, folder)


def _is_sealed(header: Header) -> bool:
    return header.seal != file_format.PLAIN
