"""What is longer than its place says so: a sign below it, which is gone at the end."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from textual.widget import Widget

from tests.sessions import helpers
from tests.tui.road import cut_off
from tests.tui.walk import EVENING, Hands, at, opened, shown
from tui.features.archive.read_screen import ReadScreen
from tui.features.help.guide import GuideDialog
from tui.features.help.requests import ShowGuide
from tui.features.vault.requests import SealVault
from tui.language.language import language
from tui.ui.dialog import Dialog, ReadDialog
from tui.ui.dialogs import PageDialog
from tui.ui.passphrase_dialog import PassphraseDialog
from tui.ui.who_reads import WhoReadsDialog
from tui.widgets.localized import ActionButton, LocalizedText, fixed
from tui.widgets.more_line import MoreLine

pytestmark = pytest.mark.long

ENGLISH, DUTCH = language("en"), language("nl")
SIZES = ((80, 24), (60, 20), (120, 40))


def sign(hands: Hands) -> str:
    """Give what is said below what scrolls."""
    (line,) = hands.app.screen.query(MoreLine)
    return str(line.render()) if line.visible and shown(line) else ""


async def lay(hands: Hands, dialog: Dialog[bool]) -> Widget:
    """Lay a dialog on the screen; give what scrolls in it."""
    hands.app.push_screen(dialog)
    await hands.rest()
    return dialog.query_one("#dialog-body")


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("tongue", ["en", "nl"])
async def test_a_long_text_says_that_it_goes_on(
    folder: Path, tongue: str, size: tuple[int, int]
) -> None:
    """In words and a sign, on the screen, until the end is there; back at the top again."""
    words = {"en": "↓ more", "nl": "↓ meer"}[tongue]
    async with opened(folder, size=size, tongue=tongue) as hands:
        body = await lay(hands, WhoReadsDialog((language(tongue),)))
        assert sign(hands) == words
        assert words in hands.screen
        assert cut_off(hands) == []
        place = hands.app.screen.query_one("#primary").region
        await hands.press("end")
        assert body.scroll_offset.y == body.max_scroll_y > 0
        assert sign(hands) == ""
        assert hands.app.screen.query_one("#primary").region == place
        await hands.press("up")
        assert sign(hands) == words
        await hands.press("home")
        assert body.scroll_offset.y == 0


@pytest.mark.parametrize("key", ["down", "pagedown", "end"])
async def test_the_keys_scroll_at_once(folder: Path, key: str) -> None:
    """The first key that is pressed moves it; nothing has to be chosen before."""
    async with opened(folder) as hands:
        body = await lay(hands, WhoReadsDialog((ENGLISH,)))
        await hands.press(key)
        assert body.scroll_offset.y > 0


async def test_a_short_text_says_nothing(folder: Path) -> None:
    """What is all there has no sign."""
    async with opened(folder) as hands:
        await lay(hands, PageDialog((ENGLISH,), title="Kim", lines=["Sam"]))
        assert sign(hands) == ""


class Growing(ReadDialog):
    """A dialog to read that becomes longer."""

    def dialog(self) -> Iterable[Widget]:
        yield LocalizedText(fixed("a line"), id="growing")


async def test_it_follows_what_grows_and_the_window(folder: Path) -> None:
    """Longer words, or a lower window, and the sign comes; both back, and it goes."""
    async with opened(folder, size=(80, 40)) as hands:
        await lay(hands, Growing((ENGLISH,)))
        growing = hands.app.screen.query_one("#growing", LocalizedText)
        for lines, height, words in ((17, 40, ""), (17, 20, "↓ more"), (17, 40, "")):
            growing.update("\n".join("a line" for _ in range(lines)))
            await hands.pilot.resize_terminal(80, height)
            await hands.rest()
            assert sign(hands) == words
        growing.update("\n".join("a line" for _ in range(60)))
        await hands.rest()
        assert sign(hands) == "↓ more"


async def test_two_readers_each_have_their_word(folder: Path) -> None:
    """On a screen that both read, both."""
    async with opened(folder) as hands:
        await lay(hands, WhoReadsDialog((ENGLISH, DUTCH)))
        assert sign(hands) == "↓ more · ↓ meer"


@pytest.mark.parametrize("size", [(60, 20), (80, 24)], ids=str)
async def test_a_question_that_is_longer_says_so_too(folder: Path, size: tuple[int, int]) -> None:
    """Not only what is there to be read: each dialog, with the keys for it."""
    async with opened(folder, size=size) as hands:
        hands.app.request(SealVault())
        await hands.rest()
        assert isinstance(hands.app.screen, PassphraseDialog)
        body = hands.app.screen.query_one("#dialog-body")
        assert bool(sign(hands)) is (body.scroll_offset.y < body.max_scroll_y)
        await hands.press("pagedown", "pagedown")
        assert sign(hands) == ""
        await hands.press("pageup", "pageup")
        assert body.scroll_offset.y == 0


@pytest.mark.parametrize("tongue", ["en", "nl"])
async def test_a_page_to_read_says_so(folder: Path, tongue: str) -> None:
    """The guide, and a conversation that is read back."""
    async with opened(folder, tongue=tongue) as hands:
        hands.app.request(ShowGuide())
        await hands.rest()
        assert isinstance(hands.app.screen, GuideDialog)
        assert sign(hands)
        await hands.go_to(hands.app.screen.query_one("#read"))
        await hands.press("end")
        await hands.until(lambda: sign(hands) == "")
        await hands.press("escape")
        talk = at("closing/tension/kim/0")
        hands.app.show(ReadScreen((language(tongue),), talk, helpers.PATTERN, EVENING))
        await hands.rest()
        assert sign(hands)
        await hands.press("end")
        await hands.until(lambda: sign(hands) == "")


class ThreeButtons(ReadDialog):
    """A dialog with three buttons."""

    def buttons(self) -> Iterable[Widget]:
        yield ActionButton(lambda r: f"{r.tag} leave them there", id="a")
        yield ActionButton(lambda r: f"{r.tag} take them away", id="b")
        yield ActionButton(lambda r: f"{r.tag} close them", id="primary")


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_buttons_in_two_languages_stand_below_each_other(
    folder: Path, size: tuple[int, int]
) -> None:
    """Where they do not fit beside each other; each whole, and on the screen."""
    async with opened(folder, size=size) as hands:
        await lay(hands, ThreeButtons((ENGLISH, DUTCH)))
        assert cut_off(hands) == []
        tops = [button.region.y for button in hands.app.screen.query("#dialog-buttons Button")]
        assert len(set(tops)) == 3
        for words in ("nl leave them there", "nl take them away", "nl close them"):
            assert words in hands.screen
        dialog = hands.app.screen
        assert isinstance(dialog, ThreeButtons)
        dialog.set_languages((ENGLISH,))
        await hands.rest()
        tops = [button.region.y for button in hands.app.screen.query("#dialog-buttons Button")]
        assert len(set(tops)) == (1 if size[0] >= 80 else 3)
