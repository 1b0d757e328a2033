"""What a disk that failed once must not cost: each of these was found by failing every call."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sessions import errors
from sessions.store import Vault, manifest
from sessions.store.disk import BACKUP
from sessions.store.manifest import State
from tests.store.faults import ID, NOW, OTHER, Crash, Faulty, pair, small
from tests.store.helpers import is_draft, open_own, seal_with
from tests.store.story_parts import CHEAP, PHRASE, SECRET, WHISPER, talk

Fault = Callable[[str, tuple[Any, ...]], None]


class Once:
    """A fault for one call, armed when the test is ready for it."""

    def __init__(self, number: int, matches: Callable[[str, tuple[Any, ...]], bool]) -> None:
        self.number, self.matches = number, matches
        self.armed = False

    def __call__(self, name: str, given: tuple[Any, ...]) -> None:
        if self.armed and self.matches(name, given):
            self.armed = False
            raise OSError(self.number, os.strerror(self.number))


def opening(name: str, before: int = 0) -> Callable[[str, tuple[Any, ...]], bool]:
    """Match the opening of a file with that name to read it, after `before` that go well."""
    seen = 0

    def matches(call: str, given: tuple[Any, ...]) -> bool:
        nonlocal seen
        reads = call == "open" and given[0].name == name and not given[1] & os.O_WRONLY
        seen += reads
        return reads and seen > before

    return matches


def syncing_after_rename_to(name: str) -> Callable[[str, tuple[Any, ...]], bool]:
    """Match the sync of the folder after a file got that name."""
    renamed = False

    def matches(call: str, given: tuple[Any, ...]) -> bool:
        nonlocal renamed
        hit = renamed and call == "fsync"
        renamed = (call == "rename" and given[1].name == name) or (renamed and call != "fsync")
        return hit

    return matches


@pytest.fixture
def vaults(tmp_path: Path) -> Iterator[Callable[[Fault | None], Vault]]:
    """Open the vault on a disk with a fault; the one of before is closed."""
    opened: list[Vault] = []

    def open_(fault: Fault | None = None) -> Vault:
        for vault in opened:
            vault.close()
        opened.append(Vault.open(tmp_path / "vault", now=NOW, disk=Faulty(fault)))
        return opened[-1]

    yield open_
    for vault in opened:
        vault.close()


Opener = Callable[..., Vault]


def test_a_read_that_fails_once_costs_no_pair(vaults: Opener) -> None:
    """Saving a pair when the disk hiccups on the file of before: the other pairs, the settings and
    the locks stay.
    """
    first = vaults()
    first.records.save_pair(pair("p1"))
    first.records.save_settings({"theme": "dark"})
    first.own_phrases.give("k", PHRASE, cost=CHEAP)
    hiccup = Once(errno.EIO, opening("pairs.tdb"))
    vault = vaults(hiccup)
    hiccup.armed = True
    try:
        vault.records.save_pair(pair("p2"))
    except errors.StoreError:
        vault.records.save_pair(pair("p2"))
    assert [pair.id for pair in vault.records.pairs()] == ["p1", "p2"]
    assert vault.records.settings() == {"theme": "dark"}
    assert vault.own_phrases.has("k")


def test_a_phrase_that_was_given_half_way_can_be_given_again(vaults: Opener) -> None:
    """What the first try closed opens after the second: it is the same lock."""
    hiccup = Once(
        errno.ENOSPC, lambda call, given: call == "rename" and given[1].name == f"{OTHER}.tdb"
    )
    vault = vaults(hiccup)
    vault.records.save(talk("one", alone=True))
    vault.records.save(talk("two", OTHER, alone=True))
    hiccup.armed = True
    with pytest.raises(errors.StoreError):
        vault.own_phrases.give("k", PHRASE, cost=CHEAP)
    vault.own_phrases.give("k", PHRASE, cost=CHEAP)
    for conversation_id in (ID, OTHER):
        found = open_own(vault, vault.records.load(conversation_id), "k", PHRASE)
        assert found.said["alone/goal/k/0"].fields == {"text": WHISPER}


def test_what_was_written_down_of_locks_is_known(vaults: Opener) -> None:
    """A lock that is on the disk, though the save of it said no, is used by the next save."""
    hiccup = Once(errno.EIO, syncing_after_rename_to("pairs.tdb"))
    vault = vaults(hiccup)
    assert not vault.own_phrases.has("k")
    hiccup.armed = True
    with pytest.raises(errors.StoreError):
        vault.own_phrases.give("k", PHRASE, cost=CHEAP)
    assert vault.own_phrases.has("k") == bool(vault.own_phrases.locks._read(backup=False))


def test_sealing_goes_on_after_a_sync_that_failed(vaults: Opener) -> None:
    """The manifest says that it is being sealed: then it can be finished, in the same run."""
    hiccup = Once(errno.EIO, syncing_after_rename_to(manifest.NAME))
    vault = vaults(hiccup)
    vault.records.save(talk("open-words"))
    hiccup.armed = True
    with pytest.raises(errors.StoreError):
        seal_with(vault, SECRET, cost=CHEAP)
    if vault.seal.is_sealed:
        vault.seal.finish()
    else:
        seal_with(vault, SECRET, cost=CHEAP)
    assert vault.seal.manifest.state is State.SEALED
    assert b"open-words" not in vault.records.path(ID).read_bytes()


def test_unsealing_twice_never_writes_a_manifest_nobody_can_read(vaults: Opener) -> None:
    """When the last sync failed and it is done again, each manifest on the way can be read."""
    hiccup = Once(errno.EIO, syncing_after_rename_to(manifest.NAME))
    seen: list[bytes] = []

    def watch(name: str, given: tuple[Any, ...]) -> None:
        hiccup(name, given)
        if name == "rename" and given[1].name == manifest.NAME:
            seen.append(given[0].read_bytes())
            if len(seen) == 3:  # of sealing two, and the first of unsealing; so the last follows
                hiccup.armed = True

    vault = vaults(watch)
    vault.records.save(talk("words"))
    seen.clear()
    seal_with(vault, SECRET, cost=CHEAP)
    with pytest.raises(errors.StoreError):
        vault.seal.unseal()
    if vault.seal.is_sealed:
        vault.seal.unseal()
    else:
        with pytest.raises(errors.VaultNotSealed):
            vault.seal.unseal()
    assert [manifest.parse(blob, file="") for blob in seen].count(None) == 0


def test_a_read_that_fails_once_is_not_remembered_as_damage(vaults: Opener, tmp_path: Path) -> None:
    """The list of the next start has the conversation again."""
    first = vaults()
    first.records.save(talk("one"))
    path = first.records.path(ID)
    old = path.stat().st_mtime_ns - 3_600_000_000_000
    os.utime(path, ns=(old, old))
    hiccup = Once(errno.EIO, opening(path.name))
    vault = vaults(hiccup)
    for file in (vault.folder / "index").iterdir():
        file.unlink()
    hiccup.armed = True
    vault.index.read()
    vault.index.mend()
    assert [summary.id for summary in vaults().index.read().summaries] == [ID]


def test_deleting_a_pair_leaves_no_conversation_that_could_not_be_read(vaults: Opener) -> None:
    """A conversation that the system refuses to open for a moment is theirs all the same."""
    first = vaults()
    first.records.save_pair(pair("p1"))
    first.records.save(small())
    hiccup = Once(errno.EACCES, opening(f"{ID}.tdb"))
    vault = vaults(hiccup)
    for path in (vault.folder / "index").iterdir():
        path.unlink()
    hiccup.armed = True
    try:
        vault.records.delete_pair("p1", with_setting=is_draft)
    except errors.StoreError:
        vault.records.delete_pair("p1", with_setting=is_draft)
    assert vault.records.pairs() == ()
    assert vault.records.ids() == ()


@pytest.mark.parametrize("name", ["pairs.tdb", f"{ID}.tdb"])
@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES])
@pytest.mark.parametrize("before", range(4))
def test_a_read_that_fails_once_makes_no_difference_to_restoring(
    vaults: Opener, tmp_path: Path, name: str, number: int, before: int
) -> None:
    """It is refused and done again, or done; it never leaves out, doubles or takes away."""
    from sessions.store.backup import Backup, write_backup
    from sessions.store.restore import restore

    first = vaults()
    first.records.save(talk("one"))
    first.records.save_pair(pair("p2"))
    file = tmp_path / "backup.tar"
    write_backup(first, file, now=NOW)
    first.records.save_pair(pair("p1"))
    hiccup = Once(number, opening(name, before))
    vault = vaults(hiccup)
    hiccup.armed = True

    def bring() -> None:
        with Backup.open(file) as backup:
            restore(vault, backup, now=NOW, progress=lambda done, of: None)

    try:
        bring()
    except errors.StoreError:
        bring()
    hiccup.armed = False
    assert {pair.id for pair in vault.records.pairs()} == {"p1", "p2"}
    assert vault.records.ids() == (ID,)
    assert not (vault.folder / "damaged").exists()


def test_a_save_that_is_tried_again_keeps_the_copy_of_the_earlier_run(vaults: Opener) -> None:
    """The copy is what this run began with, also when the first save was refused after all."""
    vaults().records.save(talk("monday"))
    hiccup = Once(errno.EIO, syncing_after_rename_to(f"{ID}.tdb"))
    vault = vaults(hiccup)
    hiccup.armed = True
    with pytest.raises(errors.StoreError):
        vault.records.save(talk("tuesday"))
    vault.records.save(talk("tuesday"))
    assert vault.records.load_backup(ID).title() == "monday"


@pytest.mark.parametrize("change", ["given again", "changed"])
def test_no_crash_leaves_an_old_way_in_beside_a_phrase(vaults: Opener, change: str) -> None:
    """Cut off between the locks and their copy, the next start makes the copy the same."""
    crash = False

    def fault(name: str, given: tuple[Any, ...]) -> None:
        if crash and name == "rename" and given[1].name == "pairs.tdb" + BACKUP:
            raise Crash

    vault = vaults(fault)
    vault.own_phrases.give("k", "the old one", cost=CHEAP)
    vault.records.save_pair(pair())
    if change == "given again":
        vault.own_phrases.take_away("k", "the old one")
    crash = True
    if change == "changed":
        with pytest.raises(Crash):
            vault.own_phrases.change("k", "the old one", PHRASE, cost=CHEAP)
    else:
        with pytest.raises(Crash):
            vault.own_phrases.give("k", PHRASE, cost=CHEAP)
    crash = False
    again = vaults()
    again.seal.finish()
    assert (
        again.own_phrases.locks._read(backup=True)["k"]
        == again.own_phrases.locks._read(backup=False)["k"]
    )


def test_a_pair_that_was_deleted_half_way_can_be_deleted_again(vaults: Opener) -> None:
    """Cut off between the pairs and their copy, nothing of it is left after the next start."""

    def fault(name: str, given: tuple[Any, ...]) -> None:
        if crash and name == "rename" and given[1].name == "pairs.tdb" + BACKUP:
            seen.append(name)
            if len(seen) == 2:
                raise Crash

    crash, seen = False, ["of an earlier run"]
    first = vaults()
    first.records.save_pair(pair("p1", "deleted-name"))
    first.records.save_pair(pair("p2"))
    vault = vaults(fault)
    vault.records.save_settings({"theme": "dark"})
    crash = True
    with pytest.raises(Crash):
        vault.records.delete_pair("p1", with_setting=is_draft)
    crash = False
    again = vaults()
    again.seal.finish()
    if any(pair.id == "p1" for pair in again.records.pairs()):
        again.records.delete_pair("p1", with_setting=is_draft)
    for name in ("pairs.tdb", "pairs.tdb" + BACKUP):
        assert b"deleted-name" not in (again.folder / name).read_bytes()
