"""A vault that can be sealed: the passphrase, the recovery key, and the way between the states."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from sessions import errors
from sessions.store import disk as disks
from sessions.store import manifest, sealing
from sessions.store.disk import Disk
from sessions.store.file_format import Keyring
from sessions.store.manifest import Manifest, State
from sessions.store.record_files import RecordFiles
from sessions.store.sealing import Cost
from sessions.store.tinydb_storage import save_error

Progress = Callable[[int, int], None]
"""Called with how many files are done, and of how many."""


def nobody(done: int, of: int) -> None:
    """Nobody wants to know how far it is."""


class SealedVault:
    """What opens a vault, and how its files are written. What is in them is not known here."""

    def __init__(self, folder: Path, known: Manifest, disk: Disk, *, read_only: bool) -> None:
        self.folder = folder
        self.read_only = read_only
        self.manifest = known
        """How it is sealed, if it is."""
        self.cabinet = RecordFiles(folder, disk, read_only=read_only)
        """Its files."""
        self.cabinet.locked = known.state is not State.PLAIN
        self._disk = disk

    @property
    def id(self) -> str:
        """What the vault is called, by itself; a copy of it has the same."""
        return self.manifest.id

    def _forget(self) -> None:
        """Forget what was read with another key."""

    def _close_earlier(self, progress: Progress) -> None:
        """Close what was written alone before its writer had a phrase."""

    @property
    def is_locked(self) -> bool:
        """Whether the passphrase has yet to be given; nothing can be read or saved before."""
        return self.cabinet.locked

    @property
    def is_sealed(self) -> bool:
        """Whether a passphrase is needed to open it."""
        return self.manifest.state is not State.PLAIN

    @property
    def is_half_way(self) -> bool:
        """Whether sealing or unsealing was cut off; `finish` goes on with it."""
        return self.manifest.state in (State.SEALING, State.UNSEALING)

    def unlock(self, secret: str) -> None:
        """Open a sealed vault with its passphrase or its recovery key. One derivation, 0.2 s.

        Raises `WrongPassphrase`; a vault that is not locked stays as it is.
        """
        if not self.is_locked:
            return
        key = manifest.key_of(self.manifest, secret)
        if key is None:
            raise errors.WrongPassphrase()
        self._take(self.manifest, key)

    def must_open(self, secret: str) -> None:
        """Raise `WrongPassphrase` unless `secret` opens this vault. One derivation, 0.2 s."""
        if manifest.key_of(self.manifest, secret) is None:
            raise errors.WrongPassphrase()

    def seal(
        self,
        passphrase: str,
        *,
        language: str = "",
        cost: Cost | None = None,
        progress: Progress = nobody,
    ) -> str:
        """Seal the vault, all that is in it too; give the recovery key, which is kept nowhere.

        `language` is that in which the passphrase is asked. Raises `PhraseMissing`, `VaultSealed`,
        `DiskFull`, `SaveFailed`, `VaultReadOnly`; cut off, it is sealed for who opens it, and
        `finish` does the rest.
        """
        with self.cabinet.saving:
            self.cabinet.must_write(self.folder)
            half_way = self.manifest.state is State.SEALING and self.key is not None
            if self.is_sealed and not half_way:
                raise errors.VaultSealed(folder=str(self.folder))
            # Half-way, nobody has been given the recovery key of then; so there is another.
            key, recovery = self.key or os.urandom(sealing.KEY), sealing.new_recovery_key()
            sealed = Manifest(
                id=self.id,
                state=State.SEALING,
                passphrase=sealing.wrap(key, passphrase, self.id, cost or Cost()),
                recovery=sealing.wrap(key, recovery, self.id, None),
                language=language,
            )
            self._become(sealed, key)
            self.finish(progress)
        return recovery

    def unseal(self, *, progress: Progress = nobody) -> None:
        """Take the seal away: from then on everybody who can open the folder can read it.

        Raises `VaultNotSealed`, `VaultLocked`, `DiskFull`, `SaveFailed` or `VaultReadOnly`.
        """
        with self.cabinet.saving:
            self.cabinet.must_write(self.folder)
            ring = self.cabinet.ring
            if ring is None or not self.is_sealed:
                raise errors.VaultNotSealed(folder=str(self.folder))
            self._become(replace(self.manifest, state=State.UNSEALING), ring.key)
            self.finish(progress)

    def finish(self, progress: Progress = nobody) -> None:
        """Go on with what was cut off: sealing, unsealing, closing what somebody wrote alone.

        Raises `DiskFull`, `SaveFailed` or `VaultLocked`; then it is as far as it came.
        """
        with self.cabinet.saving:
            ring = self.cabinet.ring
            if self.read_only:
                return
            self.cabinet.check()
            if ring is not None and self.is_half_way:
                from sessions.store import reencrypt

                reencrypt.rewrite_all(self.cabinet, ring, progress)
                sealed = self.manifest.state is State.SEALING
                done = (
                    replace(self.manifest, state=State.SEALED) if sealed else Manifest(id=self.id)
                )
                self._become(done, ring.key)
            self._close_earlier(progress)

    def change_passphrase(self, passphrase: str, *, cost: Cost | None = None) -> None:
        """Put another passphrase in the place of the old one; writes the manifest and no more.

        Raises `PhraseMissing`, `VaultNotSealed`, `VaultLocked`, `DiskFull` or `SaveFailed`.
        """
        with self.cabinet.saving:
            self.cabinet.must_write(self.folder)
            key = self._open_key()
            slot = sealing.wrap(key, passphrase, self.id, cost or Cost())
            self._put_manifest(replace(self.manifest, passphrase=slot))

    def change_recovery_key(self) -> str:
        """Give a new recovery key; the old one opens nothing any more. Raises as above."""
        with self.cabinet.saving:
            self.cabinet.must_write(self.folder)
            recovery = sealing.new_recovery_key()
            slot = sealing.wrap(self._open_key(), recovery, self.id, None)
            self._put_manifest(replace(self.manifest, recovery=slot))
        return recovery

    def adopt(self, known: Manifest, key: bytes) -> None:
        """Become the vault that `known` is of, with its passphrase; this one must be empty.

        Raises `DiskFull` or `SaveFailed`.
        """
        with self.cabinet.saving:
            self.cabinet.must_write(self.folder)
            # Not sealed outright: `finish` does that when everything is in, and sees to what was
            # saved meanwhile.
            self._become(replace(known, state=State.SEALING), key)

    @property
    def key(self) -> bytes | None:
        """The key of a sealed vault that is open; None in one that is not sealed."""
        ring = self.cabinet.ring
        return None if ring is None else ring.key

    def _open_key(self) -> bytes:
        ring = self.cabinet.ring
        if ring is None:
            raise errors.VaultNotSealed(folder=str(self.folder))
        return ring.key

    def _put_manifest(self, known: Manifest) -> None:
        try:
            manifest.write_manifest(self.folder, known, self._disk)
        except OSError as problem:
            if disks.has_come_through(problem):
                self.manifest = known  # it is what the next start reads; so must we
            raise save_error(problem) from problem
        self.manifest = known

    def _become(self, known: Manifest, key: bytes) -> None:
        """Write down what the vault is, and read and write as that says.

        Raises `DiskFull` or `SaveFailed`. A write that was refused may have come through all the
        same; then that is what the next start reads, and so do we.
        """
        try:
            self._put_manifest(known)
        finally:
            if self.manifest == known:
                self._take(known, key)

    def _take(self, known: Manifest, key: bytes) -> None:
        """Read and write with `key`, as the state of the vault says."""
        self.manifest = known
        ring = None
        if known.state is not State.PLAIN:
            ring = Keyring(
                vault=self.id,
                key=key,
                seals=known.state is not State.UNSEALING,
                mixed=known.state is not State.SEALED,
            )
        self.cabinet.take_ring(ring)
        self._forget()
