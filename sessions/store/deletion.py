"""Deleting: out of the vault, its copies, what was set aside, and the index.

Step by step, so that a crash leaves it wholly there or wholly gone: what is beside the file goes
first, the file itself last. What a disk or a backup keeps of deleted bytes is beyond this program.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sessions.store import disk as disks
from sessions.store import quarantine
from sessions.store.disk import BACKUP
from sessions.store.own_keys import EARLIER, LOCKS, Locks
from sessions.store.record_files import PAIRS, SETTINGS, RecordFiles
from sessions.store.schema import Tables
from sessions.store.tinydb_storage import save_error


def remove_file(files: RecordFiles, path: Path) -> None:
    """Take a record away, with its ``.bak`` and what was set aside of it.

    Raises `DiskFull` or `SaveFailed`; then the record is still there.
    """
    files.forget(path)
    try:
        quarantine.remove(files, path.name)
        for file in (path.with_name(path.name + BACKUP), path):
            # One on the disk before the next: no copy outlives what it is a copy of.
            try:
                files.disk.unlink(file)
            except FileNotFoundError:
                continue
            disks.sync_folder(files.disk, path.parent)
    except OSError as problem:
        raise save_error(problem) from problem


def remove_pair(
    files: RecordFiles,
    locks: Locks,
    pair_id: str,
    people: frozenset[str],
    with_setting: Callable[[str], bool],
) -> None:
    """Take a pair away, the locks of `people`, and the settings that `with_setting` names.

    Raises `DiskFull` or `SaveFailed`; then the pair is still there, and doing it again works.
    """
    path = files.pairs_path()
    files.forget(path)  # TinyDB remembers which numbers it gave out
    tables = files.storage(path).read() or {}
    gone = {PAIRS: ("id", {pair_id}), LOCKS: ("person", people), EARLIER: ("person", people)}
    for name, (field, ids) in gone.items():
        tables[name] = {
            number: document
            for number, document in tables.get(name, {}).items()
            if document.get(field) not in ids
        }
    tables[SETTINGS] = {
        number: {name: text for name, text in settings.items() if not with_setting(name)}
        for number, settings in tables.get(SETTINGS, {}).items()
    }
    old = locks.all()
    new = {person: lock for person, lock in old.items() if person not in people}
    with locks.guard.changing(old, new):
        _put_people(files, path, tables)


def _put_people(files: RecordFiles, path: Path, tables: Tables) -> None:
    """Put these tables in the place of all there is of people, in the copy too."""
    try:
        quarantine.remove(files, path.name)
        # The copy first: while the pair is in the file, it can be asked for again.
        copy = path.with_name(path.name + BACKUP)
        if files.has_copy(path):
            files.disk.unlink(copy)
            disks.sync_folder(files.disk, copy.parent)
        for file in (copy, path):
            storage = files.storage(file, read_only=False)
            storage.keep_backup = False
            storage.write(tables)
    except OSError as problem:
        raise save_error(problem) from problem
