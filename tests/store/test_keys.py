"""Keys: the same for ever, never used twice, and no change of them shuts anybody out."""

from __future__ import annotations

import base64
import errno
import hashlib
import hmac
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sessions import errors
from sessions.conversation import Conversation, Said
from sessions.people import Person
from sessions.store import Vault, file_format, manifest, schema, sealing
from sessions.store.disk import Disk
from sessions.store.file_format import Header, Keyring, RecordKey
from sessions.store.manifest import State
from sessions.store.own_keys import Locks
from sessions.store.sealing import Cost
from tests.store.faults import ID, NOW, OTHER, Crash, pair, saying, small
from tests.store.golden import told
from tests.store.helpers import open_own

CHEAP = Cost(memory=8, passes=1, lanes=1)
PASSPHRASE = "Vier woorden, één zin"
VECTORS = told("vectors")


def unb64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


# -- The same for ever ----------------------------------------------------------------------------


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
    names = [one.encode() for one in vector["names"]]
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
    found = schema.from_document(document, Conversation, who, file="")
    assert found == saying("It opens for ever, é.")


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

    lock = own_keys.lock_from(vector["lock"])
    private = sealing.open_lock(lock, vector["phrase"])
    assert private == unb64(vector["private"])
    found = sealing.open_with(private, lock.person, vector["box"], vector["place"])
    assert found == vector["payload"].encode()
    assert sealing.is_closed_for(lock, vector["box"])
    for person, place in ((lock.person, vector["place"] + "x"), ("s", vector["place"])):
        assert sealing.open_with(private, person, vector["box"], place) is None
    with pytest.raises(errors.WrongPhrase):
        sealing.open_lock(lock, vector["phrase"] + "x")


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


# -- Never twice ----------------------------------------------------------------------------------


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
    own_keys = [sealing.new_own_lock("k", "p", CHEAP) for _ in range(200)]
    assert len({key.public for key in own_keys}) == 200
    boxes = {sealing.close_for(own_keys[0], b"{}", "here") for _ in range(200)}
    assert len(boxes) == 200


# -- A wrong phrase -------------------------------------------------------------------------------


def near_misses(phrase: str, count: int) -> list[str]:
    """Give `count` phrases that are almost `phrase`, and none that is it in another spelling."""
    random = Random(phrase)
    letters = "abcdefghijklmnopqrstuvwxyzéABC0123456789 .,!-'\u200b\u00ad"
    found: dict[str, None] = {}
    fixed = [
        phrase.upper(),
        phrase.lower(),
        phrase.swapcase(),
        phrase + " ",
        " " + phrase,
        phrase + "\n",
        phrase.replace(" ", ""),
        phrase.replace(" ", "  "),
        phrase[:-1],
        phrase[1:],
        phrase[::-1],
        phrase * 2,
        phrase + "\x00",
        "\x00" + phrase,
        phrase + "\u0301",
        phrase + "\ufeff",
        phrase + "\ud800",
        normalize("NFD", phrase).encode("ascii", "ignore").decode(),
        "",
        " ",
        "x" * 10_000,
    ]
    for one in fixed:
        found[one] = None
    while len(found) < count + 5:
        at, letter = random.randrange(len(phrase) + 1), random.choice(letters)
        sort = random.randrange(4)
        if sort == 0:
            one = phrase[:at] + letter + phrase[at:]
        elif sort == 1:
            one = phrase[:at] + letter + phrase[at + 1 :]
        elif sort == 2:
            one = phrase[:at] + phrase[at + 1 :]
        else:
            one = phrase[:at] + phrase[at : at + 2][::-1] + phrase[at + 2 :]
        found[one] = None
    right = normalize("NFKC", phrase)
    return [one for one in found if normalize("NFKC", one) != right][:count]


SAME = [
    normalize("NFD", PASSPHRASE),
    normalize("NFC", PASSPHRASE),
    PASSPHRASE.replace(" ", "\u00a0"),
    PASSPHRASE.replace("V", "\uff36"),
]
"""Other ways to type the right one, which a keyboard or a paste may choose by itself."""


def sealed_vault(folder: Path, cost: Cost) -> str:
    """Make a sealed vault; give its recovery key."""
    with Vault.open(folder, now=NOW) as vault:
        vault.records.save(saying("words"))
        return vault.seal.seal(PASSPHRASE, cost=cost)


def test_no_wrong_passphrase_opens_the_vault(tmp_path: Path) -> None:
    """A thousand near misses open nothing; the right one does each time, however it was typed."""
    sealed_vault(tmp_path / "vault", CHEAP)
    wrong = near_misses(PASSPHRASE, 1_000)
    assert len(wrong) == 1_000
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        for one in wrong:
            with pytest.raises(errors.WrongPassphrase):
                vault.seal.unlock(one)
            assert vault.seal.is_locked
        with pytest.raises(errors.VaultLocked):
            vault.records.load(ID)
        vault.seal.unlock(PASSPHRASE)
        assert vault.records.load(ID) == saying("words")
    for one in SAME:
        with Vault.open(tmp_path / "vault", now=NOW) as vault:
            vault.seal.unlock(one)
            assert vault.records.load(ID) == saying("words")


def test_the_real_price_holds_too(tmp_path: Path) -> None:
    """With the cost that people get, a few near misses, the right one and the recovery key."""
    assert Cost() == Cost(memory=64 * 1024, passes=3, lanes=4)
    recovery = sealed_vault(tmp_path / "vault", Cost())
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        for one in (PASSPHRASE.lower(), PASSPHRASE + " ", recovery[:-1]):
            with pytest.raises(errors.WrongPassphrase):
                vault.seal.unlock(one)
        vault.seal.unlock(normalize("NFD", PASSPHRASE))
        assert vault.records.load(ID) == saying("words")
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        vault.seal.unlock(recovery)
        assert vault.records.load(ID) == saying("words")


PRIVATE = "alone/answer/k/0"


def with_private(words: str = "mine") -> Conversation:
    """Give a conversation in which Kim wrote `words` alone."""
    people = (
        Person(id="k", name="Kim", language="nl"),
        Person(id="s", name="Sam", language="en"),
    )
    return small(people=people, said={PRIVATE: Said(fields={"text": words}, at=NOW)})


def test_no_wrong_phrase_opens_what_somebody_wrote_alone(tmp_path: Path) -> None:
    """A thousand near misses open nothing of one person; the right one does each time."""
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        vault.records.save(with_private())
        vault.own_phrases.give("k", PASSPHRASE, cost=CHEAP)
        closed = vault.records.load(ID)
        assert closed.said[PRIVATE].fields == {}
        lock = vault.own_phrases.locks.all()["k"]
        for one in near_misses(PASSPHRASE, 1_000):
            with pytest.raises(errors.WrongPhrase):
                sealing.open_lock(lock, one)
        for one in near_misses(PASSPHRASE, 30):
            with pytest.raises(errors.WrongPhrase):
                open_own(vault, closed, "k", one)
        for one in (PASSPHRASE, *SAME):
            assert open_own(vault, closed, "k", one) == with_private()
        with pytest.raises(errors.WrongPhrase):
            open_own(vault, closed, "s", PASSPHRASE)


def own(vault: Vault, conversation_id: str, phrase: str) -> Conversation:
    """Give a conversation with what Kim wrote alone open, whether she has a phrase or not."""
    found = vault.records.load(conversation_id)
    return open_own(vault, found, "k", phrase) if vault.own_phrases.has("k") else found


def variants(key: str) -> Iterator[str]:
    """Give a recovery key as people type it over."""
    yield key.lower()
    yield key.replace("-", "")
    yield key.replace("-", " ")
    yield f"  {key}\n"
    yield " ".join(key.replace("-", ""))
    yield key.translate(str.maketrans("OIB", "018"))
    yield key.translate(str.maketrans("OIB", "018")).lower().replace("-", "  ")
    yield "".join(chr(ord(one) + 0xFEE0) if one.isalnum() else one for one in key)
    yield key.replace("-", "\t")
    yield key.replace("-", "--")


def test_a_recovery_key_may_be_typed_over_loosely() -> None:
    """Small letters, spaces and signs that look alike are taken; one letter off is refused."""
    random, refused = Random("recovery"), 0
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    keys = [VECTORS["recovery"]["secret"], *(sealing.new_recovery_key() for _ in range(30))]
    assert {"O", "I", "B"} <= set("".join(keys))
    for key in keys:
        slot = sealing.wrap(bytes(32), key, "v", None)
        for variant in variants(key):
            assert sealing.is_recovery_key(variant)
            assert sealing.unwrap(slot, variant, "v") == bytes(32)
        for at, letter in enumerate(key):
            if letter == "-":
                continue
            other = random.choice(alphabet.replace(letter, ""))
            assert sealing.unwrap(slot, key[:at] + other + key[at + 1 :], "v") is None
            refused += 1
    assert refused == 32 * len(keys)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "A" * 31,
        "A" * 33,
        "A" * 40,
        "9" * 32,
        "A" * 31 + "=",
        "A" * 26 + "=" * 6,
        "é" * 32,
        "A" * 31 + "\ud800",
        "A" * 31 + "_",
    ],
)
def test_what_cannot_be_a_recovery_key_is_a_wrong_one(tmp_path: Path, text: str) -> None:
    """It is the same answer as for a wrong passphrase, and no other error."""
    assert not sealing.is_recovery_key(text)
    sealed_vault(tmp_path / "vault", CHEAP)
    with (
        Vault.open(tmp_path / "vault", now=NOW) as vault,
        pytest.raises(errors.WrongPassphrase),
    ):
        vault.seal.unlock(text)


def test_one_letter_off_the_recovery_key_opens_no_vault(tmp_path: Path) -> None:
    """All the way through the vault: each letter counts, and the loose spelling opens it."""
    recovery = sealed_vault(tmp_path / "vault", CHEAP)
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        for at, letter in enumerate(recovery):
            if letter != "-":
                other = "A" if letter != "A" else "C"
                with pytest.raises(errors.WrongPassphrase):
                    vault.seal.unlock(recovery[:at] + other + recovery[at + 1 :])
    for variant in variants(recovery):
        with Vault.open(tmp_path / "vault", now=NOW) as vault:
            vault.seal.unlock(variant)
            assert vault.records.load(ID) == saying("words")


# -- Cut off --------------------------------------------------------------------------------------


class Light(Disk):
    """A disk that does not wait: what is cut off here is the program, and no real disk."""

    def fsync(self, descriptor: int) -> None:
        pass


LIGHT = Light()


class Cut(Light):
    """A disk on which the power goes before or after a call; after that nothing reaches it."""

    def __init__(self, at: int, *, after: bool) -> None:
        self.left = at
        self.after = after
        self.gone = False
        self.armed = False

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name.startswith("_") or not callable(found):
            return found

        def call(*given: Any) -> Any:
            if not self.armed:
                return found(*given)
            if self.gone:
                raise Crash
            self.left -= 1
            if self.left >= 0:
                return found(*given)
            self.gone = True
            if self.after:
                found(*given)
            raise Crash

        return call


Change = Callable[[Vault], object]


def cut_off(template: Path, folder: Path, cut: Cut, change: Change, secret: str) -> bool:
    """Make a copy of a vault and change it until the cut; give whether it was cut off."""
    shutil.copytree(template, folder)
    vault = Vault.open(folder, now=NOW, disk=cut)
    if vault.seal.is_locked:
        vault.seal.unlock(secret)
    cut.armed = True
    try:
        change(vault)
    except Crash:
        return True
    finally:
        # The process is gone: nothing is written by closing, and the lock is free.
        cut.armed = False
        vault.files.close()
        vault.close()
    return False


# What a cut after one call leaves is what a cut before the next one leaves, unless something is
# done between them that is no call; so the second half is looked at in the long run.
AFTER = pytest.mark.parametrize(
    "after", [False, pytest.param(True, marks=pytest.mark.long)], ids=["before", "after"]
)


ALSO_SOME = pytest.mark.parametrize(
    ("after", "step"),
    [
        (False, 3),
        pytest.param(False, 1, marks=pytest.mark.long),
        pytest.param(True, 1, marks=pytest.mark.long),
    ],
    ids=["third", "before", "after"],
)


def every_cut(
    tmp_path: Path,
    change: Change,
    secret: str,
    check: Callable[[Path], None],
    *,
    after: bool,
    least: int,
    step: int = 1,
) -> None:
    """Cut a change off before or after every `step`-th call, and look at what is left."""
    at = 0
    while True:
        folder = tmp_path / str(at)
        cut = Cut(at, after=after)
        was_cut = cut_off(tmp_path / "vault", folder, cut, change, secret)
        check(folder)
        shutil.rmtree(folder)
        if not was_cut:
            break
        at += step
    assert at >= least


def opens(folder: Path, secret: str) -> Vault | None:
    """Give the vault open, or None when `secret` does not open it."""
    vault = Vault.open(folder, now=NOW, disk=LIGHT)
    try:
        vault.seal.unlock(secret)
    except errors.WrongPassphrase:
        vault.close()
        return None
    return vault


@AFTER
def test_a_new_passphrase_cut_off_leaves_one_way_in(tmp_path: Path, after: bool) -> None:
    """Before and after every call the old or the new opens, never neither, and never another."""
    recovery = sealed_vault(tmp_path / "vault", CHEAP)
    seen = set()

    def check(folder: Path) -> None:
        found = []
        for name, secret in (("old", PASSPHRASE), ("new", "another"), ("wrong", "anothe")):
            vault = opens(folder, secret)
            if vault is not None:
                found.append(name)
                with vault:
                    assert vault.records.load(ID) == saying("words")
        assert found in (["old"], ["new"])
        seen.add(found[0])
        with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
            vault.seal.unlock(recovery)
            assert vault.records.load(ID) == saying("words")
        # Opening has made both copies one: no way in is left that was changed away.
        own = folder / manifest.NAME
        assert own.read_bytes() == own.with_name(own.name + ".bak").read_bytes()

    def change(vault: Vault) -> None:
        vault.seal.change_passphrase("another", cost=CHEAP)

    every_cut(tmp_path, change, PASSPHRASE, check, after=after, least=15)
    assert seen == {"old", "new"}


@AFTER
def test_a_new_recovery_key_cut_off_leaves_the_passphrase(tmp_path: Path, after: bool) -> None:
    """Before and after every call the passphrase opens it."""
    sealed_vault(tmp_path / "vault", CHEAP)

    def check(folder: Path) -> None:
        vault = opens(folder, PASSPHRASE)
        assert vault is not None
        with vault:
            assert vault.records.load(ID) == saying("words")

    every_cut(
        tmp_path,
        lambda vault: vault.seal.change_recovery_key(),
        PASSPHRASE,
        check,
        after=after,
        least=15,
    )


@AFTER
def test_a_new_phrase_of_one_person_cut_off_leaves_one_way_in(tmp_path: Path, after: bool) -> None:
    """Before and after every call the old or the new phrase opens what somebody wrote alone."""
    with Vault.open(tmp_path / "vault", now=NOW, disk=LIGHT) as vault:
        vault.records.save(with_private())
        vault.own_phrases.give("k", PASSPHRASE, cost=CHEAP)

    def check(folder: Path) -> None:
        with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
            found = []
            for name, phrase in (("old", PASSPHRASE), ("new", "another"), ("wrong", "anothe")):
                try:
                    assert open_own(vault, vault.records.load(ID), "k", phrase) == with_private()
                except errors.WrongPhrase:
                    continue
                found.append(name)
            assert found in (["old"], ["new"])

    def change(vault: Vault) -> None:
        vault.own_phrases.change("k", PASSPHRASE, "another", cost=CHEAP)

    every_cut(tmp_path, change, "", check, after=after, least=20)


@ALSO_SOME
def test_giving_a_phrase_cut_off_keeps_the_words_and_closes_them_at_last(
    tmp_path: Path, after: bool, step: int
) -> None:
    """The words are there before; after `finish` no file holds them, its copies included."""
    with Vault.open(tmp_path / "vault", now=NOW, disk=LIGHT) as vault:
        vault.records.save(with_private("SECRETWORDS of monday"))
    with Vault.open(tmp_path / "vault", now=NOW, disk=LIGHT) as vault:
        vault.records.save(with_private("SECRETWORDS"))
        vault.records.save(saying("fine", OTHER))

    def check(folder: Path) -> None:
        with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
            vault.seal.finish()
            if vault.own_phrases.has("k"):
                assert vault.records.load(ID).said[PRIVATE].fields == {}
                assert all(b"SECRETWORDS" not in blob for blob in blobs(folder))
            assert own(vault, ID, PASSPHRASE) == with_private("SECRETWORDS")
            assert vault.records.load(OTHER) == saying("fine", OTHER)

    def change(vault: Vault) -> None:
        vault.own_phrases.give("k", PASSPHRASE, cost=CHEAP)

    every_cut(tmp_path, change, "", check, after=after, step=step, least=40)


MARK = "SECRETWORDS"


def blobs(folder: Path) -> list[bytes]:
    """Give the bytes of every file in a vault."""
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


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
        vault.seal.seal(PASSPHRASE, cost=CHEAP)

    every_cut(tmp_path, change, "", check, after=after, step=step, least=80)
    assert seen == {State.PLAIN, State.SEALED}


@ALSO_SOME
def test_unsealing_cut_off_is_finished_by_who_opens_it(
    tmp_path: Path, after: bool, step: int
) -> None:
    """Before and after every call: all is there, and once open no file needs the key."""
    furnished(tmp_path / "vault")
    with Vault.open(tmp_path / "vault", now=NOW, disk=LIGHT) as vault:
        vault.seal.seal(PASSPHRASE, cost=CHEAP)
    seen = set()

    def check(folder: Path) -> None:
        state = finished(folder)
        seen.add(state)
        sealed = [blob.startswith(b"tweespraak 2 ") for blob in blobs(folder)]
        assert any(sealed) == (state is State.SEALED)
        kept = folder / "damaged" / f"{'ef' + '2' * 30}.tdb.0"
        assert (MARK.encode() in kept.read_bytes()) == (state is State.PLAIN)

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
    cut = Cut(20, after=False)

    def change(vault: Vault) -> None:
        vault.seal.seal(PASSPHRASE, cost=CHEAP)

    assert cut_off(tmp_path / "vault", tmp_path / "0", cut, change, "")
    starts = 1
    for number in range(1, 60):
        cut = Cut(random.randrange(40, 130), after=bool(number % 2))
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


class NoRename(Light):
    """A disk that renames so many files and no more."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.armed = False

    def rename(self, old: Path, new: Path) -> None:
        if self.armed:
            self.left -= 1
            if self.left < 0:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
        super().rename(old, new)


def test_a_failed_call_is_told_and_leaves_a_way_in(tmp_path: Path) -> None:
    """A disk that refuses each renaming in turn: it is told, and the old or the new opens."""
    sealed_vault(tmp_path / "vault", CHEAP)
    for stop in range(4):
        folder = tmp_path / str(stop)
        shutil.copytree(tmp_path / "vault", folder)
        disk = NoRename(stop)
        with Vault.open(folder, now=NOW, disk=disk) as vault:
            vault.seal.unlock(PASSPHRASE)
            disk.armed = True
            if stop < 2:
                with pytest.raises(errors.SaveFailed):
                    vault.seal.change_passphrase("another", cost=CHEAP)
            else:
                vault.seal.change_passphrase("another", cost=CHEAP)
            disk.armed = False
            vault.records.save(saying("afterwards"))
        right, wrong = PASSPHRASE, "another"
        if stop > 0:
            right, wrong = wrong, right
        assert opens(folder, wrong) is None
        again = opens(folder, right)
        assert again is not None
        with again:
            assert again.records.load(ID) == saying("afterwards")


# -- Round trips ----------------------------------------------------------------------------------

WORDS = st.text(alphabet=st.characters(), min_size=1, max_size=40)


class Trip:
    """A vault that is sealed and unsealed, and what must be in it."""

    def __init__(self, folder: Path, words: str) -> None:
        self.folder, self.words, self.phrase = folder, words, words + "!"
        self.secret = "first"
        self.count = 0
        self.vault = Vault.open(folder, now=NOW, disk=LIGHT)
        self.expected = {ID: saying(words), OTHER: replace(with_private(words), id=OTHER)}
        for one in self.expected.values():
            self.vault.records.save(one)
        self.vault.records.save_pair(pair("p1", words))

    def seal(self) -> None:
        if not self.vault.seal.is_sealed:
            self.vault.seal.seal(self.secret, cost=CHEAP)

    def unseal(self) -> None:
        if self.vault.seal.is_sealed:
            self.vault.seal.unseal()

    def change(self) -> None:
        if self.vault.seal.is_sealed:
            self.secret = f"{self.words}{self.count}x"
            self.vault.seal.change_passphrase(self.secret, cost=CHEAP)

    def recovery(self) -> None:
        if self.vault.seal.is_sealed:
            self.reopen(self.vault.seal.change_recovery_key())

    def reopen(self, secret: str = "") -> None:
        self.vault.close()
        self.vault = Vault.open(self.folder, now=NOW, disk=LIGHT)
        self.vault.seal.unlock(secret or self.secret)

    def save(self) -> None:
        self.expected[ID] = saying(f"{self.words}{self.count}")
        self.vault.records.save(self.expected[ID])

    def lock(self) -> None:
        if not self.vault.own_phrases.has("k"):
            self.vault.own_phrases.give("k", self.phrase, cost=CHEAP)

    def look(self) -> None:
        for key, record in self.expected.items():
            assert own(self.vault, key, self.phrase) == record
        assert self.vault.records.pairs() == (pair("p1", self.words),)


STEPS = st.lists(
    st.sampled_from(
        [Trip.seal, Trip.unseal, Trip.change, Trip.recovery, Trip.reopen, Trip.save, Trip.lock]
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25)
@given(words=WORDS, steps=STEPS)
def test_no_order_of_sealing_changes_a_record(
    tmp_path_factory: pytest.TempPathFactory, words: str, steps: list[Callable[[Trip], None]]
) -> None:
    """Sealed, unsealed, with another passphrase, reopened: every record is what it was."""
    trip = Trip(tmp_path_factory.mktemp("trips") / "vault", words)
    try:
        for step in steps:
            trip.count += 1
            step(trip)
            trip.look()
    finally:
        trip.vault.close()


@given(payload=st.binary(max_size=5_000), known=st.binary(max_size=200), pad=st.integers(1, 2_000))
def test_what_is_locked_comes_back(payload: bytes, known: bytes, pad: int) -> None:
    """Any bytes, next to any others that are known; with another key, or others known, nothing."""
    key = hashlib.sha256(known).digest()
    nonce, box = sealing.lock(key, payload, known, pad=pad)
    assert sealing.unlock(key, nonce, box, known) == payload
    assert sealing.unlock(bytes(32), nonce, box, known) is None
    assert sealing.unlock(key, nonce, box, known + b"x") is None
    assert (len(box) - 16) % pad == 0


# -- Padding --------------------------------------------------------------------------------------


def test_the_length_of_a_sealed_file_says_little() -> None:
    """It is a header, a seal, and so many times 1 KiB; a few letters more do not show."""
    keyring = Keyring(vault="f" * 32, key=bytes(32))
    header = Header(
        record_key=RecordKey("conversation", ID),
        version=schema.version_of("conversation"),
        generation=1,
    )
    assert (sealing.PAD, sealing.SMALL_PAD) == (1024, 256)
    lengths = []
    for count in range(0, 4_000, 3):
        blob = file_format.pack(header, b"x" * count, keyring)
        line, _, _ = blob.partition(b"\n")
        length = len(blob) - len(line) - 1 - 16
        assert length % sealing.PAD == 0
        assert length >= count + 8
        assert length < count + 8 + sealing.PAD
        lengths.append(length)
    assert len(set(lengths)) == 4


def test_a_few_letters_do_not_show_in_the_vault(tmp_path: Path) -> None:
    """A word more or less leaves a file of the same length, for the vault and for one person."""
    with Vault.open(tmp_path / "vault", now=NOW, disk=LIGHT) as vault:
        vault.seal.seal(PASSPHRASE, cost=CHEAP)
        vault.own_phrases.give("k", "mine", cost=CHEAP)
        sizes, boxes = set(), set()
        for letters in range(40):
            # Each is the first save: a count of two digits makes the header one longer.
            vault.records.path(ID).unlink(missing_ok=True)
            vault.files.forget(vault.records.path(ID))
            open_ = Said(fields={"text": "y" * letters}, at=NOW)
            one = with_private("x" * (letters + 1))
            vault.records.save(replace(one, said={**one.said, "together/subject//0": open_}))
            sizes.add(vault.records.path(ID).stat().st_size)
            boxes.add(len(vault.records.load(ID).said[PRIVATE].closed))
        assert len(sizes) == 1
        assert len(boxes) == 1


def test_the_same_words_are_never_sealed_the_same(tmp_path: Path) -> None:
    """Two saves of one conversation, and two people with one phrase, have nothing in common."""
    with Vault.open(tmp_path / "vault", now=NOW, disk=LIGHT) as vault:
        vault.seal.seal(PASSPHRASE, cost=CHEAP)
        seen = set()
        for _ in range(20):
            vault.records.save(saying("the same"))
            seen.add(vault.records.path(ID).read_bytes().partition(b"\n")[2])
        assert len(seen) == 20
        for person in ("k", "s"):
            vault.own_phrases.give(person, "one phrase", cost=CHEAP)
        own_keys: Locks = vault.own_phrases.locks
        publics = {one.public for one in own_keys.all().values()}
        assert len(publics) == 2


def test_the_copy_does_not_open_with_the_phrase_of_before(tmp_path: Path) -> None:
    """At once, and not only after the next start: the old phrase opens nothing any more."""
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        vault.records.save_pair(pair())
        vault.own_phrases.give("k", "the old one", cost=CHEAP)
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        vault.own_phrases.change("k", "the old one", "the new one", cost=CHEAP)
        copy = vault.own_phrases.locks._read(backup=True)["k"]
        with pytest.raises(errors.WrongPhrase):
            sealing.open_lock(copy, "the old one")
        assert sealing.open_lock(copy, "the new one")
