"""Days and lists as a language writes them, by the patterns of Unicode's CLDR.

The patterns and the names come from ``dates.json`` in the folder of the language; see
`locales.cldr`.
"""

from __future__ import annotations

import re

import locales

TYPE_CHECKING = False  # `typing` takes longer to import than all that a shell's prompt needs
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

_FIELD = re.compile(r"'([^']*)'|([A-Za-z])\2*")

_NUMBERS: dict[str, Callable[[date], str]] = {
    "M": lambda day: str(day.month),
    "MM": lambda day: f"{day.month:02}",
    "d": lambda day: str(day.day),
    "dd": lambda day: f"{day.day:02}",
    "y": lambda day: str(day.year),
}


def written_day(day: date, pattern: str, tag: str) -> str:
    """Give `day` in the pattern of that name: ``full``, ``long``, ``month_day`` and so on."""
    data = locales.dates(tag)
    names = data["names"]

    def field(match: re.Match[str]) -> str:
        if match[2] is None:
            return match[1] or "'"
        if match[0] in names:
            return named_day(day, match[0], tag)
        return _NUMBERS[match[0]](day)

    return _FIELD.sub(field, data["patterns"][pattern])


def named_day(day: date, field: str, tag: str) -> str:
    """Give the name of the weekday or the month of `day`: ``EEEE`` its weekday, whole."""
    place = day.weekday() if field.startswith("E") else day.month - 1
    return names_of(field, tag)[place]


def names_of(field: str, tag: str) -> Sequence[str]:
    """Give the names of the weekdays from Monday (``EEEE``), or of the months (``MMMM``)."""
    names: list[str] = locales.dates(tag)["names"][field]
    return names


def written_list(items: Sequence[str], tag: str) -> str:
    """Give the items as a list in a sentence; an empty text for none."""
    patterns = locales.dates(tag)["lists"]
    if len(items) < 2:
        return "".join(items)
    if len(items) == 2:
        return str(patterns["2"].format(*items))
    written = patterns["start"].format(*items[:2])
    for item in items[2:-1]:
        written = patterns["middle"].format(written, item)
    return str(patterns["end"].format(written, items[-1]))
