"""Agreements that live on: which words hold now, a short note with them, another day to look back.

Every conversation keeps the agreements as they were when it ended. What holds now is what the last
one of them says; nothing has to be changed in two places, so nothing can be half changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from sessions import errors
from sessions.agreements import Agreement, AgreementEnd, Note, made, standing
from sessions.conversation import Conversation, State
from sessions.days import YEARS
from sessions.text import NOTE_MAX, clean_line, is_empty


class CurrentAgreement(msgspec.Struct, frozen=True):
    """An agreement as it holds now, and the conversation that holds it."""

    agreement: Agreement
    conversation: Conversation


class Holder(Protocol):
    """What holds agreements: a conversation, or its summary."""

    @property
    def id(self) -> str:
        """The id of the conversation."""

    @property
    def state(self) -> State:
        """Where it is."""

    @property
    def changed(self) -> datetime:
        """When it last changed."""

    @property
    def ended(self) -> datetime | None:
        """When it ended."""


class Wording(Protocol):
    """The words of an agreement in one conversation, whole or in short."""

    @property
    def id(self) -> str:
        """The id of the agreement, the same in every conversation."""

    @property
    def revision(self) -> int:
        """How many changes it has had."""


_Holder = TypeVar("_Holder", bound=Holder)
_Wording = TypeVar("_Wording", bound=Wording)


def current_wordings(
    wordings: Iterable[tuple[_Holder, _Wording, int]],
) -> dict[str, tuple[_Holder, _Wording]]:
    """Give for every agreement, by its id, the words that hold now and what holds them.

    `wordings` are what holds it, the words there, and the revision from which it is held there.
    Only a finished conversation holds anything. What they decided looking back holds, also when
    meanwhile the day was moved where it came from; then the number of changes counts, then the
    moment: a clock that was set back must not bring old words back.
    """
    latest: dict[str, tuple[tuple[int, int, datetime, str], _Holder, _Wording]] = {}
    for holder, wording, since in wordings:
        if holder.state is not State.FINISHED:
            continue
        order = since, wording.revision, holder.ended or holder.changed, holder.id
        before = latest.get(wording.id)
        if before is None or before[0] < order:
            latest[wording.id] = order, holder, wording
    return {
        agreement_id: (holder, wording) for agreement_id, (_, holder, wording) in latest.items()
    }


def current_agreements(conversations: Sequence[Conversation]) -> tuple[CurrentAgreement, ...]:
    """Give every agreement that was made, ended ones too, in the words that hold now.

    All notes with it are there, also those that were written while they were looking back.
    """
    current = current_wordings(
        (conversation, agreement, conversation.since(agreement.id))
        for conversation in conversations
        for agreement in made(conversation.agreements)
    )
    notes = _notes(conversations)
    full = [
        CurrentAgreement(
            replace(dated(agreement, conversation), notes=notes.get(agreement.id, ())),
            conversation,
        )
        for conversation, agreement in current.values()
    ]
    return tuple(sorted(full, key=lambda held: (_made_on(held), held.agreement.id)))


def _made_on(held: CurrentAgreement) -> date:
    return held.agreement.made_on or held.conversation.started.date()


def dated(agreement: Agreement, conversation: Conversation) -> Agreement:
    """Give an agreement with the day it was made; earlier versions of the program kept none."""
    made_on = agreement.made_on or (conversation.ended or conversation.changed).date()
    return replace(agreement, made_on=made_on)


def _notes(conversations: Iterable[Conversation]) -> Mapping[str, tuple[Note, ...]]:
    found: dict[str, dict[str, Note]] = {}
    for talk in conversations:
        for agreement in (*talk.reviewed, *talk.agreements):
            found.setdefault(agreement.id, {}).update(
                (add_note.id, add_note) for add_note in agreement.notes
            )
    return {
        name: tuple(sorted(notes.values(), key=lambda note: (note.at, note.id)))
        for name, notes in found.items()
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
    note = Note(id=new_id, text=words, at=now, who=who)
    return _with(
        conversation, agreement, lambda held: replace(held, notes=(*held.notes, note)), now=now
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

    `agreed` are the ids of who said yes, each for themself. Raises `NotConfirmed` unless all
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
        lambda held: replace(held, evaluate_on=day, evaluate_at=at, revision=held.revision + 1),
        now=now,
    )


def let_rest(conversation: Conversation, agreement: str, *, now: datetime) -> Conversation:
    """Give the conversation with an agreement let go that they would have talked about again.

    Raises `NotThere` when there is no such agreement in it.
    """
    waiting = [
        present for present in conversation.agreements if present.ended is AgreementEnd.AGAIN
    ]
    if all(present.id != agreement for present in waiting):
        raise errors.NotThere()
    agreements = tuple(
        replace(present, ended=AgreementEnd.STOPPED, revision=present.revision + 1)
        if present.id == agreement
        else present
        for present in conversation.agreements
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
    if all(present.id != agreement for present in standing(conversation.agreements)):
        raise errors.NotThere()
    agreements = tuple(
        change(present) if present.id == agreement else present
        for present in conversation.agreements
    )
    return replace(conversation, agreements=agreements, changed=now)
