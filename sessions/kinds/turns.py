"""Turns: a speaker, a listener who reflects, the speaker's verdict on it; then they swap.

They are written down whole, or said aloud: then one sentence of the speaker is kept, and what the
listener says back is heard and not written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from sessions.conversation import YES, Conversation, Turn
from sessions.errors import AnswerMissing
from sessions.kinds.base import CORE, Field, Form, Passage, StepKind, slot_fields
from sessions.marks import marked_words
from sessions.pattern import Choice, Slot, Step
from sessions.people import Person
from sessions.text import N_

SPEAK = "speak"
MORE = "more"
REFLECT = "reflect"
CONFIRM = "confirm"
AGAIN = "again"
MISSED = "missed"
"""After *not quite*: what did not come across, in the speaker's own words."""

WORDS, STAND = "words", "stand"
"""On a missed turn: words of their own that were marked (`sessions.marks`), and to let it be."""

MISSES_MAX = 2
"""Reflections that missed it before the speaker may let it stand (DESIGN, section 4)."""

CONFIRMING = (
    Choice(id="yes", label=N_("Yes, exactly")),
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
            return _talked_fields(step) if conversation.is_talked else slot_fields(step.slots)
        if turn.phase == CONFIRM:
            return (Field(id="choice", form=Form.CHOICE, choices=CONFIRMING),)
        if turn.phase == AGAIN:
            return (Field(id="choice", form=Form.CHOICE, choices=AFTER_MISSES),)
        if turn.phase == MISSED:
            return (
                Field(id=WORDS, optional=True),
                Field(id="text", optional=True),
                Field(id=STAND, form=Form.CONFIRM, optional=True),
            )
        if turn.phase == REFLECT and conversation.is_talked:
            return ()  # it is said aloud
        return (Field(id="text", optional=conversation.is_talked),)

    def slots(self, step: Step, turn: Turn) -> tuple[Slot, ...]:
        return step.slots if turn.phase == SPEAK else ()

    def is_talked(self, conversation: Conversation, turn: Turn) -> bool:
        return conversation.is_talked and turn.phase in (SPEAK, MORE, REFLECT, MISSED)

    def can_skip(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        # Nobody can be made to speak or to reflect; a verdict cannot be skipped.
        return turn.phase in (SPEAK, MORE, REFLECT)

    def needs_words(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return turn.phase != MISSED and not self.is_talked(conversation, turn)

    def check(
        self, conversation: Conversation, step: Step, turn: Turn, given: Mapping[str, str]
    ) -> None:
        if turn.phase != MISSED or conversation.is_talked or any(given.values()):
            return
        problem = AnswerMissing()
        problem.field = "text"
        raise problem

    def apply_answer(
        self, conversation: Conversation, step: Step, turn: Turn, *, now: datetime, new_id: str
    ) -> Conversation:
        if turn.phase != MISSED or conversation.answer(turn, STAND) == YES:
            return conversation
        # The listener changes what they wrote before, and does not type it again.
        before, heard = _reflection(conversation, turn), said_back(conversation, turn)
        after = replace(before, round=turn.round + 1)
        if not heard or conversation.is_begun(after):
            return conversation
        return replace(conversation, drafts={**conversation.drafts, after.key: {"text": heard}})

    def passages(self, conversation: Conversation, step: Step) -> Iterator[Passage]:
        labels = {slot.id: slot.label for slot in step.slots}
        for turn in self.turns(conversation, step):
            if turn.phase == SPEAK:
                for name in kept(conversation, step, turn):
                    text = conversation.answer(turn, name)
                    yield Passage(turn=turn, who=turn.who, label=labels.get(name, ""), text=text)
            elif turn.phase in _LED_IN:
                yield from _led_in(conversation, turn)
            elif turn.phase != CONFIRM or said_back(conversation, turn):
                # A yes to what nobody can read is not read.
                yield from self._passages_of(conversation, step, turn)

    def preparation(self, step: Step, turn: Turn) -> Turn | None:
        if not step.prepared or turn.phase != SPEAK:
            return None
        prepared_step, _, question = step.prepared.partition("/")
        return Turn(prepared_step, question, turn.who)


_LED_IN = {
    MORE: (("text", ""),),
    REFLECT: (("text", N_("heard:")),),
    MISSED: ((WORDS, N_("What did not come across yet:")), ("text", "")),
}
"""The fields of a turn that are read afterwards, with what leads them in."""


def said_back(conversation: Conversation, turn: Turn) -> str:
    """Give what the listener wrote back before `turn` of the speaker, or an empty text."""
    return conversation.answer(_reflection(conversation, turn), "text")


def is_said_back_aloud(conversation: Conversation, turn: Turn) -> bool:
    """Whether it is said back aloud before `turn` of the speaker, and was not to be written."""
    answered = conversation.said.get(_reflection(conversation, turn).key)
    return answered is None or answered.talked


def _reflection(conversation: Conversation, turn: Turn) -> Turn:
    who = listener(conversation, conversation.person(turn.who)).id
    return Turn(turn.step, REFLECT, who, turn.round)


def _led_in(conversation: Conversation, turn: Turn) -> Iterator[Passage]:
    for name, label in _LED_IN[turn.phase]:
        text = conversation.answer(turn, name)
        words = marked_words(text) if name == WORDS else text
        if words:
            yield Passage(turn=turn, who=turn.who, label=label, text=words)


def _talked_fields(step: Step) -> tuple[Field, ...]:
    """Give what is kept of a turn that is said aloud: one sentence, and what is asked for."""
    asked = [slot for slot in step.slots if slot.id == step.request]
    requests = (Field(id=slot.id, label=slot.label, optional=True) for slot in asked)
    return (Field(id=core_field(step), optional=True), *requests)


def core_field(step: Step) -> str:
    """Give the name of the field that holds the one sentence; a single beginning is that itself."""
    return step.slots[0].id if len(step.slots) == 1 else CORE


def kept(conversation: Conversation, step: Step, turn: Turn) -> tuple[str, ...]:
    """Give the fields that hold what is kept of a turn on which somebody spoke, in order.

    The one place that says so: first the sentence they kept, which is the core; then the beginnings
    that they completed, what they ask for among them. Without a sentence these are the core. What
    was written before they talked is read as well: no word that was said is out of sight.
    """
    names = dict.fromkeys((core_field(step), *(slot.id for slot in step.slots)))
    return tuple(name for name in names if conversation.answer(turn, name))


class Asked(NamedTuple):
    """What somebody brought: what they ask for, or else their core, and what they need."""

    who: str
    is_request: bool
    text: str
    need: str


def asked(conversation: Conversation, step: Step) -> tuple[Asked, ...]:
    """Give what each partner asks for in this step, in the order in which they sit.

    Who kept nothing is left out.
    """
    found = []
    for partner in conversation.partners:
        turn = Turn(step.id, SPEAK, partner.id)
        said = {name: conversation.answer(turn, name) for name in kept(conversation, step, turn)}
        request, need = said.get(step.request, ""), said.get(step.need, "")
        text = request or said.get(core_field(step), "") or need or next(iter(said.values()), "")
        if text:
            found.append(Asked(partner.id, bool(request), text, "" if need == text else need))
    return tuple(found)


def listener(conversation: Conversation, speaker: Person) -> Person:
    """Give the partner who listens to `speaker`: the next in the order in which they sit."""
    order = [partner.id for partner in conversation.partners]
    place = order.index(speaker.id)
    return conversation.partners[(place + 1) % len(order)]


def speaker_of(conversation: Conversation, turn: Turn) -> Person:
    """Give the speaker of the exchange that `turn` belongs to."""
    if turn.phase != REFLECT:
        return conversation.person(turn.who)
    order = [partner.id for partner in conversation.partners]
    return conversation.partners[order.index(turn.who) - 1]


def _exchange(conversation: Conversation, step: Step, speaker: Person) -> Iterator[Turn]:
    """Give the turns of one exchange, up to the first that decides what follows."""
    listener_id = listener(conversation, speaker).id
    told = Turn(step.id, SPEAK, speaker.id)
    yield told
    opened = conversation.said.get(told.key)
    if not step.reflect_prompt or (opened is not None and opened.skipped):
        return
    count = misses = 0
    while True:
        reflect = Turn(step.id, REFLECT, listener_id, count)
        if conversation.is_said(reflect) or not _was_talked(conversation, told):
            yield reflect
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
            told = Turn(step.id, MORE, speaker.id, count + 1)
            yield told
        elif verdict == "not-quite":
            missed = Turn(step.id, MISSED, speaker.id, count)
            if _asks_what_was_missed(conversation, missed, listener_id):
                told = missed
                yield told
            if conversation.answer(missed, STAND) == YES:
                return
        else:
            return
        count += 1


def _was_talked(conversation: Conversation, told: Turn) -> bool:
    """Whether what is said back to `told` is said aloud; before it was told, as they talk now."""
    answered = conversation.said.get(told.key)
    return conversation.is_talked if answered is None else answered.talked


def _asks_what_was_missed(conversation: Conversation, missed: Turn, listener_id: str) -> bool:
    """Whether the speaker was, or is, asked what did not come across.

    A talk that was begun before there was this question goes on with the order it had.
    """
    if conversation.is_said(missed) or conversation.at == missed:
        return True
    after = Turn(missed.step, REFLECT, listener_id, missed.round + 1)
    return conversation.at != after and not conversation.is_begun(after)


def spoken(conversation: Conversation, step: Step, turn: Turn) -> tuple[tuple[Turn, str], ...]:
    """Give what the speaker of this exchange said up to `turn`: turn and field, in order."""
    speaker = speaker_of(conversation, turn).id
    opening = Turn(step.id, SPEAK, speaker)
    places = [(opening, name) for name in kept(conversation, step, opening)]
    for count in range(1, turn.round + 1):
        places += [
            (Turn(step.id, MISSED, speaker, count - 1), "text"),
            (Turn(step.id, MORE, speaker, count), "text"),
        ]
    return tuple(place for place in places if conversation.answer(*place))


def marked(conversation: Conversation, turn: Turn) -> str:
    """Give the words that the speaker marked before `turn`, a run a line, or an empty text."""
    if turn.round == 0:
        return ""
    speaker = speaker_of(conversation, turn).id
    return conversation.answer(Turn(turn.step, MISSED, speaker, turn.round - 1), WORDS)
