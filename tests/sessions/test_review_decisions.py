"""What they decide about an agreement, other words for it, and the talk that follows."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sessions import errors, moves
from sessions.agreements import Agreement, AgreementEnd, AgreementKind, turns_from
from sessions.conversation import Conversation, Turn
from sessions.kinds.review import DECISIONS
from tests.sessions import helpers
from tests.sessions.evaluations import (
    COOKING,
    DAY,
    DISHES,
    PATTERN,
    TODAY,
    at_write,
    decided,
    held,
    looking,
    play,
    say,
)
from tests.sessions.helpers import NOW, Script, frozen

# -- Deciding, and changing one's mind ----------------------------------------------------------


@pytest.mark.parametrize(
    "key", ["review/decide//0", "review/write//0", "date/pick//0", "closing/confirm//0"]
)
def test_what_decides_cannot_be_passed_over(key: str) -> None:
    """What they do with it is theirs to say; nothing is decided by saying nothing."""
    reached = play(looking(COOKING), key, decided("adjust"))
    with pytest.raises(errors.CannotSkip):
        moves.skip(reached, PATTERN, now=NOW)


def test_changing_begins_with_the_present_words() -> None:
    """The words that hold stand in the fields; going on without a change keeps the version."""
    writing = at_write(looking(COOKING))
    assert writing.drafts["review/write//0"] == {
        "what": COOKING.what,
        "who": "both",
        "when": "om zes uur",
        "often": "elke week",
        "start": (TODAY - 21 * DAY).isoformat(),
        "until": "",
        "kind": "trial",
    }
    ended = play(say(say(writing)), "")
    assert held(ended) == replace(
        COOKING, revision=4, evaluate_on=date(2026, 11, 29), evaluate_at=time(20, 30)
    )


@pytest.mark.parametrize(
    ("turn", "field", "text"),
    [
        ("write", "what", "Samen koken op vrijdag"),
        ("write", "who", "sam"),
        ("write", "when", "om zeven uur"),
        ("write", "often", ""),
        ("write", "start", "2026-12-01"),
        ("write", "until", "2026-12-31"),
        ("write", "kind", "boundary"),
        ("plan", "when_if", "Als de trein uitvalt"),
        ("plan", "then", ""),
        ("plan", "see", "we lachen"),
        ("plan", "stop", "iemand ziek is"),
    ],
)
def test_every_other_word_makes_a_version(turn: str, field: str, text: str) -> None:
    """One field is enough; the rest stays, and the old words stay in what was reviewed."""
    writing = at_write(looking(COOKING))
    planning = say(writing, **({field: text} if turn == "write" else {}))
    ended = play(say(planning, **({field: text} if turn == "plan" else {})))
    now = held(ended)
    assert (now.version, now.revision, now.made_on) == (3, 4, TODAY)
    written = str(getattr(now, field) or "")
    assert written == text
    others = {"what", "who", "when", "often", "start", "until", "kind", "when_if", "then", "see"}
    for name in (others | {"stop", "idea", "notes", "first"}) - {field}:
        assert getattr(now, name) == getattr(COOKING, name), name
    assert ended.reviewed == (COOKING,)


def test_other_words_are_of_the_day_on_which_both_said_yes() -> None:
    """A break of two days between writing and the closing: the closing's day counts."""
    reached = play(say(at_write(looking(COOKING)), what="anders"), "closing/confirm//0")
    assert held(reached).made_on is None
    later = NOW + 2 * DAY
    given_ = {"kim": "yes", "sam": "yes"}
    ended = moves.answer(reached, PATTERN, given_, now=later, new_id="n")
    assert held(ended).made_on == later.date()


def test_swapped_days_are_refused_and_everything_stays() -> None:
    """An end before the beginning is named, and one stays on the turn."""
    writing = at_write(looking(COOKING))
    before = frozen(writing)
    with pytest.raises(errors.DatesSwapped):
        say(writing, start="2026-12-20", until="2026-12-10")
    assert frozen(writing) == before


@pytest.mark.parametrize(("days", "stays"), [(-1, False), (0, True), (1, True)])
def test_a_trial_whose_last_day_has_passed_goes_on_without_one(days: int, stays: bool) -> None:
    """Keeping it means that; its last day itself, and a day to come, still count."""
    trial = replace(COOKING, until=TODAY + days * DAY)
    now = held(play(looking(trial), "", decided("keep")))
    assert now.until == (trial.until if stays else None)
    assert (now.version, now.made_on) == (COOKING.version, COOKING.made_on)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_changing_nothing_of_such_a_trial_is_keeping_it(days: int) -> None:
    """An end that has passed is no longer a word of it: without other words, no new version."""
    trial = replace(COOKING, until=TODAY + days * DAY)
    unchanged = held(play(looking(trial), "", decided("keep")))
    adjusted = play(say(say(at_write(looking(trial)))))
    assert held(adjusted) == unchanged


def test_stopping_keeps_the_last_day() -> None:
    """What they stop with stays as it was, its end too."""
    trial = replace(COOKING, until=TODAY - DAY)
    assert held(play(looking(trial), "", decided("stop"))).until == trial.until


def test_with_turns_they_say_who_begins() -> None:
    """What becomes a task in turns asks who begins; who began before stands there ready."""
    reached = say(at_write(looking(COOKING)), kind="turns")
    assert next(field.id for field in moves.fields(reached, PATTERN)) == "first"
    now = held(play(say(reached, first="sam")))
    assert (now.kind, now.first, now.version) == (AgreementKind.TURNS, "sam", 3)
    reached = say(at_write(looking(DISHES)), what="De afwas en de was")
    assert reached.written(reached.at, "first") == "sam"
    now = held(play(say(reached)), "a2")
    assert (now.first, now.version) == ("sam", 2)
    with pytest.raises(errors.ChoiceUnknown):
        say(reached, first="mia")


def test_who_is_not_in_the_pair_does_not_hold_them_up() -> None:
    """Somebody else's id in an old agreement is refused as a choice; another one goes on."""
    strange = replace(DISHES, first="eva")
    reached = say(at_write(looking(strange)))
    with pytest.raises(errors.ChoiceUnknown):
        say(reached)
    assert held(play(say(reached, first="")), "a2").first == ""


def test_skipping_the_plan_leaves_the_plan() -> None:
    """Who passes over the plan keeps the one they had."""
    planning = say(at_write(looking(COOKING)), what="anders")
    now = held(play(moves.skip(planning, PATTERN, now=NOW)))
    assert (now.what, now.see, now.then, now.version) == ("anders", COOKING.see, COOKING.then, 3)


def test_an_emptied_plan_is_empty() -> None:
    """Who takes the plan out of its fields wants no plan; that is another version."""
    planning = say(at_write(looking(COOKING)))
    now = held(play(say(planning, when_if="", then="", see="", stop="")))
    assert (now.when_if, now.then, now.see, now.stop, now.version) == ("", "", "", "", 3)


def test_writing_once_more_leaves_the_new_plan() -> None:
    """Back to the words and on again, the plan that was answered already is not the old one."""
    planned = say(say(at_write(looking(COOKING)), what="anders"), see="we lachen")
    back = moves.back(moves.back(planned, PATTERN, now=NOW), PATTERN, now=NOW)
    assert back.at.key == "review/write//0"
    again = say(back, what="toch anders")
    assert (held(again).what, held(again).see) == ("toch anders", "we lachen")
    passed = moves.skip(again, PATTERN, now=NOW)
    assert held(play(passed)).see == "we lachen"


def test_choosing_to_change_once_more_loses_no_words() -> None:
    """Back at deciding, the same choice leaves what they wrote, also when they close there."""
    written = play(say(at_write(looking(COOKING)), what="anders"), "closing/confirm//0")
    again = say(moves.revise(written, PATTERN, now=NOW), decision="adjust")
    assert again.at.key == "review/write//0"
    assert again.written(again.at, "what") == "anders"
    closed = moves.close(again, PATTERN, now=NOW)
    assert closed.at.key == "date/pick//0"
    ended = play(closed)
    assert (held(ended).what, held(ended).version) == ("anders", 3)


@given(
    choices=st.lists(
        st.tuples(
            st.sampled_from([decision.id for decision in DECISIONS]),
            st.sampled_from(["", "x", "y"]),
        ),
        min_size=1,
        max_size=6,
    ),
    neighbour=st.sampled_from([decision.id for decision in DECISIONS]),
)
def test_only_the_last_decision_counts(choices: list[tuple[str, str]], neighbour: str) -> None:
    """However often they change their minds, it ends as if they had said the last thing at once."""
    talk = play(looking(COOKING, DISHES), "review/decide//0")
    rest: Script = {**decided("-", neighbour), "review/plan": None}
    for decision, what in choices:
        talk = say(talk, decision=decision)
        if decision == "adjust":
            talk = moves.skip(say(talk, **({"what": what} if what else {})), PATTERN, now=NOW)
        talk = play(talk, "closing/confirm//0", rest)
        talk = moves.revise(talk, PATTERN, now=NOW)
        assert talk.at.key == "review/decide//0"
        assert sorted(agreement.id for agreement in talk.agreements) == ["a1", "a2"]
    last = choices[-1][0]
    ended = play(say(talk, decision=last), "", rest)
    fresh = play(looking(COOKING, DISHES), "review/decide//0")
    fresh = say(fresh, decision=last)
    if last == "adjust":
        fresh = say(fresh, **_as_said(ended))
    fresh = play(fresh, "", rest)
    assert held(ended) == held(fresh)
    assert held(ended, "a2") == held(fresh, "a2")
    if last == "adjust":
        assert held(ended).version == 3
    else:
        assert held(ended).what == COOKING.what


def _as_said(talk: Conversation) -> dict[str, str]:
    return dict(talk.said["review/write//0"].fields)


def test_what_was_half_typed_is_there_again() -> None:
    """Changed, kept after all, changed once more: half-typed new words wait in their fields."""
    writing = moves.save_draft(at_write(looking(COOKING)), "what", "half ander", now=NOW)
    back = moves.back(writing, PATTERN, now=NOW)
    keeping = say(back, decision="keep")
    assert held(keeping).what == COOKING.what
    again = say(moves.back(keeping, PATTERN, now=NOW), decision="adjust")
    assert again.written(again.at, "what") == "half ander"
    assert again.agreements == ()


# -- The next conversation ----------------------------------------------------------------------


def test_talking_again_begins_with_its_words() -> None:
    """The subject stands ready, and can be said otherwise; the agreement is named by its id."""
    begun = moves.begin(helpers.pair(), helpers.PATTERN, new_id="c" * 32, now=NOW, about=COOKING)
    assert begun.about == "a1"
    subject = Turn("together", "subject")
    assert begun.written(subject, "text") == COOKING.what
    assert begun.title() == ""
    there = helpers.play(begun, "together/subject//0")
    opened = moves.answer(there, helpers.PATTERN, {}, now=NOW, new_id="n")
    assert opened.title() == COOKING.what
    assert begun.agreements == ()


def test_an_evaluation_is_called_by_what_it_looks_back_on() -> None:
    """Its title is the first agreement's, on one line."""
    assert looking(replace(COOKING, what="Samen\n koken "), DISHES).title() == "Samen koken"


def test_an_evaluation_of_an_evaluation() -> None:
    """Kept, changed, stopped: three times looking back on one agreement, each a revision on."""
    now: Agreement = COOKING
    for decision in ("keep", "adjust", "stop"):
        talk = looking(now)
        now = held(play(talk, "", decided(decision)))
        assert talk.reviewed[0].revision + 1 == now.revision
    assert (now.version, now.revision, now.ended) == (3, 6, AgreementEnd.STOPPED)


# -- Whatever they do ---------------------------------------------------------------------------


@pytest.mark.parametrize("other", [{"what": "De afwas en de was"}, {"when": "na het eten"}])
def test_other_words_do_not_turn_round_whose_week_it_is(other: dict[str, str]) -> None:
    """The weeks go on as they went, whatever day the new words are of; who begins begins anew."""
    before = replace(DISHES, made_on=date(2026, 11, 9))
    reached = say(at_write(looking(before)), **other)
    now = held(play(say(reached)), "a2")
    assert turns_from(now) == turns_from(before) == date(2026, 11, 9)
    assert now.made_on == TODAY
    again = held(play(say(reached, first="kim")), "a2")
    assert turns_from(again) == date(2026, 11, 16)
