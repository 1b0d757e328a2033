"""The rooms of the app: who does what it is asked, by name.

What home does not need is furnished when somebody first enters: the first frame does not wait.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tui.house import House
from tui.leaving import Leaving
from tui.pen import Pen
from tui.safe import Safe
from tui.watch import Watch

if TYPE_CHECKING:
    from tui.app import TweespraakApp
    from tui.asks import Asks
    from tui.diaries import Diaries
    from tui.keeping import Keeping
    from tui.menu import Menu
    from tui.outward import Outward
    from tui.own import Own
    from tui.phrasing import Phrasing
    from tui.promises import Promises
    from tui.weighing import Weighing

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
    pen: Pen
    """What people type."""
    guard: Watch
    """When the last key was."""
    leaving: Leaving
    """The ways out."""
    safe: Safe
    """The seal."""

    def rooms_of(self, app: TweespraakApp) -> None:
        """Furnish the rooms of `app`."""
        self._app = app
        self.house, self.pen, self.guard = House(app), Pen(app), Watch(app)
        self.leaving, self.safe = Leaving(app), Safe(app)

    @cached_property
    def asks(self) -> Asks:
        """The actions of a conversation."""
        from tui.asks import Asks

        return Asks(self._app)

    @cached_property
    def menu(self) -> Menu:
        """Everything that can be done, colours and language."""
        from tui.menu import Menu

        return Menu(self._app)

    @cached_property
    def own(self) -> Own:
        """What is somebody's alone."""
        from tui.own import Own

        return Own(self._app)

    @cached_property
    def keeping(self) -> Keeping:
        """Backup, deleting, finding back."""
        from tui.keeping import Keeping

        return Keeping(self._app)

    @cached_property
    def promises(self) -> Promises:
        """What was agreed."""
        from tui.promises import Promises

        return Promises(self._app)

    @cached_property
    def outward(self) -> Outward:
        """What leaves the program."""
        from tui.outward import Outward

        return Outward(self._app)

    @cached_property
    def weighing(self) -> Weighing:
        """Giving and taking, as each sees it."""
        from tui.weighing import Weighing

        return Weighing(self._app)

    @cached_property
    def phrasing(self) -> Phrasing:
        """Help to find words."""
        from tui.phrasing import Phrasing

        return Phrasing(self._app)

    @cached_property
    def diaries(self) -> Diaries:
        """What somebody noticed, for themself."""
        from tui.diaries import Diaries

        return Diaries(self._app)

    def room_for(self, action: str) -> object:
        """Give the room that has `action`; the house, where nobody has it."""
        rooms = (getattr(self, name) for name in ASKED)
        return next((one for one in rooms if hasattr(one, action)), self.house)
