"""``tweespraak due``: the agreements to look back on.

A shell's prompt asks it before every line. So what the due cache answers takes neither the parser,
nor the vault, nor the modules that know a conversation: a command line of the plain forms below is
read here, and everything else by `tui.cli.parser`.
"""

from __future__ import annotations

import os
import sys

import locales
from sessions.store import due_cache
from sessions.text import N_, clean_line
from tui.cli.command import DONE, NOTHING
from tui.cli.output import TITLE_MAX, say, short_line, write_json

TYPE_CHECKING = False  # as `typing` has it, which takes as long to import as all of this
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import Any

    from tui.language.language import Language

_WITH_VALUE = ("--data", "--language")


class DueArguments:
    """What ``due`` was asked. `data` is the folder that was named, or an empty text."""

    def __init__(self, *, json: bool = False, quiet: bool = False, data: str = "") -> None:
        self.json = json
        self.quiet = quiet
        self.data = data


def plain_arguments(arguments: Sequence[str]) -> DueArguments | None:
    """Give what was asked of ``due``, or None for what the parser has to read, or refuse."""
    if not arguments or arguments[0] != "due":
        return None
    wanted, rest = DueArguments(), iter(arguments[1:])
    for argument in rest:
        name, is_joined, value = argument.partition("=")
        if name in _WITH_VALUE:
            value = value if is_joined else next(rest, "-")
            if value.startswith("-") or (name == "--language" and locales.known(value) is None):
                return None
            wanted.data = value if name == "--data" else wanted.data
        elif argument == "--json":
            wanted.json = True
        elif argument == "--quiet":
            wanted.quiet = True
        else:
            return None
    return wanted


def cached(folder: str | os.PathLike[str], today: date) -> list[dict[str, Any]] | None:
    """Give what is due without opening the vault, or None where it must be opened."""
    promises = due_cache.read(os.fspath(folder))
    if promises is None:
        return None
    day = today.isoformat()
    return [
        {**promise, "overdue": promise["look_back_on"] < day}
        for promise in promises
        if promise["look_back_on"] <= day
    ]


def tell(
    language: Language, due: list[dict[str, Any]], today: date, *, json: bool, quiet: bool
) -> int:
    """Write what is due to standard output; gives the exit code."""
    if quiet:
        if due:
            sentence = language.n(
                "{count} agreement to look back on",
                "{count} agreements to look back on",
                len(due),
            )
            sys.stdout.write(sentence + "\n")
    elif json:
        write_json(due)
    elif due:
        _write_lines(language, due, today)
    else:
        say(language.t(N_("Nothing to look back on.")))
    return DONE if due else NOTHING


def _write_lines(language: Language, due: list[dict[str, Any]], today: date) -> None:
    from datetime import date as days

    for promise in due:
        since = language.since(days.fromisoformat(promise["look_back_on"]), today)
        people = language.listed(promise["people"])
        what = short_line(promise["what"], TITLE_MAX)
        sys.stdout.write(f"{clean_line(promise['agreement'])[:8]}  {what}  ({people}, {since})\n")
