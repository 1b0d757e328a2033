"""Agreements as a CSV file that Todoist takes in as a template.

The columns and what may stand in them are those of Todoist's help page "Import or export a project
as a CSV file". An empty PRIORITY would become the highest there, so the lowest is written out. The
lengths are those of its page "Usage limits": a task's name has 500 characters at most, its
description 16,383.

In the name of a task Todoist reads ``@label`` and, where people type, ``#project``, ``/section``,
``+person``, ``!reminder`` and ``p1``. What people wrote keeps its letters but not that meaning, and
they can see it: a space comes after the sign (``@home`` becomes ``@ home``) or after the p
(``p1`` becomes ``p 1``). A sign inside a word, as in an e-mail address, means nothing and stays,
and so does a whole link.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import StringIO

from sessions.agreements import Agreement
from sessions.errors import NothingToExport
from sessions.export.base import Bundle, Language, outside_links
from sessions.export.calendar import Series, in_full, series, short
from sessions.text import N_, clean_line

COLUMNS = (
    "TYPE",
    "CONTENT",
    "DESCRIPTION",
    "PRIORITY",
    "INDENT",
    "AUTHOR",
    "RESPONSIBLE",
    "DATE",
    "DATE_LANG",
    "TIMEZONE",
)
"""The columns of Todoist's template, in its order."""

DESCRIPTION_MAX = 16_383
"""Characters in a description at most."""

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# Spreadsheets take the wide signs of East Asian keyboards for the others.
_LABEL = re.compile(r"(?<!\w)[@#](?=\S)")
_SIGNS = re.compile(r"(?<!\S)[@#+/!%]+(?=\S)")
_PRIORITY = re.compile(r"(?<!\w)(p)([1-4])(?!\w)", re.IGNORECASE)


def todoist_csv(bundles: Sequence[Bundle], language: Language, *, now: datetime) -> str:
    r"""Give a task for each look back, and one that comes back for each person who takes turns.

    Lines end in ``\r\n``, as the format has it; write the text as UTF-8. A turn is for the Monday
    on which the week begins; the first one given is not before the day of `now`, for Todoist knows
    no series that begins in the past. Raises `NothingToExport` when there is no task.
    """
    rows = [
        row
        for bundle in bundles
        for agreement in bundle.agreements
        for row in _rows(agreement, bundle, language, now.date())
    ]
    if not rows:
        raise NothingToExport()
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _rows(
    agreement: Agreement, bundle: Bundle, language: Language, today: date
) -> Iterator[dict[str, str]]:
    words = in_full(agreement, bundle.people, language)
    what = short(agreement.what)
    if agreement.evaluate_on is not None:
        title = language.t(N_("Look back: {what}"), what=what)
        yield _task(title, words, _moment(agreement, agreement.evaluate_on))
    for turn in series(agreement, bundle.people):
        monday = turn.from_day(today)
        if agreement.until is not None and monday > agreement.until:
            continue
        title = language.t(
            N_("The week of {name}: {what}"), name=clean_line(turn.person.name), what=what
        )
        yield _task(title, words, _again(turn, monday, agreement.until))


def _task(title: str, words: str, day: str) -> dict[str, str]:
    if len(words) >= DESCRIPTION_MAX:  # with room for the apostrophe
        words = words[: DESCRIPTION_MAX - 2] + "…"
    return {
        "TYPE": "task",
        "CONTENT": as_words(plain(title)),
        "DESCRIPTION": as_words(words),
        "PRIORITY": "4",
        "INDENT": "1",
        "DATE": day,
        "DATE_LANG": "en",
    }


def _moment(agreement: Agreement, day: date) -> str:
    """Give a day, with its time where there is one, as everybody reads it; it has no zone."""
    at = agreement.evaluate_at
    return day.isoformat() if at is None else f"{day.isoformat()} {at:%H:%M}"


def _again(turn: Series, monday: date, until: date | None) -> str:
    """Give the weeks of one person in the words Todoist reads, in English."""
    weeks = "every week" if turn.every == 1 else f"every {turn.every} weeks"
    ending = "" if until is None else f" ending {until.isoformat()}"
    return f"{weeks} starting {monday.isoformat()}{ending}"


def plain(text: str) -> str:
    """Give `text` on one line, in which no word is a label, a project or a priority.

    It is for a whole sentence: somebody called "@" becomes a label by the colon after the name.
    """
    return outside_links(clean_line(text), _plain)


def _plain(words: str) -> str:
    words = _LABEL.sub(lambda match: f"{match[0]} ", words)
    words = _SIGNS.sub(lambda match: " ".join(match[0]) + " ", words)
    return _PRIORITY.sub(r"\1 \2", words)


def as_words(cell: str) -> str:
    """Give a cell that a spreadsheet shows and does not calculate."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
