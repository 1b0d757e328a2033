"""Streams that are closed, full, or have few letters."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.terminal.commands.command_line import (
    CLOSED_PIPE,
    COMMANDS_THAT_READ,
    DONE,
    NOT_READABLE,
    NOTHING,
    READING,
    SMALL_DISK,
    WRONG_USE,
    CommandLine,
    Outcome,
    output_line,
)

pytestmark = [pytest.mark.terminal, pytest.mark.long]


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("command", [*READING.values(), ["--help"], ["--version"]], ids=" ".join)
def test_nobody_reads_on(example: CommandLine, command: list[str], unbuffered: str) -> None:
    """As in `tweespraak list | head -0`: code 141 and not a word, however Python is set."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "tui", *command, "--data", str(example.folder)],
            stdout=writing, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False,
            env=example.environment(PYTHONUNBUFFERED=unbuffered),
        )  # fmt: skip
    finally:
        os.close(writing)
    if command == ["--help"] and unbuffered:
        return  # argparse swallows it there
    assert (ended.returncode, ended.stderr) == (CLOSED_PIPE, b"")


@pytest.mark.long
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
@COMMANDS_THAT_READ
def test_standard_output_is_full(
    example: CommandLine, tmp_path: Path, command: list[str], unbuffered: str
) -> None:
    """Into a file for which there is no room: one sentence with the reason, code 2."""
    result = example.run(
        "0",
        *command,
        program=("-c", SMALL_DISK),
        redirect=f">{tmp_path / 'out'}",
        more={"PYTHONUNBUFFERED": unbuffered},
    )
    reason = os.strerror(errno.EFBIG)
    assert result == Outcome(
        WRONG_USE,
        "",
        output_line("What you asked for could not be shown here ({reason}).", reason=reason),
    )


@pytest.mark.long
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", ">&- 2>&- <&-"])
@pytest.mark.parametrize(
    "command",
    [["due"], ["list", "--json"], ["export", "--yes"], ["note"], ["patterns"]],
    ids=" ".join,
)
def test_streams_that_the_shell_closed(
    example: CommandLine, command: list[str], closed: str
) -> None:
    """It does what was asked, and writes what was meant for a closed stream nowhere, least of all in the vault."""
    (promise,) = example.finished().agreements
    more = [promise.id[:8], "het lukte"] if command == ["note"] else []
    before = example.bytes()
    assert example.run(*command, *more, redirect=closed).code == DONE
    if command != ["note"]:
        assert example.bytes() == before
    assert example.run("check").code == DONE


@pytest.mark.long
@COMMANDS_THAT_READ
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_terminal_with_few_letters(
    example: CommandLine, command: list[str], encoding: str
) -> None:
    """Letters it does not have are shown as question marks; JSON and exports stay UTF-8."""
    talk = example.finished()
    (promise,) = talk.agreements
    more = replace(promise, what="Samen één keer koken \N{COOKING} …", id="a" * 32)
    example.save(replace(talk, agreements=(more,)))
    ended = subprocess.run(
        [sys.executable, "-m", "tui", *command, "--data", str(example.folder), "--language", "nl"],
        env=example.environment(PYTHONIOENCODING=encoding),
        capture_output=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (DONE, b"")
    if "--json" in command:
        json.loads(ended.stdout.decode())
    elif command[0] != "export":
        ended.stdout.decode(encoding)


# -- Standard error -----------------------------------------------------------------------------

HEARD_BY_NOBODY = {"closed": "2>&-", "full": "2>/dev/full"}

WORK = {
    "note": (["note", "--by", "Kim", "hij", "belde"], DONE),
    "delete": (["delete", "TITLE"], DONE),
    "backup": (["backup", "kept.tar"], DONE),
    "check": (["check"], DONE),
    "due": (["due", "--on", "2020-01-01"], NOTHING),
    "nothing of that name": (["delete", "zwemmen"], NOTHING),
    "wrong use": (["--no-such-option"], WRONG_USE),
    "no backup": (["restore", "nothing.tar"], NOT_READABLE),
}
"""Commands that talk, and how each ends."""


def _redirected(example: CommandLine, command: list[str], stream: str) -> int:
    """Run a command with its standard error as `stream` says; gives the exit code."""
    title = example.talks()[1].title()
    command, given = [title if word == "TITLE" else word for word in command], f"{title}\n"
    if stream != "unread":
        return example.run(*command, redirect=HEARD_BY_NOBODY[stream], given=given).code
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return subprocess.run(
            [sys.executable, "-m", "tui", *example.options(), *command],
            stdout=subprocess.DEVNULL, stderr=writing, input=given.encode(), check=False,
            env=example.environment(), cwd=example.folder.parent,
        ).returncode  # fmt: skip
    finally:
        os.close(writing)


@pytest.mark.parametrize("stream", [*HEARD_BY_NOBODY, "unread"])
@pytest.mark.parametrize("name", WORK)
def test_standard_error_that_nobody_hears(example: CommandLine, name: str, stream: str) -> None:
    """The exit code is that of the work, and the work is done: talk that does not arrive is no failure."""
    command, code = WORK[name]
    talks, before = len(example.talks()), example.bytes()
    assert _redirected(example, command, stream) == code
    assert len(example.talks()) == talks - (name == "delete")
    assert (example.folder.parent / "kept.tar").exists() == (name == "backup")
    assert (example.bytes() != before) == (name in ("note", "delete"))
