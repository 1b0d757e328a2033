"""The folder in the vault for what could not be read, or stood in the way: nothing is thrown away.

Whoever can write in the vault can lay anything in the place of a part of it. A link is not followed
out of the folder: what people say would be written somewhere else.
"""

from __future__ import annotations

import stat
from pathlib import Path

from sessions.store import disk as disks
from sessions.store.disk import Disk

NAME = "damaged"


def make(disk: Disk, vault: Path) -> Path:
    """Give the folder in the vault, made when it is not there. Raises OSError.

    What else has its name gets a number behind it.
    """
    aside = vault / NAME
    if _is_in_the_way(disk, aside):
        disk.rename(aside, vault / disks.free_name(disk, vault, NAME))
    disks.make_folder(disk, aside)
    return aside


def names(disk: Disk, vault: Path) -> list[str]:
    """Give what is set aside, nothing where a link stands in its place. Raises OSError."""
    aside = vault / NAME
    is_ours = aside.is_dir() and not _is_in_the_way(disk, aside)
    return disk.names(aside) if is_ours else []


def move_in(disk: Disk, vault: Path, path: Path) -> None:
    """Set aside what stands at `path` in the vault, whatever it is, as it is. Raises OSError."""
    aside = make(disk, vault)
    disk.rename(path, aside / disks.free_name(disk, aside, path.name))
    disks.sync_folder(disk, aside)
    disks.sync_folder(disk, path.parent)


def make_above(disk: Disk, path: Path, levels: int) -> None:
    """Make the folders that `path` is in, `levels` of them below the vault. Raises OSError.

    What is no folder there is set aside, so a save goes on, and goes nowhere else. Only the folder
    of all conversations may be a link to another: who has many may keep them on another disk.
    """
    for level in reversed(range(levels)):
        folder = path.parents[level]
        if _is_in_the_way(disk, folder) and not (level and folder.is_dir()):
            move_in(disk, path.parents[levels], folder)
    disks.make_folder(disk, path.parent)


def _is_in_the_way(disk: Disk, folder: Path) -> bool:
    """Whether something is there that is no folder, or a link to one. Raises OSError."""
    try:
        return not stat.S_ISDIR(disk.lstat(folder).st_mode)
    except FileNotFoundError:
        return False
