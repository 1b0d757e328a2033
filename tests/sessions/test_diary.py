"""The diary: notes of one person, in order, closed and opened, brought along."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sessions import diary, errors
from sessions.diary import DAY_MAX, FEELING_MAX, Diary, Entry, Initiative
from sessions.text import ANSWER_MAX

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)


def noted(*texts: str) -> Diary:
    written = Diary(person="k")
    for place, text in enumerate(texts):
        name = f"e{place}"
        written = diary.add(written, new_id=name, on=DAY + timedelta(days=place), now=NOW)
        written = diary.write(written, name, "text", text)
    return written


def test_the_latest_day_comes_first_and_blank_notes_do_not_show() -> None:
    """By the day it is about, not when it was written."""
    assert [note.text for note in noted("een", "", "drie").latest()] == ["drie", "een"]
    later = NOW.date() + timedelta(days=9)
    moved = diary.move_day(noted("een", "", "drie"), "e0", later, today=later)
    assert [note.text for note in moved.latest()] == ["een", "drie"]
    assert len(diary.tidy(moved).entries) == 2


def test_what_can_be_written() -> None:
    """Text, a feeling, who took the initiative; and that taken back."""
    written = diary.write(noted("een"), "e0", "feeling", "moe\nen leeg")
    written = diary.write(written, "e0", "initiative", "me")
    assert written.entry("e0").feeling == "moe en leeg"
    assert written.entry("e0").initiative is Initiative.ME
    assert diary.write(written, "e0", "initiative", "").entry("e0").initiative is None


def test_a_day_that_is_not_read_yet_is_kept_as_it_was_typed() -> None:
    """Until there is one that can be read; closed and opened it is still there."""
    written = diary.write(noted("een"), "e0", "typed", "the day of the\nstorm")
    assert (written.entry("e0").typed, written.entry("e0").on) == ("the day of the storm", DAY)
    fields: dict[str, Mapping[str, str]] = {}

    def seal_fields(place: str, given: Mapping[str, str]) -> str:
        fields[place] = given
        return "shut"

    closed = diary.close(written, seal_fields)
    assert "storm" not in repr(closed)
    assert diary.open_(closed, lambda place, _: fields[place]) == written
    moved = diary.move_day(written, "e0", DAY - timedelta(days=1), today=NOW.date())
    assert moved.entry("e0").typed == ""


@pytest.mark.parametrize(
    ("name", "text", "refused"),
    [
        ("text", "a" * (ANSWER_MAX + 1), errors.AnswerTooLong),
        ("feeling", "a" * (FEELING_MAX + 1), errors.AnswerTooLong),
        ("typed", "a" * (DAY_MAX + 1), errors.AnswerTooLong),
        ("initiative", "nobody", errors.ChoiceUnknown),
    ],
)
def test_what_cannot_is_refused(name: str, text: str, refused: type[Exception]) -> None:
    """With one sentence; what stood there stays."""
    with pytest.raises(refused):
        diary.write(noted("een"), "e0", name, text)


def test_a_note_is_about_a_day_that_has_been() -> None:
    """Today is fine, tomorrow is not."""
    moved = diary.move_day(noted("een"), "e0", NOW.date(), today=NOW.date())
    assert moved.entry("e0").on == NOW.date()
    with pytest.raises(errors.DayAhead):
        diary.move_day(moved, "e0", NOW.date() + timedelta(days=1), today=NOW.date())


def test_a_note_that_is_not_there_is_not_there() -> None:
    """Reading, writing and removing say so."""
    with pytest.raises(errors.NotThere):
        diary.remove(noted("een"), "e9")
    with pytest.raises(errors.NotThere):
        diary.write(noted("een"), "e9", "text", "x")
    assert diary.remove(noted("een"), "e0").entries == ()


texts = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=60)


@given(
    texts,
    texts,
    st.sampled_from([None, *Initiative]),
    st.dates(date(1900, 1, 1), date(2200, 12, 31)),
)
def test_closed_and_opened_it_is_the_same(
    text: str, feeling: str, initiative: Initiative | None, on: date
) -> None:
    """Nothing of a closed note shows but its id and when it was written."""
    begun = diary.add(Diary(person="k"), new_id="e", on=on, now=NOW)
    full = diary.write(diary.write(begun, "e", "text", text), "e", "feeling", feeling)
    full = diary.write(full, "e", "initiative", initiative.value if initiative else "")
    boxes: dict[str, dict[str, str]] = {}

    def seal_fields(place: str, fields: Mapping[str, str]) -> str:
        boxes[place] = dict(fields)
        return f"box {place}"

    closed = diary.close(full, seal_fields)
    (entry,) = closed.entries
    if full.entries[0].is_blank:
        assert closed == full
        return
    assert entry == Entry(id="e", on=None, written=NOW, closed="box k diary e")
    assert diary.open_(closed, lambda place, _: boxes.get(place)) == full
    assert diary.open_(closed, lambda _, __: None) == closed
    assert diary.close(closed, seal_fields) == closed


def test_merging_adds_and_never_changes() -> None:
    """A note that both have stays as it is here."""
    here, there = noted("een"), noted("anders", "twee")
    merged = diary.merge(here, there)
    assert [entry.text for entry in merged.entries] == ["een", "twee"]
    assert diary.merge(merged, there) == merged


def test_notes_come_along_with_their_day_and_feeling() -> None:
    """A line each, as the reader's language says a day."""
    written = diary.write(noted("hij belde\nzelf"), "e0", "feeling", "blij")
    brought = diary.brought([*written.entries, replace(written.entries[0], feeling="")], str)
    assert brought == "2026-11-20: hij belde zelf (blij)\n2026-11-20: hij belde zelf"
