"""The clock of a program that a test moves."""

from __future__ import annotations

from pathlib import Path


class ClockFile:
    """The clock file of a program started by `clocked.py`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "clock.txt"
        """The file that says how many seconds to add."""
        self._seconds = 0.0
        self.forward(0)

    def forward(self, minutes: float) -> None:
        """Move the program's clock on."""
        self._seconds += 60 * minutes
        new = self.path.with_suffix(".new")
        new.write_text(str(self._seconds), encoding="utf-8")
        new.replace(self.path)
