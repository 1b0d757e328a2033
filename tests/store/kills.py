"""Kill -9 in the middle of saving: ``python -m tests.store.kills MODE COUNT SEED FOLDER``.

It is a program of its own, because it forks: it has one thread, holds no lock when it forks, and
has imported all that a child needs, so that a kill hits saving and not the start of Python. What it
saw is written as one line of JSON.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from sessions import errors
from sessions.conversation import Conversation
from sessions.store import Vault, writer
from sessions.store.sealing import Cost
from tests.store.faults import NOW, pair, saying
from tests.store.helpers import every_conversation, seal_with

CHEAP = Cost(memory=8, passes=1, lanes=1)
PASSPHRASE = "four words in a row"
IDS = ("ab" + "0" * 30, "ab" + "1" * 30, "cd" + "2" * 30)
PAIR = "p1"
WAIT = 60.0
"""Seconds before a child that says nothing is a failure."""

IMPORTED = (writer,)
"""What a child must not have to import first."""


@dataclass
class Report:
    """What was seen. All but the first four must be nought, or empty."""

    kills: int = 0
    saves: int = 0
    unfinished: int = 0
    """Kills that left a temporary file behind, so hit in the middle of a save."""
    slowest: float = 0.0
    """Seconds for the slowest opening after a kill, or the slowest refusal."""
    problems: list[str] = field(default_factory=list)


def opened(folder: Path) -> Vault:
    """Open the vault, and unlock it when it is sealed."""
    vault = Vault.open(folder, now=NOW)
    if vault.seal.is_locked:
        vault.seal.unlock(PASSPHRASE)
    return vault


def numbered(conversation_id: str, number: int) -> Conversation:
    """Give a conversation that says its number, and is longer the higher that is."""
    return saying(f"number {number} " + "x" * (number % 97 * 300), conversation_id)


def number_of(conversation: Conversation) -> int:
    """Give the number in it."""
    return int(conversation.title().split()[1])


# -- The child ------------------------------------------------------------------------------------


def start(work: Callable[[int], None]) -> tuple[int, int]:
    """Fork a child that does `work` with the end of a pipe; give its process and the other end."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    # From here on it is the child, which may never come back into what started it.
    try:
        os.close(reading)
        work(writing)
        os._exit(0)
    except BaseException as problem:  # noqa: BLE001 - told over the pipe, whatever it is
        with suppress(OSError):
            os.write(writing, f"!{problem!r}\n".encode())
    finally:
        os._exit(1)


def save_on(folder: Path, number: int, writing: int) -> None:
    """Save as fast as it goes, and say each time what is on the disk."""
    vault = opened(folder)
    while True:
        number += 1
        what = number % (len(IDS) + 1)
        if what == len(IDS):
            vault.records.save_pair(pair(PAIR, f"number {number}"))
        else:
            vault.records.save(numbered(IDS[what], number))
        os.write(writing, b"%d\n" % number)
        if number % 11 == 0:
            vault.index.flush()


def hold(folder: Path, until: int, writing: int) -> None:
    """Hold the vault and save, until the pipe `until` is closed; then close it as it should be."""
    number = 0
    with opened(folder) as vault:
        os.write(writing, b"0\n")
        while not select.select([until], [], [], 0)[0]:
            number += 1
            vault.records.save(numbered(IDS[0], number))
    os.write(writing, b"%d\n" % number)


def take(folder: Path, writing: int) -> None:
    """Take the vault, say so, and do nothing for ever."""
    vault = opened(folder)
    os.write(writing, b"0\n")
    signal.pause()
    vault.close()


# -- The parent -----------------------------------------------------------------------------------


class Pipe:
    """What a child says, a line at a time."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.rest = b""
        self.numbers: list[int] = []
        self.error = ""

    def wait(self, count: int) -> None:
        """Come back when `count` lines were said, or the child has ended."""
        while len(self.numbers) < count and self._read(WAIT):
            pass

    def close(self) -> None:
        """Take in what was said before the end."""
        while self._read(WAIT):
            pass
        os.close(self.descriptor)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.descriptor], [], [], seconds)
        if not ready:
            self.error = self.error or "it said nothing for too long"
            return False
        part = os.read(self.descriptor, 65536)
        *lines, self.rest = (self.rest + part).split(b"\n")
        for line in lines:
            if line.startswith(b"!"):
                self.error = line.decode("utf-8", "replace")
            else:
                self.numbers.append(int(line))
        return bool(part)


def kill(process: int) -> None:
    """Kill a child and wait until it is gone."""
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def busy(seconds: float) -> None:
    """Let a very short time pass, shorter than the system can wait."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def kill_often(folder: Path, count: int, random: Random) -> Report:
    """Kill a child that saves, `count` times, and look at the vault after each."""
    report = Report()
    last = dict.fromkeys((*IDS, PAIR), 0)
    number = 0
    for _ in range(count):
        process, reading = start(partial(save_on, folder, number))
        pipe = Pipe(reading)
        # Some are killed while the vault is being opened.
        wanted = random.choice((0, 1, 1, 2, 3, 5, 8))
        pipe.wait(wanted)
        busy(random.random() * 0.004)
        kill(process)
        pipe.close()
        if pipe.error:
            report.problems.append(pipe.error)
        for saved in pipe.numbers:
            last[(*IDS, PAIR)[saved % (len(IDS) + 1)]] = saved
        report.kills += 1
        report.saves += len(pipe.numbers)
        report.unfinished += any(folder.rglob(".tweespraak-*"))
        begun = pipe.numbers[-1] + 1 if pipe.numbers else number + 1
        look(folder, last, begun, report)
        number = max(number, begun)
    return report


def look(folder: Path, last: dict[str, int], begun: int, report: Report) -> None:
    """Open the vault at once and see that nothing is lost; `begun` is the last save there was."""
    before = time.perf_counter()
    try:
        vault = opened(folder)
    except errors.StoreError as problem:
        report.problems.append(f"after {begun} it did not open: {problem!r}")
        return
    report.slowest = max(report.slowest, time.perf_counter() - before)
    with vault:
        found: dict[str, int] = {}
        for conversation in every_conversation(vault):
            if isinstance(conversation, errors.StoreError):
                report.problems.append(f"after {begun}: {conversation!r}")
            else:
                found[conversation.id] = number_of(conversation)
        listing = vault.index.read()
        listed = {summary.id: int(summary.title.split()[1]) for summary in listing.summaries}
        if listed != found or listing.problems:
            report.problems.append(f"after {begun}: listed {listed}, there is {found}")
        pairs = [pair.people[0].name for pair in vault.records.pairs() if pair.id == PAIR]
        found[PAIR] = int(pairs[0].split()[1]) if pairs else 0
        for id_, number in last.items():
            there = found.get(id_, 0)
            # The save that was on its way is there or not; nothing before it may be gone.
            if there not in {number, begun} or (there > number and there != begun):
                report.problems.append(f"after {begun}: {id_} is {there}, and {number} was said")
            last[id_] = max(number, there)


def second(folder: Path, count: int, random: Random) -> Report:
    """Try to open a vault that a child holds and writes to; the child is not disturbed."""
    report = Report()
    until, stop = os.pipe()

    def work(writing: int) -> None:
        os.close(stop)
        hold(folder, until, writing)

    process, reading = start(work)
    pipe = Pipe(reading)
    pipe.wait(1)
    for attempt in range(count):
        before = time.perf_counter()
        try:
            Vault.open(folder, now=NOW).close()
            report.problems.append(f"attempt {attempt} opened it")
        except errors.VaultInUse as problem:
            if (problem.fields["process"], problem.fields["since"]) != (process, NOW):
                report.problems.append(f"attempt {attempt} was told {problem.fields}")
        report.slowest = max(report.slowest, time.perf_counter() - before)
        busy(random.random() * 0.002)
        if attempt % 10 == 0:
            with Vault.open(folder, now=NOW, read_only=True) as reader:
                list(every_conversation(reader) if not reader.seal.is_locked else ())
    os.close(stop)
    pipe.close()
    os.close(until)
    _, status = os.waitpid(process, 0)
    if status or pipe.error or len(pipe.numbers) != 2:
        report.problems.append(f"the holder ended with {status}: {pipe.error}")
        return report
    report.saves = pipe.numbers[-1]
    with opened(folder) as vault:
        if number_of(vault.records.load(IDS[0])) != report.saves:
            report.problems.append("the last save of the holder is not there")
    return report


def locks(folder: Path, count: int, random: Random) -> Report:
    """Kill a child that holds the vault; it opens at once, each time."""
    report = Report()
    for _ in range(count):
        process, reading = start(lambda writing: take(folder, writing))
        pipe = Pipe(reading)
        pipe.wait(1)
        kill(process)
        pipe.close()
        if pipe.error or len(pipe.numbers) != 1:
            report.problems.append(pipe.error or "it was not held")
        before = time.perf_counter()
        try:
            opened(folder).close()
        except errors.StoreError as problem:
            report.problems.append(repr(problem))
        report.slowest = max(report.slowest, time.perf_counter() - before)
        report.kills += 1
        busy(random.random() * 0.001)
    return report


MODES: dict[str, Callable[[Path, int, Random], Report]] = {
    "kills": kill_often,
    "second": second,
    "locks": locks,
}


def main(mode: str, count: str, seed: str, folder: str) -> None:
    """Do what `mode` says, in a vault that is sealed when the mode ends on ``-sealed``."""
    name, _, sealed = mode.partition("-")
    with Vault.open(Path(folder), now=NOW) as vault:
        vault.records.save_settings({"language": "nl"})
        if sealed:
            seal_with(vault, PASSPHRASE, cost=CHEAP)
    report = MODES[name](Path(folder), int(count), Random(seed))
    sys.stdout.write(json.dumps(vars(report)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
