"""The patterns there are, and what a shell completes."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from sessions.pattern import PATTERNS, shipped
from tests.terminal.commands.command_line import BOTH, DONE, WRONG_USE, CommandLine, Outcome
from tui.cli.parser import known_commands
from tui.language.language import language

pytestmark = [pytest.mark.terminal, pytest.mark.long]


ASK_BASH = (
    'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _shtab_tweespraak; '
    'printf "%s\\n" "${COMPREPLY[@]}"'
)
"""What bash offers after the words of a line."""


# -- Patterns and completion --------------------------------------------------------------------


@BOTH
def test_the_patterns(nothing: CommandLine, tag: str) -> None:
    """Every pattern there is with its title in the language, as lines and as JSON; no vault is needed."""
    titles = {path.stem: shipped(path.stem).title for path in PATTERNS.glob("*.toml")}
    told = {name: language(tag).t(title) for name, title in sorted(titles.items())}
    lines = "".join(f"{name}  {title}\n" for name, title in told.items())
    assert nothing.run("patterns", tag=tag) == Outcome(DONE, lines, "")
    result = nothing.run("patterns", "--json", tag=tag)
    assert json.loads(result.out) == [{"id": name, "title": title} for name, title in told.items()]
    assert not nothing.folder.exists()


@BOTH
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(nothing: CommandLine, shell: str, tag: str) -> None:
    """A script that the shell itself takes for one, with every command in it."""
    result = nothing.run("completion", shell, tag=tag)
    assert (result.code, result.err) == (DONE, "")
    for name, _, _ in known_commands():
        assert name in result.out
    assert not nothing.folder.exists()
    if program := shutil.which(shell):
        read = subprocess.run(
            [program, "-n"], input=result.out.encode(), capture_output=True, check=False
        )
        assert (read.returncode, read.stderr) == (0, b"")


def test_bash_completes(nothing: CommandLine, tmp_path: Path) -> None:
    """In bash, half a command, an option, a choice and a file are completed."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.fail("these tests need bash")
    script = tmp_path / "completion.bash"
    script.write_text(nothing.run("completion", "bash").out, encoding="utf-8")
    (tmp_path / "afspraken.md").touch()
    asked = {
        "tweespraak du": "due",
        "tweespraak due --qu": "--quiet",
        "tweespraak export --as cal": "calendar",
        "tweespraak list --only op": "open",
        "tweespraak export --to afsp": "afspraken.md",
        "tweespraak --language n": "",
    }
    for line, wanted in asked.items():
        words = line.split(" ")
        told = subprocess.run(
            [
                bash, "-c", ASK_BASH, "bash", str(script), *words,
            ],
            capture_output=True, cwd=tmp_path, text=True, check=True, env=nothing.environment(),
        )  # fmt: skip
        assert wanted in told.stdout.split("\n"), (line, told)


def test_completion_for_a_shell_that_is_not_there(nothing: CommandLine) -> None:
    """An unknown shell or none: code 2, and the three are named."""
    result = nothing.run("completion", "powershell")
    assert (result.code, result.out) == (WRONG_USE, "")
    assert all(shell in result.err for shell in ("bash", "zsh", "fish"))
    assert nothing.run("completion").code == WRONG_USE
