"""The shelf: what the vault holds, as home and the list of earlier conversations show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sessions import agreements
from sessions.agreements import Agreement
from sessions.conversation import Conversation, State
from sessions.errors import TweespraakError
from sessions.pattern import shipped
from sessions.people import Pair


@dataclass(frozen=True, slots=True)
class Due:
    """An agreement to look back on."""

    agreement: Agreement
    conversation: str
    agreed_on: date
    on: date
    overdue: bool


@dataclass(slots=True)
class Shelf:
    """Pairs and conversations by id, and what could not be read."""

    pairs: tuple[Pair, ...] = ()
    conversations: dict[str, Conversation] = field(default_factory=dict)
    damaged: tuple[TweespraakError, ...] = ()
    loaded: bool = False

    def put(self, conversation: Conversation) -> None:
        """Lay a newer state of a conversation on the shelf."""
        self.conversations[conversation.id] = conversation

    def due(self, today: date) -> list[Due]:
        """Give what is to be looked back on, oldest promise first. Only finished conversations."""
        found = [
            Due(
                agreement=one,
                conversation=each.id,
                agreed_on=(each.ended or each.changed).date(),
                on=one.evaluate_on or today,
                overdue=(one.evaluate_on or today) < today,
            )
            for each in self.conversations.values()
            if each.state is State.FINISHED
            for one in agreements.due(each.agreements, today)
        ]
        return sorted(found, key=lambda one: (one.on, one.agreement.id))

    def unfinished(self) -> list[Conversation]:
        """Give what can be gone on with: a time-out first, then the latest."""
        going = [one for one in self.conversations.values() if one.state is not State.FINISHED]
        return sorted(
            going, key=lambda one: (one.state is not State.TIME_OUT, -one.changed.timestamp())
        )

    def newest(self) -> list[Conversation]:
        """Give all conversations, the latest first."""
        return sorted(self.conversations.values(), key=lambda one: one.changed, reverse=True)

    def stage_of(self, conversation: Conversation) -> tuple[int, int]:
        """Give at which stage of how many a conversation is."""
        stages = [one.id for one in shipped(conversation.pattern).stages]
        steps = {one.id: one.stage for one in shipped(conversation.pattern).steps}
        here = steps.get(conversation.at.step, stages[0])
        return stages.index(here) + 1, len(stages)
