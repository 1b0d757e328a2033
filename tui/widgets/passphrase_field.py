"""A field for a passphrase: it shows dots, and what is in it is nobody's draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from sessions.errors import TweespraakError
from sessions.passphrase import SHORT_WORDS, is_short
from sessions.text import N_
from tui.language.language import Language
from tui.widgets.localized import LocalizedText, TextSource, as_content, relabel_all


class PassphraseField(Input):
    """A field whose text is never shown, saved, or given to the model. Enter goes on."""

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

    def __init__(self, name: str, hint: TextSource | None = None, *, shown: bool = False) -> None:
        super().__init__(
            name=name,
            password=not shown,
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

    def action_copy(self) -> None:
        """Nothing: the clipboard would show it."""

    def action_cut(self) -> None:
        """Nothing: the clipboard would show it."""


class PassphraseForm(Vertical):
    """A form of passphrase fields, and the work that is done with them in a thread.

    Turning a passphrase into a key takes a fifth of a second, sealing many files longer; the screen
    stays alive. A refusal is said below the fields, and they stay as they are.
    """

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

    def compose(self) -> ComposeResult:
        for name, label, _ in self._labels:
            yield LocalizedText(label, classes="quiet secret-label")
            yield PassphraseField(name)
        yield LocalizedText(self._strength, classes="note secret-note")
        yield LocalizedText(self._state, classes="quiet secret-state")

    def _fields(self) -> list[PassphraseField]:
        return list(self.query(PassphraseField))

    def _strength(self, reader: Language) -> str:
        chosen = {name for name, _, choose in self._labels if choose}
        for field in self._fields():
            if field.name in chosen and field.value and is_short(field.value):
                return reader.t(SHORT_WORDS)
        return ""

    def _state(self, reader: Language) -> str:
        if not self.busy:
            return ""
        if self._of:
            return reader.t(N_("{done} of {of}"), done=self._done, of=self._of)
        return reader.t(N_("One moment ..."))

    def on_passphrase_field_typed(self, event: PassphraseField.Typed) -> None:
        event.stop()
        self.say_again()

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

    @work(thread=True, exit_on_error=True)
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
