"""Measures of the screens, beside a bare app. Both take turns, so that noise hits both."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from tests.benchmarks import bare, vaults
from tests.benchmarks.bench import (
    BACK_SPACE,
    BREAK,
    EMPTY,
    FILLED,
    FULL_FRAME,
    IMPACT,
    LETTER,
    LONG_ROWS,
    REFLECTION,
    SHORT_ROWS,
    STANDS,
    Bench,
    go_on,
)
from tests.benchmarks.figures import (
    MEGABYTES,
    POINTS,
    Row,
    median_row,
    percentile,
    tail_rows,
)
from tests.benchmarks.program import BARE, Program, screens

# -- Home ----------------------------------------------------------------------------------------


def home(bench: Bench) -> list[Row]:
    """Measure the first frame of home, when its list is filled, and what it has in memory then."""
    programs = {
        "empty": (screens(bench.vault("empty")), STANDS, EMPTY),
        "many": (screens(bench.vault("many")), FULL_FRAME, (*FULL_FRAME, *FILLED)),
        "bare": (BARE, bare.SIGNS, bare.SIGNS),
    }
    starts: dict[str, list[Start]] = {name: [] for name in programs}
    # After the first round bytecode is there, and the files are in memory.
    for count in range(-min(1, bench.plan.warm), bench.plan.starts):
        for name, (argv, first, all_of_it) in programs.items():
            start = _start(argv, bench.environment(), first, all_of_it)
            if count >= 0:
                starts[name].append(start)
    other_firsts = [start.first for start in starts["bare"]]
    rows: list[Row] = []
    for name, what, memory_most in (
        ("empty", "home, empty", 1.35),
        ("many", f"home with {bench.plan.many:,} conversations", 1.4),
    ):
        firsts = [start.first for start in starts[name]]
        rows.append(median_row(f"first frame of {what}", firsts, other_firsts, most=1.2))
        if name == "many":
            filled = [start.filled for start in starts[name]]
            rows.append(median_row("  until its list is filled", filled, other_firsts, most=1.5))
        rows.append(
            Row(
                what=f"memory on {what}",
                unit=MEGABYTES,
                ours=percentile([start.memory for start in starts[name]], 50),
                bare=percentile([start.memory for start in starts["bare"]], 50),
                samples=bench.plan.starts,
                most=memory_most,
            )
        )
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """How a program started: seconds to the full frame and to all of it, and its MB then."""

    first: float
    filled: float
    memory: float


def _start(
    argv: Sequence[str], env: Mapping[str, str], frame: Sequence[str], filled: Sequence[str]
) -> Start:
    """Start a program, and watch it until all of it stands."""
    with Program(argv, env) as program:
        first = program.wait(*frame) - program.started
        whole = program.wait(*filled) - program.started
        program.rest(0.3)
        return Start(first=first, filled=max(first, whole), memory=program.memory())


# -- The first press -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A press on home: what is clicked (or a key), what then shows, and the way back (the same)."""

    vault: str
    home: tuple[str, ...]
    press: str
    shows: tuple[str, ...]
    back: str


_PRESSES = {
    "Begin": Press(
        vault="empty",
        home=EMPTY,
        press="Begin",
        shows=("Who will be talking?", "Go on"),
        back="Back",
    ),
    "F1": Press(
        vault="many",
        home=(*FULL_FRAME, *FILLED),
        press="\x1bOP",
        shows=("How it works", "Close"),
        back="\x1b",
    ),
    "F10": Press(
        vault="many",
        home=(*FULL_FRAME, *FILLED),
        press="\x1b[21~",
        shows=("What would you like?", "Keep everything and stop"),
        back="\x1b",
    ),
    "Earlier conversations": Press(
        vault="many",
        home=(*FULL_FRAME, *FILLED),
        press="Earlier conversations",
        shows=("search in subjects", "Kim and Sam", "Back"),
        back="\x1b",
    ),
}


def cold(bench: Bench) -> list[Row]:
    """Measure the first press of a key in a fresh process, beside the same when it is warm."""
    rows = []
    for what, press in _PRESSES.items():
        firsts: list[float] = []
        others: list[float] = []
        for _ in range(bench.plan.starts):
            with bench.program(press.vault) as program:
                program.wait(*press.home)
                program.rest(0.2)  # nobody presses sooner
                firsts.append(_pressed(program, press))
                _pressed(program, press)
                others.append(_pressed(program, press))
        rows.append(median_row(f"{what}, cold beside warm", firsts, others, most=2.5))
    return rows


def _pressed(program: Program, press: Press) -> float:
    """Press, and go back to home; give the seconds until the next screen was painted."""
    if program.shows(press.shows[0]):
        raise ValueError(f"{press.shows[0]!r} stands there already")
    spent = program.pressed(program.keys_of(press.press), *press.shows)
    program.rest(0.1)
    program.pressed(program.keys_of(press.back), *press.home)
    program.rest(0.1)
    return spent


# -- Keys ----------------------------------------------------------------------------------------


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
        times: dict[Program, list[float]] = {program: [] for program in (*mine, *others)}
        if any(program.shows(LETTER) for program in times):
            raise ValueError(f"{LETTER} stands on a screen already")
        for count in range(-bench.plan.warm, bench.plan.keys):
            for program, taken in times.items():
                spent = _letter(program)
                if count >= 0:
                    taken.append(spent)
    rows: list[Row] = []
    budgets = {"short field": (1.2, 1.4), "long text": (None, 1.5)}
    for (what, (middle, most)), program, other in zip(budgets.items(), mine, others, strict=True):
        rows += tail_rows(
            f"key to repaint, {what}", times[program], times[other], middle=middle, most=most
        )
    return rows


def _letter(program: Program) -> float:
    """Type a letter and take it away; give the seconds until it was painted."""
    program.rest()
    spent = program.press(LETTER)
    program.rest()
    program.send(BACK_SPACE)
    return spent


# -- Waiting -------------------------------------------------------------------------------------


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
