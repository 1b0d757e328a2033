"""``tweespraak note --by NAME``: a note in somebody's diary, without screens."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest

from sessions.diary import Diary, Initiative
from sessions.people import Person, Setting, make_pair
from sessions.store import Vault
from tests.terminal.test_reports import (  # noqa: F401 - fixtures are found by name
    THEN,
    Here,
    House,
    filled,
    here,
    house,
    nothing,
)
from tui.cli.command import DONE, NOT_READABLE, NOTHING, WRONG_USE

DAY = (THEN - timedelta(days=2)).date().isoformat()


def diary_of(house: House, name: str) -> Diary:  # noqa: F811
    with Vault.open(house.folder, now=THEN, read_only=True) as vault:
        (person,) = (
            partner
            for pair in vault.records.pairs()
            for partner in pair.partners
            if partner.name == name
        )
        return vault.records.diary(person.id)


@pytest.mark.parametrize("tag", ["en", "nl"])
def test_a_note_is_kept_in_the_diary(house: House, here: Here, tag: str) -> None:  # noqa: F811
    """With a feeling, who took the lead, and the day; the name in capitals is fine too."""
    more = ("--feeling", "blij", "--began", "other", "--on", DAY)
    found = here("note", "--by", "KIM", "hij", "belde", "zelf", *more, tag=tag)
    assert found.code == DONE
    assert "Kim" in found.err
    assert found.out == ""
    (one,) = diary_of(house, "Kim").entries
    assert (one.text, one.feeling, one.initiative) == ("hij belde zelf", "blij", Initiative.OTHER)
    assert str(one.on) == DAY
    assert here("note", "--by", "Kim", "nog een").code == DONE
    assert len(diary_of(house, "Kim").entries) == 2
    assert diary_of(house, "Sam").entries == ()


def test_words_can_come_from_elsewhere(
    house: House,  # noqa: F811
    here: Here,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without words on the line they are read, so that the shell does not remember them."""
    monkeypatch.setattr("sys.stdin", io.StringIO("niet op de regel\n"))
    assert here("note", "--by", "Sam").code == DONE
    assert [entry.text for entry in diary_of(house, "Sam").entries] == ["niet op de regel"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
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
    house: House,  # noqa: F811
    here: Here,  # noqa: F811
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    """And nothing is written."""
    before = house.bytes()
    found = here(*arguments)
    assert (found.code, found.out) == (code, "")
    assert said in found.err
    assert house.bytes() == before


def test_where_nobody_is_yet(nothing: House) -> None:  # noqa: F811
    """Nothing is made."""
    found = nothing.run("note", "--by", "Kim", "x")
    assert found.code == NOTHING
    assert "Open Tweespraak first" in found.err
    assert not Path(nothing.folder).exists()


def test_a_damaged_diary_is_told_before_anybody_types(
    house: House,  # noqa: F811
    here: Here,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What cannot be kept is not asked for."""
    assert here("note", "--by", "Kim", "een").code == DONE
    (path,) = (house.folder / "diary").glob("*.tdb")
    path.write_bytes(path.read_bytes()[:-5])
    words = io.StringIO("niet op de regel\n")
    monkeypatch.setattr("sys.stdin", words)
    found = here("note", "--by", "Kim")
    assert found.code == NOT_READABLE
    assert "is damaged" in found.err
    assert words.tell() == 0


def test_while_somebody_types_others_may_write(
    house: House,  # noqa: F811
    here: Here,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The vault is free until the words are there."""

    class Typing(io.StringIO):
        def read(self, size: int | None = -1) -> str:
            Vault.open(house.folder, now=THEN).close()
            return super().read(size)

    monkeypatch.setattr("sys.stdin", Typing("niet op de regel\n"))
    assert here("note", "--by", "Sam").code == DONE
    assert [entry.text for entry in diary_of(house, "Sam").entries] == ["niet op de regel"]


def test_namesakes_are_listed_with_whom_they_talk(house: House, here: Here) -> None:  # noqa: F811
    """Two people called Kim: a number alone tells nobody which."""
    with Vault.open(house.folder, now=THEN) as vault:
        people = [
            Person(id=one * 32, name=name, language="en")
            for one, name in (("8", "Kim"), ("9", "Alex"))
        ]
        vault.records.save_pair(make_pair("c" * 32, people, Setting.FRIENDS))
    found = here("note", "--by", "Kim", "x")
    assert found.code == WRONG_USE
    assert "88888888 Kim, with Alex" in found.out + found.err
