"""What somebody types alone, in a real terminal: no byte of it goes to its clipboard, and a stop brings the curtain."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.terminal.laying import lay, words_in
from tests.terminal.people import People, known
from tests.terminal.terminal import Terminal

pytestmark = [pytest.mark.long, pytest.mark.terminal]

Start = Callable[..., Terminal]
CLOCKED = str(Path(__file__).with_name("clocked.py"))
NEVER = "600"
"""Seconds until half-typed text is saved by itself: longer than a test."""

CLIPBOARD = b"\x1b]52"
"""What sends text to the clipboard of the system."""
TAKEN = b"\x1b[?1049h"
"""What takes the whole screen."""
TITLES = (b"\x1b]0;", b"\x1b]1;", b"\x1b]2;")
"""What names the window."""


@pytest.fixture
def people(terminal: Start, tmp_path: Path) -> Callable[..., People]:
    """Start the program at a turn of a conversation, with its curtain open where it has one."""

    def start(*turn: str) -> People:
        vault = tmp_path / "vault"
        lay(vault, *turn)
        options = [CLOCKED, "--data", str(vault), "--language", "en"]
        env = {"TWEESPRAAK_MOTION": "none", "AUTOSAVE_AFTER": NEVER}
        two = People(terminal(options, env=env), vault)
        two.start()
        two.resume()
        two.open_curtain()
        return two

    return start


def _page(two: People) -> str:
    """Give the words of the page, but for whether what was typed is kept: a stop keeps it."""
    lines = two._text().replace("kept ✓", "").splitlines()
    return "\n".join(line.rstrip() for line in lines)


def _is_stopped(program: Terminal) -> bool:
    command = ["ps", "-o", "state=", "-p", str(program.pid)]
    asked = subprocess.run(command, capture_output=True, text=True, check=True)
    return asked.stdout.strip().startswith("T")


def _stop(program: Terminal, number: signal.Signals) -> None:
    """Stop the program, as its shell does or as somebody else does, and wait until it stands still."""
    program.settle()
    program.kill(number)
    program.wait_until(lambda: _is_stopped(program), what="a stop")


def _is_taken(program: Terminal, mark: int) -> bool:
    return TAKEN in program.bytes_since(mark)


def test_what_is_cut_alone_goes_to_no_clipboard(people: Callable[..., People]) -> None:
    """Kim types, marks and cuts; the terminal hears nothing of it, and in Sam's field a paste brings nothing."""
    two = people("alone", "goal", "Kim")
    word = two.write("text")
    two.program.press("ctrl+a")
    two.changed("ctrl+x")
    two.program.wait_gone(word)
    two.changed("ctrl+v")
    two.program.wait_for(word)
    two.program.press("ctrl+a")
    two.program.press("ctrl+c")
    two.go_on()
    two.until("alone", "goal", "Sam")
    mark = two.program.mark()
    two.program.press("ctrl+v")
    two.program.press("ctrl+z")
    own = two.write("text")
    two.go_on()
    two.program.settle()
    assert word.encode() not in two.program.bytes_since(mark)
    assert own in words_in(two.talk)
    assert two.leave() == 0
    raw = bytes(two.program.raw)
    assert CLIPBOARD not in raw
    assert not any(title in raw for title in TITLES)
    assert word not in two.program.screen_text()


def test_what_is_cut_together_goes_to_the_clipboard(people: Callable[..., People]) -> None:
    """So these keys do cut, and this terminal would hear of it."""
    two = people("impact", "speak", "Kim")
    two.write("understand")
    two.program.press("ctrl+a")
    two.changed("ctrl+x")
    two.program.settle()
    assert CLIPBOARD in two.program.raw


@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGSTOP], ids=lambda number: number.name)
def test_after_a_stop_the_curtain_comes_back(
    people: Callable[..., People], number: signal.Signals
) -> None:
    """Stopped in the middle of Kim's words, and gone on by somebody else: the curtain, and behind it the words."""
    two = people("alone", "goal", "Kim")
    word = two.write("text")
    _stop(two.program, number)
    if number == signal.SIGTSTP:
        assert two.program.leftovers() == []
        assert word not in two.program.screen_text()
        assert word in words_in(two.talk)
    mark = two.program.mark()
    two.program.kill(signal.SIGCONT)
    two.wait_read(two.language().t(known("Now {me}, alone"), me="Kim"))
    two.wait_focus()
    assert word.encode() not in two.program.bytes_since(mark)
    assert word not in two.program.screen_text()
    two.interrupted()
    two.open_curtain()
    two.program.wait_for(word)
    more = "and every letter after it"
    two.program.type(more)
    two.program.wait_for(f"{word}{more}")
    two.program.press("ctrl+z")
    two.program.wait_gone(more)
    assert two.leave() == 0
    assert word in words_in(two.talk)
    assert two.program.leftovers() == []


@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGSTOP], ids=lambda number: number.name)
def test_after_a_stop_a_turn_for_both_stands_there(
    people: Callable[..., People], number: signal.Signals
) -> None:
    """The same page, whole, with what was typed; also after a second stop."""
    two = people("impact", "speak", "Kim")
    word = two.write("understand")
    two.program.settle()
    before = _page(two)
    for _ in range(2):
        _stop(two.program, number)
        mark = two.program.mark()
        two.program.kill(signal.SIGCONT)
        # What is typed before the terminal is taken again was typed to a page that stood still.
        two.program.wait_until(partial(_is_taken, two.program, mark), what="the terminal taken")
        two.program.wait_until(lambda: _page(two) == before, what="the same page")
    more = "and every letter after it"
    two.program.type(more)
    two.program.wait_for(f"{word}{more}")
    assert two.leave() == 0
    assert two.program.leftovers() == []


def test_in_a_field_ctrl_z_takes_back(people: Callable[..., People]) -> None:
    """It stops nothing."""
    two = people("alone", "goal", "Kim")
    word = two.write("text")
    two.program.press("ctrl+z")
    two.program.wait_gone(word)
    assert not _is_stopped(two.program)
    two.program.press("ctrl+y")
    two.program.wait_for(word)
