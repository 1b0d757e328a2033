"""Ideas: collect without judging; then everybody marks every idea alone; then the reveal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sessions import errors
from sessions.conversation import Conversation, Idea, Turn
from sessions.kinds.base import BOTH_SEE_IT_LATER, Field, Form, Passage, StepKind
from sessions.pattern import Choice, Step
from sessions.text import N_, is_empty

COLLECT = "collect"
MARK = "mark"
REVEAL = "reveal"

YES_MARK = "yes"
LIVE_WITH = "live"
OBJECTION = "objection"

MARKS = (
    Choice(id=YES_MARK, label=N_("Yes")),
    Choice(id=LIVE_WITH, label=N_("I can live with it")),
    Choice(id=OBJECTION, label=N_("Not like this, because")),
)


class IdeasKind(StepKind):
    """``collect`` together, ``mark`` alone (round = the idea's place), ``reveal`` together."""

    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        open_ideas = standing_ideas(conversation)
        collect = Turn(step.id, COLLECT)
        if not open_ideas:
            return (collect,)
        return (collect, *_mark_turns(conversation, step), Turn(step.id, REVEAL))

    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        if turn.phase == MARK:
            return (
                Field(id="mark", form=Form.CHOICE, choices=MARKS),
                Field(id="why", form=Form.TEXT, optional=True),
            )
        if turn.phase == COLLECT:
            return (Field(id="idea", form=Form.LINE, optional=True),)
        return ()

    def answered_alone(self, turn: Turn) -> bool:
        return turn.phase == MARK

    def curtain_promise(self, turn: Turn) -> str:
        return BOTH_SEE_IT_LATER

    def is_private(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return False  # both see it in the end

    def passages(self, conversation: Conversation, step: Step) -> Iterator[Passage]:
        are_marks_open = all_marked(conversation, step)
        for place, idea in standing_ideas(conversation):
            yield Passage(turn=Turn(step.id, REVEAL), who="", label="", text=idea.text)
            for partner in conversation.partners if are_marks_open else ():
                yield from _mark_passages(conversation, step, partner.id, place)

    def can_skip(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return turn.phase == COLLECT and not standing_ideas(conversation)

    def check(
        self, conversation: Conversation, step: Step, turn: Turn, given: Mapping[str, str]
    ) -> None:
        if turn.phase == COLLECT and not standing_ideas(conversation):
            raise errors.AnswerMissing()
        if turn.phase == MARK and given.get("mark") == OBJECTION and is_empty(given.get("why", "")):
            raise errors.ReasonMissing()


def standing_ideas(conversation: Conversation) -> tuple[tuple[int, Idea], ...]:
    """Give the ideas that were not taken back, each with its place, which never changes."""
    return tuple(
        (place, idea) for place, idea in enumerate(conversation.ideas) if not idea.withdrawn
    )


def mark_of(conversation: Conversation, step: Step, who: str, place: int) -> tuple[str, str]:
    """Give the mark of `who` for the idea at `place`, and the reason; empty when not given."""
    turn = Turn(step.id, MARK, who, place)
    return conversation.answer(turn, "mark"), conversation.answer(turn, "why")


def all_marked(conversation: Conversation, step: Step) -> bool:
    """Whether every partner has marked every idea: only then the marks may be seen."""
    marks = _mark_turns(conversation, step)
    return bool(marks) and all(conversation.is_said(mark) for mark in marks)


def _mark_turns(conversation: Conversation, step: Step) -> list[Turn]:
    return [
        Turn(step.id, MARK, partner.id, place)
        for partner in conversation.partners
        for place, _ in standing_ideas(conversation)
    ]


def _mark_passages(
    conversation: Conversation, step: Step, who: str, place: int
) -> Iterator[Passage]:
    mark, why = mark_of(conversation, step, who, place)
    if not mark:
        return
    turn = Turn(step.id, MARK, who, place)
    labels = {choice.id: choice.label for choice in MARKS}
    yield Passage(turn=turn, who=who, label="", text=labels.get(mark, mark), own=mark not in labels)
    if why and mark == OBJECTION:
        yield Passage(turn=turn, who=who, label="", text=why)


def by_support(conversation: Conversation, step: Step) -> tuple[tuple[int, Idea], ...]:
    """Give the standing ideas, first those nobody objects to, otherwise in their own order.

    Consent, not votes: an objection counts, a number of yeses does not (EVIDENCE: Agreements).
    """

    def objected(place: int) -> bool:
        return any(
            mark_of(conversation, step, partner.id, place)[0] == OBJECTION
            for partner in conversation.partners
        )

    return tuple(sorted(standing_ideas(conversation), key=lambda pair: objected(pair[0])))
