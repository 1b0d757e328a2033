"""The line of keys: what Enter does now, in words, and the other keys that work here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import msgspec
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sessions.text import N_
from tui.language.language import Language
from tui.widgets.groups import Group, group_of
from tui.widgets.localized import LocalizedText, TextSource, as_content, msgid

STAYS = 9
"""The rank of a key that is never left out."""

GAP = 2
"""Cells between two keys."""

MOST = 34
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


def ways_of(focused: Widget | None, members: int) -> list[Shown]:
    """Give the keys that move from `focused`, in a group of so many, and what Enter does there."""
    keys: list[Shown] = []
    group = group_of(focused) if focused is not None else None
    if group is not None and members > 1:
        keys.append(Shown(_arrows(group), msgid(N_("choose")), rank=4))
    if focused is not None and isinstance(focused, Digits):
        keys.append(Shown(focused.digits, focused.digit_words, rank=STAYS))
    if focused is not None and isinstance(focused, Enters):
        enters: Enters = focused
        keys.append(Shown("Enter", enters.enter_words, "enter", STAYS))
    return keys


def _arrows(group: Group) -> str:
    layout = group.styles.layout
    return "←→" if layout is not None and layout.name == "horizontal" else "↑↓"


class KeyLine(Vertical):
    """The keys that work now; each can be clicked too. On a shared turn a row in each language."""

    def __init__(self, keys: Sequence[KeyLabel]) -> None:
        super().__init__(id="keys")
        self._fixed = [Shown(key.shown, msgid(key.label), key.key, key.rank) for key in keys]
        self._now: list[Shown] = []
        self._languages: tuple[Language, ...] = ()

    def compose(self) -> ComposeResult:
        yield LocalizedText(lambda r: r.t(N_("kept ✓")), id="kept")
        yield KeyRow()
        yield KeyRow()

    def tell_kept(self, kept: bool) -> None:
        """Say whether what was typed is on the disk."""
        self.set_class(kept, "-kept")

    def relabel(self, languages: tuple[Language, ...]) -> None:
        self._languages = languages
        self.draw()

    def follow(self, now: Sequence[Shown]) -> None:
        """Show these keys before those that always work."""
        self._now = list(now)
        self.draw()

    def draw(self) -> None:
        """Show the keys as far as there is room."""
        rows = list(self.query_children(KeyRow))
        for place, row in enumerate(rows):
            row.display = place < len(self._languages)
            if row.display:
                row.draw([*self._now, *self._fixed], self._languages[place], row.size.width)


class KeyRow(Horizontal):
    """The keys in one language, as many as there is room for."""

    def on_resize(self) -> None:
        if isinstance(self.parent, KeyLine):
            self.parent.draw()

    def __init__(self) -> None:
        super().__init__(classes="key-row")
        self._drawn: list[tuple[str, str]] = []

    def draw(self, keys: Sequence[Shown], language: Language, room: int) -> None:
        """Show the keys that fit; what stays is cut short rather than left out."""
        said = [(key, _short(key.words(language))) for key in keys]
        said = [(key, words) for key, words in said if words]
        while room and len(said) > 1 and _width(said) > room:
            least = min(said, key=lambda one: one[0].rank)
            if least[0].rank == STAYS:
                break
            # Of equal rank the last goes first.
            said.remove([one for one in said if one[0].rank == least[0].rank][-1])
        now = [(key.shown, words) for key, words in said]
        if now == self._drawn:
            return
        self._drawn = now
        hints = list(self.query_children(KeyHint))
        for hint, (key, words) in zip(hints, said, strict=False):
            hint.say(key, words)
        for hint in hints[len(said) :]:
            hint.display = False
        self.mount_all(KeyHint(key, words) for key, words in said[len(hints) :])


def _width(said: Sequence[tuple[Shown, str]]) -> int:
    return sum(cell_len(key.shown) + 1 + cell_len(words) + GAP for key, words in said) - GAP


def _short(words: str | Content) -> str:
    text = as_content(words).plain
    return text if len(text) <= MOST else text[: MOST - 1].rstrip() + "…"


class KeyHint(Static):
    """One key and what it does."""

    def __init__(self, key: Shown, words: str) -> None:
        super().__init__(_drawn(key, words), classes="key", markup=False)
        self._key = key.key

    def say(self, key: Shown, words: str) -> None:
        """Show another key in its place."""
        self._key = key.key
        self.display = True
        self.update(_drawn(key, words))

    def on_click(self) -> None:
        if self._key:
            self.app.simulate_key(self._key)


def _drawn(key: Shown, words: str) -> Content:
    return Content.assemble((key.shown, "$t-words"), " ", (words, "$t-quiet"))
