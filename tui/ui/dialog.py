"""A small question on top of a screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions.text import N_
from tui.language.language import Language
from tui.messages import Drafted, FocusNext
from tui.ui.page import _if_here
from tui.widgets.frame import AlertLine, Panel
from tui.widgets.localized import ActionButton, TextSource, relabel_all
from tui.widgets.text_field import TextField

PARKING = "parking"
"""The field of the dialog in which a subject is parked."""


class Dialog(ModalScreen[str | None]):
    """A small question on top. Esc closes it and throws nothing away."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]

    def __init__(self, languages: tuple[Language, ...]) -> None:
        super().__init__()
        self.languages = languages
        """Who reads."""
        self._finished = False

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            with Panel(id="dialog-body"):
                yield from self.dialog()
                yield AlertLine()
            # The buttons stand below, whatever scrolls above them.
            buttons = list(self.buttons())
            if buttons:
                yield Horizontal(Static("", classes="spring"), *buttons, id="dialog-buttons")

    def buttons(self) -> Iterable[Widget]:
        """Give the buttons below."""
        return ()

    def dialog(self) -> Iterable[Widget]:
        """Give what stands in the dialog."""
        return ()

    def on_mount(self) -> None:
        relabel_all(self, self.languages)
        self.call_after_refresh(_if_here, self, self.first_focus)

    def first_focus(self) -> None:
        """Put the cursor in the first field, or on the first thing that can be done."""
        if self.focused is None:
            self.focus_next()

    def set_languages(self, languages: tuple[Language, ...]) -> None:
        """Say everything in other languages."""
        self.languages = languages
        relabel_all(self, languages)

    def tell(self, words: TextSource | None) -> None:
        """Show one sentence, or take it away."""
        for line in self.query(AlertLine):
            line.tell(words, self.languages)

    def on_focus_next(self, event: FocusNext) -> None:
        event.stop()
        self.focus_next()

    def field_values(self) -> dict[str, str]:
        """Give what stands in the fields now, by name."""
        return {field.name: field.text for field in self.query(TextField) if field.name}

    def finish(self, result: str | None) -> None:
        """Give the result, once: a second Enter can come while the dialog is on its way out."""
        if not self._finished:
            self._finished = True
            self.dismiss(result)

    def on_drafted(self, event: Drafted) -> None:
        # A choice in a dialog is its result, not something said in the conversation below.
        if event.name != PARKING:
            event.stop()

    def action_close(self) -> None:
        self.finish(None)


class ReadDialog(Dialog):
    """A dialog to read: one button, and the keys that scroll."""

    def buttons(self) -> Iterable[Widget]:
        yield ActionButton(lambda r: r.t(N_("Close")), id="primary")

    def first_focus(self) -> None:
        self.query_one("#primary").focus(scroll_visible=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.read()

    def read(self) -> None:
        """They have read it."""
        self.finish(None)

    def key_down(self) -> None:
        """Read on."""
        self.query_one("#dialog-body").scroll_down(animate=False)

    def key_up(self) -> None:
        """Read back."""
        self.query_one("#dialog-body").scroll_up(animate=False)

    def key_pagedown(self) -> None:
        """Read on, a page."""
        self.query_one("#dialog-body").scroll_page_down(animate=False)

    def key_pageup(self) -> None:
        """Read back, a page."""
        self.query_one("#dialog-body").scroll_page_up(animate=False)
