"""A bad index never stops the list, and is made again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sessions import errors
from sessions.store import Vault, file_format
from sessions.store.file_format import Header, RecordKey
from tests.store.badfiles import as_json, whole
from tests.store.damage import settle
from tests.store.faults import ID, OTHER

ROW: dict[str, Any] = {
    "id": ID,
    "stamp": [1, 2, 3],
    "summary": None,
    "problem": "damaged",
    "backup": False,
}
BAD_ROWS: dict[str, Any] = {
    "an id that is a path": {**ROW, "id": "../../x"},
    "no id": {**ROW, "id": ""},
    "an id of another shard": {**ROW, "id": OTHER},
    "a problem nobody knows": {**ROW, "problem": "x"},
    "no summary and no problem": {**ROW, "problem": ""},
    "a short stamp": {**ROW, "stamp": [1]},
    "a stamp in words": {**ROW, "stamp": ["a", "b", "c"]},
    "a stamp of many digits": {**ROW, "stamp": [10**400, 0, 0]},
    "a summary in words": {**ROW, "summary": "x"},
    "half a pair": {**ROW, "problem": "\ud800"},
    "nothing": {},
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_never_stops_the_list(vaults: Callable[[bool], Vault], name: str) -> None:
    """An index with its checksum right that makes no sense is not obeyed, and never a crash."""
    vault = vaults(False)
    folder = vault.records.path(ID).parent
    settle(folder)
    before = vault.index.read()
    seen = {"looked": 2 * 10**18, "changed": folder.stat().st_mtime_ns}
    path = vault.folder / "index" / "ab.tdb"
    path.parent.mkdir(exist_ok=True)
    header = Header(record_key=RecordKey("index", "ab"), version=1, generation=1)
    path.write_bytes(whole_shard(header, {"rows": {"1": BAD_ROWS[name]}, "seen": {"1": seen}}))
    listing = vault.index.read()
    assert OTHER in [summary.id for summary in listing.summaries]
    assert all(isinstance(problem, errors.StoreError) for problem in listing.problems)
    vault.index.make_again()
    assert vault.index.read() == before


def whole_shard(header: Header, tables: Any) -> bytes:
    return file_format.pack(header, as_json(tables))


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"x" * 600,
        bytes(70_000),
        whole(b"[" * 100_000, record_key=RecordKey("index", "ab"), version=1),
    ],
    ids=["empty", "noise", "noughts", "deep"],
)
def test_any_index_is_made_again(vaults: Callable[[bool], Vault], blob: bytes) -> None:
    """Bytes that are no index change nothing about the list."""
    vault = vaults(False)
    before = vault.index.read()
    path = vault.folder / "index" / "ab.tdb"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(blob)
    assert vault.index.read() == before
    vault.index.mend()
    assert path.read_bytes() != blob
