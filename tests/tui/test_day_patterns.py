"""Days and lists are written as Babel writes them, without importing Babel when they are."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list

import locales
from locales.cldr import NAME, dates_of
from tests.terminal.conftest import ROOT
from tui.language.language import Language, known

DAYS = [date(2026, 1, 1) + timedelta(days=count) for count in range(366)]
LANGUAGES = pytest.mark.parametrize("language", known(), ids=lambda language: language.tag)


@LANGUAGES
def test_a_day_is_written_as_babel_writes_it(language: Language) -> None:
    """Every form of a day, for each day of a year and the first of the next."""
    for day in DAYS:
        assert [
            language.day(day),
            language.day(day, weekday=False),
            language.long_day(day),
            language.short_day(day),
            language.day_letters(day),
            language.month_letters(day),
        ] == [
            format_date(day, "full", locale=language.tag),
            format_skeleton("MMMMd", day, locale=language.tag),
            format_date(day, "long", locale=language.tag),
            format_skeleton("MMMEd", day, locale=language.tag),
            format_date(day, "EEEEEE", locale=language.tag),
            format_date(day, "LLL", locale=language.tag).rstrip("."),
        ]


@LANGUAGES
def test_a_time_is_written_as_babel_writes_it(language: Language) -> None:
    """The hours and minutes of a day, with two digits each."""
    for minutes in range(0, 24 * 60, 7):
        clock = time(minutes // 60, minutes % 60)
        assert language.clock(clock) == format_time(clock, "HH:mm", locale=language.tag)


@LANGUAGES
@pytest.mark.parametrize("count", range(6))
def test_a_list_is_written_as_babel_writes_it(language: Language, count: int) -> None:
    """None, some, and more than fit in the patterns of two and three; braces are only text."""
    items = ["Kim", "{0} and {1}", "Sam", "{", "Anna"][:count]
    babel = format_list(items, locale=language.tag) if items else ""
    assert language.listed(items) == babel


@LANGUAGES
def test_the_file_of_days_is_what_babel_says(language: Language) -> None:
    """A newer Babel that knows better shows here; `python -m locales.update` writes it again."""
    path = Path(ROOT, "locales", language.tag, NAME)
    assert json.loads(path.read_text(encoding="utf-8")) == dates_of(language.tag)


def test_a_language_without_a_file_of_its_own_reads_as_english() -> None:
    """A tag nobody knows gets days all the same."""
    assert locales.dates("xx") == locales.dates("en")
