"""What the screens of a time-out have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget

from tui.features.keys import KEY_MENU, KEY_QUIT, KEY_SAFETY
from tui.language.language import Language, language
from tui.ui.page import Page
from tui.widgets.key_line import KeyLabel
from tui.widgets.localized import LocalizedText, TextSource
from tui.widgets.text_field import TextField
from tui.workspace.conversation_view import ConversationView


def everybody(view: ConversationView) -> tuple[Language, ...]:
    """Give the languages of all partners, without doubles: a time-out belongs to both."""
    tags = dict.fromkeys(partner.language for partner in view.conversation.partners)
    return tuple(language(tag) for tag in tags)


class _TimeOutPage(Page):
    """What the screens of a time-out have in common."""

    KEYS: ClassVar[Sequence[KeyLabel]] = (KEY_SAFETY, KEY_MENU, KEY_QUIT)

    def __init__(self, view: ConversationView) -> None:
        super().__init__(everybody(view))
        self.view = view
        """What is shown."""

    def both(self, words: TextSource, classes: str = "") -> Iterable[Widget]:
        """Give a line in the middle, in both languages below each other."""
        yield LocalizedText(words, classes=f"middle {classes}")
        yield LocalizedText(words, second=True, classes=f"middle {classes}")

    def show(self, view: ConversationView) -> None:
        """Show a newer state."""
        self.view = view
        self.set_languages(self.readers())

    def names(self) -> tuple[str, ...]:
        return tuple(partner.name for partner in self.view.conversation.partners)

    def readers(self) -> tuple[Language, ...]:
        """Give the languages of its readers."""
        return everybody(self.view)

    def on_text_field_submitted(self, event: TextField.Submitted) -> None:
        event.stop()
        self.focus_next()
