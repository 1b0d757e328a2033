"""Where the page with the recovery key goes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from textual.widget import Widget
from textual.widgets import Button

from sessions.errors import TweespraakError
from sessions.text import N_
from tui.language.language import Language
from tui.ui.dialog import Dialog
from tui.widgets.localized import ActionButton, LocalizedText, error_text, msgid
from tui.widgets.text_field import TextField
from tui.workspace.recovery_page import RecoveryPage

PROMPT = N_("Where shall the page go?")
NOTE = N_(
    "It is a page to print, with the key on it. Whoever can read the file can open everything: "
    "best put it on a memory stick, and not in a folder that goes to a cloud."
)

PLACE_MAX = 4000
"""Characters of a path."""


class SavePageDialog(Dialog[Path]):
    """A field for the file; gives where the page is. What cannot be is told, and it stays."""

    def __init__(self, languages: tuple[Language, ...], page: RecoveryPage) -> None:
        super().__init__(languages)
        self._page = page
        self._is_busy = False
        place = page.suggested(languages[0])
        self._field = TextField("page", place, line=True, most=PLACE_MAX, classes="boxed")

    def dialog(self) -> Iterable[Widget]:
        yield LocalizedText(msgid(PROMPT), classes="prompt")
        yield LocalizedText(msgid(PROMPT), second=True, classes="note")
        yield LocalizedText(msgid(NOTE), classes="note")
        yield LocalizedText(msgid(NOTE), second=True, classes="note")
        yield self._field

    def buttons(self) -> Iterable[Widget]:
        yield ActionButton(msgid(N_("Save the page")), id="primary")

    def first_focus(self) -> None:
        self._field.focus(scroll_visible=False)

    def finish(self, result: Path | None) -> None:
        """Give the result; what is being written is not left alone, save when it is taken away."""
        if result is not None or self.is_ended or not self._is_busy:
            super().finish(result)

    def on_text_field_submitted(self, event: TextField.Submitted) -> None:
        event.stop()
        self._save()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self._save()

    def _save(self) -> None:
        if not self._is_busy:
            self._is_busy = True
            self.tell(None)
            text = self._field.text
            self.run_worker(lambda: self._save_beside(text), thread=True, name="save page")

    def _save_beside(self, text: str) -> None:
        """Write the page; called in a thread, because a stick takes its time."""
        try:
            path = self._page.save(text, self.languages)
        except TweespraakError as problem:
            self.app.call_from_thread(self._refused, problem)
        else:
            self.app.call_from_thread(self.finish, path)

    def _refused(self, problem: TweespraakError) -> None:
        self._is_busy = False
        if self.is_attached:  # it may have been taken away while it was written
            self.tell(error_text(problem))
            self.query_one("#dialog-body").scroll_end(animate=False)
