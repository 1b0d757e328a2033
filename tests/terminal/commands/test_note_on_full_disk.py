"""A note from the command line on a full disk: the last words fit, or it says that they are not kept."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sessions.store import reserve_space
from sessions.store.disk import Disk
from tests.terminal.commands.command_line import (
    BOTH,
    DONE,
    NOT_READABLE,
    WHAT,
    CommandLine,
    RunHere,
    output_line,
)

pytestmark = pytest.mark.terminal

NOTES = {"agreement": ("note", WHAT), "diary": ("note", "--by", "Kim")}
OF_BOTH = pytest.mark.parametrize("name", NOTES)

Room = Callable[[int], None]


@pytest.fixture
def leave_room(monkeypatch: pytest.MonkeyPatch) -> Room:
    """Give what leaves so many bytes on the disk; what is given up makes room."""
    write, unlink = Disk.write, Disk.unlink

    def leave(room: int) -> None:
        left = [room]

        def written(disk: Disk, descriptor: int, data: memoryview) -> int:
            if len(data) > left[0]:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            left[0] -= len(data)
            return write(disk, descriptor, data)

        def given_up(disk: Disk, path: Path) -> None:
            size = path.lstat().st_size
            unlink(disk, path)
            left[0] += size

        monkeypatch.setattr(Disk, "write", written)
        monkeypatch.setattr(Disk, "unlink", given_up)

    return leave


@OF_BOTH
@BOTH
def test_the_last_room_is_used_and_told(
    example: CommandLine, run_here: RunHere, leave_room: Room, name: str, tag: str
) -> None:
    """As the README promises: the note is kept, and it is said that it took the last room."""
    leave_room(0)
    result = run_here(*NOTES[name], "het", "lukte", tag=tag)
    assert (result.code, result.out) == (DONE, "")
    told = output_line(
        "The disk is almost full. This was saved in the last room there was. "
        "Make some room before you go on.",
        tag,
    )
    assert result.err.endswith(told)
    assert any(b"het lukte" in blob for blob in example.bytes().values())
    assert not reserve_space.is_there(example.folder)


@OF_BOTH
@BOTH
def test_without_any_room_it_says_that_the_note_is_not_kept(
    example: CommandLine, run_here: RunHere, leave_room: Room, name: str, tag: str
) -> None:
    """Nothing stands on a screen here: the sentence does not say so, and everything is as it was."""
    reserve_space.spend(example.folder, Disk())
    before = example.bytes()
    leave_room(0)
    result = run_here(*NOTES[name], "het", "lukte", tag=tag)
    said = output_line(
        "The disk is full, so your note is not kept. What was saved before is safe. "
        "Make some room, and give the note once more.",
        tag,
    )
    assert (result.code, result.out, result.err) == (NOT_READABLE, "", said)
    assert example.bytes() == before


def test_with_room_nothing_is_said_of_the_disk(
    run_here: RunHere, leave_room: Room, example: CommandLine
) -> None:
    """The reserve stays, and so does the silence."""
    leave_room(1_000_000)
    assert "disk" not in run_here("note", WHAT, "het", "lukte").err
    assert reserve_space.is_there(example.folder)


def test_no_command_speaks_of_a_screen_that_is_not_there(
    example: CommandLine, run_here: RunHere, leave_room: Room
) -> None:
    """Other commands that save have words of their own, too."""
    reserve_space.spend(example.folder, Disk())
    leave_room(0)
    result = run_here("note", "--by", "Kim", "x")
    assert "screen" not in result.err
    (example.folder / "lock").unlink()
    result = run_here("unseal")
    assert "screen" not in result.err
