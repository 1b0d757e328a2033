"""The file format: nothing that changed on the disk goes unnoticed."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import errors
from sessions.store import file_format
from sessions.store.file_format import Header, RecordKey

WHO = RecordKey("conversation", "0" * 32)
HEADER = Header(record_key=WHO, version=1, generation=7)
PAYLOAD = json.dumps({"conversation": {"1": {"id": "0" * 32, "text": "é"}}}).encode()
BLOB = file_format.pack(HEADER, PAYLOAD)


def unpack(blob: bytes, who: RecordKey = WHO) -> tuple[Header, bytes]:
    return file_format.unpack(blob, who, file="the file")


def relabelled(line: bytes) -> bytes:
    """Give a file with another header line and a CRC that fits it."""
    return b"%s %08x\n%s" % (line, zlib.crc32(line), PAYLOAD)


def test_what_is_packed_comes_back() -> None:
    """Header and payload are read as they were written."""
    assert unpack(BLOB) == (HEADER, PAYLOAD)


@given(st.binary(max_size=200), st.integers(0, 10**15), st.integers(0, 10**6))
def test_any_payload_comes_back(payload: bytes, generation: int, version: int) -> None:
    """No payload and no number confuses the format."""
    header = Header(record_key=WHO, version=version, generation=generation)
    assert unpack(file_format.pack(header, payload)) == (header, payload)


def test_every_flipped_bit_is_noticed() -> None:
    """One bit anywhere, in the header or the words, is damage and never another record."""
    for place in range(len(BLOB)):
        for bit in range(8):
            blob = bytearray(BLOB)
            blob[place] ^= 1 << bit
            with pytest.raises(errors.RecordDamaged):
                unpack(bytes(blob))


def test_every_truncation_is_noticed() -> None:
    """A file that stops too early, after any byte, is damage; so is one that goes on."""
    for length in range(len(BLOB)):
        with pytest.raises(errors.RecordDamaged):
            unpack(BLOB[:length])
    with pytest.raises(errors.RecordDamaged):
        unpack(BLOB + b"\n")


@given(st.binary(max_size=600))
def test_noise_is_damage(blob: bytes) -> None:
    """Whatever stands in a file, the only answer is that it is damaged."""
    for noise in (blob, b"tweespraak " + blob, relabelled(blob)):
        with pytest.raises(errors.RecordDamaged):
            unpack(noise)


@pytest.mark.parametrize(
    "who", [RecordKey("conversation", "1" * 32), RecordKey("diary", "0" * 32), RecordKey("x", "x")]
)
def test_a_swapped_file_is_noticed(who: RecordKey) -> None:
    """A whole file in the place of another is not taken for that other."""
    with pytest.raises(errors.RecordDamaged) as caught:
        unpack(BLOB, who)
    assert caught.value.fields["problem"] == "another record"


def test_a_newer_format_is_told_from_damage() -> None:
    """A format of later, whatever else its line says, asks for the newer program."""
    with pytest.raises(errors.RecordNewer):
        unpack(relabelled(b"tweespraak 4 something else entirely"))


@pytest.mark.parametrize(
    "line",
    [
        b"tweespraak 1",
        b"tweespraak 01 conversation 1 " + b"0" * 32 + b" 1 plain " + b"0" * 64,
        b"tweespraak 1 conversation 1 " + b"0" * 32 + b" 1 sealed " + b"0" * 64,
        b"Tweespraak 2 x",
        "tweespraak \u0662 x".encode(),
        b"tweespraak 1 conversation 1 ../../x 1 plain " + b"0" * 64,
    ],
)
def test_a_line_that_is_not_ours_is_damage(line: bytes) -> None:
    """A header with a CRC that fits is still read to the letter."""
    with pytest.raises(errors.RecordDamaged):
        unpack(relabelled(line))


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        (f"v/conversations/ab/{'ab' * 16}.tdb", "conversation", "ab" * 16),
        (f"v/conversations/ab/{'ab' * 16}.tdb.bak", "conversation", "ab" * 16),
        (f"v/diary/{'ab' * 16}.tdb", "diary", "ab" * 16),
        ("v/index/ab.tdb", "index", "ab"),
        ("v/pairs.tdb", "pairs", "pairs"),
        ("diary/conversations/pairs.tdb.bak", "pairs", "pairs"),
        ("diary/pairs.tdb", "pairs", "pairs"),
    ],
)
def test_a_file_knows_what_it_holds_by_its_place(path: str, kind: str, name: str) -> None:
    """Kind and id come from the path, whatever folder the vault itself is in."""
    assert file_format.record_key_of(Path(path)) == RecordKey(kind, name)


@pytest.mark.parametrize("name", [".tdb", "a b.tdb", "Été.tdb", "..", "x" * 80 + ".tdb", "a\n.tdb"])
def test_an_impossible_name_is_refused(name: str) -> None:
    """A name that could not stand in a header is no record."""
    with pytest.raises(ValueError, match="name"):
        file_format.record_key_of(Path("v") / name)


def test_an_id_is_never_a_path() -> None:
    """Only 32 lower-case hexadecimal digits name a record."""
    assert file_format.is_id("0123456789abcdef" * 2)
    for text in ("", "../" + "a" * 29, "A" * 32, "a" * 31, "a" * 33, "a" * 32 + "\n", os.sep * 32):
        assert not file_format.is_id(text)
