"""Text from people: what is shown instead, what stays as it is, and what is nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sessions.text import clean, clean_line, is_empty

X = "\N{REPLACEMENT CHARACTER}"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
RAINBOW = "\U0001f3f3\ufe0f\u200d\U0001f308"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
DEVANAGARI = "\u0915\u094d\u200d\u0937"

OBEYED = (
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA0)),
    *"\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e",
    *"\u2060\u2066\u2067\u2068\u2069\ufeff\ufff9\ufffa\ufffb",
)
"""What a terminal or a reader would obey: C0, DEL, C1, bidirectional controls, line marks."""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Kim kookt.",
        "één ding, zo concreet mogelijk …",
        "regel\nregel\n",
        "[/] [red]rood[/red] [[ ]] {name} %s $x \\n `",
        "Ik zie │ dat",
        "שלום",
        "日本語 한국어",
        "e\u0301",
        FAMILY,
        RAINBOW,
        "\u2764\ufe0f\u200d\U0001f525",
        "\U0001f44d\U0001f3fd",
        "\U0001f1f3\U0001f1f1",
        ENGLAND,
        f"{ENGLAND}{ENGLAND} en {FAMILY}",
        PERSIAN,
        DEVANAGARI,
        "\u8fbb\U000e0100",
    ],
)
def test_what_people_write_stays_exactly_as_it_is(text: str) -> None:
    """Words, markup of any sort, emoji families, flags and joiners inside words."""
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("a\tb", "a b"),
        ("\x1b[31mrood", f"{X}[31mrood"),
        ("\x1b]0;titel\x07", f"{X}]0;titel{X}"),
        ("\x9b31m", f"{X}31m"),
        ("a\x00b\x7fc\x85d", f"a{X}b{X}c{X}d"),
        ("\u202eneef\u202c", f"{X}neef{X}"),
        ("\u2066a\u2069", f"{X}a{X}"),
        ("a\u200bb", f"a{X}b"),
        ("\ufeffa", f"{X}a"),
        ("\ud83d", X),
        ("a\udc1b[0m", f"a{X}[0m"),
        ("\u200da", "a"),
        ("a\u200d", "a"),
        ("a\u200d\u200db", "ab"),
        ("a \u200cb", "a b"),
        ("a\u200d\x1bb", f"a{X}b"),
        ("a\U000e0067", f"a{X}"),
        (f"{ENGLAND}a\U000e0067", f"{ENGLAND}a{X}"),
        ("\U0001f3f4a\U000e0067", f"\U0001f3f4a{X}"),
        ("\U000e0001", X),
        ("\u180e", X),
        ("\ufdd0", X),
    ],
)
def test_what_would_be_obeyed_is_shown_instead(text: str, expected: str) -> None:
    """Each such character becomes one U+FFFD: shown, never dropped in silence."""
    assert clean(text) == expected


TRICKY = st.sampled_from(
    [*OBEYED, "\u200c", "\u200d", FAMILY, RAINBOW, ENGLAND, PERSIAN, "\U0001f3f4", "\U000e0067"]
)
ANY_TEXT = st.lists(
    st.one_of(TRICKY, st.characters(codec=None, categories=None), st.sampled_from("ab é[\n"))
).map("".join)


@given(ANY_TEXT)
@example("\u200d\u200d")
@example("a\u200d\u200b")
@example("\U0001f3f4\U000e0067\u200d\U000e0067")
def test_clean_is_safe_for_any_text(text: str) -> None:
    """It never raises, not even on lone surrogates; doing it twice is doing it once."""
    shown = clean(text)
    assert clean(shown) == shown
    assert len(shown) <= len(text)
    assert not set(shown) & (set(OBEYED) - {"\n"})
    assert all(unicodedata.category(char) != "Cs" for char in shown)
    assert shown.encode("utf-8").decode("utf-8") == shown


@given(ANY_TEXT)
def test_clean_drops_nothing_in_silence(text: str) -> None:
    """Only the two characters of a Windows line end become one; everything else has its place."""
    assert len(clean(text)) == len(text) - text.count("\r\n")


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"])))
def test_clean_leaves_every_visible_character(text: str) -> None:
    """Whatever the script, a text without invisible characters comes out as it went in."""
    assert clean(text) == text


@given(ANY_TEXT)
def test_a_line_is_one_line(text: str) -> None:
    """No line end, no space around it, no runs of space, and the same a second time."""
    line = clean_line(text)
    assert line == " ".join(line.split())
    assert len(line.splitlines()) <= 1
    assert clean_line(line) == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        (" \t\r\n\u00a0\u2003", True),
        ("\u200b\u200d\ufeff", True),
        ("\x00\x1b", True),
        ("\u0301", True),
        ("\u3164\u115f\u2800", True),
        (f"{X} {X}", True),
        (".", False),
        (" a ", False),
        (f"{X}a", False),
        (FAMILY, False),
        ("0", False),
        ("-", False),
    ],
)
def test_what_is_nothing(text: str, expected: bool) -> None:
    """Space, invisible characters, and what is shown instead of them, are nothing."""
    assert is_empty(text) is expected


@given(ANY_TEXT)
def test_nothing_is_nothing_before_and_after_cleaning(text: str) -> None:
    """What nobody can see does not become something because it was cleaned."""
    if is_empty(text):
        assert is_empty(clean(text))
