"""Small questions on top of a screen. Esc closes them and throws nothing away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Button

from sessions.errors import TweespraakError
from sessions.people import Pair, Person, namesakes
from sessions.text import ANSWER_MAX, N_
from tui.language.language import Language
from tui.ui.dialog import Dialog, ReadDialog
from tui.widgets.choices import Choices, Confirm, Pick
from tui.widgets.groups import GroupColumn
from tui.widgets.localized import (
    ActionButton,
    LocalizedText,
    TextSource,
    UserText,
    error_text,
    fixed,
    msgid,
)
from tui.widgets.moment_field import MomentField, Reads
from tui.widgets.more_line import MoreLine
from tui.widgets.text_field import TextField
from tui.workspace.conversation_view import MARKS, SIDES

CLOSE = N_("Close")


def _entry(
    name: str, text: str, reads: Reads | None, *, line: bool = True, most: int = ANSWER_MAX
) -> tuple[Widget, TextField]:
    """Give what is shown to type in, and the field itself."""
    if reads is None:
        field = TextField(name, text, line=line, most=most, classes="boxed")
        return field, field
    moment = MomentField(name, text, reads=reads, most=most, classes="boxed")
    return moment, moment.field


class TextDialog(Dialog[str]):
    """A text field and a button. The app keeps half-typed text when it closes."""

    def __init__(
        self,
        languages: tuple[Language, ...],
        *,
        prompt: TextSource,
        note: TextSource,
        button: TextSource,
        name: str,
        text: str = "",
        line: bool = False,
        most: int = ANSWER_MAX,
        reads: Reads | None = None,
        check: Callable[[str], object] | None = None,
    ) -> None:
        """`check` raises a `TweespraakError` for a text that cannot be taken; then it stays.

        With `reads` it is a line for a day or a time.
        """
        super().__init__(languages)
        self._prompt, self._note, self._button, self._check = prompt, note, button, check
        self._entry, self._field = _entry(name, text, reads, line=line, most=most)

    def dialog(self) -> Iterable[Widget]:
        for words, classes in ((self._prompt, "prompt"), (self._note, "note")):
            for second in (False, True):
                yield LocalizedText(words, second=second, classes=classes)
        yield self._entry

    def buttons(self) -> Iterable[Widget]:
        yield ActionButton(self._button, id="primary")

    def on_text_field_submitted(self, event: TextField.Submitted) -> None:
        event.stop()
        self._done()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self._done()

    def _done(self) -> None:
        try:
            if self._check is not None:
                self._check(self._field.text)
        except TweespraakError as problem:
            self.tell(error_text(problem))
        else:
            self.finish(self._field.text)


class Agreed(NamedTuple):
    """What both agreed to: the line that was filled in, and the ids of the people who said yes."""

    text: str
    people: tuple[str, ...]


class AgreedDialog(Dialog[Agreed]):
    """Something that both agree to, each for themself; with a line to fill in, if it has a name."""

    def __init__(
        self,
        languages: tuple[Language, ...],
        people: Sequence[Person],
        *,
        prompt: TextSource,
        note: TextSource,
        button: TextSource,
        check: Callable[[str, Sequence[str]], object],
        quote: str = "",
        preview: str = "",
        name: str = "",
        text: str = "",
        reads: Reads | None = None,
    ) -> None:
        """`check` gets the line and who said yes, and raises for what cannot be taken.

        `preview` can be long, and scrolls by itself. With `reads` the line is for a day or a time.
        """
        super().__init__(languages)
        self._preview = preview
        self._people, self._prompt, self._note, self._quote = people, prompt, note, quote
        self._button, self._check = button, check
        self._entry: Widget | None = None
        self._field: TextField | None = None
        if name:
            self._entry, self._field = _entry(name, text, reads)

    def dialog(self) -> Iterable[Widget]:
        yes = GroupColumn(*(self._yes(person) for person in self._people), classes="asks agreed")
        for second in (False, True):
            yield LocalizedText(self._prompt, second=second, classes="prompt")
        if self._quote:
            yield UserText(self._quote)
        if self._preview:
            scrolls = VerticalScroll(UserText(self._preview), id="preview")
            yield scrolls
            yield MoreLine(scrolls, gate=yes)
        for second in (False, True):
            yield LocalizedText(self._note, second=second, classes="note")
        if self._entry is not None:
            yield self._entry
        yield yes

    def _yes(self, person: Person) -> Confirm:
        words: TextSource = lambda r: r.t(N_("{name}: yes, this is fine"), name=person.name)  # noqa: E731
        return Confirm(person.id, words, lasting=bool(self._preview))

    def buttons(self) -> Iterable[Widget]:
        yield ActionButton(self._button, id="primary")

    def on_text_field_submitted(self, event: TextField.Submitted) -> None:
        event.stop()
        self.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        people = tuple(confirm.name or "" for confirm in self.query(Confirm) if confirm.value)
        text = self._field.text if self._field else ""
        try:
            self._check(text, people)
        except TweespraakError as problem:
            self.tell(error_text(problem))
        else:
            self.finish(Agreed(text, people))


class PickDialog(Dialog[str]):
    """A choice of one out of several; it closes as soon as something is chosen."""

    def __init__(
        self,
        languages: tuple[Language, ...],
        *,
        prompt: TextSource,
        picks: Sequence[Pick],
        note: TextSource | None = None,
        value: str = "",
    ) -> None:
        super().__init__(languages)
        self._prompt, self._note, self._picks, self._value = prompt, note, picks, value

    def dialog(self) -> Iterable[Widget]:
        said = [(self._prompt, "prompt")]
        if self._note is not None:
            said.append((self._note, "note"))
        for words, classes in said:
            for second in (False, True):
                yield LocalizedText(words, second=second, classes=classes)
        yield Choices("pick", self._picks, self._value)

    def on_choices_picked(self, event: Choices.Picked) -> None:
        event.stop()
        self.finish(event.choices.value)


class PageDialog(ReadDialog):
    """A page to read: help, safety. `lines` are msgids; an empty one is a white line."""

    def __init__(
        self,
        languages: tuple[Language, ...],
        *,
        title: str,
        lines: Sequence[str],
        button: str = CLOSE,
    ) -> None:
        super().__init__(languages)
        self._title, self._lines, self._button = title, lines, button

    def dialog(self) -> Iterable[Widget]:
        for second in (False, True):
            yield LocalizedText(msgid(self._title), second=second, classes="prompt")
        for line in self._lines:
            words = msgid(line)
            yield LocalizedText(words, classes="paragraph")
            yield LocalizedText(words, second=True, classes="paragraph")

    def buttons(self) -> Iterable[Widget]:
        yield ActionButton(msgid(self._button), id="primary")

    def first_focus(self) -> None:
        """A page that is said yes to is read to its end first."""
        super().first_focus()
        if self._button != CLOSE:
            for line in self.query(MoreLine):
                line.look()
                if line.can_focus:
                    line.focus(scroll_visible=False)

    def read(self) -> None:
        self.finish(True)


def people_picks(people: Sequence[Person], pairs: Sequence[Pair] = ()) -> list[Pick]:
    """Give a pick for each person, with their mark; for namesakes also their partner in `pairs`."""
    beside = namesakes(people, pairs)

    def words(place: int, person: Person) -> TextSource:
        named = f"{MARKS[place % len(SIDES)]} {person.name}"
        if person.id not in beside:
            return fixed(named)
        others = list(beside[person.id])
        return lambda r: r.t(N_("{name}, with {others}"), name=named, others=r.listed(others))

    return [Pick(person.id, words(place, person)) for place, person in enumerate(people)]
