"""The inventory of giving and taking: beginning it, what moved, a talk about a matter."""

from __future__ import annotations

from datetime import date, datetime
from typing import assert_never

from sessions import inventory
from sessions.commands import Answer, CloseConversation
from sessions.conversation import Conversation, State
from sessions.inventory import PATTERN
from sessions.pattern import fitted
from sessions.people import Pair
from sessions.text import N_
from sessions.zones import as_here
from tui.features.agreements.requests import StartEvaluation
from tui.features.archive.requests import OpenConversation
from tui.features.home.requests import GoHome
from tui.features.inventory.requests import (
    DiscussMatter,
    InventoryRequest,
    ShowFinishedInventory,
    ShowInventory,
    ShowInventoryChanges,
    StopInventory,
)
from tui.features.inventory.screens import BalancePage, MovedDialog
from tui.features.people.requests import AskPeople, Purpose
from tui.ui.dialogs import PickDialog
from tui.ui.feature import Feature, Flow
from tui.ui.flows import DueChoice, names_of, offer_due, require_writable
from tui.widgets.choices import Pick
from tui.widgets.localized import msgid
from tui.workspace.conversation_view import ConversationView

KEEP, STOP = "home", "close"


class InventoryFeature(Feature[InventoryRequest]):
    """The inventories: beginning, ending, what moved, a talk about a matter."""

    def handle(self, request: InventoryRequest) -> Flow | None:
        match request:
            case ShowInventory(pair):
                return self._show(pair)
            case StopInventory():
                return self._stop()
            case DiscussMatter(conversation, matter):
                return self._discuss(conversation, matter)
            case ShowInventoryChanges(conversation):
                return self._show_changes(conversation)
            case ShowFinishedInventory(conversation):
                self._show_finished(conversation)
            case _:
                assert_never(request)
        return None

    async def _show(self, pair_id: str) -> None:
        """Begin an inventory of a pair, or go on with it; of several pairs, they choose whose."""
        require_writable(self.library)
        pairs = {pair.id: pair for pair in self.library.overview.pairs}
        if not pairs:
            self.shell.request(AskPeople(Purpose.INVENTORY))
            return
        if not pair_id and len(pairs) > 1:
            picked = await self.shell.ask(
                PickDialog(
                    self.shell.readers,
                    prompt=msgid(N_("Which two of you?")),
                    picks=[Pick(pair.id, names_of(pair)) for pair in pairs.values()],
                )
            )
            if not picked:
                return
            pair_id = picked
        pair = pairs[pair_id or next(iter(pairs))]
        begun = [
            summary
            for summary in self.library.overview.conversations.values()
            if summary.pair == pair.id
            and summary.pattern == PATTERN
            and summary.state is not State.FINISHED
        ]
        if begun:
            self.shell.request(OpenConversation(begun[0].id))
        else:
            self.workspace.begin(pair, pattern=PATTERN)

    async def _stop(self) -> None:
        """End an inventory; ask first while not both are done: then nobody will see it."""
        await self.shell.autosave.settle()
        if inventory.is_complete(self.workspace.conversation):
            self.workspace.perform(CloseConversation())
            return
        picked = await self.shell.ask(
            PickDialog(
                self.shell.readers,
                prompt=msgid(N_("Stop halfway?")),
                note=msgid(
                    N_(
                        "You only see it side by side once you have both done it. If you stop "
                        "now, neither of you sees anything of it."
                    )
                ),
                picks=[
                    Pick(KEEP, msgid(N_("Keep it, and go on another day"))),
                    Pick(STOP, msgid(N_("Stop for good"))),
                ],
            )
        )
        if picked == KEEP:
            self.shell.request(GoHome())
        elif picked == STOP and self.workspace.current is not None:
            self.workspace.perform(CloseConversation())

    # -- A talk out of it ----------------------------------------------------------------------

    async def _discuss(self, conversation_id: str, matter_id: str) -> None:
        """Begin a conversation about a matter; what is due is offered first."""
        require_writable(self.library)
        conversation = self.workspace.read(conversation_id)
        choice, _ = await offer_due(self.shell, self.library, conversation.pair) or (None, None)
        if choice is DueChoice.LOOK_BACK:
            if self.workspace.current is not None:
                self.shell.go_home()  # the open conversation stays at its turn
            self.shell.request(StartEvaluation(conversation.pair))
        elif choice is DueChoice.GO_ON:
            self._begin_about(conversation, matter_id)

    def _begin_about(self, conversation: Conversation, matter_id: str) -> None:
        """End the inventory if it is open, and begin."""
        matters = (matter for _, matter in inventory.matters(conversation.setting))
        title = next((matter.title for matter in matters if matter.id == matter_id), "")
        subject = self.shell.readers[0].t(title) if title else ""
        current = self.workspace.current
        if current is not None and current.id == conversation.id and self.workspace.is_active:
            self.workspace.end_quietly(Answer(current.at, {}))
        known = self.library.pair(conversation.pair)
        pair = known or Pair(
            id=conversation.pair, people=conversation.people, setting=conversation.setting
        )
        self.workspace.begin(pair, subject=subject)

    # -- What moved ----------------------------------------------------------------------------

    async def _show_changes(self, conversation_id: str) -> None:
        """Show what moved since the inventory before this one."""
        conversation = self.workspace.read(conversation_id)
        earlier = self.library.inventory_before(conversation)
        if earlier is None:
            return
        moved = inventory.moved(
            inventory.rows(earlier), inventory.rows(conversation), inventory.Measure.DOES
        )
        day = self._day(earlier.ended or earlier.changed)
        await self.shell.ask(MovedDialog(self.shell.readers, conversation.partners, day, moved))

    def _show_finished(self, conversation_id: str) -> None:
        """Show an inventory that has ended."""
        conversation = self.library.read(conversation_id)
        view = ConversationView(
            conversation=conversation,
            pattern=fitted(conversation.pattern, conversation.setting),
            now=self.workspace.now,
        )
        earlier = self.library.inventory_before(conversation)
        self.shell.show(
            BalancePage(
                (self.shell.language,),
                view,
                earlier=self._day(earlier.ended or earlier.changed) if earlier else None,
                can_begin=not self.library.vault.read_only,
                own=bool(self.library.writers_of(conversation)),
            )
        )

    def _day(self, moment: datetime) -> date:
        return as_here(moment, self.workspace.now).date()
