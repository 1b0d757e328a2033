"""Turns: a speaker, a listener who reflects, the speaker's verdict on it; then they swap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sessions.conversation import Conversation, Turn
from sessions.kinds.base import Field, Form, StepKind, slot_fields
from sessions.pattern import Choice, Step
from sessions.people import Person
from sessions.text import N_

SPEAK = "speak"
MORE = "more"
REFLECT = "reflect"
CONFIRM = "confirm"
AGAIN = "again"

MISSES_MAX = 2
"""Reflections that missed it before the speaker may let it stand (DESIGN, section 4)."""

CONFIRMING = (
    Choice(id="yes", label=N_("Yes, that is it")),
    Choice(id="not-quite", label=N_("Not quite")),
    Choice(id="more", label=N_("There is more")),
)

AFTER_MISSES = (
    Choice(id="words", label=N_("I say it in other words")),
    Choice(id="stand", label=N_("I let it stand like this")),
)


class TurnsKind(StepKind):
    """Every partner speaks once; the next partner reflects it, where the step asks for that."""

    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        turns: list[Turn] = []
        for speaker in conversation.partners:
            turns.extend(_exchange(conversation, step, speaker))
            if not conversation.is_said(turns[-1]):
                break
        return turns

    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        if turn.phase == SPEAK:
            return slot_fields(step.slots)
        if turn.phase == CONFIRM:
            return (Field(id="choice", form=Form.CHOICE, choices=CONFIRMING),)
        if turn.phase == AGAIN:
            return (Field(id="choice", form=Form.CHOICE, choices=AFTER_MISSES),)
        return (Field(id="text"),)

    def can_skip(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        # Nobody can be made to speak or to reflect; a verdict cannot be skipped.
        return turn.phase in (SPEAK, MORE, REFLECT)

    def needs_words(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return True

    def preparation(self, step: Step, turn: Turn) -> Turn | None:
        if not step.prepared or turn.phase != SPEAK:
            return None
        prepared_step, _, question = step.prepared.partition("/")
        return Turn(prepared_step, question, turn.who)


def listener(conversation: Conversation, speaker: str) -> Person:
    """Give the partner who listens to `speaker`: the next in the order in which they sit."""
    order = [partner.id for partner in conversation.partners]
    place = order.index(speaker)
    return conversation.partners[(place + 1) % len(order)]


def speaker_of(conversation: Conversation, turn: Turn) -> Person:
    """Give the speaker of the exchange that `turn` belongs to."""
    if turn.phase != REFLECT:
        return conversation.person(turn.who)
    order = [partner.id for partner in conversation.partners]
    return conversation.partners[order.index(turn.who) - 1]


def _exchange(conversation: Conversation, step: Step, speaker: Person) -> Iterator[Turn]:
    """Give the turns of one exchange, up to the first that decides what follows."""
    listener_id = listener(conversation, speaker.id).id
    opening = Turn(step.id, SPEAK, speaker.id)
    yield opening
    opened = conversation.said.get(opening.key)
    if not step.reflect_prompt or (opened is not None and opened.skipped):
        return
    count = misses = 0
    while True:
        yield Turn(step.id, REFLECT, listener_id, count)
        if not step.confirm:
            return
        confirm = Turn(step.id, CONFIRM, speaker.id, count)
        yield confirm
        verdict = conversation.answer(confirm, "choice")
        misses = misses + 1 if verdict == "not-quite" else 0
        if misses == MISSES_MAX:
            again = Turn(step.id, AGAIN, speaker.id, count)
            yield again
            verdict = "more" if conversation.answer(again, "choice") == "words" else ""
            misses = 0
        if verdict == "more":
            yield Turn(step.id, MORE, speaker.id, count + 1)
        elif verdict != "not-quite":
            return
        count += 1


def spoken(conversation: Conversation, step: Step, turn: Turn) -> tuple[tuple[Turn, str], ...]:
    """Give what the speaker of this exchange said up to `turn`: turn and field, in order."""
    speaker = speaker_of(conversation, turn).id
    places = [(Turn(step.id, SPEAK, speaker), slot.id) for slot in step.slots]
    places += [(Turn(step.id, MORE, speaker, count), "text") for count in range(1, turn.round + 1)]
    return tuple(place for place in places if conversation.answer(*place))
