"""Words of people in a calendar, and a calendar program that reads it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from msgspec.structs import replace

from sessions.export.base import Bundle
from sessions.export.calendar import WHAT_MAX, calendar, in_full, names_of, short
from sessions.text import clean
from tests.export import helpers
from tests.export.calendars import LOOK_BACK, UNTIL, made, read
from tests.export.helpers import ENGLISH, HOSTILE, KIM, NOW, SAM, agreement, bundle
from tests.export.test_calendar import FIRST, SECOND

# -- Text from people ---------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:16]))
def test_words_never_become_anything_else(text: str) -> None:
    """One event stays one event, on its own day, and says what was written."""
    name = text[:20]
    people = (replace(KIM, name=name), SAM)
    promise = agreement(what=text, when=text, see=text, until=date(2026, 12, 31))
    events = read(bundle(promise, people=people))
    assert set(events) == {LOOK_BACK, UNTIL}
    event = events[LOOK_BACK]
    assert event.dtstart.value == date(2026, 12, 6)
    assert event.description.value == in_full(promise, people, ENGLISH)
    assert event.summary.value == f"Look back: {short(text)}"
    assert len(short(text)) <= WHAT_MAX
    assert set(read(bundle(helpers.turns(what=text), people=people))) == {FIRST, SECOND}


@given(what=helpers.words, name=helpers.names, see=helpers.words)
def test_any_words_come_back(what: str, name: str, see: str) -> None:
    """Whatever they typed is read back as it was cleaned, and nothing is added."""
    people = (replace(KIM, name=name), SAM)
    promise = agreement(what=what, see=see, when=see)
    events = read(bundle(promise, helpers.turns(id="2" * 32, what=what), people=people))
    assert len(events) == 3
    assert events[LOOK_BACK].description.value == in_full(promise, people, ENGLISH)
    assert clean(what).strip() in events[LOOK_BACK].description.value


@given(what=helpers.words, name=helpers.names)
def test_every_line_is_short_and_clean(what: str, name: str) -> None:
    """At most 75 bytes a line, whole characters, no control characters: any reader can."""
    data = made(bundle(helpers.turns(what=what), people=(replace(KIM, name=name), SAM)))
    assert max(len(line.decode().encode()) for line in data.split(b"\r\n")) <= 75
    for line in data.replace(b"\r\n ", b"").decode().split("\r\n"):
        assert line == clean(line)
        assert "\n" not in line


@given(text=helpers.words)
def test_a_short_text_is_one_line(text: str) -> None:
    """What is cut says so, and is clean."""
    shortened = short(text, 20)
    assert len(shortened) <= 20
    assert shortened == clean(shortened)
    assert "\n" not in shortened


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  we  eten\nsamen ", "we eten samen"),
        ("wij eten op dinsdag samen", "wij eten op dinsdag…"),
        ("w" * 40, "w" * 19 + "…"),
        ("a " + "w" * 40, "a " + "w" * 17 + "…"),
        ("w" * 20, "w" * 20),
    ],
)
def test_words_are_cut_between_words(text: str, expected: str) -> None:
    """A cut falls between two words where there is a place for it."""
    assert short(text, 20) == expected


def test_titles_speak_their_language() -> None:
    """Every title is a sentence of the language that was asked for."""

    class Shouting:
        tag = "xx"

        def t(self, message: str, **fields: object) -> str:
            return message.upper().format_map({key.upper(): text for key, text in fields.items()})

        day = long_day = clock = listed = staticmethod(lambda *given, **more: "?")

    promise = helpers.turns(evaluate_on=date(2026, 12, 6), until=date(2027, 1, 31))
    events = read(bundle(promise), language=Shouting())
    assert events[LOOK_BACK].summary.value == "LOOK BACK: Koken op dinsdag"
    assert events[UNTIL].summary.value == "LAST DAY: Koken op dinsdag"
    assert events[FIRST].summary.value == "Kim: Koken op dinsdag"


# -- A calendar program -------------------------------------------------------------------------


KHAL = """
[calendars]
[[ours]]
path = {home}/ours
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Amsterdam
default_timezone = Europe/Amsterdam
[sqlite]
path = {home}/khal.db
[default]
default_calendar = ours
"""


class Khal:
    """khal with a calendar of its own, driven as a person does in a terminal."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.vdir = home / "ours"
        self.vdir.mkdir()
        (home / "khal.conf").write_text(KHAL.format(home=home), encoding="utf-8")

    def _run(self, *words: str) -> str:
        command = [sys.executable, "-m", "khal", "-c", str(self.home / "khal.conf"), *words]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr
        assert "rror" not in done.stderr
        return done.stdout

    def take_in(self, *bundles: Bundle, zone: str = "") -> None:
        """Import a calendar, answering every question with yes."""
        file = self.home / "tweespraak.ics"
        there = ZoneInfo(zone) if zone else None
        file.write_bytes(calendar(bundles, ENGLISH, now=NOW, zone=there))
        self._run("import", "--batch", str(file))

    def shows(self, start: str, span: str = "60d") -> list[str]:
        """Give what there is in some days: the day, the time, the state and the title."""
        output = self._run(
            "list",
            "--format",
            "{start}|{end}|{cancelled}{title}",
            "--day-format",
            "",
            start,
            span,
        )
        return list(dict.fromkeys(line for line in output.splitlines() if line))

    @property
    def files(self) -> int:
        """How many events there are; khal leaves other files beside them."""
        return len(list(self.vdir.glob("*.ics")))


@pytest.fixture
def khal(home: Path) -> Khal:
    """Give khal with an empty calendar."""
    return Khal(home)


@pytest.mark.long
def test_khal_follows_an_agreement(khal: Khal) -> None:
    """Taken in twice it is there once; another day replaces the day; an end takes it out."""
    first = agreement(evaluate_at=time(20, 30))
    khal.take_in(bundle(first))
    khal.take_in(bundle(first))
    there = "2026-12-06 20:30|2026-12-06 21:00|Look back: Koken op dinsdag"
    assert khal.shows("2026-11-22") == [there]

    later = replace(first, what="Afwassen", evaluate_on=date(2026, 12, 13), revision=1)
    khal.take_in(bundle(later))
    moved = "2026-12-13 20:30|2026-12-13 21:00|Look back: Afwassen"
    assert khal.shows("2026-11-22") == [moved]

    khal.take_in(bundle(ended=(helpers.ended(later),), exported=names_of(bundle(later), ENGLISH)))
    gone = "2026-11-22|2026-11-22|CANCELLED Look back: Afwassen"
    assert khal.shows("2026-11-22") == [gone]
    assert khal.files == 1


@pytest.mark.long
@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/Amsterdam", "2026-12-06 20:30|2026-12-06 21:00"),
        ("America/New_York", "2026-12-07 02:30|2026-12-07 03:00"),
        ("Asia/Kolkata", "2026-12-06 16:00|2026-12-06 16:30"),
        ("UTC", "2026-12-06 21:30|2026-12-06 22:00"),
    ],
)
def test_khal_knows_where_it_was_meant(khal: Khal, zone: str, shown: str) -> None:
    """In Amsterdam it shows what half past eight is, wherever that was said."""
    khal.take_in(bundle(agreement(evaluate_at=time(20, 30))), zone=zone)
    assert khal.shows("2026-12-06", "2d") == [f"{shown}|Look back: Koken op dinsdag"]


@pytest.mark.parametrize(
    "on",
    [date(2027, 3, 15), date(2026, 10, 12), date(2026, 12, 14)],
    ids=["clock forward", "clock back", "new year"],
)
def test_khal_shows_the_weeks(khal: Khal, on: date) -> None:
    """Weeks of seven days, one after the other, from Monday to Sunday whatever the clock does."""
    khal.take_in(bundle(helpers.turns(start=on, first="sam")))
    expected = []
    for week in range(6):
        begins = on + timedelta(weeks=week)
        name = "Kim" if week % 2 else "Sam"
        expected.append(f"{begins}|{begins + timedelta(days=6)}|{name}: Koken op dinsdag")
    assert sorted(khal.shows(on.isoformat(), "42d")) == expected
    assert khal.files == 2


def test_khal_stops_the_weeks(khal: Khal) -> None:
    """When they stop, no week of anybody is left to come."""
    stood = helpers.turns(evaluate_on=date(2026, 12, 6))
    khal.take_in(bundle(stood))
    assert len(khal.shows("2026-11-23", "28d")) == 5
    khal.take_in(bundle(ended=(helpers.ended(stood),), exported=names_of(bundle(stood), ENGLISH)))
    assert khal.shows("2026-11-23", "200d") == []
    assert khal.files == 3


def test_khal_sees_no_other_events(khal: Khal) -> None:
    """What a joker writes is one event for each agreement, and none of it is obeyed."""
    # khal writes what it took in anew, with icalendar, which takes \\N for a new line.
    told = [text for text in HOSTILE if "\\N" not in text]
    jokes = [agreement(id=f"{place:032x}", what=text, see=text) for place, text in enumerate(told)]
    khal.take_in(bundle(*jokes))
    shown = khal.shows("2026-12-06", "1d")
    assert khal.files == len(shown) == len(told)
    assert all(line.startswith("2026-12-06|2026-12-06|Look back: ") for line in shown)
    assert khal.shows("1970-01-01", "1d") == []
