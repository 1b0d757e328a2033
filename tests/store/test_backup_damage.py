"""What was set aside as damaged goes through a backup, and comes back as safe as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.store import Vault
from sessions.store.backup import write_backup
from tests.store.backups import CHEAP, bring, everywhere, second
from tests.store.faults import ID, NOW, OTHER, saying
from tests.store.helpers import is_draft, seal_with

SECRET = b"somebody's words, in a file that is damaged"


def with_damage(vault: Vault) -> None:
    """Lay damaged files in a vault: one in its place, one that was set aside before."""
    vault.records.path(ID).write_bytes(SECRET)
    (vault.folder / "damaged").mkdir(exist_ok=True)
    (vault.folder / "damaged" / f"{OTHER}.tdb.0").write_bytes(SECRET + b", earlier")


def test_damaged_words_are_sealed_where_they_come_back(
    filled: Vault, target: Path, tmp_path: Path
) -> None:
    """A backup that is open brings damage into a sealed vault: no word of it lies there open."""
    with_damage(filled)
    write_backup(filled, target, now=NOW)
    with second(tmp_path) as other:
        seal_with(other, "four words", cost=CHEAP)
        before, after = bring(other, target)
        assert len(before.damaged) == 2
        assert after.is_empty
        assert SECRET not in everywhere(other.folder)
        other.seal.unseal()
        set_aside = sorted(path.read_bytes() for path in (other.folder / "damaged").iterdir())
        assert set_aside == [SECRET, SECRET + b", earlier"]


def test_damage_of_a_sealed_backup_can_be_had_back(
    filled: Vault, target: Path, tmp_path: Path
) -> None:
    """It comes out of its wrapping, whatever key and name it gets here; twice is once."""
    with_damage(filled)
    seal_with(filled, "four words", cost=CHEAP)
    write_backup(filled, target, now=NOW)
    with second(tmp_path) as other:
        other.records.save(saying("mine", "ef" * 16))
        (other.folder / "damaged").mkdir()
        (other.folder / "damaged" / f"{OTHER}.tdb.0").write_bytes(b"another one")
        bring(other, target, "four words")
        bring(other, target, "four words")
        set_aside = sorted(path.read_bytes() for path in (other.folder / "damaged").iterdir())
        assert set_aside == [b"another one", SECRET, SECRET + b", earlier"]


def test_damage_that_came_back_is_deleted_with_the_rest(
    filled: Vault, target: Path, tmp_path: Path
) -> None:
    """It has the name of what it was, so deleting that finds it."""
    write_backup(filled, target, now=NOW)
    with_damage(filled)
    (filled.folder / "pairs.tdb").write_bytes(SECRET + b", of names")
    both = target.with_name("both.tar")
    write_backup(filled, both, now=NOW)
    with second(tmp_path) as other:
        bring(other, both)
        bring(other, target)
        assert SECRET + b", of names" in everywhere(other.folder)
        for id_ in other.records.ids():
            other.records.delete(id_)
        other.records.delete_pair("p1", with_setting=is_draft)
        assert SECRET not in everywhere(other.folder)


@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "sealed"])
def test_what_only_the_copy_is_left_of_is_in_the_backup(
    filled: Vault, target: Path, tmp_path: Path, *, sealed: bool
) -> None:
    """A conversation and the people whose own file is gone: named, and had back out of it."""
    kept, people = filled.records.load(ID), filled.records.pairs()
    if sealed:
        seal_with(filled, "four words", cost=CHEAP)
    for path in (filled.records.path(ID), filled.files.pairs_path()):
        path.rename(path.with_name(path.name + ".bak"))
    report = write_backup(filled, target, now=NOW)
    assert sorted(report.damaged) == [f"conversations/{ID[:2]}/{ID}.tdb", "pairs.tdb"]
    with second(tmp_path) as other:
        other.records.save(saying("mine", "ef" * 16))
        before, after = bring(other, target, "four words" if sealed else "")
        assert len(before.new) == 2
        assert after.is_empty
        assert other.records.load(ID) == kept
        assert other.records.pairs() == people
