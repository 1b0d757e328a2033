"""The seal of a vault: the passphrase, the recovery key, and the way between the states."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec.structs import replace

from sessions import errors
from sessions.store import disk as disks
from sessions.store import manifest, sealing
from sessions.store.file_format import Keyring
from sessions.store.manifest import Manifest, State
from sessions.store.record_files import Progress, RecordFiles, no_progress
from sessions.store.sealing import Cost
from sessions.store.tinydb_storage import save_error

if TYPE_CHECKING:
    from sessions.store.own_phrases import OwnPhrases


class VaultSeal:
    """What opens a vault, and how its files are written. What is in them is not known here."""

    def __init__(self, files: RecordFiles, known: Manifest, own_phrases: OwnPhrases) -> None:
        self.manifest = known
        """What the vault is called, and how it is sealed, if it is."""
        self._files = files
        self._files.locked = known.state is not State.PLAIN
        self._own_phrases = own_phrases

    @property
    def is_locked(self) -> bool:
        """Whether the passphrase has yet to be given; nothing can be read or saved before."""
        return self._files.locked

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
        progress: Progress = no_progress,
    ) -> str:
        """Seal the vault, all that is in it too; give the recovery key, which is kept nowhere.

        `language` is that in which the passphrase is asked. Raises `PhraseMissing`, `VaultSealed`,
        `DiskFull`, `SaveFailed`, `VaultReadOnly`; cut off, it is sealed for whoever opens it,
        and `finish` does the rest.
        """
        with self._files.saving:
            self._files.must_write(self._files.folder)
            half_way = self.manifest.state is State.SEALING and self.key is not None
            if self.is_sealed and not half_way:
                raise errors.VaultSealed(folder=str(self._files.folder))
            # Half-way, nobody has been given the recovery key of then; so there is another.
            key, recovery = self.key or os.urandom(sealing.KEY), sealing.new_recovery_key()
            sealed = Manifest(
                id=self.manifest.id,
                state=State.SEALING,
                passphrase=sealing.wrap(key, passphrase, self.manifest.id, cost or Cost()),
                recovery=sealing.wrap(key, recovery, self.manifest.id, None),
                language=language,
            )
            self._become(sealed, key)
            self.finish(progress)
        return recovery

    def unseal(self, *, progress: Progress = no_progress) -> None:
        """Take the seal away: from then on everybody who can open the folder can read it.

        Raises `VaultNotSealed`, `VaultLocked`, `DiskFull`, `SaveFailed` or `VaultReadOnly`.
        """
        with self._files.saving:
            self._files.must_write(self._files.folder)
            keyring = self._files.keyring
            if keyring is None or not self.is_sealed:
                raise errors.VaultNotSealed(folder=str(self._files.folder))
            self._become(replace(self.manifest, state=State.UNSEALING), keyring.key)
            self.finish(progress)

    def finish(self, progress: Progress = no_progress) -> None:
        """Go on with what was cut off: sealing, unsealing, closing what somebody wrote alone.

        Raises `DiskFull`, `SaveFailed` or `VaultLocked`; then it is as far as it came.
        """
        with self._files.saving:
            keyring = self._files.keyring
            if self._files.read_only:
                return
            self._files.check()
            if keyring is not None and self.is_half_way:
                from sessions.store import reencrypt

                reencrypt.rewrite_all(self._files, keyring, progress)
                sealed = self.manifest.state is State.SEALING
                plain = Manifest(id=self.manifest.id)
                done = replace(self.manifest, state=State.SEALED) if sealed else plain
                self._become(done, keyring.key)
            self._own_phrases.close_earlier(progress)

    def change_passphrase(self, passphrase: str, *, cost: Cost | None = None) -> None:
        """Put another passphrase in the place of the old one; writes the manifest and no more.

        Raises `PhraseMissing`, `VaultNotSealed`, `VaultLocked`, `DiskFull` or `SaveFailed`.
        """
        with self._files.saving:
            self._files.must_write(self._files.folder)
            key = self._open_key()
            slot = sealing.wrap(key, passphrase, self.manifest.id, cost or Cost())
            self._put_manifest(replace(self.manifest, passphrase=slot))

    def change_recovery_key(self) -> str:
        """Give a new recovery key; the old one opens nothing any more. Raises as above."""
        with self._files.saving:
            self._files.must_write(self._files.folder)
            recovery = sealing.new_recovery_key()
            slot = sealing.wrap(self._open_key(), recovery, self.manifest.id, None)
            self._put_manifest(replace(self.manifest, recovery=slot))
        return recovery

    def adopt(self, known: Manifest, key: bytes) -> None:
        """Become the vault that `known` is of, with its passphrase; this one must be empty.

        Raises `DiskFull` or `SaveFailed`.
        """
        with self._files.saving:
            self._files.must_write(self._files.folder)
            # Not sealed outright: `finish` does that when everything is in, and sees to what was
            # saved meanwhile.
            self._become(replace(known, state=State.SEALING), key)

    @property
    def key(self) -> bytes | None:
        """The key of a sealed vault that is open; None in one that is not sealed."""
        keyring = self._files.keyring
        return None if keyring is None else keyring.key

    def _open_key(self) -> bytes:
        keyring = self._files.keyring
        if keyring is None:
            raise errors.VaultNotSealed(folder=str(self._files.folder))
        return keyring.key

    def _put_manifest(self, known: Manifest) -> None:
        try:
            manifest.write_manifest(self._files.folder, known, self._files.disk)
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
        keyring = None
        if known.state is not State.PLAIN:
            keyring = Keyring(
                vault=self.manifest.id,
                key=key,
                seals=known.state is not State.UNSEALING,
                mixed=known.state is not State.SEALED,
            )
        self._files.take_keyring(keyring)
        self._own_phrases.forget()
