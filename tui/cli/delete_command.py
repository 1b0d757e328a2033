"""``tweespraak delete``: a conversation, or everything of two people, after its name is typed."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from sessions.errors import NameNotRight
from sessions.summary import name_of
from sessions.text import N_, clean_line
from tui.cli.answer import typed_line
from tui.cli.command import DONE, NOTHING, WRONG_USE, CliCommand
from tui.cli.output import say
from tui.cli.text_match import alike
from tui.workspace.leftover_words import (
    COPIES,
    NOT_SEEN,
    STAY_BEHIND,
    TAKE_ALONG,
    TAKEN_ALONG,
    said_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from sessions.store import Vault


class DeleteCommand(CliCommand):
    """The command ``delete``."""

    def run(self, parsed: argparse.Namespace) -> int:
        """Do what was asked; gives the exit code. Raises `TweespraakError`."""
        with self._open() as vault:
            if parsed.pair:
                return self._delete_pair(vault, parsed.what)
            talk = self._one(vault, parsed.what)
            if isinstance(talk, int):
                return talk
            name = name_of(clean_line(talk.title), talk.id)
            self._confirm(
                self._speaks.t(
                    N_(
                        "This deletes the conversation “{name}” for good, for both of you. "
                        "To do it, type its name: "
                    ),
                    name=name,
                ),
                name,
            )
            after = self._take_along(vault, {talk.id})
            vault.records.delete(talk.id)
        self._say(N_("It is gone. In backups you made before, it still is."))
        if after:
            self._say(after)
        return DONE

    def _take_along(self, vault: Vault, ids: Collection[str]) -> str:
        """Take away the copies of these records, when somebody says so; gives what there is to say.

        They go before the records: cut off, what was to go can still be asked for.
        """
        from sessions.store import copies, leftovers

        beside = copies.of_records(vault, ids)
        able = [copy for copy in beside if copy.can_go]
        for words, some in ((NOT_SEEN, [it for it in beside if not it.can_go]), (COPIES, able)):
            if some:
                self._say(words)
                self._list([said_of(self._speaks, copy, {}) for copy in some])
        if not able:
            return ""
        self._say(TAKE_ALONG)
        if not self._agrees():
            return STAY_BEHIND
        for copy in able:
            leftovers.take_away(vault, copy)
        return TAKEN_ALONG

    def _delete_pair(self, vault: Vault, what: str) -> int:
        from tui.cli.finding import pairs_meant
        from tui.workspace.settings import is_of_pair

        names = {
            pair.id: self._speaks.listed([partner.name for partner in pair.partners])
            for pair in vault.records.pairs()
        }
        if not names:
            self._say(N_("There is nobody here yet. Open Tweespraak first, and say who you are."))
            return NOTHING
        matching = pairs_meant(names, what)
        if len(matching) != 1:
            self._say(N_("Which people? These are here:"))
            self._list([f"{key[:8]}  {name}" for key, name in names.items()])
            return NOTHING if not matching else WRONG_USE
        name = name_of(clean_line(names[matching[0]]), matching[0])
        self._confirm(
            self._speaks.t(
                N_(
                    "This deletes everything of {name} for good: all conversations, agreements and "
                    "names. To do it, type the names as they stand here: "
                ),
                name=name,
            ),
            name,
        )
        talks, people = vault.records.of_pair(matching[0])
        after = self._take_along(vault, {matching[0], *talks, *people})
        count = vault.records.delete_pair(matching[0], with_setting=is_of_pair(matching[0]))
        said = self._speaks.n(
            "It is gone, with {count} conversation. In backups you made before, it still is.",
            "It is gone, with {count} conversations. In backups you made before, it still is.",
            count,
        )
        say(said)
        if after:
            self._say(after)
        return DONE

    def _confirm(self, prompt: str, name: str) -> None:
        """Raise `NameNotRight` unless somebody types `name`."""
        sys.stderr.write(prompt)
        sys.stderr.flush()
        if not alike(typed_line(), name):
            raise NameNotRight()
