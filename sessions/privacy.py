"""Privacy: closing what somebody wrote alone, and opening it again for its writer.

How it is closed is not known here: who calls hands in a function that closes, or opens, a few
fields. Everything stays at its place in the conversation, so the flow goes on around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from sessions.conversation import YES, Conversation, Said, Turn
from sessions.errors import PatternError
from sessions.kinds import KINDS
from sessions.kinds.private import SHARE
from sessions.pattern import Pattern, shipped

Close = Callable[[str, str, Mapping[str, str]], str]
"""A person's id, the place and the fields in; what they are closed in out, empty to leave them."""

Open = Callable[[str, str], Mapping[str, str] | None]
"""The place and what was closed in; the fields out, or None when this does not open it."""


def is_private(conversation: Conversation, pattern: Pattern, key: str) -> bool:
    """Whether what is kept under `key` is its writer's own, and was not shared."""
    turn = Turn.of_key(key)
    if turn is None or not turn.who:
        return False
    step = next((one for one in pattern.steps if one.id == turn.step), None)
    if step is None or not KINDS[step.kind].private(turn):
        return False
    sharing = Turn(step.id, SHARE, turn.who)
    return conversation.answer(sharing, turn.phase) != YES


def close_private(conversation: Conversation, close: Close) -> Conversation:
    """Give the conversation with everything private closed for who wrote it.

    One of a pattern that this program does not have stays as it is: who made it has closed it.
    """
    pattern = _pattern(conversation)
    if pattern is None:
        return conversation
    said = dict(conversation.said)
    drafts = dict(conversation.drafts)
    closed = dict(conversation.closed_drafts)
    for key, one in conversation.said.items():
        if one.fields and is_private(conversation, pattern, key):
            said[key] = _closed(
                one, close(_who(key), _place(conversation, "said", key), one.fields)
            )
    for key, fields in conversation.drafts.items():
        if fields and is_private(conversation, pattern, key):
            box = close(_who(key), _place(conversation, "draft", key), fields)
            if box:
                del drafts[key]
                closed[key] = box
    return replace(conversation, said=said, drafts=drafts, closed_drafts=closed)


def open_private(conversation: Conversation, who: str, open_: Open) -> Conversation:
    """Give the conversation with what `who` wrote alone open, as far as `open_` opens it."""
    said = dict(conversation.said)
    drafts = dict(conversation.drafts)
    closed = dict(conversation.closed_drafts)
    for key, one in conversation.said.items():
        if one.closed and _who(key) == who:
            fields = open_(_place(conversation, "said", key), one.closed)
            if fields is not None:
                said[key] = replace(one, fields=dict(fields), closed="", filled=())
    for key, box in conversation.closed_drafts.items():
        if _who(key) == who:
            fields = open_(_place(conversation, "draft", key), box)
            if fields is not None:
                del closed[key]
                drafts[key] = dict(fields)
    return replace(conversation, said=said, drafts=drafts, closed_drafts=closed)


def is_closed(conversation: Conversation, who: str) -> bool:
    """Whether something that `who` wrote alone is closed."""
    return any(_who(key) == who for key in _closed_keys(conversation))


def has_private(conversation: Conversation, who: str) -> bool:
    """Whether `who` wrote something alone, said or half-typed, closed or open."""
    pattern = _pattern(conversation)
    open_ = (*conversation.said, *conversation.drafts)
    return is_closed(conversation, who) or any(
        _who(key) == who and (pattern is None or is_private(conversation, pattern, key))
        for key in open_
    )


def without_private(conversation: Conversation) -> Conversation:
    """Give the conversation without what anybody wrote alone: what both may know of it."""
    pattern = _pattern(conversation)
    if pattern is None:
        return conversation
    said = {
        key: replace(one, fields={}, closed="", filled=())
        if one.closed or is_private(conversation, pattern, key)
        else one
        for key, one in conversation.said.items()
    }
    drafts = {
        key: fields
        for key, fields in conversation.drafts.items()
        if not is_private(conversation, pattern, key)
    }
    return replace(conversation, said=said, drafts=drafts, closed_drafts={})


def own_answers(
    conversation: Conversation, pattern: Pattern, who: str
) -> Iterator[tuple[Turn, Mapping[str, str]]]:
    """Give what `who` wrote alone and did not share, in the order of writing, what is open."""
    for key, one in conversation.said.items():
        turn = Turn.of_key(key)
        if turn and turn.who == who and one.fields and is_private(conversation, pattern, key):
            yield turn, one.fields


def _pattern(conversation: Conversation) -> Pattern | None:
    try:
        return shipped(conversation.pattern)
    except PatternError:
        return None


def _closed_keys(conversation: Conversation) -> Iterator[str]:
    yield from (key for key, one in conversation.said.items() if one.closed)
    yield from conversation.closed_drafts


def _closed(said: Said, box: str) -> Said:
    if not box:
        return said
    filled = tuple(name for name, text in said.fields.items() if text)
    return replace(said, fields={}, closed=box, filled=filled)


def _who(key: str) -> str:
    turn = Turn.of_key(key)
    return turn.who if turn else ""


def _place(conversation: Conversation, sort: str, key: str) -> str:
    """Give where something belongs; what was closed for one place does not open at another."""
    return f"{conversation.origin or conversation.id} {sort} {key}"
