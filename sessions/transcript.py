"""Reading: what of a conversation may be shown to everybody in the room, in order.

Private answers are not in it, unless their author shared them; marks only when all are in.
Every screen and export that shows a whole conversation takes its words from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sessions import inventory
from sessions.conversation import YES, Conversation, Turn
from sessions.kinds import KINDS, Form
from sessions.kinds.ideas import MARK, MARKS, OBJECTION, REVEAL, mark_of, standing_ideas
from sessions.kinds.inventory import LABELS
from sessions.kinds.private import SHARE
from sessions.kinds.review import (
    ANSWER,
    ANSWER_FIELDS,
    DECIDE,
    DECISIONS,
    VERDICTS,
    all_answered,
    verdict_of,
)
from sessions.pattern import Kind, Pattern, Step
from sessions.text import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Something that was said. `who` is empty for both; `label` and a choice's `text` are msgids.

    A text in people's own words has `own` true, and is never translated.
    """

    turn: Turn
    who: str
    label: str
    text: str
    own: bool = True


def passages(
    conversation: Conversation, pattern: Pattern
) -> tuple[tuple[Step, list[Passage]], ...]:
    """Give what may be read of each step, in order; steps without words are left out."""
    found = ((step, list(_of_step(conversation, step))) for step in pattern.steps)
    return tuple((step, words) for step, words in found if words)


def _of_step(conversation: Conversation, step: Step) -> Iterator[Passage]:
    kind = KINDS[step.kind]
    if step.kind is Kind.IDEAS:
        yield from _of_ideas(conversation, step)
        return
    if step.kind is Kind.REVIEW:
        yield from _of_review(conversation, step)
        return
    if step.kind is Kind.PRIVATE:
        yield from _shared(conversation, step)
        return
    if step.kind is Kind.INVENTORY:
        yield from _of_inventory(conversation)
        return
    if step.kind in (Kind.AGREEMENTS, Kind.DATE, Kind.RULES):
        return  # agreements and their date are records of their own, shown as such
    for turn in kind.turns(conversation, step):
        if kind.blind(turn):
            continue
        for field in kind.fields(conversation, step, turn):
            text = conversation.answer(turn, field.id)
            if not text or field.form is Form.CONFIRM:
                continue
            chosen = {choice.id: choice.label for choice in field.choices}
            yield Passage(
                turn=turn,
                who=turn.who,
                label=field.label,
                text=chosen.get(text, text),
                own=text not in chosen,
            )


def _shared(conversation: Conversation, step: Step) -> Iterator[Passage]:
    """Give the private answers that were shared, once everybody has been alone."""
    sharing = [turn for turn in KINDS[step.kind].turns(conversation, step) if turn.who]
    if not all(conversation.is_said(one) for one in sharing):
        return
    for partner in conversation.partners:
        for question in step.questions:
            turn = Turn(step.id, question.id, partner.id)
            text = conversation.answer(turn, "text")
            if text and conversation.answer(Turn(step.id, SHARE, partner.id), question.id) == YES:
                yield Passage(turn=turn, who=partner.id, label="", text=text)


def _of_review(conversation: Conversation, step: Step) -> Iterator[Passage]:
    """Give how each saw every agreement, once both have said it alone, and what they decided."""
    if not all_answered(conversation, step):
        return
    chosen = {verdict.id: verdict.label for verdict in (*VERDICTS, *DECISIONS)}
    for place, agreement in enumerate(conversation.reviewed):
        decide = Turn(step.id, DECIDE, "", place)
        yield Passage(turn=decide, who="", label="", text=agreement.what)
        for partner in conversation.partners:
            said = verdict_of(conversation, step, partner.id, place)
            turn = Turn(step.id, ANSWER, partner.id, place)
            for field in ANSWER_FIELDS:
                if text := said.get(field.id, ""):
                    yield Passage(
                        turn=turn,
                        who=partner.id,
                        label=field.label,
                        text=chosen.get(text, text) if field.choices else text,
                        own=not field.choices,
                    )
        decision = conversation.answer(decide, "decision")
        if decision:
            words = chosen.get(decision, decision)
            yield Passage(
                turn=decide, who="", label=N_("Decided:"), text=words, own=decision not in chosen
            )


def _of_inventory(conversation: Conversation) -> Iterator[Passage]:
    """Give how each sees every matter, once both are done; not what they noticed in themselves."""
    for row in inventory.rows(conversation):
        yield Passage(
            turn=inventory.turn_about(row.matter, ""),
            who="",
            label="",
            text=row.matter.title,
            own=False,
        )
        for partner in conversation.partners:
            for measure, place in row.seen[partner.id].items():
                words = inventory.FELT if measure is inventory.Measure.ENERGY else inventory.PLACED
                yield Passage(
                    turn=inventory.turn_about(row.matter, partner.id),
                    who=partner.id,
                    label=LABELS[measure],
                    text=words[place],
                    own=False,
                )


def _of_ideas(conversation: Conversation, step: Step) -> Iterator[Passage]:
    open_ideas = standing_ideas(conversation)
    marks = [
        Turn(step.id, MARK, partner.id, place)
        for partner in conversation.partners
        for place, _ in open_ideas
    ]
    may_see = bool(marks) and all(conversation.is_said(one) for one in marks)
    labels = {one.id: one.label for one in MARKS}
    for place, idea in open_ideas:
        yield Passage(turn=Turn(step.id, REVEAL), who="", label="", text=idea.text)
        for partner in conversation.partners if may_see else ():
            mark, why = mark_of(conversation, step, partner.id, place)
            if mark:
                turn = Turn(step.id, MARK, partner.id, place)
                yield Passage(turn=turn, who=partner.id, label="", text=labels[mark], own=False)
                if why and mark == OBJECTION:
                    yield Passage(turn=turn, who=partner.id, label="", text=why)
