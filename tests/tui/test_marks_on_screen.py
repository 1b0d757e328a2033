"""Marks stand in the room that is left for them, beside the words and never over them."""

from __future__ import annotations

from pathlib import Path

from textual.widget import Widget

from tests.tui.reaching import shown_part
from tests.tui.road import weighing
from tests.tui.walk import Hands, couple, opened
from tui.widgets.gutter import Gutter


def check_marks(hands: Hands, name: str) -> None:
    """Marks stand beside the words, and never over their first letters."""
    for widget in hands.app.screen.walk_children(Widget):
        if isinstance(widget, Gutter) and shown_part(widget).area:
            room = widget.gutter.left
            assert room > len(widget.marks()), f"{name}: {widget} {widget.marks()!r} {room}"


async def test_marks_stand_beside_words(folder: Path) -> None:
    """In two columns too: the signals one notices were without their first letters."""
    alone = next(state for state in weighing(couple()) if state.at.phase == "signals")
    async with opened(folder) as hands:
        await hands.put(alone, alone=True)
        check_marks(hands, "signals")
        assert "I am often irritated" in hands.screen
        assert "I sleep badly" in hands.screen
