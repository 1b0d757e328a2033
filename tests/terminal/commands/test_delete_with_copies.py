"""Deleting where sync programs made copies: they are named, and go along when somebody says so."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sessions.store import Vault
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    PASSPHRASE,
    WRONG_USE,
    CommandLine,
    output_line,
)
from tui.cli import passphrase
from tui.language.language import language
from tui.workspace.leftover_words import COPIES, COPIES_STAY, STAY_BEHIND, TAKEN_ALONG

pytestmark = [pytest.mark.terminal, pytest.mark.long]

NAME = "words of subject"


@pytest.fixture
def copies(single: CommandLine) -> list[Path]:
    """Lay copies of the conversation, and of the people, in that vault."""
    (path,) = (single.folder / "conversations").rglob("*.tdb")
    laid = [
        path.with_name(f"{path.stem}.sync-conflict-20260301-193015-ABCDEFG.tdb"),
        path.with_name(f"{path.stem} (Kim's conflicted copy 2026-03-01).tdb"),
    ]
    for copy in laid:
        shutil.copy(path, copy)
    shutil.copy(single.folder / "pairs.tdb", single.folder / "pairs (2).tdb")
    return [*laid, single.folder / "pairs (2).tdb"]


@BOTH
def test_check_names_them(single: CommandLine, copies: list[Path], tag: str) -> None:
    """In a folder without a seal, too; that all is well is not said beside them."""
    result = single.run("check", tag=tag)
    assert (result.code, result.err) == (DONE, "")
    assert all(copy.name in result.out for copy in copies)
    assert output_line(COPIES, tag) in result.out
    assert result.out.endswith(output_line(COPIES_STAY, tag))
    assert language(tag).t("Everything is well.") not in result.out
    told = json.loads(single.run("check", "--json", tag=tag).out)["copies"]
    assert {(Path(copy["file"]).name, copy["sort"]) for copy in told} == {
        (copy.name, "conflict") for copy in copies
    }


@BOTH
def test_delete_takes_them_along_when_asked(
    single: CommandLine, copies: list[Path], tag: str
) -> None:
    """After the name, with a yes; the copy of the people stays, for they stay too."""
    yes = language(tag).t("yes")
    result = single.run("delete", NAME, tag=tag, given=f"{NAME}\n{yes}\n")
    assert (result.code, result.out) == (DONE, "")
    assert all(copy.name in result.err for copy in copies[:2])
    assert copies[2].name not in result.err
    assert result.err.endswith(output_line(TAKEN_ALONG, tag))
    assert [copy.exists() for copy in copies] == [False, False, True]
    assert not any(NAME.encode() in blob for blob in single.bytes().values())


@BOTH
def test_without_a_yes_they_stay_and_it_says_so(
    single: CommandLine, copies: list[Path], tag: str
) -> None:
    """The conversation is deleted, as was asked; another name deletes nothing and asks no more."""
    refused = single.run("delete", NAME, tag=tag, given="something else\n")
    assert refused.code == WRONG_USE
    assert len(single.ids()) == 1
    result = single.run("delete", NAME, tag=tag, given=f"{NAME}\n")
    assert (result.code, single.ids()) == (DONE, set())
    assert result.err.endswith(output_line(STAY_BEHIND, tag))
    assert all(copy.exists() for copy in copies)


def test_everything_of_two_people_with_the_copies(single: CommandLine, copies: list[Path]) -> None:
    """The copy of the people goes, too."""
    result = single.run("delete", "--pair", "Kim and Sam", given="Kim and Sam\nyes\n")
    assert result.code == DONE
    assert not any(copy.exists() for copy in copies)
    assert not any(b"words of" in blob or b"Kim" in blob for blob in single.bytes().values())


def test_sealed_copies_go_along(single: CommandLine, copies: list[Path], tmp_path: Path) -> None:
    """They are found by what their header says, and by what is in them."""
    for copy in copies:
        copy.unlink()
    single.seal()
    (path,) = (single.folder / "conversations").rglob("*.tdb")
    sealed = path.with_name("kept by somebody")
    shutil.copy(path, sealed)
    file = tmp_path / "phrase.txt"
    file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    file.chmod(0o600)
    more = {passphrase.FILE: str(file)}
    assert sealed.name in single.run("check", more=more).out
    result = single.run("delete", NAME, given=f"{NAME}\nyes\n", more=more)
    assert result.code == DONE
    assert sealed.name in result.err
    assert not sealed.exists()


def test_without_copies_nothing_more_is_asked(single: CommandLine) -> None:
    """One question, as before."""
    result = single.run("delete", NAME, given=f"{NAME}\n")
    assert (result.code, single.ids()) == (DONE, set())
    assert "copies" not in result.err
    with Vault.open(single.folder, now=datetime.now(UTC), read_only=True) as vault:
        assert vault.records.pairs()
