"""The calendar: what it holds, and that two other programs read in it what we meant."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sessions.agreements import AgreementKind, turn_at, turns_from
from sessions.errors import NothingToExport
from sessions.export.base import Bundle, Language, details
from sessions.export.calendar import WHAT_MAX, calendar, in_full, series, short
from sessions.text import clean
from tests.export import helpers
from tests.export.helpers import DUTCH, ENGLISH, EVA, HOSTILE, KIM, NOW, SAM, agreement, bundle

MONDAY = date(2026, 11, 23)
ID = "1" * 32
LOOK_BACK, UNTIL = f"{ID}-look-back@tweespraak", f"{ID}-until@tweespraak"
FIRST, SECOND = f"{ID}-turn-0@tweespraak", f"{ID}-turn-1@tweespraak"


def made(*bundles: Bundle, language: Language = ENGLISH) -> bytes:
    """Give the calendar of `bundles`."""
    return calendar(bundles, language, now=NOW)


def read(*bundles: Bundle, language: Language = ENGLISH) -> dict[str, Any]:
    """Give the events by their UID, as vobject reads them."""
    found = list(vobject.readComponents(made(*bundles, language=language).decode()))
    assert len(found) == 1
    events = {event.uid.value: event for event in found[0].vevent_list}
    assert len(events) == len(found[0].vevent_list)
    return events


def days(event: Any, most: int = 6) -> list[date]:
    """Give the first days on which an event begins."""
    every = event.getrruleset(addRDate=True)
    return [moment.date() for _, moment in zip(range(most), every, strict=False)]


# -- A look back -------------------------------------------------------------------------------


def test_a_calendar_says_what_it_is() -> None:
    """A calendar program shows whose it is, and takes it as something to read."""
    text = made(bundle(agreement()), language=DUTCH).decode()
    found = vobject.readOne(text)
    assert found.prodid.value == "-//Tweespraak//nl//"
    assert (found.version.value, found.method.value) == ("2.0", "PUBLISH")
    assert found.contents["x-wr-calname"][0].value == "Tweespraak"
    assert text.endswith("END:VCALENDAR\r\n")


def test_a_look_back_without_a_time() -> None:
    """It lasts the day, takes nobody's time, and is called to mind at nine in the morning."""
    event = read(bundle(agreement(revision=3)))[LOOK_BACK]
    assert (event.dtstart.value, event.dtend.value) == (date(2026, 12, 6), date(2026, 12, 7))
    assert event.summary.value == "Look back: Koken op dinsdag"
    assert (event.status.value, event.transp.value) == ("CONFIRMED", "TRANSPARENT")
    assert (event.contents["class"][0].value, event.sequence.value) == ("PRIVATE", "3")
    assert event.dtstamp.value == NOW.astimezone(UTC)
    alarm = event.valarm
    assert (alarm.action.value, alarm.trigger.value) == ("DISPLAY", timedelta(hours=9))
    assert alarm.description.value == event.summary.value


def test_a_look_back_with_a_time() -> None:
    """It is half an hour by the clock on their own wall, with a word a quarter before."""
    data = made(bundle(agreement(evaluate_at=time(23, 45))))
    assert b"DTSTART:20261206T234500\r\n" in data
    assert b"TZID" not in data
    event = vobject.readOne(data.decode()).vevent
    assert event.dtend.value == datetime(2026, 12, 7, 0, 15)  # noqa: DTZ001 - it has no zone
    assert event.valarm.trigger.value == timedelta(minutes=-15)
    assert "transp" not in event.contents


def test_the_description_has_everything() -> None:
    """The whole words, and what was filled in besides, each line as it was written."""
    one = agreement(
        what="Koken; op dinsdag,\nen \\ op vrijdag",
        who="sam",
        when="om 18:00, na het werk",
        see="we eten\nsamen",
        evaluate_at=time(20, 30),
    )
    found = read(bundle(one))[LOOK_BACK].description.value
    assert found.startswith("Koken; op dinsdag,\nen \\ op vrijdag\nWho: Sam (to try)\n")
    for label, text in details(one, (KIM, SAM), ENGLISH):
        assert f"{label}: {text}" in found


def test_the_last_day_is_a_day() -> None:
    """An agreement for a time has its last day in the calendar."""
    event = read(bundle(agreement(until=date(2026, 12, 31))))[UNTIL]
    assert (event.dtstart.value, event.dtend.value) == (date(2026, 12, 31), date(2027, 1, 1))
    assert event.summary.value == "Last day: Koken op dinsdag"
    assert event.transp.value == "TRANSPARENT"
    assert "valarm" not in event.contents


def test_the_last_day_that_can_be_counted() -> None:
    """Nobody means the year 9999, but it can be typed."""
    last = date.max
    one = agreement(evaluate_on=last, evaluate_at=time(23, 45), until=last, start=last)
    events = read(bundle(one, helpers.turns(id="2" * 32, start=last, evaluate_on=last)))
    assert events[LOOK_BACK].dtstart.value.date() == events[UNTIL].dtstart.value == last
    assert set(events) == {LOOK_BACK, UNTIL, f"{'2' * 32}-look-back@tweespraak"}


@pytest.mark.parametrize(
    "given_bundles",
    [(), (bundle(),), (bundle(agreement(evaluate_on=None)),)],
    ids=["nobody", "nothing agreed", "without a day"],
)
def test_nothing_is_no_calendar(given_bundles: Sequence[Bundle]) -> None:
    """A calendar without events is not one; they are told instead."""
    with pytest.raises(NothingToExport):
        calendar(given_bundles, ENGLISH, now=NOW)


def test_pairs_stand_side_by_side() -> None:
    """The agreements of all pairs go into one calendar."""
    other = bundle(agreement(id="2" * 32), people=(KIM, EVA))
    assert set(read(bundle(agreement()), other)) == {LOOK_BACK, f"{'2' * 32}-look-back@tweespraak"}


# -- Turns -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "first", "kims", "sams"),
    [
        (date(2026, 11, 25), "", date(2026, 11, 23), date(2026, 11, 30)),
        (date(2026, 11, 29), "sam", date(2026, 11, 30), date(2026, 11, 23)),
        (date(2026, 12, 28), "kim", date(2026, 12, 28), date(2027, 1, 4)),
        (None, "", date(2026, 11, 16), date(2026, 11, 23)),
    ],
)
def test_the_weeks_begin_on_monday(start: date | None, first: str, kims: date, sams: date) -> None:
    """Who begins has the week of the first day; the other has the next, also past New Year."""
    events = read(bundle(helpers.turns(start=start, first=first)))
    assert set(events) == {FIRST, SECOND}
    for uid, begins, name in ((FIRST, kims, "Kim"), (SECOND, sams, "Sam")):
        event = events[uid]
        assert event.dtstart.value == begins
        assert event.dtend.value == begins + timedelta(days=7)
        assert event.summary.value == f"{name}: Koken op dinsdag"
        assert event.transp.value == "TRANSPARENT"
        assert "valarm" not in event.contents
        assert days(event, 3) == [begins + timedelta(weeks=2 * n) for n in range(3)]


@pytest.mark.parametrize(
    "start",
    [date(2027, 3, 22), date(2026, 10, 19), date(2026, 12, 21), date(2028, 2, 21)],
    ids=["clock forward", "clock back", "new year", "leap year"],
)
@pytest.mark.parametrize("people", [(KIM, SAM), (KIM, SAM, EVA)])
def test_every_week_is_somebodys(start: date, people: tuple[Any, ...]) -> None:
    """The calendar and the program name the same person, week after week, without a gap."""
    one = helpers.turns(start=start, first="sam")
    events = read(bundle(one, people=people))
    weeks = {
        day: place
        for place in range(len(people))
        for day in days(events[f"{ID}-turn-{place}@tweespraak"], 8)
    }
    assert len(weeks) == 8 * len(people)
    begins = turns_from(one)
    assert begins is not None
    for week in range(8 * len(people)):
        monday = start + timedelta(weeks=week)
        assert weeks[monday] == turn_at(begins, 1, len(people), monday)


@pytest.mark.parametrize(
    ("until", "kims", "sams"),
    [
        (date(2026, 12, 20), [MONDAY, date(2026, 12, 7)], [date(2026, 11, 30), date(2026, 12, 14)]),
        (date(2026, 12, 7), [MONDAY, date(2026, 12, 7)], [date(2026, 11, 30)]),
        (date(2026, 11, 29), [MONDAY], []),
    ],
)
def test_turns_end_with_the_last_day(until: date, kims: list[date], sams: list[date]) -> None:
    """No week begins after the last day; whose first week would, has none."""
    events = read(bundle(helpers.turns(until=until)))
    assert days(events[FIRST]) == kims
    assert (days(events[SECOND]) if SECOND in events else []) == sams
    assert UNTIL in events


@given(
    start=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    day=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    first=st.sampled_from(["", "kim", "sam", "eva"]),
)
def test_the_next_week_of_each(start: date, day: date, first: str) -> None:
    """From any day on, everybody has one week within as many weeks as there are people."""
    one, people = helpers.turns(start=start, first=first), (KIM, SAM, EVA)
    begins = turns_from(one)
    assert begins is not None
    weeks = {each.from_day(day): each for each in series(one, people)}
    earliest = max(day, begins)
    assert len(weeks) == 3
    for monday, week in weeks.items():
        assert monday.weekday() == 0
        assert earliest <= monday < earliest + timedelta(weeks=3)
        offset = next(other.place for other in series(one, people) if other.begins == begins)
        assert week.place == turn_at(begins, offset, 3, monday)


# -- What changes and what ends ------------------------------------------------------------------


def test_an_ended_agreement_leaves_with_the_same_names() -> None:
    """Every event it may have had is cancelled, with a day and a higher number."""
    stood = helpers.turns(evaluate_on=date(2026, 12, 6), until=date(2027, 1, 31), revision=1)
    before = read(bundle(stood))
    after = read(bundle(ended=(helpers.ended(stood),)))
    assert set(before) == set(after) == {LOOK_BACK, FIRST, SECOND, UNTIL}
    for uid, event in after.items():
        assert event.status.value == "CANCELLED"
        assert event.sequence.value == "2"
        assert event.dtstart.value == NOW.date()
        assert event.summary.value == before[uid].summary.value
        assert not {"rrule", "valarm"} & set(event.contents)


def test_an_ended_trial_had_no_turns() -> None:
    """What never was in a calendar is not cancelled there."""
    assert set(read(bundle(ended=(helpers.ended(agreement()),)))) == {LOOK_BACK}


def test_what_a_change_took_away_is_cancelled() -> None:
    """Turns that became a trial leave the calendar; a last day that is gone does too."""
    before = helpers.turns(evaluate_on=date(2026, 12, 6), until=date(2027, 1, 31))
    after = helpers.agreement(kind=AgreementKind.TRIAL, version=2, revision=1)
    found = read(bundle(after, earlier=(before,)))
    states = {uid: event.status.value for uid, event in found.items()}
    assert states == {
        LOOK_BACK: "CONFIRMED",
        FIRST: "CANCELLED",
        SECOND: "CANCELLED",
        UNTIL: "CANCELLED",
    }
    assert {event.sequence.value for event in found.values()} == {"1"}


def test_other_words_keep_the_names() -> None:
    """A changed agreement is the same event, said differently."""
    before = helpers.turns(evaluate_on=date(2026, 12, 6))
    after = replace(before, what="Afwassen", version=2, revision=1)
    assert set(read(bundle(before))) == set(read(bundle(after)))


# -- Text from people ----------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:16]))
def test_words_never_become_anything_else(text: str) -> None:
    """One event stays one event, on its own day, and says what was written."""
    name = text[:20]
    people = (replace(KIM, name=name), SAM)
    one = agreement(what=text, when=text, see=text, until=date(2026, 12, 31))
    events = read(bundle(one, people=people))
    assert set(events) == {LOOK_BACK, UNTIL}
    event = events[LOOK_BACK]
    assert event.dtstart.value == date(2026, 12, 6)
    assert event.description.value == in_full(one, people, ENGLISH)
    assert event.summary.value == f"Look back: {short(text)}"
    assert len(short(text)) <= WHAT_MAX
    assert set(read(bundle(helpers.turns(what=text), people=people))) == {FIRST, SECOND}


@given(what=helpers.words, name=helpers.names, see=helpers.words)
def test_any_words_come_back(what: str, name: str, see: str) -> None:
    """Whatever they typed is read back as it was cleaned, and nothing is added."""
    people = (replace(KIM, name=name), SAM)
    one = agreement(what=what, see=see, when=see)
    events = read(bundle(one, helpers.turns(id="2" * 32, what=what), people=people))
    assert len(events) == 3
    assert events[LOOK_BACK].description.value == in_full(one, people, ENGLISH)
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
    found = short(text, 20)
    assert len(found) <= 20
    assert found == clean(found)
    assert "\n" not in found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("  we  eten\nsamen ", "we eten samen"),
        ("wij eten op dinsdag samen", "wij eten op dinsdag…"),
        ("w" * 40, "w" * 19 + "…"),
        ("a " + "w" * 40, "a " + "w" * 17 + "…"),
        ("w" * 20, "w" * 20),
    ],
)
def test_words_are_cut_between_words(text: str, found: str) -> None:
    """A cut falls between two words where there is a place for it."""
    assert short(text, 20) == found


def test_titles_speak_their_language() -> None:
    """Every title is a sentence of the language that was asked for."""

    class Shouting:
        tag = "xx"

        def t(self, message: str, **fields: object) -> str:
            return message.upper().format_map({key.upper(): text for key, text in fields.items()})

        day = long_day = clock = listed = staticmethod(lambda *given, **more: "?")

    one = helpers.turns(evaluate_on=date(2026, 12, 6), until=date(2027, 1, 31))
    events = read(bundle(one), language=Shouting())
    assert events[LOOK_BACK].summary.value == "LOOK BACK: Koken op dinsdag"
    assert events[UNTIL].summary.value == "LAST DAY: Koken op dinsdag"
    assert events[FIRST].summary.value == "Kim: Koken op dinsdag"


# -- A calendar program --------------------------------------------------------------------------

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

    def take_in(self, *bundles: Bundle) -> None:
        """Import a calendar, answering every question with yes."""
        file = self.home / "tweespraak.ics"
        file.write_bytes(made(*bundles))
        self._run("import", "--batch", str(file))

    def shows(self, start: str, span: str = "60d") -> list[str]:
        """Give what there is in some days: the day, the time, the state and the title."""
        found = self._run(
            "list",
            "--format",
            "{start}|{end}|{cancelled}{title}",
            "--day-format",
            "",
            start,
            span,
        )
        return list(dict.fromkeys(line for line in found.splitlines() if line))

    @property
    def files(self) -> int:
        """How many events there are; khal leaves other files beside them."""
        return len(list(self.vdir.glob("*.ics")))


@pytest.fixture
def khal(home: Path) -> Khal:
    """Give khal with an empty calendar."""
    return Khal(home)


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

    khal.take_in(bundle(ended=(helpers.ended(later),)))
    gone = "2026-11-22|2026-11-22|CANCELLED Look back: Afwassen"
    assert khal.shows("2026-11-22") == [gone]
    assert khal.files == 1


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
    khal.take_in(bundle(ended=(helpers.ended(stood),)))
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
