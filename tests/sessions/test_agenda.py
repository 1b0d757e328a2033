"""What is ahead: what is due, what comes, whose turn it is, and what they would talk about again.

Days are dates: nothing here depends on the hour, on a time zone, or on how long a night was.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sessions import moves
from sessions.agenda import Event, again, due, looking_back, upcoming
from sessions.agreements import (
    Agreement,
    AgreementEnd,
    AgreementKind,
    first_place,
    turn_at,
    turns_from,
)
from sessions.conversation import Conversation, State
from sessions.pattern import shipped
from sessions.people import Person
from sessions.summary import Summary, summarise
from tests.sessions import helpers
from tests.sessions.helpers import KIM, MIA, NOW, SAM

TODAY = NOW.date()
"""Sunday 22 November 2026, in the week that began on Monday the 16th."""

DAY = timedelta(days=1)
ANN = Person(id="ann", name="Ann", language="en")


def agreement(**fields: Any) -> Agreement:
    """Give an agreement that was made today and has no day yet."""
    return replace(Agreement(id="a1", what="Samen koken", made_on=TODAY), **fields)


def turns(**fields: Any) -> Agreement:
    """Give a task that goes by turns from Monday 23 November on."""
    dull = {"kind": AgreementKind.TURNS, "start": date(2026, 11, 23)}
    return agreement(**(dull | fields))


def talk(*agreements: Agreement, **fields: Any) -> Conversation:
    """Give a finished conversation of Kim and Sam that made `agreements`."""
    ended = replace(helpers.start(), state=State.FINISHED, ended=NOW, agreements=agreements)
    return replace(ended, **fields)


def short(*agreements: Agreement, **fields: Any) -> Summary:
    """Give the summary of such a conversation."""
    return summarise(talk(*agreements, **fields))


# -- Whose turn it is ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "place"),
    [
        (date(2026, 11, 1), 0),
        (date(2026, 11, 22), 0),
        (date(2026, 11, 23), 0),
        (date(2026, 11, 29), 0),
        (date(2026, 11, 30), 1),
        (date(2026, 12, 27), 0),
        (date(2026, 12, 28), 1),
        (date(2026, 12, 31), 1),
        (date(2027, 1, 1), 1),
        (date(2027, 1, 3), 1),
        (date(2027, 1, 4), 0),
        (date(2027, 3, 28), 1),
        (date(2027, 3, 29), 0),
        (date(2027, 10, 31), 0),
        (date(2027, 11, 1), 1),
    ],
)
def test_turns_go_by_the_week(day: date, place: int) -> None:
    """Before it begins the first one's; across week 53, a new year and both changes of clocks."""
    assert turn_at(date(2026, 11, 23), 0, 2, day) == place
    assert turn_at(date(2026, 11, 23), 1, 2, day) == 1 - place


def test_2026_has_a_week_53_and_the_turns_go_on_through_it() -> None:
    """A week has a number only in a calendar; two weeks in a row are never the same one's."""
    assert date(2026, 12, 28).isocalendar().week == 53
    mondays = [date(2026, 12, 14) + week * 7 * DAY for week in range(6)]
    assert [turn_at(mondays[0], 0, 2, monday) for monday in mondays] == [0, 1, 0, 1, 0, 1]


@given(
    begins=st.dates(date(1990, 1, 1), date(2200, 1, 1)),
    ahead=st.integers(0, 4000),
    many=st.integers(1, 5),
    first=st.integers(0, 4),
)
def test_everybody_has_a_turn_before_anybody_has_two(
    begins: date, ahead: int, many: int, first: int
) -> None:
    """Of any number of people, from any day on: the same in one week, the next one in the next."""
    first %= many
    monday = turns_from(turns(start=begins))
    assert monday is not None
    assert (monday.weekday(), 0 <= (begins - monday).days < 7) == (0, True)
    week = monday + ahead * 7 * DAY
    here = {turn_at(monday, first, many, week + number * DAY) for number in range(7)}
    assert here == {(first + ahead) % many}
    round_ = {turn_at(monday, first, many, week + number * 7 * DAY) for number in range(many)}
    assert round_ == set(range(many))


@pytest.mark.parametrize(
    ("fields", "people", "place"),
    [
        ({}, (KIM, SAM), 0),
        ({"first": "sam"}, (KIM, SAM), 1),
        ({"who": "sam"}, (KIM, SAM), 1),
        ({"who": "kim", "first": "sam"}, (KIM, SAM), 1),
        ({"first": "eva"}, (KIM, SAM), 0),
        ({"first": "mia"}, (MIA, KIM, SAM), 0),
        ({"first": "sam"}, (MIA, KIM, SAM), 1),
        ({"first": "ann"}, (KIM, SAM, ANN), 2),
    ],
)
def test_who_begins(fields: dict[str, str], people: tuple[Person, ...], place: int) -> None:
    """Who was named, or else who sits left; never a mediator, nor somebody who is not there."""
    agreed = turns(**fields)
    partners = helpers.start(*people).partners
    assert first_place(agreed, partners) == place
    (promise,) = short(agreed, people=people).promises
    assert promise.first == place


def test_turns_begin_in_the_week_of_their_start_or_of_their_words() -> None:
    """Without a first day, the week in which it was agreed counts; other kinds have no turns."""
    assert turns_from(turns(start=date(2026, 11, 25))) == date(2026, 11, 23)
    assert turns_from(turns(start=None)) == date(2026, 11, 16)
    assert turns_from(turns(start=None, made_on=None)) is None
    assert turns_from(agreement()) is None
    (promise,) = short(turns(start=None, made_on=None)).promises
    assert promise.turns_from == date(2026, 11, 16)


# -- What comes ----------------------------------------------------------------------------------


def events(*summaries: Summary, today: date = TODAY, days: int = 7) -> list[tuple[str, str, str]]:
    """Give what comes, as the day, what it is, and who or what."""
    return [
        (event.day.isoformat(), event.event.value, event.who or event.what)
        for event in upcoming(summaries, today, days)
    ]


def test_this_week_and_the_next_are_somebodys() -> None:
    """The week that runs is there with its Monday, before today; then every Monday ahead."""
    agreed = turns(start=date(2026, 11, 9))
    assert events(short(agreed), days=14) == [
        ("2026-11-16", "turn", "Sam"),
        ("2026-11-23", "turn", "Kim"),
        ("2026-11-30", "turn", "Sam"),
    ]


def test_turns_of_three() -> None:
    """One after the other, in the order in which they sit."""
    summary = short(turns(first="ann"), people=(KIM, SAM, ANN))
    assert [who for _, _, who in events(summary, days=21)] == ["Ann", "Kim", "Sam"]


def test_nobody_has_a_turn_before_it_begins() -> None:
    """What starts later begins in its own week."""
    assert events(short(turns(start=date(2026, 12, 2))), days=7) == []
    assert events(short(turns(start=date(2026, 12, 2))), days=8) == [("2026-11-30", "turn", "Kim")]


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (TODAY - DAY, []),
        (TODAY, ["2026-11-16 turn", "2026-11-22 last-day"]),
        (TODAY + DAY, ["2026-11-16 turn", "2026-11-23 turn", "2026-11-23 last-day"]),
    ],
)
def test_turns_end_with_the_last_day(until: date, expected: list[str]) -> None:
    """The last day counts; after it, in the middle of a week too, it is nobody's turn."""
    agreed = turns(start=date(2026, 11, 9), until=until)
    assert [f"{day} {event}" for day, event, _ in events(short(agreed))] == expected


@pytest.mark.parametrize(
    ("days", "is_due", "comes"),
    [(-400, True, False), (-1, True, False), (0, True, False), (1, False, True), (7, False, True)],
)
def test_a_day_to_look_back_is_due_or_comes(days: int, is_due: bool, comes: bool) -> None:
    """It is in one of the two, never in both, and never in neither."""
    summary = short(agreement(evaluate_on=TODAY + days * DAY))
    assert bool(due([summary], TODAY)) is is_due
    assert [event for _, event, _ in events(summary)] == (["look-back"] if comes else [])
    assert events(short(agreement(evaluate_on=TODAY + 8 * DAY))) == []


def test_what_is_due_says_since_when_and_where() -> None:
    """The oldest promise first; overdue is what was for an earlier day."""
    late = short(agreement(id="a2", evaluate_on=TODAY - DAY, made_on=None), id="2" * 32)
    now = short(agreement(evaluate_on=TODAY, made_on=TODAY - 9 * DAY))
    ahead = due([now, late], TODAY)
    assert [(entry.agreement.id, entry.conversation, entry.overdue) for entry in ahead] == [
        ("a2", "2" * 32, True),
        ("a1", "b" * 32, False),
    ]
    assert [entry.agreed_on for entry in ahead] == [TODAY, TODAY - 9 * DAY]
    assert {entry.pair for entry in ahead} == {"a" * 32}
    assert due([now, late], TODAY - 2 * DAY) == []


@pytest.mark.parametrize("end", list(AgreementEnd))
def test_what_has_ended_comes_no_more(end: AgreementEnd) -> None:
    """No day, no turn and no last day of it."""
    agreed = turns(ended=end, evaluate_on=TODAY + DAY, until=TODAY + DAY)
    assert events(short(agreed)) == []
    assert due([short(agreed)], TODAY + 9 * DAY) == []


def test_what_is_not_finished_promises_nothing() -> None:
    """What they wrote so far in a conversation that goes on is no promise yet."""
    agreed = turns(evaluate_on=TODAY, until=TODAY)
    for state in (State.ACTIVE, State.TIME_OUT, State.POSTPONED):
        assert events(short(agreed, state=state, return_at=NOW)) == []
        assert due([short(agreed, state=state)], TODAY) == []


def test_everything_of_one_day_comes_in_its_order() -> None:
    """Whose turn, the day to look back, the last day, the talk; the first day first."""
    monday = TODAY + DAY
    agreed = turns(evaluate_on=monday, until=monday, start=monday)
    other = talk(return_at=datetime(2026, 11, 23, tzinfo=UTC), id="2" * 32)
    coming = events(summarise(other), short(agreed))
    assert [event for _, event, _ in coming] == ["turn", "look-back", "last-day", "talk"]
    assert {day for day, _, _ in coming} == {"2026-11-23"}


@pytest.mark.parametrize(("days", "comes"), [(-1, False), (0, True), (7, True), (8, False)])
@pytest.mark.parametrize("hours", [-11, 0, 13])
def test_the_day_to_talk_on_is_the_day_they_named(days: int, comes: bool, hours: int) -> None:
    """By their own calendar, wherever on earth that was."""
    zone = timezone(timedelta(hours=hours))
    named = TODAY + days * DAY
    moment = datetime(named.year, named.month, named.day, tzinfo=zone)
    coming = events(short(return_at=moment))
    assert [day for day, _, _ in coming] == ([named.isoformat()] if comes else [])


def test_a_copy_out_of_a_backup_doubles_nothing() -> None:
    """Beside its original, with the same agreements: each thing comes once."""
    agreed = turns(evaluate_on=TODAY + DAY, until=TODAY + 2 * DAY)
    original = talk(agreed, return_at=NOW + 3 * DAY)
    copy = replace(original, id="2" * 32, origin=original.id, restored=NOW)
    summaries = [summarise(original), summarise(copy)]
    assert len(upcoming(summaries, TODAY, 7)) == len(upcoming(summaries[:1], TODAY, 7)) == 4
    assert len(due(summaries, TODAY + DAY)) == 1
    ended = [
        replace(conversation, agreements=(replace(agreed, ended=AgreementEnd.AGAIN),))
        for conversation in (original, copy)
    ]
    assert len(again([summarise(conversation) for conversation in ended])) == 1


AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 23])
@pytest.mark.parametrize("fold", [0, 1])
def test_the_nights_in_which_the_clock_changes_move_nothing(
    night: date, hour: int, fold: int
) -> None:
    """What was made in such a night, in any hour of it, is of that day; a week has seven days."""
    moment = datetime(night.year, night.month, night.day, hour, 30, tzinfo=AMSTERDAM, fold=fold)
    agreed = turns(start=None, made_on=None, evaluate_on=night + 7 * DAY)
    made = short(agreed, ended=moment)
    (promise,) = made.promises
    monday = night - 6 * DAY
    assert (promise.made, promise.turns_from) == (night, monday)
    coming = events(made, today=night, days=8)
    assert coming == [
        (monday.isoformat(), "turn", "Kim"),
        ((night + DAY).isoformat(), "turn", "Sam"),
        ((night + 7 * DAY).isoformat(), "look-back", "Samen koken"),
        ((night + 8 * DAY).isoformat(), "turn", "Kim"),
    ]
    assert due([made], night + 6 * DAY) == []
    assert [evaluation.on for evaluation in due([made], night + 7 * DAY)] == [night + 7 * DAY]


@given(
    on=st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    until=st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    start=st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    today=st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    days=st.integers(0, 60),
)
def test_what_comes_lies_ahead(
    on: date, until: date | None, start: date | None, today: date, days: int
) -> None:
    """Of any agreement on any day: due or not, never twice, in order, and within the days."""
    summary = short(turns(evaluate_on=on, until=until, start=start))
    coming = upcoming([summary], today, days)
    last = today + days * DAY
    assert [event.day for event in coming] == sorted(event.day for event in coming)
    assert len(set(coming)) == len(coming)
    monday = today - today.weekday() * DAY
    for event in coming:
        assert (monday if event.event is Event.TURN else today) <= event.day <= last
        assert until is None or event.event is Event.LOOK_BACK or event.day <= until
    looks = [event.day for event in coming if event.event is Event.LOOK_BACK]
    assert looks == ([on] if today < on <= last else [])
    assert bool(due([summary], today)) is (on <= today)
    weeks = [event.day for event in coming if event.event is Event.TURN]
    assert all(later - sooner == 7 * DAY for sooner, later in pairwise(weeks))
    names = [event.who for event in coming if event.event is Event.TURN]
    assert all(sooner != later for sooner, later in pairwise(names))


# -- Talking again, looking back -----------------------------------------------------------------


def test_what_they_would_talk_about_again_waits_until_they_begin() -> None:
    """Begun is enough, finished or not; deleted, it waits again. Stopped is stopped."""
    agreed = agreement(ended=AgreementEnd.AGAIN)
    other = agreement(id="a2", ended=AgreementEnd.STOPPED)
    held = short(agreed, other)
    assert [promise.id for _, promise in again([held])] == ["a1"]
    begun = moves.begin(helpers.pair(), helpers.PATTERN, new_id="c" * 32, now=NOW, about=agreed)
    for state in (State.ACTIVE, State.FINISHED):
        assert again([held, summarise(replace(begun, state=state))]) == []
    assert again([short(agreement())]) == []


def test_the_oldest_waits_first() -> None:
    """In the order in which they said so."""
    late = short(agreement(ended=AgreementEnd.AGAIN), ended=NOW + DAY)
    early = short(agreement(id="a2", ended=AgreementEnd.AGAIN), id="2" * 32)
    assert [promise.id for _, promise in again([late, early])] == ["a2", "a1"]


def looking(**fields: Any) -> Summary:
    """Give an evaluation that goes on."""
    begun = moves.begin(
        helpers.pair(), shipped("evaluation"), new_id="e" * 32, now=NOW, reviewed=[agreement()]
    )
    return summarise(replace(begun, **fields))


@pytest.mark.parametrize(
    ("fields", "offered"),
    [
        ({}, True),
        ({"state": State.POSTPONED}, True),
        ({"state": State.TIME_OUT}, True),
        ({"state": State.FINISHED}, False),
        ({"pair": "d" * 32}, False),
        ({"pattern": "give-and-take"}, False),
    ],
)
def test_an_evaluation_that_was_begun_is_gone_on_with(
    fields: dict[str, Any], offered: bool
) -> None:
    """Of this pair, and not finished; any other conversation is no evaluation."""
    evaluation = looking(**fields)
    assert looking_back([short(), evaluation], "a" * 32) == (evaluation if offered else None)


def test_of_two_that_were_begun_the_latest_is_gone_on_with() -> None:
    """By their last change; of two at one moment always the same."""
    early, late = looking(), looking(id="1" * 32, changed=NOW + DAY)
    assert looking_back([late, early], "a" * 32) == late
    same = looking(id="1" * 32)
    assert looking_back([early, same], "a" * 32) == looking_back([same, early], "a" * 32) == early


def test_an_evaluation_that_was_overtaken_is_not_gone_on_with() -> None:
    """A copy out of a backup, from halfway: everything in it was looked back on since."""
    copy = looking()
    revised = agreement(revision=agreement().revision + 1)
    ended = looking(id="1" * 32, state=State.FINISHED, ended=NOW, agreements=(revised,))
    assert looking_back([short(), copy], "a" * 32) == copy
    assert looking_back([short(), copy, ended], "a" * 32) is None
