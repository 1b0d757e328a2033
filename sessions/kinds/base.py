"""What every kind of step answers: which turns, which fields, who is alone, what follows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from sessions.conversation import Conversation, Turn
from sessions.pattern import Choice, Question, Slot, Step
from sessions.people import Person


class Form(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    LINE = "line"
    CHOICE = "choice"
    SCALE = "scale"
    CONFIRM = "confirm"
    DATE = "date"
    TIME = "time"


class OwnChoice(Choice, frozen=True, kw_only=True):
    """A choice whose label is in somebody's own words: a name, an idea. It is never translated."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to fill in on a turn. `label` is a msgid; `scale` the highest number."""

    id: str
    form: Form = Form.TEXT
    label: str = ""
    choices: tuple[Choice, ...] = ()
    scale: int = 0
    optional: bool = False
    past: bool = False
    """Whether a day that has been may stand here: a trial can have begun already."""


class StepKind(ABC):
    """The rules of one kind of step. It holds nothing; it reads the conversation."""

    @abstractmethod
    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        """Give the turns of the step as far as what was said decides them.

        The list ends with the first turn whose answer decides what comes after it. When all of it
        is said, the step is done.
        """

    @abstractmethod
    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        """Give what can be filled in on `turn`."""

    def blind(self, turn: Turn) -> bool:
        """Whether `turn` is answered alone, behind the curtain."""
        return False

    def private(self, turn: Turn) -> bool:
        """Whether what is said on `turn` is its writer's own, and not shown to the other later."""
        return False

    def can_skip(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        """Whether one can go on without answering: when no field is needed."""
        return all(field.optional for field in self.fields(conversation, step, turn))

    def needs_words(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        """Whether an answer must hold something; passing over is then a move of its own."""
        return not self.can_skip(conversation, step, turn)

    def check(
        self, conversation: Conversation, step: Step, turn: Turn, given: Mapping[str, str]
    ) -> None:
        """Raise a `MoveError` for what the fields one by one cannot show."""

    def after(
        self,
        conversation: Conversation,
        step: Step,
        turn: Turn,
        *,
        now: datetime,
        new_id: str,
    ) -> Conversation:
        """Give the conversation with what follows from the answer just given on `turn`."""
        return conversation


def question_fields(question: Question) -> tuple[Field, ...]:
    """Give the fields of a question: its slots, its choices, its scale, or one free text."""
    if question.slots:
        return slot_fields(question.slots)
    if question.choices:
        return (
            Field(
                id="choice",
                form=Form.CHOICE,
                choices=question.choices,
                optional=question.optional,
            ),
        )
    if question.scale:
        return (
            Field(id="scale", form=Form.SCALE, scale=question.scale, optional=question.optional),
        )
    return (Field(id="text", optional=question.optional),)


def slot_fields(slots: Sequence[Slot]) -> tuple[Field, ...]:
    """Give one field a slot. A single slot must be filled; of several, one is enough."""
    if len(slots) == 1:
        return (Field(id=slots[0].id, label=slots[0].label),)
    return tuple(Field(id=slot.id, label=slot.label, optional=True) for slot in slots)


def confirm_fields(people: Sequence[Person]) -> tuple[Field, ...]:
    """Give one field a person, which that person confirms for themself."""
    return tuple(Field(id=person.id, form=Form.CONFIRM) for person in people)


TENSION = Field(id="scale", form=Form.SCALE, scale=10, optional=True)
"""Tension from 1 (calm) to 10, as before the conversation."""
