"""Sealing, unsealing, another passphrase and a new recovery key: at a terminal and from files."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sessions import errors
from sessions.passphrase import PassphraseNotText, PassphraseUtf16
from tests.terminal.commands.at_terminal import (
    in_one_line,
    type_secret,
    wait_for_question,
    wait_for_times,
)
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    INTERRUPTED,
    NOT_READABLE,
    NOTHING,
    OTHER,
    PASSPHRASE,
    VAULT_COMMANDS,
    WRONG_USE,
    CommandLine,
    Outcome,
    error_text,
)
from tui.cli import passphrase
from tui.language.language import language

pytestmark = [pytest.mark.terminal, pytest.mark.long]


KEY = re.compile(r"\b[A-Z2-7]{4}(?:-[A-Z2-7]{4}){7}\b")
INTO_A_FILE = (
    "import os, sys\n"
    "os.dup2(os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT, 0o600), 1)\n"
    "from tui.cli.main import run\n"
    "run()\n"
)
"""The command with its standard output in a file; what remains on the terminal is talk."""


# -- Sealing ------------------------------------------------------------------------------------


@BOTH
def test_seal_asks_twice_and_shows_the_key_on_standard_output(
    single: CommandLine, tmp_path: Path, tag: str
) -> None:
    """At a terminal: typed twice without a letter on it, the recovery key on standard output and nothing else there."""
    out = tmp_path / "out.txt"
    options = ["--data", str(single.folder), "--language", tag]
    program = single.terminal(["-c", INTO_A_FILE, str(out), "seal", *options])
    speaks = language(tag)
    type_secret(program, speaks.t("The new passphrase: "), PASSPHRASE)
    type_secret(program, speaks.t("Once more, to be sure: "), PASSPHRASE)
    wait_for_question(program, f"“{speaks.t('without')}”")
    key = out.read_text(encoding="utf-8").strip()
    assert KEY.fullmatch(key)
    assert "argon2id" not in (single.folder / "vault.json").read_text("utf-8")
    program.type("ABCD-EFGH")
    program.press("enter")
    wait_for_question(program, speaks.t("Those are not the last two groups. Look again."))
    program.type(key[-9:].lower())
    program.press("enter")
    assert program.wait_exit() == DONE
    assert key not in program.screen_text()
    assert not set(PASSPHRASE) - {" "} & set(bytes(program.raw).decode("utf-8", "replace"))
    assert program.leftovers() == []
    assert "words of speak" in single.words(PASSPHRASE)
    assert "words of speak" in single.words(key)
    assert not any(b"words of" in blob for blob in single.bytes().values())


def test_two_that_differ_change_nothing(single: CommandLine) -> None:
    """A passphrase that is typed differently the second time: code 2, and the vault is as it was."""
    before = single.bytes()
    program = single.at_terminal("seal")
    type_secret(program, "The new passphrase: ", PASSPHRASE)
    type_secret(program, "Once more, to be sure: ", PASSPHRASE + "α")
    assert program.wait_exit() == WRONG_USE
    assert error_text(errors.PhrasesDiffer) in in_one_line(program.screen_text())
    assert single.bytes() == before


def test_a_weak_passphrase_is_called_weak(single: CommandLine) -> None:
    """One is offered; it is said how soon theirs is guessed, and it is taken."""
    program = single.at_terminal("seal")
    type_secret(program, "The new passphrase: ", "μικρό")
    wait_for_question(program, "guesses this at once.")
    assert "If you like, this one: " in program.screen_text()
    type_secret(program, "Once more, to be sure: ", "μικρό")
    wait_for_question(program, "type “without”.")
    program.type("without")
    program.press("enter")
    assert program.wait_exit() == DONE
    assert single.words("μικρό")


@pytest.mark.parametrize("command", ["seal", "passphrase"])
def test_a_key_that_cannot_be_shown_is_not_taken(
    single: CommandLine, secret: Callable[..., str], command: str
) -> None:
    """With standard output on a full disk nothing hangs on it: a sentence, a code, all as it was."""
    given = {passphrase.NEW_FILE: secret(PASSPHRASE), passphrase.FILE: secret(PASSPHRASE)}
    arguments = ["seal"]
    if command == "passphrase":
        single.seal()
        arguments = ["passphrase", "--recovery"]
    before = single.bytes()
    result = single.run(*arguments, more=given, redirect="> /dev/full")
    assert result.code == WRONG_USE
    assert "could not be shown here" in result.err
    assert single.bytes() == before


def test_who_leaves_before_the_key_is_on_paper_seals_nothing(single: CommandLine) -> None:
    """The end of the input where the key is typed over: nothing is sealed, and it says so."""
    before = single.bytes()
    program = single.at_terminal("seal")
    type_secret(program, "The new passphrase: ", PASSPHRASE)
    type_secret(program, "Once more, to be sure: ", PASSPHRASE)
    wait_for_question(program, "type “without”.")
    program.press("ctrl+d")
    assert program.wait_exit() == NOTHING
    assert "Nothing was changed." in in_one_line(program.screen_text())
    assert single.bytes() == before


def test_an_empty_passphrase_is_refused(single: CommandLine) -> None:
    """Enter alone is no passphrase: code 2, and nothing is changed."""
    before = single.bytes()
    program = single.at_terminal("seal")
    type_secret(program, "The new passphrase: ", "")
    assert program.wait_exit() == WRONG_USE
    assert error_text(errors.PhraseMissing) in in_one_line(program.screen_text())
    assert single.bytes() == before


@pytest.mark.parametrize("typed", ["", "μισό"], ids=["at once", "half-way"])
@pytest.mark.parametrize("prompt", ["first", "second"])
def test_ctrl_c_at_the_prompt_changes_nothing(single: CommandLine, prompt: str, typed: str) -> None:
    """Ctrl+C where the passphrase is asked: code 130, a sentence, and nothing is changed."""
    before = single.bytes()
    program = single.at_terminal("seal")
    if prompt == "second":
        type_secret(program, "The new passphrase: ", PASSPHRASE)
        program.wait_for("Once more, to be sure:")
    program.wait_for("The new passphrase:")
    program.wait_until(lambda: program._line.echo_changed, what="a terminal that shows nothing")
    program.settle()
    program.type(typed)
    program.press("ctrl+c")
    assert program.wait_exit() == INTERRUPTED
    assert "Stopped. What is here is safe." in in_one_line(program.screen_text())
    assert program.leftovers() == []
    assert single.bytes() == before


@pytest.mark.parametrize("keys", ["ctrl+c", "ctrl+d"])
@pytest.mark.parametrize("command", ["delete", "restore"])
def test_who_breaks_off_a_question_changes_nothing(
    single: CommandLine, tmp_path: Path, command: str, keys: str
) -> None:
    """Ctrl+C where a name or a yes is asked: code 130; the end of the input is no answer. Nothing is changed."""
    file = str(tmp_path / "backup.tar")
    assert single.run("backup", file).code == DONE
    place = (
        single
        if command == "delete"
        else CommandLine(tmp_path / "new", single.home, single.terminal)
    )
    program = place.at_terminal(command, "words of subject" if command == "delete" else file)
    asked = "type its name:" if command == "delete" else "Type “yes” to do it:"
    wait_for_question(program, asked)
    before = place.bytes()
    program.press(keys)
    code = program.wait_exit()
    assert code == (
        INTERRUPTED if keys == "ctrl+c" else WRONG_USE if command == "delete" else NOTHING
    )
    assert "Traceback" not in program.screen_text()
    assert place.bytes() == before


def test_the_end_of_the_input_is_no_passphrase(single: CommandLine) -> None:
    """Ctrl+D where the passphrase is asked: it stops at once with a code, and nothing is changed."""
    single.seal()
    before = single.bytes()
    program = single.at_terminal("unseal")
    program.wait_for("The passphrase, or the recovery key:")
    program.wait_until(lambda: program._line.echo_changed, what="a terminal that shows nothing")
    program.settle()
    program.press("ctrl+d")
    assert program.wait_exit() == INTERRUPTED
    assert "What is here is safe." in in_one_line(program.screen_text())
    assert program.leftovers() == []
    assert single.bytes() == before


def test_sealing_twice_is_refused(single: CommandLine) -> None:
    """What is sealed is not sealed again: one sentence, code 1, nothing asked."""
    single.seal()
    before = single.bytes()
    result = single.run("seal")
    assert result == Outcome(
        NOTHING, "", error_text(errors.VaultSealed, folder=str(single.folder)) + "\n"
    )
    assert single.bytes() == before


def test_a_wrong_passphrase_is_said_in_one_sentence(single: CommandLine) -> None:
    """Each of three times one sentence, then code 3; nothing changed, and the right one still opens it."""
    single.seal()
    before = single.bytes()
    for command in (("unseal",), ("passphrase",), ("check",), ("backup", "new.tar")):
        program = single.at_terminal(*command)
        present = "The present passphrase" if command == ("passphrase",) else "The passphrase,"
        told = error_text(errors.WrongPassphrase)
        for times in range(1, passphrase.TRIES + 1):
            wait_for_times(program, present, times)
            type_secret(program, present, OTHER)
        assert program.wait_exit() == NOT_READABLE
        assert in_one_line(program.screen_text()).count(told) == passphrase.TRIES
    assert single.bytes() == before
    assert not (single.folder.parent / "new.tar").exists()


@BOTH
def test_unseal_opens_everything_again(single: CommandLine, tag: str) -> None:
    """With the passphrase at the terminal the seal is taken off; without a seal there is nothing to take."""
    single.seal()
    program = single.at_terminal("unseal", "--yes", tag=tag)
    type_secret(program, language(tag).t("The passphrase, or the recovery key: "), PASSPHRASE)
    assert program.wait_exit() == DONE
    assert "words of speak" in single.words()
    again = single.run("unseal", tag=tag)
    assert again.code == NOTHING
    assert again.err == error_text(errors.VaultNotSealed, tag, folder=str(single.folder)) + "\n"


def test_passphrase_puts_another_in_its_place(single: CommandLine) -> None:
    """The old one opens nothing any more, the new one and the recovery key do."""
    key = single.seal()
    program = single.at_terminal("passphrase")
    type_secret(program, "The present passphrase", PASSPHRASE)
    type_secret(program, "The new passphrase: ", OTHER)
    type_secret(program, "Once more, to be sure: ", OTHER)
    assert program.wait_exit() == DONE
    assert single.refuses(PASSPHRASE)
    assert "words of speak" in single.words(OTHER)
    assert "words of speak" in single.words(key)


def test_a_new_recovery_key_with_the_old_one(
    single: CommandLine, secret: Callable[..., str]
) -> None:
    """The recovery key opens the command; the new one stands on standard output, the old one opens nothing."""
    key = single.seal()
    result = single.run("passphrase", "--recovery", more={passphrase.FILE: secret(key)})
    assert result.code == DONE
    new = result.out.strip()
    assert KEY.fullmatch(new)
    assert new != key
    assert new not in result.err
    assert single.refuses(key)
    assert single.words(new)
    assert single.words(PASSPHRASE)


def test_both_passphrases_from_files(single: CommandLine, secret: Callable[..., str]) -> None:
    """Without a terminal, files hold the passphrases; only their first line counts, whatever ends it."""
    result = single.run(
        "seal", more={passphrase.NEW_FILE: secret(PASSPHRASE + "\r\nnot this line\n")}
    )
    assert result.code == DONE
    assert KEY.fullmatch(result.out.strip())
    assert PASSPHRASE not in result.out + result.err
    given = {
        passphrase.FILE: secret(PASSPHRASE + "\n"),
        passphrase.NEW_FILE: secret(OTHER, "new.txt"),
    }
    assert single.run("passphrase", more=given).code == DONE
    assert single.refuses(PASSPHRASE)
    assert single.words(OTHER)
    assert single.run("unseal", "--yes", more={passphrase.FILE: secret(OTHER)}).code == DONE
    assert single.words()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (None, (passphrase.FileNotRead, os.strerror(2))),
        (b"caf\xe9", (passphrase.FileNotRead, "UTF-8")),
        (b"\xff\xfeh\x00", (PassphraseUtf16, "")),
        (b"tab\t", (PassphraseNotText, "")),
        (b"", (errors.PhraseMissing, "")),
        (b"\nsecond line", (errors.PhraseMissing, "")),
    ],
    ids=["missing", "no text", "UTF-16", "a tab", "empty", "empty line"],
)
def test_a_file_without_a_passphrase(
    single: CommandLine,
    secret: Callable[..., str],
    content: bytes | None,
    refusal: tuple[type[errors.TweespraakError], str],
) -> None:
    """A file that is not there, not text, or empty: one sentence, code 2, nothing changed."""
    before = single.bytes()
    problem, reason = refusal
    name = secret(content) if content is not None else str(single.folder.parent / "nothing.txt")
    result = single.run("seal", more={passphrase.NEW_FILE: name})
    assert result.code == WRONG_USE
    told = error_text(problem, file=name, variable=passphrase.NEW_FILE, reason=reason)
    assert result.err.splitlines()[-1] == told
    assert single.bytes() == before


@BOTH
@pytest.mark.parametrize("command", VAULT_COMMANDS)
def test_without_a_terminal_and_without_a_file(single: CommandLine, command: str, tag: str) -> None:
    """Where nobody can be asked it says so with code 3, at once, and changes nothing."""
    backup = single.folder.parent / "backup.tar"
    if command == "restore":
        assert single.run("backup", str(backup)).code == DONE
    if command != "seal":
        single.seal()
    before = single.bytes()
    more = {"backup": ["other.tar"], "restore": [str(backup)], "delete": ["words"]}
    result = single.run(command, *more.get(command, []), tag=tag)
    assert result.code == NOT_READABLE
    variable = passphrase.NEW_FILE if command == "seal" else passphrase.FILE
    assert result.err.splitlines()[-1] == error_text(passphrase.NoTerminal, tag, variable=variable)
    assert result.out == ""
    assert single.bytes() == before
    assert not (single.folder.parent / "other.tar").exists()
