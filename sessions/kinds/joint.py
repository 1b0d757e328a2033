"""Joint: both answer together, one question at a time."""

from __future__ import annotations

from collections.abc import Sequence

from sessions.conversation import Conversation, Turn
from sessions.kinds.base import Field, StepKind, question_fields
from sessions.pattern import Question, Step


class JointKind(StepKind):
    """A turn for every question; the phase is the question's id."""

    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        return tuple(Turn(step.id, question.id) for question in step.questions)

    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        return question_fields(question_of(step, turn))

    def can_skip(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return question_of(step, turn).optional


def question_of(step: Step, turn: Turn) -> Question:
    """Give the question that `turn` asks. Raises KeyError when the step has none by that id."""
    for question in step.questions:
        if question.id == turn.phase:
            return question
    raise KeyError(turn.phase)
