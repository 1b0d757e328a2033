"""``tweespraak unseal`` asks before it opens everything, as ``restore`` does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.commands.at_terminal import type_secret, wait_for_question
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    INTERRUPTED,
    NOTHING,
    PASSPHRASE,
    CommandLine,
    output_line,
)
from tui.cli import passphrase
from tui.language.language import language

pytestmark = [pytest.mark.terminal, pytest.mark.long]

WARNING = "Without the seal, who can open your files can read everything in them."


@BOTH
def test_at_a_terminal(single: CommandLine, tag: str) -> None:
    """It says what that means and asks; the word for yes takes the seal off."""
    single.seal()
    before = single.bytes()
    speaks = language(tag)
    program = single.at_terminal("unseal", tag=tag)
    type_secret(program, speaks.t("The passphrase, or the recovery key: "), PASSPHRASE)
    wait_for_question(program, speaks.t(WARNING))
    yes = speaks.t("yes")
    wait_for_question(program, speaks.t("Type “{yes}” to do it: ", yes=yes))
    assert single.bytes() == before
    program.type(yes + "\n")
    assert program.wait_exit() == DONE
    assert "words of speak" in single.words()


@pytest.mark.parametrize("keys", ["ctrl+c", "ctrl+d", "no"])
def test_at_a_terminal_without_a_yes(single: CommandLine, keys: str) -> None:
    """Another word, the end of the input or Ctrl+C: the seal stays, and no byte is another one."""
    single.seal()
    before = single.bytes()
    program = single.at_terminal("unseal")
    type_secret(program, "The passphrase, or the recovery key: ", PASSPHRASE)
    wait_for_question(program, "Type “yes” to do it:")
    if keys == "no":
        program.type("no\n")
    else:
        program.press(keys)
    assert program.wait_exit() == (INTERRUPTED if keys == "ctrl+c" else NOTHING)
    assert single.bytes() == before


@pytest.mark.parametrize("given", [None, "", "no\n", "y\n", "yes please\n"])
def test_into_a_pipe_without_a_yes(
    single: CommandLine, secret: Callable[..., str], given: str | None
) -> None:
    """No answer, or another one: code 1, it says that nothing was changed, and nothing is."""
    single.seal()
    before = single.bytes()
    result = single.run("unseal", given=given, more={passphrase.FILE: secret(PASSPHRASE)})
    assert (result.code, result.out) == (NOTHING, "")
    assert result.err.startswith(output_line(WARNING))
    assert result.err.endswith("Nothing was changed.\n")
    assert single.bytes() == before


def test_with_the_input_closed(single: CommandLine, secret: Callable[..., str]) -> None:
    """As with an input that has ended."""
    single.seal()
    before = single.bytes()
    given = {passphrase.FILE: secret(PASSPHRASE)}
    result = single.run("unseal", redirect="<&-", more=given)
    assert (result.code, result.out) == (NOTHING, "")
    assert result.err.endswith("Nothing was changed.\n")
    assert single.bytes() == before


@pytest.mark.parametrize("how", ["yes", "--yes"])
def test_into_a_pipe_with_a_yes(single: CommandLine, secret: Callable[..., str], how: str) -> None:
    """The word on the input, or --yes for a script."""
    single.seal()
    given = {passphrase.FILE: secret(PASSPHRASE)}
    more = ["--yes"] if how == "--yes" else []
    result = single.run("unseal", *more, given=None if more else "yes\n", more=given)
    assert (result.code, result.out) == (DONE, "")
    assert ("Type “yes”" in result.err) == (how == "yes")
    assert "words of speak" in single.words()


def test_a_seal_that_went_by_itself_is_asked_about(
    single: CommandLine, secret: Callable[..., str], tmp_path: Path
) -> None:
    """Somebody may have put an open copy in its place: --yes was not said about that."""
    shutil.copytree(single.folder, tmp_path / "open")
    assert single.run("seal", more={passphrase.NEW_FILE: secret(PASSPHRASE)}).code == DONE
    shutil.rmtree(single.folder)
    (tmp_path / "open").rename(single.folder)
    before = single.bytes()
    result = single.run("unseal", "--yes")
    assert (result.code, result.out) == (NOTHING, "")
    assert "Type “yes” to do it: " in result.err
    assert result.err.endswith("Nothing was changed.\n")
    assert single.bytes() == before
    assert single.run("unseal", "--yes", given="yes\n").code == DONE
    assert single.run("list").code == DONE
