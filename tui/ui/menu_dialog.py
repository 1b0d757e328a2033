"""A list of what can be done; gives what the chosen entry asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from sessions.text import N_
from tui.language.language import Language
from tui.messages import Request
from tui.ui.dialog import Dialog
from tui.ui.keys import Action
from tui.widgets.localized import ActionLink, LocalizedText, msgid


class _Entry(ActionLink):
    """A line of the menu; its arrows come before those of what it scrolls in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]


class MenuDialog(Dialog[Request]):
    """A line for each action, with its key. Arrows go from one to another."""

    def __init__(self, languages: tuple[Language, ...], entries: Sequence[Action]) -> None:
        super().__init__(languages)
        self._entries = entries

    def dialog(self) -> Iterable[Widget]:
        yield LocalizedText(lambda r: r.t(N_("What would you like?")), classes="prompt")
        for entry in self._entries:
            yield Horizontal(
                _Entry(msgid(entry.menu), do=self._choice(entry), classes="menu-words"),
                Static(entry.shown, classes="menu-key quiet", markup=False),
                classes="menu-row",
            )

    def first_focus(self) -> None:
        """Begin at an action that can be undone: somebody may press Enter once too often."""
        for entry, link in zip(self._entries, self.query(_Entry), strict=True):
            if not entry.is_lasting:
                link.focus()
                return
        super().first_focus()

    def _choice(self, entry: Action) -> Callable[[], None]:
        return lambda: self.finish(entry.request)
