"""What is ahead: what is due, what comes within some days, what they wanted to talk about again.

Made of summaries, so that home and the command line need not read every conversation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from sessions.agreements import AgreementEnd, turn_at
from sessions.conversation import State
from sessions.summary import AgreementSummary, Summary, current_agreements

REVIEW = "evaluation"
"""The pattern in which agreements are looked back on."""


class DueEvaluation(msgspec.Struct, frozen=True):
    """An agreement to look back on, and the conversation that holds it."""

    agreement: AgreementSummary
    conversation: str
    pair: str
    agreed_on: date
    on: date
    overdue: bool


class Event(StrEnum):
    """What comes."""

    TURN = "turn"
    """Whose week it begins to be."""
    LOOK_BACK = "look-back"
    LAST_DAY = "last-day"
    """A trial ends."""
    TALK = "talk"
    """The day on which they talk on."""


class UpcomingEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that comes on `day`; `who` is the name of whose turn it is."""

    day: date
    event: Event
    what: str
    pair: str
    agreement: str = ""
    conversation: str = ""
    who: str = ""


def due(found: Iterable[Summary], today: date) -> list[DueEvaluation]:
    """Give what is to be looked back on by `today`, the oldest promise first."""
    ripe = [
        DueEvaluation(
            agreement=promise,
            conversation=one.id,
            pair=one.pair,
            agreed_on=promise.made or one.order.date(),
            on=promise.on,
            overdue=promise.on < today,
        )
        for one, promise in current_agreements(found)
        if promise.ended is None and promise.on is not None and promise.on <= today
    ]
    return sorted(ripe, key=lambda one: (one.on, one.agreement.id))


def upcoming(found: Sequence[Summary], today: date, days: int) -> list[UpcomingEvent]:
    """Give what comes after what is due, up to `days` from `today`, the first day first.

    Whose turn it is this week is in it with its Monday, which may lie before today.
    """
    last = today + timedelta(days=days)
    ahead: list[UpcomingEvent] = []
    for one, promise in current_agreements(found):
        if promise.ended is not None:
            continue
        ahead += _turns(one, promise, today, last)
        for day, event in ((promise.on, Event.LOOK_BACK), (promise.until, Event.LAST_DAY)):
            # What is due stands above it; the last day of a trial is worth saying on that day.
            if day is not None and today + timedelta(days=event is Event.LOOK_BACK) <= day <= last:
                ahead.append(_coming(day, event, one, promise))
    ahead += _talks(found, today, last)
    order = list(Event)
    return sorted(ahead, key=lambda one: (one.day, order.index(one.event), one.what, one.who))


def _turns(
    one: Summary, promise: AgreementSummary, today: date, last: date
) -> Iterator[UpcomingEvent]:
    if promise.turns_from is None or not one.names:
        return
    monday = max(today - timedelta(days=today.weekday()), promise.turns_from)
    while monday <= last and (promise.until is None or max(monday, today) <= promise.until):
        place = turn_at(promise.turns_from, promise.first, len(one.names), monday)
        yield _coming(monday, Event.TURN, one, promise, one.names[place])
        monday += timedelta(days=7)


def _talks(found: Iterable[Summary], today: date, last: date) -> Iterable[UpcomingEvent]:
    """Give the days on which they talk on, each once: a copy out of a backup names the same one."""
    ahead: dict[tuple[date, str, str], UpcomingEvent] = {}
    for one in sorted(found, key=lambda each: each.id):
        talk_on = one.return_at.date() if one.return_at else None
        if one.state is State.FINISHED and talk_on and today <= talk_on <= last:
            ahead[talk_on, one.pair, one.title] = UpcomingEvent(
                day=talk_on,
                event=Event.TALK,
                what=one.title,
                pair=one.pair,
                conversation=one.id,
            )
    return ahead.values()


def _coming(
    day: date, event: Event, one: Summary, promise: AgreementSummary, who: str = ""
) -> UpcomingEvent:
    return UpcomingEvent(
        day=day,
        event=event,
        what=promise.what,
        pair=one.pair,
        agreement=promise.id,
        conversation=one.id,
        who=who,
    )


def again(found: Sequence[Summary]) -> list[tuple[Summary, AgreementSummary]]:
    """Give the agreements that they wanted to talk about again, and have not begun to."""
    begun = {one.about for one in found if one.about}
    waiting = [
        (one, promise)
        for one, promise in current_agreements(found)
        if promise.ended is AgreementEnd.AGAIN and promise.id not in begun
    ]
    return sorted(waiting, key=lambda each: (each[0].order, each[1].id))


def looking_back(found: Sequence[Summary], pair: str) -> Summary | None:
    """Give the evaluation that this pair began and has not finished, if any: the latest.

    One of which all was looked back on since is not it: a copy out of a backup, perhaps.
    """
    going = [
        one
        for one in found
        if one.pair == pair and one.pattern == REVIEW and one.state is not State.FINISHED
    ]
    if not going:
        return None
    since = {promise.id: promise.since for _, promise in current_agreements(found)}
    open_ = [
        one
        for one in going
        if any(since.get(name, 0) <= revision for name, revision in one.reviewed)
    ]
    return max(open_, key=lambda one: (one.changed, one.id), default=None)
