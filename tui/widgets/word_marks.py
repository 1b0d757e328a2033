"""Somebody's own words, to point out some of them: arrows go from word to word, space marks one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from sessions.marks import chosen_in, marked_runs
from sessions.text import N_, clean
from tui.language.language import Language
from tui.messages import Drafted
from tui.widgets.gutter import Gutter


class Said(NamedTuple):
    """A line of somebody's words, and the beginning that leads it in."""

    lead: str
    text: str


class _Word(NamedTuple):
    """Where a word stands: its place among all words, the row, and the cells from the left."""

    place: int
    row: int
    column: int
    text: str


class WordMarks(Gutter, Widget, can_focus=True):
    """Words of which some are marked. Posts `Drafted` with what `sessions.marks` keeps of them."""

    IS_FILLED = False  # one word of it is
    digits = "←→"

    BINDINGS = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("up", "row(-1)", show=False),
        Binding("down", "row(1)", show=False),
        Binding("enter,space", "mark", show=False),
    ]

    def __init__(self, name: str, lines: Sequence[Said], value: str = "") -> None:
        super().__init__(name=name, classes="word-marks")
        self._lines = [(clean(said.lead), clean(said.text).split()) for said in lines]
        self.words = tuple(word for _, words in self._lines for word in words)
        """All that can be marked, in order."""
        self._chosen = set(chosen_in(self.words, value))
        self._at = min(self._chosen, default=0)

    @property
    def value(self) -> str:
        """What is marked, as it is kept."""
        return marked_runs(self.words, self._chosen)

    def relabel(self, languages: tuple[Language, ...]) -> None:
        self.refresh(layout=True)

    # -- How it stands -------------------------------------------------------------------------

    def _layout(self, width: int) -> tuple[list[str], list[_Word]]:
        """Give the leads by row, and every word at its place; nothing is wider than `width`."""
        leads: list[str] = []
        placed: list[_Word] = []
        place = 0
        for lead, words in self._lines:
            leads.append(set_cell_size(lead, min(cell_len(lead), width)))
            column = cell_len(leads[-1]) + 1 if lead else 0
            for text in words:
                shown = text if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"
                if column and column + cell_len(shown) > width:
                    leads.append("")
                    column = 0
                placed.append(_Word(place, len(leads) - 1, column, shown))
                column += cell_len(shown) + 1
                place += 1
        return leads, placed

    def render(self) -> Content:
        leads, placed = self._layout(max(1, self.content_size.width))
        rows: list[Content] = []
        for row, lead in enumerate(leads):
            parts: list[Content | tuple[str, str] | str] = [(lead, "$t-quiet")]
            column = cell_len(lead)
            before = False
            for word in [word for word in placed if word.row == row]:
                marked = word.place in self._chosen
                gap = " " * (word.column - column)
                parts.append((gap, _look(marked=marked and before, here=False)))
                parts.append((word.text, _look(marked=marked, here=self._is_here(word))))
                column, before = word.column + cell_len(word.text), marked
            rows.append(Content.assemble(*parts))
        return Content("\n").join(rows)

    def _is_here(self, word: _Word) -> bool:
        return self.has_focus and word.place == self._at

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._layout(max(1, width))[0])

    # -- What hands do -------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """Go to the word before, or after."""
        self._go_to(min(max(self._at + by, 0), len(self.words) - 1))

    def action_row(self, by: int) -> None:
        """Go to the word above or below; from the first and the last row to what is around."""
        _, placed = self._layout(max(1, self.content_size.width))
        here = placed[self._at]
        rows = {word.row for word in placed}
        row = here.row + by
        while row not in rows and min(rows) < row < max(rows):
            row += by
        others = [word for word in placed if word.row == row]
        if not others:
            raise SkipAction()
        self._go_to(min(others, key=lambda word: abs(word.column - here.column)).place)

    def action_mark(self) -> None:
        """Mark the word, or take its mark away, and go to the next."""
        self._chosen ^= {self._at}
        self.post_message(Drafted(self.name or "", self.value))
        self.action_step(1)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        if at is None:
            return
        for word in self._layout(max(1, self.content_size.width))[1]:
            if word.row == at.y and word.column <= at.x < word.column + cell_len(word.text):
                self._at = word.place
                self.action_mark()
                return

    def _go_to(self, place: int) -> None:
        self._at = place
        self.refresh()

    def digit_words(self, language: Language) -> str:
        return language.t(N_("choose"))

    def enter_words(self, language: Language) -> str:
        return language.t(N_("take the mark away") if self._at in self._chosen else N_("mark"))


def _look(*, marked: bool, here: bool) -> str:
    look = "bold underline" if marked else ""
    return f"$t-on-act on $t-act {look}".strip() if here else look
