"""No wrong passphrase, phrase or recovery key opens anything, and the right one does."""

from __future__ import annotations

from pathlib import Path
from random import Random
from unicodedata import normalize

import pytest

from sessions import errors
from sessions.store import Vault, own_lock, sealing
from sessions.store.sealing import Cost
from tests.store.faults import ID, NOW, pair, saying
from tests.store.helpers import open_own
from tests.store.phrases import (
    CHEAP,
    PASSPHRASE,
    PRIVATE,
    SAME,
    near_misses,
    sealed_vault,
    variants,
    with_private,
)
from tests.store.vectors import VECTORS


def test_no_wrong_passphrase_opens_the_vault(tmp_path: Path) -> None:
    """A thousand near misses open nothing; the right one does each time, however it was typed."""
    sealed_vault(tmp_path / "vault", CHEAP)
    wrong = near_misses(PASSPHRASE, 1_000)
    assert len(wrong) == 1_000
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        for phrase in wrong:
            with pytest.raises(errors.WrongPassphrase):
                vault.seal.unlock(phrase)
            assert vault.seal.is_locked
        with pytest.raises(errors.VaultLocked):
            vault.records.load(ID)
        vault.seal.unlock(PASSPHRASE)
        assert vault.records.load(ID) == saying("words")
    for phrase in SAME:
        with Vault.open(tmp_path / "vault", now=NOW) as vault:
            vault.seal.unlock(phrase)
            assert vault.records.load(ID) == saying("words")


def test_the_real_price_holds_too(tmp_path: Path) -> None:
    """With the cost that people get, a few near misses, the right one and the recovery key."""
    assert Cost() == Cost(memory=64 * 1024, passes=3, lanes=4)
    recovery = sealed_vault(tmp_path / "vault", Cost())
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        for phrase in (PASSPHRASE.lower(), PASSPHRASE + " ", recovery[:-1]):
            with pytest.raises(errors.WrongPassphrase):
                vault.seal.unlock(phrase)
        vault.seal.unlock(normalize("NFD", PASSPHRASE))
        assert vault.records.load(ID) == saying("words")
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        vault.seal.unlock(recovery)
        assert vault.records.load(ID) == saying("words")


def test_no_wrong_phrase_opens_what_somebody_wrote_alone(tmp_path: Path) -> None:
    """A thousand near misses open nothing of one person; the right one does each time."""
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        vault.records.save(with_private())
        vault.own_phrases.give("k", PASSPHRASE, cost=CHEAP)
        closed = vault.records.load(ID)
        assert closed.said[PRIVATE].fields == {}
        lock = vault.own_phrases.locks.all()["k"]
        for phrase in near_misses(PASSPHRASE, 1_000):
            with pytest.raises(errors.WrongPhrase):
                own_lock.open_lock(lock, phrase)
        for phrase in near_misses(PASSPHRASE, 30):
            with pytest.raises(errors.WrongPhrase):
                open_own(vault, closed, "k", phrase)
        for phrase in (PASSPHRASE, *SAME):
            assert open_own(vault, closed, "k", phrase) == with_private()
        with pytest.raises(errors.WrongPhrase):
            open_own(vault, closed, "s", PASSPHRASE)


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


def test_the_copy_does_not_open_with_the_phrase_of_before(tmp_path: Path) -> None:
    """At once, and not only after the next start: the old phrase opens nothing any more."""
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        vault.records.save_pair(pair())
        vault.own_phrases.give("k", "the old one", cost=CHEAP)
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        vault.own_phrases.change("k", "the old one", "the new one", cost=CHEAP)
        copy = vault.own_phrases.locks._read(backup=True)["k"]
        with pytest.raises(errors.WrongPhrase):
            own_lock.open_lock(copy, "the old one")
        assert own_lock.open_lock(copy, "the new one")
