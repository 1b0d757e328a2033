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
from sessions.store.own_keys import LOCKS
from sessions.store.record_files import PAIRS, RecordFiles
from sessions.store.tinydb_storage import save_error


def remove_file(cabinet: RecordFiles, path: Path) -> None:
    """Take a record away, with its ``.bak`` and what was set aside of it.

    Raises `DiskFull` or `SaveFailed`; then the record is still there.
    """
    cabinet.forget(path)
    try:
        quarantine.remove(cabinet, path.name)
        for one in (path.with_name(path.name + BACKUP), path):
            # Each on the disk before the next: no copy outlives what it is a copy of.
            try:
                cabinet.disk.unlink(one)
            except FileNotFoundError:
                continue
            disks.sync_folder(cabinet.disk, path.parent)
    except OSError as problem:
        raise save_error(problem) from problem


def remove_pair(
    cabinet: RecordFiles, pair_id: str, people: frozenset[str], is_draft: Callable[[str], bool]
) -> None:
    """Take a pair away, the locks of `people`, and the half-typed names in the settings.

    Raises `DiskFull` or `SaveFailed`; then the pair is still there, and doing it again works.
    """
    path = cabinet.pairs_path()
    cabinet.forget(path)  # TinyDB remembers which numbers it gave out
    tables = cabinet.storage(path).read() or {}
    gone = {PAIRS: ("id", {pair_id}), LOCKS: ("person", people)}
    for name, (field, ids) in gone.items():
        kept = {
            number: one for number, one in tables.get(name, {}).items() if one.get(field) not in ids
        }
        tables[name] = kept
    tables["settings"] = {
        number: {name: text for name, text in one.items() if not is_draft(name)}
        for number, one in tables.get("settings", {}).items()
    }
    try:
        quarantine.remove(cabinet, path.name)
        # The copy first: while the pair is in the file, it can be asked for again.
        copy = path.with_name(path.name + BACKUP)
        if cabinet.has_copy(path):
            cabinet.disk.unlink(copy)
            disks.sync_folder(cabinet.disk, copy.parent)
        for one in (copy, path):
            storage = cabinet.storage(one, read_only=False)
            storage.keep_backup = False
            storage.write(tables)
    except OSError as problem:
        raise save_error(problem) from problem
