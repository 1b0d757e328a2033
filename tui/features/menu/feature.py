"""The menu: everything that can be done here; and what it changes of itself: colours, language."""

from __future__ import annotations

from collections.abc import Callable

from sessions import moves
from sessions.conversation import State
from sessions.inventory import PATTERN as INVENTORY
from sessions.people import Pair, Person
from sessions.text import N_
from tui.features.home.screen import HomeScreen
from tui.features.menu.dialog import MenuDialog, MenuEntry
from tui.language.language import Language, known, language
from tui.ui import themes
from tui.ui.dialogs import PickDialog, people_picks
from tui.ui.flows import Room
from tui.ui.page import Page
from tui.widgets.choices import Pick
from tui.widgets.localized import fixed, msgid


class Menu(Room):
    """So that every action has a road without Ctrl."""

    # -- Menu ----------------------------------------------------------------------------------

    def menu(self, _: str) -> None:
        """Everything that can be done here."""
        self.app.push_screen(MenuDialog(self.app.readers(), self.entries()), self._chosen)

    def entries(self) -> list[MenuEntry]:
        """Give what the menu holds now."""
        workspace = self.app.workspace
        if workspace.vault.seal.is_locked:
            return self._always()
        found: list[MenuEntry] = []
        talking = workspace.conversation is not None and isinstance(self.app.base, Page)
        if talking and workspace.open.state is State.ACTIVE:
            found.append(MenuEntry("time_out", N_("Time-out"), "F9"))
            if moves.previous_turn(workspace.open, workspace.pattern) is not None:
                found.append(MenuEntry("back", N_("One turn back"), "Ctrl+B"))
            if moves.can_skip(workspace.open, workspace.pattern):
                found.append(MenuEntry("skip", N_("Skip this")))
            found += [
                *(
                    []
                    if workspace.open.pattern == INVENTORY
                    else [MenuEntry("park", N_("Park a subject for another time"), "F4")]
                ),
                *self._wordhelp(),
                MenuEntry("put_off", N_("Go on at another moment")),
                self._closing(),
            ]
        if not isinstance(self.app.base, HomeScreen):
            found.append(MenuEntry("home", N_("Keep everything and go to today")))
        else:
            found += [
                MenuEntry("new", N_("New conversation")),
                MenuEntry("agreements", N_("Agreements, and how they go")),
                MenuEntry("inventory", N_("Giving and taking: how do you each see it?")),
                MenuEntry("diary", N_("Diary")),
                MenuEntry("earlier", N_("Earlier conversations")),
            ]
        if workspace.vault.read_only or self.app.example:
            return found + self._always()
        if workspace.conversation is None:
            found.append(MenuEntry("safe", N_("Seal, backup and delete")))
        else:
            found.append(
                MenuEntry("own_phrase", N_("A phrase of your own, for what you write alone"))
            )
        return found + self._always()

    def _closing(self) -> MenuEntry:
        if self.app.workspace.open.pattern == INVENTORY:
            return MenuEntry("stop_inventory", N_("Stop here"))
        return MenuEntry("close", N_("Close the conversation here"))

    def _wordhelp(self) -> list[MenuEntry]:
        if not self.app.phrasing.can_help():
            return []
        return [
            MenuEntry("find_feeling", N_("Words for a feeling"), "F5"),
            MenuEntry("find_need", N_("Words for what you need"), "F5"),
            MenuEntry("examples", N_("Example sentences"), "F5"),
        ]

    def _always(self) -> list[MenuEntry]:
        return [
            MenuEntry("language", N_("Another language"), "Ctrl+L"),
            MenuEntry("colours", N_("Other colours")),
            MenuEntry("help", N_("Help"), "F1"),
            MenuEntry("safety", N_("When this is not the right tool"), "F2"),
            MenuEntry("guide", N_("Help from others, books and more")),
            MenuEntry("land", N_("Breathe for a moment")),
            MenuEntry("leave", N_("Keep everything and stop"), "Ctrl+Q"),
        ]

    def _chosen(self, action: str | None) -> None:
        if action == "leave":
            self.app.action_leave()
        elif action is not None:
            self.app.ask(action)

    def colours(self, _: str) -> None:
        """Evening, day, or strong contrast."""

        def chosen(theme: str | None) -> None:
            if theme is not None:
                self.app.theme = theme
                self.app.workspace.set("theme", theme)

        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Which colours do you like?")),
                picks=[Pick(name, msgid(words)) for name, words in themes.NAMES.items()],
                value=self.app.theme,
            ),
            chosen,
        )

    # -- Language ------------------------------------------------------------------------------

    def language(self, _: str) -> None:
        """Another language for whoever has the floor; together, it is asked for whom."""
        workspace = self.app.workspace
        if workspace.conversation is None or workspace.open.state is State.FINISHED:
            self._pick_language(self.app.language, self._read_in)
            return
        floor = moves.floor(workspace.open)
        if floor is not None and workspace.open.state is State.ACTIVE:
            self._language_of(floor)
            return
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Another language for whom?")),
                picks=people_picks(workspace.open.partners),
            ),
            lambda who: self._language_of(workspace.open.person(who)) if who else None,
        )

    def _language_of(self, person: Person) -> None:
        self._pick_language(language(person.language), lambda tag: self._speak(person.id, tag))

    def _pick_language(self, present: Language, then: Callable[[str], None]) -> None:
        """Switch to the other language, or ask which when there are more than two."""
        others = [one for one in known() if one.tag != present.tag]
        if len(others) == 1:
            then(others[0].tag)
            return
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Which language?")),
                picks=[Pick(one.tag, fixed(one.name)) for one in known()],
                value=present.tag,
            ),
            lambda tag: then(tag) if tag else None,
        )

    def _read_in(self, tag: str) -> None:
        self.app.language = language(tag)
        self.app.workspace.set("language", tag)
        for screen in self.app.screen_stack:
            if isinstance(screen, Page):
                screen.set_languages((self.app.language,))

    def _speak(self, who: str, tag: str) -> None:
        workspace = self.app.workspace
        self.app.autosave.take_in()
        workspace.apply(lambda c: moves.change_language(c, who, tag, now=self.app.now()))
        for pair in workspace.overview.pairs:
            if pair.id == workspace.open.pair:
                people = workspace.open.people
                workspace.put_pair(Pair(id=pair.id, people=people, setting=pair.setting))
                break
        self.app.show()
