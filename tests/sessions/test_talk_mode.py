"""Talking: turns that are said aloud, of which one sentence is kept; changed at any turn."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sessions import moves, preparation
from sessions.conversation import Conversation, State, Turn
from sessions.errors import AnswerMissing
from sessions.kinds.turns import core_field, kept, marked, spoken
from sessions.pattern import shipped
from sessions.people import Way
from sessions.transcript import passages
from tests.sessions.helpers import NOW, PATTERN, Script, answer, keys, pair, play, start, steps

IMPACT, APPRECIATION = PATTERN.step("impact"), PATTERN.step("appreciation")


def talking() -> Conversation:
    """Give a new conversation of two who talk."""
    return moves.begin(replace(pair(), way=Way.TALK), PATTERN, new_id="b" * 32, now=NOW)


def heard(*verdicts: str) -> dict[str, dict[str, str] | None]:
    """Give the script in which Kim says like this whether it is right, one round after another."""
    return {
        f"impact/confirm/kim/{place}": {"choice": verdict} for place, verdict in enumerate(verdicts)
    }


SAM = ("speak/sam/0", "confirm/sam/0")


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param({}, ["speak/kim/0", "confirm/kim/0", *SAM], id="exactly"),
        pytest.param(
            heard("not-quite", "yes"),
            ["speak/kim/0", "confirm/kim/0", "missed/kim/0", "confirm/kim/1", *SAM],
            id="not quite",
        ),
        pytest.param(
            heard("more", "yes"),
            ["speak/kim/0", "confirm/kim/0", "more/kim/1", "confirm/kim/1", *SAM],
            id="more",
        ),
        pytest.param(
            heard("not-quite", "not-quite"),
            [
                *("speak/kim/0", "confirm/kim/0", "missed/kim/0", "confirm/kim/1"),
                *("again/kim/1", "more/kim/2", "confirm/kim/2", *SAM),
            ],
            id="missed twice, in other words",
        ),
        pytest.param(
            heard("not-quite") | {"impact/missed": {"stand": "yes"}},
            ["speak/kim/0", "confirm/kim/0", "missed/kim/0", *SAM],
            id="left like this",
        ),
        pytest.param({"impact/speak/kim": None}, ["speak/kim/0", *SAM], id="passed over"),
        pytest.param(
            {"impact/speak/kim": {"core": "", "ask": ""}},
            ["speak/kim/0", "confirm/kim/0", *SAM],
            id="nothing kept",
        ),
    ],
)
def test_turns(script: Script, expected: list[str]) -> None:
    """What is said back is said aloud: no turn for it, and the speaker says if it is right."""
    assert keys("impact", script, talking()) == expected


def test_thanks_are_said_and_said_back_aloud() -> None:
    """One card each; what is said back there is not weighed."""
    assert keys("appreciation", None, talking()) == ["speak/kim/0", "speak/sam/0"]


def test_nothing_kept_is_not_passed_over() -> None:
    """An empty line is a turn that was said; to pass it over is a move of its own."""
    at = play(talking(), "impact/speak/kim/0")
    said = moves.answer(at, PATTERN, {}, now=NOW, new_id="n").said["impact/speak/kim/0"]
    assert (said.skipped, said.talked) == (False, True)
    passed = moves.skip(at, PATTERN, now=NOW).said["impact/speak/kim/0"]
    assert (passed.skipped, passed.talked) == (True, False)
    written = play(start(), "impact/speak/kim/0")
    assert not answer(written, see="x").said["impact/speak/kim/0"].talked


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"core": "the core", "ask": "an evening"}, ("core", "ask")),
        ({"core": "the core", "see": "of before", "feel": "tired"}, ("core", "see", "feel")),
        ({"see": "dishes", "ask": "help"}, ("see", "ask")),
        ({"core": " ", "ask": "help"}, ("ask",)),
        ({}, ()),
    ],
)
def test_one_function_says_what_is_kept(fields: dict[str, str], names: tuple[str, ...]) -> None:
    """First the core, then the beginnings that were completed: no word is out of sight."""
    talk = play(start(), "impact/speak/kim/0")
    for name, text in fields.items():
        talk = moves.save_draft(talk, name, text, now=NOW)
    spoke = moves.change_way(talk, Way.TALK, now=NOW)
    spoke = moves.answer(spoke, PATTERN, {}, now=NOW, new_id="n")
    turn = Turn("impact", "speak", "kim")
    assert kept(spoke, IMPACT, turn) == names
    read = {word.text for step, words in passages(spoke, PATTERN) for word in words}
    assert {spoke.answer(turn, name) for name in names} <= read
    assert [name for _, name in spoken(spoke, IMPACT, spoke.at)] == list(names)


def test_a_yes_to_what_was_said_aloud_is_not_read() -> None:
    """There is nothing beside it that it would be a yes to; written, it stands behind it."""
    for begun, reads in ((talking(), False), (start(), True)):
        words = [word for _, said in passages(play(begun), PATTERN) for word in said]
        assert any(word.text == "Yes, exactly" for word in words) is reads


def test_a_single_beginning_is_the_core() -> None:
    """Of thanks nothing but the sentence itself is kept."""
    assert core_field(APPRECIATION) == "text"
    assert core_field(IMPACT) == "core"
    assert [field.id for field in moves.fields(play(talking(), "impact/speak/kim/0"), PATTERN)] == [
        "core",
        "ask",
    ]


@pytest.mark.parametrize("first", list(Way))
@pytest.mark.parametrize("script", [{}, heard("not-quite", "more", "not-quite", "not-quite")])
def test_the_way_changes_at_any_turn(first: Way, script: Script) -> None:
    """Wherever they are: the turn is one of the talk, what was said stays, and it ends."""
    begun = moves.begin(replace(pair(), way=first), PATTERN, new_id="b" * 32, now=NOW)
    for talk in steps(begun, script):
        if talk.state is not State.ACTIVE:
            continue
        for way in Way:
            changed = moves.change_way(talk, way, now=NOW)
            assert changed.at in moves.turn_order(changed, PATTERN), talk.at.key
            assert (changed.said, changed.drafts) == (talk.said, talk.drafts)
            if talk.at.step in ("appreciation", "impact"):
                end = play(changed, script=script)
                assert end.state is State.FINISHED
                assert set(talk.said) <= set(end.said)


def test_what_was_written_back_stays_in_the_order() -> None:
    """They go back and talk on: what the listener had written is still a turn, and is read."""
    talk = play(start(), "impact/confirm/kim/0")
    for _ in range(2):
        talk = moves.back(talk, PATTERN, now=NOW)
    talk = moves.change_way(talk, Way.TALK, now=NOW)
    talk = moves.answer(talk, PATTERN, {"core": "x"}, now=NOW, new_id="n")
    assert talk.at.key == "impact/reflect/sam/0"
    assert moves.fields(talk, PATTERN) == ()
    talk = moves.answer(talk, PATTERN, {}, now=NOW, new_id="n")
    assert talk.at.key == "impact/confirm/kim/0"
    assert "‹impact/reflect/sam/0 text›" in {
        word.text for _, words in passages(talk, PATTERN) for word in words
    }


def test_the_rules_ask_and_the_pair_knows() -> None:
    """Chosen with the rules; the next talk begins with it, and so does an evaluation."""
    chosen = play(start(), script={"rules/now": {"way": "talk", "minutes": "3"}})
    assert chosen.way is Way.TALK
    assert play(start()).way is None
    known = replace(pair(), way=Way.TALK, minutes=3)
    again = moves.begin(known, PATTERN, new_id="c" * 32, now=NOW)
    assert again.way is Way.TALK
    assert again.drafts["rules/now//0"] == {"minutes": "3"}
    odd = moves.begin(replace(known, minutes=7), PATTERN, new_id="c" * 32, now=NOW)
    assert odd.drafts == {}
    look = moves.begin(known, shipped("evaluation"), new_id="d" * 32, now=NOW)
    assert look.is_talked


def test_the_listener_changes_what_they_wrote() -> None:
    """After *not quite* their own words are in the field again, and the marks stand beside them."""
    script = heard("not-quite") | {"impact/missed": {"words": "1 ever", "text": "the evenings"}}
    talk = play(start(), "impact/reflect/sam/1", script)
    assert talk.written(talk.at, "text") == "‹impact/reflect/sam/0 text›"
    assert marked(talk, talk.at) == "1 ever"
    assert (Turn("impact", "missed", "kim"), "text") in spoken(talk, IMPACT, talk.at)
    typed = moves.save_draft(talk, "text", "better", now=NOW)
    back = moves.back(typed, PATTERN, now=NOW)
    assert answer(back).written(talk.at, "text") == "better"


def test_something_has_to_be_pointed_out_in_writing() -> None:
    """Or it is left like this; said aloud it needs no line."""
    missed = play(start(), "impact/missed/kim/0", heard("not-quite"))
    with pytest.raises(AnswerMissing) as refused:
        moves.answer(missed, PATTERN, {}, now=NOW, new_id="n")
    assert refused.value.field == "text"
    aloud = play(talking(), "impact/missed/kim/0", heard("not-quite"))
    assert moves.answer(aloud, PATTERN, {}, now=NOW, new_id="n").at.key == "impact/confirm/kim/1"


def test_an_older_talk_goes_on_in_its_order() -> None:
    """Begun when there was no question of what was missed, it is not asked in the middle."""
    script = heard("not-quite", "yes")
    talk = play(start(), "impact/reflect/sam/1", script)
    said = {key: answered for key, answered in talk.said.items() if "/missed/" not in key}
    old = replace(talk, said=said, drafts={})
    assert old.at in moves.turn_order(old, PATTERN)
    assert not any(turn.phase == "missed" for turn in moves.turn_order(old, PATTERN))
    assert play(old, script=script).state is State.FINISHED


def test_what_was_prepared_serves_both_ways() -> None:
    """Written, one sentence goes on after its beginning; said, the beginnings stay."""
    prepared: Script = {"alone/message/kim": {"core": "the long evenings"}}
    talk = play(talking(), "impact/speak/kim/0", prepared)
    assert preparation.prepared(talk, PATTERN) == {"core": "the long evenings"}
    written = moves.change_way(talk, Way.WRITE, now=NOW)
    assert preparation.prepared(written, PATTERN) == {"see": "the long evenings"}
    slots: Script = {"alone/message/kim": {"see": "the dishes", "feel": "tired"}}
    spoken_now = moves.change_way(play(start(), "impact/speak/kim/0", slots), Way.TALK, now=NOW)
    taken = preparation.take_over(spoken_now, PATTERN, now=NOW)
    assert taken.drafts[taken.at.key] == {"see": "the dishes", "feel": "tired"}
    said = moves.answer(taken, PATTERN, {}, now=NOW, new_id="n")
    assert kept(said, IMPACT, Turn("impact", "speak", "kim")) == ("see", "feel")
