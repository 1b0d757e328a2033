"""Agreements, trials and if-then plans, and when they are looked at again.

An agreement lives on after the conversation it was made in: an evaluation keeps it, changes it or
stops it, and holds it from then on. What was there before stays in the conversation of then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import msgspec

from sessions.people import Person


class AgreementKind(StrEnum):
    """What sort of agreement it is; it decides who is named in it."""

    TRIAL = "trial"
    """A small, reversible change for a time that you can see working (EVIDENCE: Agreements)."""
    TURNS = "turns"
    """A task that goes from one to the other, by the week."""
    BOUNDARY = "boundary"
    """Of one person: "I can ..., but not ..."."""


class AgreementEnd(StrEnum):
    """Why an agreement no longer stands, after they looked back on it."""

    STOPPED = "stopped"
    AGAIN = "again"
    """They talk about it again."""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A short note with an agreement, which both may read. `who` wrote it, by id, if they said."""

    id: str
    text: str
    at: datetime
    who: str = ""


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """Something that people agreed, in their own words.

    `who` is a person's id, or empty for both. `start` and `until` are days, both included.
    `when_if` and `then` are an if-then plan; `see` says how they will see whether it works,
    `stop` what ends it early. `evaluate_on` with `evaluate_at` is the evaluation date. `version`
    counts its wordings; `revision` every change that a calendar should follow.
    """

    id: str
    what: str
    kind: AgreementKind = AgreementKind.TRIAL
    who: str = ""
    when: str = ""
    often: str = ""
    start: date | None = None
    until: date | None = None
    when_if: str = ""
    then: str = ""
    see: str = ""
    stop: str = ""
    idea: str = ""
    version: int = 1
    evaluate_on: date | None = None
    evaluate_at: time | None = None
    withdrawn: bool = False
    first: str = ""
    """The id of the person who takes the first turn; empty for the person on the left."""
    made_on: date | None = None
    """The day on which these words were agreed; None while the conversation goes on."""
    counted_from: date | None = None
    """The day from which turns count, when they began before these words; without a `start`."""
    revision: int = 0
    ended: AgreementEnd | None = None
    notes: tuple[Note, ...] = ()


def made(agreements: Iterable[Agreement]) -> tuple[Agreement, ...]:
    """Give the agreements that were not taken back while they were made; ended ones too."""
    return tuple(agreement for agreement in agreements if not agreement.withdrawn)


def standing(agreements: Iterable[Agreement]) -> tuple[Agreement, ...]:
    """Give the agreements that were not taken back, and have not ended."""
    return tuple(
        agreement for agreement in agreements if not agreement.withdrawn and agreement.ended is None
    )


def turns_from(agreement: Agreement) -> date | None:
    """Give the Monday of the week in which the first of them begins; None without turns."""
    begins = agreement.start or agreement.counted_from or agreement.made_on
    if agreement.kind is not AgreementKind.TURNS or begins is None:
        return None
    return begins - timedelta(days=begins.weekday())


def first_place(agreement: Agreement, partners: Sequence[Person]) -> int:
    """Give the place of the person who begins: 0 is left."""
    order = [partner.id for partner in partners]
    wanted = agreement.first or agreement.who
    return order.index(wanted) if wanted in order else 0


def turn_at(begins: date, first: int, many: int, day: date) -> int:
    """Give the place of the person whose turn the week of `day` is; before `begins`, the first's.

    Weeks begin on Monday, as calendars here have them; a week is seven days whatever the clock
    does in it.
    """
    weeks = (day - begins).days // 7
    return (first + max(0, weeks)) % many
