"""Going back, skipping, drafts, preparation, ideas and parking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from sessions import errors, idea_moves, moves, preparation, timeout
from sessions.conversation import Conversation, State, Turn
from tests.sessions.helpers import NOW, PATTERN, Script, answer, at, play, start, steps

LATER = NOW + timedelta(minutes=5)
TENSE: Script = {"alone/tension/kim": {"scale": "9"}}


# -- Back ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "script", "expected"),
    [
        ("rules/agree//0", {}, None),
        ("rules/now//0", {}, "rules/agree//0"),
        ("together/subject//0", {}, "rules/now//0"),
        ("together/aim//0", {}, "together/subject//0"),
        ("alone/tension/kim/0", {}, "together/aim//0"),
        ("alone/goal/kim/0", {}, "alone/tension/kim/0"),
        ("alone/wait/kim/0", TENSE, "alone/tension/kim/0"),
        ("alone/goal/kim/0", TENSE, "alone/wait/kim/0"),
        ("alone/share/kim/0", {}, "alone/neutral/kim/0"),
        ("alone/tension/sam/0", {}, None),
        ("alone/goal/sam/0", {}, "alone/tension/sam/0"),
        ("alone/reveal//0", {}, None),
        ("appreciation/speak/kim/0", {}, "alone/reveal//0"),
        ("appreciation/speak/kim/0", {"alone/share": {}}, None),
        ("appreciation/speak/kim/0", {"alone": None}, None),
        ("appreciation/reflect/sam/0", {}, "appreciation/speak/kim/0"),
        ("impact/speak/sam/0", {}, "impact/confirm/kim/0"),
        ("impact/speak/sam/0", {"impact/speak/kim": None}, "impact/speak/kim/0"),
        ("ideas/collect//0", {}, "cycle/cycle//0"),
        ("ideas/judge/kim/0", {}, "ideas/collect//0"),
        ("ideas/judge/sam/0", {}, None),
        ("ideas/reveal//0", {}, None),
        ("agreements/choose//0", {}, "ideas/reveal//0"),
        ("agreements/plan//0", {}, "agreements/write//0"),
        ("agreements/choose//1", {}, "agreements/plan//0"),
        ("date/pick//0", {}, "agreements/choose//1"),
        ("closing/open//0", {}, "date/pick//0"),
        ("closing/tension/kim/0", {}, "closing/open//0"),
        ("closing/tension/sam/0", {}, None),
        ("closing/thanks/kim/0", {}, None),
        ("closing/thanks/sam/0", {}, "closing/thanks/kim/0"),
        ("closing/confirm//0", {}, "closing/thanks/sam/0"),
    ],
)
def test_where_back_goes(key: str, script: Script, expected: str | None) -> None:
    """One turn back, but never to what was answered alone, unless one is still alone there."""
    reached = at(key, script)
    turn = moves.previous_turn(reached, PATTERN)
    assert (turn.key if turn else None) == expected
    if expected is None:
        with pytest.raises(errors.BackIsClosed):
            moves.back(reached, PATTERN, now=LATER)
    else:
        assert moves.back(reached, PATTERN, now=LATER).at.key == expected


def test_back_keeps_what_was_typed_on_both_turns() -> None:
    """Going back and on again, half a word here and an answer there are as they were."""
    reached = moves.save_draft(at("together/aim//0"), "choice", "hea", now=NOW)
    reached = moves.back(reached, PATTERN, now=LATER)
    assert reached.written(reached.at, "text") == "‹together/subject//0 text›"
    reached = answer(reached)
    assert reached.written(reached.at, "choice") == "hea"
    assert reached.title() == "‹together/subject//0 text›"


def test_from_the_closing_by_a_short_cut_back_opens_nobodys_private_answer() -> None:
    """Closing, asking a third person or choosing anew, in the middle of being alone."""
    for key in ("alone/goal/kim/0", "alone/goal/sam/0", "alone/share/sam/0", "ideas/judge/sam/0"):
        reached = at(key)
        away = (
            moves.close(reached, PATTERN, now=LATER),
            moves.revise(reached, PATTERN, now=LATER),
            timeout.third_person(
                timeout.call(reached, now=LATER, new_id="t"),
                moves.open_turn(PATTERN),
                now=LATER,
            ),
        )
        for left in away:
            assert moves.previous_turn(left, PATTERN) is None


def test_one_is_alone_no_more_once_the_curtain_is_open() -> None:
    """On an open turn of one's own, even one's own private answers are closed to Back."""
    reached = replace(at("alone/goal/sam/0"), at=Turn("appreciation", "speak", "sam"))
    assert moves.previous_turn(reached, PATTERN) is None


def test_back_over_a_question_that_was_skipped_shows_what_was_typed_there() -> None:
    """Passing over throws nothing away: the words wait in the field."""
    reached = moves.save_draft(at("together/aim//0"), "choice", "heard", now=NOW)
    reached = moves.skip(reached, PATTERN, now=NOW)
    assert reached.said["together/aim//0"].skipped
    assert reached.answer(Turn("together", "aim"), "choice") == ""
    reached = moves.back(replace(reached, at=Turn("alone", "tension", "kim")), PATTERN, now=LATER)
    assert reached.at.key == "together/aim//0"
    assert reached.written(reached.at, "choice") == "heard"


# -- Skip ---------------------------------------------------------------------------------------


def test_skipping_an_answer_takes_it_back_and_keeps_its_words() -> None:
    """Who goes back and passes over has said nothing, and finds the words in the field again."""
    reached = moves.back(at("alone/message/kim/0"), PATTERN, now=LATER)
    reached = moves.skip(reached, PATTERN, now=LATER)
    goal = Turn("alone", "goal", "kim")
    assert reached.answer(goal, "text") == ""
    assert reached.written(goal, "text") == "‹alone/goal/kim/0 text›"


def test_skipping_to_speak_goes_to_the_other_and_is_marked() -> None:
    """Who passes over speaking gives the floor to the other at once."""
    reached = moves.skip(at("impact/speak/kim/0"), PATTERN, now=LATER)
    assert reached.at.key == "impact/speak/sam/0"
    assert reached.said["impact/speak/kim/0"].skipped
    assert reached.said["impact/speak/kim/0"].at == LATER


# -- Drafts -------------------------------------------------------------------------------------


def test_a_draft_is_the_answer_when_one_goes_on_without_more(fresh: Conversation) -> None:
    """Fields that the answer leaves out keep what was typed in them."""
    reached = play(fresh, "impact/speak/kim/0")
    reached = moves.save_draft(reached, "see", "de vaat", now=NOW)
    reached = moves.save_draft(reached, "feel", "mo", now=NOW)
    reached = answer(reached, feel="moe")
    answers = reached.said["impact/speak/kim/0"].fields
    assert (answers["see"], answers["feel"]) == ("de vaat", "moe")
    assert "impact/speak/kim/0" not in reached.drafts


def test_a_draft_of_another_turn_leaves_the_present_one_alone() -> None:
    """What somebody typed is kept where it was typed, also when the screen was ahead."""
    reached = at("together/aim//0")
    other = Turn("together", "subject")
    drafted = moves.save_draft(reached, "text", "iets anders", now=LATER, turn=other)
    assert drafted.written(other, "text") == "iets anders"
    assert drafted.answer(other, "text") == "‹together/subject//0 text›"
    assert drafted.written(drafted.at, "text") == ""


def test_the_same_draft_again_is_the_same_conversation() -> None:
    """Nothing is saved when nothing changed."""
    drafted = moves.save_draft(at("together/subject//0"), "text", "de was", now=NOW)
    assert moves.save_draft(drafted, "text", "de was", now=LATER) is drafted


# -- Preparation --------------------------------------------------------------------------------


MESSAGE: Script = {"alone/message/kim": {"see": "de vaat", "feel": "moe"}}


def test_the_preparation_is_laid_in_the_empty_fields_of_its_author() -> None:
    """Only what is still empty is filled, and only from one's own preparation."""
    reached = at("impact/speak/kim/0", MESSAGE)
    assert preparation.prepared(reached, PATTERN) == {"see": "de vaat", "feel": "moe"}
    reached = moves.save_draft(reached, "feel", "verdrietig", now=NOW)
    taken = preparation.take_over(reached, PATTERN, now=LATER)
    assert dict(taken.drafts[taken.at.key]) == {"feel": "verdrietig", "see": "de vaat"}


def test_a_preparation_that_was_only_half_typed_can_be_taken_over() -> None:
    """Passed over with words in the field is prepared too: the words are still the author's."""
    reached = moves.save_draft(at("alone/message/kim/0"), "need", "rust", now=NOW)
    reached = play(moves.skip(reached, PATTERN, now=NOW), "impact/speak/kim/0")
    assert preparation.prepared(reached, PATTERN) == {"need": "rust"}


@pytest.mark.parametrize(
    ("key", "script"),
    [
        ("impact/speak/sam/0", {**MESSAGE, "alone/message/sam": None}),
        ("impact/reflect/sam/0", MESSAGE),
        ("impact/more/kim/1", {**MESSAGE, "impact/confirm/kim/0": {"choice": "more"}}),
        ("appreciation/speak/kim/0", MESSAGE),
        ("together/subject//0", {}),
        ("closing/confirm//0", MESSAGE),
    ],
)
def test_nobody_takes_over_the_preparation_of_another(key: str, script: Script) -> None:
    """The other's words are not offered, nor one's own where they do not belong."""
    reached = at(key, script)
    assert preparation.prepared(reached, PATTERN) == {}
    with pytest.raises(errors.NotThere):
        preparation.take_over(reached, PATTERN, now=LATER)


# -- Parking, ideas -----------------------------------------------------------------------------


def test_a_subject_is_parked_from_any_turn(room: Conversation) -> None:
    """Whoever comes up with something else, it is kept, and they stay where they were."""
    for step in steps(room):
        if step.state is State.ACTIVE:
            typed = moves.save_draft(step, "text", "de vakantie", now=NOW, turn=idea_moves.PARKING)
            parked = idea_moves.park(typed, " de vakantie ", now=LATER, new_id="p")
            assert [(it.id, it.text, it.at) for it in parked.parked] == [
                ("p", "de vakantie", LATER)
            ]
            assert parked.at == step.at
            assert parked.drafts == step.drafts


def test_a_subject_is_parked_by_who_typed_it() -> None:
    """What the other half-typed alone stays, and so does what both did."""
    reached = at("ideas/collect//0")
    for who in ("", "kim", "sam"):
        turn = idea_moves.parking(who)
        reached = moves.save_draft(reached, "text", f"of {who}", now=NOW, turn=turn)
    parked = idea_moves.park(reached, "of kim", now=LATER, new_id="p", who="kim")
    assert [subject.text for subject in parked.parked] == ["of kim"]
    left = [parked.written(idea_moves.parking(who), "text") for who in ("", "kim", "sam")]
    assert left == ["of ", "", "of sam"]


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\x1b"])
def test_nothing_is_neither_parked_nor_an_idea(text: str) -> None:
    """What nobody can see is nothing yet."""
    reached = idea_moves.add_idea(at("ideas/collect//0"), "a", now=NOW, new_id="a")
    with pytest.raises(errors.AnswerMissing):
        idea_moves.park(reached, text, now=NOW, new_id="p")
    with pytest.raises(errors.AnswerMissing):
        idea_moves.add_idea(reached, text, now=NOW, new_id="i")


def test_an_idea_empties_its_field_and_keeps_its_words() -> None:
    """After adding, the next idea can be typed at once."""
    reached = moves.save_draft(at("ideas/collect//0"), "idea", "samen kok", now=NOW)
    reached = idea_moves.add_idea(reached, "samen koken", now=LATER, new_id="i")
    assert reached.written(reached.at, "idea") == ""
    assert [idea.text for idea in reached.ideas] == ["samen koken"]


def test_an_idea_that_is_not_there() -> None:
    """An id that nobody gave out is named as such."""
    reached = at("ideas/collect//0")
    with pytest.raises(errors.NotThere):
        idea_moves.withdraw_idea(reached, "nobody", now=NOW)


IDEA_MOVES: list[Callable[[Conversation], Conversation]] = [
    lambda talk: idea_moves.add_idea(talk, "x", now=LATER, new_id="x"),
    lambda talk: idea_moves.withdraw_idea(talk, "i1", now=LATER),
]


@pytest.mark.parametrize("move", IDEA_MOVES, ids=["add", "withdraw"])
def test_the_list_of_both_changes_only_while_both_collect(
    move: Callable[[Conversation], Conversation],
) -> None:
    """Alone behind the curtain, nobody changes what the other marked or will mark."""
    for step in steps(start()):
        if step.at.phase != "collect" and step.state is State.ACTIVE:
            with pytest.raises(errors.NotTheirTurn):
                move(step)
