"""The guide: telephone numbers, who can help, and books and more. It sees nobody's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions import resources
from sessions.people import Setting
from sessions.resources import Country, Kind, Line, Resource, Situation
from sessions.text import N_
from tui.features.help.requests import ChooseCountry
from tui.language.language import Language
from tui.messages import Requested
from tui.ui.dialog import Dialog
from tui.widgets.frame import AlertLine
from tui.widgets.groups import ButtonRow, GroupRow
from tui.widgets.localized import (
    ActionButton,
    ActionLink,
    LocalizedText,
    TextSource,
    as_content,
    msgid,
    relabel_all,
)
from tui.widgets.more_line import MoreLine

LINES, PEOPLE, BOOKS = "lines", "people", "books"

PARTS = {
    PEOPLE: N_("Somebody who helps"),
    BOOKS: N_("Books and more"),
    LINES: N_("Numbers to ring"),
}

COUNTRIES = {
    Country.NL: N_("Netherlands"),
    Country.BE: N_("Belgium"),
    Country.GB: N_("United Kingdom"),
    Country.US: N_("United States"),
}

SITUATIONS = {
    Situation.WORDS: N_("words"),
    Situation.BOUNDARY: N_("saying no"),
    Situation.ANGER: N_("anger"),
    Situation.CLOSENESS: N_("closeness"),
    Situation.CALM: N_("calm"),
    Situation.TASKS: N_("tasks"),
    Situation.WORK: N_("work"),
    Situation.ALONE: N_("alone"),
    Situation.STUCK: N_("stuck"),
}

MAX = 4
"""The highest number of a review."""

FIRST = 2
"""Pieces of advice that stand above the books; the others close the list."""


def country_of(tag: str) -> Country:
    """Give the country to begin with, for a reader of that language."""
    region = tag.replace("_", "-").rpartition("-")[2].upper()
    if region in set(Country):
        return Country(region)
    return Country.NL if tag.startswith("nl") else Country.GB


class GuideDialog(Dialog[bool]):
    """Three parts, one at a time."""

    def __init__(
        self,
        languages: tuple[Language, ...],
        country: Country,
        *,
        part: str = PEOPLE,
        setting: Setting | None = None,
    ) -> None:
        super().__init__(languages)
        self.country = country
        """The country whose numbers and addresses are shown."""
        self.part = part
        """Which part is shown."""
        self._setting = setting
        self._situation: Situation | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="page"):
            yield from self._page()

    def _page(self) -> Iterable[Widget]:
        yield Horizontal(
            LocalizedText(lambda r: r.t(N_("Help, and more to read")), id="title"), id="top"
        )
        yield Static("", id="line")
        yield GroupRow(
            *(
                ActionLink(
                    msgid(words),
                    do=partial(self.show_part, part),
                    classes=self._marked(part),
                    id=f"to-{part}",
                )
                for part, words in PARTS.items()
            ),
            classes="choices-line",
        )
        yield GroupRow(*self._narrow(), id="narrow", classes="choices-line")
        scrolls = VerticalScroll(*self._body(), id="read")
        yield scrolls
        yield MoreLine(scrolls)
        yield AlertLine()
        yield ButtonRow(
            ActionButton(lambda r: r.t(N_("Back")), id="home", classes="quiet-button"), id="buttons"
        )

    def _marked(self, part: str) -> str:
        return "choice -here" if part == self.part else "choice"

    async def show_part(self, part: str) -> None:
        """Show another part."""
        self.part = part
        await self._show()

    async def show_country(self, country: Country) -> None:
        """Show another country, and remember it."""
        self.country = country
        self.post_message(Requested(ChooseCountry(country.value)))
        await self._show()

    async def show_situation(self, chosen: Situation) -> None:
        """Show what fits a situation, or everything."""
        self._situation = None if self._situation is chosen else chosen
        await self._show()

    async def _show(self) -> None:
        narrow, read = self.query_one("#narrow"), self.query_one("#read")
        await narrow.remove_children()
        await narrow.mount_all(self._narrow())
        await read.remove_children()
        await read.mount_all(self._body())
        for part in PARTS:
            self.query_one(f"#to-{part}").set_class(part == self.part, "-here")
        relabel_all(self, self.languages)
        read.scroll_home(animate=False)

    def _narrow(self) -> list[Widget]:
        if self.part == BOOKS:
            return [
                _choice(words, partial(self.show_situation, key), here=key is self._situation)
                for key, words in SITUATIONS.items()
            ]
        return [
            _choice(words, partial(self.show_country, key), here=key is self.country)
            for key, words in COUNTRIES.items()
        ]

    def _body(self) -> list[Widget]:
        if self.part == LINES:
            return [
                LocalizedText(_line(line), classes="guide")
                for line in resources.lines(self.country)
            ]
        if self.part == BOOKS:
            advice = [
                LocalizedText(msgid(sentence), classes="guide") for sentence in resources.advice()
            ]
            widgets = [*advice[:FIRST], *map(_resource, resources.resources(self._situation))]
            if self._situation is None:
                widgets.append(
                    LocalizedText(msgid(N_("These go well together")), classes="guide-title")
                )
                widgets += [
                    LocalizedText(_pair(pair), classes="guide") for pair in resources.pairs()
                ]
                widgets += advice[FIRST:]
            return list(widgets)
        return list(self._people())

    def _people(self) -> Iterable[Widget]:
        yield LocalizedText(
            msgid(
                N_(
                    "Stuck in spite of trying? Then somebody from outside often helps more than "
                    "trying harder. That is no failure. Asking in time makes it easier."
                )
            ),
            classes="guide",
        )
        for kind in resources.kinds(self._setting):
            yield LocalizedText(_kind(kind, self.country), classes="guide")
        yield LocalizedText(msgid(N_("What to ask before you choose")), classes="guide-title")
        for question in resources.questions():
            yield LocalizedText(_dotted(question), classes="guide-question")

    def first_focus(self) -> None:
        self.query_one("#read").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.finish(None)


def _choice(words: str, do: Callable[[], object], *, here: bool) -> ActionLink:
    return ActionLink(msgid(words), do=do, classes="choice" + (" -here" if here else ""))


def _checked(reader: Language, on: date, *, sure: bool) -> str:
    day = reader.long_day(on)
    if sure:
        return reader.t(N_("checked on {day}"), day=day)
    return reader.t(N_("looked up on {day}; not all of it could be confirmed"), day=day)


def _line(line: Line) -> TextSource:
    def words(reader: Language) -> Content:
        web = f"   {line.web}" if line.web else ""
        return Content.assemble(
            (f"{line.name}   {line.number}", "bold")
            if line.name != line.number
            else (line.number, "bold"),
            (web, "$t-quiet"),
            "\n",
            reader.t(line.note),
            "\n",
            (_checked(reader, line.checked, sure=line.sure), "$t-quiet"),
        )

    return words


def _kind(kind: Kind, country: Country) -> TextSource:
    where = kind.found_in(country)

    def words(reader: Language) -> Content:
        parts: list[Content | tuple[str, str] | str] = [
            (reader.t(kind.title), "bold"),
            "\n",
            reader.t(kind.prompt),
            " ",
            reader.t(kind.note),
        ]
        if where is not None:
            parts += ["\n", reader.t(where.find_note), " ", reader.t(where.pays_note), "\n"]
            parts.append((_checked(reader, where.checked, sure=where.sure), "$t-quiet"))
        return Content.assemble(*parts)

    return words


def _resource(resource: Resource) -> LocalizedText:
    marks = (
        (N_("ease"), resource.ease, resource.ease_note),
        (N_("evidence"), resource.evidence, resource.evidence_note),
        (N_("effect"), resource.effect, resource.effect_note),
    )

    def words(reader: Language) -> Content:
        name = resource.names.get(reader.tag, resource.name)
        parts: list[Content | tuple[str, str] | str] = [
            as_content(name).stylize("bold"),
            (f"   {resource.by}" if resource.by else "", "$t-quiet"),
            "\n",
            reader.t(resource.who_note),
        ]
        for label, number, note in marks:
            dots = "●" * number + "○" * (MAX - number)
            parts += ["\n", (f"{dots} {reader.t(label):<10}", "$t-quiet"), reader.t(note)]
        if resource.warning_note:
            parts += ["\n", (reader.t(resource.warning_note), "bold")]
        parts += ["\n", (_checked(reader, resource.checked, sure=resource.sure), "$t-quiet")]
        return Content.assemble(*parts)

    return LocalizedText(words, classes="guide")


def _pair(pair: resources.Pair) -> TextSource:
    known = {resource.id: resource for resource in resources.resources()}

    def words(reader: Language) -> Content:
        names = [
            known[resource_id].names.get(reader.tag, known[resource_id].name)
            for resource_id in pair.of
        ]
        return Content.assemble((" + ".join(names), "bold"), "\n", reader.t(pair.note))

    return words


def _dotted(message: str) -> TextSource:
    return lambda r: f"· {r.t(message)}"
