"""What is needed to read and forge a vault, written from its description and not from its code.

An attacker and a judge who used the store would share its mistakes. Only the standard library and
the primitives are used here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import unicodedata
import zlib
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Tables = dict[str, dict[str, Any]]


def derived(key: bytes, salt: bytes, *names: str) -> bytes:
    """Give the key that HKDF-SHA256 makes of one, for what `names` say."""
    info = b"tweespraak" + b"".join(
        str(len(name.encode())).encode() + b":" + name.encode() for name in names
    )
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key)


def opened_box(key: bytes, nonce: bytes, box: bytes, known: bytes) -> bytes | None:
    """Give what is in a box of AES-GCM with its length before it, or None."""
    try:
        whole = AESGCM(key).decrypt(nonce, box, known)
    except (InvalidTag, ValueError):
        return None
    return whole[8 : 8 + int.from_bytes(whole[:8])]


def closed_box(key: bytes, payload: bytes, known: bytes, size: int) -> tuple[bytes, bytes]:
    """Give a nonce and a box, padded to a multiple of `size`."""
    whole = len(payload).to_bytes(8) + payload
    whole += bytes(-len(whole) % size)
    nonce = os.urandom(12)
    return nonce, AESGCM(key).encrypt(nonce, whole, known)


def slot_key(slot: dict[str, Any], secret: str, about: str) -> bytes | None:
    """Give the key in a slot, or None when `secret` is not the one."""
    salt, nonce, box = (base64.b64decode(slot[name]) for name in ("salt", "nonce", "box"))
    cost = slot["argon2id"]
    if cost is None:
        plain = "".join(secret.upper().replace("-", " ").split())
        try:
            opener = derived(base64.b32decode(plain.encode()), salt, "recovery")
        except ValueError:
            return None
        price = "recovery"
    else:
        memory, passes, lanes = cost
        if memory > 1024 or passes > 2 or lanes > 2:
            return None  # no cost of these tests: somebody wrote it there
        kdf = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory)
        opener = kdf.derive(unicodedata.normalize("NFKC", secret).encode())
        price = f"{memory} {passes} {lanes}"
    known = f"tweespraak {about} {price} ".encode() + salt
    return opened_box(opener, nonce, box, known)


# -- Files ----------------------------------------------------------------------------------------


class File:
    """One file taken apart: its header words, and what follows them."""

    def __init__(self, blob: bytes) -> None:
        line, _, self.body = blob.partition(b"\n")
        self.words = line.decode("latin-1").split(" ")

    @property
    def is_sealed(self) -> bool:
        return len(self.words) > 6 and self.words[6] == "aes-256-gcm"

    @property
    def carried(self) -> str:
        """The slot of the recovery key that it carries, in hexadecimal."""
        return self.words[8] if len(self.words) == 11 else ""

    def payload(self, key: bytes, vault: str) -> bytes | None:
        """Give what is in it, as far as the key opens it."""
        if not self.is_sealed:
            return self.body
        known = " ".join(self.words[:-2]).encode()
        file_key = derived(key, vault.encode(), "file", self.words[2], self.words[4])
        try:
            nonce = bytes.fromhex(self.words[-2])
        except ValueError:
            return None
        return opened_box(file_key, nonce, self.body, known)


def tables_in(blob: bytes, key: bytes, vault: str) -> Tables | None:
    """Give the tables in a file, or None when it cannot be read."""
    payload = File(blob).payload(key, vault) if blob.startswith(b"tweespraak ") else None
    try:
        tables = json.loads(payload or b"")
    except ValueError:
        return None
    return tables if isinstance(tables, dict) else None


def with_line(line: str, body: bytes) -> bytes:
    """Give a file with that header line, and its CRC right."""
    return f"{line} {zlib.crc32(line.encode()):08x}\n".encode() + body


def plain_file(kind: str, version: int, name: str, tables: Tables) -> bytes:
    """Give a plain file as anybody can make one, with every checksum right."""
    body = json.dumps(tables).encode()
    start = f"tweespraak 1 {kind} {version} {name} 7 plain"
    total = hashlib.sha256(start.encode() + b"\n" + body).hexdigest()
    return with_line(f"{start} {total}", body)


def sealed_file(old: bytes, tables: Tables, key: bytes, vault: str) -> bytes:
    """Give a file in the place of `old` with other tables in it, sealed as that was."""
    words = File(old).words
    start = " ".join([*words[:7], *words[7:-2]])
    file_key = derived(key, vault.encode(), "file", words[2], words[4])
    nonce, box = closed_box(file_key, json.dumps(tables).encode(), start.encode(), 1024)
    return with_line(f"{start} {nonce.hex()}", box)


# -- The manifest ---------------------------------------------------------------------------------


def manifest_in(blob: bytes) -> dict[str, Any] | None:
    """Give what a manifest says, whatever its checksum."""
    try:
        content = json.loads(blob)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def manifest_file(content: dict[str, Any]) -> bytes:
    """Give a manifest with its plain checksum right."""
    bare = {name: part for name, part in content.items() if name != "check"}
    body = json.dumps(bare, separators=(",", ":"))
    check = hashlib.sha256(body.encode()).hexdigest()
    return f'{body[:-1]},"check":"{check}"}}\n'.encode()


def proven(content: dict[str, Any], key: bytes) -> dict[str, Any]:
    """Give a manifest with the proof that who has the key of the vault can make."""
    bare = {name: part for name, part in content.items() if name not in ("check", "proof")}
    prover = derived(key, str(content["vault"]).encode(), "manifest")
    body = json.dumps(bare, separators=(",", ":")).encode()
    return {**bare, "proof": hmac.digest(prover, body, "sha256").hex()}


def vault_key(folder: Path, secrets: tuple[str, ...]) -> bytes | None:
    """Give the key of the vault that one of these secrets opens, wherever its slot still is."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        blob = path.read_bytes()
        for slot, vault in slots_in(blob):
            for secret in secrets:
                key = slot_key(slot, secret, vault)
                if key is not None:
                    return key
    return None


def slots_in(blob: bytes) -> list[tuple[dict[str, Any], str]]:
    """Give every slot that a file holds or carries, with the vault it is of."""
    if blob.startswith(b"tweespraak "):
        file = File(blob)
        if len(file.carried) != 168:
            return []
        try:
            packed = bytes.fromhex(file.carried)
        except ValueError:
            return []
        parts = {"salt": packed[:16], "nonce": packed[16:28], "box": packed[28:]}
        slot = {name: base64.b64encode(part).decode() for name, part in parts.items()}
        return [({**slot, "argon2id": None}, file.words[7])]
    content = manifest_in(blob)
    if content is None:
        return []
    slots = (content.get("passphrase"), content.get("recovery"))
    return [(slot, str(content.get("vault"))) for slot in slots if isinstance(slot, dict)]


# -- Somebody's own boxes -------------------------------------------------------------------------


def own_box(public: bytes, person: str, payload: bytes, place: str, own: bytes = b"") -> str:
    """Give something closed for a public key; with the private one, marked as its owner's."""
    once = X25519PrivateKey.generate()
    once_public = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    key = _own_box_key(shared, once_public + public, person, own)
    nonce, box = closed_box(key, payload, place.encode(), 512)
    return base64.b64encode(public + once_public + nonce + box).decode()


def _own_box_key(shared: bytes, salt: bytes, person: str, own: bytes) -> bytes:
    if not own:
        return derived(shared, salt, "private", person)
    return derived(shared + derived(own, b"", "mark", person), salt, "marked", person)


def opened_own_box(
    private: bytes, person: str, box: str, place: str, *, marked: bool = False
) -> bytes | None:
    """Give what was closed for the owner of a private key; by them, or by anybody."""
    blob = base64.b64decode(box)
    own = X25519PrivateKey.from_private_bytes(private)
    shared = own.exchange(X25519PublicKey.from_public_bytes(blob[32:64]))
    key = _own_box_key(shared, blob[32:64] + blob[:32], person, private if marked else b"")
    return opened_box(key, blob[64:76], blob[76:], place.encode())


def boxes_in(value: Any) -> list[bytes]:
    """Give the public keys that the boxes in a document were closed for."""
    if isinstance(value, dict):
        found = [part for name, part in value.items() if name == "closed" and part]
        found += list(value.get("closed_drafts", {}).values())
        inside = [public for part in value.values() for public in boxes_in(part)]
        return [base64.b64decode(box)[:32] for box in found if isinstance(box, str)] + inside
    if isinstance(value, list):
        return [public for part in value for public in boxes_in(part)]
    return []
