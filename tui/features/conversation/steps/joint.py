"""Joint: both answer together, one question at a time."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from sessions import moves
from sessions.kinds.joint import question_of
from sessions.text import N_
from tui.features.conversation.turn import TurnScreen
from tui.language.language import Language
from tui.widgets.form import form, in_words


class JointScreen(TurnScreen):
    """One question for both."""

    def body(self) -> Iterable[Widget]:
        view = self.view
        question = question_of(view.step, view.conversation.at)
        yield from self.ask(
            in_words(view, question.prompt),
            in_words(view, question.note),
        )
        yield from form(view, moves.fields(view.conversation, view.pattern))

    def primary(self, language: Language) -> str:
        return language.t(N_("Go on"))
