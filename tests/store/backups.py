"""Backups of a vault, and what is brought back from them."""

from __future__ import annotations

from pathlib import Path

from sessions.store import Vault
from sessions.store.backup import Backup
from sessions.store.restore import Plan, plan, restore
from sessions.store.sealing import Cost
from tests.store.faults import NOW

CHEAP = Cost(memory=64, passes=1, lanes=1)


def second(tmp_path: Path) -> Vault:
    """Give another vault, which is empty."""
    return Vault.open(tmp_path / "second", now=NOW)


def bring(vault: Vault, path: Path, secret: str = "") -> tuple[Plan, Plan]:
    """Restore a backup; give what it would do, and what it would do after that."""
    with Backup.open(path) as backup:
        if secret:
            backup.unlock(secret)
        before = plan(vault, backup)
        restore(vault, backup, now=NOW, progress=lambda *_: None)
        return before, plan(vault, backup)


def everywhere(folder: Path) -> bytes:
    """Give every byte in a folder."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
