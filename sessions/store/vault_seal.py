"""The seal of a vault: the passphrase, the recovery key, and the way between the states."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from msgspec.structs import replace

from sessions import errors, seal_errors
from sessions.store import disk as disks
from sessions.store import manifest, plain_files, seal_notices, sealing, way_in
from sessions.store.file_format import Keyring
from sessions.store.manifest import Manifest, State
from sessions.store.manifest_file import ManifestFile
from sessions.store.opening import Opened, WaysIn, judge, open_with
from sessions.store.record_files import Progress, RecordFiles, no_progress
from sessions.store.sealing import Cost
from sessions.store.tinydb_storage import save_error
from sessions.store.way_in import WayIn
from sessions.store.witness import Witness

if TYPE_CHECKING:
    from sessions.store.own_phrases import OwnPhrases

HALF_WAY = (State.SEALING, State.UNSEALING, State.RENEWING)


class VaultSeal:
    """What opens a vault, and how its files are written. What is in them is not known here."""

    def __init__(
        self, files: RecordFiles, ways: WaysIn, own_phrases: OwnPhrases, witness: Witness
    ) -> None:
        self._file = ManifestFile(files, witness, ways.manifests[0])
        self.notices: list[errors.StoreError] = []
        """What has to be said: somebody changed what only the key may change, or it is not done."""
        self._files = files
        self._files.locked = self.manifest.state is not State.PLAIN
        self._ways = ways
        self._own_phrases = own_phrases
        self._witness = witness
        self._is_insisted = False

    @property
    def manifest(self) -> Manifest:
        """What the vault is called, and how it is sealed, if it is. Believed once it is open."""
        return self._file.current

    @property
    def is_locked(self) -> bool:
        """Whether the passphrase has yet to be given; nothing can be read or saved before."""
        return self._files.locked

    @property
    def is_sealed(self) -> bool:
        """Whether a passphrase is needed to open it."""
        return self.manifest.state is not State.PLAIN

    @property
    def is_lost(self) -> bool:
        """Whether the file that opens it is gone, so that only the recovery key does."""
        return self.is_locked and self._ways.lost

    @property
    def is_half_way(self) -> bool:
        """Whether sealing or unsealing was cut off; `finish`, or `unseal`, goes on with it."""
        return self.manifest.state in HALF_WAY

    @property
    def is_unwritten(self) -> bool:
        """Whether the manifest was made again, and is not on the disk yet."""
        return self._file.is_unwritten

    # -- Opening ----------------------------------------------------------------------------------

    def unlock(self, secret: str) -> None:
        """Open a sealed vault with its passphrase or its recovery key. One derivation, 0.2 s.

        Raises `WrongPassphrase`, or `ManifestLost` when only the recovery key can open it; a vault
        that is not locked stays as it is. `notices` has what must be said then.
        """
        if not self.is_locked:
            return
        opened = judge(self._ways, open_with(self._ways, self._files, secret))
        if opened.superseded and not self._is_insisted:
            self._is_insisted = True
            raise seal_errors.PaperOfBefore(file=str(self._files.folder / manifest.NAME))
        self._take_opened(opened)

    def settle_plain(self) -> None:
        """Write down the manifest of a vault without a seal where it is not. Raises OSError.

        Of a sealed one nothing is written before its key is there (THREATS: 1). Sealed files that
        somebody says are not to be opened any more are kept among the damaged ones.
        """
        if not self.is_sealed:
            self._file.settle_plain(self._ways.copies)

    def must_open(self, secret: str) -> None:
        """Raise `WrongPassphrase` unless `secret` opens this vault. One derivation, 0.2 s."""
        if manifest.key_of(self.manifest, secret) is None:
            raise errors.WrongPassphrase()

    def _take_opened(self, opened: Opened) -> None:
        """Read and write with what was opened, and note what is not as it was."""
        known, seen = opened.manifest, self._witness.seen(opened.manifest.id)
        self.notices += seal_notices.of_opened(opened, self._ways, seen, self._files)
        if seal_notices.is_behind(opened, seen):  # said once; from now on this one counts on
            known = replace(known, generation=seen.generation)
        self._file.before, self._file.is_unwritten = opened.before, opened.recovered
        if not opened.is_proven:
            # A number that nobody proved may be any number; there must be room to count on.
            claimed = min(known.generation, manifest.GENERATION_MAX // 2)
            generation = max(claimed, seen.generation) + 1
            known = replace(known, generation=generation)
        self._file.ours = opened.ours
        self._take(known, opened.key)

    # -- Putting it on, and taking it off ---------------------------------------------------------

    def way_in(self, passphrase: str, *, language: str = "", cost: Cost | None = None) -> WayIn:
        """Give a fresh key with what will open it; `language` is that of the question.

        Raises `PhraseMissing`. One derivation, 0.2 s.
        """
        return way_in.fresh(self.manifest.id, passphrase, language=language, cost=cost)

    def recovery_way_in(self) -> WayIn:
        """Give another recovery key for the key of now. Raises `VaultNotSealed`, `VaultLocked`."""
        return way_in.with_other_recovery_key(self.manifest, self._open_key())

    def seal(self, way: WayIn, *, progress: Progress = no_progress) -> None:
        """Seal the vault, all that is in it too.

        Raises `VaultSealed`, `DiskFull`, `SaveFailed`, `VaultReadOnly`; cut off, it is sealed for
        whoever opens it, and `finish` does the rest.
        """
        with self._files.saving:
            self._must_change()
            if self.is_sealed:
                raise errors.VaultSealed(folder=str(self._files.folder))
            sealed = Manifest(
                id=self.manifest.id,
                state=State.SEALING,
                passphrase=way.passphrase,
                recovery=way.recovery,
                language=way.language,
                generation=self._witness.seen(self.manifest.id).generation,
            )
            self._list_and_become(sealed, way.key, self._now_plain())
            self.finish(progress)

    def renew(self, way: WayIn, *, progress: Progress = no_progress) -> None:
        """Let `way` open the vault from now on; every file is written anew for it.

        What opened it before opens nothing then, save what was copied before. Raises as `seal`,
        and `VaultNotSealed`; cut off, both open what they did, and `finish` does the rest.
        """
        with self._files.saving:
            self._must_change()
            before = self._open_key()
            self.finish(progress)
            if self._files.unsettled:  # after it nobody would know that something waits
                raise seal_errors.NotSettled(folder=str(self._files.folder))
            earlier = ""
            if way.key != before:
                earlier = manifest.close_earlier(way.key, before, self.manifest.id)
            renewed = replace(
                self.manifest,
                state=State.RENEWING,
                passphrase=way.passphrase,
                recovery=way.recovery,
                earlier=earlier,
            )
            self._become(renewed, way.key)
            self.finish(progress)
            self._file.drop_kept()

    def unseal(self, *, progress: Progress = no_progress) -> None:
        """Take the seal away, or go on with that: then all who can open the folder can read it.

        Raises `VaultNotSealed`, `VaultLocked`, `DiskFull`, `SaveFailed` or `VaultReadOnly`.
        """
        with self._files.saving:
            self._must_change()
            keyring = self._files.keyring
            if keyring is None or not self.is_sealed:
                raise errors.VaultNotSealed(folder=str(self._files.folder))
            if self.manifest.state is not State.UNSEALING:
                self.finish(progress)
            # Also when it goes on: what was saved since then is in no list yet.
            unsealing = replace(self.manifest, state=State.UNSEALING)
            self._list_and_become(unsealing, keyring.key, self._as_plain() | keyring.plain)
            self._rewrite(replace(self._open_keyring(), seals=False), progress)
            self._become(Manifest(id=self.manifest.id), keyring.key)
            self._settle_list()

    def seal_again(self, *, progress: Progress = no_progress) -> None:
        """Seal what an unsealing that was cut off had opened. Raises as `unseal`."""
        with self._files.saving:
            self._must_change()
            if self.manifest.state is State.UNSEALING:
                self._become(replace(self.manifest, state=State.SEALING), self._open_key())
            self.finish(progress)

    def tell(self, notice: errors.StoreError) -> None:
        """Let something be said to the people, once."""
        if type(notice) not in map(type, self.notices):
            self.notices.append(notice)

    def has_plain_files(self) -> bool:
        """Whether some file says of itself that it is not sealed; raises as `plain_count`."""
        return bool(self._now_plain())

    def plain_count(self) -> int:
        """Give how many files lie there plain that nothing names: they are not read.

        Raises `SaveFailed` or `RecordUnreadable`.
        """
        return len(self._now_plain() - self._open_keyring().plain)

    def take_in_plain(self, *, progress: Progress = no_progress) -> None:
        """Seal what lies there plain though nothing names it: somebody says that it is theirs.

        Raises as `unseal`.
        """
        with self._files.saving:
            self._must_change()
            self.seal_again(progress=progress)
            sealing_ = replace(self.manifest, state=State.SEALING)
            self._list_and_become(sealing_, self._open_key(), self._now_plain())
            self.finish(progress)

    def finish(self, progress: Progress = no_progress) -> None:
        """Go on with what was cut off: sealing, another key, closing what somebody wrote alone.

        Taking the seal off is never gone on with unasked. Raises `DiskFull`, `SaveFailed` or
        `VaultLocked`; then it is as far as it came.
        """
        with self._files.saving:
            keyring = self._files.keyring
            if self._files.read_only:
                return
            self._files.check()
            if keyring is not None:
                self._mend(keyring)
                is_ours = not self._ways.copies.is_newer  # or a newer program goes on with it
                if is_ours and self.manifest.state in (State.SEALING, State.RENEWING):
                    if manifest.is_unsettled(self.manifest):
                        if self.plain_count():
                            return  # somebody says first what of it is theirs
                    else:
                        self._rewrite(keyring, progress)
                    done = replace(self.manifest, state=State.SEALED, listed="", earlier="")
                    self._become(done, keyring.key)
            if not self.is_half_way:
                self._settle_list()
            self._own_phrases.close_earlier(progress)

    def change_passphrase(self, passphrase: str, *, cost: Cost | None = None) -> None:
        """Put another passphrase in the place of the old one; writes the manifest and no more.

        Raises `PhraseMissing`, `VaultNotSealed`, `VaultLocked`, `DiskFull` or `SaveFailed`.
        """
        with self._files.saving:
            self._must_change()
            key = self._open_key()
            slot = sealing.wrap(key, passphrase, self.manifest.id, cost or Cost())
            self._become(replace(self.manifest, passphrase=slot), key)
            self._file.drop_kept()

    def expect_own(self, digests: tuple[str, ...]) -> None:
        """Note which sets of own keys may stand there. Raises `DiskFull` or `SaveFailed`."""
        with self._files.saving:
            if self._files.unsettled and len(digests) > 1:
                # A lock changes: what lies plain cannot be closed with it, or opened, before.
                raise seal_errors.NotSettled(folder=str(self._files.folder))
            if self.manifest.own != digests and self.key is not None:
                own = replace(self.manifest, own=digests)
                self._become(own, self._open_key(), keeps_before=True)

    @property
    def key(self) -> bytes | None:
        """The key of a sealed vault that is open; None in one that is not sealed."""
        keyring = self._files.keyring
        return None if keyring is None else keyring.key

    def manifest_bytes(self) -> bytes:
        """Give the manifest as it stands on the disk, or as a writer would put it there."""
        key = self.key
        return manifest.render(manifest.proven(self.manifest, key) if key else self.manifest)

    def _must_change(self) -> None:
        """Raise when what opens the vault cannot be changed now."""
        self._files.must_write(self._files.folder)
        if self._ways.copies.is_newer:
            # A newer program goes by the first copy, and would open half of it the old way.
            raise seal_errors.VaultNewer(file=str(self._files.folder / manifest.NAME), id="")

    def keep_way_in(self, other: Manifest | None) -> None:
        """Keep the manifest of now when `other` came in its place, of another key.

        What this run saved opens with the key of now only. Where the key is the same, what opened
        it before is not kept: somebody changed it for a reason.
        """
        key = self.key
        if key is not None and other is not None and not manifest.is_proven(other, key):
            self._file.keep(self.manifest_bytes())

    def _open_keyring(self) -> Keyring:
        keyring = self._files.keyring
        if keyring is None:
            raise errors.VaultNotSealed(folder=str(self._files.folder))
        return keyring

    def _open_key(self) -> bytes:
        return self._open_keyring().key

    def _mend(self, keyring: Keyring) -> None:
        """Write the manifest where a copy is not as it should be; an older one becomes proven.

        Of an older one the second copy stays until the proven one has opened once: nothing that
        opens the vault is written over before (THREATS: 2).
        """
        self._file.put(manifest.proven(self.manifest, keyring.key))

    def _list_and_become(self, known: Manifest, key: bytes, digests: frozenset[str]) -> None:
        """Become what `known` is, with a list of what may be plain; raises as `_become`."""
        try:
            listed = plain_files.write(self._files, self._keyring_of(known, key), digests)
        except OSError as problem:
            raise save_error(problem) from problem
        self._become(replace(known, listed=listed), key)

    def _become(self, known: Manifest, key: bytes, *, keeps_before: bool = False) -> None:
        """Write down what the vault is, and read and write as that says.

        Raises `DiskFull` or `SaveFailed`. A write that was refused may have come through all the
        same; then that is what the next start reads, and so do we.
        """
        self._files.check()
        if known.state is State.PLAIN:
            self._file.forget_seal()  # first: cut off after it, no alarm is raised
        else:
            known = manifest.proven(replace(known, generation=known.generation + 1), key)
        if not keeps_before:
            self._file.before = b""
        try:
            self._file.put(known)
        finally:
            if self.manifest == known:
                self._take(known, key)

    def _take(self, known: Manifest, key: bytes) -> None:
        """Read and write with `key`, as the state of the vault says."""
        self._file.current = known
        plain, self._files.unsettled = known.state is State.PLAIN, manifest.is_unsettled(known)
        self._files.take_keyring(None if plain else self._keyring_of(known, key, with_list=True))
        self._own_phrases.forget()

    def _keyring_of(self, known: Manifest, key: bytes, *, with_list: bool = False) -> Keyring:
        keyring = Keyring(
            vault=known.id,
            key=key,
            recovery=known.recovery.packed() if known.recovery else b"",
            earlier=manifest.earlier_of(known, key),
        )
        if not (with_list and known.listed):
            return keyring
        try:
            blob = disks.read_file(self._files.disk, self._files.folder / plain_files.NAME)
        except OSError as problem:
            raise save_error(problem) from problem
        return replace(keyring, plain=plain_files.read(blob, keyring, known.listed))

    def _rewrite(self, keyring: Keyring, progress: Progress) -> None:
        from sessions.store import reencrypt

        reencrypt.rewrite_all(self._files, keyring, progress)

    def _settle_list(self) -> None:
        # What was to be done is done; nothing believes the list any more, and the next start tries.
        with contextlib.suppress(OSError):
            plain_files.take_away(self._files)

    def _now_plain(self) -> frozenset[str]:
        try:
            return plain_files.now_plain(self._files)
        except OSError as problem:
            raise save_error(problem) from problem

    def _as_plain(self) -> frozenset[str]:
        try:
            return plain_files.as_plain(self._files, self._open_keyring())
        except OSError as problem:
            raise save_error(problem) from problem
