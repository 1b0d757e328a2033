"""The two copies of `vault.json`: which of them holds, and what may be written over.

Whoever can write in the folder can lay anything there, so nothing that may be the last way in is
written over (THREATS: 2). A sealed manifest goes before a plain one; which of two sealed ones holds
is known once the key is there.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from sessions import errors, seal_errors
from sessions.store import damaged_folder, file_format, manifest
from sessions.store import disk as disks
from sessions.store.disk import BACKUP, Disk
from sessions.store.manifest import Manifest, State
from sessions.store.record_files import DAMAGED, PAIRS, RecordFiles
from sessions.store.sealing import Slot

PROBED = 8
"""Files that are looked at to see whether a vault that says it is not sealed once was."""


class Copies(msgspec.Struct, frozen=True, kw_only=True):
    """What lies there: the bytes of each copy that is there, and what each of them says."""

    blobs: tuple[bytes | None, bytes | None]
    manifests: tuple[Manifest | None, Manifest | None]
    is_newer: bool = False
    """Whether the first is of a later format; then the second is a sealed one of ours."""

    @property
    def are_missing(self) -> bool:
        """Whether neither is there."""
        return self.blobs == (None, None)

    def sealed(self) -> tuple[Manifest, ...]:
        """Give those of a sealed vault, each once."""
        ours = (known for known in self.manifests if known and known.state is not State.PLAIN)
        return tuple(dict.fromkeys(ours))

    def plain(self) -> Manifest | None:
        """Give the first of a vault that is not sealed, or None."""
        ours = (known for known in self.manifests if known and known.state is State.PLAIN)
        return next(ours, None)


def paths(folder: Path) -> tuple[Path, Path]:
    """Give where the two copies are; the first is read first."""
    return folder / manifest.NAME, folder / (manifest.NAME + BACKUP)


def read(folder: Path, disk: Disk) -> Copies:
    """Give both copies. Raises `VaultNewer` for a later format, OSError as the system refuses.

    A sealed copy beside a first one of a later format opens what it opened: whoever can write in
    the folder can lay such a first one. A plain one does not: a newer program may be sealing the
    folder, and writes the first one first.
    """
    first, second = (_blob(disk, path) for path in paths(folder))
    known, copy = _parsed(first), _parsed(second)
    is_newer = manifest.is_newer(first)
    is_unopened = known is None and (copy is None or copy.state is State.PLAIN or not copy.proof)
    if is_unopened and (is_newer or manifest.is_newer(second)):
        raise seal_errors.VaultNewer(file=str(paths(folder)[0]), id="")
    return Copies(blobs=(first, second), manifests=(known, copy), is_newer=is_newer)


def _parsed(blob: bytes | None) -> Manifest | None:
    """Give what a copy says, None for one that is none of ours, or of a later format."""
    return None if blob is None or manifest.is_newer(blob) else manifest.parse(blob, file="")


def write(
    folder: Path,
    blobs: tuple[bytes, bytes],
    disk: Disk,
    *,
    ours: frozenset[bytes],
    copy_first: bool = False,
) -> None:
    """Write both copies where they are not as `blobs`. Raises OSError.

    What is there and not among `ours` is kept in ``damaged/`` first. The copy that is read comes
    first: cut off between the two, the old way in is gone at the next start, and until then the new
    one opens. With `copy_first` it is the other way round, as where they differ: then the second
    holds the way in of before. A first one of a later format stays, as a newer program wrote it.
    """
    places = list(zip(paths(folder), blobs, strict=True))
    is_turned = copy_first or blobs[0] != blobs[1]
    is_spared = False
    if is_turned:
        places.reverse()
    for done, (path, blob) in enumerate(places):
        try:
            there = _blob(disk, path)
            if there == blob:
                continue
            if path.name == manifest.NAME and manifest.is_newer(there):
                is_spared = True
                continue
            if there and there not in ours:
                keep(folder, path.name, there, disk)
            elif there is not None and path.is_dir():
                damaged_folder.move_in(disk, folder, path)
            disks.save_file(disk, path, blob)
        except OSError as problem:
            if bool(done) != is_turned and not is_spared:
                # Of the two the first one says what the vault is, whichever was written first.
                disks.mark_come_through(problem, has=not is_turned)
            raise


def keep(folder: Path, name: str, blob: bytes, disk: Disk) -> None:
    """Keep a manifest among the damaged files: it may be somebody's way in. Raises OSError."""
    aside = damaged_folder.make(disk, folder)
    kept = (_blob(disk, aside / name) for name in disk.names(aside) if _is_kept(name))
    if blob not in kept:
        disks.save_file(disk, aside / disks.free_name(disk, aside, name), blob)


def drop_kept(folder: Path, vault: str, disk: Disk) -> None:
    """Take away what was kept of the manifest of this vault: its secrets were changed.

    What opened the vault before would go on opening it. Raises OSError.
    """
    aside = folder / DAMAGED
    for name in damaged_folder.names(disk, folder):
        blob = _blob(disk, aside / name) if _is_kept(name) else None
        content = _parsed(blob)
        if content is not None and content.id == vault:
            disk.unlink(aside / name)


def _is_kept(name: str) -> bool:
    return name.startswith(manifest.NAME)


def _blob(disk: Disk, path: Path) -> bytes | None:
    """Give the bytes at `path`, none of them for what is no file."""
    try:
        return disks.read_file(disk, path)
    except disks.NotARegularFile:
        return b""


# -- What the sealed files themselves say -------------------------------------------------------


def carried(files: RecordFiles) -> tuple[Manifest, ...]:
    """Give a manifest for each way in that a sealed file carries: the key on paper opens it.

    Empty where no file carries one. Raises `RecordUnreadable`.
    """
    ways: dict[tuple[str, str], None] = {}
    for path in files.record_paths():
        header = _sealed_header(files, path)
        if header is not None and header.recovery:
            ways[header.vault, header.recovery] = None
    return tuple(
        Manifest(
            id=vault,
            state=State.SEALED,
            recovery=Slot.unpacked(bytes.fromhex(recovery)),
        )
        for vault, recovery in ways
    )


def any_sealed(files: RecordFiles, *, at_most: int | None = None) -> bool:
    """Whether one of the files says of itself that it is sealed; looks at `at_most` of them."""
    for count, path in enumerate(files.record_paths()):
        if count == at_most:
            return False
        if _sealed_header(files, path) is not None:
            return True
    return False


def _sealed_header(files: RecordFiles, path: Path) -> file_format.Header | None:
    """Give what a sealed file says of itself; what another is, its reader tells."""
    header = header_of(files, path)
    return header if header is not None and header.seal == file_format.CIPHER else None


def header_of(files: RecordFiles, path: Path) -> file_format.Header | None:
    """Give what a file says of itself, or None for what is none of ours, or damaged.

    Raises `RecordUnreadable`.
    """
    try:
        blob = disks.read_file(files.disk, path) or b""
        return file_format.glance(blob, file_format.record_key_of(path), file="")
    except (errors.StoreError, disks.NotARegularFile):
        return None
    except OSError as problem:
        reason = problem.strerror or os.strerror(0)
        raise errors.RecordUnreadable(file=str(path), id="", reason=reason) from problem


def pairs_form(files: RecordFiles) -> file_format.Header | None:
    """Give what the file of the pairs says of itself, when it is sealed."""
    return _sealed_header(files, files.folder / (PAIRS + file_format.SUFFIX))
