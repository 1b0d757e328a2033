"""The agreements of a pair, how they went over time, and a calendar of the weeks ahead.

Marks stand with words, there is no total, and nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sessions import impasse
from sessions.agenda import Event, UpcomingEvent
from sessions.agreements import Agreement, AgreementEnd, first_place, turn_at, turns_from
from sessions.kinds.review import Decision, Verdict
from sessions.people import Person
from sessions.progress import AgreementProgress, Evaluation
from sessions.text import N_
from sessions.zones import as_here
from tui.features.agreements.requests import ChangeDay, ShowTension, WriteNote
from tui.features.export.requests import ExportAgreements
from tui.features.help.requests import ShowGuide
from tui.features.home.requests import GoHome
from tui.features.keys import KEY_MENU, KEY_QUIT
from tui.language.language import Language
from tui.messages import Requested
from tui.ui.keys import ESCAPE
from tui.ui.page import Page
from tui.widgets.frame import AlertLine
from tui.widgets.groups import ButtonRow, GroupRow, RowsList
from tui.widgets.key_line import KeyLabel
from tui.widgets.localized import (
    ActionButton,
    ActionLink,
    LocalizedText,
    TextSource,
    UserText,
    as_content,
)
from tui.widgets.more_line import MoreLine
from tui.widgets.upcoming import upcoming_words
from tui.widgets.verdict_marks import MARKS as VERDICT_MARKS
from tui.workspace.conversation_view import MARKS, SIDES

WEEKS = 5
CALENDAR_DAYS = 7 * WEEKS - 1
"""Days that the calendar shows ahead."""

LOOKS_MAX = 3
"""Evaluations side by side; those before are named by their number."""

NAME_CELLS, LOOK_CELLS = 16, 18

SAID = {
    Verdict.WORKED.value: N_("worked"),
    Verdict.PARTLY.value: N_("partly worked"),
    Verdict.NOT.value: N_("did not work"),
    Verdict.NOT_TRIED.value: N_("not tried"),
}
DECIDED = {
    Decision.KEEP.value: N_("kept"),
    Decision.ADJUST.value: N_("changed"),
    Decision.STOP.value: N_("stopped"),
    Decision.AGAIN.value: N_("to talk about"),
}
"""The decision in one word, under the day of an evaluation."""

LIST_MAX = 8


class AgreementsOverviewScreen(Page):
    """The agreements of a pair, those that stand first."""

    KEYS: ClassVar[Sequence[KeyLabel]] = (ESCAPE, KEY_MENU, KEY_QUIT)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]

    def __init__(
        self,
        languages: tuple[Language, ...],
        pair: str,
        progress: Sequence[AgreementProgress],
        upcoming: Sequence[UpcomingEvent],
        now: datetime,
        *,
        can_change: bool = True,
        can_move: bool = True,
    ) -> None:
        """`can_move`: whether another day can be chosen now."""
        super().__init__(languages)
        self.pair = pair
        """The id of the pair whose agreements these are."""
        self._progress, self._upcoming, self._now = progress, upcoming, now
        self._can_change, self._can_move = can_change, can_move

    def page(self) -> Iterable[Widget]:
        yield Horizontal(
            LocalizedText(lambda r: r.t(N_("Agreements")), id="title"),
            LocalizedText(self._whose, id="today"),
            id="top",
        )
        yield Static("", id="line")
        scrolls = RowsList(*self._shown(), id="read")
        yield scrolls
        yield MoreLine(scrolls)
        yield AlertLine()
        more: list[Widget] = []
        if self._progress:
            more.append(
                ActionButton(
                    lambda r: r.t(N_("How tense I was")),
                    request=ShowTension(self.pair),
                    id="tension",
                    classes="quiet-button",
                )
            )
            if self._can_change:
                more.append(
                    ActionButton(
                        lambda r: r.t(N_("Print or export")),
                        request=ExportAgreements(self.pair),
                        id="export",
                    )
                )
        yield ButtonRow(
            ActionButton(
                lambda r: r.t(N_("Back")), request=GoHome(), id="home", classes="quiet-button"
            ),
            Static("", classes="spring"),
            *more,
            id="buttons",
        )

    def _whose(self, reader: Language) -> str:
        if not self._progress:
            return ""
        return reader.listed([person.name for person in self._progress[0].people])

    def _shown(self) -> Iterable[Widget]:
        if not self._progress:
            yield LocalizedText(
                lambda r: r.t(
                    N_(
                        "There are no agreements yet. You make them in a conversation: what you "
                        "will try, and the day on which you look back on it."
                    )
                ),
                classes="paragraph quiet",
            )
            return
        ended = False
        for progress in self._progress:
            if progress.agreement.ended is not None and not ended:
                ended = True
                yield LocalizedText(
                    lambda r: r.t(N_("No longer in force")), classes="prompt second-prompt"
                )
            yield Vertical(*self._agreement(progress), classes="course")
        if self._upcoming:
            yield LocalizedText(
                lambda r: r.t(N_("What is coming up")), classes="prompt second-prompt"
            )
            yield LocalizedText(self._calendar, classes="calendar")
            dates = [event for event in self._upcoming if event.event is not Event.TURN]
            for event in dates[:LIST_MAX]:
                yield LocalizedText(upcoming_words(event, self._now.date()), classes="coming")

    # -- One agreement ---------------------------------------------------------------------------

    def _agreement(self, progress: AgreementProgress) -> Iterable[Widget]:
        agreement = progress.agreement
        yield UserText(agreement.what, classes="course-what")
        yield LocalizedText(self._state(progress), classes="course-line")
        if agreement.when_if:
            yield LocalizedText(
                lambda r: r.t(
                    N_("If {this}, then {that}"), this=agreement.when_if, that=agreement.then
                ),
                classes="course-line",
            )
        if progress.looks:
            yield LocalizedText(_looks(progress), classes="course-looks")
        if impasse.does_not_move(progress.looks):
            yield LocalizedText(
                lambda r: r.t(
                    N_("Twice it did not get off the ground. Somebody from outside may help.")
                ),
                classes="course-line",
            )
            yield GroupRow(
                ActionLink(
                    lambda r: r.t(N_("Who could help")), request=ShowGuide(), classes="course-link"
                ),
                classes="course-links",
            )
        for note in progress.notes:
            day = as_here(note.at, self._now).date()
            yield LocalizedText(_noted(day, note.text), classes="course-line")
        for earlier in progress.versions:
            yield LocalizedText(_earlier(earlier), classes="course-line")
        if self._can_change and agreement.ended is None:
            where = (progress.conversation, agreement.id)
            links = [
                ActionLink(
                    lambda r: r.t(N_("A note")), request=WriteNote(*where), classes="course-link"
                )
            ]
            if self._can_move:
                move = ChangeDay(*where)
                links.append(
                    ActionLink(
                        lambda r: r.t(N_("Another day")), request=move, classes="course-link"
                    )
                )
            yield GroupRow(*links, classes="course-links")

    def _state(self, progress: AgreementProgress) -> TextSource:
        agreement, today = progress.agreement, self._now.date()

        def words(reader: Language) -> str:
            if agreement.ended is AgreementEnd.STOPPED:
                return reader.t(N_("you stopped it"))
            if agreement.ended is AgreementEnd.AGAIN:
                return reader.t(N_("you wanted to talk about this again"))
            facts = []
            whose = _whose_turn(agreement, progress.people, today)
            if whose:
                facts.append(reader.t(N_("this week it is {name}'s turn"), name=whose))
            if agreement.until is not None:
                day = reader.day(agreement.until, weekday=False)
                facts.append(reader.t(N_("until {day}"), day=day))
            if agreement.evaluate_on is not None:
                if agreement.evaluate_on <= today:
                    since = reader.since(agreement.evaluate_on, today)
                    facts.append(reader.t(N_("to look back on {since}"), since=since))
                else:
                    day = reader.day(agreement.evaluate_on, weekday=False)
                    facts.append(reader.t(N_("look back on {day}"), day=day))
            return " · ".join(facts)

        return words

    # -- What comes ------------------------------------------------------------------------------

    def _calendar(self, reader: Language) -> Content:
        """Draw the weeks ahead: a mark at each day with an event, and whose turn each week is."""
        today = self._now.date()
        monday = today - timedelta(days=today.weekday())
        marked = {event.day for event in self._upcoming if event.event is not Event.TURN}
        names = [reader.day_letters(monday + timedelta(days=day)) for day in range(7)]
        parts: list[Content | tuple[str, str] | str] = [
            ("       " + "".join(f"{name:<5}" for name in names) + "\n", "$t-quiet")
        ]
        turns = [event for event in self._upcoming if event.event is Event.TURN]
        for week in range(WEEKS):
            first = monday + timedelta(days=7 * week)
            last = first + timedelta(days=6)
            begins = week == 0 or first.month != last.month or first.day == 1
            shown = last if week else first
            parts.append((f"{reader.month_letters(shown) if begins else '':<5}", "$t-quiet"))
            for day in (first + timedelta(days=number) for number in range(7)):
                mark = "◷" if day in marked else " "
                style = "bold underline" if day == today else "bold" if day in marked else ""
                if day < today:
                    style = "$t-rule"
                parts += [(f"{day.day:>3}", style), (mark, "bold"), " "]
            whose = dict.fromkeys(turn.who for turn in turns if first <= turn.day <= last)
            parts += [("  " + reader.listed(list(whose)), "$t-quiet"), "\n"]
        return Content.assemble(*parts[:-1])

    # -- What is done ----------------------------------------------------------------------------

    def first_focus(self) -> None:
        for link in self.query(".course-link"):
            link.focus(scroll_visible=False)
            return
        self.query_one("#home").focus()

    def action_close(self) -> None:
        """Back to today."""
        self.post_message(Requested(GoHome()))


def _whose_turn(agreement: Agreement, people: Sequence[Person], today: date) -> str:
    begins = turns_from(agreement)
    if begins is None or today < begins or (agreement.until and agreement.until < today):
        return ""
    place = turn_at(begins, first_place(agreement, people), len(people), today)
    return people[place].name


def _looks(progress: AgreementProgress) -> TextSource:
    """Draw how each person saw it, evaluation by evaluation, and what they decided."""
    looks = progress.looks[-LOOKS_MAX:]

    def seen(reader: Language, look: Evaluation, person: str) -> str:
        verdict = look.seen.get(person, {}).get("verdict", "")
        if verdict not in SAID:
            return verdict or "–"
        return f"{VERDICT_MARKS[verdict]} {reader.t(SAID[verdict])}"

    def words(reader: Language) -> Content:
        days = "".join(_cell(reader.short_day(look.on), LOOK_CELLS) for look in looks)
        parts: list[Content | tuple[str, str] | str] = [(" " * NAME_CELLS + days, "$t-quiet")]
        for place, person in enumerate(progress.people):
            name = _cell(f"{MARKS[place % 2]} {person.name}", NAME_CELLS)
            cells = "".join(_cell(seen(reader, look, person.id), LOOK_CELLS) for look in looks)
            parts += ["\n", (as_content(name).plain, f"$t-{SIDES[place % 2]}"), cells]
        decided = (
            reader.t(DECIDED[look.decision]) if look.decision in DECIDED else look.decision
            for look in looks
        )
        chosen = "".join(_cell(decision, LOOK_CELLS) for decision in decided)
        parts += ["\n", (" " * NAME_CELLS + chosen, "$t-quiet")]
        return Content.assemble(*parts)

    return words


def _cell(text: str, cells: int) -> str:
    room = cells - 1
    return f"{text if len(text) <= room else text[: room - 1] + '…':<{cells}}"


def _noted(day: date, text: str) -> TextSource:
    return lambda r: Content.assemble((f"{r.short_day(day):<12}", "$t-quiet"), as_content(text))


def _earlier(agreement: Agreement) -> TextSource:
    return lambda r: r.t(N_("before: “{what}”"), what=" ".join(agreement.what.split()))
