"""What a speaker prepared alone, shown to them before it is laid in the fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.widget import Widget
from textual.widgets import Button

from sessions.people import Person
from sessions.text import N_
from tui.language.language import Language
from tui.ui.dialog import Dialog
from tui.widgets.localized import ActionButton, LocalizedText, UserText


class PreparationDialog(Dialog[bool]):
    """Their own words, and whether the other may read them now. Gives True when they may."""

    def __init__(
        self, languages: tuple[Language, ...], person: Person, words: Mapping[str, str]
    ) -> None:
        super().__init__(languages)
        self._person, self._words = person, words

    @property
    def is_private(self) -> bool:
        return True  # until they use it

    def dialog(self) -> Iterable[Widget]:
        name = self._person.name
        yield LocalizedText(
            lambda r: r.t(N_("{name}, this is what you prepared"), name=name), classes="prompt"
        )
        yield LocalizedText(
            lambda r: r.t(N_("If you use it, it stands on the screen for both of you.")),
            classes="note",
        )
        for text in self._words.values():
            yield UserText(text)

    def buttons(self) -> Iterable[Widget]:
        yield ActionButton(lambda r: r.t(N_("No, keep it")), id="keep", classes="quiet-button")
        yield ActionButton(lambda r: r.t(N_("Use it")), id="primary", is_lasting=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.finish(True if event.button.id == "primary" else None)
