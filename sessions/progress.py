"""The course over time: how agreements fared, and how tense somebody was before and after.

To look at, not to count: there is no total in it, and no order of better and worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from sessions.agreement_history import current_agreements
from sessions.agreements import Agreement, Note
from sessions.conversation import TOGETHER, Conversation, State, Turn
from sessions.errors import PatternError
from sessions.kinds.closing import TENSION_AFTER
from sessions.kinds.review import DECIDE, all_answered, verdict_of
from sessions.pattern import Kind, Pattern, Step, shipped
from sessions.people import Person
from sessions.text import number_in


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """One time that they looked back on an agreement. `seen` is by person, empty when skipped."""

    conversation: str
    on: date
    what: str
    version: int
    seen: Mapping[str, Mapping[str, str]]
    decision: str


class AgreementProgress(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement as it holds now, and what became of it. `versions` are earlier wordings."""

    agreement: Agreement
    pair: str
    conversation: str
    """The conversation that holds it now."""
    people: tuple[Person, ...]
    looks: tuple[Evaluation, ...]
    versions: tuple[Agreement, ...]
    notes: tuple[Note, ...]


class TensionReading(msgspec.Struct, frozen=True):
    """How tense somebody said they were, from 1 to 10, before and after a conversation."""

    on: date
    title: str
    before: int | None
    after: int | None


def progress_of(conversations: Sequence[Conversation]) -> tuple[AgreementProgress, ...]:
    """Give every agreement with its course, those that stand first, in the order they were made."""
    found = []
    for one in current_agreements(conversations):
        agreement = one.agreement
        found.append(
            AgreementProgress(
                agreement=agreement,
                pair=one.conversation.pair,
                conversation=one.conversation.id,
                people=one.conversation.partners,
                looks=_looks(conversations, agreement.id),
                versions=_versions(conversations, agreement),
                notes=agreement.notes,
            )
        )
    return tuple(sorted(found, key=lambda each: each.agreement.ended is not None))


def _looks(conversations: Iterable[Conversation], agreement: str) -> tuple[Evaluation, ...]:
    """Give the times they looked back on it and finished, the first one first."""
    found: dict[tuple[int, date, str, str], Evaluation] = {}
    for talk in sorted(conversations, key=lambda conversation: conversation.id):
        step = _step(talk, Kind.REVIEW)
        places = [place for place, one in enumerate(talk.reviewed) if one.id == agreement]
        if step is None or not places or talk.state is not State.FINISHED:
            continue
        if not all_answered(talk, step):
            continue
        place = places[0]
        decision = talk.answer(Turn(step.id, DECIDE, TOGETHER, place), "decision")
        if not decision or all(one.id != agreement for one in talk.agreements):
            continue  # they stopped before they came to it, or before the new words were there
        reviewed = talk.reviewed[place]
        look = Evaluation(
            conversation=talk.id,
            on=(talk.ended or talk.changed).date(),
            what=reviewed.what,
            version=reviewed.version,
            seen={
                partner.id: verdict_of(talk, step, partner.id, place) for partner in talk.partners
            },
            decision=decision,
        )
        # A conversation that came back out of a backup tells the same look once more. The number
        # of changes says which came first, also when a clock was set back.
        found[reviewed.revision, look.on, decision, repr(look.seen)] = look
    return tuple(look for _, look in sorted(found.items(), key=lambda one: one[0][:2]))


def _versions(conversations: Iterable[Conversation], now: Agreement) -> tuple[Agreement, ...]:
    earlier = {
        agreement.version: agreement
        for talk in conversations
        for agreement in (
            *talk.reviewed,
            *(talk.agreements if talk.state is State.FINISHED else ()),
        )
        if agreement.id == now.id and agreement.version < now.version
    }
    return tuple(earlier[version] for version in sorted(earlier))


def tensions(conversations: Iterable[Conversation], who: str) -> tuple[TensionReading, ...]:
    """Give how tense `who` said they were, for their own eyes; the first conversation first.

    What is closed with their phrase, and not opened, is not in it.
    """
    found = []
    # Of a talk that came back out of a backup beside itself, the state that came furthest counts.
    talks = {
        conversation.origin or conversation.id: conversation
        for conversation in sorted(conversations, key=_furthest)
    }
    for talk in sorted(talks.values(), key=lambda one: (one.started, one.id)):
        before = _scale(talk, _question(talk), who)
        closing = _step(talk, Kind.CLOSING)
        after = _scale(talk, (closing.id, TENSION_AFTER) if closing else None, who)
        if before is not None or after is not None:
            found.append(TensionReading(talk.started.date(), talk.title(), before, after))
    return tuple(found)


def _furthest(talk: Conversation) -> tuple[bool, datetime, str]:
    return talk.state is State.FINISHED, talk.changed, talk.id


def _question(talk: Conversation) -> tuple[str, str] | None:
    """Give step and question of the tension before, in a step that each answers alone."""
    step = _step(talk, Kind.PRIVATE)
    for question in step.questions if step else ():
        if step is not None and question.scale:
            return step.id, question.id
    return None


def _scale(talk: Conversation, place: tuple[str, str] | None, who: str) -> int | None:
    if place is None:
        return None
    return number_in(talk.answer(Turn(place[0], place[1], who), "scale"))


def _step(talk: Conversation, kind: Kind) -> Step | None:
    pattern = _pattern(talk)
    steps = pattern.steps if pattern else ()
    return next((step for step in steps if step.kind is kind), None)


def _pattern(talk: Conversation) -> Pattern | None:
    try:
        return shipped(talk.pattern)
    except PatternError:
        return None
