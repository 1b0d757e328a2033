"""Somebody who can write in the folder, and has no secret, between two runs of honest people."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sessions import errors, seal_errors
from sessions.store import Vault, manifest
from sessions.store.disk import BACKUP
from sessions.store.manifest import State
from tests.store.faults import NOW, saying
from tests.store.golden import golden_document, lay_out
from tests.store.helpers import seal_with
from tests.store.intruder import (
    MARK,
    THIRD,
    all_is_there,
    both_copies,
    lay_manifest,
    notices,
    open_by,
    own_words,
    plain_bytes,
    rewritten,
)
from tests.store.phrases import CHEAP, LIGHT, PASSPHRASE


def forged(vault_id: str) -> bytes:
    """Give a plain file as anybody can make one, for the place of a conversation."""
    from sessions.store import file_format, schema
    from sessions.store.file_format import Header, RecordKey

    document = {"conversation": {"1": schema.to_document(saying("forged", vault_id))}}
    header = Header(
        record_key=RecordKey("conversation", vault_id),
        version=schema.version_of("conversation"),
        generation=99,
    )
    return file_format.pack(header, json.dumps(document).encode())


# -- One word in the manifest ---------------------------------------------------------------------


@pytest.mark.parametrize("state", ["unsealing", "sealing", "renewing"])
def test_a_word_in_the_manifest_takes_no_seal_off(tmp_path: Path, state: str) -> None:
    """What only who has the key can have written, counts; the rest is said, and nothing opens."""
    folder = tmp_path / "vault"
    recovery = own_words(folder)
    lay_manifest(folder, lambda content: content.update(seal=state))
    with open_by(folder, PASSPHRASE) as vault:
        assert vault.seal.manifest.state is State.SEALED
        assert seal_errors.ManifestChanged in notices(vault)
        assert all_is_there(vault)
    assert plain_bytes(folder) == []
    for secret in (PASSPHRASE, recovery):
        with open_by(folder, secret) as vault:
            assert vault.seal.notices == []
            assert all_is_there(vault)


@pytest.mark.parametrize("state", ["unsealing", "sealing"])
def test_an_old_manifest_is_believed_to_be_sealed_and_no_more(tmp_path: Path, state: str) -> None:
    """One without a proof, as an older program wrote it, whatever it says of its state."""
    folder = tmp_path / "vault"
    lay_out("v3-sealed", folder)
    path = folder / manifest.NAME
    path.write_bytes(rewritten(path.read_bytes(), lambda content: content.update(seal=state)))
    before = {file: file.read_bytes() for file in folder.rglob("*.tdb")}
    with open_by(folder, golden_document("v3")["passphrase"]) as vault:
        assert vault.seal.manifest.state is State.SEALED
        assert seal_errors.SealNotProven in notices(vault)
        assert len(vault.records.ids()) == 2
        assert vault.seal.plain_count() == 0
    assert {file: file.read_bytes() for file in before} == before
    assert path.with_name(path.name + BACKUP).exists()


def test_plain_files_are_not_taken_in_unasked(tmp_path: Path) -> None:
    """Laid beside a state of sealing that nobody proved, they are named, and change nothing."""
    folder = tmp_path / "vault"
    own_words(folder)
    lay_manifest(folder, lambda content: content.update(seal="sealing"))
    laid = folder / "conversations" / THIRD[:2] / f"{THIRD}.tdb"
    laid.parent.mkdir()
    laid.write_bytes(forged(THIRD))
    pairs = tmp_path / "before the seal" / "pairs.tdb"
    shutil.copy(pairs, folder / "pairs.tdb")
    with open_by(folder, PASSPHRASE) as vault:
        for read in (lambda: vault.records.load(THIRD), vault.records.pairs):
            with pytest.raises(errors.RecordDamaged) as told:
                read()
            assert told.value.fields["problem"] == "not sealed"
        assert vault.seal.plain_count() == 2


# -- The manifest of before the seal --------------------------------------------------------------


@pytest.mark.parametrize("how_many", [1, 2])
def test_a_manifest_of_before_the_seal_writes_nothing_over(tmp_path: Path, how_many: int) -> None:
    """With one copy of it the other counts; with two, the key on paper opens all there is."""
    folder = tmp_path / "vault"
    recovery = own_words(folder)
    plain = (tmp_path / "before the seal" / manifest.NAME).read_bytes()
    for path in both_copies(folder)[:how_many]:
        path.write_bytes(plain)
    vault = Vault.open(folder, now=NOW, disk=LIGHT)
    assert vault.seal.is_locked
    assert vault.seal.is_lost == (how_many == 2)
    if how_many == 2:
        with pytest.raises(seal_errors.ManifestLost):
            vault.seal.unlock(PASSPHRASE)
    vault.close()
    with open_by(folder, recovery) as vault:
        assert all_is_there(vault)
        vault.seal.change_passphrase("another", cost=CHEAP)
    with open_by(folder, "another") as vault:
        assert all_is_there(vault)
    assert plain_bytes(folder) == []


@pytest.mark.parametrize("lost", ["gone", "empty", "of another vault"])
def test_the_key_on_paper_opens_what_is_left(tmp_path: Path, lost: str) -> None:
    """When both copies of the manifest are gone or somebody else's, no way in is lost."""
    folder = tmp_path / "vault"
    recovery = own_words(folder)
    with Vault.open(tmp_path / "stranger", now=NOW, disk=LIGHT) as stranger:
        seal_with(stranger, "words of a stranger", cost=CHEAP)
    for path in both_copies(folder):
        if lost == "gone":
            path.unlink()
        elif lost == "empty":
            path.write_bytes(b"")
        else:
            shutil.copy(tmp_path / "stranger" / path.name, path)
    with open_by(folder, recovery) as vault:
        assert all_is_there(vault)
        vault.records.save(saying("new words", THIRD))
    with open_by(folder, recovery) as vault:
        assert all_is_there(vault)
        assert vault.records.load(THIRD) == saying("new words", THIRD)
    if lost == "of another vault":
        kept = [path.read_bytes() for path in (folder / "damaged").iterdir()]
        assert (tmp_path / "stranger" / manifest.NAME).read_bytes() in kept


def test_a_witness_knows_that_it_was_sealed(tmp_path: Path) -> None:
    """The whole folder of before the seal, laid back: it says so, and opens when somebody asks."""
    folder, witness = tmp_path / "vault", tmp_path / "state"
    own_words(folder)
    open_by(folder, PASSPHRASE, witness).close()
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "before the seal", folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(seal_errors.SealGone):
        Vault.open(folder, now=NOW, disk=LIGHT, witness=witness)
    assert {path: path.read_bytes() for path in before} == before
    with Vault.open(folder, now=NOW, disk=LIGHT, witness=witness, unsealed=True) as vault:
        assert all_is_there(vault)
    with Vault.open(folder, now=NOW, disk=LIGHT, witness=witness) as vault:
        assert all_is_there(vault)


def test_a_witness_knows_a_passphrase_of_before(tmp_path: Path) -> None:
    """The manifest of an earlier passphrase, laid back over both copies, is said once."""
    folder, witness = tmp_path / "vault", tmp_path / "state"
    own_words(folder)
    with open_by(folder, PASSPHRASE, witness) as vault:
        vault.seal.change_passphrase("another", cost=CHEAP)
    for path in both_copies(folder):
        shutil.copy(tmp_path / "sealed" / manifest.NAME, path)
    with open_by(folder, PASSPHRASE, witness) as vault:
        assert notices(vault) == {seal_errors.ManifestOlder}
        assert all_is_there(vault)


def test_a_witness_has_no_word_in_it(tmp_path: Path) -> None:
    """Nor a name, the id of the vault, or the place where it is."""
    folder, witness = tmp_path / "vault", tmp_path / "state"
    own_words(folder)
    with open_by(folder, PASSPHRASE, witness) as vault:
        secrets = (vault.id, MARK, "Kim", str(folder), PASSPHRASE)
    kept = list(witness.iterdir())
    assert kept
    for path in kept:
        text = path.name + path.read_text("utf-8")
        assert not any(secret in text for secret in secrets)


# -- Half-way -------------------------------------------------------------------------------------


def half_unsealed(folder: Path) -> None:
    """Leave a vault of which half the seal is off, as a power cut does."""
    from tests.store.cuts import Cut, cut_off

    own_words(folder)
    for at in range(60, 200, 5):
        cut = folder.with_name(f"cut {at}")
        cut_off(folder, cut, Cut(at, after=True), lambda vault: vault.seal.unseal(), PASSPHRASE)
        forms = {path.read_bytes()[:12] for path in cut.glob("**/*.tdb") if path.parent != cut}
        if forms == {b"tweespraak 1", b"tweespraak 3"}:
            shutil.rmtree(folder)
            cut.rename(folder)
            return
    raise AssertionError("no cut left it half-way")


def test_sealing_a_half_unsealed_folder_seals_it(tmp_path: Path) -> None:
    """It asks for the seal, and gets it: never the end of an unsealing."""
    folder = tmp_path / "vault"
    half_unsealed(folder)
    assert plain_bytes(folder)
    with open_by(folder, PASSPHRASE) as vault:
        assert notices(vault) == {seal_errors.UnsealingCutOff}
        assert all_is_there(vault)
        vault.records.save(saying("new words", THIRD))
        vault.seal.seal_again()
        assert vault.seal.manifest.state is State.SEALED
        assert all_is_there(vault)
        assert vault.records.load(THIRD) == saying("new words", THIRD)
    assert plain_bytes(folder) == []


def test_a_file_laid_in_a_half_unsealed_folder_is_not_sealed_with_it(tmp_path: Path) -> None:
    """Only what the list names comes back under the seal; the rest is not read, and is told."""
    folder = tmp_path / "vault"
    half_unsealed(folder)
    laid = folder / "conversations" / THIRD[:2] / f"{THIRD}.tdb"
    laid.parent.mkdir()
    laid.write_bytes(forged(THIRD))
    with open_by(folder, PASSPHRASE) as vault:
        vault.seal.seal_again()
        with pytest.raises(errors.RecordDamaged) as told:
            vault.records.load(THIRD)
        assert told.value.fields["problem"] == "not sealed"
        assert vault.seal.plain_count() == 1
        assert all_is_there(vault)
    assert plain_bytes(folder) == []


@pytest.mark.parametrize("name", ["v3-sealing", "v3-unsealing"])
def test_what_an_older_program_left_half_way_is_taken_in_when_somebody_says_so(
    tmp_path: Path, name: str
) -> None:
    """It is named and not read before; then everything is there, and sealed."""
    folder = tmp_path / "vault"
    lay_out(name, folder)
    expected = golden_document("v3")
    with open_by(folder, expected["passphrase"]) as vault:
        assert seal_errors.SealNotProven in notices(vault)
        assert vault.seal.plain_count() > 0
        vault.seal.take_in_plain()
        assert vault.seal.plain_count() == 0
        assert len(vault.records.ids()) == len(expected["conversations"])
        assert all(vault.records.load(talk).people for talk in vault.records.ids())
        assert vault.records.pairs()
    with open_by(folder, expected["passphrase"]) as vault:
        assert vault.seal.notices == []
        assert vault.records.pairs()
