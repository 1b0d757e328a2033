"""Measures of the command line, beside a Python that does nothing."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping, Sequence

from tests.benchmarks import vaults
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Row, median_row
from tests.benchmarks.program import ours, python

_IMPORT = "import sys, tui.cli.main; sys.exit('textual' in sys.modules)"


def commands(bench: Bench) -> list[Row]:
    """Measure what is done without screens, as whole processes."""
    many, large = bench.vault("many"), bench.vault("large")
    for vault in (many, large):
        vaults.settle(vault)
    due = ours("due", "--data", many, "--language", "en")
    due_of = f"tweespraak due with {bench.plan.many:,} conversations"
    in_list = ours("list", "--json", "--data", large, "--language", "en")
    list_of = f"tweespraak list --json with {bench.plan.large:,}"
    argvs: dict[str, tuple[list[str], float | None]] = {
        "import of tui.cli.main, without Textual": (python("-c", _IMPORT), None),
        due_of: (due, 5),
        f"{due_of}, --json": ([*due, "--json"], 3.7),
        f"{due_of}, --quiet": ([*due, "--quiet"], 3.7),
        list_of: (in_list, 20),
    }
    nothing, environment = python("-c", "pass"), bench.environment()
    rows = []
    for what, (argv, most) in argvs.items():
        times, others = [], []
        for count in range(-bench.plan.warm, bench.plan.commands):
            spent, bare_spent = _run(argv, environment), _run(nothing, environment)
            if count >= 0:
                times.append(spent)
                others.append(bare_spent)
        rows.append(median_row(what, times, others, most=most))
    return rows


def _run(argv: Sequence[str], env: Mapping[str, str]) -> float:
    """Run a command and give how long that took, in seconds."""
    begun = time.perf_counter()
    subprocess.run(argv, env=env, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun
