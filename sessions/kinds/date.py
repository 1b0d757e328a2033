"""Date: when they look at it again. Without an agreement there is nothing to look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from msgspec.structs import replace

from sessions.agreements import standing
from sessions.conversation import Conversation, Turn
from sessions.kinds.base import Field, Form, StepKind
from sessions.pattern import Step

PICK = "pick"

OFFERED_DAYS = (7, 14, 30)
"""Days from today that are offered: short evaluations after a week or a month (EVIDENCE, 1)."""


class DateKind(StepKind):
    """``pick`` together: a day and, if they like, a time."""

    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        return (Turn(step.id, PICK),) if standing(conversation.agreements) else ()

    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        return (
            Field(id="date", form=Form.DATE),
            Field(id="time", form=Form.TIME, optional=True),
        )

    def after(
        self,
        conversation: Conversation,
        step: Step,
        turn: Turn,
        *,
        now: datetime,
        new_id: str,
    ) -> Conversation:
        day = date.fromisoformat(conversation.answer(turn, "date"))
        clock = conversation.answer(turn, "time")
        at = time.fromisoformat(clock) if clock else None
        stands = standing(conversation.agreements)
        dated = tuple(
            replace(agreement, evaluate_on=day, evaluate_at=at)
            if agreement in stands
            else agreement
            for agreement in conversation.agreements
        )
        return replace(conversation, agreements=dated)
