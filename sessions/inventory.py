"""The inventory of giving and taking: everyday matters, how people see them, and what moved.

It shows differences and never a sum, a score or a winner (EVIDENCE: score-keeping harms distressed
couples). The matters of a setting are data: one TOML file in ``inventories/``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from sessions.conversation import Conversation, Turn
from sessions.people import Setting
from sessions.text import N_

INVENTORIES = Path(__file__).parent / "inventories"

PATTERN = "inventory"
"""The pattern of which a conversation is an inventory."""

STEP = "inventory"
MATTER = "matter-"
"""How the phase of a turn about a matter begins; its id follows."""

NOTICED = "signals"

PLACES = 5
"""Places on a line: 1 is mostly the first person, who sits left, 3 evenly, 5 mostly the second."""

MIDDLE = 3
FAR = 2
"""Places apart from which two people see something differently."""


PLACED = {
    1: N_("mostly {first}"),
    2: N_("{first} more often"),
    3: N_("evenly"),
    4: N_("{second} more often"),
    5: N_("mostly {second}"),
}
"""What each place means, in words."""

FELT = {
    1: N_("gives energy"),
    2: N_("gives a little energy"),
    3: N_("so-so"),
    4: N_("costs a little energy"),
    5: N_("costs energy"),
}
"""What each place means of the energy that is left after it."""


class Measure(StrEnum):
    """What is asked of a matter. `ENERGY` goes from what gives energy to what costs it."""

    DOES = "does"
    THINKS = "thinks"
    WISH = "wish"
    ENERGY = "energy"


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """Something everyday that somebody does. `title` and `act` are msgids.

    `thinks`: whether thinking of it is something else than doing it.
    """

    id: str
    title: str
    act: str
    thinks: bool = True


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """Matters that belong together. `title` is a msgid."""

    id: str
    title: str
    matters: tuple[Matter, ...]


@cache
def areas(setting: Setting) -> tuple[Area, ...]:
    """Give the matters of a setting, by area. The file ships with the program."""
    path = INVENTORIES / f"{setting.value}.toml"
    document: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Area(
            id=area["id"],
            title=area["title"],
            matters=tuple(Matter(**matter) for matter in area["matters"]),
        )
        for area in document["areas"]
    )


def matters(setting: Setting) -> tuple[tuple[Area, Matter], ...]:
    """Give every matter of a setting with its area, in order."""
    return tuple((area, matter) for area in areas(setting) for matter in area.matters)


def turn_about(matter: Matter, who: str) -> Turn:
    """Give the turn in which somebody answers about a matter.

    It goes by the matter's id: a matter that is added to the list later moves no answer.
    """
    return Turn(STEP, MATTER + matter.id, who)


def place_of(setting: Setting, turn: Turn) -> int:
    """Give the place in the list of the matter of `turn`. Raises StopIteration without a matter."""
    turns = (turn_about(matter, turn.who) for _, matter in matters(setting))
    return next(place for place, about in enumerate(turns) if about == turn)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A matter as both see it: by person and measure, a place from 1 to `PLACES`."""

    area: Area
    matter: Matter
    seen: Mapping[str, Mapping[Measure, int]]

    def places(self, measure: Measure) -> tuple[int, ...]:
        """Give the places of everybody who gave one, in the order in which they sit."""
        return tuple(places[measure] for places in self.seen.values() if measure in places)

    def is_of_both(self, measure: Measure) -> bool:
        """Whether everybody gave a place."""
        return all(measure in places for places in self.seen.values())

    def apart(self, measure: Measure) -> int:
        """Give how far apart they see it, in places."""
        places = self.places(measure)
        return max(places) - min(places) if places else 0


def is_complete(conversation: Conversation) -> bool:
    """Whether everybody has seen it to the end: before that nobody sees anything of it."""
    return all(
        conversation.is_said(Turn(STEP, NOTICED, partner.id)) for partner in conversation.partners
    )


def rows(conversation: Conversation) -> tuple[Row, ...]:
    """Give the matters that both said something of, in the order in which they were asked.

    None until both are done: what is shared appears for both at once.
    """
    if not is_complete(conversation):
        return ()
    complete = []
    for area, matter in matters(conversation.setting):
        seen = {
            partner.id: _seen(conversation, partner.id, matter) for partner in conversation.partners
        }
        if all(seen.values()):
            complete.append(Row(area=area, matter=matter, seen=seen))
    return tuple(complete)


def _seen(conversation: Conversation, who: str, matter: Matter) -> dict[Measure, int]:
    turn = turn_about(matter, who)
    given = {measure: conversation.answer(turn, measure.value) for measure in Measure}
    known = {str(place) for place in range(1, PLACES + 1)}
    return {key: int(text) for key, text in given.items() if text in known}


def ordered(matter_rows: Sequence[Row], measure: Measure) -> tuple[Row, ...]:
    """Give the rows in which both gave a place, those seen most differently first."""
    both = [row for row in matter_rows if row.is_of_both(measure)]
    return tuple(sorted(both, key=lambda row: -row.apart(measure)))


class Seen(StrEnum):
    """What is to be said of how two people see a matter; never who is right."""

    EACH_SELF = "each-self"
    EACH_OTHER = "each-other"
    APART = "apart"
    ALIKE = "alike"
    NEARLY = "nearly"


def how_seen(row: Row, measure: Measure) -> Seen:
    """Give how two people see a matter: both name themself, or the other, or they see it alike."""
    places = row.places(measure)
    if len(places) > 1 and measure is not Measure.ENERGY:
        first, second = places[0], places[-1]
        if first < MIDDLE < second:
            return Seen.EACH_SELF
        if second < MIDDLE < first:
            return Seen.EACH_OTHER
    apart = row.apart(measure)
    if apart >= FAR:
        return Seen.APART
    return Seen.NEARLY if apart else Seen.ALIKE


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody would like to go: the place seen and the wished one differ."""

    person: str
    seen: int
    wish: int


class Leaning(StrEnum):
    """Which way somebody would go with a matter."""

    EVENLY = "evenly"
    SELF = "self"
    OTHER = "other"


def leaning(wish: Wish, *, first: bool) -> Leaning:
    """Give which way a wish goes, of the person who sits `first`, left, or of the other."""
    seen, wished = wish.seen - MIDDLE, wish.wish - MIDDLE
    if seen * wished >= 0 and abs(wished) < abs(seen):
        return Leaning.EVENLY
    return Leaning.SELF if (wish.wish < wish.seen) is first else Leaning.OTHER


def wishes(row: Row) -> Iterator[Wish]:
    """Give the wish of everybody who would like a matter otherwise than they see it now."""
    for person, seen in row.seen.items():
        place, wish = seen.get(Measure.DOES), seen.get(Measure.WISH)
        if place is not None and wish is not None and place != wish:
            yield Wish(person=person, seen=place, wish=wish)


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A matter that somebody puts elsewhere than last time."""

    matter: Matter
    person: str
    before: int
    after: int
    apart_before: int
    apart_after: int


def moved(before: Sequence[Row], after: Sequence[Row], measure: Measure) -> tuple[Moved, ...]:
    """Give what moved between two inventories, by matter and person; what stayed is left out."""
    earlier_rows = {row.matter.id: row for row in before}
    changes = []
    for row in after:
        earlier = earlier_rows.get(row.matter.id)
        for person, seen in row.seen.items():
            place = seen.get(measure)
            earlier_place = earlier.seen.get(person, {}).get(measure) if earlier else None
            if earlier and place and earlier_place and place != earlier_place:
                changes.append(
                    Moved(
                        matter=row.matter,
                        person=person,
                        before=earlier_place,
                        after=place,
                        apart_before=earlier.apart(measure),
                        apart_after=row.apart(measure),
                    )
                )
    return tuple(changes)


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """Something to notice in oneself, and what it may mean. Both texts are msgids."""

    id: str
    label: str
    means: str
    body: bool = False


SIGNALS = (
    Signal(
        id="irritated",
        label=N_("I am often irritated"),
        means=N_(
            "It is often not the sock on the floor, but something underneath that was never said."
        ),
    ),
    Signal(
        id="worth",
        label=N_("I think less of myself"),
        means=N_("If you give a lot, you can come to believe that only what you do counts."),
    ),
    Signal(
        id="worry",
        label=N_("I keep worrying about the other"),
        means=N_(
            "Worrying about someone is a kind of love. When it fills your whole head, "
            "little is left for you."
        ),
    ),
    Signal(
        id="spent",
        label=N_("I am worn out"),
        means=N_("You may have been giving more than you had, and for a while."),
    ),
    Signal(
        id="withdrawing",
        label=N_("I withdraw, I see fewer people"),
        means=N_("When you are empty, nothing is left for people. Not even for the nice ones."),
    ),
    Signal(
        id="saying-yes",
        label=N_("I say yes, and it gnaws at me"),
        means=N_("Perhaps you meant no. Or: yes, but not now."),
    ),
    Signal(
        id="sleep",
        label=N_("I sleep badly"),
        means=N_("At night your mind may go over what was left unsaid in the day."),
        body=True,
    ),
    Signal(
        id="tired",
        label=N_("I am tired even after sleeping"),
        means=N_(
            "It may not be sleep you are short of but rest: an hour in which nobody needs you."
        ),
        body=True,
    ),
    Signal(
        id="head",
        label=N_("I have headaches"),
        means=N_(
            "That can come from tension, and from other things too. If it stays, see your doctor."
        ),
        body=True,
    ),
    Signal(
        id="tense",
        label=N_("My neck or shoulders are tense"),
        means=N_("When you are on call all day, your shoulders creep up without you noticing."),
        body=True,
    ),
)
"""What the source article names as signs of giving more than one takes (EVIDENCE: 5)."""
