"""Evaluations of two agreements: how they are begun, played and decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from itertools import product

import pytest

from sessions import moves
from sessions.agreements import Agreement, AgreementKind, Note
from sessions.conversation import Conversation, State
from sessions.kinds.review import DECISIONS
from sessions.pattern import shipped
from sessions.people import Person
from tests.sessions import helpers
from tests.sessions.helpers import KIM, MIA, NOW, SAM, Script

PATTERN = shipped("evaluation")
STEP = PATTERN.step("review")
TODAY = NOW.date()
DAY = timedelta(days=1)
COOKING = Agreement(
    id="a1",
    what="Samen koken op dinsdag",
    who="",
    when="om zes uur",
    often="elke week",
    start=TODAY - 21 * DAY,
    when_if="Als het laat wordt",
    then="dan bel ik",
    see="we eten samen",
    stop="het twee keer niet lukt",
    idea="i1",
    version=2,
    revision=3,
    evaluate_on=TODAY,
    evaluate_at=time(20, 0),
    made_on=TODAY - 21 * DAY,
    notes=(Note(id="n1", text="Dinsdag lukte het", at=NOW - 3 * DAY, who="kim"),),
)
DISHES = Agreement(
    id="a2",
    what="De afwas om de beurt",
    kind=AgreementKind.TURNS,
    first="sam",
    evaluate_on=TODAY - DAY,
    made_on=TODAY - 21 * DAY,
)
PAIRS = list(product([decision.id for decision in DECISIONS], repeat=2))
TWO, THREE, LED = (KIM, SAM), (KIM, SAM, MIA), (MIA, KIM, SAM)
ROOMS = pytest.mark.parametrize("people", [TWO, THREE, LED], ids=["two", "three", "led"])


def looking(*agreements: Agreement, people: tuple[Person, ...] = TWO) -> Conversation:
    """Give an evaluation of `agreements` at its first turn."""
    return moves.begin(
        helpers.pair(*people), PATTERN, new_id="e" * 32, now=NOW, reviewed=agreements
    )


def play(talk: Conversation, until: str = "", script: Script | None = None) -> Conversation:
    """Give an evaluation at the turn with the key `until`, or at its end."""
    return helpers.play(talk, until, script, PATTERN)


def decided(*decisions: str) -> dict[str, Mapping[str, str] | None]:
    """Give the script in which they decide so, one agreement after the other."""
    return {
        f"review/decide//{place}": {"decision": decision}
        for place, decision in enumerate(decisions)
    }


def say(talk: Conversation, /, **given_: str) -> Conversation:
    """Give the evaluation with `given_` answered on the present turn."""
    return moves.answer(talk, PATTERN, given_, now=NOW, new_id="n")


def keys(talk: Conversation, script: Script | None = None) -> list[str]:
    """Give every turn from here to the end."""
    reached = helpers.steps(talk, script, PATTERN)
    return [step.at.key for step in reached if step.state is State.ACTIVE]


def held(talk: Conversation, agreement: str = "a1") -> Agreement:
    """Give the one agreement with that id in the evaluation itself."""
    (promise,) = [candidate for candidate in talk.agreements if candidate.id == agreement]
    return promise


def at_write(talk: Conversation, place: int = 0) -> Conversation:
    """Give the evaluation at writing other words for the agreement at `place`."""
    script = {f"review/decide//{place}": {"decision": "adjust"}}
    return play(talk, f"review/write//{place}", script)


def every_turn(*decisions: str) -> Iterator[Conversation]:
    """Give an evaluation of both agreements at every turn at which it can be left."""
    for step in helpers.steps(looking(COOKING, DISHES), decided(*decisions), PATTERN):
        if step.state is State.ACTIVE:
            yield step
