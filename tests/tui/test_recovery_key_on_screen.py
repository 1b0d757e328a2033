"""The recovery key on the screen: shown until it is on paper, and typed over to open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sessions.recovery_sheet import lines
from sessions.store import Vault
from tests.store.helpers import seal_with
from tests.tui.road import cut_off
from tests.tui.seals import CHEAP, WORDS, locked, secret
from tests.tui.walk import EVENING, Clock, Hands, opened, texts
from tui.features.home.screen import HomeScreen
from tui.features.vault.requests import SealVault
from tui.features.vault.screens import RecoveryDialog, UnlockScreen
from tui.language.language import language
from tui.ui.passphrase_dialog import PassphraseDialog
from tui.widgets.localized import UserText

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("cheap")]
BOTH = pytest.mark.parametrize("tag", ["en", "nl"])


@asynccontextmanager
async def shown(
    folder: Path, tag: str = "en", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Hands, str]]:
    """Give two people who sealed before their recovery key, and that key."""
    async with opened(folder, size=size, tongue=tag) as hands:
        hands.app.request(SealVault())
        await hands.rest()
        await secret(hands, WORDS, WORDS)
        await hands.until(lambda: isinstance(hands.app.screen, RecoveryDialog))
        dialog = hands.app.screen
        assert isinstance(dialog, RecoveryDialog)
        yield hands, dialog._key


async def typed(hands: Hands, text: str) -> None:
    """Type in its empty field, and Enter."""
    while hands.field("group").text:
        await hands.press("backspace")
    await hands.type(text)
    await hands.press("enter")


@pytest.mark.parametrize("how", ["two groups", "with the check", "small letters", "all of it"])
async def test_it_closes_when_it_is_on_paper(tmp_path: Path, how: str) -> None:
    """The last two groups, as people write them; one group is not enough."""
    async with shown(tmp_path / "vault") as (hands, key):
        await typed(hands, key[-4:])
        assert "not the last two groups" in hands.notice
        ways = {
            "two groups": key[-9:],
            "with the check": lines(key)[1][16:],
            "small letters": key[-9:].lower().replace("-", ""),
            "all of it": key,
        }
        await typed(hands, ways[how])
        assert isinstance(hands.app.screen, PassphraseDialog)


@BOTH
async def test_it_closes_with_the_word_that_declines(tmp_path: Path, tag: str) -> None:
    """A whole word of their language, which the dialog names; half of it is no answer."""
    async with shown(tmp_path / "vault", tag) as (hands, _):
        word = language(tag).t("without")
        assert any(f"“{word}”" in text for text in texts(hands.app.screen))
        await typed(hands, word[:-1])
        assert isinstance(hands.app.screen, RecoveryDialog)
        await typed(hands, word.capitalize())
        assert isinstance(hands.app.screen, PassphraseDialog)


async def test_no_key_takes_it_away(tmp_path: Path) -> None:
    """Neither that of the menu, nor of help, nor Enter in the empty field; Esc gives it up."""
    async with shown(tmp_path / "vault") as (hands, _):
        for key in ("f10", "f1", "f2", "f4", "ctrl+l", "ctrl+p", "enter"):
            await hands.press(key)
            assert isinstance(hands.app.screen, RecoveryDialog), key
            assert "not the last two groups" in hands.notice
        await hands.press("escape")
        assert isinstance(hands.app.screen, HomeScreen)
        assert not hands.app.workspace.library.vault.seal.is_sealed


@BOTH
@pytest.mark.parametrize("size", [(80, 24), (60, 20)], ids=str)
async def test_its_lines_and_what_is_said_stand_in_sight(
    tmp_path: Path, size: tuple[int, int], tag: str
) -> None:
    """The key whole, each line with its check, and the sentence after a wrong answer."""
    async with shown(tmp_path / "vault", tag, size) as (hands, key):
        screen = hands.app.screen
        body = screen.query_one("#dialog-body").region
        assert str(screen.query_one("#key", UserText).content).split("\n") == lines(key)
        assert cut_off(hands) == []
        await typed(hands, "abcd")
        await hands.rest()
        for selector in ("#key", "TextField", "#notice"):
            assert body.contains_region(screen.query_one(selector).region), selector


@pytest.mark.parametrize("checks", [True, False], ids=["with checks", "without"])
async def test_a_paper_opens_and_an_error_is_told_by_its_line(tmp_path: Path, checks: bool) -> None:
    """With the letters that find errors; an old paper without them is as good."""
    with Vault.open(tmp_path / "vault", now=EVENING) as vault:
        key = seal_with(vault, WORDS, language="en", cost=CHEAP)
    first, second = (line[1:] for line in lines(key))
    group = first.split()[0]
    wrong = first.replace(group, "AAAA" if group == "QQQQ" else "QQQQ")
    async with locked(tmp_path / "vault", Clock()) as hands:
        await secret(hands, f"{wrong} {second}")
        assert isinstance(hands.app.screen, UnlockScreen)
        assert "typing error in line 1" in hands.notice
        await secret(hands, f"{first} {second}" if checks else key)
        await hands.until(lambda: isinstance(hands.app.screen, HomeScreen))
