"""A screen of the program as people see it, and keys that are pressed until it changes."""

from __future__ import annotations

import re

from tests.terminal.emulator import TextPlace
from tests.terminal.terminal import Terminal
from tui.ui.themes import PALETTES

_RUNNING = re.compile(r"\d+:\d\d")
"""A clock on the screen; its row says nothing about where we are."""

_KEPT = re.compile(r"\s+\w+ ✓$")
"""At the end of the line of keys: what was typed is on the disk."""

_DRAWN = re.compile("[\u2500-\u259f]")
"""Lines, bars and blocks."""

_GOLD = {colours["act"].strip("#") for colours in PALETTES.values()}
"""What is filled looks like: it is what Enter will do."""

_BLOCKS = {colours["words"].strip("#") for colours in PALETTES.values()}
"""What the cell under the cursor of a field looks like."""


class SeenScreen:
    """What the screen of `program` shows, and where its focus is."""

    program: Terminal

    def _text(self) -> str:
        """Give what the screen says, without what comes by itself: a clock, and that it is kept."""
        lines = (line for line in self.program.lines() if not _RUNNING.search(line))
        return "\n".join(_KEPT.sub("", line) for line in lines)

    def _looks(self) -> tuple[object, ...]:
        """Give how the cells look, without their letters, and where the cursor is: where the focus is shows in it."""
        columns, rows = self.program.size
        cells = [self.program.cell(x, y) for y in range(rows) for x in range(columns)]
        return (
            self.program.cursor[:2],
            *((cell.bg, cell.bold, cell.underscore, cell.reverse) for cell in cells),
        )

    def reads_now(self) -> str:
        """Give the words of the screen in one line, without what is drawn beside them."""
        return " ".join(_DRAWN.sub(" ", self.program.screen_text()).split())

    def wait_read(self, text: str) -> None:
        """Wait until a sentence can be read, wrapped or not."""
        wanted = " ".join(text.split())
        self.program.wait_until(lambda: wanted in self.reads_now(), what=f"{text!r} to read")

    def changed(self, key: str) -> None:
        """Press a key, and wait until it changed what the screen says or where its focus is."""
        self.program.settle()
        before = self._text(), self._looks()
        self.program.press(key)
        self.program.wait_until(
            lambda: (self._text(), self._looks()) != before, what=f"something new after {key!r}"
        )

    def filled(self) -> TextPlace | None:
        """Give where what Enter will do begins: it is filled with gold, and nothing else is."""
        columns, rows = self.program.size
        for row in range(rows):
            for column in range(columns):
                if self.program.cell(column, row).bg in _GOLD:
                    return TextPlace(column, row, 1)
        return None

    def on_primary(self) -> bool:
        """Whether the focus is on the last button of its row: that is what happens next."""
        at = self.filled()
        if at is None or not self._is_on_button():
            return False
        after = self.program.lines()[at.y][at.x :].split("▕", 1)[1]
        return after.split("│")[0].strip() == ""  # beside it may stand what was said so far

    def _is_on_button(self) -> bool:
        """Whether the focus is on a button: it has an edge at its right; a choice has none."""
        at = self.filled()
        return at is not None and "▕" in self.program.lines()[at.y][at.x :]

    def has_focus(self) -> bool:
        """Whether something on the screen shows that keys go to it: a cursor, a filled line, a sign."""
        columns, rows = self.program.size
        cell = self.program.cell
        if any(cell(x, y).bg in _BLOCKS for y in range(rows) for x in range(columns)):
            return True
        return self.filled() is not None or any("› " in line for line in self.program.lines())

    def is_marked(self, text: str) -> bool:
        """Whether the focus is on something with these words."""
        places = self.program.find(text)
        return any(self.program.cell(place.x, place.y).bg in _GOLD for place in places)

    def wait_focus(self) -> None:
        """Wait until keys go somewhere: a key before that is lost."""
        self.program.wait_until(self.has_focus, what="a focus")
        self.program.settle()

    def to_primary(self) -> None:
        """Go to the button of what happens next: by Tab to the row of buttons, and there by arrows."""
        for _ in range(40):
            self.program.settle()
            if self.on_primary():
                return
            self.changed("right" if self._is_on_button() else "tab")
        raise AssertionError("Tab does not reach the button:\n" + self.program.screen_text())

    def new_page(self, key: str = "enter", *, to_read: bool = False) -> None:
        """Press a key, and wait for a screen that reads differently and has its focus; a page `to_read` shows none."""
        self.program.settle()
        before = self._text()
        self.program.press(key)
        self.program.wait_until(lambda: self._text() != before, what=f"a new page after {key!r}")
        if to_read:
            self.program.settle()
        else:
            self.wait_focus()

    def pick(self, words: str) -> None:
        """Go by arrows and Tab to what shows these words, and press Enter there."""
        self.program.wait_for(words)
        key = "down"
        for _ in range(60):
            self.program.settle()
            if self.is_marked(words):
                self.new_page()
                return
            before = self._looks()
            self.program.press(key)
            self.program.settle()
            is_stuck = self._looks() == before and key != "tab"
            key = "tab" if is_stuck else self._toward(words)
        raise AssertionError(f"No key reaches {words!r}:\n{self.program.screen_text()}")

    def _toward(self, words: str) -> str:
        """Give the arrow that goes from what is filled to these words."""
        here, there = self.filled(), self.program.find(words)
        if here is None or not there:
            return "tab"
        if here.y != there[0].y:
            return "down" if there[0].y > here.y else "up"
        return "right" if there[0].x > here.x else "left"
