"""The recovery key outside the screens: shown, and on paper before anything hangs on it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sessions.errors import TweespraakError
from sessions.recovery_sheet import (
    NOT_TYPED_OVER,
    TYPE_TWO_GROUPS,
    WITHOUT,
    is_typed_over,
    lines,
)
from sessions.store.way_in import WayIn
from sessions.text import N_, clean
from tui.cli.answer import typed_line
from tui.cli.output import say
from tui.cli.text_match import alike
from tui.language.language import Language
from tui.workspace.recovery_page import GONE_AGAIN, LIES_IN, THROW_AWAY, RecoveryPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sessions.store import Vault


class NoNewKey(TweespraakError):
    sentence = N_(
        "No new recovery key is made here, so there is no page to print. Nothing was changed. "
        "Leave out --sheet."
    )


class KeySheet:
    """The page with a new recovery key that `--sheet` asks for, if it does."""

    def __init__(self, speaks: Language, vault: Vault, today: date, place: str | None) -> None:
        """`place` is the file as it was typed."""
        self._speaks, self._vault, self._today, self._place = speaks, vault, today, place
        self._page = self._of("")
        if place is not None:
            # Before a passphrase is typed twice, and a key shown, for nothing.
            self._page.must_be_free(place, speaks)

    def _of(self, key: str) -> RecoveryPage:
        return RecoveryPage(self._vault.folder, key, self._today)

    def refuse(self) -> None:
        """Raise `NoNewKey` when a page is asked for where no key is made."""
        if self._place is not None:
            raise NoNewKey()

    def use(self, way_in: WayIn, do: Callable[[], None]) -> bool:
        """Show the recovery key of `way_in`, save its page, and do what hangs on it.

        Gives False when it is not on paper: then nothing is done. A page with a key that is not
        used is taken back. Raises OSError when the key cannot be shown, or what `do` raises.
        """
        self._page = self._of(way_in.recovery_key)
        try:
            if self._place is not None:
                path = self._page.save(self._place, (self._speaks,))
                say(clean(self._speaks.t(LIES_IN, file=str(path))))
            if not is_taken(self._speaks, way_in):
                say(self._speaks.t(N_("Nothing was changed.")))
                return False
            do()
            return True
        finally:
            if self._vault.seal.manifest.recovery != way_in.recovery:
                self._take_back()

    def _take_back(self) -> None:
        if not self._page.places:
            return
        left = self._page.take_back()
        for path in left:
            say(clean(self._speaks.t(THROW_AWAY, file=str(path))))
        if not left:
            say(self._speaks.t(GONE_AGAIN))


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
    for typed in iter(typed_line, ""):
        if is_typed_over(key, typed) or alike(typed, speaks.t(WITHOUT)):
            return True
        say(speaks.t(NOT_TYPED_OVER))
    return False
