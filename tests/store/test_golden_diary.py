"""Diaries and an inventory that an earlier version wrote: they open for ever, to the letter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sessions import diary as diaries
from sessions import inventory
from sessions.store import Vault
from tests.store.faults import NOW
from tests.store.golden import golden_document, lay_out
from tests.store.test_golden import contents, plain

KIM, SAM = "1" * 32, "2" * 32
VAULTS = ("v3-diary-plain", "v3-diary-sealed")
TOLD: Any = golden_document("v3-diary")
DIARIES: Any = {
    person: {**diary, "entries": [{**entry, "about": ""} for entry in diary["entries"]]}
    for person, diary in TOLD["diaries"].items()
}
"""As they read now: a note says what it is about, which was nothing then."""

pytestmark = pytest.mark.parametrize("name", VAULTS)


def opened(name: str, folder: Path, *, read_only: bool = False) -> Vault:
    """Give a copy of a golden vault, open."""
    lay_out(name, folder)
    vault = Vault.open(folder, now=NOW, read_only=read_only)
    if vault.seal.is_locked:
        vault.seal.unlock(TOLD["passphrase"])
    return vault


def test_the_diaries_open(tmp_path: Path, name: str) -> None:
    """Every field of every note; who has a phrase needs it; reading changes no file."""
    with opened(name, tmp_path / "vault", read_only=True) as vault:
        before = contents(vault.folder)
        assert set(vault.records.diarists()) == {KIM, SAM}
        assert plain(vault.records.diary(SAM)) == DIARIES[SAM]
        closed = vault.records.diary(KIM)
        assert all(entry.closed and not entry.text and not entry.typed for entry in closed.entries)
        key = vault.own_phrases.key(KIM, TOLD["own"])
        assert plain(vault.own_phrases.open_diary(closed, key)) == DIARIES[KIM]
        assert contents(vault.folder) == before


def test_written_on_they_keep_what_was_there(tmp_path: Path, name: str) -> None:
    """One more note beside those of then."""
    with opened(name, tmp_path / "vault") as vault:
        grown = diaries.add(vault.records.diary(SAM), new_id="d" * 32, on=NOW.date(), now=NOW)
        vault.records.save_diary(diaries.write(grown, "d" * 32, "text", "en nog een"))
        found = plain(vault.records.diary(SAM))
        assert found["entries"][:-1] == DIARIES[SAM]["entries"]


def test_the_inventory_says_the_same(tmp_path: Path, name: str) -> None:
    """Every matter with the places of then: an answer belongs to its matter for good."""
    with opened(name, tmp_path / "vault") as vault:
        rows = inventory.rows(vault.records.load("c" * 32))
        seen = [
            [
                row.matter.id,
                {
                    who: {measure.value: place for measure, place in given.items()}
                    for who, given in row.seen.items()
                },
            ]
            for row in rows
        ]
        assert seen == TOLD["places"]
