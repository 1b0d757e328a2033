"""The index: the list without reading everything, and right whatever happened meanwhile."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.conversation import Conversation
from sessions.store import Vault
from sessions.store import index as indexes
from sessions.store.sealing import Cost
from sessions.summary import summarise
from tests.store.conftest import Opener
from tests.store.faults import ID, NOW, OTHER, Faulty, failing, saying, small
from tests.store.helpers import seal_with

THIRD = "ab" + "7" * 30


@pytest.fixture
def filled(open_vault: Opener) -> Vault:
    """A vault of three conversations, two of them in one shard, with an index that has settled."""
    vault = open_vault()
    for conversation in (saying("one"), saying("two", OTHER), saying("three", THIRD)):
        vault.records.save(conversation)
    settle(vault)
    return vault


def settle(vault: Vault) -> None:
    """Let an hour pass on the disk since the last change, and write the index."""
    for path in (vault.folder / "conversations").rglob("*"):
        past = path.stat().st_mtime_ns - 3_600_000_000_000
        os.utime(path, ns=(past, past))
    vault.index.read()
    vault.index.mend()


def titles(vault: Vault) -> list[str]:
    """Give what the list shows, in order of the alphabet."""
    return sorted(summary.title for summary in vault.index.read().summaries)


def loads(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which conversations are read from now on."""
    noted: list[str] = []
    load = vault.records.load

    def note(conversation_id: str) -> Conversation:
        noted.append(conversation_id)
        return load(conversation_id)

    monkeypatch.setattr(vault.index, "_load", note)
    return noted


def test_a_settled_list_reads_no_conversation(
    filled: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything comes from the index, and it is what the conversations say."""
    noted = loads(filled, monkeypatch)
    found = filled.index.read()
    assert noted == []
    assert sorted(found.summaries, key=lambda summary: summary.id) == sorted(
        (summarise(filled.records.load(id_)) for id_ in filled.records.ids()),
        key=lambda one: one.id,
    )
    assert found.problems == []


def test_what_was_saved_is_read_again_and_nothing_else(
    filled: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the program was killed before it wrote the index."""
    filled.records.save(saying("one, later"))
    noted = loads(filled, monkeypatch)
    assert titles(filled) == ["one, later", "three", "two"]
    assert noted == [ID]


def test_leaving_writes_the_index(filled: Vault, folder: Path) -> None:
    """What was saved in a run stands in the index when the run is over."""
    filled.records.save(saying("one, later"))
    filled.close()
    assert b"one, later" in (folder / "index" / "ab.tdb").read_bytes()


def test_what_somebody_else_puts_there_or_takes_away_is_seen(filled: Vault) -> None:
    """Files copied in or removed by hand, a folder too."""
    shutil.copy(filled.records.path(OTHER), filled.folder / "kept")
    filled.records.path(OTHER).unlink()
    assert titles(filled) == ["one", "three"]
    filled.records.path(THIRD).unlink()
    assert titles(filled) == ["one"]
    shutil.move(filled.folder / "kept", filled.records.path(OTHER))
    assert titles(filled) == ["one", "two"]
    shutil.rmtree(filled.folder / "conversations" / "ab")
    assert titles(filled) == ["two"]


def test_a_change_within_one_tick_of_the_clock_is_seen(
    filled: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A save right after the index looked may carry the same time; so it looks once more."""
    filled.records.save(saying("one, later"))
    filled.index.flush()
    path = filled.records.path(ID)
    state, above = path.stat(), path.parent.stat()
    blob = path.read_bytes()
    filled.records.save(saying("one, LATER"))
    again = path.read_bytes()
    path.write_bytes(blob)
    with path.open("r+b") as file:  # the very same file number, size and times
        file.write(again)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    os.utime(path.parent, ns=(above.st_atime_ns, above.st_mtime_ns))
    assert "one, LATER" in titles(filled)


@pytest.mark.parametrize("blob", [b"", b"half", b"tweespraak 1 index 1 ab 1 plain x"])
def test_a_damaged_index_is_made_again(filled: Vault, blob: bytes) -> None:
    """Nobody is told: nothing was lost."""
    path = filled.folder / "index" / "ab.tdb"
    path.write_bytes(blob)
    assert titles(filled) == ["one", "three", "two"]
    filled.index.mend()
    assert path.read_bytes() != blob
    assert titles(filled) == ["one", "three", "two"]


def test_without_an_index_it_is_made(filled: Vault) -> None:
    """Taken away, it comes back; a reader makes it in memory only."""
    shutil.rmtree(filled.folder / "index")
    with Vault.open(filled.folder, now=NOW, read_only=True) as reader:
        assert titles(reader) == ["one", "three", "two"]
        reader.index.mend()
    assert not (filled.folder / "index").exists()
    assert titles(filled) == ["one", "three", "two"]
    filled.index.mend()
    assert sorted(path.name for path in (filled.folder / "index").iterdir()) == [
        "ab.tdb",
        "cd.tdb",
        "promised.json",
    ]


def test_what_cannot_be_read_is_told_each_time(filled: Vault) -> None:
    """Damaged and newer files stand in the index as such, with whether there is a copy."""
    filled.records.path(ID).write_bytes(b"half")
    filled.records.path(OTHER).write_bytes(b"half")
    shutil.copy(filled.records.path(THIRD), f"{filled.records.path(ID)}.bak")
    for _ in range(2):
        found = filled.index.read()
        told = {str(problem.fields["id"]): problem for problem in found.problems}
        assert set(told) == {ID, OTHER}
        assert all(isinstance(problem, errors.RecordDamaged) for problem in told.values())
        assert (told[ID].fields["backup"], told[OTHER].fields["backup"]) == (True, False)
        assert [summary.title for summary in found.summaries] == ["three"]
        settle(filled)


def test_a_folder_that_cannot_be_listed_hides_only_itself(open_vault: Opener) -> None:
    """The others are there, and it is told."""
    vault = open_vault()
    vault.records.save(saying("one"))
    vault.records.save(saying("two", OTHER))
    (vault.folder / "conversations" / "cd").rename(vault.folder / "away")
    (vault.folder / "conversations" / "cd").write_text("no folder")
    assert titles(vault) == ["one"]


def test_an_index_that_cannot_be_written_loses_nothing(folder: Path) -> None:
    """A full disk at the end of a run is no reason to fail; the next start mends it."""
    full = Faulty()
    vault = Vault.open(folder, now=NOW, disk=full)
    vault.records.save(saying("one"))
    full.fault = failing(28, "write")
    vault.close()
    with Vault.open(folder, now=NOW) as again:
        assert titles(again) == ["one"]


def test_the_index_is_sealed_with_the_rest(filled: Vault) -> None:
    """It holds subjects and agreements, so it is as private as what it is made of."""
    seal_with(filled, "four words", cost=Cost(memory=64, passes=1, lanes=1))
    settle(filled)
    assert titles(filled) == ["one", "three", "two"]
    for path in (filled.folder / "index").iterdir():
        assert b"three" not in path.read_bytes()
        assert b"aes-256-gcm" in path.read_bytes()


def test_the_check_finds_an_index_that_lies(filled: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that says something else than its conversation is put right."""
    monkeypatch.setattr(indexes, "LOOK_MAX", 0)  # as with a hundred thousand of them
    path = filled.records.path(ID)
    state, above = path.stat(), path.parent.stat()
    other = small(ID, said=saying("eno").said)
    filled.records.save(other)
    os.utime(path.parent, ns=(above.st_atime_ns, above.st_mtime_ns))
    assert state.st_ino != path.stat().st_ino
    assert "one" in titles(filled)
    assert filled.index.make_again() == 1
    assert "eno" in titles(filled)


def test_a_later_index_is_made_anew(filled: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index of another version is not read; it is made of the conversations."""
    monkeypatch.setattr(indexes, "VERSION", 9)
    noted = loads(filled, monkeypatch)
    assert titles(filled) == ["one", "three", "two"]
    assert len(noted) == 3


def test_leftovers_of_a_killed_save_are_swept_where_something_changed(filled: Vault) -> None:
    """A temporary file lies only in a folder that changed; there it goes."""
    left = filled.records.path(ID).with_name(f".tweespraak-{'0' * 16}.tmp")
    left.write_text("somebody's words")
    filled.index.read()
    assert not left.exists()


def test_a_restored_one_says_so(open_vault: Opener) -> None:
    """The list can tell it from the talk it was a copy of."""
    vault = open_vault()
    vault.records.save(replace(saying("one"), restored=NOW, origin=OTHER))
    assert [summary.restored for summary in vault.index.read().summaries] == [NOW]
