"""The benchmarks run and fill their table. What the figures are is not tested: no clock here."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

pytest.importorskip("pyte")
if not Path("/proc/self/schedstat").exists():
    pytest.skip("memory and processor are read from /proc", allow_module_level=True)

from tests.benchmarks.__main__ import main, measure
from tests.benchmarks.figures import POINTS, TINY, Row, percentile, table

WHAT = (
    "first frame of home, empty",
    "memory on home, empty",
    "first frame of home with 20 conversations",
    "  until its list is filled",
    "memory on home with 20 conversations",
    "Begin, cold beside warm",
    "F1, cold beside warm",
    "F10, cold beside warm",
    "Earlier conversations, cold beside warm",
    "key to repaint, short field, p50",
    "key to repaint, short field, p99",
    "key to repaint, long text, p50",
    "key to repaint, long text, p99",
    "import of tui.cli.main, without Textual",
    "tweespraak due with 20 conversations",
    "tweespraak due with 20 conversations, --json",
    "tweespraak due with 20 conversations, --quiet",
    "tweespraak list --json with 20",
    "save among 10, p50",
    "save among 10, p99",
    "save among 20, p50",
    "save among 20, p99",
    "sealed save among 10, p50",
    "sealed save among 10, p99",
    "save among 20 beside 10, p50",
    "save among 20 beside 10, p99",
    "save beside SQLite (WAL, FULL), p50",
    "save beside SQLite (WAL, FULL), p99",
    "list of 20 from a cold start",
    "list of 20 from a cold start",
    "list of 20 from a cold start",
    "opening a sealed vault, beside one derivation",
    "processor while waiting on home",
    "processor while waiting on an impact turn",
    "processor while waiting on a time-out, ring moving",
    "processor while waiting on a time-out, ring still",
)


@pytest.mark.benchmark
@pytest.mark.long
def test_every_row_of_the_table_is_measured(tmp_path: Path) -> None:
    """Each measurement runs, once, and every row has figures."""
    rows = measure(tmp_path, TINY)

    assert tuple(row.what for row in rows) == WHAT
    assert all(row.ours >= 0 and row.bare >= 0 and row.samples for row in rows)
    assert all(row.ours > 0 and row.bare > 0 for row in rows if row.unit != POINTS)
    output = StringIO()
    Console(file=output, width=132).print(table(rows))
    assert all(what in output.getvalue() for what in WHAT)


def test_measures_are_chosen_by_name(tmp_path: Path) -> None:
    """What is not asked for is not measured; a name that no measure has is refused."""
    assert measure(tmp_path, TINY, names=()) == []
    with pytest.raises(SystemExit):
        main(["--only", "homes"])


def test_a_percentile_is_a_value_that_was_measured() -> None:
    """The 99th of a hundred values in any order is the last but one."""
    values = [float(value) for value in range(100, 0, -1)]

    assert percentile(values, 50) == 50
    assert percentile(values, 99) == 99
    assert percentile([7.0], 99) == 7


def test_a_verdict_follows_the_budget() -> None:
    """A ratio, a difference in points, and a figure without a budget that is not judged."""
    row = Row(what="it", unit="ms", ours=3, bare=2, samples=1, most=1.5)
    over = Row(what="it", unit="ms", ours=3.1, bare=2, samples=1, most=1.5)
    points = Row(what="it", unit=POINTS, ours=1.4, bare=1, samples=1, most=0.5)
    other = Row(what="it", unit="ms", ours=9, bare=1, samples=1)

    assert [judged.verdict for judged in (row, over, points, other)] == [
        "within", "OVER", "within", "",
    ]  # fmt: skip
