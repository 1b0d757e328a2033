"""Looking back: each alone, then both at once, then what they do with it, agreement by agreement.

The way through it in tables; what must hold whatever two people do, at random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, time, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sessions import errors, moves, timeout
from sessions.agreements import Agreement, AgreementEnd, AgreementKind, Note, standing, turns_from
from sessions.conversation import Conversation, Ending, State, Turn
from sessions.kinds.review import DECISIONS, VERDICTS, all_answered, differ, verdict_of
from sessions.pattern import shipped
from sessions.people import Person
from sessions.transcript import passages
from tests.sessions import helpers
from tests.sessions.helpers import KIM, MIA, NOW, SAM, Script, frozen

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

PAIRS = list(product([one.id for one in DECISIONS], repeat=2))

TWO, THREE, LED = (KIM, SAM), (KIM, SAM, MIA), (MIA, KIM, SAM)
ROOMS = pytest.mark.parametrize("people", [TWO, THREE, LED], ids=["two", "three", "led"])

APPRECIATION = ["appreciation/speak/kim/0", "appreciation/speak/sam/0"]
CLOSING = ["closing/open//0", "closing/thanks/kim/0", "closing/thanks/sam/0", "closing/confirm//0"]


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
    found = helpers.steps(talk, script, PATTERN)
    return [step.at.key for step in found if step.state is State.ACTIVE]


def held(talk: Conversation, agreement: str = "a1") -> Agreement:
    """Give the one agreement with that id in the evaluation itself."""
    (found,) = [one for one in talk.agreements if one.id == agreement]
    return found


def at_write(talk: Conversation, place: int = 0) -> Conversation:
    """Give the evaluation at writing other words for the agreement at `place`."""
    script = {f"review/decide//{place}": {"decision": "adjust"}}
    return play(talk, f"review/write//{place}", script)


# -- The way through it ------------------------------------------------------------------------


@ROOMS
@pytest.mark.parametrize("decision", [one.id for one in DECISIONS])
def test_one_agreement(people: tuple[Person, ...], decision: str) -> None:
    """Something good first, each alone, deciding together, a new day if it stands, a thank you."""
    changes = ["review/write//0", "review/plan//0"] if decision == "adjust" else []
    dated = ["date/pick//0"] if decision in ("keep", "adjust") else []
    assert keys(looking(COOKING, people=people), decided(decision)) == [
        *APPRECIATION,
        *("review/answer/kim/0", "review/answer/sam/0", "review/decide//0", *changes),
        *dated,
        *CLOSING,
    ]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_two_agreements(first: str, second: str) -> None:
    """Who is alone answers for all of them; deciding comes after, one by one, each by itself."""
    script = decided(first, second)
    ended = play(looking(COOKING, DISHES), "", script)
    found = keys(looking(COOKING, DISHES), script)
    assert found[2:6] == [
        *("review/answer/kim/0", "review/answer/kim/1"),
        *("review/answer/sam/0", "review/answer/sam/1"),
    ]
    assert [key for key in found if "decide" in key] == ["review/decide//0", "review/decide//1"]
    assert ("date/pick//0" in found) == bool({first, second} & {"keep", "adjust"})
    assert {agreement.id for agreement in ended.agreements} == {"a1", "a2"}
    ends = {"stop": AgreementEnd.STOPPED, "again": AgreementEnd.AGAIN}
    for base, decision in ((COOKING, first), (DISHES, second)):
        now = held(ended, base.id)
        assert now.ended is ends.get(decision)
        assert now.revision == base.revision + 1
        assert now.version == base.version + (decision == "adjust")
        assert now.notes == base.notes
        stands = decision not in ends
        assert now.evaluate_on == (date(2026, 11, 29) if stands else None)
        assert now.evaluate_at == (time(20, 30) if stands else None)
    assert ended.reviewed == (COOKING, DISHES)
    some = {first, second} & {"keep", "adjust"}
    assert ended.ending is (Ending.PARTLY if some else Ending.NO_AGREEMENT)


def test_three_partners_each_answer_alone() -> None:
    """The flow does not count on two."""
    ann = Person(id="ann", name="Ann", language="en")
    found = keys(looking(COOKING, people=(KIM, SAM, ann)))
    answers = [f"review/answer/{one}/0" for one in ("kim", "sam", "ann")]
    assert found[3:7] == [*answers, "review/decide//0"]


def test_without_agreements_there_is_nothing_to_say() -> None:
    """An evaluation of nothing goes from what is good to the closing."""
    assert keys(looking()) == [*APPRECIATION, *CLOSING]


@pytest.mark.parametrize("decision", ["keep", "stop", "again"])
def test_the_words_stay_when_they_are_not_changed(decision: str) -> None:
    """Keeping, stopping and talking again leave every word, and the day of the words."""
    now = held(play(looking(COOKING), "", decided(decision)))
    same = replace(
        now,
        revision=COOKING.revision,
        evaluate_on=COOKING.evaluate_on,
        evaluate_at=COOKING.evaluate_at,
        ended=None,
    )
    assert same == COOKING


# -- Alone, and then both at once --------------------------------------------------------------


@ROOMS
def test_nothing_is_seen_before_all_have_answered(people: tuple[Person, ...]) -> None:
    """While one is alone, also half-typed, no answer of anybody can be read."""
    for one in helpers.steps(looking(COOKING, DISHES, people=people), None, PATTERN):
        if one.state is not State.ACTIVE:
            continue
        drafted = one
        for field in moves.fields(one, PATTERN):
            if field.id in ("helped", "stood"):
                drafted = moves.save_draft(drafted, field.id, f"‹half {field.id}›", now=NOW)
        said = [passage.text for step, words in passages(drafted, PATTERN) for passage in words]
        alone = [text for text in said if "review/answer" in text or "half" in text]
        if not all_answered(one, STEP):
            assert one.at.phase in ("speak", "answer")
            assert not [text for text in said if text in (COOKING.what, DISHES.what)]
            assert not alone
        else:
            assert len(alone) == 8


@given(answered=st.sets(st.sampled_from(range(4))), half=st.sets(st.sampled_from(range(4))))
def test_whatever_is_in_nothing_shows_until_everything_is(
    answered: set[int], half: set[int]
) -> None:
    """Of any part of the answers nothing shows; of all of them everything, for both at once."""
    talk = looking(COOKING, DISHES)
    turns = [turn for turn in moves.turn_order(talk, PATTERN) if turn.phase == "answer"]
    full = play(talk, "review/decide//0")
    said = {turns[place].key: full.said[turns[place].key] for place in answered}
    drafts = {turns[place].key: {"helped": f"‹half {place}›"} for place in half}
    part = replace(talk, said=said, drafts=drafts)
    shown = [word for step, words in passages(part, PATTERN) for word in words if step == STEP]
    if len(answered) < len(turns):
        assert shown == []
    else:
        seen = [turn for turn in turns if any(turn.key in word.text for word in shown)]
        assert seen == turns
        assert not [word for word in shown if "half" in word.text]


def test_an_answer_needs_a_choice_and_may_be_passed_over() -> None:
    """Words alone say not how it went; saying nothing is an answer too, and reads as nothing."""
    reached = play(looking(COOKING), "review/answer/kim/0")
    with pytest.raises(errors.ChoiceMissing):
        say(reached, helped="een vaste dag")
    for verdict in VERDICTS:
        assert say(reached, verdict=verdict.id).at.key == "review/answer/sam/0"
    with pytest.raises(errors.ChoiceUnknown):
        say(reached, verdict="half")
    typed = moves.save_draft(reached, "helped", "een vaste dag", now=NOW)
    passed = moves.skip(typed, PATTERN, now=NOW)
    assert passed.at.key == "review/answer/sam/0"
    assert verdict_of(passed, STEP, "kim", 0) == {}
    both = moves.skip(passed, PATTERN, now=NOW)
    assert all_answered(both, STEP)
    shown = [word.text for step, words in passages(both, PATTERN) for word in words if step == STEP]
    assert shown == [COOKING.what]


@pytest.mark.parametrize(
    ("kim", "sam", "expected"),
    [
        ("worked", "worked", False),
        ("worked", "partly", True),
        ("not", "not-tried", True),
        ("", "not", False),
        ("", "", False),
    ],
)
def test_a_difference_is_a_subject(kim: str, sam: str, expected: bool) -> None:
    """Two who see it differently have something to talk about; silence is no difference."""
    script: Script = {
        f"review/answer/{who}": {"verdict": one} if one else None
        for who, one in (("kim", kim), ("sam", sam))
    }
    assert differ(play(looking(COOKING), "review/decide//0", script), STEP, 0) is expected


def test_back_goes_to_ones_own_answer_while_alone_and_never_further() -> None:
    """Kim may look at what Kim said; Sam and the two together never come there by going back."""
    opened = {
        "review/answer/kim/0": "appreciation/speak/sam/0",
        "review/answer/kim/1": "review/answer/kim/0",
        "review/answer/sam/0": None,
        "review/answer/sam/1": "review/answer/sam/0",
        "review/decide//0": None,
        "review/decide//1": "review/decide//0",
        "date/pick//0": "review/decide//1",
    }
    for step in helpers.steps(looking(COOKING, DISHES), None, PATTERN):
        if step.at.key in opened:
            turn = moves.previous_turn(step, PATTERN)
            assert (turn.key if turn else None) == opened[step.at.key]


def test_after_the_reveal_no_answer_changes() -> None:
    """From deciding on, back and the agreements again leave what each said alone as it is."""
    talk = play(looking(COOKING), "closing/confirm//0")
    alone = {key: one for key, one in talk.said.items() if "/answer/" in key}
    for _ in range(10):
        try:
            talk = moves.back(talk, PATTERN, now=NOW)
        except errors.BackIsClosed:
            break
    assert talk.at.key == "review/decide//0"
    assert {key: one for key, one in talk.said.items() if "/answer/" in key} == alone


# -- Deciding, and changing one's mind ---------------------------------------------------------


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
    kept = str(getattr(now, field) or "")
    assert kept == text
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
    kept = held(play(looking(trial), "", decided("keep")))
    adjusted = play(say(say(at_write(looking(trial)))))
    assert held(adjusted) == kept


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
    kept = say(back, decision="keep")
    assert held(kept).what == COOKING.what
    again = say(moves.back(kept, PATTERN, now=NOW), decision="adjust")
    assert again.written(again.at, "what") == "half ander"
    assert again.agreements == ()


# -- Leaving before the end --------------------------------------------------------------------


def every_turn(*decisions: str) -> Iterator[Conversation]:
    """Give an evaluation of both agreements at every turn at which it can be left."""
    for step in helpers.steps(looking(COOKING, DISHES), decided(*decisions), PATTERN):
        if step.state is State.ACTIVE:
            yield step


@pytest.mark.parametrize("decisions", PAIRS)
def test_closing_early_keeps_what_was_decided_with_a_day(decisions: tuple[str, str]) -> None:
    """From every turn: what was decided is in it and dated, what was not is due where it was."""
    for one in every_turn(*decisions):
        closed = moves.close(one, PATTERN, now=NOW)
        undated = any(each.evaluate_on is None for each in standing(one.agreements))
        assert closed.at.key == ("date/pick//0" if undated else "closing/open//0")
        ended = play(closed)
        assert ended.state is State.FINISHED
        assert [agreement.id for agreement in ended.agreements] == [
            agreement.id for agreement in one.agreements
        ]
        assert all(each.evaluate_on for each in standing(ended.agreements))
        assert all(agreement.made_on for agreement in ended.agreements)
        assert ended.reviewed == (COOKING, DISHES)
        if not all_answered(one, STEP):
            shown = {it.text for step, words in passages(ended, PATTERN) for it in words}
            assert not [text for text in shown if "review/answer" in text]


def test_a_third_person_asked_in_a_time_out_finds_a_day_too() -> None:
    """With something decided the day comes first; asking somebody stays laid ready after it."""
    reached = play(looking(COOKING, DISHES), "review/decide//1")
    away = timeout.call(reached, now=NOW, new_id="t")
    asking = timeout.third_person(away, moves.open_turn(PATTERN), now=NOW)
    closed = moves.close(asking, PATTERN, now=NOW)
    assert closed.at.key == "date/pick//0"
    opened = say(closed, date="2026-11-29")
    assert (opened.at.key, opened.written(opened.at, "next")) == ("closing/open//0", "third")


def test_a_time_out_comes_back_at_the_very_turn_with_its_draft() -> None:
    """At every turn, blind ones too: nothing shows meanwhile, nothing is lost."""
    for one in every_turn("adjust", "keep"):
        drafted = one
        for field in moves.fields(one, PATTERN):
            drafted = moves.save_draft(drafted, field.id, "half", now=NOW)
        away = timeout.call(drafted, now=NOW, new_id="t")
        later = NOW + timedelta(minutes=20)
        for who in ("kim", "sam"):
            away = timeout.rate(away, who, calm=True, now=later)
        there = timeout.come_back(away, cycle="", now=later)
        assert (there.at, there.drafts, there.said) == (drafted.at, drafted.drafts, drafted.said)
        assert there.agreements == drafted.agreements


def test_another_day_and_opened_again_it_is_where_it_was() -> None:
    """Put off at every turn, it goes on at that turn."""
    for one in every_turn("adjust", "stop"):
        away = moves.postpone(one, NOW + timedelta(hours=3), now=NOW)
        there = moves.resume(away, PATTERN, now=NOW + DAY)
        assert (there.at, there.agreements, there.drafts) == (one.at, one.agreements, one.drafts)


def test_the_agreements_again_is_deciding_again() -> None:
    """From the closing they come to the first decision, with their choice in the field."""
    reached = play(looking(COOKING, DISHES), "closing/confirm//0", decided("stop", "adjust"))
    again = moves.revise(reached, PATTERN, now=NOW)
    assert again.at.key == "review/decide//0"
    assert again.written(again.at, "decision") == "stop"
    assert again.agreements == reached.agreements


@pytest.mark.parametrize("answered", range(4))
def test_the_agreements_again_never_opens_the_curtain(answered: int) -> None:
    """Closed before all had answered, what is missing comes first, alone; then deciding."""
    waiting = ["review/answer/kim/0", "review/answer/kim/1"]
    waiting += ["review/answer/sam/0", "review/answer/sam/1"]
    closed = moves.close(play(looking(COOKING, DISHES), waiting[answered]), PATTERN, now=NOW)
    again = moves.revise(closed, PATTERN, now=NOW)
    assert again.at.key == waiting[answered]
    assert moves.is_answered_alone(again, PATTERN)
    assert keys(again)[: 4 - answered] == waiting[answered:]


def test_without_anything_to_decide_there_is_nothing_to_go_back_to() -> None:
    """An evaluation of nothing has no agreements to change."""
    with pytest.raises(errors.NotThere):
        moves.revise(looking(), PATTERN, now=NOW)


# -- The next conversation ---------------------------------------------------------------------


def test_talking_again_begins_with_its_words() -> None:
    """The subject stands ready, and can be said otherwise; the agreement is named by its id."""
    begun = moves.begin(helpers.pair(), helpers.PATTERN, new_id="c" * 32, now=NOW, about=COOKING)
    assert begun.about == "a1"
    subject = Turn("together", "subject")
    assert begun.written(subject, "text") == COOKING.what
    assert begun.title() == ""
    there = helpers.play(begun, "together/subject//0")
    said = moves.answer(there, helpers.PATTERN, {}, now=NOW, new_id="n")
    assert said.title() == COOKING.what
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


# -- Whatever they do --------------------------------------------------------------------------

Move = Callable[[Conversation], Conversation]


def _answer(data: st.DataObject, talk: Conversation) -> Conversation:
    fits: dict[str, str] = {}
    for field in moves.fields(talk, PATTERN):
        if field.choices:
            fits[field.id] = data.draw(st.sampled_from([choice.id for choice in field.choices]))
        elif field.id not in ("start", "until") or data.draw(st.booleans()):
            fits[field.id] = helpers.value(field, talk.at)
    return say(talk, **fits)


def _moves(data: st.DataObject) -> dict[str, Move]:
    return {
        "answer": lambda one: _answer(data, one),
        "go on": lambda one: _answer(data, _answer(data, one)),
        "as it is": say,
        "skip": lambda one: moves.skip(one, PATTERN, now=NOW),
        "back": lambda one: moves.back(one, PATTERN, now=NOW),
        "close": lambda one: moves.close(one, PATTERN, now=NOW),
        "revise": lambda one: moves.revise(one, PATTERN, now=NOW),
        "draft": lambda one: moves.save_draft(
            one, moves.fields(one, PATTERN)[0].id, "half", now=NOW
        ),
        "open": lambda one: moves.resume(one, PATTERN, now=NOW),
    }


@given(start=st.integers(0, 14), data=st.data())
def test_whatever_they_do_every_promise_holds(start: int, data: st.DataObject) -> None:
    """Any moves in any order: no curtain opened, no agreement doubled, none without a day."""
    talk = looking(COOKING, DISHES)
    for _ in range(start):
        talk = _answer(data, talk) if talk.state is State.ACTIVE else talk
    doing = _moves(data)
    for _ in range(12):
        if talk.state is State.FINISHED:
            break
        before = frozen(talk)
        try:
            after = doing[data.draw(st.sampled_from(sorted(doing)))](talk)
        except errors.MoveError:
            after = talk
        assert frozen(talk) == before
        _check(talk, after)
        talk = after
    if talk.state is State.ACTIVE:
        talk = play(moves.close(talk, PATTERN, now=NOW))
    assert all(one.evaluate_on and one.made_on for one in standing(talk.agreements))
    for agreement in talk.agreements:
        assert (agreement.evaluate_on is None) == (agreement.ended is not None)


def _check(was: Conversation, now: Conversation) -> None:
    """Say what is wrong with the step from `was` to `now`."""
    bases: dict[str, Agreement] = {one.id: one for one in now.reviewed}
    ids = [agreement.id for agreement in now.agreements]
    assert len(set(ids)) == len(ids)
    assert now.at in moves.turn_order(now, PATTERN)
    for agreement in now.agreements:
        base: Any = bases[agreement.id]
        assert agreement.revision == base.revision + 1
        place = now.reviewed.index(base)
        decision = now.answer(Turn("review", "decide", "", place), "decision")
        assert agreement.ended == {"stop": "stopped", "again": "again"}.get(decision)
        if decision == "adjust":
            assert agreement.what == now.answer(Turn("review", "write", "", place), "what")
        else:
            assert (agreement.what, agreement.version, agreement.see) == (
                base.what,
                base.version,
                base.see,
            )
    if now.at.phase in ("decide", "write", "plan"):
        assert all_answered(now, STEP)
    if all_answered(was, STEP):
        for key, said in was.said.items():
            assert "/answer/" not in key or now.said[key] == said


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
