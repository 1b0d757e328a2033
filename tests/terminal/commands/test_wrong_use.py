"""What is refused at once, and what no report loads."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    READING,
    WHAT,
    WITHOUT_PDF,
    WRONG_USE,
    CommandLine,
    Outcome,
    output_line,
)

pytestmark = [pytest.mark.terminal, pytest.mark.long]


# -- Wrong use ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["due", "extra"], ["due", "--on"], ["list", "--only", "some"], ["show"], ["show", "a", "b"], ["note"],
        ["note", "koken"], ["export", "--as", "docx"], ["export", "--as"], ["export", "--to"], ["patterns", "x"],
        ["due", "--yes"], ["due", "--quiet=1"], ["export", "a", "b"],
    ],
    ids=" ".join,
)  # fmt: skip
@BOTH
def test_wrong_use(example: CommandLine, arguments: list[str], tag: str) -> None:
    """Code 2, one sentence that points to help, nothing on standard output, nothing changed."""
    before = example.bytes()
    result = example.run(*arguments, tag=tag)
    assert (result.code, result.out, result.err.count("\n")) == (WRONG_USE, "", 1)
    assert "tweespraak --help" in result.err
    assert example.bytes() == before


@pytest.mark.parametrize("command", ["seal", "unseal", "passphrase", "restore", "delete", "note"])
@BOTH
def test_only_reading_changes_nothing(example: CommandLine, command: str, tag: str) -> None:
    """What changes something is refused at once with --read-only, before it asks anything; code 2."""
    before = example.bytes()
    more = {"restore": ["x.tar"], "delete": ["koken"], "note": [WHAT, "x"]}.get(command, [])
    message = "With --read-only nothing is changed, so `{command}` did nothing."
    told = Outcome(WRONG_USE, "", output_line(message, tag, command=command))
    assert example.run(command, *more, "--read-only", tag=tag) == told
    assert example.run("--read-only", command, *more, tag=tag) == told
    assert example.bytes() == before


# -- What is loaded -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        *READING.values(),
        *(["export", "--yes", "--as", form] for form in WITHOUT_PDF[1:]),
        ["note", WHAT, "x"],
    ],
    ids=lambda command: " ".join(command[:3]),
)
def test_no_report_loads_the_screens(example: CommandLine, command: list[str]) -> None:
    """Textual is imported by none of them."""
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "tui", *command, "--data", str(example.folder)],
        env=example.environment(), capture_output=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert ended.returncode == DONE
    lines = ended.stderr.decode().splitlines()
    loaded = {line.rpartition("|")[2].strip() for line in lines if "|" in line}
    assert "tui.cli.main" in loaded
    packages = {module.partition(".")[0] for module in loaded}
    assert not packages & {"textual", "rich", "weasyprint", "cryptography"}
    if command[0] == "due":
        assert not packages & {"filelock", "icalendar", "shtab"}
