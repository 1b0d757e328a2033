"""*Lock now* in the menu of a sealed vault."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.store import Vault
from tests.store.helpers import seal_with
from tests.tui.road import cut_off
from tests.tui.seals import CHEAP, WORDS, locked, sealed, secret
from tests.tui.walk import EVENING, Clock, at, couple, opened, texts
from tui.ui.menu_dialog import MenuDialog
from tui.widgets.localized import ActionLink

pytestmark = pytest.mark.usefixtures("cheap")


async def test_lock_now_keeps_everything_and_stops(tmp_path: Path) -> None:
    """Half-way a word, by F10: it is on the disk, and it takes the passphrase to read it."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        seal_with(vault, WORDS, language="en", cost=CHEAP)
    async with locked(folder, Clock()) as hands:
        await secret(hands, WORDS)
        await hands.put(at("together/subject//0"))
        await hands.type("half a word")
        await hands.press("f10")
        assert isinstance(hands.app.screen, MenuDialog)
        assert cut_off(hands) == []
        entry = next(
            link for link in hands.app.screen.query(ActionLink) if str(link.content) == "Lock now"
        )
        await hands.do(entry)
        await hands.until(lambda: hands.app.return_code is not None)
        assert hands.app.return_code == 0
    with Vault.open(folder, now=EVENING) as vault:
        assert vault.seal.is_locked
        vault.seal.unlock(WORDS)
        talk = vault.records.load("b" * 32)
        assert talk.drafts[talk.at.key] == {"text": "half a word"}


async def test_what_is_not_sealed_or_not_open_has_no_lock(tmp_path: Path) -> None:
    """Without a passphrase there is nothing to lock, and what is locked is locked."""
    async with opened(tmp_path / "open") as hands:
        await hands.press("f10")
        assert "Lock now" not in texts(hands.app.screen)
    sealed(tmp_path / "vault")
    async with locked(tmp_path / "vault", Clock()) as hands:
        await hands.press("f10")
        assert "Lock now" not in texts(hands.app.screen)
        await hands.press("escape")
        await secret(hands, WORDS)
        await hands.press("f10")
        assert "Lock now" in texts(hands.app.screen)
