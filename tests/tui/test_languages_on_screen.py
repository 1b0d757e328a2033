"""Languages on the screen: switching keeps every letter, and no sentence was forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Static

import locales
from tests.tui.road import cut_off, screens
from tests.tui.walk import Hands, at, couple, opened, said_by, shown
from tui.features.conversation.curtain import CurtainScreen
from tui.language.language import Language
from tui.ui.page import Page
from tui.widgets.localized import UserText
from tui.widgets.text_field import TextField


async def test_switch_in_mid_sentence(folder: Path) -> None:
    """Ctrl+L in the middle of a sentence keeps text, cursor and focus; all labels change."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        await hands.write("I saw you", "see")
        await hands.press("left", "left", "left")
        field, cursor = hands.field("see"), hands.field("see").cursor_location
        assert "KIM speaks" in hands.floor
        await hands.press("ctrl+l")
        assert "KIM spreekt" in hands.floor
        assert hands.app.focused is field
        assert (field.text, field.cursor_location) == ("I saw you", cursor)
        await hands.type("x")
        assert field.text == "I saw x" + "you"
        await hands.press("ctrl+l")
        assert "KIM speaks" in hands.floor
        assert field.text == "I saw xyou"


async def test_each_their_own(folder: Path) -> None:
    """On a turn of one the screen speaks their language, on a joint turn both."""
    pair = couple("nl", "en")
    async with opened(folder, at("rules/agree//0", pair=pair)) as hands:
        assert "Kim: ja" in hands.all_texts
        assert "Sam: yes" in hands.all_texts
        assert hands.button == "Afgesproken · We both agree"
        await hands.put(at("together/subject//0", pair=pair))
        assert "What do you want to talk about?" in hands.screen
        assert "Waar willen jullie" in hands.screen
        for name, said in (("kim", "KIM spreekt"), ("sam", "SAM speaks")):
            await hands.put(at(f"appreciation/speak/{name}/0", pair=pair))
            assert said in hands.floor
            assert len(hands.app.readers) == 1


async def test_language_together(folder: Path) -> None:
    """On a joint turn it is asked whose language; the other's stays as it is."""
    async with opened(folder, at("together/subject//0")) as hands:
        await hands.write("the eve")
        await hands.press("ctrl+l")
        assert "Another language for whom?" in hands.screen
        await hands.choose("2" * 32)
        assert [partner.language for partner in hands.talk.partners] == ["en", "nl"]
        assert hands.field().text == "the eve"
        assert isinstance(hands.app.page, Page)
        assert [language.tag for language in hands.app.page.languages] == ["en", "nl"]


async def test_curtain_speaks_to_both(folder: Path) -> None:
    """The curtain speaks to who comes and to who looks away."""
    async with opened(folder, at("alone/tension/kim/0", pair=couple("nl", "en"))) as hands:
        assert isinstance(hands.app.screen, CurtainScreen)
        assert "Sam kijkt" in hands.screen
        assert "looks away" in hands.screen


async def test_home_switches(folder: Path) -> None:
    """Home changes language, and remembers it."""
    async with opened(folder) as hands:
        assert hands.button == "Begin"
        await hands.press("ctrl+l")
        assert "Een gesprek" in hands.screen
        assert hands.app.workspace.library.settings.language == "nl"
        await hands.press("ctrl+l")
        assert hands.button == "Begin"


# -- Nothing forgotten ---------------------------------------------------------------------------

OPEN, SHUT = "⟦", "⟧"
_MARKED = re.compile(f"{OPEN}[^{OPEN}{SHUT}]*{SHUT}")
_CUT = re.compile(f"{OPEN}[^{OPEN}{SHUT}]*…")
"""What Enter does is cut short on the line of keys where the button is long."""

_SYMBOLS = re.compile(r"[\s\W\d_]*")
_KEYS = re.compile(r"(Tab|Enter|Esc|Ctrl\+[A-Z]|F\d+|Tweespraak|English|Nederlands)")
OWN = re.compile(
    r"Kim|KIM|Sam|SAM|samen koken|dinsdag ging het goed|een avond zonder scherm|"
    r"de vakantie|te duur|te du…?|een keer in de maand|\d+:\d\d|‹[^›]*›|‹[^›]*…|[0-9a-f]{32}"
)


def _left_over(text: str) -> str:
    """Give what remains of `text` without what was marked, people's own words, and symbols."""
    text = OWN.sub("", text)
    while _MARKED.search(text):
        text = _MARKED.sub("", text)
    text = _KEYS.sub("", _CUT.sub("", text))
    return "" if _SYMBOLS.fullmatch(text) else text


def _visible(hands: Hands) -> list[str]:
    found = []
    for widget in hands.app.screen.walk_children():
        if not shown(widget) or isinstance(widget, UserText):
            continue
        if isinstance(widget, TextField):
            if not widget.text:
                found.append(str(widget.placeholder))
            continue
        if isinstance(widget, Static) and (widget.id == "title" or widget.has_class("menu-letter")):
            continue
        found += said_by(widget)
    return found


@pytest.mark.long
async def test_pseudo_language(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a language that marks every sentence, each visible text is marked or people's own."""
    dates = ("day", "long_day", "short_day", "day_letters", "month_letters", "clock", "since")
    for name in ("t", "n", "listed", *dates):
        plain: Callable[..., str] = getattr(Language, name)

        def marked(
            self: Language,
            *given: object,
            _plain: Callable[..., str] = plain,
            **named: object,
        ) -> str:
            said = _plain(self, *given, **named)
            return f"{OPEN}{said}{SHUT}" if said else said

        monkeypatch.setattr(Language, name, marked)
    forgotten: dict[str, list[str]] = {}
    async with opened(folder) as hands:
        forgotten["welcome"] = [words for words in _visible(hands) if _left_over(words)]
        async for name in screens(hands, couple()):
            if found := [words for words in _visible(hands) if _left_over(words)]:
                forgotten[name] = found
    assert {name: found for name, found in forgotten.items() if found} == {}


@pytest.mark.long
async def test_dutch_is_dutch(folder: Path) -> None:
    """On no screen in Dutch stands a sentence that is English, or is anything cut off."""
    catalog = locales.catalog("nl")
    messages = [var for var in vars(catalog)["_catalog"] if isinstance(var, str)]
    english = {
        message for message in messages if len(message) > 3 and catalog.gettext(message) != message
    }
    assert len(english) > 200
    pieces = {piece.strip() for message in english for piece in re.split(r"\{\w+\}", message)}
    pieces = {piece for piece in pieces if len(piece) > 15}
    wrong: list[tuple[str, str]] = []
    async with opened(folder, tongue="nl") as hands:
        async for name in screens(hands, couple("nl", "nl")):
            said = _visible(hands)
            wrong += [(name, place) for place in cut_off(hands)]
            wrong += [(name, sentence) for sentence in said if sentence in english]
            together = "\n".join(said)
            wrong += [(name, piece) for piece in pieces if piece in together]
    assert wrong == []
