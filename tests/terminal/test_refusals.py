"""What the program cannot do anything with is refused in one sentence, with a code, and nothing of anybody is lost."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sessions.store import Vault, file_format
from sessions.store.file_format import Header, RecordKey
from tests.terminal.conftest import ROOT
from tests.terminal.laying import lay, words_in
from tests.terminal.people import People, known
from tests.terminal.terminal import Terminal, clean_environment
from tui.cli.no_folder import VaultMissing
from tui.language.language import language
from tui.workspace.conversation_view import MARKS

pytestmark = pytest.mark.terminal

Start = Callable[..., Terminal]
NOTHING, WRONG_USE, NOT_READABLE = 1, 2, 3


@dataclass(frozen=True)
class Refusal:
    """How a program ended that showed no screens."""

    code: int
    stdout: bytes
    stderr: str

    def sentence(self) -> str:
        """Give what it said, on standard error and nowhere else, without a trace of code."""
        assert self.stdout == b""
        assert "Traceback" not in self.stderr
        assert "\x1b" not in self.stderr
        assert self.stderr.count("\n") == 1, self.stderr
        return self.stderr.strip()


@pytest.fixture
def refused(home: Path) -> Callable[..., Refusal]:
    """Start the program with a terminal for its streams, unless told otherwise, and wait for its end."""

    def start(*arguments: str, piped: str = "", **more: str) -> Refusal:
        environment = clean_environment(home, PYTHONPATH=str(ROOT), **more)
        master, slave = pty.openpty()
        heard, said = pty.openpty()
        try:
            ended = subprocess.run(
                [sys.executable, "-m", "tui", *arguments],
                stdin=subprocess.DEVNULL if piped == "stdin" else slave,
                stdout=subprocess.PIPE if piped == "stdout" else slave,
                stderr=subprocess.PIPE if piped == "stderr" else said,
                env=environment,
                timeout=20,
                check=False,
            )
            os.close(slave)
            os.close(said)
            shown, told = _came(master), _came(heard).replace(b"\r\n", b"\n")
        finally:
            os.close(master)
            os.close(heard)
        told += ended.stderr or b""
        return Refusal(ended.returncode, shown + (ended.stdout or b""), told.decode())

    return start


def _came(terminal: int) -> bytes:
    """Give what was written on a terminal that nobody writes on any more."""
    os.set_blocking(terminal, False)
    try:
        return os.read(terminal, 65536)
    except OSError:  # nothing came, and nobody is at the other side
        return b""


# -- At the start ---------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["en", "nl"])
@pytest.mark.parametrize("piped", ["stdin", "stdout", "stderr"])
def test_needs_a_terminal(
    refused: Callable[..., Refusal], tmp_path: Path, piped: str, tag: str
) -> None:
    """Without a terminal on any side it says so and ends at once; no folder is made.

    Not with `2>file` either: that is where the screens are drawn, and their words would stay in it.
    """
    ended = refused("--data", str(tmp_path / "vault"), "--language", tag, piped=piped)
    assert ended.code == WRONG_USE
    assert ended.sentence() == language(tag).t(
        known("Tweespraak needs a terminal, and there is none here.")
    )
    assert not (tmp_path / "vault").exists()


def test_reading_only_needs_a_folder(refused: Callable[..., Refusal], tmp_path: Path) -> None:
    """Where there is none the screens would show the first day; it says so, and makes none."""
    folder = tmp_path / "vault"
    refusal = refused("--read-only", "--data", str(folder))
    told = language("en").error(VaultMissing(folder=str(folder)))
    assert (refusal.code, refusal.sentence()) == (NOTHING, told)
    assert not folder.exists()


def test_needs_a_terminal_that_can_show_something(
    refused: Callable[..., Refusal], tmp_path: Path
) -> None:
    """A dumb terminal is told to people before anything is drawn."""
    ended = refused("--data", str(tmp_path / "vault"), TERM="dumb")
    assert ended.code == WRONG_USE
    assert ended.sentence() == known(
        "This terminal cannot show screens. Open another terminal window."
    )
    assert not (tmp_path / "vault").exists()


@pytest.mark.parametrize(
    "arguments",
    [["--language", "xx"], ["--language=tlh"], ["--no-such-option"], ["nonsense"], ["--data"]],
    ids=" ".join,
)
def test_names_what_does_not_fit(refused: Callable[..., Refusal], arguments: list[str]) -> None:
    """An unknown language, option or word is named, and help is pointed to."""
    ended = refused(*arguments)
    assert ended.code == WRONG_USE
    named = arguments[-1].rpartition("=")[2]
    assert named in ended.sentence()
    assert "tweespraak --help" in ended.sentence()


def test_hostile_arguments_do_not_reach_the_terminal(refused: Callable[..., Refusal]) -> None:
    """Control characters in an argument are shown as a mark."""
    ended = refused("--language", "\x1b]0;EVIL\x07", LANG="C")
    assert ended.code == WRONG_USE
    assert "\ufffd]0;EVIL" in ended.sentence()


def test_a_file_is_no_folder(refused: Callable[..., Refusal], tmp_path: Path) -> None:
    """A file where the folder should be is named and left alone."""
    file = tmp_path / "notes.txt"
    file.write_text("mine", encoding="utf-8")
    ended = refused("--data", str(file))
    assert ended.code == NOT_READABLE
    assert str(file) in ended.sentence()
    assert "--data" in ended.sentence()
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("below", ["file", *(["proc"] if Path("/proc/self").is_dir() else [])])
def test_a_folder_that_cannot_be_made(
    refused: Callable[..., Refusal], tmp_path: Path, below: str
) -> None:
    """A place where no folder can be made is named."""
    file = tmp_path / "notes.txt"
    file.write_text("mine", encoding="utf-8")
    folder = file / "vault" if below == "file" else Path("/proc/tweespraak-vault")
    ended = refused("--data", str(folder))
    assert ended.code == NOT_READABLE
    assert str(folder) in ended.sentence()
    assert "--data" in ended.sentence()


@pytest.mark.long
def test_a_second_instance_says_since_when(
    terminal: Start, refused: Callable[..., Refusal], tmp_path: Path
) -> None:
    """Who comes second hears since when it is open, and may read; the first is not disturbed, and nothing is written."""
    vault = tmp_path / "vault"
    lay(vault, "impact", "speak", "Kim")
    options = ["-m", "tui", "--data", str(vault), "--language", "en"]
    two = People(terminal(options, env={"TWEESPRAAK_MOTION": "none"}), vault)
    two.start()
    two.resume()
    word = two.write("understand")

    ended = refused("--data", str(vault), "--language", "en")
    assert ended.code == NOT_READABLE
    assert re.search(r"\b\d\d:\d\d\b", ended.sentence())
    assert str(two.program.pid) in ended.sentence()
    assert "--read-only" in ended.sentence()

    before = _all_bytes(vault)
    reader = People(terminal([*options, "--read-only"], env={"TWEESPRAAK_MOTION": "none"}), vault)
    reader.start()
    reader.new_page(to_read=True)  # what could be gone on with is read
    reader.program.wait_for("said at subject")
    assert reader.leave() == 0
    assert reader.program.leftovers() == []

    two.wait_saved(word)
    assert two.leave() == 0
    assert {name for name in before if "lock" not in name} <= set(_all_bytes(vault))


def test_reading_only_changes_no_byte(terminal: Start, tmp_path: Path) -> None:
    """--read-only: everything can be looked at, new conversations are refused, no byte of the vault changes."""
    vault = tmp_path / "vault"
    lay(vault, "impact", "speak", "Kim")
    before = _all_bytes(vault)
    options = ["-m", "tui", "--data", str(vault), "--language", "en", "--read-only"]
    two = People(terminal(options, env={"TWEESPRAAK_MOTION": "none"}), vault)
    two.start()
    two.new_page(to_read=True)
    two.program.wait_for("said at subject")
    two.new_page("ctrl+l", to_read=True)
    two.new_page("escape")
    assert two.leave() == 0
    assert _all_bytes(vault) == before


# -- Damage ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [
        "flipped",
        *(pytest.param(damage, marks=pytest.mark.long) for damage in ("cut", "empty", "newer")),
    ],
)
def test_a_record_that_cannot_be_read_is_named(terminal: Start, tmp_path: Path, kind: str) -> None:
    """A damaged or newer record is named among the earlier conversations; the other opens, and the file stays as it is."""
    vault = tmp_path / "vault"
    fine = lay(vault, "impact", "speak", "Kim", words=lambda turn, name: "fine words")
    bad = lay(vault, "impact", "speak", "Kim", words=lambda turn, name: "bad words")
    with Vault.open(vault, now=datetime.now(UTC), read_only=True) as opened:
        file = opened.records.path(bad.id)
    blob = file.read_bytes()
    middle = len(blob) // 2
    spoiled = {
        "flipped": blob[:middle] + bytes([blob[middle] ^ 1]) + blob[middle + 1 :],
        "cut": blob[:middle],
        "empty": b"",
        "newer": file_format.pack(
            Header(record_key=RecordKey("conversation", bad.id), version=99, generation=1), b"{}"
        ),
    }[kind]
    file.write_bytes(spoiled)

    options = ["-m", "tui", "--data", str(vault), "--language", "en"]
    program = terminal(options, env={"TWEESPRAAK_MOTION": "none"}, cols=120, rows=40)
    two = People(program, vault)
    program.wait_started()
    program.wait_for("fine words")
    two.wait_focus()
    two.choose("Earlier conversations")
    told = "newer Tweespraak" if kind == "newer" else "damaged"
    program.wait_until(lambda: told in two.reads_now(), what="a word about the file")
    assert file.name in "".join(two.reads_now().split())
    assert "bad words" not in two.reads_now()
    two.new_page(to_read=True)
    program.wait_until(
        lambda: two.reads_now().count("fine words") > 1, what="the other conversation"
    )
    assert two.leave() == 0
    assert file.read_bytes() == spoiled
    assert fine.title() == "fine words"


@pytest.mark.parametrize("content", [b"{", b'{"format": 99, "vault": "00", "seal": "plain"}', b""])
def test_a_vault_that_cannot_be_opened_says_so(
    refused: Callable[..., Refusal], tmp_path: Path, content: bytes
) -> None:
    """When the vault's own file and its copy are damaged or newer it is said, and nothing is written over."""
    vault = tmp_path / "vault"
    lay(vault, "impact", "speak", "Kim")
    for name in ("vault.json", "vault.json.bak"):
        (vault / name).write_bytes(content)
    ended = refused("--data", str(vault))
    assert ended.code == NOT_READABLE
    assert "vault.json" in ended.sentence()
    assert (vault / "vault.json").read_bytes() == content


def test_damaged_people_are_named_and_the_conversation_goes_on(
    terminal: Start, tmp_path: Path
) -> None:
    """When the file with the people is damaged the first screen names it; conversations go on, and it stays as it is."""
    vault = tmp_path / "vault"
    lay(vault, "impact", "speak", "Kim")
    (vault / "pairs.tdb").write_bytes(b"nothing of ours")
    options = ["-m", "tui", "--data", str(vault), "--language", "en"]
    two = People(terminal(options, env={"TWEESPRAAK_MOTION": "none"}), vault)
    two.program.wait_started()
    two.program.wait_for("said at subject")
    two.program.wait_until(
        lambda: "pairs.tdb" in "".join(two.reads_now().split()), what="the name of the file"
    )
    two.wait_focus()
    two.resume()
    word = two.write("understand")
    assert two.leave() == 0
    assert word in words_in(two.talk)
    assert (vault / "pairs.tdb").read_bytes() == b"nothing of ours"


# -- A window that is too small -------------------------------------------------------------------


@pytest.mark.long
def test_a_tiny_window_keeps_everything(terminal: Start, tmp_path: Path) -> None:
    """At 40x10 it asks for a larger window, in a turn and at the start; what was typed is there when it is larger again."""
    vault = tmp_path / "vault"
    lay(vault, "impact", "speak", "Kim")
    options = ["-m", "tui", "--data", str(vault), "--language", "en"]
    program = terminal(options, env={"TWEESPRAAK_MOTION": "none"}, cols=40, rows=10)
    two = People(program, vault)
    program.wait_started()
    small = two.reads.t(known("Make the window a little larger. Everything is kept."))
    two.wait_read(small)
    program.resize(80, 24)
    program.wait_for(f"{MARKS[0]} Kim")
    two.wait_focus()
    two.resume()
    word = two.write("understand")
    program.resize(40, 10)
    two.wait_read(small)
    assert word not in program.screen_text()
    program.type("x")  # it still takes letters, blindly
    two.wait_saved(f"{word}x")
    program.resize(80, 24)
    program.wait_for(f"{word}x")
    assert two.leave() == 0


@pytest.mark.long
def test_a_window_of_no_size_is_survived(terminal: Start, tmp_path: Path) -> None:
    """A window of one cell, as some window managers make for a moment, ends nothing."""
    vault = tmp_path / "vault"
    lay(vault, "impact", "speak", "Kim")
    options = ["-m", "tui", "--data", str(vault), "--language", "en"]
    two = People(terminal(options, env={"TWEESPRAAK_MOTION": "none"}), vault)
    two.start()
    two.resume()
    word = two.write("understand")
    for size in ((1, 1), (5, 3), (300, 80), (80, 24)):
        two.program.resize(*size)
        two.program.settle()
    two.program.wait_for(word)
    assert two.leave() == 0
    assert word in words_in(two.talk)


# -- The example ----------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("ending", ["ctrl+q", "SIGTERM"])
def test_the_example_leaves_nothing_behind(
    terminal: Start, tmp_path: Path, home: Path, ending: str
) -> None:
    """The example says what it is; what is typed in it is gone when it is left, and the own vault is never made."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    program = terminal(
        ["-m", "tui", "demo", "--language", "en"],
        env={"TMPDIR": str(scratch), "TWEESPRAAK_MOTION": "none"},
        cols=100,
        rows=40,
    )
    two = People(program, scratch)
    program.wait_started()
    two.wait_read(known("This is an example. Look around; nothing you do here is kept afterwards."))
    program.wait_for(f"{MARKS[0]} Kim")
    (vault,) = scratch.glob("*/vault")
    two.folder = vault
    assert len(list((vault / "conversations").glob("*/*.tdb"))) == 2
    two.wait_focus()
    if ending == "ctrl+q":
        assert two.leave() == 0
    else:
        program.kill(signal.SIGTERM)
        assert program.wait_exit() == 128 + signal.SIGTERM
    assert list(scratch.iterdir()) == []
    assert not list(home.rglob("*.tdb"))
    assert program.leftovers() == []


def _all_bytes(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
