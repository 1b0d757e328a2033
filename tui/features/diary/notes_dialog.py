"""Choosing the notes that come along into the preparation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from textual.widget import Widget
from textual.widgets import Button

from sessions.conversation import YES
from sessions.diary import Entry
from sessions.text import N_
from tui.features.diary.list_screen import EARLIER, list_more_notes, note_line
from tui.language.language import Language
from tui.ui.dialog import Dialog
from tui.widgets.choices import Confirm
from tui.widgets.localized import ActionButton, ActionLink, LocalizedText, msgid

DIALOG_MAX = 44


BROUGHT_MAX = 12
"""Notes to choose from for a conversation at once."""


class NotesDialog(Dialog[tuple[str, ...]]):
    """Which notes come along into the conversation."""

    def __init__(
        self, reader: Language, entries: Sequence[Entry], unmarked: Set[str] = frozenset()
    ) -> None:
        """`unmarked`: the notes that are not known to be the writer's."""
        super().__init__((reader,))
        self._entries, self._unmarked = entries, unmarked

    @property
    def is_private(self) -> bool:
        return True

    def dialog(self) -> Iterable[Widget]:
        yield LocalizedText(
            lambda r: r.t(N_("Which of your notes do you bring?")), classes="prompt"
        )
        yield LocalizedText(
            lambda r: r.t(N_("They are copied to your preparation; you can change them there.")),
            classes="note",
        )
        yield from self._some(self._entries[:BROUGHT_MAX])
        if len(self._entries) > BROUGHT_MAX:
            yield ActionLink(msgid(EARLIER), do=self.list_more, id="more")

    def _some(self, entries: Iterable[Entry]) -> Iterable[Confirm]:
        for entry in entries:
            line = note_line(entry, DIALOG_MAX, unmarked=entry.id in self._unmarked)
            yield Confirm(entry.id, line)

    async def list_more(self) -> None:
        """Offer earlier notes too, and go to the first of them."""
        shown = len(self.query(Confirm))
        await list_more_notes(
            list(self._some(self._entries[shown : shown + BROUGHT_MAX])),
            self.query_one("#more"),
            self.languages,
            last=shown + BROUGHT_MAX >= len(self._entries),
        )

    def buttons(self) -> Iterable[Widget]:
        yield ActionButton(lambda r: r.t(N_("Bring these")), id="primary")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        chosen = [confirm.name or "" for confirm in self.query(Confirm) if confirm.value == YES]
        self.finish(tuple(chosen))
