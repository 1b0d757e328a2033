"""Private: one person alone, then what they share; the reveal is for both at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from sessions import moves
from sessions.conversation import Turn
from sessions.kinds import Field
from sessions.kinds.joint import question_of
from sessions.kinds.private import REVEAL, SHARE, WAIT, shareable, shared
from sessions.people import Person
from sessions.text import N_
from tui.features.conversation.talking import guide, lines_to_keep
from tui.features.conversation.turn import TurnScreen
from tui.features.diary.requests import BringNotes
from tui.language.language import Language
from tui.widgets.choices import Confirm
from tui.widgets.form import form, in_words, widget_for
from tui.widgets.localized import ActionLink, LocalizedText, UserText, msgid


class PrivateScreen(TurnScreen):
    """A question alone, the offer to wait, sharing, and the reveal."""

    def count(self) -> tuple[int, int] | None:
        return self.place_among([question.id for question in self.view.step.questions])

    def body(self) -> Iterable[Widget]:
        phase = self.view.conversation.at.phase
        if phase == REVEAL:
            yield from self._reveal()
        elif phase == SHARE:
            yield from self._share()
        elif phase == WAIT:
            yield from self._wait()
        else:
            question = question_of(self.view.step, self.view.conversation.at)
            view = self.view
            yield from self.ask(
                in_words(view, question.prompt),
                in_words(view, question.note),
            )
            asked = moves.fields(view.conversation, view.pattern)
            if question.slots and view.conversation.is_talked:
                yield from guide(view, question.slots, self.written)
                yield from lines_to_keep(view, question.slots, asked)
            else:
                yield from form(view, [field for field in asked if field.id != WAIT])
            yield from self._wait_besides([field for field in asked if field.id == WAIT])

    def _wait_besides(self, fields: Sequence[Field]) -> Iterable[Widget]:
        """Offer to wait in the same answer: whether it is offered may show nothing."""
        for field in fields:
            yield LocalizedText(
                lambda r: r.t(
                    N_(
                        "At 8 or more, talking goes better after twenty minutes of rest. "
                        "A time-out is seen by both of you; that it was you is not."
                    )
                ),
                classes="note after",
            )
            yield widget_for(self.view, field)

    def beside(self) -> Iterable[Widget]:
        if self.view.conversation.at.phase in (SHARE, REVEAL, WAIT):
            return
        question = question_of(self.view.step, self.view.conversation.at)
        if not (question.choices or question.scale):
            diary = ActionLink(
                lambda r: r.t(N_("Bring something from my diary")),
                request=BringNotes(),
                classes="quiet-button",
                id="bring-notes",
            )
            yield from self.hinting(*([diary] if question.diary else []))

    def listens(self, language: Language) -> str | None:
        other = self.view.other
        return language.t(N_("{name} looks away"), name=other.name) if other else None

    def _wait(self) -> Iterable[Widget]:
        yield from self.ask(
            lambda r: r.t(N_("That is high. Talking goes better when your body is calmer.")),
            lambda r: r.t(
                N_("You can take twenty minutes first. Nobody has to know that it was you.")
            ),
        )
        yield from form(self.view, moves.fields(self.view.conversation, self.view.pattern))

    def _share(self) -> Iterable[Widget]:
        view = self.view
        other = view.names["other"]
        yield from self.ask(
            lambda r: r.t(N_("Is there something in this that {other} may read?"), other=other),
            lambda r: r.t(
                N_(
                    "What you share, you both see when you are both done. "
                    "The rest stays yours. Sharing cannot be undone."
                )
            ),
        )
        who = view.conversation.at.who
        turns = [
            (question, Turn(view.step.id, question.id, who))
            for question in shareable(view.conversation, view.step, who)
        ]
        written = [(asked, turn) for asked, turn in turns if view.conversation.answer(turn, "text")]
        if not written:
            yield LocalizedText(lambda r: r.t(N_("There is nothing here to share.")))
        for question, turn in written:
            yield LocalizedText(in_words(view, question.prompt), classes="quiet")
            yield UserText(view.conversation.answer(turn, "text"))
            yield Confirm(
                question.id,
                lambda r: r.t(N_("Yes, {other} may read this"), other=other),
                view.written(question.id),
                lasting=True,
            )

    def _reveal(self) -> Iterable[Widget]:
        view = self.view
        yield from self.ask(lambda r: r.t(N_("This is what you share with each other.")))
        columns = [self._shared_by(partner) for partner in view.conversation.partners]
        yield Horizontal(*columns, classes="halves")

    def _shared_by(self, person: Person) -> Vertical:
        view = self.view
        parts: list[Widget] = [
            LocalizedText(
                lambda _: f"{view.mark(person.id)} {person.name}",
                classes=f"name {view.side(person.id)}",
            )
        ]
        questions = shared(view.conversation, view.step, person)
        for question in questions:
            words = view.conversation.answer(Turn(view.step.id, question.id, person.id), "text")
            parts += [
                LocalizedText(in_words(view, question.prompt), between="\n", classes="quiet"),
                UserText(words),
            ]
        if not questions:
            keeps = msgid(N_("keeps it for now"))
            parts.append(LocalizedText(keeps, between=" · ", classes="quiet"))
        return Vertical(*parts, classes="half")

    def primary(self, language: Language) -> str:
        view = self.view
        if view.conversation.at.phase == REVEAL:
            return language.t(N_("We have read it, go on"))
        if view.conversation.at.phase == SHARE:
            # After the second person both see what is shared, if anything is.
            is_first = view.place(view.conversation.at.who) == 0
            return self.handed_over(language) if is_first else language.t(N_("Done"))
        return language.t(N_("Next"))
