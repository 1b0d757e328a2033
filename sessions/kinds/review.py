"""Review: everybody says alone how an agreement fared; then both see it, and decide together.

Alone first, so that nobody has to agree with the first speaker (EVIDENCE: Agreements).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from msgspec.structs import replace

from sessions.agreements import Agreement, AgreementEnd, first_place, turns_from
from sessions.conversation import TOGETHER, Conversation, Turn
from sessions.kinds.agreements import (
    PLAN,
    WRITE,
    as_planned,
    as_written,
    check_days,
    plan_fields,
    planned,
    put,
    write_fields,
    written,
)
from sessions.kinds.base import BOTH_SEE_IT_LATER, Field, Form, Passage, StepKind
from sessions.pattern import Choice, Step
from sessions.text import N_

ANSWER = "answer"
DECIDE = "decide"


class Verdict(StrEnum):
    """How an agreement fared, as one person sees it."""

    WORKED = "worked"
    PARTLY = "partly"
    NOT = "not"
    NOT_TRIED = "not-tried"


class Decision(StrEnum):
    """The decisions on an agreement."""

    KEEP = "keep"
    ADJUST = "adjust"
    STOP = "stop"
    AGAIN = "again"


VERDICTS = (
    Choice(id=Verdict.WORKED.value, label=N_("It worked")),
    Choice(id=Verdict.PARTLY.value, label=N_("It partly worked")),
    Choice(id=Verdict.NOT.value, label=N_("It did not work")),
    Choice(id=Verdict.NOT_TRIED.value, label=N_("We did not try it")),
)

DECISIONS = (
    Choice(id=Decision.KEEP.value, label=N_("Keep it")),
    Choice(id=Decision.ADJUST.value, label=N_("Change it")),
    Choice(id=Decision.STOP.value, label=N_("Stop it")),
    Choice(id=Decision.AGAIN.value, label=N_("Talk about it again")),
)

ANSWER_FIELDS = (
    Field(id="verdict", form=Form.CHOICE, choices=VERDICTS),
    Field(id="helped", label=N_("What helped?"), optional=True),
    Field(id="stood", label=N_("What stood in the way?"), optional=True),
)


class ReviewKind(StepKind):
    """``answer`` alone, round by agreement; then ``decide`` together, and change if they like."""

    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        return tuple(_turns(conversation, step))

    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        if turn.phase == ANSWER:
            return ANSWER_FIELDS
        if turn.phase == DECIDE:
            return (Field(id="decision", form=Form.CHOICE, choices=DECISIONS),)
        if turn.phase == WRITE:
            return write_fields(conversation)
        kind = conversation.written(Turn(step.id, WRITE, TOGETHER, turn.round), "kind")
        return plan_fields(conversation, kind)

    def answered_alone(self, turn: Turn) -> bool:
        return turn.phase == ANSWER

    def curtain_promise(self, turn: Turn) -> str:
        return BOTH_SEE_IT_LATER

    def is_private(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return False  # both see it in the end

    def passages(self, conversation: Conversation, step: Step) -> Iterator[Passage]:
        if not all_answered(conversation, step):
            return
        labels = {choice.id: choice.label for choice in DECISIONS}
        for place, agreement in enumerate(conversation.reviewed):
            decide = Turn(step.id, DECIDE, TOGETHER, place)
            yield Passage(turn=decide, who="", label="", text=agreement.what)
            for partner in conversation.partners:
                answer = Turn(step.id, ANSWER, partner.id, place)
                yield from self._passages_of(conversation, step, answer)
            decision = conversation.answer(decide, "decision")
            if decision:
                yield Passage(
                    turn=decide,
                    who="",
                    label=N_("Decided:"),
                    text=labels.get(decision, decision),
                    own=decision not in labels,
                )

    def revising_turn(self, conversation: Conversation, step: Step) -> Turn | None:
        # Until both have said alone how it went, that comes first: deciding shows it to both.
        turns = self.turns(conversation, step)
        alone = (turn for turn in turns if turn.phase == ANSWER)
        unanswered = next((turn for turn in alone if not conversation.is_said(turn)), None)
        return unanswered or next((turn for turn in turns if turn.phase == DECIDE), None)

    def evaluation(
        self, conversation: Conversation, step: Step, agreement_id: str
    ) -> tuple[str, Mapping[str, Mapping[str, str]]] | None:
        ids = [agreement.id for agreement in conversation.reviewed]
        if agreement_id not in ids or not all_answered(conversation, step):
            return None
        place = ids.index(agreement_id)
        decision = conversation.answer(Turn(step.id, DECIDE, TOGETHER, place), "decision")
        if not decision:
            return None
        partners = conversation.partners
        return decision, {
            partner.id: verdict_of(conversation, step, partner.id, place) for partner in partners
        }

    def can_skip(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return turn.phase in (ANSWER, PLAN)

    def needs_words(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return turn.phase != PLAN

    def check(
        self, conversation: Conversation, step: Step, turn: Turn, given: Mapping[str, str]
    ) -> None:
        check_days(given)

    def apply_answer(
        self, conversation: Conversation, step: Step, turn: Turn, *, now: datetime, new_id: str
    ) -> Conversation:
        if turn.phase == ANSWER:
            return conversation
        base = conversation.reviewed[turn.round]
        write = Turn(step.id, WRITE, TOGETHER, turn.round)
        if turn.phase == DECIDE:
            decision = Decision(conversation.answer(turn, "decision"))
            if decision is not Decision.ADJUST:
                return put(conversation, _decided(base, decision, now.date()))
            if not conversation.is_said(write):
                return _laid_ready(_without(conversation, base.id), step, turn.round, base, now)
        return put(conversation, _adjusted(conversation, write, base, now.date()))


def _turns(conversation: Conversation, step: Step) -> Iterator[Turn]:
    places = range(len(conversation.reviewed))
    for partner in conversation.partners:
        yield from (Turn(step.id, ANSWER, partner.id, place) for place in places)
    for place in places:
        decide = Turn(step.id, DECIDE, TOGETHER, place)
        yield decide
        decision = conversation.answer(decide, "decision")
        if not decision:
            return
        if decision == Decision.ADJUST.value:
            yield Turn(step.id, WRITE, TOGETHER, place)
            yield Turn(step.id, PLAN, TOGETHER, place)


def _next(base: Agreement) -> Agreement:
    """Give an agreement one revision on, to be given a new day."""
    return replace(base, revision=base.revision + 1, evaluate_on=None, evaluate_at=None)


def _decided(base: Agreement, decision: Decision, today: date) -> Agreement:
    """Give what becomes of an agreement whose words stay as they are."""
    on = _next(base)
    if decision is Decision.STOP:
        return replace(on, ended=AgreementEnd.STOPPED)
    if decision is Decision.AGAIN:
        return replace(on, ended=AgreementEnd.AGAIN)
    return _going_on(on, today)


def _going_on(agreement: Agreement, today: date) -> Agreement:
    """Give an agreement without a last day that has passed: that is what going on with it means."""
    is_over = agreement.until is not None and agreement.until < today
    return replace(agreement, until=None) if is_over else agreement


def _adjusted(conversation: Conversation, write: Turn, base: Agreement, today: date) -> Agreement:
    """Give an agreement as they wrote it: a version on, or the same one when nothing changed."""
    on = _going_on(_next(base), today)
    changed = written(conversation, write, on)
    plan = replace(write, phase=PLAN)
    answered = conversation.said.get(plan.key)
    if answered is not None and answered.fields:  # skipped, the plan stays; emptied, it is empty
        changed = planned(conversation, plan, changed)
    if changed == on:
        return changed
    people = conversation.partners
    if changed.start is None and first_place(changed, people) == first_place(base, people):
        # Other words must not change whose week it is.
        changed = replace(changed, counted_from=turns_from(base))
    # The closing says on which day: that is when both agree to these words.
    return replace(changed, version=base.version + 1, made_on=None)


def _without(conversation: Conversation, agreement: str) -> Conversation:
    others = tuple(other for other in conversation.agreements if other.id != agreement)
    return replace(conversation, agreements=others)


def _laid_ready(
    conversation: Conversation, step: Step, place: int, base: Agreement, now: datetime
) -> Conversation:
    """Give the conversation with the present words in the fields, unless they wrote there."""
    present = _going_on(base, now.date())
    drafts = dict(conversation.drafts)
    for phase, ready in ((WRITE, as_written(present)), (PLAN, as_planned(present))):
        turn = Turn(step.id, phase, TOGETHER, place)
        if turn.key not in drafts and not conversation.is_said(turn):
            drafts[turn.key] = ready
    return replace(conversation, drafts=drafts)


def verdict_of(conversation: Conversation, step: Step, who: str, place: int) -> Mapping[str, str]:
    """Give what `who` said alone of the agreement at `place`, by field; empty when skipped."""
    answered = conversation.said.get(Turn(step.id, ANSWER, who, place).key)
    return answered.fields if answered else {}


def all_answered(conversation: Conversation, step: Step) -> bool:
    """Whether everybody has said alone what they have to say: only then both see it."""
    alone = (turn for turn in _turns(conversation, step) if turn.phase == ANSWER)
    return all(conversation.is_said(turn) for turn in alone)


def differ(conversation: Conversation, step: Step, place: int) -> bool:
    """Whether they see it differently: a subject to talk about, no more than that."""
    seen = {
        verdict_of(conversation, step, partner.id, place).get("verdict", "")
        for partner in conversation.partners
    }
    return len(seen - {""}) > 1
