"""Settings: the language of each reader, and the colours."""

from __future__ import annotations

from typing import assert_never

import msgspec
from msgspec.structs import replace

from sessions import moves
from sessions.commands import ChangeLanguage
from sessions.conversation import State
from sessions.people import Person
from sessions.text import N_
from tui.features.settings.requests import ChooseLanguage, ChooseTheme, SettingsRequest
from tui.language.language import Language, known, language
from tui.ui import themes
from tui.ui.dialogs import PickDialog, people_picks
from tui.ui.feature import Feature, Flow
from tui.widgets.choices import Pick
from tui.widgets.localized import fixed, msgid


class SettingsFeature(Feature[SettingsRequest]):
    """The settings: language and colours."""

    def handle(self, request: SettingsRequest) -> Flow:
        match request:
            case ChooseLanguage():
                return self._choose_language()
            case ChooseTheme():
                return self._choose_theme()
            case _:
                assert_never(request)

    async def _choose_theme(self) -> None:
        """Choose evening, day, or strong contrast."""
        theme = await self.shell.ask(
            PickDialog(
                self.shell.readers,
                prompt=msgid(N_("Which colours do you like?")),
                picks=[Pick(name, msgid(words)) for name, words in themes.NAMES.items()],
                value=themes.known(self.library.settings.theme),
            )
        )
        if theme is not None:
            settings = msgspec.structs.replace(self.library.settings, theme=theme)
            self.library.change_settings(settings)
            self.shell.use_theme(theme)

    # -- Language ------------------------------------------------------------------------------

    async def _choose_language(self) -> None:
        """Choose a language for the person with the floor; on a joint turn, ask for whom."""
        current = self.workspace.current
        if current is None or current.state is State.FINISHED:
            tag = await self._ask_language(self.shell.language)
            if tag:
                settings = msgspec.structs.replace(self.library.settings, language=tag)
                self.library.change_settings(settings)
                self.shell.use_language(language(tag))
            return
        person = await self._reader()
        if person is None:
            return
        tag = await self._ask_language(language(person.language))
        if tag and self.workspace.current is not None:
            self._change_language(person, tag)

    async def _reader(self) -> Person | None:
        """Give the person whose language is to change."""
        conversation = self.workspace.conversation
        floor = moves.floor(conversation)
        if floor is not None and conversation.state is State.ACTIVE:
            return floor
        who = await self.shell.ask(
            PickDialog(
                self.shell.readers,
                prompt=msgid(N_("Another language for whom?")),
                picks=people_picks(conversation.partners),
            )
        )
        return conversation.person(who) if who else None

    async def _ask_language(self, present: Language) -> str | None:
        """Give the other language, or ask which when there are more than two."""
        others = [other for other in known() if other.tag != present.tag]
        if len(others) == 1:
            return others[0].tag
        return await self.shell.ask(
            PickDialog(
                self.shell.readers,
                prompt=msgid(N_("Which language?")),
                picks=[Pick(other.tag, fixed(other.name)) for other in known()],
                value=present.tag,
            )
        )

    def _change_language(self, person: Person, tag: str) -> None:
        self.shell.autosave.collect()
        self.workspace.perform(ChangeLanguage(person.id, tag))
        conversation = self.workspace.conversation
        pair = self.library.pair(conversation.pair)
        if pair is not None:
            people = conversation.people
            self.library.save_pair(replace(pair, people=people))
