"""What a zone does with its clocks, as a calendar says it: VTIMEZONE (RFC 5545, section 3.6.5).

Outlook reads a moment without a zone as it likes, and Google takes it for one in the zone of the
reader. So a moment carries the name of its zone, and here what that name means is written out of
the changes that the zone itself knows. A change that comes on one weekday of a month, year after
year, becomes a rule (Outlook knows no other form); all others become a list of days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

if TYPE_CHECKING:
    from icalendar import Timezone

_DAY = timedelta(days=1)
_BACK = 400 * _DAY
"""How far before the first event a change is looked for: it says what holds at that event."""
_AHEAD = 12 * 366 * _DAY
"""How far past the last event: long enough to tell the last Sunday of a month from the fourth."""
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def at_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """Give a time on the wall as a moment in `zone`.

    Of an hour that clocks leave out it is the one after it; of one that comes twice, the first.
    """
    return moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def later(moment: datetime, length: timedelta) -> datetime:
    """Give the moment that is so much later, counted as time goes by and not on the wall."""
    return (moment.astimezone(UTC) + length).astimezone(moment.tzinfo)


def is_utc(moment: datetime) -> bool:
    """Whether its zone is the time of the world, which has a form of its own."""
    return moment.tzname() == "UTC" and moment.utcoffset() == timedelta(0)


class _State(msgspec.Struct, frozen=True):
    """What holds in a zone for a time."""

    offset: timedelta
    dst: timedelta
    name: str


class _Change(msgspec.Struct, frozen=True):
    """A moment at which clocks change; `wall` is what they showed just then, by the old offset."""

    wall: datetime
    before: _State
    after: _State


def timezone(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """Give what `zone` does from the event that begins first to the one that begins last."""
    from icalendar import Timezone

    since, until = first.astimezone(UTC) - _BACK, last.astimezone(UTC) + _AHEAD
    changes = list(_changes(zone, since, until))
    # The last change before the first event says what holds there; those before it, nothing.
    early = [change for change in changes if _moment(change) <= first]
    changes = changes[max(len(early) - 1, 0) :]
    if not early:
        holds = _state(zone, since)
        changes.insert(0, _Change(_on_wall(since, holds), holds, holds))
    # Where summer is called standard and winter is an hour less, readers expect it as elsewhere.
    is_inverse = any(change.after.dst < timedelta(0) for change in changes)
    made = Timezone()
    made.add("tzid", zone.key)
    for group in _alike(changes):
        dst = group[0].after.dst
        is_summer = dst == timedelta(0) if is_inverse else dst > timedelta(0)
        _add(made, group, until, is_summer=is_summer)
    return made


def _add(made: Timezone, group: Sequence[_Change], until: datetime, *, is_summer: bool) -> None:
    from icalendar import TimezoneDaylight, TimezoneStandard

    part = TimezoneDaylight() if is_summer else TimezoneStandard()
    first = group[0]
    part.add("dtstart", first.wall)
    rule = _rule(group, until)
    if rule is not None:
        part.add("rrule", rule)
    elif len(group) > 1:
        part.add("rdate", [change.wall for change in group[1:]])
    part.add("tzoffsetfrom", first.before.offset)
    part.add("tzoffsetto", first.after.offset)
    part.add("tzname", first.after.name)
    made.add_component(part)


def _alike(changes: Sequence[_Change]) -> list[list[_Change]]:
    """Give the changes from one state to another together, in the order in which they begin."""
    groups: dict[tuple[_State, _State], list[_Change]] = {}
    for change in changes:
        groups.setdefault((change.before, change.after), []).append(change)
    return list(groups.values())


def _rule(group: Sequence[_Change], until: datetime) -> dict[str, object] | None:
    """Give the rule by which a change comes back until then, or None when no rule says it."""
    walls = [change.wall for change in group]
    first = walls[0]
    years = [wall.year for wall in walls]
    goes_on = walls[-1].replace(tzinfo=UTC) + 367 * _DAY > until
    if len(walls) < 2 or not goes_on or years != list(range(first.year, years[-1] + 1)):
        return None
    if len({(wall.month, wall.weekday(), wall.time()) for wall in walls}) > 1:
        return None
    weekday = _WEEKDAYS[first.weekday()]
    rule: dict[str, object] = {"freq": "yearly", "bymonth": first.month}
    if all((wall + 7 * _DAY).month != wall.month for wall in walls):
        return rule | {"byday": f"-1{weekday}"}
    weeks = {(wall.day - 1) // 7 + 1 for wall in walls}
    return rule | {"byday": f"{weeks.pop()}{weekday}"} if len(weeks) == 1 else None


def _changes(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[_Change]:
    """Yield every change of a zone between two moments; no zone had two within a day."""
    moment, state = since, _state(zone, since)
    while moment < until:
        after = moment + _DAY
        then = _state(zone, after)
        if then != state:
            at = _turn(zone, moment, after)
            yield _Change(_on_wall(at, state), state, then)
        moment, state = after, then


def _turn(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Give the first whole second at which the state of `after` holds."""
    state = _state(zone, before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        before, after = (middle, after) if _state(zone, middle) == state else (before, middle)
    return after.replace(microsecond=0)


def _state(zone: ZoneInfo, moment: datetime) -> _State:
    there = moment.astimezone(zone)
    zero = timedelta(0)
    return _State(there.utcoffset() or zero, there.dst() or zero, there.tzname() or "")


def _on_wall(moment: datetime, state: _State) -> datetime:
    """Give what the clock shows at that moment by the offset of `state`, without a zone."""
    return (moment.astimezone(UTC) + state.offset).replace(tzinfo=None, microsecond=0)


def _moment(change: _Change) -> datetime:
    return (change.wall - change.before.offset).replace(tzinfo=UTC)
