"""Choosing a passphrase on the screens: what is refused, what is offered, what is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

import locales
from sessions.passphrase import MAX
from sessions.store import Vault
from tests.store.helpers import seal_with
from tests.tui.road import cut_off
from tests.tui.seals import CHEAP, locked, secret
from tests.tui.walk import EVENING, Clock, Hands, opened, texts
from tui.features.home.screen import HomeScreen
from tui.features.vault.requests import SealVault
from tui.features.vault.screens import RecoveryDialog
from tui.widgets.localized import LocalizedText
from tui.widgets.passphrase_field import PassphraseField

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("cheap")]


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
        seal_with(vault, old, language="en", cost=CHEAP)
    async with locked(tmp_path / "vault", Clock()) as hands:
        await hands.until(lambda: isinstance(hands.app.focused, PassphraseField))
        hands.app.post_message(events.Paste(old))
        await secret(hands, "")
        await hands.until(lambda: isinstance(hands.app.screen, HomeScreen))


def offer(hands: Hands) -> str:
    """Give the passphrase that is offered."""
    return str(hands.app.screen.query_one(".secret-offer", LocalizedText).content)


def fields(hands: Hands) -> list[PassphraseField]:
    """Give the fields that are on the screen."""
    return list(hands.app.screen.query(PassphraseField))


@pytest.mark.parametrize("tag", ["en", "nl"])
async def test_one_is_offered_and_another_one(tmp_path: Path, tag: str) -> None:
    """Four words of their language; F5 and the link draw others; nothing comes into the field."""
    async with opened(tmp_path / "vault", tongue=tag) as hands:
        hands.app.request(SealVault())
        await hands.until(lambda: isinstance(hands.app.focused, PassphraseField))
        words = set(locales.words(tag, "passphrase-words"))
        first = offer(hands)
        assert set(first.split()) <= words
        await hands.press("f5")
        second = offer(hands)
        assert second != first
        await hands.do(hands.app.screen.query_one("#offer-another"))
        assert offer(hands) not in (first, second)
        assert set(offer(hands).split()) <= words
        assert [field.value for field in fields(hands)] == ["", ""]


async def test_what_is_typed_leaves_the_offer_alone(tmp_path: Path) -> None:
    """Who types it over finds it where it was."""
    async with opened(tmp_path / "vault") as hands:
        hands.app.request(SealVault())
        await hands.until(lambda: isinstance(hands.app.focused, PassphraseField))
        drawn = offer(hands)
        await secret(hands, drawn, drawn)
        await hands.until(lambda: isinstance(hands.app.screen, RecoveryDialog))
    with Vault.open(tmp_path / "vault", now=EVENING) as vault:
        vault.seal.unlock(drawn)


@pytest.mark.parametrize("tag", ["en", "nl"])
async def test_a_sentence_is_called_weak_and_taken(tmp_path: Path, tag: str) -> None:
    """It is said how soon it is guessed, in the language that is read, and it is not refused."""
    async with opened(tmp_path / "vault", tongue=tag) as hands:
        hands.app.request(SealVault())
        await hands.until(lambda: isinstance(hands.app.focused, PassphraseField))
        await hands.type("ik hou van jou")
        said = (
            "guesses this in about 1 minute." if tag == "en" else "raadt dit in ongeveer 1 minuut."
        )
        await hands.until(lambda: any(said in text for text in texts(hands.app.screen)))
        await hands.press("enter")
        await secret(hands, "ik hou van jou")
        await hands.until(lambda: isinstance(hands.app.screen, RecoveryDialog))


async def test_what_is_typed_can_be_shown(tmp_path: Path) -> None:
    """F6 or the link; it says who sees it; it is hidden again by the same key."""
    async with opened(tmp_path / "vault") as hands:
        hands.app.request(SealVault())
        await hands.until(lambda: isinstance(hands.app.focused, PassphraseField))
        await hands.type("tafel")
        assert all(field.password for field in fields(hands))
        await hands.press("f6")
        assert not any(field.password for field in fields(hands))
        assert any("by whoever looks at the screen" in text for text in texts(hands.app.screen))
        await hands.do(hands.app.screen.query_one("#show-typed"))
        assert all(field.password for field in fields(hands))
        assert not any("by whoever looks" in text for text in texts(hands.app.screen))
        assert fields(hands)[0].value == "tafel"


async def test_what_is_typed_is_hidden_each_time(tmp_path: Path) -> None:
    """Whoever showed it once does not show the next one."""
    async with opened(tmp_path / "vault") as hands:
        for _ in range(2):
            hands.app.request(SealVault())
            await hands.until(lambda: isinstance(hands.app.focused, PassphraseField))
            assert all(field.password for field in fields(hands))
            await hands.press("f6")
            await hands.press("escape")


@pytest.mark.parametrize("size", [(80, 24), (60, 20)], ids=str)
@pytest.mark.parametrize("tag", ["en", "nl"])
async def test_all_of_it_can_be_seen(tmp_path: Path, size: tuple[int, int], tag: str) -> None:
    """Where somebody types, the field, its links and what is said about it stand in sight."""
    async with opened(tmp_path / "vault", size=size, tongue=tag) as hands:
        hands.app.request(SealVault())
        await hands.until(lambda: isinstance(hands.app.focused, PassphraseField))
        await hands.type("mijn liefste schat")
        await hands.press("f6")
        await hands.rest()
        assert cut_off(hands) == []
        screen = hands.app.screen
        await hands.until(lambda: len(screen.query(".secret-note").exclude(".-empty")) == 2)
        told = screen.query(".secret-note").exclude(".-empty")
        body = screen.query_one("#dialog-body").region
        links = screen.query("#dialog-body ActionLink")
        for widget in (*fields(hands), *links, *told):
            assert body.contains_region(widget.region), widget
