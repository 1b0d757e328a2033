"""Which words of an agreement hold now, over all conversations."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sessions import agreement_history, moves
from sessions.agreements import AgreementEnd
from sessions.conversation import Conversation
from sessions.export.base import bundles
from sessions.summary import Filter, StateFilter, filtered, summarise
from sessions.summary import current_agreements as living_summaries
from tests.sessions import helpers
from tests.sessions.helpers import KIM, NOW, SAM, frozen
from tests.sessions.histories import DAY, LOOKING, TODAY, YEAR, agreement, due, looked, only, talk


def summaries_agree(conversations: Sequence[Conversation]) -> None:
    """See that the list says the same of every agreement as the conversations do."""
    listed = living_summaries([summarise(conversation) for conversation in conversations])
    expected = {promise.id: (summary.id, promise) for summary, promise in listed}
    held = agreement_history.current_agreements(conversations)
    assert set(expected) == {current.agreement.id for current in held}
    for current in held:
        where, promise = expected[current.agreement.id]
        now = current.agreement
        assert where == current.conversation.id
        assert promise.what == now.what
        assert (promise.on, promise.made) == (now.evaluate_on, now.made_on)
        assert (promise.revision, promise.ended) == (now.revision, now.ended)
        assert promise.until == now.until


# -- What holds now -----------------------------------------------------------------------------


@pytest.mark.parametrize("decision", ["keep", "adjust", "stop", "again"])
def test_what_they_decided_holds(decision: str) -> None:
    """The evaluation has the last word; the conversation before it stays as it was."""
    before = talk()
    bytes_before = frozen(before)
    after = looked([before], decision)
    held = only(agreement_history.current_agreements([before, after]))
    assert held == replace(after.agreements[0], notes=())
    assert agreement_history.current_agreements([before, after])[0].conversation is after
    ended = {"stop": AgreementEnd.STOPPED, "again": AgreementEnd.AGAIN}.get(decision)
    assert held.ended is ended
    assert due([before, after], TODAY) == ()
    later = due([before, after], date(2026, 11, 29))
    assert later == (() if ended else (held,))
    assert frozen(before) == bytes_before
    summaries_agree([before, after])


def test_an_unfinished_evaluation_changes_nothing_yet() -> None:
    """While they look back, the promise is due from where it was made."""
    before = talk()
    going = looked([before], finish=False)
    decided = moves.answer(going, LOOKING, {"decision": "stop"}, now=NOW, new_id="n")
    assert decided.agreements
    for evaluation in (going, decided):
        assert due([evaluation, before], TODAY) == before.agreements
        summaries_agree([evaluation, before])


def test_an_evaluation_that_is_deleted_makes_the_old_promise_due_again() -> None:
    """Nothing is kept in two places, so deleting leaves nothing half."""
    before = talk()
    after = looked([before], "stop")
    assert due([before, after], TODAY) == ()
    assert due([before], TODAY) == before.agreements
    assert agreement_history.current_agreements([after])[0].agreement.ended is AgreementEnd.STOPPED


def test_what_was_taken_back_never_shows() -> None:
    """Neither as due, nor in the list, nor in what leaves the program."""
    gone = talk(agreement(withdrawn=True), agreement(id="a2", what="Lezen"))
    assert [current.agreement.id for current in agreement_history.current_agreements([gone])] == [
        "a2"
    ]
    assert [promise.id for promise in due([gone], TODAY)] == ["a2"]
    assert [promise.id for promise in bundles([gone])[0].agreements] == ["a2"]
    assert agreement_history.current_agreements([talk(agreement(withdrawn=True))]) == ()
    assert bundles([talk(agreement(withdrawn=True))]) == ()


def test_nothing_that_was_not_decided_is_touched() -> None:
    """Closed early, the agreement they did not come to is due from the old conversation."""
    before = talk(agreement(), agreement(id="a2", what="Lezen", evaluate_on=TODAY - DAY))
    going = looked([before], finish=False)
    decided = moves.answer(going, LOOKING, {"decision": "stop"}, now=NOW, new_id="n")
    ended = helpers.play(moves.close(decided, LOOKING, now=NOW), "", None, LOOKING)
    assert [promise.id for promise in due([before, ended], TODAY)] == ["a2"]
    assert due([before, ended], TODAY)[0] == before.agreements[1]
    summaries_agree([before, ended])


def test_the_day_it_was_made_is_the_day_on_their_own_calendar() -> None:
    """What was agreed late at night far away was agreed on the day that it was there."""
    night = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=-8)))
    old = talk(agreement(made_on=None), ended=night)
    assert only(agreement_history.current_agreements([old])).made_on == date(2026, 3, 1)
    unended = talk(agreement(made_on=None), ended=None, changed=night)
    assert only(agreement_history.current_agreements([unended])).made_on == date(2026, 3, 1)
    summaries_agree([old])


@st.composite
def lives(draw: st.DrawFn) -> list[Conversation]:
    """Give an agreement's life: made, looked back on some times, the day moved, notes, copies."""
    told: list[Conversation] = [talk(agreement(), agreement(id="a2", what="Lezen"))]
    hexes = "0123456789abcdef"
    for place in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["keep", "adjust", "stop", "again", "snooze", "copy"]))
        if kind == "snooze":
            holders = [
                current
                for current in agreement_history.current_agreements(told)
                if current.agreement.ended is None
            ]
            if holders:
                current = holders[0]
                moved = agreement_history.postpone_evaluation(
                    current.conversation,
                    current.agreement.id,
                    TODAY + place * DAY,
                    ["kim", "sam"],
                    now=NOW,
                )
                told = [
                    moved if conversation.id == moved.id else conversation for conversation in told
                ]
        elif kind == "copy":
            copied = draw(st.sampled_from(told))
            told.append(replace(copied, id=hexes[place] * 32, origin=copied.id, restored=NOW))
        else:
            told.append(looked(told, kind, new_id=hexes[10 + place] * 32))
    return told


@given(
    told=lives(),
    moments=st.lists(st.timedeltas(-YEAR, YEAR), min_size=6, max_size=6),
    seed=st.integers(0, 2**16),
)
def test_whatever_the_clock_did_the_last_word_holds(
    told: list[Conversation], moments: list[timedelta], seed: int
) -> None:
    """In any order, with any moments of ending: each agreement once, in its last state."""
    expected = {
        current.agreement.id: current.agreement
        for current in agreement_history.current_agreements(told)
    }
    shuffled = [
        replace(conversation, ended=NOW + away)
        for conversation, away in zip(told, moments, strict=False)
    ] + told[6:]
    random.Random(seed).shuffle(shuffled)
    currents = agreement_history.current_agreements(shuffled)
    assert {current.agreement.id: current.agreement for current in currents} == expected
    assert len(currents) == len(expected) == 2
    for current in currents:
        states = [
            promise
            for here in told
            for promise in here.agreements
            if promise.id == current.agreement.id
        ]
        assert current.agreement.revision == max(state.revision for state in states)
    summaries_agree(shuffled)


def test_of_two_that_say_the_same_one_is_always_chosen() -> None:
    """Two evaluations of one state, at the same moment: the same one holds in every order."""
    before = talk()
    first = looked([before], "stop", new_id="1" * 32)
    second = looked([before], "keep", new_id="2" * 32)
    assert (
        agreement_history.current_agreements([before, first, second])[0].conversation.id == "2" * 32
    )
    assert (
        agreement_history.current_agreements([second, first, before])[0].conversation.id == "2" * 32
    )
    later = replace(first, ended=NOW + DAY)
    assert (
        agreement_history.current_agreements([later, second, before])[0].conversation.id == "1" * 32
    )
    summaries_agree([later, second, before])


@pytest.mark.parametrize("times", [1, 2, 5])
@pytest.mark.parametrize("clock", [-YEAR, timedelta(), YEAR])
def test_another_day_while_they_look_back_does_not_undo_what_they_decide(
    times: int, clock: timedelta
) -> None:
    """The day was moved at the old promise meanwhile; what they stopped with stays stopped."""
    before = talk()
    after = looked([before], "stop", now=NOW + clock)
    for place in range(times):
        day = TODAY + place * DAY
        before = agreement_history.postpone_evaluation(before, "a1", day, ["kim", "sam"], now=NOW)
    assert only(agreement_history.current_agreements([after, before])).ended is AgreementEnd.STOPPED
    assert due([before, after], TODAY + YEAR) == ()
    next_one = looked([before, looked([before], "adjust", new_id="1" * 32)], new_id="2" * 32)
    assert only(agreement_history.current_agreements([next_one, before])).version == 2
    summaries_agree([before, after])


def test_a_list_of_what_is_due_names_where_it_holds() -> None:
    """After keeping it, on its new day, the evaluation is listed and the old talk is not."""
    before = talk()
    after = looked([before])
    summaries = [summarise(before), summarise(after)]
    due = Filter(state=StateFilter.DUE)
    assert filtered(summaries, due, TODAY) == []
    assert [summary.id for summary in filtered(summaries, due, date(2026, 11, 29))] == [after.id]


def test_what_leaves_the_program_is_what_holds() -> None:
    """Of one conversation, and of a pair: the words of now, with what has ended apart."""
    before = talk(agreement(), agreement(id="a2", what="Lezen"))
    after = looked([before], "adjust")
    stopped = looked([before, after], "stop", new_id="f" * 32)
    for only_of in (None, before, after):
        (bundle,) = bundles([before, after], only_of)
        assert {promise.id: promise.version for promise in bundle.agreements} == {"a1": 2, "a2": 2}
        assert bundle.people == (KIM, SAM)
        (bundle,) = bundles([stopped, before, after], only_of)
        assert (bundle.agreements, len(bundle.ended)) == ((), 2)
        assert bundle.exported == frozenset()
        names = frozenset({"a1-look-back@tweespraak"})
        (bundle,) = bundles([stopped, before], only_of, exported={bundle.pair: names, "q": names})
        assert bundle.exported == names
