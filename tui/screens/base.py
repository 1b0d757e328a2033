"""What every screen has: a page, words in the reader's language, a line to tell something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions.text import N_
from tui.i18n import Language
from tui.messages import Drafted, Passed
from tui.view import View
from tui.widgets.between import SLIM, Between
from tui.widgets.choices import Choices, Confirm, Option, Scale
from tui.widgets.field import Field
from tui.widgets.frame import AlertLine, KeyLine, Panel
from tui.widgets.words import Do, Say, Words, relabel_all

COLUMN = 80
"""Cells of the column everything stands in, its margins included; the style sheet says so too."""

PARKING = "parking"
"""The field of the dialog in which a subject is parked."""

Key = tuple[str, str, str]
"""A key as it is shown, its words (a msgid), and its action."""

KEY_TAB: Key = ("Tab", N_("next"), "app.focus_next")
KEY_ENTER: Key = ("Enter", N_("open"), "")
KEY_HELP: Key = ("F1", N_("help"), "app.help")
KEY_SAFE: Key = ("F2", N_("safe"), "app.safety")
KEY_TIME_OUT: Key = ("F9", N_("time-out"), "app.time_out")
KEY_MENU: Key = ("F10", N_("more"), "app.menu")
KEY_ESC: Key = ("Esc", N_("back"), "screen.close")
KEY_LEAVE: Key = ("Ctrl+Q", N_("save and stop"), "app.leave")


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
    KEYS: ClassVar[Sequence[Key]] = (KEY_TAB, KEY_ENTER, KEY_HELP, KEY_SAFE, KEY_MENU, KEY_LEAVE)

    def __init__(self, languages: tuple[Language, ...]) -> None:
        super().__init__()
        self.languages = languages
        """Who reads: one language, or both on a joint turn."""

    def compose(self) -> ComposeResult:
        with Vertical(id="page"):
            yield from self.page()
            yield KeyLine(self.KEYS)
        yield Say(
            lambda r: r.t(N_("Make the window a little larger. Everything is kept.")), id="small"
        )

    def page(self) -> Iterable[Widget]:
        """Give what stands on the page, above the line of keys."""
        return ()

    def on_mount(self) -> None:
        # Textual calls the handlers of every base class: subclasses extend `ready`, not this.
        if self not in self.app.screen_stack:
            return  # taken away again before it stood
        self.relabel()
        self.ready()
        self.call_after_refresh(_if_here, self, self.first_focus)

    def ready(self) -> None:
        """Do what remains when everything stands."""

    def first_focus(self) -> None:
        """Put the cursor where the person begins: the first thing to fill in, or to do.

        Of several to choose from it is the one that is chosen. What is hidden takes no focus.
        """
        if self.focused is not None:
            return
        for one in self.focus_chain:
            if isinstance(one, Field | Option | Confirm | Scale | Between):
                around = list(one.parent.query_children(Option)) if one.parent else []
                chosen = next((each for each in around if each.chosen), one)
                chosen.focus(scroll_visible=False)
                return
        for button in self.query("#primary").results(Button):
            button.focus(scroll_visible=False)

    def speak(self, languages: tuple[Language, ...]) -> None:
        """Say everything in other languages; nothing typed is touched."""
        self.languages = languages
        self.relabel()

    def renew(self, view: View) -> None:
        """Show a newer state; a page that shows no turn of a conversation has nothing to renew."""

    def relabel(self) -> None:
        """Say everything again."""
        relabel_all(self, self.languages)

    def tell(self, words: Words | None) -> None:
        """Show one sentence, or take it away."""
        for line in self.query(AlertLine):
            line.tell(words, self.languages)

    def on_passed(self, event: Passed) -> None:
        event.stop()
        self.focus_after(event.widget)

    def focus_after(self, widget: Widget) -> None:
        """Go on to what comes after `widget`."""
        self.focus_next()

    def written(self) -> dict[str, str]:
        """Give what stands in the fields now, by name."""
        found = {one.name: one.text for one in self.query(Field) if one.name}
        picked = (*self.query(Choices), *self.query(Confirm), *self.query(Scale))
        for choosing in (*picked, *self.query(Between)):
            if choosing.name:
                found[choosing.name] = choosing.value
        return found


def _if_here(screen: Screen[Any], do: Callable[[], None]) -> None:
    """Do it, unless the screen was taken away before it was painted: keys can come together."""
    if screen in screen.app.screen_stack:
        do()


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

    def speak(self, languages: tuple[Language, ...]) -> None:
        """Say everything in other languages."""
        self.languages = languages
        relabel_all(self, languages)

    def tell(self, words: Words | None) -> None:
        """Show one sentence, or take it away."""
        for line in self.query(AlertLine):
            line.tell(words, self.languages)

    def on_passed(self, event: Passed) -> None:
        event.stop()
        self.focus_next()

    def written(self) -> dict[str, str]:
        """Give what stands in the fields now, by name."""
        return {one.name: one.text for one in self.query(Field) if one.name}

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
        yield Do(lambda r: r.t(N_("Close")), id="primary")

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
