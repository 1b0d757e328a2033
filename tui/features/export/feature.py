"""Out of the program: what was agreed, in a form for elsewhere, once both have seen it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from sessions.errors import NotConfirmed
from sessions.people import Person
from sessions.text import N_
from tui.features.export.requests import ExportRequest
from tui.ui.dialogs import AgreedDialog, PickDialog
from tui.ui.feature import Feature, Flow
from tui.ui.flows import readers_of
from tui.widgets.choices import Pick
from tui.widgets.localized import TextSource, msgid
from tui.workspace.exported import CALENDAR, NOT_KEPT, exported, with_exported
from tui.workspace.settings import Settings


class Preview(msgspec.Struct, frozen=True):
    """An export before it is written: its bytes, its suffix, and what the people see of it."""

    blob: bytes
    suffix: str
    shown: str
    people: tuple[Person, ...]
    settings: Settings | None
    """The settings after it has left, when those change with it."""


class ExportFeature(Feature[ExportRequest]):
    """Exports from the screens. The forms are imported when the first one is made."""

    def handle(self, request: ExportRequest) -> Flow:
        return self._export(request.pair)

    async def _export(self, pair_id: str) -> None:
        """Choose a form, see exactly what leaves, and say yes to it, both of them."""
        from sessions.export.forms import FORMS

        form = await self.shell.ask(
            PickDialog(
                self.shell.readers,
                prompt=msgid(N_("Which form should it have?")),
                picks=[Pick(name, msgid(known.says)) for name, known in FORMS.items()],
            )
        )
        if form:
            await self._export_as(pair_id, form)

    async def _export_as(self, pair_id: str, form: str) -> None:
        from tui.workspace.export_file import export_name

        preview = await self.shell.in_thread(lambda: self._make(pair_id, form))
        agreed = await self.shell.ask(
            AgreedDialog(
                readers_of(preview.people),
                preview.people,
                prompt=msgid(N_("Only this leaves Tweespraak.")),
                preview=preview.shown,
                note=msgid(
                    N_(
                        "The file is not sealed: anyone who can open it can read it. "
                        "Where should it go?"
                    )
                ),
                button=msgid(N_("Make the file")),
                name="export",
                text=f"~/{export_name(preview.suffix, '', self.workspace.now)}",
                check=lambda _, agreed: _require_both(preview.people, agreed),
            )
        )
        if agreed is not None and agreed.text:
            written = await self.shell.in_thread(lambda: self._write(agreed.text, preview))
            self.shell.show_notice(self._kept(written, preview.settings))

    def _kept(self, written: TextSource, settings: Settings | None) -> TextSource:
        """Keep what left in a calendar; give what is said, also when that cannot be kept."""
        if settings is None or settings == self.library.settings:
            return written
        if self.library.can_save:
            self.library.change_settings(settings)
            return written
        return lambda r: f"{written(r)} {r.t(NOT_KEPT)}"

    def _make(self, pair_id: str, form: str) -> Preview:
        """Make the export; takes time."""
        from sessions.export.base import bundles
        from sessions.export.forms import FORMS, made
        from tui.workspace.export_file import BOTH_LANGUAGES, shown_of
        from tui.workspace.export_file import readers_of as readers_in

        now = self.workspace.now
        settings = self.library.settings
        conversations = self.library.conversations_of(pair_id)
        pair_bundles = bundles(conversations, exported=exported(settings))
        readers = readers_in(pair_bundles) if form in BOTH_LANGUAGES else (self.shell.language,)
        blob = made(form, pair_bundles, readers, now=now)
        after = with_exported(settings, pair_bundles, self.shell.language)
        return Preview(
            blob,
            FORMS[form].suffix,
            shown_of(form, blob, pair_bundles, readers, now),
            tuple(pair_bundles[0].people),
            after if form == CALENDAR else None,
        )

    def _write(self, text: str, preview: Preview) -> TextSource:
        """Write the file, never over another; takes time. Give the sentence about it."""
        from tui.workspace.export_file import write_export

        path = Path(text.strip()).expanduser().absolute()
        file = write_export(path, preview.blob, preview.suffix, "", self.workspace.now)
        return lambda r: r.t(N_("It is in {file}."), file=str(file))


def _require_both(people: Sequence[Person], agreed: Sequence[str]) -> None:
    """Raise `NotConfirmed` unless everybody said yes."""
    if {person.id for person in people} - set(agreed):
        raise NotConfirmed()
