"""Transcript: what of a conversation may be shown to everybody who takes part, in order.

The kind of a step decides which of its words these are; private answers are not among them, unless
their author shared them. Every screen and export that shows a whole conversation takes its words
from here.
"""

from __future__ import annotations

from sessions.conversation import Conversation
from sessions.kinds import KINDS, Passage
from sessions.pattern import Pattern, Step

__all__ = ["Passage", "passages"]


def passages(
    conversation: Conversation, pattern: Pattern
) -> tuple[tuple[Step, list[Passage]], ...]:
    """Give what may be read of each step, in order; steps without words are left out."""
    readable = (
        (step, list(KINDS[step.kind].passages(conversation, step))) for step in pattern.steps
    )
    return tuple((step, words) for step, words in readable if words)
