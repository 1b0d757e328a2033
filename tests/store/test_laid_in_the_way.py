"""What somebody lays in the place of a part of the vault: it opens, and nothing is followed out."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from sessions import diary as diaries
from sessions import errors
from sessions.diary import Diary
from sessions.store import Vault, file_lock, manifest
from sessions.store.disk import BACKUP
from tests.store.faults import ID, NOW, OTHER, pair, saying
from tests.store.helpers import seal_with
from tests.store.phrases import CHEAP, LIGHT, PASSPHRASE

OUTSIDE = b"a file of somebody, outside the vault"


def lay_folder(path: Path, outside: Path) -> None:
    path.mkdir()
    (path / "mine").write_bytes(OUTSIDE)


def lay_pipe(path: Path, outside: Path) -> None:
    os.mkfifo(path)


def lay_link_to_nowhere(path: Path, outside: Path) -> None:
    path.symlink_to(outside / "new")


def lay_link_to_a_file(path: Path, outside: Path) -> None:
    path.symlink_to(outside / "file")


def lay_link_to_a_folder(path: Path, outside: Path) -> None:
    path.symlink_to(outside)


def lay_link_to_itself(path: Path, outside: Path) -> None:
    path.symlink_to(path)


def lay_link_to_a_device(path: Path, outside: Path) -> None:
    path.symlink_to("/dev/null")


def lay_nothing_in_it(path: Path, outside: Path) -> None:
    path.write_bytes(b"")


def lay_nonsense(path: Path, outside: Path) -> None:
    path.write_bytes(os.urandom(100))


Lay = Callable[[Path, Path], None]
NO_FILES: tuple[Lay, ...] = (
    *(lay_folder, lay_pipe, lay_link_to_nowhere, lay_link_to_a_file),
    *(lay_link_to_a_folder, lay_link_to_itself, lay_link_to_a_device),
)
ALL: tuple[Lay, ...] = (*NO_FILES, lay_nothing_in_it, lay_nonsense)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Give a folder of somebody beside the vault."""
    place = tmp_path / "outside"
    place.mkdir()
    (place / "file").write_bytes(OUTSIDE)
    return place


def is_as_it_was(outside: Path) -> bool:
    """Whether nothing was written through a link."""
    return {path.name: path.read_bytes() for path in outside.iterdir()} == {"file": OUTSIDE}


@pytest.mark.parametrize("lay", NO_FILES)
def test_a_lock_that_is_no_file_is_set_aside(folder: Path, outside: Path, lay: Lay) -> None:
    """It stops no start, twice the same, and is kept as it was."""
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        vault.records.save(saying("words"))
    for count in range(2):
        (folder / "lock").unlink()
        lay(folder / "lock", outside)
        before = stat.S_IFMT(os.lstat(folder / "lock").st_mode)
        with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
            assert vault.records.load(ID) == saying("words")
            assert (folder / "lock").is_file()
            assert not (folder / "lock").is_symlink()
            with pytest.raises(errors.VaultInUse):
                Vault.open(folder, now=NOW, disk=LIGHT)
        kept = folder / "damaged" / f"lock.{count}"
        assert stat.S_IFMT(os.lstat(kept).st_mode) == before
    assert is_as_it_was(outside)


def test_a_lock_that_is_no_file_is_set_aside_in_a_new_folder(folder: Path, outside: Path) -> None:
    """Also where nothing was ever kept."""
    folder.mkdir()
    lay_pipe(folder / "lock", outside)
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        vault.records.save(saying("words"))


def test_a_lock_that_nobody_may_read_is_made_ours_again(folder: Path) -> None:
    """Its mode is all that was changed; who holds it still does."""
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        (folder / "lock").chmod(0)
        with pytest.raises(errors.VaultInUse):
            Vault.open(folder, now=NOW, disk=LIGHT)
        assert vault.folder == folder


def test_the_mode_of_a_lock_is_put_right(folder: Path) -> None:
    """A file that cannot be opened would stop every start."""
    Vault.open(folder, now=NOW, disk=LIGHT).close()
    (folder / "lock").chmod(0)
    Vault.open(folder, now=NOW, disk=LIGHT).close()
    assert stat.S_IMODE((folder / "lock").stat().st_mode) == 0o600


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("lay", ALL)
@pytest.mark.parametrize(
    "name",
    [
        *("lock", "ballast", "damaged", "index", "diary", "plain-files.tdb"),
        *("pairs.tdb", "pairs.tdb.bak", manifest.NAME, manifest.NAME + BACKUP),
        *("vault.seen", "here.seen"),
    ],
)
def test_what_is_laid_in_the_place_of_a_part_stops_no_start(
    tmp_path: Path, outside: Path, name: str, lay: Lay, *, sealed: bool
) -> None:
    """It opens, keeps what is said, and writes nothing outside the folder."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        vault.records.save(saying("words"))
        vault.records.save_pair(pair())
        if sealed:
            seal_with(vault, PASSPHRASE, cost=CHEAP)
    path = folder / name
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    lay(path, outside)
    for words in ("monday", "tuesday"):
        with Vault.open(folder, now=NOW, disk=LIGHT, witness=tmp_path / "state") as vault:
            vault.seal.unlock(PASSPHRASE)
            vault.seal.finish()
            # Something is always set aside: its folder has to be one of ours.
            vault.records.path(ID).write_bytes(b"damaged")
            vault.records.save(saying(words))
            vault.records.save_settings({"language": "nl"})
            assert vault.records.load(ID) == saying(words)
            assert vault.seal.is_sealed == sealed
    assert is_as_it_was(outside)


@pytest.mark.parametrize("lay", NO_FILES)
def test_what_is_laid_beside_a_manifest_that_was_kept(
    folder: Path, outside: Path, lay: Lay
) -> None:
    """Under such a name among the damaged files it stops nothing, and is not taken away."""
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        seal_with(vault, PASSPHRASE, cost=CHEAP)
    (folder / "damaged").mkdir()
    lay(folder / "damaged" / f"{manifest.NAME}.0", outside)
    (folder / manifest.NAME).write_bytes(b"nonsense")
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        vault.seal.unlock(PASSPHRASE)
        vault.seal.finish()
        vault.seal.change_passphrase("another", cost=CHEAP)
    assert (folder / "damaged" / f"{manifest.NAME}.1").read_bytes() == b"nonsense"
    assert is_as_it_was(outside)


def test_a_link_that_is_swapped_in_at_the_last_moment_is_not_followed(
    folder: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking and locking: then the start is refused, and nothing is written outside."""
    folder.mkdir()
    monkeypatch.setattr(file_lock, "_clear", lambda folder, disk: None)
    lay_link_to_a_file(folder / "lock", outside)
    with pytest.raises(errors.VaultUnwritable):
        Vault.open(folder, now=NOW, disk=LIGHT)
    assert is_as_it_was(outside)


@pytest.mark.parametrize("lay", ALL)
def test_what_is_laid_in_the_place_of_a_folder_of_conversations(
    folder: Path, outside: Path, lay: Lay
) -> None:
    """A save goes where the next start finds it, and not through a link."""
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        path = vault.records.path(ID).parent
        path.parent.mkdir()
        lay(path, outside)
        vault.records.save(saying("words"))
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        assert vault.records.ids() == (ID,)
        assert vault.records.load(ID) == saying("words")
    assert is_as_it_was(outside)


@pytest.mark.parametrize("lay", ALL)
def test_a_diary_is_not_written_through_a_link(folder: Path, outside: Path, lay: Lay) -> None:
    """What is private least of all."""
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        lay(folder / "diary", outside)
        diary = diaries.add(Diary(person=ID), new_id=OTHER, on=NOW.date(), now=NOW)
        vault.records.save_diary(diary)
        assert vault.records.diary(ID) == diary
    assert is_as_it_was(outside)


def test_the_folder_of_all_conversations_may_be_elsewhere(folder: Path, outside: Path) -> None:
    """Who keeps them on another disk goes on doing so."""
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        vault.records.save(saying("words"))
    (folder / "conversations").rename(outside / "elsewhere")
    (folder / "conversations").symlink_to(outside / "elsewhere")
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        vault.records.save(saying("more"))
        assert vault.records.load(ID) == saying("more")
    assert (folder / "conversations").is_symlink()
