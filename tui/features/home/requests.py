"""The requests to home."""

from __future__ import annotations

from tui.messages import Request


class GoHome(Request, frozen=True):
    """Show today; a conversation that is open is kept where it is."""


class ShowTime(Request, frozen=True):
    """Time has passed: show what is left."""


HomeRequest = GoHome | ShowTime
