"""The rooms of the app: who does what it is asked, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.asks import Asks
from tui.diaries import Diaries
from tui.house import House
from tui.keeping import Keeping
from tui.leaving import Leaving
from tui.menu import Menu
from tui.outward import Outward
from tui.own import Own
from tui.pen import Pen
from tui.phrasing import Phrasing
from tui.promises import Promises
from tui.safe import Safe
from tui.watch import Watch
from tui.weighing import Weighing

if TYPE_CHECKING:
    from tui.app import TweespraakApp


class Rooms:
    """What the app is made of besides its screens."""

    asks: Asks
    """The actions of a conversation."""
    house: House
    """The actions around it."""
    menu: Menu
    """Everything that can be done, colours and language."""
    pen: Pen
    """What people type."""
    guard: Watch
    """When the last key was."""
    safe: Safe
    """The seal."""
    own: Own
    """What is somebody's alone."""
    keeping: Keeping
    """Backup, deleting, finding back."""
    promises: Promises
    """What was agreed."""
    outward: Outward
    """What leaves the program."""
    weighing: Weighing
    """Giving and taking, as each sees it."""
    phrasing: Phrasing
    """Help to find words."""
    diaries: Diaries
    """What somebody noticed, for themself."""
    leaving: Leaving
    """The ways out."""

    def rooms_of(self, app: TweespraakApp) -> None:
        """Furnish the rooms of `app`."""
        self.asks, self.house, self.menu = Asks(app), House(app), Menu(app)
        self.pen, self.guard, self.leaving = Pen(app), Watch(app), Leaving(app)
        self.safe, self.own, self.keeping = Safe(app), Own(app), Keeping(app)
        self.promises, self.outward = Promises(app), Outward(app)
        self.weighing, self.phrasing, self.diaries = Weighing(app), Phrasing(app), Diaries(app)

    def room_for(self, action: str) -> object:
        """Give the room that has `action`; the house, where nobody has it."""
        rooms = (
            self.asks,
            self.safe,
            self.own,
            self.keeping,
            self.promises,
            self.outward,
            self.weighing,
            self.phrasing,
            self.diaries,
            self.menu,
        )
        return next((one for one in rooms if hasattr(one, action)), self.house)
