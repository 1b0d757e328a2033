"""Damage that the list does not see by itself: among very many, or where a file looks as before."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sessions import errors
from sessions.store import Vault, due_cache
from sessions.store import index as indexes
from sessions.store.backup import write_backup
from sessions.store.health import check
from tests.store.conftest import Opener
from tests.store.damage import BOTH
from tests.store.faults import ID, NOW, saying
from tests.store.helpers import seal_with
from tests.store.phrases import CHEAP, PASSPHRASE
from tests.store.test_index import settle

MANY = 40
"""Conversations in one folder: more than are looked at one by one at a start."""


@pytest.fixture
def many(open_vault: Opener) -> Vault:
    """A vault with so many conversations in one folder, and an index that has settled."""
    assert MANY > indexes.LOOK_MAX
    vault = open_vault()
    for number in range(MANY):
        vault.records.save(saying(f"talk {number}", f"ab{number:030x}"))
    settle(vault)
    return vault


@pytest.fixture
def two(open_vault: Opener) -> Vault:
    """A vault with two conversations, and an index that has settled."""
    vault = open_vault()
    vault.records.save(saying("one"))
    vault.records.save(saying("two", "cd" + "1" * 30))
    settle(vault)
    return vault


def _rot(path: Path) -> None:
    """Change one bit of a file that looks as before, as a bad disk does."""
    state, above = path.stat(), path.parent.stat()
    with path.open("r+b") as file:
        file.seek(-5, os.SEEK_END)
        (byte,) = file.read(1)
        file.seek(-5, os.SEEK_END)
        file.write(bytes([byte ^ 1]))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    os.utime(path.parent, ns=(above.st_atime_ns, above.st_mtime_ns))


def _damaged(vault: Vault, *, look_at_all: bool = False) -> list[object]:
    problems = vault.index.read(look_at_all=look_at_all).problems
    assert all(isinstance(problem, errors.RecordDamaged) for problem in problems)
    return [problem.fields["id"] for problem in problems]


def test_one_among_many_is_seen_by_who_looks_at_all(many: Vault) -> None:
    """Cut off in place, its folder looks as before; `list` and `due` look at every file."""
    path = many.records.path(f"ab{7:030x}")
    assert due_cache.read(str(many.folder)) is not None
    above = path.parent.stat()
    with path.open("r+b") as file:
        file.truncate(300)
    os.utime(path.parent, ns=(above.st_atime_ns, above.st_mtime_ns))
    assert _damaged(many) == []
    assert _damaged(many, look_at_all=True) == [f"ab{7:030x}"]
    assert due_cache.read(str(many.folder)) is None
    many.index.mend()
    assert _damaged(many) == [f"ab{7:030x}"]


def _load(vault: Vault) -> None:
    with pytest.raises(errors.RecordDamaged):
        vault.records.load(ID)


READ: dict[str, Callable[[Vault], object]] = {
    "opened": _load,
    "checked": check,
    "in a backup": lambda vault: write_backup(vault, vault.folder.parent / "b.tar", now=NOW),
}
"""Ways in which every byte of it is read."""


@pytest.mark.parametrize("name", READ)
@BOTH
def test_once_read_it_is_named_from_then_on(two: Vault, sealed: bool, name: str) -> None:
    """In this run and the next, though the file looks as it did."""
    if sealed:
        seal_with(two, PASSPHRASE, cost=CHEAP)
        settle(two)
    _rot(two.records.path(ID))
    assert _damaged(two) == []
    READ[name](two)
    assert _damaged(two) == [ID]
    assert due_cache.read(str(two.folder)) is None
    two.close()
    with Vault.open(two.folder, now=NOW) as vault:
        if sealed:
            vault.seal.unlock(PASSPHRASE)
        assert _damaged(vault) == [ID]
        assert due_cache.read(str(two.folder)) is None


def test_mended_it_is_well_again(two: Vault) -> None:
    """A save in its place is read, and nobody is told any more."""
    _rot(two.records.path(ID))
    _load(two)
    assert _damaged(two) == [ID]
    two.records.save(saying("one again"))
    assert _damaged(two) == []
    settle(two)
    assert due_cache.read(str(two.folder)) is not None


def test_who_only_reads_writes_nothing_and_knows_what_is_not_known(two: Vault) -> None:
    """The index is let go by who may write, without a key: the next reads for itself."""
    seal_with(two, PASSPHRASE, cost=CHEAP)
    settle(two)
    two.close()
    _rot(two.records.path(ID))
    before = {path: path.read_bytes() for path in (two.folder / "index").iterdir()}
    with Vault.open(two.folder, now=NOW, read_only=True) as reader:
        reader.seal.unlock(PASSPHRASE)
        assert reader.index.unaware() == []
        _load(reader)
        assert reader.index.unaware() == ["ab"]
    assert {path: path.read_bytes() for path in (two.folder / "index").iterdir()} == before
    with Vault.open(two.folder, now=NOW) as vault:
        vault.index.let_go(["ab"])
    assert not (two.folder / "index" / "ab.tdb").exists()
    with Vault.open(two.folder, now=NOW, read_only=True) as reader:
        reader.seal.unlock(PASSPHRASE)
        assert _damaged(reader) == [ID]
