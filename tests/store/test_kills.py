"""A process that is killed while it saves loses nothing, and keeps nobody out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

BOTH = pytest.mark.parametrize("seal", ["", "-sealed"], ids=["plain", "sealed"])


def run(mode: str, count: int, folder: Path) -> dict[str, Any]:
    """Let the harness do its work in a process of its own; give what it saw."""
    command = [sys.executable, "-W", "error", "-m", "tests.store.kills"]
    done = subprocess.run(
        [*command, mode, str(count), f"{mode} {count}", str(folder / "vault")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stderr == ""
    report: dict[str, Any] = json.loads(done.stdout)
    assert not report["problems"], "\n".join(report["problems"][:20])
    return report


@BOTH
def test_a_kill_loses_nothing_that_was_saved(tmp_path: Path, seal: str) -> None:
    """After each of a hundred all opens at once, the last save is there, and the list fits."""
    report = run(f"kills{seal}", 100, tmp_path)
    assert report["kills"] == 100
    assert report["saves"] > 100


@pytest.mark.long
@BOTH
def test_two_thousand_kills_lose_nothing(tmp_path: Path, seal: str) -> None:
    """The same two thousand times; some of them hit in the middle of a save."""
    report = run(f"kills{seal}", 2_000, tmp_path)
    assert report["kills"] == 2_000
    assert report["saves"] > 2_000
    assert report["unfinished"] > 20


@BOTH
def test_a_second_instance_is_told_at_once_and_disturbs_nobody(tmp_path: Path, seal: str) -> None:
    """Two hundred are refused with process and since; who has the vault saves on meanwhile."""
    report = run(f"second{seal}", 200, tmp_path)
    assert report["saves"] > 10
    assert report["slowest"] < 2


@pytest.mark.long
@BOTH
def test_a_killed_process_leaves_no_lock(tmp_path: Path, seal: str) -> None:
    """A hundred times: held, killed, and open again at once."""
    report = run(f"locks{seal}", 100, tmp_path)
    assert report["kills"] == 100
    assert report["slowest"] < 2
