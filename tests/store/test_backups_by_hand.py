"""Archives that no honest program writes: each is called damaged, soon, and nothing comes of it."""

from __future__ import annotations

import errno
import io
import os
import tarfile
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from sessions import errors
from sessions.store import Vault, file_format
from sessions.store.backup import CONTENTS, Backup, write_backup
from sessions.store.disk import FILE_MAX
from sessions.store.file_format import Header, RecordKey
from sessions.store.leftovers import find
from sessions.store.restore import plan, restore
from tests.store.backups import CHEAP, bring, second
from tests.store.faults import ID, NOW, saying
from tests.store.helpers import seal_with
from tests.store.tars import BLOCK, MANIFEST, backup_of, contents, header, member, padded, pax

NAME = "vault.json"
WORDS = Header(record_key=RecordKey("conversation", ID), version=4, generation=1)
FILES = {NAME: MANIFEST}
_SPARSE = tarfile.GNUTYPE_SPARSE
_LONG_NAME = tarfile.GNUTYPE_LONGNAME


def _of_size(name: str, size: int, flag: bytes) -> bytes:
    """Give an archive whose first header says that size."""
    return header(name, size, flag) + b"x" * BLOCK + backup_of(FILES)


BAD_ARCHIVES: dict[str, Callable[[], bytes]] = {
    **{
        f"a {kind} of {size} bytes": partial(_of_size, name, size, flag)
        for kind, name, flag in (
            ("file", NAME, tarfile.REGTYPE),
            ("long name", "././@LongLink", _LONG_NAME),
            ("long link", "././@LongLink", tarfile.GNUTYPE_LONGLINK),
            ("extended header", "x", tarfile.XHDTYPE),
            ("header for all", "g", tarfile.XGLTYPE),
            ("sparse file", NAME, _SPARSE),
        )
        for size in (-1, -BLOCK, -2 * BLOCK, -(2**80), FILE_MAX + 1, 2**40, 2**80)
    },
    "a chain of long names": lambda: (
        member("././@LongLink", b"a" * 8, _LONG_NAME) * 5_000 + backup_of(FILES)
    ),
    "a chain of long names for files": lambda: (
        (member("././@LongLink", b"a" * 8, _LONG_NAME) + member(NAME, b"x")) * 2_000
    ),
    "a chain of extended headers before nothing": lambda: pax("path=abcd") * 5_000,
    "a sparse map of a newer form": lambda: (
        pax("GNU.sparse.major=1", "GNU.sparse.minor=0") + member(NAME, padded(b"zz\n"))
    ),
    "a sparse map that is huge": lambda: (
        header(NAME, 0, _SPARSE, at_386=b"77777777777\0" * 8, at_483=b"77777777777\0")
        + backup_of(FILES)
    ),
    "a sparse map without an end": lambda: (
        header(NAME, 0, _SPARSE, at_482=b"\1") + (b"0" * 504 + b"\1" + b"0" * 7) * 20_000
    ),
    "a size in words": lambda: header(NAME, 0, at_124=b"not a number") + backup_of(FILES),
    "a size with a minus": lambda: header(NAME, 0, at_124=b"-0000001000\0") + backup_of(FILES),
    "a size in digits of another script": lambda: (
        header(NAME, 0, at_124="٣".encode() + b"\0") + backup_of(FILES)
    ),
    "a checksum in words": lambda: (
        header(NAME, 0)[:148] + b"whatever" + header(NAME, 0)[156:] + backup_of(FILES)
    ),
    "a name of half a pair": lambda: member("conv\udcff", b"") + backup_of(FILES),
    "a name without an end": lambda: header(NAME, 0, at_0=b"a" * 100) + backup_of(FILES),
    "a name in two parts": lambda: (
        header(NAME, 0, at_257=b"ustar\x0000", at_345=b"../..") + backup_of(FILES)
    ),
    "half a header at the end": lambda: member(NAME, MANIFEST) + header(CONTENTS, 3)[:300],
    "contents of lists in lists": lambda: member(NAME, MANIFEST) + member(CONTENTS, b"[" * 99_999),
    "contents of objects in objects": lambda: (
        member(NAME, MANIFEST) + member(CONTENTS, b'{"a":' * 99_999)
    ),
    "contents as deep, and whole": lambda: (
        member(NAME, MANIFEST) + member(CONTENTS, b"[" * 99_999 + b"]" * 99_999)
    ),
    "contents with much in them": lambda: member(NAME, MANIFEST) + member(CONTENTS, b"0," * 2**20),
    "contents of many digits": lambda: (
        member(NAME, MANIFEST) + member(CONTENTS, b'{"format":' + b"9" * 5_000 + b"}")
    ),
    "contents that are a list": lambda: member(NAME, MANIFEST) + member(CONTENTS, b"[]"),
    "contents in no UTF-8": lambda: member(NAME, MANIFEST) + member(CONTENTS, b'{"format":"\xff"}'),
    "contents before the rest": lambda: contents(FILES) + member(NAME, MANIFEST),
    "contents twice": lambda: member(NAME, MANIFEST) + contents(FILES) * 2,
    "no manifest": lambda: backup_of({"pairs.tdb": b"x"}),
    "a manifest of lists in lists": lambda: backup_of({NAME: b"[" * 99_999}),
    **{
        f"contents with {name} {value!r:.20}": partial(backup_of, FILES, **{name: value})
        for name, values in {
            "format": ("1", 1.0, True, [1], None, 0, -1),
            "made": ("yesterday", 3, None, [], "2026-13-01", "\ud800"),
            "files": ({}, [], None, "x", {NAME: 3}, {NAME: None}),
        }.items()
        for value in values
    },
}


@pytest.mark.parametrize("name", BAD_ARCHIVES)
def test_an_archive_made_by_hand_is_called_damaged(target: Path, name: str) -> None:
    """Whatever its headers say: one sentence, and little memory."""
    target.write_bytes(BAD_ARCHIVES[name]())
    tracemalloc.start()
    try:
        with pytest.raises(errors.BackupDamaged):
            Backup.open(target)
        assert tracemalloc.get_traced_memory()[1] < 16 * 2**20
    finally:
        tracemalloc.stop()


def test_such_archives_in_the_folder_stop_no_look_for_leftovers(filled: Vault) -> None:
    """What lies in the folder of a vault is looked into as far as it goes."""
    seal_with(filled, "four words", cost=CHEAP)
    words = b"x" * BLOCK + file_format.pack(WORDS, b'{"conversation": {}}')
    for place, make in enumerate(BAD_ARCHIVES.values()):
        (filled.folder / f"{place}.tar").write_bytes(make() + words)
    shown = {leftover.name for leftover in find(filled)}
    assert shown == {f"{place}.tar" for place in range(len(BAD_ARCHIVES))}


@pytest.mark.parametrize("kind", ["noughts", "a name that never ends", "a header that never ends"])
def test_a_file_of_terabytes_is_refused_at_once(target: Path, kind: str) -> None:
    """Nothing is read that cannot be part of a backup."""
    heads = {
        "noughts": b"",
        "a name that never ends": header("././@LongLink", 2**39, _LONG_NAME),
        "a header that never ends": header("x", 8**11 - BLOCK, tarfile.XHDTYPE),
    }
    target.write_bytes(heads[kind])
    os.truncate(target, 2**36)
    with pytest.raises(errors.BackupDamaged):
        Backup.open(target)


def test_what_is_made_by_hand_and_fits_is_read(target: Path) -> None:
    """As somebody packs it who unpacked it: with headers of other programs, without an end."""
    for blob in (
        backup_of(FILES),
        member(NAME, MANIFEST) + contents(FILES),
        pax("GNU.sparse.map=1,2,x,y") + backup_of(FILES),
        pax("size=-1", "GNU.sparse.major=1", "GNU.sparse.minor=0") + backup_of(FILES),
        pax("mtime=1.5", "path=nonsense") * 5_000
        + member(NAME, MANIFEST)
        + pax("a=b")
        + contents(FILES),
        member("g", b"", tarfile.XGLTYPE) + backup_of(FILES),
    ):
        target.write_bytes(blob)
        with Backup.open(target) as backup:
            assert backup.names("vault") == [NAME]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_backup_that_was_packed_anew_comes_back(
    filled: Vault, target: Path, tmp_path: Path, form: int
) -> None:
    """In every form a program of others writes, in the order in which it was."""
    write_backup(filled, target, now=NOW)
    out = io.BytesIO()
    with tarfile.open(target) as old, tarfile.open(fileobj=out, mode="w", format=form) as new:
        for part in old.getmembers():
            part.mtime = 1.5
            new.addfile(part, old.extractfile(part))
    anew = tmp_path / "anew.tar"
    anew.write_bytes(out.getvalue())
    with second(tmp_path) as other:
        bring(other, anew)
        assert other.records.load(ID) == filled.records.load(ID)


class Gone(io.BytesIO):
    """A file on a disk that was pulled out."""

    def read(self, size: int | None = -1) -> bytes:
        """Fail."""
        raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_backup_that_changes_while_it_is_read(
    filled: Vault, target: Path, tmp_path: Path, *, is_gone: bool
) -> None:
    """A file that is cut off, or a stick that is pulled out: a sentence, and nothing half."""
    filled.records.save(saying("w" * 20_000))
    write_backup(filled, target, now=NOW)
    with second(tmp_path) as other, Backup.open(target) as backup:
        os.truncate(target, 3 * BLOCK)
        if is_gone:
            backup._file.close()
            backup._file = Gone()
        problem = errors.BackupUnreadable if is_gone else errors.BackupDamaged
        for what in (
            lambda: plan(other, backup),
            lambda: restore(other, backup, now=NOW, progress=lambda *_: None),
        ):
            with pytest.raises(problem):
                what()
        assert other.records.ids() == ()
