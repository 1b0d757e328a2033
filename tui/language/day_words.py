"""The words with which people type days and times, of one language or of all together.

They stand in ``day-words.toml`` in the folder of the language; the names of months and weekdays
are those of CLDR, and what is said besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import msgspec

import locales
from tui.language.day_patterns import names_of

_SHORTEST = 3  # letters of the beginning of a name
_MONTHS = ("MMMM", "MMM", "LLL")
_WEEKDAYS = ("EEEE", "EEE", "EEEEEE")


class ClockWords(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a clock; each is a pattern of one of them, which may match nothing."""

    hour: str
    half_to: str
    half_past: str
    quarter: str
    past: str
    to: str
    around: str
    minutes: str
    am: str
    pm: str
    night: str
    noon: tuple[str, ...]
    midnight: tuple[str, ...]


class DayWords(msgspec.Struct, frozen=True, kw_only=True):
    """The words of one language, lower case; `this` and the other texts are patterns."""

    orders: tuple[str, ...]
    near: Mapping[str, int]
    units: Mapping[str, int]
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    month_names: Mapping[str, int]
    weekday_names: Mapping[str, int]
    filler: str
    of: str
    before: str
    ago: str
    later: str
    this: str
    next: str
    last: str
    endings: str
    clock: ClockWords

    def number(self, typed: str) -> int | None:
        """Give the number in figures or in a word, or None."""
        return int(typed) if typed.isascii() and typed.isdigit() else self.numbers.get(typed)

    def month(self, typed: str) -> int:
        """Give the month that a word names or begins, or 0."""
        return _named(self.month_names, typed) or 0

    def weekday(self, typed: str) -> int | None:
        """Give the day of the week that a word names or begins, Monday as 0, or None."""
        return _named(self.weekday_names, typed)


@cache
def words_of(tag: str) -> DayWords:
    """Give the words of one language; of one that has none, the names of its days and months."""
    return _words([tag])


@cache
def all_words() -> DayWords:
    """Give the words of all languages, as one."""
    return _words(locales.languages())


def plain(text: str) -> str:
    """Give what was typed in lower case, with one space between the words and plain quotes."""
    for sign in "’‘`´":
        text = text.replace(sign, "'")
    return " ".join(text.lower().split())


def any_of(words: Iterable[str]) -> str:
    """Give the pattern of one of `words`, the longest first; of none, one that never matches."""
    ordered = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, ordered))})" if ordered else r"(?!)"


def _words(tags: Iterable[str]) -> DayWords:
    found = [locales.data(tag, "day-words") for tag in tags]
    return DayWords(
        orders=tuple(dict.fromkeys(_listed(found, "orders"))),
        near=_mapped(found, "near"),
        units=_mapped(found, "units"),
        months=_mapped(found, "months"),
        numbers=_mapped(found, "numbers"),
        ordinals=_mapped(found, "ordinals"),
        month_names={**_names(tags, _MONTHS, 1), **_mapped(found, "month-names")},
        weekday_names={**_names(tags, _WEEKDAYS, 0), **_mapped(found, "weekday-names")},
        filler=any_of(_listed(found, "filler")),
        of=any_of(_listed(found, "of")),
        endings=any_of(_listed(found, "endings", "list")),
        **{
            name: any_of(_listed(found, "around", name))
            for name in ("before", "ago", "later", "this", "next", "last")
        },
        clock=ClockWords(
            noon=tuple(_listed(found, "clock", "noon")),
            midnight=tuple(_listed(found, "clock", "midnight")),
            **{
                name.replace("-", "_"): any_of(_listed(found, "clock", name))
                for name in (
                    *("hour", "half-to", "half-past", "quarter", "past", "to"),
                    *("around", "minutes", "am", "pm", "night"),
                )
            },
        ),
    )


def _listed(found: Iterable[Mapping[str, Any]], *place: str) -> list[str]:
    """Give the list at a place in all of these documents, one behind another."""
    lists: list[str] = []
    for document in found:
        part: Any = document
        for name in place:
            part = part.get(name, {})
        lists += part
    return lists


def _mapped(found: Iterable[Mapping[str, Any]], name: str) -> dict[str, int]:
    return {word: number for document in found for word, number in document.get(name, {}).items()}


def _names(tags: Iterable[str], fields: Iterable[str], first: int) -> dict[str, int]:
    """Give the names of days or months as CLDR has them, with their numbers."""
    return {
        name.lower().rstrip("."): number
        for tag in tags
        for field in fields
        for number, name in enumerate(names_of(field, tag), start=first)
    }


def _named(names: Mapping[str, int], typed: str) -> int | None:
    """Give the number of a name that was typed whole, or from its first letters."""
    typed = typed.rstrip(".")
    if typed in names:
        return names[typed]
    if len(typed) < _SHORTEST:
        return None
    begun = {number for name, number in names.items() if name.startswith(typed)}
    return begun.pop() if len(begun) == 1 else None
