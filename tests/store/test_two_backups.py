"""Two backups into one folder, at one time or after one that was killed."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sessions import errors
from sessions.store import Vault
from sessions.store.backup import Backup, write_backup
from sessions.store.disk import Disk
from sessions.store.write_new import write_new
from tests.store.faults import NOW, Faulty

LEFT = f".tweespraak-{'0' * 16}.backup"


def once(name: str, number: int, does: Callable[[], Any]) -> Disk:
    """Give a disk that does something before the call `number` of that name."""
    calls: list[str] = []

    def fault(call: str, given: tuple[Any, ...]) -> None:
        calls.append(call)
        if call == name and calls.count(name) == number:
            does()

    return Faulty(fault)


def names(folder: Path) -> list[str]:
    """Give the names in a folder, but for the vault."""
    return sorted(path.name for path in folder.iterdir() if path.name != "vault")


@pytest.mark.parametrize(
    ("call", "number"), [("write", 1), ("write", 9), ("fsync", 1), ("link", 1), ("names", 1)]
)
def test_two_backups_at_one_time(filled: Vault, target: Path, call: str, number: int) -> None:
    """One begins and ends in the middle of the other: both are there, whole."""
    other = target.with_name("other.tar")
    write_backup(
        filled,
        target,
        now=NOW,
        disk=once(call, number, lambda: write_backup(filled, other, now=NOW)),
    )
    for path in (target, other):
        with Backup.open(path) as backup:
            assert len(backup.names("conversations/")) == 2
    assert names(target.parent) == ["backup.tar", "other.tar"]


def test_two_backups_of_one_name(filled: Vault, target: Path) -> None:
    """The first that is done has the name; the other is told, and leaves nothing."""
    disk = once("fsync", 1, lambda: write_backup(filled, target, now=NOW))
    with pytest.raises(errors.BackupThere):
        write_backup(filled, target, now=NOW, disk=disk)
    with Backup.open(target) as backup:
        assert backup.names("pairs")
    assert names(target.parent) == ["backup.tar"]


def test_what_a_killed_one_left_is_taken_away(filled: Vault, target: Path) -> None:
    """Words may stand in it; the next backup there does it."""
    left = target.with_name(LEFT)
    left.write_text("half of it")
    write_backup(filled, target, now=NOW)
    assert not left.exists()


def test_what_cannot_be_taken_away_stops_no_backup(filled: Vault, target: Path) -> None:
    """That of somebody else, a folder, a link: each stays, and the backup is made."""
    folder = target.parent
    (folder / LEFT).write_text("of another user")
    (folder / LEFT.replace("0" * 16, "1" * 16)).mkdir()
    (folder / LEFT.replace("0" * 16, "2" * 16)).symlink_to("/etc/hostname")
    os.mkfifo(folder / LEFT.replace("0" * 16, "3" * 16))

    def fault(call: str, given: tuple[Any, ...]) -> None:
        if call == "unlink" and given[0].name == LEFT:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    before = names(folder)
    write_backup(filled, target, now=NOW, disk=Faulty(fault))
    assert names(folder) == sorted([*before, target.name])


@pytest.mark.parametrize("call", ["names", "lock"])
def test_a_folder_that_cannot_be_looked_into(filled: Vault, target: Path, call: str) -> None:
    """One may put something there and not see what there is, or not hold a file: it is made."""

    def fault(name: str, given: tuple[Any, ...]) -> None:
        if name == call and (call == "lock" or given[0] == target.parent):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    write_backup(filled, target, now=NOW, disk=Faulty(fault))
    with Backup.open(target) as backup:
        assert backup.names("pairs")


@pytest.mark.parametrize("what", ["backup", "export"])
def test_where_a_file_has_one_name_nobodys_is_written_over(
    filled: Vault, target: Path, what: str
) -> None:
    """On a memory stick the name is taken first; who comes in between is told, or there first."""
    taken = []

    def fault(call: str, given: tuple[Any, ...]) -> None:
        if call == "link":
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))
        if call == "rename":
            try:
                with target.open("x") as file:
                    file.write("theirs")
            except FileExistsError:
                taken.append(call)

    if what == "backup":
        write_backup(filled, target, now=NOW, disk=Faulty(fault))
    else:
        write_new(target, b"ours", Faulty(fault))
    assert taken
    assert b"theirs" not in target.read_bytes()
    assert names(target.parent) == [target.name]


@pytest.mark.parametrize("is_there", [False, True])
def test_where_a_file_has_one_name_and_gets_none(target: Path, *, is_there: bool) -> None:
    """A name that is taken by another stays; one of ours that never got its file is gone."""

    def fault(call: str, given: tuple[Any, ...]) -> None:
        if call == "link":
            if is_there:
                target.write_text("theirs")
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))
        if call == "rename":
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with pytest.raises(FileExistsError if is_there else OSError):
        write_new(target, b"ours", Faulty(fault))
    assert names(target.parent) == ([target.name] if is_there else [])
