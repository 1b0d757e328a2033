"""Opening a vault: its folder, its own file, one that only reads, and one writer."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sessions import errors
from sessions.store import Vault, location, manifest, reserve_space
from sessions.store.disk import BACKUP, Disk
from tests.conftest import ROOT
from tests.store.conftest import Opener
from tests.store.faults import (
    ID,
    NOW,
    Crash,
    Faulty,
    pair,
    read_only_system,
    saying,
    small,
)
from tests.store.helpers import ways_in
from tests.store.test_vault import words


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
                ways_in(vault.folder, Disk())
    with pytest.raises(errors.VaultDamaged):
        open_vault()
    assert path.read_bytes() == changed


def test_a_newer_vault_is_left_alone(open_vault: Opener) -> None:
    """The whole vault may have another format one day; this program says so."""
    vault = open_vault()
    path = vault.folder / manifest.NAME
    blob = manifest._render({"format": 4, "whatever": 1})
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
    for folder in folders:
        (folder / ours).touch()
        (folder / "notes.tmp").touch()
    open_vault(read_only=True)
    assert (vault.folder / ours).exists()
    open_vault()
    for folder in folders:
        assert not (folder / ours).exists()
        assert (folder / "notes.tmp").exists()


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
