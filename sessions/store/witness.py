"""The witness: what was last seen of a vault on this machine, kept outside it.

Who can write in the folder of a vault can lay back an older one, and nothing in the folder can
tell that. So the highest generation of the manifest, and the fingerprints of the keys of people,
are kept in the user's own folder for state (THREATS: 3). There is no word and no name in it. It may
be missing, and it raises no alarm that a power cut can cause: it is written after the vault.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import msgspec

from sessions.store import disk as disks
from sessions.store.disk import Disk


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen: of which vault, whether it was sealed, and its generation.

    `own` has the fingerprints of the keys of each person, by a digest of who it is.
    """

    vault: str = ""
    sealed: bool = False
    generation: int = 0
    own: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)


NOTHING = Seen()


class Witness:
    """What was seen of the vault in one folder. Without a place of its own it knows nothing."""

    def __init__(self, place: Path | None, vault_folder: Path, disk: Disk) -> None:
        """`place` is the folder it is kept in, made when something is to be kept."""
        self._place = place
        self._here = _digest("folder", str(vault_folder))
        self._disk = disk
        # Read once in a run: every save asks, and only this run writes it meanwhile.
        self._read_before: dict[str, Seen] = {}

    def seen_here(self) -> Seen:
        """Give what was last seen in this folder, whatever vault that was."""
        return self._read(self._here)

    def seen(self, vault_id: str) -> Seen:
        """Give what was last seen of this vault, here or where it was before."""
        vault = _digest("vault", vault_id)
        known = [seen for seen in (self._read(vault), self.seen_here()) if seen.vault == vault]
        return max(known, key=lambda seen: seen.generation, default=NOTHING)

    def keep(
        self, vault_id: str, *, sealed: bool, generation: int, own: Mapping[str, tuple[str, ...]]
    ) -> None:
        """Keep what is seen now. A machine that cannot keep it has no witness, and goes on."""
        if self._place is None:
            return
        vault = _digest("vault", vault_id)
        now = Seen(vault=vault, sealed=sealed, generation=generation, own=own)
        blob = _packed(now)
        with contextlib.suppress(OSError):
            disks.make_folder(self._disk, self._place)
            for name in (vault, self._here):
                if self._read(name) != now:
                    disks.save_file(self._disk, self._path(self._place, name), blob)
                    self._read_before[name] = now

    def _read(self, name: str) -> Seen:
        """Give what is kept under a name, nothing of what cannot be read: it may be missing."""
        if self._place is None:
            return NOTHING
        known = self._read_before.get(name)
        if known is None:
            known = self._read_before[name] = self._on_disk(self._path(self._place, name))
        return known

    def _on_disk(self, path: Path) -> Seen:
        try:
            blob = disks.read_file(self._disk, path) or b""
            check, _, body = blob.partition(b"\n")
            if hashlib.sha256(body).hexdigest().encode() != check:
                return NOTHING
            return msgspec.json.decode(body, type=Seen)
        except (OSError, msgspec.DecodeError, ValueError):
            return NOTHING

    def _path(self, place: Path, name: str) -> Path:
        return place / f"{name[:32]}.seen"


def person_digest(vault_id: str, person: str) -> str:
    """Give what stands for a person of a vault in the witness."""
    return _digest("person", vault_id, person)


def _packed(seen: Seen) -> bytes:
    body = json.dumps(msgspec.to_builtins(seen), separators=(",", ":"), sort_keys=True).encode()
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def _digest(*parts: str) -> str:
    text = "\0".join(("tweespraak", *parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
