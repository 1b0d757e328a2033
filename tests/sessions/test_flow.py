"""Which turn follows which: tables, for the steps up to what both have said."""

from __future__ import annotations

import pytest

from sessions import moves
from sessions.conversation import Conversation, State, Turn
from sessions.kinds.turns import listener, speaker_of, spoken
from sessions.people import Person
from tests.sessions.helpers import KIM, PATTERN, SAM, Script, keys, play, start, steps

ALONE_KIM = ["tension/kim/0", "goal/kim/0", "message/kim/0", "neutral/kim/0"]
ALONE_SAM = ["tension/sam/0", "goal/sam/0", "message/sam/0", "neutral/sam/0"]
KIM_HEARD = ["speak/kim/0", "reflect/sam/0", "confirm/kim/0"]
SAM_HEARD = ["speak/sam/0", "reflect/kim/0", "confirm/sam/0"]


def test_the_steps_come_in_the_order_of_the_pattern(room: Conversation) -> None:
    """With a mediator in the room, wherever they sit, it is the same way through the steps."""
    seen = list(dict.fromkeys(step.at.step for step in steps(room)))
    assert seen == [step.id for step in PATTERN.steps]


def test_a_mediator_has_no_turn_of_their_own(room: Conversation) -> None:
    """The mediator steers: no turn, no field and no confirmation is theirs."""
    for step in steps(room):
        assert step.at.who in ("", "kim", "sam")
        assert "mia" not in {field.id for field in moves.fields(step, PATTERN)}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({}, ["agree//0", "now//0"]),
        ({"rules/now": {}}, ["agree//0", "now//0"]),
        ({"rules/now": {"minutes": "5"}}, ["agree//0", "now//0"]),
    ],
)
def test_rules(script: Script, expected: list[str]) -> None:
    """Both read the rules, then say whether now is a good time."""
    assert keys("rules", script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({}, ["subject//0", "aim//0"]),
        ({"together/aim": None}, ["subject//0", "aim//0"]),
        ({"together/aim": {}}, ["subject//0", "aim//0"]),
    ],
)
def test_joint(script: Script, expected: list[str]) -> None:
    """A joint step has one turn a question, also when one is passed over."""
    assert keys("together", script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param(
            {},
            [*ALONE_KIM, "share/kim/0", *ALONE_SAM, "share/sam/0", "reveal//0"],
            id="both share",
        ),
        pytest.param(
            {"alone/share": {}},
            [*ALONE_KIM, "share/kim/0", *ALONE_SAM, "share/sam/0"],
            id="neither shares",
        ),
        pytest.param(
            {"alone/share/sam": {}},
            [*ALONE_KIM, "share/kim/0", *ALONE_SAM, "share/sam/0", "reveal//0"],
            id="only the first shares",
        ),
        pytest.param(
            {"alone/share/kim": {}},
            [*ALONE_KIM, "share/kim/0", *ALONE_SAM, "share/sam/0", "reveal//0"],
            id="only the second shares",
        ),
        pytest.param({"alone/goal": None}, [*ALONE_KIM, *ALONE_SAM], id="nothing to share"),
        pytest.param(
            {"alone/goal/kim": None},
            [*ALONE_KIM, *ALONE_SAM, "share/sam/0", "reveal//0"],
            id="one has nothing to share",
        ),
        pytest.param(
            {"alone/goal/kim": {"text": " \n"}},
            [*ALONE_KIM, *ALONE_SAM, "share/sam/0", "reveal//0"],
            id="space is nothing to share",
        ),
        pytest.param({"alone": None}, [*ALONE_KIM, *ALONE_SAM], id="all passed over"),
        pytest.param(
            {"alone/tension/kim": {"scale": "8"}, "alone/goal": None},
            ["tension/kim/0", "wait/kim/0", *ALONE_KIM[1:], *ALONE_SAM],
            id="eight offers to wait",
        ),
        pytest.param(
            {"alone/tension": {"scale": "10"}, "alone/goal": None},
            [
                *("tension/kim/0", "wait/kim/0", *ALONE_KIM[1:]),
                *("tension/sam/0", "wait/sam/0", *ALONE_SAM[1:]),
            ],
            id="both are very tense",
        ),
        pytest.param(
            {"alone/tension": {"scale": "7"}, "alone/goal": None},
            [*ALONE_KIM, *ALONE_SAM],
            id="seven offers nothing",
        ),
    ],
)
def test_private(script: Script, expected: list[str]) -> None:
    """Each is alone, may share what can be shared, and the reveal comes only when somebody did."""
    assert keys("alone", script) == expected


def test_waiting_is_a_time_out_and_comes_back_at_the_next_turn() -> None:
    """Who chooses to wait gets a time-out, and afterwards the next turn, not the offer again."""
    tense = {"alone/tension/kim": {"scale": "9"}, "alone/wait/kim": {"choice": "wait"}}
    waiting = play(start(), script=tense)
    assert (waiting.state, waiting.at) == (State.TIME_OUT, Turn("alone", "goal", "kim"))
    assert waiting.time_out is not None


def heard(*verdicts: str) -> dict[str, dict[str, str] | None]:
    """Give the script in which Kim answers "is that it?" like this, one round after the other."""
    return {
        f"impact/confirm/kim/{place}": {"choice": verdict} for place, verdict in enumerate(verdicts)
    }


def again(place: int, choice: str) -> dict[str, dict[str, str] | None]:
    """Give the script in which Kim, after two misses, chooses this."""
    return {f"impact/again/kim/{place}": {"choice": choice}}


MISSED_TWICE = [*KIM_HEARD, "missed/kim/0", "reflect/sam/1", "confirm/kim/1", "again/kim/1"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param(heard("yes"), [*KIM_HEARD, *SAM_HEARD], id="that is it"),
        pytest.param(
            heard("not-quite", "yes"),
            [*KIM_HEARD, "missed/kim/0", "reflect/sam/1", "confirm/kim/1", *SAM_HEARD],
            id="not quite, then it is",
        ),
        pytest.param(
            heard("more", "yes"),
            [*KIM_HEARD, "more/kim/1", "reflect/sam/1", "confirm/kim/1", *SAM_HEARD],
            id="there is more",
        ),
        pytest.param(
            heard("not-quite", "not-quite") | again(1, "stand"),
            [*MISSED_TWICE, *SAM_HEARD],
            id="missed twice, let it stand",
        ),
        pytest.param(
            heard("not-quite", "not-quite", "yes") | again(1, "words"),
            [*MISSED_TWICE, "more/kim/2", "reflect/sam/2", "confirm/kim/2", *SAM_HEARD],
            id="missed twice, in other words",
        ),
        pytest.param(
            heard("not-quite", "more", "not-quite", "yes"),
            [
                *KIM_HEARD,
                *("missed/kim/0", "reflect/sam/1", "confirm/kim/1"),
                *("more/kim/2", "reflect/sam/2", "confirm/kim/2"),
                *("missed/kim/2", "reflect/sam/3", "confirm/kim/3"),
                *SAM_HEARD,
            ],
            id="more in between makes it one miss again",
        ),
        pytest.param(
            heard("not-quite", "not-quite", "not-quite", "not-quite")
            | again(1, "words")
            | again(3, "stand"),
            [
                *MISSED_TWICE,
                *("more/kim/2", "reflect/sam/2", "confirm/kim/2"),
                *("missed/kim/2", "reflect/sam/3", "confirm/kim/3", "again/kim/3"),
                *SAM_HEARD,
            ],
            id="missed four times, asked twice",
        ),
        pytest.param(
            {"impact/speak/kim": None}, ["speak/kim/0", *SAM_HEARD], id="the first has nothing"
        ),
        pytest.param(
            {"impact/speak": None}, ["speak/kim/0", "speak/sam/0"], id="nobody has anything"
        ),
        pytest.param(
            {"impact/reflect/sam": None}, [*KIM_HEARD, *SAM_HEARD], id="nothing said back"
        ),
        pytest.param(
            heard("more", "yes") | {"impact/more/kim": None},
            [*KIM_HEARD, "more/kim/1", "reflect/sam/1", "confirm/kim/1", *SAM_HEARD],
            id="after all nothing more",
        ),
    ],
)
def test_turns(script: Script, expected: list[str]) -> None:
    """One speaks, the other says it back, the speaker says whether that is it; then they swap."""
    assert keys("impact", script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({}, ["speak/kim/0", "reflect/sam/0", "speak/sam/0", "reflect/kim/0"]),
        ({"appreciation/speak/kim": None}, ["speak/kim/0", "speak/sam/0", "reflect/kim/0"]),
        ({"appreciation/speak/sam": None}, ["speak/kim/0", "reflect/sam/0", "speak/sam/0"]),
    ],
)
def test_turns_without_confirming(script: Script, expected: list[str]) -> None:
    """Saying thank you back is not weighed."""
    assert keys("appreciation", script) == expected


def test_who_sits_next_listens_and_what_was_said_stands_beside_it(room: Conversation) -> None:
    """The listener sees all that the speaker said in this exchange, the addition too."""
    step = PATTERN.step("impact")
    reached = play(room, "impact/reflect/sam/1", heard("more", "yes"))
    assert listener(reached, KIM).id == "sam"
    assert listener(reached, SAM).id == "kim"
    assert speaker_of(reached, reached.at).id == "kim"
    assert speaker_of(reached, Turn("impact", "confirm", "kim")).id == "kim"
    assert [(turn.key, name) for turn, name in spoken(reached, step, reached.at)] == [
        *(("impact/speak/kim/0", slot.id) for slot in step.slots),
        ("impact/more/kim/1", "text"),
    ]


def test_who_has_the_floor_is_who_the_turn_names(room: Conversation) -> None:
    """One person has the floor, or everybody together; who is alone always has it."""
    for step in steps(room):
        holder = moves.floor(step)
        assert (holder.id if holder else "") == step.at.who
        if moves.is_answered_alone(step, PATTERN):
            assert holder in (KIM, SAM)


def test_three_partners_each_say_back_what_the_one_before_said() -> None:
    """The flow does not count on two: with three, the one who sits next listens."""
    ann = Person(id="ann", name="Ann", language="en")
    turn_keys = keys("appreciation", conversation=start(KIM, SAM, ann))
    assert turn_keys == [
        *("speak/kim/0", "reflect/sam/0", "speak/sam/0"),
        *("reflect/ann/0", "speak/ann/0", "reflect/kim/0"),
    ]
