"""What did not come across: the speaker marks words of their own, or says it in one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from sessions.kinds.turns import REFLECT, SPEAK, STAND, WORDS, marked, said_back, spoken
from sessions.marks import chosen_in
from sessions.text import N_
from tui.features.conversation.turn import TurnScreen
from tui.language.language import Language
from tui.widgets.form import in_words
from tui.widgets.localized import (
    ActionButton,
    FieldLabel,
    LocalizedText,
    UserText,
    msgid,
)
from tui.widgets.text_field import TextField
from tui.widgets.word_marks import Said, WordMarks
from tui.workspace.conversation_view import ConversationView


def said_words(view: ConversationView, reader: Language) -> list[Said]:
    """Give what the speaker of this exchange said, each slot with its beginning."""
    labels = {slot.id: slot.label for slot in view.step.slots}
    lines = []
    for turn, name in spoken(view.conversation, view.step, view.conversation.at):
        begin = labels.get(name, "") if turn.phase == SPEAK else ""
        lead = str(in_words(view, begin)(reader)) if begin else ""
        lines.append(Said(lead, view.conversation.answer(turn, name)))
    return lines


def missed_part(view: ConversationView, reader: Language) -> Iterable[Widget]:
    """Give the speaker's words with what did not come across, before it is said back once more."""
    kept = marked(view.conversation, view.conversation.at)
    words = [word for said in said_words(view, reader) for word in said.text.split()]
    if not chosen_in(words, kept):
        return
    yield LocalizedText(msgid(N_("This did not come across yet:")), classes="quiet")
    shown = WordMarks(WORDS, said_words(view, reader), kept)
    shown.can_focus = False
    shown.add_class("shown", "quote", view.side(_speaker(view)))
    yield shown


def _speaker(view: ConversationView) -> str:
    at = view.conversation.at
    return at.who if at.phase != REFLECT or view.other is None else view.other.id


class MissedScreen(TurnScreen):
    """After *not quite*: the speaker points out what was missed."""

    def body(self) -> Iterable[Widget]:
        view = self.view
        other, back = view.other, said_back(view.conversation, view.conversation.at)
        if back:
            yield LocalizedText(
                lambda r: r.t(N_("This is what {other} heard"), **view.names), classes="quiet"
            )
            yield UserText(back, classes=view.side(other.id) if other else "")
        lines = self._lines()
        if lines:
            yield LocalizedText(
                lambda r: r.t(
                    N_(
                        "You said this yourself. What did not come across yet? "
                        "Choose the words with the arrows, and mark them with space."
                    )
                ),
                classes="keep-label",
            )
            yield WordMarks(WORDS, lines, view.written(WORDS))
            line = N_("Or say it in one sentence")
        else:
            yield from self.ask(
                lambda r: r.t(N_("What did not come across yet? Say it aloud once more."))
            )
            line = N_("In one sentence, to keep (may stay empty)")
        yield FieldLabel(msgid(line), classes="keep-label quiet after")
        yield TextField("text", view.written("text"), line=True, classes="boxed")
        yield LocalizedText(self._what_follows, classes="note after")

    def _lines(self) -> Sequence[Said]:
        return said_words(self.view, self.languages[0])

    def _what_follows(self, reader: Language) -> str:
        if self.view.conversation.is_talked:
            words = N_("Say it aloud once more. Then {other} says back what came across.")
        else:
            words = N_("{other} sees their own words next, with this beside them.")
        return reader.t(words, **self.view.names)

    def beside(self) -> Iterable[Widget]:
        yield from self.hinting()

    def more_buttons(self) -> Iterable[Widget]:
        yield ActionButton(
            lambda r: r.t(N_("Leave it like this")), id=STAND, classes="quiet-button"
        )

    def pressed(self, button: str) -> None:
        if button == STAND:
            self.answer({**self.field_values(), STAND: "yes"})
        else:
            super().pressed(button)

    def field_values(self) -> dict[str, str]:
        marks = {mark.name: mark.value for mark in self.query(WordMarks) if mark.name}
        return {**super().field_values(), **marks, STAND: ""}

    def speaks(self, language: Language) -> str:
        name = self.view.floor.name.upper() if self.view.floor else ""
        return language.t(N_("{name} says what is still missing"), name=name)

    def listens(self, language: Language) -> str | None:
        other = self.view.other
        return language.t(N_("{name} listens"), name=other.name) if other else None

    def primary(self, language: Language) -> str:
        return language.t(N_("Done, {other} once more"), **self.view.names)
