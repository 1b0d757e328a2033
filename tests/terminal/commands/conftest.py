"""Vaults on which commands are run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from sessions.store import Vault
from tests.terminal.commands.command_line import (
    PASSPHRASE,
    THEN,
    CommandLine,
    Outcome,
    RunHere,
    Start,
)
from tests.terminal.laying import lay
from tui.cli import main
from tui.language.language import language
from tui.workspace.example import fill


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the example once: one conversation with an agreement, and one half-way."""
    folder = tmp_path_factory.mktemp("filled") / "vault"
    with Vault.open(folder, now=THEN) as vault:
        fill(vault, language("nl"), THEN)
    return folder


@pytest.fixture
def nothing(tmp_path: Path, home: Path, terminal: Start) -> CommandLine:
    """Give a place where there is no vault."""
    return CommandLine(tmp_path / "vault", home, terminal)


@pytest.fixture
def example(filled: Path, tmp_path: Path, home: Path, terminal: Start) -> CommandLine:
    """Give a copy of the example."""
    shutil.copytree(filled, tmp_path / "vault")
    return CommandLine(tmp_path / "vault", home, terminal)


@pytest.fixture
def single(tmp_path: Path, home: Path, terminal: Start) -> CommandLine:
    """Give a vault with one conversation in it."""
    folder = tmp_path / "vault"
    lay(folder, "impact", "speak", "Kim", words=lambda turn, name: f"words of {turn.phase}")
    return CommandLine(folder, home, terminal)


@pytest.fixture
def sealed(example: CommandLine, tmp_path: Path) -> tuple[CommandLine, str]:
    """Give the example, sealed, and the name of a file with its passphrase."""
    example.seal(tag="nl")
    file = tmp_path / "phrase.txt"
    file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    file.chmod(0o600)
    return example, str(file)


@pytest.fixture
def secret(tmp_path: Path) -> Callable[..., str]:
    """Write a secret in a file, and give its name."""

    def write(text: str | bytes, name: str = "secret.txt") -> str:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        file.chmod(0o600)
        return str(file)

    return write


@pytest.fixture
def run_here(example: CommandLine, capfd: pytest.CaptureFixture[str]) -> RunHere:
    """Run commands on the example in this process, at a moment of choice."""

    def run(*arguments: str, at: datetime = THEN, tag: str = "en") -> Outcome:
        code = main.main([*arguments, *example.options(tag)], clock=lambda: at)
        out, err = capfd.readouterr()
        return Outcome(code, out, err)

    return run
