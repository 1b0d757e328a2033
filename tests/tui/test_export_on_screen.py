"""The calendar from the screens: what left before is taken out once it is gone, and no more."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions.agreements import AgreementEnd
from sessions.conversation import Conversation
from sessions.store import Vault
from tests.tui.due_agreements import both_agree_on, one_due, save_all
from tests.tui.walk import EVENING, Hands, opened
from tui.features.export.requests import ExportAgreements
from tui.workspace.exported import NOT_KEPT


def ended(talk: Conversation) -> Conversation:
    """Give a conversation after they stopped with what they agreed in it."""
    stopped = (
        replace(promise, ended=AgreementEnd.STOPPED, evaluate_on=None, revision=5)
        for promise in talk.agreements
    )
    return replace(talk, agreements=tuple(stopped))


async def take_along(hands: Hands, talk: Conversation, target: Path) -> str:
    """Make a calendar; give what stands in it."""
    hands.app.request(ExportAgreements(talk.pair))
    await hands.rest()
    await hands.choose("calendar")
    await both_agree_on(hands, target)
    await hands.until(target.exists)
    await hands.until(lambda: str(target) in hands.notice)
    return (await asyncio.to_thread(target.read_bytes)).decode()


async def test_what_left_is_taken_out(folder: Path, tmp_path: Path) -> None:
    """It is cancelled once it has ended, also after the program was closed in between."""
    talk = one_due()
    save_all(folder, talk)
    async with opened(folder) as hands:
        assert "CANCELLED" not in await take_along(hands, talk, tmp_path / "1.ics")
        assert NOT_KEPT not in hands.notice
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save(ended(talk))
    async with opened(folder) as hands:
        text = await take_along(hands, talk, tmp_path / "2.ics")
        assert ("CANCELLED" in text, "CONFIRMED" in text) == (True, False)
        hands.app.workspace.library.delete_pair(talk.pair)
        assert not hands.app.workspace.library.settings.in_calendar


async def test_a_first_calendar_takes_nothing_out(folder: Path, tmp_path: Path) -> None:
    """One of two ended before anything left: only the other stands in it."""
    talk = one_due()
    other = replace(talk, id="e" * 32, agreements=(replace(talk.agreements[0], id="f" * 32),))
    save_all(folder, talk, ended(other))
    async with opened(folder) as hands:
        assert "CANCELLED" not in await take_along(hands, talk, tmp_path / "1.ics")


@pytest.mark.long
@pytest.mark.parametrize("again", [False, True])
async def test_where_it_cannot_be_kept_they_are_told(
    folder: Path, tmp_path: Path, *, again: bool
) -> None:
    """In a folder that is only read they hear it; not when it was kept before."""
    talk = one_due()
    save_all(folder, talk)
    if again:
        async with opened(folder) as hands:
            await take_along(hands, talk, tmp_path / "0.ics")
    async with opened(folder) as hands:
        hands.app.workspace.library.vault.read_only = True
        await take_along(hands, talk, tmp_path / "1.ics")
        assert (NOT_KEPT in hands.notice) != again
