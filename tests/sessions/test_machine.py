"""All moves at random: what must hold however two people walk through it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sessions import idea_moves, moves, preparation, timeout
from sessions.conversation import YES, Conversation, State, Turn
from sessions.kinds import KINDS
from sessions.text import ANSWER_MAX, clean
from sessions.transcript import passages
from tests.sessions.helpers import (
    KIM,
    MIA,
    NOW,
    PATTERN,
    SAM,
    frozen,
    go,
    strings,
    suitable,
)
from tests.sessions.machine import Move, Talking, is_active, is_away

WHO = st.sampled_from(["kim", "sam"])
MINUTES = st.sampled_from([-5, 0, 1, 19, 20, 30, 60, 24 * 60, 24 * 60 + 1, 10**6])
SECONDS = st.sampled_from([0, 1, 9, 10, 11, 60, 20 * 60, 3600, 86_400, -3600, -(10**7), 10**7])


def closing_turn() -> Turn:
    """Give the turn at which the closing begins."""
    turn = moves.open_turn(PATTERN)
    assert turn is not None
    return turn


CLOSING = closing_turn()


class Talk(Talking):
    """A conversation that is also left, put off and broken off, and what must always hold."""

    # -- Leaving and coming back ------------------------------------------------------------------

    @rule(seconds=SECONDS)
    def wait(self, seconds: int) -> None:
        """Time passes; now and then the clock of the computer is wrong."""
        self.clock = max(NOW - timedelta(days=400), self.clock + timedelta(seconds=seconds))

    @rule(who=WHO, language=st.sampled_from(["nl", "en", "fa"]))
    def change_language(self, who: str, language: str) -> None:
        """Read on in another language."""
        assert self.do(lambda talk: moves.change_language(talk, who, language, now=self.clock))

    @rule()
    def leave_and_open(self) -> None:
        """Leave the program, and open the conversation again."""
        was = self.now_is
        if self.do(lambda talk: moves.resume(talk, PATTERN, now=self.clock)):
            assert self.now_is.at == was.at

    @precondition(is_active)
    @rule(data=st.data())
    def put_off(self, data: st.DataObject) -> None:
        """Choose another moment."""
        until = self.clock + timedelta(minutes=data.draw(MINUTES))
        self.do(lambda talk: moves.postpone(talk, until, now=self.clock))

    @precondition(is_active)
    @rule(which=st.sampled_from([moves.close, moves.revise]))
    def take_a_short_cut(self, which: Callable[..., Conversation]) -> None:
        """Go to the closing, or to the agreements."""
        assert self.do(lambda talk: which(talk, PATTERN, now=self.clock))

    @precondition(lambda self: not is_active(self))
    @rule(data=st.data())
    def try_to_talk(self, data: st.DataObject) -> None:
        """While it rests, nothing can be said: every move is refused."""
        now, text = self.clock, self.word(data)
        for move in (
            lambda talk: moves.answer(talk, PATTERN, suitable(talk), now=now, new_id="n"),
            lambda talk: moves.save_draft(talk, "text", text, now=now),
            lambda talk: moves.skip(talk, PATTERN, now=now),
            lambda talk: moves.back(talk, PATTERN, now=now),
            lambda talk: preparation.take_over(talk, PATTERN, now=now),
            lambda talk: idea_moves.park(talk, text, now=now, new_id="n"),
            lambda talk: idea_moves.add_idea(talk, text, now=now, new_id="n"),
            lambda talk: idea_moves.withdraw_idea(talk, "n", now=now),
            lambda talk: moves.postpone(talk, now + timedelta(hours=1), now=now),
            lambda talk: moves.close(talk, PATTERN, now=now),
            lambda talk: moves.revise(talk, PATTERN, now=now),
            lambda talk: timeout.call(talk, now=now, new_id="n"),
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
        assert self.do(lambda talk: timeout.call(talk, now=self.clock, new_id=new_id))

    @precondition(lambda self: not is_away(self))
    @rule(who=WHO)
    def no_time_out(self, who: str) -> None:
        """Without one, its moves are refused."""
        now = self.clock
        assert not self.do(lambda talk: timeout.take_back(talk, now=now))
        assert not self.do(lambda talk: timeout.accept(talk, who, now=now))
        assert not self.do(lambda talk: timeout.rate(talk, who, calm=True, now=now))
        assert not self.do(lambda talk: timeout.longer(talk, 20, now=now))
        assert not self.do(lambda talk: timeout.come_back(talk, cycle="", now=now))

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
            "take_back": lambda talk: timeout.take_back(talk, now=now),
            "name": lambda talk: timeout.name_caller(talk, who, now=now),
            "propose": lambda talk: timeout.propose(talk, who, later, now=now),
            "accept": lambda talk: timeout.accept(talk, who, now=now),
            "early": lambda talk: timeout.ask_early(
                talk, [*(talk.time_out.early if talk.time_out else ()), who], now=now
            ),
            "rate": lambda talk: timeout.rate(talk, who, calm=calm, now=now),
            "longer": lambda talk: timeout.longer(talk, minutes, now=now),
            "day": lambda talk: timeout.another_day(talk, later, now=now),
        }
        was = self.now_is
        self.do(doing[which])
        assert self.now_is.at == was.at

    @precondition(is_away)
    @rule()
    def ask_somebody(self) -> None:
        """Ask a third person; their choice for the next step is laid ready."""
        assert self.do(lambda talk: timeout.third_person(talk, CLOSING, now=self.clock))
        self.fields[CLOSING, "next"] = "third"

    @precondition(is_away)
    @rule(data=st.data(), ready=st.booleans())
    def come_back(self, data: st.DataObject, ready: bool) -> None:
        """Come back, when everybody is calm or before."""
        running, was = self.now_is.time_out, self.now_is
        assert running is not None
        if ready:
            self.clock = max(self.clock, running.until)
            assert self.do(lambda talk: timeout.rate(talk, "kim", calm=True, now=self.clock))
            assert self.do(lambda talk: timeout.rate(talk, "sam", calm=True, now=self.clock))
        cycle = self.word(data)
        may = timeout.may_return(self.now_is, self.clock)
        came = self.do(lambda talk: timeout.come_back(talk, cycle=cycle, now=self.clock))
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
            it
            for it in KINDS[step.kind].turns(self.now_is, step)
            if KINDS[step.kind].answered_alone(it)
        ]
        if not all(it.key in self.now_is.said for it in blind):
            return False
        share = Turn(turn.step, "share", turn.who)
        return turn.phase == "judge" or self.now_is.answer(share, turn.phase) == YES

    @invariant()
    def what_was_revealed_stays_as_it_was(self) -> None:
        """After the reveal nobody changes what they had answered alone."""
        here = self.now_is.at
        if here.phase == "reveal":
            step = PATTERN.step(here.step)
            for turn in KINDS[step.kind].turns(self.now_is, step):
                if KINDS[step.kind].answered_alone(turn):
                    self.revealed.setdefault(turn.key, self.now_is.said[turn.key])
        for key, answer in self.revealed.items():
            assert self.now_is.said[key] == answer

    @invariant()
    def state_and_turn_agree(self) -> None:
        """There is one time-out at most, and the state says what can be done."""
        talk = self.now_is
        running = [it for it in talk.time_outs if it.end is None]
        assert len(running) == (talk.state is State.TIME_OUT)
        assert (
            (talk.ended is not None) == (talk.ending is not None) == (talk.state is State.FINISHED)
        )
        if talk.state in (State.TIME_OUT, State.POSTPONED):
            assert talk.return_at is not None
        if talk.state is State.ACTIVE:
            assert talk.return_at is None
        assert talk.at in moves.turn_order(talk, PATTERN)
        assert len({it.key for it in moves.turn_order(talk, PATTERN)}) == len(
            moves.turn_order(talk, PATTERN)
        )

    @invariant()
    def it_can_be_kept_and_read_back(self) -> None:
        """As plain values and as JSON it comes back the same."""
        assert msgspec.convert(msgspec.to_builtins(self.now_is), Conversation) == self.now_is
        assert msgspec.json.decode(frozen(self.now_is), type=Conversation) == self.now_is

    def teardown(self) -> None:
        """From wherever they are, they can still come to a good end."""
        talk = self.now_is
        if talk.time_out is not None:
            talk = timeout.third_person(talk, CLOSING, now=self.clock)
        if talk.state is not State.FINISHED:
            talk = moves.close(moves.resume(talk, PATTERN, now=self.clock), PATTERN, now=self.clock)
        while talk.state is State.ACTIVE:
            can_skip = moves.can_skip(talk, PATTERN)
            talk = moves.skip(talk, PATTERN, now=self.clock) if can_skip else go(talk)
        assert talk.ending is not None


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
