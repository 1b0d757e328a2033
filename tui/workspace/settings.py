"""What was set: language, colours, sound, when it locks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sessions.errors import StoreError
from sessions.store import Vault

_Kept = TypeVar("_Kept")


def _of_the_copy(read: Callable[[], _Kept], otherwise: _Kept) -> _Kept:
    """Give what the last good copy holds, or `otherwise`: the damage itself has been told."""
    try:
        return read()
    except StoreError:
        return otherwise


def settings_of(vault: Vault) -> dict[str, str]:
    """Give what was set, from the last good copy if need be. Damage is told when all is read."""
    try:
        return vault.settings()
    except StoreError:
        return _of_the_copy(lambda: vault.settings(backup=True), {})
