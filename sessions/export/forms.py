"""The forms in which agreements leave, by name. A new one is a module beside this, and a line here.

Each library is imported when its form is asked for, and not before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec

from sessions import errors
from sessions.export.base import Bundle, Language
from sessions.text import N_

Make = Callable[[Sequence[Bundle], Sequence[Language], datetime], bytes]


class Form(msgspec.Struct, frozen=True):
    """A form: what its files end with, what it is (a msgid), and how it is made."""

    suffix: str
    says: str
    make: Make
    is_text: bool = True


def made(
    name: str, bundles: Sequence[Bundle], languages: Sequence[Language], *, now: datetime
) -> bytes:
    """Give what leaves in that form. `languages` holds one, or both people's when they differ.

    Raises `NothingToExport`, `PdfMissing`, or KeyError for a name no form has.
    """
    form = FORMS[name]
    if not any(bundle.agreements for bundle in bundles) and name not in ("calendar", "json"):
        raise errors.NothingToExport()
    if not any(bundle.agreements or bundle.ended for bundle in bundles):
        raise errors.NothingToExport()
    return form.make(bundles, languages, now)


def _markdown(bundles: Sequence[Bundle], languages: Sequence[Language], now: datetime) -> bytes:
    from sessions.export.markdown import sheet_markdown

    return sheet_markdown(bundles, languages, now=now).encode()


def _html(bundles: Sequence[Bundle], languages: Sequence[Language], now: datetime) -> bytes:
    from sessions.export.html import sheet_html

    return sheet_html(bundles, languages, now=now).encode()


def _pdf(bundles: Sequence[Bundle], languages: Sequence[Language], now: datetime) -> bytes:
    from sessions.export.html import sheet_html
    from sessions.export.pdf import sheet_pdf

    return sheet_pdf(sheet_html(bundles, languages, now=now))


def _calendar(bundles: Sequence[Bundle], languages: Sequence[Language], now: datetime) -> bytes:
    from sessions.export.calendar import calendar
    from sessions.zones import zone_of

    return calendar(bundles, languages[0], now=now, zone=zone_of(now))


def _todo(bundles: Sequence[Bundle], languages: Sequence[Language], now: datetime) -> bytes:
    from sessions.export.todotxt import todo_txt

    return todo_txt(bundles, languages[0], now=now).encode()


def _todoist(bundles: Sequence[Bundle], languages: Sequence[Language], now: datetime) -> bytes:
    from sessions.export.todoist import todoist_csv

    return todoist_csv(bundles, languages[0], now=now).encode()


def _json(bundles: Sequence[Bundle], _: Sequence[Language], now: datetime) -> bytes:
    from sessions.export.document import agreements_document, rendered

    return rendered(agreements_document(bundles, now=now)).encode()


FORMS: Mapping[str, Form] = {
    "markdown": Form(".md", N_("a sheet to sign, as plain text"), _markdown),
    "html": Form(".html", N_("a sheet to print and sign, for a web browser"), _html),
    "pdf": Form(".pdf", N_("a sheet to print and sign"), _pdf, is_text=False),
    "calendar": Form(
        ".ics", N_("for a calendar: the day you look back, whose turn it is"), _calendar
    ),
    "todo": Form(".txt", N_("for a task list: todo.txt"), _todo),
    "todoist": Form(".csv", N_("for Todoist"), _todoist),
    "json": Form(".json", N_("for other programs: JSON"), _json),
}

TALK = "talk"
"""The form of a whole conversation, which is not made of agreements alone."""


def form_of(file: str) -> str | None:
    """Give the form that a file's name asks for by its ending, or None."""
    ends = file.lower()
    return next((name for name, form in FORMS.items() if ends.endswith(form.suffix)), None)
