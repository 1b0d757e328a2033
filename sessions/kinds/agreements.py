"""Agreements: make them out of ideas, one at a time, until it is enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from msgspec.structs import replace

from sessions import errors
from sessions.agreements import Agreement, AgreementKind, standing
from sessions.conversation import TOGETHER, Conversation, Turn
from sessions.kinds.base import Field, Form, OwnChoice, Passage, StepKind
from sessions.kinds.ideas import standing_ideas
from sessions.pattern import Choice, Step
from sessions.text import N_

CHOOSE = "choose"
WRITE = "write"
PLAN = "plan"

OWN = "own"
ENOUGH = "enough"
IDEA = "idea:"
CHANGE = "change:"
DROP = "drop:"
BOTH = "both"
FOR = "for"
"""The field of ``write`` that holds what was picked for it."""

KINDS = (
    Choice(id=AgreementKind.TRIAL.value, label=N_("Something to try")),
    Choice(id=AgreementKind.TURNS.value, label=N_("Taking turns, by the week")),
    Choice(id=AgreementKind.BOUNDARY.value, label=N_("What one of you can and cannot do")),
)

WRITE_FIELDS = (
    Field(id="what", label=N_("What")),
    Field(id="who", form=Form.CHOICE, label=N_("Who"), optional=True),
    Field(id="when", form=Form.LINE, label=N_("When"), optional=True),
    Field(id="often", form=Form.LINE, label=N_("How often"), optional=True),
    Field(id="start", form=Form.DATE, label=N_("From"), optional=True, past=True),
    Field(id="until", form=Form.DATE, label=N_("Until"), optional=True),
    Field(id="kind", form=Form.CHOICE, label=N_("Kind"), choices=KINDS, optional=True),
)

PLAN_FIELDS = (
    Field(id="when_if", label=N_("If"), optional=True),
    Field(id="then", label=N_("then"), optional=True),
    Field(id="see", label=N_("We see it works if"), optional=True),
    Field(id="stop", label=N_("We stop earlier if"), optional=True),
)


class AgreementsKind(StepKind):
    """``choose`` what to begin with, ``write`` it, ``plan`` how; round after round."""

    def turns(self, conversation: Conversation, step: Step) -> Sequence[Turn]:
        return tuple(_rounds(conversation, step))

    def fields(self, conversation: Conversation, step: Step, turn: Turn) -> tuple[Field, ...]:
        if turn.phase == CHOOSE:
            given = conversation.answer(turn, "pick")
            return (Field(id="pick", form=Form.CHOICE, choices=picks(conversation, given)),)
        if turn.phase == PLAN:
            write = Turn(step.id, WRITE, TOGETHER, turn.round)
            return plan_fields(conversation, conversation.written(write, "kind"))
        return write_fields(conversation)

    def can_skip(self, conversation: Conversation, step: Step, turn: Turn) -> bool:
        return turn.phase == PLAN

    def check(
        self, conversation: Conversation, step: Step, turn: Turn, given: Mapping[str, str]
    ) -> None:
        check_days(given)

    def apply_answer(
        self, conversation: Conversation, step: Step, turn: Turn, *, now: datetime, new_id: str
    ) -> Conversation:
        pick = conversation.answer(Turn(step.id, CHOOSE, TOGETHER, turn.round), "pick")
        if turn.phase == CHOOSE:
            return _chosen(conversation, step, turn, pick)
        target = Turn(step.id, WRITE, TOGETHER, turn.round)
        known = target_of(conversation, target, pick)
        if turn.phase == WRITE:
            return _written(conversation, turn, pick, known, new_id)
        return put(conversation, planned(conversation, turn, known)) if known else conversation

    def passages(self, conversation: Conversation, step: Step) -> Iterator[Passage]:
        return iter(())  # agreements are records of their own, shown as such

    def revising_turn(self, conversation: Conversation, step: Step) -> Turn | None:
        chooses = [turn for turn in self.turns(conversation, step) if turn.phase == CHOOSE]
        return chooses[-1]


def write_fields(conversation: Conversation) -> tuple[Field, ...]:
    """Give what can be filled in of an agreement: what, who, when."""
    who = (*_names(conversation), Choice(id=BOTH, label=N_("Both of you")))
    return tuple(
        replace(field, choices=who) if field.id == "who" else field for field in WRITE_FIELDS
    )


def plan_fields(conversation: Conversation, kind: str) -> tuple[Field, ...]:
    """Give what helps to do it; with turns, also who begins."""
    if kind != AgreementKind.TURNS.value:
        return PLAN_FIELDS
    names = _names(conversation)
    begins = Field(
        id="first", form=Form.CHOICE, label=N_("Who begins"), choices=names, optional=True
    )
    return (begins, *PLAN_FIELDS)


def _names(conversation: Conversation) -> tuple[Choice, ...]:
    return tuple(OwnChoice(id=partner.id, label=partner.name) for partner in conversation.partners)


def check_days(given: Mapping[str, str]) -> None:
    """Raise `DatesSwapped` when it would end before it begins."""
    start, until = given.get("start"), given.get("until")
    # As days, not as texts: 20261129 is a way to write a date too.
    if start and until and date.fromisoformat(until) < date.fromisoformat(start):
        raise errors.DatesSwapped()


def picks(conversation: Conversation, given: str = "") -> tuple[Choice, ...]:
    """Give the choices: an idea, words of their own, an agreement to change or drop, enough.

    An idea that an agreement was made of is not offered again, unless it was `given` here.
    """
    made = standing(conversation.agreements)
    used = {agreement.idea for agreement in made}
    fresh = [
        idea
        for _, idea in standing_ideas(conversation)
        if idea.id not in used or given == IDEA + idea.id
    ]
    # What was given here stays a choice: going back and on again changes nothing.
    changes = [
        agreement
        for agreement in conversation.agreements
        if agreement in made or given == CHANGE + agreement.id
    ]
    drops = [
        agreement
        for agreement in conversation.agreements
        if agreement in made or given == DROP + agreement.id
    ]
    return (
        *(OwnChoice(id=IDEA + idea.id, label=idea.text) for idea in fresh),
        Choice(id=OWN, label=N_("Something else")),
        *(OwnChoice(id=CHANGE + change.id, label=change.what) for change in changes),
        *(OwnChoice(id=DROP + drop.id, label=drop.what) for drop in drops),
        Choice(id=ENOUGH, label=N_("This is enough") if made else N_("No agreement now")),
    )


def target_of(conversation: Conversation, turn: Turn, pick: str) -> Agreement | None:
    """Give the agreement that the ``write`` turn is about: one to change, or the one made there."""
    wanted = pick.removeprefix(CHANGE) if pick.startswith(CHANGE) else ""
    made_here = conversation.written(turn, "id")
    for agreement in conversation.agreements:
        if agreement.id == (wanted or made_here):
            return agreement
    return None


def _rounds(conversation: Conversation, step: Step) -> Iterator[Turn]:
    count = 0
    while True:
        choose = Turn(step.id, CHOOSE, TOGETHER, count)
        yield choose
        pick = conversation.answer(choose, "pick")
        if pick in ("", ENOUGH):
            return
        if not pick.startswith(DROP):
            write = Turn(step.id, WRITE, TOGETHER, count)
            yield write
            if not conversation.is_said(write):
                return
            yield Turn(step.id, PLAN, TOGETHER, count)
        count += 1


def _chosen(conversation: Conversation, step: Step, turn: Turn, pick: str) -> Conversation:
    """Give the conversation with what was picked filled in as a draft of ``write``."""
    if pick.startswith(DROP):
        gone = pick.removeprefix(DROP)
        agreements = tuple(
            replace(agreement, withdrawn=True) if agreement.id == gone else agreement
            for agreement in conversation.agreements
        )
        return replace(conversation, agreements=agreements)
    if pick == ENOUGH:
        return conversation
    write, plan = (Turn(step.id, phase, TOGETHER, turn.round) for phase in (WRITE, PLAN))
    before = conversation.written(write, FOR)
    if before == pick:
        return conversation
    shelved = _shelve(_shelve(conversation, write, before, pick), plan, before, pick)
    if write.key in shelved.drafts:
        return shelved
    ready = {FOR: pick}
    for _, idea in standing_ideas(shelved):
        if pick == IDEA + idea.id:
            ready["what"] = idea.text
    known = target_of(shelved, write, pick)
    drafts = dict(shelved.drafts)
    if known is not None:
        ready |= as_written(known)
        drafts[plan.key] = as_planned(known)
    return replace(shelved, drafts={**drafts, write.key: ready})


def _shelve(conversation: Conversation, turn: Turn, before: str, pick: str) -> Conversation:
    """Give the conversation with the words in `turn` stored under the pick `before`.

    The words that were stored under `pick` stand there again. Another choice must not mix the
    words of one agreement with those of another, and not lose them either.
    """
    answers, drafts = dict(conversation.said), dict(conversation.drafts)
    answered = answers.pop(turn.key, None)
    fields = {**(answered.fields if answered else {}), **drafts.pop(turn.key, {})}
    if fields:
        drafts[f"{turn.key}|{before}"] = fields
    shelved = drafts.pop(f"{turn.key}|{pick}", None)
    if shelved is not None:
        drafts[turn.key] = shelved
    return replace(conversation, said=answers, drafts=drafts)


def as_planned(agreement: Agreement) -> dict[str, str]:
    """Give an agreement as the fields of ``plan``."""
    return {name: getattr(agreement, name) for name in ("first", *(f.id for f in PLAN_FIELDS))}


def as_written(agreement: Agreement) -> dict[str, str]:
    """Give an agreement as the fields of ``write``."""
    return {
        "what": agreement.what,
        "who": agreement.who or BOTH,
        "when": agreement.when,
        "often": agreement.often,
        "start": agreement.start.isoformat() if agreement.start else "",
        "until": agreement.until.isoformat() if agreement.until else "",
        "kind": agreement.kind.value,
    }


def _written(
    conversation: Conversation, turn: Turn, pick: str, known: Agreement | None, new_id: str
) -> Conversation:
    """Give the conversation with the agreement of this ``write`` turn made, or changed."""
    base = known or Agreement(
        id=new_id,
        what="",
        idea=pick.removeprefix(IDEA) if pick.startswith(IDEA) else "",
    )
    made = written(conversation, turn, base)
    answered = conversation.said[turn.key]
    # The agreement's id stands with the answer, so that coming back here changes that agreement.
    identified = replace(answered, fields={**answered.fields, "id": made.id})
    return replace(put(conversation, made), said={**conversation.said, turn.key: identified})


def written(conversation: Conversation, turn: Turn, base: Agreement) -> Agreement:
    """Give `base` as it was written on `turn`."""
    given = {field.id: conversation.answer(turn, field.id) for field in WRITE_FIELDS}
    return replace(
        base,
        what=given["what"],
        who="" if given["who"] == BOTH else given["who"],
        when=given["when"],
        often=given["often"],
        start=_day(given["start"]),
        until=_day(given["until"]),
        kind=AgreementKind(given["kind"] or AgreementKind.TRIAL.value),
    )


def planned(conversation: Conversation, turn: Turn, agreement: Agreement) -> Agreement:
    """Give `agreement` with what was filled in on the ``plan`` turn."""
    return replace(
        agreement,
        first=conversation.answer(turn, "first"),
        when_if=conversation.answer(turn, "when_if"),
        then=conversation.answer(turn, "then"),
        see=conversation.answer(turn, "see"),
        stop=conversation.answer(turn, "stop"),
    )


def put(conversation: Conversation, agreement: Agreement) -> Conversation:
    """Give the conversation with `agreement` in its place, or added."""
    if any(known.id == agreement.id for known in conversation.agreements):
        agreements = tuple(
            agreement if known.id == agreement.id else known for known in conversation.agreements
        )
    else:
        agreements = (*conversation.agreements, agreement)
    return replace(conversation, agreements=agreements)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
