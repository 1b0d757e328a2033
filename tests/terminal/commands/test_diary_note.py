"""``tweespraak note --by NAME``: a note in somebody's diary, without screens."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from sessions.diary import Diary, Initiative
from sessions.people import Person, Setting, make_pair
from sessions.store import Vault
from tests.terminal.commands.command_line import THEN, CommandLine, RunHere
from tui.cli.command import DONE, NOT_READABLE, NOTHING, WRONG_USE

DAY = (THEN - timedelta(days=2)).date().isoformat()


def diary_of(example: CommandLine, name: str) -> Diary:
    with Vault.open(example.folder, now=THEN, read_only=True) as vault:
        (person,) = (
            partner
            for pair in vault.records.pairs()
            for partner in pair.partners
            if partner.name == name
        )
        return vault.records.diary(person.id)


@pytest.mark.parametrize("tag", ["en", "nl"])
def test_a_note_is_kept_in_the_diary(example: CommandLine, run_here: RunHere, tag: str) -> None:
    """With a feeling, who took the lead, and the day; the name in capitals is fine too."""
    more = ("--feeling", "blij", "--began", "other", "--on", DAY)
    result = run_here("note", "--by", "KIM", "hij", "belde", "zelf", *more, tag=tag)
    assert result.code == DONE
    assert "Kim" in result.err
    assert result.out == ""
    (entry,) = diary_of(example, "Kim").entries
    assert (entry.text, entry.feeling, entry.initiative) == (
        "hij belde zelf",
        "blij",
        Initiative.OTHER,
    )
    assert str(entry.on) == DAY
    assert run_here("note", "--by", "Kim", "nog een").code == DONE
    assert len(diary_of(example, "Kim").entries) == 2
    assert diary_of(example, "Sam").entries == ()


def test_words_can_come_from_elsewhere(
    example: CommandLine,
    run_here: RunHere,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without words on the line they are read, so that the shell does not remember them."""
    monkeypatch.setattr("sys.stdin", io.StringIO("niet op de regel\n"))
    assert run_here("note", "--by", "Sam").code == DONE
    assert [entry.text for entry in diary_of(example, "Sam").entries] == ["niet op de regel"]


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (["note"], WRONG_USE, "--by NAME"),
        (["note", "koken"], WRONG_USE, "--by NAME"),
        (["note", "koken", "het lukte", "--feeling", "blij"], WRONG_USE, "--by NAME"),
        (["note", "koken", "het lukte", "--on", DAY], WRONG_USE, "--by NAME"),
        (["note", "--by", "Kim", "x", "--on", "tomorrow"], WRONG_USE, "still to come"),
        (["note", "--by", "Piet", "x"], NOTHING, "Kim"),
        (["note", "--by", "Kim", "x", "--on", "2999-01-01"], WRONG_USE, "still to come"),
        (["note", "--by", "Kim", "x", "--on", "eergisteren of zo"], WRONG_USE, "cannot read"),
        (["note", "--by", "Kim", "\u200b"], WRONG_USE, ""),
        (["note", "--by", "Kim", "x", "--feeling", "y" * 300], WRONG_USE, "300"),
    ],
)
def test_what_cannot_be_kept_is_said_in_one_sentence(
    example: CommandLine,
    run_here: RunHere,
    arguments: list[str],
    code: int,
    part: str,
) -> None:
    """And nothing is written."""
    before = example.bytes()
    result = run_here(*arguments)
    assert (result.code, result.out) == (code, "")
    assert part in result.err
    assert example.bytes() == before


def test_where_nobody_is_yet(nothing: CommandLine) -> None:
    """A folder in which nobody has said who they are: it is said, and nothing is made."""
    Vault.open(nothing.folder, now=THEN).close()
    before = nothing.bytes()
    result = nothing.run("note", "--by", "Kim", "x")
    assert result.code == NOTHING
    assert "Open Tweespraak first" in result.err
    assert nothing.bytes() == before


def test_a_damaged_diary_is_told_before_anybody_types(
    example: CommandLine,
    run_here: RunHere,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What cannot be kept is not asked for."""
    assert run_here("note", "--by", "Kim", "een").code == DONE
    (path,) = (example.folder / "diary").glob("*.tdb")
    path.write_bytes(path.read_bytes()[:-5])
    words = io.StringIO("niet op de regel\n")
    monkeypatch.setattr("sys.stdin", words)
    result = run_here("note", "--by", "Kim")
    assert result.code == NOT_READABLE
    assert "is damaged" in result.err
    assert words.tell() == 0


def test_while_somebody_types_others_may_write(
    example: CommandLine,
    run_here: RunHere,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The vault is free until the words are there."""

    class Typing(io.StringIO):
        def read(self, size: int | None = -1) -> str:
            Vault.open(example.folder, now=THEN).close()
            return super().read(size)

    monkeypatch.setattr("sys.stdin", Typing("niet op de regel\n"))
    assert run_here("note", "--by", "Sam").code == DONE
    assert [entry.text for entry in diary_of(example, "Sam").entries] == ["niet op de regel"]


def test_namesakes_are_listed_with_whom_they_talk(example: CommandLine, run_here: RunHere) -> None:
    """Two people called Kim: a number alone tells nobody which."""
    with Vault.open(example.folder, now=THEN) as vault:
        people = [
            Person(id=digit * 32, name=name, language="en")
            for digit, name in (("8", "Kim"), ("9", "Alex"))
        ]
        vault.records.save_pair(make_pair("c" * 32, people, Setting.FRIENDS))
    result = run_here("note", "--by", "Kim", "x")
    assert result.code == WRONG_USE
    assert "88888888 Kim, with Alex" in result.out + result.err
