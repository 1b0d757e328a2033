"""Backups: one file with everything, read back; and a restore that overwrites nothing."""

from __future__ import annotations

import io
import json
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.conversation import Said
from sessions.store import Vault
from sessions.store.backup import CONTENTS, Backup, Report, write_backup
from sessions.store.health import Recoverability, check
from sessions.store.restore import Plan, plan, restore
from sessions.store.sealing import Cost
from tests.store.conftest import Opener
from tests.store.faults import ID, NOW, OTHER, full, pair, saying, small
from tests.store.helpers import is_draft, open_own

CHEAP = Cost(memory=64, passes=1, lanes=1)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the backup goes."""
    return tmp_path / "backup.tar"


@pytest.fixture
def filled(open_vault: Opener) -> Vault:
    """A vault with two conversations, a pair and settings."""
    vault = open_vault()
    vault.records.save(saying("one"))
    vault.records.save(replace(full(), id=OTHER))
    vault.records.save_pair(pair())
    vault.records.save_settings({"language": "nl"})
    return vault


def second(tmp_path: Path) -> Vault:
    """Give another vault, which is empty."""
    return Vault.open(tmp_path / "second", now=NOW)


def bring(vault: Vault, path: Path, secret: str = "") -> tuple[Plan, Plan]:
    """Restore a backup; give what it would do, and what it would do after that."""
    with Backup.open(path) as backup:
        if secret:
            backup.unlock(secret)
        before = plan(vault, backup)
        restore(vault, backup, now=NOW, progress=lambda *_: None)
        return before, plan(vault, backup)


def test_there_and_back(filled: Vault, target: Path, tmp_path: Path) -> None:
    """Everything comes back in an empty vault; nothing is left to bring after that."""
    assert write_backup(filled, target, now=NOW).conversations == 2
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with second(tmp_path) as other:
        before, after = bring(other, target)
        assert (len(before.new), before.pairs, before.is_empty) == (2, 1, False)
        assert after.is_empty
        assert after.same == 2
        assert [other.records.load(id_) for id_ in other.records.ids()] == [
            filled.records.load(id_) for id_ in filled.records.ids()
        ]
        assert (other.records.pairs(), other.records.settings()) == (
            filled.records.pairs(),
            filled.records.settings(),
        )


def test_any_tar_can_open_it(filled: Vault, target: Path, tmp_path: Path) -> None:
    """Unpacked by a program of others it is a vault as it was."""
    write_backup(filled, target, now=NOW)
    with tarfile.open(target) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    with Vault.open(tmp_path / "unpacked", now=NOW) as other:
        assert other.records.load(ID) == filled.records.load(ID)
        assert other.id == filled.id


def test_a_sealed_vault_gives_a_sealed_backup(filled: Vault, target: Path, tmp_path: Path) -> None:
    """No word is readable in it; an empty vault takes over its seal, with the same passphrase."""
    key = filled.seal.seal("four words", cost=CHEAP)
    write_backup(filled, target, now=NOW)
    assert b'"Kim"' not in target.read_bytes()
    with Backup.open(target) as backup, pytest.raises(errors.WrongPassphrase):
        backup.unlock("other words")
    with second(tmp_path) as other:
        before, _ = bring(other, target, key)
        assert before.takes_seal
        assert other.seal.is_sealed
        assert other.records.load(ID) == filled.records.load(ID)
    with Vault.open(tmp_path / "second", now=NOW) as other:
        other.seal.unlock("four words")
        assert other.records.load(ID) == filled.records.load(ID)


def test_into_an_open_vault_it_says_that_the_seal_is_lost(
    filled: Vault, target: Path, tmp_path: Path
) -> None:
    """The plan says so before anything is brought."""
    filled.seal.seal("four words", cost=CHEAP)
    write_backup(filled, target, now=NOW)
    with second(tmp_path) as other:
        other.records.save(saying("mine", "ef" * 16))
        before, _ = bring(other, target, "four words")
        assert before.loses_seal
        assert other.records.load(ID) == filled.records.load(ID)


def test_what_differs_is_kept_beside_it(filled: Vault, target: Path) -> None:
    """Nothing is overwritten, and doing it twice brings nothing twice."""
    write_backup(filled, target, now=NOW)
    filled.records.save(saying("said since"))
    before, after = bring(filled, target)
    assert (before.beside, before.same, before.new) == (["one"], 1, [])
    assert (after.beside, after.same) == ([], 2)
    assert filled.records.load(ID) == saying("said since")
    (beside,) = set(filled.records.ids()) - {ID, OTHER}
    kept = filled.records.load(beside)
    assert kept.said == saying("one").said
    assert (kept.restored, kept.origin) == (NOW, ID)
    bring(filled, target)
    assert len(filled.records.ids()) == 3


def test_a_damaged_one_is_mended(filled: Vault, target: Path) -> None:
    """What the vault has lost comes back under its own id; the damaged file is set aside."""
    write_backup(filled, target, now=NOW)
    filled.records.path(ID).write_bytes(b"half")
    before, after = bring(filled, target)
    assert (before.mended, after.same) == (["one"], 2)
    assert filled.records.load(ID) == saying("one")
    assert [path.read_bytes() for path in (filled.folder / "damaged").iterdir()] == [b"half"]


def test_a_private_answer_stays_its_writers(filled: Vault, target: Path, tmp_path: Path) -> None:
    """What is closed in a backup is closed after it; the phrase of then opens it, beside too."""
    said = {"alone/goal/k/0": Said(fields={"text": "mine alone"}, at=NOW)}
    filled.records.save(small(said=said))
    filled.own_phrases.give("k", "own", cost=CHEAP)
    write_backup(filled, target, now=NOW)
    filled.records.save(saying("said since"))
    bring(filled, target)
    with second(tmp_path) as other:
        bring(other, target)
        assert other.own_phrases.has("k")
        for vault in (filled, other):
            closed = [
                vault.records.load(id_)
                for id_ in vault.records.ids()
                if any(each.closed for each in vault.records.load(id_).said.values())
            ]
            assert len(closed) == 1
            assert open_own(vault, closed[0], "k", "own").said == said


def test_a_backup_of_before_the_phrase_is_closed_when_it_comes_back(
    filled: Vault, target: Path
) -> None:
    """The phrase holds for what comes back too; and it is not taken for another talk."""
    said = {"alone/goal/k/0": Said(fields={"text": "mine alone"}, at=NOW)}
    filled.records.save(small(said=said))
    write_backup(filled, target, now=NOW)
    filled.own_phrases.give("k", "own", cost=CHEAP)
    before, _ = bring(filled, target)
    assert before.same == 2
    filled.records.delete(ID)
    bring(filled, target)
    assert b"mine alone" not in filled.records.path(ID).read_bytes()


def test_a_backup_is_never_written_over(filled: Vault, target: Path) -> None:
    """Whatever has that name stays as it is, and nothing half-made lies beside it."""
    target.write_text("a letter")
    with pytest.raises(errors.BackupThere):
        write_backup(filled, target, now=NOW)
    assert target.read_text() == "a letter"
    assert sorted(path.name for path in target.parent.iterdir()) == ["backup.tar", "vault"]


def test_where_it_cannot_be_made_it_says_why(filled: Vault, target: Path) -> None:
    """A folder that is not there; the reason is the system's."""
    with pytest.raises(errors.BackupFailed) as caught:
        write_backup(filled, target.parent / "not" / "there.tar", now=NOW)
    assert "reason" in caught.value.fields


def test_a_locked_vault_gives_no_backup(filled: Vault, folder: Path, target: Path) -> None:
    """A backup that nobody could read back is none."""
    filled.seal.seal("four words", cost=CHEAP)
    filled.close()
    with Vault.open(folder, now=NOW) as vault, pytest.raises(errors.VaultLocked):
        write_backup(vault, target, now=NOW)
    assert not target.exists()


def test_what_is_damaged_goes_along(filled: Vault, target: Path, tmp_path: Path) -> None:
    """As it is, with its good copy: that may be all there is of it."""
    filled.close()
    with Vault.open(filled.folder, now=NOW) as vault:
        vault.records.save(saying("two"))
        vault.records.path(ID).write_bytes(b"half")
        report = write_backup(vault, target, now=NOW)
    assert report == Report(
        conversations=1, size=target.stat().st_size, damaged=[f"conversations/ab/{ID}.tdb"]
    )
    with second(tmp_path) as other:
        before, _ = bring(other, target)
        assert len(before.new) == 2
        assert other.records.load(ID) == saying("one")


def test_every_truncation_is_noticed(filled: Vault, target: Path) -> None:
    """A backup that was cut off anywhere gives nothing, and says so."""
    write_backup(filled, target, now=NOW)
    blob = target.read_bytes()
    cut = target.with_name("cut.tar")
    end = blob.rindex(b"}") + 1
    for size in range(0, end, 97):
        cut.write_bytes(blob[:size])
        with pytest.raises(errors.BackupDamaged):
            Backup.open(cut)


def test_a_flipped_bit_in_any_file_is_noticed(filled: Vault, target: Path) -> None:
    """Each member is named with its checksum."""
    write_backup(filled, target, now=NOW)
    with tarfile.open(target) as archive:
        places = [(one.offset_data, one.size) for one in archive]
    blob = target.read_bytes()
    bad = target.with_name("bad.tar")
    for offset, size in places:
        for at in range(offset, offset + size, max(1, size // 9)):
            bad.write_bytes(blob[:at] + bytes([blob[at] ^ 0x10]) + blob[at + 1 :])
            with pytest.raises(errors.BackupDamaged):
                Backup.open(bad)


def tar(*members: tuple[str, bytes], **kind: bytes) -> bytes:
    """Give an archive as somebody else might make it, with contents that fit."""
    import hashlib

    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:") as archive:
        sums = {name: hashlib.sha256(blob).hexdigest() for name, blob in members}
        contents = {"format": 1, "vault": "0" * 32, "made": NOW.isoformat(), "files": sums}
        for name, blob in (*members, (CONTENTS, json.dumps(contents).encode())):
            member = tarfile.TarInfo(name)
            member.size = len(blob)
            if name != CONTENTS and "type" in kind:
                member.type = kind["type"]
                member.linkname = "/etc/passwd"
            archive.addfile(member, io.BytesIO(blob))
    return out.getvalue()


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"",
        lambda: b"a letter",
        lambda: b"\0" * 10240,
        lambda: tar(("../../etc/passwd", b"x")),
        lambda: tar(("/etc/passwd", b"x")),
        lambda: tar(("conversations/ab/../../x.tdb", b"x")),
        lambda: tar((f"conversations/zz/{ID}.tdb", b"x")),
        lambda: tar(("vault.json", b"{}")),
        lambda: tar(("pairs.tdb", b"x")),
        lambda: tar(("vault.json", b""), type=tarfile.SYMTYPE),
        lambda: tar(("vault.json", b""), type=tarfile.LNKTYPE),
        lambda: tar(("vault.json", b""), type=tarfile.FIFOTYPE),
        lambda: tar(("vault.json", b""), type=tarfile.DIRTYPE),
        lambda: tar(("vault.json", b"{}"), ("vault.json", b"{}")),
    ],
)
def test_an_archive_of_others_is_refused(target: Path, make: Callable[[], bytes]) -> None:
    """No path of it is ever used, no link followed, and it is called damaged."""
    target.write_bytes(make())
    with pytest.raises(errors.BackupDamaged):
        Backup.open(target)


@pytest.mark.parametrize("what", ["missing", "folder"])
def test_what_is_no_file_is_unreadable(target: Path, what: str) -> None:
    """With the reason, so that a wrong name is seen."""
    if what == "folder":
        target.mkdir()
    with pytest.raises(errors.BackupUnreadable):
        Backup.open(target)


def test_a_later_backup_is_for_a_later_program(filled: Vault, target: Path) -> None:
    """It is told from damage."""
    write_backup(filled, target, now=NOW)
    blob = target.read_bytes().replace(b'{"format": 1, "vault"', b'{"format": 2, "vault"')
    target.write_bytes(blob)
    with pytest.raises(errors.RecordNewer):
        Backup.open(target)


# -- The health check -------------------------------------------------------------------------


def test_a_healthy_vault(filled: Vault) -> None:
    """Everything is read, and nothing is the matter."""
    found = check(filled)
    assert (found.conversations, found.pairs, found.findings) == (2, 1, [])


def test_each_damaged_file_is_named_with_what_can_be_had_back(filled: Vault) -> None:
    """With a good copy, without one, and the copy alone."""
    filled.close()
    with Vault.open(filled.folder, now=NOW) as vault:
        vault.records.save(saying("two"))
        vault.records.path(ID).write_bytes(b"half")
        vault.records.path(OTHER).write_bytes(b"half")
        copy = vault.files.pairs_path(backup=True)
        copy.write_bytes(b"half")
        (vault.folder / "vault.json.bak").write_bytes(b"half")
        found = check(vault)
    hopes = {
        Path(str(trouble.problem.fields["file"])).name: trouble.recoverability
        for trouble in found.findings
    }
    assert hopes == {
        f"{ID}.tdb": Recoverability.COPY,
        f"{OTHER}.tdb": Recoverability.NOTHING,
        "pairs.tdb.bak": Recoverability.ALL,
        "vault.json.bak": Recoverability.ALL,
    }
    assert {
        trouble.title for trouble in found.findings if trouble.recoverability is Recoverability.COPY
    } == {"one"}


def test_a_newer_file_is_no_loss(filled: Vault) -> None:
    """It waits for a newer program."""
    blob = filled.records.path(ID).read_bytes()
    filled.records.path(ID).write_bytes(blob)
    import zlib

    line = b"tweespraak 9 of later"
    filled.records.path(ID).write_bytes(line + b" %08x\n" % zlib.crc32(line))
    (trouble,) = check(filled).findings
    assert isinstance(trouble.problem, errors.RecordNewer)
    assert trouble.recoverability is Recoverability.ALL


# -- Deleting -----------------------------------------------------------------------------------


def everywhere(folder: Path) -> bytes:
    """Give every byte in a folder."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_deleted_conversation_is_gone_everywhere(filled: Vault) -> None:
    """Its file, its copy, what was set aside of it, and its line in the index."""
    filled.close()
    with Vault.open(filled.folder, now=NOW) as vault:
        vault.records.save(saying("secret subject"))
        vault.index.flush()
        vault.records.path(ID).write_bytes(vault.records.path(ID).read_bytes()[:-9])
        vault.records.save(saying("secret subject"))
        assert b"secret subject" in everywhere(vault.folder)
        vault.records.delete(ID)
        assert b"secret subject" not in everywhere(vault.folder)
        assert b'"one"' not in everywhere(vault.folder)
        assert vault.records.ids() == (OTHER,)
        assert [summary.id for summary in vault.index.read().summaries] == [OTHER]
        with pytest.raises(errors.RecordMissing):
            vault.records.delete(ID)


def test_everything_of_a_pair_is_gone(filled: Vault) -> None:
    """Names, conversations, phrases and half-typed names; the other pair stays."""
    filled.records.save_pair(pair("p2", "Noor"))
    filled.records.save(replace(saying("theirs", "ef" * 16), pair="p2"))
    filled.records.save_settings({"language": "nl", "draft.name0": "Kimm"})
    filled.own_phrases.give("k", "own", cost=CHEAP)
    assert filled.records.delete_pair("p1", with_setting=is_draft) == 2
    assert [one.id for one in filled.records.pairs()] == ["p2"]
    assert filled.records.ids() == ("ef" * 16,)
    assert filled.records.settings() == {"language": "nl"}
    assert b"Kimm" not in everywhere(filled.folder)
    assert b'"p1"' not in everywhere(filled.folder)
    with pytest.raises(errors.RecordMissing):
        filled.records.delete_pair("p1", with_setting=is_draft)


def test_a_reader_deletes_nothing(filled: Vault) -> None:
    """Read only is read only."""
    with Vault.open(filled.folder, now=NOW, read_only=True) as reader:
        with pytest.raises(errors.VaultReadOnly):
            reader.records.delete(ID)
        with pytest.raises(errors.VaultReadOnly):
            reader.records.delete_pair("p1", with_setting=is_draft)


# -- What was set aside, through a backup -------------------------------------------------------

SECRET = b"somebody's words, in a file that is damaged"


def with_damage(vault: Vault) -> None:
    """Lay damaged files in a vault: one in its place, one that was set aside before."""
    vault.records.path(ID).write_bytes(SECRET)
    (vault.folder / "damaged").mkdir(exist_ok=True)
    (vault.folder / "damaged" / f"{OTHER}.tdb.0").write_bytes(SECRET + b", earlier")


def test_damaged_words_are_sealed_where_they_come_back(
    filled: Vault, target: Path, tmp_path: Path
) -> None:
    """A backup that is open brings damage into a sealed vault: no word of it lies there open."""
    with_damage(filled)
    write_backup(filled, target, now=NOW)
    with second(tmp_path) as other:
        other.seal.seal("four words", cost=CHEAP)
        before, after = bring(other, target)
        assert len(before.damaged) == 2
        assert after.is_empty
        assert SECRET not in everywhere(other.folder)
        other.seal.unseal()
        kept = sorted(path.read_bytes() for path in (other.folder / "damaged").iterdir())
        assert kept == [SECRET, SECRET + b", earlier"]


def test_damage_of_a_sealed_backup_can_be_had_back(
    filled: Vault, target: Path, tmp_path: Path
) -> None:
    """It comes out of its wrapping, whatever key and name it gets here; twice is once."""
    with_damage(filled)
    filled.seal.seal("four words", cost=CHEAP)
    write_backup(filled, target, now=NOW)
    with second(tmp_path) as other:
        other.records.save(saying("mine", "ef" * 16))
        (other.folder / "damaged").mkdir()
        (other.folder / "damaged" / f"{OTHER}.tdb.0").write_bytes(b"another one")
        bring(other, target, "four words")
        bring(other, target, "four words")
        kept = sorted(path.read_bytes() for path in (other.folder / "damaged").iterdir())
        assert kept == [b"another one", SECRET, SECRET + b", earlier"]


def test_damage_that_came_back_is_deleted_with_the_rest(
    filled: Vault, target: Path, tmp_path: Path
) -> None:
    """It has the name of what it was, so deleting that finds it."""
    write_backup(filled, target, now=NOW)
    with_damage(filled)
    (filled.folder / "pairs.tdb").write_bytes(SECRET + b", of names")
    both = target.with_name("both.tar")
    write_backup(filled, both, now=NOW)
    with second(tmp_path) as other:
        bring(other, both)
        bring(other, target)
        assert SECRET + b", of names" in everywhere(other.folder)
        for id_ in other.records.ids():
            other.records.delete(id_)
        other.records.delete_pair("p1", with_setting=is_draft)
        assert SECRET not in everywhere(other.folder)
