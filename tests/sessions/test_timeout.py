"""The time-out: DESIGN, section 6, line by line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from sessions import errors, moves, timeout
from sessions.conversation import Conversation, State, TimeOutEnd, Turn
from tests.sessions.helpers import (
    KIM,
    MIA,
    NOW,
    PATTERN,
    SAM,
    at,
    frozen,
    play,
    start,
    steps,
)

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
TIME_UP = NOW + 20 * MINUTE

Move = Callable[[Conversation], Conversation]


def called(key: str = "impact/speak/kim/0") -> Conversation:
    """Give a conversation with half a sentence on its turn, in a time-out called `NOW`."""
    return timeout.call(moves.save_draft(at(key), "feel", "mo", now=NOW), now=NOW, new_id="t1")


def rated(conversation: Conversation, *, kim: bool, sam: bool, now: datetime) -> Conversation:
    """Give the time-out with the body check of both."""
    done = timeout.rate(conversation, "kim", calm=kim, now=now)
    return timeout.rate(done, "sam", calm=sam, now=now)


def back(conversation: Conversation, now: datetime = TIME_UP) -> Conversation:
    """Give the conversation after both are calm and came back."""
    return timeout.come_back(rated(conversation, kim=True, sam=True, now=now), cycle="", now=now)


# -- Calling it ---------------------------------------------------------------------------------


def test_a_time_out_can_be_called_on_every_turn(room: Conversation) -> None:
    """Anyone, any time, no reason: twenty minutes, without a name, and every word kept."""
    for step in steps(room):
        if step.state is not State.ACTIVE:
            continue
        broken_off = timeout.call(step, now=NOW, new_id="t1")
        running = broken_off.time_out
        assert running is not None
        assert (broken_off.state, broken_off.return_at) == (State.TIME_OUT, TIME_UP)
        assert (running.by, running.until, running.called_at) == ("", TIME_UP, NOW)
        assert (broken_off.said, broken_off.drafts, broken_off.at) == (
            step.said,
            step.drafts,
            step.at,
        )


def test_there_is_one_time_out_at_a_time() -> None:
    """Calling it twice, or both at once, is one time-out."""
    with pytest.raises(errors.TimeOutRunning):
        timeout.call(called(), now=NOW, new_id="t2")


def test_a_second_time_out_comes_after_the_first() -> None:
    """They can take as many as they need, and all are kept."""
    again = timeout.call(back(called()), now=TIME_UP, new_id="t2")
    assert [time_out.id for time_out in again.time_outs] == ["t1", "t2"]
    assert again.time_out is again.time_outs[1]


def test_there_is_none_when_there_is_nothing_to_break_off() -> None:
    """A finished conversation has no turn to break off, and neither has one that was put off."""
    put_off = moves.postpone(at("rules/now//0"), NOW + HOUR, now=NOW)
    for one, problem in (
        (play(start()), errors.ConversationEnded),
        (put_off, errors.ConversationWaits),
    ):
        with pytest.raises(problem):
            timeout.call(one, now=NOW, new_id="t1")


def test_without_a_time_out_none_of_its_moves_can_be_made(fresh: Conversation) -> None:
    """Each says that there is none."""
    for move in RUNNING_MOVES.values():
        with pytest.raises(errors.NoTimeOut):
            move(fresh)


RUNNING_MOVES: dict[str, Move] = {
    "take_back": lambda one: timeout.take_back(one, now=NOW),
    "name_caller": lambda one: timeout.name_caller(one, "kim", now=NOW),
    "propose": lambda one: timeout.propose(one, "kim", NOW + HOUR, now=NOW),
    "accept": lambda one: timeout.accept(one, "kim", now=NOW),
    "ask_early": lambda one: timeout.ask_early(one, ["kim"], now=NOW),
    "rate": lambda one: timeout.rate(one, "kim", calm=True, now=NOW),
    "longer": lambda one: timeout.longer(one, 20, now=NOW),
    "another_day": lambda one: timeout.another_day(one, NOW + DAY, now=NOW),
    "third_person": lambda one: timeout.third_person(one, Turn("closing", "open"), now=NOW),
    "come_back": lambda one: timeout.come_back(one, cycle="", now=NOW),
}


def test_all_other_moves_wait_for_its_end() -> None:
    """While it runs nothing is said, drafted, skipped, parked, put off or closed."""
    running = called()
    before = frozen(running)
    refused: list[Callable[[], Conversation]] = [
        lambda: moves.answer(running, PATTERN, {"feel": "moe"}, now=NOW, new_id="x"),
        lambda: moves.save_draft(running, "feel", "moe", now=NOW),
        lambda: moves.skip(running, PATTERN, now=NOW),
        lambda: moves.back(running, PATTERN, now=NOW),
        lambda: moves.take_over(running, PATTERN, now=NOW),
        lambda: moves.park(running, "x", now=NOW, new_id="x"),
        lambda: moves.add_idea(running, "x", now=NOW, new_id="x"),
        lambda: moves.withdraw_idea(running, "i1", now=NOW),
        lambda: moves.postpone(running, NOW + HOUR, now=NOW),
        lambda: moves.close(running, PATTERN, now=NOW),
        lambda: moves.revise(running, PATTERN, now=NOW),
    ]
    for move in refused:
        with pytest.raises(errors.TimeOutRunning):
            move()
    assert frozen(running) == before


def test_the_language_can_change_during_a_time_out() -> None:
    """The clock is in the language of each person."""
    running = called()
    assert moves.change_language(running, "sam", "nl", now=NOW).time_out == running.time_out


def test_who_called_it_is_kept_only_when_they_say_so() -> None:
    """Nobody is named; one may say it was them, and take that back."""
    named = timeout.name_caller(called(), "sam", now=NOW)
    assert named.time_out is not None
    assert named.time_out.by == "sam"
    nobody = timeout.name_caller(named, "", now=NOW)
    assert nobody.time_out is not None
    assert nobody.time_out.by == ""


# -- A mistake ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "possible"),
    [
        (timedelta(0), True),
        (5 * SECOND, True),
        (10 * SECOND, True),
        (10 * SECOND + timedelta(microseconds=1), False),
        (11 * SECOND, False),
        (timedelta(days=365), False),
        (-SECOND, False),
        (timedelta(days=-365), False),
    ],
)
def test_a_mistake_can_be_taken_back_for_ten_seconds(after: timedelta, possible: bool) -> None:
    """Up to and with the tenth second; with a clock that was set back, not at all."""
    running = called()
    assert running.time_out is not None
    assert timeout.can_take_back(running.time_out, NOW + after) is possible
    if not possible:
        with pytest.raises(errors.TooLateToTakeBack):
            timeout.take_back(running, now=NOW + after)
        return
    again = timeout.take_back(running, now=NOW + after)
    assert (again.state, again.return_at, again.at) == (State.ACTIVE, None, running.at)
    assert again.drafts == running.drafts
    assert again.time_outs[0].end is TimeOutEnd.TAKEN_BACK


# -- The clock ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at_moment", "expected"),
    [
        (NOW, 20 * MINUTE),
        (NOW + 19 * MINUTE, MINUTE),
        (TIME_UP - SECOND, SECOND),
        (TIME_UP, timedelta(0)),
        (TIME_UP + SECOND, timedelta(0)),
        (NOW + timedelta(days=365), timedelta(0)),
        (NOW - MINUTE, 21 * MINUTE),
        (NOW - timedelta(days=365), DAY),
    ],
)
def test_what_is_left_is_wall_clock_time(at_moment: datetime, expected: timedelta) -> None:
    """Never less than nothing, and never more than a day when the clock was set back."""
    running = called().time_out
    assert running is not None
    assert timeout.left(running, at_moment) == expected


@pytest.mark.parametrize(
    ("at_moment", "is_open"),
    [
        (NOW, False),
        (TIME_UP - SECOND, False),
        (TIME_UP, True),
        (NOW + timedelta(days=365), True),
        (NOW - timedelta(days=365), False),
    ],
)
def test_the_body_check_opens_when_time_is_up(at_moment: datetime, is_open: bool) -> None:
    """Before that it is refused; a clock a year ahead opens it, one set back does not."""
    running = called()
    assert timeout.is_open(running, at_moment) is is_open
    if is_open:
        done = timeout.rate(running, "kim", calm=True, now=at_moment)
        assert done.time_out is not None
        assert done.time_out.calm == {"kim": True}
    else:
        with pytest.raises(errors.TimeOutNotOver):
            timeout.rate(running, "kim", calm=True, now=at_moment)
        with pytest.raises(errors.TimeOutNotOver):
            timeout.come_back(running, cycle="", now=at_moment)


def test_a_clock_that_was_set_back_a_year_locks_nobody_out() -> None:
    """Both can still ask to go on, take longer from now, choose another day or a third person."""
    running, past = called(), NOW - timedelta(days=365)
    both = timeout.ask_early(running, ["kim", "sam"], now=past)
    assert back(both, past).state is State.ACTIVE
    extended = timeout.longer(running, 20, now=past)
    assert extended.return_at == past + 20 * MINUTE
    assert back(extended, past + 20 * MINUTE).state is State.ACTIVE
    assert timeout.another_day(running, past + HOUR, now=past).state is State.POSTPONED


# -- Another moment -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "now", "expected"),
    [
        (NOW + 20 * MINUTE, NOW, None),
        (NOW + 30 * MINUTE, NOW, None),
        (NOW + DAY, NOW, None),
        (NOW + 20 * MINUTE, NOW + 15 * MINUTE, None),
        (NOW + 20 * MINUTE - SECOND, NOW, errors.TooShort),
        (NOW, NOW, errors.TooShort),
        (NOW - timedelta(days=1), NOW, errors.TooShort),
        (NOW + 25 * MINUTE, NOW + 25 * MINUTE, errors.TooShort),
        (NOW + DAY + SECOND, NOW, errors.NotWithinADay),
        (NOW + DAY + MINUTE, NOW + 2 * MINUTE, None),
        (NOW + timedelta(days=36500), NOW, errors.NotWithinADay),
    ],
)
def test_a_moment_that_can_be_proposed(
    until: datetime, now: datetime, expected: type[errors.MoveError] | None
) -> None:
    """At least twenty minutes from the call, at most 24 hours from now."""
    running = called()
    if expected is not None:
        with pytest.raises(expected):
            timeout.propose(running, "kim", until, now=now)
        return
    proposed = timeout.propose(running, "kim", until, now=now)
    assert proposed.time_out is not None
    assert proposed.time_out.proposal is not None
    assert (proposed.time_out.proposal.who, proposed.time_out.proposal.until) == ("kim", until)
    assert proposed.return_at == TIME_UP


def test_only_the_other_can_accept() -> None:
    """The old moment stands until the other says yes; one's own yes is not enough."""
    proposed = timeout.propose(called(), "kim", NOW + HOUR, now=NOW)
    with pytest.raises(errors.NotTheirTurn):
        timeout.accept(proposed, "kim", now=NOW)
    agreed = timeout.accept(proposed, "sam", now=NOW)
    assert agreed.time_out is not None
    assert (agreed.return_at, agreed.time_out.until) == (NOW + HOUR, NOW + HOUR)
    assert agreed.time_out.proposal is None


def test_the_other_may_propose_another() -> None:
    """A newer proposal takes the place of the older, and then it is the first who may accept."""
    proposed = timeout.propose(called(), "kim", NOW + HOUR, now=NOW)
    countered = timeout.propose(proposed, "sam", NOW + 2 * HOUR, now=NOW)
    with pytest.raises(errors.NotTheirTurn):
        timeout.accept(countered, "sam", now=NOW)
    assert timeout.accept(countered, "kim", now=NOW).return_at == NOW + 2 * HOUR


def test_there_is_nothing_to_accept_without_a_proposal() -> None:
    """Also not a second time."""
    with pytest.raises(errors.NotThere):
        timeout.accept(called(), "sam", now=NOW)
    agreed = timeout.accept(timeout.propose(called(), "kim", NOW + HOUR, now=NOW), "sam", now=NOW)
    with pytest.raises(errors.NotThere):
        timeout.accept(agreed, "sam", now=NOW)


def test_a_new_moment_makes_everybody_check_anew() -> None:
    """Asking early and the body check were for the old moment."""
    early = timeout.ask_early(called(), ["kim"], now=NOW)
    agreed = timeout.accept(timeout.propose(early, "kim", NOW + HOUR, now=NOW), "sam", now=NOW)
    assert agreed.time_out is not None
    assert (agreed.time_out.early, agreed.time_out.calm) == ((), {})


# -- Earlier ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asking", "is_open"),
    [
        ([], False),
        (["kim"], False),
        (["sam"], False),
        (["kim", "kim"], False),
        (["kim", "mia"], False),
        (["kim", "sam"], True),
        (["sam", "mia", "kim"], True),
    ],
)
def test_earlier_only_when_both_ask_each_for_themself(asking: list[str], is_open: bool) -> None:
    """One who asks twice is one, and a mediator cannot ask for somebody else."""
    running = timeout.call(start(KIM, SAM, MIA), now=NOW, new_id="t1")
    running = timeout.ask_early(running, asking, now=NOW + MINUTE)
    assert timeout.is_open(running, NOW + MINUTE) is is_open
    if is_open:
        assert back(running, NOW + MINUTE).state is State.ACTIVE
    else:
        with pytest.raises(errors.TimeOutNotOver):
            timeout.rate(running, "kim", calm=True, now=NOW + MINUTE)


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


# -- Not calm: longer, another day, a third person -------------------------------------------------


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
