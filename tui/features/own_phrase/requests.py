"""The requests about personal phrases."""

from __future__ import annotations

from tui.messages import Request


class ChooseOwnPhrase(Request, frozen=True):
    """Ask whose phrase, and set, change or remove it."""


class ReadOwnWords(Request, frozen=True):
    """Show somebody what they wrote alone in a conversation, after their phrase."""

    conversation: str


class BeginPhraseAnew(Request, frozen=True):
    """Let a person begin with another phrase, without the one of before."""

    person: str


OwnPhraseRequest = ChooseOwnPhrase | ReadOwnWords | BeginPhraseAnew
