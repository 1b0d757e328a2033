"""What people see as one character is typed, passed over and taken away as one."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from wcwidth import iter_graphemes

from sessions.text import clean
from tests.tui.walk import Hands, at, opened
from tui.widgets.visible_characters import end_after, start_before

HEART = "\u2764\ufe0f"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FLAGS = "\U0001f1f3\U0001f1f1\U0001f1e7\U0001f1ea"
ACCENT = "e\u0301"
KEYCAP = "1\ufe0f\u20e3"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
PERSIAN = "\u0645\u06cc\u200c\u062e"

texts = st.lists(
    st.sampled_from([*"ab ", HEART, FAMILY, FLAGS, ACCENT, KEYCAP, ENGLAND, PERSIAN]), max_size=8
).map("".join)


@given(texts)
def test_a_step_is_one_visible_character(line: str) -> None:
    """To the left and to the right, from everywhere that a cursor can stand."""
    places = [0]
    for grapheme in iter_graphemes(line):
        places.append(places[-1] + len(grapheme))
    for before, after in pairwise(places):
        assert start_before(line, after) == before
        assert end_after(line, before) == after


async def keys(hands: Hands, text: str) -> None:
    """Let the characters of a text come as keys, one by one."""
    for sign in text:
        hands.app.post_message(events.Key("no_name", sign))
        await hands.rest()


@pytest.mark.parametrize(
    "typed",
    [
        *(HEART, FAMILY),
        *(
            pytest.param(sign, marks=pytest.mark.long)
            for sign in (FLAGS[:2], ACCENT, KEYCAP, ENGLAND)
        ),
    ],
)
async def test_backspace_takes_it_whole(folder: Path, typed: str) -> None:
    """However many characters it is made of; so does Delete, and an arrow passes it."""
    async with opened(folder, at("impact/reflect/sam/0")) as hands:
        field = hands.field()
        await hands.go_to(field)
        await hands.type("a")
        await keys(hands, typed)
        assert field.text == f"a{typed}"
        await hands.press("backspace")
        assert field.text == "a"
        await keys(hands, typed)
        await hands.press("left", "left", "right", "delete")
        assert field.text == "a"
        assert "\ufffd" not in hands.talk.written(hands.talk.at, "text")


async def test_half_of_a_character_leaves_no_mark(folder: Path) -> None:
    """A family of which the second has not come yet, and a joiner before a space."""
    async with opened(folder, at("impact/reflect/sam/0")) as hands:
        await hands.go_to(hands.field())
        await keys(hands, FAMILY[:2])
        assert hands.talk.written(hands.talk.at, "text") == FAMILY[0]
        await keys(hands, "\u200c x")
        assert "\ufffd" not in hands.talk.written(hands.talk.at, "text")
        assert "\ufffd" not in clean(hands.field().text)


@pytest.mark.parametrize("space", ["\u00a0", "\u3000"])
async def test_a_wide_space_that_is_typed_is_a_space(folder: Path, space: str) -> None:
    """Option and space on a Mac gives one that does not break."""
    async with opened(folder, at("impact/reflect/sam/0")) as hands:
        await hands.go_to(hands.field())
        await hands.type("a")
        await keys(hands, space)
        await hands.type("b")
        assert hands.field().text == "a b"
