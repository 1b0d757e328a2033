"""One note of a diary, to read it or write on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from sessions.diary import DAY_MAX, FEELING_MAX, Entry, Initiative
from sessions.people import Person
from sessions.text import N_
from tui.features.diary.requests import DeleteNote, DraftNote, FinishNote
from tui.features.keys import KEY_HELP, KEY_MENU, KEY_QUIT
from tui.language.language import Language, language
from tui.messages import AnyDraft, Requested
from tui.ui.keys import ESCAPE
from tui.ui.page import Page
from tui.widgets.choices import Choices, Pick
from tui.widgets.frame import AlertLine, Panel
from tui.widgets.groups import ButtonRow
from tui.widgets.key_line import KeyLabel
from tui.widgets.localized import ActionButton, FieldLabel, LocalizedText, msgid
from tui.widgets.moment_field import MomentField, reads_day
from tui.widgets.text_field import TextField

TAKEN = {
    Initiative.ME: N_("I did"),
    Initiative.OTHER: N_("the other did"),
    Initiative.BOTH: N_("both of us"),
}


DAY = "on"
"""The field of the day that a note is about."""


class NoteScreen(Page):
    """One note. Every letter is kept as it is typed."""

    KEYS: ClassVar[Sequence[KeyLabel]] = (ESCAPE, KEY_HELP, KEY_MENU, KEY_QUIT)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]

    def __init__(
        self, person: Person, entry: Entry, day: str, today: date, *, can_write: bool = True
    ) -> None:
        """`day` is the day it is about, as a person would type it."""
        super().__init__((language(person.language),))
        self._can_write, self._today = can_write, today
        self.entry = entry
        """The note, as it was when it was opened."""
        self._day = day

    @property
    def is_private(self) -> bool:
        return True

    def page(self) -> Iterable[Widget]:
        entry = self.entry
        yield Horizontal(LocalizedText(lambda r: r.t(N_("A note")), id="title"), id="top")
        yield Static("", id="line")
        yield Vertical(Panel(*self._body(entry), id="panel", classes="together-none"), id="body")
        yield AlertLine()
        yield ButtonRow(
            *self._deleting(),
            Static("", classes="spring"),
            ActionButton(self._done, request=FinishNote(), id="primary"),
            id="buttons",
        )

    def _deleting(self) -> Iterable[Widget]:
        if self._can_write:
            yield ActionButton(
                lambda r: r.t(N_("Delete")),
                request=DeleteNote(self.entry.id),
                id="delete",
                classes="quiet-button",
            )

    def _done(self, reader: Language) -> str:
        return reader.t(N_("Keep the note") if self._can_write else N_("Back"))

    def on_ready(self) -> None:
        for field in self.query(TextField):
            field.read_only = not self._can_write

    def _body(self, entry: Entry) -> Iterable[Widget]:
        yield LocalizedText(lambda r: r.t(N_("What happened?")), classes="prompt")
        yield LocalizedText(
            lambda r: r.t(N_("One thing, small is fine. What did you see or hear?")),
            classes="note",
        )
        yield TextField("text", entry.text)
        hint = lambda r: r.t(N_("a word or two"))  # noqa: E731
        yield _row(
            N_("How I felt"),
            TextField("feeling", entry.feeling, line=True, most=FEELING_MAX, hint=hint),
        )
        reads = reads_day(self._today, past=True)
        yield _row(N_("The day"), MomentField(DAY, self._day, reads=reads, most=DAY_MAX))
        picks = [Pick(initiative.value, msgid(TAKEN[initiative])) for initiative in Initiative]
        value = entry.initiative.value if entry.initiative else ""
        yield _row(
            N_("Who took the lead?"),
            Choices("initiative", picks, value, classes="slot-choices across"),
        )

    def action_close(self) -> None:
        """Keep it, and go back to the list."""
        self.post_message(Requested(FinishNote()))

    def on_text_field_submitted(self, event: TextField.Submitted) -> None:
        event.stop()
        self.focus_next()

    def on_choices_picked(self, event: Choices.Picked) -> None:
        event.stop()
        if event.by_key:
            self.query_one("#primary").focus()

    def draft(self, name: str, text: str) -> AnyDraft:
        return DraftNote(self.entry.id, name, text)


def _row(label: str, widget: Widget) -> Horizontal:
    return Horizontal(
        Vertical(FieldLabel(msgid(label), classes="slot-label"), classes="slot-side"),
        widget,
        classes="slot",
    )
