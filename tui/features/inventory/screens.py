"""An inventory that has ended, and what moved since the previous inventory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions import inventory
from sessions.inventory import PLACED, Moved
from sessions.people import Person
from sessions.text import N_
from sessions.zones import as_here
from tui.features.archive.requests import DeleteConversation, ShowArchive
from tui.features.inventory.requests import DiscussMatter, ShowInventoryChanges
from tui.features.keys import KEY_MENU, KEY_QUIT
from tui.features.own_phrase.requests import ReadOwnWords
from tui.language.language import Language
from tui.messages import Requested
from tui.ui.dialog import ReadDialog
from tui.ui.keys import ESCAPE
from tui.ui.page import Page
from tui.widgets.balance import Balance, since_words
from tui.widgets.frame import AlertLine
from tui.widgets.groups import ButtonRow
from tui.widgets.key_line import KeyLabel
from tui.widgets.localized import ActionButton, LocalizedText, TextSource
from tui.widgets.matter_row import focus_first_row
from tui.workspace.conversation_view import MARKS, ConversationView


class BalancePage(Page):
    """An inventory of before, to read; a talk can begin from it."""

    KEYS: ClassVar[Sequence[KeyLabel]] = (ESCAPE, KEY_MENU, KEY_QUIT)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]

    def __init__(
        self,
        languages: tuple[Language, ...],
        view: ConversationView,
        *,
        earlier: date | None,
        can_begin: bool,
        own: bool = False,
    ) -> None:
        """`can_begin`: whether a talk can begin from it, and it can be deleted.

        `own`: whether somebody wrote something alone that opens with their phrase.
        """
        super().__init__(languages)
        self.view = view
        """What is shown."""
        self._earlier, self._can_begin, self._own = earlier, can_begin, own
        self._rows = inventory.rows(view.conversation)

    def page(self) -> Iterable[Widget]:
        ended = self.view.conversation.ended or self.view.conversation.changed
        day = as_here(ended, self.view.now)
        yield Horizontal(
            LocalizedText(lambda r: r.t(self.view.pattern.title), id="title"),
            LocalizedText(lambda r: r.day(day.date()), id="today"),
            id="top",
        )
        yield Static("", id="line")
        yield Vertical(Balance(self._rows, self.view.conversation.partners), id="body")
        yield AlertLine()
        may = self._can_begin
        conversation = self.view.conversation.id
        moved = [
            ActionButton(
                since_words(self._earlier),
                request=ShowInventoryChanges(conversation),
                id="moved",
                classes="quiet-button",
            )
        ]
        deleting = [
            ActionButton(
                lambda r: r.t(N_("Delete")),
                request=DeleteConversation(conversation),
                id="delete",
                classes="quiet-button",
            )
        ]
        own = [
            ActionButton(
                lambda r: r.t(N_("What I wrote alone")),
                request=ReadOwnWords(conversation),
                id="own",
                classes="quiet-button",
            )
        ]
        talk = [ActionButton(lambda r: r.t(N_("Talk about this")), id="primary")]
        yield ButtonRow(
            ActionButton(
                lambda r: r.t(N_("Back")), request=ShowArchive(), id="home", classes="quiet-button"
            ),
            *(deleting if may else []),
            *(moved if self._earlier is not None else []),
            *(own if self._own else []),
            Static("", classes="spring"),
            *(talk if may and self._rows else []),
            id="buttons",
        )

    def first_focus(self) -> None:
        if self._rows:
            focus_first_row(self)
        else:
            self.query_one("#home").focus()

    def action_close(self) -> None:
        """Go back to the list."""
        self.post_message(Requested(ShowArchive()))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        chosen = self.query_one(Balance).chosen
        matter = chosen.matter.id if chosen else ""
        self.post_message(Requested(DiscussMatter(self.view.conversation.id, matter)))


class MovedDialog(ReadDialog):
    """What moved since the inventory before: never better or worse, only elsewhere."""

    def __init__(
        self,
        languages: tuple[Language, ...],
        people: Sequence[Person],
        since: date,
        changes: Sequence[Moved],
    ) -> None:
        super().__init__(languages)
        self._people, self._since, self._changes = people, since, changes

    def dialog(self) -> Iterable[Widget]:
        yield LocalizedText(
            lambda r: r.t(N_("What has moved since {day}"), day=r.day(self._since, weekday=False)),
            classes="prompt",
        )
        if not self._changes:
            yield LocalizedText(
                lambda r: r.t(N_("You both put everything where it was.")), classes="paragraph"
            )
        shown = ""
        for moved in self._changes:
            if moved.matter.id != shown:
                shown = moved.matter.id
                yield LocalizedText(self._title(moved), classes="moved-title")
            yield LocalizedText(self._line(moved), classes="moved")

    def _title(self, moved: Moved) -> TextSource:
        def words(reader: Language) -> str:
            title = reader.t(moved.matter.title)
            if moved.apart_after < moved.apart_before:
                return reader.t(N_("{title}: you see it more alike now"), title=title)
            if moved.apart_after > moved.apart_before:
                return reader.t(N_("{title}: you see it more differently now"), title=title)
            return title

        return words

    def _line(self, moved: Moved) -> TextSource:
        place = [person.id for person in self._people].index(moved.person)
        names = {"first": self._people[0].name, "second": self._people[-1].name}

        def words(reader: Language) -> str:
            before, after = (
                reader.t(PLACED[position], **names) for position in (moved.before, moved.after)
            )
            sentence = reader.t(
                N_("{name}: first “{before}”, now “{after}”"),
                name=self._people[place].name,
                before=before,
                after=after,
            )
            return f"{MARKS[place % 2]} {sentence}"

        return words
