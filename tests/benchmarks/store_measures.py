"""Measures of the vault: saving, the list, opening a sealed vault."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

import msgspec

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
        rows += tail_rows(what, spent[name], others[name], middle=1.3, most=2)
    both = f"{names['most']:,} beside {names['some']:,}"
    rows += tail_rows(f"save among {both}", spent["most"], spent["some"], middle=1.1)
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
begun = time.perf_counter()
found = vault.index.read()
print(len(found.summaries), time.perf_counter() - begun)
"""

_READ_ROWS = """
import gc, sqlite3, sys, time
gc.disable()
base = sqlite3.connect(sys.argv[1])
begun = time.perf_counter()
found = base.execute("select * from summaries order by id").fetchall()
print(len(found), time.perf_counter() - begun)
"""


def listing(bench: Bench) -> list[Row]:
    """Measure the list at a cold start, beside reading as many rows from SQLite."""
    rows: list[Row] = []
    for name, many, most in (
        ("many", bench.plan.many, None),
        ("large", bench.plan.large, 100.0),
        ("most", bench.plan.most, 600.0),
    ):
        vault = bench.vault(name)
        vaults.settle(vault)
        base = _summaries_in_sqlite(bench, name)
        mine: list[float] = []
        others: list[float] = []
        for _ in range(bench.plan.commands):
            mine.append(_list_seconds(bench, _READ, vault, many))
            others.append(_list_seconds(bench, _READ_ROWS, base, many))
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


def _list_seconds(bench: Bench, program: str, path: Path, many: int) -> float:
    """Read a list of `many` in a process of its own; give the seconds."""
    counted, spent = subprocess.run(
        [*python(), "-c", program, path],
        env=bench.environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    if int(counted) != many:
        raise ValueError(f"{counted} conversations in a list of {many}")
    return float(spent)


def _summaries_in_sqlite(bench: Bench, name: str) -> Path:
    """Give a file of SQLite with a row for each conversation of a vault, a column for each field.

    What is a list there is JSON in its column.
    """
    path = bench.folder / f"{name}.sqlite"
    path.unlink(missing_ok=True)
    with Vault.open(bench.vault(name), now=bench.now, read_only=True) as vault:
        documents = [msgspec.to_builtins(summary) for summary in vault.index.read().summaries]
    columns = ", ".join(documents[0])
    with closing(sqlite3.connect(path)) as base:
        base.execute(f"create table summaries ({columns})")
        base.executemany(
            f"insert into summaries values ({', '.join('?' * len(documents[0]))})",
            (
                [
                    json.dumps(value) if isinstance(value, list | tuple) else value
                    for value in document.values()
                ]
                for document in documents
            ),
        )
        base.commit()
    return path


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
