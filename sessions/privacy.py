"""Privacy: closing what somebody wrote alone, and opening it again for its writer.

How it is closed is not known here: the caller gives a function that closes, or opens, a few
fields. Everything stays at its place in the conversation, so the flow goes on around it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from msgspec.structs import replace

from sessions.conversation import NO_STEP, YES, Conversation, Said, Turn
from sessions.errors import PatternError
from sessions.kinds import KINDS
from sessions.pattern import Pattern, shipped

Close = Callable[[str, str, Mapping[str, str]], str]
"""A person's id, the place and the fields in; what they are closed in out, empty to leave them."""

Open = Callable[[str, str], Mapping[str, str] | None]
"""The place and what was closed in; the fields out, or None when this does not open it."""


_SKIPPED = ""
"""The name of no field: under it stands in a box that the question was passed over."""


def is_private(conversation: Conversation, pattern: Pattern, key: str) -> bool:
    """Whether the words under `key` are their writer's own, and were not shared."""
    turn = Turn.of_key(key)
    if turn is None or not turn.who:
        return False
    if turn.step == NO_STEP:
        return True  # half-typed by somebody alone, and not given to both yet
    step = next((step for step in pattern.steps if step.id == turn.step), None)
    return step is not None and KINDS[step.kind].is_private(conversation, step, turn)


def needs_phrase(conversation: Conversation, pattern: Pattern) -> bool:
    """Whether the curtain opens with the writer's phrase only, if they have one."""
    turn, step = conversation.at, pattern.step(conversation.at.step)
    return KINDS[step.kind].needs_phrase(conversation, step, turn)


def close_private(conversation: Conversation, close: Close) -> Conversation:
    """Give the conversation with everything private closed for its writer.

    With a pattern that this program does not have it stays as it is: the program that wrote it has
    closed it.
    """
    pattern = _pattern(conversation)
    if pattern is None:
        return conversation
    answers = dict(conversation.said)
    drafts = dict(conversation.drafts)
    closed = dict(conversation.closed_drafts)
    for key, answered in conversation.said.items():
        if (answered.fields or answered.skipped) and is_private(conversation, pattern, key):
            box = close(_who(key), _place(conversation, "said", key), _whole(answered))
            answers[key] = _closed(answered, box)
    for key, fields in conversation.drafts.items():
        if fields and is_private(conversation, pattern, key):
            box = close(_who(key), _place(conversation, "draft", key), fields)
            if box:
                del drafts[key]
                closed[key] = box
    return replace(conversation, said=answers, drafts=drafts, closed_drafts=closed)


def open_private(conversation: Conversation, who: str, open_: Open) -> Conversation:
    """Give the conversation with what `who` wrote alone open, as far as `open_` opens it."""
    answers = dict(conversation.said)
    drafts = dict(conversation.drafts)
    closed = dict(conversation.closed_drafts)
    for key, answered in conversation.said.items():
        if answered.closed and _who(key) == who:
            fields = open_(_place(conversation, "said", key), answered.closed)
            if fields is not None:
                answers[key] = _opened(answered, fields)
    for key, box in conversation.closed_drafts.items():
        if _who(key) == who:
            fields = open_(_place(conversation, "draft", key), box)
            if fields is not None:
                del closed[key]
                drafts[key] = dict(fields)
    return replace(conversation, said=answers, drafts=drafts, closed_drafts=closed)


def is_closed(conversation: Conversation, who: str) -> bool:
    """Whether something that `who` wrote alone is closed."""
    return any(_who(key) == who for key in _closed_keys(conversation))


def with_phrases(conversation: Conversation, people: Collection[str]) -> Conversation:
    """Give the conversation in which these people are known to have a phrase of their own.

    Who had one when something was closed stays known: what was closed stays closed.
    """
    known = tuple(
        person.id
        for person in conversation.people
        if person.id in people or is_closed(conversation, person.id)
    )
    return (
        conversation
        if known == conversation.with_phrase
        else replace(conversation, with_phrase=known)
    )


def own_boxes(conversation: Conversation, who: str) -> Iterator[tuple[str, str, str]]:
    """Give what is closed of what `who` wrote alone: the key, the place and the box of each."""
    for key, answered in conversation.said.items():
        if answered.closed and _who(key) == who:
            yield key, _place(conversation, "said", key), answered.closed
    for key, box in conversation.closed_drafts.items():
        if _who(key) == who:
            yield key, _place(conversation, "draft", key), box


def with_boxes(
    conversation: Conversation, who: str, change: Callable[[str, str], str]
) -> Conversation:
    """Give the conversation with other boxes for what `who` wrote alone; the place and box in."""
    said = {
        key: replace(answered, closed=change(_place(conversation, "said", key), answered.closed))
        if answered.closed and _who(key) == who
        else answered
        for key, answered in conversation.said.items()
    }
    drafts = {
        key: change(_place(conversation, "draft", key), box) if _who(key) == who else box
        for key, box in conversation.closed_drafts.items()
    }
    return replace(conversation, said=said, closed_drafts=drafts)


def without_private(conversation: Conversation) -> Conversation:
    """Give the conversation without what anybody wrote alone: what both may know of it."""
    pattern = _pattern(conversation)
    if pattern is None:
        return conversation
    answers = {
        key: replace(answered, fields={}, skipped=False, closed="")
        if answered.closed or is_private(conversation, pattern, key)
        else answered
        for key, answered in conversation.said.items()
    }
    drafts = {
        key: fields
        for key, fields in conversation.drafts.items()
        if not is_private(conversation, pattern, key)
    }
    return replace(conversation, said=answers, drafts=drafts, closed_drafts={}, with_phrase=())


def own_answers(
    conversation: Conversation, pattern: Pattern, who: str
) -> Iterator[tuple[Turn, Mapping[str, str]]]:
    """Give what `who` wrote alone and did not share, as far as it is open, in order of writing."""
    for key, answered in conversation.said.items():
        turn = Turn.of_key(key)
        if turn is None or turn.who != who or not answered.fields:
            continue
        if is_private(conversation, pattern, key):
            yield turn, answered.fields


def _pattern(conversation: Conversation) -> Pattern | None:
    try:
        return shipped(conversation.pattern)
    except PatternError:
        return None


def _closed_keys(conversation: Conversation) -> Iterator[str]:
    yield from (key for key, answered in conversation.said.items() if answered.closed)
    yield from conversation.closed_drafts


def _closed(answered: Said, box: str) -> Said:
    if not box:
        return answered
    return replace(answered, fields={}, skipped=False, closed=box)


def _whole(answered: Said) -> Mapping[str, str]:
    """Give all there is to an answer as fields: that it was skipped lies in the box, too."""
    return {**answered.fields, _SKIPPED: YES} if answered.skipped else answered.fields


def _opened(answered: Said, whole: Mapping[str, str]) -> Said:
    fields = {name: text for name, text in whole.items() if name != _SKIPPED}
    skipped = answered.skipped or whole.get(_SKIPPED) == YES
    return replace(answered, fields=fields, skipped=skipped, closed="")


def _who(key: str) -> str:
    turn = Turn.of_key(key)
    return turn.who if turn else ""


def _place(conversation: Conversation, sort: str, key: str) -> str:
    """Give the place of a box in this conversation; it does not open at any other place."""
    return f"{conversation.origin or conversation.id} {sort} {key}"
