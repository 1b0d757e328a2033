"""Time-out: call it, what is left, come back.

A body needs twenty minutes at least, and no more than a day without a moment to return
(EVIDENCE: Time-out). All times are wall-clock, so closing the program does not stop it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from msgspec.structs import replace

from sessions import errors
from sessions.conversation import (
    Conversation,
    Proposal,
    State,
    TimeOut,
    TimeOutEnd,
    Turn,
)
from sessions.days import YEARS
from sessions.text import ANSWER_MAX, clean
from sessions.zones import as_here, is_within, name_of

MIN = timedelta(minutes=20)
MAX = timedelta(hours=24)
TAKE_BACK = timedelta(seconds=60)
_MINUTE = timedelta(minutes=1)
LENGTHS = (20, 30, 45, 60)
"""Minutes to choose from."""


def call(conversation: Conversation, *, now: datetime, new_id: str) -> Conversation:
    """Give the conversation in a time-out of twenty minutes; no reason, no question, no name.

    Raises `TimeOutRunning` when one runs, `ConversationEnded` when there is nothing to break off.
    """
    if conversation.time_out is not None:
        raise errors.TimeOutRunning()
    if conversation.state is State.POSTPONED:
        raise errors.ConversationWaits()
    if conversation.state is not State.ACTIVE:
        raise errors.ConversationEnded()
    called = TimeOut(id=new_id, called_at=now, until=as_here(now + MIN, now), zone=name_of(now))
    return replace(
        conversation,
        state=State.TIME_OUT,
        time_outs=(*conversation.time_outs, called),
        return_at=called.until,
        return_zone=called.zone,
        changed=now,
    )


def left(time_out: TimeOut, now: datetime) -> timedelta:
    """Give the time that is left: never less than nothing, nor more than a day.

    The upper bound holds when the computer's clock was set back meanwhile.
    """
    return min(max(time_out.until - now, timedelta(0)), MAX)


def can_take_back(time_out: TimeOut, now: datetime) -> bool:
    """Whether it can still be taken back as a mistake: in the first minute."""
    return timedelta(0) <= now - time_out.called_at <= TAKE_BACK


def is_open(conversation: Conversation, now: datetime) -> bool:
    """Whether the body check can be done: time is up, or both asked to go on earlier."""
    running = _running(conversation)
    return left(running, now) == timedelta(0) or _all_in(conversation, running.early)


def may_return(conversation: Conversation, now: datetime) -> bool:
    """Whether the conversation can go on: the check is open, and everybody is calm enough."""
    calm = _running(conversation).calm
    return is_open(conversation, now) and all(
        calm.get(partner.id) for partner in conversation.partners
    )


def take_back(conversation: Conversation, *, now: datetime) -> Conversation:
    """Give the conversation as before the call. Raises `TooLateToTakeBack` after a minute."""
    if not can_take_back(_running(conversation), now):
        raise errors.TooLateToTakeBack()
    return _end(conversation, TimeOutEnd.TAKEN_BACK, State.ACTIVE, now)


def name_caller(conversation: Conversation, who: str, *, now: datetime) -> Conversation:
    """Give the conversation with `who` as the caller of the time-out; empty for nobody.

    Raises `NotThere` for a person who does not take part.
    """
    if who:
        _require_person(conversation, who)
    return _change(conversation, replace(_running(conversation), by=who), now)


def propose(
    conversation: Conversation, who: str, until: datetime, *, now: datetime
) -> Conversation:
    """Give the conversation with the proposal of `who` to come back at `until`.

    Raises `TooShort` before twenty minutes from the call, `NotWithinADay` past 24 hours from now,
    `NotThere` for a person who does not take part.
    """
    running = _running(conversation)
    _require_person(conversation, who)
    if until < running.called_at + MIN or until <= now:
        raise errors.TooShort()
    if not is_within(until, now, MAX):
        raise errors.NotWithinADay()
    proposal = Proposal(who=who, until=as_here(until, now), zone=name_of(now))
    return _change(conversation, replace(running, proposal=proposal), now)


def accept(conversation: Conversation, who: str, *, now: datetime) -> Conversation:
    """Give the conversation with the yes of `who` to the other's proposal.

    Raises `NotThere` without a proposal, `NotTheirTurn` for its own proposer.
    """
    running = _running(conversation)
    if running.proposal is None:
        raise errors.NotThere()
    if running.proposal.who == who or all(partner.id != who for partner in conversation.partners):
        raise errors.NotTheirTurn()
    until, zone = running.proposal.until, running.proposal.zone
    agreed = replace(running, until=until, zone=zone, proposal=None, early=(), calm={})
    return _change(conversation, agreed, now)


def name_cycle(conversation: Conversation, text: str, *, now: datetime) -> Conversation:
    """Give the conversation with what got hold of them, half-typed or whole, in their words.

    Raises `AnswerTooLong`; then what stood there stays.
    """
    named = clean(text)
    if len(named) > ANSWER_MAX:
        raise errors.AnswerTooLong(count=len(named), most=ANSWER_MAX)
    running = _running(conversation)
    if running.cycle == named:
        return conversation
    return _change(conversation, replace(running, cycle=named), now)


def ask_early(
    conversation: Conversation, asking: Collection[str], *, now: datetime
) -> Conversation:
    """Give the conversation with the people who ask to go on before the time.

    Anybody who asked earlier and is not in `asking` takes it back.
    """
    early = tuple(partner.id for partner in conversation.partners if partner.id in asking)
    return _change(conversation, replace(_running(conversation), early=early), now)


def rate(conversation: Conversation, who: str, *, calm: bool, now: datetime) -> Conversation:
    """Give the conversation with the body check of `who`.

    Raises `TimeOutNotOver`, or `NotThere` for a person who does not take part.
    """
    if not is_open(conversation, now):
        raise errors.TimeOutNotOver()
    _require_person(conversation, who)
    running = _running(conversation)
    return _change(conversation, replace(running, calm={**running.calm, who: calm}), now)


def longer(conversation: Conversation, minutes: int, *, now: datetime) -> Conversation:
    """Give the conversation with `minutes` more from now. Raises `TooShort`, `NotWithinADay`."""
    running = _running(conversation)
    if minutes < MIN // _MINUTE:
        raise errors.TooShort()
    if minutes > MAX // _MINUTE:
        raise errors.NotWithinADay()
    until = as_here(now + minutes * _MINUTE, now)
    extended = replace(running, until=until, zone=name_of(now), proposal=None, early=(), calm={})
    return _change(conversation, extended, now)


def another_day(conversation: Conversation, until: datetime, *, now: datetime) -> Conversation:
    """Give the conversation postponed to `until`. Raises `DateInPast` or `DateNotThere`."""
    if until <= now:
        raise errors.DateInPast()
    if until.year not in YEARS:
        raise errors.DateNotThere(example=now.date().isoformat())
    ended = _end(conversation, TimeOutEnd.ANOTHER_DAY, State.POSTPONED, now)
    return replace(ended, return_at=as_here(until, now), return_zone=name_of(now))


def third_person(
    conversation: Conversation, closing: Turn | None, *, now: datetime
) -> Conversation:
    """Give the conversation at `closing`, where asking someone to help stands as a draft.

    Without a closing it waits where it was broken off, for another day.
    """
    ended = _end(conversation, TimeOutEnd.THIRD_PERSON, State.ACTIVE, now)
    if closing is None:
        return ended
    ready = {**ended.drafts.get(closing.key, {}), "next": "third"}
    return replace(ended, at=closing, drafts={**ended.drafts, closing.key: ready})


def come_back(conversation: Conversation, *, cycle: str, now: datetime) -> Conversation:
    """Give the conversation at the turn that was broken off, with its draft.

    `cycle` names what got hold of them, if they want. Raises `TimeOutNotOver` or `NotCalmYet`,
    `AnswerTooLong` for the name.
    """
    if not is_open(conversation, now):
        raise errors.TimeOutNotOver()
    if not may_return(conversation, now):
        raise errors.NotCalmYet()
    noted = name_cycle(conversation, cycle, now=now)
    return _end(noted, TimeOutEnd.BACK, State.ACTIVE, now)


def _running(conversation: Conversation) -> TimeOut:
    if conversation.time_out is None:
        raise errors.NoTimeOut()
    return conversation.time_out


def _require_person(conversation: Conversation, who: str) -> None:
    """Raise `NotThere` for somebody else: a record that names them could not be opened again."""
    if all(person.id != who for person in conversation.people):
        raise errors.NotThere()


def _all_in(conversation: Conversation, ids: tuple[str, ...]) -> bool:
    return all(partner.id in ids for partner in conversation.partners)


def _change(conversation: Conversation, changed: TimeOut, now: datetime) -> Conversation:
    time_outs = tuple(
        changed if time_out.id == changed.id else time_out for time_out in conversation.time_outs
    )
    return replace(
        conversation,
        time_outs=time_outs,
        return_at=changed.until,
        return_zone=changed.zone,
        changed=now,
    )


def _end(conversation: Conversation, how: TimeOutEnd, state: State, now: datetime) -> Conversation:
    ended = replace(_running(conversation), ended_at=now, end=how)
    changed = _change(conversation, ended, now)
    return replace(changed, state=state, return_at=None, return_zone="")
