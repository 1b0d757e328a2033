"""Every field of the manifest, changed with its plain checksum right again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sessions import errors
from sessions.store import Vault, manifest
from sessions.store.manifest import State
from tests.store.faults import NOW
from tests.store.intruder import all_is_there, both_copies, own_words, plain_bytes, rewritten
from tests.store.phrases import LIGHT, PASSPHRASE


def leaves(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the way to every leaf of a JSON document."""
    if isinstance(value, dict):
        for name in value:
            yield from leaves(value[name], (*way, name))
    elif isinstance(value, list) and value:
        for place, part in enumerate(value):
            yield from leaves(part, (*way, place))
    else:
        yield way


def others(value: Any) -> list[Any]:
    """Give values that could stand in the place of one, of the same sort."""
    if value is None:
        return [[64, 1, 1]]
    if isinstance(value, int):
        return [value + 1, max(value - 1, 0), 2**53, 1]
    if isinstance(value, str) and value in {state.value for state in State}:
        return [state.value for state in State if state.value != value]
    if isinstance(value, list):
        return [["0" * 64]]
    if not value:
        return ["nl", "0" * 64, "AAAA"]
    return ["", flipped(value, 0), flipped(value, len(value) // 2), value[::-1]]


def flipped(text: str, place: int) -> str:
    other = "A" if text[place] not in "Aa" else "B"
    return text[:place] + (other if text[place].isupper() else other.lower()) + text[place + 1 :]


@pytest.mark.parametrize("copies", [(0,), (1,), (0, 1)], ids=["first", "second", "both"])
def test_no_field_of_the_manifest_is_changed_in_silence(
    tmp_path: Path, copies: tuple[int, ...]
) -> None:
    """With its plain checksum right again: it opens nothing, or it is said; no word is plain."""
    own_words(tmp_path / "vault")
    blob = (tmp_path / "vault" / manifest.NAME).read_bytes()
    content = json.loads(blob)
    del content["check"]
    silent, tried = [], 0
    for way in leaves(content):
        value = content
        for step in way:
            value = value[step]
        for other in (other for other in others(value) if other != value):
            folder = tmp_path / f"{tried}"
            tried += 1
            shutil.copytree(tmp_path / "vault", folder)

            def change(document: dict[str, Any], other: Any = other, way: Any = way) -> None:
                for step in way[:-1]:
                    document = document[step]
                document[way[-1]] = other

            for copy in copies:
                both_copies(folder)[copy].write_bytes(rewritten(blob, change))
            if not _is_said(folder):
                silent.append((way, other))
            assert plain_bytes(folder) == []
            shutil.rmtree(folder)
    assert tried > 50
    assert silent == []


def _is_said(folder: Path) -> bool:
    """Whether honest people are told, or cannot open it; with the manifest as it was they can."""
    from sessions.store.health import check

    try:
        vault = Vault.open(folder, now=NOW, disk=LIGHT)
    except errors.StoreError:
        return True
    with vault:
        try:
            vault.seal.unlock(PASSPHRASE)
        except errors.StoreError:
            return True
        # A copy that cannot be read at all is named by the health check, and made good.
        told = bool(vault.seal.notices) or bool(check(vault).findings)
        vault.seal.finish()
        return told and all_is_there(vault)
