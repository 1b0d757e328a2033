"""A phrase of one's own on the screens: what it keeps closed, and what it opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions import privacy
from sessions.conversation import Said
from sessions.store import Vault
from tests.sessions import helpers
from tests.store import independent
from tests.tui.seals import secret
from tests.tui.walk import EVENING, at, couple, opened, texts
from tui.features.archive.requests import OpenConversation, ReadConversation
from tui.features.conversation.curtain import CurtainScreen
from tui.features.conversation.requests import OpenCurtain
from tui.features.own_phrase.dialog import OwnDialog
from tui.features.own_phrase.requests import ChooseOwnPhrase
from tui.ui.passphrase_dialog import PassphraseDialog

pytestmark = pytest.mark.usefixtures("cheap")

KIM = "1" * 32

PREPARED = {
    "alone/goal/kim": {"text": "kims goal"},
    "alone/message/kim": {"see": "what kim prepared"},
    "alone/share/kim": {"goal": ""},
}


async def test_the_curtain_opens_with_the_phrase(tmp_path: Path) -> None:
    """Kim's part opens for Kim: with a wrong phrase it stays closed, and Sam's needs none."""
    folder = tmp_path / "vault"
    async with opened(folder) as hands:
        hands.app.workspace.library.save_pair(couple())
        hands.app.workspace.library.flush()
        hands.app.request(ChooseOwnPhrase())
        await hands.rest()
        await hands.choose("1" * 32)
        await secret(hands, "kims own four words", "kims own four words")
        vault = hands.app.workspace.library.vault
        assert vault.own_phrases.has("1" * 32)
        await hands.put(at("alone/tension/kim/0"))
        assert isinstance(hands.app.screen, CurtainScreen)
        await hands.press("enter")
        assert isinstance(hands.app.screen, PassphraseDialog)
        await secret(hands, "sams guess")
        assert "not the phrase" in hands.notice
        await hands.press("escape")
        assert isinstance(hands.app.screen, CurtainScreen)
        # Textual takes no second press of one button within a fifth of a second.
        hands.app.request(OpenCurtain())
        await secret(hands, "kims own four words")
        assert hands.app.workspace.curtain_open_for == "1" * 32
        await hands.put(at("alone/tension/sam/0"))
        await hands.press("enter")
        assert hands.app.workspace.curtain_open_for == "2" * 32


async def test_what_was_typed_alone_comes_back_with_the_phrase(tmp_path: Path) -> None:
    """Left half-way in Kim's part: on the disk it is closed, and with the phrase it goes on."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give("1" * 32, "kims own four words")
    async with opened(folder) as hands:
        await hands.put(at("alone/goal/kim/0"), alone=True)
        await hands.type("half a goal")
        await hands.press("ctrl+q")
        await hands.until(lambda: hands.app.return_code is not None)
    path = next(iter((folder / "conversations").rglob("*.tdb")))
    assert b"half a goal" not in path.read_bytes()
    async with opened(folder) as hands:
        hands.app.request(OpenConversation("b" * 32))
        await hands.rest()
        assert isinstance(hands.app.screen, CurtainScreen)
        await hands.press("enter")
        await secret(hands, "kims own four words")
        assert hands.field().text == "half a goal"


async def test_what_was_prepared_is_laid_open_in_the_turn_itself(tmp_path: Path) -> None:
    """In a later run: first the phrase, then the words stand in the fields."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give("1" * 32, "kims own four words")
        vault.records.save(at("impact/speak/kim/0", PREPARED))
    async with opened(folder) as hands:
        hands.app.request(OpenConversation("b" * 32))
        await hands.rest()
        assert not any("what kim prepared" in text for text in texts(hands.app.screen))
        await hands.do(hands.app.screen.query_one("#take-over"))
        await secret(hands, "kims own four words")
        # She sees it first; it is not kept open, and the next time her phrase is asked again.
        assert any("what kim prepared" in text for text in texts(hands.app.screen))
        await hands.press("escape")
        assert not any("what kim prepared" in text for text in texts(hands.app.screen))
        await hands.do(hands.app.screen.query_one("#take-over"))
        await secret(hands, "kims own four words")
        await hands.press("enter")  # the safe button has the focus: nothing is shared by it
        assert hands.field("see").text == ""
        await hands.do(hands.app.screen.query_one("#take-over"))
        await secret(hands, "kims own four words")
        await hands.primary()
        assert hands.field("see").text == "what kim prepared"


@pytest.mark.long
async def test_another_phrase_and_none(tmp_path: Path) -> None:
    """It can be changed and taken away by its owner, and by nobody else."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give("1" * 32, "kims own four words")
        vault.records.save(at("impact/speak/kim/0", PREPARED))
    async with opened(folder) as hands:
        vault = hands.app.workspace.library.vault
        for action, phrases, has in (
            ("change", ("sams guess", "new words here now", "new words here now"), True),
            ("change", ("kims own four words", "new words here now", "new words here now"), True),
            ("away", ("kims own four words",), True),
            ("away", ("new words here now",), False),
        ):
            hands.app.navigator.end_dialogs()
            await hands.rest()
            hands.app.request(ChooseOwnPhrase())
            await hands.rest()
            await hands.choose("1" * 32)
            await hands.choose(action)
            await secret(hands, *phrases)
            assert vault.own_phrases.has("1" * 32) is has
        words = helpers.strings(vault.records.load("b" * 32))
        assert "what kim prepared" in list(words)


async def test_somebody_reads_back_what_they_wrote_alone(tmp_path: Path) -> None:
    """With their phrase only, and only their own: questions, and their words."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give("1" * 32, "kims own four words")
        script = {**PREPARED, "alone/tension/kim": {"scale": "9"}}
        vault.records.save(at("impact/speak/kim/0", script))
    async with opened(folder) as hands:
        hands.app.request(ReadConversation("b" * 32))
        await hands.rest()
        await hands.do(hands.app.screen.query_one("#own"))
        await secret(hands, "sams guess")
        assert "not the phrase" in hands.notice
        await secret(hands, "kims own four words")
        assert isinstance(hands.app.screen, OwnDialog)
        told = texts(hands.app.screen)
        prepared = "I saw or heard what kim prepared"
        for words in ("kims goal", prepared, "9", "First some time", "tense are"):
            assert any(words in text for text in told) is (words != "First some time"), words
        assert any("I go on" in text for text in told)
        assert not any("/sam/" in text or "2" * 32 in text for text in told)
        await hands.press("escape")
        assert not any("kims goal" in text for text in texts(hands.app.screen))


async def test_what_was_laid_in_their_name_is_told_from_what_they_wrote(tmp_path: Path) -> None:
    """Written behind the curtain it is theirs; what came another way says so, for its writer."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give(KIM, "kims own four words")
    async with opened(folder) as hands:
        await hands.put(at("alone/goal/kim/0"))
        await hands.press("enter")
        await secret(hands, "kims own four words")
        await hands.write("kims goal")
        await hands.press("ctrl+q")
        await hands.until(lambda: hands.app.return_code is not None)
    with Vault.open(folder, now=EVENING) as vault:
        talk = vault.records.load("b" * 32)
        key = vault.own_phrases.key(KIM, "kims own four words")
        assert privacy.is_closed(talk, KIM)
        assert vault.own_phrases.unmarked(talk, KIM, key) == frozenset()
        laid = f"alone/message/{KIM}/0"
        public = vault.own_phrases.locks.lock(KIM).public
        box = independent.own_box(public, KIM, b'{"see": "laid"}', f"{talk.id} said {laid}")
        said = {**talk.said, laid: Said(fields={}, closed=box, at=EVENING)}
        vault.records.save(replace(talk, said=said))
    async with opened(folder) as hands:
        hands.app.request(ReadConversation("b" * 32))
        await hands.rest()
        await hands.do(hands.app.screen.query_one("#own"))
        await secret(hands, "kims own four words")
        told = texts(hands.app.screen)
        assert any("laid" in text for text in told)
        assert told.count("(written without your phrase)") == 1
        assert any("You know what you wrote." in text for text in told)


@pytest.mark.parametrize("anew", [False, True])
async def test_a_phrase_that_was_begun_anew_says_so_where_it_is_asked(
    tmp_path: Path, anew: bool
) -> None:
    """Whoever sits at the program can: its owner reads the day, each time."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give(KIM, "kims own four words")
        if anew:
            vault.own_phrases.begin_anew(KIM, "words of somebody", EVENING.date())
    async with opened(folder) as hands:
        await hands.put(at("alone/goal/kim/0"))
        await hands.press("enter")
        assert isinstance(hands.app.screen, PassphraseDialog)
        assert any("begun anew" in text for text in texts(hands.app.screen)) is anew


async def test_a_subject_half_parked_is_not_written_over(tmp_path: Path) -> None:
    """Behind a curtain that opens without a phrase: first the phrase, then the words go on."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give(KIM, "kims own four words")
    async with opened(folder) as hands:
        await hands.put(at("closing/tension/kim/0"), alone=True)
        await hands.press("f4")
        await hands.write("half a subject")
        await hands.press("escape")
        hands.app.workspace.close_curtain()
        await hands.rest()
        assert privacy.is_closed(hands.talk, KIM)
        await hands.press("enter")
        await hands.press("f4")
        await hands.press("escape")  # without the phrase there is no field to write over it
        await hands.rest()
        assert privacy.is_closed(hands.talk, KIM)
        await hands.press("f4")
        await secret(hands, "kims own four words")
        assert hands.field().text == "half a subject"


@pytest.mark.long
async def test_an_earlier_phrase_opens_what_it_closed(tmp_path: Path) -> None:
    """Begun anew, her old words stay closed and that is said; the phrase of then opens them."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give(KIM, "kims own four words")
        vault.records.save(at("impact/speak/kim/0", PREPARED))
        vault.own_phrases.begin_anew(KIM, "another four words here", EVENING.date())
    async with opened(folder) as hands:
        for opens in (False, True):
            hands.app.request(ReadConversation("b" * 32))
            await hands.rest()
            await hands.do(hands.app.screen.query_one("#own"))
            await secret(hands, "another four words here")
            told = texts(hands.app.screen)
            assert any("kims goal" in text for text in told) is opens
            assert any("closed with an earlier phrase" in text for text in told) is not opens
            await hands.press("escape")
            if not opens:
                hands.app.request(ChooseOwnPhrase())
                await hands.rest()
                await hands.choose(KIM)
                await hands.choose("earlier")
                await secret(hands, "another four words here")
                await secret(hands, "sams guess")
                assert "not the phrase" in hands.notice
                await secret(hands, "kims own four words")
