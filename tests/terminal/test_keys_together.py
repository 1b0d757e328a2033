"""Keys that arrive together in a real terminal: they act in their order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal

pytestmark = [pytest.mark.long, pytest.mark.terminal]

NAMES = b"Kim\rSam"


def at_the_names(terminal: Callable[..., Terminal], tmp_path: Path) -> Terminal:
    """Start where two names are asked."""
    program = terminal(["-m", "tui", "--data", str(tmp_path / "vault"), "--language", "en"])
    program.wait_started()
    program.wait_for("Begin")
    program.settle()
    program.press("enter")
    program.wait_for("right")
    program.settle()
    return program


@pytest.mark.parametrize("pieces", [[NAMES], [bytes([sign]) for sign in NAMES]])
def test_two_names_in_one_write(
    terminal: Callable[..., Terminal], tmp_path: Path, pieces: list[bytes]
) -> None:
    """From a text expander, at once or letter by letter: each name stands in its own field."""
    program = at_the_names(terminal, tmp_path)
    for piece in pieces:
        program.send_bytes(piece)
    program.wait_for("Kim")
    program.wait_for("Sam")
    row = next(line for line in program.lines() if "Kim" in line)
    assert row.index("Sam") - row.index("Kim") > program.size[0] // 4, row


def test_a_paste_that_does_not_end_gives_the_keyboard_back(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    """What came of it stands there, and the next letters are letters."""
    program = at_the_names(terminal, tmp_path)
    program.send_bytes(b"\x1b[200~Kim")
    program.wait_for("Kim")
    program.send_bytes(b"my")
    program.wait_for("Kimmy")
