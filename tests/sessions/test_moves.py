"""The moves besides answering: back, skip, park, put off, go on, close, revise, language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sessions import errors, moves, timeout
from sessions.conversation import Conversation, State, Turn
from sessions.pattern import parse
from tests.sessions.helpers import (
    KIM,
    MIA,
    NOW,
    PATTERN,
    SAM,
    Script,
    answer,
    at,
    document,
    frozen,
    pattern_of,
    play,
    start,
    steps,
)

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
        ("ideas/mark/kim/0", {}, "ideas/collect//0"),
        ("ideas/mark/sam/0", {}, None),
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
    for key in ("alone/goal/kim/0", "alone/goal/sam/0", "alone/share/sam/0", "ideas/mark/sam/0"):
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
        for one in away:
            assert moves.previous_turn(one, PATTERN) is None


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
    said = reached.said["impact/speak/kim/0"].fields
    assert (said["see"], said["feel"]) == ("de vaat", "moe")
    assert "impact/speak/kim/0" not in reached.drafts


def test_a_draft_of_another_turn_leaves_the_present_one_alone() -> None:
    """What somebody typed is kept where it was typed, also when the screen was ahead."""
    reached = at("together/aim//0")
    other = Turn("together", "subject")
    kept = moves.save_draft(reached, "text", "iets anders", now=LATER, turn=other)
    assert kept.written(other, "text") == "iets anders"
    assert kept.answer(other, "text") == "‹together/subject//0 text›"
    assert kept.written(kept.at, "text") == ""


def test_the_same_draft_again_is_the_same_conversation() -> None:
    """Nothing is saved when nothing changed."""
    kept = moves.save_draft(at("together/subject//0"), "text", "de was", now=NOW)
    assert moves.save_draft(kept, "text", "de was", now=LATER) is kept


# -- Preparation --------------------------------------------------------------------------------

MESSAGE: Script = {"alone/message/kim": {"see": "de vaat", "feel": "moe"}}


def test_the_preparation_is_laid_in_the_empty_fields_of_its_author() -> None:
    """Only what is still empty is filled, and only from one's own preparation."""
    reached = at("impact/speak/kim/0", MESSAGE)
    assert moves.prepared(reached, PATTERN) == {"see": "de vaat", "feel": "moe"}
    reached = moves.save_draft(reached, "feel", "verdrietig", now=NOW)
    taken = moves.take_over(reached, PATTERN, now=LATER)
    assert dict(taken.drafts[taken.at.key]) == {"feel": "verdrietig", "see": "de vaat"}


def test_a_preparation_that_was_only_half_typed_can_be_taken_over() -> None:
    """Passed over with words in the field is prepared too: the words are still the author's."""
    reached = moves.save_draft(at("alone/message/kim/0"), "need", "rust", now=NOW)
    reached = play(moves.skip(reached, PATTERN, now=NOW), "impact/speak/kim/0")
    assert moves.prepared(reached, PATTERN) == {"need": "rust"}


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
    assert moves.prepared(reached, PATTERN) == {}
    with pytest.raises(errors.NotThere):
        moves.take_over(reached, PATTERN, now=LATER)


# -- Parking, ideas -----------------------------------------------------------------------------


def test_a_subject_is_parked_from_any_turn(room: Conversation) -> None:
    """Whoever comes up with something else, it is kept, and they stay where they were."""
    for step in steps(room):
        if step.state is State.ACTIVE:
            typed = moves.save_draft(step, "text", "de vakantie", now=NOW, turn=moves.PARKING)
            kept = moves.park(typed, " de vakantie ", now=LATER, new_id="p")
            assert [(it.id, it.text, it.at) for it in kept.parked] == [("p", "de vakantie", LATER)]
            assert kept.at == step.at
            assert kept.drafts == step.drafts


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\x1b"])
def test_nothing_is_neither_parked_nor_an_idea(text: str) -> None:
    """What nobody can see is nothing yet."""
    reached = moves.add_idea(at("ideas/collect//0"), "a", now=NOW, new_id="a")
    with pytest.raises(errors.AnswerMissing):
        moves.park(reached, text, now=NOW, new_id="p")
    with pytest.raises(errors.AnswerMissing):
        moves.add_idea(reached, text, now=NOW, new_id="i")


def test_an_idea_empties_its_field_and_keeps_its_words() -> None:
    """After adding, the next idea can be typed at once."""
    reached = moves.save_draft(at("ideas/collect//0"), "idea", "samen kok", now=NOW)
    reached = moves.add_idea(reached, "samen koken", now=LATER, new_id="i")
    assert reached.written(reached.at, "idea") == ""
    assert [idea.text for idea in reached.ideas] == ["samen koken"]


def test_an_idea_that_is_not_there() -> None:
    """An id that nobody gave out is named as such."""
    reached = at("ideas/collect//0")
    with pytest.raises(errors.NotThere):
        moves.withdraw_idea(reached, "nobody", now=NOW)


IDEA_MOVES: list[Callable[[Conversation], Conversation]] = [
    lambda one: moves.add_idea(one, "x", now=LATER, new_id="x"),
    lambda one: moves.withdraw_idea(one, "i1", now=LATER),
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


# -- Leaving, putting off, going on ---------------------------------------------------------------


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
    for one in (lost, moves.postpone(lost, LATER, now=NOW)):
        again = moves.resume(one, PATTERN, now=LATER)
        assert again.at == reached.at
        assert (again.state, again.said) == (State.ACTIVE, lost.said)
        assert again.written(again.at, "see") == "half"


def test_when_all_is_said_in_a_changed_pattern_it_goes_on_at_its_end() -> None:
    """Without any turn left to say, the last one is where they confirm."""
    small = pattern_of({"id": "rules", "kind": "rules", "rules": ["Luister."]})
    said = at("closing/confirm//0").said
    full = {**said, "closing/confirm//0": said["closing/open//0"]}
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
        lambda: moves.take_over(ended, PATTERN, now=LATER),
        lambda: moves.park(ended, "x", now=LATER, new_id="x"),
        lambda: moves.add_idea(ended, "x", now=LATER, new_id="x"),
        lambda: moves.withdraw_idea(ended, "i1", now=LATER),
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


# -- Closing early, choosing anew, language -------------------------------------------------------


def test_closing_is_open_from_every_turn_and_ends_well(room: Conversation) -> None:
    """Nobody has to go through all of it: from anywhere the closing is there, and it ends."""
    for step in steps(room):
        if step.state is State.ACTIVE:
            closing = moves.close(step, PATTERN, now=LATER)
            undated = any(agreement.evaluate_on is None for agreement in closing.agreements)
            expected = "date/pick//0" if undated else moves.open_turn(PATTERN).key
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
