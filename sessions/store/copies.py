"""Copies of what is in a vault, beside it: those of sync programs, editors, and people themselves.

Nothing reads them, so whoever deletes a conversation would leave its words in them. They are found
by their name, and by what their header says, whether it is sealed or not. Backups in the folder are
not among them: somebody made those on purpose, and it is said that they stay.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from sessions import errors
from sessions.store import disk as disks
from sessions.store import file_format, folder_walk, leftovers, plain_words, quarantine
from sessions.store.file_format import RecordKey
from sessions.store.leftovers import Leftover, Sort
from sessions.store.plain_words import Piece
from sessions.store.record_files import DAMAGED, RecordFiles

if TYPE_CHECKING:
    from sessions.store.vault import Vault

_HEAD = 4096
"""Bytes that are read of what is too large for a record: a header stands in them."""

_IN_NAME = re.compile(folder_walk.ID)
_NOBODY = RecordKey("", "")


def find(vault: Vault) -> tuple[Leftover, ...]:
    """Give every copy in the folder of an open vault. Takes time. Raises `VaultLocked`."""
    return _find(vault.files, None)


def of_records(vault: Vault, ids: Collection[str]) -> tuple[Leftover, ...]:
    """Give the copies in which something of these stands: conversations, diaries, pairs.

    With them, by their ids, everything goes that is a copy of the list. Takes time, and raises
    `VaultLocked`.
    """
    return _find(vault.files, frozenset(ids))


def _find(files: RecordFiles, ids: frozenset[str] | None) -> tuple[Leftover, ...]:
    looks = (_look(files, name, state, ids) for name, state in folder_walk.walk(files))
    return tuple(copy for copy in looks if copy is not None)


def _look(
    files: RecordFiles, name: str, state: os.stat_result | None, ids: frozenset[str] | None
) -> Leftover | None:
    """Give the copy that a file is, of one of `ids` if they are given, or None for no such copy."""
    if state is None:
        return Leftover(sort=Sort.UNSEEN, name=name)
    if _is_of_vault(name):
        return None
    try:
        if state.st_size > disks.FILE_MAX:
            blob = folder_walk.head_of(files, name, _HEAD)
        else:
            blob = disks.read_file(files.disk, files.folder / name) or b""
    except (FileNotFoundError, disks.NotARegularFile):
        return None
    except OSError:
        return Leftover(sort=Sort.UNSEEN, name=name)
    if not blob or plain_words.is_archive(blob):
        return None
    pieces = [piece for piece in plain_words.pieces(blob, files.keyring) if piece.header]
    keys = _keys(blob, pieces)
    if not keys and not folder_walk.is_named_as_copy(name):
        return None
    if ids is not None and not _is_of(name, blob, pieces, keys, ids):
        return None
    sort = leftovers.sort_of(name, blob)
    return Leftover(sort=sort, name=name, stamp=folder_walk.stamp_of(state))


def _is_of_vault(name: str) -> bool:
    """Whether a file is one of the vault's own, which are deleted with their record."""
    if folder_walk.RECORD.fullmatch(name) or folder_walk.WITHOUT_WORDS.fullmatch(name):
        return True
    above, _, last = name.rpartition("/")
    return above == DAMAGED and quarantine.record_of(last) is not None


def _keys(blob: bytes, pieces: list[Piece]) -> set[RecordKey]:
    """Give which records are in a file, also of one that another key than the vault's closes."""
    keys = {piece.header.record_key for piece in pieces if piece.header}
    try:
        keys.add(file_format.glance(blob, _NOBODY, file="").record_key)
    except errors.StoreError:
        return keys  # it does not begin with a record
    return keys


def _is_of(
    name: str, blob: bytes, pieces: list[Piece], keys: set[RecordKey], ids: frozenset[str]
) -> bool:
    """Whether something of one of `ids` stands in a file."""
    if any(key.id in ids for key in keys) or ids & set(_IN_NAME.findall(name)):
        return True
    kinds = {key.kind for key in keys}
    if not (kinds & {"pairs", "index"} or _is_of_several(name)):
        return False
    # Of what cannot be opened nobody knows of whom it is; it is a copy of what is made anew.
    raws = [piece.raw for piece in pieces] or [blob]
    if plain_words.is_sealed(blob) and not pieces:
        return True
    return any(record_id.encode() in raw for record_id in ids for raw in raws)


def _is_of_several(name: str) -> bool:
    """Whether a file is called after one that holds something of several records."""
    last = name.rpartition("/")[2].lstrip("#~. ")
    return folder_walk.is_named_as_index(name) or last.startswith("pairs")
