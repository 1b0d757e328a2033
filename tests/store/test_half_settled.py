"""What an older program left half-way, with words said and settings saved before it is settled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sessions import errors, seal_errors
from sessions.diary import Diary
from sessions.store import Vault
from tests.store.cuts import every_cut
from tests.store.faults import ID, NOW, OTHER, pair, saying
from tests.store.golden import golden_document, lay_out
from tests.store.helpers import change_recovery_key, seal_with
from tests.store.intruder import THIRD, notices, open_by
from tests.store.phrases import CHEAP, LIGHT, PASSPHRASE

SECRET = golden_document("v3")["passphrase"]

SOME = pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.long)])

SAVES: dict[str, Callable[[Vault], object]] = {
    "settings": lambda vault: vault.records.save_settings({"language": "nl"}),
    "pair": lambda vault: vault.records.save_pair(pair("p2")),
    "conversation": lambda vault: vault.records.save(saying("over it", ID)),
    "other conversation": lambda vault: vault.records.save(saying("over it", OTHER)),
    "new conversation": lambda vault: vault.records.save(saying("new", THIRD)),
    "diary": lambda vault: vault.records.save_diary(Diary(person=THIRD)),
    "phrase": lambda vault: vault.own_phrases.give("s", "van mij alleen, echt", cost=CHEAP),
}


def settled(folder: Path) -> Vault:
    """Open it as `tweespraak seal` does, and say that what lies there plain is theirs."""
    vault = open_by(folder, SECRET)
    vault.seal.seal_again()
    if vault.seal.plain_count():
        vault.seal.take_in_plain()
    return vault


def aside(folder: Path) -> list[str]:
    place = folder / "damaged"
    return sorted(path.name for path in place.iterdir()) if place.is_dir() else []


@pytest.mark.parametrize("runs", [1, 2])
@pytest.mark.parametrize("save", SAVES)
@pytest.mark.parametrize("name", ["v3-sealing", "v3-unsealing"])
def test_nothing_legitimate_is_put_aside_before_it_is_settled(
    tmp_path: Path, name: str, save: str, runs: int
) -> None:
    """It is saved, or refused in one sentence; and at each start it is told what is to be done."""
    folder = tmp_path / "vault"
    lay_out(name, folder)
    expected = tmp_path / "expected"
    lay_out(name, expected)
    before = aside(folder)
    with settled(expected) as vault:
        pairs, settings = vault.records.pairs(), vault.records.settings()
        talks = {talk: vault.records.load(talk) for talk in vault.records.ids()}
    refused = 0
    for _ in range(runs):
        with open_by(folder, SECRET) as vault:
            assert seal_errors.SealNotProven in notices(vault)
            assert vault.seal.plain_count() > 0
            try:
                SAVES[save](vault)
            except seal_errors.NotSettled:
                refused += 1
            except errors.RecordDamaged:  # whose locks cannot be read, gets no phrase
                assert (save, name) == ("phrase", "v3-unsealing")
                refused += 1
    assert aside(folder) == before
    with settled(folder) as vault:
        assert set(pairs) <= set(vault.records.pairs())
        assert vault.records.settings() == settings or (save == "settings" and not refused)
        for talk_id, talk in talks.items():
            now = vault.records.load(talk_id)
            assert now == talk or not refused
        if not refused and save == "new conversation":
            assert vault.records.load(THIRD) == saying("new", THIRD)
        SAVES["settings"](vault)
    assert aside(folder) == before
    with open_by(folder, SECRET) as vault:
        assert vault.seal.notices == []
        assert vault.records.settings() == {"language": "nl"}


@pytest.mark.parametrize("name", ["v3-sealing", "v3-unsealing"])
def test_another_key_waits_until_it_is_settled(tmp_path: Path, name: str) -> None:
    """After it nobody would know any more that something waits; a passphrase goes."""
    folder = tmp_path / "vault"
    lay_out(name, folder)
    with open_by(folder, SECRET) as vault:
        with pytest.raises(seal_errors.NotSettled):
            change_recovery_key(vault)
        vault.seal.change_passphrase("een andere wachtzin", cost=CHEAP)
    with open_by(folder, "een andere wachtzin") as vault:
        assert notices(vault) == {seal_errors.SealNotProven}
        vault.seal.take_in_plain()
        assert vault.records.pairs()
        assert change_recovery_key(vault)
    assert aside(folder) == []


@pytest.mark.parametrize("name", ["v3-sealing", "v3-unsealing"])
def test_taking_the_seal_off_goes_on_too(tmp_path: Path, name: str) -> None:
    """The other way to settle it: then all of it is read."""
    folder = tmp_path / "vault"
    lay_out(name, folder)
    with open_by(folder, SECRET) as vault:
        vault.seal.unseal()
        assert vault.records.pairs()
        assert all(vault.records.load(talk) for talk in vault.records.ids())
        vault.records.save_settings({"language": "nl"})
    assert aside(folder) == []


def test_a_plain_file_in_a_settled_folder_is_set_aside_as_ever(tmp_path: Path) -> None:
    """Somebody laid it there: it stops no save."""
    folder = tmp_path / "vault"
    lay_out("v3-unsealing", folder)
    plain = (folder / "pairs.tdb").read_bytes()
    with settled(folder) as vault:
        assert vault.records.pairs()
    (folder / "pairs.tdb").write_bytes(plain)
    with open_by(folder, SECRET) as vault:
        vault.records.save_settings({"language": "nl"})
    assert aside(folder) == ["pairs.tdb.0"]


@SOME
@pytest.mark.parametrize("then", ["seal", "unseal"])
def test_saving_while_a_proven_unsealing_is_cut_off(tmp_path: Path, then: str, step: int) -> None:
    """At any call: settings, pairs and words saved then are kept, and nothing is put aside."""
    with Vault.open(tmp_path / "vault", now=NOW, disk=LIGHT) as vault:
        vault.records.save(saying("monday"))
        vault.records.save_pair(pair())
        seal_with(vault, PASSPHRASE, cost=CHEAP)

    def check(folder: Path) -> None:
        with open_by(folder, PASSPHRASE) as vault:
            assert vault.records.pairs() == (pair(),)
            vault.records.save_settings({"language": "nl"})
            vault.records.save(saying("tuesday"))
            if then == "unseal" and vault.seal.is_sealed:
                vault.seal.unseal()
            elif vault.seal.is_half_way:
                vault.seal.seal_again()
        with open_by(folder, PASSPHRASE) as vault:
            assert vault.records.pairs() == (pair(),)
            assert vault.records.settings() == {"language": "nl"}
            assert vault.records.load(ID) == saying("tuesday")
        assert aside(folder) == []

    def change(vault: Vault) -> None:
        vault.seal.unseal()

    every_cut(tmp_path, change, PASSPHRASE, check, after=False, least=20, step=step)
