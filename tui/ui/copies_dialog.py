"""Copies of what is about to be deleted: named, and taken along when somebody says so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from textual.widget import Widget

from sessions.text import N_
from tui.language.language import Language
from tui.ui.files_dialog import FilesDialog
from tui.widgets.localized import ActionButton, LocalizedText, msgid
from tui.workspace.leftover_words import COPIES, NOT_SEEN, TAKE_ALONG

if TYPE_CHECKING:
    from sessions.store.leftovers import Leftover
    from tui.ui.shell import Shell
    from tui.workspace.library import Library


class Along(Enum):
    """What becomes of the copies."""

    STAY = "stay"
    GO = "along"


class CopiesDialog(FilesDialog[Along]):
    """The copies by name. Esc deletes nothing at all."""

    def __init__(self, languages: tuple[Language, ...], copies: Sequence[Leftover]) -> None:
        super().__init__(languages, copies, {}, Along)
        self._can_go = any(copy.can_go for copy in copies)

    def dialog(self) -> Iterable[Widget]:
        first = COPIES if self._can_go else NOT_SEEN
        for second in (False, True):
            yield LocalizedText(msgid(first), second=second, classes="prompt")
        yield self.listed()
        if self._can_go:
            for second in (False, True):
                yield LocalizedText(msgid(TAKE_ALONG), second=second, classes="paragraph")

    def buttons(self) -> Iterable[Widget]:
        yield ActionButton(msgid(N_("Delete nothing")), id="keep", classes="quiet-button")
        words = N_("Delete, and leave the copies") if self._can_go else N_("Delete all the same")
        yield ActionButton(msgid(words), id=Along.STAY.value, classes="quiet-button")
        if self._can_go:
            together = N_("Delete, with the copies")
            yield ActionButton(msgid(together), id=Along.GO.value)


async def take_copies_along(
    shell: Shell, library: Library, ids: Callable[[], Collection[str]]
) -> bool:
    """Name the copies of these records, and take them away when somebody says so.

    Gives whether the records are to be deleted now. `ids` is asked beside the screens.
    """
    copies = await shell.in_thread(lambda: library.copies_of(ids()))
    if not copies:
        return True
    along = await shell.ask(CopiesDialog(shell.readers, copies))
    if along is Along.GO:
        await shell.in_thread(lambda: library.take_away(copies))
    return along is not None
