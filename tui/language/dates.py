"""Days and times as people type them, in their own language.

Understood: ``2026-12-31``, ``31-12-2026``, ``31/12``, ``31 december``, ``31 dec 2026``,
``December 31``, today, tomorrow, a weekday (the next one), "in 10 days", "in 2 weeks". Without a
year it is the next such day to come.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import locales
from sessions import errors
from tui.language.day_patterns import names_of
from tui.language.language import Language

_WORDS = {
    "nl": {"vandaag": 0, "morgen": 1, "overmorgen": 2},
    "en": {"today": 0, "tomorrow": 1},
}
_UNITS = {
    "dag": 1,
    "dagen": 1,
    "day": 1,
    "days": 1,
    "week": 7,
    "weken": 7,
    "weeks": 7,
}
_BEFORE = {
    "en": {"today": 0, "yesterday": 1, "the day before yesterday": 2},
    "nl": {"vandaag": 0, "gisteren": 1, "eergisteren": 2},
}
_AGO = re.compile(r"(\d{1,3})\s+(\w+)\s+(?:geleden|ago)")
_LAST = re.compile(r"^(?:afgelopen|vorige|last)\s+")
_YEAR = re.compile(r"\d{4}")
_IN = re.compile(r"(?:over|in)\s+(\d{1,3})\s+(\w+)")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}))?")
_NAMED = re.compile(r"(\d{1,2})(?:e|de|ste|st|nd|rd|th)?\s+([^\W\d_]+)\.?(?:,?\s+(\d{4}))?")
_NAMED_FIRST = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")
_CLOCK = re.compile(r"(\d{1,2})(?:\s*[:.uh]\s*(\d{2}))?\s*(?:uur)?\s*(am|pm)?")


def read_day(text: str, language: Language, today: date) -> date:
    """Give the day that `text` means. Raises `DateNotUnderstood` or `DateNotThere`."""
    typed = " ".join(text.lower().split())
    day = _relative(typed, language, today) or _absolute(typed, language, today)
    if day is None:
        example = language.day(today + timedelta(days=7), weekday=False)
        if _looks_like_a_day(typed, language):
            raise errors.DateNotThere(example=example)
        raise errors.DateNotUnderstood(example=example)
    return day


def read_past_day(text: str, language: Language, today: date) -> date:
    """Give the day that has been that `text` means: ``yesterday``, ``Friday``, ``2 days ago``.

    A day that is still to come is given as it is; the caller refuses it. Raises as `read_day`.
    """
    typed = " ".join(text.lower().split())
    before = {**_BEFORE["en"], **_BEFORE.get(language.tag, {})}
    if typed in before:
        return today - timedelta(days=before[typed])
    match = _AGO.fullmatch(typed)
    if match and match[2] in _UNITS:
        return today - timedelta(days=int(match[1]) * _UNITS[match[2]])
    bare = _LAST.sub("", typed)
    weekday = _weekday(bare, language)
    if weekday is not None:
        back = (today.weekday() - weekday) % 7
        return today - timedelta(days=back if back or bare == typed else 7)
    day = read_day(text, language, today)
    if _relative(typed, language, today) is not None:
        return day
    if day > today and not _YEAR.search(typed):
        try:
            return day.replace(year=day.year - 1)
        except ValueError:  # the 29th of February
            return day
    return day


def _weekday(word: str, language: Language) -> int | None:
    """Give the day of the week that `word` names, Monday as 0, or None."""
    for tag in dict.fromkeys((language.tag, *locales.languages())):
        for number, name in enumerate(names_of("EEEE", tag)):
            if word == name.lower():
                return number
    return None


def _looks_like_a_day(typed: str, language: Language) -> bool:
    """Whether it reads as a day, such as the 31st of February, which there is not."""
    if _ISO.fullmatch(typed) or _NUMBERS.fullmatch(typed):
        return True
    named, first = _NAMED.fullmatch(typed), _NAMED_FIRST.fullmatch(typed)
    words = [word for word in (named and named[2], first and first[1]) if word]
    return any(_month(word, language) for word in words)


def read_time(text: str) -> time:
    """Give the time of day that `text` means: ``20:30``, ``20.30``, ``20u30``, ``8 pm``.

    Raises `TimeNotUnderstood`.
    """
    match = _CLOCK.fullmatch(text.lower().strip())
    if match is None:
        raise errors.TimeNotUnderstood()
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        if not 1 <= hour <= 12:
            raise errors.TimeNotUnderstood()
        hour = hour % 12 + (12 if match[3] == "pm" else 0)
    if hour > 23 or minute > 59:
        raise errors.TimeNotUnderstood()
    return time(hour, minute)


def next_moment(text: str, now: datetime) -> datetime:
    """Give the next moment after `now` at which it is that time. Raises `TimeNotUnderstood`."""
    moment = datetime.combine(now.date(), read_time(text), now.tzinfo)
    return moment if moment > now else moment + timedelta(days=1)


def shown_day(text: str, language: Language) -> str:
    """Give a day kept as ``2026-12-31`` as people write it; any other text as it is."""
    try:
        return language.long_day(date.fromisoformat(text))
    except ValueError:
        return text


def _relative(typed: str, language: Language, today: date) -> date | None:
    near = {**_WORDS["en"], **_WORDS.get(language.tag, {})}
    if typed in near:
        return today + timedelta(days=near[typed])
    match = _IN.fullmatch(typed)
    if match and match[2] in _UNITS:
        return today + timedelta(days=int(match[1]) * _UNITS[match[2]])
    for number, name in enumerate(names_of("EEEE", language.tag)):
        if typed in (name.lower(), f"volgende {name.lower()}", f"next {name.lower()}"):
            ahead = (number - today.weekday() - 1) % 7 + 1
            return today + timedelta(days=ahead)
    return None


def _absolute(typed: str, language: Language, today: date) -> date | None:
    if match := _ISO.fullmatch(typed):
        return _day(int(match[1]), int(match[2]), int(match[3]), today)
    if match := _NUMBERS.fullmatch(typed):
        return _day(int(match[3] or 0), int(match[2]), int(match[1]), today)
    if match := _NAMED.fullmatch(typed):
        return _day(int(match[3] or 0), _month(match[2], language), int(match[1]), today)
    if match := _NAMED_FIRST.fullmatch(typed):
        return _day(int(match[3] or 0), _month(match[1], language), int(match[2]), today)
    return None


def _month(word: str, language: Language) -> int:
    """Give the month that `word` names or begins (three letters at least), or 0."""
    # A day shown in the other's language must be read as well.
    for tag in dict.fromkeys((language.tag, *locales.languages())):
        for number, name in enumerate(names_of("MMMM", tag), start=1):
            if len(word) >= 3 and name.lower().startswith(word):
                return number
    return 3 if word == "mrt" else 0


def _day(year: int, month: int, day: int, today: date) -> date | None:
    """Give that day; without a year the next one to come; None when there is no such day."""
    for candidate in (year,) if year else (today.year, today.year + 1):
        try:
            named = date(candidate, month, day)
        except ValueError:
            continue
        if year or named >= today:
            return named
    return None
