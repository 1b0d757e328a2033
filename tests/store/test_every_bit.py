"""Every bit and every length counts: damage is told, and costs nothing but itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sessions import errors
from sessions.conversation import Conversation
from sessions.store import Vault, file_format, manifest
from sessions.store.disk import BACKUP, Disk
from sessions.store.manifest_copies import Copies
from sessions.store.opening import WaysIn
from tests.store.badfiles import PASSPHRASE, fine, ordinary
from tests.store.damage import BOTH, mutations, put, settle
from tests.store.faults import ID, NOW, OTHER, pair
from tests.store.helpers import ways_in


@pytest.mark.long
@BOTH
@pytest.mark.parametrize("kind", ["conversation", "pairs", "index"])
def test_no_bit_and_no_length_goes_unnoticed(
    vaults: Callable[[bool], Vault], kind: str, sealed: bool
) -> None:
    """Each flipped bit and each cut of a whole file is damage, never words and never a crash."""
    vault = vaults(sealed)
    vault.index.flush()
    path = {
        "conversation": vault.records.path(ID),
        "pairs": vault.files.pairs_path(),
        "index": vault.folder / "index" / "ab.tdb",
    }[kind]
    blob, who, keyring = path.read_bytes(), file_format.record_key_of(path), vault.files.keyring
    assert file_format.unpack(blob, who, file="", keyring=keyring)[0].record_key == who
    tried = 0
    for changed in mutations(blob):
        tried += 1
        try:
            file_format.unpack(changed, who, file="", keyring=keyring)
        except errors.RecordDamaged:
            continue
        pytest.fail(f"mutation {tried} went unnoticed")
    assert tried == 9 * len(blob)
    assert tried > (60_000 if kind == "conversation" else 2_500)


def whole_way(vault: Vault, step: int) -> int:
    """Load each mutation of a conversation; give how many there were."""
    path = vault.records.path(ID)
    blob, tried = path.read_bytes(), 0
    for changed in mutations(blob, step):
        put(path, changed)
        with pytest.raises(errors.RecordDamaged) as caught:
            vault.records.load(ID)
        assert caught.value.fields["file"] == str(path)
        if tried % 50 == 0:
            assert vault.records.load(OTHER) == fine()
            listing = vault.index.read()
            assert [summary.id for summary in listing.summaries] == [OTHER]
            assert [problem.fields["id"] for problem in listing.problems] == [ID]
        tried += 1
    put(path, blob)
    assert vault.records.load(ID) == ordinary()
    return tried


@BOTH
def test_a_changed_conversation_is_told_and_costs_no_other(
    vaults: Callable[[bool], Vault], sealed: bool
) -> None:
    """All the way through the vault: it is named, it is listed as damaged, and the other opens."""
    assert whole_way(vaults(sealed), 53) > 1_200


@pytest.mark.long
@BOTH
def test_every_changed_conversation_is_told(vaults: Callable[[bool], Vault], sealed: bool) -> None:
    """The same for each bit and each length there is."""
    assert whole_way(vaults(sealed), 1) > 60_000


def changed_pairs(vault: Vault, step: int) -> int:
    """Read each mutation of the pairs; give how many there were."""
    vault.records.save_settings({"language": "nl"})
    vault.files.copy_to_backup(vault.files.pairs_path())
    path = vault.files.pairs_path()
    blob, tried = path.read_bytes(), 0
    for changed in mutations(blob, step):
        put(path, changed)
        for read in (vault.records.pairs, vault.records.settings):
            with pytest.raises(errors.RecordDamaged):
                read()
        vault.own_phrases.locks.forget()
        if tried % 50 == 0:
            assert vault.records.pairs(backup=True) == (pair(),)
            assert vault.records.settings(backup=True) == {"language": "nl"}
            assert vault.records.load(ID) == ordinary()
            assert vault.own_phrases.locks.all() == {}
        tried += 1
    return tried


@BOTH
def test_changed_pairs_are_told_and_the_copy_is_there(
    vaults: Callable[[bool], Vault], sealed: bool
) -> None:
    """The people and the settings of an earlier run can be read; every conversation opens."""
    assert changed_pairs(vaults(sealed), 11) > 250


@pytest.mark.long
@BOTH
def test_every_change_of_the_pairs_is_told(vaults: Callable[[bool], Vault], sealed: bool) -> None:
    """The same for each bit and each length there is."""
    assert changed_pairs(vaults(sealed), 1) > 2_500


def changed_shard(vault: Vault, step: int) -> int:
    """List the vault with each mutation of a shard; give how many there were."""
    settle(vault.records.path(ID).parent)
    settle(vault.records.path(OTHER).parent)
    vault.index.flush()
    loaded: list[str] = []
    load = vault.index._load

    def counted(conversation_id: str) -> Conversation:
        loaded.append(conversation_id)
        return load(conversation_id)

    vault.index._load = counted
    before = vault.index.read()
    assert [summary.id for summary in before.summaries] == [ID, OTHER]
    assert loaded == []
    path = vault.folder / "index" / "ab.tdb"
    blob, tried = path.read_bytes(), 0
    for changed in mutations(blob, step):
        loaded.clear()
        put(path, changed)
        assert vault.index.read() == before
        assert loaded == [ID]
        if tried % 20 == 0:
            vault.index.mend()
            loaded.clear()
            assert vault.index.read() == before
            assert loaded == []
        tried += 1
    return tried


@BOTH
def test_a_changed_index_is_made_again_in_silence(
    vaults: Callable[[bool], Vault], sealed: bool
) -> None:
    """The list is the same; the conversation is read instead, and `mend` writes the index anew."""
    assert changed_shard(vaults(sealed), 17) > 300


@pytest.mark.long
@BOTH
def test_every_change_of_the_index_is_made_good(
    vaults: Callable[[bool], Vault], sealed: bool
) -> None:
    """The same for each bit and each length there is."""
    assert changed_shard(vaults(sealed), 1) > 6_000


@BOTH
def test_no_bit_of_the_vaults_own_file_goes_unnoticed(
    vaults: Callable[[bool], Vault], sealed: bool
) -> None:
    """Its copy is used for each change of it; with the same change of both it does not open."""
    vault = vaults(sealed)
    vault.close()
    disk, path = Disk(), vault.folder / manifest.NAME
    copy = path.with_name(manifest.NAME + BACKUP)
    blob, known = path.read_bytes(), vault.seal.manifest
    assert copy.read_bytes() == blob
    for number, changed in enumerate(mutations(blob)):
        assert manifest.parse(changed, file="") is None
        if number % 7 == 0:
            put(path, changed)
            assert ways_in(vault.folder, disk) == WaysIn(
                manifests=(known,),
                copies=Copies(blobs=(changed, blob), manifests=(None, known)),
            )
    for changed in mutations(blob, 11):
        for place in (path, copy):
            put(place, changed)
        if sealed:  # the sealed files carry a way in for the key on paper
            assert ways_in(vault.folder, disk).lost
            continue
        with pytest.raises(errors.VaultDamaged):
            ways_in(vault.folder, disk)
    for changed in mutations(blob, 97):
        put(path, changed)
        put(copy, blob)
        with Vault.open(vault.folder, now=NOW) as again:
            again.seal.unlock(PASSPHRASE)
            assert again.seal.notices == []
            again.seal.finish()
            assert again.records.load(ID) == ordinary()
        assert path.read_bytes() == copy.read_bytes() == blob
