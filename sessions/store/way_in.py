"""A way in: what will open a vault, before anything is written of it.

So the recovery key is shown, and on paper, before anything is sealed with it.
"""

from __future__ import annotations

import os

import msgspec

from sessions.store import sealing
from sessions.store.manifest import Manifest
from sessions.store.sealing import Cost, Slot


class WayIn(msgspec.Struct, frozen=True, kw_only=True):
    """A key, and what will open it. `recovery_key` is as it is shown; it is kept nowhere."""

    key: bytes
    passphrase: Slot | None
    recovery: Slot
    recovery_key: str
    language: str = ""
    """That in which the passphrase is asked."""


def fresh(vault: str, passphrase: str, *, language: str, cost: Cost | None) -> WayIn:
    """Give a fresh key with what will open it. Raises `PhraseMissing`. One derivation, 0.2 s."""
    key = os.urandom(sealing.KEY)
    slot = sealing.wrap(key, passphrase, vault, cost or Cost())
    return _with_recovery(key, slot, vault, language)


def with_other_recovery_key(known: Manifest, key: bytes) -> WayIn:
    """Give another recovery key for the key of now, which the same passphrase opens."""
    return _with_recovery(key, known.passphrase, known.id, known.language)


def _with_recovery(key: bytes, passphrase: Slot | None, vault: str, language: str) -> WayIn:
    recovery_key = sealing.new_recovery_key()
    return WayIn(
        key=key,
        passphrase=passphrase,
        recovery=sealing.wrap(key, recovery_key, vault, None),
        recovery_key=recovery_key,
        language=language,
    )
