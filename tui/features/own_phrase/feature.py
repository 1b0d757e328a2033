"""A phrase of one's own: choosing it, opening with it, reading back what one wrote alone."""

from __future__ import annotations

from collections.abc import Callable

from sessions import privacy
from sessions.conversation import Conversation
from sessions.errors import StoreError
from sessions.kinds import KINDS
from sessions.pattern import Kind, fitted
from sessions.people import Person
from sessions.text import N_
from tui.ui.dialogs import PickDialog
from tui.ui.flows import AGAIN, NEW, OWN, Progress, Room, same_twice
from tui.widgets.choices import Pick


class Own(Room):
    """What somebody does with what is theirs alone."""

    def own_phrase(self, _: str) -> None:
        """Choose for whom."""
        self.whose(N_("For whom?"), self._people(), self._own_phrase)

    def _people(self) -> list[Person]:
        """Give the people a phrase can be for: those who talk now, or all there are."""
        workspace = self.app.workspace
        if workspace.conversation is not None:
            return list(workspace.open.partners)
        found = {
            partner.id: partner for pair in workspace.overview.pairs for partner in pair.partners
        }
        return list(found.values())[:8]

    def _own_phrase(self, person: Person) -> None:
        vault = self.app.workspace.vault
        try:
            has = vault.own_phrases.has(person.id)
        except StoreError as problem:
            self.app.tell(problem)
            return
        if not has:
            self._give_phrase(person)
            return
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("{name} has a phrase."), name=person.name),
                picks=[
                    Pick("change", lambda r: r.t(N_("Choose another one"))),
                    Pick("away", lambda r: r.t(N_("Take it away: what was written alone opens"))),
                ],
            ),
            lambda picked: (
                self._change_phrase(person)
                if picked == "change"
                else self._take_phrase_away(person)
                if picked == "away"
                else None
            ),
        )

    def _give_phrase(self, person: Person) -> None:
        vault = self.app.workspace.vault

        def do(given: dict[str, str], _: Progress) -> None:
            phrase = same_twice(given)
            self.app.workspace.flush()
            vault.own_phrases.give(person.id, phrase)

        self.ask(
            prompt=lambda r: r.t(N_("{name}, choose a phrase of your own."), name=person.name),
            notes=[
                lambda r: r.t(
                    N_(
                        "What you write alone then opens with it, and with nothing else: the other "
                        "cannot read it, not with the passphrase either. What you share is shared."
                    )
                ),
                lambda r: r.t(
                    N_(
                        "If you forget it, what you wrote alone is gone for good. Four digits keep "
                        "out a glance only; four words keep out everybody."
                    )
                ),
            ],
            fields=[NEW, AGAIN],
            button=lambda r: r.t(N_("This is my phrase")),
            do=do,
            then=lambda _: self._given(),
        )

    def _given(self) -> None:
        self.app.diaries.show_again()
        self.app.call_after_refresh(self.told, N_("What you write alone is yours now."))

    def _change_phrase(self, person: Person) -> None:
        vault = self.app.workspace.vault

        def do(given: dict[str, str], _: Progress) -> None:
            vault.own_phrases.change(person.id, given["passphrase"], same_twice(given))

        self.ask(
            prompt=lambda r: r.t(N_("{name}, choose another phrase."), name=person.name),
            notes=[],
            fields=[OWN, NEW, AGAIN],
            button=lambda r: r.t(N_("Change it")),
            do=do,
            then=lambda _: self.told(N_("From now on the new phrase opens it.")),
        )

    def _take_phrase_away(self, person: Person) -> None:
        vault = self.app.workspace.vault
        self.ask(
            prompt=lambda r: r.t(N_("{name}, take your phrase away?"), name=person.name),
            notes=[
                lambda r: r.t(N_("Then what you wrote alone opens as it did before you had one."))
            ],
            fields=[OWN],
            button=lambda r: r.t(N_("Take it away")),
            do=lambda given, _: vault.own_phrases.take_away(person.id, given["passphrase"]),
            then=lambda _: self.told(N_("The phrase is gone.")),
        )

    def needs_phrase(self) -> bool:
        """Whether the curtain opens with a phrase only: what lies behind it is its writer's own."""
        workspace = self.app.workspace
        kind, at = workspace.pattern.step(workspace.open.at.step).kind, workspace.open.at
        # What one noticed in oneself stands among matters that both will see.
        noticed = kind is Kind.INVENTORY and (
            KINDS[kind].private(at) or privacy.has_private(workspace.open, at.who)
        )
        if kind is not Kind.PRIVATE and not noticed:
            return False
        return workspace.vault.own_phrases.has(at.who)

    def open_with_phrase(self, then: Callable[[], None]) -> None:
        """Ask the phrase of whoever has the floor, lay open what they wrote alone, and go on."""
        workspace = self.app.workspace
        person = workspace.open.person(workspace.open.at.who)

        def opened(key: bytes) -> None:
            if workspace.conversation is not None:
                workspace.change(workspace.vault.own_phrases.open(workspace.open, person.id, key))
                then()

        self.ask_phrase(person, opened)

    def ask_phrase(self, person: Person, then: Callable[[bytes], None]) -> None:
        """Ask somebody's phrase, and `then` with the key of what they wrote alone."""
        vault = self.app.workspace.vault
        self.ask(
            prompt=lambda r: r.t(N_("{name}, your phrase."), name=person.name),
            notes=[lambda r: r.t(N_("It opens what you write alone."))],
            fields=[OWN],
            button=lambda r: r.t(N_("Open")),
            do=lambda given, _: vault.own_phrases.key(person.id, given["passphrase"]),
            then=lambda outcome: then(outcome) if isinstance(outcome, bytes) else None,
        )

    def take_over_closed(self, _: str) -> None:
        """Lay what the speaker prepared in the fields, after their phrase."""

        def then() -> None:
            self.app.ask("take_over")

        self.app.autosave.take_in()
        self.open_with_phrase(then)

    def owners(self, conversation: Conversation) -> list[Person]:
        """Give who can read back what they wrote alone: who has a phrase to show it is them."""
        vault = self.app.workspace.vault
        try:
            return [
                partner
                for partner in conversation.partners
                if vault.own_phrases.has(partner.id) and privacy.is_closed(conversation, partner.id)
            ]
        except StoreError:
            return []  # the pairs are damaged, which is told where they are read

    def read_own(self, conversation_id: str) -> None:
        """Show somebody what they wrote alone, after their phrase."""
        try:
            conversation = self.app.workspace.read(conversation_id)
        except StoreError as problem:
            self.app.tell(problem)
            return
        owners = self.owners(conversation)
        if len(owners) == 1:
            self._read_own(conversation, owners[0])
            return
        self.whose(N_("Who are you?"), owners, lambda one: self._read_own(conversation, one))

    def _read_own(self, conversation: Conversation, person: Person) -> None:
        def show(key: bytes) -> None:
            from tui.features.own_phrase.dialog import OwnDialog

            opened = self.app.workspace.vault.own_phrases.open(conversation, person.id, key)
            self.app.push_screen(OwnDialog(opened, fitted(opened.pattern, opened.setting), person))

        self.ask_phrase(person, show)
