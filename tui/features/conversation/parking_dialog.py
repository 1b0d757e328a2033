"""Parking a subject: it is written down for another time, and kept while it is half-typed."""

from __future__ import annotations

from collections.abc import Callable

from sessions.commands import SaveDraft
from sessions.conversation import Turn
from sessions.text import N_
from tui.language.language import Language
from tui.messages import AnyDraft
from tui.ui.dialogs import TextDialog
from tui.widgets.localized import msgid


class ParkingDialog(TextDialog):
    """One line. What is half-typed in it belongs to the conversation below."""

    def __init__(
        self,
        languages: tuple[Language, ...],
        *,
        text: str,
        turn: Turn,
        check: Callable[[str], object],
    ) -> None:
        """`turn` is where what is half-typed is kept."""
        super().__init__(
            languages,
            prompt=msgid(N_("What do you want to keep for another time?")),
            note=msgid(N_("It is on your sheet at the end, so you can let go of it now.")),
            button=msgid(N_("Keep it for later")),
            name="parking",
            text=text,
            line=True,
            check=check,
        )
        self._turn = turn

    def draft(self, name: str, text: str) -> AnyDraft:
        return SaveDraft("text", text, self._turn)
