"""A language at run time: sentences, counts, dates, times, lists.

Sentences come from the standard library's gettext. How each language writes dates and lists stands
in its folder, taken from Babel. Nothing here is global: every person reads their own.
"""

from __future__ import annotations

import os
from functools import cache, cached_property

import locales
from sessions.text import N_, clean
from tui.language.day_patterns import named_day, written_day, written_list

TYPE_CHECKING = False  # `typing` takes longer to import than all that a shell's prompt needs
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, time, timedelta
    from gettext import NullTranslations

    from sessions.errors import TweespraakError

NAMES = {"en": "English", "nl": "Nederlands"}
"""How each language calls itself."""


class Language:
    """One language. `tag` is a language tag such as ``nl``."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        """The language tag."""

    @cached_property
    def _catalog(self) -> NullTranslations:
        """Its sentences, read with the first that is needed."""
        return locales.catalog(self.tag)

    @property
    def name(self) -> str:
        """How the language calls itself."""
        return NAMES.get(self.tag, self.tag)

    def t(self, message: str, **fields: object) -> str:
        """Give the sentence `message` in this language, with its named fields filled in.

        Text in `fields` is cleaned, so that no name can speak to the terminal.
        """
        if not message:
            return ""
        return self._catalog.gettext(message).format_map(_cleaned(fields))

    def n(self, one: str, many: str, count: int, **fields: object) -> str:
        """Give the sentence that fits `count`, which is also the field ``{count}``."""
        chosen = self._catalog.ngettext(one, many, count)
        return chosen.format_map(_cleaned({"count": count, **fields}))

    def error(self, problem: TweespraakError, words: str | None = None) -> str:
        """Give the sentence of an error, or `words` with its fields.

        A path at home begins with ``~``: it is long.
        """
        fields = {name: self._told(value) for name, value in problem.fields.items()}
        return self.t(words or problem.sentence, **fields)

    def _told(self, value: object) -> object:
        from datetime import date

        if isinstance(value, date):
            return self.day(value, weekday=False)
        home = os.environ.get("HOME", "").rstrip(os.sep) + os.sep
        if isinstance(value, str) and len(home) > 1 and value.startswith(home):
            return f"~{os.sep}{value.removeprefix(home)}"
        return value

    def day(self, day: date, *, weekday: bool = True) -> str:
        """Give a day in words, such as ``zondag 22 november 2026``."""
        return written_day(day, "full" if weekday else "month_day", self.tag)

    def long_day(self, day: date) -> str:
        """Give a day with its year and without the weekday, such as ``22 november 2026``."""
        return written_day(day, "long", self.tag)

    def clock(self, moment: datetime | time) -> str:
        """Give the time of day, such as ``20:40``."""
        return f"{moment.hour:02}:{moment.minute:02}"

    def when(self, moment: datetime, now: datetime) -> str:
        """Give a moment near `now`: the time today, "tomorrow at", or the day with the time.

        The time is that on the wall where it was agreed, and then.
        """
        at = self.clock(moment)
        days = (moment.date() - now.date()).days
        if days == 0:
            return self.t(N_("today at {time}"), time=at)
        if days == 1:
            return self.t(N_("tomorrow at {time}"), time=at)
        return self.t(N_("{day} at {time}"), day=self.day(moment.date(), weekday=True), time=at)

    def back(self, moment: datetime, now: datetime) -> str:
        """Give when they come back: "back at 20:40", tomorrow, or on a day."""
        if moment.date() == now.date():
            return self.t(N_("back at {time}"), time=self.clock(moment))
        return self.t(N_("back {moment}"), moment=self.when(moment, now))

    def ago(self, moment: datetime, now: datetime) -> str:
        """Give how long ago `moment` was, by the day."""
        from sessions.zones import as_here  # it loads the zones

        days = (now.date() - as_here(moment, now).date()).days
        if days <= 0:
            return self.t(N_("today"))
        if days == 1:
            return self.t(N_("yesterday"))
        return self.n("{count} day ago", "{count} days ago", days)

    def since(self, day: date, today: date) -> str:
        """Give from when something waits: "today", "since yesterday", "since Tuesday"."""
        days = (today - day).days
        if days <= 0:
            return self.t(N_("today"))
        if days == 1:
            return self.t(N_("since yesterday"))
        if days < 7:
            return self.t(N_("since {day}"), day=named_day(day, "EEEE", self.tag))
        shown = self.day(day, weekday=False) if day.year == today.year else self.long_day(day)
        return self.t(N_("since {day}"), day=shown)

    def short_day(self, day: date) -> str:
        """Give a day in a list, such as ``di 24 nov``."""
        return written_day(day, "weekday_month_day", self.tag)

    def day_letters(self, day: date) -> str:
        """Give the weekday at the head of a calendar, such as ``di``."""
        return named_day(day, "EEEEEE", self.tag)

    def month_letters(self, day: date) -> str:
        """Give the month at the side of a calendar, such as ``nov``."""
        return named_day(day, "LLL", self.tag).rstrip(".")

    def listed(self, items: Sequence[str]) -> str:
        """Give the items as a list in a sentence: ``Kim en Sam``."""
        return written_list([clean(item) for item in items], self.tag)

    def minutes(self, left: timedelta) -> str:
        """Give a length of time in whole minutes, rounded up."""
        count = max(1, -(-int(left.total_seconds()) // 60))
        return self.n("{count} minute", "{count} minutes", count)


def _cleaned(fields: dict[str, object]) -> dict[str, object]:
    return {
        name: clean(value) if isinstance(value, str) else value for name, value in fields.items()
    }


@cache
def language(tag: str) -> Language:
    """Give the language with that tag, or English when there is none."""
    return Language(tag if tag in locales.languages() else "en")


def known() -> tuple[Language, ...]:
    """Give all languages."""
    return tuple(language(tag) for tag in locales.languages())
