"""The seal on the screens: made, locked, opened, changed and taken away by the keys they show."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.store import Vault
from sessions.store.vault_seal import VaultSeal
from tests.store.helpers import seal_with
from tests.tui.seals import CHEAP, WORDS, locked, sealed, secret
from tests.tui.walk import EVENING, Clock, Hands, at, couple, opened, texts
from tui.features.help.requests import ShowGuide, ShowHelp, ShowSafety
from tui.features.home.screen import HomeScreen
from tui.features.keys import ACTIONS
from tui.features.quit.requests import Quit
from tui.features.settings.requests import ChooseLanguage, ChooseTheme
from tui.features.timeout.requests import Settle, ShowLeft
from tui.features.vault.requests import (
    ChangePassphrase,
    ChooseLockTime,
    MakeRecoveryKey,
    SealVault,
    UnsealVault,
)
from tui.features.vault.screens import RecoveryDialog, UnlockScreen
from tui.language.language import language
from tui.ui.menu_dialog import MenuDialog
from tui.ui.passphrase_dialog import PassphraseDialog
from tui.widgets.passphrase_field import PassphraseField
from tui.workspace.example import fill

pytestmark = pytest.mark.usefixtures("cheap")


async def test_the_seal_can_come_before_anything_is_written(tmp_path: Path) -> None:
    """From the welcome: a passphrase twice, the recovery key on paper, and then they begin."""
    folder = tmp_path / "vault"
    async with opened(folder) as hands:
        await hands.do(hands.app.screen.query_one("#seal-first"))
        assert isinstance(hands.app.screen, PassphraseDialog)
        await secret(hands, WORDS, WORDS)
        dialog = hands.app.screen
        assert isinstance(dialog, RecoveryDialog)
        key = dialog._key
        assert any(key[:4] in text for text in texts(dialog))
        await hands.type("abcd")
        await hands.press("enter")
        assert hands.app.screen is dialog
        for _ in range(4):
            await hands.press("backspace")
        await hands.type(key[-9:].lower())
        await hands.press("enter")
        assert isinstance(hands.app.screen, PassphraseDialog)
        assert not hands.app.screen.query("#show-typed")  # nothing is typed there
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, HomeScreen))
        assert not hands.app.screen.query("#seal-first")
        assert hands.app.workspace.library.vault.seal.is_sealed
    with Vault.open(folder, now=EVENING) as vault:
        vault.seal.unlock(key)
        assert not vault.seal.is_locked


@pytest.mark.long
async def test_nothing_is_sealed_before_the_key_is_on_paper(tmp_path: Path) -> None:
    """Esc on the key, or on the last question, leaves everything as it was, and says so."""
    async with opened(tmp_path / "vault") as hands:
        for late in (False, True):
            hands.app.request(SealVault())
            await hands.rest()
            await secret(hands, WORDS, WORDS)
            if late:
                dialog = hands.app.screen
                assert isinstance(dialog, RecoveryDialog)
                await hands.type(dialog._key[-9:])
                await hands.press("enter")
            await hands.press("escape")
            assert isinstance(hands.app.screen, HomeScreen)
            assert "Nothing was changed" in hands.notice
            assert not hands.app.workspace.library.vault.seal.is_sealed


async def test_two_that_differ_are_refused_and_nothing_is_sealed(tmp_path: Path) -> None:
    """One sentence, empty fields, and the cursor back in the first."""
    async with opened(tmp_path / "vault") as hands:
        hands.app.request(SealVault())
        await hands.rest()
        await secret(hands, WORDS, "iets anders")
        assert "not the same" in hands.notice
        assert [field.value for field in hands.app.screen.query(PassphraseField)] == ["", ""]
        assert hands.app.focused is hands.app.screen.query(PassphraseField).first()
        await secret(hands, "   ", "   ")
        assert "nothing there yet" in hands.notice
        assert not hands.app.workspace.library.vault.seal.is_sealed


async def test_a_weak_one_is_called_weak(tmp_path: Path) -> None:
    """It is said how soon it is guessed, and it is not refused."""
    async with opened(tmp_path / "vault") as hands:
        hands.app.request(SealVault())
        await hands.rest()
        await hands.type("19-12-1976jan")
        await hands.until(
            lambda: any("guesses this in" in text for text in texts(hands.app.screen))
        )
        for _ in range(13):
            await hands.press("backspace")
        await hands.type(WORDS)
        assert not any("guesses this in" in text for text in texts(hands.app.screen))


async def test_nothing_shows_before_the_passphrase(tmp_path: Path) -> None:
    """Names and subjects are nowhere; a wrong passphrase says so; the right one opens home."""
    folder = tmp_path / "vault"
    sealed(folder, example=True)
    async with locked(folder, Clock()) as hands:
        app = hands.app
        assert isinstance(app.screen, UnlockScreen)
        everything = " ".join(text for screen in app.screen_stack for text in texts(screen))
        assert "Kim" not in everything
        assert "holiday" not in everything
        await secret(hands, "something else")
        assert "not the passphrase" in hands.notice
        await secret(hands, WORDS.upper())
        assert isinstance(app.screen, UnlockScreen)
        await secret(hands, WORDS)
        await hands.until(lambda: app.workspace.library.overview.loaded)
        assert isinstance(app.screen, HomeScreen)
        assert any("holiday" in text for text in texts(app.screen))
        assert any("sealed" in text for text in texts(app.screen))


async def test_what_works_while_it_is_locked(tmp_path: Path) -> None:
    """Help, safety, language and leaving; no new conversation, and no key that breaks it."""
    folder = tmp_path / "vault"
    sealed(folder)
    async with locked(folder, Clock()) as hands:
        for key in ("f1", "f2"):
            await hands.press(key)
            assert not isinstance(hands.app.screen, UnlockScreen)
            await hands.press("escape")
        for key in ("f9", "f4", "ctrl+b"):
            await hands.press(key)
            assert isinstance(hands.app.screen, UnlockScreen)
        await hands.press("escape")
        assert [type(screen) for screen in hands.app.screen_stack][-1] is MenuDialog
        await hands.press("escape")
        await hands.press("ctrl+l")
        assert any("op slot" in text for text in texts(hands.app.screen))
        assert hands.app.workspace.library.problems == ()
        here = hands.app.situation()
        assert [action.request for action in ACTIONS if action.menu and action.when(here)] == [
            ChooseLanguage(),
            ChooseTheme(),
            ShowHelp(),
            ShowSafety(),
            ShowGuide(),
            Settle(),
            Quit(),
        ]
        hands.app.request(ShowGuide())
        await hands.rest()
        await hands.press("escape")
        assert isinstance(hands.app.screen, UnlockScreen)
        await secret(hands, WORDS)
        assert isinstance(hands.app.screen, HomeScreen)


async def test_it_locks_by_itself_and_keeps_everything(tmp_path: Path) -> None:
    """After fifteen minutes without a key, with a warning a minute before; a key starts again."""
    folder, clock = tmp_path / "vault", Clock()
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        seal_with(vault, WORDS, language="en", cost=CHEAP)
    async with locked(folder, clock) as hands:
        await secret(hands, WORDS)
        await hands.put(at("together/subject//0"))
        await hands.type("half a word")
        clock.forward(minutes=14, seconds=30)
        hands.app._look_around()
        await hands.rest()
        assert "In a minute" in hands.notice
        await hands.type("s")
        assert hands.notice == ""
        clock.forward(minutes=14)
        hands.app._look_around()
        assert hands.app._running
        clock.forward(minutes=1, seconds=1)
        hands.app._look_around()
        await hands.until(lambda: hands.app.return_code is not None)
        assert hands.app.return_code == 0
    with Vault.open(folder, now=EVENING) as vault:
        vault.seal.unlock(WORDS)
        talk = vault.records.load("b" * 32)
        assert talk.drafts[talk.at.key] == {"text": "half a words"}


async def _away(hands: Hands, clock: Clock) -> None:
    """Open the vault, take a time-out in a conversation, and stay away for nineteen minutes."""
    await secret(hands, WORDS)
    await hands.put(at("together/subject//0"))
    await hands.press("f9")
    clock.forward(minutes=19)
    hands.app._look_around()


async def test_a_time_out_does_not_lock(tmp_path: Path) -> None:
    """They walk away for twenty minutes because the program said so."""
    folder, clock = tmp_path / "vault", Clock()
    sealed(folder)
    async with locked(folder, clock) as hands:
        await _away(hands, clock)
        await hands.rest()
        assert hands.app._running
        assert hands.app.auto_lock.locks_at() is not None


async def test_when_nobody_comes_back_from_a_time_out_it_locks(tmp_path: Path) -> None:
    """The time is up, and the same quarter of an hour begins."""
    folder, clock = tmp_path / "vault", Clock()
    sealed(folder)
    async with locked(folder, clock) as hands:
        await _away(hands, clock)
        clock.forward(minutes=2)
        hands.app.router.route(ShowLeft())
        hands.app._look_around()
        await hands.rest()
        assert hands.app._running
        clock.forward(minutes=14)
        hands.app._look_around()
        await hands.until(lambda: hands.app.return_code is not None)
        assert hands.app.return_code == 0


async def test_never_is_never_and_an_open_vault_does_not_lock(tmp_path: Path) -> None:
    """Only a sealed vault can lock, and they may choose that it does not."""
    folder, clock = tmp_path / "vault", Clock()
    async with opened(tmp_path / "open") as hands:
        assert hands.app.auto_lock.locks_at() is None
    sealed(folder)
    async with locked(folder, clock) as hands:
        await secret(hands, WORDS)
        hands.app.request(ChooseLockTime())
        await hands.rest()
        await hands.choose("0")
        assert hands.app.auto_lock.locks_at() is None


@pytest.mark.long
async def test_another_passphrase_and_off_again(tmp_path: Path) -> None:
    """Both ask for the present one first, and a wrong one changes nothing."""
    folder, clock = tmp_path / "vault", Clock()
    sealed(folder)
    async with locked(folder, clock) as hands:
        await secret(hands, WORDS)
        vault = hands.app.workspace.library.vault
        hands.app.request(ChangePassphrase())
        await hands.rest()
        await secret(hands, "wrong", "vier nieuwe woorden hier", "vier nieuwe woorden hier")
        assert "not the passphrase" in hands.notice
        await secret(hands, WORDS, "vier nieuwe woorden hier", "vier nieuwe woorden hier")
        assert isinstance(hands.app.screen, HomeScreen)
        hands.app.request(MakeRecoveryKey())
        await hands.rest()
        await secret(hands, "vier nieuwe woorden hier")
        assert isinstance(hands.app.screen, RecoveryDialog)
        await hands.type(hands.app.screen._key[-9:])
        await hands.press("enter", "enter")
        await hands.until(lambda: isinstance(hands.app.screen, HomeScreen))
        hands.app.request(UnsealVault())
        await hands.rest()
        await secret(hands, WORDS)
        assert vault.seal.is_sealed
        await secret(hands, "vier nieuwe woorden hier")
        assert not vault.seal.is_sealed


@pytest.mark.long
async def test_sealing_that_was_cut_off_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half-way both are read; with the passphrase the rest is sealed too."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        fill(vault, language("en"), EVENING)
        monkeypatch.setattr(VaultSeal, "finish", lambda *_: None)
        seal_with(vault, WORDS, cost=CHEAP)
        assert vault.seal.is_half_way
    monkeypatch.undo()
    monkeypatch.setattr("sessions.store.own_phrases.Cost", lambda: CHEAP)
    async with locked(folder, Clock()) as hands:
        await secret(hands, WORDS)
        await hands.until(lambda: hands.app.workspace.library.overview.loaded)
        assert not hands.app.workspace.library.vault.seal.is_half_way
    for path in folder.rglob("*.tdb*"):
        assert b'"Kim"' not in path.read_bytes()
