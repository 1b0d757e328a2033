"""The requests in a conversation, besides the commands."""

from __future__ import annotations

from sessions.conversation import Turn
from tui.messages import Request


class SubmitTurn(Request, frozen=True):
    """Answer `turn` with what is typed in it, and `fields` that are not."""

    turn: Turn
    fields: dict[str, str] = {}


class TurnBack(Request, frozen=True):
    """Go one turn back, with everything that was typed."""


class SkipTurn(Request, frozen=True):
    """Go on without an answer; what was typed stays in the field."""


class OpenCurtain(Request, frozen=True):
    """Show the turn to the person it is for, after their own phrase if they have one."""


class OpenPreparation(Request, frozen=True):
    """Fill the fields with what the speaker prepared, after their own phrase."""


class WriteParking(Request, frozen=True):
    """Write down a subject for another time."""


class PutOff(Request, frozen=True):
    """Name a moment within a day at which the conversation goes on."""


class ShowSaid(Request, frozen=True):
    """Show what they said so far."""


class SwitchWay(Request, frozen=True):
    """Talk from here on, or write everything down: the other of the two."""


class CloseHere(Request, frozen=True):
    """Close the conversation here."""


ConversationRequest = (
    SubmitTurn
    | TurnBack
    | SkipTurn
    | OpenCurtain
    | OpenPreparation
    | WriteParking
    | PutOff
    | ShowSaid
    | SwitchWay
    | CloseHere
)
