"""The clock, and fresh ids: what `sessions` gets as arguments."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from sessions.conversation import Conversation, TimeOut
from sessions.zones import ClockZone, in_zone, is_zone_name

Clock = Callable[[], datetime]

_LOCALTIME, _NAMED = Path("/etc/localtime"), Path("/etc/timezone")
_ZONES = "zoneinfo"  # the folder in which every system keeps them


def local_now() -> datetime:
    """Give the present moment, in this computer's time zone, by its name when it has one."""
    zone = _zone()
    if zone is None:
        return datetime.now().astimezone()
    return in_zone(datetime.now(UTC), zone)


def new_id() -> str:
    """Give a fresh id: 32 hexadecimal digits."""
    return uuid4().hex


def as_agreed(moment: datetime, zone_name: str) -> datetime:
    """Give a moment that was agreed as a wall-clock time in a zone, as that zone has it now.

    What a country decides about its clocks after two people agreed on half past eight does not
    move their half past eight. A zone that nobody here knows leaves the moment as it is.
    """
    zone = _named(zone_name)
    if zone is None:
        return moment
    wall = moment.replace(tzinfo=None)
    for fold in (0, 1):  # an hour that comes twice: the one that was meant
        offset = wall.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta(0)
        if offset == moment.utcoffset():
            return wall.replace(tzinfo=ClockZone(zone, offset))
    return in_zone(wall.replace(tzinfo=zone).astimezone(UTC), zone)


def with_agreed_moments(conversation: Conversation) -> Conversation:
    """Give the conversation with its agreed moments as their zones have them now (`as_agreed`)."""
    if conversation.return_at is None:
        return conversation  # nothing is waited for
    return replace(
        conversation,
        return_at=as_agreed(conversation.return_at, conversation.return_zone),
        time_outs=tuple(map(_agreed_again, conversation.time_outs)),
    )


def _agreed_again(time_out: TimeOut) -> TimeOut:
    if time_out.end is not None:
        return time_out
    proposal = time_out.proposal and replace(
        time_out.proposal, until=as_agreed(time_out.proposal.until, time_out.proposal.zone)
    )
    until = as_agreed(time_out.until, time_out.zone)
    return replace(time_out, until=until, proposal=proposal)


def _zone() -> ZoneInfo | None:
    """Give the zone that the system is in, or None for one without a name. People travel."""
    variable = os.environ.get("TZ", "")
    if variable:
        return _named(variable.lstrip(":").rpartition(f"/{_ZONES}/")[2])
    try:
        name = os.path.realpath(_LOCALTIME).rpartition(f"/{_ZONES}/")[2]
        if is_zone_name(name) and (zone := _named(name)):
            return zone
        return _named(_NAMED.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None  # then there is the offset, and no name


@cache
def _named(name: str) -> ZoneInfo | None:
    """Give the zone of that name, or None when it is none here."""
    if not name or not is_zone_name(name):
        return None
    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError):
        return None
