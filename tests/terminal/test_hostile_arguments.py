"""Hostile text in arguments, variables and names of files, and in what commands say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions.store import Vault
from tests.terminal.hostile import foreign
from tests.terminal.hostile_vaults import ALL, MARK, Start, lay_hostile, template_at

pytestmark = pytest.mark.terminal


FAR_ARGUMENTS = """
import json, os, sys
from pathlib import Path
from tui.cli.main import main
sys.stdin = open(os.devnull, encoding="utf-8")
for arguments, more in json.loads(Path(sys.argv[1]).read_text("utf-8")):
    os.environ.update(more)
    try:
        code = main(arguments)
    except SystemExit as problem:
        code = problem.code
    for name in more:
        del os.environ[name]
    print(f"ended {code}", flush=True)
print("all done", flush=True)
"""
"""Many commands, one after another, each as from its own command line. What is asked, nobody answers."""


# -- Arguments and names of files ---------------------------------------------------------------


def _commands(tmp_path: Path, numbers: Sequence[int]) -> list[tuple[list[str], dict[str, str]]]:
    """Give commands with a hostile text in every argument and variable that is a text."""
    vault = ["--data", str(tmp_path / "vault"), "--language", "en"]
    commands: list[tuple[list[str], dict[str, str]]] = []
    for number in numbers:
        text = ALL[number].replace("\0", "")  # no system passes those on
        if any("\ud800" <= letter < "\udc80" or "\udcff" < letter <= "\udfff" for letter in text):
            continue  # nor those: a byte that is no UTF-8 comes as one of the others
        file = str(tmp_path / "files" / text)
        commands += [
            ([*vault, "delete", "--", text], {}),
            ([*vault, "delete", "--pair", "--", text], {}),
            ([*vault, "backup", "--", file], {}),
            ([*vault, "restore", "--", file], {}),
            (["check", f"--data={file}", "--language", "en"], {}),
            (["check", f"--language={text}"], {}),
            ([*vault, f"--{text}"], {}),
            ([*vault, "check", text], {}),
            (["check", "--language", "en"], {"TWEESPRAAK_DATA": file}),
            ([*vault, "seal"], {"TWEESPRAAK_NEW_PASSPHRASE_FILE": f"{file}/missing"}),
        ]
    return commands


def _say_all(terminal: Start, tmp_path: Path, numbers: Sequence[int]) -> int:
    template = template_at(tmp_path / "scratch", ("none", "none", ""))
    lay_hostile(tmp_path / "vault", template, numbers)
    (tmp_path / "files").mkdir()
    commands = _commands(tmp_path, numbers)
    listed = tmp_path / "commands.json"
    listed.write_text(json.dumps(commands), encoding="utf-8")
    program = terminal(["-c", FAR_ARGUMENTS, str(listed)], cols=300)
    assert program.wait_exit(timeout=200) == 0, program.screen_text()
    raw = bytes(program.raw)
    assert foreign(raw) == []
    assert program.bells == 0
    assert b"Traceback" not in raw
    assert b"all done" in raw
    assert raw.count(b"ended ") >= len(commands)
    return len(commands)


def test_a_few_hostile_arguments(terminal: Start, tmp_path: Path) -> None:
    """A text in every argument and variable: it is named or found, and the terminal gets letters only."""
    assert _say_all(terminal, tmp_path, range(0, len(ALL), 20)) >= 60


@pytest.mark.long
def test_every_hostile_argument(terminal: Start, tmp_path: Path) -> None:
    """The same with all of them: more than a thousand commands."""
    assert _say_all(terminal, tmp_path, range(len(ALL))) >= 1_000


@pytest.mark.long
def test_hostile_titles_and_names_in_what_commands_say(terminal: Start, tmp_path: Path) -> None:
    """Lists of conversations and people, the plan of a backup, and a check of damaged files, at a terminal."""
    template = template_at(tmp_path / "scratch", ("none", "none", ""))
    template = replace(template, parked=(), drafts={})
    vault, seen = tmp_path / "vault", 0
    for first in range(0, len(ALL), 20):
        numbers = range(first, min(first + 20, len(ALL)))
        folder = vault / str(first)
        talks = lay_hostile(folder, template, numbers)
        with Vault.open(folder, now=datetime.now(UTC), read_only=True) as opened:
            path = opened.records.path(talks[0].id)
        backup = str(tmp_path / f"{first}.tar")
        here = ["--data", str(folder), "--language", "en"]
        new = ["--data", str(tmp_path / "new" / str(first)), "--language", "en"]
        listed = tmp_path / "commands.json"
        commands = [
            [*here, "backup", backup],
            [*new, "restore", backup, "--yes"],
            [*here, "delete", "--pair", "nobody"],
            [*here, "check"],
            [*here, "check", "--json"],
        ]
        listed.write_text(json.dumps([(command, {}) for command in commands]), encoding="utf-8")
        for spoil in (False, True):
            if spoil:
                path.write_bytes(path.read_bytes()[:-5])
            program = terminal(["-c", FAR_ARGUMENTS, str(listed)], cols=300, rows=200)
            assert program.wait_exit(timeout=60) == 0, program.screen_text()
            raw = bytes(program.raw)
            assert foreign(raw) == []
            assert b"Traceback" not in raw
            seen += len(set(MARK.findall(raw.decode())))
            Path(backup).unlink()
    assert seen >= 3 * len(ALL)
