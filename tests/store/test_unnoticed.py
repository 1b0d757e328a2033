"""What nothing notices, as `tui/ui/who_reads.py` tells the people at the screen.

When one of these is noticed one day, its test fails, and that page is to be changed.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sessions import errors, seal_errors
from sessions.store import Vault
from sessions.store.health import check
from tests.store.faults import ID, NOW, pair, saying
from tests.store.helpers import seal_with
from tests.store.intruder import open_by
from tests.store.locks import private
from tests.store.phrases import CHEAP, LIGHT, PASSPHRASE

STATE = "state"
PHRASE = "van mij alleen, echt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a sealed folder, of which the witness saw everything."""
    place = tmp_path / "vault"
    with Vault.open(place, now=NOW, disk=LIGHT, witness=tmp_path / STATE) as vault:
        vault.records.save_pair(pair("p1"))
        vault.records.save(saying("monday"))
        seal_with(vault, PASSPHRASE, cost=CHEAP)
    return place


def test_an_older_conversation_that_was_put_back(folder: Path, tmp_path: Path) -> None:
    """It opens, and neither the start nor a check says that it is older."""
    before = tmp_path / "before"
    shutil.copytree(folder / "conversations", before)
    with open_by(folder, PASSPHRASE, tmp_path / STATE) as vault:
        vault.records.save(saying("tuesday"))
    shutil.copytree(before, folder / "conversations", dirs_exist_ok=True)
    with open_by(folder, PASSPHRASE, tmp_path / STATE) as vault:
        assert vault.records.load(ID) == saying("monday")
        assert vault.seal.notices == []
        assert check(vault).findings == []


@pytest.mark.parametrize("laid", [False, True], ids=["empty", "with words of theirs"])
def test_an_emptied_folder(folder: Path, tmp_path: Path, *, laid: bool) -> None:
    """Where it was never open it begins as on the first day, with what somebody laid there.

    Where it was, it says that something is gone, and opens nothing that was laid.
    """
    shutil.rmtree(folder)
    folder.mkdir()
    if laid:
        with Vault.open(tmp_path / "theirs", now=NOW, disk=LIGHT) as vault:
            vault.records.save(saying("words of theirs"))
        shutil.copytree(tmp_path / "theirs" / "conversations", folder / "conversations")
    if laid:
        with pytest.raises(seal_errors.SealGone):
            Vault.open(folder, now=NOW, disk=LIGHT, witness=tmp_path / STATE)
    else:
        with Vault.open(folder, now=NOW, disk=LIGHT, witness=tmp_path / STATE) as vault:
            told = [type(notice) for notice in vault.seal.notices]
            assert told == [seal_errors.FolderEmptied]
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        assert not vault.seal.is_sealed
        assert vault.seal.notices == []
        assert vault.records.ids() == ((ID,) if laid else ())


def test_a_new_phrase_in_the_name_of_another(folder: Path, tmp_path: Path) -> None:
    """Begun in the program it raises no doubt; its owner sees the day where it is asked for."""
    with open_by(folder, PASSPHRASE, tmp_path / STATE) as vault:
        vault.records.save(private())
        vault.own_phrases.give("k", PHRASE, cost=CHEAP)
    with open_by(folder, PASSPHRASE, tmp_path / STATE) as vault:
        vault.own_phrases.begin_anew("k", "words of the partner", NOW.date(), cost=CHEAP)
    with open_by(folder, PASSPHRASE, tmp_path / STATE) as vault:
        assert not vault.own_phrases.is_in_doubt("k")
        with pytest.raises(errors.WrongPhrase):
            vault.own_phrases.key("k", PHRASE)
        assert vault.own_phrases.begun_anew("k") == NOW.date()
