"""The time-out: DESIGN, section 6, line by line. Calling it, and the moment at which it is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from sessions import errors, idea_moves, moves, preparation, timeout
from sessions.conversation import Conversation, State, TimeOutEnd, Turn
from tests.sessions.helpers import KIM, MIA, NOW, PATTERN, SAM, at, frozen, play, start, steps
from tests.sessions.timeouts import DAY, HOUR, MINUTE, SECOND, TIME_UP, back, called

Move = Callable[[Conversation], Conversation]


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
    for talk, problem in (
        (play(start()), errors.ConversationEnded),
        (put_off, errors.ConversationWaits),
    ):
        with pytest.raises(problem):
            timeout.call(talk, now=NOW, new_id="t1")


def test_without_a_time_out_none_of_its_moves_can_be_made(fresh: Conversation) -> None:
    """Each says that there is none."""
    for move in RUNNING_MOVES.values():
        with pytest.raises(errors.NoTimeOut):
            move(fresh)


RUNNING_MOVES: dict[str, Move] = {
    "take_back": lambda talk: timeout.take_back(talk, now=NOW),
    "name_caller": lambda talk: timeout.name_caller(talk, "kim", now=NOW),
    "propose": lambda talk: timeout.propose(talk, "kim", NOW + HOUR, now=NOW),
    "accept": lambda talk: timeout.accept(talk, "kim", now=NOW),
    "ask_early": lambda talk: timeout.ask_early(talk, ["kim"], now=NOW),
    "rate": lambda talk: timeout.rate(talk, "kim", calm=True, now=NOW),
    "longer": lambda talk: timeout.longer(talk, 20, now=NOW),
    "another_day": lambda talk: timeout.another_day(talk, NOW + DAY, now=NOW),
    "third_person": lambda talk: timeout.third_person(talk, Turn("closing", "open"), now=NOW),
    "come_back": lambda talk: timeout.come_back(talk, cycle="", now=NOW),
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
        lambda: preparation.take_over(running, PATTERN, now=NOW),
        lambda: idea_moves.park(running, "x", now=NOW, new_id="x"),
        lambda: idea_moves.add_idea(running, "x", now=NOW, new_id="x"),
        lambda: idea_moves.withdraw_idea(running, "i1", now=NOW),
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
        (60 * SECOND, True),
        (60 * SECOND + timedelta(microseconds=1), False),
        (61 * SECOND, False),
        (timedelta(days=365), False),
        (-SECOND, False),
        (timedelta(days=-365), False),
    ],
)
def test_a_mistake_can_be_taken_back_for_a_minute(after: timedelta, possible: bool) -> None:
    """Up to and with the sixtieth second; with a clock that was set back, not at all."""
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
