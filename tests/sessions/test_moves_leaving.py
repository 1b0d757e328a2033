"""Leaving and going on, closing early, choosing anew, and a change of language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from sessions import errors, idea_moves, moves, preparation, timeout
from sessions.conversation import Conversation, State, Turn
from sessions.pattern import parse
from tests.sessions.helpers import (
    KIM,
    MIA,
    NOW,
    PATTERN,
    SAM,
    answer,
    at,
    document,
    frozen,
    pattern_of,
    play,
    start,
    steps,
)
from tests.sessions.test_moves import LATER

# -- Leaving, putting off, going on -------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (NOW - timedelta(days=400), errors.DateInPast),
        (NOW, errors.DateInPast),
        (NOW + timedelta(seconds=1), None),
        (NOW + timedelta(hours=24), None),
        (NOW + timedelta(hours=24, seconds=1), errors.NotWithinADay),
    ],
)
def test_now_is_not_a_good_time(until: datetime, expected: type[errors.MoveError] | None) -> None:
    """A talk is put off to a moment within 24 hours, and begins again at the same turn."""
    reached = at("rules/now//0")
    if expected is not None:
        with pytest.raises(expected):
            moves.postpone(reached, until, now=NOW)
        return
    put_off = moves.postpone(reached, until, now=NOW)
    assert (put_off.state, put_off.return_at) == (State.POSTPONED, until)
    again = moves.resume(put_off, PATTERN, now=until)
    assert again == replace(reached, changed=until)


def test_resuming_what_runs_changes_nothing(room: Conversation) -> None:
    """Opening an unfinished conversation shows it as it was left."""
    for step in steps(room):
        if step.state is State.ACTIVE:
            assert moves.resume(step, PATTERN, now=LATER) is step


def test_resuming_a_time_out_leaves_it_running(fresh: Conversation) -> None:
    """Closing the program does not stop a time-out, and opening it does not either."""
    called = timeout.call(fresh, now=NOW, new_id="t")
    assert moves.resume(called, PATTERN, now=LATER) is called


@pytest.mark.parametrize(
    "gone",
    [
        Turn("alone", "dream", "kim"),
        Turn("dream", "subject"),
        Turn("", ""),
        Turn("impact", "speak", "nobody"),
        Turn("impact", "confirm", "kim", 7),
    ],
)
def test_a_turn_that_a_newer_pattern_does_not_have(gone: Turn) -> None:
    """It goes on at the first turn that is not said; no word is lost."""
    reached = at("alone/message/sam/0")
    lost = replace(moves.save_draft(reached, "see", "half", now=NOW), at=gone)
    for away in (lost, moves.postpone(lost, LATER, now=NOW)):
        again = moves.resume(away, PATTERN, now=LATER)
        assert again.at == reached.at
        assert (again.state, again.said) == (State.ACTIVE, lost.said)
        assert again.written(again.at, "see") == "half"


def test_when_all_is_said_in_a_changed_pattern_it_goes_on_at_its_end() -> None:
    """Without any turn left to say, the last one is where they confirm."""
    small = pattern_of({"id": "rules", "kind": "rules", "rules": ["Luister."]})
    answers = at("closing/confirm//0").said
    full = {**answers, "closing/confirm//0": answers["closing/open//0"]}
    reached = replace(start(), said=full, at=Turn("gone", "x"))
    assert moves.resume(reached, small, now=LATER).at.key == "closing/confirm//0"


def test_a_finished_conversation_is_read_and_never_changed() -> None:
    """Every move is refused, by name, and the conversation is as it was."""
    ended = play(start())
    before = frozen(ended)
    refused: list[Callable[[], Conversation]] = [
        lambda: moves.answer(ended, PATTERN, {}, now=LATER, new_id="x"),
        lambda: moves.save_draft(ended, "text", "x", now=LATER),
        lambda: moves.skip(ended, PATTERN, now=LATER),
        lambda: moves.back(ended, PATTERN, now=LATER),
        lambda: preparation.take_over(ended, PATTERN, now=LATER),
        lambda: idea_moves.park(ended, "x", now=LATER, new_id="x"),
        lambda: idea_moves.add_idea(ended, "x", now=LATER, new_id="x"),
        lambda: idea_moves.withdraw_idea(ended, "i1", now=LATER),
        lambda: moves.postpone(ended, NOW + timedelta(hours=1), now=LATER),
        lambda: moves.resume(ended, PATTERN, now=LATER),
        lambda: moves.close(ended, PATTERN, now=LATER),
        lambda: moves.revise(ended, PATTERN, now=LATER),
        lambda: timeout.call(ended, now=LATER, new_id="t"),
    ]
    for move in refused:
        with pytest.raises(errors.ConversationEnded):
            move()
    assert frozen(ended) == before


# -- Closing early, choosing anew, language -----------------------------------------------------


def test_closing_is_open_from_every_turn_and_ends_well(room: Conversation) -> None:
    """Nobody has to go through all of it: from anywhere the closing is there, and it ends."""
    for step in steps(room):
        if step.state is State.ACTIVE:
            closing = moves.close(step, PATTERN, now=LATER)
            undated = any(agreement.evaluate_on is None for agreement in closing.agreements)
            expected = "date/pick//0" if undated else "closing/open//0"
            assert closing.at.key == expected
            assert closing.said == step.said
            assert play(closing).state is State.FINISHED


def test_words_that_are_not_right_yet_are_written_again() -> None:
    """From the closing to the agreements and back: the change and its date are kept."""
    reached = at("closing/confirm//0")
    (before,) = reached.agreements
    reached = moves.revise(reached, PATTERN, now=LATER)
    assert reached.at.key == "agreements/choose//1"
    reached = answer(reached, pick=f"change:{before.id}")
    reached = answer(reached, what="elke dinsdag samen koken")
    reached = play(reached, script={"agreements/choose": {"pick": "enough"}})
    (after,) = reached.agreements
    assert (after.id, after.what) == (before.id, "elke dinsdag samen koken")
    assert (after.idea, after.evaluate_on) == (before.idea, before.evaluate_on)


def test_a_pattern_without_agreements_has_nothing_to_revise() -> None:
    """Where no agreements are made there are none to go back to."""
    small = pattern_of({"id": "rules", "kind": "rules", "rules": ["Luister."]})
    with pytest.raises(errors.NotThere):
        moves.revise(start(pattern=small), small, now=LATER)


def test_a_change_of_language_changes_nothing_but_the_language() -> None:
    """On every turn, in any state, not one letter of anybody moves."""
    for step in steps(start(KIM, SAM, MIA)):
        changed = moves.change_language(step, "sam", "nl", now=LATER)
        assert changed.person("sam").language == "nl"
        again = moves.change_language(changed, "sam", "en", now=step.changed)
        assert frozen(again) == frozen(step)


def test_who_is_who() -> None:
    """People are found by id, partners without the mediator, others without oneself."""
    led = start(MIA, KIM, SAM)
    assert led.person("mia") == MIA
    assert led.partners == (KIM, SAM)
    assert led.others("kim") == (SAM,)
    with pytest.raises(KeyError):
        led.person("nobody")


def test_the_title_is_the_subject_on_one_line() -> None:
    """The subject names the conversation as soon as it is said, and not before."""
    reached = at("together/subject//0")
    assert reached.title() == ""
    assert moves.save_draft(reached, "text", "de avonden", now=NOW).title() == ""
    assert answer(reached, text="  de avonden\n in de week ").title() == "de avonden in de week"


def test_a_newer_pattern_without_a_question_keeps_its_answer() -> None:
    """What was said to a question that is gone stays in the record."""
    table = document()
    questions = table["steps"][1]["questions"]
    table["steps"][1]["questions"] = questions[:1]
    assert "together/aim//0" in play(at("alone/tension/kim/0")).said
    newer = parse(table, "newer.toml")
    reached = moves.resume(at("together/aim//0"), newer, now=LATER)
    assert reached.at.key == "alone/tension/kim/0"
