"""Random keys on every screen: what cannot be undone happens to nobody who did not go to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from sessions import moves
from sessions.conversation import YES, Conversation, State, Turn
from sessions.kinds.private import SHARE, WAIT
from sessions.pattern import shipped
from tests.sessions.helpers import PATTERN
from tests.tui.road import states
from tests.tui.walk import Hands, couple, opened
from tui.widgets.choices import Option

KEYS = ("enter", "enter", "enter", "tab", "shift+tab", "space", "up", "down", "left", "right")
LENGTH = 5
"""Keys of a burst."""


@dataclass
class Watch:
    """What happened on the way, and whether somebody went to it."""

    hands: Hands
    meant: bool = False
    """Whether a key was pressed on something lasting that the focus had been moved to."""
    known: set[str] = field(default_factory=set)
    """What cannot be undone and had happened by the last look."""

    def lasting(self) -> set[str]:
        """Give what cannot be undone and has happened by now."""
        talk = self.hands.app.workspace.current
        if talk is None:
            return self.known  # they are at home
        found = set()
        if talk.time_outs or talk.time_out is not None:
            found.add("a time-out")
        if talk.state is State.FINISHED:
            found.add("the end")
        for key, answered in talk.said.items():
            turn = Turn.of_key(key)
            if turn is None or YES not in answered.fields.values():
                continue
            if turn.phase == SHARE:
                found.add(f"shared {key}")
            if turn.step == "closing":
                found.add(f"signed {key}")
        return found

    async def press(self, key: str) -> None:
        """Press a key; nothing lasting happens by it that nobody meant."""
        focused = self.hands.app.focused
        if key in ("enter", "space") and getattr(focused, "is_lasting", False):
            # It was never the first focus, so somebody moved there. What is said yes to takes no
            # focus before the end of its text was on the screen.
            self.meant = True
        if isinstance(focused, Option) and focused.pick.value == WAIT:
            self.meant = True  # it asks for a time-out, and stands below what goes on
        await self.hands.press(key)
        now = self.lasting()
        happened, self.known = now - self.known, self.known | now
        assert not happened or self.meant, f"{key} on {focused}: {happened}"


def different_states(*, every: bool) -> Iterator[Conversation]:
    """Give the turns of a conversation, a kind once; or of every step of every pattern."""
    seen = set()
    for state in states(couple()):
        kind = shipped(state.pattern).step(state.at.step).kind
        is_matter = state.at.phase.startswith("matter-")
        phase = "matter" if is_matter else state.at.phase
        what = (state.pattern, state.at.step, phase) if every else (kind, phase)
        is_whole = every or state.pattern == PATTERN.id
        if what not in seen and is_whole:
            seen.add(what)
            yield state


async def _burst(hands: Hands, state: Conversation, chance: Random) -> None:
    blind = moves.is_answered_alone(state, shipped(state.pattern))
    hands.app._scene = None  # a new screen, with its first focus
    await hands.put(state, alone=blind)
    assert not getattr(hands.app.focused, "is_lasting", False), state.at.key
    watch = Watch(hands)
    watch.known = watch.lasting()
    for _ in range(LENGTH):
        await watch.press(chance.choice(KEYS))


async def test_a_few_bursts(folder: Path) -> None:
    """Five on a turn of each kind."""
    async with opened(folder) as hands:
        for state in different_states(every=False):
            for seed in range(5):
                await _burst(hands, state, Random(f"{state.at.key} {seed}"))


@pytest.mark.long
@pytest.mark.timeout(1500)
async def test_many_bursts(folder: Path) -> None:
    """Twenty on each turn of every step."""
    async with opened(folder) as hands:
        for state in different_states(every=True):
            for seed in range(20):
                await _burst(hands, state, Random(f"{state.at.key} {seed} more"))
