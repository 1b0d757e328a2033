"""Letters that are still on their way when something happens reach the one who typed them."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from sessions import timeout
from sessions.conversation import Conversation, State, Turn
from sessions.idea_moves import PARKING
from sessions.store import Vault
from sessions.store.writer import Result
from tests.tui.walk import EVENING, Clock, Hands, at, opened
from tui.features.archive.requests import OpenConversation
from tui.features.conversation.curtain import CurtainScreen
from tui.features.conversation.requests import PutOff
from tui.features.settings.requests import ChooseTheme
from tui.ui.dialogs import PickDialog
from tui.ui.shell_app import SaveFinished
from tui.widgets.text_field import TextField
from tui.workspace.settings import Settings, settings_of


def _burst(hands: Hands, *keys: str) -> None:
    """Let keys come in one go, as from a slow line: nothing is handled between them."""
    for key in keys:
        character = key if len(key) == 1 else None
        hands.app.post_message(events.Key(key, character))


async def _typing(hands: Hands, key: str) -> None:
    await hands.put(at(key))
    field = hands.app.screen.query(TextField).first()
    field.focus()
    await hands.rest()
    await hands.type("abc")


async def test_a_time_out_keeps_the_letters_before_it(folder: Path) -> None:
    """x, y, z and F9 at once: all six letters are there after the time-out."""
    async with opened(folder) as hands:
        await _typing(hands, "impact/speak/kim/0")
        _burst(hands, "x", "y", "z", "f9")
        await hands.until(lambda: hands.talk.state is State.TIME_OUT)
        assert "abcxyz" in hands.talk.drafts[hands.talk.at.key].values()


@pytest.mark.parametrize("key", ["ctrl+b", "tab"])
async def test_letters_stay_with_who_typed_them(folder: Path, key: str) -> None:
    """Back, or on, in the same breath: nobody's words land in the other's turn."""
    async with opened(folder) as hands:
        await _typing(hands, "closing/thanks/sam/0")
        kim, sam = (partner.id for partner in hands.talk.partners)
        before = {one: text for one, text in hands.talk.said.items() if f"thanks/{kim}" in one}
        _burst(hands, "x", "y", "z", key)
        await hands.rest()
        await hands.rest()
        assert hands.talk.written(Turn("closing", "thanks", sam), "text") == "abcxyz"
        assert f"closing/thanks/{kim}/0" not in hands.talk.drafts
        assert all(hands.talk.said[one] == said for one, said in before.items())


async def test_a_time_out_keeps_what_was_being_parked(folder: Path) -> None:
    """F4, a few letters, F9: the half-typed subject is there when they park again."""
    async with opened(folder) as hands:
        await hands.put(at("appreciation/speak/kim/0"))
        await hands.press("f4")
        _burst(hands, "x", "y", "z", "f9")
        await hands.until(lambda: hands.talk.state is State.TIME_OUT)
        assert hands.talk.written(PARKING, "text") == "xyz"


async def test_a_choice_in_a_dialog_is_not_said_in_the_conversation(folder: Path) -> None:
    """Other colours change the colours, and no word of anybody."""
    async with opened(folder) as hands:
        await hands.put(at("agreements/choose//0"))
        drafts = hands.talk.drafts
        hands.app.request(ChooseTheme())
        await hands.rest()
        await hands.press("down", "enter")
        assert hands.app.theme == "day"
        assert hands.talk.drafts == drafts


async def test_another_language_on_the_curtain(folder: Path) -> None:
    """Ctrl+L on the curtain says it in the other language, and it stays closed."""
    async with opened(folder) as hands:
        await hands.put(at("alone/goal/kim/0"))
        assert isinstance(hands.app.screen, CurtainScreen)
        before = hands.talk.partners[0].language
        await hands.press("ctrl+l")
        assert isinstance(hands.app.screen, CurtainScreen)
        assert hands.talk.partners[0].language != before


async def test_a_second_enter_does_not_open_the_curtain(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who was just done cannot open the other's part with a key too many."""
    monkeypatch.setattr(CurtainScreen, "PAUSE", 60.0)
    async with opened(folder) as hands:
        await hands.put(at("alone/goal/kim/0"))
        await hands.press("enter", "enter")
        assert isinstance(hands.app.screen, CurtainScreen)


async def test_half_typed_names_are_there_again(folder: Path) -> None:
    """Closed while typing the names: they stand in their fields at the next start."""
    async with opened(folder) as hands:
        await hands.primary()
        await hands.type("Kim")
        hands.app.autosave.save_now()
        assert hands.app.workspace.library.flush()
    async with opened(folder) as hands:
        await hands.primary()
        assert hands.app.screen.query(TextField).first().text == "Kim"


def test_an_early_yes_can_be_taken_back() -> None:
    """Who asked to go on earlier can think again."""
    called = timeout.call(at("impact/speak/kim/0"), now=EVENING, new_id="t")
    asked = timeout.ask_early(called, [called.partners[0].id], now=EVENING)
    assert asked.time_out is not None
    assert asked.time_out.early
    again = timeout.ask_early(asked, [], now=EVENING)
    assert again.time_out is not None
    assert again.time_out.early == ()


async def test_looking_at_what_was_put_off_keeps_its_moment(folder: Path) -> None:
    """Opening it before the moment asks first; the moment stands until both want to go on."""
    clock = Clock()
    async with opened(folder, at("rules/now//0"), clock=clock) as hands:
        talk = hands.talk.id
        hands.app.request(PutOff())
        await hands.rest()
        await hands.type("21:30")
        await hands.press("enter")
        assert hands.app.workspace.library.overview.conversations[talk].state is State.POSTPONED
        hands.app.request(OpenConversation(talk))
        await hands.rest()
        assert isinstance(hands.app.screen, PickDialog)
        await hands.press("escape")
        assert hands.app.workspace.library.overview.conversations[talk].return_at is not None


def _flip(path: Path) -> None:
    bad = bytearray(path.read_bytes())
    bad[-20] ^= 1
    path.write_bytes(bytes(bad))


async def test_damage_to_the_people_locks_nobody_out(folder: Path) -> None:
    """Without the file of people and settings every conversation still opens."""
    clock = Clock()
    talk: Conversation = at("impact/speak/kim/0")
    with Vault.open(folder, now=clock()) as vault:
        vault.records.save(talk)
        vault.records.save_settings({"language": "nl"})
        _flip(folder / "pairs.tdb")
        assert settings_of(vault) == Settings()
    async with opened(folder) as hands:
        assert list(hands.app.workspace.library.overview.conversations) == [talk.id]
        assert hands.app.workspace.library.overview.damaged


async def test_a_save_that_is_heard_of_when_all_is_taken_down(folder: Path) -> None:
    """The last save can end after the last screen: it has nobody to tell, and ends nothing."""
    async with opened(folder, at("impact/reflect/sam/0")) as hands:
        app, record = hands.app, hands.talk
    assert app.screen_stack == []
    app.on_save_finished(SaveFinished(Result(record=record)))
