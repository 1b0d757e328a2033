"""What is asked of help."""

from __future__ import annotations

from tui.messages import Request


class ShowHelp(Request, frozen=True):
    """Show where we are, and the keys."""


class ShowSafety(Request, frozen=True):
    """Show when this program is not the right tool."""


class ShowGuide(Request, frozen=True):
    """Show who can help, books and more, and numbers to ring; `part` is shown first."""

    part: str = ""


class ChooseCountry(Request, frozen=True):
    """Remember of which country help is shown."""

    country: str


HelpRequest = ShowHelp | ShowSafety | ShowGuide | ChooseCountry
