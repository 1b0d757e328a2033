"""Judging ideas: each alone on one page, one key an idea; then both see it side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from sessions.conversation import Idea
from sessions.kinds.ideas import (
    HOW,
    JUDGE,
    LIVE_WITH,
    MARK,
    MARKS,
    OBJECTION,
    YES_MARK,
    by_support,
    judgement,
    standing_ideas,
)
from sessions.text import N_
from tui.features.conversation.turn import TurnScreen
from tui.language.language import Language
from tui.widgets.choices import Choices, Pick
from tui.widgets.form import pick
from tui.widgets.localized import LocalizedText, TextSource, UserText, msgid
from tui.widgets.text_field import TextField

SIGNS = {YES_MARK: "✓", LIVE_WITH: "○", OBJECTION: "–"}
"""A sign for each mark, so that it can be read at a glance; the words stand beside it."""

SHORT = {
    YES_MARK: N_("yes"),
    LIVE_WITH: N_("can live with it"),
    OBJECTION: N_("not like this"),
}
"""The marks where they stand beside each other, with their digits."""


class JudgingScreen(TurnScreen):
    """``judge`` and ``reveal``; and ``mark`` of a talk that was begun with a page an idea."""

    def count(self) -> tuple[int, int] | None:
        return self.place_among([MARK])

    def body(self) -> Iterable[Widget]:
        phase = self.view.conversation.at.phase
        if phase == JUDGE:
            yield from self._judge()
        elif phase == MARK:
            yield from self._mark()
        else:
            yield from self._reveal()

    # -- One page for all of them --------------------------------------------------------------

    def _judge(self) -> Iterable[Widget]:
        yield from self.ask(
            msgid(N_("What do you think of these ideas?")),
            msgid(N_("One key an idea: 1, 2 or 3.")),
        )
        for place, idea in standing_ideas(self.view.conversation):
            yield self._judged(place, idea)

    def _judged(self, place: int, idea: Idea) -> Widget:
        view, name = self.view, f"mark{place}"
        picks = [_numbered(number, value) for number, value in enumerate(SHORT, start=1)]
        objects = view.written(name) == OBJECTION
        return Vertical(
            UserText(idea.text, classes="idea"),
            Choices(name, picks, view.written(name), classes="across"),
            *self._reasons(place, shown=objects),
            classes="judged",
        )

    def _reasons(self, place: int, *, shown: bool) -> Iterator[Widget]:
        """Give the fields under an objection: why not, and how it would work."""
        hints = {"why": N_("because ..."), "how": N_("How would it work for you?")}
        for name, hint in hints.items():
            field = TextField(
                f"{name}{place}",
                self.view.written(f"{name}{place}"),
                line=True,
                hint=msgid(hint),
                classes="boxed",
            )
            field.display = shown
            yield field

    # -- A page an idea, as it was begun before ------------------------------------------------

    def _mark(self) -> Iterable[Widget]:
        view = self.view
        yield from self.ask(msgid(N_("What do you think of this idea?")))
        yield UserText(view.conversation.ideas[view.conversation.at.round].text)
        yield Choices("mark", [pick(view, mark) for mark in MARKS], view.written("mark"))
        why = TextField(
            "why",
            view.written("why"),
            line=True,
            hint=msgid(N_("because ...")),
            classes="boxed",
        )
        why.display = view.written("mark") == OBJECTION
        yield why

    def picked(self, choices: Choices) -> None:
        place = (choices.name or "").removeprefix("mark")
        for field in self.query("#panel TextField").results(TextField):
            if field.name in (f"why{place}", f"how{place}"):
                field.display = choices.value == OBJECTION

    def listens(self, language: Language) -> str | None:
        other = self.view.other
        return language.t(N_("{name} looks away"), name=other.name) if other else None

    # -- Seeing them together ------------------------------------------------------------------

    def _reveal(self) -> Iterable[Widget]:
        view = self.view
        yield from self.ask(
            msgid(N_("This is how you each see it.")),
            msgid(N_("An objection tells you something. What would make the idea possible?")),
        )
        for place, idea in by_support(view.conversation, view.step):
            yield UserText(idea.text, classes="idea")
            for person in view.conversation.partners:
                yield LocalizedText(self._marked(person.id, place), classes="mark-line")

    def _marked(self, who: str, place: int) -> TextSource:
        view = self.view
        judged = judgement(view.conversation, view.step, who, place)
        labels = {choice.id: choice.label for choice in MARKS}
        name = view.conversation.person(who).name

        def marked(_: Language) -> Content:
            label = labels.get(judged.mark)
            said = [reader.t(label) if label else judged.mark for reader in self.languages]
            objects = judged.mark == OBJECTION
            leads = " · ".join(dict.fromkeys(reader.t(HOW) for reader in self.languages))
            return Content.assemble(
                (f"  {view.mark(who)} ", f"$t-{view.side(who)}"),
                (name, f"$t-{view.side(who)}"),
                f"  {SIGNS.get(judged.mark, '')} {' · '.join(dict.fromkeys(said))}",
                f" {judged.why}" if objects else "",
                f"\n    {leads} {judged.how}" if objects and judged.how else "",
            )

        return marked

    # -- The buttons ---------------------------------------------------------------------------

    def primary(self, language: Language) -> str:
        view = self.view
        at = view.conversation.at
        if at.phase == JUDGE:
            return self.handed_over(language)
        if at.phase != MARK:
            return language.t(N_("To your agreements"))
        last = at.round == standing_ideas(view.conversation)[-1][0]
        first = bool(view.floor) and view.place(at.who) == 0
        if last and first and view.other:
            return language.t(N_("Done, over to {name}"), name=view.other.name)
        return language.t(N_("Next"))


def _numbered(number: int, value: str) -> Pick:
    return Pick(value, lambda reader: f"{number} {reader.t(SHORT[value])}")
