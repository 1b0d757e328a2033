"""A new passphrase, recovery key or phrase, cut off anywhere: nobody is shut out."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from sessions import errors
from sessions.store import Vault, manifest
from tests.store.cuts import AFTER, ALSO_SOME, blobs, every_cut, opens
from tests.store.faults import ID, NOW, OTHER, saying
from tests.store.helpers import change_recovery_key, open_own
from tests.store.phrases import (
    CHEAP,
    LIGHT,
    PASSPHRASE,
    PRIVATE,
    Light,
    own,
    sealed_vault,
    with_private,
)


@AFTER
def test_a_new_passphrase_cut_off_leaves_one_way_in(tmp_path: Path, after: bool) -> None:
    """Before and after every call the old or the new opens, never neither, and never another."""
    recovery = sealed_vault(tmp_path / "vault", CHEAP)
    seen = set()

    def opens_with(folder: Path) -> list[str]:
        opening = []
        for name, secret in (("old", PASSPHRASE), ("new", "another"), ("wrong", "anothe")):
            vault = opens(folder, secret)
            if vault is not None:
                opening.append(name)
                with vault:
                    assert vault.records.load(ID) == saying("words")
        return opening

    def check(folder: Path) -> None:
        opening = opens_with(folder)
        assert opening in (["old"], ["new"], ["old", "new"])
        seen.add(opening[-1])
        with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
            vault.seal.unlock(recovery)
            assert vault.seal.notices == []
            vault.seal.finish()
            assert vault.records.load(ID) == saying("words")
        assert opens_with(folder) == [opening[-1]]
        # A start has made both copies one: no way in is left that was changed away.
        own = folder / manifest.NAME
        assert own.read_bytes() == own.with_name(own.name + ".bak").read_bytes()

    def change(vault: Vault) -> None:
        vault.seal.change_passphrase("another", cost=CHEAP)

    every_cut(tmp_path, change, PASSPHRASE, check, after=after, least=15)
    assert seen == {"old", "new"}


@AFTER
def test_a_new_recovery_key_cut_off_leaves_the_passphrase(tmp_path: Path, after: bool) -> None:
    """Before and after every call the passphrase opens it."""
    sealed_vault(tmp_path / "vault", CHEAP)

    def check(folder: Path) -> None:
        vault = opens(folder, PASSPHRASE)
        assert vault is not None
        with vault:
            assert vault.records.load(ID) == saying("words")

    every_cut(
        tmp_path,
        change_recovery_key,
        PASSPHRASE,
        check,
        after=after,
        least=15,
    )


@AFTER
def test_a_new_phrase_of_one_person_cut_off_leaves_one_way_in(tmp_path: Path, after: bool) -> None:
    """Before and after every call the old or the new phrase opens what somebody wrote alone."""
    with Vault.open(tmp_path / "vault", now=NOW, disk=LIGHT) as vault:
        vault.records.save(with_private())
        vault.own_phrases.give("k", PASSPHRASE, cost=CHEAP)

    def check(folder: Path) -> None:
        with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
            opening = []
            for name, phrase in (("old", PASSPHRASE), ("new", "another"), ("wrong", "anothe")):
                try:
                    assert open_own(vault, vault.records.load(ID), "k", phrase) == with_private()
                except errors.WrongPhrase:
                    continue
                opening.append(name)
            assert opening in (["old"], ["new"])

    def change(vault: Vault) -> None:
        vault.own_phrases.change("k", PASSPHRASE, "another", cost=CHEAP)

    every_cut(tmp_path, change, "", check, after=after, least=20)


@ALSO_SOME
def test_giving_a_phrase_cut_off_keeps_the_words_and_closes_them_at_last(
    tmp_path: Path, after: bool, step: int
) -> None:
    """The words are there before; after `finish` no file holds them, its copies included."""
    with Vault.open(tmp_path / "vault", now=NOW, disk=LIGHT) as vault:
        vault.records.save(with_private("SECRETWORDS of monday"))
    with Vault.open(tmp_path / "vault", now=NOW, disk=LIGHT) as vault:
        vault.records.save(with_private("SECRETWORDS"))
        vault.records.save(saying("fine", OTHER))

    def check(folder: Path) -> None:
        with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
            vault.seal.finish()
            if vault.own_phrases.has("k"):
                assert vault.records.load(ID).said[PRIVATE].fields == {}
                assert all(b"SECRETWORDS" not in blob for blob in blobs(folder))
            assert own(vault, ID, PASSPHRASE) == with_private("SECRETWORDS")
            assert vault.records.load(OTHER) == saying("fine", OTHER)

    def change(vault: Vault) -> None:
        vault.own_phrases.give("k", PASSPHRASE, cost=CHEAP)

    every_cut(tmp_path, change, "", check, after=after, step=step, least=40)


class NoRename(Light):
    """A disk that renames so many files and no more."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.armed = False

    def rename(self, old: Path, new: Path) -> None:
        if self.armed:
            self.left -= 1
            if self.left < 0:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
        super().rename(old, new)


def test_a_failed_call_is_told_and_leaves_a_way_in(tmp_path: Path) -> None:
    """A disk that refuses each renaming in turn: it is told, and the old or the new opens."""
    sealed_vault(tmp_path / "vault", CHEAP)
    for stop in range(4):
        folder = tmp_path / str(stop)
        shutil.copytree(tmp_path / "vault", folder)
        disk = NoRename(stop)
        with Vault.open(folder, now=NOW, disk=disk) as vault:
            vault.seal.unlock(PASSPHRASE)
            disk.armed = True
            if stop < 2:
                with pytest.raises(errors.SaveFailed):
                    vault.seal.change_passphrase("another", cost=CHEAP)
            else:
                vault.seal.change_passphrase("another", cost=CHEAP)
            disk.armed = False
            vault.records.save(saying("afterwards"))
        with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
            vault.seal.unlock(PASSPHRASE if stop < 2 else "another")
            vault.seal.finish()
        right, wrong = PASSPHRASE, "another"
        if stop > 0:
            right, wrong = wrong, right
        assert opens(folder, wrong) is None
        again = opens(folder, right)
        assert again is not None
        with again:
            assert again.records.load(ID) == saying("afterwards")
