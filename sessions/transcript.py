"""Transcript: what of a conversation may be shown to everybody who takes part, in order.

The kind of a step decides which of its words these are; private answers are not among them, unless
their author shared them. Every screen and export that shows a whole conversation takes its words
from here.
"""

from __future__ import annotations

from collections.abc import Iterator

from sessions.conversation import YES, Conversation, Turn
from sessions.kinds import KINDS, Passage
from sessions.pattern import Pattern, Step

__all__ = ["Passage", "other_words", "passages"]


def passages(
    conversation: Conversation, pattern: Pattern
) -> tuple[tuple[Step, list[Passage]], ...]:
    """Give what may be read of each step, in order; steps without words are left out."""
    readable = (
        (step, list(KINDS[step.kind].passages(conversation, step))) for step in pattern.steps
    )
    return tuple((step, words) for step, words in readable if words)


def other_words(conversation: Conversation, pattern: Pattern) -> Iterator[Passage]:
    """Give what was said together in steps that the pattern no longer has, as it stands there.

    What was answered alone is not among it: nothing says any more what of it was shared.
    """
    steps = {step.id for step in pattern.steps}
    people = {partner.id for partner in conversation.partners}
    for key, answered in conversation.said.items():
        turn = Turn.of_key(key)
        if turn is None or turn.step in steps or answered.alone or answered.closed:
            continue
        who = turn.who if turn.who in people else ""
        for text in answered.fields.values():
            if text and text != YES:
                yield Passage(turn=turn, who=who, label="", text=text)
