"""Review: how it went, each alone; then both answers side by side, and what they do with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from sessions import moves
from sessions.agreements import Agreement
from sessions.kinds.agreements import PLAN, WRITE
from sessions.kinds.review import (
    ANSWER,
    DECIDE,
    VERDICTS,
    differ,
    verdict_of,
)
from sessions.people import Person
from sessions.text import N_
from sessions.zones import as_here
from tui.features.conversation.turn import TurnScreen
from tui.language.language import Language
from tui.widgets.choices import Choices
from tui.widgets.form import agreement_rows, pick, row
from tui.widgets.localized import LocalizedText, TextSource, UserText, msgid
from tui.widgets.verdict_marks import MARKS

NOTES_MAX = 3
"""Notes beside the question; all of them are under agreements."""


class ReviewScreen(TurnScreen):
    """``answer``, ``decide``, ``write`` and ``plan``."""

    def body(self) -> Iterable[Widget]:
        phase = self.view.conversation.at.phase
        if phase == ANSWER:
            yield from self._answer()
        elif phase == DECIDE:
            yield from self._decide()
        else:
            yield from self._change()

    @property
    def _agreement(self) -> Agreement:
        return self.view.conversation.reviewed[self.view.conversation.at.round]

    # -- Alone ---------------------------------------------------------------------------------

    def _answer(self) -> Iterable[Widget]:
        view, agreement = self.view, self._agreement
        yield from self.ask(self._asked)
        yield UserText(agreement.what)
        yield LocalizedText(self._about, classes="note")
        for note in agreement.notes[-NOTES_MAX:]:
            day = as_here(note.at, view.now).date()
            yield LocalizedText(_noted(day, note.text), classes="review-note")
        for field in moves.fields(view.conversation, view.pattern):
            if field.choices:
                picks = [pick(view, choice) for choice in field.choices]
                yield Choices(field.id, picks, view.written(field.id), classes="verdict")
            else:
                yield row(view, field)

    def _asked(self, reader: Language) -> str:
        view = self.view
        many = len(view.conversation.reviewed)
        if many == 1:
            return reader.t(view.step.prompt)
        return reader.t(
            N_("How did it go, as you see it? This is {place} of {many}."),
            place=view.conversation.at.round + 1,
            many=many,
        )

    def _about(self, reader: Language) -> str:
        """Say when it was agreed, and the plan that came with it."""
        agreement = self._agreement
        facts = []
        if agreement.made_on is not None:
            day = reader.day(agreement.made_on, weekday=False)
            facts.append(reader.t(N_("agreed on {day}"), day=day))
        if agreement.see:
            facts.append(reader.t(N_("it works if: {see}"), see=agreement.see))
        return " · ".join(facts)

    # -- Together ------------------------------------------------------------------------------

    def _decide(self) -> Iterable[Widget]:
        view, agreement = self.view, self._agreement
        yield UserText(agreement.what, classes="reviewed")
        columns = [self._seen_by(partner) for partner in view.conversation.partners]
        yield Horizontal(*columns, classes="halves seen")
        yield from self.side_by_side(self._question, "prompt")
        (field,) = moves.fields(view.conversation, view.pattern)
        across = "across" if len(self.languages) == 1 else ""
        picks = [pick(view, choice) for choice in field.choices]
        yield Choices(field.id, picks, view.written(field.id), classes=across)

    def _seen_by(self, person: Person) -> Vertical:
        view = self.view
        side = view.side(person.id)
        answers = verdict_of(view.conversation, view.step, person.id, view.conversation.at.round)
        verdict = answers.get("verdict", "")
        parts: list[Widget] = [
            LocalizedText(
                lambda _: f"{view.mark(person.id)} {person.name}", classes=f"name {side}"
            ),
            LocalizedText(
                lambda r: _verdict(r, verdict),
                between="\n",
                classes="bold" if verdict else "quiet",
            ),
        ]
        for name, words in (("helped", N_("It helped:")), ("stood", N_("In the way:"))):
            text = answers.get(name, "")
            if text:
                parts += [
                    LocalizedText(msgid(words), between=" · ", classes="quiet"),
                    LocalizedText(_own(text)),
                ]
        return Vertical(*parts, classes="half")

    def _question(self, reader: Language) -> str:
        view = self.view
        if differ(view.conversation, view.step, view.conversation.at.round):
            return reader.t(N_("You see it differently. Where is the difference?"))
        return reader.t(N_("Tell each other what you saw. What do you do with it now?"))

    def _change(self) -> Iterable[Widget]:
        if self.view.conversation.at.phase == WRITE:
            yield from self.ask(
                lambda r: r.t(N_("How do you want it from now on?")),
                lambda r: r.t(N_("Change what needs changing. The old words are kept too.")),
            )
        else:
            yield from self.ask(
                lambda r: r.t(N_("What helps to really do it?")),
                lambda r: r.t(N_("“If this, then that” works better. You can skip this.")),
            )
        fields = moves.fields(self.view.conversation, self.view.pattern)
        yield from agreement_rows(self.view, fields, self.languages[0])

    # -- The frame -----------------------------------------------------------------------------

    def listens(self, language: Language) -> str | None:
        other = self.view.other
        return language.t(N_("{name} looks away"), name=other.name) if other else None

    def picked(self, choices: Choices) -> None:
        self.relabel()

    def primary(self, language: Language) -> str:
        phase = self.view.conversation.at.phase
        if phase == ANSWER:
            return self.handed_over(language)
        if phase == PLAN:
            return language.t(N_("Keep this agreement"))
        if phase == DECIDE and not any(choices.value for choices in self.query(Choices)):
            return language.t(N_("Choose together"))
        return language.t(N_("Next"))


def _noted(day: date, text: str) -> TextSource:
    return lambda r: f"{r.day(day, weekday=False)}  {text}"


def _own(text: str) -> TextSource:
    return lambda _: text


def _verdict(reader: Language, verdict: str) -> str:
    words = {choice.id: choice.label for choice in VERDICTS}
    if not verdict:
        return reader.t(N_("says nothing about it now"))
    if verdict not in words:
        return verdict
    return f"{MARKS[verdict]} {reader.t(words[verdict])}"
