"""Choosing a passphrase on the screens: what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from sessions.passphrase import MAX
from sessions.store import Vault
from tests.tui.seals import CHEAP, locked, secret
from tests.tui.walk import EVENING, Clock, Hands, opened
from tui.features.home.screen import HomeScreen
from tui.features.vault.requests import SealVault
from tui.widgets.passphrase_field import PassphraseField

pytestmark = pytest.mark.usefixtures("cheap")


async def pasted(hands: Hands, text: str) -> None:
    """Paste in the field that has the cursor, and go on."""
    hands.app.post_message(events.Paste(text))
    await hands.rest()
    await hands.press("enter")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("a" * (MAX + 1), "1025 characters, and 1024 fit"), ("tafel\tstoel", "such as a tab")],
    ids=["too long", "a tab"],
)
async def test_what_cannot_be_one_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    """It is told, not cut and not dropped in silence, and nothing is sealed."""
    async with opened(tmp_path / "vault") as hands:
        hands.app.request(SealVault())
        await hands.until(lambda: isinstance(hands.app.focused, PassphraseField))
        await pasted(hands, text)
        await pasted(hands, text)
        await hands.until(lambda: bool(hands.notice))
        assert sentence in hands.notice
        assert not hands.app.workspace.library.vault.seal.is_sealed


async def test_what_was_sealed_before_there_was_a_rule_opens(tmp_path: Path) -> None:
    """The terminal once took any length; the field takes it too."""
    old = "woord " * 300
    with Vault.open(tmp_path / "vault", now=EVENING) as vault:
        vault.seal.seal(old, language="en", cost=CHEAP)
    async with locked(tmp_path / "vault", Clock()) as hands:
        await hands.until(lambda: isinstance(hands.app.focused, PassphraseField))
        hands.app.post_message(events.Paste(old))
        await secret(hands, "")
        await hands.until(lambda: isinstance(hands.app.screen, HomeScreen))
