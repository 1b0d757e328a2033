"""A screen of the program as people see it, and keys that are pressed until it changes."""

from __future__ import annotations

import re

from tests.terminal.terminal import Terminal
from tui.ui.themes import PALETTES

_RUNNING = re.compile(r"\d+:\d\d")
"""A clock on the screen; its row says nothing about where we are."""

_DRAWN = re.compile("[\u2500-\u259f]")
"""Lines, bars and blocks."""

_SCALE = re.compile(r"\b1\s+(?P<two>2)\s+3\s+4\s+5\b")
_BLOCKS = {colours["words"].strip("#") for colours in PALETTES.values()}
"""What the cell under the cursor of a field looks like."""

PAGE = 80
"""Columns of the page at most; it stands in the middle of a wider screen."""


class SeenScreen:
    """What the screen of `program` shows, and where its focus is."""

    program: Terminal

    def _text(self) -> str:
        return "\n".join(line for line in self.program.lines() if not _RUNNING.search(line))

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

    def on_primary(self) -> bool:
        """Whether the focus is on the filled button at the bottom right."""
        columns, rows = self.program.size
        edge = (columns + min(columns, PAGE)) // 2
        return any(
            self.program.cell(x, y).underscore and self.program.cell(x, y).bold
            for y in range(rows - 5, rows)
            for x in range(edge - 8, edge)
        )

    def has_focus(self) -> bool:
        """Whether something on the screen shows that keys go to it: a cursor, a marked line, an underlined button."""
        columns, rows = self.program.size
        cell = self.program.cell
        if any(cell(x, y).bg in _BLOCKS for y in range(rows) for x in range(columns)):
            return True
        for row, text in enumerate(self.program.lines()):
            for column, letter in enumerate(text[:columns]):
                here = cell(column, row)
                if here.bold and here.underscore:
                    return True
                if letter in "●○✓◷" and column > 1 and here.bg != cell(column - 2, row).bg:
                    return True
            if (scale := _SCALE.search(text)) and cell(scale.start("two"), row).bold:
                return True
        return False

    def is_marked(self, text: str) -> bool:
        """Whether the focus is on something with these words: another ground, or an underlined button."""
        for place in self.program.find(text):
            here = self.program.cell(place.x, place.y)
            before = self.program.cell(max(0, place.x - 3), place.y)
            if (here.bold and here.underscore) or here.bg != before.bg:
                return True
        return False

    def wait_focus(self) -> None:
        """Wait until keys go somewhere: a key before that is lost."""
        self.program.wait_until(self.has_focus, what="a focus")
        self.program.settle()

    def to_primary(self) -> None:
        """Go to the filled button by Tab."""
        for _ in range(40):
            self.program.settle()
            if self.on_primary():
                return
            self.changed("tab")
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
        """Go by Tab to what shows these words, and press Enter there."""
        self.program.wait_for(words)
        for _ in range(40):
            self.program.settle()
            if self.is_marked(words):
                self.new_page()
                return
            self.changed("tab")
        raise AssertionError(f"Tab does not reach {words!r}:\n{self.program.screen_text()}")
