"""Ideas: what both asked for stands on top; what comes up is written down, and whom it helps."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.containers import Vertical
from textual.widget import Widget

from sessions import moves
from sessions.commands import AddIdea, RewriteIdea, SayHelps, WithdrawIdea
from sessions.conversation import Idea
from sessions.kinds.ideas import standing_ideas
from sessions.people import Person
from sessions.text import N_, is_empty
from tui.features.conversation.bridge import bridge
from tui.features.conversation.turn import TurnScreen
from tui.language.language import Language
from tui.messages import Requested
from tui.widgets.form import in_words
from tui.widgets.groups import GroupRow
from tui.widgets.localized import ActionLink, LocalizedText, UserText, msgid
from tui.widgets.text_field import TextField
from tui.workspace.conversation_view import ConversationView

NOT = ("◇", "○")
"""Instead of the marks of the two people: an idea that does not help them."""


class IdeasScreen(TurnScreen):
    """``collect``."""

    def above(self) -> Iterable[Widget]:
        yield from bridge(self.view)

    def body(self) -> Iterable[Widget]:
        view = self.view
        yield from self.ask(in_words(view, view.step.prompt), in_words(view, view.step.note))
        yield TextField(
            "idea",
            view.written("idea"),
            line=True,
            hint=msgid(N_("An idea, then Enter")),
            enter=N_("add"),
            classes="boxed",
        )
        yield Vertical(*self._collected(view), id="collected")

    # -- What they thought of ------------------------------------------------------------------

    def _collected(self, view: ConversationView) -> list[Widget]:
        ideas = [idea for _, idea in standing_ideas(view.conversation)]
        if not ideas:
            return []
        title = LocalizedText(msgid(N_("Whom does it help?")), between=" · ", classes="helps quiet")
        return [title, *(self._row(count, idea) for count, idea in enumerate(ideas, start=1))]

    def _row(self, count: int, idea: Idea) -> Widget:
        return GroupRow(
            UserText(f"{count}  {idea.text}", classes="idea"),
            *(self._helps(idea, partner) for partner in self.view.conversation.partners),
            ActionLink(
                lambda r: r.t(N_("reword")),
                do=self._rewriting(idea),
                classes="small-link",
            ),
            ActionLink(
                lambda r: r.t(N_("away")),
                request=WithdrawIdea(idea.id),
                classes="small-link",
            ),
            classes="idea-row",
        )

    def _helps(self, idea: Idea, person: Person) -> ActionLink:
        """Give the sign of a person behind an idea: filled when it helps them; Enter turns it."""
        view = self.view
        place = view.place(person.id)

        def sign(_: Language) -> str:
            return view.mark(person.id) if person.id in self._helped(idea) else NOT[place]

        def turn() -> None:
            helped = set(self._helped(idea)) ^ {person.id}
            self.post_message(Requested(SayHelps(idea.id, tuple(sorted(helped)))))

        def enter(reader: Language) -> str:
            helps = person.id in self._helped(idea)
            words = N_("does not help {name}") if helps else N_("helps {name}")
            return reader.t(words, name=person.name)

        return ActionLink(sign, do=turn, enter=enter, classes=f"sign {view.side(person.id)}")

    def _helped(self, idea: Idea) -> tuple[str, ...]:
        """Give whom an idea helps, as it is said now."""
        now = self.view.conversation.ideas
        return next((known.helps for known in now if known.id == idea.id), ())

    def _rewriting(self, idea: Idea) -> Callable[[], None]:
        """Give the action that puts an idea back in the field, to be reworded with Enter."""

        def rewrite() -> None:
            field = self.query_one(TextField)
            if not is_empty(field.text):
                self.post_message(Requested(AddIdea(field.text)))
            self.post_message(Requested(RewriteIdea(idea.id)))

        return rewrite

    # -- Going on ------------------------------------------------------------------------------

    def submitted(self, field: TextField) -> None:
        if is_empty(field.text):
            self.query_one("#primary").focus()
        else:
            # Taken from the field at once: a second Enter has nothing to add.
            text = field.text
            field.put("")
            self.post_message(Requested(AddIdea(text)))

    def done(self) -> None:
        field = self.query_one(TextField)
        if not is_empty(field.text):
            # A last idea without Enter is an idea too.
            self.post_message(Requested(AddIdea(field.text)))
        self.answer()

    async def renewed(self, view: ConversationView) -> None:
        """Show the ideas as they are now; where only whom they help changed, the focus stays."""
        before, self.view = self.view, view
        for skip in self.query("#skip"):
            skip.display = moves.can_skip(view.conversation, view.pattern)
        if _words(before) == _words(view):
            self.set_languages(view.languages)
            return
        field = self.query_one(TextField)
        if field.text != view.written("idea"):
            field.put(view.written("idea"))
        collected = self.query_one("#collected")
        await collected.remove_children()
        await collected.mount_all(self._collected(view))
        self.set_languages(view.languages)
        field.focus()

    def show(self, view: ConversationView) -> None:
        self.call_next(self.renewed, view)

    def primary(self, language: Language) -> str:
        return language.t(N_("That is all of them, go on"))


def _words(view: ConversationView) -> list[tuple[str, str]]:
    """Give the ideas that stand on the page, in words."""
    return [(idea.id, idea.text) for _, idea in standing_ideas(view.conversation)]
