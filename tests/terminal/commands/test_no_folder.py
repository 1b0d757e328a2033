"""Where `--data` points there is no folder: every command says that, and makes none."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sessions.store import Vault
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    NOTHING,
    PASSPHRASE,
    THEN,
    CommandLine,
    Outcome,
    error_line,
    output_line,
)
from tui.cli import main, passphrase
from tui.cli.no_folder import VaultMissing, VaultNotBegun
from tui.cli.parser import known_commands

NEEDS_A_FOLDER = {
    "check": ["check"],
    "check --json": ["check", "--json"],
    "list": ["list"],
    "list --json": ["list", "--json"],
    "list WORD": ["list", "koken"],
    "show": ["show", "koken"],
    "show --json": ["show", "koken", "--json"],
    "due": ["due"],
    "due --json": ["due", "--json"],
    "due --on": ["due", "--on", "2025-03-25"],
    "note": ["note", "koken", "het lukte"],
    "note --by": ["note", "--by", "Kim", "het lukte"],
    "note --by, asked": ["note", "--by", "Kim"],
    "export": ["export"],
    "export --yes": ["export", "--yes"],
    "export talk": ["export", "koken", "--as", "talk", "--to", "new.md"],
    "backup": ["backup", "new.tar"],
    "delete": ["delete", "koken"],
    "delete --pair": ["delete", "--pair", "Kim"],
    "unseal": ["unseal"],
    "unseal --yes": ["unseal", "--yes"],
    "passphrase": ["passphrase"],
    "passphrase --recovery": ["passphrase", "--recovery"],
    "passphrase --new-key": ["passphrase", "--new-key"],
    "seal --leftovers": ["seal", "--leftovers"],
}
"""Commands about what is in a folder."""

NEEDS_NONE = {"patterns", "completion", "demo"}
"""Commands about no folder. `seal` and `restore` begin one."""

A_LIST = {"list --json", "due --json"}
"""What gives other programs a list, which is then empty."""

EACH = pytest.mark.parametrize("name", NEEDS_A_FOLDER)
Run = Callable[..., Outcome]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in this process, in the folder of the test."""
    monkeypatch.chdir(tmp_path)

    def run_here(*arguments: str) -> Outcome:
        code = main.main(arguments, clock=lambda: THEN)
        return Outcome(code, *capfd.readouterr())

    return run_here


def told_of(name: str, folder: Path | str, tag: str = "en") -> Outcome:
    """Give what a command tells when that folder is not there."""
    out = "[]\n" if name in A_LIST else ""
    return Outcome(NOTHING, out, error_line(VaultMissing, tag, folder=str(folder)))


def test_every_command_has_a_case() -> None:
    """A new command is looked at here, too."""
    known = {name for name, _, _ in known_commands()}
    looked_at = {arguments[0] for arguments in NEEDS_A_FOLDER.values()}
    assert looked_at | NEEDS_NONE | {"restore"} == known


@EACH
@BOTH
def test_it_says_that_there_is_no_folder(
    nothing: CommandLine, run: Run, name: str, tag: str
) -> None:
    """In one sentence with its name and code 1, not that all is well; none is made, nor anything else."""
    assert run(*NEEDS_A_FOLDER[name], *nothing.options(tag)) == told_of(name, nothing.folder, tag)
    assert list(nothing.folder.parent.iterdir()) == []
    assert list(nothing.home.rglob("*")) == []


@EACH
def test_the_same_where_a_variable_names_it(
    nothing: CommandLine, run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """TWEESPRAAK_DATA is read as --data is."""
    monkeypatch.setenv("TWEESPRAAK_DATA", str(nothing.folder))
    assert run(*NEEDS_A_FOLDER[name]) == told_of(name, nothing.folder)


@EACH
def test_the_same_in_the_usual_place(nothing: CommandLine, run: Run, name: str) -> None:
    """Before the first conversation there is no folder where the system wants it."""
    told = told_of(name, nothing.home / ".local" / "share" / "tweespraak")
    assert run(*NEEDS_A_FOLDER[name]) == told
    assert list(nothing.home.rglob("*")) == []


@EACH
def test_a_link_to_nothing_is_no_folder(nothing: CommandLine, run: Run, name: str) -> None:
    """As when the disk is not there on which the folder lies: nothing is made behind the link."""
    gone = nothing.folder.parent / "gone"
    nothing.folder.symlink_to(gone)
    assert run(*NEEDS_A_FOLDER[name], *nothing.options()) == told_of(name, nothing.folder)
    assert not gone.exists()


@EACH
@BOTH
def test_a_folder_in_which_nothing_was_begun(
    nothing: CommandLine, run: Run, name: str, tag: str
) -> None:
    """As where a disk is not connected, or a folder of something else: it is said, and left as it is."""
    nothing.folder.mkdir(mode=0o755)
    (nothing.folder / "letter.txt").write_text("mine", encoding="utf-8")
    told = error_line(VaultNotBegun, tag, folder=str(nothing.folder))
    out = "[]\n" if name in A_LIST else ""
    result = run(*NEEDS_A_FOLDER[name], *nothing.options(tag))
    assert result == Outcome(NOTHING, out, told)
    assert [path.name for path in nothing.folder.iterdir()] == ["letter.txt"]
    assert nothing.folder.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("name", ["check", "list", "show", "due", "export --yes", "backup"])
def test_reading_only_says_it_too(nothing: CommandLine, run: Run, name: str) -> None:
    """With --read-only nothing is empty, either."""
    arguments = [*NEEDS_A_FOLDER[name], "--read-only", *nothing.options()]
    assert run(*arguments) == told_of(name, nothing.folder)


def test_a_prompt_stays_quiet(nothing: CommandLine, run: Run) -> None:
    """A shell's prompt says nothing about a folder that is not there yet."""
    assert run("due", "--quiet", *nothing.options()) == Outcome(NOTHING, "", "")
    nothing.folder.mkdir()
    assert run("due", "--quiet", *nothing.options()) == Outcome(NOTHING, "", "")


def test_what_needs_no_folder_says_nothing_of_it(nothing: CommandLine, run: Run) -> None:
    """The patterns and the completion are there without one."""
    for arguments in (["patterns"], ["completion", "bash"]):
        result = run(*arguments, *nothing.options())
        assert (result.code, result.err) == (DONE, "")
        assert not nothing.folder.exists()


def begins(folder: Path) -> str:
    """Give the line in which is told that a folder is made."""
    return output_line("There is no folder {folder} yet; it will be made.", folder=str(folder))


@pytest.mark.long
def test_sealing_begins_a_folder_and_says_so(
    nothing: CommandLine, secret: Callable[..., str]
) -> None:
    """Sealing can come before the first word; who made a typing error in the name sees it."""
    result = nothing.run("seal", more={passphrase.NEW_FILE: secret(PASSPHRASE)})
    assert result.code == DONE
    assert result.err.startswith(begins(nothing.folder))
    with Vault.open(nothing.folder, now=datetime.now(UTC), read_only=True) as vault:
        assert vault.seal.is_sealed


def test_restoring_begins_a_folder_after_a_yes(
    example: CommandLine, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said that there is none; without a yes none is made, with one it is."""
    assert run("backup", "b.tar", *example.options()).code == DONE
    new = tmp_path / "new"
    options = ["--data", str(new), "--language", "en"]
    with Path("/dev/null").open(encoding="utf-8") as empty:
        monkeypatch.setattr("sys.stdin", empty)
        result = run("restore", "b.tar", *options)
    assert result.code == NOTHING
    assert result.err.startswith(begins(new))
    assert not new.exists()
    result = run("restore", "b.tar", "--yes", *options)
    assert result.code == DONE
    assert result.err.startswith(begins(new))
    listed = run("list", "--json", *options)
    assert len(json.loads(listed.out)) == 2


def test_restoring_begins_in_an_empty_folder_after_a_yes(
    example: CommandLine, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a new disk: without a yes it stays empty, with one it is as good as new."""
    assert run("backup", "b.tar", *example.options()).code == DONE
    new = tmp_path / "new"
    new.mkdir()
    options = ["--data", str(new), "--language", "en"]
    with Path("/dev/null").open(encoding="utf-8") as empty:
        monkeypatch.setattr("sys.stdin", empty)
        assert run("restore", "b.tar", *options).code == NOTHING
    assert list(new.iterdir()) == []
    assert run("restore", "b.tar", "--yes", *options).code == DONE
    assert len(json.loads(run("list", "--json", *options).out)) == 2
