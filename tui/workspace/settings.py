"""What was set: language, colours, sound, when it locks; and half-typed names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec

from sessions.errors import StoreError
from sessions.store import Vault

T = TypeVar("T")

NAME_DRAFT = "draft."
"""With this begins the stored name of a half-typed name: such a one is of people, and deleted
with them."""

IN_CALENDAR = "calendar."
"""With this begins the stored name of what left in a calendar of a pair; its id follows."""

LOCK_AFTER = ("5", "15", "60", "0")
"""Minutes without a key after which a sealed vault can lock; 0 is never."""

USUAL_LOCK = "15"
"""Minutes after which it locks unless another time was chosen."""


class Settings(msgspec.Struct, frozen=True):
    """What was set. Names that this program does not know are in `others`, and stay."""

    language: str = ""
    """The tag of the language outside a conversation; empty until it was chosen."""
    theme: str = ""
    bell_on: bool = True
    """Whether a time-out ends with a sound."""
    breathing: str = ""
    """How the breathing guide looks, and its pace."""
    lock_after: str = USUAL_LOCK
    """Minutes without a key after which a sealed vault locks; one of `LOCK_AFTER`."""
    country: str = ""
    """Of which country help is shown."""
    name_drafts: dict[str, str] = {}
    """Names that were half-typed, by field."""
    in_calendar: dict[str, str] = {}
    """By the id of a pair: the names of the events that left in a calendar, with spaces between."""
    others: dict[str, str] = {}

    @staticmethod
    def of_stored(stored: Mapping[str, str]) -> Settings:
        """Give the settings that were stored as texts by name."""
        others = {
            name: text
            for name, text in stored.items()
            if name not in _NAMES and not name.startswith((NAME_DRAFT, IN_CALENDAR))
        }
        lock_after = stored.get("lock_after", USUAL_LOCK)
        return Settings(
            language=stored.get("language", ""),
            theme=stored.get("theme", ""),
            bell_on=stored.get("bell", "on") == "on",
            breathing=stored.get("breath", "still" if stored.get("still") else ""),
            lock_after=lock_after if lock_after in LOCK_AFTER else USUAL_LOCK,
            country=stored.get("country", ""),
            name_drafts=_beginning_with(NAME_DRAFT, stored),
            in_calendar=_beginning_with(IN_CALENDAR, stored),
            others=others,
        )

    def stored(self) -> dict[str, str]:
        """Give the settings as texts by name; what is as usual is left out."""
        texts = {
            "language": self.language,
            "theme": self.theme,
            "bell": "" if self.bell_on else "off",
            "breath": self.breathing,
            "lock_after": "" if self.lock_after == USUAL_LOCK else self.lock_after,
            "country": self.country,
        }
        drafts = {NAME_DRAFT + name: text for name, text in self.name_drafts.items()}
        calendars = {IN_CALENDAR + pair: names for pair, names in self.in_calendar.items()}
        told = {name: text for name, text in texts.items() if text}
        return {**self.others, **told, **drafts, **calendars}

    def without_pair(self, pair_id: str) -> Settings:
        """Give the settings without what is kept of a pair that was deleted."""
        left = {pair: names for pair, names in self.in_calendar.items() if pair != pair_id}
        return msgspec.structs.replace(self, in_calendar=left)


_NAMES = frozenset({"language", "theme", "bell", "breath", "still", "lock_after", "country"})


def _beginning_with(start: str, stored: Mapping[str, str]) -> dict[str, str]:
    """Give the settings whose names begin so, by the rest of the name; none that is empty."""
    return {
        name.removeprefix(start): text
        for name, text in stored.items()
        if name.startswith(start) and text
    }


def is_of_pair(pair_id: str) -> Callable[[str], bool]:
    """Give what says of a setting, by its name, whether it goes when that pair is deleted.

    A half-typed name may be of anybody.
    """
    return lambda name: name.startswith(NAME_DRAFT) or name == IN_CALENDAR + pair_id


def or_backup(read: Callable[[], T], otherwise: T) -> T:
    """Give what the last good copy holds, or `otherwise`; the damage was reported before."""
    try:
        return read()
    except StoreError:
        return otherwise


def settings_of(vault: Vault) -> Settings:
    """Give the settings, from the last good copy if need be. Damage is reported later."""
    try:
        return Settings.of_stored(vault.records.settings())
    except StoreError:
        return Settings.of_stored(or_backup(lambda: vault.records.settings(backup=True), {}))
