"""Drive a full-screen program in a real pseudo-terminal, as a person at a terminal would.

Nothing here sleeps: every wait is on a condition, with a deadline, and ends at once when the program does.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from pyte.screens import Char

from tests.terminal import keyboard
from tests.terminal.emulator import CELL_HEIGHT, CELL_WIDTH, MOUSE_TRACKING, Emulator, TextPlace
from tests.terminal.line import POLL, QUIET, Line

TIMEOUT = 20.0
"""Seconds a wait may take before it fails."""
KITTY_ALL_KEYS = 8
"""The flag of kitty's protocol that asks for every key as a sequence."""


class TerminalError(AssertionError):
    """What was waited for did not come; says what, and shows the screen."""


class ProgramEnded(TerminalError):
    """The program ended before what was waited for."""


def clean_environment(home: Path, **more: str | None) -> dict[str, str]:
    """An environment with nothing of the developer's in it but PATH; `more` adds names, or takes them out with None."""
    environment: dict[str, str | None] = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }
    return {name: value for name, value in environment.items() if value is not None}


class Terminal:
    """A program in a terminal of `cols` by `rows` cells.

    `env` is the whole environment of the program; TERM and COLORTERM are filled in when it has none. `kitty` makes it a
    terminal that knows kitty's keyboard protocol, `in_band_resize` one that knows mode 2048 (and the mouse in pixels).

    A hand waits for the screen to rest (50 ms without output, a second at most) after what it did before, as a person does:
    Textual moves the focus later than it reads the next key, so "tab" and "enter" in one breath both go to the old widget.
    `patient=False` sends at once, for measuring.
    """

    def __init__(
        self,
        argv: Sequence[str | os.PathLike[str]],
        *,
        env: Mapping[str, str],
        cwd: str | os.PathLike[str],
        cols: int = 80,
        rows: int = 24,
        kitty: bool = False,
        in_band_resize: bool = False,
        patient: bool = True,
    ) -> None:
        self.argv = [os.fspath(part) for part in argv]
        """What was started."""
        environment = {"TERM": "xterm-256color", "COLORTERM": "truecolor", **env}
        self._emulator = Emulator(cols, rows, kitty=kitty, in_band_resize=in_band_resize)
        self._line = Line(self.argv, environment, cwd, self._emulator)
        self._patient = patient
        self._restless = False  # whether something was sent that the program may be busy with

    def __repr__(self) -> str:
        return f"<Terminal {' '.join(self.argv)!r} {self._status()}>"

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # What shows

    @property
    def raw(self) -> bytearray:
        """Every byte the program wrote, as far as it was read."""
        return self._line.raw

    @property
    def pid(self) -> int:
        """The id of the program, of its session and of its group."""
        return self._line.pid

    def lines(self) -> list[str]:
        """The rows of the screen, without the spaces at their ends."""
        return [line.rstrip() for line in self._emulator.display.display]

    def screen_text(self) -> str:
        """The screen as text, a line for each row."""
        return "\n".join(self.lines())

    def shows(self, text: str | re.Pattern[str]) -> bool:
        """Whether the screen shows a pattern, or a text: on one row, or wrapped over rows that hold nothing else."""
        screen = self.screen_text()
        if isinstance(text, re.Pattern):
            return text.search(screen) is not None
        return text in screen or " ".join(text.split()) in " ".join(screen.split())

    def find(self, text: str) -> list[TextPlace]:
        """Every place where `text` stands on one row, from the top left."""
        return self._emulator.display.find(text)

    def cell(self, x: int, y: int) -> Char:
        """A cell, from 0, with its text and colours (`data`, `fg`, `bg`, `bold`, `reverse`, ...)."""
        return self._emulator.display.buffer[y][x]

    @property
    def cursor(self) -> tuple[int, int, bool]:
        """Column and row of the cursor, from 0, and whether it shows."""
        cursor = self._emulator.display.cursor
        return cursor.x, cursor.y, 25 in self._emulator.modes

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self._emulator.display.columns, self._emulator.display.lines

    @property
    def title(self) -> str:
        """The title of the window."""
        return self._emulator.title

    @property
    def bells(self) -> int:
        """How often the bell rang."""
        return self._emulator.display.bells

    @property
    def modes(self) -> frozenset[int]:
        """The private modes that are on (25 cursor, 1049 alternate screen, ...)."""
        return frozenset(self._emulator.modes)

    def mark(self) -> int:
        """The place in `raw` where the next byte will come; reads what is there first."""
        self._line.drain()
        return len(self.raw)

    def bytes_since(self, mark: int) -> bytes:
        """What the program wrote since a mark; reads what is there first."""
        self._line.drain()
        return bytes(self.raw[mark:])

    def leftovers(self) -> list[str]:
        """What the program changed in the terminal and did not put back, in words."""
        self._line.drain()
        left = self._emulator.leftovers()
        if self._line.echo_changed:
            left.append("echo or line editing still changed")
        return left

    def restored(self) -> bool:
        """Whether the terminal is as the program found it: main screen, cursor, mouse, paste, keyboard and echo."""
        return not self.leftovers()

    # Waiting

    def wait_until(
        self, predicate: Callable[[], object], timeout: float = TIMEOUT, what: str = "a condition"
    ) -> None:
        """Read until `predicate()` holds. Raises TerminalError after `timeout` seconds, ProgramEnded when that is over.

        A frame the program is still sending (mode 2026) is not looked at, as no terminal shows it.
        """
        deadline = time.monotonic() + timeout
        self._line.drain(deadline)
        while True:
            ended = self._line.ended()
            if (ended or not self._emulator.frame_open) and predicate():
                return
            if ended:
                raise ProgramEnded(self._report(f"the program ended before {what}"))
            left = deadline - time.monotonic()
            if left <= 0:
                raise TerminalError(self._report(f"{what} did not come within {timeout:g} s"))
            self._line.pump(min(left, POLL))

    def wait_for(self, text: str | re.Pattern[str], timeout: float = TIMEOUT) -> None:
        """Read until the screen shows `text` (see `shows`)."""
        wanted = text.pattern if isinstance(text, re.Pattern) else text
        self.wait_until(lambda: self.shows(text), timeout, f"{wanted!r} on the screen")

    def wait_gone(self, text: str | re.Pattern[str], timeout: float = TIMEOUT) -> None:
        """Read until the screen shows `text` no more."""
        wanted = text.pattern if isinstance(text, re.Pattern) else text
        self.wait_until(lambda: not self.shows(text), timeout, f"{wanted!r} gone from the screen")

    def wait_started(self, timeout: float = TIMEOUT) -> None:
        """Read until the program has the whole screen, takes keys one by one, and has painted something.

        Keys sent before it go to the line editor of the terminal, which shows them and may drop them.
        """
        self.wait_until(
            lambda: (
                self._emulator.display.alternate
                and 2004 in self._emulator.modes
                and self.screen_text().strip()
            ),
            timeout,
            "a full-screen program",
        )

    def settle(self, quiet: float = QUIET, timeout: float = TIMEOUT) -> None:
        """Read until nothing came for `quiet` seconds and no frame is open, or the program ended.

        A program that thinks longer than `quiet` looks settled: wait for what it will show where
        you can. One that moves all the time never settles, and fails.
        """
        if not self._line.rest(quiet, timeout):
            raise TerminalError(self._report(f"the screen did not rest within {timeout:g} s"))
        self._restless = False

    def wait_exit(self, timeout: float = TIMEOUT) -> int:
        """Read until the program ends; its exit code, or the negative number of the signal it died of."""
        deadline = time.monotonic() + timeout
        while not self._line.ended():
            left = deadline - time.monotonic()
            if left <= 0:
                raise TerminalError(self._report(f"the program did not end within {timeout:g} s"))
            self._line.pump(min(left, POLL))
        code = self._line.code
        assert code is not None
        return code

    @property
    def alive(self) -> bool:
        """Whether the program still runs."""
        return self._line.alive

    # Hands

    def type(self, text: str) -> None:
        """Type letters; a line break is Enter."""
        text = text.replace("\n", "\r")
        if self._keys_are_kitty():
            names = {character: name for name, character in keyboard.CHARACTERS.items()}
            self._send("".join(keyboard.kitty(names.get(letter, letter)) for letter in text))
        else:
            self._send(text)

    def press(self, *keys: str) -> None:
        """Press keys by Textual's names: "tab", "shift+tab", "ctrl+q", "f9", "escape", "alt+b", "é"."""
        hand = keyboard.kitty if self._keys_are_kitty() else keyboard.xterm
        for sequence in [hand(key) for key in keys]:
            # Escape alone is told from a sequence by a pause. A focus report, which says nothing
            # new, ends it as well.
            alone = sequence == "\x1b" and 1004 in self._emulator.modes
            self._send(sequence + "\x1b[I" * alone)

    def send_bytes(self, data: bytes) -> None:
        """Send bytes as they are, at once: what no keyboard sends, or several keys in one breath."""
        self._restless = True
        self._deliver(data)

    def paste(self, text: str) -> None:
        """Paste text: between brackets when the program asked for them, with line breaks as terminals send them."""
        text = text.replace("\r\n", "\n").replace("\n", "\r")
        self._send(f"\x1b[200~{text}\x1b[201~" if 2004 in self._emulator.modes else text)

    def click(self, x: int, y: int) -> None:
        """Press and release the left mouse button on a cell, from 0."""
        self._mouse(0, x, y, "Mm")

    def click_text(self, text: str, nth: int | None = None) -> None:
        """Click in the middle of a text that stands once on the screen; `nth` chooses, from 0, where it stands more often.

        Waits for the text, and for the screen to rest (at most a second), as a person does: a click between two frames of
        one change of layout can be lost.
        """
        self.wait_until(lambda: len(self.find(text)) > (nth or 0), what=f"{text!r} to click on")
        self._line.rest(QUIET, 1.0)
        self.wait_until(lambda: len(self.find(text)) > (nth or 0), what=f"{text!r} to click on")
        places = self.find(text)
        if nth is None and len(places) > 1:
            raise TerminalError(
                self._report(f"{text!r} stands {len(places)} times on the screen: say which")
            )
        place = places[nth or 0]
        self.click(place.x + (place.width - 1) // 2, place.y)

    def scroll(self, x: int, y: int, direction: str = "down") -> None:
        """Turn the wheel one notch over a cell, "up" or "down"."""
        self._mouse({"up": 64, "down": 65}[direction], x, y, "M")

    def resize(self, cols: int, rows: int) -> None:
        """Take another size; the kernel tells the program (SIGWINCH), and mode 2048 when it asked for that.

        The alternate screen is empty until the program paints it again. What shows after this is for the new size.
        """
        if (cols, rows) == self.size:
            return
        self._line.rest(QUIET, 1.0)
        self._line.resize(cols, rows)
        self._restless = True
        self._deliver(b"")

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to the program and its group; nothing when it has ended."""
        self._line.kill(number)

    def hang_up(self) -> None:
        """Close the terminal under the program, as closing its window does (SIGHUP).

        `wait_exit` still works.
        """
        self._line.drain()
        self._line.close()

    def close(self) -> None:
        """End the program if it still runs, and give the terminal back."""
        self._line.kill(signal.SIGKILL)
        self._line.wait()
        self._line.close()

    # Inside

    def _keys_are_kitty(self) -> bool:
        self._line.drain()
        flags = self._emulator.kitty_flags
        return bool(flags and flags[-1] & KITTY_ALL_KEYS)

    def _mouse(self, button: int, x: int, y: int, ends: str) -> None:
        """Report the mouse, in the encoding the program asked for."""
        self._line.drain()
        encoding = self._emulator.mouse_encoding
        if not self._emulator.modes & MOUSE_TRACKING or encoding not in (1006, 1016):
            raise TerminalError(self._report("the program does not listen to the mouse"))
        columns, rows = self.size
        if not (0 <= x < columns and 0 <= y < rows):
            raise ValueError(f"no cell {x}, {y} on a screen of {columns} by {rows}")
        if encoding == 1016:
            x, y = x * CELL_WIDTH + CELL_WIDTH // 2, y * CELL_HEIGHT + CELL_HEIGHT // 2
        self._send("".join(f"\x1b[<{button};{x + 1};{y + 1}{end}" for end in ends))

    def _send(self, text: str) -> None:
        """Send to the program, once it came to rest after what was sent before."""
        if self._patient and self._restless:
            self._line.rest(QUIET, 1.0)
        if self._line.closed or self._line.ended():
            raise ProgramEnded(self._report(f"the program ended before it could be sent {text!r}"))
        self._restless = True
        self._deliver(text.encode())

    def _deliver(self, data: bytes) -> None:
        if not self._line.send(data, TIMEOUT):
            raise TerminalError(self._report("the program does not read its input"))

    def _status(self) -> str:
        code = self._line.code
        return f"runs as {self.pid}" if code is None else f"ended with {code}"

    def _report(self, message: str) -> str:
        """A message with the screen under it."""
        columns, _ = self.size
        edge = "+" + "-" * columns + "+"
        rows = ["|" + line + "|" for line in self._emulator.display.display]
        frame = ", in the middle of a frame" if self._emulator.frame_open else ""
        tail = bytes(self.raw[-200:])
        return "\n".join(
            [f"{message} ({self._status()}{frame})", edge, *rows, edge, f"last bytes: {tail!r}"]
        )
