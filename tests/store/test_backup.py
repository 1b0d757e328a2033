"""Backups: one file with everything, read back; and a restore that overwrites nothing."""

from __future__ import annotations

import errno
import io
import json
import os
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sessions import errors, folder_errors
from sessions.conversation import Said
from sessions.store import Vault
from sessions.store.backup import CONTENTS, Backup, Report, write_backup
from sessions.store.restore import plan
from tests.store.backups import CHEAP, bring, second
from tests.store.faults import ID, NOW, OTHER, saying, small
from tests.store.helpers import open_own, seal_with


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
    """No word is readable in it; an empty vault is sealed with a key of its own before it comes."""
    key = seal_with(filled, "four words", cost=CHEAP)
    write_backup(filled, target, now=NOW)
    assert b'"Kim"' not in target.read_bytes()
    with Backup.open(target) as backup, pytest.raises(errors.WrongPassphrase):
        backup.unlock("other words")
    with second(tmp_path) as other:
        with Backup.open(target) as backup:
            backup.unlock(key)
            assert plan(other, backup).takes_seal
        seal_with(other, "words of our own", cost=CHEAP)
        before, _ = bring(other, target, key)
        assert not before.takes_seal
        assert other.records.load(ID) == filled.records.load(ID)
        assert other.seal.key != filled.seal.key
    with Vault.open(tmp_path / "second", now=NOW) as other:
        for secret in ("four words", key):
            with pytest.raises(errors.WrongPassphrase):
                other.seal.unlock(secret)
        other.seal.unlock("words of our own")
        assert other.records.load(ID) == filled.records.load(ID)


def test_into_an_open_vault_it_says_that_the_seal_is_lost(
    filled: Vault, target: Path, tmp_path: Path
) -> None:
    """The plan says so before anything is brought."""
    seal_with(filled, "four words", cost=CHEAP)
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
    brought = filled.records.load(beside)
    assert brought.said == saying("one").said
    assert (brought.restored, brought.origin) == (NOW, ID)
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
    answers = {"alone/goal/k/0": Said(fields={"text": "mine alone"}, at=NOW)}
    filled.records.save(small(said=answers))
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
                if any(answer.closed for answer in vault.records.load(id_).said.values())
            ]
            assert len(closed) == 1
            assert open_own(vault, closed[0], "k", "own").said == answers


def test_a_backup_of_before_the_phrase_is_closed_when_it_comes_back(
    filled: Vault, target: Path
) -> None:
    """The phrase holds for what comes back too; and it is not taken for another talk."""
    answers = {"alone/goal/k/0": Said(fields={"text": "mine alone"}, at=NOW)}
    filled.records.save(small(said=answers))
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
    seal_with(filled, "four words", cost=CHEAP)
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
        places = [(member.offset_data, member.size) for member in archive]
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


NO_FILES: dict[str, Callable[[Path], object]] = {
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to(os.devnull),
    "a link to a folder": lambda path: path.symlink_to(path.parent, target_is_directory=True),
}


@pytest.mark.parametrize("name", NO_FILES)
def test_what_is_no_file_is_no_backup(target: Path, name: str) -> None:
    """It says what the matter is, and waits for nobody."""
    NO_FILES[name](target)
    with pytest.raises(folder_errors.BackupNotAFile):
        Backup.open(target)


UNREADABLE: dict[str, tuple[Callable[[Path], Path], int]] = {
    "nothing": (lambda path: path, errno.ENOENT),
    "in nothing": (lambda path: path / "in", errno.ENOENT),
    "too long": (lambda path: path.with_name("x" * 300), errno.ENAMETOOLONG),
    "in a loop": (lambda path: _linked(path, path), errno.ELOOP),
    "a dangling link": (lambda path: _linked(path, path.with_name("nowhere")), errno.ENOENT),
}


def _linked(path: Path, to: Path) -> Path:
    path.symlink_to(to)
    return path


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_told_with_the_reason(target: Path, name: str) -> None:
    """The one of the system, so that a wrong name is seen."""
    lay, number = UNREADABLE[name]
    with pytest.raises(errors.BackupUnreadable) as caught:
        Backup.open(lay(target))
    assert caught.value.fields["reason"] == os.strerror(number)


def test_a_later_backup_is_for_a_later_program(filled: Vault, target: Path) -> None:
    """It is told from damage."""
    write_backup(filled, target, now=NOW)
    blob = target.read_bytes().replace(b'{"format": 1, "vault"', b'{"format": 2, "vault"')
    target.write_bytes(blob)
    with pytest.raises(errors.RecordNewer):
        Backup.open(target)
