"""The partner, who has the passphrase and the machine, at work on a phrase that is not theirs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sessions import errors, seal_errors
from sessions.conversation import Said
from sessions.store import Vault, file_format, own_lock
from sessions.store.backup import Backup, write_backup
from sessions.store.disk import BACKUP
from sessions.store.own_keys import LOCKS, _document
from sessions.store.restore import restore
from tests.store.faults import ID, NOW, OTHER, pair
from tests.store.helpers import open_own, seal_with
from tests.store.locks import KEYS, private
from tests.store.phrases import CHEAP, LIGHT, PASSPHRASE

PHRASE, THEIRS = "van mij alleen, echt", "words of the partner"
LATER = {"text": "what I wrote later"}
NEW = "ef" + "3" * 30


def opened(folder: Path, witness: Path | None = None) -> Vault:
    """Open a sealed vault as honest people do."""
    vault = Vault.open(folder, now=NOW, disk=LIGHT, witness=witness)
    if vault.seal.is_locked:
        vault.seal.unlock(PASSPHRASE)
    vault.seal.finish()
    return vault


@pytest.fixture(params=[False, True], ids=["plain", "sealed"])
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Give a vault in which Kim has a phrase and a closed answer, as the witness saw it."""
    place = tmp_path / "vault"
    with Vault.open(place, now=NOW, disk=LIGHT, witness=tmp_path / "state") as vault:
        if request.param:
            seal_with(vault, PASSPHRASE, cost=CHEAP)
        vault.records.save_pair(pair("p1"))
        shutil.copy(vault.files.pairs_path(), tmp_path / "pairs before the phrase")
        vault.records.save(private())
        vault.own_phrases.give("k", PHRASE, cost=CHEAP)
    return place


def lay_locks(folder: Path, change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> None:
    """Change the lock of Kim with the key of the vault, as who has the passphrase can."""
    with opened(folder) as vault:
        keyring = vault.files.keyring
    path = folder / "pairs.tdb"
    record_key = file_format.record_key_of(path)
    header, payload = file_format.unpack(path.read_bytes(), record_key, file="", keyring=keyring)
    tables = json.loads(payload)
    locks = [change(document) for document in tables[LOCKS].values()]
    tables[LOCKS] = {str(at): lock for at, lock in enumerate(locks, 1) if lock is not None}
    blob = file_format.pack(header, json.dumps(tables).encode(), keyring)
    for place in (path, path.with_name(path.name + BACKUP)):
        place.write_bytes(blob)


def forged_lock() -> own_lock.OwnLock:
    return replace(own_lock.new_own_lock("k", THEIRS, CHEAP), done=True)


ATTACKS: dict[str, Callable[[dict[str, Any]], dict[str, Any] | None]] = {
    "taken out": lambda lock: None,
    "another lock in its place": lambda lock: _document(forged_lock()),
    "another public key": lambda lock: {**lock, "public": _document(forged_lock())["public"]},
    "another public key, and not bound": lambda lock: {
        **lock,
        "public": _document(forged_lock())["public"],
        "bound": False,
    },
    "a bare key": lambda lock: {
        **_document(forged_lock()),
        "slot": None,
        "key": _document(own_lock.OwnLock(person="k", public=b"", slot=None, key=bytes(32)))["key"],
    },
}


def in_the_clear(vault: Vault, conversation_id: str) -> bool:
    """Whether who has the passphrase can read what Kim wrote alone."""
    found = vault.records.load(conversation_id)
    with_theirs = found
    try:
        with_theirs = open_own(vault, found, "k", THEIRS)
    except (errors.WrongPhrase, seal_errors.OwnKeyChanged):
        with_theirs = found
    return any(
        said.said[KEYS].fields == LATER for said in (found, with_theirs) if KEYS in said.said
    )


@pytest.mark.parametrize("name", ATTACKS)
def test_a_lock_that_was_changed_closes_and_opens_nothing_in_silence(
    folder: Path, tmp_path: Path, name: str
) -> None:
    """What Kim writes after is closed for nobody else and open to nobody; she is told."""
    lay_locks(folder, ATTACKS[name])
    with opened(folder, tmp_path / "state") as vault:
        assert vault.own_phrases.is_in_doubt("k")
        for talk in (private(fields=LATER), private(OTHER, fields=LATER)):
            with pytest.raises(seal_errors.OwnKeyChanged):
                vault.records.save(talk)
        for conversation_id in vault.records.ids():
            assert not in_the_clear(vault, conversation_id)
        with pytest.raises((errors.WrongPhrase, seal_errors.OwnKeyChanged)):
            vault.own_phrases.key("k", PHRASE)
        # She begins anew: from then on it is kept, for her alone.
        vault.own_phrases.begin_anew("k", "een nieuwe van mij", NOW.date(), cost=CHEAP)
        assert not vault.own_phrases.is_in_doubt("k")
        vault.records.save(private(OTHER, fields=LATER))
        assert not in_the_clear(vault, OTHER)
        mine = open_own(vault, vault.records.load(OTHER), "k", "een nieuwe van mij")
        assert mine.said[KEYS].fields == LATER


def test_the_pairs_of_before_the_phrase_open_nothing(folder: Path, tmp_path: Path) -> None:
    """Laid back over both copies by who has no secret, it is as if nothing was taken away."""
    path = folder / "pairs.tdb"
    for place in (path, path.with_name(path.name + BACKUP)):
        shutil.copy(tmp_path / "pairs before the phrase", place)
    with opened(folder, tmp_path / "state") as vault:
        assert vault.own_phrases.is_in_doubt("k")
        with pytest.raises(seal_errors.OwnKeyChanged):
            vault.records.save(private(OTHER, fields=LATER))


def test_without_a_witness_a_box_disagrees(folder: Path) -> None:
    """On another machine the boxes in a record say that its writer had a phrase."""
    lay_locks(folder, ATTACKS["taken out"])
    with opened(folder) as vault, pytest.raises(seal_errors.OwnKeyChanged):
        vault.records.save(replace(vault.records.load(ID), said=both_said(vault)))


def both_said(vault: Vault) -> dict[str, Said]:
    said = dict(vault.records.load(ID).said)
    return {**said, KEYS.replace("answer", "more"): Said(fields=LATER, at=NOW)}


def test_a_good_copy_of_the_locks_is_used(tmp_path: Path) -> None:
    """In a sealed vault the manifest knows the set, so one changed copy changes nothing."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        seal_with(vault, PASSPHRASE, cost=CHEAP)
        vault.records.save_pair(pair("p1"))
        shutil.copy(vault.files.pairs_path(), tmp_path / "before")
        vault.own_phrases.give("k", PHRASE, cost=CHEAP)
    shutil.copy(tmp_path / "before", folder / "pairs.tdb")
    with opened(folder) as vault:
        assert not vault.own_phrases.is_in_doubt("k")
        vault.records.save(private(OTHER, fields=LATER))
        assert vault.records.load(OTHER).said[KEYS].closed


def test_keys_rotate(folder: Path) -> None:
    """A copy of the key of before opens nothing that is written under the next phrase."""
    with opened(folder) as vault:
        before = vault.own_phrases.key("k", PHRASE)
        vault.own_phrases.change("k", PHRASE, "een andere van mij", cost=CHEAP)
        vault.records.save(private(OTHER, fields=LATER))
    with opened(folder) as vault:
        for conversation_id in (ID, OTHER):
            found = vault.records.load(conversation_id)
            assert found.said[KEYS].closed
            assert vault.own_phrases.open(found, "k", before) == found
            assert open_own(vault, found, "k", "een andere van mij").said[KEYS].fields
        with pytest.raises(errors.WrongPhrase):
            vault.own_phrases.key("k", PHRASE)
        assert vault.own_phrases.locks.lock("k").before == ()


def test_taking_a_phrase_away_leaves_no_key(folder: Path) -> None:
    """Everything opens, and nothing that opened it is kept: the next phrase has other keys."""
    with opened(folder) as vault:
        before = vault.own_phrases.key("k", PHRASE)
        closed = vault.records.load(ID)
        vault.own_phrases.take_away("k", PHRASE)
        assert vault.records.load(ID).said[KEYS].fields
        assert vault.own_phrases.locks.all() == {}
        # What is still open on a screen with its boxes is kept all the same.
        vault.records.save(replace(closed, changed=NOW))
        assert vault.records.load(ID).said[KEYS].fields
        vault.own_phrases.give("k", "een volgende van mij", cost=CHEAP)
        vault.records.save(private(OTHER, fields=LATER))
        found = vault.records.load(OTHER)
        assert vault.own_phrases.open(found, "k", before) == found


def test_a_conversation_that_was_open_while_the_keys_changed_is_not_lost(folder: Path) -> None:
    """It is saved with the boxes it had: her phrase opens them, in this run and in the next."""
    with opened(folder) as vault:
        on_screen = vault.records.load(ID)
        vault.own_phrases.change("k", PHRASE, "een andere van mij", cost=CHEAP)
        vault.records.save(on_screen)
        assert open_own(vault, vault.records.load(ID), "k", "een andere van mij").said[KEYS].fields
    with opened(folder) as vault:
        assert open_own(vault, vault.records.load(ID), "k", "een andere van mij").said[KEYS].fields
    with opened(folder) as vault:
        assert open_own(vault, vault.records.load(ID), "k", "een andere van mij").said[KEYS].fields


def test_a_lock_out_of_a_backup_closes_nothing_before_its_owner_opened_it(tmp_path: Path) -> None:
    """Who made the backup chose every byte of it: its lock opens what came, and no more."""
    with Vault.open(tmp_path / "other", now=NOW, disk=LIGHT) as other:
        other.records.save_pair(pair("p1"))
        other.records.save(private())
        other.own_phrases.give("k", PHRASE, cost=CHEAP)
        before = other.own_phrases.key("k", PHRASE)
        write_backup(other, tmp_path / "backup.tar", now=NOW)
    with Vault.open(tmp_path / "vault", now=NOW, disk=LIGHT) as vault:
        with Backup.open(tmp_path / "backup.tar") as backup:
            restore(vault, backup, now=NOW, progress=lambda *_: None)
        vault.seal.finish()
        with pytest.raises(seal_errors.OwnKeyBrought):
            vault.records.save(private(NEW, fields=LATER))
        assert open_own(vault, vault.records.load(ID), "k", PHRASE).said[KEYS].fields
        vault.records.save(private(NEW, fields=LATER))
        found = vault.records.load(NEW)
        assert found.said[KEYS].closed
        assert vault.own_phrases.open(found, "k", before) == found


@pytest.mark.long
def test_no_field_of_a_lock_is_changed_in_silence(folder: Path, tmp_path: Path) -> None:
    """Each of them, by who has the key of the vault: it opens as before, or its owner is told."""
    shutil.copytree(folder, tmp_path / "good")
    with opened(folder) as vault:
        document = _document(vault.own_phrases.locks.lock("k"))
    silent = []
    for name, value in document.items():
        for other in _others(value):
            shutil.rmtree(folder)
            shutil.copytree(tmp_path / "good", folder)
            lay_locks(folder, changing(name, other))
            if not _is_told(folder, tmp_path / "state"):
                silent.append((name, other))
    assert silent == []


def changing(name: str, other: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda lock: {**lock, name: other}


def _others(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, dict):
        return [{**value, name: part} for name in value for part in _others(value[name])]
    if isinstance(value, list):
        return [[*value[:-1], value[-1] + 1]] if value else [["AAAA"]]
    if not value:
        return ["A" * 43 + "="]
    return [value[::-1], "A" + value[1:] if value[0] != "A" else "B" + value[1:]]


def _is_told(folder: Path, witness: Path) -> bool:
    """Whether the owner is told, or nothing changed for her: what she writes only she can read."""
    try:
        vault = opened(folder, witness)
    except errors.StoreError:
        return True
    with vault:
        try:
            vault.records.save(private(OTHER, fields=LATER))
            key = vault.own_phrases.key("k", PHRASE)
        except errors.StoreError:
            return True
        mine = vault.own_phrases.open(vault.records.load(OTHER), "k", key)
        return bool(vault.records.load(OTHER).said[KEYS].closed) and (
            mine.said[KEYS].fields == LATER
        )
