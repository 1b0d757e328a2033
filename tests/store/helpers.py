"""What several tests of the store do with a vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sessions import errors
from sessions.conversation import Conversation
from sessions.store import Vault, opening, quarantine
from sessions.store.disk import Disk
from sessions.store.opening import WaysIn
from sessions.store.record_files import Progress, RecordFiles, no_progress
from sessions.store.sealing import Cost
from sessions.store.witness import Witness


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


def seal_with(
    vault: Vault,
    passphrase: str,
    *,
    language: str = "",
    cost: Cost | None = None,
    progress: Progress = no_progress,
) -> str:
    """Seal a vault as people do, and give the recovery key that they have on paper."""
    way_in = vault.seal.way_in(passphrase, language=language, cost=cost)
    vault.seal.seal(way_in, progress=progress)
    return way_in.recovery_key


def change_recovery_key(vault: Vault) -> str:
    """Give another recovery key, as people do: the old one opens nothing any more."""
    way_in = vault.seal.recovery_way_in()
    vault.seal.renew(way_in)
    return way_in.recovery_key


def ways_in(folder: Path, disk: Disk) -> WaysIn:
    """Give what the vault in `folder` can be opened with, or raise what opening it raises."""
    files = RecordFiles(folder, disk, read_only=True)
    ways = opening.find_ways(files, Witness(None, folder, disk), unsealed=False)
    assert ways is not None
    return ways


def set_aside(vault: Vault) -> list[bytes]:
    """Give what was set aside, as the key of the vault opens it."""
    keyring = vault.files.keyring
    return [
        quarantine.unwrapped(path.read_bytes(), path.name, keyring)[0]
        for path in quarantine.paths(vault.files)
    ]
