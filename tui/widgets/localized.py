"""Words on the screen: text that knows how to say itself again in another language.

Localized widgets hold a function from a language to text, so a change of language relabels and
never rebuilds: what was typed and where the cursor stands is not touched. All text goes in as
`Content`, never as markup.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import isawaitable
from typing import Any, Protocol, runtime_checkable

from rich.cells import cell_len
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions.commands import AnyCommand
from sessions.errors import TweespraakError
from sessions.text import clean
from tui.language.language import Language
from tui.messages import Request, Requested
from tui.widgets.gutter import Gutter

TextSource = Callable[[Language], str | Content]
"""Gives a text in a language. A plain text is taken literally."""


def msgid(message: str) -> TextSource:
    """Give the words of a msgid, in whatever language is read."""
    return lambda reader: reader.t(message)


def fixed(text: str) -> TextSource:
    """Give `text` itself in every language: a name, or somebody's words."""
    return lambda _: text


def error_text(problem: TweespraakError) -> TextSource:
    """Give the sentence of an error, in whatever language is read."""
    return lambda reader: reader.error(problem)


@runtime_checkable
class Relabels(Protocol):
    """A widget whose words depend on the language."""

    def relabel(self, languages: tuple[Language, ...]) -> None:
        """Relabel in `languages`: a single language, or both people's on a joint turn."""


def as_content(text: str | Content) -> Content:
    """Give `text` as content that is shown as it is: cleaned, and never read as markup."""
    if not isinstance(text, Content):
        return Content(clean(text))
    plain = clean(text.plain)
    if plain == text.plain:
        return text
    # The caller joined a name or an idea with words of ours, and cleaned neither.
    return Content(plain, spans=list(text.spans) if len(plain) == len(text.plain) else None)


class LocalizedText(Static):
    """A text in the reader's language; a `second` one is hidden when both read the same."""

    def __init__(
        self,
        words: TextSource,
        *,
        second: bool = False,
        between: str = "",
        id: str | None = None,
        classes: str = "",
    ) -> None:
        """With `between` it says it to both readers itself, and that stands between them."""
        super().__init__("", id=id, classes=classes, markup=False)
        self.words = words
        """The text, by language."""
        self._between = between
        self.second = second
        """Whether it is for the second reader of a joint turn."""

    def relabel(self, languages: tuple[Language, ...]) -> None:
        if self.second and len(languages) < 2:
            self.add_class("-empty")
            return
        text = as_content(self.words(languages[-1 if self.second else 0]))
        if self._between and len(languages) > 1:
            texts = dict.fromkeys(as_content(self.words(language)) for language in languages)
            text = as_content(Content(self._between).join(texts))
        self.set_class(not text.plain, "-empty")
        self.update(text)


class BulletText(Gutter, LocalizedText):
    """One of several points: its words hang beside their mark."""

    def marks(self) -> str:
        return " ·"


BREAKS = 10
"""Cells from which the words on a button are broken where there is no room for all."""

LABEL_CELLS = 20
"""Cells of a label, beside its field."""


class FieldLabel(LocalizedText):
    """The label of a field, in every language; a click on it goes to the field."""

    def relabel(self, languages: tuple[Language, ...]) -> None:
        texts = dict.fromkeys(as_content(self.words(language)).plain for language in languages)
        fits = sum(map(cell_len, texts)) + 3 <= LABEL_CELLS
        self.update(Content((" · " if fits else "\n").join(texts)))

    def on_click(self) -> None:
        for around in self.ancestors:
            if isinstance(around, Widget) and around.has_class("slot"):
                fields = [child for child in around.walk_children(Widget) if child.focusable]
                for field in fields[:1]:
                    field.focus()
                return


class ActionButton(Gutter, Button):
    """A button whose words say what happens next."""

    def __init__(
        self,
        words: TextSource,
        *,
        request: Request | AnyCommand | None = None,
        id: str | None = None,
        classes: str = "",
        disabled: bool = False,
        is_lasting: bool = False,
    ) -> None:
        """With a `request` that is what it asks for; else its screen hears that it was pressed."""
        super().__init__("", id=id, classes=classes, disabled=disabled, compact=True)
        self.is_lasting = is_lasting
        """Whether what it does cannot be undone; then it never has the first focus."""
        self.words = words
        """The words on it, by language."""
        self.request = request
        """What it asks for."""

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if self.request is not None:
            event.stop()
            self.post_message(Requested(self.request))

    def relabel(self, languages: tuple[Language, ...]) -> None:
        self._put(" · ".join(self._texts(languages)))

    def relabel_in_two(self, languages: tuple[Language, ...]) -> None:
        """Say it in two lines: a language each, or one that is broken in the middle."""
        texts = self._texts(languages)
        self._put("\n".join(texts if len(texts) > 1 else _halves(texts[0])))

    def _texts(self, languages: tuple[Language, ...]) -> list[str]:
        return list(dict.fromkeys(as_content(self.words(language)).plain for language in languages))

    def _put(self, words: str) -> None:
        if words != str(self.label):
            self.label = Content(words)
            self.refresh(layout=True)  # it is as wide as its words, and no wider

    def enter_words(self, language: Language) -> str:
        return as_content(self.words(language)).plain


class ActionLink(Gutter, Static, can_focus=True):
    """A quiet action: a word that can be reached with Tab, and done with Enter or the mouse."""

    BINDINGS = [Binding("enter,space", "go", show=False)]
    BETWEEN = " · "
    """What stands between its words in two languages."""

    def __init__(
        self,
        words: TextSource,
        *,
        request: Request | AnyCommand | None = None,
        do: Callable[[], object] | None = None,
        enter: TextSource | None = None,
        id: str | None = None,
        classes: str = "",
        is_lasting: bool = False,
    ) -> None:
        """It asks for `request`, or does something on its own screen.

        `enter` says what Enter does, where its own words are somebody's or say something else.
        """
        super().__init__("", id=id, classes=classes, markup=False)
        self.is_lasting = is_lasting
        """Whether what it does cannot be undone; then it never has the first focus."""
        self._enter = enter or words
        self.words = words
        """The words, by language."""
        self.request = request
        """What it asks for."""
        self._do = do

    def relabel(self, languages: tuple[Language, ...]) -> None:
        if len(languages) == 1:
            self.update(as_content(self.words(languages[0])))
            return
        texts = list(dict.fromkeys(as_content(self.words(language)) for language in languages))
        self.update(as_content(Content(self.BETWEEN).join(texts)))

    def enter_words(self, language: Language) -> str:
        return as_content(self._enter(language)).plain

    async def action_go(self) -> None:
        if self.request is not None:
            self.post_message(Requested(self.request))
        if self._do is not None:
            done = self._do()
            if isawaitable(done):
                await done

    async def on_click(self) -> None:
        await self.action_go()


class StackedLink(ActionLink):
    """One of several beside each other: in two languages its words stand below each other."""

    BETWEEN = "\n"


class UserText(Static):
    """Somebody's own words, on their own ground. Never translated, never markup."""

    def __init__(self, text: str, *, id: str | None = None, classes: str = "") -> None:
        super().__init__(as_content(text), id=id, classes=f"quote {classes}", markup=False)


def relabel_all(root: Widget | Any, languages: tuple[Language, ...]) -> None:
    """Say every word below `root` again."""
    for widget in root.walk_children():
        if isinstance(widget, Relabels):
            widget.relabel(languages)


def _halves(text: str) -> list[str]:
    """Give a text in two lines, broken where they are most alike; a short one in one line."""
    words = text.split()
    if cell_len(text) < BREAKS or len(words) < 2:
        return [text]
    ways = [[" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words))]
    return min(ways, key=lambda way: max(map(cell_len, way)))
