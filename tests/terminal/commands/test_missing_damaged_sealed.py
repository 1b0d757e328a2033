"""Reports on a vault that is not there, empty, damaged or sealed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.export.forms import FORMS
from sessions.store import Vault
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    NOT_READABLE,
    NOTHING,
    ON_VAULT,
    READING,
    THEN,
    WHAT,
    CommandLine,
    Outcome,
    error_line,
)
from tui.cli import passphrase
from tui.cli.no_folder import VaultMissing

pytestmark = [pytest.mark.terminal, pytest.mark.long]


def undated(ran: Outcome) -> Outcome:
    """Give it without the moment at which a document was made."""
    return Outcome(ran.code, re.sub(r'"made": "[^"]*"', '"made": ""', ran.out), ran.err)


# -- Nothing there ------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ON_VAULT.values(), ids=ON_VAULT)
@BOTH
def test_where_there_is_no_vault(nothing: CommandLine, command: list[str], tag: str) -> None:
    """Code 1, no data but an empty list; it is said, but to a prompt; no folder is made, at home neither."""
    result = nothing.run(*command, tag=tag)
    told = error_line(VaultMissing, tag, folder=str(nothing.folder))
    assert result.code == NOTHING
    assert result.out == ("[]\n" if "--json" in command and command[0] != "show" else "")
    assert result.err == ("" if "--quiet" in command else told)
    assert not nothing.folder.exists()
    assert list(nothing.home.rglob("*")) == []


@BOTH
def test_a_note_where_there_is_no_vault(nothing: CommandLine, tag: str) -> None:
    """Nothing is made for a note that belongs to nothing."""
    told = error_line(VaultMissing, tag, folder=str(nothing.folder))
    assert nothing.run("note", "koken", "het", "lukte", tag=tag) == Outcome(NOTHING, "", told)
    assert not nothing.folder.exists()


def test_the_usual_place_is_not_made_either(nothing: CommandLine) -> None:
    """Without a folder in the arguments, reading makes none where the system wants it."""
    for command in (*READING.values(), ["note", "koken", "x"]):
        subprocess.run(
            [sys.executable, "-m", "tui", *command],
            env=nothing.environment(), capture_output=True, check=False,
        )  # fmt: skip
    assert [path for path in nothing.home.rglob("*") if "tweespraak" in path.name] == []


@BOTH
def test_a_vault_without_agreements(example: CommandLine, tag: str) -> None:
    """With only a conversation half-way nothing is due, noted or exported, each said in a sentence; code 1."""
    talk = example.finished()
    with Vault.open(example.folder, now=THEN) as vault:
        vault.records.delete(talk.id)
    for command in (
        ["due"],
        ["export", "--yes"],
        ["note", "koken", "x"],
        ["list", "--only", "finished"],
    ):
        result = example.run(*command, tag=tag)
        assert (result.code, result.out, result.err.count("\n")) == (NOTHING, "", 1), command
    assert example.run("list", tag=tag).code == DONE
    for form in FORMS:
        result = example.run("export", "--yes", "--as", form, tag=tag)
        assert result == Outcome(NOTHING, "", error_line(errors.NothingToExport, tag))


def test_an_agreement_whose_pair_is_gone(example: CommandLine) -> None:
    """Without the file of the pairs everything is still told: names stand with the conversation, too."""
    before = {name: undated(example.run(*command)) for name, command in READING.items()}
    for path in example.folder.glob("pairs.tdb*"):
        path.unlink()
    for name, command in READING.items():
        assert undated(example.run(*command)) == before[name]
        assert before[name].code == DONE
    (promise,) = example.finished().agreements
    assert example.run("note", promise.id[:8], "het lukte").code == DONE


@pytest.mark.parametrize("command", ON_VAULT.values(), ids=ON_VAULT)
def test_reading_changes_nothing(example: CommandLine, command: list[str]) -> None:
    """No byte of the vault is another one after it, no file came or went."""
    lock = example.folder / "lock"
    before = example.bytes(), lock.read_bytes()
    assert example.run(*command).code == DONE
    assert example.run(*command, "--read-only").code == DONE
    assert (example.bytes(), lock.read_bytes()) == before
    lock.unlink()
    assert example.run(*command).code == DONE
    assert not lock.exists()


# -- Damage -------------------------------------------------------------------------------------


ALL_BUT_NAMES = {
    name: command
    for name, command in ON_VAULT.items()
    if command[0] in ("due", "list") or command == READING["export"]
}


@pytest.mark.parametrize("command", ALL_BUT_NAMES.values(), ids=ALL_BUT_NAMES)
@BOTH
def test_the_rest_is_still_told(example: CommandLine, command: list[str], tag: str) -> None:
    """With one conversation damaged, the others are told as before; the damage is named on standard error; code 3."""
    extra = replace(example.talks()[1], id="c" * 32)
    before = example.run(*command, tag=tag)
    example.save(extra)
    path = example.damage(extra)
    result = example.run(*command, tag=tag)
    assert (result.code, result.out) == (NOT_READABLE, before.out)
    if "--quiet" in command:
        assert result.err == ""
    else:
        assert result.err.count("\n") == 1
        assert path.name in result.err


@BOTH
def test_what_is_damaged_is_not_called_absent(example: CommandLine, tag: str) -> None:
    """Asked for what is in a damaged file: the damage is named, code 3, not only that nothing is there."""
    path = example.damage(example.finished())
    for command in (
        ["show", "koken"], ["export", "koken", "--yes"], READING["export"], ["note", "koken", "x"], ["due"],
        READING["export talk"],
    ):  # fmt: skip
        result = example.run(*command, tag=tag)
        assert (result.code, result.out) == (NOT_READABLE, ""), command
        assert path.name in result.err
    assert example.run("show", "vakantie", tag=tag).code == DONE


# -- Sealed -------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ON_VAULT.values(), ids=ON_VAULT)
def test_a_sealed_vault(filled: Path, sealed: tuple[CommandLine, str], command: list[str]) -> None:
    """With a file for the passphrase it tells the same as before; without one it says so, code 3."""
    example, file = sealed
    plain = CommandLine(filled, example.home, example.terminal)
    told = example.run(*command, more={passphrase.FILE: file})
    assert undated(told) == undated(plain.run(*command))
    result = example.run(*command)
    assert (result.code, result.out) == (NOT_READABLE, "")
    if "--quiet" not in command:
        assert result.err.splitlines()[-1] + "\n" == error_line(
            passphrase.NoTerminal, variable=passphrase.FILE
        )


@BOTH
def test_a_sealed_vault_and_a_wrong_passphrase(
    sealed: tuple[CommandLine, str], tmp_path: Path, tag: str
) -> None:
    """One sentence, code 3; no word of what is in it."""
    example, _ = sealed
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("not this one\n", encoding="utf-8")
    wrong.chmod(0o600)
    for command in (
        ["due"],
        ["list", "--json"],
        ["show", "koken"],
        ["export", "--yes"],
        ["note", "x", "y"],
    ):
        result = example.run(*command, tag=tag, more={passphrase.FILE: str(wrong)})
        assert result == Outcome(NOT_READABLE, "", error_line(errors.WrongPassphrase, tag))


def test_a_note_in_a_sealed_vault_is_sealed(sealed: tuple[CommandLine, str]) -> None:
    """No file has its words in it, and it is read with the passphrase."""
    example, file = sealed
    result = example.run("note", WHAT, "dinsdag", "lukte", "het", more={passphrase.FILE: file})
    assert result.code == DONE
    assert not any(b"lukte" in blob for blob in example.bytes().values())
    told = example.run("export", "--yes", "--as", "json", more={passphrase.FILE: file})
    assert "dinsdag lukte het" in told.out
