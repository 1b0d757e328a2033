"""``tweespraak export --yes``: every form, and every place where it can and cannot be put."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.export.forms import FORMS
from sessions.export.pdf import sheet_pdf
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    NOTHING,
    SMALL_DISK,
    WHAT,
    WRONG_USE,
    CommandLine,
    Outcome,
    error_line,
    output_line,
)
from tests.terminal.terminal import Terminal

pytestmark = [pytest.mark.terminal, pytest.mark.long]


@cache
def has_pdf() -> bool:
    """Whether this machine can make a PDF: WeasyPrint is there, and the library it draws with."""
    try:
        sheet_pdf("<p>x</p>")
    except errors.PdfMissing:
        return False
    return True


# -- Export -------------------------------------------------------------------------------------


def looks_right(form: str, blob: bytes) -> None:
    """Hold that a file is what its form says, with the agreement in it."""
    if form == "pdf":
        assert blob.startswith(b"%PDF-")
        return
    text = blob.decode()
    assert "koken" in text
    if form == "json":
        (two_people,) = json.loads(text)["pairs"]
        assert two_people["agreements"][0]["what"] == WHAT
    elif form == "calendar":
        assert text.startswith("BEGIN:VCALENDAR\r\n")
        assert text.endswith("END:VCALENDAR\r\n")
    elif form == "html":
        assert text.startswith("<!DOCTYPE html>")
    elif form == "todoist":
        assert next(csv.reader(io.StringIO(text)))[0] == "TYPE"
    else:
        assert text.endswith("\n")


@BOTH
@pytest.mark.parametrize("form", FORMS)
def test_export_in_every_form(example: CommandLine, tmp_path: Path, form: str, tag: str) -> None:
    """To standard output, to a file by its form or its ending, to a folder: the same, readable by the owner only."""
    if form == "pdf" and not has_pdf():
        result = example.run("export", "--yes", "--as", "pdf", "--to", "new.pdf", tag=tag)
        assert result == Outcome(WRONG_USE, "", error_line(errors.PdfMissing, tag))
        assert not (tmp_path / "new.pdf").exists()
        return
    suffix = FORMS[form].suffix
    places = {
        "by form": (tmp_path / "by-form", ["--as", form]),
        "by ending": (tmp_path / f"by-ending{suffix.upper()}", []),
        "folder": (tmp_path / "folder", ["--as", form]),
    }
    (tmp_path / "folder").mkdir()
    blobs = {}
    for name, (path, more) in places.items():
        result = example.run("export", "--yes", *more, "--to", str(path), tag=tag)
        assert (result.code, result.out) == (DONE, "")
        if name == "folder":
            (made,) = path.iterdir()
            assert made.name.startswith("tweespraak-20")
            assert made.suffix == suffix
        else:
            made = path
        message = "It is in {file}. It is not sealed: anyone who can open that file can read it."
        assert result.err == output_line(message, tag, file=str(made))
        assert stat.S_IMODE(made.stat().st_mode) == 0o600
        blobs[name] = made.read_bytes()
        looks_right(form, blobs[name])
    if form in ("markdown", "html", "todo", "todoist"):  # the others say when they were made
        assert len(set(blobs.values())) == 1
        out = example.run("export", "--yes", "--as", form, tag=tag)
        assert (out.code, out.err, out.out.encode()) == (
            DONE,
            "",
            blobs["folder"],
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["by-form", f"by-ending{suffix.upper()}", "folder", "vault"]
    )


@BOTH
def test_export_of_a_whole_conversation(example: CommandLine, tmp_path: Path, tag: str) -> None:
    """As Markdown, also one without agreements; it needs a name, and goes into a folder by its number."""
    talk, half = example.talks()
    result = example.run("export", "--yes", "vakantie", "--as", "talk", tag=tag)
    assert (result.code, result.err) == (DONE, "")
    assert result.out.startswith("# De vakantie met je ouders\n")
    asked = output_line("Which conversation? Give its subject or its number. See: list", tag)
    assert example.run("export", "--yes", "--as", "talk", tag=tag) == Outcome(WRONG_USE, "", asked)
    (tmp_path / "out").mkdir()
    assert (
        example.run("export", "--yes", talk.id, "--as", "talk", "--to", "out", tag=tag).code == DONE
    )
    (file,) = (tmp_path / "out").iterdir()
    assert talk.id[:8] in file.name
    assert file.suffix == ".md"
    none = error_line(errors.NothingToExport, tag)
    assert example.run("export", "--yes", half.id, tag=tag) == Outcome(NOTHING, "", none)


@BOTH
@pytest.mark.parametrize("form", ["markdown", "calendar"])
def test_export_where_nothing_can_be_put(
    example: CommandLine, tmp_path: Path, form: str, tag: str
) -> None:
    """Over a file, a link, a device, where no folder is, into a file, a name that is too long: code 2, all as it was."""
    file = tmp_path / "mine.txt"
    file.write_text("mine", encoding="utf-8")
    link = tmp_path / "link.md"
    link.symlink_to(tmp_path / "nowhere.md")
    for place in (file, link, Path("/dev/full"), Path("/dev/null")):
        result = example.run("export", "--yes", "--as", form, "--to", str(place), tag=tag)
        assert result == Outcome(
            WRONG_USE, "", error_line(errors.ExportThere, tag, file=str(place))
        )
    for place in (
        tmp_path / "missing" / "new.md", file / "new.md", tmp_path / ("n" * 300), Path("/proc/new.md"),
    ):  # fmt: skip
        result = example.run("export", "--yes", "--as", form, "--to", str(place), tag=tag)
        assert (result.code, result.out) == (WRONG_USE, "")
        assert result.err.count("\n") == 1
        assert str(place) in result.err
    result = example.run("export", "--yes", "--as", form, "--to", "~nobody-at-all/new.md", tag=tag)
    assert (result.code, result.err.count("\n")) == (WRONG_USE, 1)
    result = example.run("export", "--yes", "--as", form, "--to", "", tag=tag)
    assert result == Outcome(WRONG_USE, "", output_line("Give the file a name: --to FILE", tag))
    assert file.read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.md", "mine.txt", "vault"]


def test_export_into_a_folder_twice(example: CommandLine, tmp_path: Path) -> None:
    """The second of one day is not put over the first."""
    (tmp_path / "out").mkdir()
    assert example.run("export", "--yes", "--to", "out").code == DONE
    (file,) = (tmp_path / "out").iterdir()
    before = file.read_bytes()
    result = example.run("export", "--yes", "--to", "out")
    assert (result.code, result.err) == (WRONG_USE, error_line(errors.ExportThere, file=str(file)))
    assert file.read_bytes() == before


@pytest.mark.parametrize("room", [0, 100])
@pytest.mark.parametrize("place", ["new.md", "out"])
def test_export_on_a_full_disk(example: CommandLine, tmp_path: Path, room: int, place: str) -> None:
    """The room ends at the first byte or half-way: one sentence, code 2, and no half file."""
    (tmp_path / "out").mkdir()
    before = example.bytes()
    result = example.run(str(room), "export", "--yes", "--to", place, program=("-c", SMALL_DISK))
    assert (result.code, result.out) == (WRONG_USE, "")
    assert result.err.count("\n") == 1
    assert os.strerror(27) in result.err  # what the system says of a file that is too large
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "vault"]
    assert list((tmp_path / "out").iterdir()) == []
    assert example.bytes() == before


def test_a_pdf_is_not_poured_over_a_terminal(
    example: CommandLine, terminal: Callable[..., Terminal]
) -> None:
    """On a screen it says that it is no text, and asks for a file; code 2."""
    if not has_pdf():
        assert example.run("export", "--yes", "--as", "pdf").code == WRONG_USE
        return
    program = terminal(
        ["-m", "tui", "export", "--yes", "--as", "pdf", "--data", str(example.folder)]
    )
    assert program.wait_exit() == WRONG_USE
    assert b"%PDF" not in bytes(program.raw)
    assert b"--to" in bytes(program.raw)


def test_two_languages_on_one_sheet(example: CommandLine) -> None:
    """Where two people differ both stand on it; one language by name is that one alone."""
    talk = example.finished()
    kim, sam = talk.people
    example.save(replace(talk, people=(kim, replace(sam, language="en"))))
    line = [sys.executable, "-m", "tui", "export", "--yes", "--data", str(example.folder)]
    both = subprocess.run(
        line, env=example.environment(), capture_output=True, text=True, check=True
    )
    for words in ("Wat we hebben afgesproken", "Wie", "Who"):
        assert words in both.stdout
    assert "Wie" not in example.run("export", "--yes").out
