"""Times of day as people type them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from sessions.errors import TimeNotUnderstood
from tui.language.language import Language, known, language
from tui.language.times import next_moments, read_time, time_readings

BOTH = [language("nl"), language("en")]

WEDNESDAY = date(2026, 11, 25)

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
    ("20:30u", time(20, 30)),
    ("20:30 uur", time(20, 30)),
    ("om 20.30 uur", time(20, 30)),
    ("19u", time(19)),
    ("1930", time(19, 30)),
    ("8 p.m.", time(20)),
    ("8 PM", time(20)),
    ("8 a.m.", time(8)),
    ("half acht", time(19, 30)),
    ("half acht 's ochtends", time(7, 30)),
    ("kwart over 8", time(20, 15)),
    ("kwart voor acht", time(19, 45)),
    ("tien voor half negen", time(20, 20)),
    ("5 over half 9", time(20, 35)),
    ("tien over acht", time(20, 10)),
    ("10 minuten over 8", time(20, 10)),
    ("8 uur 's avonds", time(20)),
    ("’s avonds om 8 uur", time(20)),
    ("8 uur ’s ochtends", time(8)),
    ("20 uur 's avonds", time(20)),
    ("2 uur 's nachts", time(2)),
    ("11 uur 's nachts", time(23)),
    ("half past eight", time(20, 30)),
    ("half eight", time(20, 30)),
    ("a quarter past seven", time(19, 15)),
    ("quarter to 7 in the evening", time(18, 45)),
    ("ten to nine", time(20, 50)),
    ("eight o'clock", time(20)),
    ("8 in the morning", time(8)),
    ("at 8:30 pm", time(20, 30)),
    ("noon", time(12)),
    ("midnight", time(0)),
    ("middernacht", time(0)),
    ("08:30", time(8, 30)),
    ("8:30", time(8, 30)),
    ("20\u00a0uur", time(20)),
]

NO_TIMES = ["", "24:00", "20:60", "half", "20 am", "25 uur", "-1", "20:3", "٢٥", "²", "over acht"]


@pytest.mark.parametrize(("typed", "clock"), TIMES)
def test_times(typed: str, clock: time) -> None:
    """A time of day is understood as people write it."""
    assert read_time(typed, BOTH) == clock


@pytest.mark.parametrize("typed", NO_TIMES)
def test_no_times(typed: str) -> None:
    """What is no time is refused."""
    with pytest.raises(TimeNotUnderstood):
        read_time(typed, BOTH)


TWO_TIMES = [
    ("8 uur", [time(20), time(8)]),
    ("half acht", [time(19, 30), time(7, 30)]),
    ("half 8", [time(19, 30), time(7, 30), time(20, 30), time(8, 30)]),
    ("8:30", [time(8, 30), time(20, 30)]),
    ("08:30", [time(8, 30)]),
    ("8 pm", [time(20)]),
    ("12 uur", [time(12), time(0)]),
    ("20 uur", [time(20)]),
]


@pytest.mark.parametrize(("typed", "times"), TWO_TIMES)
def test_what_can_be_the_morning_and_the_evening_gives_both(typed: str, times: list[time]) -> None:
    """Half 8 is half past seven to a Dutch reader, and half past eight to a British one."""
    assert list(time_readings(typed, BOTH)) == times


@pytest.mark.parametrize(
    ("typed", "at", "moment"),
    [
        ("8 uur", time(19, 5), "2026-11-25T20:00"),
        ("8 uur", time(20, 5), "2026-11-26T08:00"),
        ("8:30", time(19, 5), "2026-11-25T20:30"),
        ("08:30", time(19, 5), "2026-11-26T08:30"),
        ("half acht", time(19, 5), "2026-11-25T19:30"),
        ("20:30", time(21, 0), "2026-11-26T20:30"),
        ("morgen om 9 uur", time(19, 5), "2026-11-26T21:00"),
        ("morgen om 09:00", time(19, 5), "2026-11-26T09:00"),
        ("vandaag om 20:30", time(19, 5), "2026-11-25T20:30"),
        ("20:30 tomorrow", time(19, 5), "2026-11-26T20:30"),
        ("tomorrow at 8 pm", time(19, 5), "2026-11-26T20:00"),
        ("vanavond om half negen", time(19, 5), "2026-11-25T20:30"),
        ("8 uur vanavond", time(19, 5), "2026-11-25T20:00"),
        ("tonight at eight", time(19, 5), "2026-11-25T20:00"),
    ],
)
def test_the_next_moment_that_comes(typed: str, at: time, moment: str) -> None:
    """Within a day, eight o'clock is the next eight o'clock there is."""
    now = datetime.combine(WEDNESDAY, at)
    assert next_moments(typed, [language("nl")], now)[0].isoformat("T", "minutes") == moment


@pytest.mark.parametrize("reader", known(), ids=lambda reader: reader.tag)
def test_every_time_that_can_be_shown_is_read_back(reader: Language) -> None:
    """Each minute of a day."""
    for minutes in range(24 * 60):
        at = time(minutes // 60, minutes % 60)
        assert time_readings(reader.clock(at), [reader]) == (at,)


@pytest.mark.parametrize("shower", known(), ids=lambda shower: shower.tag)
@pytest.mark.parametrize("reader", known(), ids=lambda reader: reader.tag)
def test_a_moment_as_it_is_shown_is_read_back(shower: Language, reader: Language) -> None:
    """Today and tomorrow, at each hour, in every language on a screen of every other."""
    now = datetime.combine(WEDNESDAY, time(10, 20))
    for ahead in range(1, 37):
        moment = now + timedelta(hours=ahead)
        assert next_moments(shower.when(moment, now), [reader], now)[0] == moment
