"""Vaults in folders of their own, opened as often as a test wants, and what lies in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions.store import Vault
from sessions.store.disk import Disk
from tests.store.damage import make_vault
from tests.store.faults import NOW, OTHER, full, pair, saying
from tests.store.phrases import WORDS

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
        for vault in opened:
            vault.close()
        opened.append(Vault.open(folder, now=NOW, disk=disk, read_only=read_only))
        return opened[-1]

    yield opener
    for vault in opened:
        vault.close()


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


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the backup goes."""
    return tmp_path / "backup.tar"


@pytest.fixture
def filled(open_vault: Opener) -> Vault:
    """A vault with two conversations, a pair and settings."""
    vault = open_vault()
    vault.records.save(saying("one"))
    vault.records.save(replace(full(), id=OTHER))
    vault.records.save_pair(pair())
    vault.records.save_settings({"language": "nl"})
    return vault


@pytest.fixture
def plain(open_vault: Opener) -> Vault:
    """A vault that is not sealed yet."""
    vault = open_vault()
    vault.records.save(saying(WORDS.decode()))
    vault.records.save_pair(pair())
    return vault
