"""The guide on the screen: parts, countries, situations; and where it is offered."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from sessions import resources, timeout
from sessions.conversation import TimeOut, TimeOutEnd
from tests.tui.walk import EVENING, at, opened
from tui.features.help.guide import GuideDialog
from tui.features.help.requests import ShowGuide
from tui.features.home.screen import HomeScreen


async def test_parts_and_countries(folder: Path) -> None:
    """By keys: numbers of another country, which is remembered; Esc goes back."""
    async with opened(folder, size=(100, 60)) as hands:
        hands.app.request(ShowGuide())
        await hands.rest()
        assert isinstance(hands.app.screen, GuideDialog)
        assert "What to ask before you choose" in hands.all_texts
        await hands.do(hands.links("Numbers to ring")[0])
        assert "999" in hands.screen
        await hands.do(hands.links("Netherlands")[0])
        assert "0800-2000" in hands.screen
        assert "999" not in hands.screen
        await hands.press("escape")
        assert isinstance(hands.app.screen, HomeScreen)
        hands.app.request(ShowGuide("lines"))
        await hands.rest()
        assert "0800-2000" in hands.screen


async def test_a_situation_can_be_chosen_and_let_go(folder: Path) -> None:
    """The same word once more shows everything again."""
    async with opened(folder, size=(100, 60)) as hands:
        hands.app.request(ShowGuide("books"))
        await hands.rest()
        everything = hands.all_texts
        await hands.do(hands.links("tasks")[0])
        assert "Todoist" in hands.all_texts
        assert "Mating in Captivity" not in hands.all_texts
        await hands.do(hands.links("tasks")[0])
        assert hands.all_texts == everything
        assert all(advice in everything for advice in resources.advice())


async def test_from_a_conversation_it_leads_back_to_the_same_letter(folder: Path) -> None:
    """What was typed is there when they come back."""
    async with opened(folder) as hands:
        await hands.put(at("appreciation/speak/kim/0"))
        await hands.write("you made so", "text")
        hands.app.request(ShowGuide())
        await hands.rest()
        await hands.press("escape")
        assert hands.field("text").text == "you made so"
        assert hands.talk.written(hands.talk.at, "text") == "you made so"


async def test_the_third_time_out_offers_somebody_from_outside(folder: Path) -> None:
    """Gently, in the line that says what helps; not in the first one."""
    async with opened(folder) as hands:
        talk = at("appreciation/speak/kim/0")
        await hands.put(timeout.call(talk, now=EVENING, new_id="t"))
        assert "Help from others" not in hands.screen
        ended = [
            TimeOut(id=f"o{number}", called_at=EVENING, until=EVENING, end=TimeOutEnd.BACK)
            for number in range(2)
        ]
        again = timeout.call(replace(talk, time_outs=tuple(ended)), now=EVENING, new_id="t")
        await hands.put(again)
        assert "Help from others" in " ".join(hands.screen.split())


async def test_with_the_guide_open_a_language_can_be_changed(folder: Path) -> None:
    """It lies on top of a turn, and closes; nothing is lost and nothing breaks."""
    async with opened(folder) as hands:
        await hands.put(at("alone/goal/kim/0"), alone=True)
        await hands.write("my own words", "text")
        hands.app.request(ShowGuide())
        await hands.rest()
        assert "my own words" not in hands.screen
        await hands.press("ctrl+l")
        await hands.press("ctrl+l")
        assert hands.field("text").text == "my own words"
