"""Every file that lies in the folder of a vault, its own and those of others."""

from __future__ import annotations

import os
import re
import stat
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from sessions.store import disk as disks
from sessions.store.record_files import CONVERSATIONS, RecordFiles

LOOKED_AT_MAX = 20_000
"""Files and folders that are not of the vault, before it says that there are more."""
DEPTH_MAX = 16
"""Folders in each other."""

ID = "[0-9a-f]{32}"
RECORD = re.compile(
    rf"pairs\.tdb(\.bak)?|plain-files\.tdb|conversations/[0-9a-f]{{2}}/{ID}\.tdb(\.bak)?"
    rf"|diary/{ID}\.tdb(\.bak)?|index/([0-9a-f]{{2}}\.tdb|promised\.json)"
)
"""A file of the vault, by its name in the folder."""
WITHOUT_WORDS = re.compile(r"vault\.json(\.bak)?|lock|ballast|(vault|here)\.seen")
"""What of the vault holds no words."""
OWN_FOLDER = re.compile(r"conversations(/[0-9a-f]{2})?|diary|index|damaged")
_COPY = re.compile(rf"{ID}.*\.tdb|^\W{{0,2}}(pairs|plain-files)\b.*\.tdb")
_COPY_OF_INDEX = re.compile(r"\W{0,2}([0-9a-f]{2}\b.*\.tdb|promised\b.*\.json)")


def walk(files: RecordFiles) -> Iterator[tuple[str, os.stat_result | None]]:
    """Give every file in the folder; without a state what is not looked into.

    No link is followed but that of all conversations. The folders of the vault come first.
    """
    count, waiting = 0, deque([""])
    while waiting:
        folder = waiting.popleft()
        names, is_read = _names(files, folder)
        if not is_read:
            yield folder or ".", None
        for last in names:
            name = f"{folder}/{last}" if folder else last
            count += RECORD.fullmatch(name) is None and OWN_FOLDER.fullmatch(name) is None
            if count > LOOKED_AT_MAX:
                rest = {waits.partition("/")[0]: None for waits in waiting}
                yield from ((unseen, None) for unseen in {folder or ".": None, **rest})
                return
            state = state_of(files, name)
            if state is None:
                continue
            if stat.S_ISREG(state.st_mode):
                yield name, state
            elif is_own(files, files.folder / name):
                if name.count("/") >= DEPTH_MAX:
                    yield name, None
                elif OWN_FOLDER.fullmatch(name):
                    waiting.appendleft(name)
                else:
                    waiting.append(name)


def _names(files: RecordFiles, folder: str) -> tuple[list[str], bool]:
    """Give the names in a folder, and whether the system gave them."""
    try:
        return files.disk.names(files.folder / folder), True
    except (FileNotFoundError, NotADirectoryError):
        return [], True
    except OSError:
        return [], False


def state_of(files: RecordFiles, name: str) -> os.stat_result | None:
    """Give what has that name; None when it is gone, or in a folder that may not be entered."""
    try:
        return files.disk.lstat(files.folder / name)
    except OSError:
        return None


def head_of(files: RecordFiles, name: str, count: int) -> bytes:
    """Give the first bytes of a file. Raises OSError."""
    descriptor = files.disk.open(files.folder / name, os.O_RDONLY | disks.SAFE)
    try:
        return files.disk.read(descriptor, count)
    finally:
        files.disk.close(descriptor)


def stamp_of(state: os.stat_result) -> tuple[int, int, int]:
    """Give what a file looks like: another one under its name looks otherwise."""
    return state.st_ino, state.st_mtime_ns, state.st_size


def is_own(files: RecordFiles, folder: Path) -> bool:
    """Whether that is a folder of the vault: that of all conversations may be on another disk."""
    try:
        return files.is_ours(folder) or (folder == files.folder / CONVERSATIONS and folder.is_dir())
    except OSError:
        return False


def is_named_as_copy(name: str) -> bool:
    """Whether a file is called after one of the vault's."""
    last = name.rpartition("/")[2]
    return is_named_as_index(name) or _COPY.search(last) is not None


def is_named_as_index(name: str) -> bool:
    """Whether a file is called after one of the index."""
    above, _, last = name.rpartition("/")
    return above.endswith("index") and _COPY_OF_INDEX.match(last) is not None
