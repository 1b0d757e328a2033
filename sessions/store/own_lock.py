"""The lock of one person: anybody can close something with it, only their phrase opens it.

So what somebody writes alone is sealed with every save, and their phrase is nowhere until they want
to read it back. The public key is bound into the slot of the private one, and the private key that
a phrase opens must belong to it: whoever swaps one of them is found out by its owner (THREATS: 3).
"""

from __future__ import annotations

import base64
import binascii
import hmac

import msgspec

from sessions import errors, seal_errors
from sessions.store import sealing
from sessions.store.sealing import KEY, NONCE, SMALLEST_BOX, Cost, Slot


class OwnLock(msgspec.Struct, frozen=True, kw_only=True):
    """What closes the words of `person`, and what opens them.

    `slot` is None only in what an older program left when a phrase was taken away; `key` is then
    bare, and goes with the next start.
    """

    person: str
    public: bytes
    slot: Slot | None
    key: bytes = b""
    done: bool = False
    """Whether what they wrote before they had a phrase has been sealed too."""
    bound: bool = True
    """Whether the public key is bound into the slot: until version 3 of the pairs it was not."""
    before: tuple[str, ...] = ()
    """The keys of before, each closed with this one, while their boxes are closed again."""
    brought: bool = False
    """Whether it came out of a backup: nothing is closed with it until its owner opened it."""
    anew: str = ""
    """The day on which it was begun without the phrase of before, for its owner to see."""


def new_own_lock(person: str, phrase: str, cost: Cost) -> OwnLock:
    """Give a lock for `person` that `phrase` opens. Raises `PhraseMissing`."""
    return lock_of(person, _new_private(), phrase, cost)


def lock_of(person: str, private: bytes, phrase: str, cost: Cost) -> OwnLock:
    """Give a lock of that private key, which `phrase` opens. Raises `PhraseMissing`."""
    public = public_of(private)
    slot = sealing.wrap(private, phrase, _about(person, public), cost)
    return OwnLock(person=person, public=public, slot=slot)


def public_of(private: bytes) -> bytes:
    """Give the public key that belongs to a private one."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def renewed(lock: OwnLock, privates: bytes, phrase: str, cost: Cost) -> tuple[OwnLock, bytes]:
    """Give a lock with another pair of keys, in which the keys of before are closed, and its key.

    Those of which the owner is known to have had them are marked, so their marks go on to count.
    """
    private = _new_private()
    new = lock_of(lock.person, private, phrase, cost)
    own = set(owned(lock, privates))
    # The newest come first; of older ones nothing has been left for many a run.
    before = tuple(
        close_for(new, key, _PLACE_BEFORE, own=private if key in own else b"")
        for key in _keys(privates)[:BEFORE_MAX]
    )
    new = msgspec.structs.replace(new, done=lock.done, before=before, anew=lock.anew)
    return new, private


def with_earlier(lock: OwnLock, private: bytes, earlier: bytes) -> OwnLock:
    """Give a lock that opens with its phrase what the keys of an earlier one closed, too.

    `private` is its own key; their owner opened the earlier ones, so their marks go on to count.
    """
    added = [close_for(lock, key, _PLACE_BEFORE, own=private) for key in _keys(earlier)]
    return msgspec.structs.replace(lock, before=(*added, *lock.before)[:BEFORE_MAX])


def owned(lock: OwnLock, privates: bytes) -> tuple[bytes, ...]:
    """Give the private keys whose marks count: the present one, and those it was marked with.

    Whoever has the passphrase can lay a key of their own among those of before.
    """
    present = privates[:KEY]
    opened = (_open_with_one(present, lock.person, box, _PLACE_BEFORE) for box in lock.before)
    return (present, *(box.payload for box in opened if box is not None and box.marked))


def _keys(privates: bytes) -> list[bytes]:
    return [privates[at : at + KEY] for at in range(0, len(privates), KEY)]


def _new_private() -> bytes:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.generate().private_bytes_raw()


def open_lock(lock: OwnLock, phrase: str) -> bytes:
    """Give the private keys of a lock, the present one first, each 32 bytes. One derivation.

    Raises `WrongPhrase`, or `OwnKeyChanged` when the public key is not that of the private one.
    """
    if lock.slot is None:
        return lock.key
    about = _about(lock.person, lock.public) if lock.bound else lock.person
    private = sealing.unwrap(lock.slot, phrase, about)
    if private is None or len(private) != KEY:
        raise errors.WrongPhrase()
    if public_of(private) != lock.public:
        raise seal_errors.OwnKeyChanged()
    opened = (open_with(private, lock.person, box, _PLACE_BEFORE) for box in lock.before)
    return private + b"".join(key for key in opened if key is not None and len(key) == KEY)


class Opened(msgspec.Struct, frozen=True):
    """What was in a box, and whether its owner closed it: their private key was at hand."""

    payload: bytes
    marked: bool


def close_for(lock: OwnLock, payload: bytes, place: str, *, own: bytes = b"") -> str:
    """Give `payload` closed with a person's lock, as text; `place` says where it belongs.

    With `own`, the private key of the lock, it is marked as theirs. To all others a box with a mark
    looks like one without.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    once = X25519PrivateKey.generate()
    once_public = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(lock.public))
    key = _box_key(shared, once_public + lock.public, lock.person, own)
    known = place.encode("utf-8", "surrogatepass")
    nonce, box = sealing.lock(key, payload, known, pad=size_class(payload))
    return base64.b64encode(lock.public + once_public + nonce + box).decode("ascii")


def _box_key(shared: bytes, salt: bytes, person: str, own: bytes) -> bytes:
    """Give the key of a box; with `own`, one that nobody without that private key can make."""
    if not own:
        return sealing.derive(shared, salt, "private", person)
    mark = sealing.derive(own, b"", "mark", person)
    return sealing.derive(shared + mark, salt, "marked", person)


def size_class(payload: bytes) -> int:
    """Give the size of a box in which `payload` fits: its length says no more than its class."""
    size = SMALLEST_BOX
    while size < len(payload) + sealing.LENGTH:
        size *= 2
    return size


def is_public_key(public: bytes) -> bool:
    """Whether something can be closed with this key: some points are none."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        return False
    return True


def public_in(box: str) -> bytes:
    """Give the public key that a box says it was closed for."""
    return _bytes_of(box)[:KEY]


def is_closed_for(lock: OwnLock, box: str) -> bool:
    """Whether a box was closed with this lock, as far as can be seen from outside."""
    return hmac.compare_digest(public_in(box), lock.public)


def open_with(privates: bytes, person: str, text: str, place: str) -> bytes | None:
    """Give what was closed for `person`, or None when none of their keys opens it as it was."""
    for private in _keys(privates):
        opened = _open_with_one(private, person, text, place)
        if opened is not None:
            return opened.payload
    return None


def open_box(lock: OwnLock, privates: bytes, text: str, place: str) -> Opened | None:
    """Give what was closed for the owner of `lock` and whether by them, or None as `open_with`.

    A mark that was made with a key that is not `owned` counts for none.
    """
    for private in _keys(privates):
        opened = _open_with_one(private, lock.person, text, place)
        if opened is not None:
            is_theirs = opened.marked and private in owned(lock, privates)
            return Opened(opened.payload, is_theirs)
    return None


def _open_with_one(private: bytes, person: str, text: str, place: str) -> Opened | None:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    blob = _bytes_of(text)
    public = public_of(private)
    if len(blob) < 2 * KEY + NONCE or blob[:KEY] != public:
        return None
    once_public = blob[KEY : 2 * KEY]
    try:
        own = X25519PrivateKey.from_private_bytes(private)
        shared = own.exchange(X25519PublicKey.from_public_bytes(once_public))
    except ValueError:  # a point that is none
        return None
    nonce, box = blob[2 * KEY : 2 * KEY + NONCE], blob[2 * KEY + NONCE :]
    for marked_with in (b"", private):
        key = _box_key(shared, once_public + public, person, marked_with)
        payload = sealing.unlock(key, nonce, box, place.encode("utf-8", "surrogatepass"))
        if payload is not None:
            return Opened(payload, marked=bool(marked_with))
    return None


def fingerprint(lock: OwnLock) -> str:
    """Give what the keys of a person are known by outside the vault."""
    anew = [lock.anew.encode()] if lock.anew else []
    return sealing.digest(b"own", lock.person.encode("utf-8", "surrogatepass"), lock.public, *anew)


_PLACE_BEFORE = "the key of before"

BEFORE_MAX = 8
"""Keys of before that a lock keeps."""


def _about(person: str, public: bytes) -> str:
    return f"{person} {public.hex()}"


def _bytes_of(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
