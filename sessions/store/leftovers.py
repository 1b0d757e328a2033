"""Leftovers: files in the folder of a vault in which words stand that should be closed by now.

Sealing closes the files of the vault, and a person's own phrase what they wrote alone in them. It
does not know of copies: those of sync programs and editors, what was set aside, backups, saves and
exports that were killed. Here they are found and named, and closed or taken away for who asks
(THREATS: 8). What lies elsewhere, or in blocks of the disk that were not written over, is not seen.
"""

from __future__ import annotations

import os
import re
import stat
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sessions import seal_errors
from sessions.diary import Diary
from sessions.store import diaries, file_format, folder_walk, plain_words, quarantine, schema
from sessions.store import disk as disks
from sessions.store.file_format import Header, Keyring
from sessions.store.record_files import RecordFiles
from sessions.store.tinydb_storage import encode, save_error

if TYPE_CHECKING:
    from sessions.store.vault import Vault

_HEAD = 1024 * 1024
"""Bytes that are read of a file past `disks.FILE_MAX`: a backup begins with a record."""
_CLOSED_MAX = disks.FILE_MAX - 4096
"""Bytes that still fit in a file when they are sealed."""

_UNFINISHED = re.compile(r"\.tweespraak-[0-9a-f]{16}\.(tmp|backup|export)")
_OF_RECORD = re.compile(rf"{folder_walk.ID}|^\W{{0,2}}pairs\b")


class Sort(StrEnum):
    """What a file is."""

    RECORD = "record"
    """One of the vault's own, in its place."""
    CONFLICT = "conflict"
    """A copy that a sync program, an editor or somebody made of one."""
    DAMAGED = "damaged"
    """Set aside, because it could not be read."""
    BACKUP = "backup"
    UNFINISHED = "unfinished"
    """A save, a backup or an export that was killed."""
    NOT_OURS = "not-ours"
    """Anything else, with a record of ours in it."""
    UNSEEN = "unseen"
    """What could not be looked into."""


class Leftover(msgspec.Struct, frozen=True, kw_only=True):
    """A file in which words stand open; `name` is where, in the folder of the vault.

    `people` are the ids of those whose words stand in it that they closed elsewhere.
    """

    sort: Sort
    name: str
    people: tuple[str, ...] = ()
    can_close: bool = False
    stamp: tuple[int, int, int] = (0, 0, 0)
    """What the file looked like: another one under that name is left alone."""

    @property
    def can_go(self) -> bool:
        """Whether it can be taken away."""
        return self.sort is not Sort.UNSEEN


def find(vault: Vault) -> tuple[Leftover, ...]:
    """Give what is left over in the folder of an open vault. Takes time; changes nothing.

    In a vault without a seal in which nobody has a phrase, nothing is. Raises `VaultLocked`, or
    `RecordUnreadable` when it cannot be known who has a phrase.
    """
    files = vault.files
    keyring = files.keyring
    locks = vault.own_phrases.locks.readable().values()
    people = tuple(lock.person for lock in locks if lock.slot is not None)
    if keyring is None and not people:
        return ()
    looks = (_look(files, name, state, people) for name, state in folder_walk.walk(files))
    leftovers = [leftover for leftover in looks if leftover is not None]
    with files.saving:  # a save that went on meanwhile has a file that is gone now
        return tuple(leftover for leftover in leftovers if _is_there(files, leftover))


def close(vault: Vault, leftover: Leftover) -> None:
    """Keep it closed among what was set aside, and take the open one away.

    Sealed whole; a record in which somebody's own words stand open, with those in boxes. Cut off,
    both may be there. Raises `LeftoverStaysOpen`, `LeftoverChanged`, `OwnKeyChanged`, and what
    saving raises; then the open one is still there.
    """
    files, path = vault.files, vault.folder / leftover.name
    with files.saving:
        files.must_write(path)
        if not leftover.can_close:
            raise seal_errors.LeftoverStaysOpen(file=str(path))
        try:
            _must_be_as_shown(files, leftover)
            blob = disks.read_file(files.disk, path) or b""
            kept = _closed(vault, blob) if leftover.people else blob
            quarantine.put(files, _record_of(kept, leftover.name), kept, files.keyring)
            _unlink(files, leftover)
        except OSError as problem:
            raise save_error(problem) from problem


def take_away(vault: Vault, leftover: Leftover) -> None:
    """Take it away for good. Raises as `close`; then it is still there."""
    files, path = vault.files, vault.folder / leftover.name
    with files.saving:
        files.must_write(path)
        if not leftover.can_go:
            raise seal_errors.LeftoverStaysOpen(file=str(path))
        try:
            _must_be_as_shown(files, leftover)
            _unlink(files, leftover)
        except OSError as problem:
            raise save_error(problem) from problem


# -- Looking --------------------------------------------------------------------------------------


def _look(
    files: RecordFiles, name: str, state: os.stat_result | None, people: tuple[str, ...]
) -> Leftover | None:
    """Give what is left over in one file, or None when nothing is."""
    if state is None:
        return Leftover(sort=Sort.UNSEEN, name=name)
    if folder_walk.WITHOUT_WORDS.fullmatch(name):
        return None
    is_record = folder_walk.RECORD.fullmatch(name) is not None
    try:
        is_large = state.st_size > disks.FILE_MAX
        if is_large or (is_record and not people):
            blob = folder_walk.head_of(files, name, _HEAD if is_large else 1024)
            if is_record and plain_words.is_sealed(blob):
                return None
        if not is_large:
            blob = disks.read_file(files.disk, files.folder / name) or b""
    except (FileNotFoundError, disks.NotARegularFile):
        return None
    except OSError:
        return Leftover(sort=Sort.UNSEEN, name=name)
    sort = sort_of(name, blob)
    keyring = files.keyring
    is_open = keyring is not None and _is_open(sort, name, blob) and not _is_listed(blob, keyring)
    whose = _whose(blob, keyring, people)
    if not is_open and not whose:
        return None
    can_close = state.st_size <= _CLOSED_MAX and (not whose or _piece(blob, keyring) is not None)
    return Leftover(
        sort=sort, name=name, people=whose, can_close=can_close, stamp=folder_walk.stamp_of(state)
    )


def sort_of(name: str, blob: bytes) -> Sort:
    last = name.rpartition("/")[2]
    if folder_walk.RECORD.fullmatch(name):
        return Sort.RECORD
    if _UNFINISHED.fullmatch(last):
        return Sort.UNFINISHED
    if plain_words.is_archive(blob):
        return Sort.BACKUP if blob.startswith(b"vault.json\0") else Sort.NOT_OURS
    if name.startswith("damaged/"):
        return Sort.DAMAGED
    return Sort.CONFLICT if folder_walk.is_named_as_copy(name) else Sort.NOT_OURS


def _is_open(sort: Sort, name: str, blob: bytes) -> bool:
    """Whether words of the vault stand open in a file: nothing but its seal would close them."""
    if sort is Sort.UNFINISHED and name.endswith(".export"):
        return bool(blob)
    if sort in (Sort.NOT_OURS, Sort.BACKUP):
        return plain_words.has_record(blob)
    return plain_words.has_document(blob)


def _is_listed(blob: bytes, keyring: Keyring) -> bool:
    """Whether it is a file of which the seal is being put on or taken off."""
    import hashlib

    return bool(keyring.plain) and hashlib.sha256(blob).hexdigest() in keyring.plain


def _whose(blob: bytes, keyring: Keyring | None, people: tuple[str, ...]) -> tuple[str, ...]:
    """Give who of those with a phrase wrote something alone that stands open."""
    if not people:
        return ()
    whose: set[str] = set()
    for piece in plain_words.pieces(blob, keyring):
        whose |= plain_words.open_in(piece, people)
    return tuple(person for person in people if person in whose)


# -- Closing --------------------------------------------------------------------------------------


def _piece(blob: bytes, keyring: Keyring | None) -> plain_words.Piece | None:
    """Give the record that is all there is in a file, or None: then nothing in it can be closed."""
    if not blob.startswith(file_format.MAGIC.encode()):
        return None
    pieces = list(plain_words.pieces(blob, keyring))
    if len(pieces) != 1 or plain_words.record_in(pieces[0]) is None:
        return None
    try:
        msgspec.json.decode(pieces[0].raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None  # there is more in it than the record
    return pieces[0]


def _closed(vault: Vault, blob: bytes) -> bytes:
    """Give a file with what people wrote alone in boxes. Raises `OwnKeyChanged`."""
    piece = _piece(blob, vault.files.keyring)
    record = None if piece is None else plain_words.record_in(piece)
    if piece is None or piece.header is None or record is None:
        raise seal_errors.LeftoverStaysOpen(file="")
    locks = vault.own_phrases.locks
    closed = diaries.closed(locks, record) if isinstance(record, Diary) else locks.close(record)
    header = Header(
        record_key=piece.header.record_key,
        version=schema.version_of(piece.kind),
        generation=piece.header.generation,
    )
    return file_format.pack(header, encode({piece.kind: {"1": closed}}))


def _record_of(blob: bytes, name: str) -> str:
    """Give the file name of the record that is in it: whoever deletes that, deletes it too."""
    pieces = list(plain_words.pieces(blob, None))
    header = pieces[0].header if len(pieces) == 1 else None
    if header is not None and file_format.is_id(header.record_key.id):
        return header.record_key.id + file_format.SUFFIX
    of_record = _OF_RECORD.search(Path(name).name)
    if of_record is None or len(pieces) > 1:
        return quarantine.LEFTOVER
    stem = of_record[0] if file_format.is_id(of_record[0]) else "pairs"
    return stem + file_format.SUFFIX


def _unlink(files: RecordFiles, leftover: Leftover) -> None:
    """Take the file away, when it is still the one that was shown."""
    _must_be_as_shown(files, leftover)
    path = files.folder / leftover.name
    files.forget(path)
    files.disk.unlink(path)
    disks.sync_folder(files.disk, path.parent)


def _must_be_as_shown(files: RecordFiles, leftover: Leftover) -> None:
    path = files.folder / leftover.name
    above = [parent for parent in path.parents if parent.is_relative_to(files.folder)]
    is_ours = all(folder_walk.is_own(files, parent) for parent in above)
    if not is_ours or not _is_there(files, leftover):
        raise seal_errors.LeftoverChanged(file=str(path))


def _is_there(files: RecordFiles, leftover: Leftover) -> bool:
    if not leftover.can_go:
        return True
    state = folder_walk.state_of(files, leftover.name)
    return (
        state is not None
        and stat.S_ISREG(state.st_mode)
        and folder_walk.stamp_of(state) == leftover.stamp
    )
