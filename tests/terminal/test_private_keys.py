"""What somebody types alone, in a real terminal: no byte of it goes to its clipboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.laying import lay, words_in
from tests.terminal.people import People
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

Start = Callable[..., Terminal]
CLOCKED = str(Path(__file__).with_name("clocked.py"))
NEVER = "600"
"""Seconds until half-typed text is saved by itself: longer than a test."""

CLIPBOARD = b"\x1b]52"
"""What sends text to the clipboard of the system."""
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


def test_what_is_cut_alone_goes_to_no_clipboard(people: Callable[..., People]) -> None:
    """Kim types, marks and cuts; the terminal hears nothing of it, and in Sam's field a paste brings nothing."""
    two = people("alone", "goal", "Kim")
    word = two.write("text")
    two.program.press("f7")
    two.changed("ctrl+x")
    two.program.wait_gone(word)
    two.changed("ctrl+v")
    two.program.wait_for(word)
    two.program.press("f7")
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
    two.program.press("f7")
    two.changed("ctrl+x")
    two.program.settle()
    assert CLIPBOARD in two.program.raw
