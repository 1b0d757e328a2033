"""A minute to settle, before a conversation or at any moment in it. It asks nothing."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Center
from textual.widget import Widget

from sessions.text import N_
from tui.language.language import Language
from tui.ui.dialog import ReadDialog
from tui.widgets.breathing_guide import BreathingGuide, BreathingStyle
from tui.widgets.localized import ActionButton, LocalizedText


class SettleDialog(ReadDialog):
    """A few words, and the breathing guide."""

    def __init__(self, languages: tuple[Language, ...], breath: BreathingStyle) -> None:
        super().__init__(languages)
        self._breath = breath

    def dialog(self) -> Iterable[Widget]:
        for second in (False, True):
            yield LocalizedText(
                lambda r: r.t(N_("First, take a moment to settle.")),
                second=second,
                classes="prompt",
            )
            yield LocalizedText(
                lambda r: r.t(
                    N_(
                        "Sit down, both feet on the floor. Let your shoulders drop. Breathe along "
                        "a few times. Nothing has to be solved yet."
                    )
                ),
                second=second,
                classes="note",
            )
        yield Center(BreathingGuide(self._breath))

    def buttons(self) -> Iterable[Widget]:
        yield ActionButton(lambda r: r.t(N_("Ready, go on")), id="primary")
