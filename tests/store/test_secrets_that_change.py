"""While the passphrase, the recovery key or the key of a vault changes, no way in is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sessions import errors, seal_errors
from sessions.store import Vault, manifest, way_in
from sessions.store.disk import BACKUP
from sessions.store.manifest import State
from tests.store import independent
from tests.store.cuts import ALSO_SOME, Cut, cut_off, every_cut
from tests.store.faults import ID, NOW, OTHER, saying
from tests.store.golden import golden_document, lay_out
from tests.store.helpers import change_recovery_key, seal_with
from tests.store.intruder import MARK, all_is_there, both_copies, open_by, own_words, plain_bytes
from tests.store.phrases import CHEAP, LIGHT, PASSPHRASE

NEXT = "een heel andere zin"


def new_key(vault: Vault) -> way_in.WayIn:
    """Let a new passphrase and another recovery key open the vault, with another key."""
    way = vault.seal.way_in(NEXT, cost=CHEAP)
    vault.seal.renew(way)
    return way


def take_off(vault: Vault) -> None:
    """Take the seal off, or go on with that."""
    vault.seal.unseal()


@ALSO_SOME
def test_a_new_key_cut_off_opens_with_the_old_or_the_new(
    tmp_path: Path, after: bool, step: int
) -> None:
    """Before and after every call all is there; when it is finished the old opens nothing."""
    own_words(tmp_path / "vault")
    seen = set()

    def check(folder: Path) -> None:
        opening = []
        for secret in (PASSPHRASE, NEXT):
            shutil.copytree(folder, folder.with_name("look"))
            try:
                with open_by(folder.with_name("look"), secret) as vault:
                    assert all_is_there(vault)
                    opening.append(secret)
            except errors.WrongPassphrase:
                continue
            finally:
                shutil.rmtree(folder.with_name("look"))
        assert opening
        seen.add(tuple(opening))
        assert plain_bytes(folder) == []

    every_cut(tmp_path, new_key, PASSPHRASE, check, after=after, step=step, least=60)
    assert (PASSPHRASE,) in seen
    assert (NEXT,) in seen


def test_another_key_opens_nothing_of_what_comes_after(tmp_path: Path) -> None:
    """Who kept the key of before cannot read one file; the new paper opens all of it."""
    folder = tmp_path / "vault"
    own_words(folder)
    with open_by(folder, PASSPHRASE) as vault:
        before, vault_id = vault.seal.key, vault.id
        way = new_key(vault)
        assert vault.seal.key != before
    assert before is not None
    for path in folder.rglob("*.tdb"):
        assert independent.File(path.read_bytes()).payload(before, vault_id) is None
    for secret in (NEXT, way.recovery_key):
        with open_by(folder, secret) as vault:
            assert all_is_there(vault)
    with pytest.raises(errors.WrongPassphrase):
        open_by(folder, PASSPHRASE)


@pytest.mark.parametrize("change", ["key", "paper"])
def test_a_paper_of_before_writes_no_manifest_over(tmp_path: Path, change: str) -> None:
    """Cut off half-way it says that there is a newer one; what the newer one opens stays open."""
    folder = tmp_path / "vault"
    paper = own_words(folder)
    does = new_key if change == "key" else change_recovery_key
    for at in range(20, 140, 12):
        cut = tmp_path / str(at)
        cut_off(folder, cut, Cut(at, after=True), does, PASSPHRASE)
        known = [manifest.parse(path.read_bytes(), file="") for path in both_copies(cut)]
        if not any(copy and copy.state is State.RENEWING for copy in known):
            continue
        secret = NEXT if change == "key" else PASSPHRASE
        with Vault.open(cut, now=NOW, disk=LIGHT) as vault:
            try:
                vault.seal.unlock(paper)
            except (seal_errors.PaperOfBefore, errors.WrongPassphrase):
                assert vault.seal.is_locked
        try:
            with open_by(cut, secret) as vault:
                assert all_is_there(vault)
        except errors.WrongPassphrase:
            with open_by(cut, PASSPHRASE) as vault:  # the second copy was not there yet
                assert all_is_there(vault)


def test_the_paper_of_before_given_twice_opens_what_is_left(tmp_path: Path) -> None:
    """Somebody spoiled every slot of the manifest: who has no other paper is let in."""
    folder = tmp_path / "vault"
    paper = own_words(folder)
    for path in both_copies(folder):
        content = independent.manifest_in(path.read_bytes())
        assert content is not None
        spoiled = {**content["recovery"], "salt": "A" * 22 + "=="}
        changed = {
            **content,
            "recovery": spoiled,
            "passphrase": {**content["passphrase"], "nonce": "A" * 16},
        }
        path.write_bytes(independent.manifest_file(changed))
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        with pytest.raises(seal_errors.PaperOfBefore):
            vault.seal.unlock(paper)
        vault.seal.unlock(paper)
        vault.seal.finish()
        assert all_is_there(vault)
        assert seal_errors.ManifestMadeAgain in {type(notice) for notice in vault.seal.notices}
    with open_by(folder, paper) as vault:
        assert all_is_there(vault)


@pytest.mark.parametrize("name", ["v2-sealed", "v3-sealed"])
def test_a_secret_that_was_changed_after_an_upgrade_opens_nothing(
    tmp_path: Path, name: str
) -> None:
    """Not even what is kept of the manifest of before: in that run it stays, and then it goes."""
    folder, told = tmp_path / "vault", golden_document(name.partition("-")[0])
    lay_out(name, folder)
    copy = folder / (manifest.NAME + BACKUP)
    with open_by(folder, told["passphrase"]):
        known = manifest.parse(copy.read_bytes(), file="")
        assert known is not None
        assert known.form == manifest.UNPROVEN_FORMAT
    with open_by(folder, told["passphrase"]) as vault:
        assert copy.read_bytes() == (folder / manifest.NAME).read_bytes()
        vault.seal.change_passphrase(NEXT, cost=CHEAP)
        change_recovery_key(vault)
    secrets = (told["passphrase"], told["recovery"])
    assert independent.vault_key(folder, secrets) is None
    assert not list((folder / "damaged").glob("vault.json*"))


def test_an_unsealing_that_is_cut_off_twice_keeps_what_came_between(tmp_path: Path) -> None:
    """What was saved between is named too, when it goes on: nothing of it is refused."""
    folder = tmp_path / "vault"
    own_words(folder)
    third = "ef" + "2" * 30
    for first in (70, 90, 110):
        once = tmp_path / f"{first}"
        cut_off(folder, once, Cut(first, after=True), take_off, PASSPHRASE)
        with open_by(once, PASSPHRASE) as vault:
            if vault.seal.manifest.state is not State.UNSEALING:
                continue
            vault.records.save(saying("between", third))
        for at in range(60, 160, 20):
            again = tmp_path / f"{first} {at}"
            cut_off(once, again, Cut(at, after=True), take_off, PASSPHRASE)
            with Vault.open(again, now=NOW, disk=LIGHT) as vault:
                if vault.seal.is_locked:
                    vault.seal.unlock(PASSPHRASE)
                assert vault.records.load(third) == saying("between", third)
                assert all_is_there(vault)


def test_no_power_cut_at_the_end_of_unsealing_raises_an_alarm(tmp_path: Path) -> None:
    """The witness knows less before the manifest says less."""
    folder, witness = tmp_path / "vault", tmp_path / "state"
    own_words(folder)
    open_by(folder, PASSPHRASE, witness).close()
    for at in range(60, 200, 3):
        cut, seen = tmp_path / "now" / "vault", tmp_path / "seen"
        shutil.rmtree(tmp_path / "now", ignore_errors=True)
        shutil.rmtree(seen, ignore_errors=True)
        shutil.copytree(witness, seen)
        (tmp_path / "now").mkdir()
        shutil.copytree(folder, cut)
        disk = Cut(at, after=False)
        vault = Vault.open(cut, now=NOW, disk=disk, witness=seen)
        vault.seal.unlock(PASSPHRASE)
        disk.armed = True
        try:
            vault.seal.unseal()
        except BaseException as ended:
            if type(ended).__name__ != "Crash":
                raise
        finally:
            disk.armed = False
            vault.files.close()
            vault.close()
        with Vault.open(cut, now=NOW, disk=LIGHT, witness=seen) as vault:
            if vault.seal.is_locked:
                vault.seal.unlock(PASSPHRASE)
            told = {type(notice) for notice in vault.seal.notices}
            assert told <= {seal_errors.UnsealingCutOff}
            assert all_is_there(vault)


def test_an_older_folder_that_was_put_back_is_said_once(tmp_path: Path) -> None:
    """Then it counts on from what was seen, so that the next one is told, too."""
    folder, witness = tmp_path / "vault", tmp_path / "state"
    own_words(folder)
    with open_by(folder, PASSPHRASE, witness) as vault:
        vault.seal.change_passphrase(NEXT, cost=CHEAP)
        vault.seal.change_passphrase(PASSPHRASE, cost=CHEAP)
    for path in both_copies(folder):
        shutil.copy(tmp_path / "sealed" / path.name, path)
    with open_by(folder, PASSPHRASE, witness) as vault:
        assert {type(notice) for notice in vault.seal.notices} == {seal_errors.ManifestOlder}
    with open_by(folder, PASSPHRASE, witness) as vault:
        assert vault.seal.notices == []


def test_sealed_conversations_beside_plain_pairs_are_seen_without_a_witness(
    tmp_path: Path,
) -> None:
    """Plain manifests and plain pairs that somebody laid there do not make a plain vault of it."""
    folder = tmp_path / "vault"
    paper = own_words(folder)
    for name in (manifest.NAME, manifest.NAME + BACKUP, "pairs.tdb"):
        shutil.copy(tmp_path / "before the seal" / name, folder / name)
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        assert vault.seal.is_lost
    with open_by(folder, paper) as vault:
        assert vault.records.load(OTHER) == saying(f"{MARK} other", OTHER)
        assert vault.records.load(ID) == saying(f"{MARK} monday")


@pytest.mark.parametrize("change", ["another key", "a seal"])
def test_what_another_computer_changed_meanwhile_is_not_written_over(
    tmp_path: Path, change: str
) -> None:
    """A sync program brings it while the folder is open here: saves are refused, and it is told."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=NOW, disk=LIGHT) as vault:
        vault.records.save(saying("monday"))
        if change == "another key":
            seal_with(vault, PASSPHRASE, cost=CHEAP)
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(folder, elsewhere)
    here = Vault.open(folder, now=NOW, disk=LIGHT)
    if here.seal.is_locked:
        here.seal.unlock(PASSPHRASE)
    here.seal.finish()
    here.records.save(saying("tuesday"))
    with Vault.open(elsewhere, now=NOW, disk=LIGHT) as there:
        if there.seal.is_locked:
            there.seal.unlock(PASSPHRASE)
            there.seal.finish()
            new_key(there)
        else:
            seal_with(there, NEXT, cost=CHEAP)
    for path in both_copies(elsewhere):
        shutil.copy(path, folder / path.name)
    brought = (folder / manifest.NAME).read_bytes()
    with pytest.raises(seal_errors.VaultChanged):
        here.records.save(saying("wednesday"))
    with pytest.raises(seal_errors.VaultChanged):
        here.own_phrases.give("k", "van kim", cost=CHEAP)
    here.close()
    assert (folder / manifest.NAME).read_bytes() == brought
