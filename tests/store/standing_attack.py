"""The standing test's two sides: what somebody does to a folder, and what must hold after it.

Between two runs of honest people somebody edits, swaps, deletes and lays back files, with every
plain checksum right (T2), or with the key of the vault in hand besides (T3). They share no code
with the store.
"""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import strategies as st

from tests.store import independent
from tests.store.faults import ID, OTHER
from tests.store.independent import File, Tables

FILES = (
    "vault.json",
    "vault.json.bak",
    "pairs.tdb",
    "pairs.tdb.bak",
    f"conversations/{ID[:2]}/{ID}.tdb",
    f"conversations/{ID[:2]}/{ID}.tdb.bak",
    f"conversations/{OTHER[:2]}/{OTHER}.tdb",
    f"conversations/ef/{'ef' * 16}.tdb",
    "plain-files.tdb",
    "index/ab.tdb",
    "index/promised.json",
)
THEIR_KEY = X25519PrivateKey.from_private_bytes(bytes(range(32)))
THEIRS = THEIR_KEY.public_key().public_bytes_raw()

Draw = st.DrawFn


class Intruder:
    """Does to a folder what `draw` says; `snapshots` are folders of earlier moments."""

    def __init__(self, folder: Path, snapshots: list[Path], key: bytes | None, vault: str) -> None:
        self.folder = folder
        self.snapshots = snapshots
        self.key = key
        self.vault = vault

    def act(self, action: tuple[Any, ...]) -> None:
        """Do one thing; where there is nothing to do it to, nothing happens."""
        name, *given = action
        does: dict[str, Callable[..., None]] = {
            "lay back": self.lay_back,
            "lay all back": self.lay_all_back,
            "delete": self.delete,
            "swap": self.swap,
            "flip": self.flip,
            "cut": self.cut,
            "forge": self.forge,
            "say of the manifest": self.say_of_manifest,
            "say of a header": self.say_of_header,
            "lay beside": self.lay_beside,
            "change a lock": self.change_lock,
            "open a box": self.open_box,
            "prove": self.prove,
            "close for me": self.close_for_me,
        }
        does[name](*given)

    # -- Without a secret ---------------------------------------------------------------------

    def lay_back(self, snapshot: int, source: str, target: str) -> None:
        path = self.snapshots[snapshot % len(self.snapshots)] / source
        if path.is_file():
            self._put(target, path.read_bytes())

    def lay_all_back(self, snapshot: int, names: tuple[str, ...]) -> None:
        for name in names:
            self.lay_back(snapshot, name, name)

    def delete(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def swap(self, one: str, other: str) -> None:
        first, second = self._blob(one), self._blob(other)
        if first is not None and second is not None:
            self._put(one, second)
            self._put(other, first)

    def flip(self, name: str, place: int, bit: int) -> None:
        blob = bytearray(self._blob(name) or b"")
        if blob:
            blob[place % len(blob)] ^= 1 << bit
            self._put(name, bytes(blob))

    def cut(self, name: str, place: int) -> None:
        blob = self._blob(name)
        if blob:
            self._put(name, blob[: place % len(blob)])

    def forge(self, name: str, version: int) -> None:
        """Lay a plain file of one's own making in the place of a record."""
        stem = Path(name).name.split(".", maxsplit=1)[0]
        kind = "conversation" if name.startswith("conv") else stem
        tables: Tables = {"locks": {"1": self._lock("k")}} if kind == "pairs" else {kind: {}}
        self._put(name, independent.plain_file(kind, version, stem, tables))

    def say_of_manifest(self, name: str, field: str, value: Any) -> None:
        content = independent.manifest_in(self._blob(name) or b"")
        if content is not None:
            self._put(name, independent.manifest_file({**content, field: value}))

    def say_of_header(self, name: str, place: int, word: str) -> None:
        blob = self._blob(name)
        if blob is None or not blob.startswith(b"tweespraak "):
            return
        file = File(blob)
        words = file.words[:-1]
        words[place % len(words)] = word
        self._put(name, independent.with_line(" ".join(words), file.body))

    def lay_beside(self, name: str, source: str) -> None:
        blob = self._blob(source)
        if blob is not None:
            self._put(name, blob)

    # -- With the key of the vault ------------------------------------------------------------

    def change_lock(self, how: str) -> None:
        for name in ("pairs.tdb", "pairs.tdb.bak"):
            tables = self._tables(name)
            if tables is None:
                continue
            locks = tables.get("locks", {})
            mine = self._lock("k")
            for number, lock in list(locks.items()):
                changed = {
                    "take it out": None,
                    "put mine": mine,
                    "put my public key": {**lock, "public": mine["public"]},
                    "unbind it": {**lock, "public": mine["public"], "bound": False},
                    "leave it bare": {**mine, "slot": None, "key": _text(bytes(range(32)))},
                    "bring it": {**mine, "brought": True},
                    "have been": {**lock, "before": [_text(bytes(120))]},
                }[how]
                locks[number] = changed
            kept = {number: lock for number, lock in locks.items() if lock is not None}
            self._put_tables(name, {**tables, "locks": kept})

    def open_box(self, name: str, how: str) -> None:
        """Take a box out of a conversation, or say that its writer never had a phrase."""
        tables = self._tables(name)
        if tables is None:
            return
        for document in tables.get("conversation", {}).values():
            document["with_phrase"] = []
            for key, said in list(document.get("said", {}).items()):
                if said.get("closed"):
                    if how == "take it out":
                        del document["said"][key]
                    else:
                        said["closed"] = ""
        self._put_tables(name, tables)

    def close_for_me(self, name: str) -> None:
        """Put a box for one's own key in the place of hers."""
        tables = self._tables(name)
        if tables is None:
            return
        for number, document in tables.get("conversation", {}).items():
            for key, said in document.get("said", {}).items():
                if said.get("closed"):
                    place = f"{number} said {key}"
                    said["closed"] = independent.own_box(THEIRS, "k", b'{"text": "forged"}', place)
        self._put_tables(name, tables)

    def prove(self, names: tuple[str, ...], changes: dict[str, Any]) -> None:
        """Change the manifest, with the proof that the key of the vault makes."""
        for name in names:
            content = independent.manifest_in(self._blob(name) or b"")
            if content is None or self.key is None or content.get("format") != 3:
                continue
            changed = independent.proven({**content, **changes}, self.key)
            self._put(name, independent.manifest_file(changed))

    def _lock(self, person: str) -> dict[str, Any]:
        slot = {"salt": _text(bytes(16)), "nonce": _text(bytes(12)), "box": _text(bytes(56))}
        return {
            "person": person,
            "public": _text(THEIRS),
            "slot": {**slot, "argon2id": [8, 1, 1]},
            "key": "",
            "done": True,
            "bound": True,
            "before": [],
            "brought": False,
        }

    def _tables(self, name: str) -> Tables | None:
        blob = self._blob(name)
        if blob is None or self.key is None:
            return None
        return independent.tables_in(blob, self.key, self.vault)

    def _put_tables(self, name: str, tables: Tables) -> None:
        blob = self._blob(name)
        if blob is not None and self.key is not None and File(blob).is_sealed:
            self._put(name, independent.sealed_file(blob, tables, self.key, self.vault))

    def _blob(self, name: str) -> bytes | None:
        path = self.folder / name
        return path.read_bytes() if path.is_file() else None

    def _put(self, name: str, blob: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(blob)


def _text(blob: bytes) -> str:
    return base64.b64encode(blob).decode()


# -- What is drawn --------------------------------------------------------------------------------

_file = st.sampled_from(FILES)
_number = st.integers(0, 10_000)
_manifest = st.sampled_from(FILES[:2])
_fields = st.one_of(
    st.tuples(
        st.just("seal"),
        st.sampled_from(["plain", "sealed", "sealing", "unsealing", "renewing"]),
    ),
    st.tuples(st.just("format"), st.integers(0, 5)),
    st.tuples(st.just("generation"), st.sampled_from([0, 1, 2, 3, 7, 2**53])),
    st.tuples(st.just("language"), st.sampled_from(["", "nl", "x" * 36])),
    st.tuples(st.just("vault"), st.sampled_from(["f" * 32, "0" * 32])),
    st.tuples(st.sampled_from(["passphrase", "recovery"]), st.none()),
    st.tuples(st.sampled_from(["listed", "proof"]), st.sampled_from(["", "0" * 64])),
    st.tuples(st.just("own"), st.sampled_from([[], ["0" * 64]])),
    st.tuples(st.just("earlier"), st.sampled_from(["", "AAAA"])),
)
_words = st.sampled_from(
    ["plain", "1", "2", "3", "conversation", "pairs", ID, OTHER, "-", "f" * 32]
)
_beside = st.sampled_from(
    [f"conversations/{ID[:2]}/{ID}.sync-conflict.tdb", "vault (copy).json", "damaged/pairs.tdb.0"]
)

WITHOUT_SECRET = st.one_of(
    st.tuples(st.just("lay back"), _number, _file, _file),
    st.builds(lambda snapshot, name: ("lay back", snapshot, name, name), _number, _file),
    st.tuples(st.just("lay all back"), _number, st.sampled_from([FILES, FILES[:2], FILES[2:]])),
    st.tuples(st.just("delete"), _file),
    st.tuples(st.just("swap"), _file, _file),
    st.tuples(st.just("flip"), _file, _number, st.integers(0, 7)),
    st.tuples(st.just("cut"), _file, _number),
    st.tuples(st.just("forge"), st.sampled_from(FILES[2:8]), st.integers(1, 5)),
    st.builds(lambda name, said: ("say of the manifest", name, *said), _manifest, _fields),
    st.builds(lambda said: ("say of the manifest", "vault.json", *said), _fields),
    st.tuples(st.just("say of a header"), _file, _number, _words),
    st.tuples(st.just("lay beside"), _beside, _file),
)
WITH_THE_KEY = st.one_of(
    WITHOUT_SECRET,
    st.tuples(
        st.just("change a lock"),
        st.sampled_from(
            [
                "take it out",
                "put mine",
                "put my public key",
                "unbind it",
                "leave it bare",
                "bring it",
                "have been",
            ]
        ),
    ),
    st.tuples(
        st.just("open a box"),
        st.sampled_from(FILES[4:7]),
        st.sampled_from(["take it out", "empty it"]),
    ),
    st.tuples(st.just("close for me"), st.sampled_from(FILES[4:7])),
    st.tuples(
        st.just("prove"),
        st.sampled_from([FILES[:2], FILES[:1], FILES[1:2]]),
        st.sampled_from(
            [
                {"own": []},
                {"generation": 50},
                {"generation": 1},
                {"seal": "renewing"},
                {"seal": "sealing", "listed": ""},
                {"language": "nl", "own": []},
            ]
        ),
    ),
)


def copied(template: Path, folder: Path) -> None:
    """Make `folder` a copy of a vault."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)


def documents(folder: Path, key: bytes, vault: str) -> list[Any]:
    """Give every document of a conversation or diary that the key of the vault opens."""
    found = []
    for path in folder.rglob("*.tdb*"):
        tables = independent.tables_in(path.read_bytes(), key, vault)
        if tables is not None:
            found.append(tables)
    return found


def as_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
