"""Agreements, trials and if-then plans, and when they are looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class AgreementKind(StrEnum):
    """What sort of agreement it is; it decides who is named in it."""

    TRIAL = "trial"
    """A small, reversible change for a time that you can see working (EVIDENCE: Agreements)."""
    TURNS = "turns"
    """A task that goes from one to the other, by the week."""
    BOUNDARY = "boundary"
    """Of one person: "I can ..., but not ..."."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One thing that people agreed, in their own words.

    `who` is a person's id, or empty for both. `start` and `until` are days, both included.
    `when_if` and `then` are an if-then plan; `see` says how they will see whether it works,
    `stop` what ends it early. `evaluate_on` with `evaluate_at` is the evaluation date.
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


def standing(agreements: Iterable[Agreement]) -> tuple[Agreement, ...]:
    """Give the agreements that were not taken back."""
    return tuple(one for one in agreements if not one.withdrawn)


def due(agreements: Iterable[Agreement], today: date) -> tuple[Agreement, ...]:
    """Give the standing agreements whose evaluation date is `today` or has passed, oldest first."""
    ripe = (one for one in standing(agreements) if one.evaluate_on and one.evaluate_on <= today)
    return tuple(sorted(ripe, key=lambda one: (one.evaluate_on or today, one.id)))
