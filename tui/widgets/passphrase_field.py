"""A field for a passphrase: it shows dots, and what is in it is nobody's draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from sessions.errors import TweespraakError
from sessions.text import N_
from tui.language.language import Language
from tui.widgets.groups import GroupRow
from tui.widgets.localized import (
    ActionLink,
    LocalizedText,
    TextSource,
    as_content,
    msgid,
    relabel_all,
)
from tui.widgets.passphrase_strength import StrengthNote


class PassphraseField(Input):
    """A field whose text is dots until asked otherwise, and never saved or given to the model.

    Enter goes on.
    """

    class Given(Message):
        """Enter in a field."""

        def __init__(self, secret: PassphraseField) -> None:
            super().__init__()
            self.secret = secret

        @property
        def control(self) -> PassphraseField:
            """The field."""
            return self.secret

    class Typed(Message):
        """Something changed in a field."""

    def __init__(self, name: str, hint: TextSource | None = None) -> None:
        super().__init__(
            name=name,
            password=True,
            compact=True,
            select_on_focus=False,
            classes="secret",
        )
        self.cursor_blink = False  # nothing blinks
        self._hint = hint

    def relabel(self, languages: tuple[Language, ...]) -> None:
        if self._hint is not None:
            self.placeholder = as_content(
                self._hint(languages[0])
            ).plain  # Textual takes it literally

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Given(self))

    def on_unmount(self) -> None:
        # Whatever still holds on to a widget that is gone does not hold on to this.
        self.set_reactive(Input.value, "")

    def action_copy(self) -> None:
        """Nothing: the clipboard would show it."""

    def action_cut(self) -> None:
        """Nothing: the clipboard would show it."""


class PassphraseForm(Vertical):
    """A form of passphrase fields, and the work that is done with them in a thread.

    Turning a passphrase into a key takes a fifth of a second, sealing many files longer; the screen
    stays alive. A refusal is said below the fields, and they stay as they are. Where a phrase is
    chosen, one is offered, and it is said how soon another one is guessed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "offer_another", show=False),
        Binding("f6", "show_typed", show=False),
    ]

    class Done(Message):
        """The work is done; `outcome` is what it gave."""

        def __init__(self, form: PassphraseForm, outcome: object) -> None:
            super().__init__()
            self.form = form
            self.outcome = outcome

    class Refused(Message):
        """It could not be done; `problem` says why."""

        def __init__(self, problem: TweespraakError) -> None:
            super().__init__()
            self.problem = problem

    def __init__(
        self,
        fields: Sequence[tuple[str, TextSource, bool]],
        do: Callable[[dict[str, str], Callable[[int, int], None]], object],
    ) -> None:
        """`fields`: name, label, and whether a new phrase is chosen in it (with its strength).

        `do` is called in a thread with the texts by name and a function for the progress. It
        gives the outcome, or raises a `TweespraakError`.
        """
        super().__init__(classes="secret-form")
        self._labels = tuple(fields)
        self._do = do
        self.busy = False
        """Whether the work goes on."""
        self._done, self._of = 0, 0
        self._chosen = {name for name, _, chooses in fields if chooses}
        self._offers: dict[str, str] = {}
        self._is_shown = False

    def compose(self) -> ComposeResult:
        if self._chosen:
            with Horizontal(classes="secret-row"):
                yield LocalizedText(msgid(N_("an idea")), classes="quiet secret-label")
                yield LocalizedText(self._offer, classes="secret-offer")
        for name, label, _ in self._labels:
            with Horizontal(classes="secret-row"):
                yield LocalizedText(label, classes="quiet secret-label")
                yield PassphraseField(name)
        if self._labels:  # with nothing to type there is nothing to show
            with GroupRow(classes="secret-links"):
                yield ActionLink(self._show_words, do=self.action_show_typed, id="show-typed")
                if self._chosen:
                    another = msgid(N_("another one (F5)"))
                    yield ActionLink(another, do=self.action_offer_another, id="offer-another")
        yield LocalizedText(self._seen, classes="note secret-note")
        yield StrengthNote(classes="note secret-note")
        yield LocalizedText(self._state, classes="quiet secret-state")

    def _fields(self) -> list[PassphraseField]:
        return list(self.query(PassphraseField))

    def _offer(self, reader: Language) -> str:
        from tui.workspace.passphrases import offered  # it reads a list of words

        if reader.tag not in self._offers:
            self._offers[reader.tag] = offered(reader)
        return self._offers[reader.tag]

    def _show_words(self, reader: Language) -> str:
        hide, show = N_("hide what I type (F6)"), N_("show what I type (F6)")
        return reader.t(hide if self._is_shown else show)

    def _seen(self, reader: Language) -> str:
        shown = N_("What you type can be read now, by whoever looks at the screen with you.")
        return reader.t(shown) if self._is_shown else ""

    def action_offer_another(self) -> None:
        """Offer another passphrase."""
        self._offers.clear()
        self.say_again()

    def action_show_typed(self) -> None:
        """Show what is typed, or hide it again; it is hidden each time a form opens."""
        self._is_shown = not self._is_shown
        for field in self._fields():
            field.password = not self._is_shown
        self.say_again()
        self._see_notes()

    def _state(self, reader: Language) -> str:
        if not self.busy:
            return ""
        if self._of:
            return reader.t(N_("{done} of {of}"), done=self._done, of=self._of)
        return reader.t(N_("One moment ..."))

    def on_passphrase_field_typed(self, event: PassphraseField.Typed) -> None:
        event.stop()
        for field in self._fields():
            if field.name in self._chosen:
                self.query_one(StrengthNote).follow(field.value)
        self.say_again()
        self._see_notes()

    def on_strength_note_judged(self, event: StrengthNote.Judged) -> None:
        event.stop()
        self.say_again()
        self._see_notes()

    def _see_notes(self) -> None:
        """Scroll to what is said below the fields: on a low screen it is said out of sight."""
        told = [note for note in self.query(".secret-note") if not note.has_class("-empty")]
        if told:
            self.call_after_refresh(told[-1].scroll_visible, animate=False)

    def say_again(self) -> None:
        """Say strength and state again."""
        if not self.is_attached:
            return  # it was closed while the work went on
        languages = getattr(self.screen, "languages", ())
        if languages:
            relabel_all(self, languages)

    def on_passphrase_field_given(self, event: PassphraseField.Given) -> None:
        event.stop()
        fields = self._fields()
        after = fields[fields.index(event.secret) + 1 :]
        if after:
            after[0].focus()
        else:
            self.submit()

    def submit(self) -> None:
        """Do the work, unless it goes on already."""
        if self.busy:
            return
        self.busy = True
        self._done = self._of = 0
        self.say_again()
        self._work({field.name or "": field.value for field in self._fields()})

    # Without a description a worker is described by what it is given, in its repr and in a log.
    @work(thread=True, exit_on_error=True, description="what a passphrase is asked for")
    def _work(self, given: dict[str, str]) -> None:
        try:
            outcome = self._do(given, self._progress)
        except TweespraakError as problem:
            self.app.call_from_thread(self._refused, problem)
        else:
            self.app.call_from_thread(self._finished, outcome)

    def _progress(self, done: int, of: int) -> None:
        if done == of or done % max(1, of // 100) == 0:
            self.app.call_from_thread(self._far, done, of)

    def _far(self, done: int, of: int) -> None:
        self._done, self._of = done, of
        self.say_again()

    def _refused(self, problem: TweespraakError) -> None:
        self.busy = False
        self.say_again()
        fields = self._fields()
        for field in fields:
            field.value = ""
        if fields:
            fields[0].focus()
        self.post_message(self.Refused(problem))

    def _finished(self, outcome: object) -> None:
        self.busy = False
        self.say_again()
        self.post_message(self.Done(self, outcome))
