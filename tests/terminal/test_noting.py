"""``tweespraak note --by NAME``: a note in somebody's diary, without screens."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest

from sessions.diary import Diary, Initiative
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
from tui.command import DONE, NOTHING, WRONG_USE

DAY = (THEN - timedelta(days=2)).date().isoformat()


def diary_of(house: House, name: str) -> Diary:  # noqa: F811
    with Vault.open(house.folder, now=THEN, read_only=True) as vault:
        (person,) = (one for pair in vault.pairs() for one in pair.partners if one.name == name)
        return vault.diary(person.id)


@pytest.mark.parametrize("tag", ["en", "nl"])
def test_a_note_is_kept_in_the_diary(house: House, here: Here, tag: str) -> None:  # noqa: F811
    """With a feeling, who began, and the day; the name in capitals is fine too."""
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
    assert [one.text for one in diary_of(house, "Sam").entries] == ["niet op de regel"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["note"], WRONG_USE, "--by NAME"),
        (["note", "koken"], WRONG_USE, "--by NAME"),
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
