"""The archive: the list of conversations, reading them, going on, deleting."""

from __future__ import annotations

from typing import assert_never

from sessions.conversation import State
from sessions.inventory import PATTERN as INVENTORY
from sessions.pattern import fitted
from sessions.summary import Summary, name_of
from sessions.text import N_
from tui.features.archive.list_screen import PERIODS, ArchiveScreen
from tui.features.archive.read_screen import ReadScreen, Why
from tui.features.archive.requests import (
    ArchiveRequest,
    ChoosePair,
    ChoosePeriod,
    DeleteConversation,
    OpenConversation,
    ReadConversation,
    ReadDue,
    ShowArchive,
    UseBackupCopy,
)
from tui.features.inventory.requests import ShowFinishedInventory
from tui.ui.copies_dialog import take_copies_along
from tui.ui.dialogs import PickDialog
from tui.ui.feature import Feature, Flow
from tui.ui.flows import names_of
from tui.ui.passphrase_dialog import TypedNameDialog
from tui.widgets.choices import Pick
from tui.widgets.localized import msgid

EVERYTHING = "*"
WAIT, NOW = "wait", "now"


class ArchiveFeature(Feature[ArchiveRequest]):
    """The archive: the list of conversations, reading them, going on, deleting."""

    def handle(self, request: ArchiveRequest) -> Flow | None:
        match request:
            case ShowArchive():
                self._show()
            case OpenConversation(conversation):
                return self._open(conversation)
            case ReadConversation(conversation):
                self._read(conversation, Why.READ)
            case ReadDue(conversation):
                self._read(conversation, Why.DUE)
            case UseBackupCopy(conversation):
                self.library.take_backup(conversation)
                self._show()
            case DeleteConversation(conversation):
                return self._delete(conversation)
            case ChoosePair():
                return self._choose_pair()
            case ChoosePeriod():
                return self._choose_period()
            case _:
                assert_never(request)
        return None

    def _show(self) -> None:
        """Show the list of conversations."""
        if self.workspace.current is not None:
            self.shell.go_home()
        overview = self.library.overview
        self.shell.show(ArchiveScreen((self.shell.language,), overview, self.workspace.now))

    # -- Going on and reading ------------------------------------------------------------------

    async def _open(self, conversation_id: str) -> None:
        """Go on with a conversation, or read one that is finished."""
        summary = self.library.overview.conversations.get(conversation_id)
        if summary is None:
            return
        if summary.state is State.FINISHED or self.library.vault.read_only:
            self._read(conversation_id, Why.READ)
        elif await self._is_time(summary):
            self.workspace.open(conversation_id)

    async def _is_time(self, summary: Summary) -> bool:
        """Whether a conversation can go on now; ask before the moment that was agreed."""
        until, now = summary.return_at, self.workspace.now
        if summary.state is not State.POSTPONED or until is None or until <= now:
            return True
        picked = await self.shell.ask(
            PickDialog(
                (self.shell.language,),
                prompt=lambda r: r.t(
                    N_("You would go on {moment}. Do you both want to go on now already?"),
                    moment=r.when(until, now),
                ),
                picks=[
                    Pick(WAIT, msgid(N_("No, we wait"))),
                    Pick(NOW, msgid(N_("Yes, we both want to"))),
                ],
            )
        )
        return picked == NOW

    def _read(self, conversation_id: str, why: Why) -> None:
        conversation = self.library.read(conversation_id)
        if conversation.pattern == INVENTORY and conversation.state is State.FINISHED:
            self.shell.request(ShowFinishedInventory(conversation_id))
            return
        self.shell.show(
            ReadScreen(
                (self.shell.language,),
                conversation,
                fitted(conversation.pattern, conversation.setting),
                self.workspace.now,
                why=why,
                can_go_on=not self.library.vault.read_only,
                own=bool(self.library.writers_of(conversation)),
            )
        )

    # -- Deleting ------------------------------------------------------------------------------

    async def _delete(self, conversation_id: str) -> None:
        """Delete a conversation, after its name is typed."""
        summary = self.library.overview.conversations.get(conversation_id)
        name = name_of(summary.title if summary else "", conversation_id)
        typed = await self.shell.ask(
            TypedNameDialog(
                self.shell.readers,
                prompt=msgid(N_("Delete this conversation for good?")),
                note=msgid(
                    N_(
                        "Everything that was said in it goes, for both of you, agreements too. In "
                        "backups you made before, it stays."
                    )
                ),
                name=name,
            )
        )
        if not typed or not await take_copies_along(
            self.shell, self.library, lambda: {conversation_id}
        ):
            return
        current = self.workspace.current
        if current is not None and current.id == conversation_id:
            self.workspace.drop()
        self.library.delete(conversation_id)
        self._show()

    # -- Narrowing the list --------------------------------------------------------------------

    async def _choose_pair(self) -> None:
        """Choose the pair whose conversations the list shows."""
        pairs = self.library.overview.pairs
        everybody = Pick(EVERYTHING, msgid(N_("of everybody")))
        picked = await self.shell.ask(
            PickDialog(
                self.shell.readers,
                prompt=msgid(N_("Whose conversations?")),
                picks=[everybody, *(Pick(pair.id, names_of(pair)) for pair in pairs)],
            )
        )
        page = self.shell.page
        if picked and isinstance(page, ArchiveScreen):
            page.narrow_pair(picked.strip(EVERYTHING))

    async def _choose_period(self) -> None:
        """Choose the period whose conversations the list shows."""
        page = self.shell.page
        if not isinstance(page, ArchiveScreen):
            return
        picked = await self.shell.ask(
            PickDialog(
                self.shell.readers,
                prompt=msgid(N_("From when?")),
                picks=[Pick(name or EVERYTHING, msgid(words)) for name, words in PERIODS.items()],
                value=page.period or EVERYTHING,
            )
        )
        if picked:
            page.narrow_period(picked.strip(EVERYTHING))
