"""The course: what was agreed, how it went over time, and a calendar of what comes.

To look at: marks with words, no total, and nothing that only colour says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions import impasse
from sessions.agenda import Event, UpcomingEvent
from sessions.agreements import Agreement, AgreementEnd, first_place, turn_at, turns_from
from sessions.kinds.review import Decision, Verdict
from sessions.people import Person
from sessions.progress import AgreementProgress, Evaluation
from sessions.text import N_
from tui.language.language import Language
from tui.messages import Asked
from tui.ui.page import KEY_ENTER, KEY_ESC, KEY_LEAVE, KEY_MENU, KEY_TAB, Key, Page
from tui.widgets.frame import AlertLine
from tui.widgets.localized import (
    ActionButton,
    ActionLink,
    LocalizedText,
    TextSource,
    UserText,
    as_content,
)
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
"""In a word, under a day."""

LIST_MAX = 8


class AgreementsOverviewScreen(Page):
    """The agreements of a pair, those that stand first."""

    KEYS: ClassVar[Sequence[Key]] = (KEY_TAB, KEY_ENTER, KEY_ESC, KEY_MENU, KEY_LEAVE)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]

    def __init__(
        self,
        languages: tuple[Language, ...],
        pair: str,
        courses: Sequence[AgreementProgress],
        coming: Sequence[UpcomingEvent],
        now: datetime,
        *,
        can_change: bool = True,
        can_move: bool = True,
    ) -> None:
        """`can_move` whether another day can be chosen now."""
        super().__init__(languages)
        self.pair = pair
        """Whose they are."""
        self._courses, self._coming, self._now = courses, coming, now
        self._can_change, self._can_move = can_change, can_move

    def page(self) -> Iterable[Widget]:
        yield Horizontal(
            LocalizedText(lambda r: r.t(N_("Agreements")), id="title"),
            LocalizedText(self._whose, id="today"),
            id="top",
        )
        yield Static("", id="line")
        yield VerticalScroll(*self._shown(), id="read", can_focus=False)
        yield AlertLine()
        more: list[Widget] = []
        if self._courses:
            more.append(
                ActionButton(
                    lambda r: r.t(N_("How tense I was")), id="tension", classes="quiet-button"
                )
            )
            if self._can_change:
                more.append(ActionButton(lambda r: r.t(N_("Print or export")), id="export"))
        yield Horizontal(
            ActionButton(lambda r: r.t(N_("Back")), id="home", classes="quiet-button"),
            Static("", classes="spring"),
            *more,
            id="buttons",
        )

    def _whose(self, reader: Language) -> str:
        if not self._courses:
            return ""
        return reader.listed([person.name for person in self._courses[0].people])

    def _shown(self) -> Iterable[Widget]:
        if not self._courses:
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
        for course in self._courses:
            if course.agreement.ended is not None and not ended:
                ended = True
                yield LocalizedText(
                    lambda r: r.t(N_("No longer in force")), classes="prompt second-prompt"
                )
            yield Vertical(*self._course(course), classes="course")
        if self._coming:
            yield LocalizedText(
                lambda r: r.t(N_("What is coming up")), classes="prompt second-prompt"
            )
            yield LocalizedText(self._calendar, classes="calendar")
            for each in [one for one in self._coming if one.event is not Event.TURN][:LIST_MAX]:
                yield LocalizedText(upcoming_words(each, self._now.date()), classes="coming")

    # -- One agreement ---------------------------------------------------------------------------

    def _course(self, course: AgreementProgress) -> Iterable[Widget]:
        agreement = course.agreement
        yield UserText(agreement.what, classes="course-what")
        yield LocalizedText(self._state(course), classes="course-line")
        if agreement.when_if:
            yield LocalizedText(
                lambda r: r.t(
                    N_("If {this}, then {that}"), this=agreement.when_if, that=agreement.then
                ),
                classes="course-line",
            )
        if course.looks:
            yield LocalizedText(_looks(course), classes="course-looks")
        if impasse.does_not_move(course.looks):
            yield LocalizedText(
                lambda r: r.t(
                    N_("Twice it did not get off the ground. Somebody from outside may help.")
                ),
                classes="course-line",
            )
            yield Horizontal(
                ActionLink(
                    lambda r: r.t(N_("Who could help")), "screen.guide", classes="course-link"
                ),
                classes="course-links",
            )
        for note in course.notes:
            day = note.at.astimezone(self._now.tzinfo).date()
            yield LocalizedText(_noted(day, note.text), classes="course-line")
        for earlier in course.versions:
            yield LocalizedText(_earlier(earlier), classes="course-line")
        if self._can_change and agreement.ended is None:
            where = f"'{course.conversation}', '{agreement.id}'"
            links = [
                ActionLink(
                    lambda r: r.t(N_("A note")), f"screen.note({where})", classes="course-link"
                )
            ]
            if self._can_move:
                move = f"screen.other_day({where})"
                links.append(
                    ActionLink(lambda r: r.t(N_("Another day")), move, classes="course-link")
                )
            yield Horizontal(*links, classes="course-links")

    def _state(self, course: AgreementProgress) -> TextSource:
        agreement, today = course.agreement, self._now.date()

        def words(reader: Language) -> str:
            if agreement.ended is AgreementEnd.STOPPED:
                return reader.t(N_("you stopped it"))
            if agreement.ended is AgreementEnd.AGAIN:
                return reader.t(N_("you wanted to talk about this again"))
            said = []
            whose = _whose_turn(agreement, course.people, today)
            if whose:
                said.append(reader.t(N_("this week it is {name}'s turn"), name=whose))
            if agreement.until is not None:
                day = reader.day(agreement.until, weekday=False)
                said.append(reader.t(N_("until {day}"), day=day))
            if agreement.evaluate_on is not None:
                if agreement.evaluate_on <= today:
                    since = reader.since(agreement.evaluate_on, today)
                    said.append(reader.t(N_("to look back on {since}"), since=since))
                else:
                    day = reader.day(agreement.evaluate_on, weekday=False)
                    said.append(reader.t(N_("look back on {day}"), day=day))
            return " · ".join(said)

        return words

    # -- What comes ------------------------------------------------------------------------------

    def _calendar(self, reader: Language) -> Content:
        """Draw the weeks ahead: a mark at a day on which something is, and whose week it is."""
        today = self._now.date()
        monday = today - timedelta(days=today.weekday())
        marked = {one.day for one in self._coming if one.event is not Event.TURN}
        names = [reader.day_letters(monday + timedelta(days=day)) for day in range(7)]
        parts: list[Content | tuple[str, str] | str] = [
            ("       " + "".join(f"{name:<5}" for name in names) + "\n", "$t-quiet")
        ]
        turns = [one for one in self._coming if one.event is Event.TURN]
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
        for one in self.query(".course-link"):
            one.focus(scroll_visible=False)
            return
        self.query_one("#home").focus()

    def action_note(self, conversation: str, agreement: str) -> None:
        """Ask the app for a note."""
        self.post_message(Asked("note", f"{conversation} {agreement}"))

    def action_other_day(self, conversation: str, agreement: str) -> None:
        """Ask the app for another day."""
        self.post_message(Asked("other_day", f"{conversation} {agreement}"))

    def action_guide(self) -> None:
        """Ask the app who could help."""
        self.post_message(Asked("guide"))

    def action_close(self) -> None:
        """Back to today."""
        self.post_message(Asked("home"))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "home":
            self.action_close()
        else:
            self.post_message(Asked(event.button.id or "", self.pair))


def _whose_turn(agreement: Agreement, people: Sequence[Person], today: date) -> str:
    begins = turns_from(agreement)
    if begins is None or today < begins or (agreement.until and agreement.until < today):
        return ""
    place = turn_at(begins, first_place(agreement, people), len(people), today)
    return people[place].name


def _looks(course: AgreementProgress) -> TextSource:
    """Draw how each saw it, evaluation by evaluation: marks with words, and what they decided."""
    looks = course.looks[-LOOKS_MAX:]

    def seen(reader: Language, look: Evaluation, person: str) -> str:
        verdict = look.seen.get(person, {}).get("verdict", "")
        if verdict not in SAID:
            return verdict or "–"
        return f"{VERDICT_MARKS[verdict]} {reader.t(SAID[verdict])}"

    def words(reader: Language) -> Content:
        days = "".join(_cell(reader.short_day(one.on), LOOK_CELLS) for one in looks)
        parts: list[Content | tuple[str, str] | str] = [(" " * NAME_CELLS + days, "$t-quiet")]
        for place, person in enumerate(course.people):
            name = _cell(f"{MARKS[place % 2]} {person.name}", NAME_CELLS)
            cells = "".join(_cell(seen(reader, one, person.id), LOOK_CELLS) for one in looks)
            parts += ["\n", (as_content(name).plain, f"$t-{SIDES[place % 2]}"), cells]
        decided = (
            reader.t(DECIDED[one.decision]) if one.decision in DECIDED else one.decision
            for one in looks
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
