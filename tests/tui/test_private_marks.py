"""What is marked with the mouse, and what stands in a field for a phrase, goes to no clipboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widget import Widget

from sessions.store import Vault
from tests.tui.clipboards import SECRET, cut, mark
from tests.tui.diaries import WORDS, begin, write
from tests.tui.due_agreements import KIM, one_due, save_all
from tests.tui.seals import secret
from tests.tui.walk import EVENING, at, couple, opened, shown
from tui.features.agreements.requests import ShowAgreements
from tui.features.agreements.screen import AgreementsOverviewScreen
from tui.features.agreements.tension_dialog import TensionDialog
from tui.features.archive.requests import OpenConversation, ReadConversation
from tui.features.conversation.preparation_dialog import PreparationDialog
from tui.features.own_phrase.dialog import OwnDialog
from tui.features.own_phrase.requests import ChooseOwnPhrase
from tui.features.vault.screens import RecoveryDialog
from tui.ui.dialogs import PickDialog
from tui.widgets.localized import UserText
from tui.widgets.passphrase_field import PassphraseField
from tui.workspace.recovery_page import RecoveryPage

pytestmark = pytest.mark.long

OPEN = "impact/speak/kim/0"

# -- Marking with the mouse -----------------------------------------------------------------------


async def test_what_was_written_alone_cannot_be_marked(folder: Path, copied: list[str]) -> None:
    """Where Kim chooses what to share her words stand on the screen; they go nowhere."""
    script = {"alone/goal/kim": {"text": SECRET}}
    async with opened(folder) as hands:
        await hands.put(at("alone/share/kim/0", script), alone=True)
        words = hands.app.screen.query(UserText).first()
        assert SECRET in hands.screen
        await mark(hands, words)
        assert hands.app.screen.get_selected_text() is None
        await hands.press("ctrl+c")
        assert copied == []


async def test_what_both_read_can_be_marked(folder: Path, copied: list[str]) -> None:
    """At the reveal it is for both, and copied as before."""
    script = {
        "alone/goal/kim": {"text": "kimshares"},
        "alone/share/kim": {"goal": "yes"},
    }
    async with opened(folder) as hands:
        await hands.put(at("alone/reveal//0", script))
        await mark(hands, hands.app.screen.query(UserText).first())
        await hands.press("ctrl+c")
        assert copied == ["kimshares"]


@pytest.mark.usefixtures("cheap")
async def test_what_is_prepared_cannot_be_marked_before_it_is_used(
    tmp_path: Path, copied: list[str]
) -> None:
    """On a turn for both, its speaker looks at it first; after a stop it is gone."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give("1" * 32, "kims own four words")
        vault.records.save(at(OPEN, {"alone/message/kim": {"see": SECRET}}))
    async with opened(folder) as hands:
        hands.app.request(OpenConversation("b" * 32))
        await hands.rest()
        await hands.do(hands.app.screen.query_one("#take-over"))
        await secret(hands, "kims own four words")
        assert isinstance(hands.app.screen, PreparationDialog)
        for words in hands.app.screen.query(UserText):
            await mark(hands, words)
            await hands.press("ctrl+c")
        assert copied == []
        hands.app.hide_private()
        await hands.rest()
        assert SECRET not in hands.all_texts


@pytest.mark.usefixtures("cheap")
async def test_own_words_that_are_read_back_cannot_be_marked(
    tmp_path: Path, copied: list[str]
) -> None:
    """Over a page that both may read."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give("1" * 32, "kims own four words")
        script = {"alone/goal/kim": {"text": SECRET}, "alone/share/kim": {"goal": ""}}
        vault.records.save(at(OPEN, script))
    async with opened(folder) as hands:
        hands.app.request(ReadConversation("b" * 32))
        await hands.rest()
        await hands.do(hands.app.screen.query_one("#own"))
        await secret(hands, "kims own four words")
        assert isinstance(hands.app.screen, OwnDialog)
        assert SECRET in hands.all_texts
        for words in hands.app.screen.query(UserText):
            if shown(words):
                await mark(hands, words)
                await hands.press("ctrl+c")
        assert copied == []


async def test_how_tense_somebody_was_cannot_be_marked(folder: Path, copied: list[str]) -> None:
    """It is for their own eyes."""
    save_all(folder, one_due())
    async with opened(folder) as hands:
        hands.app.request(ShowAgreements())
        await hands.until(lambda: isinstance(hands.app.screen, AgreementsOverviewScreen))
        await hands.do(hands.app.screen.query_one("#tension"))
        await hands.until(lambda: isinstance(hands.app.screen, PickDialog))
        await hands.choose(KIM)
        assert isinstance(hands.app.screen, TensionDialog)
        await mark(hands, hands.app.screen.query(".tension").first(Widget))
        await hands.press("ctrl+c")
        assert copied == []


async def test_the_list_of_a_diary_cannot_be_marked(folder: Path, copied: list[str]) -> None:
    """Not with the mouse either."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await write(hands)
        assert WORDS in hands.screen
        await mark(hands, hands.app.screen.query(".paragraph, .note").first(Widget))
        await hands.press("ctrl+c")
        assert copied == []


# -- Phrases --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("cheap")
async def test_a_phrase_is_never_copied(folder: Path, copied: list[str]) -> None:
    """Nothing leaves a field for a phrase; into it one can paste."""
    save_all(folder)
    async with opened(folder) as hands:
        await hands.put(at(OPEN))
        await cut(hands, "four words for me")
        assert copied.pop() == "four words for me"
        hands.app.request(ChooseOwnPhrase())
        await hands.rest()
        await hands.choose("1" * 32)
        await hands.until(lambda: isinstance(hands.app.focused, PassphraseField))
        await hands.press("ctrl+v")
        phrase = hands.app.screen.query(PassphraseField).first()
        assert phrase.value == "four words for me"
        for key in ("ctrl+c", "super+c", "ctrl+x"):
            await hands.press("home", "shift+end", key)
            assert phrase.value == "four words for me"
        await hands.press("tab")
        await hands.go_to(hands.app.screen.query_one("#primary"))
        await mark(hands, phrase)
        await hands.press("ctrl+c")
        assert copied == []


async def test_the_recovery_key_is_for_paper(folder: Path, copied: list[str]) -> None:
    """It opens everything: it goes to no clipboard."""
    async with opened(folder) as hands:
        key = "ABCD-EFGH-IJKL-MNOP"
        page = RecoveryPage(folder, key, EVENING.date())
        hands.app.push_screen(RecoveryDialog(hands.app.readers, key, page))
        await hands.rest()
        await mark(hands, hands.app.screen.query_one("#key"))
        await hands.press("ctrl+c")
        assert copied == []
