"""The day of a note in the diary: typed, half typed, or one that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.diaries import KIM, WORDS, begin
from tests.tui.due_agreements import save_all
from tests.tui.walk import EVENING, opened
from tui.features.diary.feature import DiaryFeature
from tui.features.diary.note_screen import NoteScreen
from tui.features.home.requests import GoHome
from tui.features.quit.requests import Quit
from tui.widgets.localized import ActionLink


@pytest.mark.parametrize(
    ("typed", "told"), [("31-12-2999", "still to come"), ("eens", "cannot read that as a date")]
)
async def test_a_day_that_cannot_be(folder: Path, typed: str, told: str) -> None:
    """One sentence, and everything typed stays."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await hands.primary()
        await hands.write(WORDS, "text")
        hands.field("on").text = typed
        await hands.primary()
        assert isinstance(hands.app.screen, NoteScreen)
        assert told in " ".join(hands.notice.split())
        assert hands.field("text").text == WORDS
        hands.field("on").text = "yesterday"
        await hands.primary()
        diary = hands.feature(DiaryFeature)._diary
        (note,) = diary.entries if diary else ()
        assert note.on is not None
        assert (EVENING.date() - note.on).days == 1


@pytest.mark.long
@pytest.mark.parametrize("typed", ["the day of the storm", "31-12-2999"])
async def test_a_day_that_cannot_be_read_is_kept_on_every_way_out(folder: Path, typed: str) -> None:
    """As it was typed; a day that can be read takes its place."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await hands.primary()
        await hands.write(WORDS, "text")
        hands.field("on").text = typed
        hands.app.request(Quit())
        await hands.rest()
    async with opened(folder) as hands:
        await begin(hands)
        await hands.do(hands.app.screen.query(ActionLink).first())
        assert hands.field("on").text == typed
        hands.field("on").text = "yesterday"
        await hands.primary()
        assert hands.app.workspace.library.flush()
        (note,) = hands.app.workspace.library.vault.records.diary(KIM).entries
        assert (note.text, note.typed) == (WORDS, "")
        assert note.on is not None
        assert (EVENING.date() - note.on).days == 1


async def test_the_day_is_kept_on_every_way_out(folder: Path) -> None:
    """Leaving by the menu is not leaving the day behind."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await hands.primary()
        await hands.write(WORDS, "text")
        hands.field("on").text = "yesterday"
        hands.app.request(GoHome())
        await hands.rest()
        assert hands.app.workspace.library.flush()
        (note,) = hands.app.workspace.library.vault.records.diary(KIM).entries
        assert note.on is not None
        assert (EVENING.date() - note.on).days == 1


async def test_a_half_typed_day_moves_no_note(folder: Path) -> None:
    """On the way to a day of next year a day of this year passes by."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await hands.primary()
        await hands.write(WORDS, "text")
        hands.field("on").put("")
        await hands.write("1-1-2030", "on")
        hands.app.request(GoHome())
        await hands.rest()
        assert hands.app.workspace.library.flush()
        (note,) = hands.app.workspace.library.vault.records.diary(KIM).entries
        assert (note.on, note.typed) == (EVENING.date(), "1-1-2030")
