"""The measurements. Ours and bare take turns, one sample each, so that noise hits both."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack

from tests.benchmarks import bare, vaults
from tests.benchmarks.bench import (
    BACK_SPACE,
    BREAK,
    FILLED,
    FULL_FRAME,
    IMPACT,
    LETTER,
    LONG_ROWS,
    REFLECTION,
    SHORT_ROWS,
    Bench,
    go_on,
)
from tests.benchmarks.figures import MEGABYTES, POINTS, Row, median_row, percentile, tail_rows
from tests.benchmarks.program import BARE, Program, ours, python, screens
from tests.benchmarks.store_measures import listing, saving, unlocking


def commands(bench: Bench) -> list[Row]:
    """Measure what is done without screens, beside a Python that does nothing."""
    nothing = python("-c", "pass")
    vault = bench.vault("many")
    vaults.settle(vault)
    due = ours("due", "--data", vault, "--language", "en")
    what = f"tweespraak due with {bench.plan.many:,} conversations"
    asked: dict[str, tuple[list[str], float | None]] = {
        "import of tui.cli.main, without Textual": (python("-c", _IMPORT), None),
        what: (due, 8),
        f"{what}, --json": ([*due, "--json"], 5),
        f"{what}, --quiet": ([*due, "--quiet"], 5),
    }
    env = bench.environment()
    rows = []
    for name, (argv, most) in asked.items():
        times, others = [], []
        for count in range(-bench.plan.warm, bench.plan.commands):
            spent, bare_spent = _run(argv, env), _run(nothing, env)
            if count >= 0:
                times.append(spent)
                others.append(bare_spent)
        rows.append(median_row(name, times, others, most=most))
    return rows


_IMPORT = "import sys, tui.cli.main; sys.exit('textual' in sys.modules)"


def _run(argv: Sequence[str], env: Mapping[str, str]) -> float:
    """Run a command and give how long that took, in seconds."""
    begun = time.perf_counter()
    subprocess.run(argv, env=env, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def home(bench: Bench) -> list[Row]:
    """Measure the first frame of home, when its list is filled, and what it has in memory then."""
    argv, env = screens(bench.vault("many")), bench.environment()
    if bench.plan.warm:  # bytecode is there after it, and the files are in memory
        _start(argv, env, FULL_FRAME, FILLED)
        _start(BARE, env, bare.SIGNS, bare.SIGNS)
    mine: list[tuple[float, float, float]] = []
    others: list[tuple[float, float, float]] = []
    for _ in range(bench.plan.starts):
        mine.append(_start(argv, env, FULL_FRAME, FILLED))
        others.append(_start(BARE, env, bare.SIGNS, bare.SIGNS))
    first, filled, memory = zip(*mine, strict=True)
    bare_first, _, bare_memory = zip(*others, strict=True)
    what = f"home with {bench.plan.many:,} conversations"
    return [
        median_row(f"first frame of {what}", first, bare_first, most=1.25),
        median_row("  until its list is filled", filled, bare_first),
        Row(
            what=f"memory on {what}",
            unit=MEGABYTES,
            ours=percentile(memory, 50),
            bare=percentile(bare_memory, 50),
            samples=len(memory),
            most=1.5,
        ),
    ]


def _start(
    argv: Sequence[str], env: Mapping[str, str], frame: Sequence[str], filled: Sequence[str]
) -> tuple[float, float, float]:
    """Start a program; give the seconds to the full frame and to all of it, and its MB then."""
    with Program(argv, env) as program:
        first = program.wait(*frame) - program.started
        whole = program.wait(*frame, *filled) - program.started
        program.rest(0.3)
        return first, max(first, whole), program.memory()


def keys(bench: Bench) -> list[Row]:
    """Measure a key press to its repaint, in a short and in a long field."""
    with ExitStack() as programs:
        mine = [programs.enter_context(bench.program(name)) for name in ("impact", "reflection")]
        others = [
            programs.enter_context(bench.bare(text, rows))
            for text, rows in (("", SHORT_ROWS), (vaults.LONG, LONG_ROWS))
        ]
        for program, sign in zip(mine, (IMPACT, REFLECTION), strict=True):
            go_on(program, sign)
        for program in others:
            program.wait(*bare.SIGNS)
        times: dict[Program, list[float]] = {other: [] for other in (*mine, *others)}
        if any(program.shows(LETTER) for program in times):
            raise ValueError(f"{LETTER} stands on a screen already")
        for count in range(-bench.plan.warm, bench.plan.keys):
            for program, taken in times.items():
                spent = _letter(program)
                if count >= 0:
                    taken.append(spent)
    rows: list[Row] = []
    for what, program, other in zip(("short field", "long text"), mine, others, strict=True):
        rows += tail_rows(f"key to repaint, {what}", times[program], times[other], most=1.5)
    return rows


def _letter(program: Program) -> float:
    """Type a letter and take it away; give the seconds until it was painted."""
    program.rest()
    spent = program.press(LETTER)
    program.rest()
    program.send(BACK_SPACE)
    return spent


def waiting(bench: Bench) -> list[Row]:
    """Measure the processor while nobody does anything; all programs wait at the same time."""
    with ExitStack() as programs:

        def enter(program: Program) -> Program:
            return programs.enter_context(program)

        other = enter(Program(BARE, bench.environment()))
        there = enter(bench.program("many"))
        impact, moving = enter(bench.program("impact")), enter(bench.program("break"))
        still = enter(bench.program("still", TWEESPRAAK_MOTION="none"))
        mine = {
            "home": there,
            "an impact turn": impact,
            "a time-out, ring moving": moving,
            "a time-out, ring still": still,
        }
        for program, sign in ((impact, IMPACT), (moving, BREAK), (still, BREAK)):
            go_on(program, sign)
        there.wait(*FULL_FRAME, *FILLED)
        other.wait(*bare.SIGNS)
        everybody = [*mine.values(), other]
        for program in everybody:
            program.rest(0.2)
        spent: dict[Program, list[float]] = {program: [] for program in everybody}
        for _ in range(bench.plan.rounds):
            for program, points in _watch(everybody, bench.plan.seconds).items():
                spent[program].append(points)
    return [
        Row(
            what=f"processor while waiting on {name}",
            unit=POINTS,
            ours=percentile(spent[program], 50),
            bare=percentile(spent[other], 50),
            samples=bench.plan.rounds,
            most=0.5,
        )
        for name, program in mine.items()
    ]


def _watch(programs: Sequence[Program], seconds: float) -> dict[Program, float]:
    """Give for each program how much of one processor it takes in the next seconds, in points."""
    begun = time.perf_counter()
    before = {program: program.processor() for program in programs}
    while (spent := time.perf_counter() - begun) < seconds:
        programs[0].attend(min(0.1, seconds - spent))
        for program in programs:
            program.read()
    length = time.perf_counter() - begun
    return {program: 100 * (program.processor() - before[program]) / length for program in programs}


MEASURES: tuple[Callable[[Bench], list[Row]], ...] = (
    home,
    keys,
    commands,
    saving,
    listing,
    unlocking,
    waiting,
)
"""All of them, in the order of the design's table."""
