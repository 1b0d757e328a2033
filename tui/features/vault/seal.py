"""The safe: sealing everything with a passphrase, opening it, locking by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sessions.errors import WrongPassphrase
from sessions.text import N_
from tui.features.menu.dialog import MenuDialog, MenuEntry
from tui.ui.dialogs import PickDialog
from tui.ui.flows import AGAIN, NEW, PRESENT, Progress, Room, same_twice
from tui.widgets.choices import Pick
from tui.widgets.localized import msgid

if TYPE_CHECKING:
    from tui.features.vault.screens import UnlockScreen

LOCK_AFTER = {
    "5": N_("after 5 minutes"),
    "15": N_("after 15 minutes"),
    "60": N_("after an hour"),
    "0": N_("never"),
}
USUAL = "15"
"""Minutes without a key after which a sealed vault locks, unless they choose otherwise."""


class Safe(Room):
    """What can be done to keep things safe. `app` shows what follows."""

    # -- Opening ------------------------------------------------------------------------------

    def unlock_screen(self) -> UnlockScreen:
        """Give the screen that asks the passphrase."""
        from tui.features.vault.screens import (
            UnlockScreen,  # who has no seal does not pay for its screens
        )

        vault = self.app.workspace.vault

        def unlock(passphrase: str, progress: Progress) -> None:
            if not passphrase:
                raise WrongPassphrase()
            vault.seal.unlock(passphrase)
            vault.seal.finish(progress)

        return UnlockScreen((self.app.language,), unlock)

    # -- The menu -----------------------------------------------------------------------------

    def safe(self, _: str) -> None:
        """What can be done about it."""
        vault = self.app.workspace.vault
        entries: list[MenuEntry] = []
        if vault.seal.is_sealed:
            entries += [
                MenuEntry("new_passphrase", N_("Choose another passphrase")),
                MenuEntry("new_recovery_key", N_("Make a new recovery key")),
                MenuEntry("lock_after", N_("When it locks by itself")),
                MenuEntry("unseal", N_("Take the seal off")),
            ]
        else:
            entries.append(MenuEntry("seal", N_("Seal everything with a passphrase")))
        if self.app.workspace.overview.pairs:
            entries.append(
                MenuEntry("own_phrase", N_("A phrase of your own, for what you write alone"))
            )
            entries.append(MenuEntry("make_backup", N_("Put everything in one file, as a backup")))
            entries.append(MenuEntry("delete_pair", N_("Delete everything of two people")))
        self.app.push_screen(MenuDialog(self.app.readers(), entries), self._chosen)

    def _chosen(self, action: str | None) -> None:
        if action is not None:
            self.app.ask(action)

    # -- The seal -----------------------------------------------------------------------------

    def seal(self, _: str) -> None:
        """Choose a passphrase, and seal everything with it."""
        vault, tag = self.app.workspace.vault, self.app.language.tag

        def do(given: dict[str, str], progress: Progress) -> str:
            passphrase = same_twice(given)
            self.app.workspace.flush()
            return vault.seal.seal(passphrase, language=tag, progress=progress)

        self.ask(
            prompt=lambda r: r.t(N_("Choose a passphrase together.")),
            notes=[
                lambda r: r.t(
                    N_(
                        "From then on it opens everything you write here. Four words in a row are "
                        "easy to keep in mind and hard to guess. You both need to know it."
                    )
                ),
                lambda r: r.t(
                    N_(
                        "Without it, and without the recovery key that follows, nobody can read "
                        "it again. We cannot either."
                    )
                ),
            ],
            fields=[NEW, AGAIN],
            button=lambda r: r.t(N_("Seal everything")),
            do=do,
            then=self._show_key,
        )

    def unseal(self, _: str) -> None:
        """Take the seal off; the passphrase is asked once more."""
        vault = self.app.workspace.vault

        def do(given: dict[str, str], progress: Progress) -> None:
            vault.seal.must_open(given["passphrase"])
            self.app.workspace.flush()
            vault.seal.unseal(progress=progress)

        self.ask(
            prompt=lambda r: r.t(N_("Take the seal off?")),
            notes=[
                lambda r: r.t(
                    N_("Then everybody who can open your files can read what is in them.")
                )
            ],
            fields=[PRESENT],
            button=lambda r: r.t(N_("Take the seal off")),
            do=do,
            then=lambda _: self.told(N_("The seal is off.")),
        )

    def new_passphrase(self, _: str) -> None:
        """Choose another passphrase."""
        vault = self.app.workspace.vault

        def do(given: dict[str, str], _: Progress) -> None:
            passphrase = same_twice(given)
            vault.seal.must_open(given["passphrase"])
            vault.seal.change_passphrase(passphrase)

        self.ask(
            prompt=lambda r: r.t(N_("Choose another passphrase.")),
            notes=[
                lambda r: r.t(
                    N_("The old one opens nothing any more, save backups you made before.")
                )
            ],
            fields=[PRESENT, NEW, AGAIN],
            button=lambda r: r.t(N_("Change it")),
            do=do,
            then=lambda _: self.told(N_("From now on the new passphrase opens it.")),
        )

    def new_recovery_key(self, _: str) -> None:
        """Make a new recovery key."""
        vault = self.app.workspace.vault

        def do(given: dict[str, str], _: Progress) -> str:
            vault.seal.must_open(given["passphrase"])
            return vault.seal.change_recovery_key()

        self.ask(
            prompt=lambda r: r.t(N_("A new recovery key.")),
            notes=[lambda r: r.t(N_("The one you have on paper opens nothing after this."))],
            fields=[PRESENT],
            button=lambda r: r.t(N_("Make it")),
            do=do,
            then=self._show_key,
        )

    def _show_key(self, outcome: object) -> None:
        from tui.features.vault.screens import RecoveryDialog

        self.app.push_screen(
            RecoveryDialog(self.app.readers(), str(outcome)),
            lambda _: self.told(N_("Everything is sealed.")),
        )

    # -- Locking by itself ----------------------------------------------------------------------

    def lock_after(self, _: str) -> None:
        """Choose after how long without a key it locks."""

        def chosen(minutes: str | None) -> None:
            if minutes is not None:
                self.app.workspace.set("lock_after", minutes)

        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("When nobody touches a key, when should it lock?")),
                note=lambda r: r.t(
                    N_("Everything is kept, and Tweespraak stops. A time-out does not count.")
                ),
                picks=[Pick(key, msgid(says)) for key, says in LOCK_AFTER.items()],
                value=self._minutes(),
            ),
            chosen,
        )

    def _minutes(self) -> str:
        chosen = self.app.workspace.settings.get("lock_after", USUAL)
        return chosen if chosen in LOCK_AFTER else USUAL

    def locks_at(self, touched: datetime) -> datetime | None:
        """Give when it locks after the last key at `touched`, or None when it does not."""
        vault = self.app.workspace.vault
        minutes = int(self._minutes())
        if not vault.seal.is_sealed or vault.seal.is_locked or not minutes:
            return None
        return touched + timedelta(minutes=minutes)
