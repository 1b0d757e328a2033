"""The vault's own file with anything in it: its copy is used, or nothing opens."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sessions import errors
from sessions.store import Vault, manifest, sealing
from sessions.store.disk import BACKUP
from tests.store.badfiles import CHEAP, PASSPHRASE, as_json, ordinary
from tests.store.damage import listed, without
from tests.store.faults import ID, NOW


def slot(**fields: Any) -> dict[str, Any]:
    """Give the document of a wrapped key with other `fields`."""
    made = manifest.slot_document(sealing.wrap(bytes(32), PASSPHRASE, "f" * 32, CHEAP))
    return {**made, **fields}


def own_file(**fields: Any) -> dict[str, Any]:
    """Give what a sealed vault says of itself, with other `fields`."""
    content = {
        "format": 2,
        "vault": "f" * 32,
        "seal": "sealed",
        "language": "nl",
        "passphrase": slot(),
        "recovery": None,
    }
    return {**content, **fields}


BAD_COSTS: dict[str, Any] = {
    "memory of a petabyte": [2**40, 3, 4],
    "memory above 512 MiB": [512 * 1024 + 1, 3, 4],
    "memory below the lanes": [31, 3, 4],
    "no memory": [0, 1, 1],
    "memory below nought": [-65536, 3, 4],
    "no lanes": [65536, 3, 0],
    "lanes below nought": [65536, 3, -4],
    "lanes past counting": [2**30, 3, 2**24],
    "no passes": [65536, 0, 4],
    "passes for a year": [65536, 2**31, 4],
    "seventeen passes": [65536, 17, 4],
    "a true": [65536, True, 4],
    "a broken number": [65536, 3.0, 4],
    "not a number": [float("nan"), 3, 4],
    "without an end": [float("inf"), 3, 4],
    "a text": ["65536", "3", "4"],
    "two numbers": [65536, 3],
    "four numbers": [65536, 3, 4, 5],
    "a number": 65536,
    "none of them": [],
    "a table": {"memory": 65536},
    "a table of three": {"a": 1, "b": 2, "c": 3},
    "nothings": [None, None, None],
    "a number of many digits": [10**4000, 3, 4],
}
BAD_SLOTS: dict[str, Any] = {
    "no slot": None,
    "a slot that is a list": [],
    "a slot that is a text": "slot",
    "a slot that is a number": 3,
    "an empty slot": {},
    "a slot without a cost": slot(argon2id=None),
    "a short salt": slot(salt=base64.b64encode(b"x" * 7).decode()),
    "no salt": slot(salt=""),
    "a salt that is no text": slot(salt=3),
    "a salt that is nothing": slot(salt=None),
    "a salt that is no base64": slot(salt="a" * 21),
    "a salt with a space": slot(salt="AAAA AAAA AAAA AAAA"),
    "a salt in another alphabet": slot(salt="é" * 24),
    "a box with half a pair": slot(box="\ud800" * 4),
    "a nonce that is a list": slot(nonce=[1, 2]),
    **{f"without {name}": without(slot(), name) for name in slot()},
    **{f"a cost of {name}": slot(argon2id=cost) for name, cost in BAD_COSTS.items()},
}
BAD_MANIFESTS: dict[str, Any] = {
    **{
        f"passphrase, {name}": own_file(passphrase=bad_slot) for name, bad_slot in BAD_SLOTS.items()
    },
    **{
        f"recovery, {name}": own_file(recovery=bad_slot)
        for name, bad_slot in BAD_SLOTS.items()
        # A vault may have none, and its cost is none.
        if name not in {"no slot", "a slot without a cost"}
    },
    **{f"without {name}": without(own_file(), name) for name in own_file()},
    "a list": [],
    "a text": "x",
    "nothing": None,
    "an empty table": {},
    "an id that is a path": own_file(vault="../" * 10 + "ab"),
    "an id in capitals": own_file(vault="F" * 32),
    "an id that is a number": own_file(vault=3),
    "a state nobody knows": own_file(seal="open"),
    "a state that is a list": own_file(seal=[]),
    "sealed, but of the plain format": own_file(format=1),
    "plain, but of the sealed format": own_file(seal="plain"),
    "a language that is a number": own_file(language=3),
    "a language without an end": own_file(language="n" * 36),
    "format 0": own_file(format=0),
    "format -1": own_file(format=-1),
    "a format that is true": own_file(format=True),
    "a format that is a text": own_file(format="2"),
    "a format with a point": own_file(format=2.0),
    "a format that is no number": own_file(format=float("nan")),
}


def with_check(content: Any) -> bytes:
    """Give the vault's own file with this in it and its checksum right."""
    if isinstance(content, dict) and content:
        return manifest._render(content)
    return as_json(content)


def test_a_bad_file_of_the_vault_itself_opens_nothing(vaults: Callable[[bool], Vault]) -> None:
    """With its checksum right, and its copy as bad, it is `VaultDamaged`; nothing is changed."""
    vault = vaults(True)
    vault.close()
    path = vault.folder / manifest.NAME
    copy = path.with_name(manifest.NAME + BACKUP)
    good, record = path.read_bytes(), vault.records.path(ID).read_bytes()
    wrong: list[str] = []
    for name, content in BAD_MANIFESTS.items():
        blob = with_check(content)
        for both in (True, False):
            path.write_bytes(blob)
            copy.write_bytes(blob if both else good)
            try:
                with Vault.open(vault.folder, now=NOW) as again:
                    again.seal.unlock(PASSPHRASE)
                    if both or again.records.load(ID) != ordinary():
                        wrong.append(f"{name}: opened")
            except errors.VaultDamaged:
                if not both or path.read_bytes() != blob:
                    wrong.append(f"{name}: the copy was not used, or it was written over")
            except Exception as problem:  # noqa: BLE001 - just what must not happen
                wrong.append(f"{name}: {problem!r}")
    assert not wrong, listed(wrong)
    assert len(BAD_MANIFESTS) > 80
    assert vault.records.path(ID).read_bytes() == record


RAW_MANIFESTS: dict[str, bytes] = {
    "nothing": b"",
    "half": b'{"format":2',
    "no UTF-8": b'{"format":\xff}',
    "deep": b"[" * 100_000,
    "deep objects": b'{"format":' * 100_000,
    "many digits": b'{"format":' + b"9" * 5_000 + b"}",
    "a check that is no text": b'{"format":1,"check":3}',
    "UTF-16": '{"format":1}'.encode("utf-16"),
    "noughts": bytes(600),
    "twice": manifest.render(manifest.new_manifest()) * 2,
    "no line end": manifest.render(manifest.new_manifest()).rstrip(),
    "a line end of Windows": manifest.render(manifest.new_manifest()).replace(b"\n", b"\r\n"),
    "spaces": manifest.render(manifest.new_manifest()).replace(b":", b": "),
}


@pytest.mark.parametrize("name", RAW_MANIFESTS)
def test_bytes_that_are_no_manifest_open_nothing(
    vaults: Callable[[bool], Vault], name: str
) -> None:
    """Whatever stands there twice is `VaultDamaged`; beside its copy it is made good."""
    vault = vaults(False)
    vault.close()
    path = vault.folder / manifest.NAME
    copy = path.with_name(manifest.NAME + BACKUP)
    good = copy.read_bytes()
    for place in (path, copy):
        place.write_bytes(RAW_MANIFESTS[name])
    for read_only in (False, True):
        with pytest.raises(errors.VaultDamaged):
            Vault.open(vault.folder, now=NOW, read_only=read_only)
    copy.write_bytes(good)
    with Vault.open(vault.folder, now=NOW) as again:
        assert again.records.load(ID) == ordinary()
    assert path.read_bytes() == good


def terabyte(path: Path) -> None:
    path.touch()
    os.truncate(path, 2**40)


@pytest.mark.parametrize(
    "lay",
    [
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.symlink_to(path),
        os.mkfifo,
        terabyte,
    ],
    ids=["link", "loop", "pipe", "terabyte"],
)
def test_what_is_no_file_is_no_manifest(
    vaults: Callable[[bool], Vault], lay: Callable[[Path], None]
) -> None:
    """Nothing is followed or waited for; the copy opens the vault and the file is made anew."""
    vault = vaults(True)
    vault.close()
    path = vault.folder / manifest.NAME
    path.unlink()
    lay(path)
    with Vault.open(vault.folder, now=NOW) as again:
        again.seal.unlock(PASSPHRASE)
        again.seal.finish()
        assert again.records.load(ID) == ordinary()
    assert path.is_file()
    assert not path.is_symlink()
