"""What somebody wrote alone does not come to the terminal again before they share it, on no screen and in no byte."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sessions.conversation import State
from tests.terminal.laying import lay
from tests.terminal.people import People, known
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

Start = Callable[..., Terminal]


@pytest.mark.long
def test_private_words_stay_out_of_the_terminal(terminal: Start, tmp_path: Path) -> None:
    """After the curtain no byte holds what is not shared: not in turns, time-out, help, menu, home, reading, or a new start."""
    vault = tmp_path / "vault"
    lay(vault, "alone", "tension", "Kim")

    def begin() -> Terminal:
        options = ["-m", "tui", "--data", str(vault), "--language", "en"]
        return terminal(options, env={"TWEESPRAAK_MOTION": "none"})

    two = People(begin(), vault)
    two.start()
    two.resume()

    shared, unshared = _alone(two, "Kim", share=True)
    two.wait_at(two.talk.at.key)
    curtain = two.program.mark()
    shows_curtain = two.language().t(known("Now {me}, alone"), me="Sam")
    two.program.wait_for(shows_curtain)
    _says_back_is_closed(two)
    sams, sams_kept = _alone(two, "Sam", share=False)
    reveal = two.program.mark()
    _absent(two.program.bytes_since(curtain)[: _where(two, curtain, shared)], [shared, *unshared])

    two.program.wait_for(shared)  # the reveal, for both at once
    secret = [*unshared, sams, *sams_kept]
    _looks_around(two)
    _marks_ideas_alone(two)
    while two.talk.state is State.ACTIVE:
        two.answer()
    two.outside = True
    two.program.settle()
    _reads_down(two)
    _absent(two.program.bytes_since(curtain), unshared)
    _absent(two.program.bytes_since(reveal), secret)
    assert two.leave() == 0
    _absent(two.program.bytes_since(reveal), secret)

    two.program = begin()
    two.start()
    two.choose("Earlier conversations")
    two.new_page(to_read=True)
    two.program.wait_for(shared)
    _reads_down(two)
    assert two.leave() == 0
    _absent(bytes(two.program.raw), secret)
    assert two.program.leftovers() == []


def _marks_ideas_alone(two: People) -> None:
    """Kim's objection comes to the terminal again when Sam has marked, too; not before."""
    two.until("ideas", "judge", "Kim")
    objection = _objects(two)
    marks = two.program.mark()
    two.until("ideas", "judge", "Sam")
    _absent(two.program.bytes_since(marks), [objection])
    two.answer()
    two.program.wait_for(objection)


def _where(two: People, mark: int, word: str) -> int:
    """Give where a word comes for the first time after a mark."""
    two.program.wait_for(word)
    return two.program.bytes_since(mark).index(word.encode())


def _alone(two: People, name: str, *, share: bool) -> tuple[str, list[str]]:
    """Somebody prepares alone; gives the goal, which they share or not, and all other words."""
    two.until("alone", "goal", name)
    first = len(two.typed)
    goal = two.write("text")
    two.go_on()
    two.until("alone", "share", name)
    if share:
        two.changed("shift+tab")
        two.changed("enter")
    two.go_on()
    return goal, [typed.word for typed in two.typed[first + 1 :]]


def _says_back_is_closed(two: People) -> None:
    """Sam, alone, cannot go back to what Kim wrote."""
    two.open_curtain()
    two.program.press("ctrl+b")
    two.wait_read(
        two.language().t(
            known("Before this is something one of you answered alone. That stays closed.")
        )
    )


def _looks_around(two: People) -> None:
    """Help, safety, menu, a time-out that was a mistake, home, the earlier conversations, reading, and back."""
    program = two.program
    for key in ("f1", "f2", "f10"):
        two.new_page(key, to_read=True)
        two.new_page("escape")
    program.press("f9")
    program.wait_until(lambda: two.talk.state is State.TIME_OUT, what="a time-out")
    program.wait_for(left := "20 minut")
    two.choose("It was a mistake")
    two.choose("No, it was a mistake: we go on")
    program.wait_gone(left)
    program.wait_until(lambda: two.talk.state is State.ACTIVE, what="the conversation")
    two.wait_focus()
    two.new_page("f10", to_read=True)
    two.choose("Keep everything and go to today")
    two.outside = True
    two.choose("Earlier conversations")
    two.new_page(to_read=True)  # reads it
    _reads_down(two)
    two.new_page("escape")
    two.new_page("escape")
    two.wait_focus()
    two.resume()


def _reads_down(two: People) -> None:
    """Read a whole conversation, down to its last line."""
    two.program.settle()
    for _ in range(4):
        two.program.press("pagedown")
    two.program.settle()


def _objects(two: People) -> str:
    """Kim objects to the first idea; gives the reason."""
    two.changed("3")
    reason = two.write("why0")
    two.changed("enter")
    two.changed("enter")  # how it would work stays empty
    for _ in two.talk.ideas[1:]:
        two.changed("1")
    two.go_on()
    return reason


def _absent(data: bytes, words: list[str]) -> None:
    """Hold that none of the words is in the bytes."""
    assert words
    for word in words:
        assert word.encode() not in data, f"{word} came to the terminal"
