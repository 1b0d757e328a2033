"""What is asked about a phrase of one's own."""

from __future__ import annotations

from tui.messages import Request


class ChooseOwnPhrase(Request, frozen=True):
    """Ask for whom, and give, change or take away their phrase."""


class ReadOwnWords(Request, frozen=True):
    """Show somebody what they wrote alone in a conversation, after their phrase."""

    conversation: str


OwnPhraseRequest = ChooseOwnPhrase | ReadOwnWords
