"""People who talk at random, beside a plain model: which words were accepted, and who said them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from sessions import errors, idea_moves, moves, preparation
from sessions.conversation import YES, Conversation, Said, State, Turn
from sessions.kinds import Field, Form
from sessions.people import Person
from sessions.text import ANSWER_MAX, clean, is_empty
from tests.sessions.helpers import (
    AWKWARD,
    NOW,
    PATTERN,
    frozen,
    start,
    suitable,
)

Move = Callable[[Conversation], Conversation]
Slot = tuple[Turn, str]

NOTHING = ["", " ", "\n\t", "\u200b", "\x1b"]
TAILS = st.one_of(st.sampled_from(AWKWARD), st.text(st.characters(codec=None), max_size=4))


def is_active(machine: Talking) -> bool:
    """Whether the people can go on talking now."""
    return machine.now_is.state is State.ACTIVE


def is_away(machine: Talking) -> bool:
    """Whether a time-out runs."""
    return machine.now_is.state is State.TIME_OUT


class Talking(RuleBasedStateMachine):
    """A conversation beside a plain model of it: which words were accepted, and whose they are."""

    people: ClassVar[tuple[Person, ...]]

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.clock = NOW
        self.begin()

    def begin(self) -> None:
        """Sit down for a new conversation."""
        self.now_is = start(*self.people)
        self.fields: dict[Slot, str] = {}
        """What stands in each field, by turn and name."""
        self.kept: dict[str, str] = {}
        """Ideas, parked subjects and names of the cycle, by id."""
        self.behind: dict[str, Slot] = {}
        """The marks of words that were typed behind the curtain, and where."""
        self.revealed: dict[str, Said] = {}
        """What was answered alone, as it was when it was revealed."""

    # -- How the people do things ---------------------------------------------------------------

    def word(self, data: st.DataObject) -> str:
        """Give a text that stands nowhere else, with something awkward in it; or nothing."""
        kind = data.draw(st.sampled_from("wwwwwwnl"), label="sort of word")
        if kind == "n":
            return data.draw(st.sampled_from(NOTHING))
        mark = self.mark()
        return mark + ("x" * ANSWER_MAX if kind == "l" else data.draw(TAILS, label="word"))

    def mark(self) -> str:
        """Give a mark by which a word is known again."""
        self.count += 1
        return f"⟦{self.count}⟧"

    def do(self, move: Move) -> bool:
        """Make a move. A refusal leaves all as it was, and so does the move to what was before."""
        was, before = self.now_is, frozen(self.now_is)
        try:
            self.now_is = move(was)
        except errors.MoveError:
            assert frozen(self.now_is) == before
            return False
        assert frozen(was) == before
        return True

    def note(self, turn: Turn, name: str, text: str) -> None:
        """Keep in mind what now stands in a field, and whether it is behind the curtain."""
        self.fields[turn, name] = text
        # Said anew: what an earlier choice had put away for this field is no longer owed.
        self.kept.pop(f"{turn.key} {name}", None)
        if turn != idea_moves.PARKING and moves.is_answered_alone(self.now_is, PATTERN, turn):
            self.behind.update(dict.fromkeys(re.findall("⟦\\d+⟧", text), (turn, name)))

    def say(self, given: Mapping[str, str]) -> None:
        """Answer the present turn."""
        was, turn = self.now_is, self.now_is.at
        asked = moves.fields(was, PATTERN)
        new_id = self.mark()
        if self.do(lambda talk: moves.answer(talk, PATTERN, given, now=self.clock, new_id=new_id)):
            if turn.phase == "choose":
                self.put_away(turn)
            for field in asked:
                text = clean(given.get(field.id, was.written(turn, field.id)))
                self.note(turn, field.id, "" if is_empty(text) else text)

    def put_away(self, choose: Turn) -> None:
        """After another choice the words of an agreement stand aside: kept, out of its fields."""
        for turn, name in list(self.fields):
            here = turn.step == choose.step and turn.round == choose.round
            if here and turn.phase in ("write", "plan"):
                text = self.fields.pop((turn, name))
                if text:
                    self.kept[f"{turn.key} {name}"] = text

    def fill(self, field: Field, data: st.DataObject) -> str:
        """Give something for a field that mostly fits it."""
        good = {
            Form.CHOICE: st.sampled_from([choice.id for choice in field.choices] or [""]),
            Form.SCALE: st.sampled_from(["1", "7", "8", "10", "11", "0", "9" * 5000]),
            Form.CONFIRM: st.sampled_from([YES, YES, YES, "no", ""]),
            Form.DATE: st.sampled_from(["2026-12-01", "20261130", "2026-11-21", "bald", ""]),
            Form.TIME: st.sampled_from(["20:30", "20:30+01:00", "nooit", ""]),
        }
        if field.form in good and data.draw(st.integers(0, 9), label="fits") < 9:
            return data.draw(good[field.form], label=field.id)
        return self.word(data)

    # -- Talking --------------------------------------------------------------------------------

    @initialize(turns=st.integers(0, 45))
    def come_in(self, turns: int) -> None:
        """Begin somewhere on the way."""
        self.go_on(turns, 0)

    @precondition(is_active)
    @rule(turns=st.integers(1, 8), choice=st.integers(0, 2))
    def go_on(self, turns: int, choice: int) -> None:
        """Answer some turns as most people would, in words that stand nowhere else."""
        for _ in range(turns):
            if self.now_is.state is not State.ACTIVE:
                return
            if self.now_is.at.phase == "collect" and not self.now_is.ideas:
                self.put_idea(self.mark())
            fits = suitable(self.now_is)
            for field in moves.fields(self.now_is, PATTERN):
                if field.form in (Form.TEXT, Form.LINE):
                    fits[field.id] = self.mark()
                elif field.form is Form.CHOICE and field.id != "pick":
                    fits[field.id] = field.choices[choice % len(field.choices)].id
                elif field.form is Form.SCALE:
                    fits[field.id] = str(3 + 3 * choice)
            self.say(fits)

    @precondition(is_active)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        """Answer with whatever, leaving some of the fields alone."""
        asked = moves.fields(self.now_is, PATTERN)
        given = {field.id: self.fill(field, data) for field in asked if data.draw(st.booleans())}
        self.say(given)

    @precondition(is_active)
    @rule(data=st.data())
    def type_something(self, data: st.DataObject) -> None:
        """Type half a word in a field of this turn, or of a subject to park."""
        names = [(self.now_is.at, field.id) for field in moves.fields(self.now_is, PATTERN)]
        turn, name = data.draw(
            st.sampled_from([*names, (idea_moves.PARKING, "text")]), label="field"
        )
        text = self.word(data)
        if self.do(lambda talk: moves.save_draft(talk, name, text, now=self.clock, turn=turn)):
            self.note(turn, name, clean(text))

    @precondition(is_active)
    @rule()
    def skip(self) -> None:
        """Pass over the question."""
        self.do(lambda talk: moves.skip(talk, PATTERN, now=self.clock))

    @precondition(is_active)
    @rule(times=st.integers(1, 4))
    def back(self, times: int) -> None:
        """Go some turns back."""
        for _ in range(times):
            self.do(lambda talk: moves.back(talk, PATTERN, now=self.clock))

    @precondition(is_active)
    @rule()
    def take_over(self) -> None:
        """Take over what was prepared alone; from then on it is said aloud."""
        was, ready = self.now_is, preparation.prepared(self.now_is, PATTERN)
        filled = {name: text for name, text in ready.items() if not was.written(was.at, name)}
        if self.do(lambda talk: preparation.take_over(talk, PATTERN, now=self.clock)):
            for name, text in filled.items():
                self.note(was.at, name, text)
                for mark in re.findall("⟦\\d+⟧", text):
                    assert self.behind.pop(mark)[0].who == was.at.who

    # -- Ideas and parking ------------------------------------------------------------------------

    def put_idea(self, text: str) -> None:
        """Add an idea to the list."""
        turn, new_id = self.now_is.at, self.mark()
        if self.do(lambda talk: idea_moves.add_idea(talk, text, now=self.clock, new_id=new_id)):
            self.kept[new_id] = clean(text).strip()
            self.note(turn, "idea", "")

    @precondition(is_active)
    @rule(data=st.data())
    def add_idea(self, data: st.DataObject) -> None:
        """Say another idea, where that is asked or not."""
        self.put_idea(self.word(data))

    @precondition(lambda self: is_active(self) and self.now_is.ideas)
    @rule(data=st.data())
    def withdraw_idea(self, data: st.DataObject) -> None:
        """Take an idea back."""
        name = data.draw(st.sampled_from([*(idea.id for idea in self.now_is.ideas), "nobody"]))
        self.do(lambda talk: idea_moves.withdraw_idea(talk, name, now=self.clock))

    @precondition(is_active)
    @rule(data=st.data())
    def park(self, data: st.DataObject) -> None:
        """Keep a subject for another time."""
        text, new_id = self.word(data), self.mark()
        if self.do(lambda talk: idea_moves.park(talk, text, now=self.clock, new_id=new_id)):
            self.kept[new_id] = clean(text).strip()
            self.fields.pop((idea_moves.PARKING, "text"), None)
