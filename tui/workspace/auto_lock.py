"""The watch: a sealed vault locks when nobody has touched a key for as long as they chose."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sessions import timeout
from sessions.text import N_

if TYPE_CHECKING:
    from tui.app import TweespraakApp

WARNING = timedelta(minutes=1)
"""How long before it locks that is said."""


class AutoLock:
    """When the last key was, and what follows from it."""

    def __init__(self, app: TweespraakApp) -> None:
        self.app = app
        self.touched = app.now()
        """When somebody last touched a key. It is the clock on the wall: sleep counts."""
        self._told = False

    def touch(self) -> None:
        """Somebody is there."""
        self.touched = self.app.now()
        if self._told:
            self._told = False
            self.app.tell(None)

    def look(self) -> None:
        """Lock when it is time, and say so a minute before. A time-out does not count."""
        now = self.app.now()
        here = self.app.workspace.conversation
        if here is not None and here.time_out is not None and not timeout.is_open(here, now):
            self.touched = now
        at = self.app.safe.locks_at(self.touched)
        if at is None:
            return
        if now >= at:
            self.app.leaving.lock()
        elif now >= at - WARNING and not self._told:
            self._told = True
            self.app.tell(
                lambda r: r.t(N_("In a minute it locks, and stops. Any key keeps it open."))
            )
