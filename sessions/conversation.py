"""Conversation: a frozen record of where we are and what was said.

A conversation never changes; a move (`sessions.moves`) makes a new one. The mappings in it are
never written to after it was made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from sessions.agreements import Agreement
from sessions.people import Person, Role, Setting, Way

TOGETHER = ""
"""Instead of a person's id: everybody together."""

NO_STEP = "-"
"""Instead of the id of a step: what is typed there belongs to none."""

YES = "yes"
"""What a person's own field holds when they confirmed for themself."""


_ROUND = re.compile(r"0|[1-9][0-9]{0,8}")


class State(StrEnum):
    """What can be done with a conversation now."""

    ACTIVE = "active"
    TIME_OUT = "time-out"
    POSTPONED = "postponed"
    FINISHED = "finished"


class Ending(StrEnum):
    """How a conversation ended; all four are valid ends (EVIDENCE: Agreements)."""

    AGREEMENT = "agreement"
    PARTLY = "partly"
    NO_AGREEMENT = "no-agreement"
    STOPPED = "stopped"


class Turn(msgspec.Struct, frozen=True):
    """One screenful for one person, or for everybody (`who` is ``TOGETHER``).

    `phase` is what is done in the step; `round` counts when the same thing comes again.
    """

    step: str
    phase: str
    who: str = TOGETHER
    round: int = 0

    @property
    def key(self) -> str:
        """The name under which its words are kept."""
        return f"{self.step}/{self.phase}/{self.who}/{self.round}"

    @staticmethod
    def of_key(key: str) -> Turn | None:
        """Give the turn with that key, or None when no turn has it."""
        parts = key.split("/")
        if len(parts) != 4 or _ROUND.fullmatch(parts[3]) is None:
            return None
        return Turn(parts[0], parts[1], parts[2], int(parts[3]))


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered on one turn: `fields` by name, all as text.

    `skipped` when the question was passed over; an empty answer is never anything else. What a
    person sealed under their own phrase is `closed`; until they open it nothing else says what is
    in it, nor whether it was skipped (`sessions.privacy`). `alone` when it was answered behind the
    curtain. `talked` when it was said aloud: then an empty answer is no skipped one, and what was
    said back was said aloud too.
    """

    fields: Mapping[str, str]
    at: datetime
    skipped: bool = False
    closed: str = ""
    alone: bool = False
    talked: bool = False


class Idea(msgspec.Struct, frozen=True, kw_only=True):
    """A possible solution, in its author's words. A withdrawn idea is kept, not erased.

    `helps` are the ids of those whom it would help, as they said together.
    """

    id: str
    text: str
    withdrawn: bool = False
    helps: tuple[str, ...] = ()


class Parked(msgspec.Struct, frozen=True, kw_only=True):
    """A subject for another time."""

    id: str
    text: str
    at: datetime


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """Another moment to come back, put forward by `who` while the old one still stands."""

    who: str
    until: datetime
    zone: str = ""


class TimeOutEnd(StrEnum):
    """How a time-out ended."""

    TAKEN_BACK = "taken-back"
    BACK = "back"
    ANOTHER_DAY = "another-day"
    THIRD_PERSON = "third-person"


class TimeOut(msgspec.Struct, frozen=True, kw_only=True):
    """A break. `until` is wall-clock time in `zone`, so closing the program does not stop it.

    `by` is empty unless the caller gives their name. `calm` holds the results of the body check by
    person; `early` the people who asked to go on before `until`.
    """

    id: str
    called_at: datetime
    until: datetime
    by: str = ""
    proposal: Proposal | None = None
    early: tuple[str, ...] = ()
    calm: Mapping[str, bool] = msgspec.field(default_factory=dict)
    ended_at: datetime | None = None
    end: TimeOutEnd | None = None
    cycle: str = ""
    zone: str = ""
    """The name of the zone in which `until` is that time; empty for one without a name."""


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """One conversation from the first question to the closing."""

    id: str
    pair: str
    people: tuple[Person, ...]
    setting: Setting
    pattern: str
    at: Turn
    started: datetime
    changed: datetime
    state: State = State.ACTIVE
    said: Mapping[str, Said] = msgspec.field(default_factory=dict)
    drafts: Mapping[str, Mapping[str, str]] = msgspec.field(default_factory=dict)
    ideas: tuple[Idea, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    parked: tuple[Parked, ...] = ()
    time_outs: tuple[TimeOut, ...] = ()
    return_at: datetime | None = None
    ended: datetime | None = None
    ending: Ending | None = None
    closed_drafts: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Half-typed private text that its writer sealed, by the key of its turn."""
    restored: datetime | None = None
    """When it came back out of a backup, beside another state of the same talk."""
    origin: str = ""
    """The id it had in the backup then; what is closed in it belongs to that one."""
    reviewed: tuple[Agreement, ...] = ()
    """The agreements that an evaluation looks back on, as they were when it began."""
    about: str = ""
    """The id of the agreement that they talk about again here."""
    with_phrase: tuple[str, ...] = ()
    """The people with a phrase of their own: which turns they have shows nothing of an answer."""
    return_zone: str = ""
    """The name of the zone in which `return_at` is that time; empty for one without a name."""
    way: Way | None = None
    """How they talk now; None before they chose, and in what was begun before there was a choice:
    then everything is written."""

    @property
    def is_talked(self) -> bool:
        """Whether they say their turns aloud now, and keep one sentence of each."""
        return self.way is Way.TALK

    @property
    def partners(self) -> tuple[Person, ...]:
        """The people who talk, without a mediator; the first sits left."""
        return tuple(person for person in self.people if person.role is Role.PARTNER)

    @property
    def time_out(self) -> TimeOut | None:
        """The time-out that runs now; there is one at most."""
        return next((time_out for time_out in self.time_outs if time_out.end is None), None)

    def person(self, person_id: str) -> Person:
        """Give the person with that id. Raises KeyError when nobody has it."""
        for person in self.people:
            if person.id == person_id:
                return person
        raise KeyError(person_id)

    def others(self, person_id: str) -> tuple[Person, ...]:
        """Give the partners who are not `person_id`."""
        return tuple(partner for partner in self.partners if partner.id != person_id)

    def answer(self, turn: Turn, name: str) -> str:
        """Give what was answered in the field `name` of `turn`, or an empty text."""
        answer = self.said.get(turn.key)
        return answer.fields.get(name, "") if answer else ""

    def written(self, turn: Turn, name: str) -> str:
        """Give what stands in the field now: half-typed text before the answer."""
        draft = self.drafts.get(turn.key, {})
        return draft[name] if name in draft else self.answer(turn, name)

    def has_phrase(self, who: str) -> bool:
        """Whether `who` has a phrase of their own, as far as this conversation knows."""
        if who in self.with_phrase:
            return True
        closed = [key for key, answered in self.said.items() if answered.closed]
        turns = map(Turn.of_key, (*closed, *self.closed_drafts))
        return any(turn is not None and turn.who == who for turn in turns)

    def is_said(self, turn: Turn) -> bool:
        """Whether that turn was answered or skipped."""
        return turn.key in self.said

    def is_begun(self, turn: Turn) -> bool:
        """Whether that turn was answered or skipped, or holds a draft, closed or open."""
        return any(turn.key in keys for keys in (self.said, self.drafts, self.closed_drafts))

    def since(self, agreement_id: str) -> int:
        """Give the revision from which an agreement is held here; 0 where it was made."""
        return next(
            (agreement.revision + 1 for agreement in self.reviewed if agreement.id == agreement_id),
            0,
        )

    def title(self) -> str:
        """Give the subject in their own words, on one line, or an empty text before it is named.

        An evaluation has the words of the first agreement it looks back on.
        """
        for key, answer in self.said.items():
            if "/subject/" in key and answer.fields.get("text"):
                return " ".join(answer.fields["text"].split())
        return " ".join(self.reviewed[0].what.split()) if self.reviewed else ""
