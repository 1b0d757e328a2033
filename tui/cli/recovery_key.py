"""The recovery key outside the screens: shown, and on paper before anything hangs on it."""

from __future__ import annotations

import sys

from sessions.recovery_sheet import (
    NOT_TYPED_OVER,
    TYPE_TWO_GROUPS,
    WITHOUT,
    is_typed_over,
    lines,
)
from sessions.store.way_in import WayIn
from sessions.text import N_
from tui.cli.command import alike
from tui.cli.output import say
from tui.language.language import Language


def is_taken(speaks: Language, way_in: WayIn) -> bool:
    """Show a recovery key, and see that it is on paper; only then something may hang on it.

    Raises OSError when it cannot be shown. Without a terminal to answer at, whoever reads the
    output has it.
    """
    show_key(speaks, way_in.recovery_key)
    return not sys.stdin.isatty() or confirm_key(speaks, way_in.recovery_key)


def show_key(speaks: Language, key: str) -> None:
    """Show a recovery key: by itself on standard output, and as it is written on paper."""
    say(speaks.t(N_("This is your recovery key. Write it down on paper, now:")))
    sys.stdout.write(f"\n    {key}\n\n")
    sys.stdout.flush()
    if sys.stdin.isatty() and sys.stderr.isatty():
        checks = speaks.t(N_("The two letters at the end of a line find a typing error."))
        for line in (*(f"    {row}" for row in lines(key)), checks):
            say(line)


def confirm_key(speaks: Language, key: str) -> bool:
    """Ask until the last two groups of `key` are typed over, or the word that declines.

    Gives False when nobody is there to answer: without a terminal, or at the end of the input.
    """
    if not sys.stdin.isatty():
        return False
    say(speaks.t(TYPE_TWO_GROUPS, word=speaks.t(WITHOUT)))
    for typed in iter(sys.stdin.readline, ""):
        if is_typed_over(key, typed) or alike(typed, speaks.t(WITHOUT)):
            return True
        say(speaks.t(NOT_TYPED_OVER))
    return False
