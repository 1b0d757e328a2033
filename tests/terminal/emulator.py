"""The terminal itself: a screen that reads what a program writes, and answers what it asks.

pyte draws; what pyte does not know is kept from it here. It prints `CSI < u` as a letter, takes `OSC 22` for a title, raises on
private sequences, has no alternate screen, and drops the rest of a line after a zero-width joiner.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

import pyte
from pyte import modes
from pyte.screens import Char, Cursor, StaticDefaultDict
from wcwidth import wcswidth, wcwidth

CELL_WIDTH = 10
"""Pixels across a cell, for programs that ask."""
CELL_HEIGHT = 20
"""Pixels down a cell."""

INITIAL_MODES = frozenset({7, 25})
"""Private modes that are on in a terminal nobody has touched: line wrap, and a cursor that shows."""

MODE_NAMES = {
    7: "line wrap",
    25: "cursor",
    47: "alternate screen",
    1000: "mouse clicks",
    1002: "mouse drags",
    1003: "mouse moves",
    1004: "focus reports",
    1047: "alternate screen",
    1049: "alternate screen",
    2004: "bracketed paste",
    2026: "an open frame",
    2048: "in-band resize",
}
"""Private modes, in words."""

MOUSE_TRACKING = frozenset({1000, 1002, 1003})
"""Modes that make a terminal report the mouse."""
MOUSE_ENCODINGS = frozenset({1005, 1006, 1015, 1016})
"""How it reports the mouse: one at a time, and resetting any of them resets it (as in xterm and kitty)."""
ALTERNATE_SCREENS = frozenset({47, 1047, 1049})
"""Modes of the second screen, which leaves nothing behind."""
DRAWN_MODES = frozenset({5, 6, 7, 25})
"""Private modes that pyte acts on."""

_SEQUENCE = re.compile(
    rb"""\x1b(?:
      \[(?P<private>[<=>?]?)(?P<parameters>[0-?]*)(?P<between>[ -/]*)(?P<final>[@-~])
    | \](?P<command>[^\x07\x1b]*)(?:\x07|\x1b\\)
    | [PX^_][^\x1b]*\x1b\\
    | (?P<plain>[ -/]*[0-OQ-WYZ\\`-~])
    )""",
    re.VERBOSE,
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[PX^_][^\x1b]*\x1b?|[ -/]*)?")
_JOINER = "\u200d"


@dataclass(frozen=True)
class TextPlace:
    """Where a text stands: the column and row of its first cell, from 0, and how many cells it takes."""

    x: int
    y: int
    width: int


class Display(pyte.Screen):
    """pyte's screen, with an alternate screen, whole emoji, and a bell that counts."""

    def __init__(self, columns: int, lines: int) -> None:
        self.bells = 0
        """How often the bell rang."""
        self._main: tuple[dict[int, StaticDefaultDict[int, Char]], Cursor] | None = None
        self._last = (-1, -1, -1)  # row, first column and end of the character drawn last
        super().__init__(columns, lines)

    @property
    def alternate(self) -> bool:
        """Whether the alternate screen is up."""
        return self._main is not None

    def bell(self, *args: object) -> None:
        """Count it."""
        self.bells += 1

    def show_alternate(self) -> None:
        """Go to an empty second screen."""
        if self._main is None:
            self._main = (self.buffer, copy.copy(self.cursor))
            self._blank()

    def show_main(self) -> None:
        """Go back to the first screen, as it was."""
        if self._main is not None:
            self.buffer, self.cursor = self._main
            self._main = None
            self._keep_cursor_inside()

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        """Take another size. The alternate screen is emptied, so what shows after it was painted for the new size."""
        self.lines, self.columns = lines or self.lines, columns or self.columns
        self.margins = None
        self.tabstops = set(range(8, self.columns, 8))
        if self.alternate:
            self._blank()
        self._keep_cursor_inside()

    def _blank(self) -> None:
        self.buffer = defaultdict(lambda: StaticDefaultDict(self.default_char))

    def _keep_cursor_inside(self) -> None:
        self.cursor.x = min(self.cursor.x, self.columns - 1)
        self.cursor.y = min(self.cursor.y, self.lines - 1)

    def draw(self, data: str) -> None:
        """Draw text at the cursor; marks, joiners and variation selectors go into the cell before them."""
        for character in data:
            width = wcwidth(character)
            if self._join(character, width) or not 0 < width <= self.columns:
                continue
            if self.cursor.x + width > self.columns:
                if modes.DECAWM in self.mode:
                    self.carriage_return()
                    self.linefeed()
                else:
                    self.cursor.x = self.columns - width
            if modes.IRM in self.mode:
                self.insert_characters(width)
            self._put(self.cursor.x, character, width)
            self._last = (self.cursor.y, self.cursor.x, self.cursor.x + width)
            self.cursor.x += width
        self.dirty.add(self.cursor.y)

    def _put(self, x: int, text: str, width: int) -> None:
        """Fill the cell at `x`, and empty the other half of a wide character this cuts through."""
        line = self.buffer[self.cursor.y]
        if line[x].data == "" and x:
            line[x - 1] = line[x - 1]._replace(data=" ")
        end = x + width
        if end < self.columns and line[end].data == "":
            line[end] = line[end]._replace(data=" ")
        line[x] = self.cursor.attrs._replace(data=text)
        if width == 2:
            line[x + 1] = self.cursor.attrs._replace(data="")

    def _join(self, character: str, width: int) -> bool:
        """Add a character to the one before it, where the two are one for the eye; False when it stands alone."""
        row, start, end = self._last
        if (self.cursor.y, self.cursor.x) != (row, end) or end > self.columns:
            return False
        before = self.buffer[row][start].data
        flags = (
            all("\U0001f1e6" <= letter <= "\U0001f1ff" for letter in before + character)
            and len(before) == 1
        )
        tone = "\U0001f3fb" <= character <= "\U0001f3ff" and end - start == 2
        mark = width == 0 and (character == _JOINER or unicodedata.category(character) != "Cf")
        if not before or not (mark or tone or flags or (before.endswith(_JOINER) and width == 2)):
            return False
        joined = before + character
        if wcswidth(joined) == 2 and end - start == 1 and end < self.columns:
            self._put(start, joined, 2)
            self._last = (row, start, end + 1)
            self.cursor.x += 1
        else:
            self.buffer[row][start] = self.buffer[row][start]._replace(data=joined)
        return True

    def row(self, y: int) -> tuple[str, list[int]]:
        """The text of a row, and the column of each of its letters."""
        text, columns = "", []
        for x in range(self.columns):
            data = self.buffer[y][x].data
            if data == "" and x and wcswidth(self.buffer[y][x - 1].data) == 2:
                continue  # the second half of a wide character
            data = data or " "
            text += data
            columns += [x] * len(data)
        return text, columns

    @property
    def display(self) -> list[str]:
        """The text of all rows."""
        return [self.row(y)[0] for y in range(self.lines)]

    def find(self, text: str) -> list[TextPlace]:
        """All places where `text` stands on one row, from the top."""
        places = []
        for y in range(self.lines):
            line, columns = self.row(y)
            columns.append(self.columns)
            for match in re.finditer(re.escape(text), line):
                x, end = columns[match.start()], columns[match.end()]
                places.append(TextPlace(x, y, end - x))
        return places


class Emulator:
    """Reads bytes, keeps the display and the modes, and collects the answers a terminal gives by itself."""

    def __init__(self, columns: int, lines: int, *, kitty: bool, in_band_resize: bool) -> None:
        self.display = Display(columns, lines)
        """What shows."""
        self.title = ""
        """The title of the window."""
        self.answers = bytearray()
        """What the terminal has to say; the owner sends and empties it."""
        self.modes: set[int] = set(INITIAL_MODES)
        """The private modes that are on, the mouse encodings aside."""
        self.mouse_encoding: int | None = None
        """The mouse encoding asked for."""
        self.kitty_flags: list[int] = []
        """The stack of kitty's keyboard flags; only kept by a terminal that knows them."""
        self._knows_kitty = kitty
        self._knows_in_band_resize = in_band_resize
        self._stream = pyte.ByteStream(self.display)
        self._pending = b""

    @property
    def frame_open(self) -> bool:
        """Whether the program is in the middle of a frame, which a terminal does not show yet."""
        return 2026 in self.modes

    def feed(self, data: bytes) -> None:
        """Take what the program wrote, in pieces of any size."""
        data = self._pending + data
        self._pending = b""
        position = 0
        while position < len(data):
            escape = data.find(b"\x1b", position)
            text = data[position:] if escape < 0 else data[position:escape]
            if text:
                self._stream.feed(text)
            if escape < 0:
                return
            if (match := _SEQUENCE.match(data, escape)) is not None:
                self._obey(match)
                position = match.end()
            elif _UNFINISHED.fullmatch(data, escape):
                self._pending = data[escape:]
                return
            else:
                position = (
                    escape + 1
                )  # a broken sequence: what follows is text, as in other terminals

    def resize(self, columns: int, lines: int) -> None:
        """Take another size, and say so when the program asked to be told in band (mode 2048)."""
        self.display.resize(lines, columns)
        if 2048 in self.modes:
            self._report_size()

    def leftovers(self) -> list[str]:
        """What a program turned on or off and did not put back, in words."""
        left = [
            f"{MODE_NAMES.get(mode, mode)} still on" for mode in sorted(self.modes - INITIAL_MODES)
        ]
        left += [f"{MODE_NAMES[mode]} still off" for mode in sorted(INITIAL_MODES - self.modes)]
        if self.mouse_encoding is not None:
            left.append(f"mouse encoding {self.mouse_encoding} still on")
        if any(self.kitty_flags):
            left.append("kitty keyboard still on")
        return left

    def _answer(self, text: str) -> None:
        self.answers += text.encode()

    def _report_size(self) -> None:
        lines, columns = self.display.lines, self.display.columns
        self._answer(f"\x1b[48;{lines};{columns};{lines * CELL_HEIGHT};{columns * CELL_WIDTH}t")

    def _obey(self, match: re.Match[bytes]) -> None:
        """Do what one sequence says; what nobody here knows is dropped."""
        if match["plain"] is not None:
            if match["plain"] == b"c":
                self.modes, self.mouse_encoding, self.kitty_flags = set(INITIAL_MODES), None, []
                self.display.show_main()
            self._draw(match[0])
        elif match["command"] is not None:
            number, _, text = match["command"].decode("utf-8", "replace").partition(";")
            if number in ("0", "2"):
                self.title = text
            elif number in ("10", "11") and text == "?":
                shade = "ffff" if number == "10" else "0000"
                self._answer(f"\x1b]{number};rgb:{shade}/{shade}/{shade}\x1b\\")
        elif match["final"] is not None:
            private, parameters, between, final = (
                match[name].decode() for name in ("private", "parameters", "between", "final")
            )
            if not private and not between and final not in "cnt":
                if ":" not in parameters and final in pyte.Stream.csi:
                    self._draw(match[0])
            elif private == "?" and not between and final in "hl":
                for mode in re.findall(r"\d+", parameters):
                    self._set_mode(int(mode), on=final == "h")
            elif final == "u" and not between:
                self._kitty(private, [int(number) for number in re.findall(r"\d+", parameters)])
            else:
                self._reply(private, parameters, between + final)

    def _draw(self, sequence: bytes) -> None:
        """Let pyte do it. It raises TypeError for a sequence with more parameters than it expects: a terminal shrugs."""
        try:
            self._stream.feed(sequence)
        except TypeError:
            pass

    def _set_mode(self, mode: int, *, on: bool) -> None:
        if mode in MOUSE_ENCODINGS:
            self.mouse_encoding = mode if on else None
            return
        if mode == 2048 and not self._knows_in_band_resize:
            return
        if on:
            self.modes.add(mode)
        else:
            self.modes.discard(mode)
        if mode in DRAWN_MODES:
            self._draw(f"\x1b[?{mode}{'h' if on else 'l'}".encode())
        elif mode in ALTERNATE_SCREENS:
            self.display.show_alternate() if on else self.display.show_main()
        elif mode == 2048 and on:
            self._report_size()

    def _kitty(self, private: str, numbers: list[int]) -> None:
        """Push (`>`), pop (`<`), set (`=`) or tell (`?`) the keyboard flags."""
        if not self._knows_kitty:
            return
        if private == ">":
            self.kitty_flags.append(numbers[0] if numbers else 0)
        elif private == "<":
            del self.kitty_flags[-(numbers[0] if numbers else 1) :]
        elif private == "=":
            self.kitty_flags[-1:] = numbers[:1]
        elif private == "?":
            self._answer(f"\x1b[?{self.kitty_flags[-1] if self.kitty_flags else 0}u")

    def _reply(self, private: str, parameters: str, final: str) -> None:
        """Answer a question at once, so that no program waits for it."""
        display = self.display
        x, y = min(display.cursor.x, display.columns - 1) + 1, display.cursor.y + 1
        match private, parameters, final:
            case "", "" | "0", "c":
                self._answer("\x1b[?62;22c")
            case ">", "" | "0", "c":
                self._answer("\x1b[>1;10;0c")
            case "", "5", "n":
                self._answer("\x1b[0n")
            case "", "6", "n":
                self._answer(f"\x1b[{y};{x}R")
            case "?", "6", "n":
                self._answer(f"\x1b[?{y};{x}R")
            case "", "14", "t":
                self._answer(
                    f"\x1b[4;{display.lines * CELL_HEIGHT};{display.columns * CELL_WIDTH}t"
                )
            case "", "16", "t":
                self._answer(f"\x1b[6;{CELL_HEIGHT};{CELL_WIDTH}t")
            case "", "18", "t":
                self._answer(f"\x1b[8;{display.lines};{display.columns}t")
            case "?", mode, "$p" if mode.isdecimal():
                self._answer(f"\x1b[?{mode};{self._mode_state(int(mode))}$y")

    def _mode_state(self, mode: int) -> int:
        """What DECRPM says of a mode: 0 not known, 1 on, 2 off."""
        if mode in MOUSE_ENCODINGS:
            return 1 if mode == self.mouse_encoding else 2
        if mode not in MODE_NAMES or (mode == 2048 and not self._knows_in_band_resize):
            return 0
        return 1 if mode in self.modes else 2
