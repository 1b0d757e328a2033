"""Date: when they look at it again. A week, two weeks, a month, or a day of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from textual.containers import Horizontal
from textual.widget import Widget

from sessions.kinds.date import OFFERED_DAYS
from sessions.text import N_
from tui.features.conversation.turn import TurnScreen
from tui.language.dates import shown_day
from tui.language.language import Language
from tui.widgets.choices import Choices, Pick
from tui.widgets.form import in_words
from tui.widgets.localized import LocalizedText, TextSource
from tui.widgets.moment_field import MomentField, reads_day, reads_time

OTHER = "other"

OFFERS = {7: N_("In a week"), 14: N_("In two weeks"), 30: N_("In a month")}


class DateScreen(TurnScreen):
    """One day for all agreements, and a time if they like."""

    def body(self) -> Iterable[Widget]:
        view = self.view
        yield from self.ask(in_words(view, view.step.prompt), in_words(view, view.step.note))
        offers = [Pick(str(days), self._offer(days)) for days in OFFERED_DAYS]
        other = Pick(OTHER, lambda r: r.t(N_("Another day")))
        typed = view.written("date")
        chosen = view.written("offer") or (OTHER if typed else "")
        yield Choices("offer", [*offers, other], chosen)
        day = MomentField(
            "date",
            shown_day(typed, self.languages[0]),
            reads=reads_day(view.now.date()),
            hint=lambda r: r.t(N_("for example: Friday, or 31-12")),
            classes="boxed",
        )
        day.display = chosen == OTHER
        yield day
        yield Horizontal(
            LocalizedText(
                lambda r: r.t(N_("At what time? You can leave this empty.")),
                between="\n",
                classes="note",
            ),
            MomentField("time", view.written("time"), reads=reads_time(), classes="boxed short"),
            classes="time-row",
        )

    def _day(self, days: int) -> date:
        return self.view.now.date() + timedelta(days=days)

    def _offer(self, days: int) -> TextSource:
        def words(language: Language) -> str:
            # In two languages there is room for the short day only.
            day = self._day(days)
            said = language.day(day) if len(self.languages) == 1 else language.short_day(day)
            return f"{language.t(OFFERS[days])}  ·  {said}"

        return words

    def picked(self, choices: Choices) -> None:
        for moment in self.query(MomentField):
            if moment.field.name == "date":
                moment.display = choices.value == OTHER

    def done(self) -> None:
        written = self.field_values()
        offer = written.pop("offer")
        if offer and offer != OTHER:
            written["date"] = self._day(int(offer)).isoformat()
        self.answer(written)

    def primary(self, language: Language) -> str:
        return language.t(N_("Agreed, that day"))
