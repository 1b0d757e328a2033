"""What they said so far: beside the question in a wide window, and by a key in every other."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.widget import Widget

from sessions.text import N_
from tui.language.language import Language
from tui.ui.dialog import ReadDialog
from tui.widgets.localized import LocalizedText, msgid
from tui.widgets.transcript_view import TranscriptView
from tui.workspace.conversation_view import ConversationView
from tui.workspace.transcript import TranscriptLine, said_so_far

NOTHING = N_("What you say stands here later, to look back at.")


class SoFarDialog(ReadDialog):
    """What was said, as far as both may read it."""

    def __init__(self, view: ConversationView, languages: tuple[Language, ...]) -> None:
        super().__init__(languages)
        self._view = view

    def dialog(self) -> Iterable[Widget]:
        yield LocalizedText(msgid(N_("What you said so far")), between=" · ", classes="prompt")
        yield said(self._view)


def aside(view: ConversationView) -> Widget:
    """Give the second column of a wide window."""
    title = LocalizedText(msgid(N_("What you said so far")), between=" · ", classes="quiet")
    return VerticalScroll(title, said(view), id="aside", can_focus=False)


def said(view: ConversationView) -> TranscriptView:
    """Give what was said so far, to read."""

    def lines(reader: Language) -> list[TranscriptLine]:
        found = list(said_so_far(view.conversation, view.pattern, reader))
        return found or [TranscriptLine(((reader.t(NOTHING), "quiet"),))]

    return TranscriptView(lines)
