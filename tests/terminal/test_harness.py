"""The harness itself, against a very small app."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal import keyboard
from tests.terminal.emulator import Emulator
from tests.terminal.terminal import ProgramEnded, Terminal, TerminalError

pytestmark = [pytest.mark.long, pytest.mark.terminal]

Start = Callable[..., Terminal]
TINY = str(Path(__file__).with_name("tiny_app.py"))


@pytest.mark.parametrize("kitty", [False, True])
def test_types_presses_pastes_and_clicks(terminal: Start, kitty: bool) -> None:
    """All hands reach the program, in a terminal of the old kind and in one of the new."""
    program = terminal([TINY], kitty=kitty)
    program.wait_started()
    program.wait_for("80 by 24")

    program.type("Éen [zin] 日本 einde\nen nog een")
    program.wait_for("Éen [zin] 日本 einde")
    program.wait_for("en nog een")
    assert program.bytes_since(0).startswith(b"\x1b[?1049h")

    for key in ("f9", "f3", "ctrl+t", "escape", "shift+f5"):
        program.press(key)
        program.wait_for(f"key {key}")

    mark = program.mark()
    program.paste(" 👩‍👧 plak\nregel twee")
    program.wait_for("paste of 2 lines")
    program.wait_for("👩‍👧 plak")
    program.wait_for("regel twee")
    assert b"paste of 2 lines" in program.bytes_since(mark)

    program.click_text("Done")
    program.wait_for("button pressed")
    program.press("shift+tab", "f9")
    program.wait_for("key f9")
    program.press("tab", "enter")
    program.wait_for("button pressed")

    program.press("ctrl+q")
    assert program.wait_exit() == 0
    assert program.leftovers() == []
    assert "zin" not in program.screen_text()


@pytest.mark.parametrize("in_band", [False, True])
def test_resizes(terminal: Start, in_band: bool) -> None:
    """A new size reaches the program by signal or in band, and the mouse still hits."""
    program = terminal([TINY], in_band_resize=in_band)
    program.wait_started()
    program.wait_for("80 by 24")
    if in_band:
        program.wait_until(lambda: 2048 in program.modes)
    for columns, rows in ((40, 12), (120, 40)):
        program.resize(columns, rows)
        program.wait_for(f"{columns} by {rows}")
        program.click_text("完了")
        program.wait_for("button pressed")
        program.click(3, 4)
        program.press("f2")
        program.wait_for("key f2")
    program.press("ctrl+q")
    assert program.wait_exit() == 0
    assert program.restored()


def test_ends_in_order_at_sigterm(terminal: Start) -> None:
    """A handled signal leaves the terminal as it was."""
    program = terminal([TINY])
    program.wait_started()
    program.wait_for("Ready")
    assert not program.restored()
    program.kill(signal.SIGTERM)
    assert program.wait_exit() == 128 + signal.SIGTERM
    assert program.restored()
    with pytest.raises(ProgramEnded):
        program.press("enter")


def test_sees_a_sudden_death(terminal: Start) -> None:
    """A killed program is seen at once, and has restored nothing."""
    program = terminal([TINY])
    program.wait_for("Ready")
    program.kill(signal.SIGKILL)
    with pytest.raises(ProgramEnded, match="ended with -9"):
        program.wait_for("never")
    assert program.wait_exit() == -signal.SIGKILL
    assert "alternate screen still on" in program.leftovers()


def test_hangs_up(terminal: Start, tmp_path: Path) -> None:
    """A closed terminal is a SIGHUP, and a program that handles it can still save."""
    saved = tmp_path / "saved.txt"
    program = terminal([TINY, str(saved)])
    program.wait_started()
    program.type("bewaar mij")
    program.wait_for("bewaar mij")
    program.hang_up()
    assert (
        program.wait_exit() > 0
    )  # 120 where Python could not flush its output to the closed terminal
    assert saved.read_text(encoding="utf-8") == "bewaar mij"


def test_large_paste_does_not_block(terminal: Start) -> None:
    """More than the line can hold goes through while the program answers."""
    program = terminal([TINY])
    program.wait_started()
    program.paste("\n".join(f"regel {number}" for number in range(20_000)))
    program.wait_for("paste of 20000 lines")


def test_plain_program(terminal: Start) -> None:
    """A program of lines has a controlling terminal, the size, a clean environment, and an end that is seen at once."""
    code = "import os,sys; print(os.get_terminal_size(), os.tcgetpgrp(0) == os.getpid(), sorted(os.environ)); sys.exit(3)"
    program = terminal(["-c", code], cols=300, rows=5)
    program.wait_for(re.compile(r"columns=300, lines=5\) True"))
    with pytest.raises(ProgramEnded, match="ended with 3"):
        program.wait_for("nothing of the kind")
    assert program.wait_exit() == 3
    assert program.restored()
    assert not re.search("COLUMNS|LINES|PYTEST|TEXTUAL|LC_", program.screen_text())


def test_failure_shows_the_screen(terminal: Start) -> None:
    """A wait that fails says for what, and shows the screen."""
    program = terminal(["-c", "input('hallo daar ')"])
    program.wait_for("hallo daar")
    with pytest.raises(
        TerminalError, match=r"(?s)'never' on the screen did not come.*\|hallo daar +\|"
    ):
        program.wait_for("never", timeout=0.01)
    with pytest.raises(TerminalError, match="does not listen to the mouse"):
        program.click(0, 0)
    program.type("x\n")
    assert program.wait_exit() == 0


SHOWN = [
    (
        "a\x1b[>4;1mb\x1b[<uc\x1b[=1;1ud\x1b[?2026$pe\x1b[>1uf\x1b[>qg\x1b[4:3mh\x1b[1;2;3;4;5Hi\x1b[2 qj",
        "abcdefghij",
    ),
    (
        "\x1b]0;titel é\x07a\x1b]22;pointer\x1b\\b\x1b]52;c;eA==\x07c\x1bP1$r0m\x1b\\d\x1b_Gx\x1b\\e",
        "abcde",
    ),
    ("👩‍👧x 👍🏽x 🇳🇱x ❤️x e\u0301x \u2068y\u2069", "👩‍👧x 👍🏽x 🇳🇱x ❤️x e\u0301x y"),
    ("日本\x1b[1;2Hx", " x本"),
    ("日本\x1b[1;3Hx", "日x"),
    ("main\x1b[?1049h\x1b[Hsecret\x1b[?1049l!", "main!"),
]


@pytest.mark.parametrize(("written", "shown"), SHOWN)
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_emulator_shows(written: str, shown: str, size: int) -> None:
    """Sequences do not leak onto the screen, in pieces of any size, and an emoji is one character of two cells."""
    emulator = Emulator(40, 3, kitty=True, in_band_resize=False)
    data = written.encode()
    for start in range(0, len(data), size):
        emulator.feed(data[start : start + size])
    assert emulator.display.display[0].rstrip() == shown
    assert emulator.title in ("", "titel é")


def test_emulator_answers() -> None:
    """Questions get the answer of a terminal."""
    emulator = Emulator(80, 24, kitty=True, in_band_resize=True)
    emulator.feed(
        b"\x1b[3;5H\x1b[6n\x1b[c\x1b[?2026$p\x1b[?9999$p\x1b[>25u\x1b[?u\x1b[?2048h\x1b[18t"
    )
    assert emulator.answers == (
        b"\x1b[3;5R\x1b[?62;22c\x1b[?2026;2$y\x1b[?9999;0$y\x1b[?25u\x1b[48;24;80;480;800t\x1b[8;24;80t"
    )


def test_finds_cells_not_letters() -> None:
    """A text after wide characters is found at its column."""
    emulator = Emulator(40, 3, kitty=False, in_band_resize=False)
    emulator.feed("\r\n 日本 👩‍👧 Done".encode())
    (place,) = emulator.display.find("Done")
    assert (place.x, place.y, place.width) == (9, 1, 4)


def test_keys_that_a_terminal_cannot_send_are_refused() -> None:
    """A test cannot press what no person could."""
    for key in ("ctrl+enter", "ctrl+1", "hyper+a", "knop", "shift+space"):
        with pytest.raises(ValueError, match=re.escape(key)):
            keyboard.xterm(key)
    assert keyboard.kitty("ctrl+enter") == "\x1b[13;5u"
