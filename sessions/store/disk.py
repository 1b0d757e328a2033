"""Every call to the operating system that touches a record, and the one safe way to save a file.

`Disk` is the only thing here that reaches the disk; a test hands in one that fails where it wants.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl

FILE_MAX = 64 * 1024 * 1024
"""Bytes in one file at most; more is no record of ours."""

FILE_MODE = 0o600
FOLDER_MODE = 0o700

BACKUP = ".bak"
"""What is put behind the name of the last verified state of an earlier run."""

FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""The error numbers that mean: no room."""

_TEMP = re.compile(r"\.tweespraak-[0-9a-f]{16}\.tmp")
# What a file system without hard links answers (FAT, some mounted phones).
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
# Windows has not all of these; nought asks for nothing.
SAFE = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
"""What every file of the vault is opened with: no link is followed, and no pipe waited for."""

_CHUNK = 1024 * 1024


class Disk:
    """The calls to the operating system, one method each. All raise OSError."""

    def open(self, path: Path, flags: int, mode: int = FILE_MODE) -> int:
        """Open `path` and give its descriptor."""
        return os.open(path, flags, mode)

    def read(self, descriptor: int, size: int) -> bytes:
        """Give at most `size` bytes, none at the end."""
        return os.read(descriptor, size)

    def write(self, descriptor: int, data: memoryview) -> int:
        """Write what fits now and give how many bytes that were."""
        return os.write(descriptor, data)

    def fsync(self, descriptor: int) -> None:
        """Come back when everything of this file is on the disk itself."""
        if sys.platform == "darwin":
            # Plain fsync on a Mac leaves it in the drive's own memory.
            try:
                fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            except OSError as problem:
                if problem.errno not in {errno.ENOTSUP, errno.EINVAL, errno.ENOTTY}:
                    raise
            else:
                return
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close the descriptor."""
        os.close(descriptor)

    def lock(self, descriptor: int) -> bool:
        """Keep an open file to this program until it is closed; give whether nobody else does."""
        if sys.platform != "win32":  # there nobody can take an open file away
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def fstat(self, descriptor: int) -> os.stat_result:
        """Say what is open there."""
        return os.fstat(descriptor)

    def lstat(self, path: Path) -> os.stat_result:
        """Say what has that name, without following a link."""
        return os.lstat(path)

    def fchmod(self, descriptor: int, mode: int) -> None:
        """Set the mode of an open file; Windows keeps its own rights and gets nothing."""
        if sys.platform != "win32":
            os.fchmod(descriptor, mode)

    def chmod(self, path: Path, mode: int) -> None:
        """Set the mode of a folder, or of a file that is not open."""
        path.chmod(mode)

    def link(self, old: Path, new: Path) -> None:
        """Give the file `old` a second name."""
        os.link(old, new, follow_symlinks=False)

    def rename(self, old: Path, new: Path) -> None:
        """Put `old` in the place of `new` in one step."""
        os.replace(old, new)  # noqa: PTH105 - a `Path` gives one more, which nobody reads

    def unlink(self, path: Path) -> None:
        """Take a name away."""
        path.unlink()

    def mkdir(self, path: Path) -> None:
        """Make one folder for this user only."""
        path.mkdir(FOLDER_MODE)

    def rmdir(self, path: Path) -> None:
        """Take an empty folder away."""
        path.rmdir()

    def names(self, folder: Path) -> list[str]:
        """Give the names in a folder, sorted."""
        return sorted(path.name for path in folder.iterdir())


class NotARegularFile(OSError):
    """A link, pipe, device or folder where a record should be, or a file past `FILE_MAX` bytes."""


def read_file(disk: Disk, path: Path) -> bytes | None:
    """Give all bytes of the file, or None when nothing has that name.

    Raises `NotARegularFile` for what is no file of at most `FILE_MAX` bytes, else OSError.
    """
    try:
        descriptor = disk.open(path, os.O_RDONLY | SAFE)
    except FileNotFoundError:
        return None
    except OSError as problem:
        if problem.errno in {errno.ELOOP, errno.ENXIO, errno.EMLINK}:  # a link, or a socket
            raise NotARegularFile(problem.errno, problem.strerror) from problem
        raise
    try:
        state = disk.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise NotARegularFile(errno.EINVAL, os.strerror(errno.EINVAL))
        if state.st_size > FILE_MAX:
            raise NotARegularFile(errno.EFBIG, os.strerror(errno.EFBIG))
        parts: list[bytes] = []
        left = FILE_MAX
        while left > 0 and (part := disk.read(descriptor, min(left, _CHUNK))):
            parts.append(part)
            left -= len(part)
        return b"".join(parts)
    finally:
        disk.close(descriptor)


def save_file(
    disk: Disk, path: Path, blob: bytes, *, backup: Callable[[], None] | None = None
) -> None:
    """Put `blob` at `path` so that at every moment the old or the new is there, whole.

    With `backup` what stands there now becomes the ``.bak``, and then it is called; the caller has
    verified the file. Comes back when all is on the disk itself. Raises OSError; then the old file
    is as it was, or the new one is there but may not outlive the power going.
    """
    if len(blob) > FILE_MAX:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    temp = _write_temp(disk, path.parent, blob)
    try:
        if backup is not None:
            _keep_backup(disk, path)
            backup()
        disk.rename(temp, path)
    except BaseException:
        _drop(disk, temp)
        raise
    try:
        sync_folder(disk, path.parent)
    except OSError as problem:
        mark_come_through(problem)
        raise


def mark_come_through(problem: OSError, *, has: bool = True) -> None:
    """Note on the error that the file has its new content, though perhaps not for good."""
    problem.__dict__["come_through"] = has


def has_come_through(problem: OSError) -> bool:
    """Whether a save that was refused put the new content in place all the same."""
    return bool(problem.__dict__.get("come_through"))


def make_folder(disk: Disk, folder: Path) -> bool:
    """Make `folder` and what is missing above it, mode 0700; give whether it was new.

    Raises OSError; FileExistsError and NotADirectoryError when something else is in the way.
    """
    if folder.is_dir():
        return False
    if folder.parent != folder:
        make_folder(disk, folder.parent)
    try:
        disk.mkdir(folder)
    except FileExistsError:
        if not folder.is_dir():
            raise
        return False  # another window made it a moment ago
    try:
        make_private(disk, folder)  # the umask may have taken more than it should
        sync_folder(disk, folder.parent)
    except OSError:
        # Not for sure on the disk; so that it is made once more, it goes.
        with contextlib.suppress(OSError):
            disk.rmdir(folder)
        raise
    return True


def make_private(disk: Disk, folder: Path) -> None:
    """Give `folder` mode 0700, where folders have modes. Raises OSError."""
    with _modes_if_any():
        disk.chmod(folder, FOLDER_MODE)


def sync_folder(disk: Disk, folder: Path) -> None:
    """Come back when the names in `folder` are on the disk itself. Raises OSError."""
    if os.name == "nt":
        return  # Windows cannot open a folder, and keeps its names by itself
    descriptor = disk.open(folder, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    try:
        disk.fsync(descriptor)
    except OSError as problem:
        # Some file systems cannot sync a folder and say so; then there is nothing left to do.
        if problem.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        disk.close(descriptor)


def free_name(disk: Disk, folder: Path, stem: str) -> str:
    """Give `stem` with the first number behind it that nothing in `folder` has. Raises OSError."""
    names = set(disk.names(folder))
    count = 0
    while (name := f"{stem}.{count}") in names:
        count += 1
    return name


def sweep(disk: Disk, folder: Path) -> None:
    """Take away temporary files that an interrupted save left in `folder`. Only ours."""
    for name in disk.names(folder):
        if _TEMP.fullmatch(name):
            _drop(disk, folder / name)


@contextlib.contextmanager
def _modes_if_any() -> Iterator[None]:
    """Go on where the file system has no modes, such as a memory stick; who mounts it decides."""
    try:
        yield
    except OSError as problem:
        if problem.errno not in {errno.EPERM, errno.ENOTSUP}:
            raise


def _write_temp(disk: Disk, folder: Path, blob: bytes) -> Path:
    """Write a new synced file in `folder` and give its path; after an error it is not there."""
    temp = folder / f".tweespraak-{os.urandom(8).hex()}.tmp"
    descriptor = disk.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | SAFE, FILE_MODE)
    try:
        try:
            with _modes_if_any():
                disk.fchmod(descriptor, FILE_MODE)
            write_all(disk, descriptor, blob)
            disk.fsync(descriptor)
        finally:
            disk.close(descriptor)
    except BaseException:
        _drop(disk, temp)
        raise
    return temp


def write_all(disk: Disk, descriptor: int, blob: bytes) -> None:
    """Write until the last byte; the system may take less than it is given."""
    rest = memoryview(blob)
    while rest:
        try:
            count = disk.write(descriptor, rest)
        except InterruptedError:
            continue
        if count <= 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        rest = rest[count:]


def _keep_backup(disk: Disk, path: Path) -> None:
    """Make the file at `path` the ``.bak`` too, so that there is a whole ``.bak`` all the time."""
    backup = path.with_name(path.name + BACKUP)
    with contextlib.suppress(FileNotFoundError):  # the first time there is none
        before, now = disk.lstat(backup), disk.lstat(path)
        # Two names of one file already: a rename between them would do nothing, says POSIX.
        if (before.st_dev, before.st_ino) == (now.st_dev, now.st_ino):
            return
    temp = path.with_name(f".tweespraak-{os.urandom(8).hex()}.tmp")
    try:
        disk.link(path, temp)
    except OSError as problem:
        if problem.errno not in _NO_LINKS:
            raise
        temp = _write_temp(disk, path.parent, read_file(disk, path) or b"")
    try:
        disk.rename(temp, backup)
    except IsADirectoryError:
        _drop(disk, temp)  # a folder of somebody has that name; the words go before the copy
    except BaseException:
        _drop(disk, temp)
        raise


def _drop(disk: Disk, temp: Path) -> None:
    """Take a temporary file away if that is possible."""
    # The error that brought us here is the one to tell, and the next start sweeps once more.
    with contextlib.suppress(OSError):
        disk.unlink(temp)
