"""A list of what can be done; gives what the chosen entry asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual import events
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from sessions.text import N_
from tui.language.language import Language
from tui.messages import Request
from tui.ui.dialog import Dialog
from tui.ui.keys import Action
from tui.widgets.groups import GroupColumn
from tui.widgets.letters import letters_for
from tui.widgets.localized import ActionLink, LocalizedText, msgid


class MenuDialog(Dialog[Request]):
    """A line for each action, with a letter that chooses it, and its key."""

    def __init__(
        self,
        languages: tuple[Language, ...],
        entries: Sequence[Action],
        among: Sequence[Action] = (),
    ) -> None:
        """`among`: all that can ever stand in it, so that a letter means the same everywhere."""
        super().__init__(languages)
        self._entries = entries
        self._among = among or entries

    def dialog(self) -> Iterable[Widget]:
        yield LocalizedText(lambda r: r.t(N_("What would you like?")), classes="prompt")
        yield GroupColumn(
            *(self._row(place) for place in range(len(self._entries))), id="entries", classes="rows"
        )

    def _row(self, place: int) -> Horizontal:
        entry = self._entries[place]
        return Horizontal(
            LocalizedText(lambda r: self._letters(r)[place], classes="menu-letter quiet"),
            ActionLink(msgid(entry.menu), do=self._choice(entry), classes="menu-words"),
            Static(entry.shown, classes="menu-key quiet", markup=False),
            classes="menu-row",
        )

    def _letters(self, reader: Language) -> list[str]:
        # What asks for the same thing has one letter: its words say which way it goes now.
        words: dict[Request, str] = {}
        for entry in self._among:
            words.setdefault(entry.request, reader.t(entry.menu))
        own = dict(zip(words, letters_for(list(words.values())), strict=True))
        return [own[entry.request] for entry in self._entries]

    def first_focus(self) -> None:
        """Begin at an action that can be undone: somebody may press Enter once too often."""
        for entry, link in zip(self._entries, self.query(ActionLink), strict=True):
            if not entry.is_lasting:
                link.focus()
                return
        super().first_focus()

    def on_key(self, event: events.Key) -> None:
        """A letter chooses what it stands before; what cannot be undone waits for an Enter."""
        letters = self._letters(self.languages[0])
        if not event.character or event.character.casefold() not in letters:
            return
        event.stop()
        place = letters.index(event.character.casefold())
        if self._entries[place].is_lasting:
            list(self.query(ActionLink))[place].focus()
        else:
            self.finish(self._entries[place].request)

    def _choice(self, entry: Action) -> Callable[[], None]:
        return lambda: self.finish(entry.request)
