"""What was measured, as rows of a table: ours, beside its bare counterpart of the same run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

MILLISECONDS, MEGABYTES, POINTS = "ms", "MB", "points"
"""Units. A point is one hundredth of one processor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much to measure."""

    commands: int
    """Starts of each command."""
    starts: int
    """Starts of each program with screens."""
    keys: int
    """Key presses in each field."""
    saves: int
    """Saves of each sort."""
    rounds: int
    """Times that is watched how programs wait."""
    seconds: float
    """Length of such a time, in seconds."""
    warm: int = 5
    """Samples before these that do not count."""
    some: int = 10
    """Conversations in a small vault."""
    many: int = 1_000
    """Conversations in the vault that home shows."""
    large: int = 10_000
    """Conversations in a large vault."""
    most: int = 100_000
    """Conversations in a very large vault."""


FULL = Plan(commands=30, starts=15, keys=300, saves=400, rounds=3, seconds=10)
QUICK = Plan(commands=6, starts=3, keys=40, saves=60, rounds=1, seconds=5, large=2_000, most=10_000)
TINY = Plan(
    commands=1,
    starts=1,
    keys=2,
    saves=2,
    rounds=1,
    seconds=0.2,
    warm=0,
    many=20,
    large=20,
    most=20,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure beside its bare counterpart.

    `most` is the budget: a ratio, or for points how much may be added. Without it there is no
    verdict.
    """

    what: str
    unit: str
    ours: float
    bare: float
    samples: int
    most: float | None = None
    budget: str = ""

    @property
    def beside(self) -> float:
        """How ours compares: a difference in points, else a ratio."""
        return self.ours - self.bare if self.unit == POINTS else self.ours / self.bare

    @property
    def verdict(self) -> str:
        """Whether it keeps to the budget, in a word."""
        if self.most is None:
            return ""
        return "within" if self.beside <= self.most else "OVER"

    def cells(self) -> tuple[str, ...]:
        """Give the row as texts."""
        points = self.unit == POINTS
        budget = self.budget
        if not budget and self.most is not None:
            budget = f"+{self.most:g}" if points else f"{self.most:g} x"
        return (
            self.what,
            f"{self.ours:.2f} {self.unit}",
            f"{self.bare:.2f} {self.unit}",
            f"{self.beside:+.2f}" if points else f"{self.beside:.2f} x",
            budget or "-",
            self.verdict,
            str(self.samples),
        )


def percentile(values: Sequence[float], share: float) -> float:
    """Give the smallest value that `share` percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]


def median_row(what: str, ours: Sequence[float], bare: Sequence[float], **more: Any) -> Row:
    """Give the row of two medians; times come in seconds."""
    return _row(what, 50, ours, bare, more)


def tail_rows(
    what: str,
    ours: Sequence[float],
    bare: Sequence[float],
    *,
    middle: float | None = None,
    **more: Any,
) -> tuple[Row, Row]:
    """Give the rows of the middle, with `middle` as its budget, and of the tail, with `most`.

    Times come in seconds.
    """
    return (
        _row(f"{what}, p50", 50, ours, bare, {"most": middle}),
        _row(f"{what}, p99", 99, ours, bare, more),
    )


def _row(
    what: str, share: float, ours: Sequence[float], bare: Sequence[float], more: dict[str, Any]
) -> Row:
    return Row(
        what=what,
        unit=MILLISECONDS,
        ours=1000 * percentile(ours, share),
        bare=1000 * percentile(bare, share),
        samples=len(ours),
        **more,
    )


def table(rows: Iterable[Row]) -> Table:
    """Give the table of the rows."""
    shown = Table(box=SIMPLE_HEAD, pad_edge=False)
    shown.add_column("what", no_wrap=True)
    for name in ("ours", "bare", "beside", "budget"):
        shown.add_column(name, justify="right", no_wrap=True)
    shown.add_column("verdict", no_wrap=True)
    shown.add_column("samples", justify="right", no_wrap=True)
    for row in rows:
        shown.add_row(*row.cells())
    return shown
