"""The rows of the index: their shapes, how they come out of a file, and whether they still hold."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import msgspec

from sessions.days import YEARS
from sessions.integrity import is_name, is_pattern_name, is_possible
from sessions.store import file_format
from sessions.summary import AgreementSummary, Summary

Stamp = tuple[int, int, int]
"""What a file looked like: its number, the time of its last change, its size."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One conversation in the index: its summary, or what is the matter with it."""

    id: str
    stamp: Stamp
    summary: Summary | None = None
    problem: str = ""
    backup: bool = False


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """When a folder was looked at, and when it had last changed, in nanoseconds."""

    looked: int
    changed: int


class Shard(msgspec.Struct, frozen=True, kw_only=True):
    """The tables of one file of the index."""

    rows: dict[str, Row]
    seen: dict[str, Seen]


@cache
def _decoder() -> Any:
    return msgspec.json.Decoder(Shard)


def decoded(payload: bytes) -> Shard | None:
    """Give the shard in `payload`, or None for what is none."""
    try:
        found: Shard = _decoder().decode(payload)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None
    return found if all(_is_sound(row) for row in found.rows.values()) else None


def _is_sound(row: Row) -> bool:
    """Whether a row can be shown; one that cannot was not written by us."""
    if not file_format.is_id(row.id) or (row.summary is None) != bool(row.problem):
        return False
    one = row.summary
    # Written out: a loop over six moments takes a tenth of what a list of 10,000 may take.
    return one is None or (
        one.id == row.id
        and len(one.names) > 0
        and is_pattern_name(one.pattern)
        and is_name(one.pair)
        and is_name(one.step)
        and is_possible(one.changed)
        and is_possible(one.started)
        and (one.ended is None or is_possible(one.ended))
        and (one.until is None or is_possible(one.until))
        and (one.return_at is None or is_possible(one.return_at))
        and (one.restored is None or is_possible(one.restored))
        and all(map(_is_sound_agreement, one.promises))
    )


def _is_sound_agreement(agreement: AgreementSummary) -> bool:
    """Whether an agreement in a row can be shown, with the days that are counted from it."""
    return (
        is_name(agreement.id)
        and (agreement.on is None or agreement.on.year in YEARS)
        and (agreement.made is None or agreement.made.year in YEARS)
        and (agreement.until is None or agreement.until.year in YEARS)
        and (agreement.turns_from is None or agreement.turns_from.year in YEARS)
    )


def look_alike(folder: str, shard: Shard) -> bool:
    """Whether every file looks as it did: one written in place leaves its folder as it was."""
    look = os.lstat  # a `Path` for each takes longer than looking
    try:
        for row in shard.rows.values():
            state = look(f"{folder}{os.sep}{row.id}{file_format.SUFFIX}")
            if row.stamp != (state.st_ino, state.st_mtime_ns, state.st_size):
                return False
    except OSError:
        return False
    return True
