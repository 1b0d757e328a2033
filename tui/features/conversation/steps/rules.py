"""Rules: both read, each says yes for themself; then, is now a good time?"""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Horizontal
from textual.widget import Widget

from sessions.kinds.rules import AGREE, MINUTES, WAYS
from sessions.people import Person, Way
from sessions.text import N_
from tui.features.conversation.requests import PutOff
from tui.features.conversation.turn import TurnScreen
from tui.features.timeout.requests import Settle
from tui.language.language import Language
from tui.widgets.choices import Choices, Confirm
from tui.widgets.form import in_words, pick
from tui.widgets.groups import GroupRow
from tui.widgets.localized import (
    ActionButton,
    BulletText,
    FieldLabel,
    LocalizedText,
    TextSource,
    msgid,
)


class RulesScreen(TurnScreen):
    """``agree`` and ``now``."""

    def body(self) -> Iterable[Widget]:
        if self.view.conversation.at.phase == AGREE:
            yield from self._rules()
        else:
            yield from self._now()

    def _rules(self) -> Iterable[Widget]:
        step = self.view.step
        yield from self.ask(in_words(self.view, step.prompt))
        for rule in step.rules:
            yield from self.side_by_side(in_words(self.view, rule), "rule", kind=BulletText)
        partners = self.view.conversation.partners
        yield GroupRow(*(self._yes(partner) for partner in partners), classes="halves yeses")

    def _yes(self, person: Person) -> Confirm:
        words: TextSource = lambda r: r.t(N_("{name}: yes, I will"), name=person.name)  # noqa: E731
        second = self.view.place(person.id) == 1
        yes = Confirm(person.id, words, self.view.written(person.id), second=second)
        yes.add_class(self.view.side(person.id))
        return yes

    def _now(self) -> Iterable[Widget]:
        yield from self.ask(
            lambda r: r.t(N_("Is now a good time?")),
            lambda r: r.t(
                N_(
                    "You are rested, you have eaten, and nobody has to leave soon. "
                    "Half an hour to an hour."
                )
            ),
        )
        yield from self.side_by_side(
            msgid(N_("How will you do it?")), "prompt second-prompt close-prompt"
        )
        way = self.view.written("way") or (self.view.conversation.way or Way.TALK).value
        yield Choices("way", [pick(self.view, choice) for choice in WAYS], way)
        minutes = self.view.written("minutes") or "2"
        choices = [pick(self.view, minute) for minute in MINUTES]
        yield Horizontal(
            FieldLabel(msgid(N_("A turn takes")), classes="slot-label turn-takes"),
            Choices("minutes", choices, minutes, classes="across"),
            LocalizedText(msgid(N_("minutes")), between=" · ", classes="minutes"),
            classes="slot turn-length",
        )
        yield from self.side_by_side(
            msgid(N_("The clock only watches: it never cuts anyone off.")), "note after"
        )

    def more_buttons(self) -> Iterable[Widget]:
        if self.view.conversation.at.phase == AGREE:
            return
        yield ActionButton(
            msgid(N_("A minute of rest first")),
            request=Settle(),
            id="land",
            classes="quiet-button",
        )
        yield ActionButton(
            msgid(N_("Not now")), request=PutOff(), id="not-now", classes="quiet-button"
        )

    def first_focus(self) -> None:
        """Begin at the yes where all is chosen already."""
        if self.view.conversation.at.phase == AGREE:
            super().first_focus()
        else:
            self.begin_at(self.query_one("#buttons"))

    def primary(self, language: Language) -> str:
        if self.view.conversation.at.phase == AGREE:
            return language.t(N_("We both agree"))
        return language.t(N_("Yes, we begin"))
