"""A conversation to read: what was said, or what was agreed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import Enum
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from sessions.agreements import AgreementEnd, standing
from sessions.conversation import Conversation, State
from sessions.pattern import Pattern
from sessions.text import N_
from tui.features.agreements.requests import DiscussAgain
from tui.features.archive.requests import DeleteConversation, OpenConversation, ShowArchive
from tui.features.home.requests import GoHome
from tui.features.keys import KEY_MENU, KEY_QUIT
from tui.features.own_phrase.requests import ReadOwnWords
from tui.language.language import Language
from tui.language.titles import title_of
from tui.messages import Request, Requested
from tui.ui.keys import ESCAPE, READ_ON
from tui.ui.page import Page
from tui.widgets.frame import AlertLine
from tui.widgets.groups import ButtonRow
from tui.widgets.key_line import KeyLabel
from tui.widgets.localized import ActionButton, LocalizedText
from tui.widgets.more_line import MoreLine
from tui.widgets.transcript_view import TranscriptView
from tui.workspace.transcript import conversation_sheet


class Why(Enum):
    """Why a conversation is shown."""

    READ = "read"
    DUE = "due"
    FINISHED = "finished"


class ReadScreen(Page):
    """A conversation to read: what both may see of it, agreements first."""

    KEYS: ClassVar[Sequence[KeyLabel]] = (READ_ON, ESCAPE, KEY_MENU, KEY_QUIT)
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
        own: bool = False,
    ) -> None:
        """`own`: whether somebody wrote something alone that opens with their phrase."""
        super().__init__(languages)
        self.conversation, self._pattern, self._now, self._why = conversation, pattern, now, why
        self._can_go_on, self._own = can_go_on, own

    def page(self) -> Iterable[Widget]:
        conversation = self.conversation
        yield Horizontal(
            LocalizedText(
                lambda r: title_of(conversation.title(), conversation.pattern, r), id="title"
            ),
            id="top",
        )
        yield Static("", id="line")
        sheet = TranscriptView(
            lambda r: conversation_sheet(conversation, self._pattern, r, self._now)
        )
        notes: list[Widget] = []
        if self._why is not Why.READ:
            notes = [
                LocalizedText(self._note, classes="prompt"),
                LocalizedText(self._note, second=True, classes="prompt"),
            ]
        scrolls = VerticalScroll(*notes, sheet, id="read")
        yield scrolls
        yield MoreLine(scrolls)
        yield AlertLine()
        yield ButtonRow(*self._buttons(), id="buttons")

    def _buttons(self) -> Iterable[Widget]:
        conversation = self.conversation
        if self._why is not Why.FINISHED:
            yield ActionButton(
                lambda r: r.t(N_("Back")), request=self._back(), id="home", classes="quiet-button"
            )
        yield from self._deleting()
        if self._own:
            yield ActionButton(
                lambda r: r.t(N_("What I wrote alone")),
                request=ReadOwnWords(conversation.id),
                id="own",
                classes="quiet-button",
            )
        yield Static("", classes="spring")
        if conversation.state is not State.FINISHED and self._can_go_on:
            yield ActionButton(
                lambda r: r.t(N_("Go on with it")),
                request=OpenConversation(conversation.id),
                id="primary",
            )
        again = [
            agreement
            for agreement in conversation.agreements
            if agreement.ended is AgreementEnd.AGAIN
        ]
        if again and self._why is Why.FINISHED:
            yield ActionButton(
                lambda r: r.t(N_("Talk about it now")),
                request=DiscussAgain(conversation.id, again[0].id),
                id="again",
            )
        if self._why is Why.FINISHED:
            yield ActionButton(lambda r: r.t(N_("To the start")), request=GoHome(), id="primary")

    def _deleting(self) -> Iterable[Widget]:
        if self._why is Why.READ and self._can_go_on:
            yield ActionButton(
                lambda r: r.t(N_("Delete")),
                request=DeleteConversation(self.conversation.id),
                id="delete",
                classes="quiet-button",
            )

    def _note(self, reader: Language) -> str:
        if self._why is Why.DUE:
            return reader.t(
                N_("You wanted to look at this again. Read it together: how did it go?")
            )
        days = [agreement.evaluate_on for agreement in standing(self.conversation.agreements)]
        if self.conversation.reviewed:
            return self._looked_back(reader, days[0] if days else None)
        if days and days[0] is not None:
            day = reader.day(days[0])
            return reader.t(
                N_("You have talked, and everything is kept. On {day} you look back on it."),
                day=day,
            )
        return reader.t(N_("You have talked, and everything is kept."))

    def _looked_back(self, reader: Language, day: date | None) -> str:
        if day is None:
            return reader.t(N_("You have looked back together, and everything is kept."))
        return reader.t(
            N_("You have looked back together, and everything is kept. You do so again on {day}."),
            day=reader.day(day),
        )

    def first_focus(self) -> None:
        again = self.query("#again")
        if again:
            again.first().focus()
        elif self._why is Why.FINISHED:
            self.go_to(self.query_one("#buttons"))
        else:
            self.query_one("#read").focus()

    def action_close(self) -> None:
        """Go back to the screen it was opened from."""
        self.post_message(Requested(self._back()))

    def _back(self) -> Request:
        return ShowArchive() if self._why is Why.READ else GoHome()
