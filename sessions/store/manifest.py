"""`vault.json`: what the vault is. There are two copies, because a sealed vault hangs on it."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sessions import errors
from sessions.store import disk as disks
from sessions.store.disk import BACKUP, Disk
from sessions.store.files import PLAIN, is_id

NAME = "vault.json"
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The id of the vault, and how it is sealed."""

    id: str
    seal: str = PLAIN


def read_manifest(folder: Path, disk: Disk) -> Manifest | None:
    """Give the manifest of the vault in `folder`, of its copy if need be; None when there is none.

    Raises `VaultDamaged` when neither can be read, `RecordNewer` for a later format, OSError when
    the system refuses.
    """
    path = folder / NAME
    blobs = [_read(disk, one) for one in (path, path.with_name(NAME + BACKUP))]
    if not any(blob is not None for blob in blobs):
        return None
    for blob in blobs:
        content = _parse(blob or b"")
        if content is None:
            continue
        if content["format"] > FORMAT:
            raise errors.RecordNewer(file=str(path), id="")
        return Manifest(id=content["vault"], seal=content["seal"])
    raise errors.VaultDamaged(file=str(path), folder=str(folder))


def write_manifest(folder: Path, manifest: Manifest, disk: Disk) -> None:
    """Write both copies where they are not as `manifest` says. Raises OSError."""
    blob = _render({"format": FORMAT, "vault": manifest.id, "seal": manifest.seal})
    for name in (NAME + BACKUP, NAME):
        if _read(disk, folder / name) != blob:
            disks.save_file(disk, folder / name, blob)


def new_manifest() -> Manifest:
    """Give the manifest of a new vault."""
    return Manifest(id=os.urandom(16).hex())


def _read(disk: Disk, path: Path) -> bytes | None:
    """Give the bytes at `path`, none of them for what is no file."""
    try:
        return disks.read_file(disk, path)
    except disks.NotARegularFile:
        return b""


def _render(content: dict[str, Any]) -> bytes:
    """Give the file for `content`, with a checksum over it."""
    body = json.dumps(content, separators=(",", ":"))
    check = hashlib.sha256(body.encode()).hexdigest()
    return f'{body[:-1]},"check":"{check}"}}\n'.encode()


def _parse(blob: bytes) -> dict[str, Any] | None:
    """Give what a manifest says, or None when a single bit is not as it was written."""
    try:
        content = json.loads(blob)
        del content["check"]
        if _render(content) != blob or not isinstance(content["format"], int):
            return None
        if content["format"] <= FORMAT and not (
            is_id(content["vault"]) and isinstance(content["seal"], str)
        ):
            return None
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    found: dict[str, Any] = content
    return found
