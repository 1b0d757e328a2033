"""The folder in the vault for what could not be read, or stood in the way: nothing is thrown away.

Whoever can write in the vault can lay a link or a file in its place. A link is never followed: what
is set aside would be written somewhere else, and the words of people with it.
"""

from __future__ import annotations

import stat
from pathlib import Path

from sessions.store import disk as disks
from sessions.store.disk import Disk

NAME = "damaged"


def make(disk: Disk, folder: Path) -> Path:
    """Give the folder in the vault at `folder`, made when it is not there. Raises OSError.

    What else has its name gets a number behind it.
    """
    aside = folder / NAME
    try:
        is_ours = stat.S_ISDIR(disk.lstat(aside).st_mode)
    except FileNotFoundError:
        is_ours = True
    if not is_ours:
        disk.rename(aside, folder / disks.free_name(disk, folder, NAME))
    disks.make_folder(disk, aside)
    return aside


def move_in(disk: Disk, path: Path) -> None:
    """Set aside what stands at `path` in the vault, whatever it is, as it is. Raises OSError."""
    aside = make(disk, path.parent)
    disk.rename(path, aside / disks.free_name(disk, aside, path.name))
    disks.sync_folder(disk, aside)
    disks.sync_folder(disk, path.parent)
