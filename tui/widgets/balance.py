"""Balance: the matters of an inventory, each as two marks on one line; no numbers and no sum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message

from sessions.inventory import (
    FELT,
    MIDDLE,
    PLACED,
    PLACES,
    Leaning,
    Measure,
    Row,
    Seen,
    Wish,
    how_seen,
    leaning,
    ordered,
    wishes,
)
from sessions.people import Person
from sessions.text import N_
from tui.language.language import Language
from tui.widgets.groups import GroupRow
from tui.widgets.localized import LocalizedText, StackedLink, as_content, msgid
from tui.widgets.matter_row import SAME, TITLE_CELLS, MatterRow, step_in
from tui.widgets.position_slider import is_slim
from tui.widgets.upcoming import shortened
from tui.workspace.conversation_view import MARKS, SIDES

NAME_CELLS = 16
"""Cells of a name above the chart."""

ROWS_MIN = 3
SENTENCE_ROOM = 5
"""Lines that the sentence and the words below it can take at least."""

MEASURES = {
    Measure.DOES: N_("Who does it"),
    Measure.THINKS: N_("Who thinks of it"),
    Measure.WISH: N_("How you'd like it"),
    Measure.ENERGY: N_("What it does to you"),
}

WISHES = {
    Leaning.EVENLY: N_("{name} would like it more evenly."),
    Leaning.SELF: N_("{name} would like to do more of it."),
    Leaning.OTHER: N_("{name} would like {other} to do more of it."),
}

ALIKE = N_("You see this alike.")
NEARLY = N_("You see this nearly alike.")
APART = N_("You see this differently. That may be worth a talk.")


class MeasureLink(StackedLink):
    """A link to another question about the same matters."""

    class Picked(Message):
        """The link was pressed."""

        def __init__(self, measure: Measure) -> None:
            super().__init__()
            self.measure = measure

    def __init__(self, measure: Measure) -> None:
        super().__init__(msgid(MEASURES[measure]), do=self._pick, classes="measure")
        self.measure = measure
        """The question that was chosen."""

    def _pick(self) -> None:
        self.post_message(self.Picked(self.measure))


class Balance(Vertical):
    """The whole chart: the question, the ends, the rows, and a sentence about the current row."""

    def __init__(self, rows: Sequence[Row], people: Sequence[Person]) -> None:
        super().__init__(id="balance")
        self._rows, self._people = rows, people
        self.measure = Measure.DOES
        """Which question is shown."""
        self.chosen: Row | None = next(iter(ordered(rows, Measure.DOES)), None)
        """The row that is spoken of."""
        self._languages: tuple[Language, ...] = ()

    def compose(self) -> ComposeResult:
        yield LocalizedText(self._legend, between="\n", classes="legend")
        shown = [measure for measure in Measure if ordered(self._rows, measure)]
        if len(shown) > 1:
            yield GroupRow(
                *(MeasureLink(measure) for measure in shown),
                id="measures",
            )
        yield LocalizedText(self._ends, between="\n", classes="ends")
        yield VerticalScroll(*self._made(), id="matters", can_focus=False)
        yield LocalizedText(self._sentence, id="seen", classes="bold")
        yield LocalizedText(self._sentence, second=True, id="seen-second")
        yield LocalizedText(self._details, between="\n", id="details", classes="quiet")

    def _made(self) -> list[MatterRow]:
        return [MatterRow(row, self.measure) for row in ordered(self._rows, self.measure)]

    # -- What it says ----------------------------------------------------------------------------

    def _legend(self, reader: Language) -> Content:
        first, second = self._people[0], self._people[-1]
        if not self._rows:
            return Content(
                reader.t(N_("There is nothing that both of you filled in, so nothing is shown."))
            )
        return Content.assemble(
            (f"{MARKS[0]} ", f"$t-{SIDES[0]}"),
            as_content(reader.t(N_("how {name} sees it"), name=first.name)),
            (f"    {MARKS[1]} ", f"$t-{SIDES[1]}"),
            as_content(reader.t(N_("how {name} sees it"), name=second.name)),
            (f"    {SAME} ", "$t-done"),
            reader.t(N_("you see it alike")),
        )

    def _ends(self, reader: Language) -> Content:
        if not self._rows:
            return Content("")
        t = reader.t
        if self.measure is Measure.ENERGY:
            labels = t(FELT[1]), t(FELT[MIDDLE]), t(FELT[PLACES])
        else:
            most = NAME_CELLS // (2 if is_slim(self.app.size.width) else 1)
            names = [shortened(person.name, most) for person in self._people]
            evenly = dict.fromkeys(each.t(PLACED[MIDDLE]) for each in self._languages or (reader,))
            labels = names[0], " · ".join(evenly), names[-1]
        middle = (PLACES // 2) * step_in(self.app.size.width)
        left, right = as_content(labels[0]).plain, as_content(labels[2]).plain
        before = middle - len(labels[1]) // 2
        # A long word at the left begins earlier, above the titles: it never touches the middle.
        indent = TITLE_CELLS + 2 - max(0, len(left) + 2 - before)
        line = f"{' ' * indent}{left}".ljust(TITLE_CELLS + 2 + before) + labels[1]
        line += "  " + right.rjust(TITLE_CELLS + 2 + middle * 2 - len(line) - 1)
        return Content.assemble((line, "$t-quiet"))

    def _sentence(self, reader: Language) -> str:
        row = self.chosen
        if row is None:
            return ""
        t, how = reader.t, how_seen(row, self.measure)
        act, title = t(row.matter.act), t(row.matter.title)
        if self.measure is Measure.DOES and how is Seen.EACH_SELF:
            return t(
                N_("You each think you are mostly the one who {act}. That may be worth a talk."),
                act=act,
            )
        if self.measure is Measure.DOES and how is Seen.EACH_OTHER:
            return t(
                N_("You each think it is mostly the other who {act}. That may be worth a talk."),
                act=act,
            )
        if self.measure is Measure.THINKS and how is Seen.EACH_SELF:
            return t(
                N_("{title}: you each say you are mostly the one who thinks of it."), title=title
            )
        if self.measure is Measure.THINKS and how is Seen.EACH_OTHER:
            return t(
                N_("{title}: you both think it is mostly the other who thinks of it."), title=title
            )
        if self.measure is Measure.WISH and how is Seen.EACH_SELF:
            return t(N_("{title}: you would both like to do more of it yourself."), title=title)
        if self.measure is Measure.WISH and how is Seen.EACH_OTHER:
            return t(N_("{title}: you would both like the other to do more of it."), title=title)
        if self.measure is Measure.WISH:
            return t(_WISHED[how], title=title)
        if self.measure is Measure.ENERGY:
            return t(_ENERGY[how], title=title)
        return f"{title}: {t(_SEEN[how])}"

    def _details(self, reader: Language) -> Content:
        """Say in words what the marks say, and who would like it otherwise."""
        row = self.chosen
        if row is None:
            return Content("")
        names = {"first": self._people[0].name, "second": self._people[-1].name}
        words = FELT if self.measure is Measure.ENERGY else PLACED
        parts: list[Content | tuple[str, str] | str] = []
        for place, person in enumerate(self._people):
            where = row.seen[person.id].get(self.measure)
            if where is None:
                continue
            parts += [
                "   " if parts else "",
                (f"{MARKS[place % 2]} ", f"$t-{SIDES[place % 2]}"),
                as_content(f"{person.name}: {reader.t(words[where], **names)}"),
            ]
        if self.measure is Measure.DOES:
            for wish in wishes(row):
                parts += ["\n", as_content(self._wish(reader, wish))]
        return Content.assemble(*parts)

    def _wish(self, reader: Language, wish: Wish) -> str:
        place = [person.id for person in self._people].index(wish.person)
        names = {"name": self._people[place].name, "other": self._people[1 - place].name}
        return reader.t(WISHES[leaning(wish, first=place == 0)], **names)

    # -- What is done ----------------------------------------------------------------------------

    def relabel(self, languages: tuple[Language, ...]) -> None:
        self._languages = languages

    def on_mount(self) -> None:
        self._mark()

    def on_matter_row_reached(self, event: MatterRow.Reached) -> None:
        event.stop()
        self.chosen = event.row.row
        self._mark()
        self._tell()
        event.row.focus()

    def on_resize(self) -> None:
        for text in self.query(".legend, .ends").results(LocalizedText):
            text.relabel(self._languages)
        self._fit()

    def _fit(self) -> None:
        """Give the words below the rows the lines they need: they always show; rows scroll."""
        if not self.size.width:
            return
        others = sum(
            child.outer_size.height + child.styles.margin.height
            for child in self.children
            if child.id not in ("matters", "seen", "seen-second", "details") and child.display
        )
        below = sum(
            widget.get_content_height(self.size, self.app.size, self.size.width)
            + widget.styles.margin.height
            for widget in self.query("#seen, #seen-second, #details")
            if not widget.has_class("-empty")
        )
        most = max(ROWS_MIN, self.size.height - others - max(SENTENCE_ROOM, below))
        self.query_one("#matters").styles.max_height = most

    async def on_measure_link_picked(self, event: MeasureLink.Picked) -> None:
        event.stop()
        await self.look(event.measure)

    async def look(self, measure: Measure) -> None:
        """Show another question of the same matters."""
        self.measure = measure
        self.chosen = next(iter(ordered(self._rows, measure)), None)
        matters = self.query_one("#matters")
        await matters.remove_children()
        await matters.mount_all(self._made())
        for row in self.query(MatterRow):
            row.relabel(self._languages)
        matters.scroll_home(animate=False)
        self._mark()
        self._tell()

    def _mark(self) -> None:
        for row in self.query(MatterRow):
            row.mark(here=row.row is self.chosen)
        for link in self.query(MeasureLink):
            link.set_class(link.measure is self.measure, "-here")

    def _tell(self) -> None:
        for text in self.query(LocalizedText):
            text.relabel(self._languages)
        self._fit()


_SEEN = {
    Seen.APART: APART,
    Seen.NEARLY: NEARLY,
    Seen.ALIKE: ALIKE,
    Seen.EACH_SELF: APART,
    Seen.EACH_OTHER: APART,
}
_WISHED = {
    Seen.APART: N_("{title}: here your wishes differ."),
    Seen.NEARLY: N_("{title}: you wish nearly the same."),
    Seen.ALIKE: N_("{title}: you wish the same."),
}
_ENERGY = {
    Seen.APART: N_("{title}: it does something different to each of you."),
    Seen.NEARLY: N_("{title}: it does nearly the same to you both."),
    Seen.ALIKE: N_("{title}: it does the same to you both."),
}


def since_words(day: date | None) -> Callable[[Language], str]:
    """Give the words that ask what moved since the inventory of that day."""
    return lambda r: r.t(N_("Since {day}"), day=r.short_day(day) if day else "")
