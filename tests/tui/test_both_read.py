"""On a screen that two people share, each finds every word of it in the language they read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.road import screens
from tests.tui.walk import Hands, couple, opened, texts
from tui.language.language import Language
from tui.ui.dialog import Dialog
from tui.ui.page import Page
from tui.widgets.choices import Option
from tui.widgets.localized import ActionButton, ActionLink, LocalizedText, TextSource, as_content
from tui.widgets.text_field import TextField


def _plain(text: str) -> str:
    """Give a text without what a line is broken at."""
    return "".join(text.split())


def _sources(screen: Page | Dialog[object]) -> Iterator[TextSource]:
    """Give what the widgets of a screen say, by language."""
    for widget in screen.walk_children():
        if isinstance(widget, LocalizedText | ActionButton | ActionLink):
            yield widget.words
        elif isinstance(widget, Option):
            yield widget.pick.words
        elif isinstance(widget, TextField) and widget.hint is not None:
            yield widget.hint


def unread(hands: Hands, readers: tuple[Language, ...]) -> list[str]:
    """Give the words of the screen on top that one of its readers does not find there."""
    screen = hands.app.screen
    assert isinstance(screen, Page | Dialog)
    shown = _plain(" ".join(texts(screen)))
    said = [as_content(words(reader)).plain for words in _sources(screen) for reader in readers]
    return [text for text in said if _plain(text) not in shown]


@pytest.mark.long
@pytest.mark.parametrize("tongues", [("en", "nl"), ("nl", "en")], ids="-".join)
async def test_both_find_their_words(folder: Path, tongues: tuple[str, str]) -> None:
    """Titles, questions, buttons, links, choices and what stands in an empty field."""
    shared = 0
    async with opened(folder, tongue=tongues[0]) as hands:
        async for name in screens(hands, couple(*tongues)):
            screen = hands.app.screen
            assert isinstance(screen, Page | Dialog)
            if len(screen.languages) < 2:
                continue
            shared += 1
            assert unread(hands, screen.languages) == [], name
    assert shared > 40
