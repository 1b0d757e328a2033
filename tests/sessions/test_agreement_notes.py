"""A note with an agreement, and another day for its evaluation."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from msgspec.structs import replace

from sessions import agreement_history, errors
from sessions.agreements import Agreement, AgreementEnd, Note
from sessions.export.base import bundles
from sessions.text import NOTE_MAX
from tests.sessions import helpers
from tests.sessions.helpers import KIM, NOW, SAM
from tests.sessions.histories import DAY, LOOKING, TODAY, agreement, due, looked, only, talk

# -- Notes --------------------------------------------------------------------------------------


def test_a_note_is_kept_with_its_agreement() -> None:
    """On one line, cleaned, with its moment and who wrote it; nothing else of it changes."""
    before = talk(agreement(), agreement(id="a2", what="Lezen"))
    noted = agreement_history.add_note(
        before, "a1", " Dinsdag\n lukte\x1b het ", now=NOW, new_id="n1", who="kim"
    )
    (note,) = noted.agreements[0].notes
    assert note == Note(
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
    "promise",
    [agreement(id="a2"), agreement(withdrawn=True), agreement(ended=AgreementEnd.STOPPED)],
    ids=["another", "taken back", "stopped"],
)
def test_a_note_and_a_day_need_an_agreement_that_stands(promise: Agreement) -> None:
    """What is not there, was taken back or has ended takes no note and no day."""
    with pytest.raises(errors.NotThere):
        agreement_history.add_note(talk(promise), "a1", "x", now=NOW, new_id="n1")
    with pytest.raises(errors.NotThere):
        agreement_history.postpone_evaluation(talk(promise), "a1", TODAY, ["kim", "sam"], now=NOW)


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
        current.agreement.id: current.agreement.notes
        for current in agreement_history.current_agreements([before])
    }
    assert held["a1"] == ()
    assert [note.text for note in held["a2"]] == ["mooi"]


# -- Another day --------------------------------------------------------------------------------


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
    assert "a1" in [promise.id for promise in due([moved], day)]
    assert days == 0 or "a1" not in [promise.id for promise in due([moved], day - DAY)]
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
    talks = [
        talk(agreement(id="b", evaluate_on=TODAY), id="1" * 32),
        talk(agreement(id="c", evaluate_on=TODAY - DAY), id="2" * 32),
        talk(agreement(id="a", evaluate_on=TODAY), agreement(id="d", evaluate_on=TODAY + DAY)),
        talk(agreement(id="e", evaluate_on=None), id="3" * 32),
    ]
    assert [promise.id for promise in due(talks, TODAY)] == ["c", "a", "b"]


def test_what_they_would_talk_about_again_can_rest() -> None:
    """It is let go where it holds, and waits no longer; what does not wait cannot rest."""
    first = talk(agreement())
    waiting = looked([first], "again")
    rested = agreement_history.let_rest(waiting, "a1", now=NOW)
    assert only(agreement_history.current_agreements([first, rested])).ended is AgreementEnd.STOPPED
    for evaluation in (first, rested):
        with pytest.raises(errors.NotThere):
            agreement_history.let_rest(evaluation, "a1", now=NOW)
