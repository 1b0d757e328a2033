"""Agreements, conversations in which they were made, and evaluations of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from sessions import agenda, agreement_history, moves
from sessions.agreement_history import CurrentAgreement
from sessions.agreements import Agreement
from sessions.conversation import Conversation, State
from sessions.pattern import shipped
from sessions.summary import summarise
from tests.sessions import helpers
from tests.sessions.helpers import NOW

LOOKING = shipped("evaluation")
TODAY = NOW.date()
DAY = timedelta(days=1)
YEAR = timedelta(days=365)


def talk(*agreements: Agreement, **fields: Any) -> Conversation:
    """Give a finished conversation in which `agreements` were made, of Kim and Sam."""
    base = replace(
        helpers.start(),
        state=State.FINISHED,
        ended=NOW,
        agreements=agreements or (agreement(),),
    )
    return replace(base, **fields)


def agreement(**fields: Any) -> Agreement:
    """Give an agreement that is due today."""
    base = Agreement(id="a1", what="Samen koken", evaluate_on=TODAY, made_on=TODAY - 14 * DAY)
    return replace(base, **fields)


def looked(
    before: Sequence[Conversation],
    decision: str = "keep",
    *,
    new_id: str = "e" * 32,
    now: datetime = NOW,
    finish: bool = True,
) -> Conversation:
    """Give an evaluation of all that stands in `before`, decided so; `now` is when it ends."""
    reviewed = [
        current.agreement
        for current in agreement_history.current_agreements(before)
        if current.agreement.ended is None
    ]
    begun = moves.begin(helpers.pair(), LOOKING, new_id=new_id, now=NOW, reviewed=reviewed)
    if not finish:
        return helpers.play(begun, "review/decide//0", None, LOOKING)
    script = {"review/decide": {"decision": decision}, "date/pick": {"date": "2026-11-29"}}
    ended = helpers.play(begun, "", script, LOOKING)
    return replace(ended, ended=now)


def only(current_agreements: Sequence[CurrentAgreement]) -> Agreement:
    """Give the one agreement that holds."""
    (current,) = current_agreements
    return current.agreement


def due(conversations: Sequence[Conversation], today: date) -> tuple[Agreement, ...]:
    """Give the agreements that the agenda says are due, as they hold now."""
    held = {
        current.agreement.id: current.agreement
        for current in agreement_history.current_agreements(conversations)
    }
    listed = agenda.due([summarise(conversation) for conversation in conversations], today)
    return tuple(held[evaluation.agreement.id] for evaluation in listed)
