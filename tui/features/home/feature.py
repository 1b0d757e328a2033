"""Home: showing today."""

from __future__ import annotations

from typing import assert_never

from tui.features.home.requests import GoHome, HomeRequest, ShowTime
from tui.features.home.screen import HomeScreen
from tui.ui.feature import Feature, Flow


class HomeFeature(Feature[HomeRequest]):
    """Today."""

    def handle(self, request: HomeRequest) -> Flow | None:
        match request:
            case GoHome():
                return self._go_home()
            case ShowTime():
                page = self.shell.page
                if isinstance(page, HomeScreen):
                    page.show_time(self.workspace.now)
            case _:
                assert_never(request)
        return None

    async def _go_home(self) -> None:
        """Show today; a conversation that is open is kept where it is."""
        await self.shell.autosave.settle()
        self.shell.go_home()
