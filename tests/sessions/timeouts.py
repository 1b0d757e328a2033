"""Time-outs of Kim and Sam, called, rated and over."""

from __future__ import annotations

from datetime import datetime, timedelta

from sessions import moves, timeout
from sessions.conversation import Conversation
from tests.sessions.helpers import NOW, at

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
TIME_UP = NOW + 20 * MINUTE


def called(key: str = "impact/speak/kim/0") -> Conversation:
    """Give a conversation with half a sentence on its turn, in a time-out called `NOW`."""
    return timeout.call(moves.save_draft(at(key), "feel", "mo", now=NOW), now=NOW, new_id="t1")


def rated(conversation: Conversation, *, kim: bool, sam: bool, now: datetime) -> Conversation:
    """Give the time-out with the body check of both."""
    done = timeout.rate(conversation, "kim", calm=kim, now=now)
    return timeout.rate(done, "sam", calm=sam, now=now)


def back(conversation: Conversation, now: datetime = TIME_UP) -> Conversation:
    """Give the conversation after both are calm and came back."""
    return timeout.come_back(rated(conversation, kim=True, sam=True, now=now), cycle="", now=now)
