"""Reading a tar archive that anybody may have made: its headers, one after the other.

Python's `tarfile` believes what headers say: it takes as much memory as a long name is said to
have, follows a chain of them until the stack ends, and falls over a size below nought. Here a
header gives a name, a sort, a size and a place, and nothing that is not in the file; what it means
for the next one (a long name, a sparse map, an extended header) is not followed. A backup of ours
needs none of that, and its last member says what must have been in it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

BLOCK = 512

_FILES = (b"0", b"\0")
_WITHOUT_CONTENT = (b"1", b"2", b"3", b"4", b"5", b"6")
_EXTENDED = (b"x", b"g")
_OCTAL = re.compile(rb" *([0-7]{1,12})[ \0]*")
_NAME = slice(0, 100)
_SIZE = slice(124, 136)
_CHECK = slice(148, 156)
_SORT = slice(156, 157)
_FORM = slice(257, 265)
_FOLDER = slice(345, 500)
_USTAR = b"ustar\x0000"


class ArchiveDamaged(ValueError):
    """The bytes are no tar archive, or one that was cut off."""


class Member(msgspec.Struct, frozen=True):
    """A member: its name, and where its bytes are. All of them are in the file."""

    name: str
    at: int
    size: int
    is_file: bool
    is_extended: bool
    """Whether it only says more of another one."""


def members(file: BinaryIO) -> Iterator[Member]:
    """Yield the members of an archive, up to its end or that of the file.

    Raises `ArchiveDamaged` or OSError. `file` may be moved in between.
    """
    end = file.seek(0, os.SEEK_END)
    at = 0
    while at < end:
        file.seek(at)
        block = file.read(BLOCK)
        if not block.strip(b"\0"):
            return  # a header of noughts is the end
        member = _member(block, at + BLOCK)
        if member.at + member.size > end:
            raise ArchiveDamaged("cut off")
        yield member
        at = member.at + -(-member.size // BLOCK) * BLOCK


def content(file: BinaryIO, member: Member) -> bytes:
    """Give the bytes of a member. Raises `ArchiveDamaged` when they are gone, or OSError."""
    file.seek(member.at)
    blob = file.read(member.size)
    if len(blob) != member.size:
        raise ArchiveDamaged("cut off")
    return blob


def _member(block: bytes, at: int) -> Member:
    """Give what a header says; the content begins at `at`."""
    if len(block) != BLOCK:
        raise ArchiveDamaged("cut off")
    blank = block[: _CHECK.start] + b" " * 8 + block[_CHECK.stop :]
    if _number(block[_CHECK]) != sum(blank):
        raise ArchiveDamaged("no header")
    sort = block[_SORT]
    name = block[_NAME].partition(b"\0")[0]
    folder = block[_FOLDER].partition(b"\0")[0] if block[_FORM] == _USTAR else b""
    return Member(
        name=(folder + b"/" + name if folder else name).decode("utf-8", "replace"),
        at=at,
        size=0 if sort in _WITHOUT_CONTENT else _number(block[_SIZE]),
        is_file=sort in _FILES,
        is_extended=sort in _EXTENDED,
    )


def _number(digits: bytes) -> int:
    """Give a number in octal digits; all a backup has are small enough for them."""
    match = _OCTAL.fullmatch(digits)
    if match is None:
        raise ArchiveDamaged("no number")
    return int(match[1], 8)
