"""What somebody can do who can write in the folder, and what honest people find then."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sessions.store import Vault, manifest
from sessions.store.disk import BACKUP, Disk
from tests.store.faults import ID, NOW, OTHER, pair, saying
from tests.store.helpers import seal_with
from tests.store.phrases import CHEAP, LIGHT, PASSPHRASE

MARK = "SECRETWORDS"
THIRD = "ef" + "2" * 30


def own_words(folder: Path) -> str:
    """Make a sealed vault with words in it; give its recovery key."""
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        vault.records.save(saying(f"{MARK} monday"))
        vault.records.save(saying(f"{MARK} other", OTHER))
        vault.records.save_pair(pair("p1", MARK))
        shutil.copytree(folder, folder.with_name("before the seal"))
        recovery = seal_with(vault, PASSPHRASE, cost=CHEAP)
        shutil.copytree(folder, folder.with_name("sealed"))
    return recovery


def rewritten(blob: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """Give a manifest with something changed in it, and its plain checksum right again."""
    content = json.loads(blob)
    del content["check"]
    change(content)
    body = json.dumps(content, separators=(",", ":"))
    check = hashlib.sha256(body.encode()).hexdigest()
    return f'{body[:-1]},"check":"{check}"}}\n'.encode()


def both_copies(folder: Path) -> tuple[Path, Path]:
    return folder / manifest.NAME, folder / (manifest.NAME + BACKUP)


def lay_manifest(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change both copies of the manifest in the same way."""
    for path in both_copies(folder):
        path.write_bytes(rewritten(path.read_bytes(), change))


def open_by(
    folder: Path,
    secret: str,
    witness: Path | None = None,
    *,
    disk: Disk = LIGHT,
    unsealed: bool = False,
) -> Vault:
    """Open a vault as honest people do, and let it finish; `unsealed` as `Vault.open` has it."""
    vault = Vault.open(folder, now=NOW, disk=disk, witness=witness, unsealed=unsealed)
    try:
        vault.seal.unlock(secret)
        vault.seal.finish()
    except BaseException:
        vault.close()
        raise
    return vault


def plain_bytes(folder: Path) -> list[str]:
    """Give the files in which a word can be read."""
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and MARK.encode() in path.read_bytes()
    ]


def all_is_there(vault: Vault) -> bool:
    """Whether everything honest people kept can be read."""
    return (
        vault.records.load(ID) == saying(f"{MARK} monday")
        and vault.records.load(OTHER) == saying(f"{MARK} other", OTHER)
        and vault.records.pairs() == (pair("p1", MARK),)
    )


def notices(vault: Vault) -> set[type]:
    return {type(notice) for notice in vault.seal.notices}
