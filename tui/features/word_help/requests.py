"""The requests to the help to find words."""

from __future__ import annotations

from tui.messages import Request


class FindWords(Request, frozen=True):
    """Help with the field in which somebody writes: a feeling, a need, or an example."""

    field: str = ""


class FindFeeling(Request, frozen=True):
    """Show words for what somebody feels."""


class FindNeed(Request, frozen=True):
    """Show words for what somebody needs."""


class ShowExamples(Request, frozen=True):
    """Show example sentences that fit these people."""


WordHelpRequest = FindWords | FindFeeling | FindNeed | ShowExamples
