"""Names for a vault that no folder can have: told in a sentence of their own, nothing is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sessions import errors, folder_errors
from sessions.store import Vault
from tests.store.faults import NOW


def _loop(folder: Path) -> Path:
    (folder / "loop").symlink_to("loop")
    return folder / "loop"


def _round(folder: Path) -> Path:
    (folder / "there").symlink_to("back")
    (folder / "back").symlink_to("there")
    return folder / "back"


NAMES: dict[str, tuple[Callable[[Path], Path], type[errors.StoreError]]] = {
    "one long name": (lambda folder: folder / ("x" * 300), folder_errors.FolderNameTooLong),
    "many names": (
        lambda folder: folder.joinpath(*["y" * 200] * 30),
        folder_errors.FolderNameTooLong,
    ),
    # The folder itself could be made, and nothing in it.
    "no room for a file": (
        lambda folder: (
            folder.joinpath(*["z" * 99] * 40) / ("w" * (4080 - len(str(folder)) - 40 * 100))
        ),
        folder_errors.FolderNameTooLong,
    ),
    "a loop": (_loop, folder_errors.FolderInLoop),
    "in a loop": (lambda folder: _loop(folder) / "in", folder_errors.FolderInLoop),
    "a loop of two": (_round, folder_errors.FolderInLoop),
}


@pytest.mark.parametrize("read_only", [False, True], ids=["to write", "to read"])
@pytest.mark.parametrize("name", NAMES)
def test_a_folder_that_cannot_be(tmp_path: Path, name: str, read_only: bool) -> None:
    """Neither "not writable" nor "not readable": what is wrong is the name."""
    lay, error = NAMES[name]
    folder = lay(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(errors.StoreError) as caught:
        Vault.open(folder, now=NOW, read_only=read_only)
    assert type(caught.value) is error
    assert len(str(caught.value)) < 1000
    assert sorted(tmp_path.rglob("*")) == before
