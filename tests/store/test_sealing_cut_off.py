"""Sealing and unsealing, cut off anywhere: whoever opens the vault finishes it."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from sessions import errors, seal_errors
from sessions.store import Vault
from sessions.store.manifest import State
from tests.store.cuts import ALSO_SOME, Cut, blobs, cut_off, every_cut
from tests.store.faults import ID, NOW, OTHER, pair, saying
from tests.store.helpers import seal_with
from tests.store.phrases import CHEAP, LIGHT, PASSPHRASE

MARK = "SECRETWORDS"


def furnished(folder: Path) -> None:
    """Make a vault with everything in it that sealing has to rewrite."""
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        vault.records.save(saying(f"{MARK} monday"))
        vault.records.save(saying(f"{MARK} other", OTHER))
        vault.records.save_pair(pair("p1", MARK))
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        vault.records.save(saying(f"{MARK} tuesday"))
        vault.records.save_settings({"draft": MARK})
        third = "ef" + "2" * 30
        vault.records.save(saying("x", third))
        vault.records.path(third).write_bytes(MARK.encode() + b" damaged")
        vault.records.save(saying("y", third))


def is_furnished(vault: Vault) -> bool:
    """Whether everything of `furnished` is there."""
    listing = vault.index.read()
    return (
        vault.records.load(ID) == saying(f"{MARK} tuesday")
        and vault.records.load_backup(ID) == saying(f"{MARK} monday")
        and vault.records.load(OTHER) == saying(f"{MARK} other", OTHER)
        and vault.records.load("ef" + "2" * 30) == saying("y", "ef" + "2" * 30)
        and vault.records.pairs() == (pair("p1", MARK),)
        and vault.records.settings() == {"draft": MARK}
        and len(listing.summaries) == 3
        and listing.problems == []
    )


def finished(folder: Path) -> State:
    """Open a vault as its owner would, let it finish, and give the state it is in then."""
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        if vault.seal.is_locked:
            with pytest.raises(errors.WrongPassphrase):
                vault.seal.unlock(PASSPHRASE + "x")
            vault.seal.unlock(PASSPHRASE)
        assert is_furnished(vault)
        vault.seal.finish()
        if vault.seal.is_half_way:
            assert [type(notice) for notice in vault.seal.notices] == [seal_errors.UnsealingCutOff]
            vault.seal.unseal()
        else:
            assert vault.seal.notices == []
        assert not vault.seal.is_half_way
        assert is_furnished(vault)
        return vault.seal.manifest.state


@ALSO_SOME
def test_sealing_cut_off_is_finished_by_who_opens_it(
    tmp_path: Path, after: bool, step: int
) -> None:
    """Before and after every call: all is there, and once sealed no word stands open anywhere."""
    furnished(tmp_path / "vault")
    seen = set()

    def check(folder: Path) -> None:
        state = finished(folder)
        seen.add(state)
        assert any(MARK.encode() in blob for blob in blobs(folder)) == (state is State.PLAIN)
        assert list(folder.rglob(".tweespraak-*")) == []

    def change(vault: Vault) -> None:
        seal_with(vault, PASSPHRASE, cost=CHEAP)

    every_cut(tmp_path, change, "", check, after=after, step=step, least=80)
    assert seen == {State.PLAIN, State.SEALED}


@ALSO_SOME
def test_unsealing_cut_off_is_finished_by_who_opens_it(
    tmp_path: Path, after: bool, step: int
) -> None:
    """Before and after every call: all is there, and once open no file needs the key."""
    furnished(tmp_path / "vault")
    with Vault.open(tmp_path / "vault", now=NOW, disk=LIGHT) as vault:
        seal_with(vault, PASSPHRASE, cost=CHEAP)
    seen = set()

    def check(folder: Path) -> None:
        state = finished(folder)
        seen.add(state)
        sealed = [blob.startswith(b"tweespraak 3 ") for blob in blobs(folder)]
        assert any(sealed) == (state is State.SEALED)
        set_aside = folder / "damaged" / f"{'ef' + '2' * 30}.tdb.0"
        assert (MARK.encode() in set_aside.read_bytes()) == (state is State.PLAIN)

    every_cut(
        tmp_path,
        lambda vault: vault.seal.unseal(),
        PASSPHRASE,
        check,
        after=after,
        step=step,
        least=80,
    )
    assert seen == {State.PLAIN, State.SEALED}


def test_finishing_can_be_cut_off_again_and_again(tmp_path: Path) -> None:
    """Sealing that loses power at every second call of every start ends all the same."""
    furnished(tmp_path / "vault")
    random = Random("again")
    cut = Cut(70, after=False)

    def change(vault: Vault) -> None:
        seal_with(vault, PASSPHRASE, cost=CHEAP)

    assert cut_off(tmp_path / "vault", tmp_path / "0", cut, change, "")
    starts = 1
    for number in range(1, 60):
        cut = Cut(random.randrange(40, 90), after=bool(number % 2))
        before, now = tmp_path / str(number - 1), tmp_path / str(number)
        again = cut_off(before, now, cut, lambda vault: vault.seal.finish(), PASSPHRASE)
        with Vault.open(now, now=NOW, disk=LIGHT, read_only=True) as vault:
            vault.seal.unlock(PASSPHRASE)
            assert is_furnished(vault)
        starts = number
        if not again:
            break
    assert 2 < starts < 59
    assert finished(tmp_path / str(starts)) is State.SEALED
    assert all(MARK.encode() not in blob for blob in blobs(tmp_path / str(starts)))
