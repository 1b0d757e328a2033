"""`--sheet`: the new recovery key on a page to print, from the command line."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.commands.at_terminal import in_one_line, type_secret, wait_for_question
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    NOTHING,
    OTHER,
    PASSPHRASE,
    WRONG_USE,
    CommandLine,
    error_text,
)
from tui.cli import passphrase
from tui.cli.recovery_key import NoNewKey
from tui.language.language import language
from tui.workspace.recovery_page import GONE_AGAIN, LIES_IN, NoFolderThere, PageInFolder

pytestmark = [pytest.mark.terminal, pytest.mark.long]

Secret = Callable[..., str]


def new(secret: Secret) -> dict[str, str]:
    """Give the variables that name the present passphrase and a new one."""
    return {
        passphrase.FILE: secret(PASSPHRASE),
        passphrase.NEW_FILE: secret(PASSPHRASE, "new.txt"),
    }


@BOTH
@pytest.mark.parametrize("command", ["seal", "passphrase --recovery", "passphrase --new-key"])
def test_the_new_key_is_on_the_page(
    single: CommandLine, secret: Secret, tmp_path: Path, command: str, tag: str
) -> None:
    """A new file for its owner alone, with the key that opens; it is said where it lies."""
    if command != "seal":
        single.seal()
    place = tmp_path / "key.html"
    result = single.run(*command.split(), "--sheet", str(place), more=new(secret), tag=tag)
    assert result.code == DONE
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    html, key = place.read_text("utf-8"), result.out.strip()
    assert all(group in html for group in key.split("-"))
    assert key not in result.err
    assert language(tag).t(LIES_IN, file=str(place)) in result.err
    assert f'lang="{tag}"' in html
    assert "words of speak" in single.words(key)


def test_a_restore_that_seals_has_one_too(
    single: CommandLine, secret: Secret, tmp_path: Path
) -> None:
    """An empty folder gets keys of its own, and their page."""
    single.seal()
    backup, place = str(tmp_path / "backup.tar"), tmp_path / "key.html"
    assert single.run("backup", backup, more=new(secret)).code == DONE
    fresh = CommandLine(tmp_path / "new", single.home, single.terminal)
    arguments = ("restore", backup, "--yes", "--sheet", str(place))
    result = fresh.run(*arguments, more=new(secret))
    assert result.code == DONE
    assert "words of speak" in fresh.words(result.out.strip().splitlines()[-1].strip())
    assert place.exists()


@pytest.mark.parametrize("where", ["inside", "there", "no folder"])
@pytest.mark.parametrize("command", ["seal", "passphrase --recovery"])
def test_what_cannot_be_is_told_before_anything_is_asked(
    single: CommandLine, tmp_path: Path, command: str, where: str
) -> None:
    """One sentence and a code, no key is shown, and everything is as it was."""
    if command != "seal":
        single.seal()
    (tmp_path / "there.html").write_text("theirs")
    place = {
        "inside": single.folder / "conversations" / "key.html",
        "there": tmp_path / "there.html",
        "no folder": tmp_path / "stick" / "key.html",
    }[where]
    before = single.bytes()
    result = single.run(*command.split(), "--sheet", str(place))
    assert result.code == WRONG_USE
    assert result.out == ""
    told = {
        "inside": error_text(PageInFolder, file=str(place)),
        "there": "is there already",
        "no folder": error_text(NoFolderThere, folder=str(place.parent)),
    }[where]
    assert told in result.err
    assert single.bytes() == before
    assert (tmp_path / "there.html").read_text() == "theirs"


@pytest.mark.parametrize("command", ["seal", "seal --leftovers", "passphrase"])
def test_without_a_new_key_there_is_no_page(
    single: CommandLine, secret: Secret, tmp_path: Path, command: str
) -> None:
    """Nothing is changed by a command that makes no key: it says so first."""
    single.seal()
    before = single.bytes()
    place = tmp_path / "key.html"
    given = {**new(secret), passphrase.NEW_FILE: secret(OTHER, "other.txt")}
    result = single.run(*command.split(), "--sheet", str(place), more=given)
    assert result.code == WRONG_USE
    assert error_text(NoNewKey) in result.err
    assert single.bytes() == before
    assert not place.exists()


def test_a_key_that_is_not_taken_leaves_no_page(single: CommandLine, tmp_path: Path) -> None:
    """The end of the input where it is typed over: the page goes again, and it is said."""
    place = tmp_path / "key.html"
    before = single.bytes()
    program = single.at_terminal("seal", "--sheet", str(place))
    type_secret(program, "The new passphrase: ", PASSPHRASE)
    type_secret(program, "Once more, to be sure: ", PASSPHRASE)
    wait_for_question(program, "type “without”.")
    assert place.exists()
    program.press("ctrl+d")
    assert program.wait_exit() == NOTHING
    shown = in_one_line(program.screen_text())
    assert "Nothing was changed." in shown
    assert GONE_AGAIN in shown
    assert not place.exists()
    assert single.bytes() == before


def test_a_key_that_cannot_be_shown_leaves_no_page(
    single: CommandLine, secret: Secret, tmp_path: Path
) -> None:
    """With standard output on a full disk nothing hangs on it, and no file has it."""
    place = tmp_path / "key.html"
    before = single.bytes()
    result = single.run("seal", "--sheet", str(place), more=new(secret), redirect="> /dev/full")
    assert result.code == WRONG_USE
    assert not place.exists()
    assert single.bytes() == before
