"""The health check: each damaged file is named, with what can be had back."""

from __future__ import annotations

from pathlib import Path

from sessions import errors
from sessions.store import Vault
from sessions.store.health import Recoverability, check
from tests.store.faults import ID, NOW, OTHER, saying


def test_a_healthy_vault(filled: Vault) -> None:
    """Everything is read, and nothing is the matter."""
    report = check(filled)
    assert (report.conversations, report.pairs, report.findings) == (2, 1, [])


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
        report = check(vault)
    hopes = {
        Path(str(trouble.problem.fields["file"])).name: trouble.recoverability
        for trouble in report.findings
    }
    assert hopes == {
        f"{ID}.tdb": Recoverability.COPY,
        f"{OTHER}.tdb": Recoverability.NOTHING,
        "pairs.tdb.bak": Recoverability.ALL,
        "vault.json.bak": Recoverability.ALL,
    }
    assert {
        trouble.title
        for trouble in report.findings
        if trouble.recoverability is Recoverability.COPY
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
