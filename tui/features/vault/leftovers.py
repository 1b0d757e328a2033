"""Files in which words still stand open after sealing, or after somebody chose their own phrase."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from textual.widget import Widget

from sessions.text import N_
from tui.language.language import Language
from tui.ui.files_dialog import FilesDialog
from tui.widgets.localized import ActionButton, LocalizedText, msgid
from tui.workspace.leftover_words import CLOSED_OR_GONE, KEPT, said_first

if TYPE_CHECKING:
    from sessions.store import Vault
    from sessions.store.leftovers import Leftover
    from tui.ui.shell import Shell
    from tui.workspace.library import Library


class Wish(Enum):
    """What is done about them."""

    CLOSE = "close"
    TAKE_AWAY = "away"


class LeftoversDialog(FilesDialog[Wish]):
    """The files by name, and what can be done; nothing is done unasked."""

    def __init__(
        self,
        languages: tuple[Language, ...],
        leftovers: Sequence[Leftover],
        names: Mapping[str, str],
    ) -> None:
        super().__init__(languages, leftovers, names, Wish)

    def dialog(self) -> Iterable[Widget]:
        for second in (False, True):
            yield LocalizedText(msgid(said_first(self._files)), second=second, classes="prompt")
        yield self.listed()
        for words, classes in ((CLOSED_OR_GONE, "paragraph"), (KEPT, "paragraph quiet")):
            for second in (False, True):
                yield LocalizedText(msgid(words), second=second, classes=classes)

    def buttons(self) -> Iterable[Widget]:
        yield ActionButton(msgid(N_("Leave them")), id="leave", classes="quiet-button")
        if any(leftover.can_go for leftover in self._files):
            away = msgid(N_("Take them away"))
            yield ActionButton(away, id=Wish.TAKE_AWAY.value, classes="quiet-button")
        if any(leftover.can_close for leftover in self._files):
            yield ActionButton(msgid(N_("Close them")), id=Wish.CLOSE.value)

    def first_focus(self) -> None:
        """Begin at closing them, where that can be done: it takes nothing away."""
        for button in self.query(f"#{Wish.CLOSE.value}"):
            button.focus(scroll_visible=False)
            return
        super().first_focus()


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
