"""Saving a file: the old or the new, whole, at every moment, and nothing in between."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB, where

from sessions import errors
from sessions.store import RecordStorage
from sessions.store import disk as disks
from sessions.store.disk import BACKUP, Disk
from tests.store.faults import Crash, Faulty, failing, read_only_system

OLD = {"notes": {"1": {"text": "old"}}}
NEW = {"notes": {"1": {"text": "new"}}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a record, with its folder; there is nothing in it yet."""
    (tmp_path / "in").mkdir()
    return tmp_path / "in" / "notes.tdb"


def stored(path: Path) -> Any:
    """Give what an honest disk has at `path`."""
    return RecordStorage(path).read()


def left(path: Path) -> list[str]:
    """Give the names beside `path`."""
    return sorted(file.name for file in path.parent.iterdir())


def test_tinydb_opens_it_by_itself(path: Path) -> None:
    """The storage needs nothing but the path; all of TinyDB works on it."""
    with TinyDB(path, storage=RecordStorage) as database:
        database.insert({"who": "Kim", "text": "[/] ē"})
        database.insert({"who": "Sam"})
        database.update({"text": "\ufffd"}, where("who") == "Sam")
        database.remove(where("who") == "Kim")
    with TinyDB(path, storage=RecordStorage) as database:
        assert database.all() == [{"who": "Sam", "text": "\ufffd"}]
    assert path.read_bytes().startswith(b"tweespraak 1 notes 1 notes 4 plain ")


def test_only_what_is_not_there_is_none(path: Path) -> None:
    """A file that is missing is empty; a file that cannot be read never is."""
    assert stored(path) is None
    path.write_bytes(b"")
    with pytest.raises(errors.RecordDamaged) as caught:
        stored(path)
    assert caught.value.fields["file"] == str(path)
    with pytest.raises(errors.RecordDamaged), TinyDB(path, storage=RecordStorage) as database:
        database.insert({})
    assert path.read_bytes() == b""


def test_a_damaged_file_is_never_written_over(path: Path) -> None:
    """Not even by a write that did not read first."""
    path.write_bytes(b"what is left of somebody's words")
    with pytest.raises(errors.RecordDamaged):
        RecordStorage(path).write(NEW)
    assert path.read_bytes() == b"what is left of somebody's words"
    assert left(path) == ["notes.tdb"]


def test_the_order_of_a_save(path: Path) -> None:
    """Written and synced before it takes the old one's place, and the folder synced after that."""
    RecordStorage(path).write(OLD)
    disk = Faulty()
    storage = RecordStorage(path, disk=disk)
    storage.write(NEW)
    told = [name for name in disk.calls if name in {"write", "fsync", "link", "rename"}]
    assert told == ["write", "fsync", "link", "rename", "rename", "fsync"]
    disk.calls.clear()
    storage.write(OLD)
    told = [name for name in disk.calls if name in {"write", "fsync", "link", "rename"}]
    assert told == ["write", "fsync", "rename", "fsync"]


def test_the_first_save_of_a_run_keeps_what_was_there(path: Path) -> None:
    """The ``.bak`` is what the run began with, however often it saves."""
    backup = path.with_name(path.name + BACKUP)
    first = RecordStorage(path)
    first.write(OLD)
    first.write(OLD)
    assert not backup.exists()
    before = path.read_bytes()
    second = RecordStorage(path)
    second.write(NEW)
    second.write({})
    assert backup.read_bytes() == before
    assert stored(backup) == OLD
    RecordStorage(path).write(NEW)
    assert stored(backup) == {}


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK])
def test_a_disk_without_links_gets_a_copy(path: Path, number: int) -> None:
    """Where a file can have one name only, the ``.bak`` is a copy."""
    RecordStorage(path).write(OLD)
    RecordStorage(path, disk=Faulty(failing(number, "link"))).write(NEW)
    assert (stored(path), stored(path.with_name(path.name + BACKUP))) == (NEW, OLD)
    assert left(path) == ["notes.tdb", "notes.tdb.bak"]


def test_a_save_cut_off_at_any_call_leaves_the_old_or_the_new(path: Path) -> None:
    """The power may go before any call; what is there is whole, and so is the ``.bak``."""
    RecordStorage(path).write({"notes": {}})
    RecordStorage(path).write(OLD)
    start = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    seen = []
    for stop in range(100):
        for file in path.parent.iterdir():
            file.unlink()
        for name, blob in start.items():
            (path.parent / name).write_bytes(blob)
        try:
            RecordStorage(path, disk=Faulty(crash_at(stop))).write(NEW)
        except Crash:
            seen.append(stored(path))
            assert stored(path.with_name(path.name + BACKUP)) in (OLD, {"notes": {}})
            disks.sweep(Disk(), path.parent)
            before = stored(path)
            RecordStorage(path).write({})
            assert stored(path.with_name(path.name + BACKUP)) == before
            assert left(path) == ["notes.tdb", "notes.tdb.bak"]
        else:
            break
    assert len(seen) > 10
    assert seen == sorted(seen, key=[OLD, NEW].index)
    assert {tables["notes"]["1"]["text"] for tables in seen} == {"old", "new"}


def crash_at(stop: int) -> Callable[[str, tuple[Any, ...]], None]:
    """Give a fault that lets `stop` calls through, and nothing after them."""
    count = 0

    def fault(name: str, given: tuple[Any, ...]) -> None:
        nonlocal count
        count += 1
        if count > stop:
            raise Crash

    return fault


@pytest.mark.parametrize("call", ["open", "write", "fsync", "close", "link", "rename", "fchmod"])
@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EACCES])
def test_a_save_that_is_refused_says_so(path: Path, call: str, number: int) -> None:
    """Each error of the system becomes one of ours, the old is still there, and nothing is left."""
    RecordStorage(path).write(OLD)
    storage = RecordStorage(path)
    assert storage.read() == OLD
    storage.write(OLD)
    fresh = RecordStorage(path, disk=Faulty(in_a_save(number, call)))
    wanted = errors.DiskFull if number in disks.FULL else errors.SaveFailed
    with pytest.raises(wanted) as caught:
        fresh.write(NEW)
    if wanted is errors.SaveFailed:
        assert caught.value.fields["reason"] == os.strerror(number)
    assert stored(path) == OLD
    assert [name for name in left(path) if name.endswith(".tmp")] == []


def in_a_save(number: int, call: str) -> Callable[[str, tuple[Any, ...]], None]:
    """Give a fault for `call` once the reading before the save is done."""
    saving = False

    def fault(name: str, given: tuple[Any, ...]) -> None:
        nonlocal saving
        saving = saving or (name == "open" and bool(given[1] & os.O_CREAT))
        if saving and name == call:
            raise OSError(number, os.strerror(number))

    return fault


def test_a_short_write_is_finished(path: Path) -> None:
    """The system may take three bytes at a time, or be interrupted; all of it gets there."""

    class Slow(Disk):
        calls = 0

        def write(self, descriptor: int, data: memoryview) -> int:
            self.calls += 1
            if self.calls % 3 == 0:
                raise InterruptedError(errno.EINTR, "interrupted")
            return super().write(descriptor, data[:3])

    RecordStorage(path, disk=Slow()).write(NEW)
    assert stored(path) == NEW


def test_a_write_that_takes_nothing_ends(path: Path) -> None:
    """A system that takes no byte and gives no error does not hang the program."""

    class Stuck(Disk):
        def write(self, descriptor: int, data: memoryview) -> int:
            return 0

    with pytest.raises(errors.SaveFailed):
        RecordStorage(path, disk=Stuck()).write(NEW)
    assert left(path) == []


def test_what_is_too_large_to_read_is_not_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit of reading holds for writing, so nothing is saved that cannot be opened."""
    RecordStorage(path).write(OLD)
    monkeypatch.setattr(disks, "FILE_MAX", 400)
    with pytest.raises(errors.SaveFailed):
        RecordStorage(path).write({"notes": {"1": {"text": "x" * 400}}})
    assert stored(path) == OLD
    monkeypatch.setattr(disks, "FILE_MAX", 20)
    with pytest.raises(errors.RecordDamaged):
        stored(path)


@pytest.mark.parametrize("umask", [0, 0o777, 0o077])
def test_modes_do_not_hang_on_the_umask(tmp_path: Path, umask: int) -> None:
    """Files are for this user only, and this user can always open them."""
    path = tmp_path / "one" / "two" / "notes.tdb"
    before = os.umask(umask)
    try:
        RecordStorage(path).write(OLD)
        RecordStorage(path).write(NEW)
    finally:
        os.umask(before)
    for file in (path, path.with_name(path.name + BACKUP)):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for folder in (path.parent, path.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOTSUP])
def test_a_disk_without_modes_saves_all_the_same(tmp_path: Path, number: int) -> None:
    """A memory stick knows no modes; that is no reason to lose words."""
    path = tmp_path / "stick" / "notes.tdb"
    RecordStorage(path, disk=Faulty(failing(number, "fchmod", "chmod"))).write(NEW)
    assert stored(path) == NEW


def make_link(path: Path) -> None:
    target = path.with_name("target.tdb")
    RecordStorage(target).write(OLD)
    path.symlink_to(target)


@pytest.mark.parametrize("make", [make_link, os.mkfifo, Path.mkdir])
def test_only_a_regular_file_is_opened(path: Path, make: Callable[[Path], None]) -> None:
    """A link, a pipe or a folder is refused at once; nothing is followed and nothing hangs."""
    make(path)
    with pytest.raises(errors.RecordDamaged) as caught:
        stored(path)
    assert caught.value.fields["problem"] == "no regular file"


def test_a_read_that_is_refused_is_no_damage(path: Path) -> None:
    """A file that may not be read now is told from one that is broken."""
    RecordStorage(path).write(OLD)
    with pytest.raises(errors.RecordUnreadable) as caught:
        RecordStorage(path, disk=Faulty(failing(errno.EACCES, "open"))).read()
    assert caught.value.fields["reason"] == os.strerror(errno.EACCES)
    with pytest.raises(errors.RecordDamaged):
        RecordStorage(path, disk=Faulty(failing(errno.EIO, "read"))).read()


def test_reading_only_writes_nothing(path: Path) -> None:
    """A storage that is for reading refuses before it touches the disk."""
    disk = Faulty(read_only_system)
    with pytest.raises(errors.VaultReadOnly):
        RecordStorage(path, disk=disk, read_only=True).write(NEW)
    assert disk.calls == []


def test_the_sweep_takes_only_ours(path: Path) -> None:
    """Temporary files of an interrupted save go; everything else stays."""
    mine = path.with_name(".tweespraak-0123456789abcdef.tmp")
    others = [".tweespraak-0123.tmp", "x.tmp", "notes.tdb", "tweespraak-0123456789abcdef.tmp"]
    for name in [mine.name, *others]:
        path.with_name(name).touch()
    disks.sweep(Disk(), path.parent)
    assert left(path) == sorted(others)


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_folder_that_cannot_be_synced_is_no_error(path: Path, number: int) -> None:
    """Some file systems cannot sync a folder; saving works there all the same."""
    count = 0

    def fault(name: str, given: tuple[Any, ...]) -> None:
        nonlocal count
        count += name == "fsync"
        if name == "fsync" and count == 2:
            raise OSError(number, os.strerror(number))

    RecordStorage(path, disk=Faulty(fault)).write(NEW)
    assert (stored(path), count) == (NEW, 2)


@pytest.mark.parametrize(
    "payload",
    [b"", b"[]", b"{", b"\xff", b'{"a": 1}', b'{"a": {"x": {}}}', b'{"a": {"1": 2}}', b"[" * 99999],
)
def test_a_verified_file_with_no_tables_is_damage(path: Path, payload: bytes) -> None:
    """A checksum that fits is not enough; TinyDB gets tables with documents or an error."""
    from sessions.store import file_format

    who = file_format.record_key_of(path)
    path.write_bytes(
        file_format.pack(file_format.Header(record_key=who, version=1, generation=1), payload)
    )
    with pytest.raises(errors.RecordDamaged):
        stored(path)
