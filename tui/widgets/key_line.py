"""The line of keys: what Enter does now, in words, and the other keys that work here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import msgspec
from rich.cells import cell_len
from textual import events
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sessions.text import N_
from tui.language.language import Language
from tui.widgets.groups import Group, group_of
from tui.widgets.localized import TextSource, as_content, msgid

STAYS = 9
"""The rank of a key that is never left out."""

GAP = 2
"""Cells between two keys."""

MOST = 28
"""Cells of what Enter does; a longer button is cut short there, and stands whole on the screen."""


class KeyLabel(msgspec.Struct, frozen=True):
    """A key on the line of keys: how it is shown, its words (a msgid), and its name."""

    shown: str
    label: str
    key: str = ""
    """As Textual names it; a click on it presses it. Empty for keys that have to be held."""
    rank: int = 3
    """Where there is no room, those of the lowest rank are left out first."""


class Shown(msgspec.Struct, frozen=True):
    """A key as it stands on the line now."""

    shown: str
    words: TextSource
    key: str = ""
    rank: int = 3


@runtime_checkable
class Enters(Protocol):
    """A widget on which Enter does something, and says what."""

    def enter_words(self, language: Language) -> str:
        """Give what Enter does on it now, in words; nothing where it does nothing."""


@runtime_checkable
class Digits(Protocol):
    """A widget on which a digit chooses, and says how."""

    digits: str
    """The keys, as people read them."""

    def digit_words(self, language: Language) -> str:
        """Give what they do, in words."""


def ways_of(focused: Widget | None, *, is_many: bool) -> list[Shown]:
    """Give the keys that move from `focused`, one of many in a group, and what Enter does there."""
    keys: list[Shown] = []
    group = group_of(focused) if focused is not None else None
    if group is not None and is_many:
        keys.append(Shown(_arrows(group), msgid(N_("choose")), rank=4))
    if focused is not None and isinstance(focused, Digits):
        keys.append(Shown(focused.digits, focused.digit_words, rank=STAYS))
    if focused is not None and isinstance(focused, Enters):
        enters: Enters = focused
        keys.append(Shown("Enter", enters.enter_words, "enter", STAYS))
    return keys


def _arrows(group: Group) -> str:
    layout = group.styles.layout
    name = layout.name if layout is not None else ""
    rows = any(isinstance(child, Horizontal) for child in group.children)
    if name == "grid" or (name == "vertical" and rows and not group.has_class("rows")):
        return "←→↑↓"
    return "←→" if name == "horizontal" else "↑↓"


class KeyLine(Static):
    """The keys that work now; each can be clicked too. On a shared turn a row in each language.

    It is one widget: it is drawn with every move of the focus, and before the first frame.
    """

    def __init__(self, keys: Sequence[KeyLabel]) -> None:
        super().__init__("", id="keys", markup=False)
        self._fixed = [Shown(key.shown, msgid(key.label), key.key, key.rank) for key in keys]
        self._now: list[Shown] = []
        self._languages: tuple[Language, ...] = ()
        self._is_kept = False
        self._rows: list[list[Said]] = []
        self._lines = 1

    def relabel(self, languages: tuple[Language, ...]) -> None:
        self._languages = languages
        self._draw()

    def follow(self, now: Sequence[Shown]) -> None:
        """Show these keys before those that always work."""
        self._now = list(now)
        self._draw()

    def tell_kept(self, kept: bool) -> None:
        """Say whether what was typed is on the disk."""
        self._is_kept = kept
        self._draw()

    @property
    def said(self) -> list[list[str]]:
        """What it says: a key with its words, row by row."""
        return [[f"{one.key.shown} {one.words}" for one in row] for row in self._rows]

    def on_resize(self) -> None:
        self._draw()

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        if place is None or place.y >= len(self._rows):
            return
        left = 0
        for one in self._rows[place.y]:
            if left <= place.x < left + one.width and one.key.key:
                self.app.simulate_key(one.key.key)
                return
            left += one.width + GAP

    def _draw(self) -> None:
        room = self.size.width
        keys = [*self._now, *self._fixed]
        kept = [reader.t(N_("kept ✓")) if self._is_kept else "" for reader in self._languages]
        self._rows = [
            fitted(keys, reader, room - (cell_len(words) + GAP if words else 0))
            for reader, words in zip(self._languages, kept, strict=True)
        ]
        lines = [_line(row, words, room) for row, words in zip(self._rows, kept, strict=True)]
        if len(lines) != self._lines:
            self._lines = len(lines)
            self.styles.height = len(lines)
        # Another width of its words moves nothing.
        self.update(as_content(Content("\n").join(lines)), layout=False)


class Said(msgspec.Struct, frozen=True):
    """A key and its words in a language."""

    key: Shown
    words: str

    @property
    def width(self) -> int:
        """How many cells they take."""
        return cell_len(self.key.shown) + 1 + cell_len(self.words)


def fitted(keys: Sequence[Shown], language: Language, room: int) -> list[Said]:
    """Give the keys that fit in `room` cells; those of the lowest rank are left out first."""
    said = [Said(key, _short(key.words(language))) for key in keys]
    said = [one for one in said if one.words]
    while room > 0 and len(said) > 1 and sum(one.width + GAP for one in said) - GAP > room:
        least = min(one.key.rank for one in said)
        if least == STAYS:
            break
        # Of equal rank the last goes first.
        said.remove([one for one in said if one.key.rank == least][-1])
    return said


def _line(row: Sequence[Said], kept: str, room: int) -> Content:
    parts: list[tuple[str, str]] = []
    for place, one in enumerate(row):
        gap = " " * GAP if place else ""
        parts += [(gap + one.key.shown, "$t-words"), (f" {one.words}", "$t-quiet")]
    if kept:
        taken = sum(one.width + GAP for one in row) - GAP
        parts.append((kept.rjust(max(0, room - taken)), "$t-done"))
    return Content.assemble(*parts)


def _short(words: str | Content) -> str:
    text = as_content(words).plain
    return text if len(text) <= MOST else text[: MOST - 1].rstrip() + "…"
