"""Sealing: from a passphrase to keys, and from words to bytes that nobody else can read.

A passphrase opens a random vault key, and the vault key gives every file its own. What a passphrase
opens is small and stands in one place, so a new passphrase rewrites that and nothing else.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from unicodedata import normalize

import msgspec

from sessions import errors

KEY = 32
"""Bytes in a key."""

NONCE = 12
"""Bytes in a nonce of AES-GCM; random, and fresh for every box."""

PAD = 1024
"""A sealed file is as long as a multiple of this many bytes, so its length says less."""

SMALLEST_BOX = 512
"""Bytes in the smallest class of a private answer; each class is twice the one below it."""

_SALT = 16
LENGTH = 8
"""Bytes in which the length of what is in a box stands before it."""
_RECOVERY = 20  # bytes: 160 bits, which no stretching needs to make longer
_GROUP = 4
_LOOKALIKES = str.maketrans({"0": "O", "1": "I", "8": "B"})
_BOX = LENGTH + KEY + 16  # of a wrapped key: its length, itself, and the tag of AES-GCM
CARRIED = _SALT + NONCE + _BOX
"""Bytes of a recovery slot as a sealed file carries it."""
_COST_MAX = 512 * 1024  # KiB: more is no cost of ours, and would eat the machine
_PASSES_MAX = 16
_LANES_MAX = 64


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What one guess of a passphrase costs (Argon2id): `memory` in KiB, `passes` and `lanes`."""

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    def is_sane(self) -> bool:
        """Whether it can be asked of a machine at all."""
        return (
            8 * self.lanes <= self.memory <= _COST_MAX
            and 1 <= self.passes <= _PASSES_MAX
            and 1 <= self.lanes <= _LANES_MAX
        )


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A key that is wrapped: whoever knows the secret can take it out."""

    salt: bytes
    nonce: bytes
    box: bytes
    cost: Cost | None = None
    """None for a recovery key, which is long enough by itself."""

    def packed(self) -> bytes:
        """Give the slot of a recovery key in one piece, as a file carries it; empty for another."""
        parts = (self.salt, self.nonce, self.box)
        fits = tuple(map(len, parts)) == (_SALT, NONCE, _BOX)
        return b"".join(parts) if fits and self.cost is None else b""

    @staticmethod
    def unpacked(packed: bytes) -> Slot | None:
        """Give the slot of a recovery key out of one piece, or None for what is none."""
        if len(packed) != CARRIED:
            return None
        salt, nonce, box = packed[:_SALT], packed[_SALT : _SALT + NONCE], packed[_SALT + NONCE :]
        return Slot(salt=salt, nonce=nonce, box=box)


def stretch(phrase: str, salt: bytes, cost: Cost) -> bytes:
    """Give the key that `phrase` stands for. Takes a fifth of a second, on purpose."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    # The same word can be typed in two ways (é, or e and an accent); both must open.
    secret = normalize("NFKC", phrase).encode("utf-8", "surrogatepass")
    kdf = Argon2id(
        salt=salt, length=KEY, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    )
    try:
        return kdf.derive(secret)
    except MemoryError:
        raise errors.TooLittleMemory() from None


def derive(key: bytes, salt: bytes, *names: str) -> bytes:
    """Give the key for what `names` say, out of `key`; the same each time."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    # The length before each name, so that no two lists of names give the same text.
    info = b"tweespraak" + b"".join(
        b"%d:%s" % (len(name.encode()), name.encode()) for name in names
    )
    return HKDF(algorithm=SHA256(), length=KEY, salt=salt, info=info).derive(key)


def proof(key: bytes, vault: str, payload: bytes) -> str:
    """Give what only who has the key of the vault can say of `payload`: 64 hexadecimal digits."""
    return hmac.digest(derive(key, vault.encode("ascii"), "manifest"), payload, "sha256").hex()


def digest(*parts: bytes) -> str:
    """Give the SHA-256 of several parts, each with its length before it, in hexadecimal."""
    total = hashlib.sha256()
    for part in parts:
        total.update(b"%d:" % len(part))
        total.update(part)
    return total.hexdigest()


def lock(key: bytes, payload: bytes, known: bytes, *, pad: int = PAD) -> tuple[bytes, bytes]:
    """Give a fresh nonce and the box with `payload`; `known` is not in it, but may not change."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE)
    whole = len(payload).to_bytes(LENGTH) + payload
    whole += bytes(-len(whole) % pad)
    return nonce, AESGCM(key).encrypt(nonce, whole, known)


def unlock(key: bytes, nonce: bytes, box: bytes, known: bytes) -> bytes | None:
    """Give what is in the box, or None when key, nonce, box and `known` do not belong together."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        whole = AESGCM(key).decrypt(nonce, box, known)
    except (InvalidTag, ValueError):  # ValueError: a nonce or box too short to be one
        return None
    size = int.from_bytes(whole[:LENGTH])
    if size > len(whole) - LENGTH:
        return None
    return whole[LENGTH : LENGTH + size]


def wrap(key: bytes, secret: str, vault: str, cost: Cost | None) -> Slot:
    """Give `key` wrapped for who knows `secret`: a passphrase with a cost, a recovery key without.

    Raises `PhraseMissing` for a passphrase of nothing.
    """
    if not normalize("NFKC", secret).strip():
        raise errors.PhraseMissing()
    salt = os.urandom(_SALT)
    nonce, box = lock(_opener(secret, salt, cost), key, _about(vault, salt, cost), pad=1)
    return Slot(salt=salt, nonce=nonce, box=box, cost=cost)


def unwrap(slot: Slot, secret: str, vault: str) -> bytes | None:
    """Give the key in `slot`, or None when `secret` is not the one."""
    opener = _opener(secret, slot.salt, slot.cost)
    return unlock(opener, slot.nonce, slot.box, _about(vault, slot.salt, slot.cost))


def _opener(secret: str, salt: bytes, cost: Cost | None) -> bytes:
    if cost is None:
        return derive(_recovery_bytes(secret), salt, "recovery")
    return stretch(secret, salt, cost)


def _about(vault: str, salt: bytes, cost: Cost | None) -> bytes:
    """Give what a wrapped key is bound to: a slot of another vault, or another cost, is no slot."""
    price = "recovery" if cost is None else f"{cost.memory} {cost.passes} {cost.lanes}"
    return f"tweespraak {vault} {price} ".encode() + salt


# -- The recovery key -------------------------------------------------------------------------


def new_recovery_key() -> str:
    """Give a fresh recovery key: 160 random bits as eight groups of four letters and digits."""
    text = base64.b32encode(os.urandom(_RECOVERY)).decode("ascii")
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def is_recovery_key(text: str) -> bool:
    """Whether `text` has the form of a recovery key, however it was typed over."""
    try:
        return len(_recovery_bytes(text)) == _RECOVERY
    except errors.WrongPassphrase:
        return False


def _recovery_bytes(text: str) -> bytes:
    """Give the bytes of a recovery key. Raises `WrongPassphrase` for what cannot be one."""
    plain = "".join(normalize("NFKC", text).upper().replace("-", " ").split())
    try:
        return base64.b32decode(plain.translate(_LOOKALIKES).encode("ascii"))
    except (binascii.Error, ValueError):
        raise errors.WrongPassphrase() from None
