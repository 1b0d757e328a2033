"""A record that makes no sense is named as damaged, and everything else can be used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
    changed,
    copied,
    documents,
    lay,
    leaves,
    put,
    run,
    values,
)

TALKS = ("finished", "halfway", "breaking off")
"""The documents that are conversations."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
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
        ("export", BAD, "--as", "talk"),
        ("export", "--as", "markdown"),
        ("export", "--as", "calendar"),
        ("note", "--by", "Kim", "We laughed"),
    ):
        _sensible(run(folder, *arguments))
    health = _sensible(run(folder, "check", "--json"))
    listed = _sensible(run(folder, "list", "--json"))
    ids = {one["id"] for one in json.loads(listed.out)}
    assert GOOD in ids
    if name in TALKS and BAD not in ids:
        assert listed.code == health.code == NOT_READABLE
        assert BAD in listed.told
        assert BAD in {one["id"] for one in json.loads(health.out)["troubles"]}
    assert WORDS in _sensible(run(folder, "show", GOOD)).out
    assert WORDS in _sensible(run(folder, "export", "--as", "json")).out
    assert run(folder, "note", PROMISE, "It", "worked").code == DONE
    backup, elsewhere = first / "backup.tar", first / "elsewhere"
    assert _sensible(run(folder, "backup", str(backup))).code in (DONE, NOT_READABLE)
    assert _sensible(run(elsewhere, "restore", str(backup), "--yes")).code in (DONE, NOT_READABLE)
    assert GOOD in {one["id"] for one in json.loads(run(elsewhere, "list", "--json").out)}


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
