"""Help: where we are, the keys, when this is not the right tool, and who else can help."""

from __future__ import annotations

from typing import assert_never

import msgspec

from sessions.resources import Country
from tui.features.help.guide import PEOPLE, GuideDialog, country_of
from tui.features.help.requests import (
    ChooseCountry,
    HelpRequest,
    ShowGuide,
    ShowHelp,
    ShowSafety,
)
from tui.features.help.texts import HELP_TITLE, help_lines
from tui.ui.dialogs import PageDialog
from tui.ui.feature import Feature, Flow
from tui.ui.safety import SAFETY, SAFETY_TITLE
from tui.workspace.scene import Place


class HelpFeature(Feature[HelpRequest]):
    """The help pages, the safety page and the guide."""

    def handle(self, request: HelpRequest) -> Flow | None:
        match request:
            case ShowHelp():
                return self._show_help()
            case ShowSafety():
                return self._show_page(SAFETY_TITLE, SAFETY)
            case ShowGuide(part):
                return self._show_guide(part)
            case ChooseCountry(country):
                settings = msgspec.structs.replace(self.library.settings, country=country)
                self.library.change_settings(settings)
            case _:
                assert_never(request)
        return None

    async def _show_help(self) -> None:
        """Show what this turn is about, and the keys."""
        workspace = self.workspace
        at_turn = workspace.is_active and workspace.scene.place is Place.TURN
        words = workspace.view().step.help if at_turn else ""
        await self._show_page(HELP_TITLE, help_lines(words))

    async def _show_page(self, title: str, lines: tuple[str, ...]) -> None:
        await self.shell.ask(PageDialog(self.shell.readers, title=title, lines=lines))

    async def _show_guide(self, part: str) -> None:
        """Show the guide: who can help, books and more, and telephone numbers."""
        chosen = self.library.settings.country
        current = self.workspace.current
        country = Country(chosen) if chosen in set(Country) else country_of(self.shell.language.tag)
        await self.shell.ask(
            GuideDialog(
                self.shell.readers[:1],
                country,
                part=part or PEOPLE,
                setting=current.setting if current else None,
            )
        )
