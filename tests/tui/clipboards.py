"""Cutting, pasting and marking, as two people do who share a keyboard."""

from __future__ import annotations

from textual.widget import Widget

from tests.tui.walk import Hands
from tui.widgets.text_field import TextField

SECRET = "kimsecret"

ALL = ("ctrl+a",)
"""The keys that mark all of a field."""


async def cut(hands: Hands, text: str = SECRET, name: str = "") -> TextField:
    """Type in a field, mark all of it and cut; gives the field."""
    await hands.write(text, name)
    field = hands.field(name)
    await hands.press(*ALL, "ctrl+x")
    assert field.text == ""
    return field


async def pasted(hands: Hands, name: str = "") -> str:
    """Give what stands in a field after a paste by key."""
    await hands.go_to(hands.field(name))
    await hands.press("ctrl+v")
    return hands.field(name).text


async def mark(hands: Hands, widget: Widget) -> None:
    """Mark all text of a widget with the mouse, and of all around it."""
    widget.scroll_visible(animate=False)
    await hands.rest()
    await hands.pilot.click(widget, times=2)
    await hands.rest()
    if hands.app.screen.get_selected_text() is None:
        await hands.pilot.click(widget, times=3)
        await hands.rest()
