"""`check` says what it read, and what stands in the way, whatever the disk does not let it do."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sessions import folder_errors
from sessions.store.disk import Disk
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    NOT_READABLE,
    SMALL_DISK,
    CommandLine,
    RunHere,
    error_line,
    output_line,
)
from tui.cli import main
from tui.language.language import language

pytestmark = pytest.mark.terminal

Break = Callable[[int], None]


@pytest.fixture
def refuse_writes(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Give what lets every write end with an error of that number."""

    def refuse(number: int) -> None:
        opens = Disk.open

        def opened(disk: Disk, path: Path, flags: int, mode: int = 0o600) -> int:
            if number == errno.EROFS and flags & (os.O_WRONLY | os.O_RDWR):
                raise OSError(number, os.strerror(number))
            return opens(disk, path, flags, mode)

        def refused(*_: object) -> int:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(Disk, "open", opened)
        for name in ("write", "mkdir", "rename", "link", "unlink", "fsync"):
            monkeypatch.setattr(Disk, name, refused)

    return refuse


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("without", ["", "index", "lock"])
def test_check_where_nothing_can_be_written(
    example: CommandLine, run_here: RunHere, refuse_writes: Break, number: int, without: str
) -> None:
    """Full, broken or read only, with and without what it would write: it says what it read."""
    path = example.damage(example.talks()[1])
    if without == "index":
        shutil.rmtree(example.folder / "index", ignore_errors=True)
    elif without:
        (example.folder / without).unlink()
    refuse_writes(number)
    result = run_here("check")
    assert result.code == NOT_READABLE
    assert language("en").n("{count} conversation can be read.", "{count} conversations can be read.", 1) in result.out  # fmt: skip
    assert path.name in result.out
    assert "screen" not in result.err


@BOTH
def test_check_on_a_disk_to_read_only(
    example: CommandLine, run_here: RunHere, refuse_writes: Break, tag: str
) -> None:
    """It says that nothing can be saved there, and the code is that of what was read."""
    refuse_writes(errno.EROFS)
    result = run_here("check", tag=tag)
    said = output_line(
        "Nothing can be saved here now ({reason}). It can still be read.",
        tag,
        reason=os.strerror(errno.EROFS),
    )
    assert (result.code, result.err) == (DONE, said)
    assert language(tag).t("Everything is well.") in result.out


@BOTH
def test_check_on_a_full_disk_says_that_the_list_is_behind(
    example: CommandLine, run_here: RunHere, refuse_writes: Break, tag: str
) -> None:
    """Nothing is lost by it, and the rest is told; that all is well is not said."""
    shutil.rmtree(example.folder / "index", ignore_errors=True)
    refuse_writes(errno.ENOSPC)
    result = run_here("check", tag=tag)
    assert result.code == DONE
    behind = output_line(
        "The list of your conversations could not be written anew. It is made of them again at "
        "every start, so nothing is lost by it.",
        tag,
    )
    assert result.out.endswith(behind)
    assert run_here("check", "--json", tag=tag).code == DONE


@pytest.mark.long
def test_check_where_no_file_can_grow(single: CommandLine) -> None:
    """In a real process: what cannot be opened to write is read."""
    shutil.rmtree(single.folder / "index", ignore_errors=True)
    result = single.run("0", "check", program=("-c", SMALL_DISK))
    assert result.code == DONE
    assert "1 conversation can be read." in result.out


@pytest.mark.parametrize("part", ["conversations", "diary"])
@BOTH
def test_check_names_what_is_no_folder(
    example: CommandLine, run_here: RunHere, part: str, tag: str
) -> None:
    """A pipe, where a folder belongs."""
    shutil.rmtree(example.folder / part, ignore_errors=True)
    os.mkfifo(example.folder / part)
    told = error_line(folder_errors.PartNotAFolder, tag, file=str(example.folder / part))
    result = run_here("check", tag=tag)
    assert result.code == NOT_READABLE
    assert told in result.out
    assert language(tag).t("Everything is well.") not in result.out
    (trouble,) = json.loads(run_here("check", "--json", tag=tag).out)["troubles"]
    assert trouble["problem"] == "PartNotAFolder"


@pytest.mark.parametrize("command", [["list"], ["due"], ["export", "--yes"]], ids=" ".join)
def test_reports_name_what_is_no_folder(
    example: CommandLine, run_here: RunHere, command: list[str]
) -> None:
    """That there is nothing is not all that is said, and not with the code of nothing."""
    shutil.move(example.folder / "conversations", example.folder.parent / "unplugged")
    (example.folder / "conversations").symlink_to(example.folder.parent / "not-there")
    result = run_here(*command)
    assert result.code == NOT_READABLE
    assert str(example.folder / "conversations") in result.err


def test_a_backup_names_what_is_not_in_it(
    example: CommandLine, run_here: RunHere, tmp_path: Path
) -> None:
    """Without the conversations it is made of the rest, and the code says that it is not all."""
    shutil.rmtree(example.folder / "conversations")
    (example.folder / "conversations").symlink_to("not-there")
    result = run_here("backup", str(tmp_path / "kept.tar"))
    assert result.code == NOT_READABLE
    assert str(example.folder / "conversations") in result.err
    assert (tmp_path / "kept.tar").exists()


@BOTH
def test_check_promises_the_copy_of_the_people_where_there_is_one(
    example: CommandLine, run_here: RunHere, tag: str
) -> None:
    """It is read in its place by itself: nothing has to be opened for it."""
    pairs = example.folder / "pairs.tdb"
    shutil.copy(pairs, pairs.with_name("pairs.tdb.bak"))
    pairs.write_bytes(b"half")
    read, none = (
        output_line(message, tag)
        for message in (
            "The last good copy is read in its place.",
            "There is no good copy here. A backup may have it: see restore.",
        )
    )
    assert read in run_here("check", tag=tag).out
    pairs.with_name("pairs.tdb.bak").unlink()
    assert none in run_here("check", tag=tag).out


@pytest.mark.parametrize(
    "command",
    [["check"], ["list"], ["due"], ["note", "x", "y"], ["backup", "kept.tar"]],
    ids=" ".join,
)
@BOTH
def test_a_folder_that_cannot_be(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], command: list[str], tag: str
) -> None:
    """Too long a name, and a loop of links: whatever is asked, one sentence says what is wrong."""
    loop = tmp_path / "loop"
    loop.symlink_to("loop")
    told = {
        str(tmp_path / ("x" * 300)): error_line(folder_errors.FolderNameTooLong, tag),
        str(loop): error_line(folder_errors.FolderInLoop, tag, folder=str(loop)),
    }
    for folder, sentence in told.items():
        code = main.main([*command, "--data", folder, "--language", tag])
        assert (code, *capfd.readouterr()) == (NOT_READABLE, "", sentence)


@BOTH
def test_a_folder_in_place_of_a_backup(
    example: CommandLine, run_here: RunHere, tmp_path: Path, tag: str
) -> None:
    """It is called no file, and not something that cannot be read."""
    before = example.bytes()
    result = run_here("restore", str(tmp_path), tag=tag)
    told = error_line(folder_errors.BackupNotAFile, tag, file=str(tmp_path))
    assert (result.code, result.out, result.err) == (NOT_READABLE, "", told)
    assert example.bytes() == before
