"""While the keys of a person change nothing is lost, and nothing is written open on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions import errors, seal_errors
from sessions.diary import Diary, add, write
from sessions.store import Vault, file_format, own_lock
from sessions.store.backup import Backup, write_backup
from sessions.store.file_format import Header
from sessions.store.restore import restore
from tests.store.backups import bring
from tests.store.faults import ID, NOW, OTHER, pair
from tests.store.golden import golden_document, lay_out
from tests.store.helpers import open_own, seal_with
from tests.store.intruder import open_by
from tests.store.locks import KEYS, MINE, private
from tests.store.phrases import CHEAP, LIGHT, PASSPHRASE

PHRASE, NEXT = "van mij alleen, echt", "een andere van mij"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a sealed vault in which Kim has a phrase, and two closed answers."""
    place = tmp_path / "vault"
    with Vault.open(place, now=NOW, disk=LIGHT) as vault:
        vault.records.save_pair(pair("p1"))
        seal_with(vault, PASSPHRASE, cost=CHEAP)
        vault.records.save(private())
        vault.records.save(private(OTHER))
        vault.own_phrases.give("k", PHRASE, cost=CHEAP)
    return place


def reads(vault: Vault, phrase: str, conversation_id: str = ID) -> bool:
    """Whether a phrase opens what Kim wrote alone."""
    found = open_own(vault, vault.records.load(conversation_id), "k", phrase)
    return found.said[KEYS].fields == MINE


def test_a_talk_that_stays_open_through_several_runs_is_not_lost(folder: Path) -> None:
    """Each run saves it with the boxes it had; the key of them stays until nothing carries one."""
    with open_by(folder, PASSPHRASE) as vault:
        on_screen = vault.records.load(ID)
        vault.own_phrases.change("k", PHRASE, NEXT, cost=CHEAP)
        vault.records.save(on_screen)
    for _ in range(2):
        with open_by(folder, PASSPHRASE) as vault:
            on_screen = vault.records.load(ID)
            vault.own_phrases.key("k", NEXT)
            vault.records.save(replace(on_screen, changed=NOW))
    with open_by(folder, PASSPHRASE) as vault:
        assert reads(vault, NEXT)
    with open_by(folder, PASSPHRASE) as vault:
        assert reads(vault, NEXT)
        assert vault.own_phrases.locks.lock("k").before == ()


@pytest.mark.parametrize("what", ["cut off", "newer"])
def test_what_cannot_be_read_meanwhile_opens_when_it_is_back(folder: Path, what: str) -> None:
    """Its keys are kept, and a phrase that it hangs on is not taken away."""
    with open_by(folder, PASSPHRASE) as vault:
        path = vault.records.path(ID)
        keyring = vault.files.keyring
    good = path.read_bytes()
    for copy in path.parent.glob("*.bak"):
        copy.unlink()
    header = Header(record_key=file_format.record_key_of(path), version=99, generation=1)
    newer = file_format.pack(header, b"{}", keyring)
    path.write_bytes(newer if what == "newer" else good[:-9])
    with open_by(folder, PASSPHRASE) as vault:
        vault.own_phrases.change("k", PHRASE, NEXT, cost=CHEAP)
        with pytest.raises(seal_errors.PhraseStays):
            vault.own_phrases.take_away("k", NEXT)
    with open_by(folder, PASSPHRASE) as vault:
        vault.own_phrases.key("k", NEXT)
    path.write_bytes(good)
    with open_by(folder, PASSPHRASE) as vault:
        assert reads(vault, NEXT)


def test_a_phrase_can_be_changed_many_times(folder: Path) -> None:
    """In one run, and the last one opens everything in the next."""
    with open_by(folder, PASSPHRASE) as vault:
        vault.own_phrases.change("k", PHRASE, "0", cost=CHEAP)
        for count in range(12):
            vault.own_phrases.change("k", str(count), str(count + 1), cost=CHEAP)
    with open_by(folder, PASSPHRASE) as vault:
        assert reads(vault, "12")
        assert reads(vault, "12", OTHER)


def test_boxes_are_closed_again_without_being_opened(folder: Path) -> None:
    """Of a pattern, or a step, that this program does not have, too."""
    with open_by(folder, PASSPHRASE) as vault:
        found = vault.records.load(ID)
        strange = {"gone/deep/k/0": found.said[KEYS], **found.said}
        closed = own_lock.close_for(
            vault.own_phrases.locks.lock("k"), b'{"text": "of a step"}', f"{ID} said gone/deep/k/0"
        )
        strange["gone/deep/k/0"] = replace(found.said[KEYS], closed=closed)
        vault.records.save(replace(found, said=strange))
        other = vault.records.load(OTHER)
        vault.records.save(replace(other, pattern="of-another-program"))
        before = own_lock.public_in(closed)
        vault.own_phrases.change("k", PHRASE, NEXT, cost=CHEAP)
        for conversation_id in (ID, OTHER):
            for said in vault.records.load(conversation_id).said.values():
                assert said.fields == {}
                assert own_lock.public_in(said.closed) != before
        opened = open_own(vault, vault.records.load(ID), "k", NEXT)
        assert opened.said["gone/deep/k/0"].fields == {"text": "of a step"}


def test_locks_that_were_laid_back_do_not_take_the_place_of_the_good_copy(folder: Path) -> None:
    """The copy is put back into the file, it is told, and a save after it loses nothing."""
    with open_by(folder, PASSPHRASE) as vault:
        path = vault.files.pairs_path()
        older = path.read_bytes()
        vault.own_phrases.change("k", PHRASE, NEXT, cost=CHEAP)
    path.write_bytes(older)
    with open_by(folder, PASSPHRASE) as vault:
        assert seal_errors.OwnKeysOlder in {type(notice) for notice in vault.seal.notices}
        vault.records.save_settings({"theme": "dark"})
        vault.records.save_pair(pair("p2"))
    with open_by(folder, PASSPHRASE) as vault:
        assert vault.seal.notices == []
        assert reads(vault, NEXT)


def test_a_half_way_folder_of_an_older_program_keeps_the_phrase(tmp_path: Path) -> None:
    """Where its pairs are not read at first, nobody is taken to have no phrase."""
    folder, told = tmp_path / "vault", golden_document("v3")
    lay_out("v3-unsealing", folder)
    with open_by(folder, told["passphrase"]) as vault:
        vault.seal.seal_again()
        vault.seal.take_in_plain()
    with open_by(folder, told["passphrase"]) as vault:
        assert vault.own_phrases.has("k")
        assert vault.own_phrases.key("k", told["own"])
        vault.own_phrases.give("s", "van sam", cost=CHEAP)
        assert set(vault.own_phrases.locks.all()) == {"k", "s"}


def test_who_is_in_doubt_keeps_nobody_else_waiting(tmp_path: Path) -> None:
    """Somebody else gives a phrase, and the next start opens, while hers came out of a backup."""
    with Vault.open(tmp_path / "other", now=NOW, disk=LIGHT) as other:
        other.records.save_pair(pair("p1"))
        other.own_phrases.give("k", PHRASE, cost=CHEAP)
        write_backup(other, tmp_path / "backup.tar", now=NOW)
    folder = tmp_path / "vault"
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        seal_with(vault, PASSPHRASE, cost=CHEAP)
        vault.records.save(private())
        with Backup.open(tmp_path / "backup.tar") as backup:
            restore(vault, backup, now=NOW, progress=lambda *_: None)
        vault.own_phrases.give("s", "van sam", cost=CHEAP)
    with open_by(folder, PASSPHRASE) as vault:
        assert vault.own_phrases.has("s")
        vault.own_phrases.key("k", PHRASE)
        assert vault.records.load(ID).said[KEYS].fields or reads(vault, PHRASE)


def test_a_restore_brings_what_waits_for_nobody(tmp_path: Path) -> None:
    """Open words of somebody whose phrase came with it wait for that; the rest comes at once."""
    with Vault.open(tmp_path / "other", now=NOW, disk=LIGHT) as other:
        other.records.save_pair(pair("p1"))
        other.records.save(private())
        other.records.save(private(OTHER, fields={}))
        other.own_phrases.locks.put(own_lock.new_own_lock("k", PHRASE, CHEAP))
        write_backup(other, tmp_path / "backup.tar", now=NOW)
    with Vault.open(tmp_path / "vault", now=NOW, disk=LIGHT) as vault:
        with Backup.open(tmp_path / "backup.tar") as backup:
            for _ in range(2):
                with pytest.raises(seal_errors.OwnKeyBrought):
                    restore(vault, backup, now=NOW, progress=lambda *_: None)
                assert vault.records.ids() == (OTHER,)
            vault.own_phrases.key("k", PHRASE)
            restore(vault, backup, now=NOW, progress=lambda *_: None)
        assert reads(vault, PHRASE)


def test_a_diary_goes_with_its_writers_keys(tmp_path: Path) -> None:
    """Closed again with a new phrase, and open when it is taken away."""
    kim = "1" * 32
    with Vault.open(tmp_path / "vault", now=NOW, disk=LIGHT) as vault:
        begun = add(Diary(person=kim), new_id="2" * 32, on=NOW.date(), now=NOW)
        vault.records.save_diary(write(begun, "2" * 32, "text", "alone"))
        vault.own_phrases.give(kim, PHRASE, cost=CHEAP)
        before = vault.records.diary(kim).entries[0].closed
        vault.own_phrases.change(kim, PHRASE, NEXT, cost=CHEAP)
        after = vault.records.diary(kim).entries[0].closed
        assert own_lock.public_in(before) != own_lock.public_in(after)
        vault.own_phrases.take_away(kim, NEXT)
        assert vault.records.diary(kim).entries[0].text == "alone"


# -- An earlier phrase ----------------------------------------------------------------------------


def test_a_phrase_that_was_begun_anew_keeps_what_the_one_of_before_opens(folder: Path) -> None:
    """By whom it ever was: given back, it opens again, and then with the phrase of now."""
    with open_by(folder, PASSPHRASE) as vault:
        vault.own_phrases.begin_anew("k", NEXT, NOW.date(), cost=CHEAP)
        assert vault.own_phrases.has_earlier("k")
        assert not reads(vault, NEXT)
        key = vault.own_phrases.key("k", NEXT)
        for wrong in (NEXT, "no phrase of hers"):
            with pytest.raises(errors.WrongPhrase):
                vault.own_phrases.open_earlier("k", key, wrong)
        vault.own_phrases.open_earlier("k", key, PHRASE)
        assert reads(vault, NEXT)
        assert not vault.own_phrases.has_earlier("k")
    for _ in range(2):
        with open_by(folder, PASSPHRASE) as vault:
            assert reads(vault, NEXT)
            assert reads(vault, NEXT, OTHER)
    with open_by(folder, PASSPHRASE) as vault:
        assert vault.own_phrases.locks.lock("k").before == ()


def test_begun_anew_twice_nothing_of_the_first_is_lost(folder: Path) -> None:
    """Somebody begins one in her name, and again: hers still opens what it closed."""
    with open_by(folder, PASSPHRASE) as vault:
        for phrase in ("of somebody", "of somebody else", NEXT):
            vault.own_phrases.begin_anew("k", phrase, NOW.date(), cost=CHEAP)
        key = vault.own_phrases.key("k", NEXT)
        vault.own_phrases.open_earlier("k", key, PHRASE)
        assert reads(vault, NEXT)
        assert len(vault.own_phrases.locks.earlier("k")) == 2


def test_what_a_backup_brings_of_a_phrase_of_before_opens_with_that(
    folder: Path, tmp_path: Path
) -> None:
    """Made before the phrase was changed, restored after: the phrase of then opens it."""
    path = tmp_path / "before.tweespraak"
    with open_by(folder, PASSPHRASE) as vault:
        write_backup(vault, path, now=NOW)
        vault.own_phrases.change("k", PHRASE, NEXT, cost=CHEAP)
    for _ in range(2):  # the keys of before go when nothing carries a box of theirs
        with open_by(folder, PASSPHRASE) as vault:
            vault.own_phrases.key("k", NEXT)
    with open_by(folder, PASSPHRASE) as vault:
        vault.records.delete(ID)
        bring(vault, path, PASSPHRASE)
        assert not reads(vault, NEXT)
        vault.own_phrases.open_earlier("k", vault.own_phrases.key("k", NEXT), PHRASE)
        assert reads(vault, NEXT)
        bring(vault, path, PASSPHRASE)
    with open_by(folder, PASSPHRASE) as vault:
        assert reads(vault, NEXT)


def test_somebody_who_is_deleted_leaves_no_lock_of_before(folder: Path) -> None:
    """Neither in the file nor in its copy."""
    with open_by(folder, PASSPHRASE) as vault:
        vault.own_phrases.begin_anew("k", NEXT, NOW.date(), cost=CHEAP)
        vault.records.delete_pair("p1", with_setting=lambda _: False)
        assert vault.own_phrases.locks.earlier("k") == ()
