"""Earlier conversations: the list, and one of them to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions.agreements import standing
from sessions.conversation import Conversation, State
from sessions.errors import RecordDamaged, TweespraakError
from sessions.pattern import Pattern
from sessions.text import N_
from tui.i18n import Language
from tui.messages import Asked
from tui.screens.base import KEY_ENTER, KEY_LEAVE, KEY_MENU, KEY_TAB, Key, Page
from tui.sheet import conversation_sheet
from tui.shelf import Shelf
from tui.widgets.frame import AlertLine
from tui.widgets.sheet import Sheet
from tui.widgets.words import Do, Link, Say, Words, literal

PAGE = 100
"""Conversations on one page of the list; a widget each costs time."""

KEY_ESC: Key = ("Esc", N_("back"), "screen.close")
KEY_ARROWS: Key = ("↑ ↓", N_("read on"), "")


class EarlierScreen(Page):
    """All conversations, the latest first."""

    KEYS: ClassVar[Sequence[Key]] = (KEY_TAB, KEY_ENTER, KEY_ESC, KEY_MENU, KEY_LEAVE)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(self, languages: tuple[Language, ...], shelf: Shelf, now: datetime) -> None:
        super().__init__(languages)
        self._shelf, self._now = shelf, now
        self._first = 0

    def page(self) -> Iterable[Widget]:
        yield Horizontal(Say(lambda r: r.t(N_("Earlier conversations")), id="title"), id="top")
        yield Static("", id="line")
        yield VerticalScroll(*self._rows(), id="list", can_focus=False)
        yield AlertLine()
        yield Horizontal(
            Do(lambda r: r.t(N_("Back")), id="home", classes="quiet-button"),
            Static("", classes="spring"),
            Do(lambda r: r.t(N_("Later ones")), id="later", classes="quiet-button"),
            Do(lambda r: r.t(N_("Older ones")), id="older", classes="quiet-button"),
            id="buttons",
        )

    def ready(self) -> None:
        self._turn_page(0)

    def first_focus(self) -> None:
        for one in self.query(".entry"):
            one.focus(scroll_visible=False)
            return
        self.query_one("#home").focus()

    def _rows(self) -> Iterable[Widget]:
        for problem in self._shelf.damaged if self._first == 0 else ():
            yield Say(_error(problem), classes="damaged")
            broken = problem.fields.get("id")
            if isinstance(problem, RecordDamaged) and problem.fields.get("backup"):
                yield Link(
                    lambda r: r.t(N_("Take the last copy that was good")),
                    f"screen.take_copy('{broken}')",
                    classes="entry copy",
                )
        page = self._shelf.newest()[self._first : self._first + PAGE]
        for one in page:
            yield Link(self._row(one), f"screen.read('{one.id}')", classes="entry")
        if not page:
            yield Say(lambda r: r.t(N_("There is nothing here yet.")), classes="paragraph quiet")

    def _row(self, conversation: Conversation) -> Words:
        def words(language: Language) -> Content:
            title = conversation.title() or language.t(N_("A conversation"))
            title = title if len(title) <= 34 else title[:33] + "…"
            names = language.listed([one.name for one in conversation.partners])
            day = language.long_day(conversation.started.astimezone(self._now.tzinfo).date())
            done = conversation.state is State.FINISHED
            mark = ("✓ ", "$t-done") if done else ("○ ", "$t-quiet")
            about = f"{names} · {day}"
            return Content.assemble(
                mark, literal(title).stylize("bold"), "   ", (literal(about).plain, "$t-quiet")
            )

        return words

    def _turn_page(self, by: int) -> None:
        self._first = max(0, self._first + by * PAGE)
        self.query_one("#later").display = self._first > 0
        self.query_one("#older").display = self._first + PAGE < len(self._shelf.conversations)

    async def _show_page(self, by: int) -> None:
        self._turn_page(by)
        rows = self.query_one("#list")
        await rows.remove_children()
        await rows.mount_all(self._rows())
        self.relabel()
        self.first_focus()

    def action_read(self, conversation_id: str) -> None:
        """Ask the app to show one."""
        self.post_message(Asked("read", conversation_id))

    def action_take_copy(self, conversation_id: str) -> None:
        """Ask the app for the copy of a damaged one."""
        self.post_message(Asked("take_copy", conversation_id))

    def action_close(self) -> None:
        """Back to today."""
        self.post_message(Asked("home"))

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "home":
            self.action_close()
        else:
            await self._show_page(1 if event.button.id == "older" else -1)


class Why(Enum):
    """Why a conversation is shown."""

    READ = "read"
    DUE = "due"
    FINISHED = "finished"


class ReadScreen(Page):
    """One conversation to read: what both may see of it, agreements first."""

    KEYS: ClassVar[Sequence[Key]] = (KEY_ARROWS, KEY_ESC, KEY_MENU, KEY_LEAVE)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]

    def __init__(
        self,
        languages: tuple[Language, ...],
        conversation: Conversation,
        pattern: Pattern,
        now: datetime,
        *,
        why: Why = Why.READ,
        can_go_on: bool = True,
    ) -> None:
        super().__init__(languages)
        self.conversation, self._pattern, self._now, self._why = conversation, pattern, now, why
        self._can_go_on = can_go_on

    def page(self) -> Iterable[Widget]:
        conversation = self.conversation
        yield Horizontal(
            Say(lambda r: conversation.title() or r.t(N_("A conversation")), id="title"), id="top"
        )
        yield Static("", id="line")
        sheet = Sheet(lambda r: conversation_sheet(conversation, self._pattern, r, self._now))
        notes: list[Widget] = []
        if self._why is not Why.READ:
            notes = [
                Say(self._note, classes="prompt"),
                Say(self._note, second=True, classes="note"),
            ]
        yield VerticalScroll(*notes, sheet, id="read")
        yield AlertLine()
        going = conversation.state is not State.FINISHED and self._can_go_on
        yield Horizontal(
            Do(lambda r: r.t(N_("Back")), id="home", classes="quiet-button"),
            Static("", classes="spring"),
            *([Do(lambda r: r.t(N_("Go on with it")), id="primary")] if going else []),
            id="buttons",
        )

    def _note(self, reader: Language) -> str:
        if self._why is Why.DUE:
            return reader.t(
                N_("You wanted to look at this again. Read it together: how did it go?")
            )
        days = [one.evaluate_on for one in standing(self.conversation.agreements)]
        if days and days[0] is not None:
            day = reader.day(days[0])
            return reader.t(
                N_("You have talked, and everything is kept. On {day} you look back on it."),
                day=day,
            )
        return reader.t(N_("You have talked, and everything is kept."))

    def first_focus(self) -> None:
        self.query_one("#read").focus()

    def action_close(self) -> None:
        """Back to where it was opened from."""
        self.post_message(Asked("earlier" if self._why is Why.READ else "home"))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "primary":
            self.post_message(Asked("open", self.conversation.id))
        else:
            self.action_close()


def _error(problem: TweespraakError) -> Words:
    return lambda r: r.error(problem)
