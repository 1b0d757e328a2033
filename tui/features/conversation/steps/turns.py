"""Turns: a speaker, a listener who reflects, and the speaker's verdict on the reflection."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from sessions import moves, preparation
from sessions.commands import UsePreparation
from sessions.conversation import Turn
from sessions.kinds.turns import (
    AGAIN,
    CONFIRM,
    MORE,
    REFLECT,
    SPEAK,
    spoken,
)
from sessions.text import N_
from tui.features.conversation.requests import OpenPreparation
from tui.features.conversation.turn import TurnScreen
from tui.language.language import Language
from tui.widgets.form import form, in_words
from tui.widgets.frame import SoftClock
from tui.widgets.localized import ActionLink, LocalizedText, UserText
from tui.workspace.conversation_view import ConversationView


class TurnsScreen(TurnScreen):
    """Speak, reflect, confirm, and what follows after an inexact reflection."""

    def __init__(self, view: ConversationView, *, seconds: int, spent: int) -> None:
        super().__init__(view)
        self._seconds = seconds
        self._spent = spent

    def clock_reading(self) -> tuple[str, int]:
        clock = next(iter(self.query(SoftClock)), None)
        return self.view.conversation.at.key, clock.spent if clock else self._spent

    def body(self) -> Iterable[Widget]:
        phase = self.view.conversation.at.phase
        if phase == REFLECT:
            yield from self._reflect()
        elif phase in (CONFIRM, AGAIN):
            yield from self._decide()
        else:
            yield from self._speak()

    def _speak(self) -> Iterable[Widget]:
        view, step = self.view, self.view.step
        if view.conversation.at.phase == MORE:
            yield from self.ask(
                lambda r: r.t(N_("Go on. What do you want {other} to hear?"), **view.names)
            )
        else:
            yield from self.ask(in_words(view, step.prompt), in_words(view, step.note))
        if preparation.prepared(view.conversation, view.pattern):
            yield ActionLink(
                lambda r: r.t(N_("Use what I prepared (then {other} sees it)"), **view.names),
                request=UsePreparation(),
                id="take-over",
            )
        elif preparation.is_preparation_closed(view.conversation, view.pattern):
            yield ActionLink(
                lambda r: r.t(N_("Use what I prepared (first your phrase)"), **view.names),
                request=OpenPreparation(),
                id="take-over",
            )
        yield from form(view, moves.fields(view.conversation, view.pattern))
        clock = SoftClock(self._seconds, self._spent)
        clock.add_class(view.side(view.conversation.at.who))
        yield clock

    def beside(self) -> Iterable[Widget]:
        if self.view.conversation.at.phase in (SPEAK, MORE):
            yield from self.hinting()

    def _reflect(self) -> Iterable[Widget]:
        view, step = self.view, self.view.step
        yield from self.ask(in_words(view, step.reflect_prompt))
        yield from form(view, moves.fields(view.conversation, view.pattern))
        yield LocalizedText(in_words(view, step.reflect_note), classes="note after")
        if self._words():
            yield ActionLink(
                lambda r: r.t(N_("Read {other}'s words again"), **view.names),
                do=self.toggle_words,
                id="read-again",
            )
            again = UserText(self._quoted(), id="again")
            again.display = False
            yield again

    def _decide(self) -> Iterable[Widget]:
        view = self.view
        at = view.conversation.at
        other = view.other
        reflection = Turn(at.step, REFLECT, other.id if other else "", at.round)
        back = view.conversation.answer(reflection, "text")
        if at.phase == AGAIN:
            yield from self.ask(
                lambda r: r.t(N_("It is not coming across yet. That can happen.")),
                lambda r: r.t(
                    N_("You can say it in other words, or let it stand for now. Both are fine.")
                ),
            )
        elif back:
            yield from self.ask(lambda r: r.t(N_("{other} heard this. Is that it?"), **view.names))
            yield UserText(back, classes=view.side(other.id) if other else "")
        else:
            yield from self.ask(
                lambda r: r.t(N_("{other} did not say it back. Do you leave it?"), **view.names)
            )
        if at.phase == CONFIRM:
            yield LocalizedText(lambda r: r.t(N_("You said")), classes="quiet after")
            yield UserText(self._quoted(), classes=view.side(at.who))
        yield from form(view, moves.fields(view.conversation, view.pattern))

    def _words(self) -> tuple[tuple[Turn, str], ...]:
        view = self.view
        return spoken(view.conversation, view.step, view.conversation.at)

    def _quoted(self) -> str:
        """Give what the speaker said, each slot with the beginning of its sentence."""
        view = self.view
        language = self.languages[0]
        labels = {slot.id: slot.label for slot in view.step.slots}
        lines = []
        for turn, name in self._words():
            begin = language.t(labels.get(name, ""), **view.names) if turn.phase == SPEAK else ""
            words = view.conversation.answer(turn, name)
            lines.append(f"{begin} {words}".strip())
        return "\n".join(lines)

    def toggle_words(self) -> None:
        """Show the speaker's words once more, or hide them."""
        again = self.query_one("#again", UserText)
        again.display = not again.display

    def show(self, view: ConversationView) -> None:
        super().show(view)
        self.load_drafts()
        if not preparation.prepared(view.conversation, view.pattern):
            self.query("#take-over").remove()

    def speaks(self, language: Language) -> str:
        name = self.view.floor.name.upper() if self.view.floor else ""
        phase = self.view.conversation.at.phase
        if phase == REFLECT:
            return language.t(N_("{name} says it back"), name=name)
        if phase in (CONFIRM, AGAIN):
            return language.t(N_("{name} decides"), name=name)
        return language.t(N_("{name} speaks"), name=name)

    def listens(self, language: Language) -> str | None:
        other = self.view.other
        return language.t(N_("{name} listens"), name=other.name) if other else None

    def primary(self, language: Language) -> str:
        names = self.view.names
        phase = self.view.conversation.at.phase
        if phase == SPEAK and not self.view.step.reflect_prompt:
            return self.handed_over(language)
        if phase in (SPEAK, MORE):
            return language.t(N_("Done, {other} says it back"), **names)
        if phase == REFLECT and self.view.step.confirm:
            return language.t(N_("Done, {other} says if it is right"), **names)
        return language.t(N_("Go on"))
