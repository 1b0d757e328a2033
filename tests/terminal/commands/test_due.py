"""What is to be looked back on: on which day, in which words, and by which clock."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sessions.agreements import Agreement
from sessions.text import clean
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    HOME_ZONE,
    NOT_READABLE,
    NOTHING,
    THEN,
    WHAT,
    WITHOUT_PDF,
    WRONG_USE,
    CommandLine,
    Outcome,
    RunHere,
    error_line,
    output_line,
)
from tests.terminal.hostile import foreign
from tests.terminal.terminal import Terminal
from tui.cli import passphrase
from tui.language.language import language

pytestmark = [pytest.mark.terminal, pytest.mark.long]


# -- Due ----------------------------------------------------------------------------------------


@BOTH
def test_due_tells_what_is_to_be_looked_back_on(example: CommandLine, tag: str) -> None:
    """One line an agreement on standard output: its number, its words, who and since when; code 0."""
    (promise,) = example.finished().agreements
    result = example.run("due", "--on", "2025-03-25", tag=tag)
    people = language(tag).listed(["Kim", "Sam"])
    today = language(tag).t("today")
    assert result == Outcome(DONE, f"{promise.id[:8]}  {WHAT}  ({people}, {today})\n", "")
    assert example.run("due", tag=tag).code == DONE  # the real day is later


ON = [
    ("nl", "2025-03-25", True),
    ("nl", "24 maart 2025", False),
    ("nl", "25 maart 2025", True),
    ("nl", "25-03-2025", True),
    ("nl", "25/3/2025", True),
    ("en", "March 24, 2025", False),
    ("en", "March 25, 2025", True),
    ("en", "25 mar 2025", True),
    ("nl", "vandaag", True),
    ("nl", "morgen", True),
    ("nl", "overmorgen", True),
    ("nl", "over 2 weken", True),
    ("en", "today", True),
    ("en", "Tomorrow", True),
    ("en", "Friday", True),
    ("en", "in 2 weeks", True),
    ("nl", "in 2 weeks", True),
    ("en", "9999-12-31", True),
    ("en", "0001-01-01", False),
]


@pytest.mark.parametrize(("tag", "day", "due"), ON)
def test_due_on_a_day_in_words(example: CommandLine, tag: str, day: str, due: bool) -> None:
    """A day as people write it, in Dutch and in English; what is not due on it is not told."""
    result = example.run("due", "--on", day, tag=tag)
    if due:
        assert (result.code, result.err) == (DONE, "")
        assert result.out.count("\n") == 1
        assert WHAT in result.out
    else:
        assert result == Outcome(NOTHING, "", output_line("Nothing to look back on.", tag))


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("maandag", False),
        ("dinsdag", True),
        ("over 4 dagen", False),
        ("over 5 dagen", True),
        ("24 maart", False),
        ("25 maart", True),
        ("morgen", False),
        ("19 maart", True),
    ],
)
def test_words_count_from_today(run_here: RunHere, day: str, due: bool) -> None:
    """On Thursday 20 March, "dinsdag" is the day on which it is due, and "19 maart" that of next year."""
    result = run_here("due", "--on", day, at=datetime(2025, 3, 20, 9, tzinfo=HOME_ZONE), tag="nl")
    assert result.code == (DONE if due else NOTHING), result


NO_DAYS = (
    "volgende week", "next week", "", "  ", "x", "31", "2025", "1e9", "-1",
    "over -1 dag", "25 brr", "now", "a" * 5000, "\x1b[2J", "{typed}", "%s", "\ud83d", "tomor\now",
)  # fmt: skip
NOT_THERE = (
    "31 februari", "february 31", "30-2-2025", "2025-02-30", "2025-13-01", "0-0-2025", "99-99-9999",
    "0000-00-00",
)  # fmt: skip


@BOTH
@pytest.mark.parametrize("day", ["31 februari", "volgende week", "", "tomor\now"])
def test_a_day_that_is_none(example: CommandLine, tag: str, day: str) -> None:
    """One sentence on standard error and nothing else, code 2, nothing is read or written."""
    before = example.bytes()
    for more in ([], ["--json"], ["--quiet"]):
        result = example.run("due", "--on", day, *more, tag=tag)
        assert (result.code, result.out) == (WRONG_USE, "")
        assert result.err.count("\n") == 1
        assert "“" in result.err
    assert example.bytes() == before


@pytest.mark.parametrize(
    ("tag", "day", "days"),
    [
        ("nl", "volgende vrijdag", ["2025-03-28", "2025-03-21"]),
        ("en", "12/5", ["2025-05-12", "2025-12-05"]),
    ],
)
def test_a_day_that_can_be_two_is_not_guessed(
    run_here: RunHere, tag: str, day: str, days: list[str]
) -> None:
    """Nothing shows which was meant: both are named, and how to write them."""
    at = datetime(2025, 3, 20, 9, tzinfo=HOME_ZONE)
    result = run_here("due", "--on", day, at=at, tag=tag)
    assert (result.code, result.out) == (WRONG_USE, "")
    assert [result.err.index(one) > 0 for one in days] == [True, True]


@BOTH
@pytest.mark.parametrize("day", NO_DAYS + NOT_THERE)
def test_what_is_typed_for_a_day_is_named(run_here: RunHere, tag: str, day: str) -> None:
    """Whatever it is, the sentence names it, shows how a day is written, and speaks to no terminal."""
    from tui.cli.report_commands import DayNotThere, DayNotUnderstood

    result = run_here("due", f"--on={day}", tag=tag)
    assert (result.code, result.out) == (WRONG_USE, "")
    assert foreign(result.err.encode("utf-8", "surrogatepass")) == []
    assert len(result.err) < 300
    problem = DayNotThere if day in NOT_THERE else DayNotUnderstood
    example = language(tag).day((THEN + timedelta(days=7)).date(), weekday=False)
    shown = " ".join(clean(day).split())
    shown = shown if len(shown) <= 60 else shown[:59] + "…"
    assert result.err == error_line(problem, tag, typed=shown, example=example)


def test_due_as_json(example: CommandLine) -> None:
    """A list on standard output with what a program wants of it; empty, with code 1, when nothing is due."""
    talk = example.finished()
    (promise,) = talk.agreements
    result = example.run("due", "--json", "--on", "2025-03-27")
    assert (result.code, result.err) == (DONE, "")
    assert json.loads(result.out) == [
        {
            "agreement": promise.id,
            "what": WHAT,
            "people": ["Kim", "Sam"],
            "agreed_on": "2025-03-04",
            "look_back_on": "2025-03-25",
            "overdue": True,
            "conversation": talk.id,
        }
    ]
    assert example.run("due", "--json", "--on", "2025-03-24") == Outcome(NOTHING, "[]\n", "")


@BOTH
def test_due_quietly(example: CommandLine, tag: str) -> None:
    """One line when something is due, nothing at all when not; the code says the same."""
    due = language(tag).n(
        "{count} agreement to look back on", "{count} agreements to look back on", 1
    )
    assert example.run("due", "--quiet", tag=tag) == Outcome(DONE, due + "\n", "")
    before = ["due", "--quiet", "--on", "2025-03-24"]
    assert example.run(*before, tag=tag) == Outcome(NOTHING, "", "")


def test_quiet_asks_nothing_and_says_nothing(
    sealed: tuple[CommandLine, str], tmp_path: Path
) -> None:
    """Sealed without a file, with a wrong one or none there, damaged, a file for a folder: code 3, not a word."""
    closed, file = sealed
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("not this one\n", encoding="utf-8")
    wrong.chmod(0o600)
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    empty.chmod(0o600)
    quiet = ("due", "--quiet")
    assert closed.run(*quiet) == Outcome(NOT_READABLE, "", "")
    for name in (str(wrong), str(empty), str(tmp_path / "none.txt"), str(tmp_path)):
        assert closed.run(*quiet, more={passphrase.FILE: name}) == Outcome(NOT_READABLE, "", "")
    assert closed.run(*quiet, more={passphrase.FILE: file}).code == DONE
    assert CommandLine(wrong, closed.home, closed.terminal).run(*quiet) == Outcome(
        NOT_READABLE, "", ""
    )
    (closed.folder / "vault.json").write_bytes(b"{")
    (closed.folder / "vault.json.bak").unlink(missing_ok=True)
    assert closed.run(*quiet) == Outcome(NOT_READABLE, "", "")


def test_quiet_at_a_terminal_asks_nothing(
    sealed: tuple[CommandLine, str], terminal: Callable[..., Terminal]
) -> None:
    """Also where somebody could type a passphrase: it ends at once with code 3, and the screen is empty."""
    example, _ = sealed
    program = terminal(["-m", "tui", "due", "--quiet", "--data", str(example.folder)])
    assert program.wait_exit() == NOT_READABLE
    assert bytes(program.raw) == b""


# -- Clocks -------------------------------------------------------------------------------------


def test_a_clock_that_was_set_back(run_here: RunHere) -> None:
    """A year back nothing is due yet, and nothing breaks: list, show and export tell the same as before."""
    past = THEN - timedelta(days=365)
    assert run_here("due", at=past) == Outcome(NOTHING, "", output_line("Nothing to look back on."))
    assert run_here("due", "--json", at=past) == Outcome(NOTHING, "[]\n", "")
    for command in (["list"], ["list", "--json"], ["show", "koken"], ["export", "--yes"]):
        now, then = run_here(*command), run_here(*command, at=past)
        assert (then.code, then.out) == (now.code, now.out)
    for form in WITHOUT_PDF:
        assert run_here("export", "--yes", "--as", form, at=past).code == DONE


NIGHTS = (
    datetime(2025, 3, 30, 0, 59, tzinfo=UTC), datetime(2025, 3, 30, 1, 0, tzinfo=UTC),
    datetime(2025, 10, 26, 0, 30, tzinfo=UTC), datetime(2025, 10, 26, 1, 30, tzinfo=UTC),
)  # fmt: skip
"""Before and after the hour that is not there, and both times of the hour that comes twice."""


@pytest.mark.parametrize("moment", NIGHTS, ids=str)
def test_the_nights_the_clocks_change(run_here: RunHere, moment: datetime) -> None:
    """At each of those moments the day is that of the wall, and every form is made."""
    now = moment.astimezone(HOME_ZONE)
    assert run_here("due", at=now).code == DONE
    day = now.date()
    assert run_here("due", "--on", "today", at=now) == run_here(
        "due", "--on", day.isoformat(), at=now
    )
    for form in WITHOUT_PDF:
        result = run_here("export", "--yes", "--as", form, at=now)
        assert (result.code, result.err) == (DONE, "")
    assert run_here("show", "koken", at=now).code == DONE


def test_due_from_midnight_to_midnight(run_here: RunHere) -> None:
    """Nothing a second before the day begins on the wall; from then on it is due, and stays so."""
    midnight = datetime(2025, 3, 25, tzinfo=HOME_ZONE)
    assert run_here("due", at=midnight - timedelta(seconds=1)).code == NOTHING
    assert "today" in run_here("due", at=midnight).out
    assert "since yesterday" in run_here("due", at=midnight + timedelta(days=1)).out


# -- What is loaded -----------------------------------------------------------------------------


def test_agreements_of_a_wrong_kind_stay_out(example: CommandLine) -> None:
    """One that was taken back, has ended, or has no day is not due; one with a day to come is not yet."""
    talk = example.finished()
    (promise,) = talk.agreements
    day = THEN.date()

    def other(letter: str, **fields: Any) -> Agreement:
        return replace(promise, id=letter * 32, **fields)

    example.save(
        replace(
            talk,
            agreements=(
                other("1", withdrawn=True), other("2", evaluate_on=None),
                other("3", evaluate_on=day + timedelta(days=1)), other("4"),
            ),
        )
    )  # fmt: skip
    result = example.run("due", "--json", "--on", day.isoformat())
    assert [load["agreement"] for load in json.loads(result.out)] == ["4" * 32]
