"""Integrity: whether a record makes sense, not only whether it has the right shape.

A record can have every checksum right and still name nobody, or a moment in the year 1. What comes
off a disk or out of a backup is checked here before anything believes it (THREATS: 7). It is pure:
it knows no file and no list of patterns.

A turn of a step that a pattern no longer has is no problem: patterns change, and the conversation
can still be read and closed. Nor is a pattern of which only the name is unknown: a newer program
may have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from functools import lru_cache

import msgspec

from sessions.agreements import Agreement
from sessions.conversation import Conversation, State, TimeOut, Turn
from sessions.days import YEARS
from sessions.diary import Diary
from sessions.people import Pair, Person, Role
from sessions.zones import is_zone_name

COUNT_MAX = 999_999_999
"""The highest number of a round, a version or a revision; no two people come near it."""

MINUTES_MAX = 999
"""The length of a turn that can be kept."""

ROUND_MAX = 9_999
"""The highest round of the present turn: what is shown for each round is made anew at every key."""

_RECORD = re.compile(r"[0-9a-f]{32}")
_NAME_MAX = 64
_NAME = re.compile(rf"[0-9A-Za-z_-]{{1,{_NAME_MAX}}}")
_PATTERN = re.compile(r"[a-z0-9-]{1,64}")
_LANGUAGE = re.compile(r"[0-9A-Za-z]{1,16}(?:[-_][0-9A-Za-z]{1,16}){0,6}")

_NO_ID = "no id"
_NO_ZONE = "time without a zone"
_NO_YEAR = "outside the years 1900 to 2200"
_NOBODY = "somebody who is not there"
_TWICE = "twice"


class Problem(msgspec.Struct, frozen=True):
    """What makes no sense: its place in the record, such as ``agreements[0].who``, and why.

    No words of people are in it.
    """

    place: str
    reason: str


def problems_of(record: object) -> Iterator[Problem]:
    """Give what makes no sense in a record; what is no record of people has no problems."""
    match record:
        case Conversation():
            yield from _of_conversation(record)
        case Pair():
            yield from _names("id", (record.id,))
            yield from _of_people(record.people)
            yield from _count("minutes", record.minutes or 0, MINUTES_MAX)
        case Diary():
            yield from _of_diary(record)


def is_name(text: str) -> bool:
    """Whether `text` can be an id of ours: letters, digits, ``-`` and ``_``."""
    # The ids of a list of 10,000 pass here, and nearly all are seen without the expression.
    if text.isascii() and text.isalnum() and len(text) <= _NAME_MAX:
        return True
    return _NAME.fullmatch(text) is not None


@lru_cache(maxsize=256)
def is_pattern_name(text: str) -> bool:
    """Whether `text` can name a pattern; whether there is such a pattern is another matter."""
    return _PATTERN.fullmatch(text) is not None


def is_language(tag: str) -> bool:
    """Whether `tag` can name a language; whether there is such a language is another matter."""
    return _LANGUAGE.fullmatch(tag) is not None


def is_possible(moment: datetime) -> bool:
    """Whether `moment` has a zone, and lies in a year that people live in."""
    return moment.tzinfo is not None and moment.year in YEARS


# -- Of each record -------------------------------------------------------------------------------


def _of_conversation(talk: Conversation) -> Iterator[Problem]:
    if _RECORD.fullmatch(talk.id) is None:
        yield Problem("id", _NO_ID)
    if talk.origin and _RECORD.fullmatch(talk.origin) is None:
        yield Problem("origin", _NO_ID)
    yield from _names("pair", (talk.pair,))
    yield from _names("about", (talk.about,) if talk.about else ())
    if not is_pattern_name(talk.pattern):
        yield Problem("pattern", "no name of a pattern")
    yield from _of_people(talk.people)
    yield from _of_turn(talk.at, {person.id for person in talk.partners})
    everybody = {person.id for person in talk.people}
    for name, agreements in (("agreements", talk.agreements), ("reviewed", talk.reviewed)):
        yield from _once(name, [agreement.id for agreement in agreements])
        for place, agreement in enumerate(agreements):
            yield from _of_agreement(f"{name}[{place}]", agreement, everybody)
    yield from _once("ideas", [idea.id for idea in talk.ideas])
    for place, idea in enumerate(talk.ideas):
        for who in idea.helps:
            yield from _somebody(f"ideas[{place}].helps", who or "-", everybody)
    yield from _once("parked", [subject.id for subject in talk.parked])
    yield from _once("time_outs", [time_out.id for time_out in talk.time_outs])
    for place, time_out in enumerate(talk.time_outs):
        yield from _of_time_out(f"time_outs[{place}]", time_out, everybody)
    if (talk.state is State.TIME_OUT) != (talk.time_out is not None):
        yield Problem("state", "another than its time-outs say")
    yield from _zones(("return_zone", talk.return_zone))
    yield from _moments(
        ("started", talk.started),
        ("changed", talk.changed),
        ("return_at", talk.return_at),
        ("ended", talk.ended),
        ("restored", talk.restored),
        *((f"said[{place}].at", answer.at) for place, answer in enumerate(talk.said.values())),
        *((f"parked[{place}].at", subject.at) for place, subject in enumerate(talk.parked)),
    )


def _of_people(people: tuple[Person, ...]) -> Iterator[Problem]:
    if not any(person.role is Role.PARTNER for person in people):
        yield Problem("people", "nobody who talks")
    yield from _once("people", [person.id for person in people])
    for place, person in enumerate(people):
        if not is_language(person.language):
            yield Problem(f"people[{place}].language", "no language")


def _of_turn(turn: Turn, partners: set[str]) -> Iterator[Problem]:
    yield from _names("at.step", (turn.step,))
    yield from _names("at.phase", (turn.phase,))
    yield from _somebody("at.who", turn.who, partners)
    yield from _count("at.round", turn.round, ROUND_MAX)


def _of_agreement(at: str, agreement: Agreement, people: set[str]) -> Iterator[Problem]:
    yield from _somebody(f"{at}.who", agreement.who, people)
    yield from _somebody(f"{at}.first", agreement.first, people)
    yield from _names(f"{at}.idea", (agreement.idea,) if agreement.idea else ())
    yield from _count(f"{at}.version", agreement.version, COUNT_MAX)
    yield from _count(f"{at}.revision", agreement.revision, COUNT_MAX)
    yield from _days(
        (f"{at}.start", agreement.start),
        (f"{at}.until", agreement.until),
        (f"{at}.evaluate_on", agreement.evaluate_on),
        (f"{at}.made_on", agreement.made_on),
        (f"{at}.counted_from", agreement.counted_from),
    )
    yield from _clock(f"{at}.evaluate_at", agreement.evaluate_at)
    yield from _once(f"{at}.notes", [note.id for note in agreement.notes])
    for place, note in enumerate(agreement.notes):
        yield from _somebody(f"{at}.notes[{place}].who", note.who, people)
        yield from _moments((f"{at}.notes[{place}].at", note.at))


def _of_time_out(at: str, time_out: TimeOut, people: set[str]) -> Iterator[Problem]:
    yield from _somebody(f"{at}.by", time_out.by, people)
    for name, ids in (("early", time_out.early), ("calm", tuple(time_out.calm))):
        if not people.issuperset(ids):
            yield Problem(f"{at}.{name}", _NOBODY)
    yield from _moments(
        (f"{at}.called_at", time_out.called_at),
        (f"{at}.until", time_out.until),
        (f"{at}.ended_at", time_out.ended_at),
    )
    yield from _zones((f"{at}.zone", time_out.zone))
    if time_out.proposal is not None:
        if time_out.proposal.who not in people:
            yield Problem(f"{at}.proposal.who", _NOBODY)
        yield from _moments((f"{at}.proposal.until", time_out.proposal.until))
        yield from _zones((f"{at}.proposal.zone", time_out.proposal.zone))


def _of_diary(diary: Diary) -> Iterator[Problem]:
    if _RECORD.fullmatch(diary.person) is None:
        yield Problem("person", _NO_ID)
    yield from _once("entries", [entry.id for entry in diary.entries])
    for place, entry in enumerate(diary.entries):
        if _RECORD.fullmatch(entry.id) is None:
            yield Problem(f"entries[{place}].id", _NO_ID)
        yield from _moments((f"entries[{place}].written", entry.written))
        yield from _days((f"entries[{place}].on", entry.on))
        yield from _names(f"entries[{place}].about", (entry.about,) if entry.about else ())


# -- Of each sort of value ------------------------------------------------------------------------


def _names(at: str, ids: Iterable[str]) -> Iterator[Problem]:
    yield from (Problem(at, _NO_ID) for name in ids if not is_name(name))


def _once(at: str, ids: list[str]) -> Iterator[Problem]:
    """Give what is wrong with the ids in a list: what is none, and what stands there twice."""
    seen: set[str] = set()
    for place, name in enumerate(ids):
        if not is_name(name):
            yield Problem(f"{at}[{place}].id", _NO_ID)
        elif name in seen:
            yield Problem(f"{at}[{place}].id", _TWICE)
        seen.add(name)


def _somebody(at: str, who: str, people: set[str]) -> Iterator[Problem]:
    """Give what is wrong with somebody's id, which is empty for everybody together."""
    if who and who not in people:
        yield Problem(f"{at}", _NOBODY)


def _count(at: str, number: int, most: int) -> Iterator[Problem]:
    if not 0 <= number <= most:
        yield Problem(f"{at}", "no such number")


def _moments(*moments: tuple[str, datetime | None]) -> Iterator[Problem]:
    for at, moment in moments:
        if moment is not None and not is_possible(moment):
            yield Problem(at, _NO_YEAR if moment.tzinfo else _NO_ZONE)


def _zones(*zones: tuple[str, str]) -> Iterator[Problem]:
    for at, zone in zones:
        if not is_zone_name(zone):
            yield Problem(at, "no zone")


def _days(*days: tuple[str, date | None]) -> Iterator[Problem]:
    for at, day in days:
        if day is not None and day.year not in YEARS:
            yield Problem(f"{at}", _NO_YEAR)


def _clock(at: str, clock: time | None) -> Iterator[Problem]:
    if clock is not None and clock.tzinfo is not None:
        yield Problem(f"{at}", "a zone, where it is the time on their wall")
