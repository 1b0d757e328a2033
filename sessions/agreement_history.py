"""Agreements that live on: which words hold now, a short note with them, another day to look back.

Every conversation keeps the agreements as they were when it ended. What holds now is what the last
of these conversations says; nothing is changed in two places, so nothing can be half changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time

import msgspec
from msgspec.structs import replace

from sessions import errors
from sessions.agreements import Agreement, AgreementEnd, Note, standing
from sessions.conversation import Conversation, State
from sessions.days import YEARS
from sessions.text import NOTE_MAX, clean_line, is_empty


class CurrentAgreement(msgspec.Struct, frozen=True):
    """An agreement as it holds now, and the conversation that holds it."""

    agreement: Agreement
    conversation: Conversation


def current_agreements(conversations: Sequence[Conversation]) -> tuple[CurrentAgreement, ...]:
    """Give every agreement that was made, ended ones too, in the words that hold now.

    All notes with it are there, also those that were written while they were looking back.
    """
    latest: dict[str, CurrentAgreement] = {}
    for talk in conversations:
        if talk.state is not State.FINISHED:
            continue
        for agreement in talk.agreements:
            before = latest.get(agreement.id)
            if not agreement.withdrawn and (
                before is None or _order(before) < _order(CurrentAgreement(agreement, talk))
            ):
                latest[agreement.id] = CurrentAgreement(_dated(agreement, talk), talk)
    notes = _notes(conversations)
    full = [
        replace(current, agreement=replace(current.agreement, notes=notes.get(name, ())))
        for name, current in latest.items()
    ]
    return tuple(sorted(full, key=lambda current: (_made(current), current.agreement.id)))


def _order(current: CurrentAgreement) -> tuple[int, int, datetime, str]:
    # The number of changes first: a clock that was set back must not bring old words back. And what
    # they decided looking back holds, also when meanwhile the day was moved where it came from.
    talk, agreement = current.conversation, current.agreement
    return talk.since(agreement.id), agreement.revision, talk.ended or talk.changed, talk.id


def _made(current: CurrentAgreement) -> date:
    return current.agreement.made_on or current.conversation.started.date()


def _dated(agreement: Agreement, conversation: Conversation) -> Agreement:
    """Give an agreement with the day it was made; earlier versions of the program kept none."""
    made = agreement.made_on or (conversation.ended or conversation.changed).date()
    return replace(agreement, made_on=made)


def due(conversations: Sequence[Conversation], today: date) -> tuple[Agreement, ...]:
    """Give the agreements whose evaluation date is `today` or has passed, oldest first."""
    ripe = [
        current.agreement
        for current in current_agreements(conversations)
        if current.agreement.ended is None and current.agreement.evaluate_on is not None
        if current.agreement.evaluate_on <= today
    ]
    return tuple(sorted(ripe, key=lambda agreement: (agreement.evaluate_on or today, agreement.id)))


def notes_of(conversations: Iterable[Conversation], agreement: str) -> tuple[Note, ...]:
    """Give the notes with an agreement from all conversations, oldest first, without doubles."""
    return _notes(conversations).get(agreement, ())


def _notes(conversations: Iterable[Conversation]) -> Mapping[str, tuple[Note, ...]]:
    notes_of: dict[str, dict[str, Note]] = {}
    for talk in conversations:
        for agreement in (*talk.reviewed, *talk.agreements):
            notes_of.setdefault(agreement.id, {}).update(
                (note.id, note) for note in agreement.notes
            )
    return {
        name: tuple(sorted(notes.values(), key=lambda note: (note.at, note.id)))
        for name, notes in notes_of.items()
    }


# -- Moves of a conversation that has ended ------------------------------------------------------


def add_note(
    conversation: Conversation,
    agreement: str,
    text: str,
    *,
    now: datetime,
    new_id: str,
    who: str = "",
) -> Conversation:
    """Give the conversation with a short note at an agreement.

    Raises `AnswerMissing`, `AnswerTooLong` past `NOTE_MAX` characters, or `NotThere` when no such
    agreement stands in it.
    """
    words = clean_line(text)
    if is_empty(words):
        raise errors.AnswerMissing()
    if len(words) > NOTE_MAX:
        raise errors.AnswerTooLong(count=len(words), most=NOTE_MAX)
    added = Note(id=new_id, text=words, at=now, who=who)
    return _with(
        conversation,
        agreement,
        lambda before: replace(before, notes=(*before.notes, added)),
        now=now,
    )


def postpone_evaluation(
    conversation: Conversation,
    agreement: str,
    day: date,
    agreed: Iterable[str],
    *,
    now: datetime,
    at: time | None = None,
) -> Conversation:
    """Give the conversation with another day to look back on an agreement.

    `agreed` are the ids of the people who said yes. Raises `NotConfirmed` unless all
    partners did, `DateInPast` for a day before today, `DateNotThere`, `NotThere`.
    """
    if day < now.date():
        raise errors.DateInPast()
    if day.year not in YEARS:
        raise errors.DateNotThere(example=now.date().isoformat())
    if {partner.id for partner in conversation.partners} - set(agreed):
        raise errors.NotConfirmed()
    return _with(
        conversation,
        agreement,
        lambda before: replace(
            before, evaluate_on=day, evaluate_at=at, revision=before.revision + 1
        ),
        now=now,
    )


def let_rest(conversation: Conversation, agreement: str, *, now: datetime) -> Conversation:
    """Give the conversation with an agreement let go that they would have talked about again.

    Raises `NotThere` when there is no such agreement in it.
    """
    waiting = [
        candidate for candidate in conversation.agreements if candidate.ended is AgreementEnd.AGAIN
    ]
    if all(candidate.id != agreement for candidate in waiting):
        raise errors.NotThere()
    agreements = tuple(
        replace(candidate, ended=AgreementEnd.STOPPED, revision=candidate.revision + 1)
        if candidate.id == agreement
        else candidate
        for candidate in conversation.agreements
    )
    return replace(conversation, agreements=agreements, changed=now)


def _with(
    conversation: Conversation,
    agreement: str,
    change: Callable[[Agreement], Agreement],
    *,
    now: datetime,
) -> Conversation:
    """Give the conversation with one agreement that stands in it changed. Raises `NotThere`."""
    if all(candidate.id != agreement for candidate in standing(conversation.agreements)):
        raise errors.NotThere()
    agreements = tuple(
        change(candidate) if candidate.id == agreement else candidate
        for candidate in conversation.agreements
    )
    return replace(conversation, agreements=agreements, changed=now)
