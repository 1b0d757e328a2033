"""Restoring: what a backup would bring, shown first; then brought, with nothing overwritten.

What is there already stays. Where the backup has another state of the same conversation, it comes
beside it. Ids are made of what is restored, so doing it twice, or once more after it was cut off,
brings nothing twice.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec.structs import replace

from sessions import errors, seal_errors
from sessions.conversation import Conversation
from sessions.diary import Diary, merge
from sessions.people import Pair
from sessions.privacy import without_private
from sessions.store import diaries, file_format, own_boxes, quarantine, schema
from sessions.store.backup import Backup
from sessions.store.disk import BACKUP
from sessions.store.own_keys import EARLIER, EARLIER_MAX, LOCKS, lock_from
from sessions.store.own_lock import OwnLock
from sessions.store.record_files import DAMAGED, PAIRS, SETTINGS, Progress
from sessions.store.tinydb_storage import tables_in

if TYPE_CHECKING:
    from sessions.store.vault import Vault

_Record = TypeVar("_Record")

_Tables = dict[str, dict[str, dict[str, Any]]]


class RestoreAction(StrEnum):
    """What a restore does with one conversation of the backup."""

    ADD = "add"
    MEND = "mend"
    """It is damaged in the vault."""
    ADD_BESIDE = "add beside"
    """Another state of it is in the vault, and stays."""
    LEAVE = "leave"
    """It is in the vault, or was brought before."""


class Plan(msgspec.Struct):
    """What a restore would do. Conversations are named by what they are called in the backup."""

    new: list[str] = msgspec.field(default_factory=list)
    """Not in the vault."""
    mended: list[str] = msgspec.field(default_factory=list)
    """Damaged in the vault, good in the backup."""
    beside: list[str] = msgspec.field(default_factory=list)
    """In both, and not the same: both are kept."""
    same: int = 0
    pairs: int = 0
    """Pairs that the vault does not have."""
    diaries: int = 0
    """People whose diary has notes in the backup that it does not have here."""
    damaged: list[str] = msgspec.field(default_factory=list)
    """Files that cannot be read in the backup; those are kept as they are."""
    loses_seal: bool = False
    """Whether what is sealed in the backup would be readable for all in this vault."""
    takes_seal: bool = False
    """Whether the vault is empty and the backup sealed: then it is sealed first, with a new key."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to bring."""
        return not (
            self.new or self.mended or self.beside or self.pairs or self.diaries or self.damaged
        )


def plan(vault: Vault, backup: Backup) -> Plan:
    """Give what `restore` would do; nothing is written. Raises `VaultLocked`."""
    planned = Plan()
    is_empty = not any(True for _ in vault.files.record_paths())
    planned.takes_seal = backup.is_sealed and not vault.seal.is_sealed and is_empty
    planned.loses_seal = backup.is_sealed and not vault.seal.is_sealed and not is_empty
    known = {pair.id for pair in _pairs_of(vault)}
    planned.pairs = sum(pair.id not in known for pair in _pairs_in(backup))
    for name in backup.names("conversations/"):
        talk = _talk(backup, name)
        if talk is None:
            continue  # damaged: that comes below
        action, _ = _restore_action(vault, talk)
        if action is RestoreAction.LEAVE:
            planned.same += 1
        else:
            titles = {
                RestoreAction.ADD: planned.new,
                RestoreAction.MEND: planned.mended,
                RestoreAction.ADD_BESIDE: planned.beside,
            }
            titles[action].append(talk.title() or name)
    planned.diaries = sum(_adds(vault, diary) for diary in _diaries_in(backup))
    planned.damaged += [
        name
        for name, record, raw in _damaged(backup)
        if not quarantine.is_kept(vault.files, record, raw)
    ]
    return planned


def restore(vault: Vault, backup: Backup, *, now: datetime, progress: Progress) -> None:
    """Bring what `plan` showed.

    Raises `DiskFull`, `SaveFailed`, `VaultReadOnly` or `VaultLocked`; what came until then is
    there, and doing it again brings the rest. What waits for its writer's phrase is left out, and
    then `OwnKeyBrought` or `OwnKeyChanged` says so.
    """
    with vault.files.saving:
        _bring_people(vault, backup)
        names = backup.names("conversations/")
        # A phrase that was taken away with an older program left its key: what it closed is open.
        bare = {lock.person: lock.key for lock in _locks_in(backup, LOCKS) if lock.slot is None}
        refused: errors.StoreError | None = None
        for done, name in enumerate(names):
            progress(done, len(names))
            talk = _talk(backup, name)
            if talk is None:
                continue
            for person, key in bare.items():
                talk = own_boxes.opened(talk, person, key)
            try:
                _bring(vault, talk, now)
            except (seal_errors.OwnKeyChanged, seal_errors.OwnKeyBrought) as problem:
                refused = refused or problem  # it waits for its writer's phrase; the others do not
        for diary in _diaries_in(backup):
            try:
                diaries.bring(vault.files, vault.own_phrases.locks, diary)
            except (seal_errors.OwnKeyChanged, seal_errors.OwnKeyBrought) as problem:
                refused = refused or problem
        for _, record, raw in _damaged(backup):
            quarantine.keep(vault.files, record, raw)
        progress(len(names), len(names))
        if refused is not None:
            raise refused


def _bring(vault: Vault, talk: Conversation, now: datetime) -> None:
    """Bring one conversation, unless it is here."""
    action, other_id = _restore_action(vault, talk)
    if action in (RestoreAction.ADD, RestoreAction.MEND):
        vault.records.save(talk)
    elif action is RestoreAction.ADD_BESIDE:
        origin = talk.origin or talk.id
        vault.records.save(replace(talk, id=other_id, restored=now, origin=origin))


def _restore_action(vault: Vault, talk: Conversation) -> tuple[RestoreAction, str]:
    """Give what a restore does with a conversation, and its id beside another state of it."""
    other = _second_id(talk)
    try:
        here = vault.records.load(talk.id)
    except errors.RecordMissing:
        return RestoreAction.ADD, other
    except errors.RecordDamaged as problem:
        if file_format.is_passing(problem):
            raise _unreadable(problem) from problem
        return RestoreAction.MEND, other
    except errors.RecordNewer:
        here = None
    if here is not None and _are_same(here, talk):
        return RestoreAction.LEAVE, other
    try:
        vault.records.load(other)
    except errors.RecordMissing:
        return RestoreAction.ADD_BESIDE, other
    except (errors.RecordDamaged, errors.RecordNewer) as problem:
        if file_format.is_passing(problem):
            raise _unreadable(problem) from problem
        # It was brought before; what is the matter with it is told elsewhere.
        return RestoreAction.LEAVE, other
    return RestoreAction.LEAVE, other


def _unreadable(problem: errors.StoreError) -> errors.RecordUnreadable:
    """Give the error for a file that the disk gives no bytes of just now: that says nothing."""
    return errors.RecordUnreadable(
        file=problem.fields["file"], id=problem.fields["id"], reason=os.strerror(errno.EIO)
    )


def _second_id(talk: Conversation) -> str:
    """Give the id a conversation gets beside another state of itself: the same each time."""
    bare = schema.to_document(without_private(talk))
    text = json.dumps(bare, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _are_same(here: Conversation, there: Conversation) -> bool:
    """Whether nothing was said in one that is not in the other.

    What is closed looks different each time; each change also moves `changed`, so that tells.
    """
    return without_private(here) == without_private(there)


def _bring_people(vault: Vault, backup: Backup) -> None:
    """Bring pairs and locks that the vault does not have; settings only where there are none."""
    known = {pair.id for pair in _pairs_of(vault)}
    for pair in _pairs_in(backup):
        if pair.id not in known:
            vault.records.save_pair(pair)
    locks = vault.own_phrases.locks
    for lock in _locks_in(backup, LOCKS):
        if lock.person not in locks.all() and lock.slot is not None:
            # Not done: what is here already of the same person is closed by `finish`.
            locks.put(replace(lock, done=False, brought=True))
    for lock in (*_locks_in(backup, LOCKS), *_locks_in(backup, EARLIER)):
        # What comes along may have been closed with another phrase than that of now.
        here = locks.all().get(lock.person)
        if here is not None and lock.slot is not None:
            earlier = locks.earlier(lock.person)
            is_new = lock.public not in {known.public for known in (here, *earlier)}
            if is_new and len(earlier) < EARLIER_MAX:
                locks.put(here, earlier=[*earlier, lock])
    settings = list(_people_tables(backup).get(SETTINGS, {}).values())
    if settings and not vault.records.settings():
        vault.records.save_settings({str(name): str(text) for name, text in settings[0].items()})


def _pairs_of(vault: Vault) -> tuple[Pair, ...]:
    try:
        return vault.records.pairs()
    except errors.RecordDamaged as problem:
        if file_format.is_passing(problem):
            raise _unreadable(problem) from problem
        return ()  # the save that follows sets it aside


def _people_tables(backup: Backup) -> _Tables:
    """Give the tables of people in the backup; those of the copy, when only that makes sense."""
    read = [_read(backup, name, "pairs.tdb") for name in ("pairs.tdb", "pairs.tdb" + BACKUP)]
    there = [tables for tables in read if tables is not None]
    whole = [tables for tables in there if _make_sense(tables)]
    return next(iter((*whole, *there)), {})


def _make_sense(tables: _Tables) -> bool:
    """Whether everybody in these tables, and every lock, is as it should be."""
    pairs, locks = tables.get(PAIRS, {}), tables.get(LOCKS, {})
    return all(map(_pair_of, pairs.values())) and all(map(_lock_of, locks.values()))


def _pairs_in(backup: Backup) -> list[Pair]:
    """Give the pairs in the backup that make sense; the file of the others is kept as it is."""
    pairs = map(_pair_of, _people_tables(backup).get(PAIRS, {}).values())
    return [pair for pair in pairs if pair is not None]


def _pair_of(document: object) -> Pair | None:
    record_key = file_format.record_key_of(Path("pairs.tdb"))
    try:
        return schema.from_document(document, Pair, record_key, file="pairs.tdb")
    except errors.RecordDamaged:
        return None


def _locks_in(backup: Backup, table: str) -> list[OwnLock]:
    """Give the locks in a table of the backup that are locks of ours."""
    locks = map(_lock_of, _people_tables(backup).get(table, {}).values())
    return [lock for lock in locks if lock is not None]


def _lock_of(document: dict[str, Any]) -> OwnLock | None:
    try:
        return lock_from(document)
    except (LookupError, TypeError, ValueError):
        return None


def _reads(backup: Backup, name: str) -> bool:
    """Whether that very file can be read and makes sense, not only its copy."""
    if name.startswith("conversations/"):
        return _talk_in(backup, name, name) is not None
    if name.startswith("diary/"):
        return _diary_in(backup, name, name) is not None
    tables = _read(backup, name, name)
    return tables is not None and _make_sense(tables)


def _read(backup: Backup, member: str, name: str) -> _Tables | None:
    """Give what is in one file of the backup, as the record `name`."""
    if not backup.has(member):
        return None
    try:
        record_key = file_format.record_key_of(Path("/", name))
        return tables_in(backup.blob(member), record_key, file=member, keyring=backup.keyring)[1]
    except (errors.RecordDamaged, errors.RecordNewer):
        return None


def _record(
    backup: Backup, member: str, name: str, table: str, kind: type[_Record]
) -> _Record | None:
    """Give the record in a file of the backup, or None when it cannot be read."""
    documents = list((_read(backup, member, name) or {}).get(table, {}).values())
    record_key = file_format.record_key_of(Path("/", name))
    try:
        return schema.from_document(
            documents[0] if documents else None, kind, record_key, file=name
        )
    except errors.RecordDamaged:
        return None


def _talk(backup: Backup, name: str) -> Conversation | None:
    """Give a conversation of the backup, out of its copy if need be; None when none is good."""
    return _talk_in(backup, name, name) or _talk_in(backup, name + BACKUP, name)


def _talk_in(backup: Backup, member: str, name: str) -> Conversation | None:
    """Give the conversation in one file of the backup, or None when it cannot be read."""
    talk = _record(backup, member, name, "conversation", Conversation)
    return talk if talk is not None and talk.id == Path(name).stem else None


def _diaries_in(backup: Backup) -> Iterator[Diary]:
    """Give the diaries that can be read in the backup."""
    for name in backup.names("diary/"):
        diary = _diary(backup, name)
        if diary is not None:
            yield diary


def _diary(backup: Backup, name: str) -> Diary | None:
    """Give a diary of the backup, out of its copy if need be; None when none is good."""
    return _diary_in(backup, name, name) or _diary_in(backup, name + BACKUP, name)


def _diary_in(backup: Backup, member: str, name: str) -> Diary | None:
    """Give the diary in one file of the backup, or None when it cannot be read."""
    diary = _record(backup, member, name, diaries.TABLE, Diary)
    return diary if diary is not None and diary.person == Path(name).stem else None


def _adds(vault: Vault, other: Diary) -> bool:
    """Whether a diary of the backup has notes that are not here."""
    try:
        here = diaries.load(vault.files, other.person)
    except errors.RecordNewer:
        return False  # a newer program wrote it: it stays as it is
    except errors.RecordDamaged as problem:
        if file_format.is_passing(problem):
            raise _unreadable(problem) from problem
        return True
    return merge(here, other) != here


def _damaged(backup: Backup) -> Iterator[tuple[str, str, bytes]]:
    """Give what cannot be read in the backup: its name there, that of its record, the bytes."""
    for name in backup.names("pairs.tdb", "conversations/", "diary/"):
        if backup.has(name) and not _reads(backup, name):
            yield name, Path(name).name, backup.blob(name)
    for name in backup.names(f"{DAMAGED}/"):
        last = Path(name).name
        record = quarantine.record_of(last)
        if record is not None:
            yield name, record, quarantine.unwrapped(backup.blob(name), last, backup.keyring)[0]
