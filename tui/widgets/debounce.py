"""Debounce: something is done once nobody has typed for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual.message_pump import MessagePump
from textual.timer import Timer


class Debounce:
    """One timer for many keys: with each key only the moment moves at which it goes off."""

    def __init__(self, owner: MessagePump, do: Callable[[], object]) -> None:
        self._owner = owner
        self._do = do
        self._timer: Timer | None = None
        self._since = 0.0
        self._due = 0.0

    def touch(self, quiet: float, latest: float | None = None) -> None:
        """Do it after `quiet` seconds without a touch, `latest` seconds after the first at most."""
        now = time.monotonic()
        if self._timer is None:
            self._since = now
        self._due = now + quiet
        if latest is not None:
            self._due = min(self._due, self._since + latest)
        if self._timer is None:
            self._arm(self._due - now)

    def cancel(self) -> None:
        """Do it no more, until the next touch."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _arm(self, seconds: float) -> None:
        self._timer = self._owner.set_timer(max(0.01, seconds), self._go_off)

    def _go_off(self) -> None:
        left = self._due - time.monotonic()
        if left > 0:
            self._arm(left)
        else:
            self._timer = None
            self._do()
