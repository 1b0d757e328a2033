"""What a passphrase may be: one rule for the terminal, a file, the screens and a backup."""

from __future__ import annotations

import codecs
import unicodedata

from sessions.errors import PhraseMissing, StoreError
from sessions.text import N_

TYPE_CHECKING = False  # `typing` takes longer to import than all that a shell's prompt needs
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MAX = 1024
"""Characters in a passphrase; nobody types more, and a file with more is another file."""

FILE_MAX = 64 * 1024
"""Bytes that are read of a passphrase file: only its first line counts."""

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""The byte order mark that some programs put before a text; it is no part of it."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CUT_ONCE = MAX + 2  # characters that older versions read of a file; the rest was cut off
_NO_TEXT = ("Cc", "Cs")  # control characters, and halves of a character


class PassphraseTooLong(StoreError):
    sentence = N_(
        "That passphrase has {count} characters, and {most} fit. Nothing was changed; "
        "choose a shorter one."
    )


class PassphraseNotText(StoreError):
    sentence = N_(
        "There is a character in that passphrase that cannot be typed everywhere, such as a tab. "
        "Nothing was changed; choose one of letters, digits, signs and spaces."
    )


class PassphraseUtf16(StoreError):
    """Of a file: it would be another passphrase than the one that is typed."""

    sentence = N_(
        "The file with the passphrase is written as UTF-16. Nothing was changed; "
        "save it as UTF-8, and try it again."
    )


def chosen(text: str) -> str:
    """Give `text` as a passphrase that somebody chooses, to the letter.

    Raises `PhraseMissing`, `PassphraseTooLong` or `PassphraseNotText`, so that nothing is closed
    with what could not be given again everywhere. What is tried on something closed is not held
    to it: it may have been closed before there was this rule.
    """
    if all(char.isspace() or unicodedata.category(char) == "Cf" for char in text):
        raise PhraseMissing()
    if len(text) > MAX:
        raise PassphraseTooLong(count=len(text), most=MAX)
    if MARK in text or any(unicodedata.category(char) in _NO_TEXT for char in text):
        raise PassphraseNotText()
    return text


def first_line(content: bytes) -> str:
    """Give the first line of a passphrase file, without the mark before it.

    Raises `PhraseMissing`, `PassphraseUtf16`, or `UnicodeDecodeError` for what is no text at all.
    """
    line = _decoded(content).removeprefix(MARK)
    if not line.strip():
        raise PhraseMissing()
    return line


def may_open(content: bytes) -> Iterator[str]:
    """Yield what may open something, out of a passphrase file: its first line, and what that was.

    Older versions took the mark for a letter of it, and cut off a long line. Raises as
    `first_line`.
    """
    line = first_line(content)
    yield line
    once = _decoded(content)[:_CUT_ONCE]
    if once != line:
        yield once


def _decoded(content: bytes) -> str:
    # Only as far as the first line, whatever ends it: what follows may be anything.
    line = content.replace(b"\r", b"\n").partition(b"\n")[0]
    # Without a mark, UTF-16 shows by a zero byte beside every plain letter.
    is_wide = b"\0" in line and not (any(line[::2]) and any(line[1::2]))
    if is_wide or content.startswith(_UTF_16):
        raise PassphraseUtf16()
    # A line that goes on past what was read may end within a character.
    return codecs.utf_8_decode(line, "strict", len(content) < FILE_MAX)[0]


WORDS = 4
"""Words in a passphrase that is offered: out of 7,349 these are 51 bits. At a fifth of a second a
guess, as `Cost` asks, a thousand computers need some 18,000 years for all of them."""


def drawn(words: Sequence[str], choose: Callable[[Sequence[str]], str]) -> str:
    """Give a passphrase of `words`, each drawn by `choose`, which must be as good as dice."""
    return " ".join(choose(words) for _ in range(WORDS))
