"""What a speaker prepared alone, and laying it in the fields of a turn."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from sessions import errors
from sessions.conversation import Conversation, Turn
from sessions.kinds import KINDS
from sessions.kinds.base import CORE
from sessions.moves import require_active
from sessions.pattern import Pattern


def take_over(conversation: Conversation, pattern: Pattern, *, now: datetime) -> Conversation:
    """Give the conversation with what the speaker prepared alone laid in the fields of this turn.

    Only the speaker's own preparation, and only empty fields are filled. Raises `NotThere`.
    """
    require_active(conversation)
    ready = prepared(conversation, pattern)
    if not ready:
        raise errors.NotThere()
    turn = conversation.at
    typed = conversation.drafts.get(turn.key, {})
    filled = {name: text for name, text in ready.items() if not conversation.written(turn, name)}
    mine = {**typed, **filled}
    return replace(conversation, drafts={**conversation.drafts, turn.key: mine}, changed=now)


def prepared(conversation: Conversation, pattern: Pattern) -> dict[str, str]:
    """Give what the speaker prepared alone for this turn, by field; empty when there is nothing.

    It is private until they take it over: whether there is something may be shown, the words not.
    """
    source = _preparation(conversation, pattern)
    if source is None:
        return {}
    step = pattern.step(conversation.at.step)
    names = KINDS[step.kind].places(conversation, step, conversation.at)
    words = {name: conversation.written(source, name) for name in names}
    if step.core and CORE not in names and not words[step.core]:
        # Prepared as one sentence, to say aloud; written, it goes on after that beginning.
        words[step.core] = conversation.written(source, CORE)
    return {name: text for name, text in words.items() if text}


def is_preparation_closed(conversation: Conversation, pattern: Pattern) -> bool:
    """Whether what the speaker prepared for this turn is closed with their own phrase.

    Whether there is anything in it is not known before it is open.
    """
    source = _preparation(conversation, pattern)
    if source is None:
        return False
    answered = conversation.said.get(source.key)
    return bool(answered and answered.closed) or source.key in conversation.closed_drafts


def _preparation(conversation: Conversation, pattern: Pattern) -> Turn | None:
    """Give the turn on which the speaker prepared this turn alone, or None."""
    step = pattern.step(conversation.at.step)
    return KINDS[step.kind].preparation(step, conversation.at)
