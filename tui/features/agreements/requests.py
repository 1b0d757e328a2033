"""The requests about agreements."""

from __future__ import annotations

from tui.messages import Request


class ShowAgreements(Request, frozen=True):
    """Show what was agreed, and how it went; without a pair, ask whose."""

    pair: str = ""


class StartEvaluation(Request, frozen=True):
    """Begin looking back on what is due of a pair, or go on with it."""

    pair: str


class PostponeDue(Request, frozen=True):
    """Choose another day for what is due of a pair; of several agreements, ask which."""

    pair: str


class ChangeDay(Request, frozen=True):
    """Choose another day to look back on one agreement."""

    conversation: str
    agreement: str


class WriteNote(Request, frozen=True):
    """Write a short note with an agreement."""

    conversation: str
    agreement: str


class OfferDiscussion(Request, frozen=True):
    """Ask whether to talk about an agreement again now, or to let it rest."""

    conversation: str
    agreement: str


class DiscussAgain(Request, frozen=True):
    """Begin a conversation with an agreement as its subject."""

    conversation: str
    agreement: str


class ShowTension(Request, frozen=True):
    """Show somebody how tense they were before and after; the other looks away."""

    pair: str


AgreementsRequest = (
    ShowAgreements
    | StartEvaluation
    | PostponeDue
    | ChangeDay
    | WriteNote
    | OfferDiscussion
    | DiscussAgain
    | ShowTension
)
