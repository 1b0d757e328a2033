"""What somebody leaves open alone is gone when something else begins, and after a stop."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.screen import Screen

from sessions.commands import CallTimeOut
from sessions.conversation import State
from sessions.store import Vault
from tests.tui.clipboards import SECRET, cut
from tests.tui.diaries import KIM, begin, write
from tests.tui.due_agreements import save_all
from tests.tui.seals import secret
from tests.tui.walk import EVENING, Hands, at, couple, opened
from tui.features.archive.read_screen import ReadScreen
from tui.features.archive.requests import ReadConversation
from tui.features.conversation.curtain import CurtainScreen
from tui.features.conversation.parking_dialog import ParkingDialog
from tui.features.conversation.steps.private import PrivateScreen
from tui.features.diary.notes_dialog import NotesDialog
from tui.features.diary.requests import BringNotes
from tui.features.home.screen import HomeScreen
from tui.features.own_phrase.dialog import OwnDialog
from tui.features.timeout.countdown import TimeOutScreen
from tui.features.word_help.dialogs import ScriptDialog, WordDialog
from tui.ui.dialog import Dialog
from tui.widgets.hint_line import HintLine
from tui.widgets.passphrase_field import PassphraseField

pytestmark = pytest.mark.long

ALONE = "alone/goal/kim/0"
MESSAGE = "alone/message/kim/0"
OPEN = "impact/speak/kim/0"

KEPT = {"alone/goal/kim": {"text": SECRET}, "alone/share/kim": {"goal": ""}}
"""What Kim wrote, and shares nothing of."""


# -- Dialogs --------------------------------------------------------------------------------------


async def _find_a_word(hands: Hands) -> None:
    await hands.put(at(MESSAGE), alone=True)
    await hands.write(SECRET, "see")
    await hands.go_to(hands.field("feel"))
    await hands.press("f5")
    await hands.write(SECRET)


async def _read_examples(hands: Hands) -> None:
    await hands.put(at(MESSAGE), alone=True)
    await hands.write(SECRET, "see")
    await hands.press("f5")


async def _park(hands: Hands) -> None:
    await hands.put(at(ALONE), alone=True)
    await hands.write(SECRET)
    await hands.press("f4")
    await hands.write(SECRET)


async def _bring_notes(hands: Hands) -> None:
    await begin(hands)
    await write(hands, SECRET)
    await hands.press("escape")
    await hands.put(at(MESSAGE), alone=True)
    await hands.do(hands.links(BringNotes)[0])


LEFT_OPEN: dict[str, tuple[type[Screen[Any]], Callable[[Hands], Awaitable[None]]]] = {
    "words": (WordDialog, _find_a_word),
    "examples": (ScriptDialog, _read_examples),
    "parking": (ParkingDialog, _park),
    "notes": (NotesDialog, _bring_notes),
}
"""A dialog that somebody leaves open, and how they come to it, by name."""


async def _press_time_out(hands: Hands) -> None:
    await hands.press("f9")


async def _time_out_from_elsewhere(hands: Hands) -> None:
    hands.app.workspace.perform(CallTimeOut())
    await hands.rest()


@pytest.mark.parametrize("begins", [_press_time_out, _time_out_from_elsewhere])
@pytest.mark.parametrize("dialog", LEFT_OPEN)
async def test_a_dialog_goes_when_a_time_out_begins(
    folder: Path, dialog: str, begins: Callable[[Hands], Awaitable[None]]
) -> None:
    """Whoever calls it, and however: no word of it is on a screen, shown or not."""
    kind, leave_open = LEFT_OPEN[dialog]
    save_all(folder)
    async with opened(folder) as hands:
        await leave_open(hands)
        assert isinstance(hands.app.screen, kind)
        await begins(hands)
        assert isinstance(hands.app.screen, TimeOutScreen)
        assert not any(isinstance(screen, Dialog) for screen in hands.app.screen_stack)
        assert SECRET not in hands.all_texts
        assert hands.talk.state is State.TIME_OUT


@pytest.mark.parametrize("dialog", LEFT_OPEN)
async def test_a_dialog_goes_with_a_stop(folder: Path, dialog: str) -> None:
    """After a stop there is the curtain, and nothing on it."""
    kind, leave_open = LEFT_OPEN[dialog]
    save_all(folder)
    async with opened(folder) as hands:
        await leave_open(hands)
        assert isinstance(hands.app.screen, kind)
        hands.app.hide_private()
        await hands.rest()
        assert isinstance(hands.app.screen, CurtainScreen)
        assert SECRET not in hands.all_texts


async def test_a_hint_goes_with_its_writer(folder: Path) -> None:
    """What a hint says of Kim's words is not said to Sam, not later either."""
    async with opened(folder) as hands:
        await hands.put(at(MESSAGE), alone=True)
        await hands.write("you never listen", "see")
        hands.app.screen.query_one(HintLine).look_now()
        await hands.rest()
        assert "you never" in str(hands.app.screen.query_one("#hint-words").render())
        line = hands.app.screen.query_one(HintLine)
        await hands.put(at("alone/message/sam/0"), alone=True)
        line.look_now()
        await hands.rest()
        assert "you never" not in hands.all_texts


async def test_a_subject_half_typed_alone_is_not_shown_to_the_other(folder: Path) -> None:
    """F4, letters and Esc: alone Kim has them back, also after both had theirs; Sam never."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        await hands.press("f4")
        await hands.write(SECRET)
        await hands.press("escape")
        kims = hands.talk.drafts
        for key, alone in (("alone/goal/sam/0", True), ("alone/goal/sam/0", False), (OPEN, False)):
            await hands.put(replace(at(key), drafts=kims), alone=alone)
            await hands.press("f4")
            assert hands.field().text == ""
            await hands.type("money")
            await hands.press("enter")
            assert [subject.text for subject in hands.talk.parked] == ["money"]
            assert hands.talk.drafts == kims
        await hands.put(replace(at(ALONE), drafts=kims), alone=True)
        await hands.press("f4")
        assert hands.field().text == SECRET
        await hands.press("enter")
        assert [subject.text for subject in hands.talk.parked] == [SECRET]
        assert hands.talk.drafts == {}


# -- A stop ---------------------------------------------------------------------------------------


async def test_after_a_stop_the_curtain_hangs(folder: Path) -> None:
    """What was typed is behind it; what was cut is not."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        await cut(hands, "somewhere else")
        await hands.type(SECRET)
        hands.app.hide_private()
        await hands.rest()
        assert isinstance(hands.app.screen, CurtainScreen)
        assert SECRET not in hands.all_texts
        await hands.open_curtain()
        assert isinstance(hands.app.screen, PrivateScreen)
        assert hands.field().text == SECRET
        await hands.press("ctrl+v", "ctrl+z")
        assert hands.field().text == SECRET


async def test_after_a_stop_what_is_for_both_stands_there(folder: Path) -> None:
    """With a dialog that is open, and the letters in it."""
    async with opened(folder) as hands:
        await hands.put(at(OPEN))
        await hands.write("for both", "see")
        await hands.press("f4")
        await hands.write("for another time")
        hands.app.hide_private()
        await hands.rest()
        assert isinstance(hands.app.screen, ParkingDialog)
        assert hands.field().text == "for another time"


async def test_after_a_stop_a_curtain_is_the_same_one(folder: Path) -> None:
    """Nobody had opened it."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE))
        curtain = hands.app.screen
        hands.app.hide_private()
        await hands.rest()
        assert hands.app.screen is curtain


async def test_after_a_stop_a_diary_is_closed(folder: Path) -> None:
    """A note that was open, and the list: asked again whose it is, the words are there."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await hands.primary()
        await hands.write(SECRET, "text")
        hands.app.hide_private()
        await hands.rest()
        assert isinstance(hands.app.screen, HomeScreen)
        assert SECRET not in hands.all_texts
        await begin(hands)
        assert SECRET in hands.screen
        hands.app.hide_private()
        await hands.rest()
        assert isinstance(hands.app.screen, HomeScreen)
        assert SECRET not in hands.all_texts


@pytest.mark.usefixtures("cheap")
async def test_after_a_stop_own_words_and_phrases_are_gone(tmp_path: Path) -> None:
    """What is read back closes; a phrase that is half-typed opens nothing."""
    folder = tmp_path / "vault"
    phrase = "kims own four words"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give(KIM, phrase)
        vault.records.save(at(OPEN, KEPT))
    async with opened(folder) as hands:
        hands.app.request(ReadConversation("b" * 32))
        await hands.rest()
        await hands.do(hands.app.screen.query_one("#own"))
        await hands.until(lambda: isinstance(hands.app.focused, PassphraseField))
        await hands.type(phrase)
        hands.app.hide_private()
        await hands.rest()
        assert hands.app.screen.query_one(PassphraseField).value == ""
        await secret(hands, phrase)
        assert isinstance(hands.app.screen, OwnDialog)
        assert SECRET in hands.all_texts
        hands.app.hide_private()
        await hands.rest()
        assert isinstance(hands.app.screen, ReadScreen)
        assert SECRET not in hands.all_texts


@pytest.mark.usefixtures("cheap")
async def test_after_a_stop_the_curtain_asks_the_phrase(tmp_path: Path) -> None:
    """Whoever has one gives it again."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give(KIM, "kims own four words")
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        await hands.write(SECRET)
        hands.app.hide_private()
        await hands.rest()
        await hands.press("enter")
        await secret(hands, "sams guess")
        assert "not the phrase" in hands.notice
        assert SECRET not in hands.all_texts
        await secret(hands, "kims own four words")
        assert hands.field().text == SECRET
