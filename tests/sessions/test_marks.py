"""Marked words: kept as text, found again where they stood, and let go when they are gone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.marks import chosen_in, marked_runs, marked_words

_WORDS = "that you come home at nine and I sit alone with mum at nine"
SAID = tuple(_WORDS.split())

WORDS = st.lists(st.sampled_from(["a", "b", "at", "nine", "7", "…"]), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("chosen", "kept", "read"),
    [
        ((), "", ""),
        ((0,), "0 that", "that"),
        ((7, 8, 9), "7 I sit alone", "I sit alone"),
        ((3, 7, 8), "3 home\n7 I sit", "home … I sit"),
        ((12, 13), "12 at nine", "at nine"),
    ],
)
def test_marks(chosen: tuple[int, ...], kept: str, read: str) -> None:
    """A run a line with the number of its first word; read as words, with dots between runs."""
    assert marked_runs(SAID, chosen) == kept
    assert chosen_in(SAID, kept) == set(chosen)
    assert marked_words(kept) == read


@given(WORDS, st.sets(st.integers(0, 11)))
def test_marks_come_back(words: list[str], places: set[int]) -> None:
    """Whatever is marked is marked again, to the place, where a word stands twice too."""
    chosen = {place for place in places if place < len(words)}
    assert chosen_in(words, marked_runs(words, chosen)) == chosen


@given(WORDS, st.text(max_size=40))
def test_any_text_marks_something_or_nothing(words: list[str], kept: str) -> None:
    """What was changed by hand, or by another program, is no error."""
    assert chosen_in(words, kept) <= set(range(len(words)))
    assert isinstance(marked_words(kept), str)


@pytest.mark.parametrize(
    ("now", "places"),
    [
        (("well", *SAID), {8, 9, 10}),  # they moved: found all the same
        (SAID[:8], set()),  # they are gone
        ((), set()),
    ],
)
def test_words_that_changed(now: tuple[str, ...], places: set[int]) -> None:
    """The words decide, and not the number."""
    assert chosen_in(now, "7 I sit alone") == places
