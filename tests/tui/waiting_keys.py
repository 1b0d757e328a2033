"""Waiting until every key that arrived has acted."""

from __future__ import annotations

import asyncio

from tui.textual_private import OrderedKeysApp


def is_settled(app: OrderedKeysApp) -> bool:
    """Whether no key waits for the one before it."""
    return app._course is None and not app._waiting and not app._letters


async def settle(app: OrderedKeysApp) -> None:
    """Wait for the keys that wait for others."""
    while not is_settled(app):
        if app._course is not None:
            await asyncio.wait({app._course})
        await asyncio.sleep(0)
