"""One folder in a synced place, open on two computers: nothing is written over, or lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sessions import errors, seal_errors
from sessions.store import Vault, manifest
from tests.store.faults import ID, NOW, OTHER, pair, saying
from tests.store.helpers import change_recovery_key, open_own, seal_with
from tests.store.intruder import THIRD, both_copies, open_by
from tests.store.locks import KEYS, private
from tests.store.phrases import CHEAP, LIGHT, PASSPHRASE

NEXT = "een andere wachtzin"
PHRASE = "van mij alleen, echt"


def opened(folder: Path, secret: str = PASSPHRASE) -> Vault:
    return open_by(folder, secret)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a sealed folder with a conversation and a pair in it."""
    place = tmp_path / "vault"
    with Vault.open(place, now=NOW, disk=LIGHT) as vault:
        vault.records.save(private(OTHER))
        vault.records.save_pair(pair())
        seal_with(vault, PASSPHRASE, cost=CHEAP)
    return place


def synced(source: Path, target: Path) -> None:
    """Bring every file that is another one there, as a sync program does; none is taken away."""
    for path in source.rglob("*"):
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        elif path.name != "lock" and (
            not place.exists() or place.read_bytes() != path.read_bytes()
        ):
            shutil.copy(path, place)


def give_phrase(vault: Vault) -> None:
    vault.own_phrases.give("k", PHRASE, cost=CHEAP)


CHANGES: dict[str, tuple[Callable[[Vault], object], str]] = {
    "passphrase": (lambda vault: vault.seal.change_passphrase(NEXT, cost=CHEAP), NEXT),
    "recovery key": (change_recovery_key, PASSPHRASE),
    "own phrase": (give_phrase, PASSPHRASE),
    "new key": (lambda vault: vault.seal.renew(vault.seal.way_in(NEXT, cost=CHEAP)), NEXT),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_the_other_computer_changed_is_told_as_that(
    folder: Path, tmp_path: Path, change: str
) -> None:
    """Saves are refused until it is opened again; then what stood on the screen is saved."""
    elsewhere = tmp_path / "elsewhere"
    here = opened(folder)
    here.records.save(saying("monday", THIRD))
    shutil.copytree(folder, elsewhere)
    do, secret = CHANGES[change]
    with opened(elsewhere) as there:
        there.records.save(saying("written there"))
        do(there)
    synced(elsewhere, folder)
    brought = [path.read_bytes() for path in both_copies(folder)]
    on_screen = saying("on the screen", THIRD)
    for _ in range(2):
        with pytest.raises(seal_errors.VaultChanged) as told:
            here.records.save(on_screen)
        assert told.value.fields["folder"] == str(folder)
        with pytest.raises(seal_errors.VaultChanged):
            here.seal.finish()
    here.close()
    assert [path.read_bytes() for path in both_copies(folder)] == brought
    with opened(folder, secret) as again:
        assert again.seal.notices == []
        assert again.records.load(THIRD) == saying("monday", THIRD)
        assert again.records.load(ID) == saying("written there")
        again.records.save(on_screen)
        assert again.records.load(THIRD) == on_screen
        mine = again.records.load(OTHER)
        if change == "own phrase":
            mine = open_own(again, mine, "k", PHRASE)
        assert mine.said[KEYS] == private().said[KEYS]
        assert again.records.pairs() == (pair(),)


def test_a_seal_from_elsewhere_takes_in_what_was_saved_here(tmp_path: Path) -> None:
    """What was kept plain here meanwhile is not read at once, and is all there when asked for."""
    folder, elsewhere = tmp_path / "vault", tmp_path / "elsewhere"
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        vault.records.save(saying("monday"))
    shutil.copytree(folder, elsewhere)
    here = Vault.open(folder, now=NOW, disk=LIGHT)
    here.records.save(saying("tuesday"))
    here.records.save(saying("new", THIRD))
    with Vault.open(elsewhere, now=NOW, disk=LIGHT) as there:
        seal_with(there, NEXT, cost=CHEAP)
    for path in both_copies(elsewhere):
        shutil.copy(path, folder / path.name)
    with pytest.raises(seal_errors.VaultChanged):
        here.records.save(saying("wednesday"))
    here.close()
    with opened(folder, NEXT) as again:
        assert again.seal.plain_count() > 0
        again.seal.take_in_plain()
        assert again.records.load(ID) == saying("tuesday")
        assert again.records.load(THIRD) == saying("new", THIRD)


def test_the_way_in_of_before_is_kept_where_the_key_is_another(
    folder: Path, tmp_path: Path
) -> None:
    """What was saved here opens with the key of here only; the manifest that holds it stays."""
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(folder, elsewhere)
    here = opened(folder)
    here.records.save(saying("saved here", THIRD))
    before = both_copies(folder)[0].read_bytes()
    with opened(elsewhere) as there:
        there.seal.renew(there.seal.way_in(NEXT, cost=CHEAP))
    synced(elsewhere, folder)
    for _ in range(2):
        with pytest.raises(seal_errors.VaultChanged):
            here.records.save(saying("more", THIRD))
    here.close()
    kept = [path for path in (folder / "damaged").iterdir() if path.name.startswith("vault.json")]
    assert [path.read_bytes() for path in kept] == [before]
    with opened(folder, NEXT) as again, pytest.raises(errors.RecordDamaged):
        again.records.load(THIRD)
    for path in both_copies(folder):
        path.write_bytes(before)
    with opened(folder) as again:
        assert again.records.load(THIRD) == saying("saved here", THIRD)


def test_a_passphrase_of_before_is_not_kept(folder: Path, tmp_path: Path) -> None:
    """Where the key is the same, the old passphrase would go on opening all of it."""
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(folder, elsewhere)
    here = opened(folder)
    with opened(elsewhere) as there:
        there.seal.change_passphrase(NEXT, cost=CHEAP)
    synced(elsewhere, folder)
    with pytest.raises(seal_errors.VaultChanged):
        here.records.save(saying("more", THIRD))
    here.close()
    assert not (folder / "damaged").exists()


def test_a_folder_that_another_computer_put_in_its_place(folder: Path, tmp_path: Path) -> None:
    """Not one word is saved with a key that the new one does not know, not even the first."""
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(folder, elsewhere)
    here = opened(folder)
    with opened(elsewhere) as there:
        there.seal.renew(there.seal.way_in(NEXT, cost=CHEAP))
    shutil.rmtree(folder)
    elsewhere.rename(folder)
    with pytest.raises(seal_errors.VaultChanged):
        here.records.save(saying("more", THIRD))
    here.close()
    assert not (folder / "conversations" / THIRD[:2]).exists()


def test_a_folder_that_is_gone_is_still_told_as_that(folder: Path, tmp_path: Path) -> None:
    """And when it is back as it was, what stands on the screen is saved."""
    with opened(folder) as here:
        folder.rename(tmp_path / "away")
        with pytest.raises(errors.VaultGone):
            here.records.save(saying("more", THIRD))
        (tmp_path / "away").rename(folder)
        here.records.save(saying("more", THIRD))


def test_a_manifest_that_comes_back_as_it_was_lets_saving_go_on(folder: Path) -> None:
    """A sync program takes back what it brought."""
    first = both_copies(folder)[0]
    with opened(folder) as here:
        before = first.read_bytes()
        first.write_bytes(manifest._render({"format": manifest.SEALED_FORMAT + 1}))
        with pytest.raises(seal_errors.VaultChanged):
            here.records.save(saying("more", THIRD))
        first.write_bytes(before)
        here.records.save(saying("more", THIRD))
