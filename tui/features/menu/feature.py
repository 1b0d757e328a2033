"""The menu: everything that can be done here; and what it changes of itself: colours, language."""

from __future__ import annotations

from collections.abc import Callable

from sessions import moves
from sessions.conversation import State
from sessions.inventory import PATTERN as INVENTORY
from sessions.people import Pair, Person
from sessions.text import N_
from tui.features.home.screen import HomeScreen
from tui.features.menu.dialog import Entry, MenuDialog
from tui.language.language import Language, known, language
from tui.ui import themes
from tui.ui.dialogs import PickDialog, people_picks
from tui.ui.flows import Room
from tui.ui.page import Page
from tui.widgets.choices import Pick
from tui.widgets.localized import verbatim, worded


class Menu(Room):
    """So that every action has a road without Ctrl."""

    # -- Menu ----------------------------------------------------------------------------------

    def menu(self, _: str) -> None:
        """Everything that can be done here."""
        self.app.push_screen(MenuDialog(self.app.readers(), self.entries()), self._chosen)

    def entries(self) -> list[Entry]:
        """Give what the menu holds now."""
        desk = self.app.desk
        if desk.vault.is_locked:
            return self._always()
        found: list[Entry] = []
        talking = desk.conversation is not None and isinstance(self.app.base, Page)
        if talking and desk.open.state is State.ACTIVE:
            found.append(Entry("time_out", N_("Time-out"), "F9"))
            if moves.before(desk.open, desk.pattern) is not None:
                found.append(Entry("back", N_("One turn back"), "Ctrl+B"))
            if moves.can_skip(desk.open, desk.pattern):
                found.append(Entry("skip", N_("Skip this")))
            found += [
                *(
                    []
                    if desk.open.pattern == INVENTORY
                    else [Entry("park", N_("Park a subject for another time"), "F4")]
                ),
                *self._wordhelp(),
                Entry("put_off", N_("Go on at another moment")),
                self._closing(),
            ]
        if not isinstance(self.app.base, HomeScreen):
            found.append(Entry("home", N_("Keep everything and go to today")))
        else:
            found += [
                Entry("new", N_("New conversation")),
                Entry("agreements", N_("Agreements, and how they go")),
                Entry("inventory", N_("Giving and taking: how do you each see it?")),
                Entry("diary", N_("Diary")),
                Entry("earlier", N_("Earlier conversations")),
            ]
        if desk.vault.read_only or self.app.example:
            return found + self._always()
        if desk.conversation is None:
            found.append(Entry("safe", N_("Seal, backup and delete")))
        else:
            found.append(Entry("own_phrase", N_("A phrase of your own, for what you write alone")))
        return found + self._always()

    def _closing(self) -> Entry:
        if self.app.desk.open.pattern == INVENTORY:
            return Entry("stop_inventory", N_("Stop here"))
        return Entry("close", N_("Close the conversation here"))

    def _wordhelp(self) -> list[Entry]:
        if not self.app.phrasing.can_help():
            return []
        return [
            Entry("find_feeling", N_("Words for a feeling"), "F5"),
            Entry("find_need", N_("Words for what you need"), "F5"),
            Entry("examples", N_("Example sentences"), "F5"),
        ]

    def _always(self) -> list[Entry]:
        return [
            Entry("language", N_("Another language"), "Ctrl+L"),
            Entry("colours", N_("Other colours")),
            Entry("help", N_("Help"), "F1"),
            Entry("safety", N_("When this is not the right tool"), "F2"),
            Entry("guide", N_("Help from others, books and more")),
            Entry("land", N_("Breathe for a moment")),
            Entry("leave", N_("Keep everything and stop"), "Ctrl+Q"),
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
                self.app.desk.set("theme", theme)

        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Which colours do you like?")),
                picks=[Pick(name, worded(words)) for name, words in themes.NAMES.items()],
                value=self.app.theme,
            ),
            chosen,
        )

    # -- Language ------------------------------------------------------------------------------

    def language(self, _: str) -> None:
        """Another language for whoever has the floor; together, it is asked for whom."""
        desk = self.app.desk
        if desk.conversation is None or desk.open.state is State.FINISHED:
            self._pick_language(self.app.reads, self._read_in)
            return
        floor = moves.floor(desk.open)
        if floor is not None and desk.open.state is State.ACTIVE:
            self._language_of(floor)
            return
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Another language for whom?")),
                picks=people_picks(desk.open.partners),
            ),
            lambda who: self._language_of(desk.open.person(who)) if who else None,
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
                picks=[Pick(one.tag, verbatim(one.name)) for one in known()],
                value=present.tag,
            ),
            lambda tag: then(tag) if tag else None,
        )

    def _read_in(self, tag: str) -> None:
        self.app.reads = language(tag)
        self.app.desk.set("language", tag)
        for screen in self.app.screen_stack:
            if isinstance(screen, Page):
                screen.speak((self.app.reads,))

    def _speak(self, who: str, tag: str) -> None:
        desk = self.app.desk
        self.app.pen.take_in()
        desk.apply(lambda c: moves.change_language(c, who, tag, now=self.app.now()))
        for pair in desk.shelf.pairs:
            if pair.id == desk.open.pair:
                people = desk.open.people
                desk.put_pair(Pair(id=pair.id, people=people, setting=pair.setting))
                break
        self.app.show()
