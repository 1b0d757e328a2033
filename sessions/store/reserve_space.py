"""The reserve: space on the disk that is given up when it is full, for the last words."""

from __future__ import annotations

import os
from pathlib import Path

from sessions.store import disk as disks
from sessions.store.disk import Disk

NAME = "ballast"
SIZE = 64 * 1024
"""Bytes."""


def is_there(folder: Path) -> bool:
    """Whether the vault in `folder` still has its reserve."""
    return os.path.lexists(folder / NAME)


def lay(folder: Path, disk: Disk) -> None:
    """See that there is a reserve in `folder`, unless the disk is full already. Raises OSError."""
    path = folder / NAME
    try:
        if path.is_dir():
            return  # somebody's own; then it goes without
        if not is_there(folder) or disk.lstat(path).st_size < SIZE:
            # Random, because some file systems keep a run of noughts in no room at all.
            disks.save_file(disk, path, os.urandom(SIZE))
    except OSError as problem:
        # Reading goes without a reserve, and a save says by itself what is the matter.
        if problem.errno not in disks.FULL:
            raise


def spend(folder: Path, disk: Disk) -> bool:
    """Give up the reserve; give whether there was any. Raises OSError."""
    try:
        disk.unlink(folder / NAME)
    except FileNotFoundError:
        return False
    disks.sync_folder(disk, folder)  # some file systems free the room only then
    return True
