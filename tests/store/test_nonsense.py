"""A record that makes no sense is named as damaged, and everything else can be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions.store import Vault, file_format, index_rows, schema
from tests.store.faults import NOW
from tests.store.nonsense import (
    BAD,
    DONE,
    GOOD,
    NOT_READABLE,
    NOTHING,
    PROMISE,
    WORDS,
    WRONG_USE,
    Ended,
    Way,
    changed,
    copied,
    documents,
    lay,
    lay_people,
    leaves,
    put,
    run,
    values,
)

TALKS = ("finished", "halfway", "breaking off")
"""The documents that are conversations."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a vault to copy."""
    folder = tmp_path_factory.mktemp("template") / "vault"
    lay(folder)
    return folder


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Give the name of a document, and that document with one leaf changed."""
    name = draw(st.sampled_from(list(documents())))
    document = documents()[name][2]
    way = draw(st.sampled_from(list(leaves(document))))
    return name, changed(document, way, draw(values(document)))


def use_everything(folder: Path, name: str) -> None:
    """Run every command on a vault in which the record `name` may make no sense."""
    first = folder.parent
    for arguments in (
        ("due", "--json"),
        ("due",),
        ("list",),
        ("show", BAD),
        ("show", BAD, "--json"),
        ("export", BAD, "--yes", "--as", "talk"),
        ("export", "--yes", "--as", "markdown"),
        ("export", "--yes", "--as", "calendar"),
        ("note", "--by", "Kim", "We laughed"),
    ):
        _sensible(run(folder, *arguments))
    health = _sensible(run(folder, "check", "--json"))
    listed = _sensible(run(folder, "list", "--json"))
    ids = {summary["id"] for summary in json.loads(listed.out)}
    assert GOOD in ids
    if name in TALKS and BAD not in ids:
        assert listed.code == health.code == NOT_READABLE
        assert BAD in listed.told
        assert BAD in {trouble["id"] for trouble in json.loads(health.out)["troubles"]}
    assert WORDS in _sensible(run(folder, "show", GOOD)).out
    assert WORDS in _sensible(run(folder, "export", "--yes", "--as", "json")).out
    assert run(folder, "note", PROMISE, "It", "worked").code == DONE
    backup, elsewhere = first / "backup.tar", first / "elsewhere"
    assert _sensible(run(folder, "backup", str(backup))).code in (DONE, NOT_READABLE)
    assert _sensible(run(elsewhere, "restore", str(backup), "--yes")).code in (DONE, NOT_READABLE)
    assert GOOD in {summary["id"] for summary in json.loads(run(elsewhere, "list", "--json").out)}


def _sensible(ended: Ended) -> Ended:
    """Give how a command ended, when it did so with a code and a sentence."""
    assert ended.code in (DONE, NOTHING, WRONG_USE, NOT_READABLE)
    assert ended.code == DONE or ended.out.strip() or ended.told.strip()
    assert "Traceback" not in ended.told
    return ended


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoiled())
def test_one_changed_leaf_stops_nothing(
    template: Path, tmp_path: Path, given_: tuple[str, dict[str, Any]]
) -> None:
    """Every command ends in a sentence, and all other records can be used."""
    _use_spoiled(template, tmp_path, given_)


@pytest.mark.long
@pytest.mark.timeout(1800)
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoiled())
def test_one_changed_leaf_stops_nothing_however_often(
    template: Path, tmp_path: Path, given_: tuple[str, dict[str, Any]]
) -> None:
    """The same, as often as the long run has time for."""
    _use_spoiled(template, tmp_path, given_)


CONVERSATIONS: tuple[tuple[Way, object, str], ...] = (
    (("pattern",), "../../etc/passwd", "pattern"),
    (("pair",), "a\0b", "pair"),
    (("started",), "0001-01-01T00:00:00+23:59", "started"),
    (("changed",), "9999-12-31T23:59:59-23:59", "changed"),
    (("people",), [], "people"),
    (("people", 1, "id"), f"{3:032x}", "people[1].id"),
    (("agreements", 0, "who"), "nobody", "agreements[0].who"),
    (("agreements", 0, "evaluate_on"), "2201-01-01", "agreements[0].evaluate_on"),
    (("agreements", 0, "revision"), 10**30, "agreements[0].revision"),
    (("at", "step"), 5, "at.step"),
)
"""A way into the finished conversation, what is laid there, and the place that is then named."""


@pytest.mark.parametrize(("way", "value", "place"), CONVERSATIONS, ids=ascii)
def test_check_names_what_makes_no_sense_and_where(
    template: Path, tmp_path: Path, way: Way, value: object, place: str
) -> None:
    """The file, the path inside it, and what can be had back; the other one is read as before."""
    folder = copied(template, tmp_path / "vault")
    document = documents()["finished"][2]
    if place == "people[1].id":
        value = document["people"][0]["id"]
    put(folder, "finished", changed(document, way, value))
    health = run(folder, "check", "--json")
    (trouble,) = json.loads(health.out)["troubles"]
    assert (health.code, trouble["id"], trouble["problem"]) == (NOT_READABLE, BAD, "RecordDamaged")
    assert place in trouble["detail"]
    assert json.loads(health.out)["conversations"] == 1
    told = run(folder, "check").out
    assert f"Where in it: {place}" in told
    assert "There is no good copy here." in told
    assert BAD in run(folder, "list").told
    use_everything(folder, "finished")


def test_the_last_good_copy_is_had_back(template: Path, tmp_path: Path) -> None:
    """Of a file that makes no sense the copy goes into the backup, and comes out of it again."""
    folder = copied(template, tmp_path / "vault")
    document = documents()["finished"][2]
    put(folder, "finished", document)
    path = folder / documents()["finished"][0]
    path.with_name(path.name + ".bak").write_bytes(path.read_bytes())
    put(folder, "finished", changed(document, ("agreements", 0, "who"), "nobody"))
    (trouble,) = json.loads(run(folder, "check", "--json").out)["troubles"]
    assert trouble["can_be_had_back"] == "copy"
    spoiled_blob = path.read_bytes()
    backup, elsewhere = tmp_path / "backup.tar", tmp_path / "elsewhere"
    assert run(folder, "backup", str(backup)).code == NOT_READABLE
    assert run(elsewhere, "restore", str(backup), "--yes").code == NOT_READABLE
    with Vault.open(elsewhere, now=NOW, read_only=True) as vault:
        assert schema.to_document(vault.records.load(BAD)) == document
    assert [path.read_bytes() for path in (elsewhere / "damaged").iterdir()] == [spoiled_blob]
    again = run(elsewhere, "restore", str(backup), "--yes")
    assert again.out.startswith("Everything in this backup is here already.")


def test_one_person_too_many_keeps_nobody_else_out(template: Path, tmp_path: Path) -> None:
    """A pair and a lock in a backup that make no sense stay out; the others come, and all talks."""
    folder = copied(template, tmp_path / "vault")
    good_pair = documents()["pair"][2]
    nobody = {**good_pair, "id": "0" * 32, "people": []}
    lay_people(folder, {"1": nobody, "2": good_pair}, {"1": {"person": 5}, "2": {}})
    backup, elsewhere = tmp_path / "backup.tar", tmp_path / "elsewhere"
    assert run(folder, "backup", str(backup)).code == NOT_READABLE
    assert run(elsewhere, "restore", str(backup), "--yes").code == NOT_READABLE
    with Vault.open(elsewhere, now=NOW, read_only=True) as vault:
        assert [pair.id for pair in vault.records.pairs()] == [good_pair["id"]]
        assert vault.own_phrases.locks.all() == {}
        assert vault.records.ids() == (GOOD,)
    (aside,) = (elsewhere / "damaged").iterdir()
    assert aside.name.startswith("pairs.tdb")


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("summary", "started"), "0001-01-01T00:00:00+23:59"),
        (("summary", "changed"), "9999-12-31T23:59:59-23:59"),
        (("summary", "pattern"), "../../etc/passwd"),
        (("summary", "pair"), "a/b"),
        (("summary", "step"), ""),
        (("summary", "names"), []),
        (("summary", "promises", 0, "id"), "a\0b"),
        (("summary", "promises", 0, "on"), "0001-01-01"),
        (("summary", "promises", 0, "turns_from"), "9999-12-27"),
    ],
    ids=ascii,
)
def test_a_row_of_the_index_that_makes_no_sense_is_made_again(
    template: Path, tmp_path: Path, way: Way, value: object
) -> None:
    """The index is made of the conversations: what it says beside them is not believed."""
    folder = copied(template, tmp_path / "vault")
    with Vault.open(folder, now=NOW) as vault:
        expected = vault.index.read().summaries
        storage = vault.files.storage(folder / "index" / f"{GOOD[:2]}.tdb")
        found = storage.payload()
        assert found is not None
        header, payload = found
        tables = json.loads(payload)
        tables["rows"]["1"] = changed(tables["rows"]["1"], way, value)
        assert index_rows.decoded(payload) is not None
        assert index_rows.decoded(json.dumps(tables).encode()) is None
        storage.path.write_bytes(file_format.pack(header, json.dumps(tables).encode()))
        assert vault.index.read().summaries == expected


def _use_spoiled(template: Path, tmp_path: Path, given_: tuple[str, dict[str, Any]]) -> None:
    name, document = given_
    for old in tmp_path.iterdir():
        _remove(old)
    folder = copied(template, tmp_path / "vault")
    put(folder, name, document)
    use_everything(folder, name)


def _remove(path: Path) -> None:
    import shutil

    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
