"""One turn of a conversation: its frame, its buttons, and what every kind of turn does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions import moves
from sessions.commands import Command, SaveDraft
from sessions.text import N_
from tui.features.conversation.requests import SkipTurn, SubmitTurn, TurnBack
from tui.features.keys import KEY_HELP, KEY_MENU, KEY_QUIT, KEY_SAFETY
from tui.features.timeout.requests import StopNow
from tui.features.word_help.requests import FindWords
from tui.language.language import Language
from tui.messages import AnyDraft, Drafted, Requested
from tui.ui.keys import TAB
from tui.ui.page import COLUMN, Page
from tui.widgets.choices import Choices
from tui.widgets.frame import AlertLine, FloorLine, KeyLabel, Panel, Progress
from tui.widgets.hint_line import HintLine
from tui.widgets.localized import ActionButton, ActionLink, LocalizedText, TextSource
from tui.widgets.text_field import TextField
from tui.workspace.conversation_view import ConversationView


class TurnScreen(Page):
    """A turn of a conversation. Subclasses build the question; the app decides what follows."""

    KEYS: ClassVar[Sequence[KeyLabel]] = (
        TAB,
        KEY_HELP,
        KEY_SAFETY,
        KEY_MENU,
        KEY_QUIT,
    )  # the time-out has its button

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "say_otherwise", show=False),
        Binding("f5", "find_words", show=False),
        Binding("escape", "leave_hint", show=False),
    ]

    def __init__(self, view: ConversationView) -> None:
        super().__init__(view.languages)
        self.view = view
        """What is shown."""
        self._hint_lines: list[HintLine] | None = None

    @property
    def is_private(self) -> bool:
        return moves.is_answered_alone(self.view.conversation, self.view.pattern)

    # -- What a kind of step says -----------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """Give what stands in the panel."""
        return ()

    def beside(self) -> Iterable[Widget]:
        """Give what stands below the panel, and is always there."""
        return ()

    def hinting(self, *more: Widget) -> Iterable[Widget]:
        """Give the line of hints for the person with the floor, and what helps them to write."""
        floor = self.view.floor
        if floor is not None:
            conversation = self.view.conversation
            alone = moves.is_answered_alone(conversation, self.view.pattern)
            yield HintLine(floor.language, alone=alone)
            if len(moves.fields(conversation, self.view.pattern)) > 1:
                words = ActionLink(
                    lambda r: r.t(N_("F5 find a word, or an example")),
                    do=self.action_find_words,
                    id="word-help",
                    classes="quiet-button",
                )
                yield Horizontal(words, *more, id="writing-help")

    def primary(self, language: Language) -> str:
        """Give the words on the one filled button: what happens next."""
        return language.t(N_("Go on"))

    def speaks(self, language: Language) -> str:
        """Give the words for the person with the floor."""
        if self.view.floor is None:
            names = [partner.name for partner in self.view.conversation.partners]
            return language.t(N_("{people}, together"), people=language.listed(names))
        return language.t(N_("{name}, alone"), name=self.view.floor.name.upper())

    def listens(self, language: Language) -> str | None:
        """Give the words for the listener, or None when nobody listens."""
        return None

    def handed_over(self, language: Language) -> str:
        """Give the words of the filled button where it may hand over to the other."""
        view = self.view
        order = moves.turn_order(view.conversation, view.pattern)
        place = order.index(view.conversation.at) + 1
        ahead = order[place] if place < len(order) else None
        if view.other and ahead and ahead.who == view.other.id:
            return language.t(N_("Done, over to {name}"), name=view.other.name)
        return language.t(N_("Next"))

    def skip_words(self, language: Language) -> str:
        """Give the words on the button that passes over this."""
        return language.t(N_("Skip"))

    def more_buttons(self) -> Iterable[Widget]:
        """Give further buttons, left of the filled one."""
        return ()

    def done(self) -> None:
        """The filled button: by default what is typed is the answer."""
        self.answer(self.field_values())

    def answer(self, fields: Mapping[str, str] | None = None) -> None:
        """Say that the turn is answered, with these fields besides what is typed."""
        self.post_message(Requested(SubmitTurn(self.view.conversation.at, dict(fields or {}))))

    def first_focus(self) -> None:
        """Put the cursor where it was when they left, or else where the turn begins."""
        typed = self.view.conversation.drafts.get(self.view.conversation.at.key, {})
        for field in self.query("#panel TextField").results(TextField):
            if typed and field.name == list(typed)[-1] and field.display:
                field.focus(scroll_visible=True)
                return
        super().first_focus()

    def show(self, view: ConversationView) -> None:
        """Show the same turn in a newer state of the conversation."""
        self.view = view
        self.set_languages(view.languages)

    # -- The frame ---------------------------------------------------------------------------

    def relabel(self) -> None:
        super().relabel()
        buttons = list(self.query("#buttons ActionButton").results(ActionButton))
        room = min(self.app.size.width, COLUMN) - 4
        if len(self.languages) > 1 and sum(len(str(button.label)) + 6 for button in buttons) > room:
            # Both languages do not fit on every button: the filled one keeps them.
            for button in buttons:
                if button.id != "primary":
                    button.relabel(self.languages[:1])
            if sum(len(str(button.label)) + 6 for button in buttons) > room:
                for button in buttons:
                    button.relabel(self.languages[:1])

    def on_resize(self) -> None:
        self.relabel()

    def page(self) -> Iterable[Widget]:
        view = self.view
        yield Horizontal(
            LocalizedText(self._title, id="title"),
            ActionButton(lambda r: r.t(N_("F9  Time-out")), request=StopNow(), id="time-out"),
            id="top",
        )
        yield Progress(view)
        yield Static("", id="line")
        floor = view.floor
        listens = (lambda r: self.listens(r) or "") if floor is not None else None
        yield FloorLine(view, self.speaks, listens)
        sides = view.side(floor.id) if floor else "together"
        panel = Panel(*self.body(), id="panel", classes=sides)
        yield Vertical(panel, id="body")
        yield from self.beside()
        yield AlertLine()
        yield Horizontal(*self._buttons(), id="buttons")

    def _buttons(self) -> Iterable[Widget]:
        if moves.previous_turn(self.view.conversation, self.view.pattern) is not None:
            yield ActionButton(
                lambda r: r.t(N_("Back")), request=TurnBack(), id="back", classes="quiet-button"
            )
        if moves.can_skip(self.view.conversation, self.view.pattern):
            yield ActionButton(
                self.skip_words, request=SkipTurn(), id="skip", classes="quiet-button"
            )
        yield Static("", classes="spring")
        yield from self.more_buttons()
        yield ActionButton(self.primary, id="primary")

    def _title(self, language: Language) -> str:
        if self.view.conversation.reviewed:
            return language.t(self.view.pattern.title)
        return self.view.conversation.title() or language.t(self.view.pattern.title)

    def ask(self, words: TextSource, note: TextSource | None = None) -> Iterable[Widget]:
        """Give the question in bold with a quiet note; side by side for two languages."""
        texts = list(self.side_by_side(words, "prompt"))
        if note is not None:
            texts += self.side_by_side(note, "note")
        yield Vertical(*texts, classes="ask")

    def side_by_side(self, words: TextSource, classes: str) -> Iterable[Widget]:
        """Give a text once, or beside its counterpart in the other's language.

        Both are always there; the second hides itself while both read the same language.
        """
        yield Horizontal(
            LocalizedText(words, classes=f"{classes} half"),
            LocalizedText(words, second=True, classes=f"{classes} half"),
            classes="halves",
        )

    # Textual calls the handlers of every base class, so what subclasses change stands apart.

    def draft(self, name: str, text: str) -> AnyDraft:
        return SaveDraft(name, text, self.view.conversation.at)

    def on_requested(self, event: Requested) -> None:
        # A second press can come while the next screen is loading, and is meant for this turn.
        if isinstance(event.request, Command | TurnBack | SkipTurn):
            event.turn = event.turn or self.view.conversation.at

    def on_drafted(self, event: Drafted) -> None:
        focused = self.focused
        if self._hint_lines is None:  # a search of the page with every key is slow
            self._hint_lines = list(self.query(HintLine))
        for line in self._hint_lines:
            if isinstance(focused, TextField):
                line.look(focused)

    def action_say_otherwise(self) -> None:
        """Show what a hint says, and then select its words."""
        for line in self.query(HintLine):
            line.otherwise()

    def action_leave_hint(self) -> None:
        """Leave the words as they are."""
        for line in self.query(HintLine):
            line.leave()

    def action_find_words(self) -> None:
        """Ask for words, or examples, for the field in which somebody writes."""
        focused = self.focused
        field = focused.name or "" if isinstance(focused, TextField) else ""
        self.post_message(Requested(FindWords(field)))

    def load_drafts(self, name: str = "") -> None:
        """Show in the fields what the conversation holds now, after a change of its drafts.

        The cursor goes to the field `name`, to write on.
        """
        for field in self.query(TextField):
            words = self.view.written(field.name or "")
            if field.text != words:
                field.put(words)
            if name and field.name == name:
                field.focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.pressed(event.button.id or "")

    def pressed(self, button: str) -> None:
        """Do what the button with that id does."""
        if button == "primary":
            self.done()

    def on_choices_picked(self, event: Choices.Picked) -> None:
        event.stop()
        self.picked(event.choices)
        if event.by_key:
            self.focus_after(event.choices)

    def picked(self, choices: Choices) -> None:
        """Do what follows from a choice."""

    def on_text_field_submitted(self, event: TextField.Submitted) -> None:
        event.stop()
        self.submitted(event.field)

    def submitted(self, field: TextField) -> None:
        """Go on after Enter on a line."""
        self.focus_after(field)

    @property
    def focus_chain(self) -> list[Widget]:
        """Give what Tab reaches, in order: what is asked, what happens next, then the rest.

        After the last field Tab and Enter go on; Back stands left of it on the screen, but is not
        what somebody means who has just finished writing.
        """

        def place(widget: Widget) -> int:
            if widget.id == "primary":
                return 1
            if widget.id == "time-out":
                return 3
            return 2 if widget.has_class("quiet-button") else 0

        return sorted(super().focus_chain, key=place)

    def focus_after(self, widget: Widget) -> None:
        """Go on to what comes after `widget` in the panel, or else to the filled button."""
        # In the order of the page: a field that a choice brought has no place on the screen yet.
        reached, passed = set(self.focus_chain), False
        for child in self.query_one("#panel").walk_children():
            if widget in child.ancestors_with_self:
                passed = True
            elif passed and child in reached:
                child.focus()
                return
        self.query_one("#primary").focus()
