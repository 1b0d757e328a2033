"""What is left open after sealing, and after choosing a phrase, on the screens."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.store import leftovers
from tests.tui.road import cut_off
from tests.tui.seals import WORDS, secret
from tests.tui.walk import Hands, at, couple, opened, texts
from tui.features.own_phrase.requests import ChooseOwnPhrase
from tui.features.vault.leftovers import LeftoversDialog
from tui.features.vault.requests import SealVault, ShowLeftovers
from tui.features.vault.screens import RecoveryDialog
from tui.language.language import language
from tui.ui.passphrase_dialog import PassphraseDialog

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("cheap")]

PREPARED = {"alone/goal/kim": {"text": "kims goal"}, "alone/share/kim": {"goal": ""}}


async def _filled(hands: Hands) -> Path:
    """Put a conversation in the vault, and a copy of it beside it; gives where the copy is."""
    library = hands.app.workspace.library
    library.save_pair(couple())
    library.save(at("impact/speak/kim/0", PREPARED))
    library.flush()
    path = library.vault.records.path("b" * 32)
    copy = path.with_name(f"{'b' * 32}.sync-conflict-20260301.tdb")
    copy.write_bytes(path.read_bytes())
    return copy


async def _seal(hands: Hands) -> None:
    hands.app.request(SealVault())
    await hands.rest()
    await secret(hands, WORDS, WORDS)
    dialog = hands.app.screen
    assert isinstance(dialog, RecoveryDialog)
    await hands.type(dialog._key[-9:])
    await hands.press("enter")
    assert isinstance(hands.app.screen, PassphraseDialog)
    await hands.press("enter")
    await hands.until(lambda: hands.app.workspace.library.vault.seal.is_sealed)
    await hands.until(lambda: not isinstance(hands.app.screen, PassphraseDialog))


@pytest.mark.parametrize("button", ["close", "away", "leave"])
async def test_after_sealing_what_is_left_is_named(tmp_path: Path, button: str) -> None:
    """By name, with what can be done; nothing is done before somebody says so."""
    async with opened(tmp_path / "vault") as hands:
        copy = await _filled(hands)
        await _seal(hands)
        await hands.until(lambda: isinstance(hands.app.screen, LeftoversDialog))
        told = " ".join(texts(hands.app.screen))
        for words in (copy.name, "a copy, by a sync program", "blocks of the disk", "snapshots"):
            assert words in told
        assert copy.exists()
        await hands.do(hands.app.screen.query_one(f"#{button}"))
        await hands.until(lambda: not isinstance(hands.app.screen, LeftoversDialog))
        assert copy.exists() is (button == "leave")
        vault = hands.app.workspace.library.vault
        assert len(leftovers.find(vault)) == (button == "leave")
        assert any((vault.folder / "damaged").glob("*")) is (button == "close")
        said = {"close": "They are closed", "away": "They are gone", "leave": ""}[button]
        assert said in hands.notice


async def test_when_nothing_is_left_nothing_is_asked(tmp_path: Path) -> None:
    """They go on at once."""
    async with opened(tmp_path / "vault") as hands:
        (await _filled(hands)).unlink()
        await _seal(hands)
        assert not hands.app.is_asking
        assert "Everything is sealed" in hands.notice


async def test_after_choosing_a_phrase_an_open_copy_is_named(tmp_path: Path) -> None:
    """With whose words they are; Esc leaves it, and asked for again it is closed."""
    async with opened(tmp_path / "vault") as hands:
        copy = await _filled(hands)
        hands.app.request(ChooseOwnPhrase())
        await hands.rest()
        await hands.choose("1" * 32)
        await secret(hands, "kims own four words", "kims own four words")
        await hands.until(lambda: isinstance(hands.app.screen, LeftoversDialog))
        told = " ".join(texts(hands.app.screen))
        assert copy.name in told
        assert "with what Kim wrote alone" in told
        await hands.press("escape")
        assert copy.exists()
        hands.app.request(ShowLeftovers())
        await hands.until(lambda: isinstance(hands.app.screen, LeftoversDialog))
        await hands.press("enter")
        await hands.until(lambda: not isinstance(hands.app.screen, LeftoversDialog))
        assert not copy.exists()
        folder = hands.app.workspace.library.vault.folder
        assert not any(b"kims goal" in path.read_bytes() for path in folder.rglob("*.tdb*"))


async def test_what_can_only_go_has_no_button_that_closes(tmp_path: Path) -> None:
    """A damaged copy with somebody's own words in it: nothing here can close it."""
    async with opened(tmp_path / "vault", tongue="nl") as hands:
        copy = await _filled(hands)
        copy.write_bytes(copy.read_bytes()[:-9])
        vault = hands.app.workspace.library.vault
        vault.own_phrases.give("1" * 32, "kims own four words")
        hands.app.request(ShowLeftovers())
        await hands.until(lambda: isinstance(hands.app.screen, LeftoversDialog))
        assert [str(button.id) for button in hands.app.screen.query("#dialog-buttons Button")] == [
            "leave",
            "away",
        ]
        assert "Gooi ze weg" in texts(hands.app.screen)
        assert "met wat Kim alleen schreef" in " ".join(texts(hands.app.screen))


async def test_it_fits_and_scrolls(tmp_path: Path) -> None:
    """Many files on a small screen: the buttons stay, the keys scroll, the rest is counted."""
    async with opened(tmp_path / "vault", size=(60, 20)) as hands:
        copy = await _filled(hands)
        for number in range(20):
            (copy.parent / f"{'b' * 32} ({number}).tdb").write_bytes(copy.read_bytes())
        await _seal(hands)
        await hands.until(lambda: isinstance(hands.app.screen, LeftoversDialog))
        for words in ("Leave them", "Take them away", "Close them"):
            assert words in hands.screen
        assert "and 9 more" in " ".join(texts(hands.app.screen))
        assert "snapshots" not in hands.screen
        for _ in range(9):
            await hands.press("pagedown")
        assert "snapshots" in hands.screen


@pytest.mark.parametrize("size", [(80, 24), (60, 20)], ids=str)
async def test_two_readers_have_both_their_words(tmp_path: Path, size: tuple[int, int]) -> None:
    """What the files are and what each button does stands in both languages, whole."""
    async with opened(tmp_path / "vault", size=size) as hands:
        copy = await _filled(hands)
        await _seal(hands)
        await hands.until(lambda: isinstance(hands.app.screen, LeftoversDialog))
        dialog = hands.app.screen
        assert isinstance(dialog, LeftoversDialog)
        dialog.set_languages((language("en"), language("nl")))
        await hands.rest()
        assert cut_off(hands) == []
        for both in (
            "Leave them · Laat ze staan",
            "Take them away · Gooi ze weg",
            "Close them · Doe ze op slot",
        ):
            assert both in hands.screen
        told = " ".join(texts(hands.app.screen))
        assert told.count(copy.name) == 2
        assert "a copy, by a sync program" in told
        assert "een kopie, van een synchronisatieprogramma" in told
