"""Every command that asks something, and what comes instead of an answer: nothing, or no text."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.commands.command_line import (
    NOTHING,
    PASSPHRASE,
    WRONG_USE,
    CommandLine,
    RunHere,
    error_line,
)
from tui.cli import passphrase
from tui.cli.answer import NotUnderstood

ASKS = {
    "restore": ["restore", "there.tar"],
    "delete": ["delete", "koken"],
    "delete --pair": ["delete", "--pair", "kim"],
    "unseal": ["unseal"],
    "seal --leftovers": ["seal", "--leftovers"],
    "note --by": ["note", "--by", "Kim"],
}
"""Commands that ask on the standard input. `export` asks at a terminal only."""

EACH = pytest.mark.parametrize("name", ASKS)
Gives = Callable[[bytes, str], None]


@pytest.fixture
def gives(monkeypatch: pytest.MonkeyPatch) -> Gives:
    """Put bytes on the standard input, which treats what is no text in this way."""

    def give(blob: bytes, errors: str) -> None:
        stdin = io.TextIOWrapper(io.BytesIO(blob), encoding="utf-8", errors=errors)
        monkeypatch.setattr("sys.stdin", stdin)

    return give


@pytest.fixture
def ready(
    example: CommandLine,
    run_here: RunHere,
    secret: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[str], list[str]]:
    """Prepare the vault for a command, and give its arguments."""
    monkeypatch.chdir(tmp_path)
    talk = example.finished()

    def prepare(name: str) -> list[str]:
        assert run_here("backup", "there.tar").code == 0
        if name == "restore":
            assert run_here("backup", "there.tar").code == WRONG_USE
            (example.folder / "conversations" / talk.id[:2] / f"{talk.id}.tdb").unlink()
        if name in ("unseal", "seal --leftovers"):
            example.seal()
            monkeypatch.setenv(passphrase.FILE, secret(PASSPHRASE))
        if name == "seal --leftovers":
            (tmp_path / "there.tar").rename(example.folder / "there.tar")
        return ASKS[name]

    return prepare


@EACH
def test_no_answer(
    example: CommandLine,
    run_here: RunHere,
    ready: Callable[[str], list[str]],
    gives: Gives,
    name: str,
) -> None:
    """The end of the input: a code, and a sentence on a line of its own; nothing is changed."""
    arguments = ready(name)
    before = example.bytes()
    gives(b"", "strict")
    result = run_here(*arguments)
    assert result.code in (NOTHING, WRONG_USE)
    *_, last = result.err.splitlines()
    assert last.endswith(".")
    assert ": " not in last
    assert example.bytes() == before


@EACH
@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
@pytest.mark.parametrize("blob", [b"\xff\xfe\n", b"caf\xe9\n", b"yes \xc3\n"])
def test_what_is_no_text(
    example: CommandLine,
    run_here: RunHere,
    ready: Callable[[str], list[str]],
    gives: Gives,
    name: str,
    *,
    errors: str,
    blob: bytes,
) -> None:
    """As from a terminal with other letters: it says so, code 2, and nothing is changed or kept."""
    arguments = ready(name)
    before = example.bytes()
    gives(blob, errors)
    result = run_here(*arguments)
    assert result.code == WRONG_USE
    assert result.err.endswith(error_line(NotUnderstood))
    assert example.bytes() == before
