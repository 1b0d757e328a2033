"""``tweespraak export`` shows what leaves, and both say yes to it: as on the screens."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.store import Vault
from tests.terminal.commands.at_terminal import in_one_line, type_secret, wait_for_question
from tests.terminal.commands.command_line import (
    BOTH,
    CLOCKED,
    DONE,
    INTERRUPTED,
    NOTHING,
    PASSPHRASE,
    THEN,
    WHAT,
    WRONG_USE,
    CommandLine,
    Outcome,
    error_text,
    output_line,
)
from tests.terminal.terminal import Terminal
from tui.cli import passphrase
from tui.language.language import language

pytestmark = [pytest.mark.terminal, pytest.mark.long]

REFUSED = (
    "Before anything leaves Tweespraak you both say yes to it, and nobody can be asked here. "
    "Do you both agree? Then add --yes. At a terminal, with --to FILE, you see it first."
)
ALL = {
    "all": ["export"],
    "calendar": ["export", "--as", "calendar"],
    "JSON": ["export", "--as", "json"],
    "one": ["export", "koken"],
    "talk": ["export", "koken", "--as", "talk"],
}
EACH = pytest.mark.parametrize("command", ALL.values(), ids=ALL)


def question(name: str, tag: str = "en") -> str:
    """Give what somebody is asked."""
    speaks = language(tag)
    asked = "{name}, is this fine? Type “{yes}”: "
    return speaks.t(asked, name=name, yes=speaks.t("yes")).strip()


def at_large_terminal(vault: CommandLine, *arguments: str, tag: str = "en") -> Terminal:
    """Run a command at a terminal on which a whole sheet fits."""
    return vault.terminal([CLOCKED, *arguments, *vault.options(tag)], cols=160, rows=200)


# -- At a terminal ------------------------------------------------------------------------------


@EACH
@BOTH
def test_at_a_terminal(example: CommandLine, tmp_path: Path, command: list[str], tag: str) -> None:
    """It shows exactly what leaves, and where it goes; each says yes; only then the file is there."""
    file = tmp_path / "out.txt"
    yes = language(tag).t("yes")
    program = at_large_terminal(example, *command, "--to", str(file), tag=tag)
    wait_for_question(program, question("Kim", tag))
    shown = program.screen_text()
    assert language(tag).t("Only this leaves Tweespraak.") in shown
    assert str(file) in in_one_line(shown)
    assert question("Sam", tag) not in shown
    assert not file.exists()
    program.type(f" {yes.upper()}\n")
    wait_for_question(program, question("Sam", tag))
    assert not file.exists()
    program.type(yes + "\n")
    assert program.wait_exit() == DONE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for line in file.read_text(encoding="utf-8").splitlines():
        assert "".join(line.split()) in "".join(shown.split())


@pytest.mark.parametrize(
    "answers", [["no\n"], ["\n"], ["yes\n", "no\n"], ["yes\n", "\x04"], ["\x04"]]
)
def test_without_both_yeses(example: CommandLine, tmp_path: Path, answers: list[str]) -> None:
    """Another answer of one of them, or the end of the input: code 1, and nothing left."""
    program = at_large_terminal(example, "export", "--to", "out.md")
    for name, answer in zip(("Kim", "Sam"), answers, strict=False):
        wait_for_question(program, question(name))
        program.type(answer)
    assert program.wait_exit() == NOTHING
    assert "Nothing left Tweespraak." in in_one_line(program.screen_text())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["vault"]


def test_ctrl_c_at_the_question(example: CommandLine, tmp_path: Path) -> None:
    """It stops with code 130, and nothing left."""
    program = at_large_terminal(example, "export", "--to", "out.md")
    wait_for_question(program, question("Kim"))
    program.press("ctrl+c")
    assert program.wait_exit() == INTERRUPTED
    assert sorted(path.name for path in tmp_path.iterdir()) == ["vault"]


def test_on_the_terminal_itself(example: CommandLine) -> None:
    """Without a file it is asked too: what a terminal shows can be kept by it."""
    program = at_large_terminal(example, "export", "--as", "todo")
    wait_for_question(program, question("Kim"))
    program.type("yes\n")
    wait_for_question(program, question("Sam"))
    before = program.screen_text().count("koken")
    program.type("yes\n")
    assert program.wait_exit() == DONE
    assert program.screen_text().count("koken") == before * 2


def test_a_page_is_shown_as_its_words(example: CommandLine, tmp_path: Path) -> None:
    """The marks of a page say nothing to people; its words are what they see."""
    program = at_large_terminal(example, "export", "--to", "page.html")
    wait_for_question(program, question("Kim"))
    assert "<td" not in program.screen_text()
    assert WHAT in in_one_line(program.screen_text())
    program.type("yes\n")
    wait_for_question(program, question("Sam"))
    program.type("yes\n")
    assert program.wait_exit() == DONE
    assert (tmp_path / "page.html").read_bytes().startswith(b"<!DOCTYPE html>")


def test_yes_on_the_line_asks_nothing(example: CommandLine, tmp_path: Path) -> None:
    """As with restore."""
    program = at_large_terminal(example, "export", "--yes", "--to", "out.md")
    assert program.wait_exit() == DONE
    assert "is this fine?" not in program.screen_text()
    assert (tmp_path / "out.md").exists()


def test_a_file_that_is_there_is_told_before_anybody_is_asked(
    example: CommandLine, tmp_path: Path
) -> None:
    """Nobody says yes to what cannot be done."""
    (tmp_path / "out.md").write_text("mine", encoding="utf-8")
    program = at_large_terminal(example, "export", "--to", "out.md")
    assert program.wait_exit() == WRONG_USE
    told = error_text(errors.ExportThere, file=str(tmp_path / "out.md"))
    assert told in in_one_line(program.screen_text())
    assert "is this fine?" not in program.screen_text()
    assert (tmp_path / "out.md").read_text(encoding="utf-8") == "mine"


def test_everybody_of_whom_something_leaves_is_asked(example: CommandLine, tmp_path: Path) -> None:
    """With two pairs four people say yes, somebody of both once; with one conversation its two."""
    talk = example.finished()
    kim, sam = talk.partners
    bo = replace(sam, id="b" * 32, name="Bo")
    (promise,) = talk.agreements
    other = replace(
        talk,
        id="d" * 32,
        pair="c" * 32,
        people=(kim, bo),
        agreements=(replace(promise, id="e" * 32),),
    )
    example.save(other)
    program = at_large_terminal(example, "export", "--to", "out.md")
    for name in ("Kim", "Sam", "Bo"):
        wait_for_question(program, question(name))
        assert not (tmp_path / "out.md").exists()
        program.type("yes\n")
    assert program.wait_exit() == DONE
    program = at_large_terminal(example, "export", "dddd", "--to", "one.md")
    for name in ("Kim", "Bo"):
        wait_for_question(program, question(name))
        program.type("yes\n")
    assert program.wait_exit() == DONE
    assert question("Sam") not in program.screen_text()


def test_while_they_read_others_may_write(example: CommandLine) -> None:
    """The folder is free until both have said yes."""
    program = at_large_terminal(example, "export", "--to", "out.md")
    wait_for_question(program, question("Kim"))
    Vault.open(example.folder, now=THEN).close()
    program.type("no\n")
    assert program.wait_exit() == NOTHING


def test_a_sealed_folder(example: CommandLine, tmp_path: Path) -> None:
    """First the passphrase, then what leaves, then both."""
    example.seal()
    program = at_large_terminal(example, "export", "--to", "out.md")
    type_secret(program, "The passphrase, or the recovery key: ", PASSPHRASE)
    for name in ("Kim", "Sam"):
        wait_for_question(program, question(name))
        program.type("yes\n")
    assert program.wait_exit() == DONE
    assert "koken" in (tmp_path / "out.md").read_text(encoding="utf-8")


# -- Where nobody can be asked ------------------------------------------------------------------


@EACH
@BOTH
@pytest.mark.parametrize("to", [[], ["--to", "out"], ["--to", "-"]], ids=["", "file", "-"])
def test_into_a_pipe(
    example: CommandLine, tmp_path: Path, command: list[str], to: list[str], tag: str
) -> None:
    """Without --yes one sentence, code 2, and not a word leaves; answers that are piped in are none."""
    for given in (None, "", "yes\nyes\n"):
        result = example.run(*command, *to, tag=tag, given=given)
        assert result == Outcome(WRONG_USE, "", output_line(REFUSED, tag))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["vault"]
    assert example.run(*command, *to, "--yes", tag=tag).code == DONE


@pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- 2>&-"])
def test_with_streams_closed(example: CommandLine, tmp_path: Path, closed: str) -> None:
    """Nobody can answer, or see what is asked."""
    result = example.run("export", "--to", "out.md", redirect=closed)
    assert (result.code, result.out) == (WRONG_USE, "")
    assert not (tmp_path / "out.md").exists()


@pytest.mark.parametrize("redirect", ["| cat", "> out.md", "2> told.txt"])
def test_at_a_terminal_with_one_stream_elsewhere(
    example: CommandLine, tmp_path: Path, redirect: str
) -> None:
    """Where it goes into a pipe or a file, a question would go along, or stand in the way of a pager."""
    line = ["-c", "import os, sys; os.execvp('/bin/sh', ['sh', '-c', sys.argv[1], *sys.argv[2:]])"]
    arguments = [f'"$0" "$@" {redirect}', sys.executable, CLOCKED, "export", *example.options()]
    program = example.terminal([*line, *arguments], cols=200)
    program.wait_exit()
    written = "".join(path.read_text("utf-8") for path in tmp_path.iterdir() if path.is_file())
    told = in_one_line(program.screen_text() + written)
    assert REFUSED in told
    assert "koken" not in told


def test_a_pipe_is_refused_before_a_passphrase_is_asked(sealed: tuple[CommandLine, str]) -> None:
    """What is refused anyhow opens nothing."""
    example, _ = sealed
    assert example.run("export") == Outcome(WRONG_USE, "", output_line(REFUSED))
    result = example.run("export", "--yes")
    assert error_text(passphrase.NoTerminal, variable=passphrase.FILE) in result.err
