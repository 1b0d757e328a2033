"""Ideas: collect without judging; then everybody judges them alone, on one page; then the reveal.

In a talk that was begun before, every idea was a page of its own (``mark``); it goes on like that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sessions import errors
from sessions.conversation import Conversation, Idea, Turn
from sessions.kinds.base import BOTH_SEE_IT_LATER, Field, Form, Passage, StepKind
from sessions.pattern import Choice, Step
from sessions.text import N_, is_empty

COLLECT = "collect"
MARK = "mark"
JUDGE = "judge"
REVEAL = "reveal"

YES_MARK = "yes"
LIVE_WITH = "live"
OBJECTION = "objection"

MARKS = (
    Choice(id=YES_MARK, label=N_("Yes")),
    Choice(id=LIVE_WITH, label=N_("I can live with it")),
    Choice(id=OBJECTION, label=N_("Not like this, because")),
)


HOW = N_("It could work like this:")


class IdeasKind(StepKind):
    """``collect`` together, ``judge`` alone, ``reveal`` together.

    Of an idea at a place there is its mark, why not, and how it would work instead: ``mark0``,
    ``why0``, ``how0``.
    """

    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        open_ideas = standing_ideas(conversation)
        collect = Turn(step.id, COLLECT)
        if not open_ideas:
            return (collect,)
        return (collect, *_turns_alone(conversation, step), Turn(step.id, REVEAL))

    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        if turn.phase == MARK:
            return (
                Field(id="mark", form=Form.CHOICE, choices=MARKS),
                Field(id="why", form=Form.TEXT, optional=True),
            )
        if turn.phase == JUDGE:
            return tuple(_judge_fields(conversation))
        if turn.phase == COLLECT:
            return (Field(id="idea", form=Form.LINE, optional=True),)
        return ()

    def answered_alone(self, turn: Turn) -> bool:
        return turn.phase in (MARK, JUDGE)

    def curtain_promise(self, turn: Turn) -> str:
        return BOTH_SEE_IT_LATER

    def is_private(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return False  # both see it in the end

    def passages(self, conversation: Conversation, step: Step) -> Iterator[Passage]:
        are_marks_open = all_marked(conversation, step)
        for place, idea in standing_ideas(conversation):
            yield Passage(turn=Turn(step.id, REVEAL), who="", label="", text=idea.text)
            for partner in conversation.partners if are_marks_open else ():
                yield from _judged_passages(conversation, step, partner.id, place)

    def can_skip(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return turn.phase == COLLECT and not standing_ideas(conversation)

    def check(
        self, conversation: Conversation, step: Step, turn: Turn, given: Mapping[str, str]
    ) -> None:
        if turn.phase == COLLECT and not standing_ideas(conversation):
            raise errors.AnswerMissing()
        if turn.phase == MARK and given.get("mark") == OBJECTION and is_empty(given.get("why", "")):
            raise errors.ReasonMissing()
        for place, _ in standing_ideas(conversation) if turn.phase == JUDGE else ():
            if given[f"mark{place}"] == OBJECTION and is_empty(given[f"why{place}"]):
                problem = errors.ReasonMissing()
                problem.field = f"why{place}"
                raise problem


def standing_ideas(conversation: Conversation) -> tuple[tuple[int, Idea], ...]:
    """Give the ideas that were not taken back, each with its place, which never changes."""
    return tuple(
        (place, idea) for place, idea in enumerate(conversation.ideas) if not idea.withdrawn
    )


class Judgement(NamedTuple):
    """What somebody thinks of an idea: a mark, why not like this, and how it would work instead."""

    mark: str = ""
    why: str = ""
    how: str = ""


def judgement(conversation: Conversation, step: Step, who: str, place: int) -> Judgement:
    """Give what `who` thinks of the idea at `place`; empty when it was not said."""
    page, single = Turn(step.id, JUDGE, who), Turn(step.id, MARK, who, place)
    names = (f"mark{place}", f"why{place}", f"how{place}")
    if conversation.answer(page, names[0]):
        return Judgement(*(conversation.answer(page, name) for name in names))
    return Judgement(conversation.answer(single, "mark"), conversation.answer(single, "why"))


def all_marked(conversation: Conversation, step: Step) -> bool:
    """Whether every partner has judged every idea: only then it may be seen."""
    alone = _turns_alone(conversation, step)
    return bool(alone) and all(conversation.is_said(turn) for turn in alone)


def _judge_fields(conversation: Conversation) -> Iterator[Field]:
    for place, _ in standing_ideas(conversation):
        yield Field(id=f"mark{place}", form=Form.CHOICE, choices=MARKS)
        yield Field(id=f"why{place}", optional=True)
        yield Field(id=f"how{place}", optional=True)


def _turns_alone(conversation: Conversation, step: Step) -> list[Turn]:
    """Give the turns on which the ideas are judged: a page each, or as it was begun before."""
    places = [place for place, _ in standing_ideas(conversation)]
    people = [partner.id for partner in conversation.partners]
    if not places:
        return []
    singles = [Turn(step.id, MARK, who, place) for who in people for place in places]
    if any(conversation.at == turn or conversation.is_begun(turn) for turn in singles):
        return singles
    return [Turn(step.id, JUDGE, who) for who in people]


def _judged_passages(
    conversation: Conversation, step: Step, who: str, place: int
) -> Iterator[Passage]:
    judged = judgement(conversation, step, who, place)
    if not judged.mark:
        return
    page = Turn(step.id, JUDGE, who)
    turn = page if conversation.is_said(page) else Turn(step.id, MARK, who, place)
    labels = {choice.id: choice.label for choice in MARKS}
    known = judged.mark in labels
    yield Passage(
        turn=turn, who=who, label="", text=labels.get(judged.mark, judged.mark), own=not known
    )
    for text, label in ((judged.why, ""), (judged.how, HOW)):
        if text and judged.mark == OBJECTION:
            yield Passage(turn=turn, who=who, label=label, text=text)


def by_support(conversation: Conversation, step: Step) -> tuple[tuple[int, Idea], ...]:
    """Give the standing ideas, first those nobody objects to, otherwise in their own order.

    Consent, not votes: an objection counts, a number of yeses does not (EVIDENCE: Agreements).
    """

    def objected(place: int) -> bool:
        return any(
            judgement(conversation, step, partner.id, place).mark == OBJECTION
            for partner in conversation.partners
        )

    return tuple(sorted(standing_ideas(conversation), key=lambda pair: objected(pair[0])))
