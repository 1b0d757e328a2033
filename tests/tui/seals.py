"""A sealed vault on the screen, and how a phrase is typed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from sessions.store import Vault
from sessions.store.manifest import State
from sessions.store.sealing import Cost
from tests.store.helpers import seal_with
from tests.tui.walk import EVENING, Clock, Hands, make_app
from tui.language.language import language
from tui.widgets.passphrase_field import PassphraseField, PassphraseForm
from tui.workspace.example import fill

WORDS = "tafel stoel regen fiets"
CHEAP = Cost(memory=64, passes=1, lanes=1)


@asynccontextmanager
async def locked(folder: Path, clock: Clock, **how: object) -> AsyncIterator[Hands]:
    """Give two people before a sealed vault, at the question for the passphrase."""
    app = make_app(folder, clock)
    try:
        async with app.run_test() as pilot:
            hands = Hands(app, pilot)
            await hands.rest()
            yield hands
    finally:
        app.workspace.library.vault.close()


async def secret(hands: Hands, *phrases: str) -> None:
    """Type phrases, each with Enter after it, and wait for what follows from the last."""
    await hands.until(lambda: isinstance(hands.app.focused, PassphraseField))
    screen = hands.app.screen
    for phrase in phrases:
        await hands.type(phrase)
        await hands.press("enter")
    await hands.until(
        lambda: (
            hands.app.screen is not screen
            or not any(form.busy for form in screen.query(PassphraseForm))
        )
    )


class CutOff(Exception):
    """The power is gone."""


def half_unsealed(folder: Path) -> None:
    """Make a vault that was sealed, and of which half the seal is off."""
    sealed(folder, example=True)

    def stop_half_way(done: int, of: int) -> None:
        if done >= of // 2:
            raise CutOff()

    with Vault.open(folder, now=EVENING) as vault:
        vault.seal.unlock(WORDS)
        with suppress(CutOff):
            vault.seal.unseal(progress=stop_half_way)
        assert vault.seal.manifest.state is State.UNSEALING
        assert vault.seal.has_plain_files()


def sealed(folder: Path, *, example: bool = False) -> None:
    """Make a vault that is sealed."""
    with Vault.open(folder, now=EVENING) as vault:
        if example:
            fill(vault, language("en"), EVENING)
        seal_with(vault, WORDS, language="en", cost=CHEAP)
