"""The health of a vault: everything is read; damage is named, with what can be had back."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from sessions import errors, seal_errors
from sessions.conversation import Conversation
from sessions.store import diaries, leftovers, manifest, manifest_copies
from sessions.store import disk as disks
from sessions.store.disk import BACKUP
from sessions.store.leftovers import Leftover
from sessions.store.record_files import DAMAGED

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessions.store.vault import Vault


class Recoverability(StrEnum):
    """What can be had back of a damaged file."""

    COPY = "copy"
    """The last good copy, of an earlier run."""
    NOTHING = "nothing"
    """Only what a backup elsewhere has."""
    ALL = "all"
    """Everything: only the spare copy is damaged, or a newer program opens it."""


class Finding(msgspec.Struct, frozen=True):
    """One file that is not well. `title` is what its copy is about, where there is one."""

    problem: errors.StoreError
    recoverability: Recoverability
    title: str = ""


class Health(msgspec.Struct):
    """What was read, and what is not well."""

    conversations: int = 0
    pairs: int = 0
    diaries: int = 0
    aside: list[str] = msgspec.field(default_factory=list)
    """Damaged files that were set aside before."""
    leftovers: tuple[Leftover, ...] = ()
    """Files in which words still stand open that should be closed by now."""
    findings: list[Finding] = msgspec.field(default_factory=list)


def check(vault: Vault) -> Health:
    """Read every file of an open vault. Raises `VaultLocked`."""
    health = Health()
    _check_manifest(vault, health)
    _check_pairs(vault, health)
    for conversation_id in _listed(vault.records.ids, health):
        _check_conversation(vault, conversation_id, health)
    for person in _listed(vault.records.diarists, health):
        _check_diary(vault, person, health)
    health.aside = list(vault.files.names(vault.folder / DAMAGED))
    _check_leftovers(vault, health)
    vault.index.make_again()
    return health


def _check_leftovers(vault: Vault, health: Health) -> None:
    try:
        health.leftovers = leftovers.find(vault)
    except errors.StoreError as problem:
        health.findings.append(Finding(problem, Recoverability.ALL))


def _listed(names: Callable[[], tuple[str, ...]], health: Health) -> tuple[str, ...]:
    """Give the ids there are, none where the folder cannot be read, which is noted."""
    try:
        return names()
    except errors.StoreError as problem:
        health.findings.append(Finding(problem, Recoverability.ALL))
        return ()


def _check_manifest(vault: Vault, health: Health) -> None:
    wanted = vault.seal.manifest_bytes()
    for file in manifest_copies.paths(vault.folder):
        try:
            blob = disks.read_file(vault.files.disk, file)
        except OSError:
            blob = b""
        if blob is not None and blob != wanted:
            problem: errors.StoreError
            problem = errors.RecordDamaged(file=str(file), id="", kind="vault")
            if manifest.is_newer(blob):
                problem = seal_errors.VaultNewer(file=str(file), id="")
            health.findings.append(Finding(problem, Recoverability.ALL))


def _check_pairs(vault: Vault, health: Health) -> None:
    def read(*, backup: bool) -> None:
        vault.records.settings(backup=backup)
        pairs = vault.records.pairs(backup=backup)
        health.pairs = max(health.pairs, len(pairs))

    _check_two(lambda: read(backup=False), lambda: read(backup=True), health)


def _check_conversation(vault: Vault, conversation_id: str, health: Health) -> None:
    titles: list[str] = []

    def read(load: Callable[[str], Conversation]) -> None:
        talk = load(conversation_id)
        titles.append(talk.title())

    path = vault.records.path(conversation_id)
    has_copy = path.with_name(path.name + BACKUP).exists()
    good = _check_two(
        lambda: read(vault.records.load),
        (lambda: read(vault.records.load_backup)) if has_copy else None,
        health,
        titles,
    )
    health.conversations += good


def _check_diary(vault: Vault, person: str, health: Health) -> None:
    def read(*, backup: bool) -> None:
        vault.records.diary(person, backup=backup)

    path = diaries.path_of(vault.files, person)
    has_copy = vault.files.has_copy(path)
    health.diaries += _check_two(
        lambda: read(backup=False), (lambda: read(backup=True)) if has_copy else None, health
    )


def _check_two(
    read: Callable[[], None],
    read_copy: Callable[[], None] | None,
    health: Health,
    titles: list[str] | None = None,
) -> bool:
    """Read a file and its copy, and note what is the matter; give whether the file is good."""
    problem = _problem(read)
    spare = _problem(read_copy) if read_copy else None
    if problem is not None:
        newer = isinstance(problem, errors.RecordNewer | errors.RecordUnreadable)
        copy = read_copy is not None and spare is None
        recoverability = (
            Recoverability.ALL if newer else Recoverability.COPY if copy else Recoverability.NOTHING
        )
        health.findings.append(Finding(problem, recoverability, titles[0] if titles else ""))
    if spare is not None:
        recoverability = Recoverability.ALL if problem is None else Recoverability.NOTHING
        health.findings.append(
            Finding(spare, recoverability, titles[0] if titles and not problem else "")
        )
    return problem is None


def _problem(read: Callable[[], None]) -> errors.StoreError | None:
    try:
        read()
    except errors.RecordMissing:
        return None
    except errors.StoreError as problem:
        return problem
    return None
