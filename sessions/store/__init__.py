"""The vault: one folder with everything people said, that loses nothing and notices damage.

Nothing here is imported before it is asked for, so that a start pays only for what it uses.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as `typing` has it, which takes longer to import than the due cache
if TYPE_CHECKING:
    from sessions.store.tinydb_storage import RecordStorage
    from sessions.store.vault import Saved, Vault
    from sessions.store.writer import Result, Writer

__all__ = ["RecordStorage", "Result", "Saved", "Vault", "Writer"]

_HOME = {
    "RecordStorage": "sessions.store.tinydb_storage",
    "Result": "sessions.store.writer",
    "Saved": "sessions.store.vault",
    "Vault": "sessions.store.vault",
    "Writer": "sessions.store.writer",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
