"""The diary of one person: the list of notes. The other person looks away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sessions.diary import Diary, Entry, Initiative
from sessions.people import Person
from sessions.text import N_
from tui.features.diary.requests import BeginNote, CloseDiary, OpenNote
from tui.features.keys import KEY_HELP, KEY_MENU, KEY_QUIT
from tui.features.own_phrase.requests import ChooseOwnPhrase
from tui.language.language import Language, language
from tui.messages import Requested
from tui.ui.keys import ESCAPE
from tui.ui.page import Page
from tui.ui.unmarked import UNMARKED, WHAT_UNMARKED_IS
from tui.widgets.choices import Confirm
from tui.widgets.frame import AlertLine
from tui.widgets.groups import ButtonRow, RowsList
from tui.widgets.key_line import KeyLabel
from tui.widgets.localized import (
    ActionButton,
    ActionLink,
    LocalizedText,
    TextSource,
    as_content,
    msgid,
)
from tui.widgets.more_line import MoreLine
from tui.widgets.upcoming import shortened

SHOWN_MAX = 100
"""Notes that are listed at once; the earlier ones follow when they are asked for."""

LINE_MAX = 54


SHORT = {
    Initiative.ME: N_("from me"),
    Initiative.OTHER: N_("from the other"),
    Initiative.BOTH: N_("from both"),
}


EARLIER = N_("Earlier notes")


class DiaryScreen(Page):
    """All notes of one person, the latest first."""

    KEYS: ClassVar[Sequence[KeyLabel]] = (ESCAPE, KEY_HELP, KEY_MENU, KEY_QUIT)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
    ]

    def __init__(
        self,
        person: Person,
        diary: Diary,
        *,
        own: bool,
        can_write: bool,
        unmarked: Set[str] = frozenset(),
    ) -> None:
        """`own`: whether a phrase keeps it from the other; `unmarked`: notes without its mark."""
        super().__init__((language(person.language),))
        self._person, self._diary, self._own, self._can_write = person, diary, own, can_write
        self._unmarked = unmarked

    @property
    def is_private(self) -> bool:
        return True

    def page(self) -> Iterable[Widget]:
        me = self._person
        yield Horizontal(
            LocalizedText(lambda r: r.t(N_("{name}'s diary"), name=me.name), id="title"), id="top"
        )
        yield Static("", id="line")
        scrolls = RowsList(*self._notes(), id="read")
        yield scrolls
        yield MoreLine(scrolls)
        yield AlertLine()
        new = ActionButton(lambda r: r.t(N_("A new note")), request=BeginNote(), id="primary")
        yield ButtonRow(
            ActionButton(
                lambda r: r.t(N_("Back")), request=CloseDiary(), id="home", classes="quiet-button"
            ),
            Static("", classes="spring"),
            *([new] if self._can_write else []),
            id="buttons",
        )

    def _notes(self) -> Iterable[Widget]:
        entries = self._diary.latest()
        if not entries:
            yield LocalizedText(
                lambda r: r.t(
                    N_(
                        "Write down in a few words what you noticed: what happened, how it felt, "
                        "who took the lead. Later you choose what to bring into a conversation."
                    )
                ),
                classes="paragraph",
            )
        yield from self._some(entries[:SHOWN_MAX])
        if len(entries) > SHOWN_MAX:
            yield ActionLink(msgid(EARLIER), do=self.list_more, classes="entry", id="more")
        if self._own:
            yield LocalizedText(
                lambda r: r.t(N_("It opens with your phrase only.")), classes="note after"
            )
            if self._unmarked:
                yield LocalizedText(msgid(WHAT_UNMARKED_IS), classes="note")
        else:
            yield LocalizedText(
                lambda r: r.t(N_("Anyone who uses this program on this computer can read it.")),
                classes="note after",
            )
            yield ActionLink(
                lambda r: r.t(N_("Choose a phrase of your own")),
                request=ChooseOwnPhrase(),
                classes="entry",
            )

    def _some(self, entries: Iterable[Entry]) -> Iterable[ActionLink]:
        for entry in entries:
            line = note_line(entry, unmarked=entry.id in self._unmarked)
            yield ActionLink(
                line,
                request=OpenNote(entry.id),
                enter=msgid(N_("open")),
                classes="entry note-line",
            )

    def first_focus(self) -> None:
        for button in self.query("#primary"):
            button.focus()
            return
        self.query_one("#home").focus()

    async def list_more(self) -> None:
        """List earlier notes too, and go to the first of them."""
        shown = len(self.query(".note-line"))
        entries = self._diary.latest()
        await list_more_notes(
            list(self._some(entries[shown : shown + SHOWN_MAX])),
            self.query_one("#more"),
            self.languages,
            last=shown + SHOWN_MAX >= len(entries),
        )

    def action_close(self) -> None:
        """Go back to today."""
        self.post_message(Requested(CloseDiary()))


async def list_more_notes(
    made: Sequence[ActionLink | Confirm],
    more: Widget,
    languages: tuple[Language, ...],
    *,
    last: bool,
) -> None:
    """Mount the new lines above the link `more`; remove the link with the last of them."""
    around = more.parent
    if not made or not isinstance(around, Widget):
        return
    await around.mount_all(made, before=more)
    for line in made:
        line.relabel(languages)
    made[0].focus()
    if last:
        await more.remove()


def note_line(entry: Entry, most: int = LINE_MAX, *, unmarked: bool = False) -> TextSource:
    """Give a note as a line: the day and its first words, with what is known besides below."""

    def words(reader: Language) -> Content:
        on: date = entry.on or entry.written.date()
        more = [entry.feeling] if entry.feeling else []
        if entry.initiative:
            more.append(reader.t(SHORT[entry.initiative]))
        if unmarked:
            more.append(reader.t(UNMARKED))
        summary = as_content(shortened(entry.text or entry.feeling, most))
        about = as_content(shortened(" · ".join(more), most))
        tail = Content.assemble("\n" + " " * 13, about.stylize("$t-quiet")) if more else Content("")
        return Content.assemble((f"{reader.short_day(on):<13}", "$t-quiet"), summary, tail)

    return words
