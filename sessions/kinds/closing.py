"""Closing: what is still open, the tension again, thanks, and the agreements confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from msgspec.structs import replace

from sessions.agreements import standing
from sessions.conversation import Conversation, Ending, State, Turn
from sessions.days import day_in
from sessions.kinds.base import TENSION, Field, Form, StepKind, confirm_fields
from sessions.pattern import Choice, Step
from sessions.text import N_
from sessions.zones import at_wall, name_of

OPEN = "open"
TENSION_AFTER = "tension"
THANKS = "thanks"
CONFIRM = "confirm"

TENSION_QUESTION = N_("How tense were you afterwards?")

AGAIN = "again"

NEXT = (
    Choice(id=AGAIN, label=N_("We talk about it another day")),
    Choice(id="third", label=N_("We ask someone to help us")),
    Choice(id="rest", label=N_("We let it rest for now")),
)


class ClosingKind(StepKind):
    """``open`` together, ``tension`` alone, ``thanks`` in turn, ``confirm`` each for themself."""

    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        partners = conversation.partners
        raters = partners if step.tension else ()
        return (
            Turn(step.id, OPEN),
            *(Turn(step.id, TENSION_AFTER, partner.id) for partner in raters),
            *(Turn(step.id, THANKS, partner.id) for partner in partners),
            Turn(step.id, CONFIRM),
        )

    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        if turn.phase == TENSION_AFTER:
            return (TENSION,)
        if turn.phase == THANKS:
            return (Field(id="text", optional=True),)
        if turn.phase == CONFIRM:
            return confirm_fields(conversation.partners)
        return (
            Field(id="text", optional=True),
            Field(id="next", form=Form.CHOICE, choices=NEXT, optional=True),
            Field(id="again_on", form=Form.DATE, label=N_("On"), optional=True),
        )

    def answered_alone(self, turn: Turn) -> bool:
        return turn.phase == TENSION_AFTER

    def needs_phrase(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return False  # there is one number behind the curtain, and no words

    def question_asked(self, step: Step, turn: Turn) -> str:
        return TENSION_QUESTION if turn.phase == TENSION_AFTER else step.prompt

    def closing_turn(self, step: Step) -> Turn | None:
        return Turn(step.id, OPEN)  # what is still open comes first

    def tension_after(self, step: Step, who: str) -> Turn | None:
        return Turn(step.id, TENSION_AFTER, who)

    def apply_answer(
        self,
        conversation: Conversation,
        step: Step,
        turn: Turn,
        *,
        now: datetime,
        new_id: str,
    ) -> Conversation:
        if turn.phase != CONFIRM:
            return conversation
        still_open = Turn(step.id, OPEN)
        again = conversation.answer(still_open, "again_on")
        if conversation.answer(still_open, "next") != AGAIN:
            again = ""
        made = tuple(
            replace(agreement, made_on=agreement.made_on or now.date())
            for agreement in conversation.agreements
        )
        return replace(
            conversation,
            agreements=made,
            return_at=_midnight(day_in(again), now),
            return_zone=name_of(now) if again else "",
            state=State.FINISHED,
            ended=now,
            ending=ending_of(conversation, step),
        )


def _midnight(day: date | None, now: datetime) -> datetime | None:
    return None if day is None else at_wall(day, time(), now)


def ending_of(conversation: Conversation, step: Step) -> Ending:
    """Give how it ended: an agreement, partly when something is still open, or none."""
    if not standing(conversation.agreements):
        return Ending.NO_AGREEMENT
    still_open = conversation.answer(Turn(step.id, OPEN), "text")
    return Ending.PARTLY if still_open else Ending.AGREEMENT
