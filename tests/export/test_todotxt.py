"""The todo.txt list, read back by pytodotxt."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from msgspec.structs import replace
from pytodotxt import Task, TodoTxtParser

from sessions.errors import NothingToExport
from sessions.export.base import Bundle, Language
from sessions.export.todotxt import plain, todo_txt
from sessions.text import clean_line
from tests.export import helpers
from tests.export.helpers import (
    DUTCH,
    ENGLISH,
    EVA,
    HOSTILE,
    KIM,
    NOW,
    SAM,
    TODAY,
    agreement,
    bundle,
)

KNOWN = frozenset({"http", "https", "mailto", "ssh", "ftp"})
"""What pytodotxt does not take for a key; other readers do."""


def made(*bundles: Bundle, language: Language = ENGLISH, now: datetime = NOW) -> str:
    """Give the list of `bundles`."""
    return todo_txt(bundles, language, now=now)


def read(*bundles: Bundle) -> list[Task]:
    """Give the tasks as pytodotxt reads them."""
    return list(TodoTxtParser().parse(made(*bundles)))


def keys(task: Task) -> dict[str, list[str]]:
    """Give the keys of a task, those of addresses too."""
    return {key: list(task.attributes[key]) for key in task.attributes}


def test_a_look_back_is_a_task() -> None:
    """One line: the day of today, the words, our project and the day to look back."""
    assert made(bundle(agreement())) == (
        "2026-11-22 Look back: Koken op dinsdag +tweespraak due:2026-12-06\n"
    )


def test_pytodotxt_reads_it() -> None:
    """Not done, no priority, one project, one day."""
    (task,) = read(bundle(agreement()))
    assert (task.is_completed, task.priority, task.creation_date) == (False, None, TODAY)
    assert (task.projects, task.contexts) == (["tweespraak"], [])
    assert keys(task) == {"due": ["2026-12-06"]}
    assert task.bare_description() == "Look Koken op dinsdag"  # it drops what ends in a colon


def test_turns_are_the_next_week_of_each() -> None:
    """The week that begins tomorrow is Kim's, the one after it is Sam's; each ends on Sunday."""
    assert made(bundle(helpers.turns())).splitlines() == [
        "2026-11-22 The week of Kim: Koken op dinsdag @Kim +tweespraak due:2026-11-29",
        "2026-11-22 The week of Sam: Koken op dinsdag @Sam +tweespraak due:2026-12-06",
    ]


@pytest.mark.parametrize(
    ("now", "first", "found"),
    [
        (datetime(2026, 11, 25, 9, tzinfo=UTC), "", [("Kim", "2026-11-29"), ("Sam", "2026-12-06")]),
        (datetime(2026, 11, 29, 9, tzinfo=UTC), "", [("Kim", "2026-11-29"), ("Sam", "2026-12-06")]),
        (datetime(2026, 11, 30, 9, tzinfo=UTC), "", [("Sam", "2026-12-06"), ("Kim", "2026-12-13")]),
        (datetime(2026, 12, 31, 9, tzinfo=UTC), "", [("Sam", "2027-01-03"), ("Kim", "2027-01-10")]),
        (
            datetime(2026, 10, 1, 9, tzinfo=UTC),
            "sam",
            [("Sam", "2026-11-29"), ("Kim", "2026-12-06")],
        ),
    ],
)
def test_whose_week_it_is(now: datetime, first: str, found: list[tuple[str, str]]) -> None:
    """The current week and the next, from the week in which they begin, past New Year too."""
    tasks = TodoTxtParser().parse(made(bundle(helpers.turns(first=first)), now=now))
    assert [(task.contexts[0], task.attributes["due"][0]) for task in tasks] == found


def test_no_week_begins_after_the_last_day() -> None:
    """Turns that end this week are one person's only."""
    tasks = read(bundle(helpers.turns(until=date(2026, 11, 29))))
    assert [task.contexts for task in tasks] == [["Kim"]]


def test_a_name_of_two_words_is_one_context() -> None:
    """Spaces and colons cannot stand in a context."""
    people = (replace(KIM, name="Kim de Vries"), replace(SAM, name="due:2020-01-01"))
    found = [task.contexts for task in read(bundle(helpers.turns(), people=people))]
    assert found == [["Kim_de_Vries"], ["due_2020-01-01"]]


def test_three_take_turns() -> None:
    """Everybody has one week."""
    tasks = read(bundle(helpers.turns(), people=(KIM, SAM, EVA)))
    assert [task.contexts for task in tasks] == [["Kim"], ["Sam"], ["Eva"]]


@pytest.mark.parametrize(
    "given_bundle",
    [
        bundle(),
        bundle(agreement(evaluate_on=None)),
        bundle(ended=(helpers.ended(agreement()),)),
    ],
    ids=["nothing agreed", "without a day", "ended"],
)
def test_nothing_is_no_list(given_bundle: Bundle) -> None:
    """Without a task there is no list."""
    with pytest.raises(NothingToExport):
        made(given_bundle)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+work @home", "+ work @ home"),
        ("due:tomorrow", "due: tomorrow"),
        ("om 20:30 thuis", "om 20: 30 thuis"),
        ("https://example.org/a:b", "https: //example.org/a: b"),
        ("kim@example.org en 1+1", "kim@example.org en 1+1"),
        ("a:@b a:+c +d:e", "a: @ b a: + c + d: e"),
        ("++ @@x +@ +", "+ + @ @ x + @ +"),
        ("hoi :) a:: b", "hoi :) a: : b"),
        ("een\ntwee", "een twee"),
    ],
)
def test_signs_lose_their_meaning(typed: str, kept: str) -> None:
    """A space more is seen, and says honestly that something was changed."""
    assert plain(typed) == kept


@given(text=helpers.words)
def test_words_keep_their_letters(text: str) -> None:
    """Only space is added, and doing it again adds nothing."""
    found = plain(text)
    assert found.replace(" ", "") == clean_line(text).replace(" ", "")
    assert plain(found) == found


def _is_ours(task: Task, contexts: list[str], due: str) -> bool:
    assert task.is_completed is False
    assert (task.priority, task.creation_date, task.completion_date) == (None, TODAY, None)
    assert task.projects == ["tweespraak"]
    assert len(task.contexts) == len(contexts)
    assert keys(task) == {"due": [due]}
    return True


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:16]))
def test_words_never_become_anything_else(text: str) -> None:
    """One task each, with our project, our contexts and our day only."""
    people = (replace(KIM, name=text[:20]), SAM)
    both = bundle(agreement(what=text), helpers.turns(id="2" * 32, what=text), people=people)
    look_back, kims, sams = read(both)
    assert _is_ours(look_back, [], "2026-12-06")
    assert _is_ours(kims, ["kim"], "2026-11-29")
    assert _is_ours(sams, ["sam"], "2026-12-06")
    assert sams.contexts == ["Sam"]


@given(what=helpers.words, name=helpers.names)
def test_any_words_stay_words(what: str, name: str) -> None:
    """Whatever they typed: as many lines as tasks, and nothing in them that we did not say."""
    people = (replace(KIM, name=name), SAM)
    text = made(bundle(agreement(what=what), helpers.turns(id="2" * 32, what=what), people=people))
    assert text.endswith("\n")
    assert len(text.splitlines()) == 3
    look_back, kims, sams = TodoTxtParser().parse(text)
    assert _is_ours(look_back, [], "2026-12-06")
    assert _is_ours(kims, ["kim"], "2026-11-29")
    assert _is_ours(sams, ["sam"], "2026-12-06")


@pytest.mark.parametrize("name", ["+", "@", "x", "(A)", "p1", "a:b", "=1", "# @", "2026-01-01"])
def test_a_name_never_becomes_anything_else(name: str) -> None:
    """Not even together with the sign that stands after it."""
    both = bundle(helpers.turns(), people=(replace(KIM, name=name), SAM))
    assert _is_ours(read(both)[0], ["kim"], "2026-11-29")


def test_dutch_is_spoken() -> None:
    """The format stays the same in every language."""
    (task,) = TodoTxtParser().parse(made(bundle(agreement()), language=DUTCH))
    assert "Koken op dinsdag" in task.description
    assert (task.projects, keys(task)) == (["tweespraak"], {"due": ["2026-12-06"]})
