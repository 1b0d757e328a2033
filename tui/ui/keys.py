"""Keys: what each does is declared once, and feeds bindings, line of keys, menu and help."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from sessions.text import N_
from tui.messages import Request
from tui.widgets.key_line import KeyLabel
from tui.workspace.scene import Place
from tui.workspace.workspace import Workspace


class Situation(msgspec.Struct, frozen=True):
    """Where the people are, as far as it decides what can be done."""

    workspace: Workspace
    is_home: bool
    """Whether today is shown."""
    can_find_words: bool
    """Whether somebody writes an I-message here."""
    is_example: bool
    """Whether this is the example, of which nothing is kept."""

    @property
    def is_locked(self) -> bool:
        """Whether the passphrase has yet to be given."""
        return self.workspace.library.vault.seal.is_locked

    @property
    def is_talking(self) -> bool:
        """Whether a conversation is open in which people talk now."""
        return self.workspace.is_active

    @property
    def is_at_turn(self) -> bool:
        """Whether a turn of a conversation is shown, not a curtain."""
        return self.is_talking and self.workspace.scene.place is Place.TURN


def always(_: Situation) -> bool:
    """Whether it can be done: everywhere."""
    return True


class Action(msgspec.Struct, frozen=True):
    """Something that can be done, with the words for it; all of them msgids."""

    request: Request
    """What it asks for."""
    menu: str = ""
    """Its words in the menu; without words it is not in it."""
    keys: tuple[str, ...] = ()
    """Its keys as Textual names them, the first one shown."""
    shown: str = ""
    """Its key as people read it."""
    label: str = ""
    """Its words on the line of keys."""
    rank: int = 3
    """Where the line has no room, keys of a lower rank are left out first."""
    help: str = ""
    """Its sentence on the help page."""
    when: Callable[[Situation], bool] = always
    """When it can be done: then it is in the menu."""
    pressed_when: Callable[[Situation], bool] | None = None
    """When its key works, if that is not when it can be done: then a notice says why not."""
    is_lasting: bool = False
    """Whether it cannot be undone, or both notice it: then the menu does not begin at it."""

    def can_press(self, here: Situation) -> bool:
        """Whether its key asks for it now."""
        return (self.pressed_when or self.when)(here)


def label_of(action: Action) -> KeyLabel:
    """Give an action as it stands on the line of keys."""
    return KeyLabel(action.shown, action.label, action.keys[0], action.rank)


TAB = KeyLabel("Tab", N_("next"), "tab", rank=2)
ESCAPE = KeyLabel("Esc", N_("back"), "escape", rank=7)
READ_ON = KeyLabel("↑ ↓", N_("read on"), rank=6)
