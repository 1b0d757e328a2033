"""What is sealed comes back as it was, and its length says little."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sessions.conversation import Said
from sessions.store import Vault, file_format, schema, sealing
from sessions.store.file_format import Header, Keyring, RecordKey
from sessions.store.own_keys import Locks
from tests.store.faults import ID, NOW, OTHER, pair, saying
from tests.store.helpers import change_recovery_key, seal_with
from tests.store.phrases import CHEAP, LIGHT, PASSPHRASE, PRIVATE, own, with_private

WORDS = st.text(alphabet=st.characters(), min_size=1, max_size=40)


class Trip:
    """A vault that is sealed and unsealed, and what must be in it."""

    def __init__(self, folder: Path, words: str) -> None:
        self.folder, self.words, self.phrase = folder, words, words + "!"
        self.secret = "first"
        self.count = 0
        self.vault = Vault.open(folder, now=NOW, disk=LIGHT)
        self.expected = {ID: saying(words), OTHER: replace(with_private(words), id=OTHER)}
        for conversation in self.expected.values():
            self.vault.records.save(conversation)
        self.vault.records.save_pair(pair("p1", words))

    def seal(self) -> None:
        if not self.vault.seal.is_sealed:
            seal_with(self.vault, self.secret, cost=CHEAP)

    def unseal(self) -> None:
        if self.vault.seal.is_sealed:
            self.vault.seal.unseal()

    def change(self) -> None:
        if self.vault.seal.is_sealed:
            self.secret = f"{self.words}{self.count}x"
            self.vault.seal.change_passphrase(self.secret, cost=CHEAP)

    def recovery(self) -> None:
        if self.vault.seal.is_sealed:
            self.reopen(change_recovery_key(self.vault))

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


def test_the_length_of_a_sealed_file_says_little() -> None:
    """It is a header, a seal, and so many times 1 KiB; a few letters more do not show."""
    keyring = Keyring(vault="f" * 32, key=bytes(32))
    header = Header(
        record_key=RecordKey("conversation", ID),
        version=schema.version_of("conversation"),
        generation=1,
    )
    assert (sealing.PAD, sealing.SMALLEST_BOX) == (1024, 512)
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
        seal_with(vault, PASSPHRASE, cost=CHEAP)
        vault.own_phrases.give("k", "mine", cost=CHEAP)
        sizes, boxes = set(), set()
        for letters in range(40):
            # Each is the first save: a count of two digits makes the header one longer.
            vault.records.path(ID).unlink(missing_ok=True)
            vault.files.forget(vault.records.path(ID))
            open_ = Said(fields={"text": "y" * letters}, at=NOW)
            conversation = with_private("x" * (letters + 1))
            vault.records.save(
                replace(conversation, said={**conversation.said, "together/subject//0": open_})
            )
            sizes.add(vault.records.path(ID).stat().st_size)
            boxes.add(len(vault.records.load(ID).said[PRIVATE].closed))
        assert len(sizes) == 1
        assert len(boxes) == 1


def test_the_same_words_are_never_sealed_the_same(tmp_path: Path) -> None:
    """Two saves of one conversation, and two people with one phrase, have nothing in common."""
    with Vault.open(tmp_path / "vault", now=NOW, disk=LIGHT) as vault:
        seal_with(vault, PASSPHRASE, cost=CHEAP)
        seen = set()
        for _ in range(20):
            vault.records.save(saying("the same"))
            seen.add(vault.records.path(ID).read_bytes().partition(b"\n")[2])
        assert len(seen) == 20
        for person in ("k", "s"):
            vault.own_phrases.give(person, "one phrase", cost=CHEAP)
        own_keys: Locks = vault.own_phrases.locks
        publics = {lock.public for lock in own_keys.all().values()}
        assert len(publics) == 2
