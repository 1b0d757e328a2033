"""Calendars of agreements, and how they are read."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import vobject

from sessions.export.base import Bundle, Language
from sessions.export.calendar import calendar
from tests.export.helpers import ENGLISH, NOW

MONDAY = date(2026, 11, 23)
ID = "1" * 32
LOOK_BACK, UNTIL = f"{ID}-look-back@tweespraak", f"{ID}-until@tweespraak"


def made(*bundles: Bundle, language: Language = ENGLISH) -> bytes:
    """Give the calendar of `bundles`."""
    return calendar(bundles, language, now=NOW)


def read(*bundles: Bundle, language: Language = ENGLISH) -> dict[str, Any]:
    """Give the events by their UID, as vobject reads them."""
    calendars = list(vobject.readComponents(made(*bundles, language=language).decode()))
    assert len(calendars) == 1
    events = {event.uid.value: event for event in calendars[0].vevent_list}
    assert len(events) == len(calendars[0].vevent_list)
    return events


def days(event: Any, most: int = 6) -> list[date]:
    """Give the first days on which an event begins."""
    every = event.getrruleset(addRDate=True) or [datetime.combine(event.dtstart.value, time())]
    return [moment.date() for _, moment in zip(range(most), every, strict=False)]
