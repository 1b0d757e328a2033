"""Going on before the time: why twenty minutes, and a yes of each person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Button

from sessions.people import Person
from sessions.text import N_
from tui.language.language import Language
from tui.ui.dialog import Dialog
from tui.widgets.choices import Confirm
from tui.widgets.localized import ActionButton, LocalizedText, TextSource


class EarlyDialog(Dialog[tuple[str, ...]]):
    """Asks both for a yes to go on before the time, and says why it is twenty minutes."""

    def __init__(
        self, languages: tuple[Language, ...], people: Sequence[Person], asking: Sequence[str]
    ) -> None:
        super().__init__(languages)
        self._people, self._asking = people, asking

    def dialog(self) -> Iterable[Widget]:
        yield LocalizedText(lambda r: r.t(N_("Go on earlier?")), between=" · ", classes="prompt")
        for second in (False, True):
            yield LocalizedText(
                lambda r: r.t(
                    N_(
                        "When a talk gets heated, your heart and breath race, and then nobody can "
                        "listen well. It takes about twenty minutes to settle. Most people feel "
                        "calm before they are. You only go on earlier if you both ask for it, each "
                        "for yourself, and then you both check how your body is."
                    )
                ),
                second=second,
                classes="note",
            )
        yield Vertical(*(self._ask(person) for person in self._people), classes="asks")

    def buttons(self) -> Iterable[Widget]:
        yield ActionButton(lambda r: r.t(N_("Done")), id="primary")

    def _ask(self, person: Person) -> Confirm:
        value = "yes" if person.id in self._asking else ""
        words: TextSource = lambda r: r.t(N_("{name}: I want to go on now"), name=person.name)  # noqa: E731
        return Confirm(person.id, words, value)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.finish(tuple(confirm.name or "" for confirm in self.query(Confirm) if confirm.value))
