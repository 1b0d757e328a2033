"""One turn of a conversation: its frame, its buttons, and what every kind of turn does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions import moves
from sessions.commands import Command, SaveDraft
from sessions.kinds import KINDS
from sessions.text import N_
from tui.features.conversation.requests import SkipTurn, SubmitTurn, TurnBack
from tui.features.conversation.so_far import aside
from tui.features.keys import KEY_HELP, KEY_MENU, KEY_QUIT, KEY_SAFETY
from tui.features.timeout.requests import StopNow
from tui.features.word_help.requests import FindWords
from tui.language.language import Language
from tui.messages import AnyDraft, Drafted, Requested
from tui.ui.page import Page
from tui.widgets.choices import Choices, Confirm
from tui.widgets.frame import AlertLine, FloorLine, Panel, Progress
from tui.widgets.groups import ButtonRow, GroupRow
from tui.widgets.hint_line import HintLine
from tui.widgets.key_line import KeyLabel
from tui.widgets.localized import ActionButton, ActionLink, LocalizedText, TextSource
from tui.widgets.more_line import MoreLine
from tui.widgets.text_field import TextField
from tui.workspace.conversation_view import ConversationView

TITLE_CELLS = 56
"""Cells of the title, beside the time-out."""


class TurnScreen(Page):
    """A turn of a conversation. Subclasses build the question; the app decides what follows."""

    KEYS: ClassVar[Sequence[KeyLabel]] = (
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

    def written(self, name: str) -> str:
        """Give what stands under a name on this turn now."""
        return self.view.written(name)

    # -- What a kind of step says -----------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """Give what stands in the panel."""
        return ()

    def above(self) -> Iterable[Widget]:
        """Give what stands above the panel, and never scrolls away."""
        return ()

    def beside(self) -> Iterable[Widget]:
        """Give what stands below the panel, and is always there."""
        return ()

    def gate(self) -> Widget | None:
        """Give what is said yes to below the panel, once all of that has been on the screen."""
        return None

    @property
    def is_lasting(self) -> bool:
        """Whether what happens next cannot be undone."""
        return False

    def hinting(self, *more: Widget) -> Iterable[Widget]:
        """Give the line of hints for the person with the floor, and what helps them to write."""
        floor = self.view.floor
        if floor is not None:
            conversation = self.view.conversation
            alone = moves.is_answered_alone(conversation, self.view.pattern)
            yield HintLine(floor.language, alone=alone)
            step = self.view.step
            if len(KINDS[step.kind].slots(step, conversation.at)) > 1:
                words = ActionLink(
                    lambda r: r.t(N_("F5 find a word, or an example")),
                    do=self.action_find_words,
                    id="word-help",
                    classes="quiet-button",
                )
                yield GroupRow(words, *more, id="writing-help")

    def primary(self, language: Language) -> str:
        """Give the words on the one filled button: what happens next."""
        return language.t(N_("Go on"))

    def speaks(self, language: Language) -> str:
        """Give the words for the person with the floor."""
        if self.view.floor is None:
            names = [partner.name for partner in self.view.conversation.partners]
            return language.t(N_("{people}, together"), people=language.listed(names))
        alone = language.t(N_("{name}, alone"), name=self.view.floor.name.upper())
        count = self.count()
        if count is None:
            return alone
        place, many = count
        return f"{alone} · " + language.t(N_("question {place} of {many}"), place=place, many=many)

    def count(self) -> tuple[int, int] | None:
        """Give which question of how many this is to whoever answers alone, if of some."""
        return None

    def place_among(self, phases: Collection[str]) -> tuple[int, int] | None:
        """Give which of the turns with these phases, of the present person, this is."""
        here = self.view.conversation.at
        asked = [
            turn
            for turn in moves.turn_order(self.view.conversation, self.view.pattern)
            if turn.step == here.step and turn.who == here.who and turn.phase in phases
        ]
        return (asked.index(here) + 1, len(asked)) if here in asked and len(asked) > 1 else None

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

    def page(self) -> Iterable[Widget]:
        view = self.view
        yield Horizontal(
            LocalizedText(self._title, id="title"),
            self._time_out(),
            id="top",
        )
        yield Progress(view)
        yield Static("", id="line")
        floor = view.floor
        listens = (lambda r: self.listens(r) or "") if floor is not None else None
        yield FloorLine(view, self.speaks, listens)
        yield from self.above()
        sides = view.side(floor.id) if floor else "together"
        panel = Panel(*self.body(), id="panel", classes=sides)
        yield Vertical(panel, id="body")
        gate = self.gate()
        line = MoreLine(panel, gate=gate)
        line.add_class("of-turn")
        yield line
        if gate is not None:
            yield gate
        yield from self.beside()
        yield AlertLine()
        yield ButtonRow(*self._buttons(), id="buttons")

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield aside(self.view)

    def _time_out(self) -> ActionButton:
        """Give its button: there is a key for it and the mouse; Tab would end on it by accident."""
        button = ActionButton(
            lambda r: r.t(N_("F9  Time-out")), request=StopNow(), id="time-out", is_lasting=True
        )
        button.can_focus = False
        return button

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
        yield ActionButton(self.primary, id="primary", is_lasting=self.is_lasting)

    def _title(self, _: Language) -> str:
        """Give the subject in their own words, or else the pattern's in every reader's."""
        subject = "" if self.view.conversation.reviewed else self.view.conversation.title()
        titles = dict.fromkeys(reader.t(self.view.pattern.title) for reader in self.languages)
        both = " · ".join(titles)
        return subject or (both if cell_len(both) <= TITLE_CELLS else "\n".join(titles))

    def ask(self, words: TextSource, note: TextSource | None = None) -> Iterable[Widget]:
        """Give the question in bold with a quiet note; side by side for two languages."""
        texts = list(self.side_by_side(words, "prompt"))
        if note is not None:
            texts += self.side_by_side(note, "note")
        yield Vertical(*texts, classes="ask")

    def side_by_side(
        self, words: TextSource, classes: str, *, kind: type[LocalizedText] = LocalizedText
    ) -> Iterable[Widget]:
        """Give a text once, or beside its counterpart in the other's language.

        Both are always there; the second hides itself while both read the same language.
        """
        yield Horizontal(
            kind(words, classes=f"{classes} half"),
            kind(words, second=True, classes=f"{classes} half"),
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
        said = [line.otherwise() for line in self.query(HintLine)]
        if True not in said:
            self.tell(lambda r: r.t(N_("There is no tip here.")))

    def action_leave_hint(self) -> None:
        """Leave the words as they are; without a hint the key is for something else."""
        left = [line.leave() for line in self.query(HintLine)]
        if True not in left:
            raise SkipAction()

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

    def go_on_from(self, widget: Widget) -> None:
        """Go on to what is asked next, or else to what happens next: not to what only helps."""
        stops = self.stops()
        here = next((stop for stop in stops if stop in widget.ancestors_with_self), None)
        if isinstance(widget, Confirm) or here is None:
            super().go_on_from(widget)
            return
        for stop in stops[stops.index(here) + 1 :]:
            if self.query_one("#panel") in stop.ancestors and not isinstance(stop, ActionLink):
                self.go_to(stop)
                return
        self.go_to(self.query_one("#buttons"))

    def names(self) -> tuple[str, ...]:
        return tuple(partner.name for partner in self.view.conversation.partners)
