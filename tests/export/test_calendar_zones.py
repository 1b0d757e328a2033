"""The zone of a calendar: moments carry its name, and what it does is written beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest
import vobject
from dateutil.tz import tzical
from msgspec.structs import replace

from sessions.export.base import Bundle
from sessions.export.calendar import calendar
from sessions.export.forms import made
from sessions.zones import in_zone
from tests.export import helpers
from tests.export.calendars import LOOK_BACK
from tests.export.helpers import ENGLISH, NOW, agreement, bundle

HALF_PAST_EIGHT = time(20, 30)
ZONES = (
    "Europe/Amsterdam",
    "Europe/Dublin",  # its summer is what it calls standard
    "Africa/Casablanca",  # goes back for a month that moves through the years
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "Australia/Lord_Howe",  # half an hour
    "Asia/Jerusalem",  # on a Friday that is no second or last one
    "Africa/Cairo",  # at the end of a day
    "Asia/Kolkata",
    "Europe/Istanbul",
    "Pacific/Apia",
    "Antarctica/Troll",  # two hours
    "America/Nuuk",
)


def written(*bundles: Bundle, zone: str, moment: datetime = NOW) -> bytes:
    """Give a calendar that is written where clocks follow `zone`."""
    return made("calendar", bundles, (ENGLISH,), now=moment.astimezone(ZoneInfo(zone)))


def zones_in(data: bytes) -> list[icalendar.Timezone]:
    """Give the zones that a calendar says something of."""
    return [
        part
        for part in icalendar.Calendar.from_ical(data).walk("VTIMEZONE")
        if isinstance(part, icalendar.Timezone)
    ]


def read_zone(data: bytes, name: str) -> Any:
    """Give a zone as dateutil reads it, which knows nothing but what stands there."""
    text = data.decode().replace("\r\n ", "")
    start, end = text.index("BEGIN:VTIMEZONE"), text.index("END:VTIMEZONE")
    return tzical(StringIO(text[start:end] + "END:VTIMEZONE\r\n")).get(name)


def hours(first: datetime, last: datetime) -> Iterator[datetime]:
    """Give every half hour of a time."""
    for step in range(int((last - first) / timedelta(minutes=30))):
        yield first + step * timedelta(minutes=30)


def test_a_moment_carries_its_zone() -> None:
    """A program in another country shows the moment that they meant."""
    data = written(bundle(agreement(evaluate_at=HALF_PAST_EIGHT)), zone="Europe/Amsterdam")
    assert b"DTSTART;TZID=Europe/Amsterdam:20261206T203000\r\n" in data
    assert b"DTEND;TZID=Europe/Amsterdam:20261206T210000\r\n" in data
    (zone,) = zones_in(data)
    assert zone["tzid"] == "Europe/Amsterdam"
    event = vobject.readOne(data.decode()).vevent
    assert event.dtstart.value.astimezone(UTC) == datetime(2026, 12, 6, 19, 30, tzinfo=UTC)


def test_a_zone_says_what_it_does_in_rules_that_outlook_knows() -> None:
    """The last Sunday of March and of October, each with what is before it and after it."""
    data = written(bundle(agreement(evaluate_at=HALF_PAST_EIGHT)), zone="Europe/Amsterdam")
    assert data.decode().split("BEGIN:VEVENT", maxsplit=1)[0].split("\r\n")[5:-1] == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Amsterdam",
        "BEGIN:STANDARD",
        "DTSTART:20261025T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:20270328T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
    ]


@pytest.mark.long
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("on", [date(2026, 7, 1), date(2027, 1, 15), date(2011, 12, 20)])
def test_every_hour_of_the_years_around_is_right(zone: str, on: date) -> None:
    """Another reader, which has only these lines, finds the clock of every half hour."""
    data = written(bundle(agreement(evaluate_on=on, evaluate_at=HALF_PAST_EIGHT)), zone=zone)
    there, known = read_zone(data, zone), ZoneInfo(zone)
    begins = datetime.combine(on, HALF_PAST_EIGHT, known).astimezone(UTC)
    for moment in hours(begins, begins + timedelta(days=800)):
        wall = moment.astimezone(known).replace(tzinfo=None)
        twice = wall.replace(tzinfo=known, fold=1).utcoffset()
        if wall.replace(tzinfo=known).utcoffset() == twice:  # no hour that comes twice
            assert wall.replace(tzinfo=there).utcoffset() == twice, (zone, wall)


@pytest.mark.long
def test_every_zone_there_is() -> None:
    """Whatever a country does with its clocks: it can be written, and the moment is right."""
    for zone in sorted(available_timezones()):
        for on in (date(1942, 7, 1), date(2026, 7, 1), date(2027, 1, 15)):
            promise = agreement(evaluate_on=on, evaluate_at=HALF_PAST_EIGHT)
            data = written(bundle(promise), zone=zone)
            wall = datetime.combine(on, HALF_PAST_EIGHT)
            offset = wall.replace(tzinfo=ZoneInfo(zone)).utcoffset()
            if zones_in(data):
                assert wall.replace(tzinfo=read_zone(data, zone)).utcoffset() == offset, zone
            else:
                assert offset == timedelta(0), zone
                assert f"DTSTART:{wall:%Y%m%dT%H%M%S}Z" in data.decode()


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "Zulu"])
def test_the_time_of_the_world_needs_no_zone(zone: str) -> None:
    """It has a form of its own."""
    data = written(bundle(agreement(evaluate_at=HALF_PAST_EIGHT)), zone=zone)
    assert b"DTSTART:20261206T203000Z\r\n" in data
    assert not zones_in(data)


def without_a_name() -> ZoneInfo:
    """Give a zone that was read from a file, as ``TZ=:/some/file`` does."""
    from importlib.resources import files

    with files("tzdata.zoneinfo.Europe").joinpath("Amsterdam").open("rb") as file:
        return ZoneInfo.from_file(file)


@pytest.mark.parametrize(
    "zone_of",
    [lambda: timezone(timedelta(hours=1)), lambda: UTC, without_a_name],
    ids=["offset", "utc", "file"],
)
def test_a_zone_without_a_name_is_not_made_up(zone_of: Callable[[], tzinfo]) -> None:
    """An offset says nothing of the months to come: then it is the time on their own wall."""
    zone = zone_of()
    promise = bundle(agreement(evaluate_at=HALF_PAST_EIGHT))
    data = made("calendar", (promise,), (ENGLISH,), now=NOW.astimezone(zone))
    assert b"DTSTART:20261206T203000\r\n" in data
    assert not zones_in(data)


def test_an_offset_that_knows_its_zone_is_of_that_zone() -> None:
    """A clock in winter says what half past eight in July is."""
    promise = bundle(agreement(evaluate_on=date(2027, 7, 1), evaluate_at=HALF_PAST_EIGHT))
    now = in_zone(NOW, ZoneInfo("Europe/Amsterdam"))
    data = made("calendar", (promise,), (ENGLISH,), now=now)
    assert b"DTSTART;TZID=Europe/Amsterdam:20270701T203000\r\n" in data
    event = vobject.readOne(data.decode()).vevent
    assert event.dtstart.value.astimezone(UTC) == datetime(2027, 7, 1, 18, 30, tzinfo=UTC)


def test_days_have_no_zone() -> None:
    """A day is a day wherever they are; a calendar of days alone says nothing of zones."""
    data = written(
        bundle(agreement(until=date(2026, 12, 31)), helpers.turns(id="2" * 32)),
        zone="Europe/Amsterdam",
    )
    assert b"TZID" not in data


def test_a_zone_reaches_over_all_events() -> None:
    """From the first to the last of them, of all pairs; the zone stands there once."""
    first = agreement(evaluate_on=date(2005, 7, 1), evaluate_at=HALF_PAST_EIGHT)
    last = replace(first, id="2" * 32, evaluate_on=date(2060, 7, 1))
    data = written(bundle(first), bundle(last), zone="America/New_York")
    there = read_zone(data, "America/New_York")
    for year in (*range(2005, 2061),):
        for month in (1, 3, 4, 7, 10, 11):
            wall = datetime(year, month, 2, 12)  # noqa: DTZ001 - it gets its zone below
            known = wall.replace(tzinfo=ZoneInfo("America/New_York"))
            assert wall.replace(tzinfo=there).utcoffset() == known.utcoffset(), wall
    assert len(zones_in(data)) == 1


@pytest.mark.parametrize(
    ("on", "at", "starts", "ends"),
    [
        (date(2027, 3, 28), time(2, 30), "20270328T033000", "DTEND;TZID=Z:20270328T040000"),
        (date(2027, 3, 28), time(1, 45), "20270328T014500", "DTEND;TZID=Z:20270328T031500"),
        (date(2027, 10, 31), time(2, 30), "20271031T023000", "DURATION:PT30M"),
        (date(2027, 10, 31), time(1, 30), "20271031T013000", "DTEND;TZID=Z:20271031T020000"),
    ],
    ids=["left out", "before it", "twice", "before that"],
)
def test_the_night_in_which_the_clock_changes(on: date, at: time, starts: str, ends: str) -> None:
    """An hour that is left out is the one after it; half an hour is half an hour all the same."""
    promise = agreement(evaluate_on=on, evaluate_at=at)
    text = written(bundle(promise), zone="Europe/Amsterdam").decode()
    assert f"DTSTART;TZID=Europe/Amsterdam:{starts}\r\n" in text
    assert ends.replace("=Z", "=Europe/Amsterdam") + "\r\n" in text


def test_another_zone_when_they_have_moved() -> None:
    """The zone is that of now, whatever it was when they agreed."""
    promise = agreement(evaluate_at=HALF_PAST_EIGHT)
    text = calendar(
        (bundle(promise),), ENGLISH, now=NOW, zone=ZoneInfo("Pacific/Auckland")
    ).decode()
    assert "DTSTART;TZID=Pacific/Auckland:20261206T203000" in text
    assert text.count("TZID:Pacific/Auckland") == 1


def test_the_name_of_an_event_knows_no_zone() -> None:
    """The names stay the same whatever the zone: taking it in anew doubles nothing."""
    promise = bundle(agreement(evaluate_at=HALF_PAST_EIGHT))
    for zone in ("Europe/Amsterdam", "UTC", "Asia/Kolkata"):
        assert vobject.readOne(written(promise, zone=zone).decode()).vevent.uid.value == LOOK_BACK
