"""Summaries: what the list needs, nothing private, and how it is narrowed down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from sessions import timeout
from sessions.conversation import State
from sessions.summary import (
    AgreementSummary,
    Filter,
    StateFilter,
    Summary,
    filtered,
    name_of,
    summarise,
)
from tests.sessions import helpers
from tests.sessions.helpers import NOW

TODAY = NOW.date()


def one(**fields: Any) -> Summary:
    """Give a summary of a finished conversation that is due today."""
    talk = helpers.play(helpers.start())
    due = (AgreementSummary("a1", "Samen koken op dinsdag", TODAY),)
    return replace(summarise(talk), promises=due, title="De avonden", **fields)


def test_it_holds_what_both_may_read() -> None:
    """Names, subject, state and agreements; none of the words that somebody wrote alone."""
    talk = helpers.play(helpers.start())
    found = summarise(talk)
    assert (found.id, found.names, found.title) == (talk.id, ("Kim", "Sam"), talk.title())
    assert [promise.what for promise in found.promises] == [
        agreement.what for agreement in talk.agreements
    ]
    told = " ".join(helpers.strings(found))
    assert not [key for key in talk.said if key.startswith("alone/") and key in told]


def test_a_time_out_and_a_moment_are_in_it() -> None:
    """Home says when a break ends, and when they go on, without reading the conversation."""
    talk = helpers.at("impact/speak/kim/0")
    running = timeout.call(talk, now=NOW, new_id="t1")
    assert summarise(running).until == running.time_outs[0].until
    assert summarise(talk).until is None
    later = replace(talk, state=State.POSTPONED, return_at=NOW + timedelta(hours=2))
    assert summarise(later).return_at == later.return_at


@pytest.mark.parametrize(
    ("narrowed", "fits"),
    [
        (Filter(), True),
        (Filter(state=StateFilter.DUE), True),
        (Filter(state=StateFilter.FINISHED), True),
        (Filter(state=StateFilter.OPEN), False),
        (Filter(words="avond"), True),
        (Filter(words="DINSDAG koken"), True),
        (Filter(words="kim avonden"), True),
        (Filter(words="dinsdag vrijdag"), False),
        (Filter(words="  "), True),
        (Filter(pair="a" * 32), True),
        (Filter(pair="b" * 32), False),
        (Filter(since=TODAY), True),
        (Filter(since=TODAY + timedelta(days=1)), False),
        (Filter(until=TODAY), True),
        (Filter(until=TODAY - timedelta(days=1)), False),
    ],
)
def test_what_a_list_takes(narrowed: Filter, fits: bool) -> None:
    """People, words, days and state, each by itself."""
    assert narrowed.takes(one(), TODAY) is fits


def test_words_are_found_without_accents_and_capitals() -> None:
    """Nobody remembers how they wrote it."""
    found = replace(one(), title="Één café")
    assert Filter(words="een CAFE").takes(found, TODAY)
    assert Filter(words="één café").takes(found, TODAY)


def test_what_is_not_due_yet_is_not_due() -> None:
    """Tomorrow's promise is not for today, and an unfinished talk has none."""
    tomorrow = replace(one(), promises=(AgreementSummary("a1", "x", TODAY + timedelta(days=1)),))
    assert not tomorrow.due(TODAY)
    assert not replace(one(), state=State.ACTIVE).due(TODAY)
    assert not replace(one(), promises=(AgreementSummary("a1", "x"),)).due(TODAY)


def test_the_latest_comes_first() -> None:
    """In the order of their last change; of two at the same moment the order is always the same."""
    early = replace(one(), id="1" * 32, changed=NOW - timedelta(days=1))
    late, also_late = replace(one(), id="2" * 32), replace(one(), id="3" * 32)
    assert filtered([late, early, also_late], Filter(), date(2026, 1, 1)) == [
        also_late,
        late,
        early,
    ]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("De avonden", "De avonden"),
        ("  De \n avonden ", "De avonden"),
        ("één café", "één café"),
        ("", "b" * 8),
        ("\N{FAMILY}", "b" * 8),
        ("...", "b" * 8),
        ("koken \N{COOKING}", "b" * 8),
        ("woord " * 20, "woord woord woord woord woord woord"),
        ("x" * 100, "x" * 40),
    ],
)
def test_what_is_typed_over_to_delete(title: str, name: str) -> None:
    """The first words, as far as a keyboard has them; else the first characters of the id."""
    assert name_of(title, "b" * 32) == name
