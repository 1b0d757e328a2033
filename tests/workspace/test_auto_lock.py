"""Auto-lock: what follows from how long nobody touched a key, by a clock that is moved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions.commands import CallTimeOut
from sessions.store.sealing import Cost
from tests.store.helpers import seal_with
from tests.workspace.opened import Clock, OpenWorkspace, couple, opened
from tui.workspace.auto_lock import AutoLock, LockState
from tui.workspace.settings import LOCK_AFTER

CHEAP = Cost(memory=8, passes=1, lanes=1)
PASSPHRASE = "tafel stoel regen fiets"


@pytest.fixture
def sealed(folder: Path, clock: Clock) -> Iterator[OpenWorkspace]:
    """Give a work on a sealed vault that is open."""
    with opened(folder, clock) as work:
        seal_with(work.vault, PASSPHRASE, cost=CHEAP)
        yield work


def lock_after(work: OpenWorkspace, minutes: str) -> None:
    """Choose after how long it locks."""
    work.library.change_settings(replace(work.library.settings, lock_after=minutes))


@pytest.mark.parametrize("minutes", [minutes for minutes in LOCK_AFTER if minutes != "0"])
def test_it_warns_a_minute_before_it_locks(sealed: OpenWorkspace, minutes: str) -> None:
    """Once; and it locks at the very minute that was chosen."""
    lock_after(sealed, minutes)
    lock = AutoLock(sealed.workspace)
    sealed.clock.forward(minutes=int(minutes) - 1, seconds=-1)
    assert lock.look() is LockState.OPEN
    sealed.clock.forward(seconds=1)
    assert [lock.look(), lock.look()] == [LockState.WARNED, LockState.OPEN]
    sealed.clock.forward(seconds=59)
    assert lock.look() is LockState.OPEN
    sealed.clock.forward(seconds=1)
    assert [lock.look(), lock.look()] == [LockState.LOCKED, LockState.LOCKED]


def test_a_key_begins_it_anew(sealed: OpenWorkspace) -> None:
    """A warning can be taken away then, and comes again later."""
    lock = AutoLock(sealed.workspace)
    sealed.clock.forward(minutes=14)
    assert lock.look() is LockState.WARNED
    assert lock.touch()
    assert not lock.touch()
    sealed.clock.forward(minutes=13)
    assert lock.look() is LockState.OPEN
    sealed.clock.forward(minutes=1)
    assert lock.look() is LockState.WARNED


def test_sleep_counts(sealed: OpenWorkspace) -> None:
    """A computer that slept past the warning locks at once."""
    lock = AutoLock(sealed.workspace)
    sealed.clock.forward(hours=8)
    assert lock.look() is LockState.LOCKED


def test_another_time_counts_at_once(sealed: OpenWorkspace) -> None:
    """From the last key, not from when it was chosen; 0 is never."""
    lock = AutoLock(sealed.workspace)
    sealed.clock.forward(minutes=6)
    lock_after(sealed, "5")
    assert lock.look() is LockState.LOCKED
    lock_after(sealed, "0")
    sealed.clock.forward(days=3)
    assert (lock.look(), lock.locks_at()) == (LockState.OPEN, None)


def test_a_time_out_does_not_count(sealed: OpenWorkspace) -> None:
    """Nobody has to touch a key in it; once it is over, the minutes begin."""
    sealed.workspace.begin(couple())
    sealed.send(CallTimeOut())
    lock = AutoLock(sealed.workspace)
    for _ in range(19):
        sealed.clock.forward(minutes=1)
        assert lock.look() is LockState.OPEN
    sealed.clock.forward(minutes=14)
    assert lock.look() is LockState.WARNED
    sealed.clock.forward(minutes=1)
    assert lock.look() is LockState.LOCKED


def test_what_is_not_sealed_does_not_lock(work: OpenWorkspace) -> None:
    """There is no passphrase to open it again."""
    lock = AutoLock(work.workspace)
    work.clock.forward(days=3)
    assert (lock.look(), lock.locks_at()) == (LockState.OPEN, None)


def test_what_is_locked_does_not_lock_again(folder: Path, clock: Clock) -> None:
    """Before the passphrase there is nothing to lock; after it there is."""
    with opened(folder, clock) as work:
        seal_with(work.vault, PASSPHRASE, cost=CHEAP)
    with opened(folder, clock) as work:
        lock = AutoLock(work.workspace)
        clock.forward(days=3)
        assert (lock.look(), lock.locks_at()) == (LockState.OPEN, None)
        work.vault.seal.unlock(PASSPHRASE)
        assert lock.look() is LockState.LOCKED
