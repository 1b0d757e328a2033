"""The ways out: by a key, by a signal, or after a while without keys; everything is saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from sessions.errors import DiskFull, StoreError
from sessions.text import N_
from tui.features.quit.requests import LockNow, Quit, QuitRequest, StopOnSignal
from tui.ui.feature import Feature, Flow
from tui.widgets.localized import TextSource, msgid

LOCKED = N_("Tweespraak has locked. All is kept, and the passphrase opens it again.")
LOCKED_ITSELF = N_("Nobody touched a key for a while, so Tweespraak has locked. All is kept.")

UNSAVED = N_(
    "Not everything is saved yet; it is all still here. Make some room on the disk "
    "and press Ctrl+Q again: then it stops, saved or not."
)

UNSAVED_OTHERWISE = N_(
    "Not everything is saved yet; it is all still here. {why} Press Ctrl+Q again and it stops, "
    "saved or not."
)


class QuitFeature(Feature[QuitRequest]):
    """The ways out. Each of them saves what people typed."""

    _warned = False

    def handle(self, request: QuitRequest) -> Flow | None:
        match request:
            case Quit():
                return self._quit()
            case LockNow(is_idle):
                return self._lock(LOCKED_ITSELF if is_idle else LOCKED)
            case StopOnSignal(number):
                self.shell.autosave.collect()
                self.shell.autosave.save_now()
                self.workspace.save()
                self.shell.stop(128 + number)
            case _:
                assert_never(request)
        return None

    async def _quit(self) -> None:
        """Save everything and stop."""
        await self.shell.autosave.settle()
        self.shell.autosave.save_now()
        await self._stop()

    async def _lock(self, words: str) -> None:
        """Save what stands in the fields, and stop with these words."""
        self.shell.autosave.collect()
        self.shell.autosave.save_now()
        self.workspace.save()
        await self._stop(words)

    async def _stop(self, message: str = "") -> None:
        """Stop once all is on the disk; when it cannot be, warn once, and stop the next time."""
        saved = await self.shell.in_thread(self.library.flush)
        if saved or self._warned:
            words = self.shell.language.t(message) if message else None
            self.shell.stop(0 if saved else 3, words)
            return
        self._warned = True
        self.shell.show_notice(_unsaved(self.library.problems))


def _unsaved(problems: Sequence[StoreError]) -> TextSource:
    """Say why not everything is saved, and what to do."""
    others = [problem for problem in problems if not isinstance(problem, DiskFull)]
    if not others:
        return msgid(UNSAVED)
    return lambda reader: reader.t(UNSAVED_OTHERWISE, why=reader.error(others[0]))
