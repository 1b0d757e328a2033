"""``tweespraak export --as calendar``: what left before is taken out once it is gone, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.agreements import AgreementEnd
from sessions.store import Vault
from tests.terminal.commands.command_line import (
    DONE,
    NOTHING,
    THEN,
    CommandLine,
    Outcome,
    error_line,
    output_line,
)
from tui.workspace.exported import NOT_KEPT
from tui.workspace.settings import settings_of

pytestmark = [pytest.mark.terminal, pytest.mark.long]

CALENDAR = ("export", "--yes", "--as", "calendar")


def end(example: CommandLine) -> None:
    """Let them stop with what they agreed."""
    talk = example.finished()
    ended = tuple(
        replace(
            promise,
            ended=AgreementEnd.STOPPED,
            evaluate_on=None,
            evaluate_at=None,
            revision=promise.revision + 1,
        )
        for promise in talk.agreements
    )
    example.save(replace(talk, agreements=ended))


def test_a_first_calendar_takes_nothing_out(example: CommandLine) -> None:
    """What ended before it was ever in a calendar is not cancelled there."""
    end(example)
    assert example.run(*CALENDAR) == Outcome(NOTHING, "", error_line(errors.NothingToExport))


@pytest.mark.parametrize("to", [(), ("--to", "new.ics")], ids=["out", "file"])
def test_what_left_is_taken_out(example: CommandLine, tmp_path: Path, to: tuple[str, ...]) -> None:
    """What was in the first calendar and has ended is cancelled in the next, each time."""
    first = example.run(*CALENDAR, *to)
    text = first.out or (tmp_path / "new.ics").read_text(encoding="utf-8")
    assert (first.code, "STATUS:CONFIRMED" in text, "CANCELLED" in text) == (DONE, True, False)
    end(example)
    for _ in range(2):
        again = example.run(*CALENDAR)
        assert (again.code, again.err) == (DONE, "")
        assert ("STATUS:CANCELLED" in again.out, "CONFIRMED" in again.out) == (True, False)


def test_a_calendar_that_did_not_leave_is_not_kept(example: CommandLine, tmp_path: Path) -> None:
    """Where nothing can be put, nothing left; another form is no calendar either."""
    before = example.bytes()
    assert example.run(*CALENDAR, "--to", str(tmp_path / "no" / "new.ics")).code != DONE
    assert example.run("export", "--yes", "--as", "todo").code == DONE
    assert example.bytes() == before


def test_where_it_cannot_be_kept_they_are_told(example: CommandLine) -> None:
    """Only read, or open in another window: the calendar leaves, and a sentence says the rest."""
    before = example.bytes()
    told = output_line(NOT_KEPT)
    result = example.run(*CALENDAR, "--read-only")
    assert (result.code, result.err) == (DONE, told)
    assert example.bytes() == before
    with Vault.open(example.folder, now=THEN):
        result = example.run(*CALENDAR)
        assert (result.code, result.err) == (DONE, told)
    assert example.run(*CALENDAR).err == ""
    assert example.run(*CALENDAR, "--read-only").err == ""  # nothing has to be kept any more


def test_what_left_goes_with_the_pair(example: CommandLine) -> None:
    """When everything of two people is deleted, what was in their calendar is too."""
    assert example.run(*CALENDAR).code == DONE
    with Vault.open(example.folder, now=THEN) as vault:
        assert settings_of(vault).in_calendar
        (pair,) = vault.records.pairs()
    names = " and ".join(person.name for person in pair.people)
    assert example.run("delete", "--pair", names, given=f"{names}\n").code == DONE
    with Vault.open(example.folder, now=THEN) as vault:
        assert not settings_of(vault).in_calendar


def test_no_folder_is_made_for_a_calendar(nothing: CommandLine) -> None:
    """Where nothing is, nothing comes."""
    assert nothing.run(*CALENDAR).code != DONE
    assert not nothing.folder.exists()
