"""Files in which words still stand open after sealing, or after somebody chose their own phrase."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sessions import errors, seal_errors
from sessions.store import Vault, folder_walk, leftovers
from sessions.store import disk as disks
from sessions.store.backup import write_backup
from sessions.store.health import check
from sessions.store.leftovers import Sort
from tests.store.faults import ID, NOW, OTHER, Crash, Faulty, saying
from tests.store.helpers import seal_with, set_aside
from tests.store.phrases import CHEAP, PASSPHRASE, WORDS

Lay = Callable[[Path, bytes], Path]


def _at(name: str, *, cut: slice = slice(None)) -> Lay:
    """Give what lays (a part of) a record under that name in a vault."""

    def lay(folder: Path, blob: bytes) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(blob[cut])
        return path

    return lay


def _as_tar(name: str, *, at_most: int | None = None) -> Lay:
    def lay(folder: Path, _: bytes) -> Path:
        path = folder / name
        with Vault.open(folder, now=NOW, read_only=True) as vault:
            write_backup(vault, folder.parent / "made.tar", now=NOW)
        made = folder.parent / "made.tar"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.read_bytes()[:at_most])
        made.unlink()
        return path

    return lay


WITHOUT_HEADER = slice(200, None)
HALF = slice(None, -9)
TEMP = f".tweespraak-{'0f' * 8}"

SORTS: dict[str, tuple[Sort, Lay]] = {
    "syncthing": (
        Sort.CONFLICT,
        _at(f"conversations/ab/{ID}.sync-conflict-20260301-193015-AB.tdb"),
    ),
    "dropbox": (Sort.CONFLICT, _at(f"conversations/ab/{ID} (conflicted copy 2026-03-01).tdb")),
    "an editor": (Sort.CONFLICT, _at(f"conversations/ab/{ID}.tdb~")),
    "a merge": (Sort.CONFLICT, _at(f"conversations/ab/{ID}.tdb.orig")),
    "the pairs": (Sort.CONFLICT, _at("pairs (2).tdb")),
    "the list": (Sort.CONFLICT, _at("index/ab.sync-conflict-20260301.tdb")),
    "what is due": (
        Sort.CONFLICT,
        lambda folder, _: _at("index/promised (2).json")(
            folder, b'{"due":[{"what":"%b"}]}' % WORDS
        ),
    ),
    "half a copy": (Sort.CONFLICT, _at(f"{ID}.tdb.orig", cut=WITHOUT_HEADER)),
    "a folder that was copied": (Sort.CONFLICT, _at(f"old/conversations/ab/{ID}.tdb")),
    "set aside by hand": (Sort.DAMAGED, _at(f"damaged/{ID} by hand.tdb", cut=HALF)),
    "set aside without its head": (Sort.DAMAGED, _at("damaged/what.tdb.1", cut=WITHOUT_HEADER)),
    "a backup": (Sort.BACKUP, _as_tar("tweespraak-2026-03-01.tar")),
    "a backup further down": (Sort.BACKUP, _as_tar("mine/kept/tweespraak.tar")),
    "a save that was killed": (Sort.UNFINISHED, _at(f"more/{TEMP}.tmp", cut=HALF)),
    "a backup that was killed": (Sort.UNFINISHED, _as_tar(f"{TEMP}.backup", at_most=4000)),
    "an export that was killed": (
        Sort.UNFINISHED,
        lambda folder, _: _at(f"{TEMP}.export")(folder, b"We agreed: these very words"),
    ),
    "somebody's own": (
        Sort.NOT_OURS,
        lambda folder, blob: _at("notes/mail.txt")(folder, b"see below\n\n" + blob),
    ),
}
"""What is laid in the folder before it is sealed, and what it is then called."""


def _seal(vault: Vault) -> None:
    seal_with(vault, PASSPHRASE, cost=CHEAP)


def _laid(vault: Vault, name: str) -> tuple[Sort, Path]:
    sort, lay = SORTS[name]
    return sort, lay(vault.folder, vault.records.path(ID).read_bytes())


def _standing_open(folder: Path) -> list[str]:
    """Give the files in which the words stand."""
    return [path.name for path in sorted(folder.rglob("*")) if path.is_file() and _has_words(path)]


def _has_words(path: Path) -> bool:
    return WORDS in path.read_bytes()


@pytest.mark.parametrize("name", SORTS)
def test_what_was_left_is_named(plain: Vault, name: str) -> None:
    """Each sort by what it is and where it lies; before the seal, nothing is left over."""
    sort, path = _laid(plain, name)
    assert leftovers.find(plain) == ()
    _seal(plain)
    (leftover,) = leftovers.find(plain)
    assert (leftover.sort, leftover.name) == (sort, path.relative_to(plain.folder).as_posix())
    assert leftover.can_close
    assert path.is_file()


@pytest.mark.parametrize("name", SORTS)
def test_it_is_closed_when_asked(plain: Vault, name: str) -> None:
    """Whole, sealed among what was set aside; the plain one is gone, and nothing is left over."""
    _, path = _laid(plain, name)
    blob = path.read_bytes()
    _seal(plain)
    leftovers.close(plain, leftovers.find(plain)[0])
    assert not path.exists()
    assert blob in set_aside(plain)
    assert _standing_open(plain.folder) == []
    assert leftovers.find(plain) == ()
    plain.close()
    with Vault.open(plain.folder, now=NOW) as vault:
        vault.seal.unlock(PASSPHRASE)
        assert blob in set_aside(vault)
        vault.seal.unseal()
        assert any(blob == kept.read_bytes() for kept in (vault.folder / "damaged").iterdir())


@pytest.mark.parametrize("name", SORTS)
def test_it_is_taken_away_when_asked(plain: Vault, name: str) -> None:
    """That file and no other."""
    _, path = _laid(plain, name)
    _seal(plain)
    (leftover,) = leftovers.find(plain)
    before = set(plain.folder.rglob("*"))
    leftovers.take_away(plain, leftover)
    assert before - set(plain.folder.rglob("*")) == {path}
    assert _standing_open(plain.folder) == []
    assert leftovers.find(plain) == ()


def test_a_plain_file_laid_back_in_its_own_place(plain: Vault) -> None:
    """As a sync program does that had it still: nothing reads it, and it can be closed."""
    path = plain.records.path(ID)
    blob = path.read_bytes()
    _seal(plain)
    path.write_bytes(blob)
    (leftover,) = leftovers.find(plain)
    assert leftover.sort is Sort.RECORD
    leftovers.close(plain, leftover)
    assert blob in set_aside(plain)
    assert leftovers.find(plain) == ()


def test_what_is_not_a_leftover(plain: Vault, tmp_path: Path) -> None:
    """Files of other people, what is sealed, links, what is empty, and what lies elsewhere."""
    blob = plain.records.path(ID).read_bytes()
    (plain.folder / "holiday.txt").write_bytes(b"tweespraak is a nice word")
    (plain.folder / "pairs.json").write_bytes(b'{"text":"of another program"}')
    (plain.folder / f"{'a' * 32}.json").write_bytes(b'{"text":"of another program"}')
    (plain.folder / f"{ID} (2).tdb").write_bytes(b"")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / f"{ID}.tdb").write_bytes(blob)
    (plain.folder / "link").symlink_to(outside, target_is_directory=True)
    (plain.folder / f"{ID}.tdb~").symlink_to(outside / f"{ID}.tdb")
    os.mkfifo(plain.folder / "pipe.tdb")
    _seal(plain)
    write_backup(plain, plain.folder / "sealed.tar", now=NOW)
    sealed = plain.records.path(ID).read_bytes()
    (plain.folder / f"{ID}.sync-conflict-1.tdb").write_bytes(sealed)
    assert leftovers.find(plain) == ()


def test_a_large_file_is_not_read_whole(plain: Vault) -> None:
    """A backup that is too large to be sealed here is named all the same; it can only go."""
    _laid(plain, "a backup")
    path = plain.folder / "tweespraak-2026-03-01.tar"
    os.truncate(path, disks.FILE_MAX + 1)
    film = plain.folder / "film.mp4"
    film.write_bytes(b"\0" * 4096)
    os.truncate(film, disks.FILE_MAX + 1)
    _seal(plain)
    (leftover,) = leftovers.find(plain)
    assert (leftover.sort, leftover.can_close) == (Sort.BACKUP, False)
    with pytest.raises(seal_errors.LeftoverStaysOpen):
        leftovers.close(plain, leftover)
    assert path.exists()
    leftovers.take_away(plain, leftover)
    assert not path.exists()


def test_where_it_cannot_look_it_says_so(plain: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with too much in it, or too deep, is named instead of passed over."""
    deep = plain.folder / "/".join("abcdefgh")
    deep.mkdir(parents=True)
    (plain.folder / "many").mkdir()
    for number in range(40):
        (plain.folder / "many" / str(number)).write_bytes(b"")
    _seal(plain)
    monkeypatch.setattr(folder_walk, "DEPTH_MAX", 4)
    (leftover,) = leftovers.find(plain)
    assert (leftover.sort, leftover.name) == (Sort.UNSEEN, "a/b/c/d/e")
    for do in (leftovers.close, leftovers.take_away):
        with pytest.raises(seal_errors.LeftoverStaysOpen):
            do(plain, leftover)
    monkeypatch.setattr(folder_walk, "LOOKED_AT_MAX", 30)
    assert {leftover.name for leftover in leftovers.find(plain)} == {"many", "a"}


def test_a_file_that_cannot_be_read_is_named(plain: Vault) -> None:
    """Not passed over, and not called open either."""
    _laid(plain, "a merge")
    _seal(plain)

    def fault(name: str, given: tuple[object, ...]) -> None:
        if name == "open" and str(given[0]).endswith(".orig"):
            raise PermissionError(13, "no")

    plain.files.disk = Faulty(fault)
    (leftover,) = leftovers.find(plain)
    assert (leftover.sort, leftover.can_close) == (Sort.UNSEEN, False)


def test_what_changed_since_is_left_alone(plain: Vault) -> None:
    """What somebody saw is what goes: another file under that name stays."""
    _, path = _laid(plain, "dropbox")
    _seal(plain)
    (leftover,) = leftovers.find(plain)
    path.write_bytes(path.read_bytes() + b" and more")
    for do in (leftovers.close, leftovers.take_away):
        with pytest.raises(seal_errors.LeftoverChanged):
            do(plain, leftover)
    assert path.read_bytes().endswith(b" and more")


def test_a_vault_that_is_read_only_keeps_everything(plain: Vault) -> None:
    """Named, and neither closed nor taken away."""
    _, path = _laid(plain, "dropbox")
    _seal(plain)
    plain.close()
    with Vault.open(plain.folder, now=NOW, read_only=True) as vault:
        with pytest.raises(errors.VaultLocked):
            leftovers.find(vault)
        vault.seal.unlock(PASSPHRASE)
        (leftover,) = leftovers.find(vault)
        for do in (leftovers.close, leftovers.take_away):
            with pytest.raises(errors.VaultReadOnly):
                do(vault, leftover)
    assert path.exists()


def test_cut_off_at_any_call_nothing_is_lost(plain: Vault) -> None:
    """The sealed copy is on the disk itself before the plain one goes."""
    _, path = _laid(plain, "set aside by hand")
    blob = path.read_bytes()
    _seal(plain)
    disk = plain.files.disk
    for number in range(200):
        (leftover,) = leftovers.find(plain)
        left = [number]

        def fault(name: str, given: tuple[object, ...], left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise Crash

        plain.files.disk = Faulty(fault)
        try:
            leftovers.close(plain, leftover)
        except Crash:
            pass
        else:
            break
        finally:
            plain.files.disk = disk
        assert path.exists() or blob in set_aside(plain)
        if not path.exists():
            path.write_bytes(blob)
    assert number > 10
    assert leftovers.find(plain) == ()
    assert blob in set_aside(plain)


def test_a_seal_that_was_cut_off_goes_on_by_itself(plain: Vault) -> None:
    """What is still to be sealed is no leftover: whoever opens the vault goes on with it."""
    plain.records.save(saying("more", OTHER))

    def stop(done: int, of: int) -> None:
        if done == 1:
            raise Crash

    with pytest.raises(Crash):
        seal_with(plain, PASSPHRASE, cost=CHEAP, progress=stop)
    plain.close()
    with Vault.open(plain.folder, now=NOW) as vault:
        vault.seal.unlock(PASSPHRASE)
        assert _standing_open(vault.folder)
        assert leftovers.find(vault) == ()


def test_it_goes_when_the_conversation_is_deleted(plain: Vault) -> None:
    """A copy that was closed is of its record: it does not outlive it."""
    _laid(plain, "dropbox")
    _seal(plain)
    leftovers.close(plain, leftovers.find(plain)[0])
    plain.records.delete(ID)
    assert set_aside(plain) == []


# -- The health check -----------------------------------------------------------------------------


def test_the_health_check_names_them(plain: Vault) -> None:
    """Beside what is damaged, which they are not."""
    _laid(plain, "dropbox")
    _seal(plain)
    health = check(plain)
    assert [leftover.sort for leftover in health.leftovers] == [Sort.CONFLICT]
    assert health.findings == []
