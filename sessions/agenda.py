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
    """The week of the next person begins."""
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


def due(summaries: Iterable[Summary], today: date) -> list[DueEvaluation]:
    """Give the agreements to look back on by `today`, the oldest first."""
    ripe = [
        DueEvaluation(
            agreement=promise,
            conversation=summary.id,
            pair=summary.pair,
            agreed_on=promise.made or summary.order.date(),
            on=promise.on,
            overdue=promise.on < today,
        )
        for summary, promise in current_agreements(summaries)
        if promise.ended is None and promise.on is not None and promise.on <= today
    ]
    return sorted(ripe, key=lambda evaluation: (evaluation.on, evaluation.agreement.id))


def next_look_back(summaries: Iterable[Summary], today: date) -> date | None:
    """Give the first day after `today` on which somebody looks back, or None."""
    days = (promise.on for _, promise in current_agreements(summaries) if promise.ended is None)
    return min((day for day in days if day is not None and day > today), default=None)


def upcoming(summaries: Sequence[Summary], today: date, days: int) -> list[UpcomingEvent]:
    """Give what comes after what is due, up to `days` from `today`, the first day first.

    Whose turn it is this week is in it with its Monday, which may lie before today.
    """
    last = today + timedelta(days=days)
    ahead: list[UpcomingEvent] = []
    for summary, promise in current_agreements(summaries):
        if promise.ended is not None:
            continue
        ahead += _turns(summary, promise, today, last)
        for day, event in ((promise.on, Event.LOOK_BACK), (promise.until, Event.LAST_DAY)):
            # What is due stands above it; the last day of a trial is worth saying on that day.
            if day is not None and today + timedelta(days=event is Event.LOOK_BACK) <= day <= last:
                ahead.append(_event_of(day, event, summary, promise))
    ahead += _talks(summaries, today, last)
    order = list(Event)
    return sorted(
        ahead, key=lambda event: (event.day, order.index(event.event), event.what, event.who)
    )


def _turns(
    summary: Summary, promise: AgreementSummary, today: date, last: date
) -> Iterator[UpcomingEvent]:
    if promise.turns_from is None or not summary.names:
        return
    monday = max(today - timedelta(days=today.weekday()), promise.turns_from)
    while monday <= last and (promise.until is None or max(monday, today) <= promise.until):
        place = turn_at(promise.turns_from, promise.first, len(summary.names), monday)
        yield _event_of(monday, Event.TURN, summary, promise, summary.names[place])
        monday += timedelta(days=7)


def _talks(summaries: Iterable[Summary], today: date, last: date) -> Iterable[UpcomingEvent]:
    """Give the days on which they talk on, without doubles: a copy from a backup names the same."""
    ahead: dict[tuple[date, str, str], UpcomingEvent] = {}
    for summary in sorted(summaries, key=lambda summary: summary.id):
        talk_on = summary.return_at.date() if summary.return_at else None
        if summary.state is State.FINISHED and talk_on and today <= talk_on <= last:
            ahead[talk_on, summary.pair, summary.title] = UpcomingEvent(
                day=talk_on,
                event=Event.TALK,
                what=summary.title,
                pair=summary.pair,
                conversation=summary.id,
            )
    return ahead.values()


def _event_of(
    day: date, event: Event, summary: Summary, promise: AgreementSummary, who: str = ""
) -> UpcomingEvent:
    return UpcomingEvent(
        day=day,
        event=event,
        what=promise.what,
        pair=summary.pair,
        agreement=promise.id,
        conversation=summary.id,
        who=who,
    )


def again(summaries: Sequence[Summary]) -> list[tuple[Summary, AgreementSummary]]:
    """Give the agreements that they wanted to talk about again, and have not begun to."""
    begun = {summary.about for summary in summaries if summary.about}
    waiting = [
        (summary, promise)
        for summary, promise in current_agreements(summaries)
        if promise.ended is AgreementEnd.AGAIN and promise.id not in begun
    ]
    return sorted(waiting, key=lambda pair: (pair[0].order, pair[1].id))


def looking_back(summaries: Sequence[Summary], pair: str) -> Summary | None:
    """Give the evaluation that this pair began and has not finished, if any: the latest.

    An evaluation whose agreements were all evaluated later does not count: it may be a copy out
    of a backup.
    """
    going = [
        summary
        for summary in summaries
        if summary.pair == pair
        and summary.pattern == REVIEW
        and summary.state is not State.FINISHED
    ]
    if not going:
        return None
    since = {promise.id: promise.since for _, promise in current_agreements(summaries)}
    open_ = [
        summary
        for summary in going
        if any(since.get(name, 0) <= revision for name, revision in summary.reviewed)
    ]
    return max(open_, key=lambda summary: (summary.changed, summary.id), default=None)
