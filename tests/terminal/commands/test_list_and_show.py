"""The list of conversations, and the conversation that is meant."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from msgspec.structs import replace

from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    NOTHING,
    WHAT,
    WRONG_USE,
    CommandLine,
    Outcome,
    output_line,
)
from tui.language.language import language

pytestmark = [pytest.mark.terminal, pytest.mark.long]


# -- The list -----------------------------------------------------------------------------------


@BOTH
def test_the_list(example: CommandLine, tag: str) -> None:
    """The latest first, one line each: number, day, subject, who and how far; words narrow it, in any order."""
    first, latest = example.talks()
    t = language(tag).t
    people = language(tag).listed(["Kim", "Sam"])
    lines = [
        f"{latest.id[:8]}  2025-03-24  De vakantie met je ouders  ({people}, {t('not finished')})\n",
        f"{first.id[:8]}  2025-03-04  Koken door de week  ({people}, {t('finished')})\n",
    ]
    assert example.run("list", tag=tag) == Outcome(DONE, "".join(lines), "")
    narrowed = {
        ("ouders",): lines[:1],
        ("VAKANTIE", "de"): lines[:1],
        ("ruimt",): lines[1:],
        ("kim", "week"): lines[1:],
        ("--only", "due"): lines[1:],
        ("--only", "open"): lines[:1],
        ("--only", "finished"): lines[1:],
    }
    for words, told in narrowed.items():
        assert example.run("list", *words, tag=tag) == Outcome(DONE, "".join(told), "")
    none = output_line("There is nothing here.", tag)
    assert example.run("list", "zwemmen", tag=tag) == Outcome(NOTHING, "", none)


def test_the_list_as_json(example: CommandLine) -> None:
    """Everything that a line tells, and the agreements, with whole numbers and moments."""
    first, latest = example.talks()
    result = example.run("list", "--json")
    assert (result.code, result.err) == (DONE, "")
    told = json.loads(result.out)
    assert [load["id"] for load in told] == [latest.id, first.id]
    assert [load["state"] for load in told] == ["active", "finished"]
    assert [load["people"] for load in told] == [["Kim", "Sam"]] * 2
    assert datetime.fromisoformat(told[1]["started"]) == first.started
    assert told[1]["agreements"] == [
        {
            "id": first.agreements[0].id,
            "what": WHAT,
            "look_back_on": "2025-03-25",
            "ended": None,
        }
    ]
    assert example.run("list", "zwemmen", "--json") == Outcome(NOTHING, "[]\n", "")


# -- One conversation, and which one is meant ---------------------------------------------------


@BOTH
def test_show(example: CommandLine, tag: str) -> None:
    """By its subject in any case, a word of it, or its number: what both may read, on standard output."""
    talk = example.finished()
    result = example.run("show", "koken door de WEEK", tag=tag)
    assert (result.code, result.err) == (DONE, "")
    assert result.out.startswith("Koken door de week\n")
    for text in (WHAT, "moe, en er ook een beetje alleen in", "Dat je bleef luisteren."):
        assert text in result.out
    assert language(tag).t("I saw or heard") in result.out
    for name in (talk.id, talk.id[:4], talk.id[:8].upper(), "ruimt af"):
        assert example.run("show", name, tag=tag) == result


def test_show_as_json(example: CommandLine) -> None:
    """The document of the export, with its format and version."""
    result = example.run("show", "koken", "--json")
    assert (result.code, result.err) == (DONE, "")
    told = json.loads(result.out)
    assert (told["format"], told["version"]) == ("tweespraak", 1)
    assert told["conversation"]["id"] == example.finished().id


TAKES_A_NAME = pytest.mark.parametrize(
    "command",
    [["show"], ["show", "--json"], ["export", "--yes"], ["export", "--yes", "--as", "talk"]],
    ids=" ".join,
)


@TAKES_A_NAME
@BOTH
def test_a_name_that_nobody_has(example: CommandLine, command: list[str], tag: str) -> None:
    """Code 1, a sentence on standard error, nothing on standard output."""
    none = output_line("There is no conversation with that name or number. See: list", tag)
    for name in ("zwemmen", "ffff" * 8, "zzzz", "abc", "../../etc/passwd", "*"):
        assert example.run(*command, name, tag=tag) == Outcome(NOTHING, "", none)


@TAKES_A_NAME
def test_an_empty_name_is_nobodys(example: CommandLine, command: list[str]) -> None:
    """As from a script with a name that was never set: not all, not the one that has no subject, but none."""
    untitled = replace(example.finished(), id="e" * 32, said={})
    example.save(untitled)
    for name in ("", " "):
        result = example.run(*command, name)
        assert result.code in (NOTHING, WRONG_USE)
        assert result.out == ""


@TAKES_A_NAME
@BOTH
def test_a_name_that_two_have(example: CommandLine, command: list[str], tag: str) -> None:
    """A subject, a word or the first characters of a number: code 2, both are listed, and nothing is guessed."""
    talk = example.finished()
    example.save(*(replace(talk, id="abcd" + letter * 28, ended=talk.ended) for letter in "ef"))
    for name in ("abcd", "Koken door de week", "koken"):
        result = example.run(*command, name, tag=tag)
        assert (result.code, result.out) == (WRONG_USE, "")
        first, *names = result.err.splitlines()
        wanted = "There is more than one. Give the number of the one you mean:"
        assert first == language(tag).t(wanted)
        assert {"abcdeeee", "abcdffff"} <= {line.split()[0] for line in names}
    assert example.run(*command, "abcde", tag=tag).code == DONE
