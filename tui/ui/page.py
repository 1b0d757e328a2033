"""What every screen has: a page, words in the reader's language, a line to tell something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Button

from sessions.text import N_
from tui.language.language import Language
from tui.messages import AnyDraft, Drafted, FocusNext
from tui.widgets.choices import Choices, Confirm, Option, Scale
from tui.widgets.frame import AlertLine, KeyLabel, KeyLine
from tui.widgets.localized import LocalizedText, TextSource, relabel_all
from tui.widgets.position_slider import SLIM, PositionSlider
from tui.widgets.text_field import TextField
from tui.workspace.conversation_view import ConversationView

COLUMN = 80
"""Cells of the column everything stands in, its margins included; the style sheet says so too."""


class Page(Screen[None]):
    """A screen with one centred column. Below 60x20 it asks for a larger window and keeps all."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [
        (0, "-tiny-wide"),
        (60, "-slim"),
        (SLIM, "-narrow"),
        (100, "-wide"),
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

    def compose(self) -> ComposeResult:
        with Vertical(id="page"):
            yield from self.page()
            yield KeyLine(self.KEYS)
        yield LocalizedText(
            lambda r: r.t(N_("Make the window a little larger. Everything is kept.")), id="small"
        )

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
        self.relabel()
        self.on_ready()
        self.call_after_refresh(if_still_shown, self, self.first_focus)

    def on_ready(self) -> None:
        """Do what remains when everything stands."""

    def first_focus(self) -> None:
        """Put the cursor where the person begins: the first thing to fill in, or to do.

        In a choice it is the chosen option. What is hidden takes no focus.
        """
        if self.focused is not None:
            return
        for widget in self.focus_chain:
            if isinstance(widget, TextField | Option | Confirm | Scale | PositionSlider):
                around = list(widget.parent.query_children(Option)) if widget.parent else []
                chosen = next((option for option in around if option.chosen), widget)
                chosen.focus(scroll_visible=False)
                return
        for button in self.query("#primary").results(Button):
            button.focus(scroll_visible=False)

    def set_languages(self, languages: tuple[Language, ...]) -> None:
        """Say everything in other languages; nothing typed is touched."""
        self.languages = languages
        self.relabel()

    def show(self, view: ConversationView) -> None:
        """Show a newer state; a page that shows no conversation has nothing to show."""

    def relabel(self) -> None:
        """Say everything again."""
        relabel_all(self, self.languages)

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
        self.focus_next()

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
