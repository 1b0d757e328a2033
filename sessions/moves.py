"""The moves: one pure function each. A move gives a new conversation, or raises a named error.

Time and ids come in as arguments. A move that raises leaves the conversation as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from sessions import errors
from sessions.agreements import Agreement
from sessions.conversation import (
    Conversation,
    Said,
    State,
    Turn,
)
from sessions.integrity import is_language
from sessions.kinds import KINDS, Field
from sessions.pattern import Pattern
from sessions.people import Pair, Person, Way
from sessions.text import clean
from sessions.validation import about, clean_and_limit, require, validate
from sessions.zones import as_here, is_within, name_of

SUBJECT = "subject"
"""The question whose answer a conversation is called by."""

WITHIN = timedelta(hours=24)
"""A talk that is put off comes back within a day (EVIDENCE: Turns)."""


def begin(
    pair: Pair,
    pattern: Pattern,
    *,
    new_id: str,
    now: datetime,
    reviewed: Sequence[Agreement] = (),
    about: Agreement | None = None,
    subject: str = "",
) -> Conversation:
    """Give a new conversation of `pair`, at the first turn of `pattern`.

    An evaluation looks back on the agreements `reviewed`. A conversation `about` an agreement has
    its words ready as its subject, or else the words in `subject`.
    """
    empty = Conversation(
        id=new_id,
        pair=pair.id,
        people=pair.people,
        setting=pair.setting,
        pattern=pattern.id,
        at=Turn(pattern.steps[0].id, ""),
        started=now,
        changed=now,
        reviewed=tuple(reviewed),
        about=about.id if about else "",
        way=pair.way,
    )
    begun = replace(empty, at=turn_order(empty, pattern)[0])
    known: dict[str, Mapping[str, str]] = {}
    for step in pattern.steps:
        known.update(KINDS[step.kind].known(pair, step))
    words = about.what if about else clean(subject)
    turn = _subject(begun, pattern) if words else None
    if turn is not None:
        known[turn.key] = {"text": words}
    return replace(begun, drafts=known)


def _subject(conversation: Conversation, pattern: Pattern) -> Turn | None:
    """Give the turn that asks for the subject."""
    turns = turn_order(conversation, pattern)
    return next((turn for turn in turns if turn.phase == SUBJECT), None)


# -- Where we are -----------------------------------------------------------------------------


def turn_order(conversation: Conversation, pattern: Pattern) -> tuple[Turn, ...]:
    """Give all turns in the order of the pattern, as far as the answers decide them."""
    return tuple(
        turn for step in pattern.steps for turn in KINDS[step.kind].turns(conversation, step)
    )


def fields(conversation: Conversation, pattern: Pattern) -> tuple[Field, ...]:
    """Give what can be filled in on the present turn."""
    step = pattern.step(conversation.at.step)
    return KINDS[step.kind].fields(conversation, step, conversation.at)


def is_answered_alone(
    conversation: Conversation, pattern: Pattern, turn: Turn | None = None
) -> bool:
    """Whether `turn`, or the present one, is answered alone, behind the curtain."""
    present = turn or conversation.at
    return KINDS[pattern.step(present.step).kind].answered_alone(present)


def floor(conversation: Conversation) -> Person | None:
    """Give the person who has the floor now, or None when the turn is everybody's."""
    who = conversation.at.who
    return conversation.person(who) if who else None


def can_skip(conversation: Conversation, pattern: Pattern) -> bool:
    """Whether the present turn can be skipped."""
    step = pattern.step(conversation.at.step)
    return KINDS[step.kind].can_skip(conversation, step, conversation.at)


def turn_minutes(conversation: Conversation, pattern: Pattern) -> int | None:
    """Give how many minutes a turn takes, as they chose with the rules; None where they did not."""
    chosen = (KINDS[step.kind].turn_minutes(conversation, step) for step in pattern.steps)
    return next((minutes for minutes in chosen if minutes is not None), None)


def previous_turn(conversation: Conversation, pattern: Pattern) -> Turn | None:
    """Give the turn that Back goes to, or None when there is none or it is closed.

    Back opens a turn that was answered alone only for its writer, and only while they are still
    alone: otherwise the other would see it, or an answer would change after the reveal.
    """
    order = turn_order(conversation, pattern)
    here = order.index(conversation.at) if conversation.at in order else len(order)
    for turn in reversed(order[:here]):
        if not conversation.is_said(turn):
            continue
        own = turn.who == conversation.at.who and is_answered_alone(conversation, pattern)
        return None if is_answered_alone(conversation, pattern, turn) and not own else turn
    return None


# -- Saying things ----------------------------------------------------------------------------


def save_draft(
    conversation: Conversation, name: str, text: str, *, now: datetime, turn: Turn | None = None
) -> Conversation:
    """Give the conversation with half-typed `text` in the field `name` of the present turn.

    Raises `AnswerTooLong`; then what stood there stays.
    """
    require_active(conversation)
    key = (turn or conversation.at).key
    words = clean_and_limit(text)
    if conversation.written(turn or conversation.at, name) == words:
        return conversation
    # What was typed last stands last: that is the field to come back to.
    draft = dict(conversation.drafts.get(key, {}))
    draft.pop(name, None)
    draft[name] = words
    return replace(conversation, drafts={**conversation.drafts, key: draft}, changed=now)


def fill_fields(
    conversation: Conversation, pattern: Pattern, texts: Mapping[str, str], *, now: datetime
) -> Conversation:
    """Give the conversation with `texts` in fields of the present turn, by name.

    Names that the turn does not have are left out. Raises `AnswerTooLong`; then nothing changes.
    """
    step = pattern.step(conversation.at.step)
    names = KINDS[step.kind].places(conversation, step, conversation.at)
    for name, text in texts.items():
        if name in names:
            conversation = save_draft(conversation, name, text, now=now)
    return conversation


def require_turn(conversation: Conversation, turn: Turn) -> None:
    """Raise `NotTheirTurn` unless `turn` is the present one: an answer belongs to one turn."""
    if conversation.at != turn:
        raise errors.NotTheirTurn()


def answer(
    conversation: Conversation,
    pattern: Pattern,
    given: Mapping[str, str],
    *,
    now: datetime,
    new_id: str,
) -> Conversation:
    """Give the conversation with the present turn answered, at the turn that follows.

    Fields that `given` leaves out keep what was typed in them. Raises a `MoveError` when something
    needed is missing, too long, or not one of the choices.
    """
    require_active(conversation)
    turn, step = conversation.at, pattern.step(conversation.at.step)
    kind = KINDS[step.kind]
    step_fields = kind.fields(conversation, step, turn)
    full = {}
    for field in step_fields:
        with about(field):
            words = given.get(field.id, conversation.written(turn, field.id))
            full[field.id] = validate(field, words, now)
    if kind.needs_words(conversation, step, turn) or any(full.values()):
        require(step_fields, full)
    kind.check(conversation, step, turn, full)
    extra = {
        name: text for name, text in _fields_of(conversation, turn).items() if name not in full
    }
    talked = kind.is_talked(conversation, turn)
    is_passed_over = bool(step_fields) and not any(full.values()) and not talked
    alone = kind.answered_alone(turn)
    answered = Said(
        fields={**extra, **full}, at=now, skipped=is_passed_over, alone=alone, talked=talked
    )
    spoken = replace(
        conversation,
        said={**conversation.said, turn.key: answered},
        drafts={key: text for key, text in conversation.drafts.items() if key != turn.key},
        changed=now,
    )
    followed = kind.apply_answer(spoken, step, turn, now=now, new_id=new_id)
    return replace(followed, at=_next(followed, pattern, turn))


def skip(conversation: Conversation, pattern: Pattern, *, now: datetime) -> Conversation:
    """Give the conversation one turn on, without an answer; what was typed stays in the field.

    Raises `CannotSkip` when the answer is needed to go on.
    """
    require_active(conversation)
    if not can_skip(conversation, pattern):
        raise errors.CannotSkip()
    turn = conversation.at
    step_fields = fields(conversation, pattern)
    typed = {field.id: conversation.written(turn, field.id) for field in step_fields}
    typed = {name: text for name, text in typed.items() if text}
    drafts = {**conversation.drafts, turn.key: typed} if typed else conversation.drafts
    alone = KINDS[pattern.step(turn.step).kind].answered_alone(turn)
    answered = Said(fields={}, at=now, skipped=True, alone=alone)
    answers = {**conversation.said, turn.key: answered}
    skipped = replace(conversation, said=answers, drafts=drafts, changed=now)
    return replace(skipped, at=_next(skipped, pattern, turn))


def back(conversation: Conversation, pattern: Pattern, *, now: datetime) -> Conversation:
    """Give the conversation one turn back, with everything that was typed.

    Raises `BackIsClosed` when what lies there was answered alone, or nothing lies there.
    """
    require_active(conversation)
    turn = previous_turn(conversation, pattern)
    if turn is None:
        raise errors.BackIsClosed()
    return replace(conversation, at=turn, changed=now)


# -- Leaving, putting off, closing --------------------------------------------------------------


def postpone(conversation: Conversation, until: datetime, *, now: datetime) -> Conversation:
    """Give the conversation put off to `until`: later than now, and within 24 hours.

    Raises `DateInPast` or `NotWithinADay`.
    """
    require_active(conversation)
    if until <= now:
        raise errors.DateInPast()
    if not is_within(until, now, WITHIN):
        raise errors.NotWithinADay()
    return replace(
        conversation,
        state=State.POSTPONED,
        return_at=as_here(until, now),
        return_zone=name_of(now),
        changed=now,
    )


def resume(conversation: Conversation, pattern: Pattern, *, now: datetime) -> Conversation:
    """Give a postponed conversation back at its turn, a running one as it is.

    Where a newer pattern no longer has the turn, it goes on at the first that is not said.
    Raises `ConversationEnded`.
    """
    if conversation.state is State.FINISHED:
        raise errors.ConversationEnded()
    order = turn_order(conversation, pattern)
    if conversation.at not in order:
        first = next((turn for turn in order if not conversation.is_said(turn)), order[-1])
        conversation = replace(conversation, at=first)
    if conversation.state is State.POSTPONED:
        return replace(
            conversation, state=State.ACTIVE, return_at=None, return_zone="", changed=now
        )
    return conversation


def close(conversation: Conversation, pattern: Pattern, *, now: datetime) -> Conversation:
    """Give the conversation at its closing, from wherever it was; without agreement is fine.

    An inventory has no closing: it ends, and what was not answered by both is shown to neither.
    """
    require_active(conversation)
    turn = closing_turn(conversation, pattern)
    if turn is None:
        return replace(conversation, state=State.FINISHED, ended=now, changed=now)
    return replace(conversation, at=turn, changed=now)


def closing_turn(conversation: Conversation, pattern: Pattern) -> Turn | None:
    """Give the turn with which a conversation closes early; None where nothing closes it.

    That is what is still open; with an agreement that has no date yet, the date comes first.
    """
    for step in pattern.steps:
        turn = KINDS[step.kind].turn_before_closing(conversation, step)
        if turn is not None:
            return turn
    return open_turn(pattern)


def open_turn(pattern: Pattern) -> Turn | None:
    """Give the first turn of the closing, which asks what is still open; None without a closing."""
    last = pattern.steps[-1]
    return KINDS[last.kind].closing_turn(last)


def revise(conversation: Conversation, pattern: Pattern, *, now: datetime) -> Conversation:
    """Give the conversation at its agreements again, when the words are not right yet.

    Raises `NotThere` when the pattern makes no agreements.
    """
    require_active(conversation)
    for step in pattern.steps:
        turn = KINDS[step.kind].revising_turn(conversation, step)
        if turn is not None:
            return replace(conversation, at=turn, changed=now)
    raise errors.NotThere()


def change_way(conversation: Conversation, way: Way, *, now: datetime) -> Conversation:
    """Give the conversation in which they talk, or write, from this turn on."""
    require_active(conversation)
    return replace(conversation, way=way, changed=now)


def change_language(
    conversation: Conversation, who: str, language: str, *, now: datetime
) -> Conversation:
    """Give the conversation in which `who` reads `language`; nobody's words change.

    Raises `NotThere` for somebody who does not sit here, `ChoiceUnknown` for what is no language
    tag: a record with either could not be opened again.
    """
    if all(person.id != who for person in conversation.people):
        raise errors.NotThere()
    if not is_language(language):
        raise errors.ChoiceUnknown()
    people = tuple(
        replace(person, language=language) if person.id == who else person
        for person in conversation.people
    )
    return replace(conversation, people=people, changed=now)


# -- Inside ------------------------------------------------------------------------------------


def require_active(conversation: Conversation) -> None:
    if conversation.state is State.TIME_OUT:
        raise errors.TimeOutRunning()
    if conversation.state is State.POSTPONED:
        raise errors.ConversationWaits()
    if conversation.state is not State.ACTIVE:
        raise errors.ConversationEnded()


def _fields_of(conversation: Conversation, turn: Turn) -> Mapping[str, str]:
    answered = conversation.said.get(turn.key)
    return {**(answered.fields if answered else {}), **conversation.drafts.get(turn.key, {})}


def _next(conversation: Conversation, pattern: Pattern, turn: Turn) -> Turn:
    """Give the turn after `turn`, or `turn` itself when it is the last."""
    order = turn_order(conversation, pattern)
    place = order.index(turn) + 1
    return order[place] if place < len(order) else turn
