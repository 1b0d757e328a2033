"""Killed, ended by a signal, or its window closed while somebody types: what was written stands in the field again.

One program after another opens the same vault; what the next one shows is the check of how the one before it ended.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

import pytest

from sessions.conversation import Conversation
from sessions.store import Vault
from sessions.store.sealing import Cost
from tests.store.helpers import seal_with
from tests.terminal.laying import PATTERN, lay
from tests.terminal.people import People, known
from tests.terminal.terminal import Terminal
from tui.language.language import language
from tui.ui.themes import PALETTES

pytestmark = pytest.mark.terminal

Start = Callable[..., Terminal]
CLOCKED = str(Path(__file__).with_name("clocked.py"))
READS = language("en")

PASSPHRASE = "seven quiet herons wade"
BLOCKS = {colours["words"].strip("#") for colours in PALETTES.values()}
"""What the cell under the cursor looks like."""

CHEAP = Cost(memory=64, passes=1, lanes=1)

SAFE_AFTER = 1.5
"""Seconds after which what is shown survives everything; the program saves 1.2 s after a key at the latest."""

TYPES_ON = 2.2
"""Seconds somebody types at most before the program is killed."""

LINE = 30
"""Letters in one field, after which it is emptied: they stay on one row."""

KILL, TERM, HANG_UP, CLOSED = "kill -9", "SIGTERM", "SIGHUP", "a closed terminal"
CODES = {
    KILL: -signal.SIGKILL,
    TERM: 128 + signal.SIGTERM,
    HANG_UP: 128 + signal.SIGHUP,
    CLOSED: 128 + signal.SIGHUP,
}
"""How each of them ends the program."""

WAYS = (KILL, TERM, KILL, HANG_UP, CLOSED)
SLOTS = ("understand", "see", "feel", "need", "ask")
"""The fields of the turn, in the order in which they stand."""


@dataclass(frozen=True)
class Written:
    """What stands in the fields after a key, and the field that key went to."""

    fields: dict[str, str]
    slot: str


@dataclass
class Sheet:
    """A vault with a conversation in it, and every state the fields of its turn went through."""

    folder: Path
    sealed: bool
    states: list[Written] = field(default_factory=lambda: [Written({}, SLOTS[0])])
    shown: list[tuple[float, int]] = field(default_factory=list)
    """When which state stood on the screen."""

    def now(self) -> Written:
        """Give the last state."""
        return self.states[-1]

    def put(self, slot: str, text: str) -> None:
        """Note what one more key makes of a field."""
        fields = {**self.now().fields, slot: text}
        self.states.append(Written({name: words for name, words in fields.items() if words}, slot))

    def saved(self) -> Conversation:
        """Read what is on the disk now."""
        with Vault.open(self.folder, now=datetime.now(UTC), read_only=True) as vault:
            if self.sealed:
                vault.seal.unlock(PASSPHRASE)
            (id_,) = vault.records.ids()
            return vault.records.load(id_)


class Hands:
    """Somebody who types in one program after another, never the same letters twice."""

    def __init__(self, start: Start, seed: str) -> None:
        self.start = start
        self.random = Random(seed)
        self.count = 0

    def round(self, sheet: Sheet, way: str | None) -> None:
        """Open the vault, find what was kept, type on, and be ended; without a way, leave as one should."""
        program = self.start(
            [CLOCKED, "--data", str(sheet.folder), "--language", "en"],
            env={"TWEESPRAAK_MOTION": "none"},
            patient=False,
        )
        two = People(program, sheet.folder)
        program.wait_started()
        if sheet.sealed:
            self._unlock(two)
        self._resume(two, sheet)
        if way is None:
            program.press("ctrl+q")
            assert program.wait_exit() == 0
            return
        self._type(program, sheet, way)
        _end(program, sheet, way)
        program.close()

    def _unlock(self, two: People) -> None:
        two.program.wait_for("Your conversations are sealed.")
        two.program.wait_until(lambda: two.program.cursor[0] > 1, what="the cursor in the field")
        two.program.settle()
        two.program.type(PASSPHRASE + "\n")

    def _resume(self, two: People, sheet: Sheet) -> None:
        """Go on; every letter of before stands there, and the cursor behind the last one."""
        program = two.program
        program.wait_for("○ said at subject")
        two.wait_focus()
        assert not any(text in program.screen_text() for text in sheet.now().fields.values())
        program.press("enter")
        two.wait_read(READS.t(known(PATTERN.step("impact").prompt)))
        for text in sheet.now().fields.values():
            two.wait_read(text)
        program.wait_until(
            lambda: _cursor_in(program, sheet.now()), what=f"the cursor behind {sheet.now()}"
        )

    def _type(self, program: Terminal, sheet: Sheet, way: str) -> None:
        """Type words in one field or two, with pauses, as long as it takes."""
        sheet.shown = [(0.0, len(sheet.states) - 1)]
        until = time.monotonic() + self.random.uniform(0.1, TYPES_ON if way == KILL else 0.5)
        while True:
            self.count += 1
            slot = self._place(program, sheet)
            for (
                letter
            ) in f"{self.count}{self.random.choice('bdfgkmprt')}{self.random.choice('aeiou')}.":
                sheet.put(slot, sheet.now().fields.get(slot, "") + letter)
                program.type(letter)
            self._shown(program, sheet)
            if time.monotonic() >= until:
                return
            pause = min(until, time.monotonic() + self.random.choice((0.0, 0.05, 0.1, 0.3, 0.75)))
            program.wait_until(partial(_is_past, pause), what="a pause")

    def _place(self, program: Terminal, sheet: Sheet) -> str:
        """Stay in the field, empty it when it is full, or go to the one beside it; gives where."""
        slot = sheet.now().slot
        if len(sheet.now().fields.get(slot, "")) > LINE:
            sheet.put(slot, "")
            program.press("ctrl+u")
            self._shown(program, sheet)
        goes = self.random.choice((0, 0, 1, -1))
        place = SLOTS.index(slot) + goes
        if not goes or not 0 <= place < len(SLOTS):
            return slot
        there = Written(sheet.now().fields, SLOTS[place])
        if len(there.fields.get(there.slot, "")) > LINE:
            return slot
        program.press("enter" if goes > 0 else "shift+tab")
        program.wait_until(lambda: _cursor_in(program, there), what="the cursor beside it")
        return there.slot

    def _shown(self, program: Terminal, sheet: Sheet) -> None:
        """Wait until the screen shows the last state, and note when that was."""
        now = sheet.now()
        program.wait_until(lambda: _cursor_in(program, now), what=f"what was typed: {now}")
        sheet.shown.append((time.monotonic(), len(sheet.states) - 1))


def _cursor_in(program: Terminal, written: Written) -> bool:
    """Whether the cursor stands behind what was written, in the row of its field."""
    asked = READS.t(
        next(slot.label for slot in PATTERN.step("impact").slots if slot.id == written.slot)
    )
    for y, row in enumerate(program.lines()):
        label, edge, field = row.partition("▏")
        if edge and asked in label:
            text = written.fields.get(written.slot, "")
            place = len(label) + len(edge) + len(text)
            is_shown = field.partition("▕")[0].rstrip() == text
            return is_shown and program.cell(place, y).bg in BLOCKS
    return False


def _end(program: Terminal, sheet: Sheet, way: str) -> None:
    """End it, and hold what is on the disk against what the screen showed and when."""
    at = time.monotonic()
    if way == CLOSED:
        program.hang_up()
    else:
        program.kill({KILL: signal.SIGKILL, TERM: signal.SIGTERM, HANG_UP: signal.SIGHUP}[way])
    assert program.wait_exit() == CODES[way]
    if way in (TERM, HANG_UP):
        assert program.leftovers() == []
    must = max(state for moment, state in sheet.shown if way != KILL or moment <= at - SAFE_AFTER)
    talk = sheet.saved()
    assert talk.at.step == "impact"
    fields = {name: text for name, text in talk.drafts.get(talk.at.key, {}).items() if text}
    fits = [
        place
        for place, state in enumerate(sheet.states)
        if place >= must and state.fields == fields
    ]
    assert fits, (
        f"after {way} there is {fields}; at least {sheet.states[must].fields} was shown in time, "
        f"and {sheet.now().fields} was typed"
    )
    # From here on it is what they wrote.
    slot = list(talk.drafts[talk.at.key])[-1] if talk.drafts.get(talk.at.key) else SLOTS[0]
    sheet.states = [Written(fields, slot)]


def _sheet(folder: Path, *, sealed: bool) -> Sheet:
    lay(folder, "impact", "speak", "Kim")
    if sealed:
        with Vault.open(folder, now=datetime.now(UTC)) as vault:
            seal_with(vault, PASSPHRASE, language="en", cost=CHEAP)
    return Sheet(folder, sealed)


def _is_past(moment: float) -> bool:
    return time.monotonic() >= moment


def _rounds(start: Start, folder: Path, count: int, seed: str) -> None:
    """Be ended `count` times, every fourth time in the sealed vault; at the end all is there."""
    hands = Hands(start, seed)
    plain = _sheet(folder / "plain", sealed=False)
    sealed = _sheet(folder / "sealed", sealed=True)
    ways = [WAYS[place % len(WAYS)] for place in range(count)]
    hands.random.shuffle(ways)
    for place, way in enumerate(ways):
        hands.round(sealed if place % 4 == 3 else plain, way)
    for sheet in (plain, sealed):
        hands.round(sheet, None)
        assert sheet.saved().drafts


@pytest.mark.long
def test_what_was_typed_outlives_twelve_endings(terminal: Start, tmp_path: Path) -> None:
    """Twelve programs are killed, told to stop, or lose their terminal; each next one shows every word of before."""
    _rounds(terminal, tmp_path, 12, "twelve")


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(10))
def test_what_was_typed_outlives_three_hundred_endings(
    terminal: Start, tmp_path: Path, chunk: int
) -> None:
    """The same three hundred times, in ten rows of thirty."""
    _rounds(terminal, tmp_path, 30, f"chunk {chunk}")
