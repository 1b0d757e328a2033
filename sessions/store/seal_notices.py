"""What has to be said when a sealed vault was opened: what is not as it was."""

from __future__ import annotations

from sessions import errors, seal_errors
from sessions.store import manifest, manifest_copies
from sessions.store.manifest import State
from sessions.store.opening import Opened, WaysIn
from sessions.store.record_files import RecordFiles
from sessions.store.witness import Seen


def of_opened(
    opened: Opened, ways: WaysIn, seen: Seen, files: RecordFiles
) -> list[errors.StoreError]:
    """Give what to say of a manifest that a secret opened; `seen` is what the witness knows."""
    known, file, folder = opened.manifest, str(files.folder / manifest.NAME), str(files.folder)
    notices: list[errors.StoreError] = []
    if ways.copies.is_newer:
        notices.append(seal_errors.ManifestNewer(file=file))
    if opened.changed:
        notices.append(seal_errors.ManifestChanged(file=file))
    is_before = known.form == manifest.UNPROVEN_FORMAT and _has_proven_files(files)
    if is_behind(opened, seen) or is_before:
        notices.append(seal_errors.ManifestOlder(file=file))
    if opened.recovered:
        notices.append(seal_errors.ManifestMadeAgain(file=file))
    if opened.claimed is not State.SEALED or manifest.is_unsettled(known):
        notices.append(seal_errors.SealNotProven(folder=folder))
    if known.state is State.UNSEALING:
        notices.append(seal_errors.UnsealingCutOff(folder=folder))
    return notices


def is_behind(opened: Opened, seen: Seen) -> bool:
    """Whether the witness saw a later manifest than the one that was opened."""
    return seen.generation > opened.manifest.generation and not opened.recovered


def _has_proven_files(files: RecordFiles) -> bool:
    """Whether the pairs were saved since manifests are proven."""
    header = manifest_copies.pairs_form(files)
    return header is not None and bool(header.vault)
