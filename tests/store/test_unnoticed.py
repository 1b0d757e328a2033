"""What nothing notices, as the page for the people at the screen says: when it changes, so must that.

The page is `tui/features/vault/who_reads.py`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.store import Vault
from sessions.store.health import check
from sessions.store.sealing import Cost
from tests.store.helpers import seal_with
from tests.tui.walk import EVENING, at, couple

CHEAP = Cost(memory=64, passes=1, lanes=1)
WORDS = "tafel stoel regen fiets"
KIM = "1" * 32


def _opened(folder: Path) -> Vault:
    vault = Vault.open(folder, now=EVENING, witness=folder.parent / "witness")
    vault.seal.unlock(WORDS)
    return vault


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a sealed folder with one conversation, of which Kim has a phrase, seen before."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=EVENING, witness=tmp_path / "witness") as vault:
        vault.records.save_pair(couple())
        seal_with(vault, WORDS, language="en", cost=CHEAP)
        vault.own_phrases.give(KIM, "kims own phrase", cost=CHEAP)
        vault.records.save(at("alone/goal/kim/0"))
    return folder


def test_an_older_conversation_that_was_put_back(folder: Path, tmp_path: Path) -> None:
    """It opens, and neither the start nor a check says that it is older."""
    shutil.copytree(folder, tmp_path / "before")
    talk = at("closing/confirm//0")
    with _opened(folder) as vault:
        vault.records.save(talk)
    shutil.copytree(
        tmp_path / "before" / "conversations", folder / "conversations", dirs_exist_ok=True
    )
    with _opened(folder) as vault:
        assert vault.records.load(talk.id).at.key == at("alone/goal/kim/0").at.key
        assert vault.seal.notices == []
        assert check(vault).findings == []


def test_an_emptied_folder(folder: Path) -> None:
    """It begins as on the first day, without a seal."""
    shutil.rmtree(folder)
    folder.mkdir()
    with Vault.open(folder, now=EVENING, witness=folder.parent / "witness") as vault:
        assert not vault.seal.is_sealed
        assert vault.records.ids() == ()


def test_a_new_phrase_in_the_name_of_another(folder: Path) -> None:
    """Begun in the program it raises no doubt; its owner hears it when theirs is refused."""
    with _opened(folder) as vault:
        vault.own_phrases.begin_anew(KIM, "not of Kim", cost=CHEAP)
    with _opened(folder) as vault:
        assert not vault.own_phrases.is_in_doubt(KIM)
        with pytest.raises(errors.WrongPhrase):
            vault.own_phrases.key(KIM, "kims own phrase")
        talk = vault.records.load("b" * 32)
        vault.records.save(replace(talk, changed=EVENING))
