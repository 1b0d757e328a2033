"""The menu: everything that can be done here, so that no action needs a Ctrl key."""

from __future__ import annotations

from tui.features.keys import ACTIONS
from tui.features.menu.requests import MenuRequest
from tui.ui.feature import Feature, Flow
from tui.ui.menu_dialog import MenuDialog


class MenuFeature(Feature[MenuRequest]):
    """The menu."""

    def handle(self, request: MenuRequest) -> Flow:
        return self._show()

    async def _show(self) -> None:
        situation = self.shell.situation()
        entries = [action for action in ACTIONS if action.menu and action.when(situation)]
        among = [action for action in ACTIONS if action.menu]
        chosen = await self.shell.ask(MenuDialog(self.shell.readers, entries, among))
        if chosen is not None:
            self.shell.request(chosen)
