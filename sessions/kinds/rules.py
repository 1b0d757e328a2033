"""Rules: both read them and agree, one by one; then, is now a good time?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from sessions.conversation import Conversation, Turn
from sessions.kinds.base import Field, Form, Passage, StepKind, confirm_fields
from sessions.pattern import Choice, Step
from sessions.people import Pair, Way
from sessions.text import N_, number_in

AGREE = "agree"
NOW = "now"

MINUTES = (
    Choice(id="1", label="1"),
    Choice(id="2", label="2"),
    Choice(id="3", label="3"),
    Choice(id="5", label="5"),
)
"""How long a turn is, in minutes; two minutes unless both choose otherwise (EVIDENCE: Turns)."""


WAYS = (
    Choice(id=Way.TALK.value, label=N_("We talk, and keep one sentence a turn")),
    Choice(id=Way.WRITE.value, label=N_("We write everything down")),
)
"""How they hold the conversation: talking is what most people came for, so it stands first."""


class RulesKind(StepKind):
    """``agree`` together, then ``now`` together."""

    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        return (Turn(step.id, AGREE), Turn(step.id, NOW))

    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        if turn.phase == AGREE:
            return confirm_fields(conversation.partners)
        return (
            Field(id="way", form=Form.CHOICE, choices=WAYS, optional=True),
            Field(id="minutes", form=Form.CHOICE, choices=MINUTES, optional=True),
        )

    def known(self, pair: Pair, step: Step) -> Mapping[str, Mapping[str, str]]:
        minutes = str(pair.minutes or "")
        known = minutes in {choice.id for choice in MINUTES}
        return {Turn(step.id, NOW).key: {"minutes": minutes}} if known else {}

    def apply_answer(
        self, conversation: Conversation, step: Step, turn: Turn, *, now: datetime, new_id: str
    ) -> Conversation:
        way = conversation.answer(turn, "way")
        return replace(conversation, way=Way(way)) if way else conversation

    def can_skip(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return False

    def turn_minutes(self, conversation: Conversation, step: Step) -> int | None:
        minutes = conversation.answer(Turn(step.id, NOW), "minutes")
        return number_in(minutes)

    def passages(self, conversation: Conversation, step: Step) -> Iterator[Passage]:
        return iter(())  # a yes to the rules and the length of a turn are nothing to read
