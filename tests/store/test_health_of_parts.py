"""The health check tells what it read, whatever stands in the way, and promises what there is."""

from __future__ import annotations

import errno
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from sessions import errors, folder_errors
from sessions.store import Vault
from sessions.store.backup import write_backup
from sessions.store.health import Health, Recoverability, check
from tests.store.conftest import Opener
from tests.store.faults import ID, NOW, OTHER, Faulty, failing, pair, read_only_system, saying
from tests.store.helpers import is_draft


@pytest.fixture(autouse=True)
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets have short names only: they are made from where they stand."""
    monkeypatch.chdir(tmp_path)


def _socket(path: Path) -> None:
    here = os.open(".", os.O_RDONLY)
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(path.name)
    finally:
        os.fchdir(here)
        os.close(here)


def _link_to_folder(path: Path) -> None:
    other = path.parent / "elsewhere"
    other.mkdir()
    path.symlink_to(other, target_is_directory=True)


NO_FOLDERS: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a socket": _socket,
    "a dangling link": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a file": lambda path: path.write_text("no folder"),
    "a link to a folder": _link_to_folder,
}
"""What may stand in the place of a folder."""

PARTS = ("conversations", "conversations/cd", "diary")

CASES = [
    (part, name)
    for part in PARTS
    for name in NO_FOLDERS
    # Who has many conversations may keep them on another disk.
    if (part, name) != ("conversations", "a link to a folder")
]


def _lay(vault: Vault, part: str, name: str) -> Path:
    path = vault.folder / part
    if path.exists():
        shutil.rmtree(path)
    NO_FOLDERS[name](path)
    return path


def _named(health: Health) -> dict[str, Recoverability]:
    return {
        Path(str(finding.problem.fields["file"])).name: finding.recoverability
        for finding in health.findings
    }


@pytest.mark.parametrize(("part", "name"), CASES)
def test_what_is_no_folder_is_named(filled: Vault, part: str, name: str) -> None:
    """By the check, which has no copy of it, and what can be read is counted."""
    path = _lay(filled, part, name)
    health = check(filled)
    assert _named(health) == {path.name: Recoverability.NOTHING}
    assert health.conversations == {"conversations": 0, "conversations/cd": 1, "diary": 2}[part]


@pytest.mark.parametrize(("part", "name"), [case for case in CASES if case[0] != "diary"])
def test_the_list_names_it_too(filled: Vault, part: str, name: str) -> None:
    """Also when the index knew what was in it, and once more when nothing changed since."""
    filled.index.read()
    filled.index.mend()
    path = _lay(filled, part, name)
    for _ in range(2):
        (problem,) = filled.index.read().problems
        assert isinstance(problem, folder_errors.PartNotAFolder)
        assert problem.fields["file"] == str(path)
        filled.index.mend()


@pytest.mark.parametrize(("part", "name"), CASES)
def test_a_backup_says_what_is_not_in_it(filled: Vault, target: Path, part: str, name: str) -> None:
    """It is made of the rest; that it holds everything is not said."""
    path = _lay(filled, part, name)
    report = write_backup(filled, target, now=NOW)
    assert [problem.fields["file"] for problem in report.left_out] == [str(path)]


def test_what_may_lie_behind_a_link_is_not_taken_for_deleted(filled: Vault) -> None:
    """Everything of two people is deleted only when it is known what that is."""
    _lay(filled, "conversations", "a dangling link")
    with pytest.raises(folder_errors.PartNotAFolder):
        filled.records.delete_pair("p1", with_setting=is_draft)
    assert [people.id for people in filled.records.pairs()] == ["p1"]


def test_the_folder_of_what_was_set_aside_is_a_link(filled: Vault) -> None:
    """In a loop too: the check says the rest."""
    (filled.folder / "damaged").symlink_to("damaged")
    health = check(filled)
    assert (health.conversations, health.findings, health.aside) == (2, [], [])


# -- What cannot be written -------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault", [failing(errno.ENOSPC, "write"), failing(errno.EIO, "write"), read_only_system]
)
def test_an_index_that_cannot_be_written_hides_nothing(
    open_vault: Opener, fault: Callable[[str, tuple[object, ...]], None]
) -> None:
    """What was read is told, with the damage; and that the list is behind."""
    vault = open_vault()
    vault.records.save(saying("one"))
    vault.records.save(saying("two", OTHER))
    vault.records.save_pair(pair())
    vault.records.path(OTHER).write_bytes(b"half")
    shutil.rmtree(vault.folder / "index", ignore_errors=True)
    vault.files.disk = Faulty(fault)
    health = check(vault)
    assert (health.conversations, health.pairs) == (1, 1)
    assert _named(health) == {f"{OTHER}.tdb": Recoverability.NOTHING}
    assert isinstance(health.unwritten, errors.StoreError)


# -- What is promised -------------------------------------------------------------------------


def test_no_copy_of_the_people_is_promised_that_is_not_there(filled: Vault) -> None:
    """Damaged, without a copy: nothing but a backup has it."""
    filled.files.pairs_path().write_bytes(b"half")
    filled.files.pairs_path(backup=True).unlink(missing_ok=True)
    assert _named(check(filled)) == {"pairs.tdb": Recoverability.NOTHING}


NO_COPIES: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a dangling link": lambda path: path.symlink_to("nowhere"),
    "damaged": lambda path: path.write_bytes(b"half"),
    "empty": lambda path: path.write_bytes(b""),
}


@pytest.mark.parametrize("name", NO_COPIES)
@pytest.mark.parametrize("whose", ["conversation", "pairs"])
def test_a_copy_that_cannot_be_read_is_not_promised(filled: Vault, whose: str, name: str) -> None:
    """Whatever stands in its place is named, and gives no hope."""
    path = filled.records.path(ID) if whose == "conversation" else filled.files.pairs_path()
    path.write_bytes(b"half")
    copy = path.with_name(path.name + ".bak")
    copy.unlink(missing_ok=True)
    NO_COPIES[name](copy)
    hopes = _named(check(filled))
    assert hopes == {path.name: Recoverability.NOTHING, copy.name: Recoverability.NOTHING}


# -- The people -------------------------------------------------------------------------------


def test_the_people_are_gone(filled: Vault) -> None:
    """Their file is not there, nor its copy, and there are conversations of theirs."""
    for path in filled.folder.glob("pairs.tdb*"):
        path.unlink()
    (finding,) = check(filled).findings
    assert isinstance(finding.problem, folder_errors.PeopleMissing)
    assert finding.recoverability is Recoverability.NOTHING


def test_only_what_was_set_is_left(filled: Vault) -> None:
    """As after a start without that file: it is there again, with nobody in it."""
    for path in filled.folder.glob("pairs.tdb*"):
        path.unlink()
    filled.records.save_settings({"language": "nl"})
    (finding,) = check(filled).findings
    assert isinstance(finding.problem, folder_errors.PeopleMissing)


def test_nobody_is_missed_where_there_is_nothing(open_vault: Opener) -> None:
    """A folder that was just made is well."""
    assert check(open_vault()).findings == []
