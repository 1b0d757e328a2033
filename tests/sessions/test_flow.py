"""Which turn follows which: tables, one for each kind of step."""

from __future__ import annotations

import pytest

from sessions import errors, moves
from sessions.conversation import Conversation, Ending, State, Turn
from sessions.kinds.turns import listener, speaker_of, spoken
from sessions.people import Person
from tests.sessions.helpers import (
    KIM,
    NOW,
    PATTERN,
    SAM,
    Script,
    answer,
    at,
    go,
    keys,
    pattern_of,
    play,
    start,
    steps,
    suitable,
)

ALONE_KIM = ["tension/kim/0", "goal/kim/0", "message/kim/0", "neutral/kim/0"]
ALONE_SAM = ["tension/sam/0", "goal/sam/0", "message/sam/0", "neutral/sam/0"]
KIM_HEARD = ["speak/kim/0", "reflect/sam/0", "confirm/kim/0"]
SAM_HEARD = ["speak/sam/0", "reflect/kim/0", "confirm/sam/0"]


def test_the_steps_come_in_the_order_of_the_pattern(room: Conversation) -> None:
    """With a mediator in the room, wherever they sit, it is the same way through the steps."""
    seen = list(dict.fromkeys(step.at.step for step in steps(room)))
    assert seen == [step.id for step in PATTERN.steps]


def test_a_mediator_has_no_turn_of_their_own(room: Conversation) -> None:
    """The mediator steers: no turn, no field and no confirmation is theirs."""
    for step in steps(room):
        assert step.at.who in ("", "kim", "sam")
        assert "mia" not in {field.id for field in moves.fields(step, PATTERN)}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({}, ["agree//0", "now//0"]),
        ({"rules/now": {}}, ["agree//0", "now//0"]),
        ({"rules/now": {"minutes": "5"}}, ["agree//0", "now//0"]),
    ],
)
def test_rules(script: Script, expected: list[str]) -> None:
    """Both read the rules, then say whether now is a good time."""
    assert keys("rules", script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({}, ["subject//0", "aim//0"]),
        ({"together/aim": None}, ["subject//0", "aim//0"]),
        ({"together/aim": {}}, ["subject//0", "aim//0"]),
    ],
)
def test_joint(script: Script, expected: list[str]) -> None:
    """A joint step has one turn a question, also when one is passed over."""
    assert keys("together", script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param(
            {},
            [*ALONE_KIM, "share/kim/0", *ALONE_SAM, "share/sam/0", "reveal//0"],
            id="both share",
        ),
        pytest.param(
            {"alone/share": {}},
            [*ALONE_KIM, "share/kim/0", *ALONE_SAM, "share/sam/0"],
            id="neither shares",
        ),
        pytest.param(
            {"alone/share/sam": {}},
            [*ALONE_KIM, "share/kim/0", *ALONE_SAM, "share/sam/0", "reveal//0"],
            id="only the first shares",
        ),
        pytest.param(
            {"alone/share/kim": {}},
            [*ALONE_KIM, "share/kim/0", *ALONE_SAM, "share/sam/0", "reveal//0"],
            id="only the second shares",
        ),
        pytest.param({"alone/goal": None}, [*ALONE_KIM, *ALONE_SAM], id="nothing to share"),
        pytest.param(
            {"alone/goal/kim": None},
            [*ALONE_KIM, *ALONE_SAM, "share/sam/0", "reveal//0"],
            id="one has nothing to share",
        ),
        pytest.param(
            {"alone/goal/kim": {"text": " \n"}},
            [*ALONE_KIM, *ALONE_SAM, "share/sam/0", "reveal//0"],
            id="space is nothing to share",
        ),
        pytest.param({"alone": None}, [*ALONE_KIM, *ALONE_SAM], id="all passed over"),
        pytest.param(
            {"alone/tension/kim": {"scale": "8"}, "alone/goal": None},
            ["tension/kim/0", "wait/kim/0", *ALONE_KIM[1:], *ALONE_SAM],
            id="eight offers to wait",
        ),
        pytest.param(
            {"alone/tension": {"scale": "10"}, "alone/goal": None},
            [
                *("tension/kim/0", "wait/kim/0", *ALONE_KIM[1:]),
                *("tension/sam/0", "wait/sam/0", *ALONE_SAM[1:]),
            ],
            id="both are very tense",
        ),
        pytest.param(
            {"alone/tension": {"scale": "7"}, "alone/goal": None},
            [*ALONE_KIM, *ALONE_SAM],
            id="seven offers nothing",
        ),
    ],
)
def test_private(script: Script, expected: list[str]) -> None:
    """Each is alone, may share what can be shared, and the reveal comes only when somebody did."""
    assert keys("alone", script) == expected


def test_waiting_is_a_time_out_and_comes_back_at_the_next_turn() -> None:
    """Who chooses to wait gets a time-out, and afterwards the next turn, not the offer again."""
    tense = {"alone/tension/kim": {"scale": "9"}, "alone/wait/kim": {"choice": "wait"}}
    waiting = play(start(), script=tense)
    assert (waiting.state, waiting.at) == (State.TIME_OUT, Turn("alone", "goal", "kim"))
    assert waiting.time_out is not None


def heard(*verdicts: str) -> dict[str, dict[str, str] | None]:
    """Give the script in which Kim answers "is that it?" like this, one round after the other."""
    return {
        f"impact/confirm/kim/{place}": {"choice": verdict} for place, verdict in enumerate(verdicts)
    }


def again(place: int, choice: str) -> dict[str, dict[str, str] | None]:
    """Give the script in which Kim, after two misses, chooses this."""
    return {f"impact/again/kim/{place}": {"choice": choice}}


MISSED_TWICE = [*KIM_HEARD, "reflect/sam/1", "confirm/kim/1", "again/kim/1"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param(heard("yes"), [*KIM_HEARD, *SAM_HEARD], id="that is it"),
        pytest.param(
            heard("not-quite", "yes"),
            [*KIM_HEARD, "reflect/sam/1", "confirm/kim/1", *SAM_HEARD],
            id="not quite, then it is",
        ),
        pytest.param(
            heard("more", "yes"),
            [*KIM_HEARD, "more/kim/1", "reflect/sam/1", "confirm/kim/1", *SAM_HEARD],
            id="there is more",
        ),
        pytest.param(
            heard("not-quite", "not-quite") | again(1, "stand"),
            [*MISSED_TWICE, *SAM_HEARD],
            id="missed twice, let it stand",
        ),
        pytest.param(
            heard("not-quite", "not-quite", "yes") | again(1, "words"),
            [*MISSED_TWICE, "more/kim/2", "reflect/sam/2", "confirm/kim/2", *SAM_HEARD],
            id="missed twice, in other words",
        ),
        pytest.param(
            heard("not-quite", "more", "not-quite", "yes"),
            [
                *KIM_HEARD,
                *("reflect/sam/1", "confirm/kim/1"),
                *("more/kim/2", "reflect/sam/2", "confirm/kim/2"),
                *("reflect/sam/3", "confirm/kim/3"),
                *SAM_HEARD,
            ],
            id="more in between makes it one miss again",
        ),
        pytest.param(
            heard("not-quite", "not-quite", "not-quite", "not-quite")
            | again(1, "words")
            | again(3, "stand"),
            [
                *MISSED_TWICE,
                *("more/kim/2", "reflect/sam/2", "confirm/kim/2"),
                *("reflect/sam/3", "confirm/kim/3", "again/kim/3"),
                *SAM_HEARD,
            ],
            id="missed four times, asked twice",
        ),
        pytest.param(
            {"impact/speak/kim": None}, ["speak/kim/0", *SAM_HEARD], id="the first has nothing"
        ),
        pytest.param(
            {"impact/speak": None}, ["speak/kim/0", "speak/sam/0"], id="nobody has anything"
        ),
        pytest.param(
            {"impact/reflect/sam": None}, [*KIM_HEARD, *SAM_HEARD], id="nothing said back"
        ),
        pytest.param(
            heard("more", "yes") | {"impact/more/kim": None},
            [*KIM_HEARD, "more/kim/1", "reflect/sam/1", "confirm/kim/1", *SAM_HEARD],
            id="after all nothing more",
        ),
    ],
)
def test_turns(script: Script, expected: list[str]) -> None:
    """One speaks, the other says it back, the speaker says whether that is it; then they swap."""
    assert keys("impact", script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({}, ["speak/kim/0", "reflect/sam/0", "speak/sam/0", "reflect/kim/0"]),
        ({"appreciation/speak/kim": None}, ["speak/kim/0", "speak/sam/0", "reflect/kim/0"]),
        ({"appreciation/speak/sam": None}, ["speak/kim/0", "reflect/sam/0", "speak/sam/0"]),
    ],
)
def test_turns_without_confirming(script: Script, expected: list[str]) -> None:
    """Saying thank you back is not weighed."""
    assert keys("appreciation", script) == expected


def test_who_sits_next_listens_and_what_was_said_stands_beside_it(room: Conversation) -> None:
    """The listener sees all that the speaker said in this exchange, the addition too."""
    step = PATTERN.step("impact")
    reached = play(room, "impact/reflect/sam/1", heard("more", "yes"))
    assert listener(reached, "kim").id == "sam"
    assert listener(reached, "sam").id == "kim"
    assert speaker_of(reached, reached.at).id == "kim"
    assert speaker_of(reached, Turn("impact", "confirm", "kim")).id == "kim"
    assert [(turn.key, name) for turn, name in spoken(reached, step, reached.at)] == [
        *(("impact/speak/kim/0", slot.id) for slot in step.slots),
        ("impact/more/kim/1", "text"),
    ]


def collecting(*texts: str, withdraw: tuple[str, ...] = ()) -> Conversation:
    """Give the conversation at collecting, with ideas `1`, `2`, ... of which some are withdrawn."""
    reached = at("ideas/collect//0")
    for place, text in enumerate(texts, start=1):
        reached = moves.add_idea(reached, text, now=NOW, new_id=str(place))
    for one in withdraw:
        reached = moves.withdraw_idea(reached, one, now=NOW)
    return reached


@pytest.mark.parametrize(
    ("ideas", "withdraw", "expected"),
    [
        pytest.param((), (), ["collect//0"], id="none"),
        pytest.param(("a",), (), ["collect//0", "mark/kim/0", "mark/sam/0", "reveal//0"], id="one"),
        pytest.param(
            ("a", "b", "c"),
            (),
            [
                "collect//0",
                *("mark/kim/0", "mark/kim/1", "mark/kim/2"),
                *("mark/sam/0", "mark/sam/1", "mark/sam/2"),
                "reveal//0",
            ],
            id="three",
        ),
        pytest.param(
            ("a", "b", "c"),
            ("2",),
            [
                "collect//0",
                *("mark/kim/0", "mark/kim/2"),
                *("mark/sam/0", "mark/sam/2"),
                "reveal//0",
            ],
            id="one of three withdrawn",
        ),
        pytest.param(("a", "b"), ("1", "2"), ["collect//0"], id="all withdrawn"),
    ],
)
def test_ideas(ideas: tuple[str, ...], withdraw: tuple[str, ...], expected: list[str]) -> None:
    """Each marks every standing idea alone; a withdrawn one keeps its place and is not asked."""
    script: Script = {} if len(ideas) > len(withdraw) else {"ideas/collect": None}
    reached = collecting(*ideas, withdraw=withdraw)
    found = [reached.at.key]
    while reached.at.step == "ideas":
        step_on = moves.skip(reached, PATTERN, now=NOW) if script else None
        reached = step_on or answer(reached, **suitable(reached))
        found.append(reached.at.key)
    assert found == [*(f"ideas/{one}" for one in expected), "agreements/choose//0"]


def test_a_withdrawn_idea_keeps_its_words_and_comes_back_when_it_is_said_anew() -> None:
    """Withdrawing erases nothing; other words are another idea."""
    gone = collecting("a", withdraw=("1",))
    assert [(idea.text, idea.withdrawn) for idea in gone.ideas] == [("a", True)]
    anew = moves.add_idea(gone, " b ", now=NOW, new_id="2")
    assert [(idea.text, idea.withdrawn) for idea in anew.ideas] == [("a", True), ("b", False)]


def test_an_objection_has_a_reason() -> None:
    """Not like this, because ...: without the reason it does not go on, and nothing changes."""
    reached = play(collecting("a"), "ideas/mark/kim/0")
    for why in ("", " ", "\u200b"):
        with pytest.raises(errors.ReasonMissing):
            answer(reached, mark="objection", why=why)
    assert answer(reached, mark="objection", why="te laat").at.key == "ideas/mark/sam/0"


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
    found = [
        (agreement.id, agreement.what, agreement.idea, agreement.withdrawn)
        for agreement in made(*picks).agreements
    ]
    assert found == expected


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
    said = answer(begun, what="a, op dinsdag")
    anew = answer(moves.back(moves.back(said, PATTERN, now=NOW), PATTERN, now=NOW), pick="own")
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


CLOSING = [
    "open//0",
    "tension/kim/0",
    "tension/sam/0",
    "thanks/kim/0",
    "thanks/sam/0",
    "confirm//0",
]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({"closing/open": {}}, Ending.AGREEMENT),
        ({"closing/open": None}, Ending.AGREEMENT),
        ({"closing/open": {"text": "de vakantie"}}, Ending.PARTLY),
        ({"agreements/choose": {"pick": "enough"}}, Ending.NO_AGREEMENT),
        (
            {"agreements/choose": {"pick": "enough"}, "closing/open": {"next": "third"}},
            Ending.NO_AGREEMENT,
        ),
    ],
)
def test_every_way_to_end(script: Script, expected: Ending) -> None:
    """Agreement, partly and none are all an end; the way through the closing is the same."""
    assert keys("closing", script) == CLOSING
    ended = play(start(), script=script)
    assert (ended.state, ended.ending, ended.ended) == (State.FINISHED, expected, NOW)


def test_everything_that_can_be_passed_over_can_be_passed_over() -> None:
    """With only what is needed answered, the conversation comes to its end, without agreement."""
    reached = start()
    while reached.state is State.ACTIVE:
        if moves.can_skip(reached, PATTERN):
            reached = moves.skip(reached, PATTERN, now=NOW)
        else:
            reached = answer(reached, **{**suitable(reached), "pick": "enough"})
    assert reached.ending is Ending.NO_AGREEMENT


def test_nobody_closes_for_the_other() -> None:
    """Rules and closing need the yes of each, and a yes is nothing but that."""
    for key in ("rules/agree//0", "closing/confirm//0"):
        reached = at(key)
        for given in ({}, {"kim": "yes"}, {"sam": "yes"}):
            with pytest.raises(errors.NotConfirmed):
                answer(reached, **given)
        with pytest.raises(errors.ChoiceUnknown):
            answer(reached, kim="yes", sam="no")


def test_talking_again_another_day_is_kept_as_a_date() -> None:
    """A day for the next talk, named at the closing, stands in the finished conversation."""
    ended = play(
        at("closing/open//0"), script={"closing/open": {"next": "again", "again_on": "2026-12-06"}}
    )
    assert ended.return_at is not None
    assert ended.return_at.isoformat() == "2026-12-06T00:00:00+00:00"
    rest = {"next": "rest", "again_on": "2026-12-06"}
    for given in ({}, rest):
        assert play(at("closing/open//0"), script={"closing/open": given}).return_at is None


@pytest.mark.parametrize(
    "text", ["0", "11", "-1", "3.0", "1e1", "٣", "drie", "9" * 5000, "+3", "3\n4"]
)
def test_a_number_outside_the_scale_is_refused(text: str) -> None:
    """Only the numbers on the scale count, in the digits that it shows."""
    with pytest.raises(errors.ChoiceUnknown):
        answer(at("alone/tension/kim/0"), scale=text)


@pytest.mark.parametrize(
    ("key", "given", "expected"),
    [
        ("together/subject//0", {}, errors.AnswerMissing),
        ("together/subject//0", {"text": " \t\n\u200b"}, errors.AnswerMissing),
        ("together/aim//0", {"choice": "win"}, errors.ChoiceUnknown),
        ("appreciation/speak/kim/0", {}, errors.AnswerMissing),
        ("impact/speak/kim/0", {"feel": " "}, errors.AnswerMissing),
        ("impact/reflect/sam/0", {}, errors.AnswerMissing),
        ("impact/confirm/kim/0", {}, errors.ChoiceMissing),
        ("impact/confirm/kim/0", {"choice": "maybe"}, errors.ChoiceUnknown),
        ("ideas/mark/kim/0", {"why": "zomaar"}, errors.ChoiceMissing),
        ("agreements/choose//0", {}, errors.ChoiceMissing),
        ("agreements/choose//0", {"pick": "idea:none"}, errors.ChoiceUnknown),
        ("alone/share/kim/0", {"goal": "no"}, errors.ChoiceUnknown),
    ],
)
def test_an_answer_that_is_not_one(
    key: str, given: dict[str, str], expected: type[errors.MoveError]
) -> None:
    """What is missing or not a choice is named, and one stays on the turn."""
    with pytest.raises(expected):
        answer(at(key), **given)


@pytest.mark.parametrize(
    "key",
    [
        "rules/agree//0",
        "rules/now//0",
        "together/subject//0",
        "alone/share/kim/0",
        "alone/reveal//0",
        "impact/confirm/kim/0",
        "ideas/mark/kim/0",
        "ideas/reveal//0",
        "agreements/choose//0",
        "agreements/write//0",
        "date/pick//0",
        "closing/confirm//0",
    ],
)
def test_what_decides_cannot_be_passed_over(key: str) -> None:
    """Passing over is refused where the answer decides what follows."""
    assert not moves.can_skip(at(key), PATTERN)
    with pytest.raises(errors.CannotSkip):
        moves.skip(at(key), PATTERN, now=NOW)


def test_who_has_the_floor_is_who_the_turn_names(room: Conversation) -> None:
    """One person has the floor, or everybody together; who is alone always has it."""
    for step in steps(room):
        holder = moves.floor(step)
        assert (holder.id if holder else "") == step.at.who
        if moves.is_answered_alone(step, PATTERN):
            assert holder in (KIM, SAM)


def test_a_single_slot_must_be_filled_and_of_several_one_is_enough() -> None:
    """The builder helps; it never demands every sentence."""
    assert answer(at("impact/speak/kim/0"), feel="moe").at.key == "impact/reflect/sam/0"


def test_a_joint_question_with_slots_needs_one_of_them() -> None:
    """A needed question with several beginnings of sentences takes any one of them."""
    pattern = pattern_of(
        {
            "id": "both",
            "kind": "joint",
            "questions": [
                {
                    "id": "q",
                    "prompt": "?",
                    "slots": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
                }
            ],
        }
    )
    begun = start(pattern=pattern)
    with pytest.raises(errors.AnswerMissing):
        moves.answer(begun, pattern, {}, now=NOW, new_id="n")
    assert go(begun, {"both/q": {"b": "ja"}}, pattern).at.key == "closing/open//0"


def test_three_partners_each_say_back_what_the_one_before_said() -> None:
    """The flow does not count on two: with three, the one who sits next listens."""
    ann = Person(id="ann", name="Ann", language="en")
    found = keys("appreciation", conversation=start(KIM, SAM, ann))
    assert found == [
        *("speak/kim/0", "reflect/sam/0", "speak/sam/0"),
        *("reflect/ann/0", "speak/ann/0", "reflect/kim/0"),
    ]
