"""The diary in the vault: kept, closed for its writer, in a backup and back, and deleted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions import diary as diaries
from sessions import errors
from sessions.diary import Diary, Initiative
from sessions.people import Pair, Person, Setting, make_pair
from sessions.store import Vault, file_format
from sessions.store.backup import Backup, write_backup
from sessions.store.health import check
from sessions.store.restore import plan, restore
from sessions.store.sealing import Cost
from tests.store.helpers import is_draft, seal_with

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
KIM, SAM = "1" * 32, "2" * 32
CHEAP = Cost(memory=64, passes=1, lanes=1)
WORDS = "hij belde zelf, dat deed goed"


def noted(person: str = KIM, note_id: str = "e1" * 16, text: str = WORDS) -> Diary:
    """Give a diary with one note in it."""
    begun = diaries.add(Diary(person=person), new_id=note_id, on=DAY, now=NOW)
    filled = diaries.write(begun, note_id, "text", text)
    filled = diaries.write(filled, note_id, "feeling", "blij")
    return diaries.write(filled, note_id, "initiative", "other")


def pair() -> Pair:
    people = [Person(id=KIM, name="Kim", language="nl"), Person(id=SAM, name="Sam", language="en")]
    return make_pair("a" * 32, people, Setting.PARTNERS)


def raw(folder: Path) -> bytes:
    """Give every byte under a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """Give an open vault."""
    return Vault.open(tmp_path / "vault", now=NOW)


def test_it_comes_back_as_it_was(vault: Vault) -> None:
    """Every field; who has none has an empty one."""
    vault.records.save_diary(noted())
    assert vault.records.diary(KIM) == noted()
    assert vault.records.diary(SAM) == Diary(person=SAM)
    assert vault.records.diarists() == (KIM,)
    assert vault.records.diary(KIM).entries[0].initiative is Initiative.OTHER


def test_with_a_phrase_nobody_else_reads_it(vault: Vault) -> None:
    """Before the phrase and after it: the words are nowhere in the folder, and open with it."""
    vault.records.save_diary(noted())
    vault.records.save_diary(noted(text=WORDS + " echt"))  # the copy holds the first
    vault.own_phrases.give(KIM, "vier losse woorden hier", cost=CHEAP)
    both = diaries.write(
        diaries.add(vault.records.diary(KIM), new_id="e2" * 16, on=DAY, now=NOW),
        "e2" * 16,
        "text",
        "tweede woord",
    )
    vault.records.save_diary(both)
    for words in (WORDS.encode(), b"blij", b"tweede woord"):
        assert words not in raw(vault.folder)
    found = vault.records.diary(KIM)
    assert found.is_closed
    assert found.latest() == ()
    key = vault.own_phrases.key(KIM, "vier losse woorden hier")
    opened = vault.own_phrases.open_diary(found, key)
    assert {entry.text for entry in opened.latest()} == {"tweede woord", WORDS + " echt"}
    assert vault.own_phrases.open_diary(found, b"x" * 32) == found
    vault.own_phrases.take_away(KIM, "vier losse woorden hier")
    assert {entry.text for entry in vault.records.diary(KIM).latest()} == {
        "tweede woord",
        WORDS + " echt",
    }


def test_a_note_does_not_open_at_another_place(vault: Vault) -> None:
    """What was closed as one note cannot be passed off as another."""
    vault.own_phrases.give(KIM, "vier losse woorden hier", cost=CHEAP)
    vault.records.save_diary(noted())
    found = vault.records.diary(KIM)
    moved = replace(found, entries=(replace(found.entries[0], id="e9" * 16),))
    key = vault.own_phrases.key(KIM, "vier losse woorden hier")
    assert vault.own_phrases.open_diary(moved, key) == moved


def test_sealed_it_is_sealed_too(vault: Vault) -> None:
    """The passphrase of the vault closes it with everything else."""
    vault.records.save_diary(noted())
    seal_with(vault, "een lange wachtzin", cost=CHEAP)
    assert WORDS.encode() not in raw(vault.folder)
    assert vault.records.diary(KIM) == noted()
    vault.seal.unseal()
    assert WORDS.encode() in raw(vault.folder)


def test_it_goes_into_a_backup_and_comes_back(vault: Vault, tmp_path: Path) -> None:
    """Into an empty folder; and beside notes that came since, which stay."""
    vault.records.save_diary(noted())
    write_backup(vault, tmp_path / "b.tar", now=NOW)
    with Vault.open(tmp_path / "other", now=NOW) as other, Backup.open(tmp_path / "b.tar") as saved:
        assert plan(other, saved).diaries == 1
        restore(other, saved, now=NOW, progress=lambda _, __: None)
        assert other.records.diary(KIM) == noted()
        assert plan(other, saved).is_empty
    vault.records.save_diary(noted(note_id="e2" * 16, text="later"))
    with Backup.open(tmp_path / "b.tar") as saved:
        assert plan(vault, saved).diaries == 1
        restore(vault, saved, now=NOW, progress=lambda _, __: None)
    assert {entry.text for entry in vault.records.diary(KIM).entries} == {"later", WORDS}


def test_a_damaged_one_is_named_and_the_copy_is_read(vault: Vault) -> None:
    """Damage is never an empty diary; checking names the file."""
    vault.records.save_pair(pair())
    vault.records.save_diary(noted())
    vault.close()
    with Vault.open(vault.folder, now=NOW) as again:
        again.records.save_diary(noted(text="tweede"))
        path = again.folder / "diary" / f"{KIM}.tdb"
        path.write_bytes(path.read_bytes()[:-5])
        with pytest.raises(errors.RecordDamaged):
            again.records.diary(KIM)
        assert again.records.diary(KIM, backup=True) == noted()
        found = check(again)
        assert [str(path)] == [trouble.problem.fields["file"] for trouble in found.findings]
        path.unlink()
        with pytest.raises(errors.RecordDamaged):
            again.records.diary(KIM)  # only the copy is left: it was lost, not empty


def test_deleting_two_people_deletes_their_diaries(vault: Vault) -> None:
    """And their copies."""
    vault.records.save_pair(pair())
    vault.records.save_diary(noted())
    vault.records.save_diary(noted(text="nog een"))
    vault.records.delete_pair("a" * 32, with_setting=is_draft)
    assert WORDS.encode() not in raw(vault.folder)
    assert vault.records.diarists() == ()


def test_what_stands_in_it_must_be_a_diary_of_that_person(vault: Vault) -> None:
    """A file put in another's place is refused."""
    vault.records.save_diary(noted())
    kim = vault.folder / "diary" / f"{KIM}.tdb"
    (vault.folder / "diary" / f"{SAM}.tdb").write_bytes(kim.read_bytes())
    with pytest.raises(errors.RecordDamaged):
        vault.records.diary(SAM)
    with pytest.raises(errors.RecordMissing):
        vault.records.diary("../pairs")


def test_a_note_that_is_deleted_is_not_in_the_copy(vault: Vault) -> None:
    """Its words are nowhere in the folder any more; what was only changed stays as a copy."""
    vault.records.save_diary(noted(text="weg ermee"))
    vault.close()
    with Vault.open(vault.folder, now=NOW) as again:
        again.records.save_diary(Diary(person=KIM))
        assert b"weg ermee" not in raw(again.folder)


def two(vault: Vault) -> Diary:
    """Keep two notes, and give them."""
    first = noted(note_id="a" * 32, text="eerste")
    both = replace(first, entries=(*first.entries, *noted(note_id="b" * 32).entries))
    vault.records.save_diary(first)
    vault.close()
    with Vault.open(vault.folder, now=NOW) as again:
        again.records.save_diary(both)
    return both


def test_a_deleted_note_leaves_the_copy_though_that_failed_once(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full between the file and its copy: the next save does it."""
    left = diaries.remove(two(vault), "a" * 32)
    with Vault.open(vault.folder, now=NOW) as again:
        with monkeypatch.context() as full:
            full.setattr(again.files, "copy_to_backup", _refuse)
            with pytest.raises(errors.DiskFull):
                again.records.save_diary(left)
        again.records.save_diary(left)
        assert b"eerste" not in raw(again.folder)


def _refuse(_: object) -> None:
    raise errors.DiskFull(folder="x")


def test_a_note_deleted_from_the_copy_of_a_damaged_diary_is_gone(vault: Vault) -> None:
    """Who went on with the copy, and deletes a note, deletes it from the copy."""
    two(vault)
    path = vault.folder / "diary" / f"{KIM}.tdb"
    path.write_bytes(path.read_bytes()[:-5])
    with Vault.open(vault.folder, now=NOW) as again:
        copy = again.records.diary(KIM, backup=True)
        again.records.save_diary(diaries.remove(copy, "a" * 32))
        assert (
            again.records.diary(KIM, backup=True).entries == again.records.diary(KIM).entries == ()
        )


@pytest.mark.parametrize("ids", [("a'b",), ("a",), ("c" * 32, "c" * 32)])
def test_a_note_has_an_id_of_its_own(vault: Vault, ids: tuple[str, ...]) -> None:
    """Anything else is damage: an id is part of what a key does."""
    entries = tuple(replace(noted().entries[0], id=id_) for id_ in ids)
    vault.records.save_diary(Diary(person=KIM, entries=entries))
    with pytest.raises(errors.RecordDamaged):
        vault.records.diary(KIM)


def test_a_diary_of_a_newer_program_stays_and_the_rest_is_restored(
    vault: Vault, tmp_path: Path
) -> None:
    """One file that cannot be read does not keep everybody's notes away."""
    vault.records.save_diary(noted())
    vault.records.save_diary(noted(person=SAM))
    write_backup(vault, tmp_path / "b.tar", now=NOW)
    with Vault.open(tmp_path / "other", now=NOW) as other, Backup.open(tmp_path / "b.tar") as saved:
        path = other.folder / "diary" / f"{KIM}.tdb"
        path.parent.mkdir(exist_ok=True)
        header = file_format.Header(
            record_key=file_format.record_key_of(path), version=99, generation=1
        )
        newer = file_format.pack(header, b"{}", None)
        path.write_bytes(newer)
        assert plan(other, saved).diaries == 1
        restore(other, saved, now=NOW, progress=lambda _, __: None)
        assert other.records.diary(SAM) == noted(person=SAM)
        assert path.read_bytes() == newer
