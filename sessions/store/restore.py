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
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec.structs import replace

from sessions import errors, seal_errors
from sessions.conversation import Conversation
from sessions.diary import Diary, merge
from sessions.people import Pair
from sessions.privacy import without_private
from sessions.store import backup_records, diaries, file_format, own_boxes, quarantine, schema
from sessions.store.backup import Backup
from sessions.store.own_keys import EARLIER_MAX
from sessions.store.record_files import Progress

if TYPE_CHECKING:
    from sessions.store.vault import Vault


_Record = TypeVar("_Record")


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
    planned.pairs = sum(pair.id not in known for pair in backup_records.pairs(backup))
    for name in backup.names("conversations/"):
        talk = backup_records.talk(backup, name)
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
    planned.diaries = sum(_adds(vault, diary) for diary in backup_records.diaries_of(backup))
    planned.damaged += [
        name
        for name, record, raw in backup_records.damaged(backup)
        if not quarantine.is_kept(vault.files, record, raw)
    ]
    return planned


def restore(vault: Vault, backup: Backup, *, now: datetime, progress: Progress) -> None:
    """Bring what `plan` showed.

    Raises `DiskFull`, `SaveFailed`, `VaultReadOnly` or `VaultLocked`; what came until then is
    there, and doing it again brings the rest. What waits for its writer's phrase is left out, and
    then `OwnKeyBrought` or `OwnKeyChanged` says so; what is too large to be saved here is, too.
    """
    with vault.files.saving:
        _bring_people(vault, backup)
        refused = [
            *_bring_talks(vault, backup, now, progress),
            *_refused(
                lambda diary: diaries.bring(vault.files, vault.own_phrases.locks, diary),
                backup_records.diaries_of(backup),
            ),
            *_refused(
                lambda bad: quarantine.keep(vault.files, bad[1], bad[2]),
                backup_records.damaged(backup),
            ),
        ]
        if refused:
            raise refused[0]


def _bring_talks(
    vault: Vault, backup: Backup, now: datetime, progress: Progress
) -> Iterator[errors.StoreError]:
    """Bring the conversations; give why one did not come."""
    names = backup.names("conversations/")
    # A phrase that was taken away with an older program left its key: what it closed is open.
    bare = {lock.person: lock.key for lock in backup_records.locks(backup) if lock.slot is None}

    def bring(name: str) -> None:
        talk = backup_records.talk(backup, name)
        if talk is None:
            return  # damaged: that is kept
        for person, key in bare.items():
            talk = own_boxes.opened(talk, person, key)
        _bring(vault, talk, now)

    for done, name in enumerate(names):
        progress(done, len(names))
        yield from _refused(bring, [name])
    progress(len(names), len(names))


def _refused(
    bring: Callable[[_Record], object], records: Iterable[_Record]
) -> Iterator[errors.StoreError]:
    """Bring each of these records; give why one did not come, when that stops no other."""
    for record in records:
        try:
            bring(record)
        except errors.StoreError as problem:
            if not _stops_no_other(problem):
                raise
            yield problem


def _bring(vault: Vault, talk: Conversation, now: datetime) -> None:
    """Bring one conversation, unless it is here."""
    action, other_id = _restore_action(vault, talk)
    if action in (RestoreAction.ADD, RestoreAction.MEND):
        vault.records.save(talk)
    elif action is RestoreAction.ADD_BESIDE:
        origin = talk.origin or talk.id
        vault.records.save(replace(talk, id=other_id, restored=now, origin=origin))


def _stops_no_other(problem: errors.StoreError) -> bool:
    """Whether only that record cannot come: it waits for its writer's phrase, or is too large."""
    if isinstance(problem, seal_errors.OwnKeyChanged | seal_errors.OwnKeyBrought):
        return True
    cause = problem.__cause__
    return isinstance(cause, OSError) and cause.errno == errno.EFBIG


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
    """Bring pairs and locks that the vault does not have; settings only where there are none.

    What is damaged here stops nothing: the save that follows sets it aside.
    """
    known = {pair.id for pair in _pairs_of(vault)}
    for pair in backup_records.pairs(backup):
        if pair.id not in known:
            vault.records.save_pair(pair)
    locks = vault.own_phrases.locks
    brought = backup_records.locks(backup)
    for lock in brought:
        if lock.person not in locks.readable() and lock.slot is not None:
            # Not done: what is here already of the same person is closed by `finish`.
            locks.put(replace(lock, done=False, brought=True))
    for lock in (*brought, *backup_records.earlier_locks(backup)):
        # What comes along may have been closed with another phrase than that of now.
        here = locks.readable().get(lock.person)
        if here is not None and lock.slot is not None:
            earlier = locks.earlier(lock.person)
            is_new = lock.public not in {known.public for known in (here, *earlier)}
            if is_new and len(earlier) < EARLIER_MAX:
                locks.put(here, earlier=[*earlier, lock])
    settings = backup_records.settings(backup)
    if settings and not _settings_of(vault):
        vault.records.save_settings(settings)


def _pairs_of(vault: Vault) -> tuple[Pair, ...]:
    try:
        return vault.records.pairs()
    except errors.RecordDamaged as problem:
        if file_format.is_passing(problem):
            raise _unreadable(problem) from problem
        return ()  # the save that follows sets it aside


def _settings_of(vault: Vault) -> dict[str, str]:
    try:
        return vault.records.settings()
    except errors.RecordDamaged as problem:
        if file_format.is_passing(problem):
            raise _unreadable(problem) from problem
        return {}  # the save that follows sets it aside


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
