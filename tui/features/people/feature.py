"""People: who talks, and beginning a conversation with them."""

from __future__ import annotations

from typing import assert_never

from sessions.people import Pair, Person, Setting, make_pair
from sessions.text import N_
from tui.features.agreements.requests import StartEvaluation
from tui.features.diary.requests import ShowDiary
from tui.features.inventory.requests import ShowInventory
from tui.features.people.requests import (
    AskPeople,
    BeginConversation,
    DraftPeople,
    NamePeople,
    PeopleRequest,
    Purpose,
)
from tui.features.people.screen import PeopleScreen
from tui.ui.dialogs import PageDialog
from tui.ui.feature import Feature, Flow
from tui.ui.flows import DueChoice, offer_due, readers_of, require_writable
from tui.ui.safety import SAFETY, SAFETY_TITLE
from tui.ui.shell import Shell
from tui.workspace.clock import new_id
from tui.workspace.workspace import Workspace


class PeopleFeature(Feature[PeopleRequest]):
    """Who they are. Half-typed names outlive the program, until they begin with them."""

    def __init__(self, shell: Shell, workspace: Workspace) -> None:
        super().__init__(shell, workspace)
        self._drafts = dict(self.library.settings.name_drafts)
        self._purpose = Purpose.CONVERSATION
        shell.autosave.add_saver(self._save_drafts)
        self.library.deletion_listeners.append(self._forget)

    def handle(self, request: PeopleRequest) -> Flow | None:
        match request:
            case BeginConversation():
                return self._begin()
            case AskPeople(purpose):
                self._ask(purpose)
            case NamePeople():
                return self._name(request)
            case DraftPeople(name, text):
                self._drafts[name] = text
            case _:
                assert_never(request)
        return None

    async def _begin(self) -> None:
        """Offer what is due first; then ask who they are."""
        require_writable(self.library)
        choice, due = await offer_due(self.shell, self.library) or (None, None)
        if choice is DueChoice.LOOK_BACK and due is not None:
            self.shell.request(StartEvaluation(due.pair))
        elif choice is DueChoice.GO_ON:
            self._ask(Purpose.CONVERSATION)

    def _ask(self, purpose: Purpose) -> None:
        self._purpose = purpose
        pairs = self.library.overview.pairs
        self.shell.show(PeopleScreen((self.shell.language,), pairs, self._drafts))

    async def _name(self, request: NamePeople) -> None:
        """The people are known: the safety page first, then what they are asked for."""
        pair = self._pair(request)
        read = await self.shell.ask(
            PageDialog(
                readers_of(pair.partners),
                title=SAFETY_TITLE,
                lines=SAFETY,
                button=N_("This is fine for us, go on"),
            )
        )
        if read:
            self._forget(pair.id)
            self.library.save_pair(pair)
            self._go_on(pair)

    def _pair(self, request: NamePeople) -> Pair:
        """Give the pair that was chosen or named. Raises a `MoveError` for a wrong name."""
        known = self.library.pair(request.pair)
        if known is not None:
            return known
        people = [
            Person(id=new_id(), name=name, language=tag or self.shell.language.tag)
            for name, tag in zip(request.names, request.languages, strict=True)
        ]
        return make_pair(new_id(), people, Setting(request.setting or Setting.PARTNERS.value))

    def _go_on(self, pair: Pair) -> None:
        match self._purpose:
            case Purpose.CONVERSATION:
                self.workspace.begin(pair)
            case Purpose.INVENTORY:
                self.shell.request(ShowInventory(pair.id))
            case Purpose.DIARY:
                self.shell.request(ShowDiary(pair.id))
            case _:
                assert_never(self._purpose)

    def _forget(self, _: str) -> None:
        self._drafts.clear()
        self._save_drafts()

    def _save_drafts(self) -> None:
        """Keep what was typed about people who have not begun yet."""
        self.library.keep_name_drafts(self._drafts)
