"""Which turn follows which: ideas, agreements, and the day to look back."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sessions import errors, idea_moves, moves
from sessions.conversation import Conversation, Turn
from sessions.kinds.ideas import all_marked, judgement
from sessions.transcript import passages
from tests.sessions.helpers import NOW, PATTERN, Script, answer, at, play, suitable

JUDGED = ["collect//0", "judge/kim/0", "judge/sam/0", "reveal//0"]


def collecting(*texts: str, withdraw: tuple[str, ...] = ()) -> Conversation:
    """Give the conversation at collecting, with ideas `1`, `2`, ... of which some are withdrawn."""
    reached = at("ideas/collect//0")
    for place, text in enumerate(texts, start=1):
        reached = idea_moves.add_idea(reached, text, now=NOW, new_id=str(place))
    for idea in withdraw:
        reached = idea_moves.withdraw_idea(reached, idea, now=NOW)
    return reached


@pytest.mark.parametrize(
    ("ideas", "withdraw", "expected"),
    [
        pytest.param((), (), ["collect//0"], id="none"),
        pytest.param(("a",), (), JUDGED, id="one"),
        pytest.param(
            ("a", "b", "c"),
            (),
            JUDGED,
            id="three",
        ),
        pytest.param(
            ("a", "b", "c"),
            ("2",),
            JUDGED,
            id="one of three withdrawn",
        ),
        pytest.param(("a", "b"), ("1", "2"), ["collect//0"], id="all withdrawn"),
    ],
)
def test_ideas(ideas: tuple[str, ...], withdraw: tuple[str, ...], expected: list[str]) -> None:
    """Each judges every standing idea alone, on one page; a withdrawn one is not asked."""
    script: Script = {} if len(ideas) > len(withdraw) else {"ideas/collect": None}
    reached = collecting(*ideas, withdraw=withdraw)
    reached_keys = [reached.at.key]
    while reached.at.step == "ideas":
        step_on = moves.skip(reached, PATTERN, now=NOW) if script else None
        reached = step_on or answer(reached, **suitable(reached))
        reached_keys.append(reached.at.key)
    assert reached_keys == [*(f"ideas/{key}" for key in expected), "agreements/choose//0"]


def test_a_withdrawn_idea_keeps_its_words_and_comes_back_when_it_is_said_anew() -> None:
    """Withdrawing erases nothing; other words are another idea."""
    gone = collecting("a", withdraw=("1",))
    assert [(idea.text, idea.withdrawn) for idea in gone.ideas] == [("a", True)]
    anew = idea_moves.add_idea(gone, " b ", now=NOW, new_id="2")
    assert [(idea.text, idea.withdrawn) for idea in anew.ideas] == [("a", True), ("b", False)]


def test_an_objection_has_a_reason() -> None:
    """Not like this, because ...: without the reason it does not go on, and nothing changes."""
    reached = play(collecting("a"), "ideas/judge/kim/0")
    for why in ("", " ", "\u200b"):
        with pytest.raises(errors.ReasonMissing) as refused:
            answer(reached, mark0="objection", why0=why)
        assert refused.value.field == "why0"
    assert answer(reached, mark0="objection", why0="te laat").at.key == "ideas/judge/sam/0"


def test_a_talk_that_was_begun_with_a_page_an_idea_goes_on_like_that() -> None:
    """What was marked on pages of its own is read as ever, and the rest is asked the same way."""
    reached = play(collecting("a", "b"), "ideas/judge/kim/0")
    first = Turn("ideas", "mark", "kim", 0)
    old = replace(reached, at=first)
    order = [turn.key for turn in moves.turn_order(old, PATTERN) if turn.phase in ("mark", "judge")]
    assert order == [f"ideas/mark/{who}/{place}" for who in ("kim", "sam") for place in (0, 1)]
    for _ in range(4):
        old = answer(old, mark="objection", why=f"‹{old.at.key}›")
    assert old.at.key == "ideas/reveal//0"
    assert all_marked(old, PATTERN.step("ideas"))
    assert judgement(old, PATTERN.step("ideas"), "sam", 1) == (
        "objection",
        "‹ideas/mark/sam/1›",
        "",
    )
    read = {word.text for _, words in passages(old, PATTERN) for word in words}
    assert {f"‹ideas/mark/{who}/{place}›" for who in ("kim", "sam") for place in (0, 1)} <= read


def test_whom_an_idea_helps() -> None:
    """Said together while they collect, in the order in which they sit; of nobody else."""
    reached = collecting("a")
    for people, helps in ((("sam", "kim"), ("kim", "sam")), (("sam",), ("sam",)), ((), ())):
        reached = idea_moves.say_helps(reached, "1", people, now=NOW)
        assert reached.ideas[0].helps == helps
    for idea, people in (("2", ("kim",)), ("1", ("mia",))):
        with pytest.raises(errors.NotThere):
            idea_moves.say_helps(reached, idea, people, now=NOW)
    with pytest.raises(errors.NotTheirTurn):
        idea_moves.say_helps(play(reached, "ideas/judge/kim/0"), "1", (), now=NOW)


def test_without_an_idea_one_goes_on_by_passing_over_only() -> None:
    """An empty list is not an answer, and a list with an idea in it cannot be passed over."""
    with pytest.raises(errors.AnswerMissing):
        answer(collecting())
    with pytest.raises(errors.CannotSkip):
        moves.skip(collecting("a"), PATTERN, now=NOW)


def made(*picks: str) -> Conversation:
    """Give the conversation after these picks in a row; the ids of agreements are a1, a2, ..."""
    reached = play(collecting("koken", "wandelen"), "agreements/choose//0")
    place = 0
    for pick in picks:
        reached = moves.answer(reached, PATTERN, {"pick": pick}, now=NOW, new_id="-")
        while reached.at.phase in ("write", "plan"):
            place += reached.at.phase == "write"
            words = {"what": f"woorden {place}"} if reached.at.phase == "write" else {"see": "zo"}
            reached = moves.answer(reached, PATTERN, words, now=NOW, new_id=f"a{place}")
    return reached


@pytest.mark.parametrize(
    ("picks", "expected"),
    [
        pytest.param(["enough"], [], id="none"),
        pytest.param(["own", "enough"], [("a1", "woorden 1", "", False)], id="their own"),
        pytest.param(["idea:2", "enough"], [("a1", "woorden 1", "2", False)], id="out of an idea"),
        pytest.param(
            ["idea:1", "change:a1", "enough"], [("a1", "woorden 2", "1", False)], id="changed"
        ),
        pytest.param(["own", "drop:a1", "enough"], [("a1", "woorden 1", "", True)], id="dropped"),
        pytest.param(
            ["own", "idea:1", "drop:a1", "enough"],
            [("a1", "woorden 1", "", True), ("a2", "woorden 2", "1", False)],
            id="one of two dropped",
        ),
    ],
)
def test_agreements(picks: list[str], expected: list[tuple[str, str, str, bool]]) -> None:
    """Out of ideas or in own words; they can be changed and dropped, and dropping keeps them."""
    written = [
        (agreement.id, agreement.what, agreement.idea, agreement.withdrawn)
        for agreement in made(*picks).agreements
    ]
    assert written == expected


@pytest.mark.parametrize(
    ("picks", "expected"),
    [
        (["enough"], "closing/open//0"),
        (["own"], "agreements/choose//1"),
        (["own", "enough"], "date/pick//0"),
        (["own", "drop:a1"], "agreements/choose//2"),
        (["own", "drop:a1", "enough"], "closing/open//0"),
    ],
)
def test_after_agreements_comes_a_date_only_when_there_is_one(
    picks: list[str], expected: str
) -> None:
    """Without a standing agreement there is nothing to look at again."""
    assert made(*picks).at.key == expected


@pytest.mark.parametrize(
    ("picks", "expected"),
    [
        ([], ["idea:1", "idea:2", "own", "enough"]),
        (["idea:1"], ["idea:2", "own", "change:a1", "drop:a1", "enough"]),
        (["idea:1", "drop:a1"], ["idea:1", "idea:2", "own", "enough"]),
        (["own"], ["idea:1", "idea:2", "own", "change:a1", "drop:a1", "enough"]),
    ],
)
def test_what_can_be_chosen(picks: list[str], expected: list[str]) -> None:
    """An idea that became an agreement is not offered again, until that agreement is dropped."""
    (field,) = moves.fields(made(*picks), PATTERN)
    assert [choice.id for choice in field.choices] == expected


def test_what_was_chosen_is_laid_ready_to_write() -> None:
    """An idea brings its words, an agreement to change all that stands in it."""
    reached = answer(play(collecting("koken"), "agreements/choose//0"), pick="idea:1")
    assert reached.written(reached.at, "what") == "koken"
    whole = {
        "what": "koken op maandag",
        "who": "sam",
        "when": "om zes uur",
        "often": "elke week",
        "start": "2026-11-23",
        "until": "2026-12-21",
        "kind": "turns",
    }
    plan = {"when_if": "het laat wordt", "then": "brood", "see": "lijst", "stop": "ziek"}
    reached = answer(answer(reached, **whole), **plan)
    reached = answer(reached, pick=f"change:{reached.agreements[0].id}")
    assert {name: reached.written(reached.at, name) for name in whole} == whole
    unchanged = answer(reached)
    assert {name: unchanged.written(unchanged.at, name) for name in plan} == plan
    assert answer(unchanged).agreements == reached.agreements


def test_going_back_to_write_changes_the_same_agreement() -> None:
    """What was written here is one agreement, however often they come back to it."""
    reached = answer(
        answer(play(collecting("koken"), "agreements/choose//0"), pick="own"), what="a"
    )
    again = answer(moves.back(reached, PATTERN, now=NOW), what="b")
    assert [(agreement.id, agreement.what) for agreement in again.agreements] == [
        (reached.agreements[0].id, "b")
    ]


def test_choosing_anew_throws_away_nothing_that_was_written() -> None:
    """Half-typed or said, the words of an agreement stay when they go back over their choice."""
    begun = answer(play(collecting("a", "b"), "agreements/choose//0"), pick="idea:1")
    typed = moves.save_draft(begun, "what", "a, op maandag", now=NOW)
    anew = answer(moves.back(typed, PATTERN, now=NOW), pick="idea:2")
    assert anew.written(anew.at, "what") == "b"
    again = answer(moves.back(anew, PATTERN, now=NOW), pick="idea:1")
    assert again.written(again.at, "what") == "a, op maandag"
    written = answer(begun, what="a, op dinsdag")
    anew = answer(moves.back(moves.back(written, PATTERN, now=NOW), PATTERN, now=NOW), pick="own")
    assert anew.written(anew.at, "what") == ""
    assert [agreement.what for agreement in anew.agreements] == ["a, op dinsdag"]


def test_changing_an_older_agreement_leaves_a_newer_one_alone() -> None:
    """Back over the choice, another agreement to change: no words pour from one into another."""
    first = made("own")
    older = first.agreements[0]
    newer = answer(answer(first, pick="own"), what="iets nieuws")
    back = moves.back(moves.back(newer, PATTERN, now=NOW), PATTERN, now=NOW)
    changing = answer(back, pick=f"change:{older.id}")
    assert changing.written(changing.at, "what") == older.what
    assert [agreement.what for agreement in answer(changing).agreements] == [
        older.what,
        "iets nieuws",
    ]


def test_going_back_over_a_choice_and_on_again_changes_nothing() -> None:
    """What was chosen stays a choice: an idea that was used, an agreement changed or dropped."""
    for picks in (["idea:1"], ["own", "change:a1"], ["own", "drop:a1"]):
        reached = made(*picks)
        while reached.at.key != f"agreements/choose//{len(picks) - 1}":
            reached = moves.back(reached, PATTERN, now=NOW)
        assert answer(reached).agreements == reached.agreements


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"start": "2026-12-01", "until": "2026-11-30"}, errors.DatesSwapped),
        ({"start": "2026-12-01", "until": "20261130"}, errors.DatesSwapped),
        ({"start": "2026-W49-2", "until": "2026-11-30"}, errors.DatesSwapped),
        ({"until": "1926-11-23"}, errors.DateInPast),
        ({"until": "morgen"}, errors.DateNotUnderstood),
        ({"until": "2026-02-30"}, errors.DateNotUnderstood),
        ({"until": "30-11-2026"}, errors.DateNotUnderstood),
        ({"until": "9" * 5000}, errors.DateNotUnderstood),
        ({"who": "mia"}, errors.ChoiceUnknown),
        ({"kind": "promise"}, errors.ChoiceUnknown),
        ({"what": " "}, errors.AnswerMissing),
    ],
)
def test_an_agreement_that_cannot_be_made(
    given: dict[str, str], expected: type[errors.MoveError]
) -> None:
    """Bad days and choices are refused where they are filled in."""
    reached = answer(play(collecting("koken"), "agreements/choose//0"), pick="idea:1")
    with pytest.raises(expected):
        answer(reached, **given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, errors.AnswerMissing),
        ({"time": "20:30"}, errors.AnswerMissing),
        ({"date": "2026-11-21"}, errors.DateInPast),
        ({"date": "over een week"}, errors.DateNotUnderstood),
        ({"date": "2026-11-29", "time": "half negen"}, errors.TimeNotUnderstood),
        ({"date": "2026-11-29", "time": "25:00"}, errors.TimeNotUnderstood),
        ({"date": "2026-11-29", "time": "20:30+02:00:30"}, errors.TimeNotUnderstood),
    ],
)
def test_a_date_that_cannot_be(given: dict[str, str], expected: type[errors.MoveError]) -> None:
    """A day that has been, or nonsense, is refused, and one stays on the turn."""
    with pytest.raises(expected):
        answer(at("date/pick//0"), **given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"date": "2026-11-22"}, ("2026-11-22", None)),
        ({"date": "2026-11-29", "time": "20:30"}, ("2026-11-29", "20:30:00")),
        ({"date": "2027-01-31", "time": "00:00"}, ("2027-01-31", "00:00:00")),
    ],
)
def test_the_date_is_for_every_standing_agreement(
    given: dict[str, str], expected: tuple[str, str | None]
) -> None:
    """Today may be the day; the time is free; a dropped agreement gets no date."""
    reached = answer(made("own", "own", "drop:a1", "enough"), **given)
    gone, stays = reached.agreements
    assert stays.evaluate_on is not None
    assert stays.evaluate_on.isoformat() == expected[0]
    assert (stays.evaluate_at and stays.evaluate_at.isoformat()) == expected[1]
    assert gone.evaluate_on is None
