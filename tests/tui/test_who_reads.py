"""Who can read what: the page to read, where one seals and in the menu."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.road import cut_off
from tests.tui.walk import Hands, couple, opened, texts
from tui.features.home.screen import HomeScreen
from tui.features.own_phrase.feature import AWAY, CHANGE
from tui.features.own_phrase.requests import BeginPhraseAnew, ChooseOwnPhrase
from tui.features.vault.requests import SealVault, ShowVaultMenu, ShowWhoReads
from tui.language.language import language
from tui.ui.passphrase_dialog import PassphraseDialog
from tui.ui.who_reads import IN_SHORT, PIECES, WHO_READS, WhoReadsDialog
from tui.widgets.frame import Panel
from tui.widgets.passphrase_field import PassphraseField

pytestmark = pytest.mark.long

TONGUES = ("en", "nl")
SIZES = ((80, 24), (60, 20))


def _sentences(tongue: str) -> list[str]:
    reader = language(tongue)
    return [reader.t(message) for message in (WHO_READS, IN_SHORT, *sum(PIECES, ()))]


async def _read_through(hands: Hands) -> str:
    """Press PageDown to the end; give every line that was on the screen, in order."""
    body = hands.app.screen.query_one("#dialog-body", Panel)
    seen: dict[int, str] = {}
    while True:
        assert cut_off(hands) == []
        top = body.scroll_offset.y
        region = body.scrollable_content_region
        shown = hands.screen.splitlines()[region.y : region.bottom]
        for row, line in enumerate(shown):
            seen[top + row] = line[region.x : region.right]
        if top >= body.max_scroll_y:
            return " ".join(" ".join(seen[row] for row in sorted(seen)).split())
        await hands.press("pagedown")
        assert body.scroll_offset.y > top


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("tongue", TONGUES)
async def test_every_piece_can_be_read(folder: Path, tongue: str, size: tuple[int, int]) -> None:
    """Scrolled to the end, each sentence was whole on the screen; then it closes."""
    async with opened(folder, size=size, tongue=tongue) as hands:
        hands.app.request(ShowWhoReads())
        await hands.rest()
        assert isinstance(hands.app.screen, WhoReadsDialog)
        read = await _read_through(hands)
        for sentence in _sentences(tongue):
            assert sentence in read
        await hands.press("enter")
        assert isinstance(hands.app.screen, HomeScreen)


async def _come_to(hands: Hands, where: str) -> None:
    """Come to a question for a passphrase that is new, or that changes who can read what."""
    library = hands.app.workspace.library
    if where == "seal":
        hands.app.request(SealVault())
        await hands.rest()
        return
    library.save_pair(couple())
    library.flush()
    if where != "own phrase":
        library.vault.own_phrases.give("1" * 32, "kims own four words")
    if where == "anew":
        hands.app.request(BeginPhraseAnew("1" * 32))
        await hands.rest()
        await hands.type(hands.app.language.t("anew"))
        await hands.press("enter")
        return
    hands.app.request(ChooseOwnPhrase())
    await hands.rest()
    await hands.choose("1" * 32)
    if where != "own phrase":
        await hands.choose(where)


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize("where", ["seal", "own phrase", CHANGE, AWAY, "anew"])
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("tongue", TONGUES)
async def test_it_is_read_where_one_seals(
    folder: Path, tongue: str, size: tuple[int, int], where: str
) -> None:
    """A link beside the button, always seen, leads there; what was typed is there after it."""
    async with opened(folder, size=size, tongue=tongue) as hands:
        await _come_to(hands, where)
        dialog = hands.app.screen
        assert isinstance(dialog, PassphraseDialog)
        await hands.type("half a phr")
        assert language(tongue).t(WHO_READS) in hands.screen
        assert cut_off(hands) == []
        await hands.do(dialog.query_one("#reading"))
        assert language(tongue).t(IN_SHORT) in hands.all_texts
        await hands.press("escape")
        assert hands.app.screen is dialog
        assert dialog.query(PassphraseField).first().value == "half a phr"
        await hands.press("escape")
        assert isinstance(hands.app.screen, HomeScreen)


async def test_a_page_that_takes_their_place_ends_both(folder: Path) -> None:
    """What lies on top goes, the question below it too, and it can be asked again."""
    async with opened(folder) as hands:
        for _ in range(2):
            hands.app.request(SealVault())
            await hands.rest()
            await hands.do(hands.app.screen.query_one("#reading"))
            assert isinstance(hands.app.screen, WhoReadsDialog)
            hands.app.go_home()
            await hands.rest()
            assert isinstance(hands.app.screen, HomeScreen)
            assert len(hands.app.screen_stack) == 1


@pytest.mark.parametrize("tongue", TONGUES)
async def test_the_menu_leads_there(folder: Path, tongue: str) -> None:
    """Its entry opens the page."""
    async with opened(folder, tongue=tongue) as hands:
        hands.app.request(ShowVaultMenu())
        await hands.rest()
        await hands.do(hands.links(language(tongue).t(WHO_READS))[0])
        assert isinstance(hands.app.screen, WhoReadsDialog)


async def test_two_readers_see_both_languages(folder: Path) -> None:
    """Where they read different languages each sentence stands in both."""
    async with opened(folder) as hands:
        hands.app.push_screen(WhoReadsDialog((language("en"), language("nl"))))
        await hands.rest()
        there = texts(hands.app.screen)
        for tongue in TONGUES:
            assert set(_sentences(tongue)) <= set(there)
