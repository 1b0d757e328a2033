"""The template for Todoist: read by the csv module, and held against the rules of its help page."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime, time
from io import StringIO

import pytest
from hypothesis import given
from msgspec.structs import replace

from sessions.errors import NothingToExport
from sessions.export.base import Bundle, Language
from sessions.export.calendar import in_full, short
from sessions.export.todoist import COLUMNS, DESCRIPTION_MAX, as_words, plain, todoist_csv
from sessions.text import clean_line
from tests.export import helpers
from tests.export.helpers import DUTCH, ENGLISH, HOSTILE, KIM, NOW, SAM, agreement, bundle

MEANT = re.compile(r"(?:^|[\s(])[@#][^\s]|(?:^|\s)[+/!%]\S|(?i:\bp[1-4]\b)")
"""What Todoist would take for a label, a project, a person, a section, a reminder, a priority."""

LINK = re.compile(r"(?<!\w)(?:(?:https?|ftp)://|mailto:)\S+", re.IGNORECASE)
"""What Todoist takes for a link; in one, nothing means anything else."""

FORMULA = "=+-@\t\r\n"


def made(*bundles: Bundle, language: Language = ENGLISH, now: datetime = NOW) -> str:
    """Give the template of `bundles`."""
    return todoist_csv(bundles, language, now=now)


def read(text: str) -> list[dict[str, str]]:
    """Give the rows of a template, which all keep the rules of Todoist's help page."""
    header, *rows = csv.reader(StringIO(text, newline=""), strict=True)
    assert tuple(header) == COLUMNS
    assert all(len(row) == len(COLUMNS) for row in rows)
    tasks = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    for row in tasks:
        assert (row["TYPE"], row["PRIORITY"], row["INDENT"]) == ("task", "4", "1")
        assert (row["AUTHOR"], row["RESPONSIBLE"], row["TIMEZONE"]) == ("", "", "")
        assert 0 < len(row["CONTENT"]) <= 500
        assert len(row["DESCRIPTION"]) <= DESCRIPTION_MAX
        assert 0 < len(row["DATE"]) <= 150
        assert row["DATE_LANG"] == "en"
        assert not MEANT.search(LINK.sub("", row["CONTENT"]))
        assert "\n" not in row["CONTENT"]
        assert not any(cell.startswith(tuple(FORMULA)) for cell in row.values())
    return tasks


def test_the_file_is_the_template() -> None:
    """The columns of Todoist in its order, and lines that end as in a CSV file."""
    assert made(bundle(agreement(who="sam"))) == (
        "TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE\r\n"
        'task,Look back: Koken op dinsdag,"Koken op dinsdag\nWho: Sam (to try)\n'
        'Look back: Sunday, December 6, 2026",4,1,,,2026-12-06,en,\r\n'
    )


@pytest.mark.parametrize(
    ("at", "expected"), [(None, "2026-12-06"), (time(9, 5), "2026-12-06 09:05")]
)
def test_a_look_back_has_its_moment(at: time | None, expected: str) -> None:
    """With the time when there is one; without a zone, for it is the time on their own wall."""
    (row,) = read(made(bundle(agreement(evaluate_at=at))))
    assert row["DATE"] == expected
    assert row["DESCRIPTION"] == in_full(agreement(evaluate_at=at), (KIM, SAM), ENGLISH)


@pytest.mark.parametrize(
    ("now", "until", "expected"),
    [
        (
            datetime(2026, 11, 22, 9, tzinfo=UTC),
            None,
            ["every 2 weeks starting 2026-11-23", "every 2 weeks starting 2026-11-30"],
        ),
        (
            datetime(2026, 11, 23, 9, tzinfo=UTC),
            date(2026, 12, 20),
            [
                "every 2 weeks starting 2026-11-23 ending 2026-12-20",
                "every 2 weeks starting 2026-11-30 ending 2026-12-20",
            ],
        ),
        (
            datetime(2026, 12, 30, 9, tzinfo=UTC),
            None,
            ["every 2 weeks starting 2027-01-04", "every 2 weeks starting 2027-01-11"],
        ),
        (
            datetime(2026, 12, 1, 9, tzinfo=UTC),
            date(2026, 12, 8),
            ["every 2 weeks starting 2026-12-07 ending 2026-12-08"],
        ),
    ],
)
def test_turns_come_back(now: datetime, until: date | None, expected: list[str]) -> None:
    """A series for each, from their next Monday on, to the last day; none that begins after it."""
    rows = read(made(bundle(helpers.turns(until=until)), now=now))
    assert [row["DATE"] for row in rows] == expected
    assert rows[0]["CONTENT"] == "The week of Kim: Koken op dinsdag"


@pytest.mark.parametrize(
    "given_bundle",
    [bundle(), bundle(agreement(evaluate_on=None)), bundle(ended=(helpers.ended(agreement()),))],
    ids=["nothing agreed", "without a day", "ended"],
)
def test_nothing_is_no_template(given_bundle: Bundle) -> None:
    """Without a task there is no template."""
    with pytest.raises(NothingToExport):
        made(given_bundle)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("@home #work", "@ home # work"),
        ("p1 (P3) wp1 p5", "p 1 (P 3) wp1 p5"),
        ("/later +sam !morgen %x", "/ later + sam ! morgen % x"),
        ("@+p1 ##x (@y)", "@ + p 1 # # x (@ y)"),
        ("kim@example.org, 24/7, 1+1, 50%", "kim@example.org, 24/7, 1+1, 50%"),
        ("een\ntwee", "een twee"),
        ("om 20:30 thuis", "om 20:30 thuis"),
        ("https://a.b/p1/#c?x=@d p1", "https://a.b/p1/#c?x=@d p 1"),
        ("(https://a.b/#c) #https://a.b/p2", "( https://a.b/#c) # https://a.b/p2"),
        ("HTTP://A.B/P1 mailto:p1@a.b", "HTTP://A.B/P1 mailto:p1@a.b"),
    ],
)
def test_signs_lose_their_meaning(typed: str, expected: str) -> None:
    """A space more is seen, and says honestly that something was changed."""
    assert plain(typed) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("＝1", "'＝1"),
        ("1-1", "1-1"),
        ("", ""),
    ],
)
def test_a_spreadsheet_calculates_nothing(cell: str, expected: str) -> None:
    """A cell that would be a formula begins with an apostrophe."""
    assert as_words(cell) == expected


def test_what_does_not_fit_is_cut() -> None:
    """Todoist takes no longer description; … says that there is more."""
    (row,) = read(made(bundle(agreement(what="=" * 20_000))))
    assert len(row["DESCRIPTION"]) == DESCRIPTION_MAX
    assert row["DESCRIPTION"].startswith("'==")
    assert row["DESCRIPTION"].endswith("…")


@given(text=helpers.words)
def test_words_keep_their_letters(text: str) -> None:
    """Only space is added, and doing it again adds nothing."""
    plain_text = plain(text)
    assert plain_text.replace(" ", "") == clean_line(text).replace(" ", "")
    assert plain(plain_text) == plain_text


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:16]))
def test_words_never_become_anything_else(text: str) -> None:
    """One row each, and in it nothing but words."""
    people = (replace(KIM, name=text[:20]), SAM)
    promise = agreement(what=text, see=text)
    rows = read(made(bundle(promise, helpers.turns(id="2" * 32, what=text), people=people)))
    assert len(rows) == 3
    assert rows[0]["CONTENT"] == f"Look back: {plain(short(text))}"
    told = in_full(promise, people, ENGLISH)
    if len(told) < DESCRIPTION_MAX:
        assert rows[0]["DESCRIPTION"].removeprefix("'") == told


@given(what=helpers.words, name=helpers.names)
def test_any_words_stay_words(what: str, name: str) -> None:
    """Whatever they typed: as many rows as tasks, each of ten cells."""
    people = (replace(KIM, name=name), SAM)
    both = bundle(agreement(what=what), helpers.turns(id="2" * 32, what=what), people=people)
    assert len(read(made(both))) == 3


@pytest.mark.parametrize("name", ["+", "@", "x", "(A)", "p1", "a:b", "=1", "# @", "2026-01-01"])
def test_a_name_never_becomes_anything_else(name: str) -> None:
    """Not even together with the sign that stands after it."""
    both = bundle(helpers.turns(), people=(replace(KIM, name=name), SAM))
    assert len(read(made(both))) == 2


def test_dutch_is_spoken() -> None:
    """Titles are Dutch; what Todoist reads stays English, as DATE_LANG says."""
    first, _ = read(made(bundle(helpers.turns()), language=DUTCH))
    assert first["DATE"] == "every 2 weeks starting 2026-11-23"
    assert "Koken op dinsdag" in first["CONTENT"]
