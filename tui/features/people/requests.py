"""The requests about people."""

from __future__ import annotations

from enum import StrEnum

from tui.messages import Draft, Request


class Purpose(StrEnum):
    """What follows once it is known who they are."""

    CONVERSATION = "conversation"
    INVENTORY = "inventory"
    DIARY = "diary"


class BeginConversation(Request, frozen=True):
    """Begin a new conversation; what is due is offered first."""


class AskPeople(Request, frozen=True):
    """Ask who they are, for a purpose."""

    purpose: Purpose


class NamePeople(Request, frozen=True):
    """The people are known: two names and languages, and the setting; or the id of a pair."""

    pair: str
    names: tuple[str, str]
    languages: tuple[str, str]
    setting: str


class DraftPeople(Draft, frozen=True):
    """Something half-typed or chosen about people who have not begun yet."""

    name: str
    text: str


PeopleRequest = BeginConversation | AskPeople | NamePeople | DraftPeople
