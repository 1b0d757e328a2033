"""Copies of what is in a vault: named by the check, and taken along when something is deleted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions.diary import Diary, Entry
from sessions.store import Vault, copies, leftovers
from sessions.store.backup import write_backup
from sessions.store.health import check
from sessions.store.leftovers import Sort
from tests.store.backups import everywhere
from tests.store.damage import BOTH
from tests.store.faults import ID, NOW, OTHER, pair, saying
from tests.store.helpers import is_draft, seal_with
from tests.store.phrases import CHEAP, PASSPHRASE

WRITER = "c" * 32
THEIRS = "e" * 32
"""A conversation of other people."""

NAMES = {
    "syncthing": f"conversations/ab/{ID}.sync-conflict-20260301-193015-ABCDEFG.tdb",
    "its versions": f".stversions/conversations/ab/{ID}~20260301-193015.tdb",
    "dropbox": f"conversations/ab/{ID} (Kim's conflicted copy 2026-03-01).tdb",
    "onedrive": f"conversations/ab/{ID}-LAPTOP.tdb",
    "google drive": f"conversations/ab/{ID} (1).tdb",
    "nextcloud": f"conversations/ab/{ID} (conflicted copy 2026-03-01 193015).tdb",
    "icloud": f"conversations/ab/{ID} 2.tdb",
    "an editor": f"conversations/ab/{ID}.tdb~",
    "another editor": f"conversations/ab/#{ID}.tdb#",
    "a merge": f"conversations/ab/{ID}.tdb.orig",
    "of the copy": f"conversations/ab/{ID}.tdb.sync-conflict-20260301-193015-ABCDEFG.bak",
    "in the wrong folder": f"conversations/{ID}.tdb",
    "the whole folder": f"vault (2)/conversations/ab/{ID}.tdb",
    "set aside by hand": f"damaged/{ID} by hand.tdb",
    "renamed": "kept/the talk of march",
}
"""Copies of one conversation, as they are called by who makes them."""


@pytest.fixture
def crowded(filled: Vault) -> Vault:
    """A vault with people who keep a diary, and others."""
    filled.records.save_pair(
        replace(pair(), people=tuple(replace(it, id=WRITER) for it in pair().people[:1]))
    )
    filled.records.save_pair(pair("p2", "Noor"))
    filled.records.save(replace(saying("theirs", THEIRS), pair="p2"))
    entry = Entry(id="f" * 32, on=NOW.date(), text="dear diary", written=NOW)
    filled.records.save_diary(Diary(person=WRITER, entries=(entry,)))
    filled.index.read()
    filled.index.mend()
    return filled


def _copy(vault: Vault, source: Path, name: str) -> Path:
    path = vault.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, path)
    return path


def _seal(vault: Vault) -> None:
    seal_with(vault, PASSPHRASE, cost=CHEAP)


def _names(found: tuple[leftovers.Leftover, ...]) -> set[str]:
    return {copy.name for copy in found}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@BOTH
def test_a_copy_is_found_whatever_made_it(crowded: Vault, sealed: bool, name: str) -> None:
    """Plain and sealed, by the check and for who deletes that conversation; not for another one."""
    if sealed:
        _seal(crowded)
    _copy(crowded, crowded.records.path(ID), name)
    assert _names(copies.of_records(crowded, {ID})) == {name}
    assert copies.of_records(crowded, {OTHER}) == ()
    assert _names(check(crowded).copies) == {name}
    (copy,) = copies.of_records(crowded, {ID})
    leftovers.take_away(crowded, copy)
    crowded.records.delete(ID)
    assert ID.encode() not in everywhere(crowded.folder)
    assert check(crowded).copies == ()


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_half_a_copy_with_its_name_is_found_too(crowded: Vault, name: str) -> None:
    """Cut off, or without its header: words can stand in it all the same."""
    path = _copy(crowded, crowded.records.path(ID), name)
    path.write_bytes(path.read_bytes()[200:])
    assert bool(copies.of_records(crowded, {ID})) == (ID in name)


@BOTH
def test_a_copy_of_the_list_goes_with_what_is_in_it(crowded: Vault, sealed: bool) -> None:
    """Subjects and agreements stand in it."""
    if sealed:
        _seal(crowded)
        crowded.index.read()
        crowded.index.mend()
    names = {"index/ab.sync-conflict-20260301.tdb"}
    _copy(crowded, crowded.folder / "index/ab.tdb", *names)
    if not sealed:
        names |= {"index/promised (2).json"}
        text = f'{{"promises":[{{"conversation":"{ID}"}}]}}'
        (crowded.folder / "index/promised (2).json").write_text(text, encoding="utf-8")
    assert _names(copies.of_records(crowded, {ID})) == names
    assert copies.of_records(crowded, {OTHER}) == ()


@BOTH
def test_what_goes_with_a_pair(crowded: Vault, sealed: bool) -> None:
    """Copies of their conversations, their diaries and of the people; not those of others."""
    if sealed:
        _seal(crowded)
    theirs = {
        f"conversations/ab/{ID} (1).tdb",
        f"diary/{WRITER}.sync-conflict-1.tdb",
        "pairs (2).tdb",
        "pairs.tdb~",
    }
    _copy(crowded, crowded.records.path(ID), f"conversations/ab/{ID} (1).tdb")
    _copy(crowded, crowded.folder / f"diary/{WRITER}.tdb", f"diary/{WRITER}.sync-conflict-1.tdb")
    for name in ("pairs (2).tdb", "pairs.tdb~"):
        _copy(crowded, crowded.files.pairs_path(), name)
    others = f"conversations/ee/{THEIRS} (1).tdb"
    _copy(crowded, crowded.records.path(THEIRS), others)
    talks, people = crowded.records.of_pair("p1")
    found = copies.of_records(crowded, {"p1", *talks, *people})
    assert _names(found) == theirs
    for copy in found:
        leftovers.take_away(crowded, copy)
    crowded.records.delete_pair("p1", with_setting=is_draft)
    assert (crowded.folder / others).exists()
    assert b"dear diary" not in everywhere(crowded.folder)


def test_what_is_no_copy(crowded: Vault, tmp_path: Path) -> None:
    """Its own files, what was set aside, backups, files of others, and what lies behind links."""
    crowded.records.path(OTHER).write_bytes(b"half")
    crowded.records.save(saying("again", OTHER))
    (crowded.folder / "holiday.txt").write_text("tweespraak is a nice word", encoding="utf-8")
    (crowded.folder / f"{ID}.txt").write_text("a note about it", encoding="utf-8")
    (crowded.folder / f"{ID} (3).tdb").write_bytes(b"")
    write_backup(crowded, crowded.folder / "kept.tar", now=NOW)
    outside = tmp_path / "outside"
    outside.mkdir()
    shutil.copy(crowded.records.path(ID), outside / f"{ID} (1).tdb")
    (crowded.folder / "link").symlink_to(outside, target_is_directory=True)
    assert copies.find(crowded) == ()
    assert copies.of_records(crowded, {ID, OTHER}) == ()


def test_where_it_cannot_look_it_says_so(crowded: Vault) -> None:
    """A folder too deep is named to who deletes; the check of a plain vault has no need to."""
    (crowded.folder / "/".join("abcdefghijklmnopqrstuvwxyz")).mkdir(parents=True)
    (place,) = copies.of_records(crowded, {ID})
    assert (place.sort, place.can_go) == (Sort.UNSEEN, False)
    assert check(crowded).copies == ()


def test_conversations_on_another_disk(crowded: Vault, tmp_path: Path) -> None:
    """The folder of all conversations may be a link: copies beside them are found and go."""
    shutil.move(crowded.folder / "conversations", tmp_path / "elsewhere")
    (crowded.folder / "conversations").symlink_to(tmp_path / "elsewhere")
    _copy(crowded, crowded.records.path(ID), NAMES["dropbox"])
    (copy,) = copies.of_records(crowded, {ID})
    leftovers.take_away(crowded, copy)
    assert copies.find(crowded) == ()
    _copy(crowded, crowded.records.path(ID), NAMES["dropbox"])
    _seal(crowded)
    (leftover,) = leftovers.find(crowded)
    leftovers.close(crowded, leftover)
    assert leftovers.find(crowded) == ()


def test_an_open_copy_in_a_sealed_vault_is_named_once(crowded: Vault) -> None:
    """As one that stands open, which is worse; sealed ones stand apart."""
    _copy(crowded, crowded.records.path(ID), NAMES["dropbox"])
    _seal(crowded)
    _copy(crowded, crowded.records.path(ID), NAMES["syncthing"])
    health = check(crowded)
    assert _names(health.leftovers) == {NAMES["dropbox"]}
    assert _names(health.copies) == {NAMES["syncthing"]}
    assert len(copies.of_records(crowded, {ID})) == 2
