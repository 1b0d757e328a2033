"""What every screen has: a page, words in the reader's language, a line to tell something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from sessions.text import N_
from tui.language.language import Language
from tui.messages import AnyDraft, Drafted, FocusNext
from tui.ui.roving import RovingScreen
from tui.widgets.choices import Choices, Confirm, Option, Scale
from tui.widgets.frame import AlertLine
from tui.widgets.groups import RowsColumn, group_of
from tui.widgets.key_line import KeyLabel, KeyLine
from tui.widgets.localized import ActionButton, LocalizedText, TextSource, relabel_all
from tui.widgets.more_line import MoreLine
from tui.widgets.position_slider import SLIM, PositionSlider
from tui.widgets.text_field import TextField
from tui.widgets.word_marks import WordMarks
from tui.workspace.conversation_view import ConversationView

BUTTON_EDGES = 6
"""Cells of a button besides its words, with what keeps it from the next one."""

FILLED_IN = (TextField, Option, Confirm, Scale, PositionSlider, WordMarks)
"""What somebody fills in; a page begins at the first of them."""

COLUMN = 80
"""Cells of the column everything stands in, its margins included; the style sheet says so too."""


class Page(RovingScreen[None]):
    """A screen with one centred column. Below 60x20 it asks for a larger window and keeps all."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [
        (0, "-tiny-wide"),
        (60, "-slim"),
        (SLIM, "-narrow"),
        (100, "-wide"),
        (120, "-wider"),
    ]
    VERTICAL_BREAKPOINTS = [
        (0, "-tiny-high"),
        (20, "-short"),
        (32, "-tall"),
    ]
    KEYS: ClassVar[Sequence[KeyLabel]] = ()
    """What stands on the line of keys."""

    def __init__(self, languages: tuple[Language, ...]) -> None:
        super().__init__()
        self.languages = languages
        """Who reads: one language, or both on a joint turn."""
        self._is_told = False
        self._is_kept = False

    def compose(self) -> ComposeResult:
        with RowsColumn(id="page"):
            yield from self.page()
            yield KeyLine(self.KEYS)
        yield LocalizedText(
            lambda r: r.t(N_("Make the window a little larger. Everything is kept.")),
            between="\n",
            id="small",
        )

    def tell_kept(self, kept: bool) -> None:
        """Say at the foot whether what was typed here is on the disk."""
        if kept != self._is_kept:
            self._is_kept = kept
            for line in self.query(KeyLine):
                line.tell_kept(kept)

    def page(self) -> Iterable[Widget]:
        """Give what stands on the page, above the line of keys."""
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
        # Textual calls the handlers of every base class: subclasses extend `on_ready`, not this.
        if self not in self.app.screen_stack:
            return  # taken away again before it stood
        if self.query("#body > #panel"):
            self.screen_layout_refresh_signal.subscribe(self, lambda _: self._fit_panel())
            for part in self.query("#body, #buttons"):
                part.add_class("-fitted", "-under")
        self.relabel()
        self.on_ready()
        self.say_keys()  # what was made ready may not be pressed yet
        self.call_after_refresh(if_still_shown, self, self.first_focus)

    def _fit_panel(self) -> None:
        """Let the buttons stand under the question, and the question scroll where it is long."""
        body, (foot, *_) = self.query_one("#body"), self.query("#keys")
        flows = [
            child
            for child in self.query_one("#page").displayed_children
            if child.styles.dock == "none"
        ]
        end = max(child.region.bottom + child.styles.margin.bottom for child in flows)
        most = max(1, body.outer_size.height + foot.region.y - end)
        if body.styles.max_height is None or body.styles.max_height.value != most:
            body.styles.max_height = most

    def on_screen_suspend(self) -> None:
        """Under a dialog no key is named but the dialog's own."""
        self._show_keys(False)

    def on_screen_resume(self) -> None:
        self._show_keys(True)

    def _show_keys(self, are_mine: bool) -> None:
        for line in self.query(KeyLine):
            line.visible = are_mine

    def on_ready(self) -> None:
        """Do what remains when everything stands."""

    def first_focus(self) -> None:
        """Put the cursor where the person begins: the first thing to fill in, or to do.

        In a choice it is the chosen option. What is hidden takes no focus, and what cannot be
        undone is gone to by whoever wants it.
        """
        if self.focused is not None:
            return
        for line in self.query(".more-below.-gate").results(MoreLine):
            line.focus(scroll_visible=False)
            return
        for widget in self.focus_chain:
            fills_in = isinstance(widget, FILLED_IN)
            if fills_in and not getattr(widget, "is_lasting", False):
                self.begin_at(group_of(widget) or widget)
                return
        button = self.primary_button()
        if button is not None:
            self.begin_at(group_of(button) or button)

    def set_languages(self, languages: tuple[Language, ...]) -> None:
        """Say everything in other languages; nothing typed is touched."""
        self.languages = languages
        self.relabel()

    def show(self, view: ConversationView) -> None:
        """Show a newer state; a page that shows no conversation has nothing to show."""

    def relabel(self) -> None:
        """Say everything again."""
        self.set_class(len(self.languages) > 1, "-both")
        relabel_all(self, self.languages)
        self._fit_buttons()
        self.say_keys()

    def on_resize(self) -> None:
        self._fit_buttons()

    def _fit_buttons(self) -> None:
        """Put the words of the buttons in two lines where they do not fit in one."""
        for row in self.query("#buttons"):
            buttons = list(row.query(ActionButton))
            room = row.size.width or min(self.app.size.width, COLUMN) - 4
            for button in buttons:
                button.relabel(self.languages)
            wide = sum(cell_len(str(button.label)) + BUTTON_EDGES for button in buttons)
            row.set_class(wide > room, "-two")
            for button in buttons if wide > room else ():
                button.relabel_in_two(self.languages)

    def tell(self, words: TextSource | None) -> None:
        """Show one sentence, or take it away."""
        if words is None and not self._is_told:
            return  # this is called with every key, and a search of the page is slow
        self._is_told = words is not None
        for line in self.query(AlertLine):
            line.tell(words, self.languages)

    def on_focus_next(self, event: FocusNext) -> None:
        event.stop()
        self.focus_after(event.widget)

    def focus_after(self, widget: Widget) -> None:
        """Go on to what comes after `widget`."""
        self.go_on_from(widget)

    def field_values(self) -> dict[str, str]:
        """Give what stands in the fields now, by name."""
        values = {field.name: field.text for field in self.query(TextField) if field.name}
        picked = (*self.query(Choices), *self.query(Confirm), *self.query(Scale))
        for choosing in (*picked, *self.query(PositionSlider)):
            if choosing.name:
                values[choosing.name] = choosing.value
        return values

    def clock_reading(self) -> tuple[str, int] | None:
        """Give the key of the turn that has a clock, and how many seconds of it were spent."""
        return None

    # -- What is half-typed --------------------------------------------------------------------

    def draft(self, name: str, text: str) -> AnyDraft | None:
        """Give what is kept of half-typed `text` in the field `name`, if anything is."""
        return None

    def unsaved(self) -> Iterable[AnyDraft]:
        """Give everything that stands in the fields and is kept."""
        for name, text in self.field_values().items():
            draft = self.draft(name, text)
            if draft is not None:
                yield draft

    def load_drafts(self, name: str = "") -> None:
        """Show in the fields what is kept of them now; the cursor goes to the field `name`."""

    def on_drafted(self, event: Drafted) -> None:
        event.draft = self.draft(event.name, event.text)


def if_still_shown(screen: Screen[Any], do: Callable[[], None]) -> None:
    """Do it, unless the screen was taken away before it was painted: keys can come together."""
    if screen in screen.app.screen_stack:
        do()
