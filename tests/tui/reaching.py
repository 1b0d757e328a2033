"""How a hand reaches something on the screen: with which keys, and what is read first."""

from __future__ import annotations

from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from tui.widgets.groups import group_of
from tui.widgets.more_line import MoreLine


def key_toward(here: Widget | None, there: Widget) -> str:
    """Give the key that brings the focus nearer: Tab to its group, and arrows inside."""
    group = group_of(there)
    if here is None or group is None or group_of(here) is not group:
        return "tab"
    if there.region.y != here.region.y:
        return "down" if there.region.y > here.region.y else "up"
    return "right" if there.region.x > here.region.x else "left"


def to_read_first(screen: Screen[object], widget: Widget) -> MoreLine | None:
    """Give the line that has to be read on before `widget` can be said yes to, if there is one."""
    waits = any(
        around.disabled for around in widget.ancestors_with_self if isinstance(around, Widget)
    )
    lines = screen.query(".more-below.-gate").results(MoreLine)
    return next(lines, None) if waits else None


def is_day(name: str) -> bool:
    """Whether a day or a time is typed in the field of that name."""
    return name in ("start", "until", "again_on", "date", "time")


def key_of(letter: str) -> str:
    """Give the name of the key for a letter."""
    return {" ": "space", "\n": "enter"}.get(letter, letter)


def shown_part(widget: Widget) -> Region:
    """Give the part of a widget that is on the screen."""
    part = widget.region
    for around in widget.ancestors:
        if isinstance(around, Widget):
            part = part.intersection(around.region)
    return part
