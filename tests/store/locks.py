"""Somebody's own lock, and pairs with anything in them."""

from __future__ import annotations

import base64
from typing import Any

from sessions.conversation import Conversation
from sessions.store import Vault, file_format, own_lock, schema
from sessions.store.file_format import Header, RecordKey
from sessions.store.own_keys import _document
from sessions.store.record_files import PAIRS
from tests.store.badfiles import CHEAP, KIM_AND_SAM, PASSPHRASE, as_json
from tests.store.faults import ID, NOW, small

KEYS = "alone/answer/k/0"
MINE = {"text": "for me alone"}


def private(conversation_id: str = ID, **fields: Any) -> Conversation:
    """Give a conversation in which Kim wrote something alone."""
    from sessions.conversation import Said

    answer = Said(**{"fields": MINE, "at": NOW, **fields})
    return small(conversation_id, people=KIM_AND_SAM, said={KEYS: answer})


LOCK = own_lock.new_own_lock("k", PASSPHRASE, CHEAP)
BARE = own_lock.open_lock(LOCK, PASSPHRASE)
GOOD = _document(LOCK)


def text(blob: bytes) -> str:
    return base64.b64encode(blob).decode()


def lay_pairs(vault: Vault, tables: Any, **fields: Any) -> None:
    """Put pairs with these tables in a vault, and in their copy."""
    record_key = RecordKey(PAIRS, PAIRS)
    header = Header(
        **{
            "record_key": record_key,
            "version": schema.version_of(record_key.kind),
            "generation": 1,
            **fields,
        }
    )
    blob = file_format.pack(header, as_json(tables), vault.files.keyring)
    for backup in (False, True):
        vault.files.pairs_path(backup=backup).write_bytes(blob)
    vault.own_phrases.locks.forget()
