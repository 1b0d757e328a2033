"""People, the pair they form, and what they are to each other."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from unicodedata import normalize

import msgspec

from sessions import errors
from sessions.text import NAME_MAX, clean_line, is_empty


class Role(StrEnum):
    """What somebody does in the conversation."""

    PARTNER = "partner"
    MEDIATOR = "mediator"


class Setting(StrEnum):
    """Where two people know each other from; the source article names these four."""

    PARTNERS = "partners"
    FRIENDS = "friends"
    FAMILY = "family"
    WORK = "work"


class Way(StrEnum):
    """How two people hold a conversation; they choose it with the rules, and at any turn again."""

    TALK = "talk"
    """Said aloud; of each turn one sentence is kept, if they like."""
    WRITE = "write"
    """Written down whole, and read."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who takes part. `language` is a language tag such as ``nl``."""

    id: str
    name: str
    language: str
    role: Role = Role.PARTNER


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """The people who talk, in the order in which they sit, and their setting."""

    id: str
    people: tuple[Person, ...]
    setting: Setting = Setting.PARTNERS
    way: Way | None = None
    """How they talked last; None before they chose."""
    minutes: int | None = None
    """How long a turn was last, in minutes; None before they chose."""

    @property
    def partners(self) -> tuple[Person, ...]:
        """The people who talk, without a mediator; the first sits left."""
        return tuple(person for person in self.people if person.role is Role.PARTNER)


def checked_name(text: str) -> str:
    """Give the name in `text`, cleaned.

    Raises `NameMissing` when nothing of it is visible, `NameTooLong` past `NAME_MAX` characters.
    """
    name = clean_line(text)
    if is_empty(name):
        raise errors.NameMissing()
    if len(name) > NAME_MAX:
        raise errors.NameTooLong(count=len(name), most=NAME_MAX)
    return name


def namesakes(people: Sequence[Person], pairs: Sequence[Pair]) -> dict[str, tuple[str, ...]]:
    """Give the names of their partners, by id, for the `people` who share a name."""
    names = [person.name.casefold() for person in people]
    alike = {person.id for person in people if names.count(person.name.casefold()) > 1}
    return {
        partner.id: tuple(other.name for other in pair.partners if other.id != partner.id)
        for pair in pairs
        for partner in pair.partners
        if partner.id in alike
    }


def make_pair(pair_id: str, people: Sequence[Person], setting: Setting) -> Pair:
    """Give a pair of the `people`, names checked.

    Raises `NameMissing`, `NameTooLong`, or `NamesAlike` when two names differ by case only.
    """
    checked = [
        Person(
            id=person.id, name=checked_name(person.name), language=person.language, role=person.role
        )
        for person in people
    ]
    if len({normalize("NFKC", person.name).casefold() for person in checked}) < len(checked):
        raise errors.NamesAlike()
    return Pair(id=pair_id, people=tuple(checked), setting=setting)
