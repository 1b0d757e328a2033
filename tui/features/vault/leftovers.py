"""Files in which words still stand open after sealing, or after somebody chose their own phrase."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Button

from sessions.text import N_
from tui.language.language import Language
from tui.ui.dialog import ScrolledDialog
from tui.widgets.localized import ActionButton, LocalizedText, TextSource, msgid
from tui.workspace.leftover_words import CLOSED_OR_GONE, KEPT, said_first, said_of

if TYPE_CHECKING:
    from sessions.store import Vault
    from sessions.store.leftovers import Leftover
    from tui.ui.shell import Shell
    from tui.workspace.library import Library

SHOWN_MAX = 12
"""Files that are shown, before it says how many more there are."""


class Wish(Enum):
    """What is done about them."""

    CLOSE = "close"
    TAKE_AWAY = "away"


class LeftoversDialog(ScrolledDialog[Wish]):
    """The files by name, and what can be done; nothing is done unasked."""

    def __init__(
        self,
        languages: tuple[Language, ...],
        leftovers: Sequence[Leftover],
        names: Mapping[str, str],
    ) -> None:
        super().__init__(languages)
        self._leftovers, self._names = leftovers, names

    def dialog(self) -> Iterable[Widget]:
        for second in (False, True):
            yield LocalizedText(msgid(said_first(self._leftovers)), second=second, classes="prompt")
        yield Vertical(*self._lines(), id="leftovers")
        for words, classes in ((CLOSED_OR_GONE, "paragraph"), (KEPT, "paragraph quiet")):
            for second in (False, True):
                yield LocalizedText(msgid(words), second=second, classes=classes)

    def _lines(self) -> Iterable[Widget]:
        lines = [self._said_of(leftover) for leftover in self._leftovers[:SHOWN_MAX]]
        rest = len(self._leftovers) - SHOWN_MAX
        if rest > 0:
            lines.append(lambda r: r.n("and {count} more", "and {count} more", rest))
        for line in lines:
            yield LocalizedText(line)
            yield LocalizedText(line, second=True, classes="quiet")

    def _said_of(self, leftover: Leftover) -> TextSource:
        return lambda reader: said_of(reader, leftover, self._names)

    def buttons(self) -> Iterable[Widget]:
        yield ActionButton(msgid(N_("Leave them")), id="leave", classes="quiet-button")
        if any(leftover.can_go for leftover in self._leftovers):
            away = msgid(N_("Take them away"))
            yield ActionButton(away, id=Wish.TAKE_AWAY.value, classes="quiet-button")
        if any(leftover.can_close for leftover in self._leftovers):
            yield ActionButton(msgid(N_("Close them")), id=Wish.CLOSE.value)

    def first_focus(self) -> None:
        self.query(Button).last().focus(scroll_visible=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        wishes = {wish.value: wish for wish in Wish}
        self.finish(wishes.get(event.button.id or ""))


async def show_leftovers(shell: Shell, library: Library) -> None:
    """Name what is left over until nothing is, or they leave it; then say what was done."""
    from sessions.store import leftovers
    from tui.workspace.leftover_words import names_in

    vault, said = library.vault, ""
    await shell.in_thread(library.flush)
    while left := await shell.in_thread(lambda: leftovers.find(vault)):
        wish = await shell.ask(LeftoversDialog(shell.readers, left, names_in(vault)))
        if wish is None:
            break
        do = leftovers.close if wish is Wish.CLOSE else leftovers.take_away
        able = [it for it in left if (it.can_close if wish is Wish.CLOSE else it.can_go)]
        await shell.in_thread(_each(do, vault, able))
        said = N_("They are closed.") if wish is Wish.CLOSE else N_("They are gone.")
    if said:
        shell.show_notice(msgid(said))


def _each(
    do: Callable[[Vault, Leftover], None], vault: Vault, leftovers: Sequence[Leftover]
) -> Callable[[], None]:
    """Give what does the same to each of them."""

    def work() -> None:
        for leftover in leftovers:
            do(vault, leftover)

    return work
