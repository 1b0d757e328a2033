"""Agreements that live on: what holds now, notes, and another day to look back."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import agenda, agreement_history, errors, moves
from sessions.agreement_history import CurrentAgreement
from sessions.agreements import Agreement, AgreementEnd, Note
from sessions.conversation import Conversation, State
from sessions.export.base import bundles
from sessions.pattern import shipped
from sessions.summary import Filter, StateFilter, filtered, summarise
from sessions.summary import current_agreements as living_summaries
from sessions.text import NOTE_MAX
from tests.sessions import helpers
from tests.sessions.helpers import KIM, NOW, SAM, frozen

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
        one.agreement
        for one in agreement_history.current_agreements(before)
        if one.agreement.ended is None
    ]
    begun = moves.begin(helpers.pair(), LOOKING, new_id=new_id, now=NOW, reviewed=reviewed)
    if not finish:
        return helpers.play(begun, "review/decide//0", None, LOOKING)
    script = {"review/decide": {"decision": decision}, "date/pick": {"date": "2026-11-29"}}
    ended = helpers.play(begun, "", script, LOOKING)
    return replace(ended, ended=now)


def only(found: Sequence[CurrentAgreement]) -> Agreement:
    """Give the one agreement that holds."""
    (one,) = found
    return one.agreement


def due(conversations: Sequence[Conversation], today: date) -> tuple[Agreement, ...]:
    """Give the agreements that the agenda says are due, as they hold now."""
    held = {
        one.agreement.id: one.agreement
        for one in agreement_history.current_agreements(conversations)
    }
    listed = agenda.due([summarise(conversation) for conversation in conversations], today)
    return tuple(held[evaluation.agreement.id] for evaluation in listed)


def summaries_agree(conversations: Sequence[Conversation]) -> None:
    """See that the list says the same of every agreement as the conversations do."""
    listed = living_summaries([summarise(conversation) for conversation in conversations])
    found = {promise.id: (one.id, promise) for one, promise in listed}
    held = agreement_history.current_agreements(conversations)
    assert set(found) == {one.agreement.id for one in held}
    for one in held:
        where, promise = found[one.agreement.id]
        now = one.agreement
        assert where == one.conversation.id
        assert promise.what == now.what
        assert (promise.on, promise.made) == (now.evaluate_on, now.made_on)
        assert (promise.revision, promise.ended) == (now.revision, now.ended)
        assert promise.until == now.until


# -- What holds now ------------------------------------------------------------------------------


@pytest.mark.parametrize("decision", ["keep", "adjust", "stop", "again"])
def test_what_they_decided_holds(decision: str) -> None:
    """The evaluation has the last word; the conversation before it stays as it was."""
    before = talk()
    kept = frozen(before)
    after = looked([before], decision)
    held = only(agreement_history.current_agreements([before, after]))
    assert held == replace(after.agreements[0], notes=())
    assert agreement_history.current_agreements([before, after])[0].conversation is after
    ended = {"stop": AgreementEnd.STOPPED, "again": AgreementEnd.AGAIN}.get(decision)
    assert held.ended is ended
    assert due([before, after], TODAY) == ()
    later = due([before, after], date(2026, 11, 29))
    assert later == (() if ended else (held,))
    assert frozen(before) == kept
    summaries_agree([before, after])


def test_an_unfinished_evaluation_changes_nothing_yet() -> None:
    """While they look back, the promise is due from where it was made."""
    before = talk()
    going = looked([before], finish=False)
    decided = moves.answer(going, LOOKING, {"decision": "stop"}, now=NOW, new_id="n")
    assert decided.agreements
    for each in (going, decided):
        assert due([each, before], TODAY) == before.agreements
        summaries_agree([each, before])


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
    assert [one.agreement.id for one in agreement_history.current_agreements([gone])] == ["a2"]
    assert [one.id for one in due([gone], TODAY)] == ["a2"]
    assert [one.id for one in bundles([gone])[0].agreements] == ["a2"]
    assert agreement_history.current_agreements([talk(agreement(withdrawn=True))]) == ()
    assert bundles([talk(agreement(withdrawn=True))]) == ()


def test_nothing_that_was_not_decided_is_touched() -> None:
    """Closed early, the agreement they did not come to is due from the old conversation."""
    before = talk(agreement(), agreement(id="a2", what="Lezen", evaluate_on=TODAY - DAY))
    going = looked([before], finish=False)
    decided = moves.answer(going, LOOKING, {"decision": "stop"}, now=NOW, new_id="n")
    ended = helpers.play(moves.close(decided, LOOKING, now=NOW), "", None, LOOKING)
    assert [one.id for one in due([before, ended], TODAY)] == ["a2"]
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
                one
                for one in agreement_history.current_agreements(told)
                if one.agreement.ended is None
            ]
            if holders:
                one = holders[0]
                moved = agreement_history.postpone_evaluation(
                    one.conversation, one.agreement.id, TODAY + place * DAY, ["kim", "sam"], now=NOW
                )
                told = [moved if each.id == moved.id else each for each in told]
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
        one.agreement.id: one.agreement for one in agreement_history.current_agreements(told)
    }
    shuffled = [
        replace(one, ended=NOW + away) for one, away in zip(told, moments, strict=False)
    ] + told[6:]
    random.Random(seed).shuffle(shuffled)
    found = agreement_history.current_agreements(shuffled)
    assert {one.agreement.id: one.agreement for one in found} == expected
    assert len(found) == len(expected) == 2
    for one in found:
        states = [each for here in told for each in here.agreements if each.id == one.agreement.id]
        assert one.agreement.revision == max(state.revision for state in states)
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
    found = [summarise(before), summarise(after)]
    due = Filter(state=StateFilter.DUE)
    assert filtered(found, due, TODAY) == []
    assert [one.id for one in filtered(found, due, date(2026, 11, 29))] == [after.id]


def test_what_leaves_the_program_is_what_holds() -> None:
    """Of one conversation, and of a pair: the words of now, with what has ended apart."""
    before = talk(agreement(), agreement(id="a2", what="Lezen"))
    after = looked([before], "adjust")
    stopped = looked([before, after], "stop", new_id="f" * 32)
    for only_of in (None, before, after):
        (bundle,) = bundles([before, after], only_of)
        assert {one.id: one.version for one in bundle.agreements} == {"a1": 2, "a2": 2}
        assert bundle.people == (KIM, SAM)
        (bundle,) = bundles([stopped, before, after], only_of)
        assert (bundle.agreements, len(bundle.ended)) == ((), 2)
        assert {one.revision for one in bundle.earlier} == {0, 1}


# -- Notes ---------------------------------------------------------------------------------------


def test_a_note_is_kept_with_its_agreement() -> None:
    """On one line, cleaned, with its moment and who wrote it; nothing else of it changes."""
    before = talk(agreement(), agreement(id="a2", what="Lezen"))
    noted = agreement_history.add_note(
        before, "a1", " Dinsdag\n lukte\x1b het ", now=NOW, new_id="n1", who="kim"
    )
    (kept,) = noted.agreements[0].notes
    assert kept == Note(
        id="n1", text="Dinsdag lukte\N{REPLACEMENT CHARACTER} het", at=NOW, who="kim"
    )
    assert noted.agreements[1] == before.agreements[1]
    assert replace(noted, agreements=before.agreements, changed=before.changed) == before
    assert agreement_history.current_agreements([noted])[0].agreement.revision == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", errors.AnswerMissing),
        (" \n\u200b", errors.AnswerMissing),
        ("x" * (NOTE_MAX + 1), errors.AnswerTooLong),
    ],
)
def test_a_note_that_is_none(text: str, expected: type[errors.MoveError]) -> None:
    """Nothing, and more than a note, are refused."""
    with pytest.raises(expected):
        agreement_history.add_note(talk(), "a1", text, now=NOW, new_id="n1")


@pytest.mark.parametrize(
    "one",
    [agreement(id="a2"), agreement(withdrawn=True), agreement(ended=AgreementEnd.STOPPED)],
    ids=["another", "taken back", "stopped"],
)
def test_a_note_and_a_day_need_an_agreement_that_stands(one: Agreement) -> None:
    """What is not there, was taken back or has ended takes no note and no day."""
    with pytest.raises(errors.NotThere):
        agreement_history.add_note(talk(one), "a1", "x", now=NOW, new_id="n1")
    with pytest.raises(errors.NotThere):
        agreement_history.postpone_evaluation(talk(one), "a1", TODAY, ["kim", "sam"], now=NOW)


def test_no_note_is_lost_on_the_way_through_evaluations() -> None:
    """Before, while they look back, and after: all of them, once each, the oldest first."""
    before = agreement_history.add_note(talk(), "a1", "een", now=NOW - 3 * DAY, new_id="n1")
    going = looked([before], finish=False)
    assert [note.text for note in going.reviewed[0].notes] == ["een"]
    before = agreement_history.add_note(before, "a1", "twee", now=NOW - DAY, new_id="n2")
    after = helpers.play(going, "", {"review/decide": {"decision": "keep"}}, LOOKING)
    after = agreement_history.add_note(after, "a1", "drie", now=NOW, new_id="n3")
    texts = ["een", "twee", "drie"]
    for conversations in ([before, after], [after, before]):
        held = only(agreement_history.current_agreements(conversations))
        assert [note.text for note in held.notes] == texts
    (bundle,) = bundles([after, before])
    assert [note.text for note in bundle.agreements[0].notes] == texts
    next_one = looked([before, after], finish=False, new_id="f" * 32)
    assert [note.text for note in next_one.reviewed[0].notes] == texts


def test_notes_of_one_never_stand_with_another() -> None:
    """Each agreement has its own."""
    before = talk(agreement(), agreement(id="a2", what="Lezen"))
    before = agreement_history.add_note(before, "a2", "mooi", now=NOW, new_id="n1")
    held = {
        one.agreement.id: one.agreement.notes
        for one in agreement_history.current_agreements([before])
    }
    assert held["a1"] == ()
    assert [one.text for one in held["a2"]] == ["mooi"]


# -- Another day ---------------------------------------------------------------------------------


def test_another_day_is_of_both() -> None:
    """One yes is no agreement, nor is that of somebody else."""
    for agreed in ([], ["kim"], ["sam"], ["kim", "mia"]):
        with pytest.raises(errors.NotConfirmed):
            agreement_history.postpone_evaluation(talk(), "a1", TODAY + DAY, agreed, now=NOW)


@pytest.mark.parametrize("days", [0, 1, 400])
def test_another_day_moves_when_it_is_due(days: int) -> None:
    """From that day on it is due; the words, the version and the other agreement stay."""
    day = TODAY + days * DAY
    before = talk(agreement(evaluate_at=time(20, 0)), agreement(id="a2", what="Lezen"))
    moved = agreement_history.postpone_evaluation(before, "a1", day, ["sam", "kim", "mia"], now=NOW)
    now = moved.agreements[0]
    assert now == replace(before.agreements[0], evaluate_on=day, evaluate_at=None, revision=1)
    assert moved.agreements[1] == before.agreements[1]
    assert "a1" in [one.id for one in due([moved], day)]
    assert days == 0 or "a1" not in [one.id for one in due([moved], day - DAY)]
    timed = agreement_history.postpone_evaluation(
        before, "a1", day, ["kim", "sam"], now=NOW, at=time(19, 30)
    )
    assert timed.agreements[0].evaluate_at == time(19, 30)


def test_a_day_that_has_been_is_refused() -> None:
    """Yesterday is too late, by the calendar of who sits there."""
    with pytest.raises(errors.DateInPast):
        agreement_history.postpone_evaluation(talk(), "a1", TODAY - DAY, ["kim", "sam"], now=NOW)
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    east = late.astimezone(timezone(timedelta(hours=1)))
    assert (
        agreement_history.postpone_evaluation(talk(), "a1", TODAY, ["kim", "sam"], now=late)
        .agreements[0]
        .evaluate_on
    )
    with pytest.raises(errors.DateInPast):
        agreement_history.postpone_evaluation(talk(), "a1", TODAY, ["kim", "sam"], now=east)


def test_a_mediator_does_not_agree_for_them() -> None:
    """The mediator's yes is not needed, and does not count for anybody."""
    led = talk(people=(helpers.MIA, KIM, SAM))
    assert (
        agreement_history.postpone_evaluation(led, "a1", TODAY, ["kim", "sam"], now=NOW)
        .agreements[0]
        .revision
        == 1
    )
    with pytest.raises(errors.NotConfirmed):
        agreement_history.postpone_evaluation(led, "a1", TODAY, ["mia", "kim"], now=NOW)


def test_what_is_due_comes_oldest_first() -> None:
    """The promise that waits longest, then in an order that is always the same."""
    found = [
        talk(agreement(id="b", evaluate_on=TODAY), id="1" * 32),
        talk(agreement(id="c", evaluate_on=TODAY - DAY), id="2" * 32),
        talk(agreement(id="a", evaluate_on=TODAY), agreement(id="d", evaluate_on=TODAY + DAY)),
        talk(agreement(id="e", evaluate_on=None), id="3" * 32),
    ]
    assert [one.id for one in due(found, TODAY)] == ["c", "a", "b"]


def test_what_they_would_talk_about_again_can_rest() -> None:
    """It is let go where it holds, and waits no longer; what does not wait cannot rest."""
    first = talk(agreement())
    waiting = looked([first], "again")
    rested = agreement_history.let_rest(waiting, "a1", now=NOW)
    assert only(agreement_history.current_agreements([first, rested])).ended is AgreementEnd.STOPPED
    for one in (first, rested):
        with pytest.raises(errors.NotThere):
            agreement_history.let_rest(one, "a1", now=NOW)
