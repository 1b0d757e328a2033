"""The recovery key outside the screens: a sheet to print, and whether it is on paper."""

from __future__ import annotations

import sys

from sessions.recovery_sheet import (
    NOT_TYPED_OVER,
    TYPE_TWO_GROUPS,
    WITHOUT,
    is_typed_over,
    lines,
)
from sessions.text import N_
from tui.cli.command import alike
from tui.cli.output import say
from tui.language.language import Language


def sheet(speaks: Language, key: str) -> str:
    """Give a recovery key as plain text to print, with a check at the end of each line."""
    rows = "\n".join(f"    {line}" for line in lines(key))
    head = speaks.t(N_("Recovery key of Tweespraak"))
    use = speaks.t(
        N_("It opens everything when the passphrase is forgotten. Keep it where it is safe.")
    )
    checks = speaks.t(N_("The two letters at the end of a line find a typing error."))
    return f"{head}\n\n{rows}\n\n{use}\n{checks}\n"


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
