"""The requests to the menu."""

from __future__ import annotations

from tui.messages import Request


class ShowMenu(Request, frozen=True):
    """Show everything that can be done here."""


MenuRequest = ShowMenu
