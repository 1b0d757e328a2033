"""Ideas, and subjects for another time: the moves of what is collected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from sessions import errors
from sessions.conversation import NO_STEP, Conversation, Idea, Parked, Turn
from sessions.kinds.ideas import COLLECT
from sessions.moves import require_active, save_draft
from sessions.text import is_empty
from sessions.validation import clean_and_limit

PARKING = Turn(NO_STEP, "parking")
"""Where the half-typed text of a subject to park is kept; it belongs to no step."""


def parking(who: str) -> Turn:
    """Give where it is kept of somebody who types it alone: it is theirs until it is parked."""
    return replace(PARKING, who=who)


def add_idea(conversation: Conversation, text: str, *, now: datetime, new_id: str) -> Conversation:
    """Give the conversation with another idea, and its field empty.

    Raises `AnswerMissing`, or `NotTheirTurn` when they are not collecting ideas now.
    """
    _must_collect(conversation)
    words = clean_and_limit(text).strip()
    if is_empty(words):
        raise errors.AnswerMissing()
    grown = replace(conversation, ideas=(*conversation.ideas, Idea(id=new_id, text=words)))
    return save_draft(grown, "idea", "", now=now)


def withdraw_idea(conversation: Conversation, idea_id: str, *, now: datetime) -> Conversation:
    """Give the conversation with an idea taken back; its words are kept.

    Raises `NotThere`, or `NotTheirTurn` when they are not collecting ideas now.
    """
    _must_collect(conversation)
    if all(idea.id != idea_id for idea in conversation.ideas):
        raise errors.NotThere()
    ideas = tuple(
        replace(idea, withdrawn=True) if idea.id == idea_id else idea for idea in conversation.ideas
    )
    return replace(conversation, ideas=ideas, changed=now)


def rewrite_idea(conversation: Conversation, idea_id: str, *, now: datetime) -> Conversation:
    """Give the conversation with an idea taken back and its words laid in the field again.

    Raises `NotThere`, or `NotTheirTurn` when they are not collecting ideas now.
    """
    words = next((idea.text for idea in conversation.ideas if idea.id == idea_id), "")
    withdrawn = withdraw_idea(conversation, idea_id, now=now)
    return save_draft(withdrawn, "idea", words, now=now)


def say_helps(
    conversation: Conversation, idea_id: str, people: Sequence[str], *, now: datetime
) -> Conversation:
    """Give the conversation in which an idea is said to help `people`, by id; nobody for none.

    Raises `NotThere` for an idea or a person that is not here, or `NotTheirTurn` when they are not
    collecting ideas now.
    """
    _must_collect(conversation)
    order = [partner.id for partner in conversation.partners]
    is_known = any(idea.id == idea_id for idea in conversation.ideas)
    if not is_known or not set(people) <= set(order):
        raise errors.NotThere()
    helps = tuple(person for person in order if person in people)
    ideas = tuple(
        replace(idea, helps=helps) if idea.id == idea_id else idea for idea in conversation.ideas
    )
    return replace(conversation, ideas=ideas, changed=now)


def park(
    conversation: Conversation, text: str, *, now: datetime, new_id: str, who: str = ""
) -> Conversation:
    """Give the conversation with a subject kept for another time. Raises `AnswerMissing`.

    `who` typed it alone: their half-typed text is gone then, and otherwise that of both.
    """
    require_active(conversation)
    words = clean_and_limit(text).strip()
    if is_empty(words):
        raise errors.AnswerMissing()
    parked = (*conversation.parked, Parked(id=new_id, text=words, at=now))
    typed = parking(who).key
    drafts = {key: value for key, value in conversation.drafts.items() if key != typed}
    return replace(conversation, parked=parked, drafts=drafts, changed=now)


def _must_collect(conversation: Conversation) -> None:
    """Raise unless ideas are collected now: later they have marks, given for these words."""
    require_active(conversation)
    if conversation.at.phase != COLLECT:
        raise errors.NotTheirTurn()
