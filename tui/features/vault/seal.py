"""The seal: a passphrase for everything, opening it, a recovery key, locking by itself."""

from __future__ import annotations

from typing import assert_never

import msgspec

from sessions.errors import StoreError, WrongPassphrase
from sessions.recovery_sheet import open_with
from sessions.seal_errors import SealNotProven, UnsealingCutOff
from sessions.store.way_in import WayIn
from sessions.text import N_
from tui.features.own_phrase.requests import ChooseOwnPhrase
from tui.features.vault.cut_off import SEAL_AGAIN, can_seal_again
from tui.features.vault.recovery import take_way_in
from tui.features.vault.requests import (
    ChangePassphrase,
    ChooseLockTime,
    DeletePair,
    MakeBackup,
    MakeRecoveryKey,
    SealAgain,
    SealRequest,
    SealVault,
    ShowLeftovers,
    ShowVaultMenu,
    ShowWhoReads,
    UnlockVault,
    UnsealVault,
)
from tui.features.vault.screens import UnlockScreen
from tui.ui.dialogs import PickDialog
from tui.ui.feature import Feature, Flow
from tui.ui.flows import (
    AGAIN,
    NEW,
    PRESENT,
    Progress,
    ask_passphrase,
    same_twice,
    tell_done,
)
from tui.ui.keys import Action
from tui.ui.menu_dialog import MenuDialog
from tui.ui.who_reads import READING, WHO_READS, WhoReadsDialog
from tui.widgets.choices import Pick
from tui.widgets.localized import msgid

LOCK_WORDS = {
    "5": N_("after 5 minutes"),
    "15": N_("after 15 minutes"),
    "60": N_("after an hour"),
    "0": N_("never"),
}


class SealFeature(Feature[SealRequest]):
    """What can be done to keep things safe."""

    def handle(self, request: SealRequest) -> Flow | None:
        match request:
            case UnlockVault():
                self.shell.show(UnlockScreen((self.shell.language,), self._unlock))
                return None
            case ShowVaultMenu():
                return self._show_menu()
            case ShowWhoReads():
                return self._show_who_reads()
            case SealVault():
                return self._seal()
            case UnsealVault():
                return self._unseal()
            case ChangePassphrase():
                return self._change_passphrase()
            case MakeRecoveryKey():
                return self._make_recovery_key()
            case ChooseLockTime():
                return self._choose_lock_time()
            case _:
                assert_never(request)

    def _unlock(self, passphrase: str, progress: Progress) -> None:
        """Open the vault; called in a thread. Raises `WrongPassphrase`."""
        if not passphrase:
            raise WrongPassphrase()
        open_with(passphrase, self.library.vault.seal.unlock)
        try:
            self.library.vault.seal.finish(progress)
        except StoreError as problem:
            # It is open, and told; what could not be finished is tried again at the next start.
            self.library.vault.seal.tell(problem)

    async def _show_menu(self) -> None:
        """Show what can be done about it."""
        if self.library.vault.seal.is_sealed:
            entries = [
                Action(ChangePassphrase(), menu=N_("Choose another passphrase")),
                Action(MakeRecoveryKey(), menu=N_("Make a new recovery key")),
                Action(ChooseLockTime(), menu=N_("When it locks by itself")),
                Action(UnsealVault(), menu=N_("Take the seal off")),
            ]
            if can_seal_again(self.library.vault):
                entries.insert(0, Action(SealAgain(), menu=SEAL_AGAIN))
        else:
            entries = [Action(SealVault(), menu=N_("Seal everything with a passphrase"))]
        entries.append(Action(ShowWhoReads(), menu=WHO_READS))
        if self.library.overview.pairs:
            own = N_("A phrase of your own, for what you write alone")
            entries += [
                Action(ChooseOwnPhrase(), menu=own),
                Action(MakeBackup(), menu=N_("Put everything in one file, as a backup")),
                Action(DeletePair(), menu=N_("Delete everything of two people")),
            ]
        chosen = await self.shell.ask(MenuDialog(self.shell.readers, entries))
        if chosen is not None:
            self.shell.request(chosen)

    async def _show_who_reads(self) -> None:
        """Show who can read what."""
        await self.shell.ask(WhoReadsDialog(self.shell.readers))

    # -- The seal ------------------------------------------------------------------------------

    async def _seal(self) -> None:
        """Choose a passphrase, and seal everything with it."""
        vault, tag = self.library.vault, self.shell.language.tag

        def choose(given: dict[str, str], _: Progress) -> WayIn:
            return vault.seal.way_in(same_twice(given), language=tag)

        way_in = await ask_passphrase(
            self.shell,
            prompt=msgid(N_("Choose a passphrase together.")),
            notes=[
                msgid(
                    N_(
                        "From then on it opens everything you write here, and you both need to "
                        "know it. Four words drawn at random are hard to guess."
                    )
                ),
                msgid(
                    N_(
                        "Without it, and without the recovery key that follows, nobody can read "
                        "it again. We cannot either."
                    )
                ),
            ],
            fields=[NEW, AGAIN],
            button=msgid(N_("Go on")),
            do=choose,
            reading=READING,
        )

        def do(way_in: WayIn, progress: Progress) -> None:
            self.library.flush()
            vault.seal.seal(way_in, progress=progress)

        await take_way_in(
            self.shell,
            self.library,
            way_in,
            prompt=msgid(N_("Seal everything now?")),
            note=msgid(N_("From now on your passphrase opens it, and the key on paper.")),
            button=msgid(N_("Seal everything")),
            do=do,
        )
        if vault.seal.is_sealed:
            self.shell.request(ShowLeftovers())

    async def _unseal(self) -> None:
        """Take the seal off; the passphrase is asked once more."""
        vault = self.library.vault

        def do(given: dict[str, str], progress: Progress) -> bool:
            open_with(given["passphrase"], vault.seal.must_open)
            self.library.flush()
            vault.seal.unseal(progress=progress)
            return True

        done = await ask_passphrase(
            self.shell,
            prompt=msgid(N_("Take the seal off?")),
            notes=[msgid(N_("Then everybody who can open your files can read what is in them."))],
            fields=[PRESENT],
            button=msgid(N_("Take the seal off")),
            do=do,
        )
        if done:
            self.library.drop_notices(UnsealingCutOff, SealNotProven)
            tell_done(self.shell, N_("The seal is off."))

    async def _change_passphrase(self) -> None:
        """Choose another passphrase."""
        vault = self.library.vault

        def do(given: dict[str, str], _: Progress) -> bool:
            passphrase = same_twice(given)
            open_with(given["passphrase"], vault.seal.must_open)
            vault.seal.change_passphrase(passphrase)
            return True

        done = await ask_passphrase(
            self.shell,
            prompt=msgid(N_("Choose another passphrase.")),
            notes=[msgid(N_("The old one opens nothing any more, save backups you made before."))],
            fields=[PRESENT, NEW, AGAIN],
            button=msgid(N_("Change it")),
            do=do,
        )
        if done:
            tell_done(self.shell, N_("From now on the new passphrase opens it."))

    async def _make_recovery_key(self) -> None:
        """Make a new recovery key."""
        vault = self.library.vault

        def choose(given: dict[str, str], _: Progress) -> WayIn:
            open_with(given["passphrase"], vault.seal.must_open)
            return vault.seal.recovery_way_in()

        way_in = await ask_passphrase(
            self.shell,
            prompt=msgid(N_("A new recovery key.")),
            notes=[msgid(N_("The one you have on paper opens nothing after this."))],
            fields=[PRESENT],
            button=msgid(N_("Make it")),
            do=choose,
        )
        await take_way_in(
            self.shell,
            self.library,
            way_in,
            prompt=msgid(N_("Use the new recovery key?")),
            note=msgid(N_("From now on it opens everything, and the one you had opens nothing.")),
            button=msgid(N_("Use it")),
            do=lambda way_in, progress: vault.seal.renew(way_in, progress=progress),
        )

    # -- Locking by itself ---------------------------------------------------------------------

    async def _choose_lock_time(self) -> None:
        """Choose after how long without a key it locks."""
        settings = self.library.settings
        minutes = await self.shell.ask(
            PickDialog(
                self.shell.readers,
                prompt=msgid(N_("When nobody touches a key, when should it lock?")),
                note=msgid(
                    N_("Everything is kept, and Tweespraak stops. A time-out does not count.")
                ),
                picks=[Pick(value, msgid(words)) for value, words in LOCK_WORDS.items()],
                value=settings.lock_after,
            )
        )
        if minutes is not None:
            self.library.change_settings(
                msgspec.structs.replace(self.library.settings, lock_after=minutes)
            )
