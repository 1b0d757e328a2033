"""What several tests of the store do with a vault."""

from __future__ import annotations

from sessions.conversation import Conversation
from sessions.store import Vault


def open_own(vault: Vault, conversation: Conversation, person: str, phrase: str) -> Conversation:
    """Give the conversation with what `person` wrote alone open. Raises `WrongPhrase`."""
    key = vault.own_phrases.key(person, phrase)
    return vault.own_phrases.open(conversation, person, key)


def is_draft(name: str) -> bool:
    """Whether a setting goes when a pair is deleted, as far as these tests have any."""
    return name.startswith("draft.")
