"""The balance: both sides of an inventory beside each other, together, and later to read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from textual.widget import Widget

from sessions import inventory
from sessions.text import N_
from tui.features.conversation.turn import TurnScreen
from tui.features.inventory.requests import DiscussMatter, ShowInventoryChanges
from tui.language.language import Language
from tui.messages import Requested
from tui.widgets.balance import Balance, since_words
from tui.widgets.localized import ActionButton
from tui.widgets.matter_row import focus_first_row
from tui.workspace.conversation_view import ConversationView


class BalanceScreen(TurnScreen):
    """The reveal: for both at once, and the last turn of an inventory."""

    def __init__(self, view: ConversationView, *, earlier: date | None = None) -> None:
        """`earlier`: the day of the inventory before this one, if there is one."""
        super().__init__(view)
        self._earlier = earlier
        self._rows = inventory.rows(view.conversation)

    def body(self) -> Iterable[Widget]:
        yield Balance(self._rows, self.view.conversation.partners)

    def more_buttons(self) -> Iterable[Widget]:
        if self._earlier is not None:
            yield ActionButton(since_words(self._earlier), id="moved", classes="quiet-button")
        if self._rows:
            yield ActionButton(
                lambda r: r.t(N_("Keep it, done")), id="keep", classes="quiet-button"
            )

    def primary(self, language: Language) -> str:
        return language.t(N_("Talk about this") if self._rows else N_("Keep it, done"))

    def first_focus(self) -> None:
        focus_first_row(self)

    def pressed(self, button: str) -> None:
        conversation = self.view.conversation
        if button == "keep" or (button == "primary" and not self._rows):
            self.answer()
        elif button == "primary":
            chosen = self.query_one(Balance).chosen
            matter = chosen.matter.id if chosen else ""
            self.post_message(Requested(DiscussMatter(conversation.id, matter)))
        elif button == "moved":
            self.post_message(Requested(ShowInventoryChanges(conversation.id)))
        else:
            super().pressed(button)
