"""The measurements. Ours and bare take turns, one sample each, so that noise hits both."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sessions import moves
from sessions.store import Vault
from tests.benchmarks import bare, vaults
from tests.benchmarks.figures import (
    MEGABYTES,
    POINTS,
    Plan,
    Row,
    median_row,
    percentile,
    tail_rows,
)
from tests.benchmarks.program import BARE, Program, environment, ours, python, screens

FULL_FRAME = ("Tweespraak", "Today", "Earlier conversations", "Ctrl+Q")
"""What home shows from top to bottom; the words of the last key do not fit on 80 cells."""
FILLED = ("Look back", "Go on where you were")
"""What it shows as soon as the vault has been read."""
IMPACT, REFLECTION, BREAK = "Tell what it does to you", "What did you hear", "breathe"
"""Words of the screens on which is measured."""
SHORT_ROWS, LONG_ROWS = 3, 7
"""Rows of the bare text area that show as many lines of text as our fields do: one, and five."""
LETTER, BACK_SPACE = "z", "\x7f"
"""A letter that stands on none of these screens, and the key that takes it away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where is measured, how much, and with what."""

    folder: Path
    plan: Plan
    now: datetime
    given: vaults.Example

    def environment(self, **more: str) -> dict[str, str]:
        """Give the environment of the programs."""
        return environment(self.folder, **more)

    def vault(self, name: str) -> Path:
        """Give the folder of a vault; what was made once is used again."""
        path = self.folder / name
        if path.is_dir():
            return path
        counts = {"some": self.plan.some, "many": self.plan.many, "most": self.plan.most}
        if name in counts:
            return vaults.vault_of(path, self.given, counts[name], self.now)
        talks = {
            "impact": self.given.impact,
            "reflection": self.given.reflection,
            "break": self.given.break_,
            "still": self.given.break_,
        }
        return vaults.vault_with(path, self.given, talks[name], self.now)

    def program(self, name: str, **more: str) -> Program:
        """Start the program on a vault."""
        return Program(screens(self.vault(name)), self.environment(**more))

    def bare(self, text: str, rows: int) -> Program:
        """Start the bare app with a text in a text area of some rows."""
        return Program(BARE, self.environment(**{bare.TEXT: text, bare.ROWS: str(rows)}))


def go_on(program: Program, sign: str) -> None:
    """Open the one conversation of the vault, up to where `sign` shows."""
    program.wait(*FULL_FRAME, FILLED[-1])
    program.rest(0.2)
    program.send("\r")
    program.wait(sign)
    program.rest(0.2)


# -- The command line ----------------------------------------------------------------------------


def commands(bench: Bench) -> list[Row]:
    """Measure the start of commands without screens, beside a Python that does nothing."""
    nothing = python("-c", "pass")
    asked: dict[str, tuple[list[str], Mapping[str, object]]] = {
        "import of tui.cli, without Textual": (python("-c", _IMPORT), {}),
        "tweespraak --version (for `due --quiet`)": (
            ours("--version"),
            {"most": 5, "stand_in": True},
        ),
        "tweespraak --help (for `due`)": (ours("--help"), {"most": 8, "stand_in": True}),
    }
    env = bench.environment()
    rows = []
    for what, (argv, budget) in asked.items():
        times, others = [], []
        for count in range(-bench.plan.warm, bench.plan.commands):
            spent, bare_spent = _run(argv, env), _run(nothing, env)
            if count >= 0:
                times.append(spent)
                others.append(bare_spent)
        rows.append(median_row(what, times, others, **budget))
    return rows


_IMPORT = "import sys, tui.cli; sys.exit('textual' in sys.modules)"


def _run(argv: Sequence[str], env: Mapping[str, str]) -> float:
    """Run a command and give how long that took, in seconds."""
    begun = time.perf_counter()
    subprocess.run(argv, env=env, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


# -- Home ----------------------------------------------------------------------------------------


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
        times: dict[Program, list[float]] = {one: [] for one in (*mine, *others)}
        if any(one.shows(LETTER) for one in times):
            raise ValueError(f"{LETTER} stands on a screen already")
        for count in range(-bench.plan.warm, bench.plan.keys):
            for program, taken in times.items():
                spent = _letter(program)
                if count >= 0:
                    taken.append(spent)
    rows: list[Row] = []
    for what, one, other in zip(("short field", "long text"), mine, others, strict=True):
        rows += tail_rows(f"key to repaint, {what}", times[one], times[other], most=1.5)
    return rows


def _letter(program: Program) -> float:
    """Type a letter and take it away; give the seconds until it was painted."""
    program.rest()
    spent = program.press(LETTER)
    program.rest()
    program.send(BACK_SPACE)
    return spent


# -- Saving --------------------------------------------------------------------------------------


def saving(bench: Bench) -> list[Row]:
    """Measure a durable save in a small and in a very large vault."""
    names = {"some": bench.plan.some, "most": bench.plan.most}
    mine: dict[str, list[float]] = {name: [] for name in names}
    others: dict[str, list[float]] = {name: [] for name in names}
    with ExitStack() as open_vaults:
        savers = {
            name: _saver(
                open_vaults.enter_context(Vault.open(bench.vault(name), now=bench.now)), bench
            )
            for name in names
        }
        os.sync()  # the many files just made are not part of it
        for count in range(-bench.plan.warm, bench.plan.saves):
            for name, (save, by_hand) in savers.items():
                spent, bare_spent = save(count), by_hand()
                if count >= 0:
                    mine[name].append(spent)
                    others[name].append(bare_spent)
    rows: list[Row] = []
    for name, many in names.items():
        rows += tail_rows(f"save among {many:,}", mine[name], others[name], most=2)
    both = " beside ".join(f"{count:,}" for count in reversed(names.values()))
    rows += tail_rows(f"save among {both}", mine["most"], mine["some"], most=1.2)
    return rows


def _saver(vault: Vault, bench: Bench) -> tuple[Callable[[int], float], Callable[[], float]]:
    """Give how to save the conversation with one letter more, and the same bytes by hand."""
    talk = bench.given.impact
    path = vault.path(talk.id)
    beside, temporary = path.with_name("bare"), path.with_name("bare.tmp")

    def save(count: int) -> float:
        words = "that it goes on " * 10 + "and on "[: 1 + count % 7]
        written = moves.draft(talk, "see", words, now=bench.now)
        begun = time.perf_counter()
        vault.save(written)
        return time.perf_counter() - begun

    def by_hand() -> float:
        blob = path.read_bytes()
        begun = time.perf_counter()
        file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(file, blob)
        os.fsync(file)
        os.close(file)
        temporary.replace(beside)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        return time.perf_counter() - begun

    return save, by_hand


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
        for one in everybody:
            one.rest(0.2)
        spent: dict[Program, list[float]] = {one: [] for one in everybody}
        for _ in range(bench.plan.rounds):
            for one, points in _watch(everybody, bench.plan.seconds).items():
                spent[one].append(points)
    return [
        Row(
            what=f"processor while waiting on {name}",
            unit=POINTS,
            ours=percentile(spent[one], 50),
            bare=percentile(spent[other], 50),
            samples=bench.plan.rounds,
            most=0.5,
        )
        for name, one in mine.items()
    ]


def _watch(programs: Sequence[Program], seconds: float) -> dict[Program, float]:
    """Give for each program how much of one processor it takes in the next seconds, in points."""
    begun = time.perf_counter()
    before = {one: one.processor() for one in programs}
    while (spent := time.perf_counter() - begun) < seconds:
        programs[0].attend(min(0.1, seconds - spent))
        for one in programs:
            one.read()
    length = time.perf_counter() - begun
    return {one: 100 * (one.processor() - before[one]) / length for one in programs}


MEASURES: tuple[Callable[[Bench], list[Row]], ...] = (home, keys, commands, saving, waiting)
"""All of them, in the order of the design's table."""
