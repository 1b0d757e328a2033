"""The clock, and fresh ids: what `sessions` gets as arguments."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from sessions.zones import in_zone, is_zone_name

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


def _zone() -> ZoneInfo | None:
    """Give the zone that the system is in, or None for one without a name. People travel."""
    variable = os.environ.get("TZ", "")
    if variable:
        return zone_named(variable.lstrip(":").rpartition(f"/{_ZONES}/")[2])
    try:
        name = os.path.realpath(_LOCALTIME).rpartition(f"/{_ZONES}/")[2]
        return zone_named(name) or zone_named(_NAMED.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None  # then there is the offset, and no name


@cache
def zone_named(name: str) -> ZoneInfo | None:
    """Give the zone of that name, or None when this computer has none such."""
    if not name or not is_zone_name(name):
        return None
    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError):
        return None
