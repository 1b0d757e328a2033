"""A kind of step that only the tests have: the curtain says what that kind promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.kinds import KINDS
from sessions.pattern import Kind
from tests.sessions.letter import LetterKind
from tests.tui.walk import at, opened
from tui.features.conversation.curtain import CurtainScreen


@pytest.mark.parametrize(
    ("key", "promise"),
    [
        (
            "together/letter/kim/0",
            "Sam goes for a walk. You read Kim's letter when both letters are written.",
        ),
        ("together/note/sam/0", "Kim looks away. This stays with Sam."),
    ],
)
async def test_the_curtain_says_what_a_new_kind_promises(
    folder: Path, monkeypatch: pytest.MonkeyPatch, key: str, promise: str
) -> None:
    """In the kind's own words, or else that what is written stays with its writer."""
    monkeypatch.setitem(KINDS, Kind.JOINT, LetterKind())
    async with opened(folder) as hands:
        await hands.put(at(key))
        assert isinstance(hands.app.screen, CurtainScreen)
        assert promise in " ".join(hands.screen.split())
