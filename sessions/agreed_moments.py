"""Moments that two people agreed: what the clock on their wall says, in the zone they were in.

What a country decides about its clocks after they agreed on half past eight does not move their
half past eight.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from sessions.conversation import Conversation, TimeOut
from sessions.zones import ClockZone, in_zone

FindZone = Callable[[str], ZoneInfo | None]
"""The name of a zone in; the zone out, or None for one that is not known here."""


def with_agreed_moments(conversation: Conversation, find: FindZone) -> Conversation:
    """Give the conversation with its agreed moments as their zones have them now."""
    if conversation.return_at is None:
        return conversation  # nothing is waited for
    return replace(
        conversation,
        return_at=as_agreed(conversation.return_at, find(conversation.return_zone)),
        time_outs=tuple(_agreed_again(time_out, find) for time_out in conversation.time_outs),
    )


def as_agreed(moment: datetime, zone: ZoneInfo | None) -> datetime:
    """Give a moment that was agreed in `zone` as that zone has it now; without one, as it is."""
    if zone is None:
        return moment
    wall = moment.replace(tzinfo=None)
    for fold in (0, 1):  # an hour that comes twice: the one that was meant
        offset = wall.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta(0)
        if offset == moment.utcoffset():
            return wall.replace(tzinfo=ClockZone(zone, offset))
    return in_zone(wall.replace(tzinfo=zone).astimezone(UTC), zone)


def _agreed_again(time_out: TimeOut, find: FindZone) -> TimeOut:
    if time_out.end is not None:
        return time_out
    proposal = time_out.proposal and replace(
        time_out.proposal, until=as_agreed(time_out.proposal.until, find(time_out.proposal.zone))
    )
    until = as_agreed(time_out.until, find(time_out.zone))
    return replace(time_out, until=until, proposal=proposal)
