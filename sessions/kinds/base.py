"""What every kind of step answers about itself, so that no other module has to name a kind.

Which turns it has and what is filled in on them; which of them are answered alone, what the curtain
promises then, and whether it opens with a phrase only; what stays private and what may be read
afterwards; what follows from an answer.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from sessions.conversation import Conversation, Turn
from sessions.pattern import Choice, Question, Slot, Step
from sessions.people import Pair, Person
from sessions.text import N_


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


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was said. `who` is empty for both; `label` and a choice's `text` are msgids.

    A text in people's own words has `own` true, and is never translated.
    """

    turn: Turn
    who: str
    label: str
    text: str
    own: bool = True


BOTH_SEE_IT_LATER = N_("{other} looks away. You see each other's answers when you are both done.")
STAYS_WITH_WRITER = N_("{other} looks away. This stays with {me}.")
UNLESS_SHARED = N_(
    "{other} looks away. {other} does not see what {me} writes here, unless {me} shares it."
)


class StepKind(ABC):
    """The rules of one kind of step. It holds nothing; it reads the conversation.

    Unless a kind says otherwise, every turn is answered together, and what is answered alone stays
    with its writer.
    """

    @abstractmethod
    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        """Give the turns of the step as far as what was said decides them.

        The list ends with the first turn whose answer decides what comes after it. When all of it
        is said, the step is done.
        """

    @abstractmethod
    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        """Give what can be filled in on `turn`."""

    def slots(self, step: Step, turn: Turn) -> tuple[Slot, ...]:
        """Give the beginnings of sentences on `turn`, whether they are completed there or aloud."""
        return ()

    def places(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[str, ...]:
        """Give the names under which words can lie on `turn`: its fields, and its beginnings."""
        fields = (field.id for field in self.fields(conversation, step, turn))
        return tuple(dict.fromkeys((*fields, *(slot.id for slot in self.slots(step, turn)))))

    def known(self, pair: Pair, step: Step) -> Mapping[str, Mapping[str, str]]:
        """Give what is filled in beforehand, as the pair chose it last: fields by key of turn."""
        return {}

    # -- Alone ---------------------------------------------------------------------------------

    def answered_alone(self, turn: Turn) -> bool:
        """Whether `turn` is answered alone, behind the curtain."""
        return False

    def curtain_promise(self, turn: Turn) -> str:
        """Give the msgid of what the curtain says before `turn`: who sees what, and when.

        The program keeps this promise. `{me}` in it is the writer, `{other}` looks away meanwhile.
        """
        return STAYS_WITH_WRITER

    def is_private(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        """Whether what is answered on `turn` is its writer's own, and was not shared."""
        return self.answered_alone(turn)

    def needs_phrase(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        """Whether the curtain before `turn` opens with the writer's phrase only, if they have one.

        It does when private words can be read from there.
        """
        return self.is_private(conversation, step, turn)

    # -- Reading it afterwards -----------------------------------------------------------------

    def passages(self, conversation: Conversation, step: Step) -> Iterator[Passage]:
        """Give what of the step everybody may read, in order.

        Unless a kind says otherwise, that is everything but what was answered alone.
        """
        for turn in self.turns(conversation, step):
            if not self.answered_alone(turn):
                yield from self._passages_of(conversation, step, turn)

    def _passages_of(self, conversation: Conversation, step: Step, turn: Turn) -> Iterator[Passage]:
        for field in self.fields(conversation, step, turn):
            text = conversation.answer(turn, field.id)
            if not text or field.form is Form.CONFIRM:
                continue
            labels = {choice.id: choice.label for choice in field.choices}
            yield Passage(
                turn=turn,
                who=turn.who,
                label=field.label,
                text=labels.get(text, text),
                own=text not in labels,
            )

    def question_asked(self, step: Step, turn: Turn) -> str:
        """Give the msgid of the question on `turn`, for the writer who reads their answer back."""
        return step.prompt

    # -- Answering -----------------------------------------------------------------------------

    def can_skip(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        """Whether the turn can be skipped: when no field is needed."""
        return all(field.optional for field in self.fields(conversation, step, turn))

    def needs_words(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        """Whether an answer must hold something; to skip is then a move of its own."""
        return not self.can_skip(conversation, step, turn)

    def is_talked(self, conversation: Conversation, turn: Turn) -> bool:
        """Whether `turn` is said aloud now: then an empty answer is not a skipped one."""
        return False

    def check(
        self, conversation: Conversation, step: Step, turn: Turn, given: Mapping[str, str]
    ) -> None:
        """Raise a `MoveError` for what no field shows by itself."""

    def apply_answer(
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

    def preparation(self, step: Step, turn: Turn) -> Turn | None:
        """Give the turn whose answer the speaker may take over on `turn`, or None."""
        return None

    def turn_minutes(self, conversation: Conversation, step: Step) -> int | None:
        """Give how many minutes a turn takes, where this step asks it, or None."""
        return None

    # -- Its place in the conversation ---------------------------------------------------------

    def turn_before_closing(self, conversation: Conversation, step: Step) -> Turn | None:
        """Give the turn without which the conversation must not close early, or None."""
        return None

    def closing_turn(self, step: Step) -> Turn | None:
        """Give the turn at which a conversation that ends with this step closes early, or None."""
        return None

    def revising_turn(self, conversation: Conversation, step: Step) -> Turn | None:
        """Give the turn at which the words of the agreements can be changed, or None."""
        return None

    # -- Over several conversations ------------------------------------------------------------

    def evaluation(
        self, conversation: Conversation, step: Step, agreement_id: str
    ) -> tuple[str, Mapping[str, Mapping[str, str]]] | None:
        """Give what was decided on an agreement, and the answers of each person by field.

        None where this step evaluates nothing, or they have not come to a decision.
        """
        return None

    def tension_before(self, step: Step, who: str) -> Turn | None:
        """Give the turn on which `who` rates their tension before talking, or None."""
        return None

    def tension_after(self, step: Step, who: str) -> Turn | None:
        """Give the turn on which `who` rates their tension after talking, or None."""
        return None


CORE = "core"
"""The field of the one sentence that is kept of several beginnings that were said aloud."""


def question_fields(question: Question, *, is_talked: bool = False) -> tuple[Field, ...]:
    """Give the fields of a question: its slots, its choices, its scale, or one free text.

    Of several slots one sentence is kept where people talk.
    """
    if question.slots and is_talked and len(question.slots) > 1:
        return (Field(id=CORE, optional=True),)
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
    form = Form.LINE if question.line else Form.TEXT
    return (Field(id="text", form=form, optional=question.optional),)


def slot_fields(slots: Sequence[Slot]) -> tuple[Field, ...]:
    """Give a field for every slot. A single slot must be filled; of several, one is enough."""
    if len(slots) == 1:
        return (Field(id=slots[0].id, label=slots[0].label),)
    return tuple(Field(id=slot.id, label=slot.label, optional=True) for slot in slots)


def confirm_fields(people: Sequence[Person]) -> tuple[Field, ...]:
    """Give a field for every person, which that person confirms for themself."""
    return tuple(Field(id=person.id, form=Form.CONFIRM) for person in people)


TENSION = Field(id="scale", form=Form.SCALE, scale=10, optional=True)
"""Tension from 1 (calm) to 10, as before the conversation."""
