"""The promise comes back: agreed, due on the day, looked back on blind, changed, and due again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sessions.agreements import standing
from sessions.conversation import State
from tests.terminal.clock_file import ClockFile
from tests.terminal.conftest import ROOT
from tests.terminal.laying import conversations, lay
from tests.terminal.people import People
from tests.terminal.terminal import Terminal, clean_environment

pytestmark = [pytest.mark.terminal, pytest.mark.long]

Start = Callable[..., Terminal]
CLOCKED = str(Path(__file__).with_name("clocked.py"))
DAY = 24 * 60


class ClockedProgram:
    """A vault, a clock that moves, and the program: its screens and its commands."""

    def __init__(self, terminal: Start, home: Path, folder: Path, tag: str) -> None:
        self.clock = ClockFile(folder)
        self.vault = folder / "vault"
        self._terminal, self._home, self._tag = terminal, home, tag

    def screens(self) -> People:
        """Open the screens, and wait for home."""
        env = {"CLOCK_FILE": str(self.clock.path), "TWEESPRAAK_MOTION": "none"}
        program = self._terminal([CLOCKED, *self._options()], env=env)
        two = People(program, self.vault, self._tag)
        two.start()
        return two

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Do a command, at the moment the clock says."""
        zone = {name: os.environ[name] for name in ("TZ", "TZDIR") if name in os.environ}
        more = {"PYTHONPATH": str(ROOT), "CLOCK_FILE": str(self.clock.path), **zone}
        return subprocess.run(
            [sys.executable, CLOCKED, *arguments, *self._options()],
            env=clean_environment(self._home, **more),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def due(self) -> list[dict[str, Any]]:
        """Give what ``due --json`` says, whose exit code must fit it."""
        ended = self.run("due", "--json")
        assert ended.stderr == ""
        due: list[dict[str, Any]] = json.loads(ended.stdout)
        assert ended.returncode == (0 if due else 1)
        return due

    def _options(self) -> list[str]:
        return ["--data", str(self.vault), "--language", self._tag]


def to_the_end(two: People) -> None:
    """Answer until the conversation is over."""
    while two.talk.state is State.ACTIVE:
        two.answer()


def in_days(days: int) -> date:
    """Give the day so many days from now."""
    return (datetime.now().astimezone() + timedelta(days=days)).date()


@pytest.mark.parametrize("tag", ["nl", "en"])
def test_the_promise_comes_back(terminal: Start, home: Path, tmp_path: Path, tag: str) -> None:
    """Agreed by keys; on the day it is first on home and in `due`; changed, it comes back once more."""
    clocked = ClockedProgram(terminal, home, tmp_path, tag)
    lay(clocked.vault, "date", "pick", tags=(tag, tag))
    two = clocked.screens()
    two.resume()
    two.answer()  # in a week
    to_the_end(two)
    (agreed,) = standing(two.talk.agreements)
    assert agreed.evaluate_on == in_days(7)
    assert two.leave() == 0
    assert clocked.due() == []

    clocked.clock.forward(minutes=8 * DAY)
    (due,) = clocked.due()
    assert (due["what"], due["overdue"]) == (agreed.what, True)
    assert clocked.run("due", "--quiet").stdout.startswith("1 ")

    two = clocked.screens()
    two.program.wait_for(agreed.what)
    two.wait_read(two.reads.t("since yesterday"))
    two.new_page()  # the one filled button
    two.outside = False
    assert two.talk.pattern == "evaluation"
    _blind(two)
    changed = _changed(two)
    to_the_end(two)
    assert two.leave() == 0
    assert two.program.leftovers() == []

    assert clocked.due() == []
    (now,) = standing(conversations(clocked.vault)[0].agreements)
    assert (now.what, now.version, now.evaluate_on) == (changed, 2, in_days(15))
    clocked.clock.forward(minutes=8 * DAY)
    (again,) = clocked.due()
    assert (again["what"], again["agreement"]) == (changed, agreed.id)
    two = clocked.screens()
    two.program.wait_for(changed)
    assert two.leave() == 0


def _blind(two: People) -> None:
    """Both say alone how it went: while Sam writes, no word of Kim's is on the screen."""
    two.until("review", "answer", "Kim")
    two.answer()
    kims = [typed.word for typed in two.typed if typed.key.startswith("review/answer")]
    assert len(kims) == 2
    two.until("review", "answer", "Sam")
    assert not any(kim in two.program.screen_text() for kim in kims)
    two.answer()
    two.wait_read(kims[0])  # now both see it
    two.wait_focus()


def _changed(two: People) -> str:
    """They change it together; gives the new words."""
    before = standing(two.talk.reviewed)[0].what
    two.changed("right")
    two.changed("enter")
    two.go_on()
    two.program.press("end")
    two.program.settle()
    two.program.type(" anders")
    two.program.wait_for(before + " anders")
    two.go_on()
    two.go_on()
    return before + " anders"
