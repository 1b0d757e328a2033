"""Days and times as people type them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.errors import DateNotThere, DateNotUnderstood, MoveError
from tests.conftest import ROOT
from tui.language.dates import day_readings, read_day, read_past_day, shown_day
from tui.language.language import Language, known, language
from tui.language.times import read_time

TODAY = date(2026, 11, 22)
"""A Sunday."""

BOTH = [language("nl"), language("en")]

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
    ("29 feb", "nl", date(2028, 2, 29)),
    ("vr", "nl", date(2026, 11, 27)),
    ("ma", "en", date(2026, 11, 23)),
    ("Fri", "en", date(2026, 11, 27)),
    ("mon", "nl", date(2026, 11, 23)),
    ("friday", "nl", date(2026, 11, 27)),
    ("op vrijdag", "nl", date(2026, 11, 27)),
    ("on Friday", "en", date(2026, 11, 27)),
    ("komende vrijdag", "nl", date(2026, 11, 27)),
    ("aanstaande vrijdag", "nl", date(2026, 11, 27)),
    ("deze vrijdag", "nl", date(2026, 11, 27)),
    ("this Friday", "en", date(2026, 11, 27)),
    ("vrijdag over een week", "nl", date(2026, 12, 4)),
    ("friday in two weeks", "en", date(2026, 12, 11)),
    ("over een week", "nl", date(2026, 11, 29)),
    ("over één week", "nl", date(2026, 11, 29)),
    ("over twee weken", "nl", date(2026, 12, 6)),
    ("over 'n week", "nl", date(2026, 11, 29)),
    ("in two weeks", "en", date(2026, 12, 6)),
    ("in a week", "en", date(2026, 11, 29)),
    ("in a fortnight", "en", date(2026, 12, 6)),
    ("two weeks from now", "en", date(2026, 12, 6)),
    ("over een maand", "nl", date(2026, 12, 22)),
    ("in a month", "en", date(2026, 12, 22)),
    ("the day after tomorrow", "en", date(2026, 11, 24)),
    ("Monday, December 7, 2026", "en", date(2026, 12, 7)),
    ("vrijdag 4 december", "nl", date(2026, 12, 4)),
    ("vr 4 dec", "nl", date(2026, 12, 4)),
    ("Fri, Dec 4", "en", date(2026, 12, 4)),
    ("15-12-26", "nl", date(2026, 12, 15)),
    ("15/12/26", "en", date(2026, 12, 15)),
    ("15.12.26", "nl", date(2026, 12, 15)),
    ("12/15", "nl", date(2026, 12, 15)),
    ("15 dec '26", "nl", date(2026, 12, 15)),
    ("de 5e van december", "nl", date(2026, 12, 5)),
    ("the first of December", "en", date(2026, 12, 1)),
    ("5th of december", "en", date(2026, 12, 5)),
    ("2026/12/31", "en", date(2026, 12, 31)),
    ("vrijdag.", "nl", date(2026, 11, 27)),
    ("4\u00a0december", "nl", date(2026, 12, 4)),
    ("gisteren", "nl", date(2026, 11, 21)),
    ("yesterday", "nl", date(2026, 11, 21)),
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


@pytest.mark.parametrize(("typed", "tongue", "day"), DAYS)
def test_days(typed: str, tongue: str, day: date) -> None:
    """A day is understood as people write it in their own language."""
    assert read_day(typed, [language(tongue)], TODAY) == day


@pytest.mark.parametrize("typed", NO_DAYS)
@pytest.mark.parametrize("tongue", ["en", "nl"])
def test_no_days(typed: str, tongue: str) -> None:
    """What is no day is refused with an example of the reader's own, which is itself understood."""
    reader = language(tongue)
    with pytest.raises(DateNotUnderstood) as refused:
        read_day(typed, [reader], TODAY)
    example = reader.day(date(2026, 11, 29), weekday=False)
    assert example in reader.error(refused.value)
    assert read_day(example, [reader], TODAY) == date(2026, 11, 29)


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
        read_day(typed, [language("nl")], TODAY)
    assert type(refused.value) is kind


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
    for read in (
        lambda: read_day(typed, [language(tongue)], today),
        lambda: read_time(typed, [language(tongue)]),
    ):
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
        assert read_day(shown, [language(tongue)], TODAY) == day


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
    found = read_past_day(typed, [language(tag)], date(2026, 11, 22))
    assert found.isoformat() == day


# -- Two readings ---------------------------------------------------------------------------------

WEDNESDAY = date(2026, 11, 25)

TWO_DAYS = [
    ("next friday", "en", ["2026-12-04", "2026-11-27"]),
    ("volgende vrijdag", "nl", ["2026-12-04", "2026-11-27"]),
    ("volgende dinsdag", "nl", ["2026-12-01", "2026-12-08"]),
    ("12/5", "en", ["2027-05-12", "2026-12-05"]),
    ("12/5", "nl", ["2027-05-12"]),
    ("12-5-2027", "en", ["2027-05-12", "2027-12-05"]),
    ("12/15", "en", ["2026-12-15"]),
    ("5/5", "en", ["2027-05-05"]),
    ("woensdag", "nl", ["2026-12-02", "2026-11-25"]),
    ("vrijdag 5 december", "nl", ["2026-12-05", "2026-12-04"]),
    ("zaterdag 5 december", "nl", ["2026-12-05"]),
]
"""What is typed on a Wednesday, and the days it can mean."""


@pytest.mark.parametrize(("typed", "tongue", "days"), TWO_DAYS)
def test_what_can_mean_two_days_gives_both(typed: str, tongue: str, days: list[str]) -> None:
    """The likely one first; what can be one day only gives that."""
    found = day_readings(typed, [language(tongue)], WEDNESDAY)
    assert [day.isoformat() for day in found] == days


def test_a_turn_that_both_read_takes_both_their_orders() -> None:
    """12/5 in Dutch is the 12th of May; with somebody who reads English it can be December."""
    found = day_readings("12/5", BOTH, WEDNESDAY)
    assert found == (date(2027, 5, 12), date(2026, 12, 5))


# -- What is shown --------------------------------------------------------------------------------


@pytest.mark.parametrize("shower", known(), ids=lambda shower: shower.tag)
@pytest.mark.parametrize("reader", known(), ids=lambda reader: reader.tag)
def test_every_day_that_can_be_shown_is_read_back(shower: Language, reader: Language) -> None:
    """In every language, on a screen of every other: each day of the coming year, in each form."""
    for ahead in range(365):
        day = TODAY + timedelta(days=ahead)
        for shown in (
            day.isoformat(),
            shower.day(day),
            shower.day(day, weekday=False),
            shower.long_day(day),
            shower.short_day(day),
        ):
            assert day_readings(shown, [reader], TODAY)[0] == day, shown


SUGGESTING = [
    "For example tomorrow, Friday, or 31-12.",
    "On which day? For example: Friday, or 31-12",
    "for example: Friday, or 31-12",
    "tomorrow, or 31-12",
]
"""Every sentence that says what can be typed for a day; a catalog has no other."""


def test_no_other_sentence_suggests_a_day() -> None:
    """One that is new belongs in the list above."""
    text = (ROOT / "locales" / "nl" / "LC_MESSAGES" / "messages.po").read_text(encoding="utf-8")
    assert sorted(re.findall(r'^msgid "(.*31-12.*)"$', text, re.MULTILINE)) == sorted(SUGGESTING)


@pytest.mark.parametrize("message", SUGGESTING)
@pytest.mark.parametrize("reader", known(), ids=lambda reader: reader.tag)
def test_what_the_screens_suggest_means_one_day(reader: Language, message: str) -> None:
    """In every language each of the examples is read, and means that day only."""
    examples = re.split(r"(?i)example:?|voorbeeld:?", reader.t(message))[-1].strip(" .")
    suggested = re.split(r",? (?:or|of) |, ", examples)
    assert len(suggested) == len(message.split(","))
    for words in suggested:
        assert len(day_readings(words, [reader], TODAY)) == 1, words


@pytest.mark.parametrize("reader", known(), ids=lambda reader: reader.tag)
def test_what_a_refusal_suggests_is_read(reader: Language) -> None:
    """Each word in quotes, and the day that it shows."""
    shown = reader.t(DateNotUnderstood.sentence, example=reader.day(TODAY, weekday=False))
    suggested = re.findall(r"[“‘]([^”’]+)[”’]", shown)
    assert len(suggested) == 3
    for words in (*suggested, reader.day(TODAY, weekday=False)):
        assert len(day_readings(words, [reader], TODAY)) == 1, words
