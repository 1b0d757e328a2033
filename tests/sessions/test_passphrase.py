"""What a passphrase may be, and how it is read from a file."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.errors import PhraseMissing, StoreError
from sessions.passphrase import (
    FILE_MAX,
    MARK,
    MAX,
    PassphraseNotText,
    PassphraseTooLong,
    PassphraseUtf16,
    chosen,
    drawn,
    first_line,
    may_open,
)

FOUR = "tafel stoel regen fiets"


@pytest.mark.parametrize("text", [FOUR, " é ", "a" * MAX, "1", "👩\u200d👧 тест", "-"])
def test_what_can_be_typed_everywhere_is_a_passphrase(text: str) -> None:
    """It is taken to the letter, spaces at its ends too."""
    assert chosen(text) == text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", PhraseMissing),
        (" \t\u00a0\u3000", PhraseMissing),
        ("\u200b" + MARK, PhraseMissing),
        ("a" * (MAX + 1), PassphraseTooLong),
        ("tafel\0stoel", PassphraseNotText),
        ("tafel\tstoel", PassphraseNotText),
        ("tafel\x1b[2Jstoel", PassphraseNotText),
        ("tafel\x85", PassphraseNotText),
        ("half \ud83d", PassphraseNotText),
        (MARK + FOUR, PassphraseNotText),
    ],
)
def test_what_could_not_be_given_again_is_refused(text: str, problem: type[StoreError]) -> None:
    """Before anything is closed with it, with a sentence of its own."""
    with pytest.raises(problem):
        chosen(text)


def test_too_long_says_how_long_and_how_much_fits() -> None:
    """A person who pasted a page reads that it was a page."""
    with pytest.raises(PassphraseTooLong, match="3000 characters, and 1024 fit"):
        chosen("a" * 3000)


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r", "\nsecond line", "\r\n\0\0\xff"])
def test_a_file_gives_its_first_line(end: str) -> None:
    """Whatever ends it and whatever follows, with a mark before it and without."""
    rest = end.encode("latin-1")
    for mark in (b"", codecs.BOM_UTF8):
        assert first_line(mark + FOUR.encode() + rest) == FOUR


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_what_is_chosen_and_written_to_a_file_opens(text: str) -> None:
    """With the mark of Windows' Notepad before it and without."""
    text = text.replace(MARK, "x")
    for mark in ("", MARK):
        assert next(may_open((mark + text + "\n").encode())) == text


def test_what_was_closed_with_the_mark_still_opens() -> None:
    """The mark was once a letter of the passphrase; that is tried after the passphrase itself."""
    assert list(may_open(codecs.BOM_UTF8 + FOUR.encode())) == [FOUR, MARK + FOUR]
    assert list(may_open(FOUR.encode())) == [FOUR]


def test_what_was_closed_with_a_line_that_was_cut_off_still_opens() -> None:
    """A long line was once cut off after 1,026 characters, the mark among them."""
    long = "é" * 3000
    assert list(may_open(long.encode())) == [long, long[:1026]]
    assert list(may_open((MARK + long).encode())) == [long, MARK + long[:1025]]


def test_a_line_without_end_is_too_long() -> None:
    """What was read of it ends within a letter, and is still told as too long."""
    with pytest.raises(PassphraseTooLong):
        chosen(first_line(b"a" + ("é" * FILE_MAX).encode()[: FILE_MAX - 1]))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_refused(encoding: str) -> None:
    """It would be another passphrase than the typed one; the sentence says how to save it."""
    with pytest.raises(PassphraseUtf16, match="save it as UTF-8"):
        first_line((FOUR + "\r\n").encode(encoding))


@pytest.mark.parametrize("content", [b"", b"\n", b"  \r\nsecond", codecs.BOM_UTF8 + b"\n"])
def test_a_file_with_nothing_on_its_first_line(content: bytes) -> None:
    """It has no passphrase."""
    with pytest.raises(PhraseMissing):
        first_line(content)


def test_what_is_no_text_at_all() -> None:
    """Bytes that are no UTF-8 are not guessed at."""
    with pytest.raises(UnicodeDecodeError):
        first_line(b"caf\xe9\n")


def test_an_offer_is_drawn_word_by_word() -> None:
    """By whoever can draw; here nothing is left to chance."""
    left = iter("dacb")

    def choose(words: Sequence[str]) -> str:
        assert words == ["a", "b", "c", "d"]
        return next(left)

    assert drawn(["a", "b", "c", "d"], choose) == "d a c b"
