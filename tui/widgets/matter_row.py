"""One matter of an inventory: its title, and the marks of two people on one line."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Button, Static

from sessions.inventory import FAR, PLACES, Measure, Row
from sessions.text import N_
from tui.language.language import Language
from tui.widgets.localized import as_content
from tui.widgets.position_slider import is_slim
from tui.workspace.conversation_view import MARKS, SIDES

TITLE_CELLS = 30


STEP, SLIM_STEP = 6, 4
"""Cells between two places of the chart."""


SAME = "◈"


class MatterRow(Static, can_focus=True):
    """The row of a matter. The arrows move between rows; the chart describes the current row.

    Only the current row takes the focus: Tab goes past the others, to the buttons.
    """

    BINDINGS = [
        Binding("down", "step(1)", show=False),
        Binding("up", "step(-1)", show=False),
    ]

    class Reached(Message):
        """This row became the current one."""

        def __init__(self, row: MatterRow) -> None:
            super().__init__()
            self.row = row

    def __init__(self, row: Row, measure: Measure) -> None:
        super().__init__("", classes="matter-row", markup=False)
        self.row = row
        """What it shows."""
        self._measure = measure
        self._language: Language | None = None

    def relabel(self, languages: tuple[Language, ...]) -> None:
        self._language = languages[0]
        self._draw()

    def mark(self, *, here: bool) -> None:
        """Show whether it is the current row."""
        self.can_focus = here
        self.set_class(here, "-here")
        self._draw()

    def _draw(self) -> None:
        if self._language is None:
            return
        apart = self.row.apart(self._measure) >= FAR
        here = self.has_class("-here")
        title = self._language.t(self.row.matter.title)
        style = "bold" if apart or here else ""
        step = step_in(self.app.size.width)
        distance = self._language.t(N_("far apart")) if apart and step == STEP else ""
        self.update(
            Content.assemble(
                ("› " if here else "  ", "$t-words"),
                as_content(f"{title:<{TITLE_CELLS}}").stylize(style),
                line_of(self.row.places(self._measure), step),
                (" " + distance, "$t-quiet"),
            )
        )

    def on_click(self) -> None:
        self.post_message(self.Reached(self))

    def on_resize(self) -> None:
        self._draw()

    def action_step(self, by: int) -> None:
        around = list(self.parent.query_children(MatterRow)) if self.parent else []
        place = around.index(self) + by
        if 0 <= place < len(around):
            self.post_message(self.Reached(around[place]))


def step_in(columns: int) -> int:
    """Give how many cells lie between two places in a window of that many columns."""
    return SLIM_STEP if is_slim(columns) else STEP


def line_of(places: Sequence[int], step: int = STEP) -> Content:
    """Draw the marks of two people on one line, with the middle, where it is evenly."""
    at = [(place - 1) * step for place in places]
    low, high = min(at), max(at)
    width, middle = (PLACES - 1) * step + 1, (PLACES // 2) * step
    parts: list[tuple[str, str]] = []
    for cell in range(width):
        if low == high == cell:
            parts.append((SAME, "$t-done"))
        elif cell == at[0]:
            parts.append((MARKS[0], f"$t-{SIDES[0]}"))
        elif cell == at[-1]:
            parts.append((MARKS[1], f"$t-{SIDES[1]}"))
        elif low < cell < high:
            parts.append(("┼" if cell == middle else "─", "$t-act"))
        else:
            parts.append(("│" if cell == middle else " ", "$t-rule"))
    return Content.assemble(*parts)


def focus_first_row(screen: Screen[None]) -> None:
    """Put the cursor on the first matter, or on the button where there is none."""
    for row in screen.query(MatterRow):
        row.focus()
        return
    for button in screen.query("#primary").results(Button):
        button.focus(scroll_visible=False)
