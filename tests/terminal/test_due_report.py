"""A shell's prompt asks what is due before every line, so little is read and loaded for it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from sessions.store import Vault
from tests.terminal.conftest import ROOT
from tests.terminal.terminal import clean_environment
from tui.cli import due_report
from tui.cli.parser import parser_of
from tui.language.language import language
from tui.workspace.example import fill

PLAIN = (
    ["due"],
    ["due", "--json"],
    ["due", "--quiet"],
    ["due", "--json", "--quiet", "--json"],
    ["due", "--quiet", "--data", "here", "--language", "nl_BE"],
    ["due", "--data=here", "--data=there", "--language=en", "--json"],
    ["due", "--data", "", "--json"],
    ["due", "--data", "a=b"],
)
OTHER: tuple[list[str], ...] = (
    [],
    ["list"],
    ["--data", "here", "due"],
    ["due", "--on", "2026-11-28"],
    ["due", "--js"],
    ["due", "--json=yes"],
    ["due", "--data"],
    ["due", "--data", "--json"],
    ["due", "--language", "xx"],
    ["due", "--language", ""],
    ["due", "--read-only"],
    ["due", "--help"],
    ["due", "here"],
    ["due", "--", "--json"],
)
HEAVY = {"argparse", "babel", "msgspec", "pathlib", "platformdirs", "tinydb", "typing"}
"""What the answer of a prompt does not need."""

LOADED = (
    "import sys\nbefore = set(sys.modules)\nfrom tui.cli.main import main\n"
    "code = main(sys.argv[1:])\n"
    "print(code, *sorted(set(sys.modules) - before), file=sys.stderr)"
)
"""The command, which says on standard error how it ended and what it loaded."""


@pytest.mark.parametrize("arguments", PLAIN, ids=" ".join)
def test_a_plain_form_is_read_as_the_parser_reads_it(arguments: list[str]) -> None:
    """Two ways to read one command line give the same."""
    asked = due_report.plain_arguments(arguments)
    parsed = parser_of(language("en")).parse_args(arguments)

    assert asked is not None
    assert (asked.json, asked.quiet) == (parsed.json, parsed.quiet)
    assert asked.data == (parsed.data or "")


@pytest.mark.parametrize("arguments", OTHER, ids=" ".join)
def test_any_other_form_is_left_to_the_parser(arguments: list[str]) -> None:
    """What is no plain form, or wrong, gets the sentences of the parser."""
    assert due_report.plain_arguments(arguments) is None


@pytest.mark.parametrize("form", ["--json", "--quiet"])
def test_a_prompt_loads_little(form: str, tmp_path: Path) -> None:
    """With a due cache that is right, nothing that knows a conversation is loaded."""
    now = datetime.now().astimezone()
    with Vault.open(tmp_path / "vault", now=now) as vault:
        fill(vault, language("en"), now)
    past = time.time_ns() - 3_600_000_000_000
    for folder in (tmp_path / "vault" / "conversations").iterdir():
        for path in (*folder.iterdir(), folder):
            os.utime(path, ns=(past, past))
    with Vault.open(tmp_path / "vault", now=now) as vault:
        vault.index.read()
        vault.index.mend()

    zone = {name: os.environ[name] for name in ("TZ", "TZDIR") if name in os.environ}
    told = subprocess.run(
        [sys.executable, "-c", LOADED, "due", form, "--data", str(tmp_path / "vault")],
        # In the zone of this test: around midnight another one has another day.
        env=clean_environment(tmp_path, PYTHONPATH=str(ROOT), **zone),
        capture_output=True,
        text=True,
        check=True,
    )

    code, *loaded = told.stderr.split()
    assert code == "0"
    assert told.stdout
    assert not HEAVY & set(loaded)
