"""One that is damaged among very many, or that looks as it did: `list` and `due` name it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sessions.store import Vault, file_format, schema
from sessions.store.file_format import Header, RecordKey
from sessions.store.tinydb_storage import encode
from tests.store.faults import NOW, pair, saying
from tests.terminal.commands.command_line import (
    DONE,
    NOT_READABLE,
    NOTHING,
    PASSPHRASE,
    CommandLine,
    Outcome,
)
from tui.cli import main, passphrase

pytestmark = pytest.mark.terminal

REPORTS = [["list"], ["list", "--json"], ["due"], ["due", "--json"], ["due", "--quiet"]]
BOTH_REPORTS = pytest.mark.parametrize("report", REPORTS, ids=" ".join)

Run = Callable[..., Outcome]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process on a folder."""

    def command(folder: Path, *arguments: str) -> Outcome:
        given = [*arguments, "--data", str(folder), "--language", "en"]
        code = main.main(given, clock=lambda: NOW)
        return Outcome(code, *capfd.readouterr())

    return command


def _is_told(result: Outcome, path: Path, report: list[str]) -> bool:
    return result.code == NOT_READABLE and (path.name in result.err or "--quiet" in report)


def _rot(path: Path) -> None:
    """Change one bit of a file, that looks as it did."""
    state, above = path.stat(), path.parent.stat()
    blob = bytearray(path.read_bytes())
    blob[-5] ^= 1
    with path.open("r+b") as file:
        file.write(blob)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    os.utime(path.parent, ns=(above.st_atime_ns, above.st_mtime_ns))


def _settle(folder: Path, secret: str = "") -> None:
    for place in (folder / "conversations").rglob("*"):
        os.utime(place, (1_700_000_000, 1_700_000_000))
    with Vault.open(folder, now=NOW) as vault:
        if secret:
            vault.seal.unlock(secret)
        vault.index.read()
        vault.index.mend()


READERS = [
    ["show", "koken"],
    ["export", "--yes", "koken"],
    ["export", "--yes"],
    ["backup", "kept.tar"],
    ["check"],
]


@pytest.mark.parametrize("reader", READERS, ids=" ".join)
@BOTH_REPORTS
def test_named_once_it_was_read(
    example: CommandLine, run: Run, monkeypatch: pytest.MonkeyPatch, reader: list[str], report: list[str]
) -> None:  # fmt: skip
    """By whatever reads it, without a screen; before that nobody says that all is well."""
    monkeypatch.chdir(example.folder.parent)
    talk = example.finished()
    path = example.folder / "conversations" / talk.id[:2] / f"{talk.id}.tdb"
    _settle(example.folder)
    _rot(path)
    assert "well" not in run(example.folder, *report).err
    assert run(example.folder, *reader).code == NOT_READABLE
    for _ in range(2):
        assert _is_told(run(example.folder, *report), path, report)
    _settle(example.folder)
    assert _is_told(run(example.folder, *report), path, report)


def test_sealed_it_is_named_too(
    example: CommandLine, run: Run, secret: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The passphrase is asked no second time for it."""
    example.seal()
    monkeypatch.setenv(passphrase.FILE, secret(PASSPHRASE))
    (talk, *_) = example.talks(PASSPHRASE)
    path = example.folder / "conversations" / talk.id[:2] / f"{talk.id}.tdb"
    _settle(example.folder, PASSPHRASE)
    _rot(path)
    assert run(example.folder, "list").code == DONE
    assert run(example.folder, "show", talk.id[:8]).code == NOT_READABLE
    assert _is_told(run(example.folder, "list"), path, ["list"])


def test_to_read_only_changes_nothing(example: CommandLine, run: Run) -> None:
    """Not even the index: somebody asked for that."""
    talk = example.finished()
    path = example.folder / "conversations" / talk.id[:2] / f"{talk.id}.tdb"
    _settle(example.folder)
    _rot(path)
    before = example.bytes()
    assert run(example.folder, "show", talk.id[:8], "--read-only").code == NOT_READABLE
    assert example.bytes() == before


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a vault of 20,000 conversations, by hand: each save would wait for the disk."""
    folder = tmp_path_factory.mktemp("crowd") / "vault"
    with Vault.open(folder, now=NOW) as vault:
        vault.records.save_pair(pair())
        for number in range(20_000):
            record_id = f"{number % 256:02x}{number:030x}"
            header = Header(
                record_key=RecordKey("conversation", record_id),
                version=schema.version_of("conversation"),
                generation=1,
            )
            talk = saying(f"talk {number}", record_id)
            path = vault.records.path(record_id)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file_format.pack(header, encode({"conversation": {"1": talk}})))
    _settle(folder)
    return folder


@pytest.mark.long
@BOTH_REPORTS
def test_one_among_twenty_thousand(crowd: Path, run: Run, report: list[str]) -> None:
    """Damaged in place, by whoever: it is named at once, and all others are told as before."""
    assert run(crowd, *report).code == (DONE if report[0] == "list" else NOTHING)
    path = next((crowd / "conversations" / "7b").iterdir())
    blob, state, above = path.read_bytes(), path.stat(), path.parent.stat()
    try:
        with path.open("r+b") as file:
            file.truncate(300)
        os.utime(path.parent, ns=(above.st_atime_ns, above.st_mtime_ns))
        result = run(crowd, *report)
        assert _is_told(result, path, report)
        if report == ["list"]:
            assert result.out.count("\n") == 19_999
    finally:
        with path.open("r+b") as file:
            file.write(blob)
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
        os.utime(path.parent, ns=(above.st_atime_ns, above.st_mtime_ns))
