"""A whole conversation in a real terminal, by keys alone, with everything that can come between."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from sessions.agreements import standing
from sessions.conversation import Ending, State, Turn
from tests.terminal.clock_file import ClockFile
from tests.terminal.laying import PATTERN
from tests.terminal.people import People, known
from tests.terminal.terminal import Terminal
from tui.language.language import language

pytestmark = [pytest.mark.terminal, pytest.mark.long]

Start = Callable[..., Terminal]
CLOCKED = str(Path(__file__).with_name("clocked.py"))


@pytest.mark.parametrize("tag", ["nl", "en"])
def test_from_an_empty_vault_to_a_kept_agreement(terminal: Start, tmp_path: Path, tag: str) -> None:
    """Two people reach an agreement by keys alone, through a time-out, a kill, a new size and a new language; no letter is lost."""
    clock = ClockFile(tmp_path)
    vault = tmp_path / "vault"

    def begin(columns: int, rows: int) -> Terminal:
        return terminal(
            [CLOCKED, "--data", str(vault), "--language", tag],
            env={"CLOCK_FILE": str(clock.path), "TWEESPRAAK_MOTION": "none"},
            cols=columns,
            rows=rows,
        )

    two = People(begin(120, 40), vault, tag)
    two.start()
    two.meet()

    two.until("appreciation", "speak", "Kim")
    _with_another_size(two)
    two.until("impact", "speak", "Kim")
    _with_a_time_out(two, clock)
    two.until("impact", "reflect", "Sam")
    _with_another_language(two)
    two.until("impact", "speak", "Sam")
    two.program = _with_a_kill(two, lambda: begin(80, 24))

    while two.talk.state is State.ACTIVE:
        two.answer()

    talk = two.talk
    assert talk.state is State.FINISHED
    assert talk.ending is Ending.PARTLY  # they named something that is still open
    (agreement,) = standing(talk.agreements)
    assert agreement.evaluate_on is not None
    two.program.wait_for(agreement.what)
    two.check_words()
    assert {key.split("/")[0] for key in two.seen} == {step.id for step in PATTERN.steps}
    assert two.leave() == 0
    assert two.program.leftovers() == []
    assert not any(typed.word in two.program.screen_text() for typed in two.typed)


def _with_another_size(two: People) -> None:
    """The window becomes smaller in the middle of a sentence."""
    word = two.word("text")
    two.program.type(word[:4])
    two.program.wait_for(word[:4])
    two.program.resize(80, 24)
    two.program.wait_for(word[:4])
    two.program.type(word[4:])
    two.program.wait_for(word)
    two.go_on()


def _with_a_time_out(two: People, clock: ClockFile) -> None:
    """F9 in the middle of a word: nothing of it shows; twenty minutes later it stands there as it was."""
    program = two.program
    turn = two.at
    word = two.word("understand")
    program.type(word[:5])
    program.wait_for(word[:5])
    program.press("f9")
    program.wait_until(lambda: two.talk.state is State.TIME_OUT, what="a time-out in the vault")
    program.wait_gone(word[:5])
    assert not any(typed.word in program.screen_text() for typed in two.typed)
    program.wait_for("20 minut")  # in both languages
    program.settle()

    clock.forward(minutes=21)
    for name in ("Kim", "Sam"):
        two.wait_read(two.language().t(known("{me}, how is your body?"), me=name))
        program.settle(0.1)
        for _ in range(3):
            two.changed("enter")
        two.new_page()
    name_of_it = two.word("cycle", at=Turn("-", "cycle"))
    program.type(name_of_it)
    program.wait_for(name_of_it)
    two.changed("tab")
    program.press("enter")
    program.wait_until(lambda: two.talk.state is State.ACTIVE, what="the end of the time-out")
    program.wait_for(word[:5])
    assert two.at == turn
    two.wait_focus()
    program.type(word[5:])
    program.wait_for(word)
    for slot in ("see", "feel", "need", "ask"):
        two.changed("enter")
        two.write(slot)
    two.go_on()


def _with_another_language(two: People) -> None:
    """Sam changes to another language in the middle of a word, and the turn after that back again."""
    program = two.program
    own = two.language()
    other = language("en" if own.tag == "nl" else "nl")
    word = two.word("text")
    reflecting = two.step.reflect_prompt
    program.type(word[:5])
    program.wait_for(word[:5])
    for speaks in (other, own, other):
        program.press("ctrl+l")
        two.wait_read(speaks.t(reflecting, other="Kim"))
        program.wait_for(word[:5])
    program.type(word[5:])
    program.wait_for(word)
    assert two.person("Sam").language == other.tag
    two.go_on()
    # Kim reads as before.
    assert two.language() is own
    two.wait_read(own.t(known("{other} heard this. Is it right?"), other="Sam"))


def _with_a_kill(two: People, again: Callable[[], Terminal]) -> Terminal:
    """The program is killed in the middle of a word that was saved; it stands there after the next start."""
    word = two.word("understand")
    two.program.type(word[:5])
    two.wait_saved(word[:5])
    turn = two.at
    two.program.kill(signal.SIGKILL)
    assert two.program.wait_exit() == -signal.SIGKILL

    two.program = again()
    two.start()
    two.program.wait_for(two.talk.title())
    two.resume()
    two.program.wait_for(word[:5])
    assert two.at == turn
    two.program.type(word[5:])
    two.program.wait_for(word)
    # Sam reads as at home again.
    two.program.press("ctrl+l")
    two.wait_read(two.reads.t(two.step.prompt))
    for slot in ("see", "feel", "need", "ask"):
        two.changed("enter")
        two.write(slot)
    two.go_on()
    return two.program
