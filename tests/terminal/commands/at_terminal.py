"""What is done at a terminal: a secret is typed, a question is awaited, the screens are opened."""

from __future__ import annotations

from tests.terminal.commands.command_line import CLOCKED, CommandLine
from tests.terminal.people import People
from tests.terminal.terminal import Terminal


def type_secret(program: Terminal, prompt: str, text: str) -> None:
    """Type a secret after its prompt; the terminal shows no letter of it."""
    program.wait_for(prompt.strip())
    program.wait_until(lambda: program._line.echo_changed, what="a terminal that shows nothing")
    before = program.mark()
    program.type(text + "\n")
    program.wait_until(lambda: b"\n" in program.bytes_since(before), what="the end of the line")
    assert not set(text) - {" "} & set(program.bytes_since(before).decode("utf-8", "replace"))


def wait_for_question(program: Terminal, question: str) -> None:
    """Wait for a question, wherever its lines are broken."""
    wanted = "".join(question.split())
    program.wait_until(
        lambda: wanted in "".join(program.screen_text().split()), what="the question"
    )


def wait_for_times(program: Terminal, prompt: str, times: int) -> None:
    """Wait until a prompt stands on the screen so many times."""
    program.wait_until(
        lambda: program.screen_text().count(prompt) == times, what=f"the question, time {times}"
    )


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def open_screens(single: CommandLine) -> People:
    """Open the screens in the middle of a turn."""
    options = [CLOCKED, "--data", str(single.folder), "--language", "en"]
    program = single.terminal(options, env={"TWEESPRAAK_MOTION": "none"})
    two = People(program, single.folder)
    two.start()
    two.resume()
    return two
