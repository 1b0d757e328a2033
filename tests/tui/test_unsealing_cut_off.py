"""A seal of which half is off: both ways are offered where it is told, the safe one first."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions.seal_errors import SealNotProven
from sessions.store import Vault
from sessions.store.manifest import State
from tests.tui.road import cut_off
from tests.tui.seals import WORDS, half_unsealed, locked, sealed, secret
from tests.tui.walk import EVENING, Clock, Hands, at, couple
from tui.features.home.screen import HomeScreen
from tui.features.vault.cut_off import HalfUnsealedDialog, PlainFilesDialog
from tui.features.vault.requests import ShowVaultMenu
from tui.language.language import language
from tui.ui.passphrase_dialog import PassphraseDialog

pytestmark = pytest.mark.usefixtures("cheap")


def plain_files(folder: Path) -> list[str]:
    """Give the names of the records in which words stand open."""
    return [path.name for path in folder.rglob("*.tdb") if b'"Kim"' in path.read_bytes()]


def seal_words(hands: Hands) -> list[str]:
    """Give what is told, now or in a list, of what was cut off."""
    library = hands.app.workspace.library
    told = (*library.overview.damaged, *library.vault.seal.notices)
    return [type(problem).__name__ for problem in told]


async def come_in(hands: Hands) -> None:
    """Give the passphrase, and wait for the question."""
    await secret(hands, WORDS)
    await hands.until(lambda: isinstance(hands.app.screen, HalfUnsealedDialog))


async def test_enter_seals_everything_again(folder: Path) -> None:
    """The safe one has the focus; after it nothing stands open, and nothing is told any more."""
    half_unsealed(folder)
    assert plain_files(folder)
    async with locked(folder, Clock()) as hands:
        await come_in(hands)
        assert "Seal everything again" in hands.button
        assert hands.app.focused is hands.app.screen.query_one("#primary")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, HomeScreen))
        seal = hands.app.workspace.library.vault.seal
        assert seal.manifest.state is State.SEALED
        assert "everything is sealed now" in hands.notice
        assert seal_words(hands) == []
    assert plain_files(folder) == []
    with Vault.open(folder, now=EVENING) as vault:
        vault.seal.unlock(WORDS)
        assert vault.seal.notices == []
        assert len(vault.index.read().summaries) > 1


async def test_the_seal_can_come_off_the_rest_of_the_way(folder: Path) -> None:
    """With the passphrase, as the menu asks it; then it is not told any more."""
    half_unsealed(folder)
    async with locked(folder, Clock()) as hands:
        await come_in(hands)
        await hands.do(hands.app.screen.query_one("#go-on"))
        await hands.until(lambda: isinstance(hands.app.screen, PassphraseDialog))
        await secret(hands, "not it")
        assert "not the passphrase" in hands.notice
        await secret(hands, WORDS)
        await hands.until(lambda: isinstance(hands.app.screen, HomeScreen))
        assert not hands.app.workspace.library.vault.seal.is_sealed
        assert seal_words(hands) == []
    with Vault.open(folder, now=EVENING) as vault:
        assert not vault.seal.is_locked


async def test_esc_leaves_it_and_the_menu_has_both(folder: Path) -> None:
    """It says where it is found again; nothing is changed until somebody chooses."""
    half_unsealed(folder)
    async with locked(folder, Clock()) as hands:
        await come_in(hands)
        await hands.press("escape")
        assert isinstance(hands.app.screen, HomeScreen)
        assert "F10" in hands.notice
        assert hands.app.workspace.library.vault.seal.manifest.state is State.UNSEALING
        hands.app.request(ShowVaultMenu())
        await hands.rest()
        assert hands.links("Take the seal off")
        await hands.do(hands.links("Seal everything again")[0])
        await hands.until(lambda: isinstance(hands.app.screen, HalfUnsealedDialog))
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, HomeScreen))
    assert plain_files(folder) == []


async def test_a_sealed_folder_has_nothing_to_seal_again(folder: Path) -> None:
    """No question, and no line in the menu."""
    sealed(folder, example=True)
    async with locked(folder, Clock()) as hands:
        await secret(hands, WORDS)
        await hands.until(lambda: hands.app.workspace.library.overview.loaded)
        assert isinstance(hands.app.screen, HomeScreen)
        hands.app.request(ShowVaultMenu())
        await hands.rest()
        assert hands.links("Seal everything again") == []


@pytest.mark.long
@pytest.mark.parametrize("takes", [True, False], ids=["theirs", "not theirs"])
async def test_what_lies_there_plain_is_asked_about(folder: Path, takes: bool) -> None:
    """Files that nobody vouches for are sealed only when somebody says that they are theirs."""
    half_unsealed(folder)
    strange = _lay_plain(folder)
    async with locked(folder, Clock()) as hands:
        await come_in(hands)
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, PlainFilesDialog))
        assert "1 file here is not sealed" in hands.all_texts
        assert hands.app.focused is hands.app.screen.query_one("#primary")
        await hands.do(hands.app.screen.query_one("#seal" if takes else "#primary"))
        await hands.until(lambda: not hands.app.is_asking)
        library = hands.app.workspace.library
        assert (library.vault.seal.plain_count() == 0) is takes
        await hands.until(lambda: ("e" * 32 in library.overview.conversations) is takes)
    assert (b'"Kim"' in strange.read_bytes()) is not takes


def _lay_plain(folder: Path) -> Path:
    """Lay a conversation there that nothing names; gives where it is."""
    elsewhere = folder.with_name("elsewhere")
    with Vault.open(elsewhere, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.records.save(replace(at("together/subject//0"), id="e" * 32))
        path = vault.records.path("e" * 32)
        there = folder / path.relative_to(elsewhere)
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(path.read_bytes())
    return there


async def test_what_an_older_program_left_can_be_taken_in(folder: Path) -> None:
    """It is told that it is not read; the same words in the menu take it in."""
    sealed(folder, example=True)
    _lay_plain(folder)
    async with locked(folder, Clock()) as hands:
        await secret(hands, WORDS)
        await hands.until(lambda: hands.app.workspace.library.overview.loaded)
        library = hands.app.workspace.library
        library.vault.seal.notices.append(SealNotProven(folder=str(folder)))
        hands.app.request(ShowVaultMenu())
        await hands.rest()
        await hands.do(hands.links("Seal everything again")[0])
        await hands.until(lambda: isinstance(hands.app.screen, PlainFilesDialog))
        await hands.do(hands.app.screen.query_one("#seal"))
        await hands.until(lambda: "e" * 32 in library.overview.conversations)
        assert seal_words(hands) == []


@pytest.mark.long
@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40)], ids=str)
@pytest.mark.parametrize("tags", [("en",), ("nl",), ("nl", "en")], ids="-".join)
async def test_all_of_it_can_be_seen(
    folder: Path, tags: tuple[str, ...], size: tuple[int, int]
) -> None:
    """Both buttons whole, in the language of whoever reads."""
    half_unsealed(folder)
    async with locked(folder, Clock()) as hands:
        await come_in(hands)
        await hands.pilot.resize_terminal(*size)
        dialog = hands.app.screen
        assert isinstance(dialog, HalfUnsealedDialog)
        dialog.set_languages(tuple(map(language, tags)))
        await hands.rest()
        assert cut_off(hands) == []
        for tag in tags:
            assert language(tag).t("Seal everything again") in hands.screen
            assert language(tag).t("Go on taking it off") in hands.screen
