"""A manifest of a later format: what the copy beside it opens, opens; neither is written over."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sessions import seal_errors
from sessions.store import Vault, manifest
from sessions.store.backup import write_backup
from sessions.store.health import check
from tests.store.faults import NOW, saying
from tests.store.helpers import change_recovery_key
from tests.store.intruder import (
    THIRD,
    all_is_there,
    both_copies,
    notices,
    open_by,
    own_words,
    plain_bytes,
    rewritten,
)
from tests.store.locks import private
from tests.store.phrases import CHEAP, LIGHT, PASSPHRASE

NEWER = manifest._render({"format": manifest.SEALED_FORMAT + 1, "whatever": 1})
PHRASE = "van mij alleen, echt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a sealed folder in which the first manifest is of a later format."""
    place = tmp_path / "vault"
    own_words(place)
    both_copies(place)[0].write_bytes(NEWER)
    return place


def test_it_opens_with_the_copy_and_says_so(folder: Path, tmp_path: Path) -> None:
    """At each start; what is said is kept, and the first stays as it is."""
    first = both_copies(folder)[0]
    for words in ("monday", "tuesday"):
        with open_by(folder, PASSPHRASE, tmp_path / "state") as vault:
            assert notices(vault) == {seal_errors.ManifestNewer}
            assert all_is_there(vault)
            vault.records.save(saying(words, THIRD))
            assert vault.records.load(THIRD) == saying(words, THIRD)
        assert first.read_bytes() == NEWER
    first.unlink()
    with open_by(folder, PASSPHRASE, tmp_path / "state") as vault:
        assert vault.seal.notices == []
        assert all_is_there(vault)
    assert plain_bytes(folder) == []


def test_a_phrase_of_their_own_is_written_in_the_copy(folder: Path, tmp_path: Path) -> None:
    """The set of own keys stands in the manifest: the copy has it, and the first stays."""
    with open_by(folder, PASSPHRASE, tmp_path / "state") as vault:
        vault.records.save(private())
        vault.own_phrases.give("k", PHRASE, cost=CHEAP)
    for _ in range(2):
        with open_by(folder, PASSPHRASE, tmp_path / "state") as vault:
            assert notices(vault) == {seal_errors.ManifestNewer}
            assert not vault.own_phrases.is_in_doubt("k")
            assert vault.own_phrases.key("k", PHRASE)
    assert both_copies(folder)[0].read_bytes() == NEWER


CHANGES: dict[str, Callable[[Vault], object]] = {
    "passphrase": lambda vault: vault.seal.change_passphrase("another", cost=CHEAP),
    "recovery key": change_recovery_key,
    "new key": lambda vault: vault.seal.renew(vault.seal.way_in("another", cost=CHEAP)),
    "unseal": lambda vault: vault.seal.unseal(),
    "seal again": lambda vault: vault.seal.seal_again(),
    "take in plain": lambda vault: vault.seal.take_in_plain(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_opens_it_is_not_changed_beside_it(folder: Path, change: str) -> None:
    """The newer program would go by the first one, and half of it would open with the old way."""
    before = [path.read_bytes() for path in both_copies(folder)]
    with open_by(folder, PASSPHRASE) as vault:
        with pytest.raises(seal_errors.VaultNewer):
            CHANGES[change](vault)
        assert all_is_there(vault)
    assert [path.read_bytes() for path in both_copies(folder)] == before
    with open_by(folder, PASSPHRASE) as vault:
        assert all_is_there(vault)


@pytest.mark.parametrize("copy", ["newer", "gone", "damaged", "plain"])
def test_without_a_proven_copy_it_is_one_sentence(folder: Path, tmp_path: Path, copy: str) -> None:
    """Also beside a plain copy: a newer program may be sealing the folder just now."""
    second = both_copies(folder)[1]
    if copy == "gone":
        second.unlink()
    else:
        plain = (tmp_path / "before the seal" / manifest.NAME).read_bytes()
        second.write_bytes({"newer": NEWER, "damaged": b"{}", "plain": plain}[copy])
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    del before[folder / "lock"]
    for read_only in (False, True):
        with pytest.raises(seal_errors.VaultNewer) as told:
            Vault.open(folder, now=NOW, disk=LIGHT, read_only=read_only)
        assert told.value.fields["file"] == str(both_copies(folder)[0])
    assert {path: path.read_bytes() for path in before} == before


def test_a_newer_copy_beside_a_good_first_one(tmp_path: Path) -> None:
    """It opens with the first, and what was in the copy is kept among the damaged files."""
    folder = tmp_path / "vault"
    own_words(folder)
    both_copies(folder)[1].write_bytes(NEWER)
    with open_by(folder, PASSPHRASE) as vault:
        assert all_is_there(vault)
        vault.seal.change_passphrase("another", cost=CHEAP)
    assert (folder / "damaged" / f"{both_copies(folder)[1].name}.0").read_bytes() == NEWER
    with open_by(folder, "another") as vault:
        assert vault.seal.notices == []


def test_a_forged_copy_takes_no_seal_off(folder: Path) -> None:
    """Somebody without the key changed it: it counts as sealed, and that is said."""
    second = both_copies(folder)[1]
    second.write_bytes(
        rewritten(second.read_bytes(), lambda content: content.update(seal="unsealing"))
    )
    with open_by(folder, PASSPHRASE) as vault:
        assert seal_errors.ManifestNewer in notices(vault)
        assert vault.seal.manifest.state is manifest.State.SEALED
        assert all_is_there(vault)
    assert both_copies(folder)[0].read_bytes() == NEWER
    assert plain_bytes(folder) == []


def test_a_check_and_a_backup_go_on(folder: Path, tmp_path: Path) -> None:
    """The check names it as what it is; the backup holds the manifest that opens it here."""
    with open_by(folder, PASSPHRASE) as vault:
        assert [type(finding.problem) for finding in check(vault).findings] == [
            seal_errors.VaultNewer
        ]
        write_backup(vault, tmp_path / "backup.tar", now=NOW)


def test_one_that_comes_while_it_is_open_is_not_written_over(tmp_path: Path) -> None:
    """A newer program elsewhere changed the folder: saves are refused, and said why."""
    folder = tmp_path / "vault"
    own_words(folder)
    with open_by(folder, PASSPHRASE) as vault:
        both_copies(folder)[0].write_bytes(NEWER)
        for _ in range(2):
            with pytest.raises(seal_errors.VaultChanged):
                vault.records.save(saying("wednesday", THIRD))
    assert both_copies(folder)[0].read_bytes() == NEWER
    with open_by(folder, PASSPHRASE) as vault:
        assert all_is_there(vault)
        vault.records.save(saying("wednesday", THIRD))


def test_a_folder_that_comes_back_newer_is_not_written_in(tmp_path: Path) -> None:
    """It was moved away and another put in its place, while it was open."""
    folder = tmp_path / "vault"
    own_words(folder)
    with open_by(folder, PASSPHRASE) as vault:
        shutil.copytree(folder, tmp_path / "other")
        both_copies(tmp_path / "other")[0].write_bytes(NEWER)
        shutil.rmtree(folder)
        (tmp_path / "other").rename(folder)
        with pytest.raises(seal_errors.VaultChanged):
            vault.records.save(saying("wednesday", THIRD))
