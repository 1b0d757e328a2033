"""A witness that cannot be kept, read or found: nobody is kept out, and nothing false is said."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sessions import seal_errors
from sessions.store import Vault
from sessions.store.disk import BACKUP
from sessions.store.witness import Witness
from tests.store.faults import ID, NOW, saying
from tests.store.helpers import open_own, seal_with
from tests.store.intruder import all_is_there, open_by, own_words
from tests.store.locks import KEYS, private
from tests.store.phrases import CHEAP, LIGHT, PASSPHRASE, Light

PHRASE = "van mij alleen, echt"
NEXT = "een andere zin, van mij"


class Stuck(Light):
    """A disk on which nothing can be changed under `place`; what is there can be read."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def _refuse(self, path: Path) -> None:
        if path.is_relative_to(self.place):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            self._refuse(path)
        return super().open(path, flags, mode)

    def mkdir(self, path: Path) -> None:
        self._refuse(path)
        super().mkdir(path)

    def rename(self, old: Path, new: Path) -> None:
        self._refuse(new)
        super().rename(old, new)

    def unlink(self, path: Path) -> None:
        self._refuse(path)
        super().unlink(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a sealed folder of which the witness saw everything."""
    place = tmp_path / "vault"
    own_words(place)
    start(place, tmp_path / "state").close()
    return place


def start(
    folder: Path, place: Path | None, disk: Light = LIGHT, *, unsealed: bool = False
) -> Vault:
    """Open a vault as at a start, whether it is sealed or not."""
    return open_by(folder, PASSPHRASE, place, disk=disk, unsealed=unsealed)


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_seal_that_was_taken_off_stays_off_where_nothing_can_be_noted(
    folder: Path, tmp_path: Path
) -> None:
    """The state folder can be read, and not written: no start after it takes that for an attack."""
    place = tmp_path / "state"
    disk = Stuck(place)
    before = files_in(place)
    with start(folder, place, disk) as vault:
        vault.seal.unseal()
    for _ in range(3):
        with start(folder, place, disk) as vault:
            assert vault.seal.notices == []
            assert all_is_there(vault)
    assert files_in(place) == before
    with Vault.open(folder, now=NOW, disk=LIGHT, witness=place, read_only=True) as vault:
        assert not vault.seal.is_sealed
    with start(folder, place) as vault:  # it can be written again
        assert vault.seal.notices == []
    assert files_in(place) != before
    assert not list(folder.glob("*.seen"))


def test_a_witness_that_cannot_be_written_still_tells_the_truth(
    folder: Path, tmp_path: Path
) -> None:
    """A folder of before the seal, laid back by somebody else, is told as ever."""
    place = tmp_path / "state"
    disk = Stuck(place)
    start(folder, place, disk).close()
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "before the seal", folder)
    for _ in range(2):
        with pytest.raises(seal_errors.SealGone):
            Vault.open(folder, now=NOW, disk=disk, witness=place)
    with start(folder, place, disk, unsealed=True) as vault:  # they took it off themselves
        assert all_is_there(vault)
    for _ in range(2):
        with start(folder, place, disk) as vault:
            assert vault.seal.notices == []
            assert all_is_there(vault)


def test_what_was_noted_in_the_folder_is_believed_of_nobody_else(
    folder: Path, tmp_path: Path
) -> None:
    """Copied from another folder, changed, or of before the witness was written again: nothing."""
    place = tmp_path / "state"
    with start(folder, place, Stuck(place)) as vault:
        vault.seal.unseal()
    noted = {path.name: path.read_bytes() for path in folder.glob("*.seen")}
    assert noted
    with start(folder, place) as vault:  # written outside again, and sealed again
        seal_with(vault, PASSPHRASE, cost=CHEAP)
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "before the seal", folder)
    for damage in (lambda blob: blob, lambda blob: blob[:-1] + b"x", lambda blob: b""):
        for name, blob in noted.items():
            (folder / name).write_bytes(damage(blob))
        with pytest.raises(seal_errors.SealGone):
            Vault.open(folder, now=NOW, disk=Stuck(place), witness=place)


def test_an_emptied_folder_is_told_once_where_nothing_can_be_noted(
    folder: Path, tmp_path: Path
) -> None:
    """They begin anew after it, and are not told at each start that a seal is gone."""
    place = tmp_path / "state"
    disk = Stuck(place)
    shutil.rmtree(folder)
    with start(folder, place, disk) as vault:
        assert [type(notice) for notice in vault.seal.notices] == [seal_errors.FolderEmptied]
        vault.records.save(saying("anew"))
    for _ in range(2):
        with start(folder, place, disk) as vault:
            assert vault.seal.notices == []
            assert vault.records.load(ID) == saying("anew")


@pytest.mark.parametrize("sealed", [True, False])
def test_a_phrase_that_changed_is_in_no_doubt_where_nothing_can_be_noted(
    folder: Path, tmp_path: Path, *, sealed: bool
) -> None:
    """Given, changed and taken away: the next start knows the last one, and goes on keeping."""
    place = tmp_path / "state"
    with start(folder, place) as vault:
        if not sealed:
            vault.seal.unseal()
        vault.records.save(private())
        vault.own_phrases.give("k", PHRASE, cost=CHEAP)
    disk = Stuck(place)
    with start(folder, place, disk) as vault:
        vault.own_phrases.change("k", PHRASE, NEXT, cost=CHEAP)
    with start(folder, place, disk) as vault:
        assert not vault.own_phrases.is_in_doubt("k")
        assert open_own(vault, vault.records.load(ID), "k", NEXT).said[KEYS] == private().said[KEYS]
        vault.own_phrases.take_away("k", NEXT)
    with start(folder, place, disk) as vault:
        assert not vault.own_phrases.is_in_doubt("k")
        assert vault.records.load(ID).said[KEYS] == private().said[KEYS]


def as_a_file(place: Path) -> None:
    shutil.rmtree(place)
    place.write_text("mine")


def as_a_dangling_link(place: Path) -> None:
    shutil.rmtree(place)
    place.symlink_to(place / "nowhere")


def with_folders_in_it(place: Path) -> None:
    for path in list(place.iterdir()):
        path.unlink()
        path.mkdir()


def with_pipes_in_it(place: Path) -> None:
    for path in list(place.iterdir()):
        path.unlink()
        os.mkfifo(path)


@pytest.mark.parametrize(
    "lay", [as_a_file, as_a_dangling_link, with_folders_in_it, with_pipes_in_it]
)
def test_a_state_folder_that_is_none_stops_nothing(
    folder: Path, tmp_path: Path, lay: Callable[[Path], None]
) -> None:
    """Starts, saves, sealing and unsealing go on, and nothing is said."""
    place = tmp_path / "state"
    lay(place)
    with start(folder, place) as vault:
        assert vault.seal.notices == []
        vault.seal.change_passphrase(PASSPHRASE, cost=CHEAP)
        vault.seal.unseal()
    for _ in range(2):
        with start(folder, place) as vault:
            assert (vault.seal.notices, all_is_there(vault)) == ([], True)


def test_without_a_home_nothing_is_kept_where_the_program_stands(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A place that is no whole path is no place: there is no witness then."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    with start(folder, Path("~/.local/state/tweespraak")) as vault:
        vault.seal.unseal()
    with start(folder, Path("~/.local/state/tweespraak")) as vault:
        assert vault.seal.notices == []
    assert list(here.iterdir()) == []


def test_what_cannot_be_read_just_now_is_not_written_over(folder: Path, tmp_path: Path) -> None:
    """A witness that the disk does not give today may say something true tomorrow."""
    place = tmp_path / "state"
    before = files_in(place)

    class Unread(Light):
        def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
            if path.is_relative_to(place) and path.suffix == ".seen":
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return super().open(path, flags, mode)

    with start(folder, place, Unread()) as vault:
        vault.seal.change_passphrase(PASSPHRASE, cost=CHEAP)
    assert files_in(place) == before


def test_a_witness_of_an_older_program_serves_too(folder: Path, tmp_path: Path) -> None:
    """One without a secret in it, where nothing can be written any more."""
    place = tmp_path / "state"
    for path in place.iterdir():
        content = json.loads(path.read_bytes().partition(b"\n")[2])
        assert content.pop("secret")
        body = json.dumps(content, separators=(",", ":"), sort_keys=True).encode()
        path.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    assert Witness(place, folder, LIGHT).seen_here().sealed
    disk = Stuck(place)
    with start(folder, place, disk) as vault:
        vault.seal.unseal()
    with start(folder, place, disk) as vault:
        assert (vault.seal.notices, all_is_there(vault)) == ([], True)


def test_a_folder_laid_where_it_would_be_noted_is_set_aside(folder: Path, tmp_path: Path) -> None:
    """Nobody can keep it from being noted by laying something in its place."""
    place = tmp_path / "state"
    disk = Stuck(place)
    for name in ("vault.seen", "here.seen"):
        (folder / name).mkdir()
    with start(folder, place, disk) as vault:
        vault.seal.unseal()
    with start(folder, place, disk) as vault:
        assert vault.seal.notices == []
    assert (folder / f"vault.json{BACKUP}").is_file()
