"""``tweespraak note``: a note with an agreement."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.store import Vault
from sessions.text import NOTE_MAX
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    NOT_READABLE,
    NOTHING,
    READING,
    SMALL_DISK,
    THEN,
    WHAT,
    WRONG_USE,
    CommandLine,
    Outcome,
    error_line,
    output_line,
)

pytestmark = [pytest.mark.terminal, pytest.mark.long]


@BOTH
def test_a_note_is_kept(example: CommandLine, tag: str) -> None:
    """By the words of the agreement or its number; the words need no quotes; nothing on standard output."""
    (promise,) = example.finished().agreements
    message = "It is kept with “{agreement}”. You both see it when you look back."
    thanks = output_line(message, tag, agreement=WHAT)
    assert example.run("note", promise.id[:8], "dinsdag", "lukte", "het", tag=tag) == Outcome(
        DONE, "", thanks
    )
    assert example.run("note", WHAT.upper(), "  de week\n erop ook  ", tag=tag).code == DONE
    (after,) = example.finished().agreements
    assert [note.text for note in after.notes] == ["dinsdag lukte het", "de week erop ook"]
    assert replace(after, notes=()) == promise


@BOTH
def test_a_note_that_cannot_be_kept(example: CommandLine, tag: str) -> None:
    """Of nothing, of too much, of an agreement that nobody made, only reading: a sentence, a code, nothing changed."""
    (promise,) = example.finished().agreements
    number = promise.id[:8]
    before = example.bytes()
    which = output_line("Which agreement? Give its number:", tag) + f"  {number} {WHAT}\n"
    long = error_line(errors.AnswerTooLong, tag, count=NOTE_MAX + 1, most=NOTE_MAX)
    refused = {
        ("note", number, " "): Outcome(WRONG_USE, "", error_line(errors.AnswerMissing, tag)),
        ("note", number, "\u200b"): Outcome(WRONG_USE, "", error_line(errors.AnswerMissing, tag)),
        ("note", number, "x" * (NOTE_MAX + 1)): Outcome(WRONG_USE, "", long),
        ("note", "zwemmen", "x"): Outcome(NOTHING, "", which),
        ("note", "", "x"): Outcome(NOTHING, "", which),
        ("note", number, "x", "--read-only"): Outcome(
            WRONG_USE,
            "",
            output_line("With --read-only nothing is changed, so `{command}` did nothing.", tag, command="note"),
        ),
    }  # fmt: skip
    for arguments, told in refused.items():
        assert example.run(*arguments, tag=tag) == told, arguments
    assert example.run("note", number, tag=tag).code == WRONG_USE
    assert example.bytes() == before


def test_a_note_with_an_agreement_that_two_have(example: CommandLine) -> None:
    """The same words twice: code 2 and both numbers; nothing is kept with either."""
    talk = example.finished()
    (promise,) = talk.agreements
    other = replace(promise, id="dddd" + "0" * 28)
    example.save(replace(talk, id="d" * 32, agreements=(other,)))
    before = example.bytes()
    result = example.run("note", WHAT, "het", "lukte")
    assert (result.code, result.out) == (WRONG_USE, "")
    assert {promise.id[:8], "dddd0000"} <= set(result.err.split())
    assert example.bytes() == before
    assert example.run("note", "dddd", "het", "lukte").code == DONE


def test_a_note_beside_an_open_program(example: CommandLine) -> None:
    """While somebody else has the vault it is refused with code 3, and reading goes on."""
    (promise,) = example.finished().agreements
    with Vault.open(example.folder, now=THEN):
        result = example.run("note", promise.id[:8], "het", "lukte")
        assert (result.code, result.out) == (NOT_READABLE, "")
        assert result.err.count("\n") == 1
        for command in READING.values():
            assert example.run(*command).code == DONE
    assert example.finished().agreements == (promise,)


def test_a_note_on_a_full_disk(example: CommandLine) -> None:
    """No room for a byte: one sentence, code 3, and everything is as it was."""
    (promise,) = example.finished().agreements
    before = example.bytes()
    result = example.run("0", "note", promise.id[:8], "het", "lukte", program=("-c", SMALL_DISK))
    assert (result.code, result.out) == (NOT_READABLE, "")
    assert result.err.count("\n") == 1
    assert {name: example.bytes()[name] for name in before} == before
