"""What can be read of a backup, record by record, and what cannot.

Anybody may have made it. Each record is checked by itself, so one that makes no sense costs no
other; the file it stands in is named, and kept as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from sessions import errors
from sessions.conversation import Conversation
from sessions.diary import Diary
from sessions.people import Pair
from sessions.store import diaries, file_format, quarantine, schema
from sessions.store.backup import Backup
from sessions.store.disk import BACKUP
from sessions.store.own_keys import EARLIER, LOCKS, lock_from
from sessions.store.own_lock import OwnLock
from sessions.store.record_files import DAMAGED, PAIRS, SETTINGS
from sessions.store.tinydb_storage import tables_in

_Record = TypeVar("_Record")

_Tables = dict[str, dict[str, dict[str, Any]]]

_PEOPLE = PAIRS + file_format.SUFFIX


# -- People ---------------------------------------------------------------------------------------


def pairs(backup: Backup) -> list[Pair]:
    """Give the pairs that make sense, each once."""
    known: dict[str, Pair] = {}
    for document in _documents(backup, PAIRS):
        pair = _pair_of(document)
        if pair is not None:
            known.setdefault(pair.id, pair)
    return list(known.values())


def locks(backup: Backup) -> list[OwnLock]:
    """Give the locks that are locks of ours, one of each person."""
    known: dict[str, OwnLock] = {}
    for lock in _locks_in(_documents(backup, LOCKS)):
        known.setdefault(lock.person, lock)
    return list(known.values())


def earlier_locks(backup: Backup) -> list[OwnLock]:
    """Give the locks of before that are locks of ours."""
    return _locks_in(_documents(backup, EARLIER))


def settings(backup: Backup) -> dict[str, str]:
    """Give the settings that are texts."""
    document = next(iter(_documents(backup, SETTINGS)), {})
    return {name: text for name, text in document.items() if isinstance(text, str)}


def _documents(backup: Backup, table: str) -> list[dict[str, Any]]:
    """Give what stands in a table of people.

    Of a file in which something makes no sense, the copy may have what is bad there. The copy of a
    whole file is not asked: what it has besides was deleted since.
    """
    documents: list[dict[str, Any]] = []
    for member in (_PEOPLE, _PEOPLE + BACKUP):
        tables = _read(backup, member, _PEOPLE)
        if tables is not None:
            documents += tables.get(table, {}).values()
            if _make_sense(tables):
                break
    return documents


def _make_sense(tables: _Tables) -> bool:
    """Whether everything in these tables is as it should be."""
    every_lock = [*tables.get(LOCKS, {}).values(), *tables.get(EARLIER, {}).values()]
    return (
        all(_pair_of(document) is not None for document in tables.get(PAIRS, {}).values())
        and len(_locks_in(every_lock)) == len(every_lock)
        and all(
            isinstance(text, str)
            for document in tables.get(SETTINGS, {}).values()
            for text in document.values()
        )
    )


def _pair_of(document: object) -> Pair | None:
    record_key = file_format.record_key_of(Path(_PEOPLE))
    try:
        return schema.from_document(document, Pair, record_key, file=_PEOPLE)
    except errors.RecordDamaged:
        return None


def _locks_in(documents: Iterable[dict[str, Any]]) -> list[OwnLock]:
    known = map(_lock_of, documents)
    return [lock for lock in known if lock is not None]


def _lock_of(document: dict[str, Any]) -> OwnLock | None:
    try:
        return lock_from(document)
    except (LookupError, TypeError, ValueError):
        return None


# -- Conversations and diaries --------------------------------------------------------------------


def talk(backup: Backup, name: str) -> Conversation | None:
    """Give a conversation, out of its copy if need be; None when none is good."""
    return _talk_in(backup, name, name) or _talk_in(backup, name + BACKUP, name)


def _talk_in(backup: Backup, member: str, name: str) -> Conversation | None:
    """Give the conversation in one file of the backup, or None when it cannot be read."""
    known = _record(backup, member, name, "conversation", Conversation)
    return known if known is not None and known.id == Path(name).stem else None


def diaries_of(backup: Backup) -> Iterator[Diary]:
    """Give the diaries that can be read, out of their copies if need be."""
    for name in backup.names("diary/"):
        diary = _diary_in(backup, name, name) or _diary_in(backup, name + BACKUP, name)
        if diary is not None:
            yield diary


def _diary_in(backup: Backup, member: str, name: str) -> Diary | None:
    """Give the diary in one file of the backup, or None when it cannot be read."""
    diary = _record(backup, member, name, diaries.TABLE, Diary)
    return diary if diary is not None and diary.person == Path(name).stem else None


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


def _read(backup: Backup, member: str, name: str) -> _Tables | None:
    """Give what is in one file of the backup, as the record `name`."""
    if not backup.has(member):
        return None
    try:
        record_key = file_format.record_key_of(Path("/", name))
        return tables_in(backup.blob(member), record_key, file=member, keyring=backup.keyring)[1]
    except (errors.RecordDamaged, errors.RecordNewer):
        return None


# -- What cannot be read --------------------------------------------------------------------------


def damaged(backup: Backup) -> Iterator[tuple[str, str, bytes]]:
    """Give what cannot be read: its name in the backup, that of its record, the bytes.

    The copy of a file counts when that does not give what it should.
    """
    for name in backup.names(_PEOPLE, "conversations/", "diary/"):
        for member in (name, name + BACKUP):
            if not backup.has(member):
                continue
            if _reads(backup, member, name):
                break
            yield member, Path(member).name, backup.blob(member)
    for name in backup.names(f"{DAMAGED}/"):
        last = Path(name).name
        record = quarantine.record_of(last)
        if record is None:  # somebody laid it there by hand
            yield name, quarantine.LEFTOVER, backup.blob(name)
        else:
            yield name, record, quarantine.unwrapped(backup.blob(name), last, backup.keyring)[0]


def _reads(backup: Backup, member: str, name: str) -> bool:
    """Whether that very file can be read as the record `name`, and makes sense."""
    if name.startswith("conversations/"):
        return _talk_in(backup, member, name) is not None
    if name.startswith("diary/"):
        return _diary_in(backup, member, name) is not None
    tables = _read(backup, member, name)
    return tables is not None and _make_sense(tables)
