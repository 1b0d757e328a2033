"""The pen: what people type, taken into the model letter by letter, and saved in a moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.timer import Timer

from sessions import moves
from sessions.conversation import State, Turn
from sessions.errors import MoveError
from sessions.timeout import name_cycle
from tui.ui.dialog import PARKING, Dialog

if TYPE_CHECKING:
    from tui.app import TweespraakApp

CYCLE = "cycle"
"""The field in which they name, after a time-out, what got hold of them."""

QUIET = 0.6
"""Seconds without a key before half-typed text is saved."""

LATEST = 1.2
"""Seconds after which it is saved while somebody types on."""


class Autosave:
    """Half-typed text on its way from the screens to the disk."""

    def __init__(self, app: TweespraakApp) -> None:
        self.app = app
        self._timer: Timer | None = None
        self._timer_from = 0.0

    def keep(self, name: str, text: str, turn: Turn | None) -> None:
        """Take half-typed text of `turn` into the model; it is saved in a moment."""
        if self.app.workspace.conversation is None:
            return
        try:
            if name == PARKING:
                self.app.workspace.draft("text", text, moves.PARKING)
            elif turn is not None:
                self.app.workspace.draft(name, text, turn)
            elif name == CYCLE and self.app.workspace.open.state is State.TIME_OUT:
                self.app.workspace.change(
                    name_cycle(self.app.workspace.open, text, now=self.app.now())
                )
            else:
                return
        except MoveError as problem:
            self.app.tell(problem)
            return
        self.app.tell(None)
        self.save_soon()

    def take_in(self) -> None:
        """Take everything that stands in fields into the model; the screen may be gone after."""
        self.app.diaries.take_in()
        if self.app.workspace.conversation is None:
            return
        from tui.features.conversation.turn import TurnScreen
        from tui.features.timeout.return_screens import ReturnScreen

        if isinstance(self.app.screen, Dialog) and PARKING in self.app.screen.field_values():
            self.keep(PARKING, self.app.screen.field_values()[PARKING], None)
        if isinstance(self.app.base, TurnScreen):
            turn = self.app.base.view.conversation.at
            for name, text in self.app.base.field_values().items():
                if text != self.app.workspace.open.written(turn, name):
                    self.keep(name, text, turn)
        elif isinstance(self.app.base, ReturnScreen):
            self.keep(CYCLE, self.app.base.field_values()[CYCLE], None)

    def settled(self, then: Callable[[], object]) -> None:
        """Do `then` once the focused field has handled the keys it was sent, all of them kept."""

        def do() -> None:
            self.take_in()
            then()

        if self.app.focused is not None and self.app.focused.is_attached:
            self.app.focused.call_later(do)
        else:
            do()

    def save_soon(self) -> None:
        """Save in a moment: when nobody has typed for a while, or has typed on for too long."""
        now = time.monotonic()
        if self._timer is None:
            self._timer_from = now
        else:
            self._timer.stop()
        wait = min(QUIET, max(0.01, self._timer_from + LATEST - now))
        self._timer = self.app.set_timer(wait, self.save_now)

    def save_now(self) -> None:
        """Save what was typed since the last time."""
        self._timer = None
        self.app.house.keep_names()
        self.app.diaries.save_if_needed()
        self.app.workspace.save_if_needed()
