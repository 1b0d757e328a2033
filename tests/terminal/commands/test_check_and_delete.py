"""What is wrong with a vault, and deleting for good."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from sessions.store import Vault
from tests.terminal.commands.at_terminal import wait_for_question
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    NOT_READABLE,
    NOTHING,
    WRONG_USE,
    CommandLine,
)
from tests.terminal.laying import lay
from tui.language.language import language

pytestmark = [pytest.mark.terminal, pytest.mark.long]


# -- Check --------------------------------------------------------------------------------------


@BOTH
def test_check_says_that_all_is_well(single: CommandLine, tag: str) -> None:
    """Nothing wrong: code 0, on standard output, and as JSON."""
    result = single.run("check", tag=tag)
    assert (result.code, result.err) == (DONE, "")
    assert language(tag).t("Everything is well.") in result.out
    result = single.run("check", "--json", tag=tag)
    assert (result.code, result.err) == (DONE, "")
    assert json.loads(result.out) == {
        "conversations": 1,
        "pairs": 1,
        "set_aside": [],
        "leftovers": [],
        "copies": [],
        "troubles": [],
    }


@BOTH
def test_check_names_what_is_damaged(single: CommandLine, tag: str) -> None:
    """A damaged file: code 3, its name, and as JSON; it stays as it is."""
    (id_,) = single.ids()
    with Vault.open(single.folder, now=datetime.now(UTC), read_only=True) as vault:
        path = vault.records.path(id_)
    path.write_bytes(path.read_bytes()[:-9])
    damaged = path.read_bytes()
    result = single.run("check", tag=tag)
    assert (result.code, result.err) == (NOT_READABLE, "")
    assert path.name in result.out
    result = single.run("check", "--json", tag=tag)
    assert result.code == NOT_READABLE
    (trouble,) = json.loads(result.out)["troubles"]
    assert trouble["id"] == id_
    assert trouble["problem"] == "RecordDamaged"
    assert trouble["file"].endswith(path.name)
    assert path.read_bytes() == damaged


# -- Delete -------------------------------------------------------------------------------------


@BOTH
def test_delete_asks_for_the_name(single: CommandLine, tag: str) -> None:
    """The name typed over deletes it, another one does not, at a terminal."""
    before = single.bytes()
    name = "words of subject"
    prompt = language(tag).t(
        "This deletes the conversation “{name}” for good, for both of you. "
        "To do it, type its name: ",
        name=name,
    )
    for typed, code in (("something else", WRONG_USE), ("", WRONG_USE), (name.upper(), DONE)):
        program = single.at_terminal("delete", name, tag=tag)
        wait_for_question(program, prompt)
        assert set(single.bytes()) == set(before)
        program.type(typed + "\n")
        assert program.wait_exit() == code
    assert single.ids() == set()
    assert not any(b"words of subject" in blob for blob in single.bytes().values())


def test_delete_does_not_guess(single: CommandLine) -> None:
    """A name nobody has: code 1; a name that two have: code 2 with both numbers; nothing is deleted."""
    result = single.run("delete", "something else", given="something else\n")
    assert (result.code, result.out) == (NOTHING, "")
    assert len(single.ids()) == 1
    lay(single.folder, "impact", "speak", "Kim", words=lambda turn, name: "Words  of subject")
    result = single.run("delete", "words of subject", given="words of subject\n")
    assert (result.code, result.out) == (WRONG_USE, "")
    names = single.ids()
    assert len(names) == 2
    assert all(name[:8] in result.err for name in names)

    gone = min(names)
    result = single.run("delete", gone[:8], given="words of subject\n")
    assert result.code == DONE
    assert single.ids() == names - {gone}


def test_delete_without_an_answer_deletes_nothing(single: CommandLine) -> None:
    """A closed input is no name."""
    result = single.run("delete", "words of subject")
    assert result.code == WRONG_USE
    assert len(single.ids()) == 1


def test_delete_everything_of_two_people(single: CommandLine) -> None:
    """Their names typed over delete all of theirs and nothing of others."""
    other = lay(single.folder, "impact", "speak", "Bo", names=("Bo", "Ida"))
    for given, code in (("Bo and Ida\n", WRONG_USE), ("kim and  sam\n", DONE)):
        result = single.run("delete", "--pair", "Kim and Sam", given=given)
        assert result.code == code, result.err
    assert single.ids() == {other.id}
    with Vault.open(single.folder, now=datetime.now(UTC), read_only=True) as vault:
        assert [pair.people[0].name for pair in vault.records.pairs()] == ["Bo"]
    assert single.run("delete", "--pair", "Kim and Sam", given="Kim and Sam\n").code == NOTHING
    assert not any(b"words of" in blob for blob in single.bytes().values())
