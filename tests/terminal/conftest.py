"""Programs in a terminal, ended when their test ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

ROOT = Path(__file__).resolve().parents[2]
"""The project, from which `python -m tui` runs."""

if TYPE_CHECKING:
    from tests.terminal.hostile_vaults import Reader
    from tests.terminal.terminal import Terminal

# There are no pseudo-terminals on Windows.
collect_ignore_glob = ["test_*.py", "*/test_*.py"] if sys.platform == "win32" else []


@pytest.fixture
def terminal(tmp_path: Path, home: Path) -> Iterator[Callable[..., Terminal]]:
    """Start programs: `terminal()` starts `python -m tui`, `terminal(["-m", "tui", "list"])` Python with arguments.

    Keywords: `env` (names to add; None takes one out), `cwd`, `cols`, `rows`, `kitty`, `in_band_resize`, `patient`. Home is
    that of the test, which all its programs share.
    """
    from tests.terminal.terminal import Terminal, clean_environment

    zone = {name: os.environ[name] for name in ("TZ", "TZDIR") if name in os.environ}
    with ExitStack() as programs:

        def start(
            arguments: Sequence[str] = ("-m", "tui"),
            *,
            env: dict[str, str | None] | None = None,
            cwd: Path | None = None,
            cols: int = 80,
            rows: int = 24,
            kitty: bool = False,
            in_band_resize: bool = False,
            patient: bool = True,
        ) -> Terminal:
            environment = clean_environment(
                home, **{"PYTHONPATH": str(ROOT), **zone, **(env or {})}
            )
            program = Terminal(
                [sys.executable, *arguments],
                env=environment, cwd=cwd or tmp_path, cols=cols, rows=rows,
                kitty=kitty, in_band_resize=in_band_resize, patient=patient,
            )  # fmt: skip
            programs.callback(program.close)
            return program

        yield start


@pytest.fixture
def reader(terminal: Callable[..., Terminal], tmp_path: Path) -> Callable[..., Reader]:
    """Start the program at home on the vault of the test, in a window that is large enough for a whole conversation."""
    from tests.terminal.hostile_vaults import CLOCKED, Reader

    def start(columns: int = 98, rows: int = 24) -> Reader:
        folder = tmp_path / "vault"
        program = terminal(
            [CLOCKED, "--data", str(folder), "--language", "en"],
            env={"TWEESPRAAK_MOTION": "none", "AUTOSAVE_AFTER": "0.05"},
            cols=columns,
            rows=rows,
        )
        program.wait_started()
        viewer = Reader(program, folder)
        viewer.two.wait_focus()
        return viewer

    return start
