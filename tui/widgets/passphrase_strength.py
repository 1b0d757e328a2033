"""How soon a phrase is guessed, said below the field in which it is chosen."""

from __future__ import annotations

from typing import ClassVar

from textual.message import Message

from tui.language.language import Language
from tui.widgets.debounce import Debounce
from tui.widgets.localized import LocalizedText


class StrengthNote(LocalizedText):
    """One sentence about a weak phrase, and none about a strong one.

    Judging reads lists of words, and takes longer than a key may. So it is done in a thread, one at
    a time, once nobody has typed for a moment. What is said is about what stands in the field now,
    never about what stood there before. Of the phrase nothing is kept after this is gone.
    """

    QUIET: ClassVar[float] = 0.15
    """Seconds without a key, before it is judged."""

    class Judged(Message):
        """It is known of a phrase. The phrase is not in here: messages can be logged."""

        def __init__(self, guesses: float) -> None:
            super().__init__()
            self.guesses = guesses

    def __init__(self, *, classes: str = "") -> None:
        super().__init__(self._known, classes=classes)
        self._phrase = ""
        self._guesses: float | None = None  # that somebody needs for it, when it is known
        self._judging: str | None = None
        self._keeps_place = False
        self._debounce = Debounce(self, self._judge)

    def follow(self, phrase: str) -> None:
        """Say it of `phrase` from now on."""
        if phrase == self._phrase:
            return
        # While somebody types the lines stay where they are, empty: nothing jumps with each key.
        self._keeps_place = bool(phrase.strip()) and not self.has_class("-empty")
        self.styles.min_height = self.size.height if self._keeps_place else None
        self._phrase, self._guesses = phrase, None
        if phrase.strip():
            self._debounce.touch(self.QUIET)
        else:
            self._debounce.cancel()

    def relabel(self, languages: tuple[Language, ...]) -> None:
        super().relabel(languages)
        if self._keeps_place:
            self.remove_class("-empty")

    def _known(self, reader: Language) -> str:
        if self._guesses is None:
            return ""
        from tui.workspace.passphrases import said_of

        return said_of(reader, self._guesses)

    def _judge(self) -> None:
        if self._judging is None and self._phrase.strip():
            phrase = self._judging = self._phrase
            self.run_worker(lambda: self._judge_beside(phrase), thread=True, name="strength")

    def _judge_beside(self, phrase: str) -> None:
        """Judge `phrase`; called in a thread."""
        from tui.workspace import passphrases  # it reads lists of words

        self.post_message(self.Judged(passphrases.guesses(phrase)))

    def on_strength_note_judged(self, event: Judged) -> None:
        is_current, self._judging = self._judging == self._phrase, None
        if is_current:
            self._guesses, self._keeps_place = event.guesses, False
            self.styles.min_height = None
        else:
            event.stop()
            self._judge()

    def on_unmount(self) -> None:
        self._phrase, self._judging, self._guesses = "", None, None
