"""Files by name, and what can be done with them; nothing is done unasked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Button

from tui.language.language import Language
from tui.ui.dialog import Dialog
from tui.widgets.localized import LocalizedText, TextSource
from tui.workspace.leftover_words import said_of

if TYPE_CHECKING:
    from sessions.store.leftovers import Leftover

SHOWN_MAX = 12
"""Files that are shown, before it says how many more there are."""

Choice = TypeVar("Choice", bound=Enum)


class FilesDialog(Dialog[Choice]):
    """The files by name, for every reader. Each button has the value of what it chooses as id."""

    def __init__(
        self,
        languages: tuple[Language, ...],
        files: Sequence[Leftover],
        names: Mapping[str, str],
        choices: type[Choice],
    ) -> None:
        """`names` are those of people, by id. A button of another id chooses nothing."""
        super().__init__(languages)
        self._files, self._names, self._choices = files, names, choices

    def listed(self) -> Widget:
        """Give the files, a line each."""
        lines = [self._said_of(file) for file in self._files[:SHOWN_MAX]]
        rest = len(self._files) - SHOWN_MAX
        if rest > 0:
            lines.append(lambda r: r.n("and {count} more", "and {count} more", rest))
        return Vertical(*self._for_every_reader(lines), classes="files")

    def _for_every_reader(self, lines: Iterable[TextSource]) -> Iterable[Widget]:
        for line in lines:
            yield LocalizedText(line)
            yield LocalizedText(line, second=True)

    def _said_of(self, file: Leftover) -> TextSource:
        return lambda reader: said_of(reader, file, self._names)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        answers = {choice.value: choice for choice in self._choices}
        self.finish(answers.get(event.button.id or ""))
