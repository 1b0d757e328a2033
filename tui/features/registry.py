"""The rooms of the app: who does what it is asked, by name.

What home does not need is furnished when somebody first enters: the first frame does not wait.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tui.features.people.feature import House
from tui.features.quit.feature import Leaving
from tui.features.vault.seal import Safe
from tui.ui.autosave import Autosave
from tui.workspace.auto_lock import AutoLock

if TYPE_CHECKING:
    from tui.app import TweespraakApp
    from tui.features.agreements.feature import Promises
    from tui.features.conversation.feature import Asks
    from tui.features.diary.feature import Diaries
    from tui.features.export.feature import Outward
    from tui.features.inventory.feature import Weighing
    from tui.features.menu.feature import Menu
    from tui.features.own_phrase.feature import Own
    from tui.features.vault.backup import Keeping
    from tui.features.word_help.feature import Phrasing

ASKED = (
    "asks",
    "safe",
    "own",
    "keeping",
    "promises",
    "outward",
    "weighing",
    "phrasing",
    "diaries",
    "menu",
)
"""The rooms with actions that are asked by name, in the order in which they are looked in."""


class Rooms:
    """What the app is made of besides its screens."""

    house: House
    """The actions around a conversation."""
    autosave: Autosave
    """What people type."""
    auto_lock: AutoLock
    """When the last key was."""
    leaving: Leaving
    """The ways out."""
    safe: Safe
    """The seal."""

    def rooms_of(self, app: TweespraakApp) -> None:
        """Furnish the rooms of `app`."""
        self._app = app
        self.house, self.autosave, self.auto_lock = House(app), Autosave(app), AutoLock(app)
        self.leaving, self.safe = Leaving(app), Safe(app)

    @cached_property
    def asks(self) -> Asks:
        """The actions of a conversation."""
        from tui.features.conversation.feature import Asks

        return Asks(self._app)

    @cached_property
    def menu(self) -> Menu:
        """Everything that can be done, colours and language."""
        from tui.features.menu.feature import Menu

        return Menu(self._app)

    @cached_property
    def own(self) -> Own:
        """What is somebody's alone."""
        from tui.features.own_phrase.feature import Own

        return Own(self._app)

    @cached_property
    def keeping(self) -> Keeping:
        """Backup, deleting, finding back."""
        from tui.features.vault.backup import Keeping

        return Keeping(self._app)

    @cached_property
    def promises(self) -> Promises:
        """What was agreed."""
        from tui.features.agreements.feature import Promises

        return Promises(self._app)

    @cached_property
    def outward(self) -> Outward:
        """What leaves the program."""
        from tui.features.export.feature import Outward

        return Outward(self._app)

    @cached_property
    def weighing(self) -> Weighing:
        """Giving and taking, as each sees it."""
        from tui.features.inventory.feature import Weighing

        return Weighing(self._app)

    @cached_property
    def phrasing(self) -> Phrasing:
        """Help to find words."""
        from tui.features.word_help.feature import Phrasing

        return Phrasing(self._app)

    @cached_property
    def diaries(self) -> Diaries:
        """What somebody noticed, for themself."""
        from tui.features.diary.feature import Diaries

        return Diaries(self._app)

    def room_for(self, action: str) -> object:
        """Give the room that has `action`; the house, where nobody has it."""
        rooms = (getattr(self, name) for name in ASKED)
        return next((room for room in rooms if hasattr(room, action)), self.house)
