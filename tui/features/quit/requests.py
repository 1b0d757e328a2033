"""The requests on the way out."""

from __future__ import annotations

from tui.messages import Request


class Quit(Request, frozen=True):
    """Save everything and stop."""


class LockNow(Request, frozen=True):
    """Save everything and stop, so that it takes the passphrase to go on."""

    is_idle: bool = False
    """Whether it locks by itself, because nobody touched a key."""


class StopOnSignal(Request, frozen=True):
    """Save what stands in the fields, and go at once; `number` is the signal's."""

    number: int


QuitRequest = Quit | LockNow | StopOnSignal
