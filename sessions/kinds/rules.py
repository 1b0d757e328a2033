"""Rules: both read them and agree, one by one; then, is now a good time?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sessions.conversation import Conversation, Turn
from sessions.kinds.base import Field, Form, Passage, StepKind, confirm_fields
from sessions.pattern import Choice, Step
from sessions.text import N_, number_in

AGREE = "agree"
NOW = "now"

MINUTES = (
    Choice(id="1", label=N_("1 minute")),
    Choice(id="2", label=N_("2 minutes")),
    Choice(id="3", label=N_("3 minutes")),
    Choice(id="5", label=N_("5 minutes")),
)
"""How long a turn is; two minutes unless both choose otherwise (EVIDENCE: Turns)."""


class RulesKind(StepKind):
    """``agree`` together, then ``now`` together."""

    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        return (Turn(step.id, AGREE), Turn(step.id, NOW))

    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        if turn.phase == AGREE:
            return confirm_fields(conversation.partners)
        return (Field(id="minutes", form=Form.CHOICE, choices=MINUTES, optional=True),)

    def can_skip(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return False

    def turn_minutes(self, conversation: Conversation, step: Step) -> int | None:
        minutes = conversation.answer(Turn(step.id, NOW), "minutes")
        return number_in(minutes)

    def passages(self, conversation: Conversation, step: Step) -> Iterator[Passage]:
        return iter(())  # a yes to the rules and the length of a turn are nothing to read
