"""What belongs on the screen for a state of the conversation; it names no screen."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from sessions import timeout
from sessions.conversation import Conversation, State, Turn
from sessions.inventory import PATTERN as INVENTORY
from sessions.inventory import is_complete
from sessions.people import Person, Way


class Place(StrEnum):
    """The kinds of scene."""

    WAITING = "waiting"
    """The conversation goes on at another moment: nothing of it is shown."""
    TURN = "turn"
    CURTAIN = "curtain"
    TIME_OUT = "time-out"
    CHECK = "check"
    """How somebody's body is."""
    NOT_CALM = "not-calm"
    RETURN = "return"
    FINISHED = "finished"
    INVENTORY_DONE = "inventory-done"
    INVENTORY_STOPPED = "inventory-stopped"
    """An inventory that was not answered by both: it is shown to neither."""


class Scene(msgspec.Struct, frozen=True):
    """What is on the screen: the same scene is shown by the same screen, not by a new one."""

    place: Place
    turn: Turn | None = None
    person: str = ""
    """Whom it is for, by id."""
    way: Way | None = None
    """Whether they talk or write on it."""


def scene_for(conversation: Conversation, curtain: Person | None, now: datetime) -> Scene:
    """Give what belongs on the screen; `curtain` is for whom a curtain has to open first."""
    if conversation.state is State.POSTPONED:
        return Scene(Place.WAITING)
    if conversation.state is State.FINISHED:
        return Scene(_ended(conversation))
    if conversation.time_out is not None:
        return _in_time_out(conversation, now)
    if curtain is not None:
        return Scene(Place.CURTAIN, conversation.at, curtain.id)
    return Scene(Place.TURN, conversation.at, way=conversation.way)


def _ended(conversation: Conversation) -> Place:
    if conversation.pattern != INVENTORY:
        return Place.FINISHED
    return Place.INVENTORY_DONE if is_complete(conversation) else Place.INVENTORY_STOPPED


def _in_time_out(conversation: Conversation, now: datetime) -> Scene:
    running = conversation.time_out
    if running is None or not timeout.is_open(conversation, now):
        return Scene(Place.TIME_OUT)
    for partner in conversation.partners:
        if partner.id not in running.calm:
            return Scene(Place.CHECK, person=partner.id)
    may_return = timeout.may_return(conversation, now)
    return Scene(Place.RETURN if may_return else Place.NOT_CALM)
