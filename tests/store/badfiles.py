"""Bad files, made by hand and made by chance: what somebody, or something, may lay in a vault.

Nothing here is damage by a disk alone. Most have every checksum right, as a program with a mistake
in it, or somebody with an editor, would leave them.
"""

from __future__ import annotations

import json
import os
import socket
import zlib
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

from msgspec.structs import replace

from sessions import errors
from sessions.conversation import Said
from sessions.people import Person
from sessions.store import Vault, file_format, schema
from sessions.store.disk import FILE_MAX
from sessions.store.file_format import Header, Keyring, RecordKey
from sessions.store.sealing import Cost
from tests.store.faults import ID, NASTY, NOW, OTHER, full, saying, small

CHEAP = Cost(memory=8, passes=1, lanes=1)
PASSPHRASE = "four words in a row"

DAMAGED = (errors.RecordDamaged,)
NEWER = (errors.RecordNewer,)
EITHER = (errors.StoreError, None)
"""It may be read or refused: what counts is that nothing else happens."""
FINE = (None,)

Want = tuple[type[errors.StoreError] | None, ...]

WHO = RecordKey("conversation", ID)
RICH = json.loads(json.dumps(schema.to_document(full("some words")), ensure_ascii=True))
"""The document of a conversation with something in every field."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A bad file: what to call it, how it is laid in a vault, and what reading it may give."""

    name: str
    lay: Callable[[Vault], None]
    want: Want = DAMAGED


def whole(payload: bytes, keyring: Keyring | None = None, **fields: Any) -> bytes:
    """Give a file with `payload` and every checksum right."""
    values = {
        "record_key": WHO,
        "version": schema.version_of("conversation"),
        "generation": 1,
        **fields,
    }
    return file_format.pack(Header(**values), payload, keyring)


def with_line(line: str | bytes, body: bytes = b"{}") -> bytes:
    """Give a file with that header line and a CRC that fits it."""
    first = line.encode() if isinstance(line, str) else line
    return b"%s %08x\n%s" % (first, zlib.crc32(first), body)


def as_json(document: object) -> bytes:
    """Give JSON as Python writes it; NaN and half a surrogate pair go."""
    return json.dumps(document).encode()


def tables(**fields: Any) -> bytes:
    """Give the tables of a conversation that has just begun, with other `fields`."""
    document = {**json.loads(as_json(schema.to_document(small()))), **fields}
    return as_json({"conversation": {"1": document}})


def write(vault: Vault, blob: bytes, conversation_id: str = ID) -> None:
    """Put `blob` where a conversation belongs."""
    path = vault.records.path(conversation_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(blob)


def raw(name: str, blob: bytes, want: Want = DAMAGED) -> Bad:
    """Give a bad file of these bytes."""
    return Bad(name, lambda vault: write(vault, blob), want)


def said(name: str, payload: bytes, want: Want = DAMAGED) -> Bad:
    """Give a bad file with this payload, sealed where the vault is sealed."""
    return Bad(name, lambda vault: write(vault, whole(payload, vault.files.keyring)), want)


# -- Headers --------------------------------------------------------------------------------------


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
    for number in (3, 4, 10**17):
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
    for version in (4, 9, 10**17):
        yield Bad(f"a file of version {version}", _file_with(b"new", {"version": version}), NEWER)
    yield Bad("a file of version 1", _file_with(tables(), {"version": 1}), FINE)
    yield Bad("a file of version 1, no table", _file_with(b"[]", {"version": 1}))
    yield Bad("a file saved 0 times", _file_with(tables(), {"generation": 0}), FINE)
    many = {"generation": 10**18 - 1}
    yield Bad("a file saved a billion billion times", _file_with(tables(), many), EITHER)


def _file_with(payload: bytes, fields: dict[str, Any]) -> Callable[[Vault], None]:
    return lambda vault: write(vault, whole(payload, vault.files.keyring, **fields))


# -- What follows the header ----------------------------------------------------------------------


def payloads() -> Iterator[Bad]:
    """Payloads with a right checksum that are no conversation."""
    document = json.loads(tables())["conversation"]["1"]
    text = tables()
    yield from (
        said(f"payload {name}", payload)
        for name, payload in {
            "nothing": b"",
            "null": b"null",
            "a list": b"[]",
            "a text": b'"words"',
            "a number": b"3",
            "not a number": b"NaN",
            "half an object": b"{",
            "cut off": text[:-1],
            "followed by more": text + b"{}",
            "followed by a nought": text + b"\x00",
            "no UTF-8": text.replace(b"Kim", b"K\xffm"),
            "with a mark": b"\xef\xbb\xbf\xef\xbb\xbf" + text,
            "a table that is a list": b'{"conversation": []}',
            "a table that is null": b'{"conversation": null}',
            "a document that is a list": b'{"conversation": {"1": []}}',
            "a document that is a text": b'{"conversation": {"1": "x"}}',
            "an empty document": b'{"conversation": {"1": {}}}',
            "an empty table": b'{"conversation": {}}',
            "no table": b"{}",
            "another table": as_json({"pairs": {"1": document}}),
            "a stray table": as_json({"conversation": {"1": document}, "x": 3}),
            "deep lists": b"[" * 100_000,
            "deep lists, closed": b"[" * 100_000 + b"]" * 100_000,
            "deep objects": b'{"a":' * 100_000,
            "a deep field": text[:-3] + b',"x":' + b"[" * 5_000 + b"]" * 5_000 + b"}}",
            "a number of many digits": b"9" * 5_000,
            "one quote": b'"',
            "comments": b"/* x */ {}",
            "single quotes": b"{'conversation': {}}",
            "raw control characters": b'{"conversation": {"1": {"a": "\x01\n"}}}',
        }.items()
    )
    keys = ["-1", "1.5", "x", "", "\N{SUPERSCRIPT TWO}", " 1", "1_0", "0x1", "+1", "1" * 5_000]
    for key in keys:
        yield said(f"document number {key[:20]!r}", as_json({"conversation": {key: document}}))
    # Python takes each of these for a number; what is read must be a conversation all the same.
    for key in ("0", "01", "\N{ARABIC-INDIC DIGIT ONE}", "9" * 4_300, "9" * 100):
        payload = as_json({"conversation": {key: document}})
        yield said(f"document number {key[:20]!r}", payload, EITHER)
    yield said("payload with a key twice", text[:-3] + b',"pair":"x"}}}', FINE)
    yield said("payload with a table twice", text[:-1] + b',"conversation":{}}')
    for number in (b"NaN", b"-Infinity", b"1e999"):
        # Beside the conversation, where nobody looks until it is written again.
        stray = text[:-1] + b',"x":{"1":{"a":' + number + b"}}}"
        yield said(f"payload with {number.decode()} in a stray table", stray, EITHER)
    twice = as_json({"conversation": {"1": document, "01": document}})
    yield said("payload with a number twice", twice, EITHER)
    yield said("payload in UTF-16", text.decode().encode("utf-16"), EITHER)
    yield said("payload in UTF-32", text.decode().encode("utf-32"), EITHER)
    unknown = tables(new_field=[{"x": None}])
    yield said("payload with a field too many", unknown, EITHER)


def _wrong_for(value: Any) -> list[Any]:
    """Give values that cannot stand where `value` does."""
    if isinstance(value, bool):
        return ["yes", 3, None]
    if isinstance(value, int):
        return ["1", None, 1.5, float("nan"), float("inf"), 1e300, [], True]
    if isinstance(value, str):
        return [3, None, [], {}, float("nan")]
    if isinstance(value, list):
        return [3, "x", {"a": 1}, [3], [None]]
    if isinstance(value, dict):
        return [3, "x", [1]]
    return ["no such thing", -1, [3], {"a": 1}]


def _places(node: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the way to everything in a document."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in pairs:
        yield (*way, key)
        if isinstance(value, dict | list):
            yield from _places(value, (*way, key))


def _at(node: Any, way: tuple[Any, ...]) -> Any:
    for key in way:
        node = node[key]
    return node


def changed(way: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Give the rich document with `value` at one place."""
    document: dict[str, Any] = deepcopy(RICH)
    _at(document, way[:-1])[way[-1]] = value
    return document


_FREE = {
    # Where the domain itself takes nothing, or a mapping of any sort.
    ("return_at",),
    ("ended",),
    ("ending",),
    ("restored",),
}


def fields() -> Iterator[Bad]:
    """Every field of a conversation, and of all that is in it, with something wrong in it."""
    for way in _places(RICH):
        old = _at(RICH, way)
        name = ".".join(str(one) for one in way)[:40]
        for at, value in enumerate(_wrong_for(old)):
            # Where nothing may stand, nothing is no damage; a true is a number to Python.
            loose = value is None or isinstance(value, bool) or value in ([], {}, [1])
            payload = as_json({"conversation": {"1": changed(way, value)}})
            yield said(f"field {name}, wrong {at}", payload, EITHER if loose else DAMAGED)
    for name in RICH:
        document = {key: value for key, value in RICH.items() if key != name}
        payload = as_json({"conversation": {"1": document}})
        needed = name in {
            "id",
            "pair",
            "people",
            "setting",
            "pattern",
            "at",
            "started",
            "changed",
        }
        yield said(f"field {name}, missing", payload, DAMAGED if needed else FINE)


def half_pairs() -> Iterator[Bad]:
    """Half a surrogate pair, which no UTF-8 has, in every text and every name of a field."""
    for way in _places(RICH):
        if isinstance(_at(RICH, way), str):
            payload = as_json({"conversation": {"1": changed(way, "a\ud800")}})
            yield said(f"half a pair in {'.'.join(map(str, way))[:40]}", payload, EITHER)
    for way in ((), ("at",), ("people", 0), ("agreements", 0), ("time_outs", 0)):
        document = deepcopy(RICH)
        _at(document, way)["\udfff"] = 1
        payload = as_json({"conversation": {"1": document}})
        yield said(f"half a pair as a name in {way}", payload, EITHER)


def values() -> Iterator[Bad]:
    """Values of the right sort that nobody would have chosen."""
    at = NOW.isoformat()
    turn = {"step": "a", "phase": "b", "who": "", "round": 0}
    kim = {"id": "k", "name": "Kim", "language": "nl", "role": "partner"}
    fields_: dict[str, dict[str, Any]] = {
        "no zone": {"started": "2026-03-01T10:00:00", "changed": "2026-03-01T10:00:00"},
        "one without a zone": {"changed": "2026-03-01T10:00:00"},
        "the first moment": {"changed": "0001-01-01T00:00:00+23:59"},
        "the last moment": {"changed": "9999-12-31T23:59:59-23:59"},
        "nobody": {"people": []},
        "one person twice": {"people": [kim, kim]},
        "a thousand people": {"people": [kim] * 1000},
        "a person without a name": {"people": [{**kim, "name": "", "id": ""}]},
        "a pattern that is a path": {"pattern": "../../etc/passwd"},
        "no pattern": {"pattern": ""},
        "a round below nought": {"at": {**turn, "round": -5}},
        "a huge round": {"at": {**turn, "round": 10**4000}},
        "a turn of nothing": {"at": {**turn, "step": "", "phase": ""}},
        "a key that is no turn": {"said": {"x": {"fields": {"text": "x"}, "at": at}}},
        "a key with a huge round": {"said": {"a/b/k/" + "1" * 5000: {"fields": {}, "at": at}}},
        "a key in other digits": {"said": {"a/b/k/\u0661": {"fields": {}, "at": at}}},
        "something closed that is not": {
            "said": {"a/b/k/0": {"fields": {}, "at": at, "closed": "é"}}
        },
        "a closed draft": {"closed_drafts": {"a/b/k/0": "AAAA"}},
        "a long text": {"drafts": {"a": {"b": "x" * 2_000_000}}},
        "nasty words": {"pair": NASTY},
        "an origin that is a path": {"origin": "../../x", "restored": at},
        "finished without an end": {"state": "finished"},
        "an idea twice": {"ideas": [{"id": "i", "text": "x"}] * 2},
    }
    for name, given in fields_.items():
        yield said(f"value: {name}", tables(**given), EITHER)
    for name, given in {
        "an id of another": {"id": OTHER},
        "an id that is a path": {"id": "../../x"},
        "no id": {"id": ""},
        "a state nobody has": {"state": "dancing"},
        "a time of thirteen months": {"started": "2026-13-01T10:00:00+01:00"},
        "a time in words": {"started": "yesterday"},
        "a leap second": {"started": "2026-03-01T10:00:61+01:00"},
        "a year of five digits": {"started": "12026-03-01T10:00:00+01:00"},
        "a setting in capitals": {"setting": "FRIENDS"},
    }.items():
        yield said(f"value: {name}", tables(**given))


# -- What is no file ------------------------------------------------------------------------------


def _instead(lay: Callable[[Vault], None]) -> Callable[[Vault], None]:
    def laid(vault: Vault) -> None:
        path = vault.records.path(ID)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        lay(vault)

    return laid


def _socket(vault: Vault) -> None:
    # The way to a socket is short; a folder made for a test is not.
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(vault.records.path(ID).parent)
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(vault.records.path(ID).name)
    finally:
        os.fchdir(here)
        os.close(here)


def _sparse(size: int) -> Callable[[Vault], None]:
    def lay(vault: Vault) -> None:
        write(vault, b"")
        os.truncate(vault.records.path(ID), size)

    return lay


def _full_folder(vault: Vault) -> None:
    vault.records.path(ID).mkdir()
    (vault.records.path(ID) / "inside").write_text("x")


def no_files() -> Iterator[Bad]:
    """Links, folders, pipes and the like where a file should be."""
    for name, lay in {
        "a link to another record": lambda v: v.records.path(ID).symlink_to(v.records.path(OTHER)),
        "a link out of the vault": lambda v: v.records.path(ID).symlink_to("/etc/hostname"),
        "a link to nothing": lambda v: v.records.path(ID).symlink_to("nowhere"),
        "a link to itself": lambda v: v.records.path(ID).symlink_to(v.records.path(ID)),
        "a link to a folder": lambda v: v.records.path(ID).symlink_to("/"),
        "a link to a device that never ends": lambda v: v.records.path(ID).symlink_to("/dev/zero"),
        "a pipe": lambda v: os.mkfifo(v.records.path(ID)),
        "a folder": lambda v: v.records.path(ID).mkdir(),
        "a folder with something in it": _full_folder,
        "a socket": _socket,
        "a second name of another record": lambda v: os.link(
            v.records.path(OTHER), v.records.path(ID)
        ),
    }.items():
        yield Bad(name, _instead(lay))
    yield raw("an empty file", b"")
    yield raw("a file of one byte", b"t")
    yield raw("a file of line ends", b"\n" * 600)
    yield raw("a file of noughts", b"\0" * 70_000)
    yield Bad("a file of noughts as large as may be", _sparse(FILE_MAX))
    yield Bad("a file one byte too large", _sparse(FILE_MAX + 1))
    yield Bad("a file of a terabyte", _sparse(2**40))


# -- What is sealed -------------------------------------------------------------------------------


def sealed_files() -> Iterator[Bad]:
    """Files in a sealed vault that its key does not open, or that are not sealed."""
    text = tables()

    def edit(change: Callable[[bytes, bytes], bytes]) -> Callable[[Vault], None]:
        def lay(vault: Vault) -> None:
            head, _, box = whole(text, vault.files.keyring).partition(b"\n")
            write(vault, change(head.rpartition(b" ")[0], box))

        return lay

    def other_nonce(line: bytes, box: bytes) -> bytes:
        return with_line(line[:-24] + b"0" * 24, box)

    for name, change in {
        "with another nonce": other_nonce,
        "with a short nonce": lambda line, box: with_line(line[:-2], box),
        "without a box": lambda line, box: with_line(line),
        "with an empty box": lambda line, box: with_line(line, b""),
        "with a box of its seal only": lambda line, box: with_line(line, box[-16:]),
        "with a box cut in half": lambda line, box: with_line(line, box[: len(box) // 2]),
        "with a box without its last byte": lambda line, box: with_line(line, box[:-1]),
        "with a byte behind its box": lambda line, box: with_line(line, box + b"\0"),
        "with its box twice": lambda line, box: with_line(line, box * 2),
        "with its box turned round": lambda line, box: with_line(line, box[::-1]),
        "with another version": lambda line, box: with_line(
            line.replace(b"conversation 3", b"conversation 1"), box
        ),
        "with another count": lambda line, box: with_line(line.replace(b" 1 aes", b" 2 aes"), box),
        "as if it were plain": lambda line, box: with_line(
            line.replace(b"tweespraak 2", b"tweespraak 1"), box
        ),
    }.items():
        yield Bad(f"sealed, {name}", edit(change))

    def foreign(**other: Any) -> Callable[[Vault], None]:
        def lay(vault: Vault) -> None:
            keyring = vault.files.keyring
            assert keyring is not None
            write(vault, whole(text, replace(keyring, **other)))

        return lay

    yield Bad("sealed by another key", foreign(key=bytes(32)))
    yield Bad("sealed for another vault", foreign(vault="0" * 32))
    yield Bad("not sealed", foreign(seals=False))
    yield raw("an old file, not sealed", whole(text, version=1))
    yield Bad(
        "the file of another in its place",
        lambda vault: write(vault, vault.records.path(OTHER).read_bytes()),
    )
    yield Bad(
        "sealed for another place",
        lambda vault: write(
            vault, whole(text, vault.files.keyring, record_key=RecordKey("conversation", OTHER))
        ),
    )

    def box_of(content: bytes) -> Callable[[Vault], None]:
        """Give a file whose box holds not a payload with its length, but `content`."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        def lay(vault: Vault) -> None:
            keyring = vault.files.keyring
            assert keyring is not None
            start = f"tweespraak 2 conversation 2 {ID} 1 aes-256-gcm"
            box = AESGCM(keyring.key_of(WHO)).encrypt(bytes(12), content, start.encode())
            write(vault, with_line(f"{start} {'0' * 24}", box))

        return lay

    yield Bad("sealed, and nothing in it", box_of(b""))
    yield Bad("sealed, and half a length in it", box_of(b"\0\0\0"))
    yield Bad("sealed, and longer than it is", box_of(b"\xff" * 8 + text))
    yield Bad("sealed, and a byte longer than it is", box_of((len(text) + 1).to_bytes(8) + text))
    yield Bad("sealed, and no padding", box_of(len(text).to_bytes(8) + text), FINE)


def sealed_in_plain() -> Iterator[Bad]:
    """Sealed files in a vault that is not."""
    keyring = Keyring(vault="0" * 32, key=bytes(32))
    yield raw("a sealed file in a plain vault", whole(tables(), keyring))
    box = whole(tables(), keyring).partition(b"\n")[2]
    line = f"tweespraak 1 conversation 2 {ID} 1 plain {'0' * 64}"
    yield raw("a sealed file that says it is plain", with_line(line, box))


PLAIN_FILES = (
    *headers(),
    *others(),
    *payloads(),
    *fields(),
    *half_pairs(),
    *values(),
    *no_files(),
    *sealed_in_plain(),
)
"""Laid in a vault that is not sealed."""

SEALED_FILES = (*others(), *payloads(), *values(), *no_files(), *sealed_files())
"""Laid in one that is."""


# -- By chance ------------------------------------------------------------------------------------

_SCRAPS: list[Any] = [
    None,
    True,
    0,
    -1,
    10**30,
    10**4000,
    1.5,
    float("nan"),
    float("-inf"),
    "",
    "x",
    NASTY,
    "a\ud800",
    "\x00",
    NOW.isoformat(),
    "2026-03-01T10:00:00",
    "active",
    "k",
    [],
    [[]],
    {},
    {"a": 1},
    {"id": "k"},
    "1" * 5000,
    "a/b/k/" + "1" * 5000,
]


def chance(random: Random) -> bytes:
    """Give a payload, or a whole file when it begins with the magic word."""
    document: Any = {"conversation": {"1": deepcopy(RICH)}}
    for _ in range(random.randint(1, 4)):
        ways = list(_places(document))
        if not ways:
            break
        _change(random, document, random.choice(ways))
    payload = as_json(document)
    if random.random() < 0.3:
        payload = _spliced(random, payload)
    return payload


def _change(random: Random, document: Any, way: tuple[Any, ...]) -> None:
    """Change something at one place of a document."""
    node, key = _at(document, way[:-1]), way[-1]
    sort = random.randrange(5)
    if sort == 0 or isinstance(node, list):
        node[key] = deepcopy(random.choice(_SCRAPS))
    elif sort == 1:
        del node[key]
    elif sort == 2:
        names = ["", "x", "\udfff", "2", "1" * 5000, "a/b/k/" + "1" * 5000]
        node[random.choice(names)] = node.pop(key)
    elif sort == 3:
        node[key] = deepcopy(_at(document, random.choice(list(_places(document)))))
    else:
        node[random.choice(["x", "1", key])] = deepcopy(random.choice(_SCRAPS))


def _spliced(random: Random, payload: bytes) -> bytes:
    """Take out, put in or repeat a few bytes."""
    start = random.randrange(len(payload))
    end = start + random.randrange(30)
    middle = random.choice([b"", random.randbytes(5), payload[start:end] * 3, b"[" * 2000, b"\xff"])
    return payload[:start] + middle + payload[end:]


def chance_file(random: Random, keyring: Keyring | None) -> bytes:
    """Give a whole file with something wrong in it, or nothing."""
    fields_: dict[str, Any] = {}
    if random.random() < 0.15:
        fields_["version"] = random.choice([0, 1, 3, 10**17])
    if random.random() < 0.05:
        fields_["generation"] = random.choice([0, 10**18 - 1])
    blob = whole(chance(random), keyring, **fields_)
    if random.random() < 0.15:
        head, _, body = blob.partition(b"\n")
        words = head.split(b" ")[:-1]
        at = random.randrange(len(words))
        words[at] = random.choice(
            [b"", b"0", b"1", b"2", b"x", b"plain", b"-", random.randbytes(4)]
        )
        blob = with_line(b" ".join(words), body)
    if random.random() < 0.1:
        blob = _spliced(random, blob)
    return blob


# -- Vaults to lay them in ------------------------------------------------------------------------

KIM_AND_SAM = (
    Person(id="k", name="Kim", language="nl"),
    Person(id="s", name="Sam", language="en"),
)


def ordinary(conversation_id: str = ID) -> Any:
    """Give a conversation as long as most are when they end."""
    said_ = {
        f"{step}/{phase}/{who}/{round_}": Said(
            fields={"text": f"What I mean is {step}, each time anew; {who} — {round_} é."}, at=NOW
        )
        for step in ("appreciation", "complaint", "impact", "ideas")
        for phase in ("say", "reflect")
        for who in ("k", "s")
        for round_ in (0, 1)
    }
    said_["together/subject//0"] = Said(fields={"text": "The dishes"}, at=NOW)
    rich = full("We take turns from Monday on.")
    return replace(
        rich,
        id=conversation_id,
        people=KIM_AND_SAM,
        said=said_,
        drafts={"complaint/say/k/2": {"text": "half a sen"}},
    )


def fine() -> Any:
    """Give the conversation that nothing happens to."""
    return saying("nothing is the matter here", OTHER)
