"""Resources: where to find help, by country, and books and more with a short review of our own.

All of it is data in ``guidance/``; each entry has the day it was checked, and says so when not all
of it could be confirmed (EVIDENCE: the source article, 11 and 12; Screens on safety).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from sessions.people import Setting

GUIDANCE = Path(__file__).parent / "guidance"


class Country(StrEnum):
    """The countries there are entries for."""

    NL = "NL"
    BE = "BE"
    GB = "GB"
    US = "US"


class LineSort(StrEnum):
    """What a line is for."""

    EMERGENCY = "emergency"
    VIOLENCE = "violence"
    DESPAIR = "despair"


class Situation(StrEnum):
    """What somebody looks for in a resource."""

    WORDS = "words"
    BOUNDARY = "boundary"
    ANGER = "anger"
    CLOSENESS = "closeness"
    CALM = "calm"
    TASKS = "tasks"
    WORK = "work"
    ALONE = "alone"
    STUCK = "stuck"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A telephone number. `note` is a msgid."""

    id: str
    country: Country
    sort: LineSort
    name: str
    number: str
    note: str
    checked: date
    source: str
    web: str = ""
    sure: bool = True


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """Where to find a kind of help in a country, and what insurance usually pays. Msgids."""

    country: Country
    find_note: str
    pays_note: str
    checked: date
    source: str
    sure: bool = True


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of help: when it is for you, what it is. Msgids."""

    id: str
    settings: tuple[Setting, ...]
    prompt: str
    title: str
    note: str
    where: tuple[Where, ...] = ()

    def found_in(self, country: Country) -> Where | None:
        """Give where to find it in a country."""
        return next((where for where in self.where if where.country is country), None)


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """A book, an app, a course, with a review on four marks: for whom, ease, evidence, effect.

    The notes are msgids; `name` and `names` are titles, and stand as they are. Numbers: 1 to 4.
    """

    id: str
    sort: str
    name: str
    settings: tuple[Setting, ...]
    situations: tuple[Situation, ...]
    who_note: str
    ease_note: str
    evidence_note: str
    effect_note: str
    ease: int
    evidence: int
    effect: int
    checked: date
    source: str
    by: str = ""
    names: Mapping[str, str] = msgspec.field(default_factory=dict)
    warning_note: str = ""
    sure: bool = True


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Resources that go well together, and why (a msgid)."""

    of: tuple[str, ...]
    note: str


@cache
def _document(name: str) -> dict[str, Any]:
    return tomllib.loads((GUIDANCE / f"{name}.toml").read_text(encoding="utf-8"))


def lines(country: Country) -> tuple[Line, ...]:
    """Give the numbers of a country, for danger first."""
    all_lines = msgspec.convert(_document("help")["lines"], tuple[Line, ...])
    order = list(LineSort)
    mine = [line for line in all_lines if line.country is country]
    return tuple(sorted(mine, key=lambda line: order.index(line.sort)))


def kinds(setting: Setting | None = None) -> tuple[Kind, ...]:
    """Give the kinds of help, those that fit a setting if one is given."""
    all_kinds = msgspec.convert(_document("help")["kinds"], tuple[Kind, ...])
    return tuple(kind for kind in all_kinds if setting is None or setting in kind.settings)


def questions() -> tuple[str, ...]:
    """Give what to ask when choosing somebody. Msgids."""
    return tuple(question["label"] for question in _document("help")["questions"])


def resources(situation: Situation | None = None) -> tuple[Resource, ...]:
    """Give the resources, those for a situation if one is given."""
    all_resources = msgspec.convert(_document("resources")["resources"], tuple[Resource, ...])
    return tuple(
        resource
        for resource in all_resources
        if situation is None or situation in resource.situations
    )


def pairs() -> tuple[Pair, ...]:
    """Give what goes well together."""
    return msgspec.convert(_document("resources")["pairs"], tuple[Pair, ...])


def advice() -> tuple[str, ...]:
    """Give where to begin. Msgids."""
    return tuple(entry["note"] for entry in _document("resources")["advice"])
