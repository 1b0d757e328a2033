"""Backups with something bad among good: what can be brought comes, and what cannot is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.store import Vault, file_format, schema
from sessions.store.backup import Backup, write_backup
from sessions.store.disk import FILE_MAX
from sessions.store.file_format import Header, RecordKey
from sessions.store.own_keys import lock_from
from sessions.store.record_files import PAIRS
from sessions.store.restore import plan, restore
from tests.store.backups import CHEAP, bring, everywhere, second
from tests.store.badfiles import Bad, as_json, fine, tables, whole
from tests.store.damage import clear, listed
from tests.store.faults import ID, NOW, OTHER, pair
from tests.store.helpers import seal_with
from tests.store.locks import GOOD, lay_pairs, text
from tests.store.tars import MANIFEST, backup_of
from tests.store.test_bad_files import PLAIN_GROUPS, SEALED_GROUPS
from tests.store.test_bad_locks import BAD_LOCKS, BAD_PAIRS

TALK = f"conversations/ab/{ID}.tdb"
GOOD_TALK = {
    f"conversations/{OTHER[:2]}/{OTHER}.tdb": whole(
        as_json({"conversation": {"1": schema.to_document(fine())}}),
        record_key=RecordKey("conversation", OTHER),
    )
}
BAD_PAIR = {"id": 3, "people": [], "setting": "work"}


def of(pair_id: str) -> dict[str, Any]:
    """Give a pair as it is kept."""
    document: dict[str, Any] = json.loads(as_json(schema.to_document(pair(pair_id))))
    return document


def people(**named: list[Any]) -> bytes:
    """Give a file of people, with the records in each table."""
    counted = {
        name.replace("_", " "): {str(at): record for at, record in enumerate(records, start=1)}
        for name, records in named.items()
    }
    header = Header(record_key=RecordKey(PAIRS, PAIRS), version=3, generation=1)
    return file_format.pack(header, as_json(counted))


@pytest.fixture
def made(target: Path) -> Callable[..., Path]:
    """Make a backup by hand, with a good conversation in it."""

    def make(**files: bytes) -> Path:
        named = {name.replace("__", "/").replace("_", "."): blob for name, blob in files.items()}
        target.write_bytes(backup_of({"vault.json": MANIFEST, **named, **GOOD_TALK}))
        return target

    return make


def is_lock(document: dict[str, Any]) -> bool:
    """Whether it is a lock of ours, though perhaps none that opens."""
    try:
        lock_from(document)
    except (LookupError, TypeError, ValueError):
        return False
    return True


def ids_of(vault: Vault) -> list[str]:
    """Give the ids of the pairs."""
    return [known.id for known in vault.records.pairs()]


def test_a_bad_pair_among_good_ones(made: Callable[..., Path], tmp_path: Path) -> None:
    """The good ones come, the file is named and kept, and a second time there is nothing to do."""
    file = people(pairs=[of("p1"), BAD_PAIR, of("p3")], settings=[{"language": "nl"}])
    with second(tmp_path) as other:
        before, after = bring(other, made(pairs_tdb=file))
        assert (before.pairs, before.damaged, after.is_empty) == (2, ["pairs.tdb"], True)
        assert ids_of(other) == ["p1", "p3"]
        assert other.records.settings() == {"language": "nl"}
        assert other.records.ids() == (OTHER,)
        assert file in everywhere(other.folder / "damaged")


def test_the_copy_gives_what_the_file_does_not(made: Callable[..., Path], tmp_path: Path) -> None:
    """Of a file with a bad pair its good ones come, and out of its copy what it has no longer."""
    file = people(pairs=[of("p1"), BAD_PAIR, of("p3")], locks=[GOOD])
    copy = people(pairs=[of("p1"), of("p2")], settings=[{"theme": "dark"}])
    with second(tmp_path) as other:
        before, _ = bring(other, made(pairs_tdb=file, pairs_tdb_bak=copy))
        assert before.pairs == 3
        assert ids_of(other) == ["p1", "p3", "p2"]
        assert other.own_phrases.has("k")
        assert other.records.settings() == {"theme": "dark"}


def test_the_copy_of_a_whole_file_gives_nothing(made: Callable[..., Path], tmp_path: Path) -> None:
    """What stands in a copy alone was deleted since."""
    copy = people(pairs=[of("p1"), of("p2")], locks=[GOOD])
    with second(tmp_path) as other:
        bring(other, made(pairs_tdb=people(pairs=[of("p1")]), pairs_tdb_bak=copy))
        assert ids_of(other) == ["p1"]
        assert not other.own_phrases.has("k")


@pytest.mark.parametrize("table", ["locks", "earlier_locks"])
def test_a_bad_lock_among_good_ones(made: Callable[..., Path], tmp_path: Path, table: str) -> None:
    """The good ones come, whatever the bad one is; the file is named."""
    good = {**GOOD, "person": "s"}
    for place, bad in enumerate(BAD_LOCKS.values()):
        locks = {"locks": [good], table: [bad, *([good] if table == "locks" else [])]}
        file = people(pairs=[of("p1")], **locks)
        with Vault.open(tmp_path / f"other{place}", now=NOW) as other:
            before, after = bring(other, made(pairs_tdb=file))
            assert (before.damaged == ["pairs.tdb"]) == (not is_lock(bad))
            assert after.is_empty
            assert ids_of(other) == ["p1"]
            assert other.own_phrases.has("s")
            assert other.records.ids() == (OTHER,)


def test_settings_that_make_no_sense(made: Callable[..., Path], tmp_path: Path) -> None:
    """Those that are texts come; a table is no text, and the file is named."""
    file = people(settings=[{"language": {"a": [1]}, "theme": "dark", "bell": 3}])
    with second(tmp_path) as other:
        before, _ = bring(other, made(pairs_tdb=file))
        assert before.damaged == ["pairs.tdb"]
        assert other.records.settings() == {"theme": "dark"}


def test_the_same_pair_twice(made: Callable[..., Path], tmp_path: Path) -> None:
    """It is one pair, and is counted as one."""
    with second(tmp_path) as other:
        before, _ = bring(other, made(pairs_tdb=people(pairs=[of("p1"), of("p1")])))
        assert (before.pairs, ids_of(other)) == (1, ["p1"])


@pytest.mark.parametrize("is_there", [False, True])
def test_what_is_damaged_in_the_copy_too(
    made: Callable[..., Path], tmp_path: Path, *, is_there: bool
) -> None:
    """Whether the file is there or only its copy is left: both are named, and kept."""
    files = {f"conversations__ab__{ID}_tdb_bak": b"half, too"}
    if is_there:
        files[f"conversations__ab__{ID}_tdb"] = b"half"
    with second(tmp_path) as other:
        before, after = bring(other, made(**files))
        assert before.damaged == ([TALK] if is_there else []) + [f"{TALK}.bak"]
        assert after.is_empty
        kept = sorted(path.read_bytes() for path in (other.folder / "damaged").iterdir())
        assert kept == [b"half"] * is_there + [b"half, too"]


@pytest.mark.parametrize("is_sealed", [False, True])
def test_what_was_set_aside_and_is_nothing_of_ours(
    made: Callable[..., Path], tmp_path: Path, *, is_sealed: bool
) -> None:
    """Whatever its name is, it is named, and kept as it is, sealed where the folder is sealed."""
    with second(tmp_path) as other:
        if is_sealed:
            seal_with(other, "four words", cost=CHEAP)
        before, after = bring(other, made(damaged__notes_txt=b"somebody's own words"))
        assert (before.damaged, after.is_empty) == (["damaged/notes.txt"], True)
        assert (b"somebody's own words" in everywhere(other.folder)) != is_sealed
        if is_sealed:
            other.seal.unseal()
        assert b"somebody's own words" in everywhere(other.folder)


@pytest.mark.parametrize("table", ["settings", "locks", "earlier_locks", "pairs"])
def test_people_that_are_damaged_here_stop_no_restore(
    made: Callable[..., Path], tmp_path: Path, table: str
) -> None:
    """Whatever comes first out of the backup: the conversations come too."""
    records = {"settings": [{"language": "nl"}], "pairs": [of("p1")]}.get(table, [GOOD])
    with second(tmp_path) as other:
        other.files.pairs_path().write_bytes(b"half")
        bring(other, made(pairs_tdb=people(**{table: records})))
        assert other.records.ids() == (OTHER,)
        assert b"half" in everywhere(other.folder)


def test_one_that_is_too_large_here_stops_no_other(
    made: Callable[..., Path], tmp_path: Path
) -> None:
    """Sealed it would be larger than a file may be: it is told, and all others come."""
    document = json.loads(tables())["conversation"]["1"]
    empty = whole(as_json({"conversation": {"1": document}}))
    document["drafts"] = {"alone/goal/k/0": {"text": "w" * (FILE_MAX - len(empty) - 40)}}
    file = whole(as_json({"conversation": {"1": document}}))
    assert FILE_MAX - 100 < len(file) <= FILE_MAX
    with second(tmp_path) as other:
        seal_with(other, "four words", cost=CHEAP)
        with pytest.raises(errors.SaveFailed):
            bring(other, made(**{f"conversations__ab__{ID}_tdb": file}))
        assert other.records.ids() == (OTHER,)


def _from(vault: Vault, file: Path, place: Path) -> str:
    """Bring what is in a backup of `vault` into a new one; give what is wrong with that."""
    with Vault.open(place, now=NOW) as other, Backup.open(file) as backup:
        if backup.is_sealed:
            backup.take_key(vault.seal.key)
        plan(other, backup)
        restore(other, backup, now=NOW, progress=lambda *_: None)
        if OTHER not in other.records.ids():
            return "the good one did not come"
        return "" if plan(other, backup).is_empty else "something is left to bring"


@pytest.mark.long
@pytest.mark.parametrize(
    ("group", "sealed"),
    [*((name, False) for name in PLAIN_GROUPS), *((name, True) for name in SEALED_GROUPS)],
)
def test_every_bad_file_goes_through_a_backup(
    vaults: Callable[[bool], Vault], tmp_path: Path, group: str, *, sealed: bool
) -> None:
    """Whatever lies in a vault: the backup is made, all of it comes back, and all else does."""
    vault = vaults(sealed)
    bad_files = (SEALED_GROUPS if sealed else PLAIN_GROUPS)[group]()
    wrong = []
    for place, bad in enumerate(bad_files):
        assert isinstance(bad, Bad)
        clear(vault)
        bad.lay(vault)
        file = tmp_path / f"{place}.tar"
        write_backup(vault, file, now=NOW)
        problem = _from(vault, file, tmp_path / f"other{place}")
        wrong += [f"{bad.name}: {problem}"] * bool(problem)
    assert not wrong, listed(wrong)


def test_every_bad_lock_and_pair_goes_through_a_backup(
    vaults: Callable[[bool], Vault], tmp_path: Path
) -> None:
    """The same with what stands in the file of people."""
    vault, wrong = vaults(False), []
    contents = {f"lock {name}": {"locks": {"1": lock}} for name, lock in BAD_LOCKS.items()}
    for place, (name, content) in enumerate({**contents, **BAD_PAIRS}.items()):
        lay_pairs(vault, content)
        file = tmp_path / f"{place}.tar"
        write_backup(vault, file, now=NOW)
        problem = _from(vault, file, tmp_path / f"other{place}")
        wrong += [f"{name}: {problem}"] * bool(problem)
    assert not wrong, listed(wrong)


def test_many_locks_of_before(made: Callable[..., Path], tmp_path: Path) -> None:
    """As many come as may be tried, and one that stands there often comes once."""
    many = [{**GOOD, "public": text(bytes([9, at]) + bytes(30))} for at in range(40)]
    file = people(locks=[GOOD], earlier_locks=[*many[:2] * 9, *many])
    with second(tmp_path) as other:
        bring(other, made(pairs_tdb=file))
        earlier = other.own_phrases.locks.earlier("k")
        assert len(earlier) == len({lock.public for lock in earlier}) == 16


def test_a_conversation_in_two_folders(made: Callable[..., Path], tmp_path: Path) -> None:
    """What differs comes beside it, and what is the same comes once."""
    files = {
        f"conversations__ab__{ID}_tdb": whole(tables()),
        f"conversations__00__{ID}_tdb": whole(tables(pair="q")),
        f"conversations__01__{ID}_tdb": whole(tables()),
    }
    with second(tmp_path) as other:
        bring(other, made(**files))
        assert len(other.records.ids()) == 3
        assert replace(other.records.load(ID), pair="q").id == ID
