"""Agreements that are due, and the way back to them by keys."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from sessions.conversation import Conversation, State
from sessions.people import Pair
from sessions.store import Vault
from tests.tui.road import agreed
from tests.tui.walk import EVENING, Hands, couple
from tui.features.conversation.curtain import CurtainScreen
from tui.ui.dialogs import AgreedDialog
from tui.widgets.choices import Confirm

KIM, SAM = "1" * 32, "2" * 32


def save_all(folder: Path, *talks: Conversation, pair: Pair | None = None) -> None:
    """Put conversations that ended in the vault, with their pair."""
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(pair or couple())
        for talk in talks:
            vault.records.save(talk)


def one_due(pair: Pair | None = None) -> Conversation:
    """Give a conversation with one agreement, due today."""
    talk = agreed(pair or couple())
    return replace(talk, agreements=talk.agreements[:1])


def on_disk(hands: Hands, conversation_id: str) -> Conversation:
    """Give a conversation as it is on the disk now."""
    assert hands.app.workspace.library.flush()
    return hands.app.workspace.library.vault.records.load(conversation_id)


async def to_the_reveal(hands: Hands, kim: str = "partly", sam: str = "worked") -> None:
    """From home to both answers side by side."""
    await hands.primary()
    await hands.answer()
    await hands.answer()
    assert isinstance(hands.app.screen, CurtainScreen)
    await hands.answer(verdict=kim, helped="een vaste dag", stood="vergeten af te ruimen")
    assert isinstance(hands.app.screen, CurtainScreen)
    await hands.answer(verdict=sam, helped="het stond vast", stood="")


async def to_the_end(hands: Hands, **given: str) -> None:
    """From the present turn to the end, with what `given` chooses on the way."""
    while hands.talk.state is not State.FINISHED:
        await hands.answer(**given)


async def both_agree_on(hands: Hands, target: Path) -> None:
    """Name a file for an export, and let both say yes to it."""
    await hands.until(lambda: isinstance(hands.app.screen, AgreedDialog))
    hands.field().put(str(target))
    await hands.rest()
    for confirm in list(hands.app.screen.query(Confirm)):
        await hands.do(confirm)
    await hands.primary()
