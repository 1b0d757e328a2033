"""A backup, and what comes back out of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.store import Vault
from sessions.store.backup_kind import NotABackup
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    NOT_READABLE,
    NOTHING,
    OTHER,
    PASSPHRASE,
    SMALL_DISK,
    WRONG_USE,
    CommandLine,
    Outcome,
    error_text,
)
from tui.cli import passphrase
from tui.language.language import language

pytestmark = [pytest.mark.terminal, pytest.mark.long]


@BOTH
def test_a_backup_is_a_new_file_of_ones_own(single: CommandLine, tmp_path: Path, tag: str) -> None:
    """It is made for its owner only, under any mask, and never over what is there."""
    file = tmp_path / "backup.tar"
    before = os.umask(0)
    try:
        result = single.run("backup", str(file), tag=tag)
    finally:
        os.umask(before)
    assert result.code == DONE
    assert result.out == ""
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    made = file.read_bytes()
    again = single.run("backup", str(file), tag=tag)
    assert again == Outcome(
        WRONG_USE, "", error_text(errors.BackupThere, tag, file=str(file)) + "\n"
    )
    assert file.read_bytes() == made


def test_a_backup_where_none_can_be(single: CommandLine, tmp_path: Path) -> None:
    """A folder, a folder that is not there, a file as a folder: one sentence, nothing left behind."""
    file = tmp_path / "notes.txt"
    file.write_text("mine", encoding="utf-8")
    there = single.run("backup", str(tmp_path))
    assert (there.code, there.err) == (
        WRONG_USE,
        error_text(errors.BackupThere, file=str(tmp_path)) + "\n",
    )
    for place in (tmp_path / "missing" / "backup.tar", file / "backup.tar"):
        result = single.run("backup", str(place))
        assert result.code == NOT_READABLE
        assert result.err.startswith("The backup could not be made (")
        assert result.err.count("\n") == 1
    assert file.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "missing").exists()


@pytest.mark.parametrize("room", [0, 1_000, 9_000])
def test_a_backup_on_a_full_disk(single: CommandLine, tmp_path: Path, room: int) -> None:
    """The room ends at the first byte or half-way: one sentence, code 3, no half file, the vault as it was."""
    before = single.bytes()
    file = tmp_path / "backup.tar"
    result = single.run(str(room), "backup", str(file), program=("-c", SMALL_DISK))
    assert result.code == NOT_READABLE
    assert result.err.startswith("The backup could not be made (")
    assert result.err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["vault"]
    assert single.bytes() == before


@pytest.mark.parametrize("how", ["typed", "yes"])
@BOTH
def test_restore_into_nothing(single: CommandLine, tmp_path: Path, tag: str, how: str) -> None:
    """A backup comes back where nothing is, when they agree; a second time there is nothing to bring."""
    file = str(tmp_path / "backup.tar")
    assert single.run("backup", file).code == DONE
    new = CommandLine(tmp_path / "new", single.home, single.terminal)
    if how == "yes":
        assert new.run("restore", file, "--yes", tag=tag).code == DONE
    else:
        program = new.at_terminal("restore", file, tag=tag)
        speaks = language(tag)
        yes = speaks.t("yes")
        program.wait_for(speaks.t("Type “{yes}” to do it: ", yes=yes).strip())
        assert new.ids() == set()
        program.type(yes + "\n")
        assert program.wait_exit() == DONE
    assert new.words() == single.words()
    before = new.bytes()
    again = new.run("restore", file, tag=tag)
    assert again.code == DONE
    assert language(tag).t("Everything in this backup is here already.") in again.out
    assert {name: blob for name, blob in new.bytes().items() if name in before} == before


def test_restore_keeps_what_is_different_side_by_side(single: CommandLine, tmp_path: Path) -> None:
    """A conversation that went on since is kept, and the one of the backup comes beside it."""
    file = str(tmp_path / "backup.tar")
    assert single.run("backup", file).code == DONE
    (id_,) = single.ids()
    with Vault.open(single.folder, now=datetime.now(UTC)) as vault:
        talk = vault.records.load(id_)
        later = {talk.at.key: {"see": "only here"}}
        vault.records.save(replace(talk, drafts=later))
    result = single.run("restore", file, "--yes")
    assert result.code == DONE
    assert len(single.ids()) == 2
    assert single.words().count("words of subject") == 2
    assert single.words().count("only here") == 1


@pytest.mark.parametrize("given", [None, "", "no\n", "y\n", "yes please\n"])
def test_restore_without_a_yes_changes_nothing(
    single: CommandLine, tmp_path: Path, given: str | None
) -> None:
    """No answer, or another one: it says what would come, code 1, and nothing comes."""
    file = str(tmp_path / "backup.tar")
    assert single.run("backup", file).code == DONE
    new = CommandLine(tmp_path / "new", single.home, single.terminal)
    result = new.run("restore", file, given=given)
    assert result.code == NOTHING
    assert "1 new conversation" in result.out
    assert result.err.endswith("Nothing was changed.\n")
    assert new.ids() == set()


@pytest.mark.parametrize("how", ["cut", "flipped", "empty", "other", "missing"])
def test_restore_of_a_damaged_backup(single: CommandLine, tmp_path: Path, how: str) -> None:
    """Cut off, one bit changed, empty, another kind of file, or not there: one sentence, code 3, nothing changed."""
    file = tmp_path / "backup.tar"
    assert single.run("backup", str(file)).code == DONE
    blob = file.read_bytes()
    place = blob.index(b"words of subject")
    spoiled = {
        "cut": blob[: len(blob) // 2],
        "flipped": blob[:place] + b"W" + blob[place + 1 :],
        "empty": b"",
        "other": b"\x89PNG\r\n\x1a\n" + b"\0" * 5000,
        "missing": None,
    }[how]
    file.unlink()
    if spoiled is not None:
        file.write_bytes(spoiled)
    before = single.bytes()
    result = single.run("restore", str(file), "--yes")
    problem = {"missing": errors.BackupUnreadable, "other": NotABackup}.get(
        how, errors.BackupDamaged
    )
    assert result.code == NOT_READABLE
    assert result.err == error_text(problem, file=str(file), reason=os.strerror(2)) + "\n"
    assert single.bytes() == before


def test_a_sealed_backup_into_nothing_is_sealed_there(
    single: CommandLine, tmp_path: Path, secret: Callable[..., str]
) -> None:
    """Its passphrase opens it, and what it becomes has a new one; a wrong one brings nothing."""
    key = single.seal()
    file = str(tmp_path / "backup.tar")
    given = {passphrase.FILE: secret(PASSPHRASE)}
    assert single.run("backup", file, more=given).code == DONE
    assert b"words of" not in Path(file).read_bytes()
    new = CommandLine(tmp_path / "new", single.home, single.terminal)
    wrong = new.run("restore", file, "--yes", more={passphrase.FILE: secret(OTHER, "other.txt")})
    assert wrong.code == NOT_READABLE
    assert wrong.err == error_text(errors.WrongPassphrase) + "\n"
    more = {**given, passphrase.NEW_FILE: secret("words of our own here", "new.txt")}
    assert new.run("restore", file, "--yes", more=more).code == DONE
    assert new.words("words of our own here") == single.words(key)
