"""Giving and taking, as each sees it: beginning an inventory, what moved, a talk out of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sessions import inventory, moves
from sessions.conversation import Conversation, State
from sessions.errors import VaultReadOnly
from sessions.inventory import PATTERN
from sessions.pattern import fitted
from sessions.people import Pair
from sessions.summary import Summary
from sessions.text import N_
from tui.features.inventory.screens import BalancePage, MovedDialog
from tui.ui.dialogs import PickDialog
from tui.ui.flows import Room
from tui.widgets.choices import Pick
from tui.widgets.localized import TextSource
from tui.workspace.clock import new_id
from tui.workspace.conversation_view import ConversationView


class Weighing(Room):
    """What people do with inventories."""

    def inventory(self, pair_id: str) -> None:
        """Begin an inventory of a pair, or go on with it; of several pairs, they choose whose."""
        workspace = self.app.workspace
        if workspace.vault.read_only:
            self.app.tell(VaultReadOnly())
            return
        pairs = {one.id: one for one in workspace.overview.pairs}
        if not pairs:
            self.app.house.people_for(self._begin)
            return
        if not pair_id and len(pairs) > 1:
            self.app.push_screen(
                PickDialog(
                    self.app.readers(),
                    prompt=lambda r: r.t(N_("Which two of you?")),
                    picks=[Pick(one.id, _listed(one)) for one in pairs.values()],
                ),
                lambda picked: self.inventory(picked) if picked else None,
            )
            return
        pair = pairs[pair_id or next(iter(pairs))]
        begun = [
            conversation
            for conversation in workspace.overview.conversations.values()
            if conversation.pair == pair.id
            and conversation.pattern == PATTERN
            and conversation.state is not State.FINISHED
        ]
        if begun:
            self.app.house.open(begun[0].id)
        else:
            self._begin(pair)

    def _begin(self, pair: Pair) -> None:
        self.app.workspace.put_away()
        self.app.workspace.begin(pair, pattern=PATTERN)
        self.app.show()

    def stop_inventory(self, _: str) -> None:
        """End an inventory. Before both are done that shows it to nobody, so that is asked."""
        if inventory.is_complete(self.app.workspace.open):
            self.app.ask("close")
            return
        self.app.autosave.take_in()
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Stop halfway?")),
                note=lambda r: r.t(
                    N_(
                        "You only see it side by side once you have both done it. If you stop "
                        "now, neither of you sees anything of it."
                    )
                ),
                picks=[
                    Pick("home", lambda r: r.t(N_("Keep it, and go on another day"))),
                    Pick("close", lambda r: r.t(N_("Stop for good"))),
                ],
            ),
            lambda picked: self.app.ask(picked) if picked else None,
        )

    def talk_about(self, detail: str) -> None:
        """Begin a conversation about a matter of an inventory; what is due is offered first."""
        if self.app.workspace.vault.read_only:
            self.app.tell(VaultReadOnly())
            return
        conversation_id, _, matter_id = detail.partition(" ")
        talk = self.talk(conversation_id)
        if talk is not None:
            self.app.house.due_first(lambda: self._talk_about(talk, matter_id), talk.pair)

    def _talk_about(self, talk: Conversation, matter_id: str) -> None:
        """End the inventory if it is open, and begin."""
        workspace = self.app.workspace
        title = next(
            (one.title for _, one in inventory.matters(talk.setting) if one.id == matter_id), ""
        )
        here = workspace.conversation
        if here is not None and here.id == talk.id and here.state is State.ACTIVE:
            workspace.apply(
                lambda c: moves.answer(
                    c, workspace.pattern, {}, now=self.app.now(), new_id=new_id()
                )
            )
        pair = next(
            (one for one in workspace.overview.pairs if one.id == talk.pair),
            Pair(id=talk.pair, people=talk.people, setting=talk.setting),
        )
        workspace.put_away()
        workspace.begin(pair, subject=self.app.readers()[0].t(title) if title else "")
        self.app.show()

    def moved(self, conversation_id: str) -> None:
        """Show what moved since the inventory before this one."""
        talk = self.talk(conversation_id)
        before = self.last_before(talk.pair, talk.id, talk.ended) if talk else None
        earlier = self.talk(before.id) if before else None
        if talk is None or earlier is None:
            return
        found = inventory.moved(
            inventory.rows(earlier), inventory.rows(talk), inventory.Measure.DOES
        )
        self.app.push_screen(
            MovedDialog(self.app.readers(), talk.partners, self._day(earlier), found)
        )

    def lay_out(self, talk: Conversation) -> None:
        """Show an inventory that has ended."""
        view = ConversationView(
            conversation=talk, pattern=fitted(talk.pattern, talk.setting), now=self.app.now()
        )
        self.app.go(
            BalancePage(
                (self.app.language,),
                view,
                earlier=self.day_before(talk),
                can_begin=not self.app.workspace.vault.read_only,
                own=bool(self.app.own.owners(talk)),
            )
        )

    def day_before(self, talk: Conversation) -> date | None:
        """Give the day of the inventory before `talk`, if there is one."""
        before = self.last_before(talk.pair, talk.id, talk.ended)
        return before.order.astimezone(self.app.now().tzinfo).date() if before else None

    def last_before(self, pair: str, but: str, ended: datetime | None) -> Summary | None:
        """Give the inventory that a pair saw to the end last, before `ended` or before now."""
        found = [
            conversation
            for conversation in self.app.workspace.overview.conversations.values()
            if conversation.pair == pair
            and conversation.pattern == PATTERN
            and conversation.state is State.FINISHED
            and conversation.id != but
            and (ended is None or conversation.order < ended)
        ]
        for conversation in sorted(found, key=lambda one: one.order, reverse=True):
            talk = self.talk(conversation.id)
            if talk is not None and inventory.rows(talk):
                return conversation
        return None

    def _day(self, talk: Conversation) -> date:
        return (talk.ended or talk.changed).astimezone(self.app.now().tzinfo).date()


def _listed(pair: Pair) -> TextSource:
    names: Sequence[str] = [partner.name for partner in pair.partners]
    return lambda r: r.listed(list(names))
