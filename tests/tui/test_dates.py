"""Days and times as people type them."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.errors import DateNotThere, DateNotUnderstood, MoveError, TimeNotUnderstood
from tui.language.dates import read_day, read_past_day, read_time, shown_day
from tui.language.language import language

TODAY = date(2026, 11, 22)
"""A Sunday."""

DAYS = [
    ("2026-12-31", "en", date(2026, 12, 31)),
    ("31-12", "nl", date(2026, 12, 31)),
    ("31/12", "en", date(2026, 12, 31)),
    ("1-2", "nl", date(2027, 2, 1)),
    ("22-11", "nl", date(2026, 11, 22)),
    ("31-12-2027", "nl", date(2027, 12, 31)),
    ("31 december", "nl", date(2026, 12, 31)),
    ("31 dec 2027", "en", date(2027, 12, 31)),
    ("December 31", "en", date(2026, 12, 31)),
    ("december 31st, 2027", "en", date(2027, 12, 31)),
    ("3 mrt", "nl", date(2027, 3, 3)),
    ("3 maart", "nl", date(2027, 3, 3)),
    ("1 okt. 2027", "nl", date(2027, 10, 1)),
    ("vandaag", "nl", TODAY),
    ("morgen", "nl", date(2026, 11, 23)),
    ("overmorgen", "nl", date(2026, 11, 24)),
    ("today", "en", TODAY),
    (" Tomorrow ", "en", date(2026, 11, 23)),
    ("vrijdag", "nl", date(2026, 11, 27)),
    ("Friday", "en", date(2026, 11, 27)),
    ("next friday", "en", date(2026, 11, 27)),
    ("volgende vrijdag", "nl", date(2026, 11, 27)),
    ("zondag", "nl", date(2026, 11, 29)),
    ("monday", "en", date(2026, 11, 23)),
    ("over 10 dagen", "nl", date(2026, 12, 2)),
    ("over 2 weken", "nl", date(2026, 12, 6)),
    ("in 1 week", "en", date(2026, 11, 29)),
    ("29-02-2028", "nl", date(2028, 2, 29)),
]

NO_DAYS = [
    "",
    "?",
    "31-13",
    "30-2-2027",
    "binnenkort",
    "0-0",
    "2026-02-30",
    "99",
    "[/]",
    "\x1b",
    "32 mei",
]

TIMES = [
    ("20:30", time(20, 30)),
    ("20.30", time(20, 30)),
    ("20u30", time(20, 30)),
    ("20 uur", time(20)),
    ("8 pm", time(20)),
    ("8:15 am", time(8, 15)),
    ("12 am", time(0)),
    ("12 pm", time(12)),
    ("0:00", time(0)),
    (" 23:59 ", time(23, 59)),
]

NO_TIMES = ["", "24:00", "20:60", "half negen", "13 pm", "0 am", "-1", "20:3", "٢٥", "²"]


@pytest.mark.parametrize(("typed", "tongue", "day"), DAYS)
def test_days(typed: str, tongue: str, day: date) -> None:
    """A day is understood as people write it in their own language."""
    assert read_day(typed, language(tongue), TODAY) == day


@pytest.mark.parametrize("typed", NO_DAYS)
@pytest.mark.parametrize("tongue", ["en", "nl"])
def test_no_days(typed: str, tongue: str) -> None:
    """What is no day is refused with an example of the reader's own, which is itself understood."""
    reader = language(tongue)
    with pytest.raises(DateNotUnderstood) as refused:
        read_day(typed, reader, TODAY)
    assert read_day(str(refused.value.fields["example"]), reader, TODAY) == date(2026, 11, 29)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("31 februari", DateNotThere),
        ("30-2-2027", DateNotThere),
        ("2026-02-30", DateNotThere),
        ("february 31", DateNotThere),
        ("volgende week", DateNotUnderstood),
        ("next week", DateNotUnderstood),
        ("31 brr", DateNotUnderstood),
    ],
)
def test_a_day_that_does_not_exist(typed: str, kind: type[DateNotUnderstood]) -> None:
    """It is said that there is no such day; of anything else, what can be understood."""
    with pytest.raises(DateNotUnderstood) as refused:
        read_day(typed, language("nl"), TODAY)
    assert type(refused.value) is kind


@pytest.mark.parametrize(("typed", "clock"), TIMES)
def test_times(typed: str, clock: time) -> None:
    """A time of day is understood as people write it."""
    assert read_time(typed) == clock


@pytest.mark.parametrize("typed", NO_TIMES)
def test_no_times(typed: str) -> None:
    """What is no time is refused."""
    with pytest.raises(TimeNotUnderstood):
        read_time(typed)


PIECES = st.sampled_from(
    [
        " ",
        "\x00",
        "31",
        "0",
        "12",
        "2026",
        "9999",
        "-",
        "/",
        ".",
        "in",
        "over",
        "999",
        "dagen",
        "weeks",
        "may",
        "mei",
        "vrijdag",
        "next",
        "am",
        "pm",
        "uur",
        "u",
        ":",
        "²",
        "٣",
        "ﬁ",
        "İ",
    ]
)
TYPED = st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=7).map("".join))
TODAYS = st.dates(max_value=date(9900, 1, 1))


@given(TYPED, st.sampled_from(["en", "nl"]), TODAYS)
def test_only_a_sentence(typed: str, tongue: str, today: date) -> None:
    """Whatever is typed, a day or a time comes out, or a sentence for the person."""
    refusals: list[str] = []
    for read in (lambda: read_day(typed, language(tongue), today), lambda: read_time(typed)):
        try:
            read()
        except MoveError as problem:
            refusals.append(language(tongue).error(problem))
    assert all(refusals)


@given(st.dates(), st.sampled_from(["en", "nl"]))
def test_shown_and_read(day: date, tongue: str) -> None:
    """A day that is shown in a field is understood when it is read back from it."""
    shown = shown_day(day.isoformat(), language(tongue))
    if day.year >= 1000:
        assert read_day(shown, language(tongue), TODAY) == day


@pytest.mark.parametrize(
    ("typed", "tag", "day"),
    [
        ("yesterday", "en", "2026-11-21"),
        ("gisteren", "nl", "2026-11-21"),
        ("Eergisteren", "nl", "2026-11-20"),
        ("3 dagen geleden", "nl", "2026-11-19"),
        ("2 weeks ago", "en", "2026-11-08"),
        ("vrijdag", "nl", "2026-11-20"),
        ("last Friday", "en", "2026-11-20"),
        ("zondag", "nl", "2026-11-22"),
        ("31-12", "nl", "2025-12-31"),
        ("1 november", "nl", "2026-11-01"),
        ("22 november 2026", "en", "2026-11-22"),
        ("1-1-2027", "nl", "2027-01-01"),
        ("afgelopen zondag", "nl", "2026-11-15"),
        ("tomorrow", "en", "2026-11-23"),
        ("in 3 days", "en", "2026-11-25"),
        ("volgende vrijdag", "nl", "2026-11-27"),
    ],
)
def test_a_day_that_has_been(typed: str, tag: str, day: str) -> None:
    """A note is about the last such day; one with a year is that day, also when it is to come."""
    found = read_past_day(typed, language(tag), date(2026, 11, 22))
    assert found.isoformat() == day
