"""A slider: a place on a line from one end to the other, as for who mostly does something."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from sessions.text import N_
from tui.language.language import Language
from tui.messages import Drafted, FocusNext
from tui.widgets.gutter import Gutter

SLIM = 76
"""Columns of a window below which lines are drawn shorter."""

_GAP, _SLIM_GAP = 9, 5


def is_slim(columns: int) -> bool:
    """Whether lines are drawn shorter in a window of that many columns."""
    return columns < SLIM


def gap_in(columns: int) -> int:
    """Give how many cells stand between two places in a window of that many columns."""
    return _SLIM_GAP if is_slim(columns) else _GAP


def cells(places: int, gap: int) -> int:
    """Give how wide a line of that many places is, in cells."""
    return (places - 1) * (gap + 1) + 1


class PositionSlider(Gutter, Widget, can_focus=True):
    """A place from 1, left, to `places`: walk with the arrows, type it, or click it."""

    IS_FILLED = False
    digits = "1-5"

    BINDINGS = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("enter", "go_on", show=False),
        Binding("backspace,delete", "clear", show=False),
    ]

    def __init__(self, name: str, places: int, value: str = "", *, mark: str = "●") -> None:
        super().__init__(name=name, classes="between")
        self.digits = f"1-{places}"
        self.places = places
        """How many places there are."""
        self.value = value if value in {str(place) for place in range(1, places + 1)} else ""
        """The place as text, or empty."""
        self._mark = mark

    @property
    def _gap(self) -> int:
        return gap_in(self.app.size.width)

    def get_content_width(self, container: object, viewport: object) -> int:
        return cells(self.places, self._gap)

    def render(self) -> Content:
        parts: list[Content | tuple[str, str] | str] = []
        for place in range(1, self.places + 1):
            chosen = str(place) == self.value
            line = "$t-quiet" if self.has_focus else "$t-rule"
            parts.append((self._mark, "bold") if chosen else ("○", "$t-quiet"))
            if place < self.places:
                parts.append(("─" * self._gap, line))
        return Content.assemble(*parts)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return 1

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.isdecimal():
            number = int(event.character)
            if 1 <= number <= self.places:
                event.stop()
                self._set(number)
                self.post_message(FocusNext(self))

    def action_step(self, by: int) -> None:
        middle = (self.places + 1) // 2
        self._set(int(self.value) + by if self.value else middle)

    def action_clear(self) -> None:
        self.value = ""
        self.refresh()
        self.post_message(Drafted(self.name or "", ""))

    def digit_words(self, language: Language) -> str:
        return language.t(N_("choose"))

    def enter_words(self, language: Language) -> str:
        return language.t(N_("go on"))

    def action_go_on(self) -> None:
        self.post_message(FocusNext(self))

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        if place is not None:
            self._set(round(place.x / (self._gap + 1)) + 1)

    def _set(self, number: int) -> None:
        self.value = str(min(max(number, 1), self.places))
        self.refresh()
        self.post_message(Drafted(self.name or "", self.value))
