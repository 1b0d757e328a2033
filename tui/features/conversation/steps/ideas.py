"""Ideas: collect together, mark alone, see the marks together."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from sessions.commands import AddIdea, RewriteIdea, WithdrawIdea
from sessions.conversation import Idea
from sessions.kinds.ideas import (
    COLLECT,
    LIVE_WITH,
    MARK,
    MARKS,
    OBJECTION,
    YES_MARK,
    by_support,
    mark_of,
    standing_ideas,
)
from sessions.text import N_, is_empty
from tui.features.conversation.turn import TurnScreen
from tui.language.language import Language
from tui.messages import Requested
from tui.widgets.choices import Choices
from tui.widgets.form import in_words, pick
from tui.widgets.groups import GroupRow
from tui.widgets.localized import ActionLink, LocalizedText, TextSource, UserText
from tui.widgets.text_field import TextField
from tui.workspace.conversation_view import ConversationView

SIGNS = {YES_MARK: "✓", LIVE_WITH: "○", OBJECTION: "–"}
"""A sign for each mark, so that it can be read at a glance; the words stand beside it."""


class IdeasScreen(TurnScreen):
    """``collect``, ``mark`` and ``reveal``."""

    def count(self) -> tuple[int, int] | None:
        return self.place_among([MARK])

    def body(self) -> Iterable[Widget]:
        phase = self.view.conversation.at.phase
        if phase == COLLECT:
            yield from self._collect()
        elif phase == MARK:
            yield from self._mark()
        else:
            yield from self._reveal()

    # -- Collecting ----------------------------------------------------------------------------

    def _collect(self) -> Iterable[Widget]:
        view = self.view
        yield from self.ask(in_words(view, view.step.prompt), in_words(view, view.step.note))
        yield Vertical(*self._collected(view), id="collected")
        hint = lambda r: r.t(N_("An idea, then Enter"))  # noqa: E731
        written = view.written("idea")
        yield TextField("idea", written, line=True, hint=hint, enter=N_("add"), classes="boxed")

    def _collected(self, view: ConversationView) -> list[Widget]:
        return [
            GroupRow(
                UserText(f"{count}  {idea.text}", classes="idea"),
                ActionLink(
                    lambda r: r.t(N_("change")),
                    do=self._rewriting(idea),
                    classes="small-link",
                ),
                ActionLink(
                    lambda r: r.t(N_("take away")),
                    request=WithdrawIdea(idea.id),
                    classes="small-link",
                ),
                classes="idea-row",
            )
            for count, (_, idea) in enumerate(standing_ideas(view.conversation), start=1)
        ]

    def _rewriting(self, idea: Idea) -> Callable[[], None]:
        """Give the action that puts an idea back in the field, to be reworded with Enter."""

        def rewrite() -> None:
            field = self.query_one(TextField)
            if not is_empty(field.text):
                self.post_message(Requested(AddIdea(field.text)))
            self.post_message(Requested(RewriteIdea(idea.id)))

        return rewrite

    def submitted(self, field: TextField) -> None:
        if self.view.conversation.at.phase != COLLECT:
            super().submitted(field)
        elif is_empty(field.text):
            self.query_one("#primary").focus()
        else:
            # Taken from the field at once: a second Enter has nothing to add.
            text = field.text
            field.put("")
            self.post_message(Requested(AddIdea(text)))

    def done(self) -> None:
        if self.view.conversation.at.phase == COLLECT:
            field = self.query_one(TextField)
            if not is_empty(field.text):
                # A last idea without Enter is an idea too.
                self.post_message(Requested(AddIdea(field.text)))
            self.answer()
            return
        super().done()

    async def renewed(self, view: ConversationView) -> None:
        """Show the ideas as they are now."""
        self.view = view
        if view.conversation.at.phase != COLLECT:
            return
        field = self.query_one(TextField)
        if field.text != view.written("idea"):
            field.put(view.written("idea"))
        collected = self.query_one("#collected")
        await collected.remove_children()
        await collected.mount_all(self._collected(view))
        self.set_languages(view.languages)
        field.focus()
        self.query_one("#panel").scroll_end(animate=False)

    def show(self, view: ConversationView) -> None:
        self.call_next(self.renewed, view)

    # -- Marking -------------------------------------------------------------------------------

    def _idea(self) -> Idea:
        return self.view.conversation.ideas[self.view.conversation.at.round]

    def _mark(self) -> Iterable[Widget]:
        view = self.view
        yield from self.ask(lambda r: r.t(N_("What do you think of this idea?")))
        yield UserText(self._idea().text)
        yield Choices("mark", [pick(view, mark) for mark in MARKS], view.written("mark"))
        why = TextField(
            "why",
            view.written("why"),
            line=True,
            hint=lambda r: r.t(N_("because ...")),
            classes="boxed",
        )
        why.display = view.written("mark") == OBJECTION
        yield why

    def picked(self, choices: Choices) -> None:
        for why in self.query("#panel TextField"):
            why.display = choices.value == OBJECTION

    def listens(self, language: Language) -> str | None:
        other = self.view.other
        return language.t(N_("{name} looks away"), name=other.name) if other else None

    # -- Seeing them together ------------------------------------------------------------------

    def _reveal(self) -> Iterable[Widget]:
        view = self.view
        yield from self.ask(
            lambda r: r.t(N_("This is how you each see it.")),
            lambda r: r.t(
                N_("An objection tells you something. What would make the idea possible?")
            ),
        )
        for place, idea in by_support(view.conversation, view.step):
            yield UserText(idea.text, classes="idea")
            for person in view.conversation.partners:
                yield LocalizedText(self._marked(person.id, place), classes="mark-line")

    def _marked(self, who: str, place: int) -> TextSource:
        view = self.view
        mark, why = mark_of(view.conversation, view.step, who, place)
        labels = {choice.id: choice.label for choice in MARKS}
        name = view.conversation.person(who).name

        def marked(_: Language) -> Content:
            said = [reader.t(labels[mark]) if mark in labels else mark for reader in self.languages]
            words = " · ".join(dict.fromkeys(said))
            return Content.assemble(
                (f"  {view.mark(who)} ", f"$t-{view.side(who)}"),
                (name, f"$t-{view.side(who)}"),
                f"  {SIGNS.get(mark, '')} {words}",
                f" {why}" if mark == OBJECTION else "",
            )

        return marked

    def primary(self, language: Language) -> str:
        view = self.view
        at = view.conversation.at
        if at.phase == COLLECT:
            return language.t(N_("That is all of them, go on"))
        if at.phase != MARK:
            return language.t(N_("To your agreements"))
        last = at.round == standing_ideas(view.conversation)[-1][0]
        first = bool(view.floor) and view.place(at.who) == 0
        if last and first and view.other:
            return language.t(N_("Done, over to {name}"), name=view.other.name)
        return language.t(N_("Next"))
