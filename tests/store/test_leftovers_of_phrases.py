"""Copies in which words stand open that somebody closed with their own phrase elsewhere."""

from __future__ import annotations

import pytest

from sessions.diary import Diary, Entry
from sessions.store import Vault, leftovers
from sessions.store.backup import write_backup
from sessions.store.leftovers import Leftover, Sort
from tests.store.faults import ID, NOW
from tests.store.helpers import seal_with, set_aside
from tests.store.phrases import CHEAP, PASSPHRASE, WORDS, with_private

KIM = "k"


def _seal(vault: Vault) -> None:
    seal_with(vault, PASSPHRASE, cost=CHEAP)


def _give(vault: Vault) -> None:
    vault.own_phrases.give(KIM, "kims own four words", cost=CHEAP)


def _named(vault: Vault) -> dict[str, Leftover]:
    return {leftover.name: leftover for leftover in leftovers.find(vault)}


BOTH = pytest.mark.parametrize("sealed", [False, True], ids=["plain", "sealed"])


@BOTH
@pytest.mark.parametrize("damaged", [False, True], ids=["whole", "damaged"])
def test_what_somebody_wrote_alone_still_stands_open(
    plain: Vault, sealed: bool, damaged: bool
) -> None:
    """In a copy from before the phrase: it is named, with whose words they are."""
    plain.records.save(with_private(WORDS.decode()))
    if sealed:
        _seal(plain)
    blob = plain.records.path(ID).read_bytes()
    name = f"conversations/ab/{ID} (conflicted copy).tdb"
    (plain.folder / name).write_bytes(blob[:-9] if damaged else blob)
    assert leftovers.find(plain) == ()
    _give(plain)
    if sealed and damaged:
        assert leftovers.find(plain) == ()  # a sealed file that is damaged opens for nobody
        return
    (leftover,) = leftovers.find(plain)
    assert (leftover.name, leftover.people) == (name, (KIM,))
    assert leftover.can_close is not damaged


@BOTH
def test_what_was_written_alone_is_closed_for_its_writer(plain: Vault, sealed: bool) -> None:
    """The rest of it stays readable among what was set aside; those words open with the phrase."""
    plain.records.save(with_private(WORDS.decode()))
    if sealed:
        _seal(plain)
    path = plain.folder / f"{ID}.tdb.orig"
    path.write_bytes(plain.records.path(ID).read_bytes())
    _give(plain)
    leftovers.close(plain, leftovers.find(plain)[0])
    assert not path.exists()
    (kept,) = set_aside(plain)
    assert kept.startswith(b"tweespraak 1 conversation")
    assert WORDS not in kept
    assert leftovers.find(plain) == ()


def test_a_damaged_record_in_its_place(plain: Vault) -> None:
    """Giving a phrase cannot close what it cannot read; that is said, and it can be taken away."""
    plain.records.save(with_private(WORDS.decode()))
    path = plain.records.path(ID)
    path.write_bytes(path.read_bytes()[:-2])
    _give(plain)
    named = _named(plain)
    leftover = named[f"conversations/ab/{ID}.tdb"]
    assert (leftover.sort, leftover.people, leftover.can_close) == (Sort.RECORD, (KIM,), False)


def test_a_backup_from_before_the_phrase(plain: Vault) -> None:
    """Named as holding their words; one from after it is not, though shared words stand in it."""
    plain.records.save(with_private(WORDS.decode()))
    write_backup(plain, plain.folder / "before.tar", now=NOW)
    _give(plain)
    write_backup(plain, plain.folder / "after.tar", now=NOW)
    (leftover,) = leftovers.find(plain)
    assert (leftover.name, leftover.people, leftover.can_close) == ("before.tar", (KIM,), False)


@BOTH
def test_a_copy_of_a_diary(plain: Vault, sealed: bool) -> None:
    """Its notes are its writer's: named, and closed when asked."""
    person = "1" * 32
    entry = Entry(id="e" * 32, on=NOW.date(), written=NOW, text=WORDS.decode())
    plain.records.save_diary(Diary(person=person, entries=(entry,)))
    if sealed:
        _seal(plain)
    path = plain.folder / "diary" / f"{person}.tdb"
    copy = path.with_name(f"{person}.sync-conflict-1.tdb")
    copy.write_bytes(path.read_bytes())
    (plain.folder / "damaged").mkdir(exist_ok=True)
    plain.own_phrases.give(person, "kims own four words", cost=CHEAP)
    (leftover,) = leftovers.find(plain)
    assert (leftover.name, leftover.people) == (f"diary/{copy.name}", (person,))
    leftovers.close(plain, leftover)
    assert leftovers.find(plain) == ()
    assert all(WORDS not in kept for kept in set_aside(plain))


def test_words_of_somebody_without_a_phrase_are_no_leftover(plain: Vault) -> None:
    """Only of those who closed what they write is an open copy named."""
    plain.records.save(with_private(WORDS.decode()))
    (plain.folder / f"{ID}.tdb~").write_bytes(plain.records.path(ID).read_bytes())
    plain.own_phrases.give("s", "sams own four words", cost=CHEAP)
    assert leftovers.find(plain) == ()
