"""Days as people type them, in any language the program has, first in that of the readers.

Understood: ``2026-12-31``, ``31-12-2026``, ``31/12``, ``15-12-26``, ``31 december``,
``December 31``,
``vrijdag 4 december``, ``Monday, December 7, 2026``, today, the day after tomorrow, a weekday,
``deze vrijdag``, ``vrijdag over een week``, ``in two weeks``. Without a year it is the next one.
What has two readings gives both: the caller shows them, and nothing is guessed in silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from sessions import errors
from tui.language.day_words import DayWords, all_words, plain, words_of
from tui.language.language import Language

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ]('?\d{2}|\d{4}))?")
_WORD = r"[^\W\d_]+"
_YEAR = r"(?: ('?\d{2}|\d{4}))?"
_LEAP = 8  # years within which every day of a calendar comes
_WEEK = 7
_CENTURY = 2000  # of a year in two figures


def read_day(text: str, readers: Sequence[Language], today: date) -> date:
    """Give the day that `text` means first. Raises `DateNotUnderstood` or `DateNotThere`."""
    return day_readings(text, readers, today)[0]


def read_past_day(text: str, readers: Sequence[Language], today: date) -> date:
    """Give the day that has been that `text` means: ``yesterday``, ``Friday``, ``2 days ago``.

    A day that is still to come is given as it is; the caller refuses it. Raises as `read_day`.
    """
    return day_readings(text, readers, today, past=True)[0]


def day_readings(
    text: str, readers: Sequence[Language], today: date, *, past: bool = False
) -> tuple[date, ...]:
    """Give the days that `text` can mean, the likely one first; in doubt, `past` for one that was.

    Raises `DateNotUnderstood`, or `DateNotThere` for what reads as a day and is none.
    """
    typed = _plain(text)
    of_readers = [words_of(reader.tag) for reader in readers]
    orders = tuple(dict.fromkeys(order for words in of_readers for order in words.orders))
    is_like_a_day = False
    for together in (of_readers, [all_words()]):
        read = [_DayReader(words, orders, today, past=past).read(typed) for words in together]
        days = dict.fromkeys(day for found in read for day in found or ())
        if days:
            return tuple(days)
        is_like_a_day = is_like_a_day or any(found is not None for found in read)
    example = today + timedelta(days=_WEEK)
    if is_like_a_day:
        raise errors.DateNotThere(example=example)
    raise errors.DateNotUnderstood(example=example)


def shown_day(text: str, language: Language) -> str:
    """Give a day kept as ``2026-12-31`` as people write it; any other text as it is."""
    try:
        return language.long_day(date.fromisoformat(text))
    except ValueError:
        return text


def _plain(text: str) -> str:
    return plain(text.replace(",", " ")).strip(" .!")


class _DayReader:
    """Reads a day with the words of one language, or of all."""

    def __init__(self, words: DayWords, orders: Sequence[str], today: date, *, past: bool) -> None:
        self._words, self._orders, self._today, self._past = words, orders, today, past

    def read(self, typed: str) -> list[date] | None:
        """Give the readings, none for what is like a day and is none, or None for anything else."""
        words = self._words
        for reads in (self._near, self._counted, self._weekday):
            found = reads(typed)
            if found is not None:
                return found
        bare = re.sub(rf"^(?:{words.filler} )+", "", typed)
        found = self._weekday(bare)
        return self._dated(bare) if found is None else found

    def _near(self, typed: str) -> list[date] | None:
        days = self._words.near.get(typed)
        return None if days is None else self._away(days)

    def _counted(self, typed: str) -> list[date] | None:
        """Read a number of days, weeks or months from today."""
        words = self._words
        count = r"(\S+) (\S+)"
        for pattern, sign in (
            (rf"{words.before} {count}", 1),
            (rf"{count} {words.later}", 1),
            (rf"{count} {words.ago}", -1),
        ):
            match = re.fullmatch(pattern, typed)
            found = match and self._counted_from(self._today, sign, match[1], match[2])
            if found is not None:
                return found
        return None

    def _counted_from(self, day: date, sign: int, count: str, unit: str) -> list[date] | None:
        words = self._words
        number = words.number(count)
        if number is None:
            return None
        if unit in words.units:
            return _moved(day, sign * number * words.units[unit])
        if unit in words.months:
            return _moved_by_months(day, sign * number * words.months[unit])
        return None

    def _weekday(self, typed: str) -> list[date] | None:
        """Read a weekday: the coming one, this or the next one, or one over some weeks."""
        words = self._words
        match = re.fullmatch(
            rf"(?:(?P<this>{words.this})|(?P<next>{words.next})|(?P<last>{words.last}))? ?"
            rf"(?P<name>{_WORD}\.?)(?: {words.before} (?P<count>\S+) (?P<unit>\S+))?",
            typed,
        )
        weekday = words.weekday(match["name"]) if match else None
        if match is None or weekday is None:
            return None
        ahead = (weekday - self._today.weekday() - 1) % _WEEK + 1
        coming = self._away(ahead)
        if match["count"]:
            later = [self._counted_from(day, 1, match["count"], match["unit"]) for day in coming]
            return later[0] if later else []
        if match["last"]:
            return self._away(ahead - _WEEK if ahead < _WEEK else -_WEEK)
        if match["next"]:
            # The coming one, or that of the week after this: people differ.
            is_next_week = self._today.weekday() + ahead >= _WEEK
            after = self._away(ahead + _WEEK)
            return coming + after if is_next_week else after + coming
        if self._past and not match["this"]:
            return self._away(ahead - _WEEK)
        return coming + self._away(0) if ahead == _WEEK else coming

    def _dated(self, typed: str) -> list[date] | None:
        """Read a day of the calendar, with its weekday before it or without."""
        first, _, rest = typed.partition(" ")
        weekday = self._words.weekday(first)
        if weekday is None or not rest:
            return self._calendar(typed)
        found = self._calendar(re.sub(rf"^(?:{self._words.filler} )+", "", rest))
        if not found:
            return found
        fitting = [day for day in found if day.weekday() == weekday]
        # One of the two is a slip: that day, or the nearest of that weekday.
        slips = [day for near in found[:1] for day in _nearest(near, weekday)]
        return fitting or found + slips

    def _calendar(self, typed: str) -> list[date] | None:
        words = self._words
        if match := _ISO.fullmatch(typed):
            return self._days(match[1], int(match[2]), int(match[3]))
        if match := _NUMBERS.fullmatch(typed):
            return self._in_numbers(int(match[1]), int(match[2]), match[3])
        day = rf"(\d{{1,2}}|{_WORD})(?:{words.endings})?"
        if match := re.fullmatch(rf"{day}(?: {words.of})? ({_WORD})\.?{_YEAR}", typed):
            return self._named(match[1], match[2], match[3])
        if match := re.fullmatch(rf"({_WORD})\.? (?:{words.filler} )?{day}{_YEAR}", typed):
            return self._named(match[2], match[1], match[3])
        return None

    def _in_numbers(self, one: int, other: int, year: str | None) -> list[date]:
        """Read two numbers in the orders of the readers; in another when that gives no day."""
        orders = {"dm": (other, one), "md": (one, other)}
        wanted = [orders[order] for order in self._orders]
        # In another order than theirs it may still be a day, and then it can only be that one.
        for months_and_days in (wanted, orders.values()):
            found = [
                day for month, number in months_and_days for day in self._days(year, month, number)
            ]
            if found:
                return found
        return []

    def _named(self, typed: str, name: str, year: str | None) -> list[date] | None:
        month = self._words.month(name)
        day = int(typed) if typed.isdigit() else self._words.ordinals.get(typed)
        return self._days(year, month, day) if month and day is not None else None

    def _days(self, year: str | None, month: int, day: int) -> list[date]:
        """Give that day; without a year the next one there is, or the last one."""
        if year:
            number = int(year.lstrip("'"))
            return _day(number if len(year) == len("2026") else _CENTURY + number, month, day)
        for years in range(_LEAP + 1):
            for found in _day(self._today.year + (-years if self._past else years), month, day):
                if found <= self._today if self._past else found >= self._today:
                    return [found]
        return []

    def _away(self, days: int) -> list[date]:
        return _moved(self._today, days)


def _day(year: int, month: int, day: int) -> list[date]:
    """Give that day, or nothing when there is none."""
    try:
        return [date(year, month, day)]
    except ValueError:
        return []


def _moved(day: date, days: int) -> list[date]:
    try:
        return [day + timedelta(days=days)]
    except OverflowError:
        return []


def _moved_by_months(day: date, months: int) -> list[date]:
    """Give the same day some months on; the last of that month where it has none such."""
    place = day.year * 12 + day.month - 1 + months
    for short in range(4):
        found = _day(place // 12, place % 12 + 1, day.day - short)
        if found:
            return found
    return []


def _nearest(day: date, weekday: int) -> list[date]:
    """Give the day of that weekday that is nearest."""
    return _moved(day, (weekday - day.weekday() + 3) % _WEEK - 3)
