"""The health of a vault: everything is read; damage is named, with what can be had back."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import msgspec

from sessions import errors, folder_errors, seal_errors
from sessions.conversation import Conversation
from sessions.store import copies, damaged_folder, diaries, leftovers, manifest, manifest_copies
from sessions.store import disk as disks
from sessions.store.disk import BACKUP
from sessions.store.leftovers import Leftover

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sessions.store.vault import Vault

Listed = TypeVar("Listed")


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
    copies: tuple[Leftover, ...] = ()
    """Copies of what is in the vault, which stay when that is deleted; not those in `leftovers`."""
    findings: list[Finding] = msgspec.field(default_factory=list)
    unwritten: errors.StoreError | None = None
    """Why the list could not be made anew, if so: what was read is told all the same."""


class _Known(msgspec.Struct):
    """Whose words there are, by the ids of pairs and people."""

    pairs: set[str] = msgspec.field(default_factory=set)
    people: set[str] = msgspec.field(default_factory=set)


def check(vault: Vault) -> Health:
    """Read every file of an open vault, and tell what was read. Raises `VaultLocked`."""
    health, named, known = Health(), _Known(), _Known()
    _check_manifest(vault, health)
    pairs_are_good = _check_pairs(vault, health, known)
    for problem in _listed(vault.files.misplaced, health):
        health.findings.append(Finding(problem, Recoverability.NOTHING))
    for conversation_id in _listed(vault.records.ids, health):
        _check_conversation(vault, conversation_id, health, named)
    for person in _listed(vault.records.diarists, health):
        _check_diary(vault, person, health)
        named.people.add(person)
    if pairs_are_good and not (named.pairs <= known.pairs and named.people <= known.people):
        missing = folder_errors.PeopleMissing(file=str(vault.files.pairs_path()), id="")
        health.findings.append(Finding(missing, Recoverability.NOTHING))
    health.aside = list(_listed(lambda: _set_aside(vault), health))
    _check_leftovers(vault, health)
    try:
        vault.index.make_again()
    except errors.StoreError as problem:
        health.unwritten = problem
    return health


def _set_aside(vault: Vault) -> list[str]:
    """Give the names of what was set aside. Raises `RecordUnreadable`."""
    try:
        return damaged_folder.names(vault.files.disk, vault.folder)
    except OSError as problem:
        file = str(vault.folder / damaged_folder.NAME)
        raise errors.RecordUnreadable(file=file, id="", reason=problem.strerror) from problem


def _check_leftovers(vault: Vault, health: Health) -> None:
    try:
        health.leftovers = leftovers.find(vault)
        named = {leftover.name for leftover in health.leftovers}
        beside = (copy for copy in copies.find(vault) if copy.can_go)
        health.copies = tuple(copy for copy in beside if copy.name not in named)
    except errors.StoreError as problem:
        health.findings.append(Finding(problem, Recoverability.ALL))


def _listed(names: Callable[[], Sequence[Listed]], health: Health) -> Sequence[Listed]:
    """Give what there is, nothing where the folder cannot be read, which is noted once."""
    try:
        return names()
    except errors.StoreError as problem:
        known = {str(finding.problem) for finding in health.findings}
        if str(problem) not in known:
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


def _check_pairs(vault: Vault, health: Health, known: _Known) -> bool:
    """Read the people and the settings; give whether their file is good, or not there."""

    def read(*, backup: bool) -> None:
        vault.records.settings(backup=backup)
        pairs = vault.records.pairs(backup=backup)
        health.pairs = max(health.pairs, len(pairs))
        if not backup:
            known.pairs = {pair.id for pair in pairs}
            known.people = {person.id for pair in pairs for person in pair.people}

    has_copy = _has_copy(vault.files.pairs_path())
    return _check_two(
        lambda: read(backup=False), (lambda: read(backup=True)) if has_copy else None, health
    )


def _has_copy(path: Path) -> bool:
    """Whether something stands where the copy of a file does: what it is, reading it tells."""
    return os.path.lexists(path.with_name(path.name + BACKUP))


def _check_conversation(vault: Vault, conversation_id: str, health: Health, named: _Known) -> None:
    titles: list[str] = []

    def read(load: Callable[[str], Conversation]) -> None:
        talk = load(conversation_id)
        titles.append(talk.title())
        named.pairs.add(talk.pair)

    path = vault.records.path(conversation_id)
    has_copy = _has_copy(path)
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
    has_copy = _has_copy(path)
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
