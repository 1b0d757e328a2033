"""The todo.txt list, read back by pytodotxt."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

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


def made(*bundles: Bundle, language: Language = ENGLISH, now: datetime = NOW) -> str:
    """Give the list of `bundles`."""
    return todo_txt(bundles, language, now=now)


def read(*bundles: Bundle) -> list[Task]:
    """Give the tasks as pytodotxt reads them."""
    return list(TodoTxtParser().parse(made(*bundles)))


def keys(task: Task) -> dict[str, list[str]]:
    """Give the keys of a task."""
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
    ("now", "first", "expected"),
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
def test_whose_week_it_is(now: datetime, first: str, expected: list[tuple[str, str]]) -> None:
    """The current week and the next, from the week in which they begin, past New Year too."""
    tasks = TodoTxtParser().parse(made(bundle(helpers.turns(first=first)), now=now))
    assert [(task.contexts[0], task.attributes["due"][0]) for task in tasks] == expected


def test_no_week_begins_after_the_last_day() -> None:
    """Turns that end this week are one person's only."""
    tasks = read(bundle(helpers.turns(until=date(2026, 11, 29))))
    assert [task.contexts for task in tasks] == [["Kim"]]


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (date(2026, 12, 6), [("Kim", "2026-11-29"), ("Sam", "2026-12-06")]),
        (date(2026, 12, 5), [("Kim", "2026-11-29"), ("Sam", "2026-12-05")]),
        (date(2026, 11, 30), [("Kim", "2026-11-29"), ("Sam", "2026-11-30")]),
        (date(2026, 11, 24), [("Kim", "2026-11-24")]),
    ],
)
def test_no_week_goes_past_the_last_day(until: date, expected: list[tuple[str, str]]) -> None:
    """The week in which the last day lies is for that day, and not for its Sunday."""
    tasks = read(bundle(helpers.turns(until=until)))
    assert [(task.contexts[0], task.attributes["due"][0]) for task in tasks] == expected


def test_what_has_ended_this_week_is_no_task() -> None:
    """On Thursday the turns that ended on Wednesday are nobody's any more."""
    thursday = datetime(2026, 11, 26, 9, tzinfo=UTC)
    with pytest.raises(NothingToExport):
        made(bundle(helpers.turns(until=date(2026, 11, 25))), now=thursday)
    assert "due:2026-11-26" in made(bundle(helpers.turns(until=date(2026, 11, 26))), now=thursday)


@pytest.mark.parametrize(
    ("tag", "said"),
    [(ENGLISH, "Look back at 20.30: Koken"), (DUTCH, "Terugkijken om 20.30: Koken")],
)
def test_a_look_back_says_its_time(tag: Language, said: str) -> None:
    """In that format a day has no time; so it stands in the words."""
    text = made(bundle(agreement(evaluate_at=time(20, 30))), language=tag)
    assert said in text
    (task,) = TodoTxtParser().parse(text)
    assert keys(task) == {"due": ["2026-12-06"]}


LINKS = (
    "https://example.org/a:b?due:x#+y@z",
    "http://example.org:8080/p1/",
    "HTTPS://EXAMPLE.ORG",
    "ftp://example.org/x",
    "mailto:kim@example.org",
)


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize(
    "around", ["{}", "zie {} om 8", "({})", "due:{}", "+{}", "a:{} b:c", "{} {}"]
)
def test_a_link_stays_whole(link: str, around: str) -> None:
    """It can be opened, and whatever stands at it is no key, no project and no context."""
    (task,) = read(bundle(agreement(what=around.replace("{}", link))))
    assert link in re.split(r"[ )]+", task.description)
    assert keys(task) == {"due": ["2026-12-06"]}
    assert (task.projects, task.contexts) == (["tweespraak"], [])


def test_what_only_looks_like_a_link_is_none() -> None:
    """A key stays no key, though slashes follow it."""
    (task,) = read(bundle(agreement(what="due://x t:// javascript://x xhttps:y nohttp://a")))
    assert keys(task) == {"due": ["2026-12-06"]}


def test_a_name_of_two_words_is_one_context() -> None:
    """Spaces and colons cannot stand in a context."""
    people = (replace(KIM, name="Kim de Vries"), replace(SAM, name="due:2020-01-01"))
    contexts = [task.contexts for task in read(bundle(helpers.turns(), people=people))]
    assert contexts == [["Kim_de_Vries"], ["due_2020-01-01"]]


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
    ("typed", "expected"),
    [
        ("+work @home", "+ work @ home"),
        ("due:tomorrow", "due: tomorrow"),
        ("om 20:30 thuis", "om 20.30 thuis"),
        ("8:05-9:15 of 20:30u, 20:30:59.", "8.05-9.15 of 20.30u, 20.30.59."),
        (
            "(20:30) om 25:00 2:1 1:234 a1:23 3:10:5",
            "(20.30) om 25: 00 2: 1 1: 234 a1: 23 3: 10: 5",
        ),
        ("https://example.org/a:b", "https://example.org/a:b"),
        ("(https://example.org) a:http://b@20:30", "( https://example.org) a: http://b@20:30"),
        ("kim@example.org en 1+1", "kim@example.org en 1+1"),
        ("a:@b a:+c +d:e", "a: @ b a: + c + d: e"),
        ("++ @@x +@ +", "+ + @ @ x + @ +"),
        ("hoi :) a:: b", "hoi :) a: : b"),
        ("een\ntwee", "een twee"),
    ],
)
def test_signs_lose_their_meaning(typed: str, expected: str) -> None:
    """A space more is seen, and says honestly that something was changed."""
    assert plain(typed) == expected


@given(text=helpers.words)
def test_words_keep_their_letters(text: str) -> None:
    """Space is added, and a time gets a point; doing it again adds nothing."""
    plain_text = plain(text)
    assert _letters(plain_text) == _letters(clean_line(text))
    assert plain(plain_text) == plain_text


def _letters(text: str) -> str:
    """Give a text without space, and with one sign for the two that stand in a time."""
    return text.replace(" ", "").replace(":", ".")


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
