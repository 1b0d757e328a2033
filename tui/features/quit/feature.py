"""Leaving: everything is on the disk first; or a signal, or nobody there for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessions.text import N_

if TYPE_CHECKING:
    from tui.app import TweespraakApp

LOCKED_ITSELF = N_("Nobody touched a key for a while, so Tweespraak has locked. All is kept.")


class Leaving:
    """The ways out. What people typed goes along on each of them."""

    def __init__(self, app: TweespraakApp) -> None:
        self.app = app
        self._warned = False
        self._locked_itself = False

    def leave(self) -> None:
        """Keep everything and stop."""
        self.app.autosave.settled(self._leave)

    def stop(self, number: int) -> None:
        """A signal: save what stands in the fields, and go."""
        self.app.autosave.take_in()
        self.app.house.keep_names()
        self.app.workspace.save()
        self.app.exit(return_code=128 + number)

    def lock(self) -> None:
        """Keep everything and stop, because nobody is there."""
        self.app.house.keep_names()
        self.app.autosave.take_in()
        self.app.workspace.save()
        self._locked_itself = True
        self._flush()

    def _leave(self) -> None:
        self.app.house.keep_names()
        self.app.workspace.save_if_needed()
        self._flush()

    def _flush(self) -> None:
        def flush() -> None:
            saved = self.app.workspace.flush()
            self.app.call_from_thread(self._left, saved)

        self.app.run_worker(flush, thread=True, exclusive=True)

    def _left(self, saved: bool) -> None:
        if saved or self._warned:
            message = self.app.language.t(LOCKED_ITSELF) if self._locked_itself else None
            self.app.exit(return_code=0 if saved else 3, message=message)
            return
        self._warned = True
        self.app.tell(
            lambda r: r.t(
                N_(
                    "Not everything is saved yet; it is all still here. Make some room on the disk "
                    "and press Ctrl+Q again: then it stops, saved or not."
                )
            )
        )
