"""Bad files: what somebody, or something, may lay in a vault, and how it is laid there.

Nothing here is damage by a disk alone. Most have every checksum right, as a program with a mistake
in it, or somebody with an editor, would leave them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from sessions import errors
from sessions.conversation import Said
from sessions.people import Person
from sessions.store import Vault, file_format, schema
from sessions.store.file_format import Header, Keyring, RecordKey
from sessions.store.sealing import Cost
from tests.store.faults import ID, NOW, OTHER, full, saying, small

CHEAP = Cost(memory=8, passes=1, lanes=1)
PASSPHRASE = "four words in a row"

DAMAGED = (errors.RecordDamaged,)
NEWER = (errors.RecordNewer,)
EITHER = (errors.StoreError, None)
"""It may be read or refused: what counts is that nothing else happens."""
FINE = (None,)

Want = tuple[type[errors.StoreError] | None, ...]

WHO = RecordKey("conversation", ID)


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
