"""The course over time: what became of agreements, and how tense somebody was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from msgspec.structs import replace

from sessions import agreement_history, moves
from sessions.agreements import Agreement, AgreementEnd
from sessions.conversation import Conversation, State
from sessions.pattern import shipped
from sessions.privacy import close_private, open_private
from sessions.progress import progress_of, tensions
from tests.sessions import helpers
from tests.sessions.helpers import NOW, Script
from tests.sessions.test_privacy import seal_fields, unseal_fields

LOOKING = shipped("evaluation")
TODAY = NOW.date()
DAY = timedelta(days=1)

COOKING = Agreement(id="a1", what="Samen koken", evaluate_on=TODAY, made_on=TODAY - 14 * DAY)
READING = Agreement(id="a2", what="Lezen", evaluate_on=TODAY, made_on=TODAY - 9 * DAY)


def talk(*agreements: Agreement, **fields: Any) -> Conversation:
    """Give a finished conversation that made `agreements`."""
    ended = replace(helpers.start(), state=State.FINISHED, ended=NOW, agreements=agreements)
    return replace(ended, **fields)


def begun(before: Sequence[Conversation], new_id: str = "e" * 32) -> Conversation:
    """Give an evaluation of what stands in `before`, at its beginning."""
    reviewed = [
        agreement.agreement
        for agreement in agreement_history.current_agreements(before)
        if agreement.agreement.ended is None
    ]
    return moves.begin(helpers.pair(), LOOKING, new_id=new_id, now=NOW, reviewed=reviewed)


def looked(
    before: Sequence[Conversation],
    decision: str,
    what: str = "",
    *,
    new_id: str = "e" * 32,
    now: datetime = NOW,
) -> Conversation:
    """Give an evaluation that ended at `now`, with new words when they decided so."""
    going = helpers.play(
        begun(before, new_id),
        "",
        {"review/decide": {"decision": decision}, **_words(what)},
        LOOKING,
    )
    return replace(going, ended=now)


def _words(what: str) -> Mapping[str, Mapping[str, str]]:
    return {"review/write": {"what": what}} if what else {}


# -- How agreements fared ------------------------------------------------------------------------


def test_an_agreement_without_a_look_back_is_itself() -> None:
    """Made and not yet looked back on: its words, its people, its notes, and nothing more."""
    noted = agreement_history.add_note(talk(COOKING), "a1", "lukte", now=NOW, new_id="n1")
    (progress,) = progress_of([noted])
    assert progress.agreement == noted.agreements[0]
    assert (progress.pair, progress.conversation, progress.people) == (
        noted.pair,
        noted.id,
        noted.partners,
    )
    assert (progress.looks, progress.versions) == ((), ())
    assert [note.text for note in progress.notes] == ["lukte"]


def test_the_whole_course() -> None:
    """Kept, changed, stopped: three looks with the words of then, and both earlier wordings."""
    talks = [talk(COOKING)]
    talks.append(looked(talks, "keep", new_id="1" * 32, now=NOW + 7 * DAY))
    talks.append(looked(talks, "adjust", "Koken op vrijdag", new_id="2" * 32, now=NOW + 14 * DAY))
    talks.append(looked(talks, "adjust", "Koken op zondag", new_id="3" * 32, now=NOW + 21 * DAY))
    talks.append(looked(talks, "stop", new_id="4" * 32, now=NOW + 28 * DAY))
    expected = [
        ("keep", 1, "Samen koken", TODAY + 7 * DAY),
        ("adjust", 1, "Samen koken", TODAY + 14 * DAY),
        ("adjust", 2, "Koken op vrijdag", TODAY + 21 * DAY),
        ("stop", 3, "Koken op zondag", TODAY + 28 * DAY),
    ]
    for order in permutations(talks):
        (progress,) = progress_of(order)
        assert progress.agreement.ended is AgreementEnd.STOPPED
        assert progress.conversation == "4" * 32
        assert [
            (look.decision, look.version, look.what, look.on) for look in progress.looks
        ] == expected
        assert [version.what for version in progress.versions] == [
            "Samen koken",
            "Koken op vrijdag",
        ]


def test_looks_come_in_their_order_whatever_the_clock_did() -> None:
    """Twice on one day, and with the clock set back a year: what came first stands first."""
    talks = [talk(COOKING)]
    talks.append(looked(talks, "keep", new_id="3" * 32))
    talks.append(looked(talks, "adjust", "anders", new_id="2" * 32))
    talks.append(looked(talks, "keep", new_id="1" * 32, now=NOW - 365 * DAY))
    for order in permutations(talks):
        (progress,) = progress_of(order)
        assert [look.conversation[0] for look in progress.looks] == ["3", "2", "1"]
        assert progress.agreement.what == "anders"


def test_two_looks_that_are_alike_are_two() -> None:
    """Looked back on twice in one day, with the same answers, is twice looked back."""
    talks = [talk(COOKING)]
    script: Script = {"review/answer": None, "review/decide": {"decision": "keep"}}
    for new_id in ("1" * 32, "2" * 32):
        talks.append(helpers.play(begun(talks, new_id), "", script, LOOKING))
    (progress,) = progress_of(talks)
    assert [look.seen for look in progress.looks] == [{"kim": {}, "sam": {}}] * 2


def test_a_copy_out_of_a_backup_tells_nothing_twice() -> None:
    """Beside its original: one course, one look, one earlier wording, one note."""
    first = agreement_history.add_note(talk(COOKING), "a1", "lukte", now=NOW, new_id="n1")
    second = looked([first], "adjust", "anders")
    copies = [
        replace(original, id=name * 32, origin=original.id, restored=NOW)
        for original, name in ((first, "5"), (second, "6"))
    ]
    (progress,) = progress_of([first, second, *copies])
    assert (len(progress.looks), len(progress.versions), len(progress.notes)) == (1, 1, 1)


def test_what_each_saw_is_theirs() -> None:
    """By person, by field; who passed over it saw nothing, and that stands there too."""
    script: Script = {
        "review/answer/kim": {"verdict": "partly", "helped": "een vaste dag", "stood": ""},
        "review/answer/sam": None,
    }
    ended = helpers.play(begun([talk(COOKING)]), "", script, LOOKING)
    (look,) = progress_of([talk(COOKING), ended])[0].looks
    assert look.seen["kim"]["verdict"] == "partly"
    assert look.seen["kim"]["helped"] == "een vaste dag"
    assert look.seen["sam"] == {}


def test_nothing_is_told_of_an_evaluation_that_goes_on() -> None:
    """At every turn of it: no look, no answer of anybody, no half-made version."""
    before = talk(COOKING)
    script: Script = {"review/decide": {"decision": "adjust"}}
    for step in helpers.steps(begun([before]), script, LOOKING):
        if step.state is State.FINISHED:
            break
        (course,) = progress_of([before, step])
        assert (course.agreement, course.looks, course.versions) == (COOKING, (), ())
        assert not [text for text in helpers.strings(course) if "‹review/" in text]


def test_what_they_did_not_come_to_is_not_told() -> None:
    """Closed before both had answered, before deciding, or before the new words: no look."""
    before = talk(COOKING, READING)
    for until in ("review/answer/sam/0", "review/answer/sam/1", "review/decide//0"):
        reached = helpers.play(begun([before]), until, None, LOOKING)
        ended = helpers.play(moves.close(reached, LOOKING, now=NOW), "", None, LOOKING)
        courses = progress_of([before, ended])
        assert [progress.looks for progress in courses] == [(), ()]
        assert not [
            text for progress in courses for text in helpers.strings(progress) if "‹review/" in text
        ]
    script: Script = {"review/decide//1": {"decision": "adjust"}}
    reached = helpers.play(begun([before]), "review/write//1", script, LOOKING)
    ended = helpers.play(moves.close(reached, LOOKING, now=NOW), "", None, LOOKING)
    looks = {
        progress.agreement.id: len(progress.looks) for progress in progress_of([before, ended])
    }
    assert looks == {"a1": 1, "a2": 0}


def test_a_record_in_which_an_answer_is_missing_tells_none() -> None:
    """Whatever was decided: while one answer is not in the record, the other's is not told."""
    before = talk(COOKING)
    after = looked([before], "keep")
    answers = {key: answer for key, answer in after.said.items() if key != "review/answer/sam/0"}
    (progress,) = progress_of([before, replace(after, said=answers)])
    assert progress.looks == ()


def test_what_stands_comes_first() -> None:
    """Then what has ended, each in the order in which it was made."""
    stopped = replace(COOKING, ended=AgreementEnd.STOPPED)
    third = replace(COOKING, id="a3", made_on=TODAY)
    taken_back = replace(COOKING, id="a4", withdrawn=True)
    courses = progress_of([talk(third, stopped, READING, taken_back)])
    assert [progress.agreement.id for progress in courses] == ["a2", "a3", "a1"]


def test_the_old_words_stay_readable_when_the_old_talk_is_deleted() -> None:
    """What was reviewed is in the evaluation itself."""
    after = looked([talk(COOKING)], "adjust", "anders")
    (progress,) = progress_of([after])
    assert [version.what for version in progress.versions] == ["Samen koken"]
    assert progress.agreement.what == "anders"


def test_a_pattern_that_is_not_here_is_left_out() -> None:
    """An evaluation by a later program has no looks that this one can tell, and stops nothing."""
    after = replace(looked([talk(COOKING)], "keep"), pattern="later")
    (progress,) = progress_of([talk(COOKING), after])
    assert progress.looks == ()
    assert tensions([after], "kim") == ()


# -- How tense -----------------------------------------------------------------------------------


def with_tension(before: str = "8", after: str = "3", **fields: Any) -> Conversation:
    """Give a conversation in which Kim said both, and Sam something else."""
    script: Script = {
        "alone/tension/kim": {"scale": before},
        "alone/tension/sam": {"scale": "10"},
        "closing/tension/kim": {"scale": after},
        "closing/tension/sam": {"scale": "9"},
    }
    return replace(helpers.play(helpers.start(), "", script), **fields)


def test_before_and_after() -> None:
    """Somebody's own two numbers, with the day and the subject; nothing of the other."""
    ended = with_tension()
    (kim,) = tensions([ended], "kim")
    assert (kim.on, kim.title, kim.before, kim.after) == (TODAY, ended.title(), 8, 3)
    (sam,) = tensions([ended], "sam")
    assert (sam.before, sam.after) == (10, 9)
    assert tensions([ended], "mia") == ()


def test_what_was_passed_over_is_not_there() -> None:
    """One of the two is enough; without either there is nothing to tell."""
    half: Script = {"alone/tension": {"scale": "4"}, "closing/tension": None}
    (tension,) = tensions([helpers.play(helpers.start(), "", half)], "kim")
    assert (tension.before, tension.after) == (4, None)
    other: Script = {"alone/tension": None, "closing/tension": {"scale": "4"}}
    (tension,) = tensions([helpers.play(helpers.start(), "", other)], "kim")
    assert (tension.before, tension.after) == (None, 4)
    none: Script = {"alone/tension": None, "closing/tension": None}
    assert tensions([helpers.play(helpers.start(), "", none)], "kim") == ()


def test_a_conversation_that_goes_on_tells_what_was_said_before_it() -> None:
    """The number before stands there already; half-typed it does not."""
    reached = helpers.at("alone/tension/kim/0")
    typed = moves.save_draft(reached, "scale", "9", now=NOW)
    assert tensions([typed], "kim") == ()
    (tension,) = tensions([helpers.answer(typed, scale="9")], "kim")
    assert (tension.before, tension.after) == (9, None)


def test_what_is_closed_is_told_to_who_opened_it() -> None:
    """With Kim's phrase closed, nothing; opened, Kim's numbers; and never to Sam."""
    closed = close_private(with_tension(), seal_fields)
    assert tensions([closed], "kim") == ()
    (tension,) = tensions([open_private(closed, "kim", unseal_fields)], "kim")
    assert (tension.before, tension.after) == (8, 3)
    (sam,) = tensions([closed], "sam")
    assert (sam.before, sam.after) == (10, 9)


@pytest.mark.parametrize("furthest", [0, 1])
def test_of_a_copy_out_of_a_backup_the_furthest_counts(furthest: int) -> None:
    """A conversation and its earlier state beside it are one conversation, in any order."""
    whole, half = with_tension(), helpers.play(helpers.start(), "together/subject//0")
    half = helpers.play(half, "impact/speak/kim/0", {"alone/tension/kim": {"scale": "7"}})
    pair = [whole, half] if furthest == 0 else [half, whole]
    copy = replace(pair[1], id="5" * 32, origin=pair[0].id, restored=NOW)
    for order in ([pair[0], copy], [copy, pair[0]]):
        (tension,) = tensions(order, "kim")
        assert (tension.before, tension.after) == (8, 3)


def test_the_first_conversation_comes_first() -> None:
    """In the order in which they began; an evaluation, which asks for no tension, is left out."""
    late = with_tension("5", id="1" * 32, started=NOW + 30 * DAY)
    early = with_tension("7", id="2" * 32, started=NOW - 30 * DAY)
    evaluation = looked([talk(COOKING)], "keep")
    readings = tensions([late, evaluation, early], "kim")
    assert [tension.before for tension in readings] == [7, 5]
    assert [tension.on for tension in readings] == [date(2026, 10, 23), date(2026, 12, 22)]
