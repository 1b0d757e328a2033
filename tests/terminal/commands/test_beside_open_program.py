"""Commands beside a program that is open, and what they load."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.commands.at_terminal import open_screens
from tests.terminal.commands.command_line import (
    DONE,
    NOT_READABLE,
    OTHER,
    PASSPHRASE,
    VAULT_COMMANDS,
    WRONG_USE,
    CommandLine,
)
from tui.cli import passphrase

pytestmark = [pytest.mark.terminal, pytest.mark.long]


def test_commands_beside_the_open_program(
    single: CommandLine, tmp_path: Path, secret: Callable[..., str]
) -> None:
    """What changes the vault is refused with code 3; a backup and a check work, and disturb nobody."""
    backup = tmp_path / "before.tar"
    assert single.run("backup", str(backup)).code == DONE
    two = open_screens(single)
    word = two.write("understand")
    two.wait_saved(word)
    given = {passphrase.FILE: secret(PASSPHRASE), passphrase.NEW_FILE: secret(PASSPHRASE)}
    refused = {
        "seal": [],
        "unseal": [],
        "passphrase": [],
        "restore": [str(backup), "--yes"],
        "delete": ["words of subject"],
    }
    for command, more in refused.items():
        result = single.run(command, *more, given="words of subject\n", more=given)
        assert result.code == NOT_READABLE, command
        assert str(two.program.pid) in result.err
        assert result.err.count("\n") == 1
        assert result.out == ""
    file = tmp_path / "now.tar"
    assert single.run("backup", str(file)).code == DONE
    assert word.encode() in file.read_bytes()
    assert single.run("check").code == DONE
    longer = two.word("understand")
    two.program.type(longer)
    two.wait_saved(word + longer)
    assert two.leave() == 0
    assert single.run("restore", str(file), "--yes").code == DONE


@pytest.mark.parametrize("command", [*VAULT_COMMANDS, "--help", "--version", "nonsense"])
def test_no_command_loads_the_screens(
    single: CommandLine, secret: Callable[..., str], command: str
) -> None:
    """Textual is not imported by any of them, whatever they do."""
    backup = single.folder.parent / "there.tar"
    assert single.run("backup", str(backup)).code == DONE
    more = {
        "backup": ["new.tar"],
        "restore": [str(backup)],
        "delete": ["words of subject"],
        "unseal": ["--yes"],
    }
    if command in ("unseal", "passphrase"):
        single.seal()
    result = single.run(
        command,
        *more.get(command, []),
        given="words of subject\n",
        program=("-X", "importtime", "-m", "tui"),
        more={passphrase.FILE: secret(PASSPHRASE), passphrase.NEW_FILE: secret(OTHER, "new.txt")},
    )
    assert result.code == (WRONG_USE if command == "nonsense" else DONE)
    loaded = {line.rpartition("|")[2].strip() for line in result.err.splitlines() if "|" in line}
    assert "tui.cli.main" in loaded or "tui.__main__" in loaded
    packages = {module.partition(".")[0] for module in loaded}
    assert not packages & {"textual", "rich"}
