"""The curtain: one person, one sentence about who sees what, one button that names the person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions.kinds import KINDS
from sessions.people import Person
from sessions.text import N_
from tui.features.conversation.requests import OpenCurtain
from tui.features.keys import KEY_MENU, KEY_QUIT, KEY_SAFETY, KEY_TIME_OUT
from tui.language.language import Language, language
from tui.messages import Requested
from tui.ui.page import Page
from tui.widgets.frame import AlertLine
from tui.widgets.key_line import KeyLabel
from tui.widgets.localized import ActionButton, LocalizedText
from tui.workspace.conversation_view import ConversationView


class CurtainScreen(Page):
    """A screen without text of the conversation. Enter opens it for the person it names."""

    PAUSE: ClassVar[float] = 0.4
    """Seconds before it can be opened."""
    KEYS: ClassVar[Sequence[KeyLabel]] = (KEY_SAFETY, KEY_TIME_OUT, KEY_MENU, KEY_QUIT)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", show=False)]

    def __init__(self, view: ConversationView, person: Person) -> None:
        super().__init__(_readers(view, person))
        self.view = view
        """What lies behind it."""
        self.person = person
        """Whose turn it is."""

    def page(self) -> Iterable[Widget]:
        me, mark = self.person, self.view.mark(self.person.id)
        side = self.view.side(me.id)
        yield Vertical(
            Static(mark, classes=f"middle {side}", markup=False),
            LocalizedText(
                lambda r: r.t(N_("Now {me}, alone"), me=me.name),
                between=" · ",
                classes=f"middle bold {side}",
            ),
            LocalizedText(self._promise, classes="middle"),
            LocalizedText(self._promise, second=True, classes="middle"),
            Vertical(
                ActionButton(
                    lambda r: r.t(N_("{me} is ready"), me=me.name), id="primary", classes=side
                ),
                classes="middle-button",
            ),
            AlertLine(),
            id="middle",
        )

    def _promise(self, reader: Language) -> str:
        """Say who sees what, and when: a promise the program keeps."""
        names = {"me": self.person.name, "other": _others(self.view, self.person)[0].name}
        kind = KINDS[self.view.step.kind]
        return reader.t(kind.curtain_promise(self.view.conversation.at), **names)

    def names(self) -> tuple[str, ...]:
        return tuple(partner.name for partner in self.view.conversation.partners)

    def on_ready(self) -> None:
        # A second Enter of the person who just finished must not open it for the other.
        button = self.query_one("#primary")
        button.visible = self.PAUSE == 0
        if self.PAUSE:
            self.set_timer(self.PAUSE, self._let_in)

    def _let_in(self) -> None:
        button = self.query_one("#primary")
        button.visible = True
        button.focus()

    def show(self, view: ConversationView) -> None:
        """Show it to the same person in a newer state, for example in another language."""
        self.view = view
        self.person = view.conversation.person(self.person.id)
        self.set_languages(_readers(view, self.person))

    def action_open(self) -> None:
        if self.query_one("#primary").visible:
            self.post_message(Requested(OpenCurtain()))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_open()


def _readers(view: ConversationView, person: Person) -> tuple[Language, ...]:
    """Give the languages of its readers: the person it names, and the one asked to look away."""
    tags = dict.fromkeys([person.language, *(other.language for other in _others(view, person))])
    return tuple(language(tag) for tag in tags)


def _others(view: ConversationView, person: Person) -> tuple[Person, ...]:
    return view.conversation.others(person.id)
