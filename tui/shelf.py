"""The shelf: what the vault holds in short, as home and the list of conversations show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sessions.conversation import Conversation, State
from sessions.errors import TweespraakError
from sessions.pattern import shipped
from sessions.people import Pair
from sessions.summary import Filter, Promise, Summary, chosen, summarise


@dataclass(frozen=True, slots=True)
class Due:
    """An agreement to look back on."""

    agreement: Promise
    conversation: str
    agreed_on: date
    on: date
    overdue: bool


@dataclass(slots=True)
class Shelf:
    """Pairs, conversations in short by id, and what could not be read."""

    pairs: tuple[Pair, ...] = ()
    conversations: dict[str, Summary] = field(default_factory=dict)
    damaged: tuple[TweespraakError, ...] = ()
    loaded: bool = False
    _dues: tuple[date, list[Due]] | None = None

    def put(self, conversation: Conversation) -> None:
        """Lay a newer state of a conversation on the shelf."""
        self.lay({conversation.id: summarise(conversation)})

    def lay(self, found: dict[str, Summary]) -> None:
        """Lay conversations on the shelf, over those with the same id."""
        self.conversations.update(found)
        self._dues = None

    def drop(self, conversation_id: str) -> None:
        """Take a conversation off the shelf."""
        self.conversations.pop(conversation_id, None)
        self.damaged = tuple(one for one in self.damaged if one.fields.get("id") != conversation_id)
        self._dues = None

    def due(self, today: date) -> list[Due]:
        """Give what is to be looked back on, oldest promise first. Only finished conversations."""
        if self._dues is None or self._dues[0] != today:
            # Home asks this more than once for each thing it shows, of ten thousand conversations.
            self._dues = (today, self._due(today))
        return self._dues[1]

    def _due(self, today: date) -> list[Due]:
        found = [
            Due(
                agreement=one,
                conversation=each.id,
                agreed_on=(each.ended or each.changed).date(),
                on=one.on or today,
                overdue=(one.on or today) < today,
            )
            for each in self.conversations.values()
            for one in each.due(today)
        ]
        return sorted(found, key=lambda one: (one.on, one.agreement.id))

    def unfinished(self) -> list[Summary]:
        """Give what can be gone on with: a time-out first, then the latest."""
        going = [one for one in self.conversations.values() if one.state is not State.FINISHED]
        return sorted(
            going, key=lambda one: (one.state is not State.TIME_OUT, -one.changed.timestamp())
        )

    def chosen(self, narrowed: Filter, today: date) -> list[Summary]:
        """Give the conversations that a list shows, the latest first."""
        return chosen(self.conversations.values(), narrowed, today)

    def stage_of(self, conversation: Summary) -> tuple[int, int]:
        """Give at which stage of how many a conversation is."""
        stages = [one.id for one in shipped(conversation.pattern).stages]
        steps = {one.id: one.stage for one in shipped(conversation.pattern).steps}
        here = steps.get(conversation.step, stages[0])
        return stages.index(here) + 1, len(stages)
