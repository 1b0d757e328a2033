"""All moves at random: what must hold however two people walk through it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import ClassVar

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sessions import errors, moves, timeout
from sessions.conversation import YES, Conversation, Said, State, Turn
from sessions.kinds import KINDS, Field, Form
from sessions.people import Person
from sessions.text import ANSWER_MAX, clean, is_empty
from sessions.transcript import passages
from tests.sessions.helpers import (
    KIM,
    MIA,
    NOW,
    PATTERN,
    SAM,
    frozen,
    go,
    start,
    strings,
    suitable,
)
from tests.sessions.test_answers import AWKWARD

Move = Callable[[Conversation], Conversation]
Slot = tuple[Turn, str]

NOTHING = ["", " ", "\n\t", "\u200b", "\x1b"]
TAILS = st.one_of(st.sampled_from(AWKWARD), st.text(st.characters(codec=None), max_size=4))
WHO = st.sampled_from(["kim", "sam"])
MINUTES = st.sampled_from([-5, 0, 1, 19, 20, 30, 60, 24 * 60, 24 * 60 + 1, 10**6])
SECONDS = st.sampled_from([0, 1, 9, 10, 11, 60, 20 * 60, 3600, 86_400, -3600, -(10**7), 10**7])

CLOSING = moves.open_turn(PATTERN)


def is_active(machine: Talk) -> bool:
    """Whether the people can go on talking now."""
    return machine.now_is.state is State.ACTIVE


def is_away(machine: Talk) -> bool:
    """Whether a time-out runs."""
    return machine.now_is.state is State.TIME_OUT


class Talk(RuleBasedStateMachine):
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
        if turn != moves.PARKING and moves.is_answered_alone(self.now_is, PATTERN, turn):
            self.behind.update(dict.fromkeys(re.findall("⟦\\d+⟧", text), (turn, name)))

    def say(self, given: Mapping[str, str]) -> None:
        """Answer the present turn."""
        was, turn = self.now_is, self.now_is.at
        asked = moves.fields(was, PATTERN)
        new_id = self.mark()
        if self.do(lambda one: moves.answer(one, PATTERN, given, now=self.clock, new_id=new_id)):
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
        turn, name = data.draw(st.sampled_from([*names, (moves.PARKING, "text")]), label="field")
        text = self.word(data)
        if self.do(lambda one: moves.save_draft(one, name, text, now=self.clock, turn=turn)):
            self.note(turn, name, clean(text))

    @precondition(is_active)
    @rule()
    def skip(self) -> None:
        """Pass over the question."""
        self.do(lambda one: moves.skip(one, PATTERN, now=self.clock))

    @precondition(is_active)
    @rule(times=st.integers(1, 4))
    def back(self, times: int) -> None:
        """Go some turns back."""
        for _ in range(times):
            self.do(lambda one: moves.back(one, PATTERN, now=self.clock))

    @precondition(is_active)
    @rule()
    def take_over(self) -> None:
        """Take over what was prepared alone; from then on it is said aloud."""
        was, ready = self.now_is, moves.prepared(self.now_is, PATTERN)
        filled = {name: text for name, text in ready.items() if not was.written(was.at, name)}
        if self.do(lambda one: moves.take_over(one, PATTERN, now=self.clock)):
            for name, text in filled.items():
                self.note(was.at, name, text)
                for mark in re.findall("⟦\\d+⟧", text):
                    assert self.behind.pop(mark)[0].who == was.at.who

    # -- Ideas and parking ------------------------------------------------------------------------

    def put_idea(self, text: str) -> None:
        """Add an idea to the list."""
        turn, new_id = self.now_is.at, self.mark()
        if self.do(lambda one: moves.add_idea(one, text, now=self.clock, new_id=new_id)):
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
        self.do(lambda one: moves.withdraw_idea(one, name, now=self.clock))

    @precondition(is_active)
    @rule(data=st.data())
    def park(self, data: st.DataObject) -> None:
        """Keep a subject for another time."""
        text, new_id = self.word(data), self.mark()
        if self.do(lambda one: moves.park(one, text, now=self.clock, new_id=new_id)):
            self.kept[new_id] = clean(text).strip()
            self.fields.pop((moves.PARKING, "text"), None)

    # -- Leaving and coming back ------------------------------------------------------------------

    @rule(seconds=SECONDS)
    def wait(self, seconds: int) -> None:
        """Time passes; now and then the clock of the computer is wrong."""
        self.clock = max(NOW - timedelta(days=400), self.clock + timedelta(seconds=seconds))

    @rule(who=WHO, language=st.sampled_from(["nl", "en", "fa"]))
    def change_language(self, who: str, language: str) -> None:
        """Read on in another language."""
        assert self.do(lambda one: moves.change_language(one, who, language, now=self.clock))

    @rule()
    def leave_and_open(self) -> None:
        """Leave the program, and open the conversation again."""
        was = self.now_is
        if self.do(lambda one: moves.resume(one, PATTERN, now=self.clock)):
            assert self.now_is.at == was.at

    @precondition(is_active)
    @rule(data=st.data())
    def put_off(self, data: st.DataObject) -> None:
        """Choose another moment."""
        until = self.clock + timedelta(minutes=data.draw(MINUTES))
        self.do(lambda one: moves.postpone(one, until, now=self.clock))

    @precondition(is_active)
    @rule(which=st.sampled_from([moves.close, moves.revise]))
    def take_a_short_cut(self, which: Callable[..., Conversation]) -> None:
        """Go to the closing, or to the agreements."""
        assert self.do(lambda one: which(one, PATTERN, now=self.clock))

    @precondition(lambda self: not is_active(self))
    @rule(data=st.data())
    def try_to_talk(self, data: st.DataObject) -> None:
        """While it rests, nothing can be said: every move is refused."""
        now, text = self.clock, self.word(data)
        for move in (
            lambda one: moves.answer(one, PATTERN, suitable(one), now=now, new_id="n"),
            lambda one: moves.save_draft(one, "text", text, now=now),
            lambda one: moves.skip(one, PATTERN, now=now),
            lambda one: moves.back(one, PATTERN, now=now),
            lambda one: moves.take_over(one, PATTERN, now=now),
            lambda one: moves.park(one, text, now=now, new_id="n"),
            lambda one: moves.add_idea(one, text, now=now, new_id="n"),
            lambda one: moves.withdraw_idea(one, "n", now=now),
            lambda one: moves.postpone(one, now + timedelta(hours=1), now=now),
            lambda one: moves.close(one, PATTERN, now=now),
            lambda one: moves.revise(one, PATTERN, now=now),
            lambda one: timeout.call(one, now=now, new_id="n"),
        ):
            assert not self.do(move)

    @precondition(lambda self: self.now_is.state is State.FINISHED)
    @rule()
    def sit_down_again(self) -> None:
        """Begin a new conversation after one that is finished."""
        self.begin()

    # -- The time-out -----------------------------------------------------------------------------

    @precondition(is_active)
    @rule()
    def call_a_time_out(self) -> None:
        """Anyone, at any time."""
        new_id = self.mark()
        assert self.do(lambda one: timeout.call(one, now=self.clock, new_id=new_id))

    @precondition(lambda self: not is_away(self))
    @rule(who=WHO)
    def no_time_out(self, who: str) -> None:
        """Without one, its moves are refused."""
        now = self.clock
        assert not self.do(lambda one: timeout.take_back(one, now=now))
        assert not self.do(lambda one: timeout.accept(one, who, now=now))
        assert not self.do(lambda one: timeout.rate(one, who, calm=True, now=now))
        assert not self.do(lambda one: timeout.longer(one, 20, now=now))
        assert not self.do(lambda one: timeout.come_back(one, cycle="", now=now))

    @precondition(is_away)
    @rule(
        who=WHO,
        minutes=MINUTES,
        calm=st.booleans(),
        which=st.sampled_from(
            ["take_back", "name", "propose", "accept", "early", "rate", "longer", "day"]
        ),
    )
    def spend_it(self, who: str, minutes: int, calm: bool, which: str) -> None:
        """Do something with the time-out."""
        now, later = self.clock, self.clock + timedelta(minutes=minutes)
        doing: Mapping[str, Move] = {
            "take_back": lambda one: timeout.take_back(one, now=now),
            "name": lambda one: timeout.name_caller(one, who, now=now),
            "propose": lambda one: timeout.propose(one, who, later, now=now),
            "accept": lambda one: timeout.accept(one, who, now=now),
            "early": lambda one: timeout.ask_early(
                one, [*(one.time_out.early if one.time_out else ()), who], now=now
            ),
            "rate": lambda one: timeout.rate(one, who, calm=calm, now=now),
            "longer": lambda one: timeout.longer(one, minutes, now=now),
            "day": lambda one: timeout.another_day(one, later, now=now),
        }
        was = self.now_is
        self.do(doing[which])
        assert self.now_is.at == was.at

    @precondition(is_away)
    @rule()
    def ask_somebody(self) -> None:
        """Ask a third person; their choice for the next step is laid ready."""
        assert self.do(lambda one: timeout.third_person(one, CLOSING, now=self.clock))
        self.fields[CLOSING, "next"] = "third"

    @precondition(is_away)
    @rule(data=st.data(), ready=st.booleans())
    def come_back(self, data: st.DataObject, ready: bool) -> None:
        """Come back, when everybody is calm or before."""
        running, was = self.now_is.time_out, self.now_is
        assert running is not None
        if ready:
            self.clock = max(self.clock, running.until)
            assert self.do(lambda one: timeout.rate(one, "kim", calm=True, now=self.clock))
            assert self.do(lambda one: timeout.rate(one, "sam", calm=True, now=self.clock))
        cycle = self.word(data)
        may = timeout.may_return(self.now_is, self.clock)
        came = self.do(lambda one: timeout.come_back(one, cycle=cycle, now=self.clock))
        assert came is (may and len(clean(cycle)) <= ANSWER_MAX)
        if came:
            self.kept[running.id] = clean(cycle)
            assert (self.now_is.at, self.now_is.drafts) == (was.at, was.drafts)

    # -- What always holds ------------------------------------------------------------------------

    @invariant()
    def no_word_is_lost(self) -> None:
        """Every word that was accepted is where it was put, until its author replaces it."""
        for (turn, name), text in self.fields.items():
            assert self.now_is.written(turn, name) == text, (turn.key, name)
        record = set(strings(msgspec.to_builtins(self.now_is)))
        assert record.issuperset(field for field in self.fields.values() if field)
        assert record.issuperset(self.kept.values())

    @invariant()
    def no_word_is_obeyed(self) -> None:
        """Nothing in the record is a character that a terminal would obey."""
        assert all(clean(text) == text for text in strings(msgspec.to_builtins(self.now_is)))

    @invariant()
    def one_has_the_floor_or_all_together(self) -> None:
        """The floor is one partner's or everybody's; who is alone has it."""
        holder = moves.floor(self.now_is)
        assert holder is None or holder in self.now_is.partners
        assert holder is not None or not moves.is_answered_alone(self.now_is, PATTERN)

    @invariant()
    def back_never_opens_the_curtain(self) -> None:
        """Back goes to no blind turn but one's own, and only while one is still alone."""
        turn = moves.previous_turn(self.now_is, PATTERN)
        if turn is not None and moves.is_answered_alone(self.now_is, PATTERN, turn):
            assert moves.is_answered_alone(self.now_is, PATTERN)
            assert turn.who == self.now_is.at.who
            assert turn.step == self.now_is.at.step

    @invariant()
    def nothing_private_is_read(self) -> None:
        """What was typed behind the curtain shows only when shared, or with all marks in."""
        for _, words in passages(self.now_is, PATTERN):
            for word in words:
                for mark in re.findall("⟦\\d+⟧", word.text):
                    if mark in self.behind:
                        turn, name = self.behind[mark]
                        assert self.is_open(turn), (turn.key, self.now_is.at.key)
                        assert word.text == self.now_is.answer(turn, name)

    def is_open(self, turn: Turn) -> bool:
        """Whether the words of this blind turn may be seen by everybody."""
        step = PATTERN.step(turn.step)
        blind = [
            it for it in KINDS[step.kind].turns(self.now_is, step) if KINDS[step.kind].blind(it)
        ]
        if not all(it.key in self.now_is.said for it in blind):
            return False
        share = Turn(turn.step, "share", turn.who)
        return turn.phase == "mark" or self.now_is.answer(share, turn.phase) == YES

    @invariant()
    def what_was_revealed_stays_as_it_was(self) -> None:
        """After the reveal nobody changes what they had answered alone."""
        here = self.now_is.at
        if here.phase == "reveal":
            step = PATTERN.step(here.step)
            for turn in KINDS[step.kind].turns(self.now_is, step):
                if KINDS[step.kind].blind(turn):
                    self.revealed.setdefault(turn.key, self.now_is.said[turn.key])
        for key, said in self.revealed.items():
            assert self.now_is.said[key] == said

    @invariant()
    def state_and_turn_agree(self) -> None:
        """There is one time-out at most, and the state says what can be done."""
        one = self.now_is
        running = [it for it in one.time_outs if it.end is None]
        assert len(running) == (one.state is State.TIME_OUT)
        assert (one.ended is not None) == (one.ending is not None) == (one.state is State.FINISHED)
        if one.state in (State.TIME_OUT, State.POSTPONED):
            assert one.return_at is not None
        if one.state is State.ACTIVE:
            assert one.return_at is None
        assert one.at in moves.turn_order(one, PATTERN)
        assert len({it.key for it in moves.turn_order(one, PATTERN)}) == len(
            moves.turn_order(one, PATTERN)
        )

    @invariant()
    def it_can_be_kept_and_read_back(self) -> None:
        """As plain values and as JSON it comes back the same."""
        assert msgspec.convert(msgspec.to_builtins(self.now_is), Conversation) == self.now_is
        assert msgspec.json.decode(frozen(self.now_is), type=Conversation) == self.now_is

    def teardown(self) -> None:
        """From wherever they are, they can still come to a good end."""
        one = self.now_is
        if one.time_out is not None:
            one = timeout.third_person(one, CLOSING, now=self.clock)
        if one.state is not State.FINISHED:
            one = moves.close(moves.resume(one, PATTERN, now=self.clock), PATTERN, now=self.clock)
        while one.state is State.ACTIVE:
            can_skip = moves.can_skip(one, PATTERN)
            one = moves.skip(one, PATTERN, now=self.clock) if can_skip else go(one)
        assert one.ending is not None


class TalkOfTwo(Talk):
    """Kim and Sam."""

    people = (KIM, SAM)


class TalkOfThree(Talk):
    """Kim and Sam, with a mediator."""

    people = (MIA, KIM, SAM)


@pytest.mark.parametrize("machine", [TalkOfTwo, TalkOfThree])
def test_whatever_people_do_every_promise_holds(machine: type[Talk]) -> None:
    """All moves in any order, with any text and any clock: no word lost, nothing private seen."""
    run_state_machine_as_test(machine, settings=settings(stateful_step_count=40))
