"""A new file for somebody: whole or not there at all, theirs alone, never over another one."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from sessions.store import disk as disks
from sessions.store.disk import Disk

FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | disks.SAFE


def write_new(path: Path, blob: bytes, disk: Disk) -> None:
    """Write `blob` into the new file `path`, mode 0600; come back when it is on the disk.

    Raises FileExistsError when something is there, or OSError; then nothing was left.
    """
    if os.path.lexists(path):
        raise FileExistsError(path)
    temp = path.with_name(f".tweespraak-{os.urandom(8).hex()}.export")
    try:
        descriptor = disk.open(temp, FLAGS, disks.FILE_MODE)
        try:
            disks.write_all(disk, descriptor, blob)
            disk.fsync(descriptor)
        finally:
            disk.close(descriptor)
        give_name(temp, path, disk)
    finally:
        with contextlib.suppress(OSError):  # it has its own name now, or never gets one
            disk.unlink(temp)


def _put_in_place(temp: Path, path: Path, disk: Disk) -> None:
    """Rename a file to a name that nothing has. Raises FileExistsError or OSError.

    A rename would write over what got the name meanwhile; so an empty file takes the name first.
    """
    disk.close(disk.open(path, FLAGS, disks.FILE_MODE))
    try:
        disk.rename(temp, path)
    except BaseException:
        with contextlib.suppress(OSError):  # the error that brought us here is the one to tell
            disk.unlink(path)
        raise


def give_name(temp: Path, path: Path, disk: Disk) -> None:
    """Give a finished file its name. Raises FileExistsError when something got it meanwhile."""
    try:
        disk.link(temp, path)
    except FileExistsError:
        raise
    except OSError:
        _put_in_place(temp, path, disk)  # where a file can have one name only
    disks.sync_folder(disk, path.parent)
