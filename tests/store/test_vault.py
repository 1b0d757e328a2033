"""The vault: what is saved in it comes back, and damage to one file never costs another."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.conversation import Conversation
from sessions.store.disk import BACKUP
from tests.store.conftest import Opener
from tests.store.faults import (
    ID,
    OTHER,
    Faulty,
    failing,
    full,
    pair,
    saying,
    small,
)
from tests.store.helpers import every_conversation


def words(conversation: Conversation) -> str:
    """Give what `saying` put into it."""
    return conversation.title()


def test_a_conversation_comes_back(open_vault: Opener) -> None:
    """In a next run everything is as it was said, in one file with its own name."""
    vault = open_vault()
    saved = vault.records.save(full())
    assert (saved.id, saved.generation, saved.reserve_spent, saved.set_aside) == (
        ID,
        1,
        False,
        None,
    )
    assert vault.records.path(ID) == vault.folder / "conversations" / "ab" / f"{ID}.tdb"
    vault = open_vault()
    assert vault.records.load(ID) == full()
    assert vault.records.ids() == (ID,)
    assert list(every_conversation(vault)) == [full()]


def test_a_save_replaces_the_whole_conversation(open_vault: Opener) -> None:
    """What was withdrawn from a conversation does not stay behind in its file."""
    vault = open_vault()
    vault.records.save(full())
    assert vault.records.save(small()).generation == 2
    assert vault.records.load(ID) == small()


def test_one_save_is_one_write(open_vault: Opener) -> None:
    """A save costs one renamed file and two syncs, whatever is in the vault."""
    disk = Faulty()
    vault = open_vault(disk)
    disk.calls.clear()
    vault.records.save(saying("first"))
    assert disk.calls.count("rename") == 1
    disk.calls.clear()
    vault.records.save(saying("second"))
    assert [disk.calls.count(name) for name in ("rename", "fsync", "link")] == [1, 2, 0]
    vault.records.save_settings({})
    disk.calls.clear()
    vault.records.save_pair(pair())
    assert [disk.calls.count(name) for name in ("rename", "fsync", "link")] == [1, 2, 0]


def test_an_earlier_run_is_kept(open_vault: Opener) -> None:
    """The backup is what this run began with."""
    open_vault().records.save(saying("monday"))
    vault = open_vault()
    for text in ("tuesday", "tuesday evening"):
        vault.records.save(saying(text))
    assert words(vault.records.load_backup(ID)) == "monday"
    assert words(vault.records.load(ID)) == "tuesday evening"


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a" * 31, "A" * 32, OTHER, "a" * 32 + "/"]
)
def test_what_is_not_there_is_missing(open_vault: Opener, name: str) -> None:
    """An id that nobody has, or that is none, is never a path."""
    vault = open_vault()
    for load in (vault.records.load, vault.records.load_backup):
        with pytest.raises(errors.RecordMissing):
            load(name)


def test_only_an_id_of_ours_is_saved(open_vault: Opener) -> None:
    """A conversation with another id is a mistake of the program, and writes nothing."""
    vault = open_vault()
    with pytest.raises(ValueError, match="hexadecimal"):
        vault.records.save(small("../" + "a" * 29))
    assert vault.records.ids() == ()


def test_people_and_settings_come_back(open_vault: Opener) -> None:
    """Pairs keep their order and their newest state; settings stand beside them."""
    vault = open_vault()
    assert (vault.records.pairs(), vault.records.settings()) == ((), {})
    for people in (pair("p1", "Kim"), pair("p2"), pair("p1", "[/]")):
        vault.records.save_pair(people)
    vault.records.save_settings({"theme": "dark", "gone": "x"})
    vault.records.save_settings({"theme": "light"})
    vault = open_vault()
    assert vault.records.pairs() == (pair("p1", "[/]"), pair("p2"))
    assert vault.records.settings() == {"theme": "light"}
    vault.records.save_settings({})
    assert vault.records.settings() == {}
    assert vault.records.settings(backup=True) == {"theme": "light"}
    assert vault.records.pairs(backup=True) == vault.records.pairs()


def test_a_closed_vault_saves_nothing(open_vault: Opener) -> None:
    """After closing, another window may be writing."""
    vault = open_vault()
    vault.close()
    vault.close()
    with pytest.raises(RuntimeError):
        vault.records.save(small())


def test_one_damaged_file_costs_no_other(open_vault: Opener) -> None:
    """The damage is named, and every other conversation is read."""
    vault = open_vault()
    fine = saying("fine", OTHER)
    for conversation in (saying("lost"), fine):
        vault.records.save(conversation)
    vault.records.path(ID).write_bytes(b"")
    read = list(every_conversation(vault))
    assert read[1] == fine
    assert isinstance(read[0], errors.RecordDamaged)
    assert read[0].fields["file"] == str(vault.records.path(ID))
    assert read[0].fields["backup"] is False
    assert vault.records.path(ID).read_bytes() == b""


def test_damage_offers_the_backup(open_vault: Opener) -> None:
    """When there is one, the error says so and it can be opened."""
    open_vault().records.save(saying("monday"))
    vault = open_vault()
    vault.records.save(saying("tuesday"))
    vault.records.path(ID).write_bytes(vault.records.path(ID).read_bytes()[:-1])
    with pytest.raises(errors.RecordDamaged) as caught:
        vault.records.load(ID)
    assert caught.value.fields["backup"] is True
    assert words(vault.records.load_backup(ID)) == "monday"


def make_empty(path: Path) -> None:
    path.write_bytes(b"what is left")


def make_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


def make_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("make", [make_empty, make_link, make_pipe, make_folder])
@pytest.mark.parametrize("links", [True, False])
def test_damage_in_the_way_of_a_save_is_set_aside(
    open_vault: Opener, make: Callable[[Path], None], links: bool
) -> None:
    """New words are saved, and what stood there is kept untouched."""
    open_vault().records.save(saying("monday"))
    vault = open_vault(None if links else Faulty(failing(errno.EPERM, "link")))
    vault.records.save(saying("tuesday"))
    backup = vault.records.path(ID).with_name(f"{ID}.tdb{BACKUP}")
    earlier = backup.read_bytes()
    make(vault.records.path(ID))
    before = vault.records.path(ID).lstat()
    saved = vault.records.save(saying("evening"))
    assert saved.set_aside == vault.folder / "damaged" / f"{ID}.tdb.0"
    assert saved.set_aside.lstat().st_ino == before.st_ino
    assert words(vault.records.load(ID)) == "evening"
    assert backup.read_bytes() == earlier
    assert saved.generation == 2
    make(vault.records.path(ID))
    again = vault.records.save(saying("night"))
    assert again.set_aside == vault.folder / "damaged" / f"{ID}.tdb.1"
    assert vault.records.save(saying("morning")).set_aside is None


def test_a_damaged_file_is_never_made_the_backup(open_vault: Opener) -> None:
    """A first save over damage leaves the good backup where it is."""
    open_vault().records.save(saying("monday"))
    open_vault().records.save(saying("tuesday"))
    vault = open_vault()
    vault.records.path(ID).write_bytes(b"broken")
    vault.records.save(vault.records.load_backup(ID))
    assert words(vault.records.load_backup(ID)) == "monday"
    assert (vault.folder / "damaged" / f"{ID}.tdb.0").read_bytes() == b"broken"


def test_swapped_files_are_noticed(open_vault: Opener) -> None:
    """Two whole files in each other's place are damage, not each other."""
    vault = open_vault()
    for saved in (saying("a"), saying("b", OTHER)):
        vault.records.save(saved)
    first, second = vault.records.path(ID).read_bytes(), vault.records.path(OTHER).read_bytes()
    vault.records.path(ID).write_bytes(second)
    vault.records.path(OTHER).write_bytes(first)
    assert [type(conversation) for conversation in every_conversation(vault)] == [
        errors.RecordDamaged
    ] * 2


def test_a_newer_conversation_is_not_written_over(
    open_vault: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named, the others are read, and a save leaves it as it is."""
    from sessions.store import schema

    monkeypatch.setitem(schema.VERSIONS, "conversation", 2)
    open_vault().records.save(small())
    monkeypatch.setitem(schema.VERSIONS, "conversation", 1)
    vault = open_vault()
    before = vault.records.path(ID).read_bytes()
    with pytest.raises(errors.RecordNewer):
        vault.records.load(ID)
    with pytest.raises(errors.RecordNewer):
        vault.records.save(small())
    assert vault.records.path(ID).read_bytes() == before
    assert not (vault.folder / "damaged").exists()


def test_strange_names_are_no_conversations(open_vault: Opener) -> None:
    """Only files whose name and folder fit are listed."""
    vault = open_vault()
    vault.records.save(small())
    folder = vault.records.path(ID).parent
    for name in ("x.tdb", f"{OTHER}.tdb", f"{ID}.tdb.bak", f"{ID}.tmp", "ab" + "1" * 30):
        (folder / name).touch()
    (vault.folder / "conversations" / "zz").touch()
    assert vault.records.ids() == (ID,)


def test_a_folder_that_cannot_be_listed_costs_no_other(open_vault: Opener) -> None:
    """The conversations in the other folders are still given."""
    vault = open_vault()
    for saved in (saying("a"), saying("b", OTHER)):
        vault.records.save(saved)
    vault.close()

    def fault(name: str, given: tuple[Any, ...]) -> None:
        if name == "names" and given[0].name == "ab":
            raise PermissionError(errno.EACCES, "no")

    vault = open_vault(Faulty(fault), read_only=True)
    read = list(every_conversation(vault))
    assert isinstance(read[0], errors.RecordUnreadable)
    assert read[1] == saying("b", OTHER)
    with pytest.raises(errors.RecordUnreadable):
        vault.records.ids()


def test_a_file_that_may_not_be_read_is_not_written_over(open_vault: Opener) -> None:
    """A save over what cannot be verified is refused, with the reason."""
    open_vault().records.save(saying("before"))

    def fault(name: str, given: tuple[Any, ...]) -> None:
        if name == "open" and given[0].name == f"{ID}.tdb":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    vault = open_vault(Faulty(fault))
    with pytest.raises(errors.SaveFailed) as caught:
        vault.records.save(saying("after"))
    assert caught.value.fields["reason"] == os.strerror(errno.EACCES)
    assert words(open_vault().records.load(ID)) == "before"


def test_a_changed_id_inside_is_noticed(open_vault: Opener) -> None:
    """A record that was saved under another name is not given out as that one."""
    from tinydb import TinyDB

    from sessions.store import RecordStorage, schema

    vault = open_vault()
    vault.records.save(small())
    with TinyDB(vault.records.path(ID), storage=RecordStorage) as database:
        assert len(database.table("conversation")) == 1
        other = schema.to_document(replace(small(), id=OTHER))
        database.table("conversation").update(other)
    with pytest.raises(errors.RecordDamaged):
        vault.records.load(ID)
