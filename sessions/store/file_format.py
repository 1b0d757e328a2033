"""The file format: one header line, then JSON in UTF-8, sealed or not.

    tweespraak 1 <kind> <version> <id> <generation> plain <sha256> <crc32>
    tweespraak 2 <kind> <version> <id> <generation> aes-256-gcm <nonce> <crc32>
    tweespraak 3 <kind> <version> <id> <generation> aes-256-gcm <vault> <recovery> <nonce> <crc32>

The SHA-256 goes over the line up to the seal and over what follows it, so a file in the wrong
place is noticed; the CRC goes over the line before it. The magic word, the format and the CRC stand
at the same places in every format, so an older program can tell "newer" from "damaged". In a sealed
file the line up to the nonce is the associated data of the box that follows it.

Format 3 carries the id of the vault and the slot of its recovery key (84 bytes in hexadecimal, or
``-`` where there is none), so the key on paper opens what is left when ``vault.json`` is lost.
Format 2 is read, and written as 3 at the next save.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from functools import lru_cache
from pathlib import Path

import msgspec

from sessions import errors, folder_errors
from sessions.store import sealing
from sessions.store.disk import BACKUP

MAGIC = "tweespraak"
FORMAT = 1
SEALED_FORMAT = 3
_SEALED_BEFORE = 2
PLAIN = "plain"
"""The seal of a file that is not sealed."""
CIPHER = "aes-256-gcm"
"""The seal of one that is."""

SUFFIX = ".tdb"

DISK = "disk"
"""What is the matter with a file that the disk gave no bytes of."""
SEALED = "sealed"
"""What is the matter with a sealed file in a vault that is not."""
NOT_SEALED = "not sealed"
"""What is the matter with a plain file in a sealed vault, when nothing names it."""

SAVES_MAX = 10**18 - 1
"""A count of saves that a header can hold; nobody comes near it."""

_LINE_MAX = 512
_CRC = re.compile(rb"[0-9a-f]{8}")
_NUMBER = r"(0|[1-9][0-9]{0,17})"
_START = re.compile(rf"{MAGIC} {_NUMBER} .*", re.DOTALL)
_WHO = rf"([a-z-]{{1,32}}) {_NUMBER} ([0-9a-z-]{{1,64}}) {_NUMBER}"
_LINES = {
    FORMAT: re.compile(rf"{MAGIC} ({FORMAT}) {_WHO} ({PLAIN}) ([0-9a-f]{{64}})"),
    _SEALED_BEFORE: re.compile(
        rf"{MAGIC} ({_SEALED_BEFORE}) {_WHO} ({CIPHER}) ([0-9a-f]{{{2 * sealing.NONCE}}})"
    ),
    SEALED_FORMAT: re.compile(
        rf"{MAGIC} ({SEALED_FORMAT}) {_WHO} ({CIPHER}) ([0-9a-f]{{32}})"
        rf" (-|[0-9a-f]{{{2 * sealing.CARRIED}}}) ([0-9a-f]{{{2 * sealing.NONCE}}})"
    ),
}
_WORD = re.compile(r"[0-9a-z-]{1,64}")
_KIND = re.compile(r"[a-z-]{1,32}")
_ID = re.compile(r"[0-9a-f]{32}")
_BYTE = re.compile(r"[0-9a-f]{2}")


class RecordKey(msgspec.Struct, frozen=True):
    """Which record a file holds; both stand under its checksum."""

    kind: str
    id: str


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What the first line of a file says. `generation` counts its saves, from 1."""

    record_key: RecordKey
    version: int
    generation: int
    seal: str = PLAIN
    vault: str = ""
    """The vault that a sealed file says it belongs to; empty before format 3."""
    recovery: str = ""
    """The slot of the recovery key that it carries, in hexadecimal; empty where there is none."""


def is_id(text: str) -> bool:
    """Whether `text` may name a record: 32 lower-case hexadecimal digits."""
    return _ID.fullmatch(text) is not None


def is_byte(text: str) -> bool:
    """Whether `text` is two lower-case hexadecimal digits."""
    return _BYTE.fullmatch(text) is not None


def record_key_of(path: Path) -> RecordKey:
    """Give the key of the record that the file at `path` must have, from its name and folder.

    Raises ValueError for a name no record can have.
    """
    stem = path.name.removesuffix(BACKUP).removesuffix(SUFFIX)
    kind = stem
    if is_id(stem) and path.parent.parent.name == "conversations":
        kind = "conversation"
    elif is_id(stem) and path.parent.name == "diary":
        kind = "diary"
    elif _BYTE.fullmatch(stem) and path.parent.name == "index":
        kind = "index"
    elif path.parent.name == "damaged":
        # Set aside as it was; sealing the vault wraps it, under a name made of its own.
        kind, stem = "damaged", hashlib.sha256(path.name.encode()).hexdigest()[:32]
    if _WORD.fullmatch(stem) is None or _KIND.fullmatch(kind) is None:
        raise ValueError(f"no record can have the name {path.name!r}")
    return RecordKey(kind, stem)


class Keyring(msgspec.Struct, frozen=True, kw_only=True):
    """The key of an open vault, and what else may be there while its files are written anew."""

    vault: str
    key: bytes
    recovery: bytes = b""
    """The slot of the recovery key, which every file carries."""
    seals: bool = True
    """Whether a file that is written is sealed."""
    plain: frozenset[str] = frozenset()
    """What may lie there plain, though the vault is sealed: the SHA-256 of each whole file."""
    earlier: bytes = b""
    """The key before this one, while files that it sealed may be there."""

    def key_of(self, record_key: RecordKey) -> bytes:
        """Give the key of one file."""
        return _file_key(self.key, self.vault, record_key)

    def earlier_key_of(self, record_key: RecordKey) -> bytes | None:
        """Give the key that a file had before this one, or None where none is to be tried."""
        return _file_key(self.earlier, self.vault, record_key) if self.earlier else None

    def is_as_written(self, header: Header) -> bool:
        """Whether a file with that header is as one that is written now."""
        if not self.seals:
            return header.seal == PLAIN
        carried = (header.vault, header.recovery)
        return header.seal == CIPHER and carried == (self.vault, self.recovery.hex())


@lru_cache(maxsize=4)
def _file_key(key: bytes, vault: str, record_key: RecordKey) -> bytes:
    """Give the key of one file. The last few are kept: a file that is saved is saved again."""
    return sealing.derive(key, vault.encode("ascii"), "file", record_key.kind, record_key.id)


def pack(header: Header, payload: bytes, keyring: Keyring | None = None) -> bytes:
    """Give the bytes of a whole file, sealed when `keyring` says so."""
    if keyring is not None and keyring.seals:
        return _pack_sealed(header, payload, keyring)
    start = _start(header, FORMAT, PLAIN)
    return _with_crc(f"{start} {_checksum(start, payload)}", payload)


def _pack_sealed(header: Header, payload: bytes, keyring: Keyring) -> bytes:
    carried = f"{keyring.vault} {keyring.recovery.hex() or '-'}"
    start = f"{_start(header, SEALED_FORMAT, CIPHER)} {carried}"
    nonce, box = sealing.lock(keyring.key_of(header.record_key), payload, start.encode("ascii"))
    return _with_crc(f"{start} {nonce.hex()}", box)


def unpack(
    blob: bytes, expected: RecordKey, *, file: str, keyring: Keyring | None = None
) -> tuple[Header, bytes]:
    """Give the header and the payload of a file that should hold `expected`, verified.

    Raises `RecordDamaged` when anything is not as it was written or belongs elsewhere, and
    `RecordNewer` for a format of a later program; `file` is named in both.
    """
    line, fields = _found(blob, expected, file)
    header = _header(fields)
    body = blob[blob.index(b"\n") + 1 :]
    if header.seal == CIPHER:
        start, _, nonce = line.rpartition(" ")
        payload = _opened(header, (start, bytes.fromhex(nonce), body), expected, file, keyring)
    elif keyring is not None and hashlib.sha256(blob).hexdigest() not in keyring.plain:
        # Sealed vaults hold sealed files: this one was not put here by us.
        raise damaged(file, expected, NOT_SEALED)
    elif _checksum(line.rpartition(" ")[0], body) != fields[7]:
        raise damaged(file, expected, "checksum")
    else:
        payload = body
    if header.record_key != expected:
        raise damaged(file, expected, "another record")
    return header, payload


def glance(blob: bytes, expected: RecordKey, *, file: str) -> Header:
    """Give what the header line of a file says, without what follows it; raises as `unpack`."""
    return _header(_found(blob, expected, file)[1])


def _header(fields: re.Match[str]) -> Header:
    """Give what stands in a header line."""
    carries = int(fields[1]) == SEALED_FORMAT
    return Header(
        record_key=RecordKey(fields[2], fields[4]),
        version=int(fields[3]),
        generation=int(fields[5]),
        seal=fields[6],
        vault=fields[7] if carries else "",
        recovery=fields[8].strip("-") if carries else "",
    )


def _found(blob: bytes, expected: RecordKey, file: str) -> tuple[str, re.Match[str]]:
    """Give the header line before its CRC, and what stands in it."""
    line = _verified_line(blob, expected, file)
    start = _START.fullmatch(line)
    if start is None:
        raise damaged(file, expected, "header")
    if int(start[1]) > SEALED_FORMAT:
        raise errors.RecordNewer(file=file, id=expected.id)
    known = _LINES.get(int(start[1]))
    fields = known.fullmatch(line) if known else None
    if fields is None:
        raise damaged(file, expected, "header")
    return line, fields


def _opened(
    header: Header,
    sealed: tuple[str, bytes, bytes],
    expected: RecordKey,
    file: str,
    keyring: Keyring | None,
) -> bytes:
    """Give what is in the box of a sealed file: the line before its nonce, the nonce, the box."""
    if keyring is None:
        raise damaged(file, expected, SEALED)
    start, nonce, box = sealed
    keys = (keyring.key_of(header.record_key), keyring.earlier_key_of(header.record_key))
    for key in keys:
        if key is None:
            continue
        payload = sealing.unlock(key, nonce, box, start.encode("ascii"))
        if payload is not None:
            return payload
    raise damaged(file, expected, "seal")


def is_passing(problem: errors.StoreError) -> bool:
    """Whether a file cannot be read now and perhaps can the next time: nothing hangs on it yet."""
    disk = isinstance(problem, errors.RecordDamaged) and problem.fields.get("problem") == DISK
    # A link may lead to a disk that is not connected now.
    link = isinstance(problem, folder_errors.PartNotAFolder) and bool(problem.fields.get("link"))
    return disk or link or isinstance(problem, errors.RecordUnreadable)


def damaged(
    file: str, record_key: RecordKey, problem: str, place: str = ""
) -> errors.RecordDamaged:
    """Give the error for a damaged file; `problem` is for the health check, not for people.

    `place` is where in the record it is, when the file itself is whole.
    """
    return errors.RecordDamaged(
        file=file, id=record_key.id, kind=record_key.kind, problem=problem, place=place
    )


def _verified_line(blob: bytes, expected: RecordKey, file: str) -> str:
    """Give the header line before its CRC. Raises `RecordDamaged` when the CRC says otherwise."""
    if not blob:
        raise damaged(file, expected, "empty")
    end = blob.find(b"\n", 0, _LINE_MAX)
    before, _, crc = blob[: max(end, 0)].rpartition(b" ")
    if end < 0 or _CRC.fullmatch(crc) is None or int(crc, 16) != zlib.crc32(before):
        raise damaged(file, expected, "header")
    return before.decode("ascii", "replace")


def _start(header: Header, form: int, seal: str) -> str:
    """Give the header line up to and with the seal."""
    return (
        f"{MAGIC} {form} {header.record_key.kind} {header.version} {header.record_key.id}"
        f" {header.generation} {seal}"
    )


def _with_crc(line: str, body: bytes) -> bytes:
    first = line.encode("ascii")
    return b"%s %08x\n%s" % (first, zlib.crc32(first), body)


def _checksum(start: str, payload: bytes) -> str:
    """Give the SHA-256 over who the file is and what it holds."""
    total = hashlib.sha256(start.encode("ascii"))
    total.update(b"\n")
    total.update(payload)
    return total.hexdigest()
