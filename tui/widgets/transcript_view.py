"""A transcript to read: lines of labels and own words, relabelled in another language."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.content import Content
from textual.widgets import Static

from sessions.text import clean
from tui.language.language import Language
from tui.workspace.transcript import TranscriptLine

STYLES = {
    "quiet": "$t-quiet",
    "title": "bold",
    "first": "$t-first",
    "second": "$t-second",
    "words": "",
    "": "",
}


class TranscriptView(Static):
    """Lines to read. `lines` gives them in a language."""

    def __init__(
        self, lines: Callable[[Language], Iterable[TranscriptLine]], *, classes: str = ""
    ) -> None:
        super().__init__("", classes=f"sheet {classes}", markup=False)
        self.lines = lines
        """The lines, by language."""

    def relabel(self, languages: tuple[Language, ...]) -> None:
        shown: list[Content | str] = []
        for line in self.lines(languages[0]):
            for text, role in line.parts:
                shown.append(Content.styled(clean(text), STYLES[role]))
            shown.append("\n")
        self.update(Content.assemble(*shown[:-1]))
