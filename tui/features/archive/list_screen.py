"""Earlier conversations: the list, and what narrows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from msgspec.structs import replace
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions.conversation import State
from sessions.errors import RecordDamaged
from sessions.summary import Filter, StateFilter, Summary
from sessions.text import N_
from sessions.zones import as_here
from tui.features.archive.requests import ChoosePair, ChoosePeriod, ReadConversation, UseBackupCopy
from tui.features.home.requests import GoHome
from tui.features.keys import KEY_MENU, KEY_QUIT
from tui.language.language import Language
from tui.language.titles import title_of
from tui.messages import Drafted, Requested
from tui.ui.keys import ESCAPE
from tui.ui.page import Page
from tui.widgets.choices import Choices, Pick
from tui.widgets.frame import AlertLine
from tui.widgets.groups import ButtonRow, GroupList, GroupRow
from tui.widgets.key_line import KeyLabel
from tui.widgets.localized import (
    ActionButton,
    ActionLink,
    LocalizedText,
    TextSource,
    as_content,
    error_text,
    msgid,
)
from tui.widgets.more_line import MoreLine
from tui.widgets.text_field import TextField
from tui.workspace.overview import Overview

PAGE = 100
"""Conversations on one page of the list; a widget each costs time."""

PAUSE = 0.15
"""Seconds without a letter before the list follows what is looked for."""

NAME_ROOM = 200
"""Characters one can search for."""


FILTER_FROM = 6
"""Conversations from which narrowing the list is offered."""

WANTED = {
    StateFilter.ALL: N_("All"),
    StateFilter.DUE: N_("To look back on"),
    StateFilter.OPEN: N_("Not finished"),
    StateFilter.FINISHED: N_("Finished"),
}

PERIODS = {
    "": N_("from any time"),
    "month": N_("from the last month"),
    "half": N_("from the last half year"),
    "year": N_("from the last year"),
    "before": N_("from before that"),
}
_DAYS = {"month": 31, "half": 183, "year": 366}


class ArchiveScreen(Page):
    """All conversations, the latest first, narrowed to what somebody looks for."""

    KEYS: ClassVar[Sequence[KeyLabel]] = (ESCAPE, KEY_MENU, KEY_QUIT)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
    ]

    def __init__(self, languages: tuple[Language, ...], overview: Overview, now: datetime) -> None:
        super().__init__(languages)
        self._overview, self._now = overview, now
        self._first = 0
        self._filter = Filter()
        self.period = ""
        """The period whose conversations it shows, one of `PERIODS`."""
        self._typing: Timer | None = None
        self._summaries = overview.filtered(self._filter, now.date())

    def page(self) -> Iterable[Widget]:
        yield Horizontal(
            LocalizedText(lambda r: r.t(N_("Earlier conversations")), id="title"),
            LocalizedText(self._count, id="today"),
            id="top",
        )
        yield Static("", id="line")
        if len(self._overview.conversations) >= FILTER_FROM:
            yield Vertical(*self._narrowing(), id="narrowing")
        scrolls = GroupList(*self._rows(), id="list")
        yield scrolls
        yield MoreLine(scrolls)
        yield AlertLine()
        yield ButtonRow(
            ActionButton(
                lambda r: r.t(N_("Back")), request=GoHome(), id="home", classes="quiet-button"
            ),
            Static("", classes="spring"),
            ActionButton(lambda r: r.t(N_("Later ones")), id="later", classes="quiet-button"),
            ActionButton(lambda r: r.t(N_("Older ones")), id="older", classes="quiet-button"),
            id="buttons",
        )

    def _narrowing(self) -> Iterable[Widget]:
        """Give what narrows the list down."""
        yield TextField(
            "words",
            line=True,
            hint=lambda r: r.t(N_("search in subjects, agreements and names")),
            most=NAME_ROOM,
            classes="boxed",
        )
        yield Choices(
            "wanted",
            [Pick(key.value, msgid(says)) for key, says in WANTED.items()],
            StateFilter.ALL.value,
            classes="across",
        )
        links = [
            ActionLink(self._period_words, request=ChoosePeriod(), id="period", classes="quiet")
        ]
        if len(self._overview.pairs) > 1:
            links.insert(
                0, ActionLink(self._pair_words, request=ChoosePair(), id="pair", classes="quiet")
            )
        yield GroupRow(*links, classes="narrowing-links")

    def _count(self, reader: Language) -> str:
        return reader.n("{count} conversation", "{count} conversations", len(self._summaries))

    def _period_words(self, reader: Language) -> str:
        return reader.t(PERIODS[self.period])

    def _pair_words(self, reader: Language) -> str:
        for pair in self._overview.pairs:
            if pair.id == self._filter.pair:
                names = reader.listed([partner.name for partner in pair.partners])
                return reader.t(N_("of {names}"), names=names)
        return reader.t(N_("of everybody"))

    def on_ready(self) -> None:
        self._turn_page(0)

    def first_focus(self) -> None:
        for entry in self.query(".entry"):
            entry.focus(scroll_visible=False)
            return
        self.query_one("#home").focus()

    def _rows(self) -> Iterable[Widget]:
        for problem in self._overview.damaged if self._first == 0 else ():
            yield LocalizedText(error_text(problem), classes="damaged")
            broken = problem.fields.get("id")
            if isinstance(problem, RecordDamaged) and problem.fields.get("backup"):
                yield ActionLink(
                    lambda r: r.t(N_("Take the last copy that was good")),
                    request=UseBackupCopy(str(broken)),
                    classes="entry copy",
                )
            yield Static("", classes="white")
        page = self._summaries[self._first : self._first + PAGE]
        for summary in page:
            yield ActionLink(
                self._row(summary),
                request=ReadConversation(summary.id),
                enter=msgid(N_("open")),
                classes="entry",
            )
        if not page and (self._overview.conversations or not self._overview.damaged):
            nothing = (
                N_("Nothing here that fits. Take a word away, or choose “All”.")
                if self._overview.conversations
                else N_("There is nothing here yet.")
            )
            yield LocalizedText(msgid(nothing), classes="paragraph quiet")

    def _row(self, conversation: Summary) -> TextSource:
        def words(language: Language) -> Content:
            title = title_of(conversation.title, conversation.pattern, language)
            title = title if len(title) <= 34 else title[:33] + "…"
            names = language.listed(list(conversation.names))
            day = language.long_day(as_here(conversation.started, self._now).date())
            done = conversation.state is State.FINISHED
            mark = ("✓ ", "$t-done") if done else ("○ ", "$t-quiet")
            about = f"{names} · {day}"
            if conversation.restored is not None:
                back = language.day(as_here(conversation.restored, self._now).date(), weekday=False)
                about += " · " + language.t(N_("from a backup, {day}"), day=back)
            return Content.assemble(
                mark,
                as_content(title).stylize("bold"),
                "   ",
                (as_content(about).plain, "$t-quiet"),
            )

        return words

    # -- Narrowing down ---------------------------------------------------------------------------

    def on_drafted(self, event: Drafted) -> None:
        # What somebody looks for is nobody's draft.
        if event.name == "words":
            # A hundred rows for each letter would lag behind the typing.
            if self._typing is not None:
                self._typing.stop()
            self._typing = self.set_timer(PAUSE, lambda: self._narrow(words=event.text))
        elif event.name == "wanted":
            self._narrow(state=StateFilter(event.text or StateFilter.ALL.value))

    def on_text_field_submitted(self, event: TextField.Submitted) -> None:
        event.stop()
        self.first_focus()

    def on_choices_picked(self, event: Choices.Picked) -> None:
        event.stop()

    def narrow_pair(self, pair: str) -> None:
        """Show the conversations of a pair; an empty id stands for everybody."""
        self._narrow(pair=pair)

    def narrow_period(self, period: str) -> None:
        """Show the conversations that began in a period, one of `PERIODS`."""
        self.period = period
        today = self._now.date()
        if period == "before":
            self._narrow(since=None, until=today - timedelta(days=_DAYS["year"] + 1))
        else:
            days = _DAYS.get(period)
            self._narrow(since=today - timedelta(days=days) if days else None, until=None)

    def _narrow(self, **fields: object) -> None:
        self._filter = replace(self._filter, **fields)
        self._summaries = self._overview.filtered(self._filter, self._now.date())
        self._first = 0
        self.call_next(self._show_rows)

    def _turn_page(self, by: int) -> None:
        self._first = max(0, self._first + by * PAGE)
        self.query_one("#later").display = self._first > 0
        self.query_one("#older").display = self._first + PAGE < len(self._summaries)

    async def _show_rows(self) -> None:
        self._turn_page(0)
        rows = self.query_one("#list")
        await rows.remove_children()
        await rows.mount_all(self._rows())
        self.relabel()

    async def _show_page(self, by: int) -> None:
        self._turn_page(by)
        await self._show_rows()
        self.first_focus()

    def action_close(self) -> None:
        """Back to today."""
        self.post_message(Requested(GoHome()))

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        await self._show_page(1 if event.button.id == "older" else -1)
