"""The file format: one header line, then JSON in UTF-8.

    tweespraak <format> <kind> <version> <id> <generation> plain <sha256> <crc32>

The SHA-256 goes over the line up to the seal and over what follows it, so a file in the wrong
place is noticed; the CRC goes over the line before it. The magic word, the format and the CRC stand
at the same places in every later format, so an older program can tell "newer" from "damaged". For a
sealed file the word ``plain`` and the checksum give way to the cipher and what it needs.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from sessions import errors
from sessions.store.disk import BACKUP

MAGIC = "tweespraak"
FORMAT = 1
PLAIN = "plain"
"""The seal of a file that is not sealed."""

SUFFIX = ".tdb"

_LINE_MOST = 512
_CRC = re.compile(rb"[0-9a-f]{8}")
_NUMBER = r"(0|[1-9][0-9]{0,17})"
_START = re.compile(rf"{MAGIC} {_NUMBER} .*", re.DOTALL)
_LINE = re.compile(
    rf"{MAGIC} {_NUMBER} ([a-z-]{{1,32}}) {_NUMBER} ([0-9a-z-]{{1,64}}) {_NUMBER}"
    rf" ({PLAIN}) ([0-9a-f]{{64}})"
)
_WORD = re.compile(r"[0-9a-z-]{1,64}")
_KIND = re.compile(r"[a-z-]{1,32}")
_ID = re.compile(r"[0-9a-f]{32}")
_BYTE = re.compile(r"[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Identity:
    """Which record a file holds; both stand under its checksum."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the first line of a file says. `generation` counts its saves, from 1."""

    identity: Identity
    version: int
    generation: int
    seal: str = PLAIN


def is_id(text: str) -> bool:
    """Whether `text` may name a record: 32 lower-case hexadecimal digits."""
    return _ID.fullmatch(text) is not None


def identity_of(path: Path) -> Identity:
    """Give the identity that the file at `path` must have, from its name and folder.

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
    if _WORD.fullmatch(stem) is None or _KIND.fullmatch(kind) is None:
        raise ValueError(f"no record can have the name {path.name!r}")
    return Identity(kind, stem)


def pack(header: Header, payload: bytes) -> bytes:
    """Give the bytes of a whole file."""
    start = _start(header)
    line = f"{start} {_checksum(start, payload)}".encode("ascii")
    return b"%s %08x\n%s" % (line, zlib.crc32(line), payload)


def unpack(blob: bytes, expected: Identity, *, file: str) -> tuple[Header, bytes]:
    """Give the header and the payload of a file that should hold `expected`, verified.

    Raises `RecordDamaged` when anything is not as it was written or belongs elsewhere, and
    `RecordNewer` for a format of a later program; `file` is named in both.
    """
    line = _verified_line(blob, expected, file)
    start = _START.fullmatch(line)
    if start is None:
        raise damaged(file, expected, "header")
    if int(start[1]) > FORMAT:
        raise errors.RecordNewer(file=file, id=expected.id)
    found = _LINE.fullmatch(line)
    if found is None:
        raise damaged(file, expected, "header")
    header = Header(
        identity=Identity(found[2], found[4]),
        version=int(found[3]),
        generation=int(found[5]),
        seal=found[6],
    )
    payload = blob[blob.index(b"\n") + 1 :]
    if _checksum(line.rpartition(" ")[0], payload) != found[7]:
        raise damaged(file, expected, "checksum")
    if header.identity != expected:
        raise damaged(file, expected, "another record")
    return header, payload


def damaged(file: str, identity: Identity, problem: str) -> errors.RecordDamaged:
    """Give the error for a damaged file; `problem` is for the health check, not for people."""
    return errors.RecordDamaged(file=file, id=identity.id, kind=identity.kind, problem=problem)


def _verified_line(blob: bytes, expected: Identity, file: str) -> str:
    """Give the header line before its CRC. Raises `RecordDamaged` when the CRC says otherwise."""
    if not blob:
        raise damaged(file, expected, "empty")
    end = blob.find(b"\n", 0, _LINE_MOST)
    before, _, crc = blob[: max(end, 0)].rpartition(b" ")
    if end < 0 or _CRC.fullmatch(crc) is None or int(crc, 16) != zlib.crc32(before):
        raise damaged(file, expected, "header")
    return before.decode("ascii", "replace")


def _start(header: Header) -> str:
    """Give the header line up to and with the seal."""
    return (
        f"{MAGIC} {FORMAT} {header.identity.kind} {header.version} {header.identity.id}"
        f" {header.generation} {header.seal}"
    )


def _checksum(start: str, payload: bytes) -> str:
    """Give the SHA-256 over who the file is and what it holds."""
    total = hashlib.sha256(start.encode("ascii"))
    total.update(b"\n")
    total.update(payload)
    return total.hexdigest()
