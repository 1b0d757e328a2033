"""Keeping: a backup, deleting, and finding something back in the list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sessions.errors import TweespraakError
from sessions.summary import name_of
from sessions.text import N_
from tui.features.archive.list_screen import PERIODS, ArchiveScreen
from tui.ui.dialogs import PickDialog, TextDialog
from tui.ui.flows import Room
from tui.widgets.choices import Pick
from tui.widgets.localized import TextSource, msgid


class Keeping(Room):
    """What is done with conversations as a whole."""

    # -- A backup -------------------------------------------------------------------------------

    def make_backup(self, _: str) -> None:
        """Ask where, and make it."""
        day = self.app.now().date().isoformat()
        self.app.push_screen(
            TextDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Where shall the backup go?")),
                note=lambda r: r.t(
                    N_(
                        "Best on another disk or a memory stick. It is read back to be sure. To "
                        "bring it back one day: tweespraak restore FILE"
                    )
                ),
                button=lambda r: r.t(N_("Make the backup")),
                name="backup",
                text=f"~/tweespraak-{day}.tar",
                line=True,
            ),
            lambda text: self._make_backup(text) if text else None,
        )

    def _make_backup(self, text: str) -> None:
        vault, now = self.app.workspace.vault, self.app.now()

        def do() -> TextSource:
            from sessions.store.backup import write_backup

            self.app.workspace.flush()
            report = write_backup(vault, Path(text.strip()).expanduser().absolute(), now=now)
            if report.damaged:
                return lambda r: r.t(N_("The backup is made. Damaged files are in it as they are."))
            return lambda r: r.n(
                "The backup is made and read back: {count} conversation.",
                "The backup is made and read back: {count} conversations.",
                report.conversations,
            )

        self.app.beside(do, self.app.tell)

    # -- Deleting -------------------------------------------------------------------------------

    def delete(self, conversation: str) -> None:
        """Delete a conversation, after its name is typed."""
        from tui.ui.passphrase_dialog import TypedNameDialog

        found = self.app.workspace.overview.conversations.get(conversation)
        name = name_of(found.title if found else "", conversation)

        def done(result: str | None) -> None:
            if result is None:
                return
            try:
                self.app.workspace.delete(conversation)
            except TweespraakError as problem:
                self.app.tell(problem)
                return
            self.app.house.earlier("")

        self.app.push_screen(
            TypedNameDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Delete this conversation for good?")),
                note=lambda r: r.t(
                    N_(
                        "Everything that was said in it goes, for both of you, agreements too. In "
                        "backups you made before, it stays."
                    )
                ),
                name=name,
            ),
            done,
        )

    def delete_pair(self, _: str) -> None:
        """Choose whose, and delete everything of them after their names are typed."""
        pairs = self.app.workspace.overview.pairs
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Delete everything of whom?")),
                picks=[
                    Pick(pair.id, _names([partner.name for partner in pair.partners]))
                    for pair in pairs[:8]
                ],
            ),
            lambda pair: self._delete_pair(pair) if pair else None,
        )

    def _delete_pair(self, pair_id: str) -> None:
        from tui.ui.passphrase_dialog import TypedNameDialog

        pair = next(one for one in self.app.workspace.overview.pairs if one.id == pair_id)
        name = name_of(
            self.app.language.listed([partner.name for partner in pair.partners]), pair_id
        )

        def done(result: str | None) -> None:
            if result is None:
                return
            self.app.house.forget_names()
            self.app.diaries.forget()
            self.app.home()
            self.app.beside(lambda: self.app.workspace.delete_pair(pair_id), gone)

        def gone(_: object) -> None:
            self.app.workspace.forget_pair(pair_id)
            self.app.home()
            self.told(N_("Everything of them is gone. In backups you made before, it stays."))

        self.app.push_screen(
            TypedNameDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Delete everything of {name} for good?"), name=name),
                note=lambda r: r.t(
                    N_("All their conversations, agreements and names go. This cannot be undone.")
                ),
                name=name,
            ),
            done,
        )

    # -- Narrowing the list -----------------------------------------------------------------------

    def narrow_pair(self, _: str) -> None:
        """Of whom the list shows the conversations."""
        pairs = self.app.workspace.overview.pairs
        everybody = Pick("*", lambda r: r.t(N_("of everybody")))
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Whose conversations?")),
                picks=[
                    everybody,
                    *(
                        Pick(pair.id, _names([partner.name for partner in pair.partners]))
                        for pair in pairs
                    ),
                ],
            ),
            lambda picked: (
                self._narrow(lambda one: one.narrow_pair(picked.strip("*"))) if picked else None
            ),
        )

    def narrow_period(self, _: str) -> None:
        """From when the list shows the conversations."""
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("From when?")),
                picks=[Pick(key or "*", msgid(says)) for key, says in PERIODS.items()],
                value=(self.app.base.period if isinstance(self.app.base, ArchiveScreen) else "")
                or "*",
            ),
            lambda picked: (
                self._narrow(lambda one: one.narrow_period(picked.strip("*"))) if picked else None
            ),
        )

    def _narrow(self, do: Callable[[ArchiveScreen], None]) -> None:
        if isinstance(self.app.base, ArchiveScreen):
            do(self.app.base)


def _names(names: list[str]) -> TextSource:
    return lambda r: r.listed(names)
