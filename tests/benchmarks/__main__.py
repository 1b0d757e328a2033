"""``python -m tests.benchmarks`` prints the budgets of design section 11 for this machine.

It measures and does not judge: the exit code is 0 whatever the figures are.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from rich.console import Console

from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import FULL, QUICK, Plan, Row, table
from tests.benchmarks.measures import MEASURES
from tests.benchmarks.vaults import example

NOTES = (
    "Ours and bare take turns within one run; judge the ratios, not the times. Medians, or p99.",
    "A key on a quiet machine is to be painted within 16 ms (p99) as well.",
    "A first press is beside the same press in the same process; nobody presses within 0.2 s.",
    "A point is one hundredth of one processor; the programs wait side by side.",
)


def measure(
    folder: Path,
    plan: Plan,
    hear: Callable[[str], object] = lambda _: None,
    names: Collection[str] = MEASURES.keys(),
) -> list[Row]:
    """Measure what is in `names`, in `folder` on a disk; `hear` is told what goes on."""
    now = datetime.now().astimezone()
    bench = Bench(folder=folder, plan=plan, now=now, given=example(folder / "example", now))
    rows: list[Row] = []
    for name, measures in MEASURES.items():
        if name not in names:
            continue
        begun = time.monotonic()
        hear(f"{name}: {(measures.__doc__ or '').splitlines()[0]} ...")
        rows += measures(bench)
        hear(f"  {time.monotonic() - begun:.0f} s")
    return rows


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few samples, about a minute")
    parser.add_argument("--samples", type=float, default=1.0, help="times as many samples")
    parser.add_argument("--folder", type=Path, help="where the vaults are made (a real disk)")
    parser.add_argument(
        "--only",
        type=_names,
        default=MEASURES.keys(),
        help=f"the measures by name, with commas between them: {', '.join(MEASURES)}",
    )
    asked = parser.parse_args(arguments)
    plan = _times(QUICK if asked.quick else FULL, asked.samples)
    talk = Console(stderr=True, highlight=False)
    with tempfile.TemporaryDirectory(prefix="tweespraak-bench-", dir=asked.folder) as folder:
        load = os.getloadavg()[0]
        rows = measure(Path(folder), plan, talk.print, asked.only)
        kind = _file_system(Path(folder))
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 132)
    console.print(table(rows))
    console.print(
        f"Python {platform.python_version()}, {os.cpu_count()} processors, load {load:.1f} before "
        f"and {os.getloadavg()[0]:.1f} after, vaults on {kind}."
    )
    for note in NOTES:
        console.print(note)


def _names(text: str) -> list[str]:
    """Give the names of measures in `text`."""
    names = text.split(",")
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        raise argparse.ArgumentTypeError(f"no measure is called {', '.join(unknown)}")
    return names


def _times(plan: Plan, factor: float) -> Plan:
    """Give the plan with `factor` times as many samples."""
    counts = ("commands", "starts", "keys", "saves", "rounds")
    return replace(plan, **{name: max(1, round(factor * getattr(plan, name))) for name in counts})


def _file_system(folder: Path) -> str:
    """Give the kind of disk that `folder` is on, as far as the system says."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return "an unknown disk"
    mounted = [line.split()[1:3] for line in mounts.read_text().splitlines()]
    fitting = [(point, kind) for point, kind in mounted if folder.resolve().is_relative_to(point)]
    return max(fitting, key=lambda mount: len(mount[0]), default=("", "an unknown disk"))[1]


if __name__ == "__main__":
    main(sys.argv[1:])
