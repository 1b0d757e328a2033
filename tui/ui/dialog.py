"""A small question on top of a screen. It gives a value, or None when it was closed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions.text import N_
from tui.language.language import Language
from tui.messages import AnyDraft, Drafted, FocusNext
from tui.ui.keys import ESCAPE
from tui.ui.page import if_still_shown
from tui.ui.roving import RovingScreen
from tui.widgets.frame import AlertLine, Panel
from tui.widgets.groups import ButtonRow, RowsColumn
from tui.widgets.key_line import KeyLine
from tui.widgets.localized import ActionButton, TextSource, relabel_all
from tui.widgets.more_line import MoreLine
from tui.widgets.text_field import TextField

T = TypeVar("T")

MOST_HIGH, LOW = 92, 24
"""Hundredths of the window that a dialog takes at most, and rows below which it takes all."""


class Dialog(RovingScreen[T | None], ModalScreen[T | None], Generic[T]):
    """Esc closes it and throws nothing away: then it gives None.

    It may also be ended, when a time-out or another page takes its place; then the flow that asked
    ends too (`is_ended`).
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]

    def __init__(self, languages: tuple[Language, ...]) -> None:
        super().__init__()
        self.languages = languages
        """Who reads."""
        self.is_finished = False
        """Whether it has given its value."""
        self.is_ended = False
        """Whether it was taken away instead of answered."""

    def compose(self) -> ComposeResult:
        # The buttons stand below, whatever scrolls above them.
        buttons = list(self.buttons())
        with RowsColumn(id="dialog", classes="" if buttons else "-bare"):
            with Panel(id="dialog-body") as body:
                yield from self.dialog()
                yield AlertLine()
            yield MoreLine(body)
            if buttons:
                yield ButtonRow(Static("", classes="spring"), *buttons, id="dialog-buttons")
            yield KeyLine((ESCAPE,))

    def buttons(self) -> Iterable[Widget]:
        """Give the buttons below."""
        return ()

    def dialog(self) -> Iterable[Widget]:
        """Give what stands in the dialog."""
        return ()

    @property
    def is_private(self) -> bool:
        """Whether what stands here is for one person, who is alone at it."""
        return False

    @property
    def is_copied_out(self) -> bool:
        """Whether what is marked here may go to the clipboard of the system."""
        return not self.is_private

    @property
    def allow_select(self) -> bool:
        return self.is_copied_out and super().allow_select

    def on_mount(self) -> None:
        relabel_all(self, self.languages)
        self.say_keys()
        self.screen_layout_refresh_signal.subscribe(self, lambda _: self._fit())
        self.call_after_refresh(if_still_shown, self, self.first_focus)

    def _fit(self) -> None:
        """Put the buttons below each other where their words do not fit beside each other.

        What is read takes the room that is left, and scrolls.
        """
        for body in self.query("#dialog > #dialog-body"):
            box = self.query_one("#dialog")
            around = [child for child in box.displayed_children if child is not body]
            taken = sum(child.outer_size.height + child.styles.margin.height for child in around)
            rows = self.size.height
            allowed = rows if rows < LOW else rows * MOST_HIGH // 100
            most = max(3, allowed - box.styles.gutter.height - taken)
            if body.styles.max_height is None or body.styles.max_height.value != most:
                body.styles.max_height = most
        for row in self.query("#dialog-buttons"):
            buttons = [button for button in row.children if not button.has_class("spring")]
            wide = sum(button.outer_size.width + button.styles.margin.width for button in buttons)
            self.query_one("#dialog").set_class(wide > row.size.width > 0, "-stacked")

    def first_focus(self) -> None:
        """Put the cursor in the first field, or on the first thing that can be done."""
        if self.focused is None:
            for stop in self.stops()[:1]:
                self.begin_at(stop)

    def set_languages(self, languages: tuple[Language, ...]) -> None:
        """Say everything in other languages."""
        self.languages = languages
        relabel_all(self, languages)
        self.say_keys()

    def tell(self, words: TextSource | None) -> None:
        """Show one sentence, or take it away."""
        for line in self.query(AlertLine):
            line.tell(words, self.languages)

    def on_focus_next(self, event: FocusNext) -> None:
        event.stop()
        self.go_on_from(event.widget)

    def field_values(self) -> dict[str, str]:
        """Give what stands in the fields now, by name."""
        return {field.name: field.text for field in self.query(TextField) if field.name}

    # -- What is half-typed --------------------------------------------------------------------

    def draft(self, name: str, text: str) -> AnyDraft | None:
        """Give what is kept of half-typed `text`; a choice in a dialog is its result only."""
        return None

    def unsaved(self) -> Iterable[AnyDraft]:
        """Give everything that stands in the fields and is kept."""
        for name, text in self.field_values().items():
            draft = self.draft(name, text)
            if draft is not None:
                yield draft

    def on_drafted(self, event: Drafted) -> None:
        event.draft = self.draft(event.name, event.text)
        if event.draft is None:
            event.stop()

    # -- Its end -------------------------------------------------------------------------------

    def finish(self, result: T | None) -> None:
        """Give the result, once: a second Enter can come while the dialog is on its way out."""
        if not self.is_finished:
            self.is_finished = True
            self.dismiss(result)

    def end(self) -> None:
        """Take the dialog away; the flow that asked ends with it."""
        self.is_ended = self.is_ended or not self.is_finished
        self.finish(None)

    def action_close(self) -> None:
        self.finish(None)


class ReadDialog(Dialog[bool]):
    """A dialog to read: one button. Gives True when it was read."""

    def buttons(self) -> Iterable[Widget]:
        yield ActionButton(lambda r: r.t(N_("Close")), id="primary")

    def first_focus(self) -> None:
        self.query_one("#primary").focus(scroll_visible=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.read()

    def read(self) -> None:
        """They have read it."""
        self.finish(True)
