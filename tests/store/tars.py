"""Tar archives by hand, header by header, as no honest program writes them."""

from __future__ import annotations

import hashlib
import json
import tarfile
from typing import Any

from sessions.store import manifest
from sessions.store.backup import CONTENTS
from sessions.store.manifest import Manifest
from tests.store.faults import NOW

MANIFEST = manifest.render(Manifest(id="0" * 32))
BLOCK = tarfile.BLOCKSIZE


def header(name: str, size: int, kind: bytes = tarfile.REGTYPE, **at: bytes) -> bytes:
    """Give a header with a right checksum; `at` lays bytes at ``at_<offset>``."""
    member = tarfile.TarInfo(name)
    member.type = kind
    member.size = size if 0 <= size < 8**11 else 0
    blob = bytearray(member.tobuf(tarfile.GNU_FORMAT, errors="surrogateescape"))
    if size != member.size:
        blob[124:136] = binary(size)
    for place, value in at.items():
        start = int(place.removeprefix("at_"))
        blob[start : start + len(value)] = value
    blob[148:156] = b" " * 8
    blob[148:156] = b"%06o\0 " % sum(blob)
    return bytes(blob)


def binary(number: int) -> bytes:
    """Give a number as GNU tar writes those that octal digits cannot."""
    return (b"\xff" if number < 0 else b"\x80") + (number % 2**88).to_bytes(11, "big")


def padded(blob: bytes) -> bytes:
    """Give bytes up to the end of a block."""
    return blob + b"\0" * (-len(blob) % BLOCK)


def member(name: str, blob: bytes, kind: bytes = tarfile.REGTYPE) -> bytes:
    """Give a member with what is in it."""
    return header(name, len(blob), kind) + padded(blob)


def pax(*records: str) -> bytes:
    """Give an extended header: each record with its length before it."""
    lines = []
    for record in records:
        length = len(record) + 2
        while len(f"{length} {record}\n") != length:
            length += 1
        lines.append(f"{length} {record}\n".encode())
    return member("x", b"".join(lines), tarfile.XHDTYPE)


def contents(files: dict[str, bytes], /, **fields: Any) -> bytes:
    """Give the last member, for these files."""
    sums = {name: hashlib.sha256(blob).hexdigest() for name, blob in files.items()}
    told = {"format": 1, "vault": "0" * 32, "made": NOW.isoformat(), "files": sums}
    return member(CONTENTS, json.dumps(told | fields).encode())


def backup_of(files: dict[str, bytes], /, **fields: Any) -> bytes:
    """Give a whole backup with these files in it, as somebody may make one by hand."""
    members = (member(name, blob) for name, blob in files.items())
    return b"".join(members) + contents(files, **fields) + b"\0" * 2 * BLOCK
