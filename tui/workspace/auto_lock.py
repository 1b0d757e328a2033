"""Auto-lock: a sealed vault locks when nobody has touched a key for as long as they chose."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum

from sessions import timeout
from tui.workspace.workspace import Workspace

WARNING = timedelta(minutes=1)
"""The time between the warning and the lock."""


class LockState(Enum):
    """What follows from the time without a key."""

    OPEN = "open"
    WARNED = "warned"
    """The vault locks in a minute, and the warning has not been shown yet."""
    LOCKED = "locked"


class AutoLock:
    """The time since the last key, and what follows from it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._warned = False
        self.touched = workspace.now
        """The moment of the last key, in wall-clock time: sleep of the computer counts."""

    def touch(self) -> bool:
        """Note a key; gives whether a warning can be removed."""
        self.touched = self._workspace.now
        warned, self._warned = self._warned, False
        return warned

    def look(self) -> LockState:
        """Give what follows now; a warning once. A time-out does not count."""
        now = self._workspace.now
        current = self._workspace.current
        stopped = current is not None and current.time_out is not None
        if current is not None and stopped and not timeout.is_open(current, now):
            self.touched = now
        at = self.locks_at()
        if at is None or now < at - WARNING:
            return LockState.OPEN
        if now >= at:
            return LockState.LOCKED
        if self._warned:
            return LockState.OPEN
        self._warned = True
        return LockState.WARNED

    def locks_at(self) -> datetime | None:
        """Give when it locks if no key follows, or None when it does not."""
        library = self._workspace.library
        minutes = int(library.settings.lock_after)
        if not library.vault.seal.is_sealed or library.vault.seal.is_locked or not minutes:
            return None
        return self.touched + timedelta(minutes=minutes)
