"""Groups: what Tab visits as one stop, and what arrows move among (the roving focus of WAI-ARIA).

A `Group` is one stop of Tab: a list, a row of buttons, a choice. `Rows` hold several stops under
each other, as the fields of a form: up and down go from one to the next. Where the focus is and
what lies around it decides; no widget knows its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.geometry import Region
from textual.widget import Widget

if TYPE_CHECKING:
    _Widget = Widget
else:
    _Widget = object  # Textual styles a widget after its first base, which is not to be this one

Direction = Literal["up", "down", "left", "right"]


@runtime_checkable
class Moves(Protocol):
    """A screen that moves the focus."""

    def move(self, direction: Direction) -> bool:
        """Move the focus in a direction; gives whether it could."""


START = "primary"
"""The id of the button that is what happens next."""


class Group(_Widget):
    """One stop of Tab. Arrows move among what is in it; Tab comes back to where it was."""

    was_at: Widget | None = None
    """What in it had the focus last."""

    def entry(self, members: Sequence[Widget]) -> Widget:
        """Give which of its members takes the focus when Tab comes to it."""
        return self.was_at if self.was_at in members and self.was_at else members[0]


class Rows(_Widget):
    """Stops under each other: up and down go from one to the next, Tab visits each."""


class GroupRow(Group, Horizontal):
    """A group beside each other."""


class GroupColumn(Group, Vertical):
    """A group under each other."""


class GroupList(Group, VerticalScroll, can_focus=False, inherit_bindings=False):
    """A list that scrolls: its arrows move the focus, and what has it comes into sight."""


class RowsColumn(Rows, Vertical):
    """Stops under each other: all of a page, or of a dialog."""


class RowsList(Rows, VerticalScroll, can_focus=False, inherit_bindings=False):
    """Stops under each other that scroll."""


class ButtonRow(GroupRow):
    """A row of buttons. Tab comes to what happens next, unless that cannot be undone."""

    def entry(self, members: Sequence[Widget]) -> Widget:
        for member in members:
            if member.id == START and not getattr(member, "is_lasting", False):
                return member
        return members[0]


def group_of(widget: Widget) -> Group | None:
    """Give the group a widget is in, or None: then it is a stop by itself."""
    for around in widget.ancestors_with_self:
        if isinstance(around, Group):
            return around
    return None


def neighbour(places: Sequence[Region], here: int, direction: Direction) -> int | None:
    """Give which of `places` lies nearest to the one at `here` in a direction, or None.

    Up and down go to the next row, and there to what lies straight above or below; left and right
    stay in the row. Where all stand under each other left is up and right is down.
    """
    at = places[here]
    found: list[tuple[int, int, int]] = []
    for place, other in enumerate(places):
        if place == here:
            continue
        if direction in ("up", "down"):
            away = other.y - at.y if direction == "down" else at.y - other.y
            beside = abs(other.x - at.x)
        else:
            if not _overlaps(at.y, at.bottom, other.y, other.bottom):
                continue
            away = other.x - at.x if direction == "right" else at.x - other.x
            beside = 0
        if away > 0:
            found.append((away, beside, place))
    if found:
        return min(found)[2]
    if direction in ("left", "right") and _is_column(places):
        step = here + (1 if direction == "right" else -1)
        return step if 0 <= step < len(places) else None
    return None


def _is_column(places: Sequence[Region]) -> bool:
    rows = [place.y for place in places]
    return len(set(rows)) == len(rows)


def _overlaps(first: int, last: int, other_first: int, other_last: int) -> bool:
    return first < other_last and other_first < last
