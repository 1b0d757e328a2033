"""However the program ends, every word is kept, and nobody's words are left behind on the way."""

from __future__ import annotations

import signal
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.laying import lay, words_in
from tests.terminal.people import People, known
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

Start = Callable[..., Terminal]
CLOCKED = str(Path(__file__).with_name("clocked.py"))
NEVER = "600"
"""Seconds until half-typed text is saved by itself: longer than a test, so only the ending can have saved it."""


@pytest.fixture
def impact(terminal: Start, tmp_path: Path) -> Callable[..., People]:
    """Start the program with more in its environment, in the middle of a conversation, on Kim's turn or another one."""

    def start(*turn: str, **more: str) -> People:
        vault = tmp_path / "vault"
        lay(vault, *(turn or ("impact", "speak", "Kim")))
        options = [CLOCKED, "--data", str(vault), "--language", "en"]
        two = People(terminal(options, env={"TWEESPRAAK_MOTION": "none", **more}), vault)
        two.start()
        two.resume()
        return two

    return start


@pytest.mark.long
@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=lambda number: number.name
)
def test_a_signal_keeps_what_was_typed_just_now(
    impact: Callable[..., People], number: signal.Signals
) -> None:
    """A signal in the middle of a word: it is in the vault, the terminal is as it was, and the code names the signal."""
    two = impact(AUTOSAVE_AFTER=NEVER)
    two.write("understand")
    two.changed("enter")
    word = two.write("see")
    two.program.kill(number)
    assert two.program.wait_exit() == 128 + number
    assert word in words_in(two.talk)
    two.check_words()
    assert two.program.leftovers() == []
    assert word not in two.program.screen_text()


@pytest.mark.long
@pytest.mark.parametrize("ignored", [False, True])
def test_a_closed_window_keeps_what_was_typed_just_now(
    impact: Callable[..., People], tmp_path: Path, ignored: bool
) -> None:
    """The terminal goes away: the program saves and ends by itself, also where the hang-up signal is ignored."""
    two = impact(AUTOSAVE_AFTER=NEVER, **({"IGNORE_HANGUP": "yes"} if ignored else {}))
    word = two.write("understand")
    two.program.hang_up()
    assert two.program.wait_exit(timeout=10) == 128 + signal.SIGHUP
    assert word in words_in(two.talk)
    assert not (tmp_path / "vault" / "crash.txt").exists()


def test_leaving_in_the_same_breath_keeps_every_letter(impact: Callable[..., People]) -> None:
    """Letters and Ctrl+Q in one burst, faster than anybody types: all letters are kept."""
    two = impact(AUTOSAVE_AFTER=NEVER)
    word = two.word("understand")
    two.program.send_bytes(f"{word} and more of it\x11".encode())
    assert two.program.wait_exit() == 0
    assert f"{word} and more of it" in words_in(two.talk)
    assert two.program.leftovers() == []


def test_a_signal_keeps_what_stands_in_a_dialog(impact: Callable[..., People]) -> None:
    """A subject that is half parked, over a field that is half filled: both are kept."""
    two = impact(AUTOSAVE_AFTER=NEVER)
    under = two.write("understand")
    two.new_page("f4")
    above = two.word("text", at=None)
    two.program.type(above)
    two.program.wait_for(above)
    two.program.kill(signal.SIGTERM)
    assert two.program.wait_exit() == 128 + signal.SIGTERM
    assert under in words_in(two.talk)
    assert above in words_in(two.talk)


@pytest.mark.long
def test_typing_on_is_saved_on_the_way(impact: Callable[..., People]) -> None:
    """Somebody who types without a pause loses three seconds of it at most when the program is killed."""
    two = impact()
    started = two.word("understand")
    two.program.type(started)

    def saved_while_typing() -> bool:
        two.program.type(".")
        return f"{started}." in words_in(two.talk)

    two.program.wait_until(saved_while_typing, timeout=10, what="a save while typing goes on")
    two.program.kill(signal.SIGKILL)
    assert two.program.wait_exit() == -signal.SIGKILL
    assert f"{started}." in words_in(two.talk)


def test_bytes_that_are_no_text_do_not_end_it(impact: Callable[..., People]) -> None:
    """Bytes that are not UTF-8 are shown as a mark; what is typed around them is kept."""
    two = impact()
    before = two.write("understand")
    two.program.send_bytes(b"\xff\xfe\xc3\x28\xf0\x9f caf\xe9 ")
    after = two.word("understand")
    two.program.type(after)
    two.program.wait_for(after)
    assert two.leave() == 0
    saved = words_in(two.talk)
    assert before in saved
    assert after in saved
    assert "\ufffd" in saved


def test_a_fault_of_its_own_shows_nobodys_words(
    impact: Callable[..., People], tmp_path: Path
) -> None:
    """A crash leaves a sentence, a code, and a file without words that only its owner reads; the words are in the vault."""
    secret = "uitroepteken-in-een-fout"
    two = impact("ideas", "collect", CRASH_WITH=secret)
    word = two.write("idea")
    two.program.press("enter")
    assert two.program.wait_exit() not in (0, None)
    screen = two.program.screen_text()
    sentence = two.reads.t(
        known("Tweespraak stopped because of a mistake in the program. What you wrote is kept.")
    )
    assert " ".join(sentence.split()) in two.reads_now()
    assert two.program.leftovers() == []
    assert secret.encode() not in two.program.raw
    assert word not in screen
    assert "Traceback" not in screen

    crash = tmp_path / "vault" / "crash.txt"
    text = crash.read_text(encoding="utf-8")
    assert stat.S_IMODE(crash.stat().st_mode) == 0o600
    assert "RuntimeError" in text
    assert "crash" in text  # the function it went wrong in
    assert secret not in text
    assert word not in text
    assert word in words_in(two.talk)
