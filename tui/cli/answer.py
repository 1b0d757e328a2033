"""What somebody types after a question, on the standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable

from sessions.errors import TweespraakError
from sessions.text import N_


class NotUnderstood(TweespraakError):
    sentence = N_("What you typed is no text that I can read. Nothing was changed; try it again.")


def typed_line() -> str:
    """Give the next line, empty at the end of the input. Raises `NotUnderstood`."""
    line = _text(sys.stdin.readline)
    if not line.endswith("\n"):
        sys.stderr.write("\n")  # the question still stands on its line
        sys.stderr.flush()
    return line


def everything_typed() -> str:
    """Give all that comes, up to the end of the input. Raises `NotUnderstood`."""
    return _text(sys.stdin.read)


def _text(read: Callable[[], str]) -> str:
    try:
        text = read()
        # Some systems let bytes that are no text pass, as halves of characters.
        text.encode()
    except UnicodeError as problem:
        raise NotUnderstood() from problem
    return text
