"""Kinds of step: what each says of itself, phase by phase, and that a new one is one module."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from msgspec.structs import replace

from sessions import inventory, moves, privacy
from sessions.agreements import Agreement
from sessions.conversation import Conversation, Said, State, Turn
from sessions.kinds import KINDS, StepKind
from sessions.pattern import Kind, Pattern, Step, shipped
from sessions.transcript import passages
from tests.sessions import helpers
from tests.sessions.helpers import NOW, PATTERN, Script
from tests.sessions.letter import PROMISE, LetterKind

BOTH_SEE = "{other} looks away. You see each other's answers when you are both done."
STAYS = "{other} looks away. This stays with {me}."
UNLESS_SHARED = (
    "{other} looks away. {other} does not see what {me} writes here, unless {me} shares it."
)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a kind says of a phase, each turn of it at the moment they come there."""

    promise: str = ""
    """What the curtain says before it; empty when there is no curtain."""
    private: bool = False
    phrase: bool = False
    read: bool = False
    """Whether words of it can be read when the conversation has ended."""


TOGETHER = Answers()
READABLE = Answers(read=True)
SHARABLE = Answers(promise=UNLESS_SHARED, private=True, phrase=True)

TABLE: Mapping[str, Mapping[str, Answers]] = {
    "give-and-take": {
        "rules/agree": TOGETHER,
        "rules/now": TOGETHER,
        "joint/subject": READABLE,
        "joint/aim": READABLE,
        "joint/cycle": READABLE,
        "private/tension": SHARABLE,
        "private/wait": SHARABLE,
        "private/goal": Answers(promise=UNLESS_SHARED, private=True, phrase=True, read=True),
        "private/message": SHARABLE,
        "private/neutral": SHARABLE,
        "private/share": Answers(promise=UNLESS_SHARED, phrase=True),
        "private/reveal": TOGETHER,
        "turns/speak": READABLE,
        "turns/reflect": READABLE,
        "turns/confirm": READABLE,
        "turns/again": READABLE,
        "turns/more": READABLE,
        "turns/missed": READABLE,
        "ideas/collect": TOGETHER,
        "ideas/judge": Answers(promise=BOTH_SEE, read=True),
        "ideas/reveal": READABLE,
        "agreements/choose": TOGETHER,
        "agreements/write": TOGETHER,
        "agreements/plan": TOGETHER,
        "date/pick": TOGETHER,
        "closing/open": READABLE,
        "closing/tension": Answers(promise=STAYS, private=True),
        "closing/thanks": READABLE,
        "closing/confirm": TOGETHER,
    },
    "evaluation": {
        "turns/speak": READABLE,
        "review/answer": Answers(promise=BOTH_SEE, read=True),
        "review/decide": READABLE,
        "review/write": TOGETHER,
        "review/plan": TOGETHER,
        "date/pick": TOGETHER,
        "closing/open": READABLE,
        "closing/thanks": READABLE,
        "closing/confirm": TOGETHER,
    },
    "inventory": {
        "inventory/matter": Answers(promise=BOTH_SEE, read=True),
        "inventory/signals": Answers(promise=STAYS, private=True, phrase=True),
        "balance/show": TOGETHER,
    },
}
"""What every phase of the shipped patterns answers, by pattern and then by kind and phase."""

SCRIPTS: Mapping[str, Script] = {
    "give-and-take": {
        "alone/tension": {"scale": "9"},
        "impact/confirm/kim/0": {"choice": "not-quite"},
        "impact/confirm/kim/1": {"choice": "not-quite"},
    },
    "evaluation": {"review/decide": {"decision": "adjust"}},
    "inventory": {},
}
"""Answers that lead past every phase."""


def begun(pattern: Pattern) -> Conversation:
    """Give a conversation of Kim and Sam at its first turn; an evaluation has what it looks at."""
    reviewed = [Agreement(id="a1", what="samen koken", made_on=NOW.date() - timedelta(days=7))]
    return moves.begin(
        helpers.pair(),
        pattern,
        new_id="b" * 32,
        now=NOW,
        reviewed=reviewed if pattern.id == "evaluation" else (),
    )


def on_the_way(pattern: Pattern) -> Iterator[tuple[Conversation, Step, str]]:
    """Give the conversation at each turn that comes, with its step, and its kind and phase."""
    for talk in helpers.steps(begun(pattern), SCRIPTS[pattern.id], pattern):
        if talk.state is State.ACTIVE:
            step = pattern.step(talk.at.step)
            yield talk, step, name_of(step, talk.at)


def name_of(step: Step, turn: Turn) -> str:
    """Give kind and phase of a turn; the matters of an inventory are one phase."""
    phase = "matter" if turn.phase.startswith(inventory.MATTER) else turn.phase
    return f"{step.kind.value}/{phase}"


@pytest.mark.parametrize("pattern_id", TABLE)
def test_every_phase_of_a_shipped_pattern(pattern_id: str) -> None:
    """The curtain and its promise, what is private and what asks the phrase, at every turn."""
    pattern = shipped(pattern_id)
    came: set[str] = set()
    for talk, step, name in on_the_way(pattern):
        kind, expected = KINDS[step.kind], TABLE[pattern_id][name]
        came.add(name)
        alone = kind.answered_alone(talk.at)
        assert alone is moves.is_answered_alone(talk, pattern) is bool(expected.promise), name
        if alone:
            assert kind.curtain_promise(talk.at) == expected.promise, name
        assert kind.is_private(talk, step, talk.at) is expected.private, name
        assert privacy.is_private(talk, pattern, talk.at.key) is expected.private, name
        assert privacy.needs_phrase(talk, pattern) is expected.phrase, name
    assert came == set(TABLE[pattern_id])


@pytest.mark.parametrize("pattern_id", TABLE)
def test_what_of_a_phase_is_read_afterwards(pattern_id: str) -> None:
    """In the end the transcript has words of these phases, and of no other."""
    pattern = shipped(pattern_id)
    ended = helpers.play(begun(pattern), "", SCRIPTS[pattern_id], pattern)
    assert ended.state is State.FINISHED
    read = {
        name_of(step, passage.turn)
        for step, readable in passages(ended, pattern)
        for passage in readable
    }
    assert read == {name for name, answers in TABLE[pattern_id].items() if answers.read}


@pytest.mark.parametrize("pattern_id", TABLE)
def test_a_promise_is_kept_on_every_turn(pattern_id: str) -> None:
    """Nothing of what is answered alone is read while somebody is still alone in that step."""
    pattern = shipped(pattern_id)
    for talk, step, _ in on_the_way(pattern):
        kind = KINDS[step.kind]
        if not kind.answered_alone(talk.at):
            continue
        for passage in kind.passages(talk, step):
            assert not kind.answered_alone(passage.turn), talk.at.key


def test_every_kind_is_in_the_table() -> None:
    """A kind that no shipped pattern uses would not be looked at above."""
    kinds = {name.partition("/")[0] for phases in TABLE.values() for name in phases}
    assert kinds == {kind.value for kind in KINDS} == {kind.value for kind in Kind}


# -- What changes with what was answered -------------------------------------------------------


@pytest.mark.parametrize("given", ["yes", ""])
def test_what_is_shared_is_not_private_any_more(given: str) -> None:
    """Only the answer that was shared, of the one who shared it."""
    ended = helpers.play(helpers.start(), "", {"alone/share/kim": {"goal": given}})
    step = PATTERN.step("alone")
    kind = KINDS[step.kind]
    assert kind.is_private(ended, step, Turn("alone", "goal", "kim")) is not bool(given)
    assert kind.is_private(ended, step, Turn("alone", "message", "kim"))
    assert not kind.is_private(ended, step, Turn("alone", "goal", "sam"))


def test_matters_ask_the_phrase_once_something_was_noticed() -> None:
    """One turn on stands what its writer noticed: answered, half-typed or closed."""
    pattern = shipped("inventory")
    kind, step = KINDS[Kind.INVENTORY], pattern.step("inventory")
    fresh = helpers.start(pattern=pattern)
    signals = Turn("inventory", "signals", "kim").key
    matter = fresh.at
    assert not kind.needs_phrase(fresh, step, matter)
    for noticed in (
        replace(fresh, drafts={signals: {"tired": "yes"}}),
        replace(fresh, closed_drafts={signals: "box"}),
        helpers.play(fresh, "inventory/matter-cooking/sam/0", {}, pattern),
    ):
        assert kind.needs_phrase(noticed, step, matter)
        assert not kind.needs_phrase(noticed, step, replace(matter, who="sam"))


@pytest.mark.parametrize(
    ("pattern_id", "turn", "question"),
    [
        ("give-and-take", Turn("alone", "wait", "kim"), "When you were that tense, you chose:"),
        ("give-and-take", Turn("closing", "tension", "kim"), "How tense were you afterwards?"),
        (
            "inventory",
            Turn("inventory", "signals", "kim"),
            "What have you noticed in yourself, the last few weeks?",
        ),
    ],
)
def test_the_question_beside_an_answer_that_is_read_back(
    pattern_id: str, turn: Turn, question: str
) -> None:
    """What no question of the pattern asks has its words with its kind."""
    step = shipped(pattern_id).step(turn.step)
    assert KINDS[step.kind].question_asked(step, turn) == question


def test_a_question_of_the_pattern_is_read_back_in_its_own_words() -> None:
    """Every question that somebody answers alone."""
    step = PATTERN.step("alone")
    for question in step.questions:
        turn = Turn(step.id, question.id, "kim")
        assert KINDS[step.kind].question_asked(step, turn) == question.prompt


def test_how_long_a_turn_is_stands_with_the_rules() -> None:
    """As both chose; before that, and without rules in the pattern, it is not decided."""
    assert moves.turn_minutes(helpers.start(), PATTERN) is None
    decided = helpers.at("together/subject//0", {"rules/now": {"minutes": "5"}})
    assert moves.turn_minutes(decided, PATTERN) == 5
    undecided = helpers.at("together/subject//0", {"rules/now": {"minutes": ""}})
    assert moves.turn_minutes(undecided, PATTERN) is None
    evaluation = shipped("evaluation")
    assert moves.turn_minutes(begun(evaluation), evaluation) is None


# -- A new kind --------------------------------------------------------------------------------


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Pattern:
    """Give a pattern with a step of a kind that only the tests have."""
    monkeypatch.setitem(KINDS, Kind.JOINT, LetterKind())
    pattern = helpers.pattern_of(
        {"id": "mail", "kind": "joint", "questions": [{"id": "letter", "prompt": "?"}]}
    )
    monkeypatch.setattr(privacy, "shipped", lambda _: pattern)
    return pattern


def words_of(talk: Conversation, pattern: Pattern) -> list[str]:
    """Give what everybody may read of the letters."""
    return [
        passage.text
        for step, readable in passages(talk, pattern)
        if step.id == "mail"
        for passage in readable
    ]


def test_a_new_kind_decides_what_is_read(letters: Pattern) -> None:
    """Nothing until both letters are written, then both; never a note."""
    both = ["‹mail/letter/kim/0 text›", "‹mail/letter/sam/0 text›"]
    came = []
    for talk in helpers.steps(helpers.start(pattern=letters), None, letters):
        came.append(talk.at.key)
        is_said = talk.is_said(Turn("mail", "letter", "sam"))
        assert words_of(talk, letters) == (both if is_said else [])
    assert came[:5] == [
        "mail/letter/kim/0",
        "mail/note/kim/0",
        "mail/letter/sam/0",
        "mail/note/sam/0",
        "mail/read//0",
    ]


def test_a_new_kind_decides_what_is_closed_and_for_whom(letters: Pattern) -> None:
    """Its notes are closed for their writer, open for them again, and taken out for both."""
    talk = helpers.play(helpers.start(pattern=letters), "mail/read//0", None, letters)

    def close(who: str, place: str, fields: Mapping[str, str]) -> str:
        return json.dumps([place, dict(fields)]) if who == "kim" else ""

    def open_(place: str, box: str) -> Mapping[str, str] | None:
        known, fields = json.loads(box)
        return dict(fields) if known == place else None

    closed = privacy.close_private(talk, close)
    assert [key for key, said in closed.said.items() if said.closed] == ["mail/note/kim/0"]
    assert privacy.open_private(closed, "kim", open_) == talk
    own = [turn.phase for turn, _ in privacy.own_answers(talk, letters, "kim")]
    assert own == ["note"]
    shown = set(helpers.strings(privacy.without_private(talk)))
    assert "‹mail/letter/kim/0 text›" in shown
    assert not any("mail/note" in words and "‹" in words for words in shown)


def test_a_new_kind_decides_what_the_curtain_says_and_asks(letters: Pattern) -> None:
    """Its own promise where it has one, and otherwise that it stays with the writer."""
    promises, phrases, alone = [], [], []
    for talk in helpers.steps(helpers.start(pattern=letters), None, letters):
        if talk.at.step == "mail":
            promises.append(KINDS[Kind.JOINT].curtain_promise(talk.at))
            phrases.append(privacy.needs_phrase(talk, letters))
            alone.append(moves.is_answered_alone(talk, letters))
    assert promises[:4] == [PROMISE, STAYS, PROMISE, STAYS]
    assert phrases == [False, True, False, True, False]
    assert alone == [True, True, True, True, False]


def test_a_kind_that_says_nothing_shows_nothing() -> None:
    """What is answered alone is private, asks the phrase and is read by nobody, unless it says."""

    class QuietKind(LetterKind):
        curtain_promise = StepKind.curtain_promise
        is_private = StepKind.is_private
        passages = StepKind.passages

    kind = QuietKind()
    pattern = helpers.pattern_of(
        {"id": "mail", "kind": "joint", "questions": [{"id": "letter", "prompt": "?"}]}
    )
    talk, step = helpers.start(pattern=pattern), pattern.step("mail")
    for turn in kind.turns(talk, step):
        alone = kind.answered_alone(turn)
        assert kind.is_private(talk, step, turn) is alone
        assert kind.needs_phrase(talk, step, turn) is alone
        assert kind.curtain_promise(turn) == STAYS
    turns = kind.turns(talk, step)
    written = replace(
        talk, said={turn.key: Said(fields={"text": "words"}, at=NOW) for turn in turns}
    )
    assert list(kind.passages(written, step)) == []
