"""What was found while the vault was attacked: each of these went wrong once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.conversation import Conversation, Said
from sessions.store import Vault, own_lock, schema
from sessions.store.disk import BACKUP
from sessions.store.manifest import State
from sessions.store.sealing import Cost
from tests.store.damage import settle
from tests.store.faults import ID, NOW, OTHER, saying, small
from tests.store.helpers import seal_with
from tests.store.locks import BARE, GOOD, KEYS, lay_pairs, private, text

CHEAP = Cost(memory=8, passes=1, lanes=1)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """Give an open vault with one conversation in it."""
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        vault.records.save(saying("fine", OTHER))
        yield vault


def link(path: Path, target: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(target)


@pytest.mark.parametrize("name", ["damaged", "index"])
def test_sealing_leaves_alone_what_a_link_leads_to(vault: Vault, tmp_path: Path, name: str) -> None:
    """A link in the place of a folder of ours leads to somebody's own files: those stay."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "letter.txt").write_text("mine")
    shutil.rmtree(vault.folder / name, ignore_errors=True)
    link(vault.folder / name, own)
    seal_with(vault, "a", cost=CHEAP)
    assert (own / "letter.txt").read_text() == "mine"


def test_sealing_takes_only_the_index_away(vault: Vault) -> None:
    """A file with a name of its own beside the index is somebody's, and is not deleted."""
    vault.index.flush()
    (vault.folder / "index" / "letter.txt").write_text("mine")
    seal_with(vault, "a", cost=CHEAP)
    assert (vault.folder / "index" / "letter.txt").read_text() == "mine"


@pytest.mark.parametrize(
    "lay",
    [Path.touch, lambda path: link(path, path.parent / "cd"), lambda path: link(path, path)],
    ids=["file", "link", "loop"],
)
def test_sealing_goes_past_what_is_no_folder(vault: Vault, lay: Callable[[Path], None]) -> None:
    """Something strange where a folder of conversations could be does not stop sealing for ever."""
    lay(vault.folder / "conversations" / "99")
    seal_with(vault, "a", cost=CHEAP)
    assert vault.seal.manifest.state is State.SEALED
    assert vault.records.load(OTHER) == saying("fine", OTHER)


def test_a_folder_in_the_place_of_the_copy_stops_no_save(tmp_path: Path) -> None:
    """The first save of a run keeps the words, whatever lies under the name of its copy."""
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        vault.records.save(saying("monday"))
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        path = vault.records.path(ID)
        path.with_name(path.name + BACKUP).mkdir()
        vault.records.save(saying("tuesday"))
        assert vault.records.load(ID) == saying("tuesday")


def test_a_folder_in_the_place_of_the_ballast_keeps_nobody_out(tmp_path: Path) -> None:
    """A vault opens beside a folder with that name, and saves without ballast."""
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        vault.records.save(saying("words"))
    (tmp_path / "vault" / "ballast").unlink()
    (tmp_path / "vault" / "ballast").mkdir()
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        assert vault.records.load(ID) == saying("words")


@pytest.mark.parametrize("name", ["vault.json.bak", "vault.json"])
def test_a_folder_in_the_place_of_the_manifest_stops_nobody(tmp_path: Path, name: str) -> None:
    """It is put aside with what is in it, and the other copy is used."""
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        vault.records.save(saying("words"))
    (tmp_path / "vault" / name).unlink()
    (tmp_path / "vault" / name).mkdir()
    (tmp_path / "vault" / name / "mine").write_text("mine")
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        assert vault.records.load(ID) == saying("words")
    assert (tmp_path / "vault" / name).is_file()
    assert (tmp_path / "vault" / "damaged" / f"{name}.0" / "mine").read_text() == "mine"
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        assert vault.records.load(ID) == saying("words")


def test_a_pattern_that_is_not_there_keeps_nobody_from_a_phrase(vault: Vault) -> None:
    """One conversation of an unknown pattern stops neither a phrase, nor a save, nor `finish`."""
    strange = replace(private(), pattern="of-another-program")
    vault.records.save(strange)
    vault.records.save(private("ef" + "2" * 30))
    vault.own_phrases.give("k", "mine", cost=CHEAP)
    assert vault.records.load("ef" + "2" * 30).said[KEYS].fields == {}
    vault.records.save(strange)
    vault.seal.finish()
    assert isinstance(vault.records.load(ID), Conversation)


def test_a_round_of_many_digits_keeps_nobody_from_a_phrase(vault: Vault) -> None:
    """A key of a turn that no program of ours wrote is no turn, and no crash."""
    odd = {"alone/answer/k/" + "1" * 5000: Said(fields={"text": "x"}, at=NOW)}
    vault.records.save(replace(private(), said=odd))
    vault.own_phrases.give("k", "mine", cost=CHEAP)
    assert isinstance(vault.records.load(ID), Conversation)


def test_pairs_of_a_later_program_leave_what_is_closed_closed(vault: Vault) -> None:
    """A conversation of today opens beside pairs of tomorrow, and is not told to be newer."""
    vault.records.save(private(fields={}, closed="AAAA"))
    lay_pairs(vault, {"pairs": {}}, version=9)
    assert vault.records.load(ID).said[KEYS].closed == "AAAA"
    assert vault.index.read().problems == []


def test_locks_that_are_gone_do_not_open_what_is_written(vault: Vault) -> None:
    """When the pairs are gone but their copy is there, it still says who has a phrase."""
    vault.own_phrases.give("k", "mine", cost=CHEAP)
    vault.files.pairs_path().unlink()
    vault.own_phrases.locks.forget()
    assert vault.own_phrases.has("k")


def test_half_a_pair_in_a_title_does_not_stop_the_index(vault: Vault) -> None:
    """The index of such a conversation is believed like any other, and not made each time anew."""
    vault.records.save(saying("half \ud800 a pair"))
    settle(vault.records.path(ID).parent)
    vault.index.flush()
    loaded: list[str] = []
    load = vault.index._load

    def counted(conversation_id: str) -> Conversation:
        loaded.append(conversation_id)
        return load(conversation_id)

    vault.index._load = counted
    titles = [summary.title for summary in vault.index.read().summaries]
    assert titles == ["half \ufffd a pair", "fine"]
    assert ID not in loaded


def test_one_bad_box_does_not_cost_the_list(vault: Vault) -> None:
    """What somebody closed with a lock and is no JSON stays closed, and everything is listed."""
    from sessions.store.own_keys import lock_from

    lay_pairs(vault, {"locks": {"1": {**GOOD, "slot": None, "key": text(BARE)}}})
    box = own_lock.close_for(lock_from(GOOD), b"no JSON", f"{ID} said {KEYS}")
    vault.records.save(private(fields={}, closed=box))
    assert vault.records.load(ID).said[KEYS].closed == box
    assert [summary.id for summary in vault.index.read().summaries] == [ID, OTHER]


def test_memory_that_is_not_there_is_no_wrong_passphrase(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A price that this machine cannot pay is an error of the store, and not a crash."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    seal_with(vault, "a", cost=CHEAP)
    vault.close()

    def poor(self: Argon2id, secret: bytes) -> bytes:
        raise MemoryError

    monkeypatch.setattr(
        "cryptography.hazmat.primitives.kdf.argon2.Argon2id",
        type("Poor", (), {"__init__": lambda self, **given: None, "derive": poor}),
    )
    with Vault.open(vault.folder, now=NOW) as again:
        with pytest.raises(errors.StoreError):
            again.seal.unlock("a")
        assert again.seal.is_locked


def test_a_plain_save_is_never_read_as_another(vault: Vault) -> None:
    """A count of saves at its end does not make the next save unreadable."""
    from sessions.store import file_format
    from sessions.store.file_format import Header, RecordKey
    from tests.store.badfiles import tables

    header = Header(
        record_key=RecordKey("conversation", ID),
        version=schema.version_of("conversation"),
        generation=10**18 - 1,
    )
    vault.records.path(ID).parent.mkdir(exist_ok=True)
    vault.records.path(ID).write_bytes(file_format.pack(header, tables()))
    assert vault.records.load(ID) == small()
    vault.records.save(saying("more"))
    assert vault.records.load(ID) == saying("more")


def open_descriptors() -> int:
    """Give how many files this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def test_what_is_left_open_is_only_the_vaults_own(vault: Vault) -> None:
    """Opening files that are no files leaves no descriptor behind."""
    before = open_descriptors()
    vault.records.path(ID).parent.mkdir(exist_ok=True)
    for number in range(50):
        name = f"ab{number:030x}"
        if number % 2:
            os.mkfifo(vault.records.path(name))
        else:
            vault.records.path(name).mkdir()
    assert len(vault.index.read().problems) == 50
    assert open_descriptors() == before


def test_closing_gives_the_lock_back_whatever_happens(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that cannot be written for a reason nobody thought of does not keep people out."""

    def fails() -> None:
        raise ValueError("nobody thought of this")

    monkeypatch.setattr(vault.index, "flush", fails)
    try:
        vault.close()
    except ValueError:
        monkeypatch.undo()
    with Vault.open(vault.folder, now=NOW) as again:
        assert again.records.load(OTHER) == saying("fine", OTHER)
