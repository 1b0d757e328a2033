"""Who watches over the locks of people: whether they are the ones that their owners chose.

Whoever has the passphrase of the vault can write what they like in the file of the locks. What
disagrees with it is outside that file: the manifest, which holds the digest of all of them; the
witness outside the vault; the boxes that were closed before; and the phrase of the owner (THREATS:
3). Who is in doubt writes nothing open, and is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from sessions import errors, seal_errors
from sessions.store import own_lock, sealing
from sessions.store.manifest import Manifest
from sessions.store.own_lock import OwnLock
from sessions.store.witness import Witness, person_digest

NONE = "-"
"""The fingerprint of somebody who took their phrase away."""


class Seal(Protocol):
    """What of the seal of a vault the locks are compared with; `VaultSeal` is it."""

    @property
    def manifest(self) -> Manifest:
        """What the vault is, proven when it is sealed and open."""

    @property
    def is_sealed(self) -> bool:
        """Whether a passphrase is needed to open it."""

    def expect_own(self, digests: tuple[str, ...]) -> None:
        """Note which sets of own keys may stand there."""

    def tell(self, notice: errors.StoreError) -> None:
        """Let something be said to the people."""


def digest_of(locks: Mapping[str, OwnLock]) -> str:
    """Give the digest of a set of locks: who has one, and what opens it."""
    parts = []
    for person in sorted(locks):
        lock = locks[person]
        slot = b"" if lock.slot is None else lock.slot.salt + lock.slot.nonce + lock.slot.box
        parts += [person.encode("utf-8", "surrogatepass"), lock.public, slot, lock.key]
        parts += [lock.anew.encode()] if lock.anew else []
    return sealing.digest(b"locks", *parts)


class KeyGuard:
    """What is known of the locks of a vault from elsewhere."""

    def __init__(self, seal: Seal, witness: Witness) -> None:
        self._seal = seal
        self._witness = witness
        self._confirmed: dict[str, str] = {}

    def is_authentic(self, locks: Mapping[str, OwnLock]) -> bool:
        """Whether the manifest knows this set; one that knows none contradicts none."""
        allowed = self._seal.manifest.own if self._seal.is_sealed else ()
        return not allowed or digest_of(locks) in allowed

    def is_in_doubt(self, person: str, locks: Mapping[str, OwnLock], boxes: set[bytes]) -> bool:
        """Whether the lock of `person`, or that they have none, disagrees with what is known.

        `boxes` are the public keys that their boxes in a record were closed for.
        """
        lock = locks.get(person)
        now = NONE if lock is None else own_lock.fingerprint(lock)
        if self._confirmed.get(person) == now:
            return False
        seen = self._seen(person)
        if lock is None and not seen and not boxes:
            return False  # nothing says that they ever had one
        if not self.is_authentic(locks) or (lock is not None and lock.brought):
            return True
        if seen:
            return now not in seen
        return lock is None or bool(boxes - {lock.public})

    def has_seen_any(self) -> bool:
        """Whether anybody had a phrase when it was last looked at here."""
        return bool(self._witness.seen(self._seal.manifest.id).own)

    def confirm(self, lock: OwnLock, locks: Mapping[str, OwnLock]) -> None:
        """Note that the owner of a lock opened it: it is theirs, whatever was noted before."""
        self._confirmed[lock.person] = own_lock.fingerprint(lock)
        if not lock.brought:
            self._keep(lock.person, (own_lock.fingerprint(lock),))
        if not self.is_authentic(locks):
            self._seal.expect_own((digest_of(locks),))

    def tell_older(self) -> None:
        """Let it be said that the locks are not those of the last time."""
        self._seal.tell(seal_errors.OwnKeysOlder())

    def note(self, locks: Mapping[str, OwnLock]) -> None:
        """Note the locks that nobody knew yet; they are believed from then on."""
        if self.is_authentic(locks):
            for person, lock in locks.items():
                if not self._seen(person) and not lock.brought:
                    self._keep(person, (own_lock.fingerprint(lock),))
            if self._seal.is_sealed and not self._seal.manifest.own:
                self._seal.expect_own((digest_of(locks),))

    @contextmanager
    def changing(self, old: Mapping[str, OwnLock], new: Mapping[str, OwnLock]) -> Iterator[None]:
        """Let a change of locks be known before and after it: cut off between, both are right.

        A bare key that goes proves nothing: whoever wrote it there did not need a phrase.
        """
        changed = [person for person in {**old, **new} if old.get(person) != new.get(person)]
        bare = {person for person, lock in old.items() if lock.slot is None}
        prints = {
            person: _print_of(new.get(person))
            for person in changed
            if person in new or person not in bare
        }
        if self._seal.is_sealed:
            allowed = (*self._seal.manifest.own[-1:], digest_of(old), digest_of(new))
            self._seal.expect_own(tuple(dict.fromkeys(allowed)))
        for person, now in prints.items():
            if now and self._seen(person):
                self._keep(person, (*self._seen(person), now))
        yield
        for person, now in prints.items():
            if now:
                self._confirmed[person] = now
                self._keep(person, (now,))
        if self._seal.is_sealed:
            self._seal.expect_own((digest_of(new),))

    def _seen(self, person: str) -> tuple[str, ...]:
        vault = self._seal.manifest.id
        return self._witness.seen(vault).own.get(person_digest(vault, person), ())

    def _keep(self, person: str, prints: tuple[str, ...]) -> None:
        vault = self._seal.manifest.id
        seen = self._witness.seen(vault)
        own = {**seen.own, person_digest(vault, person): prints}
        self._witness.keep(vault, sealed=self._seal.is_sealed, generation=seen.generation, own=own)


def _print_of(lock: OwnLock | None) -> str:
    """Give the fingerprint of a lock, or of there being none; empty for one out of a backup."""
    if lock is None:
        return NONE
    return "" if lock.brought else own_lock.fingerprint(lock)
