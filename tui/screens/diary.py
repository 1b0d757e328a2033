"""The diary of one person: a list, and one note to write. The other looks away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions.conversation import YES
from sessions.diary import DAY_MOST, FEELING_MOST, Diary, Entry, Initiative
from sessions.people import Person
from sessions.text import N_
from tui.i18n import Language, language
from tui.messages import Asked
from tui.screens.base import KEY_ESC, KEY_HELP, KEY_LEAVE, KEY_MENU, KEY_TAB, Dialog, Key, Page
from tui.widgets.choices import Choices, Confirm, Pick
from tui.widgets.coming import shortened
from tui.widgets.field import Field
from tui.widgets.frame import AlertLine, Panel
from tui.widgets.words import Do, Link, Say, Words, literal, worded

SHOWN_MOST = 100
"""Notes that are listed at once; the earlier ones follow when they are asked for."""

LINE_MOST = 54
DIALOG_MOST = 44
BROUGHT_MOST = 12
"""Notes to choose from for a conversation at once."""

TAKEN = {
    Initiative.ME: N_("I did"),
    Initiative.OTHER: N_("the other did"),
    Initiative.BOTH: N_("both of us"),
}

SHORT = {
    Initiative.ME: N_("from me"),
    Initiative.OTHER: N_("from the other"),
    Initiative.BOTH: N_("from both"),
}


EARLIER = N_("Earlier notes")


class DiaryScreen(Page):
    """All notes of one person, the latest first."""

    KEYS: ClassVar[Sequence[Key]] = (KEY_TAB, KEY_ESC, KEY_HELP, KEY_MENU, KEY_LEAVE)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(self, person: Person, diary: Diary, *, own: bool, can_write: bool) -> None:
        """`own`: whether a phrase of theirs keeps it from the other."""
        super().__init__((language(person.language),))
        self._person, self._diary, self._own, self._can_write = person, diary, own, can_write

    def page(self) -> Iterable[Widget]:
        me = self._person
        yield Horizontal(
            Say(lambda r: r.t(N_("{name}'s diary"), name=me.name), id="title"), id="top"
        )
        yield Static("", id="line")
        yield VerticalScroll(*self._notes(), id="read", can_focus=False)
        yield AlertLine()
        new = Do(lambda r: r.t(N_("A new note")), id="primary")
        yield Horizontal(
            Do(lambda r: r.t(N_("Back")), id="home", classes="quiet-button"),
            Static("", classes="spring"),
            *([new] if self._can_write else []),
            id="buttons",
        )

    def _notes(self) -> Iterable[Widget]:
        found = self._diary.latest()
        if not found:
            yield Say(
                lambda r: r.t(
                    N_(
                        "Write down in a few words what you noticed: what happened, how it felt, "
                        "who took the lead. Later you choose what to bring into a conversation."
                    )
                ),
                classes="paragraph",
            )
        yield from self._some(found[:SHOWN_MOST])
        if len(found) > SHOWN_MOST:
            yield Link(worded(EARLIER), "screen.more", classes="entry", id="more")
        if self._own:
            yield Say(lambda r: r.t(N_("It opens with your phrase only.")), classes="note after")
        else:
            yield Say(
                lambda r: r.t(N_("Anyone who uses this program on this computer can read it.")),
                classes="note after",
            )
            yield Link(
                lambda r: r.t(N_("Choose a phrase of your own")),
                "screen.own_phrase",
                classes="entry",
            )

    def _some(self, entries: Iterable[Entry]) -> Iterable[Link]:
        for one in entries:
            yield Link(_line(one), f"screen.open('{one.id}')", classes="entry note-line")

    def first_focus(self) -> None:
        for one in self.query("#primary"):
            one.focus()
            return
        self.query_one("#home").focus()

    async def action_more(self) -> None:
        """List earlier notes too, and go to the first of them."""
        shown = len(self.query(".note-line"))
        found = self._diary.latest()
        await _list_more(
            list(self._some(found[shown : shown + SHOWN_MOST])),
            self.query_one("#more"),
            self.languages,
            last=shown + SHOWN_MOST >= len(found),
        )

    def action_open(self, entry_id: str) -> None:
        """Ask the app for a note."""
        self.post_message(Asked("open_note", entry_id))

    def action_own_phrase(self) -> None:
        """Ask the app for a phrase of one's own."""
        self.post_message(Asked("phrase_of", self._person.id))

    def action_close(self) -> None:
        """Back to today."""
        self.post_message(Asked("close_diary"))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "primary":
            self.post_message(Asked("new_note"))
        else:
            self.action_close()


class NoteScreen(Page):
    """One note. Every letter is kept as it is typed."""

    KEYS: ClassVar[Sequence[Key]] = (KEY_TAB, KEY_ESC, KEY_HELP, KEY_MENU, KEY_LEAVE)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]

    def __init__(self, person: Person, entry: Entry, day: str, *, can_write: bool = True) -> None:
        """`day` is the day it is about, as a person would type it."""
        super().__init__((language(person.language),))
        self._can_write = can_write
        self.entry = entry
        """The note, as it was when it was opened."""
        self._day = day

    def page(self) -> Iterable[Widget]:
        entry = self.entry
        yield Horizontal(Say(lambda r: r.t(N_("A note")), id="title"), id="top")
        yield Static("", id="line")
        yield Vertical(Panel(*self._body(entry), id="panel", classes="together-none"), id="body")
        yield AlertLine()
        yield Horizontal(
            *self._deleting(),
            Static("", classes="spring"),
            Do(self._done, id="primary"),
            id="buttons",
        )

    def _deleting(self) -> Iterable[Widget]:
        if self._can_write:
            yield Do(lambda r: r.t(N_("Delete")), id="delete", classes="quiet-button")

    def _done(self, reader: Language) -> str:
        return reader.t(N_("Keep the note") if self._can_write else N_("Back"))

    def ready(self) -> None:
        for field in self.query(Field):
            field.read_only = not self._can_write

    def _body(self, entry: Entry) -> Iterable[Widget]:
        yield Say(lambda r: r.t(N_("What happened?")), classes="prompt")
        yield Say(
            lambda r: r.t(N_("One thing, small is fine. What did you see or hear?")),
            classes="note",
        )
        yield Field("text", entry.text)
        hint = lambda r: r.t(N_("a word or two"))  # noqa: E731
        yield _row(
            N_("How I felt"),
            Field("feeling", entry.feeling, line=True, most=FEELING_MOST, hint=hint),
        )
        yield _row(N_("The day"), Field("on", self._day, line=True, most=DAY_MOST))
        picks = [Pick(one.value, worded(TAKEN[one])) for one in Initiative]
        value = entry.initiative.value if entry.initiative else ""
        yield _row(
            N_("Who took the lead?"),
            Choices("initiative", picks, value, classes="slot-choices across"),
        )

    def action_close(self) -> None:
        """Keep it, and go back to the list."""
        self.post_message(Asked("keep_note"))

    def on_field_submitted(self, event: Field.Submitted) -> None:
        event.stop()
        self.focus_next()

    def on_choices_picked(self, event: Choices.Picked) -> None:
        event.stop()
        if event.by_key:
            self.query_one("#primary").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "delete":
            self.post_message(Asked("drop_note", self.entry.id))
        else:
            self.action_close()


class NotesDialog(Dialog):
    """Which notes come along into the conversation."""

    def __init__(self, reader: Language, entries: Sequence[Entry]) -> None:
        super().__init__((reader,))
        self._entries = entries

    def dialog(self) -> Iterable[Widget]:
        yield Say(lambda r: r.t(N_("Which of your notes do you bring?")), classes="prompt")
        yield Say(
            lambda r: r.t(N_("They are copied to your preparation; you can change them there.")),
            classes="note",
        )
        yield from self._some(self._entries[:BROUGHT_MOST])
        if len(self._entries) > BROUGHT_MOST:
            yield Link(worded(EARLIER), "screen.more", id="more")

    def _some(self, entries: Iterable[Entry]) -> Iterable[Confirm]:
        for one in entries:
            yield Confirm(one.id, _line(one, DIALOG_MOST))

    async def action_more(self) -> None:
        """Offer earlier notes too, and go to the first of them."""
        shown = len(self.query(Confirm))
        await _list_more(
            list(self._some(self._entries[shown : shown + BROUGHT_MOST])),
            self.query_one("#more"),
            self.languages,
            last=shown + BROUGHT_MOST >= len(self._entries),
        )

    def buttons(self) -> Iterable[Widget]:
        yield Do(lambda r: r.t(N_("Bring these")), id="primary")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        chosen = [one.name or "" for one in self.query(Confirm) if one.value == YES]
        self.finish(" ".join(chosen))


async def _list_more(
    made: Sequence[Link | Confirm], more: Widget, languages: tuple[Language, ...], *, last: bool
) -> None:
    """Put what was made above the link `more`, which goes away with the last of it."""
    around = more.parent
    if not made or not isinstance(around, Widget):
        return
    await around.mount_all(made, before=more)
    for one in made:
        one.relabel(languages)
    made[0].focus()
    if last:
        await more.remove()


def _line(entry: Entry, most: int = LINE_MOST) -> Words:
    def words(reader: Language) -> Content:
        on: date = entry.on or entry.written.date()
        more = [entry.feeling] if entry.feeling else []
        if entry.initiative:
            more.append(reader.t(SHORT[entry.initiative]))
        said = literal(shortened(entry.text or entry.feeling, most))
        about = literal(shortened(" · ".join(more), most))
        tail = Content.assemble("\n" + " " * 13, about.stylize("$t-quiet")) if more else Content("")
        return Content.assemble((f"{reader.short_day(on):<13}", "$t-quiet"), said, tail)

    return words


def _row(label: str, widget: Widget) -> Horizontal:
    return Horizontal(
        Vertical(Say(worded(label), classes="slot-label"), classes="slot-side"),
        Static("│", classes="slot-line"),
        widget,
        classes="slot",
    )
