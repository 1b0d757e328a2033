"""Privacy: what somebody wrote alone can be closed, and the conversation goes on around it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from sessions import idea_moves, moves, preparation, privacy
from sessions.conversation import Conversation, Said, Turn
from sessions.privacy import close_private, is_closed, is_private, open_private, without_private
from sessions.transcript import passages
from tests.sessions import helpers
from tests.sessions.helpers import NOW, PATTERN

SECRET = {
    "alone/tension/kim": {"scale": "9"},
    "alone/wait/kim": {"choice": "go-on"},
    "alone/goal/kim": {"text": "kims goal"},
    "alone/message/kim": {"see": "kims message"},
    "alone/neutral/kim": {"text": "kims neutral"},
    "closing/tension/kim": {"scale": "2"},
    "alone/share/kim": {"goal": ""},
}


def seal_fields(who: str, place: str, fields: Mapping[str, str]) -> str:
    """Close for Kim: reversed, which is enough to see that the words are gone."""
    return json.dumps([place, dict(fields)])[::-1] if who == "kim" else ""


def unseal_fields(place: str, box: str) -> Mapping[str, str] | None:
    """Open what `seal_fields` closed, at its own place only."""
    known, fields = json.loads(box[::-1])
    return fields if known == place else None


def whole(script: helpers.Script | None = None) -> Conversation:
    """Give a conversation from the rules to the closing."""
    return helpers.play(helpers.start(), "", {**SECRET, **(script or {})})


def test_what_is_private() -> None:
    """The questions of the preparation and the tension at the end; not what was shared."""
    talk = whole({"alone/share/kim": {"goal": "yes"}})
    private = {key for key in talk.said if is_private(talk, PATTERN, key) and "/kim/" in key}
    assert private == {
        "alone/tension/kim/0",
        "alone/wait/kim/0",
        "alone/message/kim/0",
        "alone/neutral/kim/0",
        "closing/tension/kim/0",
    }


def test_closed_words_are_nowhere() -> None:
    """After closing none of Kim's private words is in the record; Sam's are as they were."""
    talk = whole()
    closed = close_private(talk, seal_fields)
    told = list(helpers.strings(closed))
    assert not any(word in string for string in told for word in ("kims goal", "kims message"))
    assert any("alone/goal/sam" in string for string in told)
    assert is_closed(closed, "kim")
    assert not is_closed(closed, "sam")
    assert open_private(closed, "kim", unseal_fields) == talk
    assert open_private(closed, "sam", unseal_fields) == closed


def test_what_is_half_typed_is_closed_too() -> None:
    """A draft is as private as an answer, and comes back into its field."""
    talk = helpers.at("alone/neutral/kim/0", SECRET)
    talk = moves.save_draft(talk, "text", "half a thought", now=NOW)
    closed = close_private(talk, seal_fields)
    assert "half a thought" not in list(helpers.strings(closed))
    assert closed.drafts == {}
    assert open_private(closed, "kim", unseal_fields) == talk


def test_a_subject_half_typed_alone_is_its_writers() -> None:
    """Closed with the rest, and shown to nobody else; what was typed together is for both."""
    talk = helpers.at("alone/neutral/kim/0", SECRET)
    alone = moves.save_draft(talk, "text", "kims money", now=NOW, turn=idea_moves.parking("kim"))
    both = moves.save_draft(alone, "text", "the holidays", now=NOW, turn=idea_moves.PARKING)
    closed = close_private(both, seal_fields)
    told = list(helpers.strings(closed))
    assert "kims money" not in told
    assert "the holidays" in told
    assert open_private(closed, "kim", unseal_fields) == both
    assert "kims money" not in list(helpers.strings(without_private(both)))


def test_what_is_shared_opens_in_the_same_step() -> None:
    """Sharing is one answer: from then on closing leaves the shared words, and only those."""
    talk = helpers.at("alone/share/kim/0", SECRET)
    shared = helpers.answer(talk, goal="yes")
    closed = close_private(shared, seal_fields)
    assert closed.answer(Turn("alone", "goal", "kim"), "text") == "kims goal"
    assert closed.said["alone/message/kim/0"].closed
    later = helpers.play(closed, "", SECRET)
    texts = [passage.text for _, words in passages(later, PATTERN) for passage in words]
    assert "kims goal" in texts


@pytest.mark.parametrize("until", [step.at.key for step in helpers.steps(helpers.start(), SECRET)])
def test_the_flow_goes_on_around_what_is_closed(until: str) -> None:
    """Closed at any turn and taken up again, it stands at that turn, and comes to the same end."""
    talk = helpers.at(until, SECRET)
    closed = moves.resume(close_private(talk, seal_fields), PATTERN, now=NOW)
    assert closed.at == talk.at
    opened = open_private(closed, "kim", unseal_fields)
    assert [step.at for step in helpers.steps(opened, SECRET)] == [
        step.at for step in helpers.steps(talk, SECRET)
    ]
    ahead = [step.at for step in helpers.steps(closed, SECRET)]
    assert ahead[0] == talk.at
    assert ahead[-1].step == "closing"


def test_a_box_opens_at_its_own_place_only() -> None:
    """What was closed for one question, put at another or in another talk, stays closed."""
    closed = close_private(whole(), seal_fields)
    answers = dict(closed.said)
    goal, neutral = "alone/goal/kim/0", "alone/neutral/kim/0"
    answers[goal], answers[neutral] = answers[neutral], answers[goal]
    swapped = open_private(replace(closed, said=answers), "kim", unseal_fields)
    assert swapped.said[goal].closed
    assert swapped.said[neutral].closed
    elsewhere = open_private(replace(closed, id="c" * 32), "kim", unseal_fields)
    assert is_closed(elsewhere, "kim")
    copied = replace(closed, id="c" * 32, origin=closed.id)
    assert not is_closed(open_private(copied, "kim", unseal_fields), "kim")


def test_whether_a_preparation_is_there_can_be_seen() -> None:
    """On the turn it was prepared for, the speaker is offered to open it; nobody else is."""
    talk = helpers.at("impact/speak/kim/0", SECRET)
    assert not preparation.is_preparation_closed(talk, PATTERN)
    closed = close_private(talk, seal_fields)
    assert preparation.is_preparation_closed(closed, PATTERN)
    assert not preparation.prepared(closed, PATTERN)
    taken = preparation.take_over(open_private(closed, "kim", unseal_fields), PATTERN, now=NOW)
    assert taken.written(taken.at, "see") == "kims message"
    other = helpers.at("impact/speak/sam/0", SECRET)
    assert not preparation.is_preparation_closed(close_private(other, seal_fields), PATTERN)


def test_own_answers_are_what_was_not_shared() -> None:
    """Somebody reads back what they wrote alone: their own, in order, without what both know."""
    talk = whole({"alone/share/kim": {"goal": "yes"}})
    phases = [turn.phase for turn, _ in privacy.own_answers(talk, PATTERN, "kim")]
    assert phases == ["tension", "wait", "message", "neutral", "tension"]


def test_without_private_is_the_same_open_or_closed() -> None:
    """To tell whether two copies are one talk, what is closed differently does not count."""
    talk = whole()
    assert without_private(talk) == without_private(close_private(talk, seal_fields))
    assert without_private(talk) != without_private(helpers.at("closing/open//0", SECRET))


@pytest.mark.parametrize("key", ["", "a/b/c", "a/b/c/d/e", "a/b/c/x", "-/parking//0"])
def test_a_key_of_no_turn_is_nobodys(key: str) -> None:
    """A record may hold keys of a later program; they are left as they are."""
    talk = replace(whole(), said={key: Said(fields={"text": "x"}, at=NOW)})
    assert not is_private(talk, PATTERN, key)
    assert close_private(talk, seal_fields) == talk
