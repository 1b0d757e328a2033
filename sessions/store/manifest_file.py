"""The manifest on the disk, both copies of it, and what the witness knows of it."""

from __future__ import annotations

import contextlib

from sessions.store import disk as disks
from sessions.store import manifest, manifest_copies, opening
from sessions.store.manifest import Manifest, State
from sessions.store.manifest_copies import Copies
from sessions.store.record_files import RecordFiles
from sessions.store.tinydb_storage import save_error
from sessions.store.witness import Witness


class ManifestFile:
    """Writes the manifest of one vault. `current` is what the next start reads."""

    def __init__(self, files: RecordFiles, witness: Witness, current: Manifest) -> None:
        self.current = current
        """What it says; believed once the vault is open."""
        self.ours: frozenset[bytes] = frozenset()
        """What may be written over: it opens nothing that this one does not."""
        self.before = b""
        """An older one without a proof: it stays in the second copy for this run."""
        self.is_unwritten = False
        """Whether it was made again, and is not on the disk yet."""
        self._files = files
        self._witness = witness

    def put(self, known: Manifest) -> None:
        """Write both copies. Raises `DiskFull` or `SaveFailed`.

        A write that was refused may have come through all the same; then `current` says so.
        """
        blob = manifest.render(known)
        is_plain = known.state is State.PLAIN
        try:
            manifest_copies.write(
                self._files.folder,
                (blob, self.before or blob),
                self._files.disk,
                ours=self.ours,
                copy_first=is_plain,
            )
        except OSError as problem:
            if disks.has_come_through(problem):
                self._put_down(known, blob)  # it is what the next start reads; so must we
            raise save_error(problem) from problem
        self._put_down(known, blob)

    def settle_plain(self, copies: Copies) -> None:
        """Write down the manifest of a vault without a seal, as `copies` were. Raises OSError."""
        seen = (self._witness.seen(self.current.id), self._witness.seen_here())
        if any(was.sealed for was in seen) or self._witness.is_behind:
            self.forget_seal()
        if opening.looks_sealed(self._files):
            from sessions.store import reencrypt

            reencrypt.put_sealed_aside(self._files)
        blob = manifest.render(self.current)
        pairs = zip(copies.blobs, copies.manifests, strict=True)
        ours = (there for there, known in pairs if known and known.id == self.current.id)
        self.ours = frozenset(there or b"" for there in ours) | {blob}
        manifest_copies.write(self._files.folder, (blob, blob), self._files.disk, ours=self.ours)

    def forget_seal(self) -> None:
        """Let the witness know that there is no seal any more; what else it saw stays."""
        seen = self._witness.seen(self.current.id)
        self._witness.keep(self.current.id, sealed=False, generation=seen.generation, own=seen.own)

    def keep(self, blob: bytes) -> None:
        """Keep a manifest among the damaged files, as far as the disk lets it."""
        with contextlib.suppress(OSError):  # the error that comes after it is the one to tell
            manifest_copies.keep(self._files.folder, manifest.NAME, blob, self._files.disk)

    def drop_kept(self) -> None:
        """Keep nothing that the secrets of before still open. Raises `SaveFailed`."""
        try:
            manifest_copies.drop_kept(self._files.folder, self.current.id, self._files.disk)
        except OSError as problem:
            raise save_error(problem) from problem

    def _put_down(self, known: Manifest, blob: bytes) -> None:
        self.current, self.ours = known, self.ours | {blob}
        self.is_unwritten = False
        seen = self._witness.seen(known.id)
        self._witness.keep(
            known.id,
            sealed=known.state is not State.PLAIN,
            generation=max(known.generation, seen.generation),
            own=seen.own,
        )
