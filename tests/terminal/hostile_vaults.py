"""Conversations with hostile text in every field there is, and somebody who looks at all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from msgspec.structs import replace

from sessions.conversation import Conversation, Parked, State, TimeOut, TimeOutEnd
from sessions.kinds import Form
from sessions.moves import fields
from sessions.people import Pair, Setting
from sessions.store import Vault, schema
from sessions.store.file_format import RecordKey
from tests.terminal.hostile import HOSTILE, SURROGATES, foreign
from tests.terminal.laying import PATTERN, lay
from tests.terminal.people import People
from tests.terminal.terminal import Terminal

Start = Callable[..., Terminal]
CLOCKED = str(Path(__file__).with_name("clocked.py"))
SOME = 6
"""Conversations that home shows to go on with."""

ALL = (*HOSTILE, *SURROGATES)
TOKEN = re.compile(r"T(\d+)T")
MARK = re.compile(r"q(\d+)x(\d+)_", re.IGNORECASE)
"""What stands before a hostile text on the screen: its place, and which one it is."""

KIM, SAM, PARKED, IDEA, OTHER_IDEA, CYCLE, DRAFTS = 901, 902, 903, 904, 905, 906, 950


def hostile_text(place: str, number: int) -> str:
    return f"q{place}x{number}_{ALL[number]}"


def with_text(value: Any, number: int) -> Any:
    """Put a hostile text in the place of every token in a document."""
    if isinstance(value, str):
        return TOKEN.sub(lambda token: hostile_text(token[1], number), value)
    if isinstance(value, list | tuple):
        return [with_text(part, number) for part in value]
    if isinstance(value, dict):
        return {name: with_text(part, number) for name, part in value.items()}
    return value


def template_at(folder: Path, turn: tuple[str, str, str]) -> Conversation:
    """Give a conversation that came to a turn, with a token in every field there is."""
    step, phase, who = turn
    given = iter(range(1, 900))
    talk = lay(
        folder,
        step,
        phase,
        {"Kim": f"T{KIM}T", "Sam": f"T{SAM}T"}.get(who, ""),
        words=lambda turn, name: f"T{next(given)}T",
        names=(f"T{KIM}T", f"T{SAM}T"),
        ideas=(f"T{IDEA}T", f"T{OTHER_IDEA}T"),
        share=(step, phase) == ("alone", "reveal"),
    )
    over = TimeOut(
        id=uuid4().hex, called_at=talk.started, until=talk.started + timedelta(minutes=20),
        ended_at=talk.started + timedelta(minutes=20), end=TimeOutEnd.BACK, cycle=f"T{CYCLE}T",
    )  # fmt: skip
    open_ = (
        [field.id for field in fields(talk, PATTERN) if field.form in (Form.TEXT, Form.LINE)]
        if (talk.state is State.ACTIVE)
        else []
    )
    drafts = {name: f"T{DRAFTS + place}T" for place, name in enumerate(open_)}
    return replace(
        talk,
        parked=(Parked(id=uuid4().hex, text=f"T{PARKED}T", at=talk.started),),
        time_outs=(over,),
        drafts={talk.at.key: drafts} if drafts else {},
    )


def lay_hostile(folder: Path, template: Conversation, numbers: Sequence[int]) -> list[Conversation]:
    """Put one conversation a text in a vault, the first one the latest."""
    talks = []
    with Vault.open(folder, now=datetime.now(UTC)) as vault:
        for place, number in enumerate(numbers):
            document = with_text(schema.to_document(template), number)
            record_key = RecordKey("conversation", template.id)
            talk = schema.from_document(document, Conversation, record_key, file="")
            moment = template.changed - timedelta(minutes=place)
            talk = replace(talk, id=uuid4().hex, pair=uuid4().hex, changed=moment)
            vault.records.save_pair(
                Pair(id=talk.pair, people=talk.people, setting=Setting.PARTNERS)
            )
            vault.records.save(talk)
            talks.append(talk)
    return talks


class Reader:
    """Somebody who looks at everything, and counts what was to be seen where."""

    def __init__(self, program: Terminal, folder: Path) -> None:
        self.two = People(program, folder)
        self.program = program
        self.seen: set[tuple[str, str, int]] = set()
        """A screen, a place on it, and a text."""

    def look(self, screen: str) -> None:
        """Take in what the screen shows."""
        self.program.settle()
        for place, number in MARK.findall(self.program.screen_text()):
            self.seen.add((screen, place, int(number)))

    def wait(self, place: int, number: int) -> None:
        """Wait until a text stands in a place; a name is in capitals above its turn."""
        self.program.wait_for(re.compile(f"q{place}x{number}_", re.IGNORECASE))

    def home(self) -> None:
        """Go home by the menu, from wherever it is."""
        self.two.new_page("f10", to_read=True)
        self.program.click_text("Keep everything and go to today")
        self.program.wait_for("Earlier conversations")
        self.two.wait_focus()

    def leave(self) -> None:
        """Stop; nothing foreign came out of the program, and the terminal is as it was."""
        assert self.two.leave() == 0
        hold_clean(self.program)


def hold_clean(program: Terminal) -> None:
    """Hold that nothing in its bytes is anything but text and the program's own sequences."""
    assert foreign(bytes(program.raw)) == []
    assert program.bells == 0
    assert program.title == ""
    assert program.leftovers() == []
