"""``restore`` of backups that were made by hand: a sentence, and never half of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sessions import errors
from sessions.store.backup_kind import NotABackup
from tests.store.tars import MANIFEST, backup_of
from tests.store.test_backup_contents import BAD_PAIR, GOOD_TALK, of, people
from tests.store.test_backups_by_hand import BAD_ARCHIVES
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    NOT_READABLE,
    CommandLine,
    error_line,
)

pytestmark = [pytest.mark.terminal, pytest.mark.long]

HOSTILE = (
    "a file of 1208925819614629174706176 bytes",
    "a long name of -512 bytes",
    "a chain of long names",
    "a sparse map of a newer form",
    "a sparse map without an end",
    "contents of lists in lists",
)


@pytest.mark.parametrize("name", HOSTILE)
@BOTH
def test_a_hostile_backup_is_a_sentence(
    single: CommandLine, tmp_path: Path, name: str, tag: str
) -> None:
    """Code 3, one sentence that names it, and everything is as it was."""
    file = tmp_path / "backup.tar"
    file.write_bytes(BAD_ARCHIVES[name]())
    before = single.bytes()
    result = single.run("restore", str(file), "--yes", tag=tag)
    assert (result.code, result.out) == (NOT_READABLE, "")
    # Where not even the first of its headers can be read, nothing says that it is one of ours.
    told = [error_line(kind, tag, file=str(file)) for kind in (errors.BackupDamaged, NotABackup)]
    assert result.err in told
    assert single.bytes() == before


def test_what_is_good_comes_and_what_is_bad_is_named(nothing: CommandLine, tmp_path: Path) -> None:
    """Code 3 for what could not be read; a second time there is nothing to bring."""
    file = tmp_path / "backup.tar"
    pairs = people(pairs=[of("p1"), BAD_PAIR, of("p3")])
    file.write_bytes(backup_of({"vault.json": MANIFEST, "pairs.tdb": pairs, **GOOD_TALK}))
    result = nothing.run("restore", str(file), "--yes")
    assert result.code == NOT_READABLE
    for line in (
        "1 new conversation",
        "2 pairs of people",
        "1 damaged file, kept as it is",
        "your names, and what belongs with them",
    ):
        assert line in result.out
    assert len(nothing.ids()) == 1
    again = nothing.run("restore", str(file), "--yes")
    assert (again.code, "here already" in again.out) == (DONE, True)
    assert json.loads(nothing.run("check", "--json").out)["pairs"] == 2
