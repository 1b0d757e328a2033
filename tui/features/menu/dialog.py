"""Everything that can be done here, as a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from sessions.text import N_
from tui.language.language import Language
from tui.ui.dialog import Dialog
from tui.widgets.localized import ActionLink, LocalizedText, msgid


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of the menu: what it does, its words (a msgid), and its key."""

    action: str
    words: str
    key: str = ""


class MenuDialog(Dialog):
    """Everything that can be done here, so that every action has a road without Ctrl."""

    def __init__(self, languages: tuple[Language, ...], entries: Sequence[MenuEntry]) -> None:
        super().__init__(languages)
        self._entries = entries

    def dialog(self) -> Iterable[Widget]:
        yield LocalizedText(lambda r: r.t(N_("What would you like?")), classes="prompt")
        for entry in self._entries:
            yield Horizontal(
                ActionLink(
                    msgid(entry.words), f"screen.pick('{entry.action}')", classes="menu-words"
                ),
                Static(entry.key, classes="menu-key quiet", markup=False),
                classes="menu-row",
            )

    def action_pick(self, action: str) -> None:
        self.finish(action)
