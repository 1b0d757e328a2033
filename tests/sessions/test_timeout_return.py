"""The time-out: DESIGN, section 6, line by line. Coming back, and what follows when it cannot."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sessions import errors, moves, timeout
from sessions.conversation import State, TimeOutEnd
from tests.sessions.helpers import KIM, MIA, NOW, PATTERN, SAM, at, start
from tests.sessions.timeouts import DAY, HOUR, MINUTE, SECOND, TIME_UP, back, called, rated

# -- Coming back --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("calm", "may"),
    [
        ({}, False),
        ({"kim": True}, False),
        ({"sam": True}, False),
        ({"kim": True, "mia": True}, False),
        ({"kim": True, "sam": False}, False),
        ({"kim": False, "sam": False}, False),
        ({"kim": True, "sam": True}, True),
        ({"kim": True, "sam": True, "mia": False}, True),
    ],
)
def test_everybody_must_be_calm(calm: dict[str, bool], may: bool) -> None:
    """Time is up and both rate themselves calm enough; a mediator is not asked."""
    running = timeout.call(start(KIM, SAM, MIA), now=NOW, new_id="t1")
    for who, is_calm in calm.items():
        running = timeout.rate(running, who, calm=is_calm, now=TIME_UP)
    assert timeout.may_return(running, TIME_UP) is may
    if may:
        assert timeout.come_back(running, cycle="", now=TIME_UP).state is State.ACTIVE
    else:
        with pytest.raises(errors.NotCalmYet):
            timeout.come_back(running, cycle="", now=TIME_UP)


def test_a_body_check_can_be_done_again() -> None:
    """Who is not calm yet may look again a little later."""
    tense = rated(called(), kim=True, sam=False, now=TIME_UP)
    calm = timeout.rate(tense, "sam", calm=True, now=TIME_UP + MINUTE)
    assert timeout.may_return(calm, TIME_UP + MINUTE)


def test_calm_ratings_do_not_open_it_when_the_clock_goes_back() -> None:
    """Both were calm, then the clock went back: time is not up, so it stays closed."""
    calm = rated(called(), kim=True, sam=True, now=TIME_UP)
    assert not timeout.may_return(calm, NOW)
    with pytest.raises(errors.TimeOutNotOver):
        timeout.come_back(calm, cycle="", now=NOW)


@pytest.mark.parametrize("key", ["alone/message/kim/0", "impact/speak/kim/0", "cycle/cycle//0"])
def test_they_come_back_to_the_very_turn_with_its_draft(key: str) -> None:
    """After naming the cycle: the turn that was broken off, with half its sentence."""
    running = called(key)
    calm = rated(running, kim=True, sam=True, now=TIME_UP)
    again = timeout.come_back(calm, cycle="wie zwijgt \x1b[/] wie vraagt", now=TIME_UP)
    assert (again.at.key, again.state, again.return_at) == (key, State.ACTIVE, None)
    assert again.written(again.at, "feel") == "mo"
    assert (again.said, again.drafts) == (running.said, running.drafts)
    (ended,) = again.time_outs
    assert (ended.end, ended.ended_at) == (TimeOutEnd.BACK, TIME_UP)
    assert ended.cycle == "wie zwijgt \N{REPLACEMENT CHARACTER}[/] wie vraagt"


def test_the_name_of_the_cycle_has_the_length_of_an_answer() -> None:
    """Longer is refused with the count, and the time-out is as it was."""
    calm = rated(called(), kim=True, sam=True, now=TIME_UP)
    assert timeout.come_back(calm, cycle="x" * 20_000, now=TIME_UP).state is State.ACTIVE
    with pytest.raises(errors.AnswerTooLong) as caught:
        timeout.come_back(calm, cycle="x" * 20_001, now=TIME_UP)
    assert caught.value.fields == {"count": 20_001, "most": 20_000}
    assert timeout.may_return(calm, TIME_UP)


# -- Not calm: longer, another day, a third person ----------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        *((length, None) for length in timeout.LENGTHS),
        (24 * 60, None),
        (19, errors.TooShort),
        (0, errors.TooShort),
        (-20, errors.TooShort),
        (-(10**20), errors.TooShort),
        (24 * 60 + 1, errors.NotWithinADay),
        (10**20, errors.NotWithinADay),
    ],
)
def test_longer_begins_anew_from_now(minutes: int, expected: type[errors.MoveError] | None) -> None:
    """20, 30, 45, 60 minutes or up to a day more; body checks and proposals begin anew."""
    tense = rated(called(), kim=True, sam=False, now=TIME_UP)
    tense = timeout.propose(tense, "kim", TIME_UP + HOUR, now=TIME_UP)
    if expected is not None:
        with pytest.raises(expected):
            timeout.longer(tense, minutes, now=TIME_UP)
        return
    more = timeout.longer(tense, minutes, now=TIME_UP)
    assert more.time_out is not None
    assert more.return_at == more.time_out.until == TIME_UP + minutes * MINUTE
    assert (more.time_out.calm, more.time_out.early, more.time_out.proposal) == ({}, (), None)
    assert not timeout.is_open(more, TIME_UP)
    assert back(more, TIME_UP + minutes * MINUTE).state is State.ACTIVE


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (NOW, errors.DateInPast),
        (NOW - DAY, errors.DateInPast),
        (NOW + SECOND, None),
        (NOW + timedelta(days=30), None),
    ],
)
def test_another_day_puts_it_off(until: datetime, expected: type[errors.MoveError] | None) -> None:
    """It can be later than a day, because it has a moment; then it goes on at the same turn."""
    running = called()
    if expected is not None:
        with pytest.raises(expected):
            timeout.another_day(running, until, now=NOW)
        return
    put_off = timeout.another_day(running, until, now=NOW)
    assert (put_off.state, put_off.return_at) == (State.POSTPONED, until)
    assert put_off.time_outs[0].end is TimeOutEnd.ANOTHER_DAY
    again = moves.resume(put_off, PATTERN, now=until)
    assert (again.at, again.state, again.return_at) == (running.at, State.ACTIVE, None)
    assert again.written(again.at, "feel") == "mo"


def test_a_third_person_is_laid_ready_in_the_closing() -> None:
    """It goes to the closing, where asking someone is chosen already; all words are kept."""
    running = called()
    asking = timeout.third_person(running, moves.open_turn(PATTERN), now=TIME_UP)
    assert (asking.state, asking.at.key) == (State.ACTIVE, "closing/open//0")
    assert asking.written(asking.at, "next") == "third"
    assert asking.written(running.at, "feel") == "mo"
    assert asking.time_outs[0].end is TimeOutEnd.THIRD_PERSON
    answered = moves.answer(asking, PATTERN, {}, now=TIME_UP, new_id="x")
    assert answered.answer(asking.at, "next") == "third"


def test_a_third_person_leaves_what_was_typed_in_the_closing() -> None:
    """Half-typed words on the closing stay beside the choice."""
    typed = moves.save_draft(at("closing/open//0"), "text", "de vakantie", now=NOW)
    running = timeout.call(typed, now=NOW, new_id="t1")
    asking = timeout.third_person(running, typed.at, now=TIME_UP)
    assert dict(asking.drafts[typed.at.key]) == {"text": "de vakantie", "next": "third"}


def test_an_hour_across_the_change_of_the_clock_is_an_hour() -> None:
    """In October an hour comes twice on the wall; the time-out lasts what it should."""
    before = datetime.fromisoformat("2026-10-25T02:50:00+02:00")
    running = timeout.call(start(), now=before, new_id="t1").time_out
    assert running is not None
    after = datetime.fromisoformat("2026-10-25T02:05:00+01:00")
    assert timeout.left(running, after) == 5 * MINUTE


def test_a_third_person_without_a_closing_waits_where_it_was() -> None:
    """An inventory has none: it is kept at its turn, with what was half-filled."""
    running = called()
    asking = timeout.third_person(running, None, now=TIME_UP)
    assert (asking.state, asking.at) == (State.ACTIVE, running.at)
    assert asking.drafts == running.drafts
    assert asking.time_outs[0].end is TimeOutEnd.THIRD_PERSON
