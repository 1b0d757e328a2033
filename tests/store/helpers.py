"""What several tests of the store do with a vault."""

from __future__ import annotations

from collections.abc import Iterator

from sessions import errors
from sessions.conversation import Conversation
from sessions.store import Vault


def open_own(vault: Vault, conversation: Conversation, person: str, phrase: str) -> Conversation:
    """Give the conversation with what `person` wrote alone open. Raises `WrongPhrase`."""
    key = vault.own_phrases.key(person, phrase)
    return vault.own_phrases.open(conversation, person, key)


def every_conversation(vault: Vault) -> Iterator[Conversation | errors.StoreError]:
    """Give every conversation of a vault, and for what cannot be read the error that names it."""
    try:
        firsts = vault.files.firsts()
    except errors.StoreError as problem:
        yield problem
        return
    for first in firsts:
        try:
            ids = vault.files.ids_in(first)
        except errors.StoreError as problem:
            yield problem
            continue
        for conversation_id in ids:
            try:
                yield vault.records.load(conversation_id)
            except errors.StoreError as problem:
                yield problem


def is_draft(name: str) -> bool:
    """Whether a setting goes when a pair is deleted, as far as these tests have any."""
    return name.startswith("draft.")
