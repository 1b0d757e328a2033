"""Inventory: each says alone who mostly does what; then both see it side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from sessions import inventory
from sessions.conversation import YES, Conversation, State, Turn
from sessions.inventory import NOTICED, Measure
from sessions.kinds.base import Field, Form, StepKind
from sessions.pattern import Step
from sessions.text import N_

SHOW = "show"

ENOUGH = "enough"
"""The field that says: this is enough, no more matters."""

LABELS = {
    Measure.DOES: N_("Doing it"),
    Measure.THINKS: N_("Thinking of it"),
    Measure.WISH: N_("How I would like it"),
    Measure.ENERGY: N_("How I feel after it"),
}


class InventoryKind(StepKind):
    """``matter-...`` alone, one a matter; then ``signals``, for oneself."""

    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        return tuple(
            turn
            for partner in conversation.partners
            for turn in _own(conversation, step, partner.id)
        )

    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        if turn.phase == NOTICED:
            return tuple(
                Field(id=signal.id, form=Form.CONFIRM, label=signal.label, optional=True)
                for signal in inventory.SIGNALS
            )
        found = inventory.matters(conversation.setting)
        _, matter = found[inventory.place_of(conversation.setting, turn)]
        asked = [measure for measure in Measure if matter.thinks or measure is not Measure.THINKS]
        return (
            *(
                Field(
                    id=measure.value,
                    form=Form.SCALE,
                    scale=inventory.PLACES,
                    label=LABELS[measure],
                    optional=True,
                )
                for measure in asked
            ),
            Field(id=ENOUGH, form=Form.CONFIRM, optional=True),
        )

    def blind(self, turn: Turn) -> bool:
        return True

    def private(self, turn: Turn) -> bool:
        return turn.phase == NOTICED


class BalanceKind(StepKind):
    """``show``, together: how each sees it. It is the end; what it leads to begins anew."""

    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        return (Turn(step.id, SHOW),)

    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        return ()

    def can_skip(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return False  # it asks nothing; the button ends it

    def needs_words(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return False

    def after(
        self, conversation: Conversation, step: Step, turn: Turn, *, now: datetime, new_id: str
    ) -> Conversation:
        return replace(conversation, state=State.FINISHED, ended=now)


def _own(conversation: Conversation, step: Step, who: str) -> Iterator[Turn]:
    for _, matter in inventory.matters(conversation.setting):
        turn = inventory.turn_about(matter, who)
        yield turn
        if conversation.answer(turn, ENOUGH) == YES:
            break
    yield Turn(step.id, NOTICED, who)
