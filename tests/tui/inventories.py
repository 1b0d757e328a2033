"""An inventory of Kim and Sam, by keys and as it is when both are done."""

from __future__ import annotations

from textual.widgets import Button

from sessions import moves
from sessions.conversation import Conversation
from tests.sessions import helpers
from tests.tui.road import INVENTORY, SOME
from tests.tui.walk import EVENING, Hands, couple
from tui.features.conversation.curtain import CurtainScreen
from tui.features.inventory.requests import ShowInventory

KIM, SAM = "1" * 32, "2" * 32


def done(script: helpers.Script = SOME, new_id: str = "c" * 32) -> Conversation:
    """Give an inventory of Kim and Sam that both saw to the end."""
    named = {key.replace("kim", KIM).replace("sam", SAM): given for key, given in script.items()}
    begun = moves.begin(couple(), INVENTORY, new_id=new_id, now=EVENING)
    return helpers.play(begun, "", named, INVENTORY)


async def begin(hands: Hands) -> None:
    """From home, by the link."""
    await hands.do(hands.links(ShowInventory)[0])
    assert isinstance(hands.app.screen, CurtainScreen)
    assert "when you are both done" in " ".join(hands.screen.split())
    await hands.primary()


async def enough(hands: Hands) -> None:
    """`This is enough`, and nothing noticed."""
    await hands.do(hands.app.screen.query_one("#enough", Button))
    assert hands.talk.at.phase == "signals"
    await hands.primary()


async def halfway(hands: Hands) -> None:
    """Kim is done, Sam has not begun."""
    await begin(hands)
    await hands.press("1", "enter", "1", "enter", "3", "enter", "5", "enter", "enter")
    await enough(hands)
    await hands.primary()
