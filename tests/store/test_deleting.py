"""Deleting: what was deleted is gone everywhere, and nothing else."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.store import Vault
from tests.store.backups import CHEAP, everywhere
from tests.store.faults import ID, NOW, OTHER, pair, saying
from tests.store.helpers import is_draft


def test_a_deleted_conversation_is_gone_everywhere(filled: Vault) -> None:
    """Its file, its copy, what was set aside of it, and its line in the index."""
    filled.close()
    with Vault.open(filled.folder, now=NOW) as vault:
        vault.records.save(saying("secret subject"))
        vault.index.flush()
        vault.records.path(ID).write_bytes(vault.records.path(ID).read_bytes()[:-9])
        vault.records.save(saying("secret subject"))
        assert b"secret subject" in everywhere(vault.folder)
        vault.records.delete(ID)
        assert b"secret subject" not in everywhere(vault.folder)
        assert b'"one"' not in everywhere(vault.folder)
        assert vault.records.ids() == (OTHER,)
        assert [summary.id for summary in vault.index.read().summaries] == [OTHER]
        with pytest.raises(errors.RecordMissing):
            vault.records.delete(ID)


def test_everything_of_a_pair_is_gone(filled: Vault) -> None:
    """Names, conversations, phrases and half-typed names; the other pair stays."""
    filled.records.save_pair(pair("p2", "Noor"))
    filled.records.save(replace(saying("theirs", "ef" * 16), pair="p2"))
    filled.records.save_settings({"language": "nl", "draft.name0": "Kimm"})
    filled.own_phrases.give("k", "own", cost=CHEAP)
    assert filled.records.delete_pair("p1", with_setting=is_draft) == 2
    assert [people.id for people in filled.records.pairs()] == ["p2"]
    assert filled.records.ids() == ("ef" * 16,)
    assert filled.records.settings() == {"language": "nl"}
    assert b"Kimm" not in everywhere(filled.folder)
    assert b'"p1"' not in everywhere(filled.folder)
    with pytest.raises(errors.RecordMissing):
        filled.records.delete_pair("p1", with_setting=is_draft)


def test_a_reader_deletes_nothing(filled: Vault) -> None:
    """Read only is read only."""
    with Vault.open(filled.folder, now=NOW, read_only=True) as reader:
        with pytest.raises(errors.VaultReadOnly):
            reader.records.delete(ID)
        with pytest.raises(errors.VaultReadOnly):
            reader.records.delete_pair("p1", with_setting=is_draft)
