"""The writer: nobody waits for the disk, and nothing that was submitted gets lost."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path
from threading import Event, current_thread, main_thread
from typing import Any

import pytest

from sessions import errors
from sessions.store import Result, Vault, Writer
from sessions.store.disk import Disk
from sessions.store.vault_records import VaultRecords
from sessions.store.writer import Record
from tests.conftest import ROOT
from tests.store.conftest import Opener
from tests.store.faults import ID, NOW, OTHER, Faulty, pair, saying
from tests.store.helpers import every_conversation

LONG = 30
"""Seconds a test waits at most for what comes at once."""


class Gate(Disk):
    """A disk whose renames wait until the test opens the gate."""

    def __init__(self) -> None:
        self.reached = Event()
        self.opened = Event()
        self.opened.set()
        self.renames = 0

    def rename(self, old: Path, new: Path) -> None:
        self.reached.set()
        assert self.opened.wait(LONG)
        self.renames += 1
        super().rename(old, new)


class Broken:
    """A fault that can be switched on and off."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, name: str, given: tuple[Any, ...]) -> None:
        if self.number and name == "write":
            raise OSError(self.number, "broken")


def test_what_is_submitted_is_on_the_disk_after_a_flush(open_vault: Opener) -> None:
    """Conversations, pairs and settings, in the order in which they came, saved in a thread."""
    results: list[Result] = []
    threads = set()

    def heard(result: Result) -> None:
        results.append(result)
        threads.add(current_thread())

    vault = open_vault()
    with Writer(vault, heard) as writer:
        records: list[Record] = [saying("a"), saying("b", OTHER), pair(), {"theme": "dark"}]
        for record in records:
            writer.submit(record)
        assert writer.flush(LONG)
        assert list(every_conversation(vault)) == records[:2]
        assert vault.records.pairs() == (pair(),)
        assert vault.records.settings() == {"theme": "dark"}
    assert [result.record for result in results] == records
    assert all(result.saved and not result.error for result in results)
    assert main_thread() not in threads


def test_only_the_newest_state_of_a_record_is_written(open_vault: Opener) -> None:
    """While one save goes on, a hundred keys become one save."""
    disk = Gate()
    vault = open_vault(disk)
    results: list[Result] = []
    with Writer(vault, results.append) as writer:
        disk.renames = 0
        disk.opened.clear()
        disk.reached.clear()
        writer.submit(saying("first"))
        assert disk.reached.wait(LONG)
        for number in range(100):
            writer.submit(saying(str(number)))
            writer.submit(saying(str(number), OTHER))
        assert not writer.flush(0)
        disk.opened.set()
        assert writer.flush(LONG)
        assert disk.renames == 3
        assert [vault.records.load(conversation_id).title() for conversation_id in (ID, OTHER)] == [
            "99",
            "99",
        ]
    assert len(results) == 3


def test_a_submit_comes_back_while_the_disk_hangs(open_vault: Opener) -> None:
    """The person goes on typing; a flush gives up after its time and says so."""
    disk = Gate()
    vault = open_vault(disk)
    with Writer(vault, lambda result: None) as writer:
        disk.opened.clear()
        writer.submit(saying("a"))
        writer.submit(saying("b"))
        assert not writer.flush(0)
        disk.opened.set()
        assert writer.flush(LONG)


def test_what_failed_is_tried_again(open_vault: Opener) -> None:
    """The error is told, the record waits, and the next flush or key saves it."""
    fault = Broken()
    vault = open_vault(Faulty(fault))
    results: list[Result] = []
    writer = Writer(vault, results.append)
    fault.number = errno.EIO
    writer.submit(saying("a"))
    assert not writer.flush(LONG)
    assert [type(problem) for problem in writer.problems] == [errors.SaveFailed]
    fault.number = errno.ENOSPC
    assert not writer.flush(LONG)
    assert [type(problem) for problem in writer.problems] == [errors.DiskFull]
    fault.number = 0
    writer.submit(saying("b", OTHER))
    assert writer.flush(LONG)
    assert writer.problems == ()
    assert [vault.records.load(conversation_id).title() for conversation_id in (ID, OTHER)] == [
        "a",
        "b",
    ]
    assert writer.close(LONG)
    # A flush may try more than once; what it is told comes in this order all the same.
    told = list(dict.fromkeys(type(result.error) for result in results if result.error))
    assert told == [errors.SaveFailed, errors.DiskFull]
    failed = sum(result.error is not None for result in results)
    assert all(result.saved for result in results[failed:])


def test_a_newer_state_takes_the_place_of_one_that_failed(open_vault: Opener) -> None:
    """What is tried again is what stands on the screen now, never older words."""
    fault = Broken()
    vault = open_vault(Faulty(fault))
    with Writer(vault, lambda result: None) as writer:
        fault.number = errno.EIO
        writer.submit(saying("old"))
        assert not writer.flush(LONG)
        fault.number = 0
        writer.submit(saying("new"))
        assert writer.flush(LONG)
        assert writer.flush(LONG)
        assert vault.records.load(ID).title() == "new"


def test_closing_says_what_is_not_saved(open_vault: Opener) -> None:
    """A disk that stays broken is no secret at the end."""
    fault = Broken()
    writer = Writer(open_vault(Faulty(fault)), lambda result: None)
    fault.number = errno.EIO
    writer.submit(saying("a"))
    assert not writer.close(LONG)
    assert [type(problem) for problem in writer.problems] == [errors.SaveFailed]
    with pytest.raises(RuntimeError):
        writer.submit(saying("b"))
    fault.number = 0
    assert writer.close(LONG)


def test_a_mistake_of_the_program_stops_no_other_save(
    open_vault: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error nobody thought of is told as a save that failed, and the thread goes on."""
    vault = open_vault()
    save = VaultRecords.save

    def odd(self: VaultRecords, record: Any) -> Any:
        if record.id == ID:
            raise ZeroDivisionError("with somebody's words")
        return save(self, record)

    monkeypatch.setattr(VaultRecords, "save", odd)
    results: list[Result] = []
    writer = Writer(vault, results.append)
    writer.submit(saying("a"))
    writer.submit(saying("b", OTHER))
    assert not writer.close(LONG)
    assert isinstance(results[0].error, errors.SaveFailed)
    assert results[0].error.fields == {"reason": "ZeroDivisionError"}
    assert vault.records.load(OTHER).title() == "b"


def test_a_listener_that_fails_stops_no_save(open_vault: Opener) -> None:
    """The screen may be gone already; everything is saved, and closing raises its error."""
    vault = open_vault()

    def gone(result: Result) -> None:
        raise LookupError("no screen")

    writer = Writer(vault, gone)
    writer.submit(saying("a"))
    writer.submit(saying("b", OTHER))
    with pytest.raises(LookupError):
        writer.close(LONG)
    assert len(vault.records.ids()) == 2
    assert writer.close(LONG)


def test_an_idle_writer_has_no_thread(open_vault: Opener) -> None:
    """It costs nothing while a person thinks, and closing it twice is fine."""
    writer = Writer(open_vault(), lambda result: None)
    assert writer._thread is None
    assert writer.flush(0)
    assert writer.close(0)
    assert writer.close(0)


def test_a_program_that_ends_without_closing_loses_nothing(folder: Path) -> None:
    """The thread is no daemon: the interpreter waits for what was submitted, and then ends."""
    code = (
        "import sys; from pathlib import Path; from sessions.store import Vault, Writer\n"
        "from tests.store.faults import NOW, saying\n"
        "writer = Writer(Vault.open(Path(sys.argv[1]), now=NOW), lambda result: None)\n"
        "for n in range(20): writer.submit(saying(str(n)))\n"
        "raise SystemExit(7)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, check=False, timeout=LONG
    )
    assert ran.returncode == 7
    with Vault.open(folder, now=NOW) as vault:
        assert vault.records.load(ID).title() == "19"
