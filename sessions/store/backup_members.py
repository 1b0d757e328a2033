"""What of a vault belongs in a backup: every file as it is on the disk, good or damaged."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sessions import errors
from sessions.store import disk as disks
from sessions.store import manifest, manifest_copies, plain_files, quarantine, schema
from sessions.store.disk import BACKUP
from sessions.store.record_files import DAMAGED, RecordFiles
from sessions.store.tinydb_storage import tables_of

if TYPE_CHECKING:
    from sessions.store.vault import Vault


def of_vault(vault: Vault, damaged: list[str]) -> Iterator[tuple[str, bytes, bool]]:
    """Give every file of the vault that belongs in a backup, with its bytes and whether it is good.

    The names of those that are damaged are put in `damaged`. Raises OSError, or what reading the
    vault raises.
    """
    files = vault.files
    yield manifest.NAME, _manifest_bytes(vault), True
    for path in files.record_paths():
        if path.name.endswith(BACKUP):
            first = path.with_name(path.name.removesuffix(BACKUP))
            spare = None if os.path.lexists(first) else _blob(files, path)
            if spare is not None:  # it is all that is left
                damaged.append(first.relative_to(vault.folder).as_posix())
                yield path.relative_to(vault.folder).as_posix(), spare, False
            continue
        is_good = _is_good(files, path)
        blob = _blob(files, path)
        if blob is None:
            continue
        name = path.relative_to(vault.folder).as_posix()
        yield name, blob, is_good
        if is_good:
            continue
        damaged.append(name)
        # Of what is damaged the copy goes along: it may be all that can be had back.
        copy = path.with_name(path.name + BACKUP)
        spare = _blob(files, copy)
        if spare is not None:
            yield name + BACKUP, spare, False
    listed = _blob(files, files.folder / plain_files.NAME)
    if listed is not None and vault.seal.is_half_way:
        yield plain_files.NAME, listed, True
    for path in quarantine.paths(files):
        blob = _blob(files, path)
        if blob is not None:
            yield f"{DAMAGED}/{path.name}", blob, False


def _is_good(files: RecordFiles, path: Path) -> bool:
    """Whether the file can be read and makes sense; what a newer program wrote is left to that."""
    try:
        content = files.storage(path).payload()
        if content is None:
            return False
        header, payload = content
        if header.version <= schema.version_of(header.record_key.kind):
            tables = tables_of(header, payload, file=str(path))
            schema.check_tables(tables, header.record_key, file=str(path))
    except (errors.RecordDamaged, errors.RecordNewer):
        return False
    return True


def _blob(files: RecordFiles, path: Path) -> bytes | None:
    """Give the bytes of a file, None for what is no file of ours. Raises OSError."""
    try:
        return disks.read_file(files.disk, path)
    except disks.NotARegularFile:
        return None


def _manifest_bytes(vault: Vault) -> bytes:
    """Give the manifest as it is on the disk now. Raises OSError, or as `read_manifest`."""
    there = manifest_copies.read(vault.folder, vault.files.disk).manifests[0]
    known = vault.seal.manifest
    is_ours = there is None or (there.id, there.state) == (known.id, known.state)
    if not is_ours and there is not None and there.form != manifest.UNPROVEN_FORMAT:
        raise errors.BackupFailed(reason=manifest.NAME)
    return vault.seal.manifest_bytes()
