"""Home is today: what is due first, then what to go on with, then everything else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sessions.agenda import REVIEW, DueEvaluation, Event, UpcomingEvent
from sessions.conversation import State
from sessions.people import Pair
from sessions.summary import AgreementSummary, Summary
from sessions.text import N_
from sessions.timeout import MAX
from tui.features.agreements.requests import (
    OfferDiscussion,
    PostponeDue,
    ShowAgreements,
    StartEvaluation,
)
from tui.features.archive.requests import OpenConversation, ShowArchive
from tui.features.diary.requests import ShowDiary
from tui.features.help.requests import ShowHelp, ShowSafety
from tui.features.home.requests import ShowTime
from tui.features.inventory.requests import ShowInventory
from tui.features.keys import KEY_HELP, KEY_LANGUAGE, KEY_MENU, KEY_QUIT, KEY_SAFETY
from tui.features.people.requests import BeginConversation
from tui.features.vault.requests import SealVault
from tui.language.language import Language
from tui.language.titles import title_of
from tui.messages import Requested
from tui.ui.page import Page
from tui.widgets.frame import AlertLine
from tui.widgets.groups import GroupColumn, GroupRow, RowsList
from tui.widgets.key_line import KeyLabel
from tui.widgets.localized import (
    ActionButton,
    ActionLink,
    LocalizedText,
    TextSource,
    as_content,
    msgid,
)
from tui.widgets.upcoming import nothing_due, shortened, upcoming_words
from tui.workspace.conversation_view import MARKS
from tui.workspace.overview import Overview

FETCHING = N_("One moment, fetching what is here.")

TITLE_MAX = 36
"""Characters of a subject on one line."""

DUE_MAX = 3
WEEK_MAX = 4
OPEN_MAX = 6
"""Lines at most; everything is under agreements and earlier conversations."""


class HomeScreen(Page):
    """Today."""

    KEYS: ClassVar[Sequence[KeyLabel]] = (
        KEY_HELP,
        KEY_SAFETY,
        KEY_LANGUAGE,
        KEY_MENU,
        KEY_QUIT,
    )

    def __init__(
        self, languages: tuple[Language, ...], overview: Overview, now: datetime, *, example: bool
    ) -> None:
        super().__init__(languages)
        self.overview = overview
        """What the vault holds."""
        self.now = now
        """The moment for which it is drawn."""
        self._example = example
        self.sealed = False
        """Whether a passphrase opens this; then there is nothing to offer."""
        self.locked = False
        """Whether the passphrase has yet to be given; then there is nothing to show."""
        self._dated = False

    def page(self) -> Iterable[Widget]:
        yield Horizontal(
            Static("Tweespraak", id="title", markup=False),
            LocalizedText(self._date, id="today"),
            id="top",
        )
        yield Static("", id="line")
        if self._example:
            yield LocalizedText(
                lambda r: r.t(
                    N_("This is an example. Look around; nothing you do here is kept afterwards.")
                ),
                classes="example",
            )
        yield RowsList(Vertical(*self._shown(), id="shown"), id="home")
        yield AlertLine()

    def _date(self, reader: Language) -> str:
        # The calendar takes as long to load as the rest of the first frame, so it comes after it.
        return reader.day(self.now.date()) if self._dated else " "

    def on_ready(self) -> None:
        self.call_after_refresh(self._put_date)
        self.set_interval(20.0, lambda: self.post_message(Requested(ShowTime())))

    def _put_date(self) -> None:
        self._dated = True
        for text in self.query("#today").results(LocalizedText):
            text.relabel(self.languages)

    def show_time(self, now: datetime) -> None:
        """Say how long a time-out still takes, now."""
        self.now = now
        self.relabel()

    def show_overview(self, overview: Overview, now: datetime) -> None:
        """Show what the vault holds now."""
        self.overview, self.now = overview, now
        self.call_next(self._show)

    async def _show(self) -> None:
        shown = self.query_one("#shown")
        await shown.remove_children()
        await shown.mount_all(self._shown())
        self.relabel()
        self.first_focus()

    def first_focus(self) -> None:
        for wanted in ("#primary", ".entry", "ActionLink"):
            for widget in self.query(wanted):
                widget.focus(scroll_visible=False)
                return

    # -- What is shown ---------------------------------------------------------------------------

    def _shown(self) -> Iterable[Widget]:
        if self.locked:
            return
        if self.overview.loaded and not self.overview.pairs and not self.overview.conversations:
            yield from self._welcome()
            return
        yield from self._today()
        yield from self._week()
        yield from self._going()
        yield from self._roads()

    def _welcome(self) -> Iterable[Widget]:
        yield LocalizedText(
            lambda r: r.t(N_("A conversation for two, at one screen.")), classes="prompt"
        )
        yield LocalizedText(
            lambda r: r.t(
                N_(
                    "Is there something you keep putting off? Here you talk about it step by step: "
                    "first alone, then what is good, then what it does to you, then what you will "
                    "try. And a day on which you look at it again."
                )
            ),
            classes="paragraph",
        )
        yield LocalizedText(
            lambda r: r.t(
                N_("Everything stays on this computer. Take half an hour to an hour, side by side.")
            ),
            classes="paragraph quiet",
        )
        yield GroupRow(
            ActionButton(lambda r: r.t(N_("Begin")), request=BeginConversation(), id="primary"),
            Static("", classes="gap"),
            ActionLink(lambda r: r.t(N_("When this is not the right tool")), request=ShowSafety()),
            classes="welcome-buttons",
        )
        if not self._example and not self.sealed:
            yield GroupRow(
                ActionLink(
                    lambda r: r.t(N_("First seal it, so that only you two can open it")),
                    request=SealVault(),
                    id="seal-first",
                ),
                classes="welcome-buttons",
            )

    def _today(self) -> Iterable[Widget]:
        due = self.overview.due(self.now.date())
        yield LocalizedText(lambda r: r.t(N_("Today")), classes="prompt")
        if not due:
            coming = self.overview.next_look_back(self.now.date())
            words = nothing_due(coming) if self.overview.loaded else msgid(FETCHING)
            yield LocalizedText(words, classes="paragraph quiet")
            return
        pairs = list(dict.fromkeys(evaluation.pair for evaluation in due))
        for place, pair in enumerate(pairs[:DUE_MAX]):
            yield self._due_of(
                pair, [evaluation for evaluation in due if evaluation.pair == pair], place
            )

    def _due_of(self, pair: str, due: list[DueEvaluation], place: int) -> Vertical:
        """Give what a pair looks back on today, in one block."""
        begun = self.overview.looking_back(pair)
        shown = due[:DUE_MAX]
        parts: list[Widget] = [
            LocalizedText(self._due_words(evaluation), classes="due-words") for evaluation in shown
        ]
        rest = len(due) - len(shown)
        if rest:
            parts.append(
                LocalizedText(
                    lambda r: r.n("and {count} more", "and {count} more", rest), classes="quiet"
                )
            )
        button = ActionButton(
            lambda r: r.t(N_("Go on looking back") if begun else N_("Look back")),
            request=StartEvaluation(pair),
            id="primary" if place == 0 else f"due-{place}",
            classes="due-button" if place == 0 else "quiet-button due-button",
        )
        note = LocalizedText(lambda r: r.t(N_("takes about ten minutes")), classes="quiet due-note")
        later = ActionLink(
            lambda r: r.t(N_("Another day")), request=PostponeDue(pair), classes="small-link"
        )
        row = GroupRow(button, note, *([] if begun else [later]), classes="due-row")
        return Vertical(*parts, row, classes="due")

    def _due_words(self, due: DueEvaluation) -> TextSource:
        def words(language: Language) -> Content:
            agreed = language.day(due.agreed_on, weekday=False)
            what = shortened(due.agreement.what, 68)
            sentence = language.t(
                N_("agreed on {day}, to look back on {since}"),
                day=agreed,
                since=language.since(due.on, self.now.date()),
            )
            return Content.assemble(as_content(what).stylize("bold"), "\n", (sentence, "$t-quiet"))

        return words

    # -- What comes ------------------------------------------------------------------------------

    def _week(self) -> Iterable[Widget]:
        week = _week_of(self.overview.agenda(self.now.date()).week)
        if not week:
            return
        yield LocalizedText(lambda r: r.t(N_("This week")), classes="prompt second-prompt")
        for event in week[:WEEK_MAX]:
            yield LocalizedText(upcoming_words(event, self.now.date()), classes="coming")

    def _going(self) -> Iterable[Widget]:
        going = self.overview.unfinished(self.now.date())
        again = self.overview.agenda(self.now.date()).again
        if not going and not again:
            return
        yield LocalizedText(
            lambda r: r.t(N_("Go on where you were")), classes="prompt second-prompt"
        )
        yield GroupColumn(*self._entries(going[:OPEN_MAX], again), classes="entries")

    def _entries(
        self, going: Sequence[Summary], again: Sequence[tuple[Summary, AgreementSummary]]
    ) -> Iterable[Widget]:
        """Give the conversations to go on with, and what they would talk about again."""
        enter = msgid(N_("open"))
        for summary in going:
            yield ActionLink(
                self._going_words(summary),
                request=OpenConversation(summary.id),
                enter=enter,
                classes="entry",
            )
        for talk, promise in again[: max(0, OPEN_MAX - len(going))]:
            request = OfferDiscussion(talk.id, promise.id)
            words = self._again_words(promise)
            yield ActionLink(words, request=request, enter=enter, classes="entry")

    def _again_words(self, promise: AgreementSummary) -> TextSource:
        def words(language: Language) -> Content:
            sentence = language.t(N_("you wanted to talk about this again"))
            title = as_content(shortened(promise.what, TITLE_MAX)).stylize("bold")
            return Content.assemble(("○ ", "$t-quiet"), title, "  ", (sentence, "$t-quiet"))

        return words

    def _going_words(self, conversation: Summary) -> TextSource:
        def words(language: Language) -> Content:
            short = shortened(conversation.title, TITLE_MAX)
            title = title_of(short, conversation.pattern, language)
            if conversation.pattern == REVIEW:
                title = language.t(N_("Looking back: {title}"), title=shortened(title, 30))
            running = conversation.state is State.TIME_OUT
            mark = ("◷ ", "$t-first") if running else ("○ ", "$t-quiet")
            return Content.assemble(
                mark,
                as_content(title).stylize("bold"),
                "  ",
                (self._where(conversation, language), "$t-quiet"),
            )

        return words

    def _where(self, conversation: Summary, language: Language) -> str:
        until = conversation.until
        if until is not None:
            left = min(max(until - self.now, timedelta()), MAX)
            if not left:
                return language.t(N_("the time-out is over"))
            return language.t(
                N_("time-out until {time}, {minutes} left"),
                time=language.clock(until),
                minutes=language.minutes(left),
            )
        if conversation.state is State.POSTPONED and conversation.return_at:
            return language.t(
                N_("you go on {moment}"), moment=language.when(conversation.return_at, self.now)
            )
        stage, many = self.overview.stage_of(conversation)
        return language.t(
            N_("step {stage} of {many}, {when}"),
            stage=stage,
            many=many,
            when=language.ago(conversation.changed, self.now),
        )

    def _roads(self) -> Iterable[Widget]:
        due = bool(self.overview.due(self.now.date()))
        new = (
            ActionLink(
                lambda r: r.t(N_("New conversation")), request=BeginConversation(), classes="road"
            )
            if due or self.overview.unfinished() or self.overview.agenda(self.now.date()).again
            else ActionButton(
                lambda r: r.t(N_("New conversation")),
                request=BeginConversation(),
                id="primary",
                classes="new",
            )
        )
        first = Horizontal(
            new,
            ActionLink(lambda r: r.t(N_("Agreements")), request=ShowAgreements(), classes="road"),
            ActionLink(
                lambda r: r.t(N_("Earlier conversations")), request=ShowArchive(), classes="road"
            ),
            id="roads",
        )
        second = Horizontal(
            ActionLink(
                lambda r: r.t(N_("Giving and taking")), request=ShowInventory(), classes="road"
            ),
            ActionLink(lambda r: r.t(N_("Diary")), request=ShowDiary(), classes="road"),
            ActionLink(lambda r: r.t(N_("Help")), request=ShowHelp(), classes="road"),
            id="more-roads",
        )
        yield GroupColumn(first, second, id="all-roads")
        yield LocalizedText(self._who, classes="paragraph who")

    def _who(self, language: Language) -> Content:
        parts: list[Content | tuple[str, str] | str] = []
        if len(self.overview.pairs) == 1:
            parts = _names(self.overview.pairs[0], language)
        storage = (
            language.t(N_("Everything stays on this computer, sealed."))
            if self.sealed
            else language.t(N_("Everything stays on this computer."))
        )
        return Content.assemble(*parts, (storage, "$t-quiet"))


def _week_of(upcoming: list[UpcomingEvent]) -> list[UpcomingEvent]:
    """Give the events of the week, with only the first turn of each task."""
    seen: set[str] = set()
    shown = []
    for event in upcoming:
        if event.event is Event.TURN and event.agreement in seen:
            continue
        seen.add(event.agreement if event.event is Event.TURN else "")
        shown.append(event)
    return shown


def _names(pair: Pair, language: Language) -> list[Content | tuple[str, str] | str]:
    first, second = pair.partners[0].name, pair.partners[-1].name
    both = language.listed([first, second])
    between = both[len(first) : len(both) - len(second)] if both.startswith(first) else " "
    return [
        (f"{MARKS[0]} {first}", "$t-first"),
        between,
        (f"{MARKS[1]} {second}", "$t-second"),
        "     ",
    ]
