"""What was set: language, colours, sound, when it locks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sessions.errors import StoreError
from sessions.store import Vault

NAME_DRAFT = "draft."
"""What the names of settings begin with that hold a half-typed name of a person."""

_Kept = TypeVar("_Kept")


def is_name_draft(name: str) -> bool:
    """Whether a setting holds a half-typed name: it goes when a pair is deleted."""
    return name.startswith(NAME_DRAFT)


def _of_the_copy(read: Callable[[], _Kept], otherwise: _Kept) -> _Kept:
    """Give what the last good copy holds, or `otherwise`: the damage itself has been told."""
    try:
        return read()
    except StoreError:
        return otherwise


def settings_of(vault: Vault) -> dict[str, str]:
    """Give what was set, from the last good copy if need be. Damage is told when all is read."""
    try:
        return vault.records.settings()
    except StoreError:
        return _of_the_copy(lambda: vault.records.settings(backup=True), {})
