"""The curtain on the screen: what stays behind it, and when it hangs."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions import errors
from sessions.commands import TakeTimeOutBack
from tests.tui.walk import Clock, Hands, at, opened
from tui.features.archive.requests import OpenConversation
from tui.features.conversation.curtain import CurtainScreen
from tui.features.conversation.steps.private import PrivateScreen
from tui.features.home.requests import GoHome


async def _words(hands: Hands) -> None:
    """Kim writes what nobody else may see, and goes on to the end of the own part."""
    await hands.open_curtain()
    await hands.answer(scale="3")
    await hands.answer(text="goalsecret")
    await hands.answer(see="messagesecret", understand="u", feel="f", need="n", ask="a")
    await hands.answer(text="neutralsecret")


@pytest.mark.long
async def test_curtain(folder: Path) -> None:
    """A curtain hangs before each private stretch; nothing of the other is behind or before it."""
    async with opened(folder, at("alone/tension/kim/0")) as hands:
        assert "Now Kim, alone" in hands.screen
        assert hands.button == "Kim is ready"
        await _words(hands)
        assert "goalsecret" in hands.screen  # what may be shared is shown to Kim
        await hands.do(hands.app.screen.query_one("#primary"))
        assert isinstance(hands.app.screen, CurtainScreen)
        assert "Now Sam, alone" in hands.screen
        await hands.open_curtain()
        for _ in range(3):
            assert "secret" not in hands.all_texts
            assert not hands.app.screen.query("#back") or hands.talk.at.phase != "tension"
            await hands.primary() if hands.talk.at.phase == "share" else await hands.answer()
        assert "secret" not in hands.all_texts


async def test_no_way_back_to_the_other(folder: Path) -> None:
    """At the first of Sam's own questions there is no Back, no road by Ctrl+B, none in the menu."""
    async with opened(folder, at("alone/tension/sam/0")) as hands:
        await hands.open_curtain()
        assert not hands.app.screen.query("#back")
        await hands.press("ctrl+b")
        assert hands.talk.at == at("alone/tension/sam/0").at
        assert hands.tells(errors.BackIsClosed)
        await hands.press("f10")
        assert "One turn back" not in hands.all_texts


async def test_curtain_again(folder: Path, clock: Clock) -> None:
    """After going home, or a time-out, the curtain hangs again; what was typed is behind it."""
    async with opened(folder, at("alone/goal/kim/0"), clock=clock) as hands:
        await hands.open_curtain()
        await hands.write("halfsecret")
        hands.app.request(GoHome())
        await hands.rest()
        assert "halfsecret" not in hands.all_texts
        hands.app.request(OpenConversation("b" * 32))
        await hands.rest()
        assert isinstance(hands.app.screen, CurtainScreen)
        assert "halfsecret" not in hands.all_texts
        await hands.open_curtain()
        assert hands.field().text == "halfsecret"
        await hands.press("f9")
        assert "halfsecret" not in hands.all_texts
        hands.app.request(TakeTimeOutBack())
        await hands.rest()
        assert isinstance(hands.app.screen, CurtainScreen)
    async with opened(folder, clock=clock) as hands:
        hands.app.request(OpenConversation("b" * 32))
        await hands.rest()
        assert isinstance(hands.app.screen, CurtainScreen)
        await hands.open_curtain()
        assert isinstance(hands.app.screen, PrivateScreen)
        assert hands.field().text == "halfsecret"


async def test_shared_only_together(folder: Path) -> None:
    """What one shared shows when both are done, and only that; silence is said kindly."""
    script = {
        "alone/goal/kim": {"text": "kimshares"},
        "alone/neutral/kim": {"text": "kimkeeps"},
        "alone/share/kim": {"goal": "yes"},
        "alone/share/sam": {"goal": ""},
    }
    async with opened(folder, at("alone/goal/sam/0", script)) as hands:
        await hands.open_curtain()
        assert "kimshares" not in hands.all_texts
        await hands.put(at("alone/reveal//0", script))
        assert "kimshares" in hands.screen
        assert "kimkeeps" not in hands.all_texts
        assert "keeps it for now" in hands.screen
