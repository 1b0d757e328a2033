"""A crash at any moment of anything that writes: the old or the new, never neither.

The disk of these tests may keep, lose or reorder whatever was not synced. The protocol is then
broken on purpose, in every way that comes to mind: a prover that sees nothing then proves nothing.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sessions.store import (
    Vault,
    deletion,
    index,
    manifest,
    manifest_copies,
    quarantine,
    reserve_space,
)
from sessions.store import backup as backups
from sessions.store import disk as disks
from sessions.store.disk import BACKUP, Disk
from sessions.store.index import Index
from sessions.store.manifest import Manifest, State
from sessions.store.record_files import RecordFiles
from sessions.store.vault_seal import VaultSeal
from tests.store.proofs import Proof, prove
from tests.store.stories import MIN, STORIES

QUICK = 40
"""How many states of each story are started on in the default run, spread over all of them."""

TWICE = 20
"""How many of them are cut off again while they are started on, in the long run."""

BY_NAME = {story.name: story for story in STORIES}


@pytest.fixture(autouse=True)
def small_reserve(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the states small; what is in the reserve is nobody's words."""
    monkeypatch.setattr(reserve_space, "SIZE", 64)


def tell(record_property: Callable[[str, object], None], proof: Proof) -> None:
    """Say how much was proven, for who wants to add it up."""
    record_property("states found", proof.found)
    record_property("states started on", proof.tried)


# -- The protocol as it is --------------------------------------------------------------------


@pytest.mark.parametrize("name", BY_NAME)
def test_a_crash_leaves_the_old_or_the_new(
    tmp_path: Path, name: str, record_property: Callable[[str, object], None]
) -> None:
    """States from the whole of the story, each with everything in it that was promised."""
    proof = prove(tmp_path, BY_NAME[name], most=QUICK)
    tell(record_property, proof)
    assert proof.wrong == []
    assert proof.tried == min(QUICK, proof.found)


@pytest.mark.long
@pytest.mark.parametrize("name", BY_NAME)
def test_every_crash_and_every_crash_after_it(
    tmp_path: Path, name: str, record_property: Callable[[str, object], None]
) -> None:
    """Every state there is, and for some of them every state of a start that was cut off too."""
    proof = prove(tmp_path, BY_NAME[name], twice=TWICE)
    tell(record_property, proof)
    assert proof.wrong == []
    assert proof.tried == proof.found >= MIN[name]


def test_there_are_enough_of_them() -> None:
    """What the long run asks of each story comes to five thousand different states at least."""
    assert sum(MIN.values()) >= 5000
    assert MIN.keys() == BY_NAME.keys()


# -- The protocol with a mistake in it --------------------------------------------------------


Mistake = Callable[[pytest.MonkeyPatch], None]
MISTAKES: dict[str, tuple[Mistake, str]] = {}
"""By name: what makes the mistake, and the story that must come out wrong."""
LATER: set[str] = set()
"""The mistakes that who starts after the crash makes too."""


def mistake(story: str, *, later: bool = False) -> Callable[[Mistake], Mistake]:
    """Note a mistake that must be seen in that story."""

    def note(make: Mistake) -> Mistake:
        name = make.__name__
        MISTAKES[name] = (make, story)
        if later:
            LATER.add(name)
        return make

    return note


@mistake("a save over another")
def file_not_synced(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(disks, "_write_temp", unsynced)


def unsynced(disk: Disk, folder: Path, blob: bytes) -> Path:
    temp = folder / f".tweespraak-{os.urandom(8).hex()}.tmp"
    descriptor = disk.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    disks.write_all(disk, descriptor, blob)
    disk.close(descriptor)
    return temp


@mistake("a save over another")
def folder_not_synced(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(disks, "sync_folder", lambda disk, folder: None)


@mistake("a new conversation")
def new_folder_not_synced(patch: pytest.MonkeyPatch) -> None:
    def make_folder(disk: Disk, folder: Path) -> bool:
        if folder.is_dir():
            return False
        disk.mkdir(folder)
        return True

    patch.setattr(disks, "make_folder", make_folder)


@mistake("a save over another")
def renamed_before_it_is_synced(patch: pytest.MonkeyPatch) -> None:
    def save_file(disk: Disk, path: Path, blob: bytes, *, backup: bool = False) -> None:
        disk.rename(unsynced(disk, path.parent, blob), path)
        descriptor = disk.open(path, os.O_WRONLY)
        disk.fsync(descriptor)
        disk.close(descriptor)
        disks.sync_folder(disk, path.parent)

    patch.setattr(disks, "save_file", save_file)


def in_place(disk: Disk, path: Path, blob: bytes, *, backup: bool = False) -> None:
    descriptor = disk.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    disks.write_all(disk, descriptor, blob)
    disk.fsync(descriptor)
    disk.close(descriptor)
    disks.sync_folder(disk, path.parent)


@mistake("a save over another")
def written_in_place(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(disks, "save_file", in_place)


@mistake("a save over another, sealed")
def unlinked_before_the_rename(patch: pytest.MonkeyPatch) -> None:
    def save_file(disk: Disk, path: Path, blob: bytes, *, backup: bool = False) -> None:
        temp = disks._write_temp(disk, path.parent, blob)
        with contextlib.suppress(FileNotFoundError):
            disk.unlink(path)
        disk.rename(temp, path)
        disks.sync_folder(disk, path.parent)

    patch.setattr(disks, "save_file", save_file)


@mistake("a save over another")
def copy_made_by_rename(patch: pytest.MonkeyPatch) -> None:
    def keep(disk: Disk, path: Path) -> None:
        disk.rename(path, path.with_name(path.name + BACKUP))

    patch.setattr(disks, "_keep_backup", keep)


@mistake("from version 1")
def old_version_not_synced(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(disks, "_write_temp", unsynced)


@mistake("people and settings")
def people_written_in_place(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(disks, "save_file", in_place)


@mistake("the index is written", later=True)
def index_believed_whatever_it_says(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Index, "_is_current", lambda *given: True)


@mistake("the index is made again", later=True)
def leftovers_not_swept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(disks, "sweep", lambda disk, folder: None)


def put_as(state: State, other: Callable[[Manifest], Manifest]) -> Mistake:
    """Give a mistake that writes another manifest where one with `state` should be."""

    def make(patch: pytest.MonkeyPatch) -> None:
        render = manifest.render

        def rendered(known: Manifest) -> bytes:
            return render(other(known) if known.state is state else known)

        patch.setattr(manifest, "render", rendered)
        patch.setattr(Vault, "_must_be_ours", lambda self: None)

    return make


@mistake("sealing")
def sealed_before_the_files_are(patch: pytest.MonkeyPatch) -> None:
    from msgspec.structs import replace

    put_as(State.SEALING, lambda known: replace(known, state=State.SEALED))(patch)


@mistake("unsealing")
def key_thrown_away_first(patch: pytest.MonkeyPatch) -> None:
    put_as(State.UNSEALING, lambda known: Manifest(id=known.id))(patch)


@mistake("sealing", later=True)
def half_way_left_as_it_is(patch: pytest.MonkeyPatch) -> None:
    finish = VaultSeal.finish

    def begun_here(self: VaultSeal, *given: Any) -> None:
        if self._ways.manifests[0].state is not State.SEALING:
            finish(self, *given)

    patch.setattr(VaultSeal, "finish", begun_here)


@mistake("sealing")
def copies_not_sealed(patch: pytest.MonkeyPatch) -> None:
    paths = RecordFiles.record_paths

    def without(self: RecordFiles) -> Iterator[Path]:
        return (path for path in paths(self) if not path.name.endswith(BACKUP))

    patch.setattr(RecordFiles, "record_paths", without)


@mistake("another passphrase")
def passphrase_written_in_place(patch: pytest.MonkeyPatch) -> None:
    def written(folder: Path, blobs: tuple[bytes, bytes], disk: Disk, **_: object) -> None:
        for name in (manifest.NAME, manifest.NAME + BACKUP):
            descriptor = disk.open(folder / name, os.O_WRONLY | os.O_TRUNC)
            disks.write_all(disk, descriptor, blobs[0])
            disk.close(descriptor)

    patch.setattr(manifest_copies, "write", written)


@mistake("a phrase is given")
def closed_said_before_it_is_so(patch: pytest.MonkeyPatch) -> None:
    from msgspec.structs import replace

    from sessions.store import own_lock

    new = own_lock.new_own_lock
    patch.setattr(own_lock, "new_own_lock", lambda *given: replace(new(*given), done=True))


@mistake("sharing")
def shared_in_place(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(disks, "save_file", in_place)


@mistake("deleting")
def deleted_before_its_copy(patch: pytest.MonkeyPatch) -> None:
    def remove(files: RecordFiles, path: Path) -> None:
        for file in (path, path.with_name(path.name + BACKUP)):
            files.disk.unlink(file)
            disks.sync_folder(files.disk, path.parent)
        quarantine.remove(files, path.name)

    patch.setattr(deletion, "remove_file", remove)


@mistake("deleting")
def deleted_and_not_synced(patch: pytest.MonkeyPatch) -> None:
    def remove(files: RecordFiles, path: Path) -> None:
        quarantine.remove(files, path.name)
        for file in (path.with_name(path.name + BACKUP), path):
            files.disk.unlink(file)

    patch.setattr(deletion, "remove_file", remove)


@mistake("deleting")
def damaged_words_not_deleted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(quarantine, "remove", lambda files, name: None)


@mistake("deleting")
def summary_not_deleted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(index.Index, "flush", lambda self: None)


@mistake("a backup")
def backup_named_before_it_is_synced(patch: pytest.MonkeyPatch) -> None:
    write = backups._write

    class Lazy(Disk):
        """A disk that leaves the syncing of a file to the system."""

    def written(vault: Vault, descriptor: int, now: Any, disk: Any) -> Any:
        sync = disk.fsync
        disk.fsync = lambda descriptor: None
        try:
            return write(vault, descriptor, now, disk)
        finally:
            disk.fsync = sync

    patch.setattr(backups, "_write", written)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_protocol_is_seen(tmp_path: Path, name: str) -> None:
    """Each of these loses words, or leaves some behind, in one state at least."""
    make, story = MISTAKES[name]

    @contextmanager
    def mistaken() -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            make(patch)
            yield

    if name in LATER:
        proof = prove(tmp_path, BY_NAME[story], most=60, always=mistaken)
    else:
        proof = prove(tmp_path, BY_NAME[story], most=60, faults=mistaken)
    assert proof.wrong != []
