"""Reading: what of a conversation may be seen by everybody, on every turn of the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from sessions import idea_moves, moves, timeout
from sessions.conversation import YES, Conversation, Said, State, Turn
from sessions.kinds import KINDS
from sessions.kinds.ideas import all_marked, by_support
from sessions.pattern import Kind
from sessions.transcript import Passage, other_words, passages
from tests.sessions.helpers import (
    KIM,
    MIA,
    NOW,
    PATTERN,
    SAM,
    Script,
    at,
    pattern_of,
    play,
    start,
    steps,
)

OBJECTS = {"mark0": "objection", "why0": "‹kim vindt het te laat›"}

SCRIPTS: dict[str, Script] = {
    "both share": {},
    "neither shares": {"alone/share": {}},
    "the first shares": {"alone/share/sam": {}},
    "the second shares": {"alone/share/kim": {}},
    "very tense": {"alone/tension": {"scale": "9"}},
    "with an objection": {"ideas/judge/kim": OBJECTS},
    "all skipped alone": {"alone": None},
}


def read(conversation: Conversation) -> list[Passage]:
    """Give all that may be seen, of all steps."""
    return [word for _, words in passages(conversation, PATTERN) for word in words]


def blind_words(conversation: Conversation) -> Iterator[tuple[Turn, str]]:
    """Give every word that was said behind the curtain, answered or half typed."""
    for step in PATTERN.steps:
        kind = KINDS[step.kind]
        for turn in kind.turns(conversation, step):
            if kind.answered_alone(turn):
                for field in kind.fields(conversation, step, turn):
                    if "‹" in conversation.written(turn, field.id):
                        yield turn, conversation.written(turn, field.id)


def is_after_marking(conversation: Conversation) -> bool:
    """Whether the way has come past the last mark."""
    here = conversation.at
    return here.key == "ideas/reveal//0" or here.step in ("agreements", "date", "closing")


def may_be_seen(conversation: Conversation, turn: Turn) -> bool:
    """Whether the words of this blind turn are free: shared with everybody done, or all marked."""
    if turn.step == "ideas":
        # A reason belongs to an objection; who came round to the idea keeps it to themself.
        return is_after_marking(conversation) and conversation.answer(turn, "mark0") == "objection"
    if turn.step != "alone" or turn.phase != "goal":
        return False
    everybody = conversation.at.step != "alone" or conversation.at.phase == "reveal"
    return everybody and conversation.answer(Turn("alone", "share", turn.who), "goal") == YES


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_private_words_show_only_when_shared_and_everybody_was_alone(
    room: Conversation, script: Script
) -> None:
    """On every turn of the conversation, half-typed words on it included."""
    seen = 0
    for step in steps(room, script):
        drafted = step
        if step.state is State.ACTIVE and moves.is_answered_alone(step, PATTERN):
            for field in moves.fields(step, PATTERN):
                drafted = moves.save_draft(drafted, field.id, f"‹half {field.id}›", now=NOW)
        for now in (step, drafted):
            shown = {passage.text for passage in read(now)}
            for turn, words in blind_words(now):
                assert (words in shown) is may_be_seen(now, turn), (now.at.key, turn.key)
                seen += 1
    assert seen > 20


@pytest.mark.parametrize("state", ["time-out", "closing"])
def test_leaving_the_way_early_opens_nothing(state: str) -> None:
    """A time-out or a closing in the middle of being alone shows nobody's private words."""
    for step in steps(start()):
        if step.at.step != "alone" or step.at.phase == "reveal":
            continue
        if state == "time-out":
            away = timeout.call(step, now=NOW, new_id="t")
        else:
            away = play(moves.close(step, PATTERN, now=NOW))
            assert away.state is State.FINISHED
        shown = {passage.text for passage in read(away)}
        assert not {words for _, words in blind_words(away)} & shown


def test_marks_are_hidden_until_all_of_them_are_in(room: Conversation) -> None:
    """While each marks alone, nothing of anybody's marks or reasons can be read."""
    marked = 0
    for step in steps(room, {"ideas/judge/kim": OBJECTS}):
        ideas = [it for it in read(step) if it.turn.step == "ideas" and it.who]
        if step.at.phase == "judge":
            marked += 1
            assert ideas == []
            assert not all_marked(step, PATTERN.step("ideas"))
        elif is_after_marking(step):
            assert all_marked(step, PATTERN.step("ideas"))
            assert [(it.who, it.text, it.own) for it in ideas] == [
                ("kim", "Not like this, because", False),
                ("kim", OBJECTS["why0"], True),
                ("sam", "Yes", False),
            ]
        else:
            assert not all_marked(step, PATTERN.step("ideas"))
    assert marked == 2


def test_ideas_come_in_their_own_order_with_objections_last() -> None:
    """Consent and not votes: an objection counts, the number of yeses does not."""
    reached = at("ideas/collect//0")
    for name in ("een", "twee", "drie"):
        reached = idea_moves.add_idea(reached, name, now=NOW, new_id=name)
    live = {f"mark{place}": "live" for place in range(3)}
    marks: Script = {
        "ideas/judge/kim": {**live, **OBJECTS},
        "ideas/judge/sam": {**live, "mark2": "yes"},
    }
    reached = play(reached, "ideas/reveal//0", marks)
    ordered = by_support(reached, PATTERN.step("ideas"))
    assert [(place, idea.text) for place, idea in ordered] == [
        (1, "twee"),
        (2, "drie"),
        (0, "een"),
    ]


def test_tension_is_never_read_back() -> None:
    """A number on a scale is for its author: there is no score."""
    ended = play(start(), script={"alone/tension": {"scale": "10"}})
    assert not [it for it in read(ended) if "tension" in it.turn.key or it.text == "10"]


def test_a_shared_answer_that_is_gone_is_not_an_empty_passage() -> None:
    """Where the words are not there any more, a yes to sharing shows nothing."""
    ended = play(start())
    gone = {**ended.said, "alone/goal/kim/0": Said(fields={}, at=NOW, skipped=True)}
    shown = read(replace(ended, said=gone))
    assert [passage.who for passage in shown if passage.turn.step == "alone"] == ["sam"]


def test_what_a_later_pattern_has_no_step_for_is_read_all_the_same() -> None:
    """What was said together or aloud, with who said it; never what was answered alone."""
    ended = play(start())
    said = {
        **ended.said,
        "gone/subject//0": Said(fields={"text": "of both"}, at=NOW),
        "gone/speak/kim/0": Said(fields={"see": "aloud", "yes": YES}, at=NOW),
        "gone/secret/kim/0": Said(fields={"text": "alone"}, at=NOW, alone=True),
        "gone/boxed/sam/0": Said(fields={}, at=NOW, closed="AAAA"),
        "gone/nobody/x/0": Said(fields={"text": "of somebody else"}, at=NOW),
    }
    others = list(other_words(replace(ended, said=said), PATTERN))
    assert [(word.who, word.text) for word in others] == [
        ("", "of both"),
        ("kim", "aloud"),
        ("", "of somebody else"),
    ]
    assert list(other_words(ended, PATTERN)) == []


def test_what_is_said_reads_in_order_with_its_speaker() -> None:
    """Own words as they are, choices as the words of the pattern, each with who said it."""
    by_step = {
        step.id: [(word.who, word.text, word.own) for word in words]
        for step, words in passages(play(start()), PATTERN)
    }
    assert list(by_step) == [
        *("together", "alone", "appreciation", "impact", "cycle", "ideas", "closing"),
    ]
    assert by_step["together"] == [
        ("", "‹together/subject//0 text›", True),
        ("", "That each of you feels heard", False),
    ]
    assert by_step["alone"] == [
        ("kim", "‹alone/goal/kim/0 text›", True),
        ("sam", "‹alone/goal/sam/0 text›", True),
    ]
    assert [who for who, _, _ in by_step["appreciation"]] == ["kim", "sam", "sam", "kim"]
    assert by_step["impact"][5:7] == [
        ("sam", "‹impact/reflect/sam/0 text›", True),
        ("kim", "Yes, exactly", False),
    ]


def test_what_was_skipped_is_not_read() -> None:
    """Half a sentence that was passed over is its author's, and not a thing that was said."""
    reached = moves.save_draft(at("impact/speak/kim/0"), "feel", "half", now=NOW)
    ended = play(moves.skip(reached, PATTERN, now=NOW))
    assert "half" not in {passage.text for passage in read(ended)}


def test_a_withdrawn_idea_is_not_read() -> None:
    """Its words are kept in the record, and not read to everybody."""
    reached = idea_moves.add_idea(at("ideas/collect//0"), "weg", now=NOW, new_id="weg")
    reached = idea_moves.withdraw_idea(reached, "weg", now=NOW)
    ended = play(idea_moves.add_idea(reached, "blijft", now=NOW, new_id="b"))
    shown = {passage.text for passage in read(ended)}
    assert "blijft" in shown
    assert "weg" not in shown


def test_two_who_share_appear_at_once_also_when_there_is_more_to_share() -> None:
    """With several questions to share, each shares what they choose, question by question."""
    questions = [
        {"id": name, "prompt": "?", "optional": True, "shareable": True} for name in ("a", "b")
    ]
    pattern = pattern_of({"id": "alone", "kind": "private", "questions": questions})
    script: Script = {"alone/share/kim": {"b": "yes"}, "alone/share/sam": {"a": "yes"}}
    for reached in steps(start(KIM, SAM, MIA, pattern=pattern), script, pattern):
        shown = [
            it.turn.key
            for step, words in passages(reached, pattern)
            if step.kind is Kind.PRIVATE
            for it in words
        ]
        everybody = reached.at.phase == "reveal" or reached.at.step == "closing"
        assert shown == (["alone/b/kim/0", "alone/a/sam/0"] if everybody else [])
