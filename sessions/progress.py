"""Progress over time: how agreements fared, and how tense somebody was before and after.

There is no total in it, and no order of better and worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from sessions.agreement_history import current_agreements
from sessions.agreements import Agreement, Note
from sessions.conversation import Conversation, State, Turn
from sessions.errors import PatternError
from sessions.kinds import KINDS
from sessions.pattern import Pattern, Step, shipped
from sessions.people import Person
from sessions.text import number_in


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """An evaluation of an agreement. `seen` is by person, empty when skipped."""

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
    """Give the progress of every agreement, in the order they were made, ended ones last."""
    progress = []
    for current in current_agreements(conversations):
        agreement = current.agreement
        progress.append(
            AgreementProgress(
                agreement=agreement,
                pair=current.conversation.pair,
                conversation=current.conversation.id,
                people=current.conversation.partners,
                looks=_looks(conversations, agreement.id),
                versions=_versions(conversations, agreement),
                notes=agreement.notes,
            )
        )
    return tuple(sorted(progress, key=lambda entry: entry.agreement.ended is not None))


def _looks(conversations: Iterable[Conversation], agreement: str) -> tuple[Evaluation, ...]:
    """Give the finished evaluations of an agreement, the first of them first."""
    looks: dict[tuple[int, date, str, str], Evaluation] = {}
    for talk in sorted(conversations, key=lambda conversation: conversation.id):
        reviewed = next((known for known in talk.reviewed if known.id == agreement), None)
        if reviewed is None or talk.state is not State.FINISHED:
            continue
        evaluation = _evaluation(talk, agreement)
        if evaluation is None or all(known.id != agreement for known in talk.agreements):
            continue  # they stopped before they came to it, or before the new words were there
        decision, answers = evaluation
        look = Evaluation(
            conversation=talk.id,
            on=(talk.ended or talk.changed).date(),
            what=reviewed.what,
            version=reviewed.version,
            seen=answers,
            decision=decision,
        )
        # A conversation that came back out of a backup holds the same evaluation again. The number
        # of changes says which came first, also when a clock was set back.
        looks[reviewed.revision, look.on, decision, repr(look.seen)] = look
    return tuple(looks[key] for key in sorted(looks, key=lambda key: key[:2]))


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
    readings = []
    # Of a talk that came back out of a backup beside itself, the state that came furthest counts.
    talks = {
        conversation.origin or conversation.id: conversation
        for conversation in sorted(conversations, key=_furthest)
    }
    for talk in sorted(talks.values(), key=lambda talk: (talk.started, talk.id)):
        steps = _steps(talk)
        before = _scale(talk, (KINDS[step.kind].tension_before(step, who) for step in steps))
        after = _scale(talk, (KINDS[step.kind].tension_after(step, who) for step in steps))
        if before is not None or after is not None:
            readings.append(TensionReading(talk.started.date(), talk.title(), before, after))
    return tuple(readings)


def _furthest(talk: Conversation) -> tuple[bool, datetime, str]:
    return talk.state is State.FINISHED, talk.changed, talk.id


def _evaluation(
    talk: Conversation, agreement: str
) -> tuple[str, Mapping[str, Mapping[str, str]]] | None:
    """Give what was decided on an agreement, and the answers of each person, if they came to it."""
    evaluations = (KINDS[step.kind].evaluation(talk, step, agreement) for step in _steps(talk))
    return next((evaluation for evaluation in evaluations if evaluation is not None), None)


def _scale(talk: Conversation, turns: Iterable[Turn | None]) -> int | None:
    """Give the number answered on the first of `turns` that there is, or None."""
    turn = next((turn for turn in turns if turn is not None), None)
    text = talk.answer(turn, "scale") if turn is not None else ""
    return number_in(text)


def _steps(talk: Conversation) -> tuple[Step, ...]:
    pattern = _pattern(talk)
    return pattern.steps if pattern else ()


def _pattern(talk: Conversation) -> Pattern | None:
    try:
        return shipped(talk.pattern)
    except PatternError:
        return None
