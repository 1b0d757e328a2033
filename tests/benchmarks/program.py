"""A program in a pseudo-terminal, with the moment at which its bytes came.

It stands on the line and the emulator of `tests/terminal`. Drawing costs the emulator more than
painting costs the program, so what came is stamped and laid aside, and drawn when nothing comes.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.terminal.emulator import Emulator
from tests.terminal.line import Line
from tests.terminal.terminal import TerminalError, clean_environment

ROOT = Path(__file__).resolve().parents[2]
"""The project, from which everything is imported."""
TIMEOUT = 60.0
"""Seconds a wait may take before it fails; generous, as other work may run on this machine."""
FRAME_END = b"\x1b[?2026l"
"""What Textual sends after a frame to a terminal that shows whole frames only."""

_EARLY = 2_000  # bytes: the questions at a start are answered at once
_IDLE = 0.05  # seconds without output after which there is time to draw
_AFTER_END = re.compile(b"(?<=" + re.escape(FRAME_END) + b")")
_SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)")


def python(*arguments: str | os.PathLike[str]) -> list[str]:
    """Give the command line for this Python."""
    return [sys.executable, *(os.fspath(argument) for argument in arguments)]


def ours(*arguments: str | os.PathLike[str]) -> list[str]:
    """Give the command line for the program."""
    return python("-m", "tui", *arguments)


def screens(vault: Path) -> list[str]:
    """Give the command line that opens the screens on a vault."""
    return ours("--data", vault, "--language", "en")


BARE = python("-c", "from tests.benchmarks import bare; bare.main()")
"""The command line for the bare app."""


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Give an environment of nobody's own; bytecode is kept, as an installer keeps it.

    The zone is that of who measures: around midnight another one would show another day.
    """
    zone = {name: os.environ[name] for name in ("TZ", "TZDIR") if name in os.environ}
    return clean_environment(
        folder,
        **{
            **zone,
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": None,
            **more,
        },
    )


class _Stamped(Emulator):
    """Notes when bytes came, and draws them later."""

    def __init__(self) -> None:
        super().__init__(80, 24, kitty=False, in_band_resize=False)
        self.came = 0.0
        """When the last bytes came, on `time.perf_counter`."""
        self._aside: deque[tuple[float, bytes]] = deque()
        self._count = 0

    def feed(self, data: bytes) -> None:
        self.came = time.perf_counter()
        self._count += len(data)
        self._aside += ((self.came, part) for part in _AFTER_END.split(data) if part)
        if self._count < _EARLY:
            while self.draw_on() is not None:
                pass

    def draw_on(self) -> float | None:
        """Draw up to the end of the next frame; give when that came, or None after the last."""
        if not self._aside:
            return None
        came, part = self._aside.popleft()
        super().feed(part)
        return came

    def shows(self, signs: Sequence[str]) -> bool:
        """Whether all `signs` stand on the screen."""
        text = "\n".join(self.display.display)
        return all(sign in text for sign in signs)

    def place_of(self, words: str) -> tuple[int, int] | None:
        """Give column and row of the middle of `words`, counted from 1, or None."""
        for row, line in enumerate(self.display.display, start=1):
            if words in line:
                return line.index(words) + len(words) // 2 + 1, row
        return None


class Program:
    """A program with screens, of 80 by 24 cells. To be used in a with statement."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        self._screen = _Stamped()
        self.started = time.perf_counter()
        """When it was started, on `time.perf_counter`."""
        self._line = Line(argv, env, ROOT, self._screen)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._line.kill(signal.SIGKILL)
        self._line.wait()
        self._line.close()

    def shows(self, *signs: str) -> bool:
        """Whether all `signs` stand on the screen, as far as it was read."""
        while self._screen.draw_on() is not None:
            pass
        return self._screen.shows(signs)

    def wait(self, *signs: str) -> float:
        """Read until all `signs` stand on the screen; give when the bytes came that did it.

        Raises TerminalError when they do not come.
        """
        deadline = time.monotonic() + TIMEOUT
        came = self._screen.came
        while True:
            if not self._screen.frame_open and self._screen.shows(signs):
                return came
            drawn = self._screen.draw_on()
            if drawn is not None:
                came = drawn
                continue
            self._answer()
            while self._line.pump(_IDLE):
                pass
            if self._line.ended() or time.monotonic() > deadline:
                text = "\n".join(self._screen.display.display)
                raise TerminalError(f"{signs!r} did not come; the screen:\n{text}")

    def press(self, key: str) -> float:
        """Press a letter that stands nowhere else; give the seconds until it is painted."""
        mark, begun = len(self._line.raw), time.perf_counter()
        self._line.send(key.encode(), TIMEOUT)
        deadline = begun + TIMEOUT
        while not _painted(self._line.raw[mark:], key.encode()):
            self._line.pump(0.01)
            if time.perf_counter() > deadline:
                raise TerminalError(f"{key!r} was not painted")
        return self._screen.came - begun

    def keys_of(self, press: str) -> str:
        """Give the bytes of a click on the words `press`; a key is its own bytes."""
        if not press.isprintable():
            return press
        place = self._screen.place_of(press)
        if place is None:
            raise TerminalError(f"{press!r} is not on the screen")
        column, row = place
        return f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m"

    def pressed(self, keys: str, *signs: str) -> float:
        """Send keys that bring another screen; give the seconds until `signs` are painted."""
        begun = time.perf_counter()
        self._line.send(keys.encode(), TIMEOUT)
        return self.wait(*signs) - begun

    def send(self, text: str) -> None:
        """Send keys, and read until what they do is painted and nothing more comes."""
        mark = len(self._line.raw)
        self._line.send(text.encode(), TIMEOUT)
        deadline = time.monotonic() + TIMEOUT
        while FRAME_END not in self._line.raw[mark:]:
            self._line.pump(0.01)
            if time.monotonic() > deadline:
                raise TerminalError(f"{text!r} changed nothing")
        self.rest()

    def rest(self, quiet: float = 0.02, most: float = 2.0) -> None:
        """Read until nothing came for `quiet` seconds, `most` seconds at most."""
        deadline = time.monotonic() + most
        while self._line.pump(quiet) and time.monotonic() < deadline:
            pass

    def read(self) -> None:
        """Read what is there now, so that the program need not wait for us."""
        self._line.drain()

    def attend(self, seconds: float) -> None:
        """Read what comes, until something came or `seconds` are over."""
        self._line.pump(seconds)

    def memory(self) -> float:
        """Give what it has in memory, in MB."""
        pages = int(Path(f"/proc/{self._line.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 1e6

    def processor(self) -> float:
        """Give the processor time of all its threads so far, in seconds."""
        tasks = Path(f"/proc/{self._line.pid}/task")
        return sum(int(path.read_text().split()[0]) for path in tasks.glob("*/schedstat")) / 1e9

    def _answer(self) -> None:
        """Send what the terminal answered to what was drawn."""
        self._line.outgoing += self._screen.answers
        self._screen.answers.clear()


def _painted(data: bytearray, letter: bytes) -> bool:
    """Whether a whole frame with the letter in its text is in `data`."""
    return any(letter in _SEQUENCE.sub(b"", frame) for frame in bytes(data).split(FRAME_END)[:-1])
