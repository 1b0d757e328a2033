"""Two people who fill in everything, in words that nobody else wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from sessions import idea_moves, moves, timeout
from sessions.agreements import Agreement
from sessions.conversation import YES, Conversation, State, Turn
from sessions.kinds import Field, Form
from sessions.kinds.ideas import COLLECT
from sessions.kinds.private import SHARE
from sessions.pattern import Pattern, shipped
from sessions.people import Way
from tests.sessions.helpers import KIM, NOW, SAM, pair

WORD = re.compile(r"zq\d{5}")
LATER = NOW + timedelta(days=30)
SUBJECT = "zq00000"
"""The subject, by which the commands find the conversation."""

AGREEMENT_WORDS = ("what", "when", "often", "when_if", "then", "see", "stop")


@dataclass
class Written:
    """Words nobody else wrote, and where each was written: the turn's key and the field."""

    way: str = Way.WRITE.value
    """Whether they write everything, or talk."""
    at: dict[str, tuple[str, str]] = field(default_factory=dict)
    _count: Iterator[int] = field(default_factory=lambda: count(1))

    def word(self, key: str, name: str) -> str:
        """Give a new one for this place."""
        word = f"zq{next(self._count):05d}"
        self.at[word] = (key, name)
        return word


def people_of(conversation: Conversation) -> tuple[str, ...]:
    """Give the ids of who talk."""
    return tuple(partner.id for partner in conversation.partners)


CHOICES = {"wait": "go-on", "judge": "objection", "confirm": "yes"}
"""What is chosen in a phase, where it is not the first."""


def given(talk: Conversation, asked: Field, written: Written) -> str:
    """Give what they answer: a word of its own where there can be one, else what opens most."""
    turn = talk.at
    is_kim = turn.who == KIM.id
    if asked.form in (Form.TEXT, Form.LINE):
        if turn.phase == "subject":
            return SUBJECT
        return "" if turn.phase == COLLECT else written.word(turn.key, asked.id)
    if asked.id in ("way", "stand"):
        return written.way if asked.id == "way" else ""
    if turn.phase == SHARE:
        return YES if is_kim else ""
    plain = {
        Form.SCALE: str(min(9, asked.scale)) if is_kim else "2",
        Form.DATE: (NOW + timedelta(days=7)).date().isoformat(),
        Form.TIME: "20:30",
        Form.CONFIRM: YES,
    }
    return plain.get(asked.form) or choice(turn, asked)


def choice(turn: Turn, asked: Field) -> str:
    """Give what they choose: in an evaluation, one agreement of each sort."""
    if turn.phase == "judge" and turn.who == SAM.id:
        return "live"
    if turn.phase == "decide":
        return ("adjust", "keep", "again")[turn.round]
    if turn.phase == "choose" and turn.round:
        return "enough"
    if turn.phase == "confirm" and not turn.round:
        return "not-quite"
    return CHOICES.get(turn.phase, asked.choices[0].id)


def half_typed(talk: Conversation, pattern: Pattern, written: Written) -> Conversation:
    """Give the conversation with something half-typed in every field, and a subject to park."""
    for asked in moves.fields(talk, pattern):
        if asked.form in (Form.TEXT, Form.LINE):
            talk = moves.save_draft(talk, asked.id, written.word("draft", asked.id), now=NOW)
    return moves.save_draft(
        talk, "text", written.word("draft", "parking"), now=NOW, turn=idea_moves.PARKING
    )


def begun(name: str, written: Written) -> Conversation:
    """Give a new conversation; an evaluation looks back on three agreements."""
    looked_back_on = tuple(
        Agreement(id=f"{place}" * 32, what=written.word("agreed", "what"), made_on=NOW.date())
        for place in (1, 2, 3)
    )
    return moves.begin(
        pair(), shipped(name), new_id="b" * 32, now=NOW,
        reviewed=looked_back_on if name == "evaluation" else (),
    )  # fmt: skip


def states(name: str, written: Written) -> Iterator[Conversation]:
    """Give a conversation as it stands at every turn, up to its end."""
    pattern = shipped(name)
    talk = begun(name, written)
    for place in range(200):
        yield talk
        if talk.state is not State.ACTIVE:
            return
        if talk.at.phase == COLLECT and not talk.ideas:
            for number in range(3):
                words = written.word("idea", str(number))
                talk = idea_moves.add_idea(talk, words, now=NOW, new_id=f"i{number}")
            talk = idea_moves.withdraw_idea(talk, "i2", now=NOW)
            talk = idea_moves.park(talk, written.word("parked", "text"), now=NOW, new_id="p1")
        if place == 5:
            talk = timed_out(talk, written)
        answers = {asked.id: given(talk, asked, written) for asked in moves.fields(talk, pattern)}
        if talk.at.phase == "neutral" and talk.at.who == SAM.id:
            # What is typed and then passed over stays in its field, half-typed.
            for answer in answers:
                talk = moves.save_draft(talk, answer, written.word("draft", answer), now=NOW)
            talk = moves.skip(talk, pattern, now=NOW)
            continue
        talk = moves.answer(talk, pattern, answers, now=NOW, new_id=f"{place:032x}")
    raise AssertionError(f"there is no end to it; we are at {talk.at.key}")


def timed_out(talk: Conversation, written: Written) -> Conversation:
    """Give it after a time-out, with everything that can be said there."""
    running = timeout.call(talk, now=NOW, new_id="t1")
    running = timeout.name_caller(running, KIM.id, now=NOW)
    running = timeout.name_cycle(running, written.word("time-out", "cycle"), now=NOW)
    back = NOW + timedelta(minutes=21)
    for person in (KIM, SAM):
        running = timeout.rate(running, person.id, calm=True, now=back)
    cycle = written.word("time-out", "cycle")
    return timeout.come_back(running, cycle=cycle, now=back)


def words_of(text: str) -> set[str]:
    """Give the words of which is known where they were written."""
    return set(WORD.findall(text))
