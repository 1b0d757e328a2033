"""`vault.json`: what the vault is, and how it opens. There are two copies: all hangs on it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from sessions import errors
from sessions.store import disk as disks
from sessions.store import sealing
from sessions.store.disk import BACKUP, Disk
from sessions.store.file_format import PLAIN, is_id
from sessions.store.sealing import Cost, Slot

NAME = "vault.json"
FORMAT = 1
SEALED_FORMAT = 2
"""Of a vault that is sealed: a program that cannot unseal must not take it for an open one."""

_LANGUAGE_MAX = 35


class State(StrEnum):
    """Whether the files of a vault are sealed. Half-way, both sorts are there, and it opens."""

    PLAIN = "plain"
    SEALING = "sealing"
    SEALED = "sealed"
    UNSEALING = "unsealing"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The id of the vault, and how it is sealed.

    `passphrase` and `recovery` hold the key of the vault, each for its own secret; `language` is
    that in which the passphrase is asked, because the settings are sealed too.
    """

    id: str
    state: State = State.PLAIN
    passphrase: Slot | None = None
    recovery: Slot | None = None
    language: str = ""


def read_manifest(folder: Path, disk: Disk) -> Manifest | None:
    """Give the manifest of the vault in `folder`, of its copy if need be; None when there is none.

    Raises `VaultDamaged` when neither can be read, `RecordNewer` for a later format, OSError when
    the system refuses.
    """
    path = folder / NAME
    blobs = [_read(disk, copy) for copy in (path, path.with_name(NAME + BACKUP))]
    if not any(blob is not None for blob in blobs):
        return None
    for blob in blobs:
        parsed = parse(blob or b"", file=str(path))
        if parsed is not None:
            return parsed
    raise errors.VaultDamaged(file=str(path), folder=str(folder))


def write_manifest(folder: Path, manifest: Manifest, disk: Disk) -> None:
    """Write both copies where they are not as `manifest` says. Raises OSError.

    The one that is read comes first: cut off between the two, the old way in is gone at the next
    start, and until then the new one opens.
    """
    blob = render(manifest)
    if _read(disk, folder / NAME) != blob:
        disks.save_file(disk, folder / NAME, blob)
    try:
        if _read(disk, folder / (NAME + BACKUP)) != blob:
            disks.save_file(disk, folder / (NAME + BACKUP), blob)
    except OSError as problem:
        disks.mark_come_through(problem)
        raise


def new_manifest() -> Manifest:
    """Give the manifest of a new vault."""
    return Manifest(id=os.urandom(16).hex())


def key_of(manifest: Manifest, secret: str) -> bytes | None:
    """Give the key that a passphrase or recovery key opens, or None. One derivation, 0.2 s."""
    for slot in (manifest.recovery, manifest.passphrase):
        if slot is None or (slot.cost is None and not sealing.is_recovery_key(secret)):
            continue
        key = sealing.unwrap(slot, secret, manifest.id)
        if key is not None:
            return key
    return None


def render(manifest: Manifest) -> bytes:
    """Give the file for `manifest`, with a checksum over it."""
    if manifest.state is State.PLAIN:
        return _render({"format": FORMAT, "vault": manifest.id, "seal": PLAIN})
    content = {
        "format": SEALED_FORMAT,
        "vault": manifest.id,
        "seal": manifest.state.value,
        "language": manifest.language,
        "passphrase": _slot_document(manifest.passphrase),
        "recovery": _slot_document(manifest.recovery),
    }
    return _render(content)


def parse(blob: bytes, *, file: str) -> Manifest | None:
    """Give what a manifest says, or None when a single bit is not as it was written.

    Raises `RecordNewer` for a later format.
    """
    try:
        content = json.loads(blob)
        del content["check"]
        if _render(content) != blob or type(content["format"]) is not int:
            return None
        if content["format"] > SEALED_FORMAT:
            raise errors.RecordNewer(file=file, id="")
        return _manifest(content)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, binascii.Error):
        return None


def _manifest(content: dict[str, Any]) -> Manifest | None:
    """Give the manifest in `content`; anything it should not hold raises, or gives None."""
    if not is_id(content["vault"]):
        return None
    state = State(content["seal"])
    if content["format"] not in (FORMAT, SEALED_FORMAT):
        return None
    if (state is State.PLAIN) != (content["format"] == FORMAT):
        return None
    if state is State.PLAIN:
        return Manifest(id=content["vault"])
    language = content["language"]
    if not isinstance(language, str) or len(language) > _LANGUAGE_MAX:
        return None
    passphrase, recovery = _slot(content["passphrase"]), _slot(content["recovery"])
    if passphrase is None or passphrase.cost is None:
        return None
    return Manifest(
        id=content["vault"],
        state=state,
        passphrase=passphrase,
        recovery=recovery,
        language=language,
    )


def _slot_document(slot: Slot | None) -> dict[str, Any] | None:
    return None if slot is None else slot_document(slot)


def slot_document(slot: Slot) -> dict[str, Any]:
    """Give a wrapped key in plain builtins."""
    cost = slot.cost
    return {
        "salt": _text(slot.salt),
        "nonce": _text(slot.nonce),
        "box": _text(slot.box),
        "argon2id": None if cost is None else [cost.memory, cost.passes, cost.lanes],
    }


def slot_from(document: dict[str, Any]) -> Slot:
    """Give a wrapped key; raises ValueError, LookupError or TypeError for what is none."""
    cost = None
    if document["argon2id"] is not None:
        memory, passes, lanes = document["argon2id"]
        if not all(type(number) is int for number in (memory, passes, lanes)):
            raise TypeError("a cost is three whole numbers")
        cost = Cost(memory=memory, passes=passes, lanes=lanes)
        if not cost.is_sane():
            raise ValueError("that is no cost of ours")
    slot = Slot(
        salt=_bytes(document["salt"]),
        nonce=_bytes(document["nonce"]),
        box=_bytes(document["box"]),
        cost=cost,
    )
    if len(slot.salt) < 8:
        raise ValueError("a salt that short is none")
    return slot


def _slot(document: dict[str, Any] | None) -> Slot | None:
    return None if document is None else slot_from(document)


def _text(blob: bytes) -> str:
    return base64.b64encode(blob).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _read(disk: Disk, path: Path) -> bytes | None:
    """Give the bytes at `path`, none of them for what is no file."""
    try:
        return disks.read_file(disk, path)
    except disks.NotARegularFile:
        return b""


def _render(content: dict[str, Any]) -> bytes:
    body = json.dumps(content, separators=(",", ":"))
    check = hashlib.sha256(body.encode()).hexdigest()
    return f'{body[:-1]},"check":"{check}"}}\n'.encode()
