"""The witness: what was last seen of a vault on this machine, kept outside it.

Who can write in the folder of a vault can lay back an older one, and nothing in the folder can
tell that. So the highest generation of the manifest, and the fingerprints of the keys of people,
are kept in the user's own folder for state (THREATS: 3). There is no word and no name in it. It may
be missing, and it raises no alarm that a power cut can cause: it is written after the vault.

Where that folder can be read and not written, what it says would be wrong one day. So what is seen
then is noted in the vault, in a box that opens with what the witness holds: who can write in the
vault only can make no such note, and once the witness is written again it opens nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

from sessions.store import damaged_folder, sealing
from sessions.store import disk as disks
from sessions.store.disk import Disk

NOTES = ("vault.seen", "here.seen")
"""The files in the vault with what could not be kept outside it."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen: of which vault, whether it was sealed, and its generation.

    `own` has the fingerprints of the keys of each person, by a digest of who it is.
    """

    vault: str = ""
    sealed: bool = False
    generation: int = 0
    own: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    secret: str = ""
    """Another one each time it is written: what makes it impossible to guess."""


NOTHING = Seen()


class Witness:
    """What was seen of the vault in one folder. Without a place of its own it knows nothing."""

    def __init__(self, place: Path | None, vault_folder: Path, disk: Disk) -> None:
        """`place` is the folder it is kept in, made when something is to be kept.

        One that is no whole path is none: who has no home would get a folder wherever they stand.
        """
        self._place = place if place is not None and place.is_absolute() else None
        self._vault_folder = vault_folder
        self._here = _digest("folder", str(vault_folder))
        self._disk = disk
        # Read once in a run: every save asks, and only this run writes it meanwhile.
        self._known: dict[str, Seen] = {}
        self._unread: set[str] = set()
        self._unkept: set[str] = set()

    @property
    def is_behind(self) -> bool:
        """Whether something of what is known could not be kept outside the vault yet."""
        return bool(self._unkept)

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
        for name in (vault, self._here):
            if self._read(name) != now or name in self._unkept:
                self._known[name] = now
                self._write(self._path(self._place, name), name, now)

    def _write(self, path: Path, name: str, now: Seen) -> None:
        """Put it on the disk, or note it in the vault; where neither goes, it may be missing."""
        if name in self._unread:
            return  # what is there may say something true, when it can be read again
        try:
            disks.make_folder(self._disk, path.parent)
            disks.save_file(self._disk, path, _packed(replace(now, secret=os.urandom(16).hex())))
        except OSError:
            self._unkept.add(name)
            with contextlib.suppress(OSError):
                self._note(path, name, now)
        else:
            self._unkept.discard(name)
            with contextlib.suppress(OSError):  # it opens nothing any more
                self._disk.unlink(self._note_path(name))

    def _note(self, path: Path, name: str, now: Seen) -> None:
        """Note it in the vault where the file at `path` says something else. Raises OSError."""
        kept = disks.read_file(self._disk, path)
        if kept is None or _unpacked(kept) is None:
            return  # nothing there that could raise an alarm
        note = self._note_path(name)
        if note.is_dir():
            damaged_folder.move_in(self._disk, self._vault_folder, note)
        nonce, box = sealing.lock(_key_in(kept), _packed(now), name.encode())
        disks.save_file(self._disk, note, nonce + box)

    def _read(self, name: str) -> Seen:
        """Give what is kept under a name, nothing of what cannot be read: it may be missing."""
        if self._place is None:
            return NOTHING
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._on_disk(self._path(self._place, name), name)
        return known

    def _on_disk(self, path: Path, name: str) -> Seen:
        try:
            kept = disks.read_file(self._disk, path) or b""
        except disks.NotARegularFile:
            return NOTHING
        except OSError:
            self._unread.add(name)
            return NOTHING
        seen = _unpacked(kept)
        if seen is None:
            return NOTHING
        noted = self._noted(kept, name)
        if noted is not None:
            self._unkept.add(name)
        return noted or seen

    def _noted(self, kept: bytes, name: str) -> Seen | None:
        """Give what is noted in the vault in the place of `kept`, or None."""
        note = b""
        with contextlib.suppress(OSError):  # without it the witness counts
            note = disks.read_file(self._disk, self._note_path(name)) or b""
        if not note:
            return None
        nonce, box = note[: sealing.NONCE], note[sealing.NONCE :]
        return _unpacked(sealing.unlock(_key_in(kept), nonce, box, name.encode()) or b"")

    def _note_path(self, name: str) -> Path:
        return self._vault_folder / NOTES[name == self._here]

    def _path(self, place: Path, name: str) -> Path:
        return place / f"{name[:32]}.seen"


def person_digest(vault_id: str, person: str) -> str:
    """Give what stands for a person of a vault in the witness."""
    return _digest("person", vault_id, person)


def _packed(seen: Seen) -> bytes:
    body = json.dumps(msgspec.to_builtins(seen), separators=(",", ":"), sort_keys=True).encode()
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def _unpacked(blob: bytes) -> Seen | None:
    """Give what a file of the witness says, or None for what is none. The secret is not told."""
    check, _, body = blob.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != check:
        return None
    try:
        return replace(msgspec.json.decode(body, type=Seen), secret="")
    except (msgspec.DecodeError, ValueError):
        return None


def _key_in(kept: bytes) -> bytes:
    """Give the key that only who can read what is kept outside the vault can have."""
    return hashlib.sha256(b"tweespraak witness\n" + kept).digest()


def _digest(*parts: str) -> str:
    text = "\0".join(("tweespraak", *parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
