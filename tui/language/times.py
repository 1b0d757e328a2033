"""Times of day as people type them, in any language the program has.

Understood: ``20:30``, ``20.30``, ``20u30``, ``20:30u``, ``19u``, ``8 pm``, ``8 p.m.``,
``half acht``, ``kwart over 8``, ``half past eight``, ``tien voor half negen``, ``8 uur 's avonds``.
What can be the morning and the evening gives both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from enum import Enum

from sessions import errors
from sessions.zones import at_wall
from tui.language.day_words import ClockWords, DayWords, all_words, any_of, plain, words_of
from tui.language.language import Language

_HALF = 12 * 60
_DAY = 24 * 60
_DIGITS = re.compile(r"(\d{1,2})\s*[:.uh]\s*([0-5]\d)|([01]\d|2[0-3])([0-5]\d)")


def read_time(text: str, readers: Sequence[Language]) -> time:
    """Give the time of day that `text` means first. Raises `TimeNotUnderstood`."""
    return time_readings(text, readers)[0]


def time_readings(text: str, readers: Sequence[Language]) -> tuple[time, ...]:
    """Give the times of day that `text` can mean, the likely one first.

    Raises `TimeNotUnderstood`.
    """
    typed = _plain(text)
    of_readers = [_TimeReader(words_of(reader.tag)).read(typed) for reader in readers]
    found = [minutes for minutes_read in of_readers for minutes in minutes_read]
    found = found or _TimeReader(all_words()).read(typed)
    if not found:
        raise errors.TimeNotUnderstood()
    return tuple(time(minutes // 60, minutes % 60) for minutes in dict.fromkeys(found))


def next_moments(text: str, readers: Sequence[Language], now: datetime) -> tuple[datetime, ...]:
    """Give the next moments after `now` that `text` can mean, the first to come first.

    A day may stand with it, as ``morgen om 9 uur`` or ``20:30 tomorrow``. Raises
    `TimeNotUnderstood`.
    """
    for words in (*(words_of(reader.tag) for reader in readers), all_words()):
        near = any_of(word for word, days in words.near.items() if days >= 0)
        around = rf"(?:{words.clock.around} )?"
        typed = _plain(text)
        match = re.fullmatch(rf"(?P<day>{near}) {around}(?P<at>.+)", typed) or re.fullmatch(
            rf"(?P<at>.+?) (?P<day>{near})", typed
        )
        if match and _is_time(match["at"], readers):
            day = now.date() + timedelta(days=words.near[match["day"]])
            return _on_day(match["at"], readers, day, now)
    return tuple(sorted(_next(at, now) for at in time_readings(text, readers)))


def _on_day(
    text: str, readers: Sequence[Language], day: date, now: datetime
) -> tuple[datetime, ...]:
    """Give the moments of that day that are still to come, or all when none is."""
    moments = [at_wall(day, at, now) for at in time_readings(text, readers)]
    return tuple(moment for moment in moments if moment > now) or tuple(moments)


def _is_time(text: str, readers: Sequence[Language]) -> bool:
    try:
        time_readings(text, readers)
    except errors.TimeNotUnderstood:
        return False
    return True


def _plain(text: str) -> str:
    return plain(text).rstrip(" !")


def _next(at: time, now: datetime) -> datetime:
    moment = at_wall(now.date(), at, now)
    return moment if moment > now else at_wall(now.date() + timedelta(days=1), at, now)


class Said(Enum):
    """How a time was said: with 24 hours, or on a face of twelve in figures or in words."""

    EXACTLY = "exactly"
    IN_FIGURES = "in figures"
    IN_WORDS = "in words"


class _TimeReader:
    """Reads a time of day with the words of one language, or of all; in minutes from midnight."""

    def __init__(self, words: DayWords) -> None:
        self._words = words
        self._clock: ClockWords = words.clock

    def read(self, typed: str) -> list[int]:
        """Give the readings, none for what is no time."""
        clock = self._clock
        typed = re.sub(rf"^{clock.around} ", "", typed)
        part, typed = self._part_of_day(typed)
        typed = typed.rstrip(".").strip()
        if not part and typed in clock.noon:
            return [_HALF]
        if typed in clock.midnight:
            return [0]
        return [minutes for found in self._forms(typed) for minutes in _in_part(*found, part)]

    def _part_of_day(self, typed: str) -> tuple[str, str]:
        """Take the part of the day away: ``am``, ``pm``, ``night`` or none, and the rest."""
        clock = self._clock
        for part, words in (("am", clock.am), ("pm", clock.pm), ("night", clock.night)):
            match = re.fullmatch(rf"(.*[^\s']) ?{words}", typed) or re.fullmatch(
                rf"{words} (?:{clock.around} )?(.*)", typed
            )
            if match:
                return part, match[1]
        return "", typed

    def _forms(self, typed: str) -> Iterator[tuple[int, Said]]:
        """Give minutes from midnight, and how they were said."""
        clock, number = self._clock, r"(\S+?)"
        hour = rf"{number} ?(?:{clock.hour})?"
        bare = re.sub(rf" ?{clock.hour}$", "", typed)
        if match := _DIGITS.fullmatch(bare):
            hours, minutes = int(match[1] or match[3]), int(match[2] or match[4])
            if hours < 24:
                # With a nought before it, it is a time of 24 hours.
                is_short = bool(match[1]) and len(match[1]) == 1 and hours > 0
                yield hours * 60 + minutes, Said.IN_FIGURES if is_short else Said.EXACTLY
            return
        spoken = {
            rf"{clock.half_to} {hour}": -30,
            rf"{clock.half_past} {hour}": 30,
            rf"{clock.quarter} {clock.past} {hour}": 15,
            rf"{clock.quarter} {clock.to} {hour}": -15,
        }
        for pattern, away in spoken.items():
            if match := re.fullmatch(pattern, typed):
                yield from self._spoken(match[1], away)
                return
        minutes_said = rf"{number}(?: {clock.minutes})?"
        for sign, towards in ((1, clock.past), (-1, clock.to)):
            half = rf"{minutes_said} {towards} {clock.half_to} {hour}"
            for pattern, more in ((half, -30), (rf"{minutes_said} {towards} {hour}", 0)):
                match = re.fullmatch(pattern, typed)
                said = self._words.number(match[1]) if match else None
                if match and said is not None and 0 < said < 30:
                    yield from self._spoken(match[2], sign * said + more)
                    return
        if match := re.fullmatch(hour, typed):
            yield from self._spoken(match[1], 0)

    def _spoken(self, hour: str, away: int) -> Iterator[tuple[int, Said]]:
        """Give the time some minutes away from an hour that was said."""
        hours = self._words.number(hour)
        if hours is None or hours > 23:
            return
        is_short = 1 <= hours <= 12 and not (hour.isdigit() and hour.startswith("0"))
        yield (hours * 60 + away) % _DAY, Said.IN_WORDS if is_short else Said.EXACTLY


def _in_part(minutes: int, said: Said, part: str) -> list[int]:
    """Give the readings of a time in a part of the day, or in any when none was said."""
    other = (minutes + _HALF) % _DAY
    if not part:
        if said is Said.EXACTLY:
            return [minutes]
        # Nobody who says eight and leaves it at that means the morning, as a rule.
        return [minutes, other] if said is Said.IN_FIGURES else sorted([minutes, other])[::-1]
    if said is Said.EXACTLY:
        # 20 uur 's avonds is what it says; 20 am is nothing.
        fits = part != "am" if minutes >= _HALF else part != "pm"
        return [minutes] if fits else []
    face = minutes % _HALF
    is_early = part == "am" or (part == "night" and face < _HALF // 2)
    return [face if is_early else face + _HALF]
