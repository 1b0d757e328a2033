"""Days: the years in which a moment of people's lives can lie."""

from __future__ import annotations

from datetime import date

YEARS = range(1900, 2201)
"""A day outside these was not meant: a slip of the keys, or a record that nobody's program wrote.

Between them every day can be moved to another zone, and a year back or ahead, and still be a day.
"""


def day_in(text: str) -> date | None:
    """Give the day that an answer in a record holds, in ISO 8601, or None for what is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
