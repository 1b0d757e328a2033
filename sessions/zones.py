"""Where people are: the offset of their clocks at one moment, with the name of their zone.

Moments are compared and counted as instants, and shown and agreed as what the clock on the wall
says then. Python counts between two moments of one `ZoneInfo` as if clocks never changed; so a
moment here has its own offset, and knows of which zone it is. Which zone that is, and what it does,
the caller knows: it comes with `now`.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,31}(?:/[A-Za-z0-9_+-]{1,31}){0,3}")


class ClockZone(tzinfo):
    """The offset that a zone has at one moment."""

    def __init__(self, zone: ZoneInfo, offset: timedelta) -> None:
        self.zone = zone
        """The zone, with all its changes of clocks."""
        self._offset = offset

    def utcoffset(self, moment: datetime | None) -> timedelta:
        return self._offset

    def dst(self, moment: datetime | None) -> timedelta | None:
        return None

    def tzname(self, moment: datetime | None) -> str:
        return self.zone.key or ""

    def fromutc(self, moment: datetime) -> datetime:
        return moment + self._offset


def in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """Give the same instant as the clocks of `zone` show it then."""
    there = moment.astimezone(zone)
    return there.replace(tzinfo=ClockZone(zone, there.utcoffset() or timedelta(0)), fold=0)


def as_here(moment: datetime, now: datetime) -> datetime:
    """Give the same instant as the clocks show it where `now` is; they may have changed by then."""
    zone = now.tzinfo
    return in_zone(moment, zone.zone) if isinstance(zone, ClockZone) else moment.astimezone(zone)


def at_wall(day: date, at: time, now: datetime) -> datetime:
    """Give the moment at which it is that day and time where `now` is.

    An hour that clocks leave out is the one after it; of one that comes twice it is the first.
    """
    zone = now.tzinfo
    if isinstance(zone, ClockZone):
        return in_zone(datetime.combine(day, at, zone.zone).astimezone(UTC), zone.zone)
    return datetime.combine(day, at, zone)


def is_within(moment: datetime, now: datetime, most: timedelta) -> bool:
    """Whether `moment` comes within `most` from now: in hours, or as the clock on the wall has it.

    The night in which clocks go back has one hour more; the same time tomorrow is within a day.
    """
    if moment <= now + most:
        return True
    return moment.replace(tzinfo=None) <= now.replace(tzinfo=None) + most


def name_of(now: datetime) -> str:
    """Give the name of the zone where `now` is, or nothing for one without a name."""
    zone = now.tzinfo
    return zone.zone.key or "" if isinstance(zone, ClockZone) else ""


def zone_of(now: datetime) -> ZoneInfo | None:
    """Give the zone in which `now` was read off, or None when that has no name.

    An offset alone does not say what the clock does next summer.
    """
    zone = now.tzinfo.zone if isinstance(now.tzinfo, ClockZone) else now.tzinfo
    return zone if isinstance(zone, ZoneInfo) and zone.key and is_zone_name(zone.key) else None


def is_zone_name(text: str) -> bool:
    """Whether `text` can be the name of a zone: it names no file of anybody's."""
    return not text or _NAME.fullmatch(text) is not None
