"""The rooms of the house outside a conversation: home, people, earlier, help, menu, language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sessions.conversation import State
from sessions.errors import StoreError, TweespraakError, VaultReadOnly
from sessions.inventory import PATTERN as INVENTORY
from sessions.pattern import fitted
from sessions.people import Pair, Person, Setting, make_pair
from sessions.text import N_
from tui.features.help.texts import HELP, HELP_TITLE, SAFETY, SAFETY_TITLE
from tui.features.people.screen import PeopleScreen
from tui.language.language import language
from tui.ui.dialogs import PageDialog, PickDialog
from tui.widgets.choices import Pick
from tui.workspace.clock import new_id
from tui.workspace.settings import NAME_DRAFT

if TYPE_CHECKING:
    from tui.app import TweespraakApp
    from tui.features.archive.read_screen import Why


class House:
    """What can be done outside a conversation, or around it."""

    def __init__(self, app: TweespraakApp) -> None:
        self.app = app
        # Half-typed names outlive the program too, until a conversation begins with them.
        self._names = _half_typed(app.workspace.settings)
        self._then: Callable[[Pair], None] = self._begin

    # -- Beginning -----------------------------------------------------------------------------

    def new(self, _: str) -> None:
        """A new conversation; what is due is offered first."""
        if self.app.workspace.vault.read_only:
            self.app.tell(VaultReadOnly())
            return
        self.due_first(self._people)

    def due_first(self, otherwise: Callable[[], None], pair: str = "") -> None:
        """Offer to look back on what is due, of one pair or of any; `otherwise` for who does not.

        `otherwise` is done at once when nothing is due.
        """
        today = self.app.now().date()
        due = [one for one in self.app.workspace.overview.due(today) if pair in ("", one.pair)]
        if not due:
            otherwise()
            return
        first = due[0]
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("You still wanted to look back on this:")),
                note=lambda _: first.agreement.what,
                picks=[
                    Pick("look", lambda r: r.t(N_("Look back first"))),
                    Pick("new", lambda r: r.t(N_("A new conversation"))),
                ],
            ),
            lambda picked: self._chosen(picked, first.pair, otherwise),
        )

    def _chosen(self, picked: str | None, pair: str, otherwise: Callable[[], None]) -> None:
        if picked == "new":
            otherwise()
        elif picked == "look":
            if self.app.workspace.conversation is not None:
                self.app.home()  # it is kept where it is
            self.app.ask("look_back", pair)

    def keep_names(self) -> None:
        """Keep what was typed about people who have not begun yet."""
        self.app.workspace.keep_drafts(NAME_DRAFT, self._names)

    def forget_names(self) -> None:
        """Forget half-typed names."""
        self._names.clear()
        self.keep_names()

    def take_names(self) -> None:
        """Take the half-typed names out of the settings, once those can be read."""
        self._names.update(_half_typed(self.app.workspace.settings))

    def people_for(self, begin: Callable[[Pair], None]) -> None:
        """Ask who they are, and then `begin` with them."""
        self._people()
        self._then = begin

    def _people(self) -> None:
        self._then = self._begin
        overview = self.app.workspace.overview
        self.app.go(PeopleScreen((self.app.language,), overview.pairs, self._names))

    def named(self, event: PeopleScreen.Named) -> None:
        """The people are known; the safety page first, then the conversation."""
        try:
            pair = self._pair(event)
        except TweespraakError as problem:
            self.app.tell(problem)
            return
        tags = dict.fromkeys(partner.language for partner in pair.partners)
        self.app.push_screen(
            PageDialog(
                tuple(language(tag) for tag in tags),
                title=SAFETY_TITLE,
                lines=SAFETY,
                button=N_("This is fine for us, go on"),
            ),
            lambda done: self._known(pair) if done else None,
        )

    def _pair(self, event: PeopleScreen.Named) -> Pair:
        for pair in self.app.workspace.overview.pairs:
            if pair.id == event.pair:
                return pair
        people = [
            Person(id=new_id(), name=name, language=tongue or self.app.language.tag)
            for name, tongue in zip(event.names, event.tongues, strict=True)
        ]
        return make_pair(new_id(), people, Setting(event.setting or Setting.PARTNERS.value))

    def _known(self, pair: Pair) -> None:
        self._names.clear()
        self.keep_names()
        self.app.workspace.put_pair(pair)
        self._then(pair)

    def _begin(self, pair: Pair) -> None:
        self.app.workspace.begin(pair)
        self.app.show()

    # -- Going about ---------------------------------------------------------------------------

    def home(self, _: str) -> None:
        """Today. A conversation that is open is kept where it is."""
        self.app.autosave.settled(self.app.home)

    def open(self, conversation: str) -> None:
        """Go on with a conversation, or read one that is finished."""
        found = self.app.workspace.overview.conversations.get(conversation)
        if found is None:
            return
        if found.state is State.FINISHED or self.app.workspace.vault.read_only:
            self.read(conversation)
            return
        until = found.return_at
        if found.state is not State.POSTPONED or until is None or until <= self.app.now():
            self._take(conversation)
            return
        self.app.push_screen(
            PickDialog(
                (self.app.language,),
                prompt=lambda r: r.t(
                    N_("You would go on {moment}. Do you both want to go on now already?"),
                    moment=r.when(until, self.app.now()),
                ),
                picks=[
                    Pick("wait", lambda r: r.t(N_("No, we wait"))),
                    Pick("now", lambda r: r.t(N_("Yes, we both want to"))),
                ],
            ),
            lambda picked: self._take(conversation) if picked == "now" else None,
        )

    def _take(self, conversation: str) -> None:
        try:
            self.app.workspace.take(conversation)
        except StoreError as problem:
            self.app.tell(problem)
            return
        self.app.show()

    def look_at(self, conversation: str) -> None:
        """Show what was promised to be looked at today, where nothing can be written."""
        from tui.features.archive.read_screen import Why

        self._read(conversation, Why.DUE)

    def read(self, conversation: str) -> None:
        """Read a conversation."""
        from tui.features.archive.read_screen import Why

        self._read(conversation, Why.READ)

    def _read(self, conversation: str, why: Why) -> None:
        try:
            found = self.app.workspace.read(conversation)
        except StoreError as problem:
            self.app.tell(problem)
            return
        if found.pattern == INVENTORY and found.state is State.FINISHED:
            self.app.weighing.lay_out(found)
            return
        from tui.features.archive.read_screen import ReadScreen

        readers = (self.app.language,)
        pattern = fitted(found.pattern, found.setting)
        can_go_on = not self.app.workspace.vault.read_only
        own = bool(self.app.own.owners(found))
        self.app.go(
            ReadScreen(
                readers, found, pattern, self.app.now(), why=why, can_go_on=can_go_on, own=own
            )
        )

    def earlier(self, _: str) -> None:
        """The list of conversations."""
        from tui.features.archive.list_screen import ArchiveScreen

        if self.app.workspace.conversation is not None:
            self.app.home()
        self.app.go(
            ArchiveScreen((self.app.language,), self.app.workspace.overview, self.app.now())
        )

    def take_copy(self, conversation: str) -> None:
        """Take the last good copy of a damaged conversation."""
        try:
            self.app.workspace.take_copy(conversation)
        except TweespraakError as problem:
            self.app.tell(problem)
            return
        self.earlier("")

    def help(self, _: str) -> None:
        """Where we are, and the keys."""
        lines = list(HELP)
        from tui.features.conversation.turn import TurnScreen

        base = self.app.base
        if isinstance(base, TurnScreen) and base.view.step.help:
            lines.insert(0, base.view.step.help)
        self.app.push_screen(PageDialog(self.app.readers(), title=HELP_TITLE, lines=lines))

    def guide(self, part: str) -> None:
        """Who can help, books and more, and numbers to ring."""
        from sessions.resources import Country
        from tui.features.help.guide import PEOPLE, GuideDialog, country_of

        chosen = self.app.workspace.settings.get("country", "")
        here = self.app.workspace.conversation
        country = Country(chosen) if chosen in set(Country) else country_of(self.app.language.tag)
        self.app.push_screen(
            GuideDialog(
                self.app.readers()[:1],
                country,
                part=part or PEOPLE,
                setting=here.setting if here else None,
            )
        )

    def country(self, country: str) -> None:
        """Remember for which country."""
        self.app.workspace.set("country", country)

    def safety(self, _: str) -> None:
        """When this program is not the right tool."""
        self.app.push_screen(PageDialog(self.app.readers(), title=SAFETY_TITLE, lines=SAFETY))


def _half_typed(settings: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(NAME_DRAFT): text
        for name, text in settings.items()
        if name.startswith(NAME_DRAFT) and text
    }
