"""The rows of the index: their shapes, how they come out of a file, and whether they still hold."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from sessions.days import YEARS
from sessions.integrity import is_name, is_pattern_name
from sessions.store.file_format import SUFFIX, is_id
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
    return found if _are_sound(found.rows.values()) else None


def _are_sound(rows: Iterable[Row]) -> bool:
    """Whether all rows can be shown; what cannot was not written by us."""
    # The patterns, the people and the steps of many rows are the same few, and looked at once.
    names: set[tuple[str, str, str]] = set()
    for row in rows:
        summary = row.summary
        if not is_id(row.id) or (summary is None) != bool(row.problem):
            return False
        if summary is None:
            continue
        if summary.id != row.id or not summary.names or not _is_possible(summary):
            return False
        for agreement in summary.promises:
            if not _is_sound_agreement(agreement):
                return False
        names.add((summary.pattern, summary.pair, summary.step))
    return all(
        is_pattern_name(pattern) and is_name(pair) and is_name(step)
        for pattern, pair, step in names
    )


def _is_possible(summary: Summary) -> bool:
    """Whether each moment has a zone, and lies in a year that people live in."""
    for moment in (
        summary.changed,
        summary.started,
        summary.ended,
        summary.until,
        summary.return_at,
        summary.restored,
    ):
        # Written out: a call for each moment takes a fifth of what a list of 100,000 may take.
        if moment is not None and (moment.tzinfo is None or moment.year not in YEARS):
            return False
    return True


def _is_sound_agreement(agreement: AgreementSummary) -> bool:
    """Whether an agreement in a row can be shown, with the days that are counted from it."""
    for day in (agreement.on, agreement.made, agreement.until, agreement.turns_from):
        if day is not None and day.year not in YEARS:
            return False
    # Nearly all are ids, of which none comes twice; those are told fastest.
    return is_id(agreement.id) or is_name(agreement.id)


def look_alike(folder: str, shard: Shard) -> bool:
    """Whether every file looks as it did: one written in place leaves its folder as it was."""
    look = os.lstat  # a `Path` for each takes longer than looking
    try:
        for row in shard.rows.values():
            state = look(f"{folder}{os.sep}{row.id}{SUFFIX}")
            if row.stamp != (state.st_ino, state.st_mtime_ns, state.st_size):
                return False
    except OSError:
        return False
    return True
