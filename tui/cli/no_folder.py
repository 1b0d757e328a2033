"""Where the folder should be there is none, or nothing was begun in it."""

from __future__ import annotations

from pathlib import Path

from sessions.errors import StoreError
from sessions.text import N_

_OF_A_VAULT = ("vault.json", "conversations", "diary", "damaged")
"""How the names begin of what lies in a vault, beside its files."""


class VaultMissing(StoreError):
    sentence = N_(
        "There is no folder {folder}. Are your conversations somewhere else? Then name that folder "
        "with --data."
    )


class VaultNotBegun(StoreError):
    sentence = N_(
        "There are no conversations in the folder {folder}. Are they somewhere else? Then name "
        "that folder with --data."
    )


def is_missing(folder: Path) -> bool:
    """Whether there is nothing at all where the folder should be."""
    try:
        folder.stat()
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False  # something is there: what is the matter with it, opening it tells
    return False


def is_not_begun(folder: Path) -> bool:
    """Whether there is a folder with nothing of a vault in it: a disk may not be connected."""
    try:
        names = [path.name for path in folder.iterdir()]
    except (OSError, ValueError):
        return False  # as above
    return not any(name.startswith(_OF_A_VAULT) or ".tdb" in name for name in names)


def must_be_there(folder: Path) -> None:
    """Raise `VaultMissing` or `VaultNotBegun`: what is not there must not seem well."""
    if is_missing(folder):
        raise VaultMissing(folder=str(folder))
    if is_not_begun(folder):
        raise VaultNotBegun(folder=str(folder))
