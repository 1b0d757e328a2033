"""What the tests of the screens share."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.app import App

from sessions.store.sealing import Cost
from tests.tui.seals import CHEAP
from tests.tui.walk import Clock


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for the queues alone. The pilot would also sleep until the processor is idle."""

    async def give_way(*_: float) -> None:
        for _turn in range(3):
            await asyncio.sleep(0)

    monkeypatch.setattr("tui.features.conversation.curtain.CurtainScreen.PAUSE", 0)
    monkeypatch.setattr("textual.app.wait_for_idle", give_way)
    monkeypatch.setattr("textual.pilot.wait_for_idle", give_way)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of a vault that is not there yet."""
    return tmp_path / "vault"


@pytest.fixture
def clock() -> Clock:
    """Give a clock that stands still."""
    return Clock()


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guess costs a fifth of a second, on purpose; here nobody guesses."""
    assert Cost().memory == 64 * 1024
    for module in ("vault_seal", "own_phrases"):
        monkeypatch.setattr(f"sessions.store.{module}.Cost", lambda: CHEAP)


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give what goes to the clipboard of the system, in order."""
    sent: list[str] = []
    send = App.copy_to_clipboard

    def note(app: App[None], text: str) -> None:
        sent.append(text)
        send(app, text)

    monkeypatch.setattr(App, "copy_to_clipboard", note)
    return sent
