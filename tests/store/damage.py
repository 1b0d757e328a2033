"""Damage in a vault: how it is laid there, and what is wrong with how it is taken."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sessions import errors
from sessions.conversation import Conversation
from sessions.store import Vault
from sessions.store.disk import BACKUP
from sessions.summary import Filter, filtered
from tests.store.badfiles import CHEAP, PASSPHRASE, Bad, fine, ordinary
from tests.store.faults import ID, NOW, OTHER, pair, small
from tests.store.helpers import every_conversation, seal_with

BOTH = pytest.mark.parametrize("sealed", [False, True], ids=["plain", "sealed"])


def mutations(blob: bytes, step: int = 1) -> Iterator[bytes]:
    """Give `blob` with each bit flipped, and cut off after each byte; every `step`-th of those."""
    for number in range(0, 9 * len(blob), step):
        place, bit = divmod(number, 9)
        if bit == 8:
            yield blob[:place]
        else:
            changed = bytearray(blob)
            changed[place] ^= 1 << bit
            yield bytes(changed)


def put(path: Path, blob: bytes) -> None:
    """Make the bytes at `path` these. In place: a file that is cut to nothing first is slow."""
    with path.open("r+b") as file:
        file.write(blob)
        file.truncate()


def make_vault(folder: Path, *, sealed: bool) -> Vault:
    """Give an open vault with an ordinary conversation, one that stays fine, and two people."""
    vault = Vault.open(folder, now=NOW)
    vault.records.save(ordinary())
    vault.records.save(fine())
    vault.records.save_pair(pair())
    vault.records.save_settings({"language": "nl"})
    if sealed:
        seal_with(vault, PASSPHRASE, cost=CHEAP)
    return vault


def listed(wrong: list[str]) -> str:
    """Give the first of what is wrong, each on a line of its own."""
    return "\n".join((f"{len(wrong)} in all:", *(problem[:200] for problem in wrong[:40])))


def settle(folder: Path) -> None:
    """Let everything there be of long ago, so that the index is taken at its word."""
    for path in (*folder.iterdir(), folder):
        os.utime(path, (1_700_000_000, 1_700_000_000))


def outcome(what: Callable[[], Any]) -> Any:
    """Give what a call gives, or what it raises."""
    try:
        return what()
    except Exception as problem:  # noqa: BLE001 - any but ours must not happen; told by its name
        return problem


def complaints(vault: Vault, name: str, want: tuple[Any, ...]) -> Iterator[str]:
    """Give what is wrong with how a vault takes the bad file in it."""
    answer = outcome(lambda: vault.records.load(ID))
    if isinstance(answer, Conversation):
        if None not in want:
            yield f"{name}: was read"
    elif not isinstance(answer, tuple(sort for sort in want if sort)):
        yield f"{name}: reading gave {answer!r}"
    if outcome(lambda: vault.records.load(OTHER)) != fine():
        yield f"{name}: the other does not open"
    yield from (f"{name}: {problem}" for problem in _listing(vault))
    every = outcome(lambda: list(every_conversation(vault)))
    if isinstance(every, Exception) or len(every) != 2:
        yield f"{name}: reading all gave {every!r}"
    yield from (f"{name}: {problem}" for problem in _saving(vault, answer))


def _listing(vault: Vault) -> Iterator[str]:
    """Give what is wrong with the list beside a bad file."""
    listing = outcome(vault.index.read)
    if isinstance(listing, Exception):
        yield f"listing gave {listing!r}"
        return
    there = [summary.id for summary in listing.summaries]
    problems = [problem.fields.get("id") for problem in listing.problems]
    if sorted(there + problems) != [ID, OTHER] or OTHER not in there:
        yield f"listed as {there}, {problems}"
    chosen = outcome(lambda: filtered(listing.summaries, Filter(), NOW.date()))
    if isinstance(chosen, Exception):
        yield f"choosing gave {chosen!r}"


def _saving(vault: Vault, answer: Any) -> Iterator[str]:
    """Give what is wrong with a save over a bad file, of what was read where something was."""
    new = answer if isinstance(answer, Conversation) else small()
    saved = outcome(lambda: vault.records.save(new))
    if isinstance(saved, Exception):
        # A file of a later program is left alone; nothing else stands in the way of new words.
        if not isinstance(answer, errors.RecordNewer) or not isinstance(saved, errors.RecordNewer):
            yield f"saving gave {saved!r}"
    elif outcome(lambda: vault.records.load(ID)) != new:
        yield "what was saved over it is not there"


def clear(vault: Vault) -> None:
    """Take away what the last bad file left."""
    path = vault.records.path(ID)
    for left in (path, path.with_name(path.name + BACKUP), vault.folder / "damaged"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink(missing_ok=True)
    vault.files.forget(path)


def wrong_answers(table: tuple[Bad, ...], vault: Vault) -> list[str]:
    """Lay each bad file of a table in a vault; give what is wrong."""
    wrong: list[str] = []
    for bad in table:
        clear(vault)
        bad.lay(vault)
        wrong += complaints(vault, bad.name, bad.want)
    return wrong


def without(content: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key != name}
