"""The vault: one writer, nothing lost, and one damaged file never costs another."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.conversation import Conversation
from sessions.store import Vault, location, manifest, reserve_space
from sessions.store.disk import BACKUP, Disk
from tests.conftest import ROOT
from tests.store.conftest import Opener
from tests.store.faults import (
    ID,
    NOW,
    OTHER,
    Crash,
    Faulty,
    Full,
    failing,
    full,
    pair,
    read_only_system,
    saying,
    small,
)
from tests.store.helpers import every_conversation


def words(conversation: Conversation) -> str:
    """Give what `saying` put into it."""
    return conversation.title()


# -- Saving and loading -----------------------------------------------------------------------


def test_a_conversation_comes_back(open_vault: Opener) -> None:
    """In a next run everything is as it was said, in one file with its own name."""
    vault = open_vault()
    saved = vault.records.save(full())
    assert (saved.id, saved.generation, saved.reserve_spent, saved.set_aside) == (
        ID,
        1,
        False,
        None,
    )
    assert vault.records.path(ID) == vault.folder / "conversations" / "ab" / f"{ID}.tdb"
    vault = open_vault()
    assert vault.records.load(ID) == full()
    assert vault.records.ids() == (ID,)
    assert list(every_conversation(vault)) == [full()]


def test_a_save_replaces_the_whole_conversation(open_vault: Opener) -> None:
    """What was withdrawn from a conversation does not stay behind in its file."""
    vault = open_vault()
    vault.records.save(full())
    assert vault.records.save(small()).generation == 2
    assert vault.records.load(ID) == small()


def test_one_save_is_one_write(open_vault: Opener) -> None:
    """A save costs one renamed file and two syncs, whatever is in the vault."""
    disk = Faulty()
    vault = open_vault(disk)
    disk.calls.clear()
    vault.records.save(saying("first"))
    assert disk.calls.count("rename") == 1
    disk.calls.clear()
    vault.records.save(saying("second"))
    assert [disk.calls.count(name) for name in ("rename", "fsync", "link")] == [1, 2, 0]
    vault.records.save_settings({})
    disk.calls.clear()
    vault.records.save_pair(pair())
    assert [disk.calls.count(name) for name in ("rename", "fsync", "link")] == [1, 2, 0]


def test_an_earlier_run_is_kept(open_vault: Opener) -> None:
    """The backup is what this run began with."""
    open_vault().records.save(saying("monday"))
    vault = open_vault()
    for text in ("tuesday", "tuesday evening"):
        vault.records.save(saying(text))
    assert words(vault.records.load_backup(ID)) == "monday"
    assert words(vault.records.load(ID)) == "tuesday evening"


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a" * 31, "A" * 32, OTHER, "a" * 32 + "/"]
)
def test_what_is_not_there_is_missing(open_vault: Opener, name: str) -> None:
    """An id that nobody has, or that is none, is never a path."""
    vault = open_vault()
    for load in (vault.records.load, vault.records.load_backup):
        with pytest.raises(errors.RecordMissing):
            load(name)


def test_only_an_id_of_ours_is_saved(open_vault: Opener) -> None:
    """A conversation with another id is a mistake of the program, and writes nothing."""
    vault = open_vault()
    with pytest.raises(ValueError, match="hexadecimal"):
        vault.records.save(small("../" + "a" * 29))
    assert vault.records.ids() == ()


def test_people_and_settings_come_back(open_vault: Opener) -> None:
    """Pairs keep their order and their newest state; settings stand beside them."""
    vault = open_vault()
    assert (vault.records.pairs(), vault.records.settings()) == ((), {})
    for one in (pair("p1", "Kim"), pair("p2"), pair("p1", "[/]")):
        vault.records.save_pair(one)
    vault.records.save_settings({"theme": "dark", "gone": "x"})
    vault.records.save_settings({"theme": "light"})
    vault = open_vault()
    assert vault.records.pairs() == (pair("p1", "[/]"), pair("p2"))
    assert vault.records.settings() == {"theme": "light"}
    vault.records.save_settings({})
    assert vault.records.settings() == {}
    assert vault.records.settings(backup=True) == {"theme": "light"}
    assert vault.records.pairs(backup=True) == vault.records.pairs()


def test_a_closed_vault_saves_nothing(open_vault: Opener) -> None:
    """After closing, another window may be writing."""
    vault = open_vault()
    vault.close()
    vault.close()
    with pytest.raises(RuntimeError):
        vault.records.save(small())


# -- Damage -----------------------------------------------------------------------------------


def test_one_damaged_file_costs_no_other(open_vault: Opener) -> None:
    """The damage is named, and every other conversation is read."""
    vault = open_vault()
    fine = saying("fine", OTHER)
    for one in (saying("lost"), fine):
        vault.records.save(one)
    vault.records.path(ID).write_bytes(b"")
    found = list(every_conversation(vault))
    assert found[1] == fine
    assert isinstance(found[0], errors.RecordDamaged)
    assert found[0].fields["file"] == str(vault.records.path(ID))
    assert found[0].fields["backup"] is False
    assert vault.records.path(ID).read_bytes() == b""


def test_damage_offers_the_backup(open_vault: Opener) -> None:
    """When there is one, the error says so and it can be opened."""
    open_vault().records.save(saying("monday"))
    vault = open_vault()
    vault.records.save(saying("tuesday"))
    vault.records.path(ID).write_bytes(vault.records.path(ID).read_bytes()[:-1])
    with pytest.raises(errors.RecordDamaged) as caught:
        vault.records.load(ID)
    assert caught.value.fields["backup"] is True
    assert words(vault.records.load_backup(ID)) == "monday"


def make_empty(path: Path) -> None:
    path.write_bytes(b"what is left")


def make_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


def make_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("make", [make_empty, make_link, make_pipe, make_folder])
@pytest.mark.parametrize("links", [True, False])
def test_damage_in_the_way_of_a_save_is_set_aside(
    open_vault: Opener, make: Callable[[Path], None], links: bool
) -> None:
    """New words are saved, and what stood there is kept untouched."""
    open_vault().records.save(saying("monday"))
    vault = open_vault(None if links else Faulty(failing(errno.EPERM, "link")))
    vault.records.save(saying("tuesday"))
    backup = vault.records.path(ID).with_name(f"{ID}.tdb{BACKUP}")
    kept = backup.read_bytes()
    make(vault.records.path(ID))
    before = vault.records.path(ID).lstat()
    saved = vault.records.save(saying("evening"))
    assert saved.set_aside == vault.folder / "damaged" / f"{ID}.tdb.0"
    assert saved.set_aside.lstat().st_ino == before.st_ino
    assert words(vault.records.load(ID)) == "evening"
    assert backup.read_bytes() == kept
    assert saved.generation == 2
    make(vault.records.path(ID))
    again = vault.records.save(saying("night"))
    assert again.set_aside == vault.folder / "damaged" / f"{ID}.tdb.1"
    assert vault.records.save(saying("morning")).set_aside is None


def test_a_damaged_file_is_never_made_the_backup(open_vault: Opener) -> None:
    """A first save over damage leaves the good backup where it is."""
    open_vault().records.save(saying("monday"))
    open_vault().records.save(saying("tuesday"))
    vault = open_vault()
    vault.records.path(ID).write_bytes(b"broken")
    vault.records.save(vault.records.load_backup(ID))
    assert words(vault.records.load_backup(ID)) == "monday"
    assert (vault.folder / "damaged" / f"{ID}.tdb.0").read_bytes() == b"broken"


def test_swapped_files_are_noticed(open_vault: Opener) -> None:
    """Two whole files in each other's place are damage, not each other."""
    vault = open_vault()
    for one in (saying("a"), saying("b", OTHER)):
        vault.records.save(one)
    first, second = vault.records.path(ID).read_bytes(), vault.records.path(OTHER).read_bytes()
    vault.records.path(ID).write_bytes(second)
    vault.records.path(OTHER).write_bytes(first)
    assert [type(conversation) for conversation in every_conversation(vault)] == [
        errors.RecordDamaged
    ] * 2


def test_a_newer_conversation_is_not_written_over(
    open_vault: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named, the others are read, and a save leaves it as it is."""
    from sessions.store import schema

    monkeypatch.setitem(schema.VERSIONS, "conversation", 2)
    open_vault().records.save(small())
    monkeypatch.setitem(schema.VERSIONS, "conversation", 1)
    vault = open_vault()
    before = vault.records.path(ID).read_bytes()
    with pytest.raises(errors.RecordNewer):
        vault.records.load(ID)
    with pytest.raises(errors.RecordNewer):
        vault.records.save(small())
    assert vault.records.path(ID).read_bytes() == before
    assert not (vault.folder / "damaged").exists()


def test_strange_names_are_no_conversations(open_vault: Opener) -> None:
    """Only files whose name and folder fit are listed."""
    vault = open_vault()
    vault.records.save(small())
    folder = vault.records.path(ID).parent
    for name in ("x.tdb", f"{OTHER}.tdb", f"{ID}.tdb.bak", f"{ID}.tmp", "ab" + "1" * 30):
        (folder / name).touch()
    (vault.folder / "conversations" / "zz").touch()
    assert vault.records.ids() == (ID,)


def test_a_folder_that_cannot_be_listed_costs_no_other(open_vault: Opener) -> None:
    """The conversations in the other folders are still given."""
    vault = open_vault()
    for one in (saying("a"), saying("b", OTHER)):
        vault.records.save(one)
    vault.close()

    def fault(name: str, given: tuple[Any, ...]) -> None:
        if name == "names" and given[0].name == "ab":
            raise PermissionError(errno.EACCES, "no")

    vault = open_vault(Faulty(fault), read_only=True)
    found = list(every_conversation(vault))
    assert isinstance(found[0], errors.RecordUnreadable)
    assert found[1] == saying("b", OTHER)
    with pytest.raises(errors.RecordUnreadable):
        vault.records.ids()


# -- Opening ----------------------------------------------------------------------------------


def test_a_vault_has_its_parts(open_vault: Opener) -> None:
    """The records, the seal, the own phrases and the index are parts; nothing is inherited."""
    vault = open_vault()
    assert Vault.__mro__ == (Vault, object)
    assert {name for name in dir(vault) if not name.startswith("_")} == {
        *("open", "close", "id", "folder", "read_only", "files"),
        *("records", "seal", "own_phrases", "index"),
    }


@pytest.mark.parametrize("umask", [0, 0o777])
def test_the_vault_is_for_this_user_only(open_vault: Opener, umask: int) -> None:
    """Folders 0700 and files 0600, whatever the umask."""
    before = os.umask(umask)
    try:
        for text in ("a", "b"):
            vault = open_vault()
            vault.records.save(saying(text))
            vault.records.save_pair(pair())
            vault.records.path(ID).write_bytes(b"")
            vault.records.save(saying(text))
    finally:
        os.umask(before)
    everything = [vault.folder, *vault.folder.rglob("*")]
    assert len(everything) > 10
    for path in everything:
        wanted = 0o700 if path.is_dir() else 0o600
        assert (path, stat.S_IMODE(path.stat().st_mode)) == (path, wanted)


def test_a_folder_of_somebody_keeps_its_mode(folder: Path, open_vault: Opener) -> None:
    """A vault among other things does not lock those away; an empty folder becomes private."""
    folder.mkdir(mode=0o755)
    (folder / "holiday.jpg").touch()
    open_vault().close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    other = folder / "empty"
    other.mkdir(mode=0o755)
    Vault.open(other, now=NOW).close()
    assert stat.S_IMODE(other.stat().st_mode) == 0o700


def test_the_vault_keeps_its_id(open_vault: Opener) -> None:
    """It is the same vault in every run, also when one copy of its file is damaged."""
    first = open_vault()
    for name in (manifest.NAME, manifest.NAME + BACKUP):
        (first.folder / name).write_bytes(b"{}")
        assert open_vault().id == first.id
        (first.folder / name).unlink()
        assert open_vault().id == first.id


def test_every_flipped_bit_of_the_vaults_own_file_is_noticed(open_vault: Opener) -> None:
    """Then the copy counts; when both are broken nothing is opened and nothing changed."""
    vault = open_vault()
    vault.close()
    path = vault.folder / manifest.NAME
    blob = path.read_bytes()
    path.with_name(manifest.NAME + BACKUP).unlink()
    for place_ in range(len(blob)):
        for bit in range(8):
            changed = bytearray(blob)
            changed[place_] ^= 1 << bit
            path.write_bytes(changed)
            with pytest.raises(errors.VaultDamaged):
                manifest.read_manifest(vault.folder, Disk())
    with pytest.raises(errors.VaultDamaged):
        open_vault()
    assert path.read_bytes() == changed


def test_a_newer_vault_is_left_alone(open_vault: Opener) -> None:
    """The whole vault may have another format one day; this program says so."""
    vault = open_vault()
    path = vault.folder / manifest.NAME
    blob = manifest._render({"format": 3, "whatever": 1})
    path.write_bytes(blob)
    with pytest.raises(errors.RecordNewer):
        open_vault()
    assert path.read_bytes() == blob


@pytest.mark.parametrize("inside", ["", "deeper/still"])
def test_a_file_is_no_folder(tmp_path: Path, inside: str) -> None:
    """A file where the vault should be, or above it, is refused and kept."""
    (tmp_path / "file").write_text("mine")
    for read_only in (False, True):
        if inside and read_only:
            continue
        with pytest.raises(errors.VaultNotAFolder):
            Vault.open(tmp_path / "file" / inside, now=NOW, read_only=read_only)
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("exists", [False, True])
def test_a_read_only_disk_is_refused_with_the_reason(
    folder: Path, open_vault: Opener, exists: bool
) -> None:
    """It says why, and the vault can still be opened to read."""
    if exists:
        open_vault().records.save(small())
        open_vault().close()
    disk = Faulty(read_only_system)
    with pytest.raises(errors.VaultUnwritable) as caught:
        Vault.open(folder, now=NOW, disk=disk)
    assert caught.value.fields["reason"] == os.strerror(errno.EROFS)
    with Vault.open(folder, now=NOW, disk=disk, read_only=True) as vault:
        assert vault.records.ids() == ((ID,) if exists else ())


def test_a_network_disk_is_refused_unless_the_person_insists(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusal makes nothing; insisting and reading only go."""
    monkeypatch.setattr(location, "network_type", lambda folder: "nfs")
    with pytest.raises(errors.VaultOnNetwork):
        Vault.open(folder, now=NOW)
    assert not folder.exists()
    Vault.open(folder, now=NOW, insist=True).close()
    Vault.open(folder, now=NOW, read_only=True).close()


def test_leftovers_of_an_interrupted_save_are_swept(open_vault: Opener) -> None:
    """Only temporary files with our own name go, in every folder of the vault."""
    vault = open_vault()
    vault.records.save(small())
    ours = ".tweespraak-0123456789abcdef.tmp"
    folders = [vault.folder, vault.records.path(ID).parent]
    for one in folders:
        (one / ours).touch()
        (one / "notes.tmp").touch()
    open_vault(read_only=True)
    assert (vault.folder / ours).exists()
    open_vault()
    for one in folders:
        assert not (one / ours).exists()
        assert (one / "notes.tmp").exists()


def test_opening_cut_off_at_any_call_can_be_done_again(tmp_path: Path) -> None:
    """A first start that loses power anywhere leaves a folder that opens."""
    for stop in range(200):
        folder = tmp_path / str(stop)
        count = 0

        def fault(name: str, given: tuple[Any, ...], most: int = stop) -> None:
            nonlocal count
            count += 1
            if count > most:
                raise Crash

        try:
            Vault.open(folder, now=NOW, disk=Faulty(fault)).close()
        except Crash:
            with Vault.open(folder, now=NOW) as vault:
                vault.records.save(small())
                assert reserve_space.is_there(vault.folder)
        else:
            break
    assert 20 < stop < 199


# -- Reading only -----------------------------------------------------------------------------


def test_reading_only_goes_beside_a_writer(folder: Path, open_vault: Opener) -> None:
    """A second window reads what the first has saved, and writes nothing at all."""
    writer = open_vault()
    writer.records.save(saying("a"))
    with Vault.open(folder, now=NOW, read_only=True) as reader:
        assert (reader.read_only, writer.read_only) == (True, False)
        assert reader.id == writer.id
        writer.records.save(saying("b"))
        assert words(reader.records.load(ID)) == "b"
        with pytest.raises(errors.VaultReadOnly):
            reader.records.save(small())
        with pytest.raises(errors.VaultReadOnly):
            reader.records.save_pair(pair())
        with pytest.raises(errors.VaultReadOnly):
            reader.records.save_settings({})
    assert words(writer.records.load(ID)) == "b"


def test_reading_only_makes_no_folder(folder: Path) -> None:
    """A vault that is not there is empty, and still not there afterwards."""
    with Vault.open(folder, now=NOW, read_only=True) as vault:
        assert (vault.records.ids(), vault.records.pairs(), vault.records.settings()) == (
            (),
            (),
            {},
        )
        assert not reserve_space.is_there(vault.folder)
    assert not folder.exists()


# -- One writer -------------------------------------------------------------------------------

HOLDER = """
import sys
from datetime import datetime
from pathlib import Path
from sessions.store import Vault
vault = Vault.open(Path(sys.argv[1]), now=datetime.fromisoformat(sys.argv[2]))
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Hold the vault in another process."""
    command = [sys.executable, "-c", HOLDER, str(folder), NOW.isoformat()]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        try:
            yield other
        finally:
            other.kill()


def test_a_second_window_is_told_who_has_it_until_that_one_is_killed(
    folder: Path, open_vault: Opener
) -> None:
    """It says the process and since when, twice the same; a kill -9 sets the vault free at once."""
    with held(folder) as other:
        for _ in range(2):
            with pytest.raises(errors.VaultInUse) as caught:
                Vault.open(folder, now=NOW)
            assert caught.value.fields["process"] == other.pid
            assert caught.value.fields["since"] == NOW
        other.kill()
        other.wait()
        open_vault().records.save(small())


def test_a_second_opening_in_one_process_is_refused_too(folder: Path, open_vault: Opener) -> None:
    """The lock counts openings, not processes."""
    vault = open_vault()
    with pytest.raises(errors.VaultInUse):
        Vault.open(folder, now=NOW)
    (folder / "lock").write_bytes(b"\n\xff nonsense")
    with pytest.raises(errors.VaultInUse) as caught:
        Vault.open(folder, now=NOW)
    assert caught.value.fields["process"] == "?"
    vault.close()
    open_vault()


def make_link_to_nowhere(path: Path) -> None:
    path.symlink_to("/dev/null")


@pytest.mark.parametrize("make", [os.mkfifo, make_link_to_nowhere])
def test_a_lock_that_is_no_file_never_hangs(folder: Path, make: Callable[[Path], None]) -> None:
    """A pipe or a link under the lock's name is refused at once, and nothing waits for it."""
    folder.mkdir()
    make(folder / "lock")
    for _ in range(2):
        with pytest.raises(errors.VaultUnwritable):
            Vault.open(folder, now=NOW)


# -- A full disk ------------------------------------------------------------------------------


def test_the_last_words_still_fit_on_a_full_disk(open_vault: Opener) -> None:
    """The ballast makes room and the person is told; after that the error says the disk is full."""
    disk = Full(room=reserve_space.SIZE + 10_000)
    vault = open_vault(disk)
    assert reserve_space.is_there(vault.folder)
    vault.records.save(saying("before"))
    disk.room = 10
    saved = vault.records.save(saying("the last words"))
    assert saved.reserve_spent
    assert not reserve_space.is_there(vault.folder)
    assert words(vault.records.load(ID)) == "the last words"
    assert not vault.records.save(saying("there is room now")).reserve_spent
    disk.room = 10
    with pytest.raises(errors.DiskFull):
        vault.records.save(saying("too much"))
    assert words(vault.records.load(ID)) == "there is room now"


def test_words_that_do_not_fit_even_then_are_refused(open_vault: Opener) -> None:
    """What was saved before is still there."""
    disk = Full(room=reserve_space.SIZE + 10_000)
    vault = open_vault(disk)
    vault.records.save(saying("before"))
    with pytest.raises(errors.DiskFull):
        vault.records.save(saying("x" * 4 * reserve_space.SIZE))
    assert words(vault.records.load(ID)) == "before"
    assert [
        path for path in vault.records.path(ID).parent.iterdir() if path.name.endswith(".tmp")
    ] == []


def test_the_ballast_comes_back_when_there_is_room(open_vault: Opener) -> None:
    """A start on a full disk goes without it, the next start lays it again, in full."""
    vault = open_vault()
    (vault.folder / reserve_space.NAME).unlink()
    assert not reserve_space.is_there(open_vault(Full(room=100)).folder)
    assert reserve_space.is_there(open_vault().folder)
    (vault.folder / reserve_space.NAME).write_bytes(b"half")
    open_vault()
    assert (vault.folder / reserve_space.NAME).stat().st_size == reserve_space.SIZE


def test_a_first_start_on_a_full_disk_says_so(folder: Path) -> None:
    """A vault that cannot be made names the reason and holds no lock."""
    with pytest.raises(errors.DiskFull):
        Vault.open(folder, now=NOW, disk=Full(room=10))
    Vault.open(folder, now=NOW).close()


def test_a_quota_is_a_full_disk(open_vault: Opener) -> None:
    """Having used one's share is the same to the person."""
    open_vault().records.save(saying("before"))
    vault = open_vault(Faulty(failing(errno.EDQUOT, "write")))
    with pytest.raises(errors.DiskFull):
        vault.records.save(saying("after"))
    assert not reserve_space.is_there(vault.folder)
    assert words(vault.records.load(ID)) == "before"


def test_a_file_that_may_not_be_read_is_not_written_over(open_vault: Opener) -> None:
    """A save over what cannot be verified is refused, with the reason."""
    open_vault().records.save(saying("before"))

    def fault(name: str, given: tuple[Any, ...]) -> None:
        if name == "open" and given[0].name == f"{ID}.tdb":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    vault = open_vault(Faulty(fault))
    with pytest.raises(errors.SaveFailed) as caught:
        vault.records.save(saying("after"))
    assert caught.value.fields["reason"] == os.strerror(errno.EACCES)
    assert words(open_vault().records.load(ID)) == "before"


def test_a_changed_id_inside_is_noticed(open_vault: Opener) -> None:
    """A record that was saved under another name is not given out as that one."""
    from tinydb import TinyDB

    from sessions.store import RecordStorage, schema

    vault = open_vault()
    vault.records.save(small())
    with TinyDB(vault.records.path(ID), storage=RecordStorage) as database:
        assert len(database.table("conversation")) == 1
        other = schema.to_document(replace(small(), id=OTHER))
        database.table("conversation").update(other)
    with pytest.raises(errors.RecordDamaged):
        vault.records.load(ID)
