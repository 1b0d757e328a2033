"""Looking back: the way through it, each alone, and then both at once."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sessions import errors, moves
from sessions.agreements import AgreementEnd
from sessions.conversation import Ending, State
from sessions.kinds.review import DECISIONS, VERDICTS, all_answered, differ, verdict_of
from sessions.people import Person
from sessions.transcript import passages
from tests.sessions import helpers
from tests.sessions.evaluations import (
    COOKING,
    DISHES,
    PAIRS,
    PATTERN,
    ROOMS,
    STEP,
    decided,
    held,
    keys,
    looking,
    play,
    say,
)
from tests.sessions.helpers import KIM, NOW, SAM, Script

APPRECIATION = ["appreciation/speak/kim/0", "appreciation/speak/sam/0"]
CLOSING = ["closing/open//0", "closing/thanks/kim/0", "closing/thanks/sam/0", "closing/confirm//0"]


# -- The way through it -------------------------------------------------------------------------


@ROOMS
@pytest.mark.parametrize("decision", [decision.id for decision in DECISIONS])
def test_one_agreement(people: tuple[Person, ...], decision: str) -> None:
    """Something good first, each alone, deciding together, a new day if it stands, a thank you."""
    changes = ["review/write//0", "review/plan//0"] if decision == "adjust" else []
    dated = ["date/pick//0"] if decision in ("keep", "adjust") else []
    assert keys(looking(COOKING, people=people), decided(decision)) == [
        *APPRECIATION,
        *("review/answer/kim/0", "review/answer/sam/0", "review/decide//0", *changes),
        *dated,
        *CLOSING,
    ]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_two_agreements(first: str, second: str) -> None:
    """Who is alone answers for all of them; deciding comes after, one by one, each by itself."""
    script = decided(first, second)
    ended = play(looking(COOKING, DISHES), "", script)
    turn_keys = keys(looking(COOKING, DISHES), script)
    assert turn_keys[2:6] == [
        *("review/answer/kim/0", "review/answer/kim/1"),
        *("review/answer/sam/0", "review/answer/sam/1"),
    ]
    assert [key for key in turn_keys if "decide" in key] == ["review/decide//0", "review/decide//1"]
    assert ("date/pick//0" in turn_keys) == bool({first, second} & {"keep", "adjust"})
    assert {agreement.id for agreement in ended.agreements} == {"a1", "a2"}
    ends = {"stop": AgreementEnd.STOPPED, "again": AgreementEnd.AGAIN}
    for base, decision in ((COOKING, first), (DISHES, second)):
        now = held(ended, base.id)
        assert now.ended is ends.get(decision)
        assert now.revision == base.revision + 1
        assert now.version == base.version + (decision == "adjust")
        assert now.notes == base.notes
        stands = decision not in ends
        assert now.evaluate_on == (date(2026, 11, 29) if stands else None)
        assert now.evaluate_at == (time(20, 30) if stands else None)
    assert ended.reviewed == (COOKING, DISHES)
    some = {first, second} & {"keep", "adjust"}
    assert ended.ending is (Ending.PARTLY if some else Ending.NO_AGREEMENT)


def test_three_partners_each_answer_alone() -> None:
    """The flow does not count on two."""
    ann = Person(id="ann", name="Ann", language="en")
    turn_keys = keys(looking(COOKING, people=(KIM, SAM, ann)))
    answers = [f"review/answer/{person}/0" for person in ("kim", "sam", "ann")]
    assert turn_keys[3:7] == [*answers, "review/decide//0"]


def test_without_agreements_there_is_nothing_to_say() -> None:
    """An evaluation of nothing goes from what is good to the closing."""
    assert keys(looking()) == [*APPRECIATION, *CLOSING]


@pytest.mark.parametrize("decision", ["keep", "stop", "again"])
def test_the_words_stay_when_they_are_not_changed(decision: str) -> None:
    """Keeping, stopping and talking again leave every word, and the day of the words."""
    now = held(play(looking(COOKING), "", decided(decision)))
    same = replace(
        now,
        revision=COOKING.revision,
        evaluate_on=COOKING.evaluate_on,
        evaluate_at=COOKING.evaluate_at,
        ended=None,
    )
    assert same == COOKING


# -- Alone, and then both at once ---------------------------------------------------------------


@ROOMS
def test_nothing_is_seen_before_all_have_answered(people: tuple[Person, ...]) -> None:
    """While one is alone, also half-typed, no answer of anybody can be read."""
    for reached in helpers.steps(looking(COOKING, DISHES, people=people), None, PATTERN):
        if reached.state is not State.ACTIVE:
            continue
        drafted = reached
        for field in moves.fields(reached, PATTERN):
            if field.id in ("helped", "stood"):
                drafted = moves.save_draft(drafted, field.id, f"‹half {field.id}›", now=NOW)
        texts = [passage.text for step, words in passages(drafted, PATTERN) for passage in words]
        alone = [text for text in texts if "review/answer" in text or "half" in text]
        if not all_answered(reached, STEP):
            assert reached.at.phase in ("speak", "answer")
            assert not [text for text in texts if text in (COOKING.what, DISHES.what)]
            assert not alone
        else:
            assert len(alone) == 8


@given(answered=st.sets(st.sampled_from(range(4))), half=st.sets(st.sampled_from(range(4))))
def test_whatever_is_in_nothing_shows_until_everything_is(
    answered: set[int], half: set[int]
) -> None:
    """Of any part of the answers nothing shows; of all of them everything, for both at once."""
    talk = looking(COOKING, DISHES)
    turns = [turn for turn in moves.turn_order(talk, PATTERN) if turn.phase == "answer"]
    full = play(talk, "review/decide//0")
    answers = {turns[place].key: full.said[turns[place].key] for place in answered}
    drafts = {turns[place].key: {"helped": f"‹half {place}›"} for place in half}
    part = replace(talk, said=answers, drafts=drafts)
    shown = [word for step, words in passages(part, PATTERN) for word in words if step == STEP]
    if len(answered) < len(turns):
        assert shown == []
    else:
        seen = [turn for turn in turns if any(turn.key in word.text for word in shown)]
        assert seen == turns
        assert not [word for word in shown if "half" in word.text]


def test_an_answer_needs_a_choice_and_may_be_passed_over() -> None:
    """Words alone say not how it went; saying nothing is an answer too, and reads as nothing."""
    reached = play(looking(COOKING), "review/answer/kim/0")
    with pytest.raises(errors.ChoiceMissing):
        say(reached, helped="een vaste dag")
    for verdict in VERDICTS:
        assert say(reached, verdict=verdict.id).at.key == "review/answer/sam/0"
    with pytest.raises(errors.ChoiceUnknown):
        say(reached, verdict="half")
    typed = moves.save_draft(reached, "helped", "een vaste dag", now=NOW)
    passed = moves.skip(typed, PATTERN, now=NOW)
    assert passed.at.key == "review/answer/sam/0"
    assert verdict_of(passed, STEP, "kim", 0) == {}
    both = moves.skip(passed, PATTERN, now=NOW)
    assert all_answered(both, STEP)
    shown = [word.text for step, words in passages(both, PATTERN) for word in words if step == STEP]
    assert shown == [COOKING.what]


@pytest.mark.parametrize(
    ("kim", "sam", "expected"),
    [
        ("worked", "worked", False),
        ("worked", "partly", True),
        ("not", "not-tried", True),
        ("", "not", False),
        ("", "", False),
    ],
)
def test_a_difference_is_a_subject(kim: str, sam: str, expected: bool) -> None:
    """Two who see it differently have something to talk about; silence is no difference."""
    script: Script = {
        f"review/answer/{who}": {"verdict": verdict} if verdict else None
        for who, verdict in (("kim", kim), ("sam", sam))
    }
    assert differ(play(looking(COOKING), "review/decide//0", script), STEP, 0) is expected


def test_back_goes_to_ones_own_answer_while_alone_and_never_further() -> None:
    """Kim may look at what Kim said; Sam and the two together never come there by going back."""
    opened = {
        "review/answer/kim/0": "appreciation/speak/sam/0",
        "review/answer/kim/1": "review/answer/kim/0",
        "review/answer/sam/0": None,
        "review/answer/sam/1": "review/answer/sam/0",
        "review/decide//0": None,
        "review/decide//1": "review/decide//0",
        "date/pick//0": "review/decide//1",
    }
    for step in helpers.steps(looking(COOKING, DISHES), None, PATTERN):
        if step.at.key in opened:
            turn = moves.previous_turn(step, PATTERN)
            assert (turn.key if turn else None) == opened[step.at.key]


def test_after_the_reveal_no_answer_changes() -> None:
    """From deciding on, back and the agreements again leave what each said alone as it is."""
    talk = play(looking(COOKING), "closing/confirm//0")
    alone = {key: answer for key, answer in talk.said.items() if "/answer/" in key}
    for _ in range(10):
        try:
            talk = moves.back(talk, PATTERN, now=NOW)
        except errors.BackIsClosed:
            break
    assert talk.at.key == "review/decide//0"
    assert {key: answer for key, answer in talk.said.items() if "/answer/" in key} == alone
