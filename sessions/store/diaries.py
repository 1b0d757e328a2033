"""The diaries in the vault: one file a person, closed for a person with a phrase of their own."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from tinydb import TinyDB

from sessions import diary as diaries
from sessions import errors
from sessions.diary import Diary
from sessions.store import file_format, own_lock, schema
from sessions.store.disk import BACKUP
from sessions.store.own_boxes import closing_again, opening
from sessions.store.own_keys import Locks, doubt_about
from sessions.store.own_lock import OwnLock
from sessions.store.record_files import DIARY, RecordFiles, Saved, put_whole
from sessions.store.rewritten import Rewritten
from sessions.store.sealing import KEY

TABLE = "diary"


def path_of(files: RecordFiles, person: str) -> Path:
    """Give where somebody's diary is kept. Raises `RecordMissing` for what is no id."""
    if not file_format.is_id(person):
        raise errors.RecordMissing(id="")
    return files.folder / DIARY / (person + file_format.SUFFIX)


def writers(files: RecordFiles) -> tuple[str, ...]:
    """Give the ids of the people who keep one. Raises `RecordUnreadable`."""
    folder = files.folder / DIARY
    # What a link leads to is somebody else's; the next save sets it aside.
    listed = [] if folder.is_symlink() else files.names(folder)
    names = (name.removesuffix(BACKUP) for name in listed)
    stems = (
        name.removesuffix(file_format.SUFFIX) for name in names if name.endswith(file_format.SUFFIX)
    )
    return tuple(dict.fromkeys(stem for stem in stems if file_format.is_id(stem)))


def load(files: RecordFiles, person: str, suffix: str = "") -> Diary:
    """Give somebody's diary, an empty one where there is none; what is closed stays closed.

    Raises `RecordDamaged`, `RecordNewer`, `RecordUnreadable` or `VaultLocked`.
    """
    path = path_of(files, person)
    storage, table = files.read(path.with_name(path.name + suffix), TABLE)
    documents = table.all()
    if not documents and storage.header is None:
        if not suffix and files.has_copy(path):
            raise file_format.damaged(str(path), storage.record_key, "gone")
        return Diary(person=person)
    diary = schema.from_document(
        dict(documents[0]) if documents else None, Diary, storage.record_key, file=str(storage.path)
    )
    if diary.person != person:
        raise file_format.damaged(str(storage.path), storage.record_key, "another record")
    return diary


def save(files: RecordFiles, locks: Locks, diary: Diary) -> Saved:
    """Put a diary on the disk, closed for its writer; raises what `RecordFiles.save` raises."""
    path = path_of(files, diary.person)
    with files.saving:
        files.must_write(path)
        record = closed(locks, diary)
        gone = _ids(files, diary.person) - {entry.id for entry in diary.entries}

        def put(database: TinyDB) -> None:
            put_whole(database, TABLE, record)

        saved = files.save(path, diary.person, put)
        if gone:
            # What somebody deleted must not stay in the copy.
            files.copy_to_backup(path)
        return saved


def _ids(files: RecordFiles, person: str) -> set[str]:
    """Give the ids of the notes that are on the disk or in the copy, as far as they can be read."""
    ids: set[str] = set()
    for suffix in ("", BACKUP):
        try:
            ids |= {entry.id for entry in load(files, person, suffix).entries}
        except (errors.RecordDamaged, errors.RecordNewer, errors.RecordUnreadable):
            continue  # told where it is read
    return ids


def closed(locks: Locks, diary: Diary) -> Diary:
    """Give the diary closed, when its writer has a lock. Raises `SaveFailed` or `OwnKeyChanged`."""
    try:
        known = locks.readable()
    except errors.RecordUnreadable as problem:
        raise errors.SaveFailed(**problem.fields) from problem
    except errors.RecordDamaged as problem:  # the disk gives no bytes of it just now
        raise errors.SaveFailed(reason=os.strerror(errno.EIO)) from problem
    lock = known.get(diary.person)
    publics = (own_lock.public_in(entry.closed) for entry in diary.entries)
    boxes = {public for public in publics if len(public) == KEY}
    in_doubt = locks.guard.is_in_doubt(diary.person, known, boxes)
    if lock is None and not in_doubt:
        return diary

    def seal_fields(place: str, fields: Mapping[str, str]) -> str:
        if in_doubt or lock is None:
            raise doubt_about(lock)
        return locks.box(lock, place, fields)

    return diaries.close(diary, seal_fields)


def opened(diary: Diary, key: bytes) -> Diary:
    """Give the diary open, as far as its writer's key opens it."""
    return diaries.open_(diary, opening(diary.person, key))


def open_bare(locks: Locks, diary: Diary) -> Diary:
    """Give the diary open when its writer took their phrase away again."""
    lock = locks.all().get(diary.person)
    return opened(diary, lock.key) if lock is not None and lock.slot is None else diary


def close_earlier(files: RecordFiles, locks: Locks, person: str) -> None:
    """Close what somebody wrote before they had a phrase, in the copy too."""
    if not file_format.is_id(person):
        return
    rewrite(files, person, lambda diary: closed(locks, diary))


def reboxed(locks: Locks, diary: Diary, lock: OwnLock, privates: bytes) -> Diary:
    """Give a diary closed with `lock`, also what other keys of its writer had closed."""
    return closed(locks, diaries.with_boxes(diary, closing_again(lock, privates)))


def note_boxes(locks: Locks, closed_diary: Diary, open_diary: Diary) -> None:
    """Note in which boxes the notes lay that are open now, so that they go back into those."""
    diaries.close(open_diary, locks.noting(diaries.boxes(closed_diary)))


def rewrite(files: RecordFiles, person: str, change: Callable[[Diary], Diary]) -> Rewritten:
    """Change somebody's diary where it lies, in the copy too; raises as `load` and `save`."""
    path = path_of(files, person)
    done = left = 0
    for suffix in ("", BACKUP):
        try:
            diary = load(files, person, suffix)
        except (errors.RecordDamaged, errors.RecordNewer) as problem:
            if file_format.is_passing(problem):
                raise  # it may be read the next time, and then it must be closed
            left += 1
            continue  # told where it is read; nothing of it is shown
        changed = change(diary)
        if changed == diary:
            continue
        storage = files.storage(path.with_name(path.name + suffix), read_only=False)
        storage.keep_backup = False
        files.forget(path)
        storage.write({TABLE: {"1": changed}})
        done += 1
    return Rewritten(changed=done, left=left)


def bring(files: RecordFiles, locks: Locks, other: Diary) -> bool:
    """Add what only `other` holds, out of a backup; gives whether there was anything."""
    try:
        here = load(files, other.person)
    except errors.RecordNewer:
        return False  # a newer program wrote it: it stays as it is
    except errors.RecordDamaged as problem:
        if file_format.is_passing(problem):
            raise errors.RecordUnreadable(**problem.fields) from problem
        here = Diary(person=other.person)
    merged = diaries.merge(here, other)
    if merged == here:
        return False
    save(files, locks, merged)
    return True
