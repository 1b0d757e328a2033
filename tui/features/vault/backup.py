"""A backup, and deleting everything of two people."""

from __future__ import annotations

from pathlib import Path
from typing import assert_never

from sessions.summary import name_of
from sessions.text import N_
from tui.features.vault.requests import BackupRequest, DeletePair, MakeBackup
from tui.ui.copies_dialog import take_copies_along
from tui.ui.dialogs import PickDialog, TextDialog
from tui.ui.feature import Feature, Flow
from tui.ui.flows import names_of, tell_done
from tui.ui.passphrase_dialog import TypedNameDialog
from tui.widgets.choices import Pick
from tui.widgets.localized import TextSource, msgid

PAIRS_MAX = 8
"""Pairs to choose from at once."""


class BackupFeature(Feature[BackupRequest]):
    """Backups, and deleting everything of a pair."""

    def handle(self, request: BackupRequest) -> Flow:
        match request:
            case MakeBackup():
                return self._make_backup()
            case DeletePair():
                return self._delete_pair()
            case _:
                assert_never(request)

    # -- A backup ------------------------------------------------------------------------------

    async def _make_backup(self) -> None:
        """Ask where the backup goes, and make it."""
        day = self.workspace.now.date().isoformat()
        text = await self.shell.ask(
            TextDialog(
                self.shell.readers,
                prompt=msgid(N_("Where shall the backup go?")),
                note=msgid(
                    N_(
                        "Best on another disk or a memory stick. It is read back to be sure. To "
                        "bring it back one day: tweespraak restore FILE"
                    )
                ),
                button=msgid(N_("Make the backup")),
                name="backup",
                text=f"~/tweespraak-{day}.tar",
                line=True,
            )
        )
        if text:
            self.shell.show_notice(await self.shell.in_thread(lambda: self._write(text)))

    def _write(self, text: str) -> TextSource:
        """Make the backup; takes time. Give the sentence about it."""
        from sessions.store.backup import write_backup  # nobody needs it to start

        path = Path(text.strip()).expanduser().absolute()
        self.library.flush()
        report = write_backup(self.library.vault, path, now=self.workspace.now)
        if report.left_out:
            return msgid(
                N_(
                    "The backup is made, but not of everything: some of it cannot be read here. "
                    "tweespraak check names it."
                )
            )
        if report.damaged:
            return msgid(N_("The backup is made. Damaged files are in it as they are."))
        return lambda r: r.n(
            "The backup is made and read back: {count} conversation.",
            "The backup is made and read back: {count} conversations.",
            report.conversations,
        )

    # -- Deleting ------------------------------------------------------------------------------

    async def _delete_pair(self) -> None:
        """Choose a pair, and delete everything of them after their names are typed."""
        pairs = self.library.overview.pairs
        pair_id = await self.shell.ask(
            PickDialog(
                self.shell.readers,
                prompt=msgid(N_("Delete everything of whom?")),
                picks=[Pick(pair.id, names_of(pair)) for pair in pairs[:PAIRS_MAX]],
            )
        )
        if not pair_id or not await self._is_sure(pair_id):
            return
        ids = self.library.ids_of_pair
        if not await take_copies_along(self.shell, self.library, lambda: ids(pair_id)):
            return
        self.library.announce_deletion(pair_id)
        self.shell.go_home()
        await self.shell.in_thread(lambda: self.library.delete_pair(pair_id))
        self.library.forget_pair(pair_id)
        self.shell.go_home()
        tell_done(
            self.shell, N_("Everything of them is gone. In backups you made before, it stays.")
        )

    async def _is_sure(self, pair_id: str) -> bool:
        """Whether the names of the pair were typed."""
        pair = self.library.pair(pair_id)
        names = [partner.name for partner in pair.partners] if pair else []
        name = name_of(self.shell.language.listed(names), pair_id)
        typed = await self.shell.ask(
            TypedNameDialog(
                self.shell.readers,
                prompt=lambda r: r.t(N_("Delete everything of {name} for good?"), name=name),
                note=msgid(
                    N_("All their conversations, agreements and names go. This cannot be undone.")
                ),
                name=name,
            )
        )
        return bool(typed)
