"""What was said so far stands beside a turn that is answered alone: nothing private is in it."""

from __future__ import annotations

from sessions.conversation import Conversation
from sessions.pattern import shipped
from sessions.privacy import is_private
from sessions.text import is_empty
from tests.tui.road import states
from tests.tui.walk import couple
from tui.language.language import language
from tui.workspace.transcript import said_so_far


def told(conversation: Conversation) -> str:
    """Give all of it as one text."""
    pattern = shipped(conversation.pattern)
    lines = said_so_far(conversation, pattern, language("nl"))
    return "\n".join("".join(text for text, _ in line.parts) for line in lines)


def private_words(conversation: Conversation) -> set[str]:
    """Give every text that somebody wrote alone and did not share, drafts too."""
    pattern = shipped(conversation.pattern)
    fields = {
        **{key: answered.fields for key, answered in conversation.said.items()},
        **conversation.drafts,
    }
    return {
        text
        for key, written in fields.items()
        if is_private(conversation, pattern, key)
        for text in written.values()
        if not is_empty(text) and len(text) > 4
    }


def test_nothing_private_stands_beside_a_turn() -> None:
    """At every turn of every pattern, while somebody answers alone too."""
    looked = 0
    for conversation in states(couple()):
        seen = told(conversation)
        for text in private_words(conversation):
            looked += 1
            assert text not in seen, f"{conversation.at.key}: {text}"
    assert looked > 100


def test_what_was_said_last_stands_first() -> None:
    """At the ideas what it does to each of them stands above the appreciation."""
    talk = next(state for state in states(couple()) if state.at.key == "ideas/collect//0")
    seen = told(talk)
    assert 0 <= seen.index("impact/speak") < seen.index("appreciation/speak")
