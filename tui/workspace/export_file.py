"""Writing an export: its name, and never over something that is there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sessions.errors import ExportFailed, ExportThere
from sessions.export.base import Bundle
from tui.language.language import Language, language

BOTH_LANGUAGES = ("markdown", "html", "pdf")
"""Forms in which both languages stand beside each other when two people differ."""


SHEET = "markdown"


def readers_of(bundles: Sequence[Bundle]) -> tuple[Language, ...]:
    """Give the languages of the people without doubles, in the order in which they sit."""
    tags = dict.fromkeys(person.language for bundle in bundles for person in bundle.people)
    return tuple(dict.fromkeys(language(tag) for tag in tags))


def shown_of(
    form: str, blob: bytes, bundles: Sequence[Bundle], readers: Sequence[Language], now: datetime
) -> str:
    """Give what people see of an export before it leaves.

    A page's marks say nothing to them: its words do, and those are all there is in it.
    """
    from sessions.export.forms import FORMS, made

    is_page = form == "html" or not FORMS[form].is_text
    return (made(SHEET, bundles, readers, now=now) if is_page else blob).decode()


def free_place(path: Path, suffix: str, record_id: str, now: datetime) -> Path:
    """Give where an export into `path` will be: in a folder it gets a name of date and id.

    Raises `ExportThere` or `ExportFailed`, so that nobody is asked about what cannot be done.
    """
    try:
        if path.is_dir():
            path = path / export_name(suffix, record_id, now)
        if os.path.lexists(path):
            raise ExportThere(file=str(path))
    except OSError as problem:
        raise _failed(path, problem) from problem
    return path


def write_export(path: Path, blob: bytes, suffix: str, record_id: str, now: datetime) -> Path:
    """Write an export into the new file `path`, mode 0600, and give where it is.

    In a folder it gets a name of date and id. Raises `ExportThere` or `ExportFailed`.
    """
    from sessions.store.disk import Disk
    from sessions.store.write_new import write_new

    path = free_place(path, suffix, record_id, now)
    try:
        write_new(path, blob, Disk())
    except FileExistsError as problem:
        raise ExportThere(file=str(path)) from problem
    except OSError as problem:
        raise _failed(path, problem) from problem
    return path


def _failed(path: Path, problem: OSError) -> ExportFailed:
    reason = problem.strerror or os.strerror(problem.errno or 0)
    return ExportFailed(file=str(path), reason=reason)


def export_name(suffix: str, record_id: str, now: datetime) -> str:
    """Give the name of a file: of date and id, never of what people wrote."""
    which = f"-{record_id[:8]}" if record_id else ""
    return f"tweespraak-{now.date().isoformat()}{which}{suffix}"
