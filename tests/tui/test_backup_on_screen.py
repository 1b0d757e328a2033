"""The backup, deleting and the list, on the screens and by the keys they show."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from sessions.store import Vault
from tests.tui.walk import EVENING, Hands, opened, texts
from tui.features.archive.list_screen import ArchiveScreen
from tui.features.archive.requests import ReadConversation, ShowArchive
from tui.features.vault.requests import (
    DeletePair,
    MakeBackup,
)
from tui.language.language import language
from tui.workspace.example import fill

pytestmark = pytest.mark.usefixtures("cheap")


def _tells(hands: Hands, words: str) -> bool:
    return words in hands.notice


async def test_a_backup_from_the_menu(tmp_path: Path) -> None:
    """It says that it is made; a second one of that name is refused."""
    folder, target = tmp_path / "vault", tmp_path / "copy.tar"
    with Vault.open(folder, now=EVENING) as vault:
        fill(vault, language("en"), EVENING)
    async with opened(folder) as hands:
        for words in ("made and read back: 2 conversations", "there already"):
            hands.app.request(MakeBackup())
            await hands.rest()
            hands.field("backup").put(str(target))
            await hands.press("enter")
            await hands.until(partial(_tells, hands, words))
        assert target.is_file()


async def test_deleting_asks_for_its_name(tmp_path: Path) -> None:
    """Another name deletes nothing; the right one takes it off the list and off the disk."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        fill(vault, language("en"), EVENING)
    async with opened(folder) as hands:
        gone = next(
            conversation
            for conversation in hands.app.workspace.library.overview.conversations.values()
            if "day" in conversation.title
        )
        hands.app.request(ReadConversation(gone.id))
        await hands.rest()
        await hands.do(hands.app.screen.query_one("#delete"))
        await hands.type("something")
        await hands.press("enter")
        assert "not the name" in hands.notice
        for _ in "something":
            await hands.press("backspace")
        await hands.type(gone.title.lower())
        await hands.press("enter")
        await hands.rest()
        assert isinstance(hands.app.screen, ArchiveScreen)
        assert gone.id not in hands.app.workspace.library.vault.records.ids()
        assert not any(gone.title in text for text in texts(hands.app.screen))


async def test_deleting_everything_of_a_pair(tmp_path: Path) -> None:
    """Their names are typed; then home welcomes as on the first day."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        fill(vault, language("en"), EVENING)
        pair = vault.records.pairs()[0].id
    async with opened(folder) as hands:
        hands.app.request(DeletePair())
        await hands.rest()
        await hands.choose(pair)
        await hands.type("Kim and Sam")
        await hands.press("enter")
        await hands.until(lambda: not hands.app.workspace.library.overview.pairs)
        assert hands.app.workspace.library.vault.records.ids() == ()
        assert "gone" in hands.notice


async def test_the_list_narrows_down(tmp_path: Path) -> None:
    """By words, by state and by time; what nothing fits says what to do."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        for _ in range(3):
            fill(vault, language("en"), EVENING)
    async with opened(folder) as hands:
        hands.app.request(ShowArchive())
        await hands.rest()
        screen = hands.app.screen
        assert isinstance(screen, ArchiveScreen)

        def rows() -> int:
            return len(screen.query(".entry"))

        assert rows() == 6
        await hands.write("HOLIDAY", "words")
        await hands.until(lambda: rows() == 3)
        await hands.write("zzz", "words")
        await hands.until(lambda: rows() == 0)
        assert any("Nothing here that fits" in text for text in texts(screen))
        for _ in "HOLIDAYzzz":
            await hands.press("backspace")
        await hands.until(lambda: rows() == 6)
        await hands.choose("finished")
        await hands.until(lambda: rows() == 3)
        await hands.choose("all")
        screen.narrow_period("before")
        await hands.until(lambda: rows() == 0)
        screen.narrow_period("")
        pair = hands.app.workspace.library.overview.pairs[0].id
        screen.narrow_pair(pair)
        await hands.until(lambda: rows() == 2)
