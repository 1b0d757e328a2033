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

import msgspec

from sessions.errors import NothingToExport, RecordMissing, StoreError
from sessions.people import Person
from sessions.text import N_
from tui.cli.both_agree import NOBODY_HERE, both_agree, can_be_asked
from tui.cli.command import DONE, NOTHING, WRONG_USE, CliCommand
from tui.cli.no_folder import must_be_there
from tui.cli.output import say
from tui.language.language import Language
from tui.workspace.export_file import (
    BOTH_LANGUAGES,
    SHEET,
    free_place,
    readers_of,
    shown_of,
    write_export,
)
from tui.workspace.exported import CALENDAR, NOT_KEPT, exported, with_exported
from tui.workspace.settings import Settings, settings_of

if TYPE_CHECKING:
    from sessions.conversation import Conversation
    from sessions.export.base import Bundle
    from sessions.store import Vault
    from sessions.summary import Summary


class Export(msgspec.Struct, frozen=True):
    """An export before it leaves: its bytes, what the people see of it, and who they are."""

    blob: bytes
    shown: str
    people: tuple[Person, ...]


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
        if not parsed.yes and not can_be_asked(in_file=parsed.to not in (None, "-")):
            must_be_there(self._folder)  # whether it is there needs no yes
            self._say(NOBODY_HERE)
            return WRONG_USE
        sheets: Sequence[Bundle] = ()
        with self._open(read_only=True) as vault:
            listing = vault.index.read()
            talks, unread = _loaded(vault, listing.summaries)
            which = self._one(vault, parsed.what) if parsed.what is not None else None
            if isinstance(which, int):
                return which
            only = vault.records.load(which.id) if which else None
            try:
                if form == TALK and only is not None:
                    export = self._talk(only)
                else:
                    sheets = bundles(talks, only, exported=exported(settings_of(vault)))
                    export = self._agreements(sheets, form, explicit=bool(parsed.language))
            except NothingToExport:
                if code := self._troubles((*listing.problems, *unread)):
                    return code
                raise
        is_text = form == TALK or FORMS[form].is_text
        suffix = ".md" if form == TALK else FORMS[form].suffix
        code = self._leave(export, parsed, suffix, which.id if which else "", is_text=is_text)
        if form == CALENDAR and code == DONE:
            self._keep_exported(sheets)
        # The words in force may stand in a conversation that cannot be read.
        return code or (DONE if form == TALK else self._troubles((*listing.problems, *unread)))

    def _keep_exported(self, sheets: Sequence[Bundle]) -> None:
        """Keep what left in a calendar, so that the next one takes out what is gone; or say so.

        Opened anew, as others may write while two people read what leaves.
        """
        try:
            with self._open() as vault:
                settings = Settings.of_stored(vault.records.settings())
                after = with_exported(settings, sheets, self._speaks)
                if after != settings:
                    vault.records.save_settings(after.stored())
        except StoreError:
            self._say(NOT_KEPT)

    def _agreements(self, sheets: Sequence[Bundle], form: str, *, explicit: bool) -> Export:
        from sessions.export.forms import made

        now = self._clock()
        readers: Sequence[Language] = (self._speaks,)
        if form in BOTH_LANGUAGES and not explicit:
            readers = readers_of(sheets) or readers
        blob = made(form, sheets, readers, now=now)
        people = {person.id: person for bundle in sheets for person in bundle.people}
        shown = shown_of(form, blob, sheets, readers, now)
        return Export(blob, shown, tuple(people.values()))

    def _talk(self, talk: Conversation) -> Export:
        from sessions.export.talk import talk_markdown
        from sessions.pattern import fitted

        pattern = fitted(talk.pattern, talk.setting)
        text = talk_markdown(talk, pattern, self._speaks, now=self._clock())
        return Export(text.encode(), text, talk.partners)

    def _leave(
        self,
        export: Export,
        parsed: argparse.Namespace,
        suffix: str,
        record_id: str,
        *,
        is_text: bool,
    ) -> int:
        """Ask both, unless they said so on the line; write the file, or standard output."""
        if parsed.to in (None, "-"):
            if not is_text and sys.stdout.isatty():
                self._say(N_("That cannot be shown here. Put it in a file: --to FILE"))
                return WRONG_USE
            if not parsed.yes and not self._agreed(export, ""):
                return NOTHING
            sys.stdout.flush()
            sys.stdout.buffer.write(export.blob)
            sys.stdout.buffer.flush()
            return DONE
        # The `expanduser` of a Path raises for a home that nobody has.
        place = Path(os.path.expanduser(parsed.to)).absolute()  # noqa: PTH111
        path = free_place(place, suffix, record_id, self._clock())
        if not parsed.yes and not self._agreed(export, str(path)):
            return NOTHING
        write_export(path, export.blob, suffix, record_id, self._clock())
        say(
            self._speaks.t(
                N_("It is in {file}. It is not sealed: anyone who can open that file can read it."),
                file=str(path),
            )
        )
        return DONE

    def _agreed(self, export: Export, file: str) -> bool:
        if both_agree(self._speaks, export.shown, export.people, file):
            return True
        self._say(N_("Nothing left Tweespraak."))
        return False


def _loaded(
    vault: Vault, summaries: Sequence[Summary]
) -> tuple[list[Conversation], list[StoreError]]:
    """Give every conversation that can be read, and what turned out to be damaged only now."""
    conversations, unread = [], []
    for summary in summaries:
        try:
            conversations.append(vault.records.load(summary.id))
        except RecordMissing:
            continue  # it was deleted meanwhile, and is asked for no more
        except StoreError as problem:
            unread.append(problem)
    return conversations, unread
