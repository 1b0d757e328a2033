"""The screens of the seal: opening it, choosing a passphrase, the recovery key, typing a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions.passphrase import MAX
from sessions.text import N_
from tui.features.keys import KEY_HELP, KEY_LANGUAGE, KEY_QUIT, KEY_SAFETY
from tui.language.language import Language
from tui.messages import Unlocked
from tui.ui.dialog import Dialog
from tui.ui.keys import ENTER
from tui.ui.page import Page
from tui.widgets.frame import AlertLine, KeyLabel
from tui.widgets.localized import ActionButton, LocalizedText, UserText, error_text
from tui.widgets.passphrase_field import PassphraseForm
from tui.widgets.text_field import TextField

Progress = Callable[[int, int], None]

GROUP = 4
"""Characters of the recovery key that are typed over: its last group."""


class UnlockScreen(Page):
    """The first screen of a sealed vault: nothing of it shows before the passphrase."""

    KEYS: ClassVar[Sequence[KeyLabel]] = (
        ENTER,
        KEY_HELP,
        KEY_SAFETY,
        KEY_LANGUAGE,
        KEY_QUIT,
    )

    def __init__(
        self, languages: tuple[Language, ...], unlock: Callable[[str, Progress], None]
    ) -> None:
        """`unlock` opens the vault, in a thread, or raises a `TweespraakError`."""
        super().__init__(languages)
        self._unlock = unlock

    def page(self) -> Iterable[Widget]:
        yield Horizontal(Static("Tweespraak", id="title", markup=False), id="top")
        yield Static("", id="line")
        yield Vertical(
            LocalizedText(lambda r: r.t(N_("Your conversations are sealed.")), classes="prompt"),
            PassphraseForm(
                [("passphrase", lambda r: r.t(N_("passphrase")), False)],
                lambda given, progress: self._unlock(given["passphrase"], progress),
            ),
            AlertLine(),
            LocalizedText(
                lambda r: r.t(
                    N_("Forgotten? The recovery key that you wrote down works here too.")
                ),
                classes="note",
            ),
            Horizontal(
                ActionButton(lambda r: r.t(N_("Open")), id="primary"), classes="welcome-buttons"
            ),
            id="unlock",
        )

    def first_focus(self) -> None:
        for field in self.query("PassphraseField"):
            field.focus(scroll_visible=False)

    def on_passphrase_form_done(self, event: PassphraseForm.Done) -> None:
        event.stop()
        self.post_message(Unlocked())

    def on_passphrase_form_refused(self, event: PassphraseForm.Refused) -> None:
        event.stop()
        self.tell(error_text(event.problem))

    def on_passphrase_field_typed(self) -> None:
        self.tell(None)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.query_one(PassphraseForm).submit()


class RecoveryDialog(Dialog[bool]):
    """The recovery key, to be written on paper; it closes when the last group is typed over."""

    def __init__(self, languages: tuple[Language, ...], key: str) -> None:
        super().__init__(languages)
        self._key = key
        self._field = TextField("group", "", line=True, most=MAX, classes="boxed short")

    @property
    def is_copied_out(self) -> bool:
        return False  # a clipboard is no paper

    def dialog(self) -> Iterable[Widget]:
        yield LocalizedText(lambda r: r.t(N_("This is your recovery key.")), classes="prompt")
        groups = self._key.split("-")
        half = len(groups) // 2
        yield UserText("   ".join(groups[:half]) + "\n\n" + "   ".join(groups[half:]), id="key")
        yield LocalizedText(
            lambda r: r.t(
                N_(
                    "Write it on paper, and keep that where you keep things that matter. It opens "
                    "everything when you have forgotten the passphrase. It is not shown again."
                )
            ),
            classes="note",
        )
        yield LocalizedText(
            lambda r: r.t(N_("Written down? Type the last four characters of it here:")),
            classes="note",
        )
        yield self._field

    def buttons(self) -> Iterable[Widget]:
        yield ActionButton(lambda r: r.t(N_("It is on paper")), id="primary")

    def first_focus(self) -> None:
        self._field.focus(scroll_visible=False)

    def on_text_field_submitted(self, event: TextField.Submitted) -> None:
        event.stop()
        self._look()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self._look()

    def _look(self) -> None:
        typed = self._field.text.strip().upper().replace("0", "O").replace("1", "I")
        if typed.replace("8", "B") == self._key[-GROUP:]:
            self.finish(True)
        else:
            self.tell(lambda r: r.t(N_("Look once more: those are not the last four.")))
