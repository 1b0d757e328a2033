"""A full disk: the last words still fit, or who wrote them is told."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from sessions import errors
from sessions.store import Vault, reserve_space
from tests.store.conftest import Opener
from tests.store.faults import (
    ID,
    NOW,
    Faulty,
    Full,
    failing,
    saying,
)
from tests.store.test_vault import words


def test_the_last_words_still_fit_on_a_full_disk(open_vault: Opener) -> None:
    """The ballast makes room and the person is told; after that the error says the disk is full."""
    disk = Full(room=reserve_space.SIZE + 10_000)
    vault = open_vault(disk)
    assert reserve_space.is_there(vault.folder)
    vault.records.save(saying("before"))
    disk.room = 10
    saved = vault.records.save(saying("the last words"))
    assert saved.reserve_spent
    assert not reserve_space.is_there(vault.folder)
    assert words(vault.records.load(ID)) == "the last words"
    assert not vault.records.save(saying("there is room now")).reserve_spent
    disk.room = 10
    with pytest.raises(errors.DiskFull):
        vault.records.save(saying("too much"))
    assert words(vault.records.load(ID)) == "there is room now"


def test_words_that_do_not_fit_even_then_are_refused(open_vault: Opener) -> None:
    """What was saved before is still there."""
    disk = Full(room=reserve_space.SIZE + 10_000)
    vault = open_vault(disk)
    vault.records.save(saying("before"))
    with pytest.raises(errors.DiskFull):
        vault.records.save(saying("x" * 4 * reserve_space.SIZE))
    assert words(vault.records.load(ID)) == "before"
    assert [
        path for path in vault.records.path(ID).parent.iterdir() if path.name.endswith(".tmp")
    ] == []


def test_the_ballast_comes_back_when_there_is_room(open_vault: Opener) -> None:
    """A start on a full disk goes without it, the next start lays it again, in full."""
    vault = open_vault()
    (vault.folder / reserve_space.NAME).unlink()
    assert not reserve_space.is_there(open_vault(Full(room=100)).folder)
    assert reserve_space.is_there(open_vault().folder)
    (vault.folder / reserve_space.NAME).write_bytes(b"half")
    open_vault()
    assert (vault.folder / reserve_space.NAME).stat().st_size == reserve_space.SIZE


def test_a_first_start_on_a_full_disk_says_so(folder: Path) -> None:
    """A vault that cannot be made names the reason and holds no lock."""
    with pytest.raises(errors.DiskFull):
        Vault.open(folder, now=NOW, disk=Full(room=10))
    Vault.open(folder, now=NOW).close()


def test_a_quota_is_a_full_disk(open_vault: Opener) -> None:
    """Having used one's share is the same to the person."""
    open_vault().records.save(saying("before"))
    vault = open_vault(Faulty(failing(errno.EDQUOT, "write")))
    with pytest.raises(errors.DiskFull):
        vault.records.save(saying("after"))
    assert not reserve_space.is_there(vault.folder)
    assert words(vault.records.load(ID)) == "before"
