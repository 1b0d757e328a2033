"""What a screen is shown: a conversation, its pattern, who reads, and who is called what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sessions import moves
from sessions.conversation import Conversation
from sessions.pattern import Pattern, Step
from sessions.people import Person
from tui.language.language import Language, language

MARKS = ("◆", "●")
"""The marks of the first and the second person; side and capitals say the same as colour."""

SIDES = ("first", "second")
"""The names of their sides in the style sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationView:
    """A conversation to show at the moment `now`."""

    conversation: Conversation
    pattern: Pattern
    now: datetime

    @property
    def step(self) -> Step:
        """The present step."""
        return self.pattern.step(self.conversation.at.step)

    @property
    def floor(self) -> Person | None:
        """Who has the floor, or None together."""
        return moves.floor(self.conversation)

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages the screen speaks: the floor's, or both when they differ."""
        if self.floor is not None:
            return (language(self.floor.language),)
        tags = dict.fromkeys(partner.language for partner in self.conversation.partners)
        return tuple(language(tag) for tag in tags)

    @property
    def other(self) -> Person | None:
        """Who sits across from the floor, or None together."""
        floor = self.floor
        return self.conversation.others(floor.id)[0] if floor else None

    @property
    def names(self) -> dict[str, str]:
        """The names that may stand in the words of a pattern."""
        partners = self.conversation.partners
        me, other = self.floor or partners[0], self.other or partners[-1]
        return {
            "me": me.name,
            "other": other.name,
            "first": partners[0].name,
            "second": partners[-1].name,
        }

    def place(self, person_id: str) -> int:
        """Give the place of a person: 0 is left, 1 is right."""
        return [partner.id for partner in self.conversation.partners].index(person_id) % 2

    def mark(self, person_id: str) -> str:
        """Give somebody's mark."""
        return MARKS[self.place(person_id)]

    def side(self, person_id: str) -> str:
        """Give the name of somebody's side in the style sheet."""
        return SIDES[self.place(person_id)]

    def written(self, name: str) -> str:
        """Give what stands in a field of the present turn."""
        return self.conversation.written(self.conversation.at, name)
