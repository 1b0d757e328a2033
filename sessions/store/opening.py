"""Opening a vault: which manifest is believed, once a secret has opened the key.

Pure but for reading what the sealed files carry. What a manifest says of its state counts only with
a proof (THREATS: 1).
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from sessions import errors, seal_errors
from sessions.store import file_format, manifest, manifest_copies, sealing
from sessions.store.manifest import Manifest, State
from sessions.store.manifest_copies import Copies
from sessions.store.record_files import RecordFiles
from sessions.store.sealing import Slot
from sessions.store.witness import Witness

_NEXT = 1
"""How far two copies may be apart when it was cut off between them."""

_JUST_PROVEN = 2
"""Up to this generation the copy may still be the one of before it was proven."""


class WaysIn(msgspec.Struct, frozen=True, kw_only=True):
    """What a vault can be opened with: one plain manifest, or those that hold its key.

    `lost` when the file that opens it is gone, and only what the sealed files carry is left.
    """

    manifests: tuple[Manifest, ...]
    copies: Copies
    lost: bool = False


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A manifest that a secret opened, as far as it is believed, and the key."""

    manifest: Manifest
    key: bytes
    is_proven: bool = False
    claimed: State = State.SEALED
    """What an older manifest said of its state, without a proof."""
    recovered: bool = False
    """Whether it was made out of what a sealed file carries."""
    superseded: bool = False
    """Whether there is a manifest of the same vault that knows another recovery key."""
    changed: bool = False
    """Whether one of the copies was changed by somebody without the key."""
    before: bytes = b""
    """The bytes of an older manifest, which stays in the second copy until a proven one opened."""
    ours: frozenset[bytes] = frozenset()
    """The copies that may be written over: what they open, this one opens."""


def find_ways(files: RecordFiles, witness: Witness, *, unsealed: bool) -> WaysIn | None:
    """Give what the vault can be opened with, or None where nothing was ever kept.

    `unsealed` when somebody says that they took the seal off. Raises `VaultDamaged`, `SealGone`,
    `RecordNewer`, `RecordUnreadable` or OSError.
    """
    copies = manifest_copies.read(files.folder, files.disk)
    sealed, plain = copies.sealed(), copies.plain()
    if sealed:
        return WaysIn(manifests=sealed, copies=copies)
    if plain is not None and (unsealed or not _was_sealed(plain, files, witness)):
        return WaysIn(manifests=(plain,), copies=copies)
    if copies.are_missing and not manifest_copies.any_sealed(files):
        if witness.seen_here().sealed and not unsealed and any(True for _ in files.record_paths()):
            raise seal_errors.SealGone(folder=str(files.folder))
        return None
    carried = manifest_copies.carried(files)
    if carried:
        return WaysIn(manifests=carried, copies=copies, lost=True)
    if plain is not None:
        raise seal_errors.SealGone(folder=str(files.folder))
    file = str(files.folder / manifest.NAME)
    raise errors.VaultDamaged(file=file, folder=str(files.folder))


def _was_sealed(plain: Manifest, files: RecordFiles, witness: Witness) -> bool:
    """Whether something says that a vault without a seal had one."""
    seen = (witness.seen_here(), witness.seen(plain.id))
    return any(was.sealed for was in seen) or looks_sealed(files)


def looks_sealed(files: RecordFiles) -> bool:
    """Whether the pairs of a vault are sealed, or a file where there are none, whatever it says."""
    try:
        pairs = manifest_copies.header_of(files, files.pairs_path())
        if pairs is not None and pairs.seal == file_format.CIPHER:
            return True
        return manifest_copies.any_sealed(files, at_most=manifest_copies.PROBED)
    except errors.RecordUnreadable:
        return False  # it says so itself when it is read


def open_with(ways: WaysIn, files: RecordFiles, secret: str) -> Opened:
    """Give what `secret` opens. One derivation for each passphrase that is asked for.

    Raises `WrongPassphrase`, or `ManifestLost` when there is none but the recovery key.
    """
    tried: set[Slot | None] = set()
    for known in ways.manifests:
        only_recovery = known.passphrase in tried
        tried.add(known.passphrase)
        key = manifest.key_of(replace(known, passphrase=None) if only_recovery else known, secret)
        if key is not None:
            return Opened(manifest=known, key=key, recovered=ways.lost)
    if sealing.is_recovery_key(secret) and not ways.lost:
        for known in manifest_copies.carried(files):
            key = manifest.key_of(known, secret)
            if key is not None:
                return Opened(manifest=known, key=key, recovered=True)
    if ways.lost:
        raise seal_errors.ManifestLost(
            file=str(files.folder / manifest.NAME), folder=str(files.folder)
        )
    raise errors.WrongPassphrase()


def judge(ways: WaysIn, opened: Opened) -> Opened:
    """Give what is believed of what was opened, and whether somebody changed a copy."""
    # Of the vault that the slot opened: the files are bound to its id, and so is the slot.
    same = [known for known in ways.manifests if known.id == opened.manifest.id]
    proven = [known for known in same if manifest.is_proven(known, opened.key)]
    if not proven:
        superseded = opened.recovered and any(
            known.form == manifest.SEALED_FORMAT for known in same if known is not opened.manifest
        )
        return replace(_unproven(ways, opened), superseded=superseded and not ways.lost)
    known = max(proven, key=lambda manifest_: manifest_.generation)
    earlier = manifest.earlier_of(known, opened.key)
    ours, changed = set(), False
    for blob, other in zip(ways.copies.blobs, ways.copies.manifests, strict=True):
        if _is_ours(other, known, (opened.key, earlier)):
            ours.add(blob or b"")
        else:
            changed = changed or other is not None
    first = ways.copies.manifests[0]
    if first is not None and first.state is not State.PLAIN and first != known:
        changed = changed or first.generation < known.generation
    opened = replace(opened, recovered=False)
    return replace(opened, manifest=known, is_proven=True, changed=changed, ours=frozenset(ours))


def _is_ours(other: Manifest | None, known: Manifest, keys: tuple[bytes, bytes]) -> bool:
    """Whether a copy is one that a cut can have left beside `known`."""
    if other is None or other.id != known.id:
        return False
    if other.state is State.PLAIN:
        return known.state in (State.SEALING, State.UNSEALING)
    if other.form == manifest.UNPROVEN_FORMAT:
        return known.generation <= _JUST_PROVEN
    is_near = known.generation - other.generation <= _NEXT
    return is_near and any(key and manifest.is_proven(other, key) for key in keys)


def _unproven(ways: WaysIn, opened: Opened) -> Opened:
    """Give what is believed of a manifest without a proof: that the vault is sealed, no more."""
    known, was_proven = opened.manifest, opened.manifest.form == manifest.SEALED_FORMAT
    claimed = State.SEALED if was_proven else known.state
    # Sealed, and no more: but what lies plain may be theirs, so it waits for their word.
    state = State.SEALED if claimed is State.SEALED else State.SEALING
    believed = replace(known, state=state, listed="", earlier="", own=(), proof="")
    changed = not opened.recovered and was_proven
    changed = changed or any(
        other is not None and other.form == manifest.SEALED_FORMAT and other.proof
        for other in ways.copies.manifests
        if other is not known
    )
    pairs = zip(ways.copies.manifests, ways.copies.blobs, strict=True)
    before = next((blob for other, blob in pairs if other is known and not was_proven), None)
    return replace(
        opened,
        before=before or b"",
        ours=frozenset({before} if before else ()),
        manifest=believed,
        claimed=claimed,
        changed=bool(changed),
    )
