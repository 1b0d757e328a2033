"""Commands with anything in their fields, for hypothesis to draw.

They are drawn from the fields of each kind, so a new kind of command is tested too.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import Annotated, get_args, get_origin

import msgspec
import pytest
from hypothesis import strategies as st

from sessions.commands import (
    COMMANDS,
    AnyCommand,
    Command,
)
from sessions.conversation import Turn
from sessions.envelope import Channel, Envelope
from sessions.people import Way
from tests.sessions.helpers import NOW

ID = "f" * 32
"""The fresh id where a test needs one only."""

NOBODY = "nobody"
LATER = NOW + timedelta(hours=1)
TIME_IS_UP = NOW + timedelta(minutes=21)

KINDS_OF_COMMAND = [pytest.param(kind, id=kind.__name__) for kind in COMMANDS]

TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ("kim", "sam", "mia", NOBODY, "yes", "text", "idea", "see", "i1", "a1", "nl", "en", "[/]")
    ),
    st.sampled_from(("2026-11-29", "20:30", "\x1b[31m", "x" * 20_001, "../..")),
)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.one_of(
    st.datetimes(timezones=ZONES),
    st.timedeltas(timedelta(minutes=-5), timedelta(hours=25)).map(lambda after: NOW + after),
)
DAYS = st.one_of(st.dates(), st.integers(-2, 9).map(lambda days: NOW.date() + timedelta(days)))
TURNS = st.one_of(
    st.builds(Turn, TEXTS, TEXTS, TEXTS, st.integers(-1, 3)),
    st.sampled_from(
        [Turn("impact", "speak", "kim"), Turn("ideas", "collect"), Turn("rules", "agree")]
    ),
)

DRAWN: Mapping[object, st.SearchStrategy[object]] = {
    str: TEXTS,
    int: st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(0, 1500)),
    bool: st.booleans(),
    date: DAYS,
    datetime: MOMENTS,
    Turn: TURNS,
    Way: st.sampled_from(Way),
    types.NoneType: st.none(),
    tuple[str, ...]: st.lists(TEXTS, max_size=3).map(tuple),
    dict[str, str]: st.dictionaries(TEXTS, TEXTS, max_size=3),
}
"""What is drawn for each type a field of a command can have."""


def drawn(kind: object) -> st.SearchStrategy[object]:
    """Give what is drawn for a field of the type `kind`. Raises KeyError for an unknown one."""
    if get_origin(kind) is Annotated:
        return drawn(get_args(kind)[0])
    if isinstance(kind, types.UnionType) or (get_origin(kind) and kind not in DRAWN):
        return st.one_of([drawn(member) for member in get_args(kind)])
    return DRAWN[kind]


@cache
def any_of(kind: type[AnyCommand]) -> st.SearchStrategy[AnyCommand]:
    """Give commands of a kind with any fields."""
    fields = {field.name: drawn(field.type) for field in msgspec.structs.fields(kind)}
    return st.builds(kind, **fields)


ANY_COMMAND = st.sampled_from(COMMANDS).flatmap(any_of)
ENVELOPES = st.builds(
    Envelope, ANY_COMMAND, st.sampled_from(list(Channel)), st.integers(0, 2**63 - 1)
)


class Sign(Command, frozen=True):
    """A kind of command that nobody put in the table."""


OUTSIDERS = {Sign}
