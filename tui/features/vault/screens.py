"""The screens of the seal: opening it, choosing a passphrase, the recovery key, typing a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions.recovery_sheet import (
    NOT_TYPED_OVER,
    TYPE_TWO_GROUPS,
    WITHOUT,
    is_typed_over,
    lines,
)
from sessions.text import N_
from tui.features.keys import KEY_HELP, KEY_LANGUAGE, KEY_QUIT, KEY_SAFETY
from tui.features.vault.save_page import SavePageDialog
from tui.language.language import Language
from tui.messages import Drafted, Unlocked
from tui.ui.dialog import Dialog
from tui.ui.page import Page
from tui.widgets.frame import AlertLine
from tui.widgets.groups import GroupRow
from tui.widgets.key_line import KeyLabel
from tui.widgets.localized import ActionButton, LocalizedText, UserText, error_text, msgid
from tui.widgets.passphrase_field import PassphraseForm
from tui.widgets.text_field import TextField
from tui.workspace.recovery_page import LIES_IN, RecoveryPage

Progress = Callable[[int, int], None]

TYPED_MAX = 200
"""Characters in the field where the key is typed over, which all of it fits in twice."""


class UnlockScreen(Page):
    """The first screen of a sealed vault: nothing of it shows before the passphrase."""

    KEYS: ClassVar[Sequence[KeyLabel]] = (
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
            GroupRow(
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
    """The recovery key, to be written on paper.

    It gives True when the last two groups are typed over, or the word that declines. Esc leaves
    everything as it was: nothing hangs yet on a key that nobody has. No other key closes it, save
    those of a time-out and of stopping.
    """

    def __init__(self, languages: tuple[Language, ...], key: str, page: RecoveryPage) -> None:
        """`page` is the key as a page to print, which can be saved from here."""
        super().__init__(languages)
        self._key, self._page = key, page
        self._field = TextField("group", "", line=True, most=TYPED_MAX, classes="boxed")

    @property
    def is_copied_out(self) -> bool:
        return False  # a clipboard is no paper

    def dialog(self) -> Iterable[Widget]:
        prompt = msgid(N_("This is your recovery key."))
        yield LocalizedText(prompt, classes="prompt")
        yield LocalizedText(prompt, second=True, classes="note")
        yield UserText("\n".join(lines(self._key)), id="key")
        for words in (self._what_to_do, _how_to_go_on):
            yield LocalizedText(words, classes="note")
            yield LocalizedText(words, second=True, classes="note")
        yield self._field

    def _what_to_do(self, reader: Language) -> str:
        """Give what to do with the key, or with the file in which it is now."""
        if self._page.places:
            return reader.t(LIES_IN, file=str(self._page.places[-1]))
        return reader.t(
            N_(
                "Write it on paper, and keep that where you keep things that matter. It opens "
                "everything when you have forgotten the passphrase. It is not shown again. The "
                "two letters at the end of a line find a typing error."
            )
        )

    def buttons(self) -> Iterable[Widget]:
        save = msgid(N_("Save a page to print…"))
        yield ActionButton(save, id="save-page", classes="quiet-button")
        yield ActionButton(msgid(N_("Go on")), id="primary")

    def _save_page(self) -> None:
        if self.is_current:
            self.app.push_screen(SavePageDialog(self.languages, self._page), self._page_saved)

    def _page_saved(self, path: Path | None) -> None:
        if path is not None:
            self.set_languages(self.languages)
        self._field.focus(scroll_visible=False)

    def first_focus(self) -> None:
        self._field.focus(scroll_visible=False)

    def finish(self, result: bool | None) -> None:
        """Give the result; a key that would close it without one is told that it does not."""
        if result is None and not self.is_ended:
            self._look()
        else:
            super().finish(result)

    def action_close(self) -> None:
        super().finish(None)

    def on_drafted(self, event: Drafted) -> None:
        # Both read it in their own language: then the field may stand below what is seen.
        self._field.scroll_visible(animate=False)

    def on_text_field_submitted(self, event: TextField.Submitted) -> None:
        event.stop()
        self._look()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "save-page":
            self._save_page()
        else:
            self._look()

    def _look(self) -> None:
        typed = self._field.text
        declines = {reader.t(WITHOUT).casefold() for reader in self.languages}
        if is_typed_over(self._key, typed) or typed.strip().casefold() in declines:
            self.finish(True)
            return
        self.tell(msgid(NOT_TYPED_OVER))
        self.query_one("#dialog-body").scroll_end(animate=False)


def _how_to_go_on(reader: Language) -> str:
    return reader.t(TYPE_TWO_GROUPS, word=reader.t(WITHOUT))
