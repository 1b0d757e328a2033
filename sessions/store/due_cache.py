"""What was promised, in one small file: so that a shell's prompt need not read the whole index.

It is made of the index, for a vault that is not sealed. It is trusted only while every folder of
conversations looks as it did then; otherwise nobody reads it. Little is imported here: reading it
takes less time than importing what knows a conversation.
"""

# ruff: noqa: PTH114, PTH116, PTH118, PTH208
# A `Path` for each of a thousand files takes longer than the system takes to look at them.

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from datetime import date

from sessions.days import YEARS

TYPE_CHECKING = False  # as `typing` has it, which takes as long to import as all of this
if TYPE_CHECKING:
    from typing import Any

NAME = "promised.json"

SETTLED = 2_000_000_000
# Nanoseconds: a file system's clock ticks in steps, of two seconds at most (FAT). What changed a
# moment before it was looked at may have changed again in the same step, and show the same time.

ROWS_MAX = 20_000
"""Conversations up to which the file is kept: with more it takes long to write at every end."""

_BYTES_MAX = 64 * 1024 * 1024
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_SUFFIXES = (".tdb", ".tdb.bak")
_NAME = re.compile(r"[0-9A-Za-z_-]{1,64}")  # as in `sessions.integrity`, which takes long to load
_HEX = frozenset("0123456789abcdef")

FIELDS = ("agreement", "what", "people", "agreed_on", "look_back_on", "conversation")
"""What stands there of each promise; days in ISO 8601, people as a list of names."""


def render(vault: str, shards: dict[str, Any], promises: list[dict[str, Any]]) -> bytes:
    """Give the file. A shard, by its first two digits, is when it had changed, when it was looked
    at, and the stamp of each conversation by its id.
    """
    body = json.dumps(
        {"vault": vault, "shards": shards, "promises": promises}, separators=(",", ":")
    ).encode()
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def read(folder: str) -> list[dict[str, Any]] | None:
    """Give every promise that stands, or None where the vault has to be asked. Never raises."""
    try:
        manifest = json.loads(_bytes(os.path.join(folder, "vault.json"))[0])
        if manifest["seal"] != "plain":
            return None
        blob, written = _bytes(os.path.join(folder, "index", NAME))
        check, _, body = blob.partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != check:
            return None
        found = json.loads(body)
        if found["vault"] != manifest["vault"] or not _is_current(folder, found["shards"], written):
            return None
        promises: list[dict[str, Any]] = found["promises"]
        return promises if all(map(_is_sound, promises)) else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _bytes(path: str) -> tuple[bytes, int]:
    """Give what is in a regular file, and when it was written, in nanoseconds. Raises OSError."""
    descriptor = os.open(path, _FLAGS)
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode) or state.st_size > _BYTES_MAX:
            raise ValueError("that is no file of ours")
        return file.read(), state.st_mtime_ns


def _is_current(folder: str, shards: dict[str, Any], written: int) -> bool:
    """Whether every folder and every file looks as it did."""
    above = os.path.join(folder, "conversations")
    try:
        firsts = {name for name in os.listdir(above) if len(name) == 2 and set(name) <= _HEX}
    except FileNotFoundError:
        if os.path.islink(above):  # to a disk that is not connected: nobody knows what is there
            return False
        firsts = set()
    return firsts == set(shards) and all(
        _looks_alike(f"{above}{os.sep}{first}", shard, written) for first, shard in shards.items()
    )


def _looks_alike(folder: str, shard: tuple[int, int, dict[str, Any]], written: int) -> bool:
    changed, looked, stamps = shard
    if os.stat(folder).st_mtime_ns != changed:
        return False
    if min(looked, written) - changed <= SETTLED:
        # It may have changed once more in the same tick of the clock: each name counts.
        ours = (file for file in os.listdir(folder) if file.endswith(_SUFFIXES))
        if {our.partition(".")[0] for our in ours} != set(stamps):
            return False
    for name, stamp in stamps.items():
        state = os.lstat(f"{folder}{os.sep}{name}.tdb")
        if [state.st_ino, state.st_mtime_ns, state.st_size] != stamp:
            return False
    return True


def _is_sound(promise: dict[str, Any]) -> bool:
    people = promise["people"]
    texts = [promise[name] for name in FIELDS if name != "people"]
    return (
        isinstance(people, list)
        and all(isinstance(text, str) for text in (*texts, *people))
        and all(_is_day(promise[name]) for name in ("agreed_on", "look_back_on"))
        and all(_NAME.fullmatch(promise[name]) for name in ("agreement", "conversation"))
    )


def _is_day(text: str) -> bool:
    """Whether `text` is a day as it is written here: days are compared as texts. ValueError."""
    day = date.fromisoformat(text)
    return day.isoformat() == text and day.year in YEARS
