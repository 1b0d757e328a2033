"""A NAME is found in one way by every command, and one candidate is enough."""

from __future__ import annotations

import io
from collections.abc import Callable
from unicodedata import normalize

import pytest
from msgspec.structs import replace

from sessions.conversation import Conversation
from sessions.people import Person, Setting, make_pair
from sessions.store import Vault
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    NOTHING,
    THEN,
    WHAT,
    WRONG_USE,
    CommandLine,
    Outcome,
    RunHere,
    output_line,
)
from tui.language.language import language

TITLE = "Koken door de week"
"""The subject of the conversation in which WHAT was agreed."""

COMMANDS = {
    "show": ["show"],
    "show --json": ["show", "--json"],
    "export": ["export", "--yes"],
    "export talk": ["export", "--yes", "--as", "talk"],
    "delete": ["delete"],
}
"""Commands that are given the NAME of a conversation."""

EACH = pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
NOBODYS = ("zwemmen", "ffff" * 8, "zzzz", "../../etc/passwd", "*", "", " ", "\u0301", "\u200b")
"""Names that nothing has; the last ones would be in everything."""

Types = Callable[[str], None]


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Types:
    """Give a command what is typed."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def is_found(result: Outcome, talk: Conversation) -> bool:
    """Whether a command took that conversation for the one that is meant."""
    told = result.out + result.err
    return result.code in (DONE, WRONG_USE) and (talk.title() in told or WHAT in told)


# -- A conversation -----------------------------------------------------------------------------


@EACH
@pytest.mark.parametrize(
    "name",
    [TITLE, TITLE.upper(), " koken  door de week ", "koken", "ruimt af", "week door", "KÓKEN", "{id}", "{id:.8}", "{ID:.4}"],
)  # fmt: skip
def test_a_conversation(
    example: CommandLine, run_here: RunHere, types: Types, command: list[str], name: str
) -> None:
    """By its subject, by words of it or of what was agreed, in any case, or by its number."""
    talk = example.finished()
    types("")
    wanted = name.format(id=talk.id, ID=talk.id.upper())
    assert is_found(run_here(*command, wanted), talk)


@EACH
def test_a_conversation_by_who_had_it(
    example: CommandLine, run_here: RunHere, types: Types, command: list[str]
) -> None:
    """The name of somebody who had only this one is enough."""
    talk = example.finished()
    partners = tuple(
        replace(partner, name=name)
        for partner, name in zip(talk.partners, ("Ada", "Bo"), strict=True)
    )
    example.save(replace(talk, id="d" * 32, people=partners, pair="c" * 32))
    types("")
    assert "dddddddd" not in run_here(*command, "ada").err
    assert is_found(run_here(*command, "ada"), talk)


@EACH
def test_a_conversation_without_words(
    example: CommandLine, run_here: RunHere, types: Types, command: list[str]
) -> None:
    """It is named as the list names it."""
    untitled = replace(example.finished(), id="e" * 32, said={}, about="")
    example.save(untitled)
    listed = run_here("list").out
    assert "eeeeeeee  2025-03-04  A conversation  " in listed
    types("")
    result = run_here(*command, "a conversation")
    assert result.code in (DONE, WRONG_USE)
    assert any(words in result.out + result.err for words in ("A conversation", "eeeeeeee", WHAT))
    several = run_here(*command, "kim")
    assert "eeeeeeee A conversation\n" in several.err


@EACH
@BOTH
def test_a_name_that_nothing_has(
    example: CommandLine, run_here: RunHere, types: Types, command: list[str], tag: str
) -> None:
    """Code 1 and a sentence, nothing on standard output, and nothing goes."""
    told = output_line("There is no conversation with that name or number. See: list", tag)
    before = example.ids()
    types("yes\n")
    for name in NOBODYS:
        assert run_here(*command, name, tag=tag) == Outcome(NOTHING, "", told), name
    assert example.ids() == before


@EACH
def test_a_name_that_several_have(
    example: CommandLine, run_here: RunHere, types: Types, command: list[str]
) -> None:
    """Code 2, all of them are listed with their numbers, and nothing is guessed."""
    talk = example.finished()
    example.save(replace(talk, id="abcd" + "e" * 28))
    before = example.ids()
    types("yes\n")
    for name in (TITLE, "koken", "ruimt af"):
        result = run_here(*command, name)
        assert (result.code, result.out) == (WRONG_USE, "")
        assert result.err.startswith("There is more than one.")
        assert {"abcdeeee", talk.id[:8]} <= set(result.err.split())
    assert example.ids() == before


@EACH
def test_what_is_damaged_is_named(
    example: CommandLine, run_here: RunHere, types: Types, command: list[str]
) -> None:
    """Asked for what may be in a damaged file: not only that there is none."""
    path = example.damage(example.finished())
    types("yes\n")
    result = run_here(*command, TITLE)
    assert result.code == 3
    assert path.name in result.err


def test_delete_still_asks_for_the_whole_name(
    example: CommandLine, run_here: RunHere, types: Types
) -> None:
    """A word finds it; only its name, typed over, deletes it."""
    before = example.ids()
    types("koken\n")
    assert run_here("delete", "koken").code == WRONG_USE
    assert example.ids() == before
    types(TITLE.lower() + "\n")
    assert run_here("delete", "koken").code == DONE
    assert len(example.ids()) == len(before) - 1


def test_a_name_is_the_same_however_its_letters_are_put_together(
    example: CommandLine, run_here: RunHere, types: Types
) -> None:
    """A letter with its accent as one character or as two: a file of another system writes the second."""
    with Vault.open(example.folder, now=THEN) as vault:
        people = [
            Person(id=digit * 32, name=name, language="nl")
            for digit, name in (("8", "Zoë"), ("9", "Bo"))
        ]
        vault.records.save_pair(make_pair("c" * 32, people, Setting.FRIENDS))
    types(normalize("NFD", "Zoë en Bo") + "\n")
    assert run_here("delete", "--pair", normalize("NFD", "zoë en bo"), tag="nl").code == DONE


# -- An agreement -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [WHAT, WHAT.upper(), "koken", "wie niet kookt", "week KOKEN", "{promise:.8}", "{promise}", TITLE, "door de week", "{talk:.8}"],
)  # fmt: skip
@BOTH
def test_an_agreement(example: CommandLine, run_here: RunHere, name: str, tag: str) -> None:
    """By its words or some of them, its number, or the conversation of it; it says with which it is kept."""
    talk = example.finished()
    (promise,) = talk.agreements
    result = run_here("note", name.format(promise=promise.id, talk=talk.id), "het lukte", tag=tag)
    message = "It is kept with “{agreement}”. You both see it when you look back."
    assert result == Outcome(DONE, "", output_line(message, tag, agreement=WHAT))
    (after,) = example.finished().agreements
    assert [note.text for note in after.notes] == ["het lukte"]


@pytest.mark.parametrize("name", [*NOBODYS, "Kim", "vakantie"])
def test_an_agreement_that_nothing_has(example: CommandLine, run_here: RunHere, name: str) -> None:
    """What there is, is listed; a person is none: their words may be meant for their diary."""
    (promise,) = example.finished().agreements
    before = example.bytes()
    result = run_here("note", name, "het lukte")
    assert (result.code, result.out) == (NOTHING, "")
    assert result.err.splitlines() == [
        "Which agreement? Give its number:",
        f"  {promise.id[:8]} {WHAT}",
    ]
    assert example.bytes() == before


def test_an_agreement_that_several_have(example: CommandLine, run_here: RunHere) -> None:
    """Words of two: code 2 and both numbers; of one of the two: that one."""
    talk = example.finished()
    (promise,) = talk.agreements
    other = replace(promise, id="dddd" + "0" * 28, what="Samen koken op zondag")
    example.save(replace(talk, id="d" * 32, agreements=(other,)))
    result = run_here("note", "koken", "het lukte")
    assert (result.code, result.out) == (WRONG_USE, "")
    assert {promise.id[:8], "dddd0000"} <= set(result.err.split())
    assert run_here("note", "zondag", "het lukte").code == DONE


# -- People -------------------------------------------------------------------------------------


@pytest.fixture
def with_zoe(example: CommandLine) -> CommandLine:
    """Put two more people beside those of the example."""
    people = [
        Person(id=digit * 32, name=name, language="nl")
        for digit, name in (("8", "Zoë van Dam"), ("9", "Samira"))
    ]
    with Vault.open(example.folder, now=THEN) as vault:
        vault.records.save_pair(make_pair("c" * 32, people, Setting.FRIENDS))
    return example


@pytest.mark.parametrize("name", ["Zoë van Dam", "zoë", "ZOE", "van dam", "88888888"])
def test_somebody(with_zoe: CommandLine, run_here: RunHere, name: str) -> None:
    """By their name, by whole words of it with or without accents, or by their number."""
    result = run_here("note", "--by", name, "het lukte")
    assert (result.code, result.err) == (DONE, "It is kept in Zoë van Dam's diary.\n")


def test_part_of_a_word_is_nobody(with_zoe: CommandLine, run_here: RunHere) -> None:
    """What is private is not kept with somebody whose name only begins so."""
    before = with_zoe.bytes()
    for name in ("Zo", "Sami", "dam v", "", " "):
        result = run_here("note", f"--by={name}", "het lukte")
        assert result.code in (NOTHING, WRONG_USE), name
    assert with_zoe.bytes() == before


@pytest.mark.parametrize("name", ["Zoë van Dam en Samira", "samira", "zoe dam", "cccc", "SAMIRA"])
def test_two_people(with_zoe: CommandLine, run_here: RunHere, types: Types, name: str) -> None:
    """By both names, by one of them, or by their number; and then both names are typed."""
    types(name + "\n")
    result = run_here("delete", "--pair", name, tag="nl")
    both = language("nl").listed(["Zoë van Dam", "Samira"])
    assert both in result.err
    assert result.code == (DONE if name.casefold() == both.casefold() else WRONG_USE)


@pytest.mark.parametrize("name", ["", "c", "ccc", "Piet"])
def test_two_people_that_are_not_there(
    with_zoe: CommandLine, run_here: RunHere, types: Types, name: str
) -> None:
    """Those who are here are listed, and nothing is asked."""
    types("Zoë van Dam en Samira\n")
    result = run_here("delete", "--pair", name, tag="nl")
    assert (result.code, result.out) == (NOTHING, "")
    assert "cccccccc Zoë van Dam en Samira\n" in result.err
