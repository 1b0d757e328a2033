"""Whether a file that gives nothing is a damaged backup, or something else altogether."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path

from sessions.errors import BackupDamaged
from sessions.store.backup import CONTENTS
from sessions.store.manifest import NAME as MANIFEST
from sessions.text import N_

_BLOCK = tarfile.BLOCKSIZE
_FORM = slice(257, 262)
_FORM_NAME = b"ustar"
_FIRST = MANIFEST.encode() + b"\0"
"""How every backup begins: the name of the first file in it."""
_OURS = re.compile(rf"{re.escape(MANIFEST)}|{CONTENTS}|.*\.tdb(\.bak)?|damaged/.*")


class NotABackup(BackupDamaged):
    sentence = N_(
        "{file} is no backup of Tweespraak, so nothing was taken from it. "
        "Your conversations are as they were; look for another file."
    )


def is_backup(path: Path) -> bool:
    """Whether a file may be a backup, whatever is wrong with it. Raises OSError.

    It is none when its first bytes are whole, and those of something else.
    """
    with path.open("rb") as file:
        head = file.read(_BLOCK)
    if head[: len(_FIRST)] == _FIRST[: len(head)] or not head.strip(b"\0"):
        return True  # cut off after some bytes, or before the first was on the disk
    if len(head) < _BLOCK or head[_FORM] != _FORM_NAME:
        return False
    try:
        first = tarfile.TarInfo.frombuf(head, "utf-8", "replace")
    except tarfile.HeaderError:
        return True  # an archive whose first header is damaged: nobody knows what it was
    return _OURS.fullmatch(first.name.removeprefix("./")) is not None
