"""A vault in a folder of its own, opened as often as a test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sessions.store import Vault
from sessions.store.disk import Disk
from tests.store.damage import make_vault
from tests.store.faults import NOW

Opener = Callable[..., Vault]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the vault is; it is not there yet."""
    return tmp_path / "vault"


@pytest.fixture
def open_vault(folder: Path) -> Iterator[Opener]:
    """Open the vault; the one opened before is closed first, as in a next run."""
    opened: list[Vault] = []

    def opener(disk: Disk | None = None, *, read_only: bool = False) -> Vault:
        for one in opened:
            one.close()
        opened.append(Vault.open(folder, now=NOW, disk=disk, read_only=read_only))
        return opened[-1]

    yield opener
    for one in opened:
        one.close()


@pytest.fixture
def vaults(tmp_path: Path) -> Iterator[Callable[[bool], Vault]]:
    """Make vaults, and close them."""
    opened: list[Vault] = []

    def make(sealed: bool) -> Vault:
        opened.append(make_vault(tmp_path / f"vault{len(opened)}", sealed=sealed))
        return opened[-1]

    yield make
    for vault in opened:
        vault.close()
