"""What people type is kept exactly, or refused with the count and nothing changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from sessions import agenda, errors, idea_moves, moves
from sessions.agreements import Agreement, standing
from sessions.conversation import Conversation, State
from sessions.kinds import Form
from sessions.summary import summarise
from sessions.text import ANSWER_MAX, clean
from tests.sessions.helpers import (
    AWKWARD,
    NOW,
    PATTERN,
    at,
    frozen,
    go,
    start,
    steps,
    strings,
    suitable,
)

WORDS = (Form.TEXT, Form.LINE)


@pytest.mark.parametrize("text", AWKWARD)
def test_whatever_is_typed_in_any_field_of_any_turn_is_kept(room: Conversation, text: str) -> None:
    """Through the whole conversation, drafted first and answered then: the same text, as text."""
    asked = 0
    for step in steps(room):
        if step.state is not State.ACTIVE:
            break
        names = [it.id for it in moves.fields(step, PATTERN) if it.form in WORDS]
        for name in names:
            drafted = moves.save_draft(step, name, text, now=NOW)
            assert drafted.written(step.at, name) == clean(text)
        given = {**suitable(step), **dict.fromkeys(names, text)}
        ready = step
        if step.at.phase == "collect":
            ready = idea_moves.add_idea(step, "x", now=NOW, new_id="x")
        answered = moves.answer(ready, PATTERN, given, now=NOW, new_id="n")
        for name in names:
            assert answered.answer(step.at, name) == clean(text)
            asked += 1
        assert set(strings(answered)) >= ({clean(text)} if names else set())
    assert asked > 30


ENTRANCES: dict[str, Callable[[Conversation, str], Conversation]] = {
    "answer": lambda talk, text: moves.answer(talk, PATTERN, {"idea": text}, now=NOW, new_id="n"),
    "draft": lambda talk, text: moves.save_draft(talk, "idea", text, now=NOW),
    "parking": lambda talk, text: moves.save_draft(
        talk, "text", text, now=NOW, turn=idea_moves.PARKING
    ),
    "park": lambda talk, text: idea_moves.park(talk, text, now=NOW, new_id="p"),
    "add_idea": lambda talk, text: idea_moves.add_idea(talk, text, now=NOW, new_id="i2"),
}


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_twenty_thousand_characters_fit_and_one_more_does_not(entrance: str) -> None:
    """What is too long is refused with the count; nothing is cut and what stood there stays."""
    enter = ENTRANCES[entrance]
    begun = idea_moves.add_idea(at("ideas/collect//0"), "samen koken", now=NOW, new_id="i1")
    begun = moves.save_draft(begun, "idea", "wat er stond", now=NOW)
    before = frozen(begun)
    full = "é" * ANSWER_MAX
    assert full in set(strings(enter(begun, full)))
    with pytest.raises(errors.AnswerTooLong) as caught:
        enter(begun, full + "x")
    assert caught.value.fields == {"count": 20_001, "most": 20_000}
    assert "20001" in str(caught.value)
    assert frozen(begun) == before


def test_too_long_is_refused_in_every_field_of_every_turn(room: Conversation) -> None:
    """Whatever the form of the field, more than fits is refused by its count."""
    for step in steps(room):
        if step.state is not State.ACTIVE:
            break
        before = frozen(step)
        for field in moves.fields(step, PATTERN):
            given = {**suitable(step), field.id: "9" * (ANSWER_MAX + 1)}
            with pytest.raises(errors.AnswerTooLong):
                moves.answer(step, PATTERN, given, now=NOW, new_id="n")
        assert frozen(step) == before


def test_a_windows_line_end_counts_once() -> None:
    """The count is of what is kept."""
    drafted = moves.save_draft(at("together/subject//0"), "text", "\r\n" * ANSWER_MAX, now=NOW)
    assert drafted.written(drafted.at, "text") == "\n" * ANSWER_MAX


def test_a_bad_field_among_good_ones_changes_nothing() -> None:
    """One wrong date: the other fields are not half saved, and the turn is the same."""
    begun = at("agreements/write//0")
    before = frozen(begun)
    with pytest.raises(errors.DateNotUnderstood) as caught:
        moves.answer(
            begun, PATTERN, {"what": "koken", "start": "volgende week"}, now=NOW, new_id="n"
        )
    assert caught.value.fields["example"] == "2026-12-31"
    assert frozen(begun) == before


def test_fields_that_were_not_asked_are_not_kept() -> None:
    """An answer holds what the turn asks; anything else is nobody's word."""
    answered = moves.answer(
        at("together/subject//0"), PATTERN, {"text": "a", "other": "b"}, now=NOW, new_id="n"
    )
    assert dict(answered.said["together/subject//0"].fields) == {"text": "a"}


def test_no_move_writes_in_the_conversation_it_was_given(room: Conversation) -> None:
    """A move makes a new one: every conversation on the way is as it was when it was made."""
    way = [(step, frozen(step)) for step in steps(room)]
    for reached, before in way:
        if reached.state is State.ACTIVE:
            go(reached)
        assert frozen(reached) == before


# -- What is due ----------------------------------------------------------------------------------


def agreement(name: str, days: int | None, *, withdrawn: bool = False) -> Agreement:
    """Give an agreement that is evaluated so many days from today."""
    today = NOW.date()
    on = None if days is None else today.fromordinal(today.toordinal() + days)
    return Agreement(id=name, what=name, evaluate_on=on, withdrawn=withdrawn)


@pytest.mark.parametrize(
    ("agreements", "expected"),
    [
        ([], []),
        ([agreement("a", None)], []),
        ([agreement("a", 1)], []),
        ([agreement("a", 0)], ["a"]),
        ([agreement("a", -1), agreement("b", -30), agreement("c", 0)], ["b", "a", "c"]),
        ([agreement("b", 0), agreement("a", 0)], ["a", "b"]),
        ([agreement("a", -1, withdrawn=True)], []),
    ],
)
def test_what_is_due_comes_oldest_first(agreements: list[Agreement], expected: list[str]) -> None:
    """Due is what is to be looked at today or was before; not what was dropped."""
    ended = replace(start(), state=State.FINISHED, ended=NOW, agreements=tuple(agreements))
    listed = agenda.due([summarise(ended)], NOW.date())
    assert [evaluation.agreement.id for evaluation in listed] == expected


def test_standing_is_what_was_not_dropped() -> None:
    """A dropped agreement is kept, but it does not stand."""
    agreements = [agreement("a", 0), agreement("b", 0, withdrawn=True)]
    assert [promise.id for promise in standing(agreements)] == ["a"]


# -- The errors -----------------------------------------------------------------------------------


def every(kind: type[errors.TweespraakError]) -> list[type[errors.TweespraakError]]:
    """Give all errors below `kind`, and itself."""
    return [kind, *(error for below in kind.__subclasses__() for error in every(below))]


@pytest.mark.parametrize("kind", every(errors.MoveError), ids=lambda error: error.__name__)
def test_every_refusal_is_a_sentence(kind: type[errors.MoveError]) -> None:
    """It can be shown without its fields, never raising, and never in brackets of its own."""
    assert str(kind()).endswith((".", "?"))
    assert str(kind(count=1, most=2, example="x")).count("{") == 0
