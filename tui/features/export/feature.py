"""Out of the program: what was agreed, in a form for elsewhere, once both have seen it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sessions.errors import NotConfirmed
from sessions.people import Person
from sessions.text import N_
from tui.ui.dialogs import AgreedDialog, PickDialog
from tui.ui.flows import Room
from tui.ui.flows import readers_of as both_read
from tui.widgets.choices import Pick
from tui.widgets.localized import TextSource


class Outward(Room):
    """Exports from the screens."""

    def export(self, pair_id: str) -> None:
        """Choose a form, see exactly what leaves, and say yes to it, both of them."""
        from sessions.export.forms import FORMS

        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Which form should it have?")),
                picks=[Pick(name, _says(form.says)) for name, form in FORMS.items()],
            ),
            lambda form: self._export(pair_id, form) if form else None,
        )

    def _export(self, pair_id: str, form: str) -> None:
        now = self.app.now()

        def do() -> tuple[bytes, str, tuple[Person, ...]]:
            from sessions.export.base import bundles
            from sessions.export.forms import FORMS, made
            from tui.workspace.export_file import BOTH_LANGUAGES, SHEET, readers_of

            found = bundles(self.app.promises.talks(pair_id))
            readers = readers_of(found) if form in BOTH_LANGUAGES else (self.app.language,)
            blob = made(form, found, readers, now=now)
            # A page's marks say nothing to people: its words do, and those are all there is in it.
            is_page = form == "html" or not FORMS[form].is_text
            shown = made(SHEET, found, readers, now=now) if is_page else blob
            return blob, shown.decode(), found[0].people

        self.app.beside(do, lambda outcome: self._preview(form, *outcome))

    def _preview(self, form: str, blob: bytes, shown: str, people: tuple[Person, ...]) -> None:
        from sessions.export.forms import FORMS
        from tui.workspace.export_file import export_name

        now, suffix = self.app.now(), FORMS[form].suffix
        dialog = AgreedDialog(
            both_read(people),
            people,
            prompt=lambda r: r.t(N_("Only this leaves Tweespraak.")),
            preview=shown,
            note=lambda r: r.t(
                N_(
                    "The file is not sealed: anyone who can open it can read it. "
                    "Where should it go?"
                )
            ),
            button=lambda r: r.t(N_("Make the file")),
            name="export",
            text=f"~/{export_name(suffix, '', now)}",
            check=lambda _, agreed: _both(people, agreed),
        )
        self.app.push_screen(dialog, lambda text: self._write(text, blob, suffix) if text else None)

    def _write(self, text: str, blob: bytes, suffix: str) -> None:
        now = self.app.now()

        def do() -> TextSource:
            from tui.workspace.export_file import write_export

            path = Path(text.strip()).expanduser().absolute()
            file = str(write_export(path, blob, suffix, "", now))
            return lambda r: r.t(N_("It is in {file}."), file=file)

        self.app.beside(do, self.app.tell)


def _both(people: Sequence[Person], agreed: Sequence[str]) -> None:
    """Raise `NotConfirmed` unless everybody said yes."""
    if {person.id for person in people} - set(agreed):
        raise NotConfirmed()


def _says(message: str) -> TextSource:
    return lambda r: r.t(message)
