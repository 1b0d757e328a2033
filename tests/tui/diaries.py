"""Somebody's diary, from home and by keys."""

from __future__ import annotations

from tests.tui.walk import Hands
from tui.features.diary.list_screen import DiaryScreen
from tui.features.diary.note_screen import NoteScreen
from tui.features.diary.requests import ShowDiary
from tui.ui.dialogs import PickDialog

KIM, SAM = "1" * 32, "2" * 32
WORDS = "he rang by himself"


async def begin(hands: Hands, who: str = KIM) -> None:
    """From home to somebody's diary."""
    await hands.do(hands.links(ShowDiary)[0])
    assert isinstance(hands.app.screen, PickDialog)
    await hands.choose(who)


async def write(hands: Hands, text: str = WORDS) -> None:
    """From the list: a note with everything in it, and back to the list."""
    await hands.primary()
    assert isinstance(hands.app.screen, NoteScreen)
    await hands.write(text, "text")
    await hands.write("glad", "feeling")
    await hands.choose("other")
    await hands.primary()
    assert isinstance(hands.app.screen, DiaryScreen)
