"""Agreements as a calendar (iCalendar, RFC 5545): look backs, turns by the week, and last days.

Every event keeps its name (UID) as long as its agreement lives, and SEQUENCE counts what changed.
So taking in a newer calendar replaces what was there; it never doubles it. What left in a calendar
before and is no more leaves once again under the same name, cancelled, so that it is taken out.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, TypeGuard
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from sessions.agreements import Agreement, first_place, turns_from
from sessions.days import YEARS
from sessions.errors import NothingToExport
from sessions.export import calendar_zone
from sessions.export.base import Bundle, Language, details
from sessions.people import Person
from sessions.text import N_, clean, clean_line

if TYPE_CHECKING:
    from icalendar import Alarm, Event

WHAT_MAX = 120
"""Characters of somebody's words in a title at most; the whole words stand in the description."""

_JOINERS = "\u200c\u200d"
_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_TALK = timedelta(minutes=30)
_BEFORE_TALK = timedelta(minutes=-15)
_IN_THE_MORNING = timedelta(hours=9)


def calendar(
    bundles: Sequence[Bundle], language: Language, *, now: datetime, zone: ZoneInfo | None = None
) -> bytes:
    """Give what was agreed as one iCalendar file, in UTF-8 with lines that end in CR LF.

    Moments are those of the clock on the wall in `zone`, and carry it; without one they have none,
    and are the local times of whoever reads them. Days are whole days, so a night in which the
    clock changes moves nothing. `now`, which has a zone, is the moment of writing.

    Raises `NothingToExport` when there is nothing to put in a calendar.
    """
    from icalendar import Calendar

    entries = [entry for bundle in bundles for entry in _entries(bundle, language, now.date())]
    if not entries:
        raise NothingToExport()
    made = Calendar()
    made.add("prodid", f"-//Tweespraak//{language.tag}//")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "Tweespraak")
    if zone is not None:
        entries = [_placed(entry, zone) for entry in entries]
        moments = [entry.start for entry in entries if _has_zone(entry.start)]
        if moments:
            made.add_component(calendar_zone.timezone(zone, min(moments), max(moments)))
    for entry in entries:
        made.add_component(_event(entry, now))
    written: bytes = made.to_ical()
    return written


# -- What the task lists use too -----------------------------------------------------------------


class Series(msgspec.Struct, frozen=True):
    """The weeks of one person who takes turns. `begins` is the Monday of the first of them.

    `place` is where they sit, 0 is left; `every` is how many weeks lie between two turns.
    """

    place: int
    person: Person
    begins: date
    every: int

    def from_day(self, day: date) -> date:
        """Give the Monday of their first week that begins on `day` or later."""
        cycle = 7 * self.every
        behind = max(0, (day - self.begins).days)
        return self.begins + timedelta(days=-(-behind // cycle) * cycle)

    def last_begun(self, day: date) -> date:
        """Give the Monday of their last week that begins on `day` or before it."""
        cycle = 7 * self.every
        return self.begins + timedelta(days=(day - self.begins).days // cycle * cycle)


def series(agreement: Agreement, people: Sequence[Person]) -> tuple[Series, ...]:
    """Give the weeks of everybody, from the person who begins; nothing for what has no turns.

    A person whose first week begins after the last day is left out.
    """
    begins = turns_from(agreement)
    if begins is None or date.max - begins < (len(people) + 1) * _WEEK:
        return ()  # no calendar counts on after the year 9999
    first = first_place(agreement, people)
    order = [(first + ahead) % len(people) for ahead in range(len(people))]
    rotation = (
        Series(place, people[place], begins + ahead * _WEEK, len(people))
        for ahead, place in enumerate(order)
    )
    return tuple(
        turn for turn in rotation if agreement.until is None or turn.begins <= agreement.until
    )


def short(text: str, most: int = WHAT_MAX) -> str:
    """Give `text` on one line of at most `most` characters; … stands where it was cut."""
    line = clean_line(text)
    if len(line) <= most:
        return line
    place = line.rfind(" ", most // 2, most)
    cut = line[: most - 1 if place < 0 else place]
    return cut.rstrip(" " + _JOINERS) + "…"  # a joiner would join the … to it


def in_full(agreement: Agreement, people: Sequence[Person], language: Language) -> str:
    """Give the whole words, and under them what else was filled in, each on a line of its own."""
    more = (
        language.t(N_("{label}: {text}"), label=label, text=text)
        for label, text in details(agreement, people, language)
    )
    return "\n".join([clean(agreement.what).strip(), *more])


# -- What goes into a calendar -------------------------------------------------------------------


class _Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One event. `every` counts weeks, 0 is once; `alarm` is counted from its beginning."""

    uid: str
    revision: int
    title: str
    words: str
    start: date
    length: timedelta = _DAY
    alarm: timedelta | None = None
    every: int = 0
    until: date | None = None
    cancelled: bool = False


def names_of(bundle: Bundle, language: Language) -> frozenset[str]:
    """Give the names (UID) of the events that stand in the calendar of a pair.

    Whoever makes the next one hands them in as `Bundle.exported`: what is gone by then is taken
    out, and what never was in a calendar is not.
    """
    return frozenset(
        entry.uid
        for agreement in bundle.agreements
        for entry in _standing(agreement, bundle.people, language)
    )


def _entries(bundle: Bundle, language: Language, today: date) -> Iterator[_Entry]:
    for agreement in bundle.agreements:
        entries = _standing(agreement, bundle.people, language)
        yield from entries
        yield from _gone(agreement, bundle, language, today, {entry.uid for entry in entries})
    for agreement in bundle.ended:
        yield from _gone(agreement, bundle, language, today, set())


def _standing(
    agreement: Agreement, people: Sequence[Person], language: Language
) -> tuple[_Entry, ...]:
    return (
        *_look_backs(agreement, people, language),
        *_turns(agreement, people, language),
        *_last_days(agreement, people, language),
    )


def _look_backs(
    agreement: Agreement, people: Sequence[Person], language: Language
) -> Iterator[_Entry]:
    on, at = agreement.evaluate_on, agreement.evaluate_at
    if on is None:
        return
    yield _Entry(
        uid=_uid(agreement, "look-back"),
        revision=agreement.revision,
        title=_look_back_title(agreement, language),
        words=in_full(agreement, people, language),
        start=on if at is None else datetime.combine(on, at.replace(tzinfo=None)),
        length=_DAY if at is None else _TALK,
        alarm=_IN_THE_MORNING if at is None else _BEFORE_TALK,
    )


def _turns(agreement: Agreement, people: Sequence[Person], language: Language) -> Iterator[_Entry]:
    """Yield the weeks of each, and the one that ends with the last day in the middle of it."""
    until = agreement.until
    for turn in series(agreement, people):
        entry = _Entry(
            uid=_uid(agreement, f"turn-{turn.place}"),
            revision=agreement.revision,
            title=_turn_title(agreement, turn.person, language),
            words=in_full(agreement, people, language),
            start=turn.begins,
            length=_WEEK,
            every=turn.every,
            until=until,
        )
        last = None if until is None else turn.last_begun(until)
        if until is None or last is None or last + _WEEK <= until + _DAY:
            yield entry
            continue
        rest = until + _DAY - last
        if last == turn.begins:
            yield replace(entry, length=rest, every=0)
            continue
        yield replace(entry, until=last - _DAY)
        yield replace(
            entry, uid=_uid(agreement, "turn-last"), start=last, length=rest, every=0, until=None
        )


def _last_days(
    agreement: Agreement, people: Sequence[Person], language: Language
) -> Iterator[_Entry]:
    if agreement.until is None:
        return
    yield _Entry(
        uid=_uid(agreement, "until"),
        revision=agreement.revision,
        title=_last_day_title(agreement, language),
        words=in_full(agreement, people, language),
        start=agreement.until,
    )


def _gone(
    agreement: Agreement, bundle: Bundle, language: Language, today: date, stays: Container[str]
) -> Iterator[_Entry]:
    """Yield every event that an agreement left in a calendar before, but for what `stays`.

    An event needs a day, also to be taken out: that on which it was agreed.
    """
    for part, title in _titles(agreement, bundle.people, language).items():
        uid = _uid(agreement, part)
        if uid in bundle.exported and uid not in stays:
            yield _Entry(
                uid=uid,
                revision=agreement.revision,
                title=title,
                words=clean(agreement.what),
                start=agreement.made_on or today,
                cancelled=True,
            )


def _titles(agreement: Agreement, people: Sequence[Person], language: Language) -> dict[str, str]:
    """Give the title of each event that an agreement may ever have had, by its part."""
    titles = {"look-back": _look_back_title(agreement, language)}
    for place, person in enumerate(people):
        titles[f"turn-{place}"] = _turn_title(agreement, person, language)
    # Whose week it was that ended with the last day is not known any more.
    return titles | {
        "turn-last": short(agreement.what),
        "until": _last_day_title(agreement, language),
    }


def _uid(agreement: Agreement, part: str) -> str:
    return f"{agreement.id}-{part}@tweespraak"


def _look_back_title(agreement: Agreement, language: Language) -> str:
    return language.t(N_("Look back: {what}"), what=short(agreement.what))


def _turn_title(agreement: Agreement, person: Person, language: Language) -> str:
    return language.t(
        N_("{name}: {what}"), name=clean_line(person.name), what=short(agreement.what)
    )


def _last_day_title(agreement: Agreement, language: Language) -> str:
    return language.t(N_("Last day: {what}"), what=short(agreement.what))


# -- How it is written ---------------------------------------------------------------------------


def _placed(entry: _Entry, zone: ZoneInfo) -> _Entry:
    """Give an event of a moment as one in `zone`; a day stays a day."""
    start = entry.start
    if not isinstance(start, datetime) or start.year not in YEARS:
        return entry  # the very last days there are cannot be counted in another zone
    return replace(entry, start=calendar_zone.at_wall(start, zone))


def _has_zone(start: date) -> TypeGuard[datetime]:
    """Whether it is a moment that names its zone."""
    if not isinstance(start, datetime) or start.tzinfo is None:
        return False
    return not calendar_zone.is_utc(start)


def _add_times(event: Event, entry: _Entry) -> None:
    """Write when an event begins, and when it ends."""
    start = entry.start
    _add_time(event, "dtstart", start)
    with suppress(OverflowError):  # the last day that can be counted ends by itself
        if not isinstance(start, datetime) or start.tzinfo is None:
            event.add("dtend", start + entry.length)
            return
        end = calendar_zone.later(start, entry.length)
        if end.fold:  # an hour that comes twice is always read as the first
            event.add("duration", entry.length)
        else:
            _add_time(event, "dtend", end)


def _add_time(event: Event, name: str, start: date) -> None:
    if _has_zone(start) and isinstance(start.tzinfo, ZoneInfo):
        # Written by name, so that no library puts another name for the zone in its place.
        event.add(name, start.replace(tzinfo=None), parameters={"tzid": start.tzinfo.key})
    elif isinstance(start, datetime) and start.tzinfo is not None:
        event.add(name, start.astimezone(UTC))
    else:
        event.add(name, start)


def _event(entry: _Entry, now: datetime) -> Event:
    from icalendar import Event
    from icalendar.prop import vInline

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.revision)
    event.add("summary", vInline(_text(clean_line(entry.title))))
    event.add("description", vInline(_text(clean(entry.words))))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    _add_times(event, entry)
    if not isinstance(entry.start, datetime):
        event.add("transp", "TRANSPARENT")
    if entry.every:
        rule: dict[str, object] = {"freq": "weekly", "interval": entry.every}
        event.add("rrule", rule if entry.until is None else rule | {"until": entry.until})
    if entry.alarm is not None:
        event.add_component(_alarm(entry))
    return event


def _alarm(entry: _Entry) -> Alarm:
    from icalendar import Alarm
    from icalendar.prop import vInline

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", entry.alarm)
    alarm.add("description", vInline(_text(clean_line(entry.title))))
    return alarm


def _text(text: str) -> str:
    r"""Give `text` as RFC 5545 section 3.3.11 writes it.

    icalendar's own way takes a backslash with a capital N, as in ``C:\New``, for a new line.
    """
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")
