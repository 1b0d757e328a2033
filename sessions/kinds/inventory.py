"""Inventory: everybody says alone who mostly does what; then both see it side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from sessions import inventory
from sessions.conversation import TOGETHER, YES, Conversation, State, Turn
from sessions.inventory import NOTICED, Measure
from sessions.kinds.base import BOTH_SEE_IT_LATER, STAYS_WITH_WRITER, Field, Form, Passage, StepKind
from sessions.pattern import Step
from sessions.text import N_

SHOW = "show"

ENOUGH = "enough"
"""The field that says: this is enough, no more matters."""

NOTICED_QUESTION = N_("What have you noticed in yourself, the last few weeks?")

LABELS = {
    Measure.DOES: N_("Doing it"),
    Measure.THINKS: N_("Thinking of it"),
    Measure.WISH: N_("How I would like it"),
    Measure.ENERGY: N_("How I feel after it"),
}


class InventoryKind(StepKind):
    """``matter-...`` alone, a turn for every matter; then ``signals``, for oneself."""

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
        matters = inventory.matters(conversation.setting)
        _, matter = matters[inventory.place_of(conversation.setting, turn)]
        measures = [
            measure for measure in Measure if matter.thinks or measure is not Measure.THINKS
        ]
        return (
            *(
                Field(
                    id=measure.value,
                    form=Form.SCALE,
                    scale=inventory.PLACES,
                    label=LABELS[measure],
                    optional=True,
                )
                for measure in measures
            ),
            Field(id=ENOUGH, form=Form.CONFIRM, optional=True),
        )

    def answered_alone(self, turn: Turn) -> bool:
        return True

    def curtain_promise(self, turn: Turn) -> str:
        return STAYS_WITH_WRITER if turn.phase == NOTICED else BOTH_SEE_IT_LATER

    def is_private(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return turn.phase == NOTICED

    def needs_phrase(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        # What somebody noticed in themself stands among matters that both will see.
        noticed = Turn(step.id, NOTICED, turn.who)
        return turn == noticed or conversation.is_begun(noticed)

    def passages(self, conversation: Conversation, step: Step) -> Iterator[Passage]:
        for row in inventory.rows(conversation):
            yield Passage(
                turn=inventory.turn_about(row.matter, TOGETHER),
                who=TOGETHER,
                label="",
                text=row.matter.title,
                own=False,
            )
            for partner in conversation.partners:
                yield from _seen_passages(row, partner.id)

    def question_asked(self, step: Step, turn: Turn) -> str:
        return NOTICED_QUESTION if turn.phase == NOTICED else step.prompt


def _seen_passages(row: inventory.Row, who: str) -> Iterator[Passage]:
    """Give how one person sees a matter, measure by measure, in words."""
    for measure, place in row.seen[who].items():
        words = inventory.FELT if measure is Measure.ENERGY else inventory.PLACED
        yield Passage(
            turn=inventory.turn_about(row.matter, who),
            who=who,
            label=LABELS[measure],
            text=words[place],
            own=False,
        )


class BalanceKind(StepKind):
    """``show``, together: how both see it. It is the end; what it leads to begins anew."""

    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        return (Turn(step.id, SHOW),)

    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        return ()

    def can_skip(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return False  # it asks nothing; the button ends it

    def needs_words(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return False

    def apply_answer(
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
