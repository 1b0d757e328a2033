"""The calendar: what it holds, and that another program reads in it what we meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sessions.agreements import AgreementKind, turn_at, turns_from
from sessions.errors import NothingToExport
from sessions.export.base import Bundle, details
from sessions.export.calendar import calendar, names_of, series
from sessions.people import Person
from tests.export import helpers
from tests.export.calendars import ID, LOOK_BACK, MONDAY, UNTIL, days, made, read
from tests.export.helpers import DUTCH, ENGLISH, EVA, KIM, NOW, SAM, agreement, bundle

FIRST, SECOND = f"{ID}-turn-0@tweespraak", f"{ID}-turn-1@tweespraak"
LAST = f"{ID}-turn-last@tweespraak"
DAY = timedelta(days=1)


# -- A look back --------------------------------------------------------------------------------


def test_a_calendar_says_what_it_is() -> None:
    """A calendar program shows whose it is, and takes it as something to read."""
    text = made(bundle(agreement()), language=DUTCH).decode()
    calendar = vobject.readOne(text)
    assert calendar.prodid.value == "-//Tweespraak//nl//"
    assert (calendar.version.value, calendar.method.value) == ("2.0", "PUBLISH")
    assert calendar.contents["x-wr-calname"][0].value == "Tweespraak"
    assert text.endswith("END:VCALENDAR\r\n")


def test_a_look_back_without_a_time() -> None:
    """It lasts the day, takes nobody's time, and is called to mind at nine in the morning."""
    event = read(bundle(agreement(revision=3)))[LOOK_BACK]
    assert (event.dtstart.value, event.dtend.value) == (date(2026, 12, 6), date(2026, 12, 7))
    assert event.summary.value == "Look back: Koken op dinsdag"
    assert (event.status.value, event.transp.value) == ("CONFIRMED", "TRANSPARENT")
    assert (event.contents["class"][0].value, event.sequence.value) == ("PRIVATE", "3")
    assert event.dtstamp.value == NOW.astimezone(UTC)
    alarm = event.valarm
    assert (alarm.action.value, alarm.trigger.value) == ("DISPLAY", timedelta(hours=9))
    assert alarm.description.value == event.summary.value


def test_a_look_back_with_a_time() -> None:
    """It is half an hour by the clock on their own wall, with a word a quarter before."""
    data = made(bundle(agreement(evaluate_at=time(23, 45))))
    assert b"DTSTART:20261206T234500\r\n" in data
    assert b"TZID" not in data
    event = vobject.readOne(data.decode()).vevent
    assert event.dtend.value == datetime(2026, 12, 7, 0, 15)  # noqa: DTZ001 - it has no zone
    assert event.valarm.trigger.value == timedelta(minutes=-15)
    assert "transp" not in event.contents


def test_the_description_has_everything() -> None:
    """The whole words, and what was filled in besides, each line as it was written."""
    promise = agreement(
        what="Koken; op dinsdag,\nen \\ op vrijdag",
        who="sam",
        when="om 18:00, na het werk",
        see="we eten\nsamen",
        evaluate_at=time(20, 30),
    )
    description = read(bundle(promise))[LOOK_BACK].description.value
    assert description.startswith("Koken; op dinsdag,\nen \\ op vrijdag\nWho: Sam (to try)\n")
    for label, text in details(promise, (KIM, SAM), ENGLISH):
        assert f"{label}: {text}" in description


def test_the_last_day_is_a_day() -> None:
    """An agreement for a time has its last day in the calendar."""
    event = read(bundle(agreement(until=date(2026, 12, 31))))[UNTIL]
    assert (event.dtstart.value, event.dtend.value) == (date(2026, 12, 31), date(2027, 1, 1))
    assert event.summary.value == "Last day: Koken op dinsdag"
    assert event.transp.value == "TRANSPARENT"
    assert "valarm" not in event.contents


def test_the_last_day_that_can_be_counted() -> None:
    """Nobody means the year 9999, but it can be typed."""
    last = date.max
    promise = agreement(evaluate_on=last, evaluate_at=time(23, 45), until=last, start=last)
    events = read(bundle(promise, helpers.turns(id="2" * 32, start=last, evaluate_on=last)))
    assert events[LOOK_BACK].dtstart.value.date() == events[UNTIL].dtstart.value == last
    assert set(events) == {LOOK_BACK, UNTIL, f"{'2' * 32}-look-back@tweespraak"}


@pytest.mark.parametrize(
    "given_bundles",
    [(), (bundle(),), (bundle(agreement(evaluate_on=None)),)],
    ids=["nobody", "nothing agreed", "without a day"],
)
def test_nothing_is_no_calendar(given_bundles: Sequence[Bundle]) -> None:
    """A calendar without events is not one; they are told instead."""
    with pytest.raises(NothingToExport):
        calendar(given_bundles, ENGLISH, now=NOW)


def test_pairs_stand_side_by_side() -> None:
    """The agreements of all pairs go into one calendar."""
    other = bundle(agreement(id="2" * 32), people=(KIM, EVA))
    assert set(read(bundle(agreement()), other)) == {LOOK_BACK, f"{'2' * 32}-look-back@tweespraak"}


# -- Turns --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "first", "kims", "sams"),
    [
        (date(2026, 11, 25), "", date(2026, 11, 23), date(2026, 11, 30)),
        (date(2026, 11, 29), "sam", date(2026, 11, 30), date(2026, 11, 23)),
        (date(2026, 12, 28), "kim", date(2026, 12, 28), date(2027, 1, 4)),
        (None, "", date(2026, 11, 16), date(2026, 11, 23)),
    ],
)
def test_the_weeks_begin_on_monday(start: date | None, first: str, kims: date, sams: date) -> None:
    """Who begins has the week of the first day; the other has the next, also past New Year."""
    events = read(bundle(helpers.turns(start=start, first=first)))
    assert set(events) == {FIRST, SECOND}
    for uid, begins, name in ((FIRST, kims, "Kim"), (SECOND, sams, "Sam")):
        event = events[uid]
        assert event.dtstart.value == begins
        assert event.dtend.value == begins + timedelta(days=7)
        assert event.summary.value == f"{name}: Koken op dinsdag"
        assert event.transp.value == "TRANSPARENT"
        assert "valarm" not in event.contents
        assert days(event, 3) == [begins + timedelta(weeks=2 * n) for n in range(3)]


@pytest.mark.parametrize(
    "start",
    [date(2027, 3, 22), date(2026, 10, 19), date(2026, 12, 21), date(2028, 2, 21)],
    ids=["clock forward", "clock back", "new year", "leap year"],
)
@pytest.mark.parametrize("people", [(KIM, SAM), (KIM, SAM, EVA)])
def test_every_week_is_somebodys(start: date, people: tuple[Any, ...]) -> None:
    """The calendar and the program name the same person, week after week, without a gap."""
    promise = helpers.turns(start=start, first="sam")
    events = read(bundle(promise, people=people))
    weeks = {
        day: place
        for place in range(len(people))
        for day in days(events[f"{ID}-turn-{place}@tweespraak"], 8)
    }
    assert len(weeks) == 8 * len(people)
    begins = turns_from(promise)
    assert begins is not None
    for week in range(8 * len(people)):
        monday = start + timedelta(weeks=week)
        assert weeks[monday] == turn_at(begins, 1, len(people), monday)


@pytest.mark.parametrize(
    ("until", "kims", "sams", "last"),
    [
        (date(2026, 12, 20), [0, 14], [7, 21], None),
        (date(2026, 12, 13), [0, 14], [7], None),
        (date(2026, 12, 9), [0], [7], ("Kim", date(2026, 12, 7))),
        (date(2026, 12, 7), [0], [7], ("Kim", date(2026, 12, 7))),
        (date(2026, 12, 15), [0, 14], [7], ("Sam", date(2026, 12, 14))),
        (date(2026, 11, 29), [0], [], None),
    ],
)
def test_turns_end_with_the_last_day(
    until: date, kims: list[int], sams: list[int], last: tuple[str, date] | None
) -> None:
    """No week goes past the last day: the one in which that lies ends with it."""
    events = read(bundle(helpers.turns(until=until)))
    assert days(events[FIRST]) == [MONDAY + timedelta(days=ahead) for ahead in kims]
    theirs = days(events[SECOND]) if SECOND in events else []
    assert theirs == [MONDAY + timedelta(days=ahead) for ahead in sams]
    assert (LAST in events) == (last is not None)
    if last is not None:
        name, begins = last
        assert events[LAST].summary.value == f"{name}: Koken op dinsdag"
        assert (events[LAST].dtstart.value, events[LAST].dtend.value) == (begins, until + DAY)
        assert "rrule" not in events[LAST].contents
    assert UNTIL in events


@pytest.mark.parametrize("until", [date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 28)])
def test_an_only_week_ends_with_the_last_day(until: date) -> None:
    """Turns of less than a week are one event, which is as long as they are."""
    events = read(bundle(helpers.turns(until=until)))
    assert set(events) == {FIRST, UNTIL}
    assert (events[FIRST].dtstart.value, events[FIRST].dtend.value) == (MONDAY, until + DAY)
    assert "rrule" not in events[FIRST].contents


@given(
    start=st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    many=st.integers(0, 60),
    people=st.sampled_from([(KIM, SAM), (KIM, SAM, EVA)]),
)
def test_every_day_of_the_turns_is_somebodys(
    start: date, many: int, people: tuple[Person, ...]
) -> None:
    """From the first Monday to the last day each day is one person's, and no other is."""
    until = start + many * DAY
    events = read(bundle(helpers.turns(start=start, until=until), people=people))
    taken = [
        begins + ahead * DAY
        for uid, event in events.items()
        if uid != UNTIL
        for begins in days(event, 99)
        for ahead in range((event.dtend.value - event.dtstart.value).days)
    ]
    monday = start - start.weekday() * DAY
    assert sorted(taken) == [monday + ahead * DAY for ahead in range((until - monday).days + 1)]


@given(
    start=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    day=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    first=st.sampled_from(["", "kim", "sam", "eva"]),
)
def test_the_next_week_of_each(start: date, day: date, first: str) -> None:
    """From any day on, everybody has one week within as many weeks as there are people."""
    promise, people = helpers.turns(start=start, first=first), (KIM, SAM, EVA)
    begins = turns_from(promise)
    assert begins is not None
    weeks = {week.from_day(day): week for week in series(promise, people)}
    earliest = max(day, begins)
    assert len(weeks) == 3
    for monday, week in weeks.items():
        assert monday.weekday() == 0
        assert earliest <= monday < earliest + timedelta(weeks=3)
        offset = next(other.place for other in series(promise, people) if other.begins == begins)
        assert week.place == turn_at(begins, offset, 3, monday)


# -- What changes and what ends -----------------------------------------------------------------


def left(*bundles: Bundle) -> frozenset[str]:
    """Give the names of the events that stand in the calendar of `bundles`."""
    return frozenset(name for each in bundles for name in names_of(each, ENGLISH))


def states(events: dict[str, Any]) -> dict[str, str]:
    """Give whether each event stands."""
    return {uid: event.status.value for uid, event in events.items()}


def test_a_first_calendar_takes_nothing_out() -> None:
    """What was never in a calendar is not cancelled there, whatever ended or changed before."""
    stood = helpers.turns(evaluate_on=date(2026, 12, 6), until=date(2027, 1, 31), revision=1)
    other = agreement(id="2" * 32)
    events = read(bundle(other, ended=(helpers.ended(stood),)))
    assert states(events) == {f"{'2' * 32}-look-back@tweespraak": "CONFIRMED"}
    with pytest.raises(NothingToExport):
        calendar((bundle(ended=(helpers.ended(stood),)),), ENGLISH, now=NOW)


def test_only_what_left_is_taken_out() -> None:
    """Of two that ended, one was in a calendar before; its events go, and no other."""
    went, stayed = agreement(), agreement(id="2" * 32)
    exported = left(bundle(went))
    events = read(bundle(ended=(helpers.ended(went), helpers.ended(stayed)), exported=exported))
    assert states(events) == {LOOK_BACK: "CANCELLED"}


def test_an_ended_agreement_leaves_with_the_same_names() -> None:
    """Every event it had is cancelled, with a day and a higher number."""
    stood = helpers.turns(evaluate_on=date(2026, 12, 6), until=date(2027, 1, 27), revision=1)
    before = read(bundle(stood))
    after = read(bundle(ended=(helpers.ended(stood),), exported=left(bundle(stood))))
    assert set(before) == set(after) == {LOOK_BACK, FIRST, SECOND, LAST, UNTIL}
    for uid, event in after.items():
        assert event.status.value == "CANCELLED"
        assert event.sequence.value == "2"
        assert event.dtstart.value == NOW.date()
        if uid != LAST:  # whose week it was is not known any more
            assert event.summary.value == before[uid].summary.value
        assert not {"rrule", "valarm"} & set(event.contents)


def test_an_ended_trial_had_no_turns() -> None:
    """What never was in a calendar is not cancelled there."""
    promise = agreement()
    ended = bundle(ended=(helpers.ended(promise),), exported=left(bundle(promise)))
    assert set(read(ended)) == {LOOK_BACK}


def test_what_a_change_took_away_is_cancelled() -> None:
    """Turns that became a trial leave the calendar; a last day that is gone does too."""
    before = helpers.turns(evaluate_on=date(2026, 12, 6), until=date(2027, 1, 31))
    after = helpers.agreement(kind=AgreementKind.TRIAL, version=2, revision=1)
    events = read(bundle(after, exported=left(bundle(before))))
    assert states(events) == {
        LOOK_BACK: "CONFIRMED",
        FIRST: "CANCELLED",
        SECOND: "CANCELLED",
        UNTIL: "CANCELLED",
    }
    assert {event.sequence.value for event in events.values()} == {"1"}


def test_a_last_day_that_moves_takes_its_week_along() -> None:
    """The week that ended with the last day is gone when the last day is a Sunday."""
    before = helpers.turns(until=date(2026, 12, 9))
    after = replace(before, until=date(2026, 12, 20), revision=1)
    events = read(bundle(after, exported=left(bundle(before))))
    assert states(events)[LAST] == "CANCELLED"
    assert days(events[FIRST]) == [MONDAY, MONDAY + 14 * DAY]


def test_other_words_keep_the_names() -> None:
    """A changed agreement is the same event, said differently."""
    before = helpers.turns(evaluate_on=date(2026, 12, 6))
    after = replace(before, what="Afwassen", version=2, revision=1)
    assert set(read(bundle(before))) == set(read(bundle(after)))
