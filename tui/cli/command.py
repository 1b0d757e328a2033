"""The base of every command: the open vault, and its output. None of this imports Textual."""

from __future__ import annotations

import sys
from contextlib import suppress

from sessions.text import N_, clean, clean_line
from tui.cli.output import say

TYPE_CHECKING = False  # `typing` takes longer to import than all that a shell's prompt needs
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from pathlib import Path

    from sessions.errors import TweespraakError
    from sessions.store import Vault
    from sessions.store.vault import Saved
    from sessions.summary import Summary
    from tui.language.language import Language
    from tui.workspace.clock import Clock

DONE, NOTHING, WRONG_USE, NOT_READABLE = 0, 1, 2, 3
"""Exit codes."""

PASSPHRASE = N_("The passphrase, or the recovery key: ")

ALMOST_FULL = N_(
    "The disk is almost full. This was saved in the last room there was. "
    "Make some room before you go on."
)
"""As the screens say it."""

SHOWN_MAX = 20
"""Lines of one list, before it says how many more there are."""


class CliCommand:
    """A group of commands on one vault."""

    def __init__(
        self,
        speaks: Language,
        folder: Path,
        clock: Clock,
        *,
        insist: bool,
        read_only: bool = False,
    ) -> None:
        self._speaks = speaks
        self._folder = folder
        self._clock = clock
        self._insist = insist
        self._read_only = read_only
        self._opened_with = ""
        self._opened: list[Vault] = []

    def run(self, parsed: argparse.Namespace) -> int:
        """Do what was asked; gives the exit code. Raises `TweespraakError`."""
        raise NotImplementedError

    def _open(
        self,
        *,
        read_only: bool = False,
        unlocked: bool = True,
        made: bool = False,
        unsealed: bool = False,
    ) -> Vault:
        """Open the vault; `unsealed` as `Vault.open` has it.

        Raises `VaultMissing` or `VaultNotBegun` where there is none, unless it may be `made`.
        """
        from pathlib import Path

        from sessions.store import Vault
        from sessions.store.location import state_folder

        if not made:
            from tui.cli.no_folder import must_be_there

            must_be_there(self._folder)
        vault = Vault.open(
            self._folder,
            now=self._clock(),
            read_only=read_only or self._read_only,
            insist=self._insist,
            unsealed=unsealed,
            witness=Path(state_folder()),
        )
        try:
            if unlocked:
                self._unlock(vault)
        except BaseException:
            vault.close()
            raise
        self._opened.append(vault)
        return vault

    def _is_missing(self) -> bool:
        from tui.cli.no_folder import is_missing

        return is_missing(self._folder)

    def _is_not_there(self) -> bool:
        from tui.cli.no_folder import is_missing, is_not_begun

        return is_missing(self._folder) or is_not_begun(self._folder)

    def _say_made(self) -> None:
        """Say that a folder is begun: who made a typing error in its name looks there in vain."""
        said = N_("There is no folder {folder} yet; it will be made.")
        say(self._speaks.t(said, folder=str(self._folder)))

    def remember_damage(self) -> None:
        """Let the list know of what turned out to be damaged while something else was read.

        A vault that was opened to read writes nothing; what the index says of it is only let go.
        """
        from sessions.errors import StoreError

        for vault in tuple(self._opened):
            unaware = vault.index.unaware() if vault.read_only else []
            if unaware and not self._read_only:
                # In another window, or where nothing can be written, the next who reads it tells.
                with suppress(StoreError), self._open(unlocked=False) as again:
                    again.index.let_go(unaware)

    def _unlock(self, vault: Vault, prompt: str = PASSPHRASE) -> None:
        if vault.seal.is_locked:
            from tui.cli.passphrase import unlock

            def opens(secret: str) -> None:
                vault.seal.unlock(secret)
                self._opened_with = secret

            if not self._opens_again(vault):
                unlock(self._speaks, prompt, opens)
            self._troubles(vault.seal.notices)
            vault.seal.notices.clear()

    def _opens_again(self, vault: Vault) -> bool:
        """Whether what opened the vault before in this command opens it again: it is asked once."""
        if not self._opened_with:
            return False
        from sessions.errors import WrongPassphrase

        try:
            vault.seal.unlock(self._opened_with)
        except WrongPassphrase:
            return False  # somebody changed it meanwhile
        return True

    def _one(self, vault: Vault, what: str) -> Summary | int:
        """Give the conversation that somebody means, or the exit code when there is not one."""
        from tui.cli.finding import conversations_meant
        from tui.language.titles import title_of

        listing = vault.index.read()
        matches = conversations_meant(listing.summaries, what, self._speaks)
        if len(matches) == 1:
            return matches[0]
        if not matches:
            self._say(N_("There is no conversation with that name or number. See: list"))
            return self._troubles(listing.problems) or NOTHING
        self._say(N_("There is more than one. Give the number of the one you mean:"))
        titles = [title_of(match.title, match.pattern, self._speaks) for match in matches]
        self._list(
            [f"{match.id[:8]}  {title}" for match, title in zip(matches, titles, strict=True)]
        )
        return WRONG_USE

    def _troubles(self, problems: Iterable[TweespraakError]) -> int:
        """Tell what cannot be read, on standard error; give the exit code for it, or 0."""
        code = DONE
        for problem in problems:
            sys.stderr.write(clean(self._speaks.error(problem)) + "\n")
            code = NOT_READABLE
        return code

    def _agrees(self) -> bool:
        from tui.cli.answer import typed_line
        from tui.cli.text_match import alike

        yes = self._speaks.t(N_("yes"))
        sys.stderr.write(self._speaks.t(N_("Type “{yes}” to do it: "), yes=yes))
        sys.stderr.flush()
        return alike(typed_line(), yes)

    def _say(self, message: str) -> None:
        say(self._speaks.t(message))

    def _tell_kept(self, saved: Saved, sentence: str) -> None:
        """Say that something is kept, and when that took the last room on the disk."""
        say(clean(sentence))
        if saved.reserve_spent:
            self._say(ALMOST_FULL)

    def _list(self, names: list[str], before: str = "  ", out: object = None) -> None:
        stream = sys.stderr if out is None else sys.stdout
        for name in names[:SHOWN_MAX]:
            stream.write(before + clean_line(name) + "\n")
        rest = len(names) - SHOWN_MAX
        if rest > 0:
            more = self._speaks.n("and {count} more", "and {count} more", rest)
            stream.write(f"{before}{more}\n")
        stream.flush()

    def _progress(self, done: int, of: int) -> None:
        """Show the progress to a person who waits; a log needs no such lines."""
        if of and sys.stderr.isatty() and (done == of or done % max(1, of // 100) == 0):
            line = self._speaks.t(N_("{done} of {of}"), done=done, of=of)
            sys.stderr.write(f"\r{line}" + ("\n" if done == of else ""))
            sys.stderr.flush()
