"""Which turn follows which: the closing, and answers that are none."""

from __future__ import annotations

import pytest

from sessions import errors, moves
from sessions.conversation import Ending, State
from tests.sessions.helpers import (
    NOW,
    PATTERN,
    Script,
    answer,
    at,
    go,
    keys,
    pattern_of,
    play,
    start,
    suitable,
)

CLOSING = [
    "open//0",
    "tension/kim/0",
    "tension/sam/0",
    "thanks/kim/0",
    "thanks/sam/0",
    "confirm//0",
]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({"closing/open": {}}, Ending.AGREEMENT),
        ({"closing/open": None}, Ending.AGREEMENT),
        ({"closing/open": {"text": "de vakantie"}}, Ending.PARTLY),
        ({"agreements/choose": {"pick": "enough"}}, Ending.NO_AGREEMENT),
        (
            {"agreements/choose": {"pick": "enough"}, "closing/open": {"next": "third"}},
            Ending.NO_AGREEMENT,
        ),
    ],
)
def test_every_way_to_end(script: Script, expected: Ending) -> None:
    """Agreement, partly and none are all an end; the way through the closing is the same."""
    assert keys("closing", script) == CLOSING
    ended = play(start(), script=script)
    assert (ended.state, ended.ending, ended.ended) == (State.FINISHED, expected, NOW)


def test_everything_that_can_be_passed_over_can_be_passed_over() -> None:
    """With only what is needed answered, the conversation comes to its end, without agreement."""
    reached = start()
    while reached.state is State.ACTIVE:
        if moves.can_skip(reached, PATTERN):
            reached = moves.skip(reached, PATTERN, now=NOW)
        else:
            reached = answer(reached, **{**suitable(reached), "pick": "enough"})
    assert reached.ending is Ending.NO_AGREEMENT


def test_nobody_closes_for_the_other() -> None:
    """Rules and closing need the yes of each, and a yes is nothing but that."""
    for key in ("rules/agree//0", "closing/confirm//0"):
        reached = at(key)
        for given in ({}, {"kim": "yes"}, {"sam": "yes"}):
            with pytest.raises(errors.NotConfirmed):
                answer(reached, **given)
        with pytest.raises(errors.ChoiceUnknown):
            answer(reached, kim="yes", sam="no")


def test_talking_again_another_day_is_kept_as_a_date() -> None:
    """A day for the next talk, named at the closing, stands in the finished conversation."""
    ended = play(
        at("closing/open//0"), script={"closing/open": {"next": "again", "again_on": "2026-12-06"}}
    )
    assert ended.return_at is not None
    assert ended.return_at.isoformat() == "2026-12-06T00:00:00+00:00"
    rest = {"next": "rest", "again_on": "2026-12-06"}
    for given in ({}, rest):
        assert play(at("closing/open//0"), script={"closing/open": given}).return_at is None


@pytest.mark.parametrize(
    "text", ["0", "11", "-1", "3.0", "1e1", "٣", "drie", "9" * 5000, "+3", "3\n4"]
)
def test_a_number_outside_the_scale_is_refused(text: str) -> None:
    """Only the numbers on the scale count, in the digits that it shows."""
    with pytest.raises(errors.ChoiceUnknown):
        answer(at("alone/tension/kim/0"), scale=text)


@pytest.mark.parametrize(
    ("key", "given", "expected"),
    [
        ("together/subject//0", {}, errors.AnswerMissing),
        ("together/subject//0", {"text": " \t\n\u200b"}, errors.AnswerMissing),
        ("together/aim//0", {"choice": "win"}, errors.ChoiceUnknown),
        ("appreciation/speak/kim/0", {}, errors.AnswerMissing),
        ("impact/speak/kim/0", {"feel": " "}, errors.AnswerMissing),
        ("impact/reflect/sam/0", {}, errors.AnswerMissing),
        ("impact/confirm/kim/0", {}, errors.ChoiceMissing),
        ("impact/confirm/kim/0", {"choice": "maybe"}, errors.ChoiceUnknown),
        ("ideas/judge/kim/0", {"why0": "zomaar"}, errors.ChoiceMissing),
        ("agreements/choose//0", {}, errors.ChoiceMissing),
        ("agreements/choose//0", {"pick": "idea:none"}, errors.ChoiceUnknown),
        ("alone/share/kim/0", {"goal": "no"}, errors.ChoiceUnknown),
    ],
)
def test_an_answer_that_is_not_one(
    key: str, given: dict[str, str], expected: type[errors.MoveError]
) -> None:
    """What is missing or not a choice is named, and one stays on the turn."""
    with pytest.raises(expected):
        answer(at(key), **given)


@pytest.mark.parametrize(
    "key",
    [
        "rules/agree//0",
        "rules/now//0",
        "together/subject//0",
        "alone/share/kim/0",
        "alone/reveal//0",
        "impact/confirm/kim/0",
        "ideas/judge/kim/0",
        "ideas/reveal//0",
        "agreements/choose//0",
        "agreements/write//0",
        "date/pick//0",
        "closing/confirm//0",
    ],
)
def test_what_decides_cannot_be_passed_over(key: str) -> None:
    """Passing over is refused where the answer decides what follows."""
    assert not moves.can_skip(at(key), PATTERN)
    with pytest.raises(errors.CannotSkip):
        moves.skip(at(key), PATTERN, now=NOW)


def test_a_single_slot_must_be_filled_and_of_several_one_is_enough() -> None:
    """The builder helps; it never demands every sentence."""
    assert answer(at("impact/speak/kim/0"), feel="moe").at.key == "impact/reflect/sam/0"


def test_a_joint_question_with_slots_needs_one_of_them() -> None:
    """A needed question with several beginnings of sentences takes any one of them."""
    pattern = pattern_of(
        {
            "id": "both",
            "kind": "joint",
            "questions": [
                {
                    "id": "q",
                    "prompt": "?",
                    "slots": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
                }
            ],
        }
    )
    begun = start(pattern=pattern)
    with pytest.raises(errors.AnswerMissing):
        moves.answer(begun, pattern, {}, now=NOW, new_id="n")
    assert go(begun, {"both/q": {"b": "ja"}}, pattern).at.key == "closing/open//0"
