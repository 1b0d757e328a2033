"""What the tests of the workspace share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workspace.opened import Clock, OpenWorkspace, couple, opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of a vault that is not there yet."""
    return tmp_path / "vault"


@pytest.fixture
def clock() -> Clock:
    """Give a clock that stands still."""
    return Clock()


@pytest.fixture
def work(folder: Path, clock: Clock) -> Iterator[OpenWorkspace]:
    """Give a work at which Kim and Sam have just begun."""
    with opened(folder, clock) as fresh:
        fresh.library.save_pair(couple())
        fresh.workspace.begin(couple())
        fresh.saves()
        yield fresh
