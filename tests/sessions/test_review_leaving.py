"""Leaving an evaluation before its end, and what holds whatever they do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import errors, moves, timeout
from sessions.agreements import Agreement, standing
from sessions.conversation import Conversation, State, Turn
from sessions.kinds.review import all_answered
from sessions.transcript import passages
from tests.sessions import helpers
from tests.sessions.evaluations import (
    COOKING,
    DAY,
    DISHES,
    PAIRS,
    PATTERN,
    STEP,
    decided,
    every_turn,
    keys,
    looking,
    play,
    say,
)
from tests.sessions.helpers import NOW, frozen

# -- Leaving before the end ---------------------------------------------------------------------


@pytest.mark.parametrize("decisions", PAIRS)
def test_closing_early_keeps_what_was_decided_with_a_day(decisions: tuple[str, str]) -> None:
    """From every turn: what was decided is in it and dated, what was not is due where it was."""
    for reached in every_turn(*decisions):
        closed = moves.close(reached, PATTERN, now=NOW)
        undated = any(promise.evaluate_on is None for promise in standing(reached.agreements))
        assert closed.at.key == ("date/pick//0" if undated else "closing/open//0")
        ended = play(closed)
        assert ended.state is State.FINISHED
        assert [agreement.id for agreement in ended.agreements] == [
            agreement.id for agreement in reached.agreements
        ]
        assert all(promise.evaluate_on for promise in standing(ended.agreements))
        assert all(agreement.made_on for agreement in ended.agreements)
        assert ended.reviewed == (COOKING, DISHES)
        if not all_answered(reached, STEP):
            shown = {it.text for step, words in passages(ended, PATTERN) for it in words}
            assert not [text for text in shown if "review/answer" in text]


def test_a_third_person_asked_in_a_time_out_finds_a_day_too() -> None:
    """With something decided the day comes first; asking somebody stays laid ready after it."""
    reached = play(looking(COOKING, DISHES), "review/decide//1")
    away = timeout.call(reached, now=NOW, new_id="t")
    asking = timeout.third_person(away, moves.open_turn(PATTERN), now=NOW)
    closed = moves.close(asking, PATTERN, now=NOW)
    assert closed.at.key == "date/pick//0"
    opened = say(closed, date="2026-11-29")
    assert (opened.at.key, opened.written(opened.at, "next")) == ("closing/open//0", "third")


def test_a_time_out_comes_back_at_the_very_turn_with_its_draft() -> None:
    """At every turn, blind ones too: nothing shows meanwhile, nothing is lost."""
    for reached in every_turn("adjust", "keep"):
        drafted = reached
        for field in moves.fields(reached, PATTERN):
            drafted = moves.save_draft(drafted, field.id, "half", now=NOW)
        away = timeout.call(drafted, now=NOW, new_id="t")
        later = NOW + timedelta(minutes=20)
        for who in ("kim", "sam"):
            away = timeout.rate(away, who, calm=True, now=later)
        there = timeout.come_back(away, cycle="", now=later)
        assert (there.at, there.drafts, there.said) == (drafted.at, drafted.drafts, drafted.said)
        assert there.agreements == drafted.agreements


def test_another_day_and_opened_again_it_is_where_it_was() -> None:
    """Put off at every turn, it goes on at that turn."""
    for reached in every_turn("adjust", "stop"):
        away = moves.postpone(reached, NOW + timedelta(hours=3), now=NOW)
        there = moves.resume(away, PATTERN, now=NOW + DAY)
        assert (there.at, there.agreements, there.drafts) == (
            reached.at,
            reached.agreements,
            reached.drafts,
        )


def test_the_agreements_again_is_deciding_again() -> None:
    """From the closing they come to the first decision, with their choice in the field."""
    reached = play(looking(COOKING, DISHES), "closing/confirm//0", decided("stop", "adjust"))
    again = moves.revise(reached, PATTERN, now=NOW)
    assert again.at.key == "review/decide//0"
    assert again.written(again.at, "decision") == "stop"
    assert again.agreements == reached.agreements


@pytest.mark.parametrize("answered", range(4))
def test_the_agreements_again_never_opens_the_curtain(answered: int) -> None:
    """Closed before all had answered, what is missing comes first, alone; then deciding."""
    waiting = ["review/answer/kim/0", "review/answer/kim/1"]
    waiting += ["review/answer/sam/0", "review/answer/sam/1"]
    closed = moves.close(play(looking(COOKING, DISHES), waiting[answered]), PATTERN, now=NOW)
    again = moves.revise(closed, PATTERN, now=NOW)
    assert again.at.key == waiting[answered]
    assert moves.is_answered_alone(again, PATTERN)
    assert keys(again)[: 4 - answered] == waiting[answered:]


def test_without_anything_to_decide_there_is_nothing_to_go_back_to() -> None:
    """An evaluation of nothing has no agreements to change."""
    with pytest.raises(errors.NotThere):
        moves.revise(looking(), PATTERN, now=NOW)


# -- Whatever they do ---------------------------------------------------------------------------


Move = Callable[[Conversation], Conversation]


def _answer(data: st.DataObject, talk: Conversation) -> Conversation:
    fits: dict[str, str] = {}
    for field in moves.fields(talk, PATTERN):
        if field.choices:
            fits[field.id] = data.draw(st.sampled_from([choice.id for choice in field.choices]))
        elif field.id not in ("start", "until") or data.draw(st.booleans()):
            fits[field.id] = helpers.value(field, talk.at)
    return say(talk, **fits)


def _moves(data: st.DataObject) -> dict[str, Move]:
    return {
        "answer": lambda talk: _answer(data, talk),
        "go on": lambda talk: _answer(data, _answer(data, talk)),
        "as it is": say,
        "skip": lambda talk: moves.skip(talk, PATTERN, now=NOW),
        "back": lambda talk: moves.back(talk, PATTERN, now=NOW),
        "close": lambda talk: moves.close(talk, PATTERN, now=NOW),
        "revise": lambda talk: moves.revise(talk, PATTERN, now=NOW),
        "draft": lambda talk: moves.save_draft(
            talk, moves.fields(talk, PATTERN)[0].id, "half", now=NOW
        ),
        "open": lambda talk: moves.resume(talk, PATTERN, now=NOW),
    }


@given(start=st.integers(0, 14), data=st.data())
def test_whatever_they_do_every_promise_holds(start: int, data: st.DataObject) -> None:
    """Any moves in any order: no curtain opened, no agreement doubled, none without a day."""
    talk = looking(COOKING, DISHES)
    for _ in range(start):
        talk = _answer(data, talk) if talk.state is State.ACTIVE else talk
    doing = _moves(data)
    for _ in range(12):
        if talk.state is State.FINISHED:
            break
        before = frozen(talk)
        try:
            after = doing[data.draw(st.sampled_from(sorted(doing)))](talk)
        except errors.MoveError:
            after = talk
        assert frozen(talk) == before
        _check(talk, after)
        talk = after
    if talk.state is State.ACTIVE:
        talk = play(moves.close(talk, PATTERN, now=NOW))
    assert all(promise.evaluate_on and promise.made_on for promise in standing(talk.agreements))
    for agreement in talk.agreements:
        assert (agreement.evaluate_on is None) == (agreement.ended is not None)


def _check(was: Conversation, now: Conversation) -> None:
    """Say what is wrong with the step from `was` to `now`."""
    bases: dict[str, Agreement] = {promise.id: promise for promise in now.reviewed}
    ids = [agreement.id for agreement in now.agreements]
    assert len(set(ids)) == len(ids)
    assert now.at in moves.turn_order(now, PATTERN)
    for agreement in now.agreements:
        base: Any = bases[agreement.id]
        assert agreement.revision == base.revision + 1
        place = now.reviewed.index(base)
        decision = now.answer(Turn("review", "decide", "", place), "decision")
        assert agreement.ended == {"stop": "stopped", "again": "again"}.get(decision)
        if decision == "adjust":
            assert agreement.what == now.answer(Turn("review", "write", "", place), "what")
        else:
            assert (agreement.what, agreement.version, agreement.see) == (
                base.what,
                base.version,
                base.see,
            )
    if now.at.phase in ("decide", "write", "plan"):
        assert all_answered(now, STEP)
    if all_answered(was, STEP):
        for key, answer in was.said.items():
            assert "/answer/" not in key or now.said[key] == answer
