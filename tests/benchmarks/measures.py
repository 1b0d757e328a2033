"""The measurements. Ours and bare take turns, one sample each, so that noise hits both."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sessions import moves
from sessions.conversation import Conversation
from sessions.store import Vault, schema, sealing
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
IMPACT, REFLECTION, BREAK = "Say what it does to you", "What did you hear", "breathe"
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
        counts = {
            "some": self.plan.some,
            "many": self.plan.many,
            "large": self.plan.large,
            "most": self.plan.most,
            "sealed": self.plan.some,
        }
        if name in counts:
            sealed = name == "sealed"
            return vaults.vault_of(path, self.given, counts[name], self.now, sealed=sealed)
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
        times: dict[Program, list[float]] = {other: [] for other in (*mine, *others)}
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
    """Measure a durable save, in a small and a very large vault, sealed too, beside SQLite."""
    names = {"some": bench.plan.some, "most": bench.plan.most, "sealed": bench.plan.some}
    spent: dict[str, list[float]] = {name: [] for name in (*names, "sqlite")}
    others: dict[str, list[float]] = {name: [] for name in names}
    with ExitStack() as opened:
        savers = {name: _saver(opened.enter_context(_open(bench, name)), bench) for name in names}
        in_sqlite = opened.enter_context(closing(_Sqlite(bench)))
        os.sync()  # the many files just made are not part of it
        for count in range(-bench.plan.warm, bench.plan.saves):
            for name, (save, by_hand) in savers.items():
                mine, bare_spent = save(count), by_hand()
                if count >= 0:
                    spent[name].append(mine)
                    others[name].append(bare_spent)
            sqlite_spent = in_sqlite.save(count)
            if count >= 0:
                spent["sqlite"].append(sqlite_spent)
    rows: list[Row] = []
    for name, what in (
        ("some", f"save among {names['some']:,}"),
        ("most", f"save among {names['most']:,}"),
        ("sealed", f"sealed save among {names['sealed']:,}"),
    ):
        rows += tail_rows(what, spent[name], others[name], middle=1.5, most=2)
    both = f"{names['most']:,} beside {names['some']:,}"
    rows += tail_rows(f"save among {both}", spent["most"], spent["some"], middle=1.25)
    rows += tail_rows("save beside SQLite (WAL, FULL)", spent["some"], spent["sqlite"])
    return rows


def _open(bench: Bench, name: str) -> Vault:
    """Open a vault to save in; a sealed one is unlocked."""
    vault = Vault.open(bench.vault(name), now=bench.now)
    if name == "sealed":
        vault.seal.unlock(vaults.PASSPHRASE)
    return vault


def _words(bench: Bench, count: int) -> Conversation:
    """Give the conversation with some letters more each time."""
    words = "that it goes on " * 10 + "and on "[: 1 + count % 7]
    return moves.save_draft(bench.given.impact, "see", words, now=bench.now)


def _saver(vault: Vault, bench: Bench) -> tuple[Callable[[int], float], Callable[[], float]]:
    """Give how to save the conversation with one letter more, and the same bytes by hand."""
    path = vault.records.path(bench.given.impact.id)
    beside, temporary = path.with_name("bare"), path.with_name("bare.tmp")

    def save(count: int) -> float:
        written = _words(bench, count)
        begun = time.perf_counter()
        vault.records.save(written)
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


class _Sqlite:
    """The same work in SQLite: one row a conversation, durable after each save."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._base = sqlite3.connect(bench.folder / "same.sqlite", isolation_level=None)
        self._base.execute("pragma journal_mode = wal")
        self._base.execute("pragma synchronous = full")
        self._base.execute("create table if not exists talks (id text primary key, words text)")

    def save(self, count: int) -> float:
        """Save the conversation; give the seconds."""
        written = _words(self._bench, count)
        begun = time.perf_counter()
        text = json.dumps(schema.to_document(written), ensure_ascii=False)
        self._base.execute("insert or replace into talks values (?, ?)", (written.id, text))
        return time.perf_counter() - begun

    def close(self) -> None:
        """Close it."""
        self._base.close()


# -- The list ------------------------------------------------------------------------------------

_READ = """
import gc, sys, time
from datetime import datetime, timezone
from pathlib import Path
from sessions.store import Vault
import msgspec
gc.disable()  # as the program does until its first screen stands
vault = Vault.open(Path(sys.argv[1]), now=datetime.now(timezone.utc), read_only=True)
if vault.seal.is_locked:
    vault.seal.unlock(sys.argv[2])
begun = time.perf_counter()
found = vault.index.read()
spent = time.perf_counter() - begun
begun = time.perf_counter()
for path in (vault.folder / "index").iterdir():
    path.read_bytes()
print(len(found.summaries), spent, time.perf_counter() - begun)
"""


def listing(bench: Bench) -> list[Row]:
    """Measure reading the list at a cold start, beside reading the bytes of the index."""
    rows: list[Row] = []
    for name, many, most in (
        ("many", bench.plan.many, None),
        ("large", bench.plan.large, 100.0),
        ("most", bench.plan.most, 600.0),
    ):
        vaults.settle(bench.vault(name))
        mine: list[float] = []
        others: list[float] = []
        for _ in range(bench.plan.commands):
            told = subprocess.run(
                [*python(), "-c", _READ, bench.vault(name), vaults.PASSPHRASE],
                env=bench.environment(),
                capture_output=True,
                text=True,
                check=True,
            ).stdout.split()
            if int(told[0]) != many:
                raise ValueError(f"{told[0]} conversations in a list of {many}")
            mine.append(float(told[1]))
            others.append(float(told[2]))
        middle = 1000 * percentile(others, 50)
        rows.append(
            median_row(
                f"list of {many:,} from a cold start",
                mine,
                others,
                most=most / middle if most else None,
                budget=f"{most:g} ms" if most else "",
            )
        )
    return rows


def unlocking(bench: Bench) -> list[Row]:
    """Measure opening a sealed vault, beside one derivation of a key."""
    mine: list[float] = []
    others: list[float] = []
    folder = bench.vault("sealed")
    for _ in range(bench.plan.commands):
        with Vault.open(folder, now=bench.now) as vault:
            begun = time.perf_counter()
            vault.seal.unlock(vaults.PASSPHRASE)
            mine.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        sealing.stretch(vaults.PASSPHRASE, bytes(16), sealing.Cost())
        others.append(time.perf_counter() - begun)
    return [median_row("opening a sealed vault, beside one derivation", mine, others, most=1.25)]


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
