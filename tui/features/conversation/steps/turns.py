"""Turns: a speaker, a listener who says it back, and the speaker's verdict on that.

Written down, or said aloud: then the screen is a calm card with one line to keep.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from sessions import moves, preparation
from sessions.commands import UsePreparation
from sessions.kinds.turns import (
    AGAIN,
    CONFIRM,
    MORE,
    REFLECT,
    SPEAK,
    is_said_back_aloud,
    said_back,
)
from sessions.text import N_
from tui.features.conversation.requests import OpenPreparation
from tui.features.conversation.steps.missed import missed_part, said_words
from tui.features.conversation.talking import guide, lines_to_keep
from tui.features.conversation.turn import TurnScreen
from tui.language.language import Language, language
from tui.widgets.form import form, in_words
from tui.widgets.frame import SoftClock
from tui.widgets.localized import ActionButton, ActionLink, LocalizedText, UserText, msgid
from tui.workspace.conversation_view import ConversationView

YES = N_("Yes, exactly")
LEAVE_IT = N_("I leave it")
NOT_QUITE = N_("Not quite")
THERE_IS_MORE = N_("There is more")
OTHER_WORDS = N_("I say it in other words")
LET_STAND = N_("I let it stand like this")


class TurnsScreen(TurnScreen):
    """Speak, say it back, confirm, and what follows when it did not come across."""

    def __init__(self, view: ConversationView, *, seconds: int, spent: int) -> None:
        super().__init__(view)
        self._seconds = seconds
        self._spent = spent

    def clock_reading(self) -> tuple[str, int]:
        clock = next(iter(self.query(SoftClock)), None)
        return self.view.conversation.at.key, clock.spent if clock else self._spent

    @property
    def _is_talked(self) -> bool:
        return self.view.conversation.is_talked

    def body(self) -> Iterable[Widget]:
        phase = self.view.conversation.at.phase
        if phase == REFLECT:
            yield from self._reflect()
        elif phase in (CONFIRM, AGAIN):
            yield from self._decide()
        else:
            yield from self._speak()

    # -- Speaking ------------------------------------------------------------------------------

    def _speak(self) -> Iterable[Widget]:
        view, step = self.view, self.view.step
        if view.conversation.at.phase == MORE:
            yield from self.ask(
                lambda r: r.t(N_("Go on. What do you want {other} to hear?"), **view.names)
            )
        elif self._is_talked:
            note = in_words(view, step.note) if step.note else None
            yield from self.ask(in_words(view, step.talk_prompt or step.prompt), note)
        else:
            yield from self.ask(in_words(view, step.prompt), in_words(view, step.note))
        yield from self._preparation()
        fields = moves.fields(view.conversation, view.pattern)
        if self._is_talked:
            kept = {field.id for field in fields}  # those have a line of their own
            slots = step.slots if view.conversation.at.phase == SPEAK else ()
            yield from guide(view, [slot for slot in slots if slot.id not in kept], self.written)
            yield from lines_to_keep(view, slots, fields)
            yield LocalizedText(self._to_the_listener, classes="note after listener")
        else:
            yield from form(view, fields)
        clock = SoftClock(self._seconds, self._spent)
        clock.add_class(view.side(view.conversation.at.who))
        clock.set_class(self._is_talked, "close")
        yield clock

    def _preparation(self) -> Iterable[Widget]:
        view = self.view
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

    def _to_the_listener(self, _: Language) -> str:
        """Give what the listener does meanwhile, in the listener's language."""
        other = self.view.other
        if other is None:
            return ""
        words = N_("{other}: let {me} finish. Then you say back what you heard.")
        if not self.view.step.reflect_prompt:
            words = N_("{other}: let {me} finish.")
        return language(other.language).t(words, **self.view.names)

    def beside(self) -> Iterable[Widget]:
        if self.view.conversation.at.phase in (SPEAK, MORE):
            yield from self.hinting()

    # -- Saying it back ------------------------------------------------------------------------

    def _reflect(self) -> Iterable[Widget]:
        view, step = self.view, self.view.step
        yield from self.ask(in_words(view, step.reflect_prompt))
        yield from missed_part(view, self.languages[0])
        fields = moves.fields(view.conversation, view.pattern)
        yield from form(view, fields)
        if fields:
            yield LocalizedText(in_words(view, step.reflect_note), classes="note after")
        else:
            yield LocalizedText(
                lambda r: r.t(N_("Say it aloud. You need not write it.")), classes="note"
            )
        if self._quoted():
            yield ActionLink(
                lambda r: r.t(N_("Read {other}'s words again"), **view.names),
                do=self.toggle_words,
                id="read-again",
            )
            again = UserText(self._quoted(), id="again")
            again.display = False
            yield again

    # -- Is it right? --------------------------------------------------------------------------

    def _decide(self) -> Iterable[Widget]:
        view = self.view
        at, other = view.conversation.at, view.other
        back = said_back(view.conversation, at)
        if at.phase == AGAIN:
            yield from self.ask(
                lambda r: r.t(N_("It is not coming across yet. That can happen.")),
                lambda r: r.t(
                    N_("You can say it in other words, or let it stand for now. Both are fine.")
                ),
            )
        elif is_said_back_aloud(view.conversation, at):
            yield from self.ask(
                lambda r: r.t(N_("{other} says it back now, aloud. Is it right?"), **view.names)
            )
        elif back:
            yield from self.ask(lambda r: r.t(N_("{other} heard this. Is it right?"), **view.names))
        else:
            yield from self.ask(
                lambda r: r.t(N_("{other} did not say it back. Do you leave it?"), **view.names)
            )
        if back:
            yield UserText(back, classes=view.side(other.id) if other else "")
        if at.phase == CONFIRM:
            missed = list(missed_part(view, self.languages[0]))
            yield from missed
            if self._quoted() and not missed:  # with marks it stands there already
                yield LocalizedText(
                    lambda r: r.t(N_("You said this yourself")), classes="quiet after"
                )
                yield UserText(self._quoted(), classes=view.side(at.who))

    def more_buttons(self) -> Iterable[Widget]:
        phase = self.view.conversation.at.phase
        for words, choice in {
            CONFIRM: ((NOT_QUITE, "not-quite"), (THERE_IS_MORE, "more")),
            AGAIN: ((LET_STAND, "stand"),),
        }.get(phase, ()):
            yield ActionButton(msgid(words), id=choice, classes="quiet-button")

    def pressed(self, button: str) -> None:
        phase = self.view.conversation.at.phase
        if phase not in (CONFIRM, AGAIN):
            super().pressed(button)
            return
        first = "yes" if phase == CONFIRM else "words"
        self.answer({"choice": first if button == "primary" else button})

    # -- Words ---------------------------------------------------------------------------------

    def _quoted(self) -> str:
        """Give what the speaker said, each slot with the beginning of its sentence."""
        said = said_words(self.view, self.languages[0])
        return "\n".join(f"{line.lead} {line.text}".strip() for line in said)

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
            return language.t(N_("{name} says if it is right"), name=name)
        return language.t(N_("{name} speaks"), name=name)

    def listens(self, language: Language) -> str | None:
        other = self.view.other
        if other is None:
            return None
        at = self.view.conversation.at
        if at.phase == CONFIRM and is_said_back_aloud(self.view.conversation, at):
            return language.t(N_("{name} says it back"), name=other.name)
        return language.t(N_("{name} listens"), name=other.name)

    def primary(self, language: Language) -> str:
        names = self.view.names
        conversation, at = self.view.conversation, self.view.conversation.at
        phase = at.phase
        if phase == CONFIRM:
            is_heard = is_said_back_aloud(conversation, at) or said_back(conversation, at)
            return language.t(YES if is_heard else LEAVE_IT)
        if phase == AGAIN:
            return language.t(OTHER_WORDS)
        if phase == SPEAK and not self.view.step.reflect_prompt:
            return self.handed_over(language)
        if phase == SPEAK and self._is_talked and not self.view.step.confirm:
            is_first = self.view.place(self.view.conversation.at.who) == 0
            words = N_("It was said back, over to {name}") if is_first else N_("It was said back")
            return language.t(words, name=names["other"])
        if phase in (SPEAK, MORE):
            return language.t(N_("Done, {other} says it back"), **names)
        if phase == REFLECT and self.view.step.confirm:
            return language.t(N_("Done, {other} says if it is right"), **names)
        return language.t(N_("Go on"))
