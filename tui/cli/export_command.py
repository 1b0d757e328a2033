"""``tweespraak export``: what was agreed, or a whole conversation, in a form for elsewhere.

What somebody wrote alone is not in it: an export gets only what everybody may read.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sessions.errors import NothingToExport, StoreError, VaultInUse, VaultUnwritable
from sessions.text import N_
from tui.cli.command import DONE, WRONG_USE, CliCommand
from tui.cli.output import say
from tui.language.language import Language
from tui.workspace.export_file import BOTH_LANGUAGES, SHEET, readers_of, write_export
from tui.workspace.exported import CALENDAR, NOT_KEPT, exported, with_exported
from tui.workspace.settings import Settings, settings_of

if TYPE_CHECKING:
    from sessions.conversation import Conversation
    from sessions.export.base import Bundle
    from sessions.store import Vault
    from sessions.summary import Summary


class ExportCommand(CliCommand):
    """The command ``export``."""

    def run(self, parsed: argparse.Namespace) -> int:
        """Do what was asked; gives the exit code. Raises `TweespraakError`."""
        from sessions.export.base import bundles
        from sessions.export.forms import FORMS, TALK, form_of

        if parsed.to is not None and not parsed.to.strip():
            self._say(N_("Give the file a name: --to FILE"))
            return WRONG_USE
        form = parsed.form or (form_of(parsed.to) if parsed.to else None) or SHEET
        if form == TALK and parsed.what is None:
            self._say(N_("Which conversation? Give its subject or its number. See: list"))
            return WRONG_USE
        with self._open_for(form) as vault:
            listing = vault.index.read()
            talks = _loaded(vault, listing.summaries)
            which = self._one(vault, parsed.what) if parsed.what is not None else None
            if isinstance(which, int):
                return which
            only = vault.records.load(which.id) if which else None
            try:
                if form == TALK and only is not None:
                    blob = self._talk(only)
                else:
                    sheets = bundles(talks, only, exported=exported(settings_of(vault)))
                    blob = self._agreements(sheets, form, explicit=bool(parsed.language))
            except NothingToExport:
                if code := self._troubles(listing.problems):
                    return code
                raise
            is_text = form == TALK or FORMS[form].is_text
            suffix = ".md" if form == TALK else FORMS[form].suffix
            code = self._deliver(blob, parsed.to, suffix, only, is_text=is_text)
            if form == CALENDAR and code == DONE:
                self._keep_exported(vault, talks, only)
        # The words in force may stand in a conversation that cannot be read.
        return code or (DONE if form == TALK else self._troubles(listing.problems))

    def _open_for(self, form: str) -> Vault:
        """Open the vault to read; for a calendar so that what left can be kept, if that may be."""
        if form != CALENDAR:
            return self._open(read_only=True)
        try:
            return self._open(missing=False)
        except (VaultInUse, VaultUnwritable):
            return self._open(read_only=True)

    def _keep_exported(
        self, vault: Vault, talks: list[Conversation], only: Conversation | None
    ) -> None:
        """Keep what left in a calendar, so that the next one takes out what is gone; or say so."""
        from sessions.export.base import bundles

        try:
            settings = Settings.of_stored(vault.records.settings())
            after = with_exported(settings, bundles(talks, only), self._speaks)
            if after != settings:
                vault.records.save_settings(after.stored())
        except StoreError:
            self._say(NOT_KEPT)

    def _agreements(self, sheets: Sequence[Bundle], form: str, *, explicit: bool) -> bytes:
        from sessions.export.forms import made

        readers: Sequence[Language] = (self._speaks,)
        if form in BOTH_LANGUAGES and not explicit:
            readers = readers_of(sheets) or readers
        return made(form, sheets, readers, now=self._clock())

    def _talk(self, talk: Conversation) -> bytes:
        from sessions.export.talk import talk_markdown
        from sessions.pattern import fitted

        return talk_markdown(
            talk, fitted(talk.pattern, talk.setting), self._speaks, now=self._clock()
        ).encode()

    def _deliver(
        self, blob: bytes, to: str | None, suffix: str, only: Conversation | None, *, is_text: bool
    ) -> int:
        """Write the file, or standard output when none is named."""
        if to is None or to == "-":
            if not is_text and sys.stdout.isatty():
                self._say(N_("That cannot be shown here. Put it in a file: --to FILE"))
                return WRONG_USE
            sys.stdout.flush()
            sys.stdout.buffer.write(blob)
            sys.stdout.buffer.flush()
            return DONE
        # The `expanduser` of a Path raises for a home that nobody has.
        place = os.path.expanduser(to)  # noqa: PTH111
        path = write_export(
            Path(place).absolute(),
            blob,
            suffix,
            only.id if only else "",
            self._clock(),
        )
        say(
            self._speaks.t(
                N_("It is in {file}. It is not sealed: anyone who can open that file can read it."),
                file=str(path),
            )
        )
        return DONE


def _loaded(vault: Vault, summaries: Sequence[Summary]) -> list[Conversation]:
    """Give every conversation that can be read."""
    from sessions.errors import StoreError

    conversations = []
    for summary in summaries:
        try:
            conversations.append(vault.records.load(summary.id))
        except StoreError:
            continue  # it went away, or was damaged just now: `check` names it
    return conversations
