"""Private: each answers alone; what is shared appears for both at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sessions import timeout
from sessions.conversation import YES, Conversation, Turn
from sessions.kinds.base import Field, Form, StepKind, question_fields
from sessions.kinds.joint import question_of
from sessions.pattern import Choice, Question, Step
from sessions.people import Person
from sessions.text import N_, number_in

SHARE = "share"
REVEAL = "reveal"
WAIT = "wait"

GO_ON = "go-on"

WAITING = (
    Choice(id=GO_ON, label=N_("I go on, I can manage")),
    Choice(id=WAIT, label=N_("First some time to calm down")),
)


class PrivateKind(StepKind):
    """A person's questions, then what they share; the other's; then the reveal together."""

    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        alone = [
            turn for partner in conversation.partners for turn in _own(conversation, step, partner)
        ]
        if any(shared(conversation, step, partner) for partner in conversation.partners):
            return (*alone, Turn(step.id, REVEAL))
        return alone

    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        if turn.phase == REVEAL:
            return ()
        if turn.phase == SHARE:
            return tuple(
                Field(id=one.id, form=Form.CONFIRM, label=one.prompt, optional=True)
                for one in shareable(conversation, step, turn.who)
            )
        if turn.phase == WAIT:
            return (Field(id="choice", form=Form.CHOICE, choices=WAITING),)
        return question_fields(question_of(step, turn))

    def blind(self, turn: Turn) -> bool:
        return turn.phase != REVEAL

    def private(self, turn: Turn) -> bool:
        # What is shared of it is the other's too; which that is, is nobody's secret.
        return bool(turn.who) and turn.phase not in (SHARE, REVEAL)

    def can_skip(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        if turn.phase in (SHARE, REVEAL, WAIT):
            return False
        return question_of(step, turn).optional

    def needs_words(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        # Sharing nothing is an answer, and the reveal asks nothing.
        return turn.phase not in (SHARE, REVEAL) and not self.can_skip(conversation, step, turn)

    def after(
        self, conversation: Conversation, step: Step, turn: Turn, *, now: datetime, new_id: str
    ) -> Conversation:
        if turn.phase == WAIT and conversation.answer(turn, "choice") == WAIT:
            return timeout.call(conversation, now=now, new_id=new_id)
        return conversation


def _own(conversation: Conversation, step: Step, person: Person) -> Iterator[Turn]:
    """Give the turns of one person alone, with an offer to wait where the tension is high."""
    for question in step.questions:
        turn = Turn(step.id, question.id, person.id)
        yield turn
        wait = Turn(step.id, WAIT, person.id)
        high = _high(conversation.answer(turn, "scale"), question)
        # A closed answer cannot be asked how high it was; whether they were offered to wait, can.
        if question.wait_from and (high or _closed(conversation, turn, wait)):
            yield wait
    if shareable(conversation, step, person.id):
        yield Turn(step.id, SHARE, person.id)


def _closed(conversation: Conversation, turn: Turn, wait: Turn) -> bool:
    """Whether the answer on `turn` is closed, and the offer to wait followed it."""
    said = conversation.said.get(turn.key)
    offered = conversation.at == wait or conversation.is_said(wait)
    return said is not None and bool(said.closed) and offered


def _high(answer: str, question: Question) -> bool:
    number = number_in(answer)
    return number is not None and number >= question.wait_from


def shareable(conversation: Conversation, step: Step, who: str) -> tuple[Question, ...]:
    """Give the questions that `who` answered and may share."""
    return tuple(
        question
        for question in step.questions
        if question.shareable and conversation.holds(Turn(step.id, question.id, who), "text")
    )


def shared(conversation: Conversation, step: Step, person: Person) -> tuple[Question, ...]:
    """Give the questions whose answer `person` chose to share."""
    turn = Turn(step.id, SHARE, person.id)
    return tuple(
        one
        for one in shareable(conversation, step, person.id)
        if conversation.answer(turn, one.id) == YES
    )
