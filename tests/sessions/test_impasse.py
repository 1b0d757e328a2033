"""Signs of being stuck: when somebody from outside is offered, and when not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from sessions import timeout
from sessions.conversation import Conversation
from sessions.impasse import does_not_drop, does_not_move, keeps_stopping
from sessions.progress import Evaluation, TensionReading
from tests.sessions import helpers
from tests.sessions.helpers import NOW

DAY = date(2026, 11, 22)


def stopped(times: int, *, taken_back: int = 0) -> Conversation:
    """Give a talk with so many time-outs, the first ones taken back as a mistake."""
    talk = helpers.at("appreciation/speak/kim/0")
    for count in range(times):
        talk = timeout.call(talk, now=NOW, new_id=f"t{count}")
        if count < taken_back:
            talk = timeout.take_back(talk, now=NOW)
        elif count < times - 1:
            later = NOW + timedelta(hours=1)
            for partner in talk.partners:
                talk = timeout.rate(talk, partner.id, calm=True, now=later)
            talk = timeout.come_back(talk, cycle="", now=later)
    return talk


@pytest.mark.parametrize(
    ("times", "taken_back", "stuck"),
    [(0, 0, False), (1, 0, False), (2, 0, False), (3, 0, True), (4, 0, True), (3, 1, False)],
)
def test_a_third_time_out(times: int, taken_back: int, stuck: bool) -> None:
    """Those that were a mistake do not count."""
    assert keeps_stopping(stopped(times, taken_back=taken_back)) is stuck


def look(kim: str, sam: str) -> Evaluation:
    seen = {"kim": {"verdict": kim} if kim else {}, "sam": {"verdict": sam} if sam else {}}
    return Evaluation(conversation="c", on=DAY, what="x", version=1, seen=seen, decision="keep")


@pytest.mark.parametrize(
    ("looks", "stuck"),
    [
        ([], False),
        ([look("not", "not")], False),
        ([look("not", "not-tried"), look("not-tried", "not")], True),
        ([look("not", "not"), look("not", "partly")], False),
        ([look("worked", "worked"), look("not", "not")], False),
        ([look("worked", "worked"), look("not", "not"), look("not", "not")], True),
        ([look("not", "not"), look("", "")], False),
        ([look("not", ""), look("", "not-tried")], True),
    ],
)
def test_two_looks_back_without_movement(looks: list[Evaluation], stuck: bool) -> None:
    """The last two count; partly is movement; who said nothing says nothing."""
    assert does_not_move(looks) is stuck


@pytest.mark.parametrize(
    ("talks", "stuck"),
    [
        ([], False),
        ([(5, 5), (6, 7)], False),
        ([(5, 5), (6, 7), (4, 4)], True),
        ([(5, 5), (6, 5), (4, 4)], False),
        ([(5, 5), (6, 7), (4, None), (3, 3)], True),
        ([(9, 2), (5, 5), (6, 7), (4, 4)], True),
    ],
)
def test_tension_that_does_not_drop(
    talks: list[tuple[int | None, int | None]], stuck: bool
) -> None:
    """Three talks, each no calmer after than before; what was not filled in does not count."""
    found = [TensionReading(DAY, "x", before, after) for before, after in talks]
    assert does_not_drop(found) is stuck


def test_a_running_time_out_counts() -> None:
    """It is shown in the third one, while it runs."""
    assert stopped(3).time_out is not None
    assert not keeps_stopping(replace(stopped(3), time_outs=()))
