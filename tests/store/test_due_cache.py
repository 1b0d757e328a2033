"""The small file of what was promised: as the index says, or not read at all."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sessions import agenda
from sessions.agreements import Agreement, AgreementEnd
from sessions.conversation import Conversation, State
from sessions.store import Vault, due_cache
from sessions.store.sealing import Cost
from tests.store.faults import ID, NOW, OTHER, pair, small
from tests.store.helpers import seal_with

TODAY = NOW.date()
CHEAP = Cost(memory=64, passes=1, lanes=1)
WORDS = "Samen koken op dinsdag"


PROMISE = {
    "agreement": "aab",
    "what": WORDS,
    "people": ["Kim"],
    "agreed_on": "2026-03-01",
    "look_back_on": "2026-03-01",
    "conversation": ID,
}
"""A promise as the small file has it."""


def talk(conversation_id: str = ID, **fields: Any) -> Conversation:
    """Give a conversation that ended with a promise for today."""
    base = Agreement(id=f"a{conversation_id[:2]}", what=WORDS, evaluate_on=TODAY, made_on=TODAY)
    one = replace(base, **fields)
    return small(conversation_id, state=State.FINISHED, ended=NOW, agreements=(one,))


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """Give a vault with two promises, of which the small file says so."""
    with Vault.open(tmp_path / "vault", now=NOW) as opened:
        opened.records.save_pair(pair())
        opened.records.save(talk())
        opened.records.save(talk(OTHER, evaluate_on=TODAY + timedelta(days=9)))
        settled(opened)
        yield opened


def settled(vault: Vault) -> None:
    """Let an hour go by since the last change, and the program start."""
    past = time.time_ns() - 3_600_000_000_000
    for folder in (vault.folder / "conversations").iterdir():
        for path in (*folder.iterdir(), folder):
            os.utime(path, ns=(past, past))
    vault.index.read()
    vault.index.mend()


def known(vault: Vault) -> list[dict[str, Any]] | None:
    """Give what the small file says now."""
    return due_cache.read(str(vault.folder))


def test_it_says_what_the_index_says(vault: Vault) -> None:
    """Every promise that stands, with its day, its words, its people and where it holds."""
    found = known(vault)
    assert found is not None
    due = agenda.due(vault.index.read().summaries, date(9999, 1, 1))
    assert [
        (promise["agreement"], promise["what"], promise["look_back_on"], promise["conversation"])
        for promise in found
    ] == [
        (
            evaluation.agreement.id,
            evaluation.agreement.what,
            evaluation.on.isoformat(),
            evaluation.conversation,
        )
        for evaluation in due
    ]
    assert set(found[0]) == set(due_cache.FIELDS)
    assert found[0]["people"] == ["Kim"]


def test_what_ended_or_has_no_day_is_not_in_it(vault: Vault) -> None:
    """Only what is looked back on one day."""
    vault.records.save(talk(ended=AgreementEnd.STOPPED))
    vault.records.save(talk(OTHER, evaluate_on=None))
    settled(vault)
    assert known(vault) == []


def test_closing_the_program_keeps_it_right(tmp_path: Path) -> None:
    """What was saved in this very run is in it as soon as the program ends."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=NOW) as vault:
        vault.index.read()
        vault.records.save(talk())
    found = due_cache.read(str(folder))
    assert found is not None
    assert [promise["what"] for promise in found] == [WORDS]


def _saved(vault: Vault) -> None:
    vault.records.save(talk(evaluate_on=TODAY + timedelta(days=1)))


def _added(vault: Vault) -> None:
    vault.records.save(talk("ef" * 16))


def _in_place(vault: Vault) -> None:
    path = vault.records.path(ID)
    path.write_bytes(path.read_bytes() + b" ")


def _gone(vault: Vault) -> None:
    vault.records.path(ID).unlink()


def _folder_gone(vault: Vault) -> None:
    path = vault.records.path(ID)
    path.unlink()
    path.parent.rmdir()


def _flipped(vault: Vault) -> None:
    path = vault.folder / "index" / due_cache.NAME
    blob = bytearray(path.read_bytes())
    blob[len(blob) // 2] ^= 1
    path.write_bytes(blob)


def _cut(vault: Vault) -> None:
    path = vault.folder / "index" / due_cache.NAME
    path.write_bytes(path.read_bytes()[:-9])


def _of_another(vault: Vault) -> None:
    path = vault.folder / "index" / due_cache.NAME
    path.write_bytes(due_cache.render("f" * 32, {}, []))


def _link(vault: Vault) -> None:
    path = vault.folder / "index" / due_cache.NAME
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def _no_manifest(vault: Vault) -> None:
    (vault.folder / "vault.json").unlink()


@pytest.mark.parametrize(
    "change",
    [
        _saved,
        _added,
        _in_place,
        _gone,
        _folder_gone,
        _flipped,
        _cut,
        _of_another,
        _link,
        _no_manifest,
    ],
    ids=lambda one: one.__name__.strip("_"),
)
def test_nobody_reads_it_when_something_is_other(
    vault: Vault, change: Callable[[Vault], None]
) -> None:
    """A folder or a file that looks otherwise, or a file that is not ours: the vault is asked."""
    assert known(vault) is not None
    change(vault)
    assert known(vault) is None


@pytest.mark.parametrize(
    "promises",
    [
        [{}],
        ["x"],
        [None],
        [dict.fromkeys(due_cache.FIELDS, 1)],
        [{**dict.fromkeys(due_cache.FIELDS, "x"), "people": "Kim"}],
        [{**dict.fromkeys(due_cache.FIELDS, "x"), "people": [1]}],
        {"a": 1},
        [{**PROMISE, "look_back_on": "soon"}],
        [{**PROMISE, "look_back_on": "20260301"}],
        [{**PROMISE, "look_back_on": "1899-12-31"}],
        [{**PROMISE, "look_back_on": "9999-12-31"}],
        [{**PROMISE, "agreed_on": "2026-02-30"}],
        [{**PROMISE, "agreement": "../x"}],
        [{**PROMISE, "conversation": "a\ud800"}],
    ],
    ids=ascii,
)
def test_what_we_did_not_write_is_not_read(vault: Vault, promises: Any) -> None:
    """With its checksum right, and something in it that no program of ours writes."""
    import json

    path = vault.folder / "index" / due_cache.NAME
    found = json.loads(path.read_bytes().partition(b"\n")[2])
    path.write_bytes(due_cache.render(vault.id, found["shards"], [PROMISE]))
    assert known(vault) == [PROMISE]
    path.write_bytes(due_cache.render(vault.id, found["shards"], promises))
    assert known(vault) is None


def test_two_changes_in_one_tick(vault: Vault) -> None:
    """Where the clock of the disk stood still, a name that came is seen all the same."""
    folder = vault.records.path(ID).parent
    now = time.time_ns()
    os.utime(folder, ns=(now, now))
    vault.index.read()
    vault.index.mend()
    assert known(vault) is not None
    fresh = folder / f"ab{'1' * 30}.tdb"
    fresh.write_bytes(b"x")
    os.utime(folder, ns=(now, now))
    assert known(vault) is None


def test_sealed_there_is_none(vault: Vault) -> None:
    """It would tell; it goes with the sealing, and is not made while the seal is on."""
    path = vault.folder / "index" / due_cache.NAME
    assert path.exists()
    seal_with(vault, "four words", cost=CHEAP)
    assert not path.exists()
    settled(vault)
    assert not path.exists()
    assert known(vault) is None
    vault.seal.unseal()
    settled(vault)
    assert known(vault) is not None


def test_deleting_takes_the_words_out(vault: Vault) -> None:
    """Of a conversation that is deleted no word stays in it, whatever happens next."""
    vault.records.delete(ID)
    folder = vault.folder / "index"
    assert all(b'"aab"' not in path.read_bytes() for path in folder.iterdir())
    assert not (folder / due_cache.NAME).exists()


def test_damage_is_told_by_who_reads_all(vault: Vault) -> None:
    """With a damaged conversation there is no such file: it could not tell."""
    vault.records.path(ID).write_bytes(b"x")
    settled(vault)
    assert known(vault) is None


def test_a_reader_writes_none(vault: Vault) -> None:
    """Whoever only reads leaves the folder as it is."""
    path = vault.folder / "index" / due_cache.NAME
    path.unlink()
    with Vault.open(vault.folder, now=NOW, read_only=True) as reader:
        reader.index.read()
        reader.index.mend()
    assert not path.exists()


def test_with_very_many_it_is_not_kept(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing it at every end would take longer than it saves."""
    monkeypatch.setattr(due_cache, "ROWS_MAX", 1)
    settled(vault)
    assert known(vault) is None
