"""Agreements as a todo.txt list (github.com/todotxt/todo.txt), one task a line.

In that format single signs have a meaning. What people wrote keeps its letters but loses that
meaning, and they can see it: a sign that begins a word gets a space after it (``+work`` becomes
``+ work``, ``@home`` becomes ``@ home``), and so does a colon inside a word (``due:tomorrow``
becomes ``due: tomorrow``). A time stays one word, with a point (``20:30`` becomes ``20.30``), and a
link stays as it is: readers know those of the web and of mail from a key with a value. A completion
mark and a priority count at the beginning of a line only, and there stands the date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sessions.agreements import Agreement
from sessions.errors import NothingToExport
from sessions.export.base import Bundle, Language, outside_links
from sessions.export.calendar import series
from sessions.text import N_, clean_line

_TIME = re.compile(r"(?<![\w.:])([01]?[0-9]|2[0-4]):([0-5][0-9])(?::([0-5][0-9]))?(?!\d|:\S)")
_COLON = re.compile(r"(?<=[^\s:]):(?=\S)")
_SIGNS = re.compile(r"(?<!\S)[+@]+(?=\S)")
_NOT_IN_A_CONTEXT = re.compile(r"[\s:]+")


def todo_txt(bundles: Sequence[Bundle], language: Language, *, now: datetime) -> str:
    """Give the look backs, and of what is done in turns everybody's next week, as todo.txt.

    Each line bears the day of `now`, ``+tweespraak`` and the day it is for; of a week that is its
    Sunday, or the last day when that comes first. Raises `NothingToExport` when there is no task.
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
        words = _look_back(agreement, what, language)
        yield f"{plain(words)} +tweespraak due:{agreement.evaluate_on.isoformat()}"
    until = agreement.until or date.max
    if until < today:
        return
    this_week = today - timedelta(days=today.weekday())
    weeks = [(turn.from_day(this_week), turn.person) for turn in series(agreement, bundle.people)]
    for monday, person in sorted(weeks, key=lambda week: week[0]):
        if monday > until:
            continue
        words = language.t(
            N_("The week of {name}: {what}"), name=clean_line(person.name), what=what
        )
        due = min(monday + timedelta(days=6), until)
        yield f"{plain(words)} @{_context(person.name)} +tweespraak due:{due.isoformat()}"


def _look_back(agreement: Agreement, what: str, language: Language) -> str:
    """Give the words for a look back; a day has no time in this format, so that is in them."""
    if agreement.evaluate_at is None:
        return language.t(N_("Look back: {what}"), what=what)
    at = language.clock(agreement.evaluate_at)
    return language.t(N_("Look back at {time}: {what}"), time=at, what=what)


def plain(text: str) -> str:
    """Give `text` on one line, in which no word is a project, a context or a key with a value.

    It is for a whole sentence: somebody called "+" becomes a project by the colon after the name.
    """
    return outside_links(clean_line(text), _plain)


def _plain(words: str) -> str:
    words = _TIME.sub(lambda match: match[0].replace(":", "."), words)
    # The colon first: what stands after it becomes a word of its own.
    words = _COLON.sub(": ", words)
    return _SIGNS.sub(lambda match: " ".join(match[0]) + " ", words)


def _context(name: str) -> str:
    return _NOT_IN_A_CONTEXT.sub("_", clean_line(name))
