"""A room of the program in which a passphrase can be asked, and told what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sessions.conversation import Conversation
from sessions.errors import PhraseMissing, PhrasesDiffer, StoreError
from sessions.people import Person
from sessions.text import N_
from tui.features.home.screen import HomeScreen
from tui.language.language import Language, language
from tui.widgets.localized import TextSource

if TYPE_CHECKING:
    from tui.app import TweespraakApp

Progress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""


class Room:
    """What such rooms share. `app` shows what follows."""

    def __init__(self, app: TweespraakApp) -> None:
        self.app = app

    def ask(
        self,
        *,
        prompt: TextSource,
        notes: Sequence[TextSource],
        fields: Sequence[tuple[str, TextSource, bool]],
        button: TextSource,
        do: Callable[[dict[str, str], Progress], object],
        then: Callable[[object], None],
    ) -> None:
        """Ask for what `fields` say, do it beside the screen, and `then` with what that gave."""
        from tui.ui.passphrase_dialog import PassphraseDialog

        dialog = PassphraseDialog(
            self.app.readers(), prompt=prompt, notes=notes, fields=fields, button=button, do=do
        )
        self.app.push_screen(
            dialog, lambda result: then(dialog.outcome) if result is not None else None
        )

    def whose(
        self,
        prompt: str,
        people: Sequence[Person],
        then: Callable[[Person], None],
        otherwise: Callable[[], None] = lambda: None,
    ) -> None:
        """Ask who of `people` it is, while the other looks away; `otherwise` when nobody says."""
        from tui.ui.dialogs import PickDialog, people_picks

        known = {person.id: person for person in people}
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(prompt),
                note=lambda r: r.t(N_("The other looks away.")),
                picks=people_picks(list(people), self.app.workspace.overview.pairs),
            ),
            lambda who: then(known[who]) if who else otherwise(),
        )

    def talk(self, conversation: str) -> Conversation | None:
        """Give a conversation as it is now, or tell why it cannot be read."""
        here = self.app.workspace.conversation
        if here is not None and here.id == conversation:
            return here
        try:
            return self.app.workspace.read(conversation)
        except StoreError as problem:
            self.app.tell(problem)
            return None

    def told(self, message: str) -> None:
        """Say what was done; home shows it too when it is what lies below."""
        if isinstance(self.app.base, HomeScreen):
            self.app.base.sealed = self.app.workspace.vault.seal.is_sealed
            self.app.base.show_overview(self.app.workspace.overview, self.app.now())
        self.app.tell(lambda r: r.t(message))


def readers_of(people: Sequence[Person]) -> tuple[Language, ...]:
    """Give the languages of these people, each once."""
    return tuple(language(tag) for tag in dict.fromkeys(person.language for person in people))


def same_twice(given: dict[str, str]) -> str:
    """Give the passphrase that was typed twice. Raises `PhraseMissing` or `PhrasesDiffer`."""
    if not given["new"].strip():
        raise PhraseMissing()
    if given["new"] != given["again"]:
        raise PhrasesDiffer()
    return given["new"]


def _label(message: str) -> TextSource:
    def words(reader: Language) -> str:
        return reader.t(message)

    return words


PRESENT = ("passphrase", _label(N_("passphrase")), False)
OWN = ("passphrase", _label(N_("your phrase")), False)
NEW = ("new", _label(N_("the new one")), True)
AGAIN = ("again", _label(N_("once more")), False)
