"""`vault.json`: what the vault is, and how it opens.

Before the key is there only the slots, their costs and the language are believed (THREATS: 1). The
rest of a sealed one is believed when `is_proven` says that who had the key wrote it; until format 3
nothing was proven, so what an older one says of its state is a claim and no more.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import re
from enum import StrEnum
from typing import Any

import msgspec
from msgspec.structs import replace

from sessions import errors
from sessions.store import sealing
from sessions.store.file_format import PLAIN, is_id
from sessions.store.sealing import Cost, Slot

NAME = "vault.json"
FORMAT = 1
SEALED_FORMAT = 3
"""Of a vault that is sealed: a program that cannot unseal must not take it for an open one."""
UNPROVEN_FORMAT = 2
"""Of a vault that was sealed before a manifest was proven."""

GENERATION_MAX = 2**53
"""Changes that a manifest can count; nobody comes near it."""

_LANGUAGE_MAX = 35
_OWN_MAX = 8
_DIGEST = re.compile(r"[0-9a-f]{64}")


class State(StrEnum):
    """Whether the files of a vault are sealed. Half-way, both sorts are there, and it opens."""

    PLAIN = "plain"
    SEALING = "sealing"
    SEALED = "sealed"
    UNSEALING = "unsealing"
    RENEWING = "renewing"
    """Every file is being written anew, for another key of the vault or another recovery key."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The id of the vault, and how it is sealed.

    `passphrase` and `recovery` hold the key of the vault, each for its own secret; `language` is
    that in which the passphrase is asked, because the settings are sealed too.
    """

    id: str
    state: State = State.PLAIN
    form: int = SEALED_FORMAT
    """The format it was read from, or will be written in."""
    generation: int = 0
    """How often it was changed since it is proven; nought before."""
    passphrase: Slot | None = None
    """None in one that was made again with the recovery key, until a passphrase is chosen."""
    recovery: Slot | None = None
    language: str = ""
    listed: str = ""
    """The digest of the list that names what may be plain; empty when nothing may."""
    own: tuple[str, ...] = ()
    """The digests of the sets of own keys that people may have; more than one during a change."""
    earlier: str = ""
    """The key before this one, closed with this one, while files are written anew; or empty."""
    proof: str = ""
    """What only who has the key can have written; empty before format 3."""


def is_unsettled(manifest: Manifest) -> bool:
    """Whether an older program was cut off, and nobody said yet that what lies plain is theirs.

    A sealing of our own has a list of what may be plain, be it an empty one.
    """
    return manifest.state is State.SEALING and not manifest.listed


def new_manifest() -> Manifest:
    """Give the manifest of a new vault."""
    return Manifest(id=os.urandom(16).hex())


def key_of(manifest: Manifest, secret: str) -> bytes | None:
    """Give the key that a passphrase or recovery key opens, or None. One derivation, 0.2 s."""
    for slot in (manifest.recovery, manifest.passphrase):
        if slot is None or (slot.cost is None and not sealing.is_recovery_key(secret)):
            continue
        key = sealing.unwrap(slot, secret, manifest.id)
        if key is not None and len(key) == sealing.KEY:
            return key
    return None


def proven(manifest: Manifest, key: bytes) -> Manifest:
    """Give the manifest with the proof that who wrote it had the key of the vault."""
    if manifest.state is State.PLAIN:
        return manifest
    manifest = replace(manifest, form=SEALED_FORMAT, proof="")
    proof = sealing.proof(key, manifest.id, _json(_content(manifest)))
    return replace(manifest, proof=proof)


def is_proven(manifest: Manifest, key: bytes) -> bool:
    """Whether who wrote the manifest had this key; nothing in it was changed since."""
    return hmac.compare_digest(proven(manifest, key).proof, manifest.proof) and bool(manifest.proof)


def close_earlier(key: bytes, earlier: bytes, vault: str) -> str:
    """Give the key of before, closed with the key of now."""
    nonce, box = sealing.lock(
        sealing.derive(key, vault.encode("ascii"), "earlier"), earlier, b"", pad=1
    )
    return _text(nonce + box)


def earlier_of(manifest: Manifest, key: bytes) -> bytes:
    """Give the key of before out of a proven manifest; empty when there is none."""
    if not manifest.earlier:
        return b""
    blob = _bytes(manifest.earlier)
    opener = sealing.derive(key, manifest.id.encode("ascii"), "earlier")
    return sealing.unlock(opener, blob[: sealing.NONCE], blob[sealing.NONCE :], b"") or b""


def render(manifest: Manifest) -> bytes:
    """Give the file for `manifest`, with a checksum over it; a proof is as it was given."""
    if manifest.state is State.PLAIN:
        return _render({"format": FORMAT, "vault": manifest.id, "seal": PLAIN})
    content = _content(manifest)
    if manifest.form == SEALED_FORMAT:
        content["proof"] = manifest.proof
    return _render(content)


def _content(manifest: Manifest) -> dict[str, Any]:
    """Give what a sealed manifest says, without its proof."""
    content: dict[str, Any] = {
        "format": manifest.form,
        "vault": manifest.id,
        "seal": manifest.state.value,
        "language": manifest.language,
        "passphrase": _slot_document(manifest.passphrase),
        "recovery": _slot_document(manifest.recovery),
    }
    if manifest.form == SEALED_FORMAT:
        content["generation"] = manifest.generation
        content["own"] = list(manifest.own)
        content["listed"] = manifest.listed
        content["earlier"] = manifest.earlier
    return content


def parse(blob: bytes, *, file: str) -> Manifest | None:
    """Give what a manifest says, or None when it is none of ours; whoever wrote it.

    Raises `RecordNewer` for a later format.
    """
    try:
        content = json.loads(blob)
        del content["check"]
        if _render(content) != blob or type(content["format"]) is not int:
            return None
        if content["format"] > SEALED_FORMAT:
            raise errors.RecordNewer(file=file, id="")
        known = _manifest(content)
        # What the proof does not know of may not stand there either.
        is_ours = known is None or known.form != SEALED_FORMAT or render(known) == blob
        return known if is_ours else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, binascii.Error):
        return None


def is_newer(blob: bytes | None) -> bool:
    """Whether a manifest of a later format stands in `blob`."""
    try:
        parse(blob or b"", file="")
    except errors.RecordNewer:
        return True
    return False


def _manifest(content: dict[str, Any]) -> Manifest | None:
    """Give the manifest in `content`; anything it should not hold raises, or gives None."""
    if not is_id(content["vault"]):
        return None
    state, form = State(content["seal"]), content["format"]
    if form not in (FORMAT, UNPROVEN_FORMAT, SEALED_FORMAT):
        return None
    if (state is State.PLAIN) != (form == FORMAT):
        return None
    if state is State.PLAIN:
        return Manifest(id=content["vault"])
    language = content["language"]
    if not isinstance(language, str) or len(language) > _LANGUAGE_MAX:
        return None
    passphrase, recovery = _slot(content["passphrase"]), _slot(content["recovery"])
    if recovery is not None and recovery.cost is not None:
        return None
    if passphrase is None and (form == UNPROVEN_FORMAT or recovery is None):
        return None
    if passphrase is not None and passphrase.cost is None:
        return None
    known = Manifest(
        id=content["vault"],
        state=state,
        form=form,
        passphrase=passphrase,
        recovery=recovery,
        language=language,
    )
    return known if form == UNPROVEN_FORMAT else _with_proof(known, content)


def _with_proof(known: Manifest, content: dict[str, Any]) -> Manifest | None:
    """Give a manifest with what format 3 has besides; anything it should not hold raises."""
    generation, listed, earlier = content["generation"], content["listed"], content["earlier"]
    own = tuple(content["own"])
    if len(own) > _OWN_MAX or not all(map(_DIGEST.fullmatch, own)):
        return None
    if type(generation) is not int or not 0 < generation <= GENERATION_MAX:
        return None
    if listed and _DIGEST.fullmatch(listed) is None:
        return None
    if _DIGEST.fullmatch(content["proof"]) is None or len(_bytes(earlier)) > sealing.PAD:
        return None
    return replace(
        known,
        generation=generation,
        own=own,
        listed=listed,
        earlier=earlier,
        proof=content["proof"],
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


def _render(content: dict[str, Any]) -> bytes:
    body = _json(content)
    check = hashlib.sha256(body).hexdigest()
    return body[:-1] + f',"check":"{check}"}}\n'.encode()


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()
