"""The recovery key on a page to print, from the dialog that shows it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.tui.road import cut_off
from tests.tui.seals import WORDS, secret
from tests.tui.test_recovery_key_on_screen import shown
from tests.tui.walk import Hands, texts
from tui.features.home.screen import HomeScreen
from tui.features.vault.requests import MakeRecoveryKey
from tui.features.vault.save_page import SavePageDialog
from tui.features.vault.screens import RecoveryDialog
from tui.language.language import language
from tui.ui.passphrase_dialog import PassphraseDialog

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("cheap")]
BOTH = pytest.mark.parametrize("tag", ["en", "nl"])


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a home of its own, which the suggestion names."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    return home


def pages(home: Path) -> list[Path]:
    """Give the files that were saved."""
    return list(home.iterdir())


async def ask_where(hands: Hands) -> None:
    """Come to the question where the page goes."""
    await hands.do(hands.app.screen.query_one("#save-page"))
    assert isinstance(hands.app.screen, SavePageDialog)


async def save(hands: Hands, place: str = "") -> None:
    """Save the page, at `place` or where it is suggested."""
    await ask_where(hands)
    if place:
        field = hands.field("page")
        field.text = place
    await hands.press("enter")


def said(hands: Hands) -> str:
    """Give what the dialog with the key says."""
    return " ".join(" ".join(texts(hands.app.screen)).split())


@BOTH
@pytest.mark.parametrize("size", [(80, 24), (60, 20)], ids=str)
async def test_it_is_saved_and_said_where(
    folder: Path, home: Path, tag: str, size: tuple[int, int]
) -> None:
    """A new file for them alone, and one sentence that stays; the key is still asked for."""
    async with shown(folder, tag, size) as (hands, key):
        assert cut_off(hands) == []
        await ask_where(hands)
        assert cut_off(hands) == []
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, RecoveryDialog))
        (path,) = pages(home)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        for group in key.split("-"):
            assert group in path.read_text("utf-8")
        reader = language(tag)
        expected = reader.t(
            "{file} is the page. Print it, then delete that file: whoever can read it can open "
            "everything.",
            file=str(path),
        )
        assert expected in said(hands)
        assert cut_off(hands) == []
        assert hands.app.focused is hands.field("group")
        await hands.type("abcd")
        await hands.press("enter")
        assert expected in said(hands)
        while hands.field("group").text:
            await hands.press("backspace")
        await hands.type(key[-9:])
        await hands.press("enter")
        assert isinstance(hands.app.screen, PassphraseDialog)
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, HomeScreen))
        assert hands.app.workspace.library.vault.seal.is_sealed
        assert path.exists()


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("{tmp}/stick/key.html", "There is no folder"),
        ("{tmp}/vault/key.html", "is in the folder that this key opens"),
        ("{tmp}/there.html", "is there already"),
        ("/dev/full/key.html", "There is no folder"),
        (" ", "Type where the page should go"),
    ],
)
async def test_what_cannot_be_is_one_sentence(
    folder: Path, tmp_path: Path, place: str, sentence: str
) -> None:
    """The dialog stays, with what was typed; Esc goes back to the key, and nothing is closed."""
    (tmp_path / "there.html").write_text("theirs")
    async with shown(folder) as (hands, key):
        typed = place.format(tmp=tmp_path)
        await save(hands, typed)
        await hands.until(lambda: bool(hands.notice))
        asked = hands.app.screen
        assert isinstance(asked, SavePageDialog)
        assert sentence in hands.notice
        assert hands.field("page").text == typed
        await hands.press("escape")
        assert hands.app.screen is not asked
        assert key[:4] in said(hands)
        assert "whoever can read it" not in said(hands)
    assert (tmp_path / "there.html").read_text() == "theirs"


@pytest.mark.parametrize("late", [False, True], ids=["at the key", "at the last question"])
async def test_declined_the_page_goes_again(folder: Path, home: Path, late: bool) -> None:
    """Its key opens nothing: kept, somebody would trust it. It is said."""
    async with shown(folder) as (hands, key):
        await save(hands)
        await hands.until(lambda: isinstance(hands.app.screen, RecoveryDialog))
        assert len(pages(home)) == 1
        if late:
            await hands.type(key[-9:])
            await hands.press("enter")
            assert isinstance(hands.app.screen, PassphraseDialog)
        await hands.press("escape")
        assert isinstance(hands.app.screen, HomeScreen)
        assert pages(home) == []
        assert "Nothing was changed" in hands.notice
        assert "is deleted again" in hands.notice


async def test_a_page_that_takes_its_place_takes_the_file_away(folder: Path, home: Path) -> None:
    """Whatever ends the flow: also something else than an answer."""
    async with shown(folder) as (hands, _):
        await save(hands)
        await hands.until(lambda: isinstance(hands.app.screen, RecoveryDialog))
        await ask_where(hands)
        hands.app.go_home()
        await hands.rest()
        assert isinstance(hands.app.screen, HomeScreen)
        assert pages(home) == []


async def test_going_on_without_paper_leaves_the_file(folder: Path, home: Path) -> None:
    """The key is used: then the file opens everything, and stays for them to print."""
    async with shown(folder) as (hands, _):
        await save(hands)
        await hands.until(lambda: isinstance(hands.app.screen, RecoveryDialog))
        await hands.type("without")
        await hands.press("enter", "enter")
        await hands.until(lambda: isinstance(hands.app.screen, HomeScreen))
        assert hands.app.workspace.library.vault.seal.is_sealed
        assert len(pages(home)) == 1


async def test_a_new_key_has_a_page_too(folder: Path, home: Path) -> None:
    """And the page of a key that is not used goes, while the old key stays."""
    async with shown(folder) as (hands, old):
        await hands.type(old[-9:])
        await hands.press("enter", "enter")
        await hands.until(lambda: isinstance(hands.app.screen, HomeScreen))
        hands.app.request(MakeRecoveryKey())
        await hands.rest()
        await secret(hands, WORDS)
        await hands.until(lambda: isinstance(hands.app.screen, RecoveryDialog))
        await save(hands)
        await hands.until(lambda: isinstance(hands.app.screen, RecoveryDialog))
        assert old[:4] not in pages(home)[0].read_text("utf-8")
        await hands.press("escape")
        assert pages(home) == []
        hands.app.workspace.library.vault.seal.must_open(old)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)], ids=str)
async def test_two_readers_have_all_of_it_in_both(folder: Path, size: tuple[int, int]) -> None:
    """The buttons stand below each other, and the key is on the screen."""
    async with shown(folder, "en", size) as (hands, key):
        dialog = hands.app.screen
        assert isinstance(dialog, RecoveryDialog)
        dialog.set_languages((language("en"), language("nl")))
        await hands.rest()
        assert cut_off(hands) == []
        assert key[:4] in hands.screen
        told = said(hands)
        assert "This is your recovery key." in told
        assert "Dit is jullie noodsleutel." in told
        assert "Save a page to print" in hands.screen
        await hands.type("ab")  # with this much to say the field stands below what is seen
        body = dialog.query_one("#dialog-body").region
        assert body.contains_region(hands.field("group").region)
