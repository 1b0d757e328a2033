"""A folder that is sealed in part: its seal came off half-way, or something plain lies in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import TYPE_CHECKING

from textual.widget import Widget
from textual.widgets import Button

from sessions.seal_errors import SealNotProven, UnsealingCutOff
from sessions.store.manifest import State
from sessions.text import N_
from tui.features.vault.requests import ShowLeftovers, UnsealVault
from tui.language.language import Language
from tui.ui.flows import Progress, tell_done
from tui.ui.passphrase_dialog import PassphraseDialog
from tui.widgets.localized import ActionButton, TextSource, msgid
from tui.workspace.leftover_words import said_of_plain

if TYPE_CHECKING:
    from sessions.store import Vault
    from tui.ui.shell import Shell
    from tui.workspace.library import Library

SEAL_AGAIN = N_("Seal everything again")


class Wish(Enum):
    """What is chosen, and in the case of sealing done."""

    SEAL = "seal"
    OTHER = "other"


class _TwoWaysDialog(PassphraseDialog[Wish]):
    """A button that seals, with the progress of it, and one for the other way.

    The one that is filled, and has the focus, is the safe one; the other is quiet.
    """

    SEALS, LEAVES = "primary", "leave"
    """The ids of the two buttons."""

    def __init__(
        self,
        languages: tuple[Language, ...],
        *,
        prompt: TextSource,
        note: TextSource,
        button: TextSource,
        other: TextSource,
        work: Callable[[Progress], None],
    ) -> None:
        """`work` is done in a thread by the button that seals."""

        def do(_: dict[str, str], progress: Progress) -> Wish:
            work(progress)
            return Wish.SEAL

        super().__init__(languages, prompt=prompt, notes=[note], fields=[], button=button, do=do)
        self._words = {self.SEALS: button, self.LEAVES: other}

    def buttons(self) -> Iterable[Widget]:
        quiet = self.LEAVES if self.SEALS == "primary" else self.SEALS
        yield ActionButton(self._words[quiet], id=quiet, classes="quiet-button")
        yield ActionButton(self._words["primary"], id="primary")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == self.LEAVES:
            event.stop()
            event.prevent_default()  # the base class would take it for the other button
            if not self._form.busy:
                self.finish(Wish.OTHER)


class HalfUnsealedDialog(_TwoWaysDialog):
    """Seal everything again, which is safe, or take the rest of the seal off."""

    SEALS, LEAVES = "primary", "go-on"

    def __init__(self, languages: tuple[Language, ...], work: Callable[[Progress], None]) -> None:
        super().__init__(
            languages,
            prompt=msgid(N_("The seal came off only in part.")),
            note=msgid(
                N_(
                    "Taking it off was cut off. Nothing is lost, and you can read everything. But "
                    "part of it stands open now: whoever can open your files can read that part."
                )
            ),
            button=msgid(SEAL_AGAIN),
            other=msgid(N_("Go on taking it off")),
            work=work,
        )


class PlainFilesDialog(_TwoWaysDialog):
    """Seal what lies there plain and may be anybody's, or leave it, which is safe."""

    SEALS, LEAVES = "seal", "primary"

    def __init__(
        self, languages: tuple[Language, ...], count: int, work: Callable[[Progress], None]
    ) -> None:
        super().__init__(
            languages,
            prompt=msgid(N_("Is this yours?")),
            note=lambda reader: said_of_plain(reader, count),
            button=msgid(N_("It is ours, seal it")),
            other=msgid(N_("Leave it")),
            work=work,
        )


def can_seal_again(vault: Vault) -> bool:
    """Whether something in a sealed folder may stand open that could be sealed."""
    not_proven = any(isinstance(notice, SealNotProven) for notice in vault.seal.notices)
    return not_proven or vault.seal.manifest.state is State.UNSEALING


async def seal_again(shell: Shell, library: Library) -> None:
    """Offer to seal everything again or to take the rest of the seal off; what is safe first."""
    seal = library.vault.seal
    if seal.manifest.state is State.UNSEALING:

        def work(progress: Progress) -> None:
            library.flush()
            seal.seal_again(progress=progress)

        wish = await shell.ask(HalfUnsealedDialog(shell.readers, work))
        if wish is None:
            tell_done(
                shell,
                N_("It stays as it is. You find this again under F10, Seal, backup and delete."),
            )
            return
        if wish is Wish.OTHER:
            shell.request(UnsealVault())
            return
        library.drop_notices(UnsealingCutOff)
    await _take_in_plain(shell, library)


async def _take_in_plain(shell: Shell, library: Library) -> None:
    """Ask about what lies there plain and nothing names, and seal it when they say so."""
    seal = library.vault.seal
    count = await shell.in_thread(seal.plain_count)
    if count:
        wish = await shell.ask(
            PlainFilesDialog(
                shell.readers, count, lambda progress: seal.take_in_plain(progress=progress)
            )
        )
        if wish is not Wish.SEAL:
            tell_done(
                shell,
                N_("All the rest is sealed. That stays where it is, and is not read."),
            )
            return
    library.drop_notices(SealNotProven)
    library.take_overview(await shell.in_thread(library.load))
    tell_done(shell, N_("It is finished: everything is sealed now."))
    shell.request(ShowLeftovers())
