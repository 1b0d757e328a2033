"""Bad files of which the header is wrong, or is that of another file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sessions.store import Vault
from sessions.store.file_format import RecordKey
from tests.store.badfiles import EITHER, FINE, NEWER, Bad, raw, tables, whole, with_line, write
from tests.store.faults import ID, OTHER


def headers() -> Iterator[Bad]:
    """Header lines that are not ours, each with a CRC that fits."""
    sums = "0" * 64
    parts = {
        "format": ["0", "01", "-1", "+1", "1.0", "", "x", "٢", "1e0", "1 1", "2", "3" * 19],
        "kind": ["", "Conversation", "pairs", "x" * 33, "con\tversation", "diary", "é", "../x"],
        "version": ["-1", "02", "", "two", "2.0", "9" * 19, "٢"],
        "id": ["", "../../x", ID.upper(), "0" * 65, OTHER, "ab", "\x00" * 32],
        "generation": ["-1", "", "01", "1" * 19, "nan"],
        "seal": ["", "PLAIN", "aes-256-gcm", "none", "plain plain"],
        "sum": ["", "0" * 63, "0" * 65, "G" * 64, sums],
    }
    good = {
        "format": "1",
        "kind": "conversation",
        "version": "2",
        "id": ID,
        "generation": "1",
        "seal": "plain",
        "sum": sums,
    }
    for part, values in parts.items():
        for value in values:
            line = "tweespraak " + " ".join({**good, part: value}.values())
            yield raw(f"header, {part} {value[:20]!r}", with_line(line, tables()))
    for number in (4, 5, 10**17):
        yield raw(f"header of format {number}", with_line(f"tweespraak {number} x"), NEWER)
    start = "tweespraak 1 conversation 2 " + ID + " 1 plain "
    lines: dict[str, str | bytes] = {
        "another magic word": "Tweespraak 1 x",
        "no magic word": start.removeprefix("tweespraak "),
        "two spaces": start.replace(" 1 plain", "  1 plain") + sums,
        "a space behind it": start + sums + " ",
        "a tab": start.replace(" plain", "\tplain") + sums,
        "a carriage return": start + sums + "\r",
        "nothing in it": "",
        "a byte of another alphabet": start.encode() + b"\xff" * 64,
    }
    for name, content in lines.items():
        yield raw(f"header with {name}", with_line(content, tables()))
    yield raw("header too long", with_line(start + "0" * 600, tables()))
    yield raw("header without an end", whole(tables()).replace(b"\n", b" "))
    yield raw("header that ends as on Windows", whole(tables()).replace(b"\n", b"\r\n", 1))
    yield raw("header with a mark before it", b"\xef\xbb\xbf" + whole(tables()))
    yield raw("header with its CRC in capitals", _capitals(whole(tables())))


def _capitals(blob: bytes) -> bytes:
    head, _, rest = blob.partition(b"\n")
    start, _, crc = head.rpartition(b" ")
    return b"%s 0x%s\n%s" % (start, crc.upper(), rest)


def others() -> Iterator[Bad]:
    """Whole files in the place of another."""
    places: dict[str, dict[str, Any]] = {
        "of another conversation": {"record_key": RecordKey("conversation", OTHER)},
        "of the diary": {"record_key": RecordKey("diary", ID)},
        "of the index": {"record_key": RecordKey("index", "ab")},
        "of the pairs": {"record_key": RecordKey("pairs", "pairs")},
        "set aside": {"record_key": RecordKey("damaged", ID)},
        "of version 0": {"version": 0},
    }
    for name, fields in places.items():
        yield Bad(f"a file {name}", _file_with(tables(), fields))
    for version in (7, 9, 10**17):
        yield Bad(f"a file of version {version}", _file_with(b"new", {"version": version}), NEWER)
    yield Bad("a file of version 1", _file_with(tables(), {"version": 1}), FINE)
    yield Bad("a file of version 1, no table", _file_with(b"[]", {"version": 1}))
    yield Bad("a file saved 0 times", _file_with(tables(), {"generation": 0}), FINE)
    many = {"generation": 10**18 - 1}
    yield Bad("a file saved a billion billion times", _file_with(tables(), many), EITHER)


def _file_with(payload: bytes, fields: dict[str, Any]) -> Callable[[Vault], None]:
    return lambda vault: write(vault, whole(payload, vault.files.keyring, **fields))
