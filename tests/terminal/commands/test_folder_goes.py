"""The folder of the vault goes while the program runs, and it locks by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sessions.conversation import Conversation
from sessions.store import Vault
from tests.terminal.clock_file import ClockFile
from tests.terminal.commands.at_terminal import open_screens
from tests.terminal.commands.command_line import (
    CLOCKED,
    DONE,
    NOT_READABLE,
    PASSPHRASE,
    CommandLine,
)
from tests.terminal.laying import PATTERN, conversations, words_in
from tests.terminal.people import People
from tui.workspace.settings import USUAL_LOCK

pytestmark = [pytest.mark.terminal, pytest.mark.long]


GONE = "is not there any more. What you wrote is still here on the screen."
"""Of the sentence about a folder that is gone, what fits on a small screen with a long name in it."""


# -- The folder goes while the program runs -----------------------------------------------------


def test_a_folder_that_goes_and_comes_back(single: CommandLine, tmp_path: Path) -> None:
    """Renamed away it is said, and typing goes on; renamed back everything that was typed is saved with the next key."""
    two = open_screens(single)
    first = two.write("understand")
    two.wait_saved(first)
    second, third = two.word("understand"), two.word("understand")
    away = tmp_path / "away"
    single.folder.rename(away)
    two.program.type(second)
    two.wait_read(GONE)
    two.program.wait_for(first + second)
    assert not single.folder.exists()
    assert second not in words_in(only_talk(away))

    away.rename(single.folder)
    two.program.type(third)
    two.wait_saved(first + second + third)
    two.program.wait_until(lambda: GONE not in two.reads_now(), what="the sentence gone")
    assert two.leave() == 0
    assert first + second + third in words_in(two.talk)


def test_a_folder_that_stays_away(single: CommandLine, tmp_path: Path) -> None:
    """Who leaves while it is away is told so; a second time it stops with code 3, and what was saved is whole."""
    two = open_screens(single)
    first = two.write("understand")
    two.wait_saved(first)
    away = tmp_path / "away"
    single.folder.rename(away)
    two.program.type("more")
    two.wait_read(GONE)
    two.program.press("ctrl+q")
    two.wait_read("Not everything is saved yet; it is all still here.")
    two.program.press("ctrl+q")
    assert two.program.wait_exit() == NOT_READABLE
    assert first in words_in(only_talk(away))
    assert two.program.leftovers() == []


def test_leaving_makes_no_new_folder_where_the_vault_was(
    single: CommandLine, tmp_path: Path
) -> None:
    """After it stopped nothing stands in the old place, so that the folder can be put back there."""
    two = open_screens(single)
    first = two.write("understand")
    two.wait_saved(first)
    away = tmp_path / "away"
    single.folder.rename(away)
    two.program.press("ctrl+q")
    assert two.program.wait_exit() == DONE  # nothing was typed that is not saved
    assert not single.folder.exists(), sorted(single.bytes())
    away.rename(single.folder)
    assert first in single.words()


@pytest.mark.long
def test_what_lies_in_the_way_of_a_save_is_set_aside(single: CommandLine) -> None:
    """A file where a folder should be stops nothing: it is kept, and every word is saved."""
    two = open_screens(single)
    first = two.write("understand")
    two.wait_saved(first)
    second, third = two.word("understand"), two.word("understand")
    path = single.folder / "conversations" / two.talk.id[:2]
    path.rename(path.with_name("aside"))
    path.write_text("in the way", encoding="utf-8")
    two.program.type(second)
    two.program.wait_until(path.is_dir, what="the folder again")
    two.wait_saved(first + second)
    two.program.type(third)
    two.wait_saved(first + second + third)
    kept = [file for file in (single.folder / "damaged").iterdir() if file.is_file()]
    assert "in the way" in [file.read_text(encoding="utf-8") for file in kept]
    assert two.leave() == 0


def only_talk(folder: Path) -> Conversation:
    """Give the conversation in a folder."""
    (talk,) = conversations(folder)
    return talk


# -- Locking by itself --------------------------------------------------------------------------


@pytest.mark.long
def test_it_locks_by_itself(single: CommandLine, tmp_path: Path) -> None:
    """A minute before it is said; then it stops with code 0, says why, and everything is saved."""
    single.seal()
    clock = ClockFile(tmp_path)
    options = [CLOCKED, "--data", str(single.folder), "--language", "en"]
    more = {"TWEESPRAAK_MOTION": "none", "CLOCK_FILE": str(clock.path), "AUTOSAVE_AFTER": "600"}
    program = single.terminal(options, env=more)
    two = People(program, single.folder)
    with Vault.open(single.folder, now=datetime.now(UTC), read_only=True) as vault:
        vault.seal.unlock(PASSPHRASE)
        two.key = vault.seal.key
    program.wait_for("Your conversations are sealed.")
    two.wait_focus()
    program.type(PASSPHRASE + "\n")
    program.wait_for("words of subject")
    two.wait_focus()
    two.resume()
    two.wait_read(PATTERN.step("impact").prompt)
    word = two.write("understand")
    minutes = float(USUAL_LOCK)
    clock.forward(minutes - 2)
    two.program.settle()
    clock.forward(1.5)
    two.wait_read("In a minute it locks, and stops. Any key keeps it open.")
    more_of_it = two.word("understand")
    program.type(more_of_it)
    two.program.wait_until(
        lambda: "In a minute it locks" not in two.reads_now(), what="the warning gone"
    )
    clock.forward(minutes - 0.5)
    two.wait_read("In a minute it locks, and stops. Any key keeps it open.")
    assert word + more_of_it not in words_in(two.talk)
    clock.forward(1)
    assert program.wait_exit() == DONE
    two.wait_read("Nobody touched a key for a while, so Tweespraak has locked. All is kept.")
    assert program.leftovers() == []
    assert word not in program.screen_text()
    assert word + more_of_it in words_in(two.talk)
