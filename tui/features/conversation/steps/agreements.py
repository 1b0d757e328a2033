"""Agreements: choose what to begin with, write it, think of how; round after round."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Horizontal
from textual.widget import Widget

from sessions import moves
from sessions.agreements import Agreement, standing
from sessions.kinds.agreements import (
    CHANGE,
    CHOOSE,
    DROP,
    ENOUGH,
    IDEA,
    OWN,
    PLAN,
    picks,
)
from sessions.kinds.ideas import OBJECTION, by_support, judgement
from sessions.text import N_
from tui.features.conversation.turn import TurnScreen
from tui.language.language import Language
from tui.widgets.choices import Choices, Pick
from tui.widgets.form import agreement_rows, in_words
from tui.widgets.groups import GroupRow
from tui.widgets.localized import ActionButton, ActionLink, TextSource, UserText


class AgreementsScreen(TurnScreen):
    """``choose``, ``write`` and ``plan``."""

    def body(self) -> Iterable[Widget]:
        phase = self.view.conversation.at.phase
        if phase == CHOOSE:
            yield from self._choose()
        elif phase == PLAN:
            yield from self._plan()
        else:
            yield from self._write()

    def first_focus(self) -> None:
        """With an agreement made it may be enough: the next one is gone to by who wants it."""
        made = standing(self.view.conversation.agreements)
        if self.view.conversation.at.phase == CHOOSE and made and not self._chosen():
            self.begin_at(self.query_one("#buttons"))
        else:
            super().first_focus()

    # -- Choosing ------------------------------------------------------------------------------

    def _choose(self) -> Iterable[Widget]:
        view = self.view
        made = standing(view.conversation.agreements)
        if made:
            yield from self.ask(lambda r: r.t(N_("This is what you have so far.")))
            for agreement in made:
                yield self._made(agreement)
            yield from self.side_by_side(
                lambda r: r.t(N_("Is there something else you want to agree on?")),
                "prompt second-prompt",
            )
        else:
            yield from self.ask(in_words(view, view.step.prompt), in_words(view, view.step.note))
        yield Choices("pick", self._picks(), self._picked(view.written("pick")))

    def _picked(self, pick: str) -> str:
        return pick if pick == OWN or pick.startswith(IDEA) else ""

    def _picks(self) -> list[Pick]:
        """Give the ideas, first those nobody objects to, then words of their own."""
        view = self.view
        offered = {pick.id for pick in picks(view.conversation, view.written("pick"))}
        ideas = []
        for step in view.pattern.steps:
            if step.kind != "ideas":
                continue
            for place, idea in by_support(view.conversation, step):
                if IDEA + idea.id not in offered:
                    continue
                marks = [
                    judgement(view.conversation, step, partner.id, place).mark
                    for partner in view.conversation.partners
                ]
                ideas.append(Pick(IDEA + idea.id, _idea_words(idea.text, OBJECTION in marks)))
        return [*ideas, Pick(OWN, lambda r: r.t(N_("Something else, in your own words")))]

    def _made(self, agreement: Agreement) -> Horizontal:
        return GroupRow(
            UserText(agreement.what, classes="idea"),
            ActionLink(
                lambda r: r.t(N_("change")),
                do=lambda: self.answer({"pick": CHANGE + agreement.id}),
                classes="small-link",
            ),
            ActionLink(
                lambda r: r.t(N_("take away")),
                do=lambda: self.answer({"pick": DROP + agreement.id}),
                classes="small-link",
            ),
            classes="idea-row",
        )

    # -- Writing -------------------------------------------------------------------------------

    def _write(self) -> Iterable[Widget]:
        yield from self.ask(
            lambda r: r.t(N_("Write it so that you will both know what you meant."))
        )
        yield from self._rows()

    def _rows(self) -> Iterable[Widget]:
        fields = moves.fields(self.view.conversation, self.view.pattern)
        return agreement_rows(self.view, fields, self.languages[0])

    def _plan(self) -> Iterable[Widget]:
        yield from self.ask(
            lambda r: r.t(N_("What helps to really do it?")),
            lambda r: r.t(N_("“If this, then that” works better. You can skip this.")),
        )
        yield from self._rows()

    # -- The buttons ---------------------------------------------------------------------------

    def _chosen(self) -> str:
        return next(
            (choices.value for choices in self.query(Choices) if choices.name == "pick"), ""
        )

    def primary(self, language: Language) -> str:
        phase = self.view.conversation.at.phase
        if phase == PLAN:
            return language.t(N_("Keep this agreement"))
        if phase != CHOOSE:
            return language.t(N_("Next"))
        if standing(self.view.conversation.agreements) and not self._chosen():
            return language.t(N_("This is enough, go on"))
        return language.t(N_("Write it down"))

    def more_buttons(self) -> Iterable[Widget]:
        if self.view.conversation.at.phase != CHOOSE:
            return
        if not standing(self.view.conversation.agreements):
            yield ActionButton(
                lambda r: r.t(N_("No agreement now")), id="enough", classes="quiet-button"
            )

    def picked(self, choices: Choices) -> None:
        self.query_one("#primary", ActionButton).relabel(self.languages)

    def pressed(self, button: str) -> None:
        if button == "enough":
            self.answer({"pick": ENOUGH})
        else:
            super().pressed(button)

    def done(self) -> None:
        made = standing(self.view.conversation.agreements)
        if self.view.conversation.at.phase == CHOOSE and made and not self._chosen():
            self.answer({"pick": ENOUGH})
        else:
            super().done()


def _idea_words(text: str, objected: bool) -> TextSource:
    def words(language: Language) -> str:
        if objected:
            return language.t(N_("{idea} (there is an objection)"), idea=text)
        return text

    return words
