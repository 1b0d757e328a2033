"""How a language writes days and lists, taken from Babel: ``dates.json`` in its folder.

Babel takes as long to import as a prompt may take, and its data a tenth of the memory of a start;
what the program shows of it is a few dozen words. `locales.update` writes them, so that nothing of
Babel is imported when the program runs.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

from babel import Locale
from babel.dates import format_date, match_skeleton

NAME = "dates.json"

STYLES = {"full": "full", "long": "long"}
"""Days with their year: what they are called here, and in Babel."""
SKELETONS = {"month_day": "MMMMd", "weekday_month_day": "MMMEd"}
"""Days without their year: what they are called here, and their fields in Babel."""
NAMES = ("EEE", "EEEE", "EEEEEE", "LLL", "MMM", "MMMM")
"""Fields that are a name of a weekday or a month."""
NUMBERS = ("M", "MM", "d", "dd", "y")
"""Fields that are a number."""

_FIELD = re.compile(r"'[^']*'|(([A-Za-z])\2*)")
_MONDAY = date(2026, 11, 23)


def dates_of(language: str) -> dict[str, dict[str, str] | dict[str, list[str]]]:
    """Give the patterns of days, the names in them, and the patterns of lists.

    Raises ValueError for a pattern with a field that `tui.language.day_patterns` does not know.
    """
    locale = Locale.parse(language.replace("-", "_"))
    patterns = {name: locale.date_formats[style].pattern for name, style in STYLES.items()}
    for name, fields in SKELETONS.items():
        skeleton = match_skeleton(fields, locale.datetime_skeletons)
        patterns[name] = locale.datetime_skeletons[skeleton].pattern
    for pattern in patterns.values():
        unknown = {match[1] for match in _FIELD.finditer(pattern) if match[1]} - {*NAMES, *NUMBERS}
        unknown -= {"E"}
        if unknown:
            raise ValueError(f"{language}: no day is written with {', '.join(unknown)} here")
    lists = locale.list_patterns["standard"]
    return {
        "patterns": {name: _plain(pattern) for name, pattern in patterns.items()},
        "names": {field: _names(field, locale) for field in NAMES},
        "lists": {name: lists[name] for name in ("2", "start", "middle", "end")},
    }


def _plain(pattern: str) -> str:
    """Give the pattern with one way to write a short weekday."""
    return _FIELD.sub(lambda match: "EEE" if match[0] == "E" else match[0], pattern)


def _names(field: str, locale: Locale) -> list[str]:
    """Give the names of the weekdays from Monday, or of the months."""
    if field.startswith("E"):
        days = [_MONDAY + timedelta(days=count) for count in range(7)]
    else:
        days = [date(2026, month, 1) for month in range(1, 13)]
    return [format_date(day, field, locale=locale) for day in days]


def write_dates(folder: Path) -> bool:
    """Write the file of the language that has this folder; give whether it was something else."""
    text = json.dumps(dates_of(folder.name), ensure_ascii=False, indent=1) + "\n"
    path = folder / NAME
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8", newline="\n")
    return True
