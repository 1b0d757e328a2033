"""One writer: the lock on the vault, and who holds it."""

from __future__ import annotations

import contextlib
import os
import stat
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sessions import errors
from sessions.store import damaged_folder
from sessions.store import disk as disks
from sessions.store.disk import Disk

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK = "lock"

_UNKNOWN = "?"


def take_lock(folder: Path, now: datetime, disk: Disk) -> BaseFileLock:
    """Take the lock on the vault in `folder` at once, or not at all. It is free after a kill.

    Raises `VaultInUse` with `since` (a datetime) and `process` (a number), both ``"?"`` when the
    holder could not write them; OSError when the file cannot be made or locked.
    """
    from filelock import FileLock, Timeout  # 60 ms that who only reads does not pay

    # Without flock there is no soft lock instead: that one would stay behind after a kill.
    _clear(folder, disk)
    lock = FileLock(
        folder / LOCK,
        timeout=0,
        mode=disks.FILE_MODE,
        thread_local=False,
        fallback_to_soft=False,
    )
    try:
        lock.acquire()
    except Timeout:
        raise _in_use(folder, disk) from None
    try:
        _sign(folder / LOCK, now, disk)
    except BaseException:
        lock.release()
        raise
    return lock


def _clear(folder: Path, disk: Disk) -> None:
    """See that the lock is a file that can be opened, or not there. Raises OSError.

    Whoever can write in the folder could otherwise stop every start, by laying something else
    there; that is set aside. A file with another mode stays the same file: somebody may hold it.
    """
    path = folder / LOCK
    try:
        mode = disk.lstat(path).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        damaged_folder.move_in(disk, folder, path)
    elif mode & disks.FILE_MODE != disks.FILE_MODE:
        with contextlib.suppress(OSError):  # locking says itself what it may not do
            disk.chmod(path, disks.FILE_MODE)


def _sign(path: Path, now: datetime, disk: Disk) -> None:
    """Write who we are into the lock file. The first byte stays free: Windows locks that one."""
    text = f"\n{os.getpid()} {now.isoformat()}\n".ljust(80).encode("ascii")
    descriptor = disk.open(path, os.O_WRONLY | disks.SAFE)
    try:
        os.lseek(descriptor, 1, os.SEEK_SET)
        disk.write(descriptor, memoryview(text[1:]))
    except OSError as problem:
        # The text is for a message only; a full disk is no reason to keep people out.
        if problem.errno not in disks.FULL:
            raise
    finally:
        disk.close(descriptor)


def _in_use(folder: Path, disk: Disk) -> errors.VaultInUse:
    """Give the error that says who has the vault, as far as that can be read."""
    process: object = _UNKNOWN
    since: object = _UNKNOWN
    # That it is in use is what counts; a half-written line or a refusal leaves the question mark.
    with contextlib.suppress(OSError, ValueError, IndexError):
        words = _text(folder / LOCK, disk).split()
        process, since = int(words[0]), datetime.fromisoformat(words[1])
    return errors.VaultInUse(folder=str(folder), since=since, process=process)


def _text(path: Path, disk: Disk) -> str:
    """Give what stands in the lock file after its first byte."""
    descriptor = disk.open(path, os.O_RDONLY | disks.SAFE)
    try:
        os.lseek(descriptor, 1, os.SEEK_SET)
        return disk.read(descriptor, 80).decode("ascii")
    finally:
        disk.close(descriptor)
