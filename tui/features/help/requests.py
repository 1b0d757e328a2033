"""The requests for help."""

from __future__ import annotations

from tui.messages import Request


class ShowHelp(Request, frozen=True):
    """Show where we are, and the keys."""


class ShowSafety(Request, frozen=True):
    """Show when this program is not the right tool."""


class ShowGuide(Request, frozen=True):
    """Show the guide, with `part` first: who can help, books and more, telephone numbers."""

    part: str = ""


class ChooseCountry(Request, frozen=True):
    """Remember of which country help is shown."""

    country: str


HelpRequest = ShowHelp | ShowSafety | ShowGuide | ChooseCountry
