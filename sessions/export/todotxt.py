"""Agreements as a todo.txt list (github.com/todotxt/todo.txt), one task a line.

In that format single signs have a meaning. What people wrote keeps its letters but loses that
meaning, and they can see it: a sign that begins a word gets a space after it (``+work`` becomes
``+ work``, ``@home`` becomes ``@ home``), and so does a colon inside a word (``due:tomorrow``
becomes ``due: tomorrow``, ``20:30`` becomes ``20: 30``). A completion mark and a priority count at
the beginning of a line only, and there stands the date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sessions.agreements import Agreement
from sessions.errors import NothingToExport
from sessions.export.base import Bundle, Language
from sessions.export.calendar import series
from sessions.text import N_, clean_line

_COLON = re.compile(r"(?<=[^\s:]):(?=\S)")
_SIGNS = re.compile(r"(?<!\S)[+@]+(?=\S)")
_NOT_IN_A_CONTEXT = re.compile(r"[\s:]+")


def todo_txt(bundles: Sequence[Bundle], language: Language, *, now: datetime) -> str:
    """Give the look backs, and of what is done in turns everybody's next week, as todo.txt.

    Each line bears the day of `now`, ``+tweespraak`` and the day it is for; of a week that is its
    Sunday. Raises `NothingToExport` when there is no task.
    """
    tasks = [
        task
        for bundle in bundles
        for agreement in bundle.agreements
        for task in _tasks(agreement, bundle, language, now.date())
    ]
    if not tasks:
        raise NothingToExport()
    return "".join(f"{now.date().isoformat()} {task}\n" for task in tasks)


def _tasks(agreement: Agreement, bundle: Bundle, language: Language, today: date) -> Iterator[str]:
    what = clean_line(agreement.what)
    if agreement.evaluate_on is not None:
        words = language.t(N_("Look back: {what}"), what=what)
        yield f"{plain(words)} +tweespraak due:{agreement.evaluate_on.isoformat()}"
    this_week = today - timedelta(days=today.weekday())
    weeks = [(turn.from_day(this_week), turn.person) for turn in series(agreement, bundle.people)]
    for monday, person in sorted(weeks, key=lambda week: week[0]):
        if agreement.until is not None and monday > agreement.until:
            continue
        words = language.t(
            N_("The week of {name}: {what}"), name=clean_line(person.name), what=what
        )
        due = monday + timedelta(days=6)
        yield f"{plain(words)} @{_context(person.name)} +tweespraak due:{due.isoformat()}"


def plain(text: str) -> str:
    """Give `text` on one line, in which no word is a project, a context or a key with a value.

    It is for a whole sentence: somebody called "+" becomes a project by the colon after the name.
    """
    # The colon first: what stands after it becomes a word of its own.
    line = _COLON.sub(": ", clean_line(text))
    return clean_line(_SIGNS.sub(lambda match: " ".join(match[0]) + " ", line))


def _context(name: str) -> str:
    return _NOT_IN_A_CONTEXT.sub("_", clean_line(name))
