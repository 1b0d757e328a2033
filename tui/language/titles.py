"""What a conversation is called where it stands among others."""

from __future__ import annotations

from sessions.inventory import PATTERN as INVENTORY
from sessions.text import N_
from tui.language.language import Language


def title_of(title: str, pattern: str, reader: Language) -> str:
    """Give `title`, or what a conversation without words of its own is called."""
    if title:
        return title
    return reader.t(N_("Giving and taking") if pattern == INVENTORY else N_("A conversation"))
