"""What is left open after sealing, on the command line: named, and closed when somebody says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sessions.store import Vault
from tests.store.helpers import set_aside
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    NOT_READABLE,
    NOTHING,
    PASSPHRASE,
    CommandLine,
    output_line,
)
from tui.cli import passphrase
from tui.language.language import language
from tui.workspace.leftover_words import KEPT, STAYS

pytestmark = [pytest.mark.terminal, pytest.mark.long]

WORDS = b"words of"


@pytest.fixture
def copy(single: CommandLine) -> Path:
    """Give a copy of the conversation in that vault, as a sync program makes one."""
    (path,) = (single.folder / "conversations").rglob("*.tdb")
    copy = path.with_name(f"{path.stem}.sync-conflict-20260301.tdb")
    copy.write_bytes(path.read_bytes())
    return copy


@BOTH
def test_seal_names_what_is_left(
    single: CommandLine, copy: Path, secret: Callable[..., str], tag: str
) -> None:
    """On standard error, with what no program can close; the copy stays until somebody says yes."""
    sealed = single.run("seal", tag=tag, more={passphrase.NEW_FILE: secret(PASSPHRASE)})
    assert sealed.code == DONE
    assert copy.name not in sealed.out
    assert copy.name in sealed.err
    assert "seal --leftovers" in sealed.err
    assert output_line(KEPT, tag) in sealed.err
    assert WORDS in copy.read_bytes()


@BOTH
def test_seal_leftovers_asks_and_closes(
    single: CommandLine, copy: Path, secret: Callable[..., str], tag: str
) -> None:
    """Without a yes nothing is changed; with it the copy is kept sealed, and nothing is left."""
    single.seal()
    blob, more = copy.read_bytes(), {passphrase.FILE: secret(PASSPHRASE)}
    for given in ("", "no\n"):
        asked = single.run("seal", "--leftovers", tag=tag, more=more, given=given)
        assert asked.code == NOTHING
        assert copy.name in asked.err
        assert copy.read_bytes() == blob
    yes = language(tag).t("yes") + "\n"
    closed = single.run("seal", "--leftovers", tag=tag, more=more, given=yes)
    assert (closed.code, closed.out) == (DONE, "")
    assert language(tag).n("{count} file is closed.", "{count} files are closed.", 1) in closed.err
    assert not copy.exists()
    assert not any(WORDS in there for there in single.bytes().values())
    again = single.run("seal", "--leftovers", tag=tag, more=more, given=yes)
    said = output_line("Nothing that you wrote is left open in this folder.", tag)
    assert (again.code, again.out, again.err) == (NOTHING, "", said)
    with Vault.open(single.folder, now=datetime.now(UTC), read_only=True) as vault:
        vault.seal.unlock(PASSPHRASE)
        assert set_aside(vault) == [blob]


def test_what_cannot_be_closed_is_said(
    single: CommandLine, copy: Path, secret: Callable[..., str]
) -> None:
    """A folder with a phrase and no seal: what cannot be read cannot be closed, and stays."""
    (talk,) = single.talks()
    with Vault.open(single.folder, now=datetime.now(UTC)) as vault:
        vault.own_phrases.give(talk.people[0].id, "kims own four words")
    copy.write_bytes(copy.read_bytes()[:-9])
    ran = single.run("seal", "--leftovers", given="yes\n")
    assert ran.code == NOTHING
    assert output_line(STAYS) in ran.err
    assert ran.err.count(copy.name) == 2
    assert copy.exists()


@BOTH
def test_check_names_them(
    single: CommandLine, copy: Path, secret: Callable[..., str], tag: str
) -> None:
    """On standard output and as JSON; damage is something else, so the code is as it was."""
    single.seal()
    more = {passphrase.FILE: secret(PASSPHRASE)}
    told = single.run("check", tag=tag, more=more)
    assert (told.code, told.err) == (DONE, "")
    assert copy.name in told.out
    assert output_line(KEPT, tag) in told.out
    assert output_line("Everything is well.", tag) not in told.out
    result = json.loads(single.run("check", "--json", tag=tag, more=more).out)
    assert result["leftovers"] == [
        {
            "file": copy.relative_to(single.folder).as_posix(),
            "sort": "conflict",
            "people": [],
            "can_be_closed": True,
        }
    ]
    assert result["troubles"] == []


def test_a_name_cannot_speak_to_the_terminal(
    single: CommandLine, copy: Path, secret: Callable[..., str]
) -> None:
    """Whoever can write in the folder chooses the names of files, not what the terminal does."""
    copy.rename(copy.with_name(f"{copy.stem}\x1b[31m\nall is well.tdb"))
    single.seal()
    more = {passphrase.FILE: secret(PASSPHRASE)}
    for arguments in (("check",), ("check", "--json"), ("seal", "--leftovers")):
        ran = single.run(*arguments, more=more)
        assert ran.code in (DONE, NOTHING)
        assert "\nall is well" not in ran.out + ran.err


def test_a_locked_vault_names_nothing(single: CommandLine, copy: Path) -> None:
    """Without the passphrase: code 3, and no name of a file."""
    single.seal()
    ran = single.run("seal", "--leftovers")
    assert ran.code == NOT_READABLE
    assert copy.name not in ran.out + ran.err
