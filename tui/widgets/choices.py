"""Choosing: one of several, a number, or a yes for oneself. Tab, Enter, arrows and the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from sessions.conversation import YES
from sessions.text import N_
from tui.language.language import Language
from tui.messages import Drafted, FocusNext
from tui.widgets.groups import GroupColumn
from tui.widgets.gutter import Gutter
from tui.widgets.localized import TextSource, as_content

CHOSEN = "●"
OPEN = "○"

LINE_CELLS, ACROSS_CELLS = 62, 50
"""Cells in which two languages stand beside each other: of one option, and of a row of them."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing to choose: its value and its words."""

    value: str
    words: TextSource


class Option(Gutter, Static, can_focus=True):
    """A line that can be chosen. A mark tells whether it is; colour only repeats it."""

    BINDINGS = [Binding("enter,space", "choose", show=False)]

    class Chosen(Message):
        """This option was chosen; `by_key` when not by the mouse."""

        def __init__(self, option: Option, *, by_key: bool) -> None:
            super().__init__()
            self.option = option
            self.by_key = by_key

    def __init__(self, pick: Pick, *, chosen: bool, classes: str = "") -> None:
        super().__init__("", classes=f"option {classes}", markup=False)
        self.pick = pick
        """What it stands for."""
        self.chosen = chosen
        """Whether it is chosen."""
        self._text = Content("")

    def relabel(self, languages: tuple[Language, ...]) -> None:
        texts = list(dict.fromkeys(as_content(self.pick.words(language)) for language in languages))
        fits = sum(text.cell_length for text in texts) + 3 <= self._room(languages)
        self._text = Content(" · " if fits else "\n").join(texts)
        self._draw()

    def _room(self, languages: tuple[Language, ...]) -> int:
        """Give the cells for its words in both languages; options across share a line."""
        if not isinstance(self.parent, Choices) or not self.parent.has_class("across"):
            return LINE_CELLS
        around = self.parent.picks
        widths = [
            cell_len(as_content(pick.words(language)).plain)
            for pick in around
            for language in languages
        ]
        return LINE_CELLS if sum(widths) + 6 * len(around) <= ACROSS_CELLS else 0

    def set_chosen(self, chosen: bool) -> None:
        """Mark it as chosen, or not."""
        self.chosen = chosen
        self._draw()

    def _draw(self) -> None:
        self.set_class(self.chosen, "-chosen")
        self.update(self._text)

    def marks(self) -> str:
        return f" {CHOSEN if self.chosen else OPEN}"

    def enter_words(self, language: Language) -> str:
        return language.t(N_("choose"))

    @property
    def number(self) -> str:
        """The number it begins with, or nothing."""
        first, *_ = self._text.plain.split(maxsplit=1) or [""]
        return first if first.isdecimal() else ""

    def action_choose(self) -> None:
        self.post_message(self.Chosen(self, by_key=True))

    def on_click(self) -> None:
        self.post_message(self.Chosen(self, by_key=False))


class Choices(GroupColumn):
    """A choice of one out of several. Posts `Drafted`, and `Picked` for the screen."""

    class Picked(Message):
        """Something was chosen."""

        def __init__(self, choices: Choices, *, by_key: bool) -> None:
            super().__init__()
            self.choices = choices
            self.by_key = by_key

    def __init__(
        self, name: str, picks: Sequence[Pick], value: str = "", *, classes: str = ""
    ) -> None:
        super().__init__(name=name, classes=f"choices {classes}")
        self.picks = tuple(picks)
        """What can be chosen."""
        self.value = value
        """What is chosen, or empty."""

    def compose(self) -> ComposeResult:
        for pick in self.picks:
            yield Option(pick, chosen=bool(self.value) and pick.value == self.value)

    def entry(self, members: Sequence[Widget]) -> Widget:
        """Tab comes to what is chosen."""
        for member in members:
            if isinstance(member, Option) and member.chosen:
                return member
        return super().entry(members)

    def on_key(self, event: events.Key) -> None:
        """A digit chooses what begins with that number."""
        if event.character is None or not event.character.isdecimal():
            return
        for option in self.query(Option):
            if option.number == event.character:
                event.stop()
                option.action_choose()
                return

    def on_option_chosen(self, event: Option.Chosen) -> None:
        event.stop()
        self.value = event.option.pick.value
        for option in self.query(Option):
            option.set_chosen(option is event.option)
        self.post_message(Drafted(self.name or "", self.value))
        self.post_message(self.Picked(self, by_key=event.by_key))


class Confirm(Gutter, Static, can_focus=True):
    """One person's own yes. Enter gives it, and takes it back.

    A `lasting` one shares or signs: then the next one waits until somebody goes to it.
    """

    BINDINGS = [Binding("enter,space", "yes_or_no", show=False)]

    def __init__(
        self,
        name: str,
        words: TextSource,
        value: str = "",
        *,
        second: bool = False,
        lasting: bool = False,
    ) -> None:
        super().__init__("", name=name, classes="option confirm", markup=False)
        self.is_lasting = lasting
        """Whether it shares or signs, which cannot be undone; then it has no first focus."""
        self.words = words
        """What it says, by language."""
        self.value = value
        """``yes``, or empty."""
        self.second = second
        """Whether it speaks to the second reader."""
        self._text = Content("")

    def relabel(self, languages: tuple[Language, ...]) -> None:
        self._text = as_content(self.words(languages[-1 if self.second else 0]))
        self._draw()

    def _draw(self) -> None:
        self.set_class(self.value == YES, "-chosen")
        self.update(self._text)

    def marks(self) -> str:
        return f" {'✓' if self.value else OPEN}"

    def enter_words(self, language: Language) -> str:
        return language.t(N_("take it back") if self.value else N_("yes"))

    def action_yes_or_no(self) -> None:
        self.value = "" if self.value else YES
        self._draw()
        self.post_message(Drafted(self.name or "", self.value))
        if self.value and not self.is_lasting:
            self.post_message(FocusNext(self))

    def on_click(self) -> None:
        self.action_yes_or_no()


class Scale(Gutter, Widget, can_focus=True):
    """A number from 1 to `most`: type it, walk with the arrows, or click it."""

    IS_FILLED = False
    digits = "1-9, 0"

    BINDINGS = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("enter", "go_on", show=False),
    ]

    def __init__(
        self, name: str, most: int, low: TextSource, high: TextSource, value: str = ""
    ) -> None:
        super().__init__(name=name, classes="scale")
        self.most = most
        """The highest number."""
        self.value = value if value in {str(number) for number in range(1, most + 1)} else ""
        """The number as text, or empty."""
        self._ends = (low, high)
        self._said = ("", "")

    def relabel(self, languages: tuple[Language, ...]) -> None:
        low, high = self._ends
        self._said = (str(low(languages[0])), str(high(languages[0])))
        self.refresh(layout=True)

    def render(self) -> Content:
        numbers: list[Content | tuple[str, str]] = []
        for number in range(1, self.most + 1):
            chosen = str(number) == self.value
            mark = CHOSEN if chosen else " "
            numbers += [(f"{mark}{number} ", "bold" if chosen else ""), (" ", "")]
        width = sum(len(f" {number} ") + 1 for number in range(1, self.most + 1)) - 1
        low, high = self._said
        ends = low + " " * max(2, width - len(low) - len(high)) + high
        return Content.assemble(*numbers, "\n", (ends, "$t-quiet"))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return 2

    def on_key(self, event: events.Key) -> None:
        """A digit chooses and goes on; 0 is ten, and so is 1 with a 0 behind it."""
        if event.character is None or not event.character.isdecimal():
            return
        event.stop()
        self._set(int(event.character) or self.most)
        if event.character != "1" or self.most < 10:
            self.post_message(FocusNext(self))

    def action_step(self, by: int) -> None:
        self._set(int(self.value or ("0" if by > 0 else str(self.most + 1))) + by)

    def digit_words(self, language: Language) -> str:
        return language.t(N_("choose (0 is {most})"), most=self.most)

    def enter_words(self, language: Language) -> str:
        return language.t(N_("go on")) if self.value else ""

    def action_go_on(self) -> None:
        if self.value:
            self.post_message(FocusNext(self))

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        if place is None or place.y != 0:
            return
        left = 0
        for number in range(1, self.most + 1):
            width = len(f" {number} ")
            if left <= place.x < left + width:
                self._set(number)
            left += width + 1

    def _set(self, number: int) -> None:
        self.value = str(min(max(number, 1), self.most))
        self.refresh()
        self.post_message(Drafted(self.name or "", self.value))
