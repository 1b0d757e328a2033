"""Closing: what is still open, tension, a thank you each, and "these are our words"."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from sessions import moves
from sessions.agreements import made, standing
from sessions.commands import ReviseAgreements
from sessions.kinds.closing import CONFIRM, NEXT, OPEN, TENSION_AFTER
from sessions.people import Person
from sessions.text import N_
from tui.features.conversation.turn import TurnScreen
from tui.language.dates import shown_day
from tui.language.language import Language
from tui.messages import Requested
from tui.widgets.choices import Choices, Confirm
from tui.widgets.form import form, pick
from tui.widgets.groups import GroupRow
from tui.widgets.localized import ActionButton, BulletText, LocalizedText, TextSource, fixed, msgid
from tui.widgets.moment_field import MomentField, reads_day
from tui.widgets.text_field import TextField
from tui.widgets.transcript_view import TranscriptView
from tui.workspace.transcript import agreements_sheet

AGAIN = "again"


class ClosingScreen(TurnScreen):
    """``open``, ``tension``, ``thanks`` and ``confirm``."""

    def body(self) -> Iterable[Widget]:
        phase = self.view.conversation.at.phase
        if phase == OPEN:
            yield from self._open()
        elif phase == TENSION_AFTER:
            yield from self.ask(
                lambda r: r.t(N_("How tense are you now?")),
                lambda r: r.t(N_("Feel your heart, your breath and your shoulders once more.")),
            )
            yield from form(self.view, moves.fields(self.view.conversation, self.view.pattern))
        elif phase == CONFIRM:
            yield from self._confirm()
        else:
            yield from self.ask(
                lambda r: r.t(
                    N_("What do you want to thank {other} for, today?"), **self.view.names
                ),
                lambda r: r.t(N_("Say it aloud too.")),
            )
            yield from form(self.view, moves.fields(self.view.conversation, self.view.pattern))

    def _open(self) -> Iterable[Widget]:
        view = self.view
        if standing(view.conversation.agreements) or view.conversation.reviewed:
            yield from self.ask(
                lambda r: r.t(N_("Is something still open between you?")),
                lambda r: r.t(N_("Naming it is enough. You do not have to solve it today.")),
            )
        else:
            yield from self.ask(
                lambda r: r.t(N_("You close without an agreement. That is a real end too.")),
                lambda r: r.t(N_("What is still open for each of you? Naming it is enough.")),
            )
        yield TextField("text", view.written("text"))
        yield from self.side_by_side(lambda r: r.t(N_("And then?")), "prompt second-prompt")
        chosen = view.written("next")
        yield Choices("next", [pick(view, choice) for choice in NEXT], chosen)
        again = MomentField(
            "again_on",
            shown_day(view.written("again_on"), self.languages[0]),
            reads=reads_day(view.now.date()),
            hint=lambda r: r.t(N_("On which day? For example: Friday, or 31-12")),
            classes="boxed",
        )
        again.display = chosen == AGAIN
        yield again

    def _confirm(self) -> Iterable[Widget]:
        view = self.view
        if made(view.conversation.agreements):
            yield from self.ask(lambda r: r.t(N_("Read it together. Are these your words?")))
            yield TranscriptView(lambda r: agreements_sheet(view.conversation, r))
        else:
            yield from self.ask(
                lambda r: r.t(N_("You have heard each other. Everything you said is kept."))
            )
        if view.conversation.parked:
            yield LocalizedText(msgid(N_("For another time")), between=" · ", classes="quiet after")
            for subject in view.conversation.parked:
                yield BulletText(fixed(subject.text))

    def gate(self) -> Widget | None:
        if self.view.conversation.at.phase != CONFIRM:
            return None
        partners = self.view.conversation.partners
        return GroupRow(*(self._yes(partner) for partner in partners), classes="halves yeses")

    def _yes(self, person: Person) -> Confirm:
        words: TextSource = lambda r: r.t(N_("{name}: yes, this is right"), name=person.name)  # noqa: E731
        second = self.view.place(person.id) == 1
        written = self.view.written(person.id)
        yes = Confirm(person.id, words, written, second=second, lasting=True)
        yes.add_class(self.view.side(person.id))
        return yes

    def picked(self, choices: Choices) -> None:
        for field in self.query(TextField):
            if field.name == "again_on":
                field.display = choices.value == AGAIN

    def done(self) -> None:
        written = self.field_values()
        if "next" in written and written["next"] != AGAIN:
            written["again_on"] = ""  # a day that is not on the screen decides nothing
        self.answer(written)

    def more_buttons(self) -> Iterable[Widget]:
        at = self.view.conversation.at
        if at.phase == CONFIRM and made(self.view.conversation.agreements):
            yield ActionButton(lambda r: r.t(N_("Change it")), id="revise", classes="quiet-button")

    def pressed(self, button: str) -> None:
        if button == "revise":
            self.post_message(Requested(ReviseAgreements()))
        else:
            super().pressed(button)

    def speaks(self, language: Language) -> str:
        if self.view.floor is not None and self.view.conversation.at.phase != TENSION_AFTER:
            return language.t(N_("{name} speaks"), name=self.view.floor.name.upper())
        return super().speaks(language)

    def listens(self, language: Language) -> str | None:
        other = self.view.other
        if other is None:
            return None
        if self.view.conversation.at.phase == TENSION_AFTER:
            return language.t(N_("{name} looks away"), name=other.name)
        return language.t(N_("{name} listens"), name=other.name)

    def primary(self, language: Language) -> str:
        phase = self.view.conversation.at.phase
        if phase == CONFIRM:
            return language.t(N_("Finish"))
        return language.t(N_("Next"))
