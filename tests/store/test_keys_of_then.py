"""What was sealed long ago opens for ever, and no key or nonce comes twice."""

from __future__ import annotations

import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.conversation import Conversation
from sessions.store import Vault, file_format, manifest, own_lock, schema, sealing
from sessions.store.file_format import Keyring, RecordKey
from sessions.store.manifest import State
from sessions.store.sealing import Cost
from tests.store import independent
from tests.store.faults import NOW, saying
from tests.store.phrases import CHEAP
from tests.store.vectors import VECTORS, unb64


@pytest.mark.parametrize("vector", VECTORS["stretch"])
def test_a_phrase_always_gives_the_same_key(vector: dict[str, Any]) -> None:
    """Of the price, the salt and the phrase as it is written; a change would lock people out."""
    memory, passes, lanes = vector["cost"]
    cost = Cost(memory=memory, passes=passes, lanes=lanes)
    assert sealing.stretch(vector["phrase"], unb64(vector["salt"]), cost) == unb64(vector["key"])


def test_two_ways_to_type_a_phrase_are_one() -> None:
    """An é of one sign and of two, and a ligature, give the same key; another word does not."""
    keys = {vector["phrase"]: vector["key"] for vector in VECTORS["stretch"]}
    assert keys["é"] == keys["e\u0301"]
    assert keys["\ufb01ne ①"] == keys["fine 1"]
    assert len(set(keys.values())) == len(keys) - 2


@pytest.mark.parametrize("vector", VECTORS["derive"])
def test_a_key_always_gives_the_same_key_for_a_file(vector: dict[str, Any]) -> None:
    """As it was when it was written down, and as RFC 5869 says, reckoned here once more."""
    key, salt = unb64(vector["key"]), unb64(vector["salt"])
    derived = sealing.derive(key, salt, *vector["names"])
    assert derived == unb64(vector["derived"])
    names = [name.encode() for name in vector["names"]]
    info = b"tweespraak" + b"".join(str(len(name)).encode() + b":" + name for name in names)
    middle = hmac.digest(salt or bytes(32), key, "sha256")
    assert derived == hmac.digest(middle, info + b"\x01", "sha256")


def test_no_two_lists_of_names_give_one_key() -> None:
    """Where a name ends counts, so no file can have the key of another."""
    assert len({vector["derived"] for vector in VECTORS["derive"]}) == len(VECTORS["derive"])


@pytest.mark.parametrize("name", ["file", "plain"])
def test_a_file_of_then_opens_for_ever(name: str) -> None:
    """One made long ago, sealed or not, gives the words that were put in it."""
    vector = VECTORS[name]
    who = RecordKey(vector["kind"], vector["id"])
    keyring = None
    if name == "file":
        keyring = Keyring(vault=vector["vault"], key=unb64(vector["key"]))
    header, payload = file_format.unpack(unb64(vector["blob"]), who, file="", keyring=keyring)
    assert payload == unb64(vector["payload"])
    assert (header.record_key, header.version, header.generation) == (who, 2, 7)
    document = json.loads(payload)["conversation"]["1"]
    conversation = schema.from_document(document, Conversation, who, file="")
    assert conversation == saying("It opens for ever, é.")


@pytest.mark.parametrize("name", ["slot", "slot_dear", "recovery"])
def test_a_wrapped_key_of_then_opens_for_ever(name: str) -> None:
    """With the secret of then, for the vault of then, and with nothing else."""
    vector = VECTORS[name]
    slot = manifest.slot_from(vector["slot"])
    assert sealing.unwrap(slot, vector["secret"], vector["vault"]) == unb64(vector["key"])
    assert sealing.unwrap(slot, vector["secret"], "e" * 32) is None
    other = vector["secret"][:-1] + "A"
    assert sealing.unwrap(slot, other, vector["vault"]) is None
    if slot.cost is not None:
        dearer = replace(slot, cost=replace(slot.cost, passes=slot.cost.passes + 1))
        assert sealing.unwrap(dearer, vector["secret"], vector["vault"]) is None


def test_a_private_answer_of_then_opens_for_ever() -> None:
    """With the phrase of then, at its own place; at another it does not."""
    vector = VECTORS["own"]
    from sessions.store import own_keys

    lock = own_keys.lock_from({**vector["lock"], "bound": False, "before": [], "brought": False})
    private = own_lock.open_lock(lock, vector["phrase"])
    assert private == unb64(vector["private"])
    payload = own_lock.open_with(private, lock.person, vector["box"], vector["place"])
    assert payload == vector["payload"].encode()
    assert own_lock.is_closed_for(lock, vector["box"])
    for person, place in ((lock.person, vector["place"] + "x"), ("s", vector["place"])):
        assert own_lock.open_with(private, person, vector["box"], place) is None
    with pytest.raises(errors.WrongPhrase):
        own_lock.open_lock(lock, vector["phrase"] + "x")


def test_a_sealed_manifest_of_then_opens_for_ever(tmp_path: Path) -> None:
    """Its passphrase and its recovery key give the key, and it is written as it was."""
    vector = VECTORS["manifest"]
    known = manifest.parse(vector["text"].encode(), file="")
    assert known is not None
    assert (known.id, known.state, known.language) == (vector["vault"], State.SEALED, "nl")
    assert manifest.render(known) == vector["text"].encode()
    (tmp_path / manifest.NAME).write_text(vector["text"])
    for secret in (vector["passphrase"], vector["recovery"]):
        with Vault.open(tmp_path, now=NOW) as vault:
            vault.seal.unlock(secret)
            assert vault.files.keyring is not None
            assert vault.files.keyring.key == unb64(vector["key"])


def test_no_nonce_comes_twice() -> None:
    """A hundred thousand boxes of the same words have a hundred thousand nonces and contents."""
    key, count = bytes(32), 100_000
    made = [sealing.lock(key, b"x", b"", pad=1) for _ in range(count)]
    assert len({nonce for nonce, _ in made}) == count
    assert len({box for _, box in made}) == count
    assert {len(nonce) for nonce, _ in made} == {sealing.NONCE}
    # Every bit of a nonce moves: one that stands still would make the rest come round sooner.
    every = [int.from_bytes(nonce) for nonce, _ in made[:200]]
    low, high = every[0], every[0]
    for byte in every:
        low, high = low & byte, high | byte
    assert low == 0
    assert high == 2 ** (8 * sealing.NONCE) - 1


def test_nothing_else_comes_twice() -> None:
    """Salts, recovery keys, and the keys of people and vaults are fresh each time."""
    slots = [sealing.wrap(bytes(32), "p", "v", CHEAP) for _ in range(500)]
    assert len({slot.salt for slot in slots}) == len({slot.box for slot in slots}) == 500
    assert len({sealing.new_recovery_key() for _ in range(500)}) == 500
    own_keys = [own_lock.new_own_lock("k", "p", CHEAP) for _ in range(200)]
    assert len({key.public for key in own_keys}) == 200
    boxes = {own_lock.close_for(own_keys[0], b"{}", "here") for _ in range(200)}
    assert len(boxes) == 200


def test_what_is_written_today_opens_by_its_description_alone() -> None:
    """A reader made from the page for auditors, and not from the code, reads all of it."""
    file = VECTORS["file_3"]
    key = unb64(file["key"])
    blob = unb64(file["blob"])
    assert independent.File(blob).payload(key, file["vault"]) == unb64(file["payload"])
    carried = [
        independent.slot_key(slot, file["recovery"], vault)
        for slot, vault in independent.slots_in(blob)
    ]
    assert carried == [key]
    sealed = VECTORS["manifest_3"]
    content = json.loads(sealed["text"])
    for name, secret in (("passphrase", sealed["passphrase"]), ("recovery", sealed["recovery"])):
        assert independent.slot_key(content[name], secret, sealed["vault"]) == key
    assert independent.proven(content, key)["proof"] == content["proof"]
    own = VECTORS["own_3"]
    public = unb64(own["lock"]["public"])
    about = f"{own['lock']['person']} {public.hex()}"
    private = independent.slot_key(own["lock"]["slot"], own["phrase"], about)
    assert private == unb64(own["private"])
    opened = independent.opened_own_box(private, "k", own["box"], own["place"])
    assert opened == own["payload"].encode()


def test_a_file_and_a_manifest_of_today_open_for_ever(tmp_path: Path) -> None:
    """With the keys of then; the paper alone opens a folder in which the manifest is lost."""
    file, sealed = VECTORS["file_3"], VECTORS["manifest_3"]
    who = RecordKey(file["kind"], file["id"])
    keyring = Keyring(vault=file["vault"], key=unb64(file["key"]))
    header, payload = file_format.unpack(unb64(file["blob"]), who, file="", keyring=keyring)
    assert payload == unb64(file["payload"])
    assert (header.version, header.generation, header.vault) == (4, 7, file["vault"])
    known = manifest.parse(sealed["text"].encode(), file="")
    assert known is not None
    assert manifest.is_proven(known, unb64(sealed["key"]))
    assert manifest.render(known) == sealed["text"].encode()
    path = tmp_path / "conversations" / file["id"][:2] / f"{file['id']}.tdb"
    path.parent.mkdir(parents=True)
    path.write_bytes(unb64(file["blob"]))
    with Vault.open(tmp_path, now=NOW) as vault:
        vault.seal.unlock(file["recovery"])
        assert vault.records.load(file["id"]) == saying("It opens for ever, é.")
