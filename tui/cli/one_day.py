"""A day that was typed on the command line: it can mean one day only, as nothing shows which."""

from __future__ import annotations

from datetime import date

from sessions.errors import MoveError
from sessions.text import N_
from tui.language.dates import day_readings
from tui.language.language import Language


class DayCanBeTwo(MoveError):
    sentence = N_("“{typed}” can be {one} or {other}. Write {first} or {second}.")


def one_day(text: str, speaks: Language, today: date, *, past: bool = False) -> date:
    """Give the day that `text` means. Raises `DayCanBeTwo`, or as `day_readings`."""
    days = day_readings(text, [speaks], today, past=past)
    if len(days) > 1:
        one, other = (speaks.day(day) for day in days[:2])
        first, second = (day.isoformat() for day in days[:2])
        raise DayCanBeTwo(typed=text, one=one, other=other, first=first, second=second)
    return days[0]
