"""Private: everybody answers alone; what is shared appears for both at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sessions import timeout
from sessions.conversation import YES, Conversation, Turn
from sessions.kinds.base import (
    UNLESS_SHARED,
    Field,
    Form,
    Passage,
    StepKind,
    question_fields,
)
from sessions.kinds.joint import question_of
from sessions.pattern import Choice, Question, Slot, Step
from sessions.people import Person
from sessions.text import N_, number_in

SHARE = "share"
REVEAL = "reveal"
WAIT = "wait"

WAIT_QUESTION = N_("When you were that tense, you chose:")

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
                Field(id=question.id, form=Form.CONFIRM, label=question.prompt, optional=True)
                for question in shareable(conversation, step, turn.who)
            )
        if turn.phase == WAIT:
            return (Field(id="choice", form=Form.CHOICE, choices=WAITING),)
        asked = question_of(step, turn)
        if asked.wait_from and conversation.has_phrase(turn.who):
            # In the same answer, so that whether it was offered does not say how tense they are.
            wait = Field(id=WAIT, form=Form.CHOICE, choices=WAITING, optional=True)
            return (*question_fields(asked), wait)
        return question_fields(asked, is_talked=conversation.is_talked)

    def slots(self, step: Step, turn: Turn) -> tuple[Slot, ...]:
        if turn.phase in (SHARE, REVEAL, WAIT):
            return ()
        return question_of(step, turn).slots

    def answered_alone(self, turn: Turn) -> bool:
        return turn.phase != REVEAL

    def curtain_promise(self, turn: Turn) -> str:
        return UNLESS_SHARED

    def is_private(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        # What is shared of it is the other's too; which that is, is nobody's secret.
        if not turn.who or turn.phase in (SHARE, REVEAL):
            return False
        return conversation.answer(Turn(step.id, SHARE, turn.who), turn.phase) != YES

    def needs_phrase(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        # To choose what is shared, the writer sees their own words again.
        return self.answered_alone(turn)

    def passages(self, conversation: Conversation, step: Step) -> Iterator[Passage]:
        alone = [turn for turn in self.turns(conversation, step) if turn.who]
        if not all(conversation.is_said(turn) for turn in alone):
            return
        for partner in conversation.partners:
            for question in step.questions:
                turn = Turn(step.id, question.id, partner.id)
                text = conversation.answer(turn, "text")
                sharing = Turn(step.id, SHARE, partner.id)
                if text and conversation.answer(sharing, question.id) == YES:
                    yield Passage(turn=turn, who=partner.id, label="", text=text)

    def question_asked(self, step: Step, turn: Turn) -> str:
        prompts = [question.prompt for question in step.questions if question.id == turn.phase]
        return prompts[0] if prompts else WAIT_QUESTION

    def tension_before(self, step: Step, who: str) -> Turn | None:
        scales = (question.id for question in step.questions if question.scale)
        return next((Turn(step.id, question_id, who) for question_id in scales), None)

    def can_skip(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        if turn.phase in (SHARE, REVEAL, WAIT):
            return False
        return question_of(step, turn).optional

    def needs_words(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        # Sharing nothing is an answer, and the reveal asks nothing.
        return turn.phase not in (SHARE, REVEAL) and not self.can_skip(conversation, step, turn)

    def apply_answer(
        self, conversation: Conversation, step: Step, turn: Turn, *, now: datetime, new_id: str
    ) -> Conversation:
        if turn.phase == WAIT and conversation.answer(turn, "choice") == WAIT:
            return timeout.call(conversation, now=now, new_id=new_id)
        if turn.phase != WAIT and conversation.answer(turn, WAIT) == WAIT:
            return timeout.call(conversation, now=now, new_id=new_id)
        return conversation


def _own(conversation: Conversation, step: Step, person: Person) -> Iterator[Turn]:
    """Give the turns of one person alone, with an offer to wait where the tension is high."""
    for question in step.questions:
        turn = Turn(step.id, question.id, person.id)
        yield turn
        wait = Turn(step.id, WAIT, person.id)
        if question.wait_from and _is_offered(conversation, question, turn, wait):
            yield wait
    if shareable(conversation, step, person.id):
        yield Turn(step.id, SHARE, person.id)


def _is_offered(conversation: Conversation, question: Question, turn: Turn, wait: Turn) -> bool:
    """Whether to wait is a turn of its own: where it was one, and else for who has no phrase."""
    if conversation.at == wait or conversation.is_said(wait):
        return True
    high = _high(conversation.answer(turn, "scale"), question)
    return high and not conversation.has_phrase(turn.who)


def _high(answer: str, question: Question) -> bool:
    number = number_in(answer)
    return number is not None and number >= question.wait_from


def shareable(conversation: Conversation, step: Step, who: str) -> tuple[Question, ...]:
    """Give the questions that `who` may share: what they answered, or with a phrase, all of them.

    Which of those have an answer is then not to be seen.
    """
    asked_always = conversation.has_phrase(who)
    return tuple(
        question
        for question in step.questions
        if question.shareable
        and (asked_always or conversation.answer(Turn(step.id, question.id, who), "text"))
    )


def shared(conversation: Conversation, step: Step, person: Person) -> tuple[Question, ...]:
    """Give the questions whose answer `person` chose to share."""
    turn = Turn(step.id, SHARE, person.id)
    return tuple(
        question
        for question in shareable(conversation, step, person.id)
        if conversation.answer(turn, question.id) == YES
        and conversation.answer(Turn(step.id, question.id, person.id), "text")
    )
