"""Deleting on the screens where sync programs made copies."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sessions.store import Vault
from tests.tui.walk import EVENING, Hands, opened, texts
from tui.features.archive.requests import ReadConversation
from tui.features.vault.requests import DeletePair
from tui.language.language import language
from tui.ui.copies_dialog import CopiesDialog
from tui.workspace.example import fill

pytestmark = pytest.mark.usefixtures("cheap")


def _fill(folder: Path) -> Path:
    """Fill a vault, with a copy of one conversation in it; gives where that is."""
    with Vault.open(folder, now=EVENING) as vault:
        fill(vault, language("en"), EVENING)
        path = vault.records.path(_gone(vault)[0])
    copy = path.with_name(f"{path.stem}.sync-conflict-20260301.tdb")
    shutil.copy(path, copy)
    return copy


def _gone(vault: Vault) -> tuple[str, str]:
    """Give the id and the title of the conversation that is deleted."""
    summary = next(it for it in vault.index.read().summaries if "day" in it.title)
    return summary.id, summary.title


async def _ask_to_delete(hands: Hands) -> str:
    """Type the name of the conversation, up to the question about its copies; gives its id."""
    library = hands.app.workspace.library
    conversation_id, title = _gone(library.vault)
    hands.app.request(ReadConversation(conversation_id))
    await hands.rest()
    await hands.do(hands.app.screen.query_one("#delete"))
    await hands.type(title)
    await hands.press("enter")
    await hands.until(lambda: isinstance(hands.app.screen, CopiesDialog))
    return conversation_id


@pytest.mark.parametrize(("button", "stays"), [("along", False), ("stay", True)])
async def test_the_copies_of_a_conversation(tmp_path: Path, button: str, stays: bool) -> None:
    """They are named before anything is deleted, and go only when somebody says so."""
    copy = _fill(tmp_path / "vault")
    async with opened(tmp_path / "vault") as hands:
        conversation_id = await _ask_to_delete(hands)
        records = hands.app.workspace.library.vault.records
        assert conversation_id in records.ids()
        assert any(copy.name in text for text in texts(hands.app.screen))
        await hands.do(hands.app.screen.query_one(f"#{button}"))
        await hands.until(lambda: conversation_id not in records.ids())
        assert copy.exists() == stays


async def test_escape_deletes_nothing(tmp_path: Path) -> None:
    """Neither the copy, nor the conversation."""
    copy = _fill(tmp_path / "vault")
    async with opened(tmp_path / "vault") as hands:
        conversation_id = await _ask_to_delete(hands)
        await hands.press("escape")
        await hands.rest()
        assert conversation_id in hands.app.workspace.library.vault.records.ids()
        assert copy.exists()


async def test_the_copies_of_everything_of_a_pair(tmp_path: Path) -> None:
    """Of the people as well."""
    copy = _fill(tmp_path / "vault")
    people = tmp_path / "vault" / "pairs (2).tdb"
    shutil.copy(tmp_path / "vault" / "pairs.tdb", people)
    async with opened(tmp_path / "vault") as hands:
        library = hands.app.workspace.library
        hands.app.request(DeletePair())
        await hands.rest()
        await hands.choose(library.vault.records.pairs()[0].id)
        await hands.type("Kim and Sam")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, CopiesDialog))
        await hands.do(hands.app.screen.query_one("#along"))
        await hands.until(lambda: not library.overview.pairs)
        assert not copy.exists()
        assert not people.exists()
