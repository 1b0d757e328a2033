"""The parts of stories: what lies in a vault before, what is done then, what must not be read."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from sessions import errors
from sessions.conversation import YES, Conversation, Said
from sessions.people import Person
from sessions.store import Vault, file_format, reserve_space, schema
from sessions.store.backup import Backup, write_backup
from sessions.store.file_format import Header
from sessions.store.restore import restore
from sessions.store.sealing import Cost
from sessions.store.tinydb_storage import encode, save_error
from tests.store.crashes import Story, View
from tests.store.faults import ID, NOW, OTHER, pair, small
from tests.store.helpers import change_recovery_key, is_draft, seal_with
from tests.store.recorder import Quick

CHEAP = Cost(memory=64, passes=1, lanes=1)
"""A derivation that costs nothing."""

NEAR = "ab" + "2" * 30
"""A bystander in the folder of `ID`."""
FAR = "ef" + "3" * 30
"""A bystander in a folder of its own."""

OLD_SECRET, SECRET = "the way in until now", "the way in from now on"
OLD_PHRASE, PHRASE = "what only Kim knew", "what only Kim knows"

_WHILE = 3_600_000_000_000  # nanoseconds

PEOPLE = (Person(id="k", name="Kim", language="nl"), Person(id="s", name="Sam", language="en"))
BACKUP_FILE = "backup.tar"
WHISPER = "whispered-to-nobody"
MURMUR = "murmured-half-way"


def talk(words: str, conversation_id: str = ID, *, alone: bool = False) -> Conversation:
    """Give a conversation about `words`; `alone`: Kim wrote something that nobody else sees."""
    answers = {"together/subject//0": Said(fields={"text": words}, at=NOW)}
    if not alone:
        return small(conversation_id, people=PEOPLE, said=answers)
    answers["alone/goal/k/0"] = Said(fields={"text": WHISPER}, at=NOW)
    answers["alone/goal/s/0"] = Said(fields={"text": "of Sam"}, at=NOW)
    drafts = {"alone/message/k/0": {"see": MURMUR}}
    return small(conversation_id, people=PEOPLE, said=answers, drafts=drafts)


def sharing(words: str) -> Conversation:
    """Give the same conversation, in which Kim shares what they wrote."""
    before = talk(words, alone=True)
    yes = Said(fields={"goal": YES}, at=NOW)
    return replace(before, said={**before.said, "alone/share/k/0": yes})


def runs(
    *parts: Callable[[Vault], None], sealed: bool = False, extra: int = 0
) -> Callable[[Path], None]:
    """Give what lays out a vault: bystanders with a copy, then each of `parts` in its own run."""

    def lay(root: Path) -> None:
        def bystanders(vault: Vault) -> None:
            vault.records.save(talk("neighbour of then", NEAR))
            vault.records.save_pair(pair())
            vault.records.save_settings({"theme": "light"})
            if sealed:
                seal_with(vault, OLD_SECRET, cost=CHEAP)

        def again(vault: Vault) -> None:
            vault.records.save(talk("neighbour", NEAR))
            vault.records.save(talk("faraway", FAR))
            for number in range(extra):
                vault.records.save(talk(f"extra-{number}", f"{number:02x}" + "4" * 30))

        for part in (bystanders, again, settle, *parts):
            with Vault.open(root / "vault", now=NOW, disk=Quick()) as vault:
                vault.seal.unlock(OLD_SECRET)
                part(vault)

    return lay


def settle(vault: Vault) -> None:
    """Let what is there be of a while ago, so that the index believes what it knows of it."""
    for path in (vault.folder / "conversations").rglob("*"):
        os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - _WHILE))
    vault.index.read()
    vault.index.mend()


def nothing(root: Path) -> None:
    """Lay out nothing: there is no vault yet."""


def both_said(vault: Vault) -> None:
    vault.records.save(talk("before"))


def wrote_alone(vault: Vault) -> None:
    vault.records.save(talk("before", alone=True))


def wrote_alone_again(vault: Vault) -> None:
    vault.records.save(talk("again", alone=True))


def with_phrase(vault: Vault) -> None:
    vault.own_phrases.give("k", OLD_PHRASE, cost=CHEAP)


def version_1(vault: Vault) -> None:
    """Write the conversation and the pairs as the first version of the program did."""
    document = schema.to_document(talk("before"))
    for name in ("closed_drafts", "restored", "origin"):
        del document[name]
    tables = {"conversation": {"1": document}}
    put_record(vault.records.path(ID), tables)
    people = {
        "pairs": {"1": schema.to_document(pair())},
        "settings": {"1": {"theme": "light"}},
    }
    put_record(vault.files.pairs_path(), people)


def put_record(path: Path, tables: dict[str, dict[str, Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    header = Header(record_key=file_format.record_key_of(path), version=1, generation=3)
    path.write_bytes(file_format.pack(header, encode(tables)))


def leave_damage(vault: Vault) -> None:
    """Leave a conversation with a copy and, set aside, a damaged state of before."""
    vault.records.save(talk("before"))
    vault.records.path(ID).write_bytes(b"before: what is left of it")
    vault.records.save(talk("before"))


def damaged(vault: Vault) -> None:
    vault.records.path(ID).write_bytes(b"what is left")


def no_index(vault: Vault) -> None:
    vault.close()
    for path in (vault.folder / "index").iterdir():
        path.unlink()


def mend(vault: Vault) -> None:
    vault.index.read()
    vault.index.mend()


def saving(words: str, conversation_id: str = ID) -> Callable[[Vault], None]:
    return lambda vault: saved(vault, talk(words, conversation_id))


def saved(vault: Vault, conversation: Conversation) -> None:
    vault.records.save(conversation)


def flush(vault: Vault) -> None:
    vault.index.flush()


def seal_vault(vault: Vault) -> None:
    """Seal it; what was sealed in part is finished."""
    if vault.seal.is_sealed:
        vault.seal.finish()
    else:
        seal_with(vault, SECRET, cost=CHEAP)


def unseal_vault(vault: Vault) -> None:
    """Unseal it, unless it is open already."""
    if vault.seal.is_sealed:
        vault.seal.unseal()


def change_phrase(vault: Vault) -> None:
    """Change the phrase, whichever of the two opens it now."""
    try:
        vault.own_phrases.change("k", OLD_PHRASE, PHRASE, cost=CHEAP)
    except errors.WrongPhrase:
        vault.own_phrases.change("k", PHRASE, PHRASE, cost=CHEAP)


def change_recovery(vault: Vault) -> None:
    change_recovery_key(vault)


def delete_conversation(vault: Vault) -> None:
    """Delete the conversation, unless it is gone already."""
    if ID in vault.records.ids():
        vault.records.delete(ID)


def of_pair_2(vault: Vault) -> None:
    vault.records.save_pair(pair("p2", "deleted-name"))
    vault.records.save_settings({"theme": "dark", "draft.x": "deleted-draft"})
    for conversation_id in (ID, OTHER):
        vault.records.save(replace(talk("deleted-words", conversation_id), pair="p2"))


def delete_pair(vault: Vault) -> None:
    """Delete the pair, unless it is gone already."""
    if any(people.id == "p2" for people in vault.records.pairs()):
        vault.records.delete_pair("p2", with_setting=is_draft)


def back_up(vault: Vault) -> None:
    """Write a backup, unless it is there already."""
    if (vault.folder.parent / BACKUP_FILE).exists():
        return
    write_backup(vault, vault.folder.parent / BACKUP_FILE, now=NOW, disk=vault.files.disk)


def in_backup(root: Path) -> tuple[str, ...]:
    """Give what is in the backup beside the vault; every byte of it is verified by opening it."""
    if not (root / BACKUP_FILE).exists():
        return ()
    with Backup.open(root / BACKUP_FILE) as backup:
        return tuple(backup.names(""))


def lay_restore(lay: Callable[[Path], None], *, sealed: bool = False) -> Callable[[Path], None]:
    """Give what lays out a vault, and beside it a backup of another one."""

    def both(root: Path) -> None:
        other = root / "other"
        other.mkdir()
        runs(as_elsewhere, sealed=sealed)(other)
        with Vault.open(other / "vault", now=NOW, disk=Quick()) as vault:
            vault.seal.unlock(OLD_SECRET)
            write_backup(vault, root / BACKUP_FILE, now=NOW, disk=Quick())
        shutil.rmtree(other)
        lay(root)

    return both


def as_elsewhere(vault: Vault) -> None:
    """Leave another state of a conversation, one nobody has here, and people."""
    vault.records.save(talk("elsewhere"))
    vault.records.save(talk("only elsewhere", OTHER))
    vault.records.save_pair(pair("p3", "Pat"))


def bring_back(vault: Vault) -> None:
    with Backup.open(vault.folder.parent / BACKUP_FILE) as backup:
        if backup.is_sealed:
            backup.unlock(OLD_SECRET)
        restore(vault, backup, now=NOW, progress=lambda done, of: None)


def hidden_when_sealed(view: View) -> tuple[str, ...]:
    return ("neighbour", "faraway", "before", "extra-", WHISPER, MURMUR) if view["sealed"] else ()


def hidden_when_closed(view: View) -> tuple[str, ...]:
    return (WHISPER, MURMUR) if "phrase of k" in view else ()


def murmur_when_closed(view: View) -> tuple[str, ...]:
    return (MURMUR,) if "phrase of k" in view else ()


def hidden_when_deleted(view: View) -> tuple[str, ...]:
    return () if f"conversation {ID}" in view else ("before",)


def hidden_when_pair_deleted(view: View) -> tuple[str, ...]:
    if "pair p2" in view:
        return ()
    return ("deleted-name", "deleted-words", "deleted-draft")


def plain_and_sealed(
    name: str, *parts: Callable[[Vault], None], steps: tuple[Callable[[Vault], None], ...]
) -> tuple[Story, ...]:
    """Give a story that is the same in a plain vault and in a sealed one."""
    plain = Story(name=name, lay=runs(*parts), steps=steps)
    sealed = dataclasses.replace(
        plain,
        name=f"{name}, sealed",
        lay=runs(*parts, sealed=True),
        secrets=(OLD_SECRET,),
        hidden=hidden_when_sealed,
    )
    return (plain, sealed)


def saved_pair(vault: Vault, name: str, pair_id: str = "p1") -> None:
    vault.records.save_pair(pair(pair_id, name))


def saved_settings(vault: Vault) -> None:
    vault.records.save_settings({"theme": "dark"})


def without_reserve(vault: Vault) -> None:
    vault.files.make_room()
    try:
        reserve_space.lay(vault.folder, vault.files.disk)
    except OSError as problem:  # it is laid at the start only, which tells this in its own way
        raise save_error(problem) from problem
