"""The measurements of the store: a save, the list, unlocking."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack, closing

from sessions import moves
from sessions.conversation import Conversation
from sessions.store import Vault, schema, sealing
from tests.benchmarks import vaults
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Row, median_row, percentile, tail_rows
from tests.benchmarks.program import python


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
        vault.unlock(vaults.PASSPHRASE)
    return vault


def _words(bench: Bench, count: int) -> Conversation:
    """Give the conversation with some letters more each time."""
    words = "that it goes on " * 10 + "and on "[: 1 + count % 7]
    return moves.save_draft(bench.given.impact, "see", words, now=bench.now)


def _saver(vault: Vault, bench: Bench) -> tuple[Callable[[int], float], Callable[[], float]]:
    """Give how to save the conversation with one letter more, and the same bytes by hand."""
    path = vault.path(bench.given.impact.id)
    beside, temporary = path.with_name("bare"), path.with_name("bare.tmp")

    def save(count: int) -> float:
        written = _words(bench, count)
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


_READ = """
import gc, sys, time
from datetime import datetime, timezone
from pathlib import Path
from sessions.store import Vault
import msgspec
gc.disable()  # as the program does until its first screen stands
vault = Vault.open(Path(sys.argv[1]), now=datetime.now(timezone.utc), read_only=True)
if vault.is_locked:
    vault.unlock(sys.argv[2])
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
            vault.unlock(vaults.PASSPHRASE)
            mine.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        sealing.stretch(vaults.PASSPHRASE, bytes(16), sealing.Cost())
        others.append(time.perf_counter() - begun)
    return [median_row("opening a sealed vault, beside one derivation", mine, others, most=1.25)]
