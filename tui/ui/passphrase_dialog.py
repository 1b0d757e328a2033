"""Asking for a passphrase, or for a name to be typed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, TypeVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Button

from sessions.errors import NameNotRight
from sessions.text import N_
from tui.language.language import Language
from tui.ui.dialog import Dialog
from tui.widgets.localized import (
    ActionButton,
    ActionLink,
    LocalizedText,
    TextSource,
    UserText,
    error_text,
    msgid,
)
from tui.widgets.passphrase_field import PassphraseForm
from tui.widgets.text_field import TextField

T = TypeVar("T")

Fields = Sequence[tuple[str, TextSource, bool]]
"""Fields of a passphrase: name, label, and whether one is chosen in it."""

Reading = tuple[TextSource, Callable[[tuple[Language, ...]], Dialog[bool]]]
"""The words of a link, and the page to read that it lays on top."""


class PassphraseDialog(Dialog[T]):
    """A few words on what happens, one to three fields, and a button that does it."""

    BINDINGS: ClassVar[list[BindingType]] = list(PassphraseForm.BINDINGS)

    def __init__(
        self,
        languages: tuple[Language, ...],
        *,
        prompt: TextSource,
        notes: Sequence[TextSource],
        fields: Fields,
        button: TextSource,
        do: Callable[[dict[str, str], Callable[[int, int], None]], T],
        reading: Reading | None = None,
    ) -> None:
        """`do` runs in a thread, with the typed texts by field name and a function to
        report the progress to. The dialog gives its result. `reading` can be read on the way.
        """
        super().__init__(languages)
        self._prompt, self._notes, self._button = prompt, notes, button
        self._reading = reading
        self._outcome: T | None = None

        def work(given: dict[str, str], progress: Callable[[int, int], None]) -> None:
            self._outcome = do(given, progress)

        self._form = PassphraseForm(fields, work)

    def dialog(self) -> Iterable[Widget]:
        yield LocalizedText(self._prompt, classes="prompt")
        yield LocalizedText(self._prompt, second=True, classes="note")
        for note in self._notes:
            yield LocalizedText(note, classes="note")
            yield LocalizedText(note, second=True, classes="note")
        yield self._form

    def buttons(self) -> Iterable[Widget]:
        if self._reading is not None:  # beside the button it is seen on a low screen too
            yield ActionLink(self._reading[0], do=self._read, id="reading")
        yield ActionButton(self._button, id="primary")

    def _read(self) -> None:
        """Lay the page to read on top; what is typed stays. Not over work that is going on."""
        if self._reading is not None and not self._form.busy and self.is_current:
            self.app.push_screen(self._reading[1](self.languages))

    def first_focus(self) -> None:
        for field in self.query("PassphraseField"):
            field.focus(scroll_visible=False)
            return
        self.query_one("#primary").focus()

    def action_offer_another(self) -> None:
        """Offer another one; the cursor may stand on the button."""
        self._form.action_offer_another()

    def action_show_typed(self) -> None:
        """Show what is typed."""
        self._form.action_show_typed()

    def action_close(self) -> None:
        if not self._form.busy:  # what is half done is not left alone
            super().action_close()

    def on_passphrase_form_done(self, event: PassphraseForm.Done) -> None:
        event.stop()
        self.finish(self._outcome)

    def on_passphrase_form_refused(self, event: PassphraseForm.Refused) -> None:
        event.stop()
        self.tell(error_text(event.problem))
        self.query_one("#dialog-body").scroll_end(animate=False)  # there it is said

    def on_passphrase_field_typed(self) -> None:
        self.tell(None)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self._form.submit()


class TypedNameDialog(Dialog[bool]):
    """Asks for a name to be typed over, before something is deleted for good."""

    def __init__(
        self,
        languages: tuple[Language, ...],
        *,
        prompt: TextSource,
        note: TextSource,
        name: str,
        no: TextSource = msgid(N_("No, keep it")),  # noqa: B008 - it only says what to translate
        yes: TextSource = msgid(N_("Delete for good")),  # noqa: B008
    ) -> None:
        super().__init__(languages)
        self._no, self._yes = no, yes
        self._prompt, self._note, self._wanted = prompt, note, " ".join(name.split())
        self._field = TextField("name", "", line=True, classes="boxed")

    def dialog(self) -> Iterable[Widget]:
        yield LocalizedText(self._prompt, classes="prompt")
        yield LocalizedText(self._note, classes="note")
        yield LocalizedText(lambda r: r.t(N_("To do it, type this over:")), classes="note")
        yield UserText(self._wanted)
        yield self._field

    def buttons(self) -> Iterable[Widget]:
        yield ActionButton(self._no, id="keep", classes="quiet-button")
        yield ActionButton(self._yes, id="primary")

    def first_focus(self) -> None:
        self._field.focus(scroll_visible=False)

    def on_text_field_submitted(self, event: TextField.Submitted) -> None:
        event.stop()
        self._look()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "keep":
            self.finish(None)
        else:
            self._look()

    def _look(self) -> None:
        typed = " ".join(self._field.text.split())
        if typed.casefold() == self._wanted.casefold():
            self.finish(True)
        else:
            self.tell(error_text(NameNotRight()))
