"""A change of keys that is cut off at any call, and what is looked at then."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sessions import errors
from sessions.store import Vault
from tests.store.faults import NOW, Crash
from tests.store.phrases import LIGHT, Light


class Cut(Light):
    """A disk on which the power goes before or after a call; after that nothing reaches it."""

    def __init__(self, at: int, *, after: bool) -> None:
        self.left = at
        self.after = after
        self.gone = False
        self.armed = False

    def __getattribute__(self, name: str) -> Any:
        attribute = super().__getattribute__(name)
        if name.startswith("_") or not callable(attribute):
            return attribute

        def call(*given: Any) -> Any:
            if not self.armed:
                return attribute(*given)
            if self.gone:
                raise Crash
            self.left -= 1
            if self.left >= 0:
                return attribute(*given)
            self.gone = True
            if self.after:
                attribute(*given)
            raise Crash

        return call


Change = Callable[[Vault], object]


def cut_off(template: Path, folder: Path, cut: Cut, change: Change, secret: str) -> bool:
    """Make a copy of a vault and change it until the cut; give whether it was cut off."""
    shutil.copytree(template, folder)
    vault = Vault.open(folder, now=NOW, disk=cut)
    if vault.seal.is_locked:
        vault.seal.unlock(secret)
    cut.armed = True
    try:
        change(vault)
    except Crash:
        return True
    finally:
        # The process is gone: nothing is written by closing, and the lock is free.
        cut.armed = False
        vault.files.close()
        vault.close()
    return False


# What a cut after one call leaves is what a cut before the next one leaves, unless something is
# done between them that is no call; so the second half is looked at in the long run.
AFTER = pytest.mark.parametrize(
    "after", [False, pytest.param(True, marks=pytest.mark.long)], ids=["before", "after"]
)

ALSO_SOME = pytest.mark.parametrize(
    ("after", "step"),
    [
        (False, 3),
        pytest.param(False, 1, marks=pytest.mark.long),
        pytest.param(True, 1, marks=pytest.mark.long),
    ],
    ids=["third", "before", "after"],
)


def every_cut(
    tmp_path: Path,
    change: Change,
    secret: str,
    check: Callable[[Path], None],
    *,
    after: bool,
    least: int,
    step: int = 1,
) -> None:
    """Cut a change off before or after every `step`-th call, and look at what is left."""
    at = 0
    while True:
        folder = tmp_path / str(at)
        cut = Cut(at, after=after)
        was_cut = cut_off(tmp_path / "vault", folder, cut, change, secret)
        check(folder)
        shutil.rmtree(folder)
        if not was_cut:
            break
        at += step
    assert at >= least


def opens(folder: Path, secret: str) -> Vault | None:
    """Give the vault open, or None when `secret` does not open it."""
    vault = Vault.open(folder, now=NOW, disk=LIGHT)
    try:
        vault.seal.unlock(secret)
    except errors.WrongPassphrase:
        vault.close()
        return None
    return vault


def blobs(folder: Path) -> list[bytes]:
    """Give the bytes of every file in a vault."""
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
