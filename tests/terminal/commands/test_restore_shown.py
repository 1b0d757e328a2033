"""What ``tweespraak restore`` says of a file that is no backup, and of what a backup would bring."""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions.errors import BackupDamaged
from sessions.store.backup_kind import NotABackup
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    NOT_READABLE,
    NOTHING,
    CommandLine,
    Outcome,
    RunHere,
    error_line,
    output_line,
)
from tui.cli import main

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n" + b"x" * 3000 + b"\n%%EOF\n"


def packed(name: str, blob: bytes = b"x", form: int = tarfile.USTAR_FORMAT) -> bytes:
    """Give an archive with one file in it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:", format=form) as archive:
        member = tarfile.TarInfo(name)
        member.size = len(blob)
        archive.addfile(member, io.BytesIO(blob))
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("vault.json", "{}")
    return out.getvalue()


OTHERS = {
    "a PDF": PDF,
    "a short PDF": b"%PDF",
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 5000,
    "a letter": b"Dear Kim,\n" * 100,
    "one byte": b"x",
    "a zip": zipped(),
    "a packed archive": b"\x1f\x8b\x08" + b"\0" * 600,
    "an archive of others": packed("holiday/beach.jpg"),
    "an archive of others, with long names": packed("a" * 300, form=tarfile.GNU_FORMAT),
    "a name that only begins like ours": packed("vault.json.txt"),
    "a file of a vault": b'{"vault": "0", "seal": "plain"}\n',
}


@pytest.mark.parametrize("what", OTHERS)
@BOTH
def test_another_file_is_no_backup(
    example: CommandLine, run_here: RunHere, tmp_path: Path, what: str, tag: str
) -> None:
    """It says so, and not that a backup is damaged; nothing is changed."""
    file = tmp_path / "file"
    file.write_bytes(OTHERS[what])
    before = example.bytes()
    told = error_line(NotABackup, tag, file=str(file))
    assert run_here("restore", str(file), tag=tag) == Outcome(NOT_READABLE, "", told)
    assert run_here("restore", str(file), "--yes", tag=tag) == Outcome(NOT_READABLE, "", told)
    assert example.bytes() == before


@pytest.mark.parametrize("tear", ["start", "name", "half", "end", "nothing", "noughts", "header"])
def test_a_damaged_backup_is_a_backup(
    example: CommandLine, run_here: RunHere, tmp_path: Path, tear: str
) -> None:
    """Cut off anywhere, or with a changed byte in its first header, it is called damaged."""
    file = tmp_path / "backup.tar"
    assert run_here("backup", str(file)).code == DONE
    blob = file.read_bytes()
    torn = {
        "start": blob[:7],
        "name": b"V" + blob[1:],
        "half": blob[: len(blob) // 2],
        "end": blob[: blob.rindex(b"}") - 3],
        "nothing": b"",
        "noughts": b"\0" * len(blob),
        "header": blob[:140] + b"\xff" + blob[141:],
    }
    file.write_bytes(torn[tear])
    told = error_line(BackupDamaged, file=str(file))
    assert run_here("restore", str(file)) == Outcome(NOT_READABLE, "", told)


# -- The plan -----------------------------------------------------------------------------------


@pytest.fixture
def plan(
    example: CommandLine,
    run_here: RunHere,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Callable[..., Outcome]:
    """Make a backup of the vault, and give what a restore of it into nothing shows."""

    def shown(tag: str = "en") -> Outcome:
        run_here("backup", str(tmp_path / "b.tar"))
        monkeypatch.setattr("sys.stdin", io.StringIO("no\n"))
        options = ["--data", str(tmp_path / "new"), "--language", tag]
        code = main.main(["restore", str(tmp_path / "b.tar"), *options])
        return Outcome(code, *capfd.readouterr())

    return shown


def has_no_path(text: str) -> bool:
    return not re.search(r"[/\\]|\.tdb|\.bak|\.json|pairs|conversations/|diary/", text)


@BOTH
def test_conversations_without_words_have_no_path(
    example: CommandLine, plan: Callable[..., Outcome], tag: str
) -> None:
    """One that nobody has named yet is a conversation with a number, as the list has it."""
    example.save(replace(example.talks()[1], id="c" * 32, said={}, drafts={}, about=""))
    result = plan(tag)
    assert result.code == NOTHING
    assert has_no_path(result.out)
    assert output_line("a conversation, number {number}", tag, number="cccccccc") in result.out
    assert "Koken door de week\n" in result.out


@BOTH
def test_damaged_files_have_no_path(
    example: CommandLine, run_here: RunHere, plan: Callable[..., Outcome], tag: str
) -> None:
    """A conversation, a diary, the people, and what was set aside before: each in words."""
    talk = example.talks()[1]
    assert run_here("note", "--by", "Kim", "een").code == DONE
    example.damage(talk)
    for path in (*(example.folder / "diary").glob("*.tdb"), example.folder / "pairs.tdb"):
        path.write_bytes(path.read_bytes()[:-5])
        spare = path.with_name(path.name + ".bak")
        if spare.exists():
            spare.unlink()
    (example.folder / "damaged").mkdir(exist_ok=True)
    (example.folder / "damaged" / f"{'e' * 32}.tdb.0").write_bytes(b"before")
    kim = next(partner.id for partner in talk.partners if partner.name == "Kim")
    result = plan(tag)
    assert result.code == NOTHING
    assert has_no_path(result.out)
    for message, number in (
        ("a conversation, number {number}", talk.id[:8]),
        ("a diary, number {number}", kim[:8]),
        ("your names, and what belongs with them", ""),
        ("what was set aside before, number {number}", "e" * 8),
    ):
        assert "    " + output_line(message, tag, number=number) in result.out
