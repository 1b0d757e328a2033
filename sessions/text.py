"""Text from people: one way in, and the same way out.

`clean` is the single function every entrance (typing, paste, arguments, files) and every display
and export calls. What it replaces is shown as U+FFFD, never dropped in silence; but for a joiner
that joins nothing, which is what is left when half of a character is taken away.
"""

from __future__ import annotations

import re
import unicodedata

ANSWER_MAX = 20_000
"""Characters in one answer at most; one long line of a megabyte costs seconds a key."""

NAME_MAX = 24
"""Characters in a name at most: two names and their marks stand on one line of 80 columns."""

NOTE_MAX = 500
"""Characters in a short note with an agreement at most."""

DIGITS_MAX = 9
"""Digits of a number that is read out of an answer; longer ones were not meant."""

SHOWN_INSTEAD = "\N{REPLACEMENT CHARACTER}"

_BLANK = SHOWN_INSTEAD + "\u115f\u1160\u2800\u3164\uffa0"
# Letters and symbols without ink: the Hangul fillers and the empty Braille cell.
_JOINERS = "\u200c\u200d"
_BLACK_FLAG = "\U0001f3f4"
# Every character that could matter; nearly all text has none, and then nothing is copied.
_SUSPECT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef\U000e0000-\U000e0fff]"
)
_VARIATION = range(0xE0100, 0xE01F0)
_TAGS = range(0xE0020, 0xE0080)


def N_(message: str) -> str:  # noqa: N802 - the name gettext's tools look for
    """Mark a sentence for the catalogs where it stands; gives it back as it is."""
    return message


def clean(text: str) -> str:
    r"""Give `text` without characters that a terminal or a reader would obey instead of show.

    Line ends become ``\n``, a tab becomes a space; ESC, C0, C1, bidirectional controls, lone
    surrogates and other invisible formatting become U+FFFD. Joiners stay between two visible
    characters (emoji families, Persian) and go anywhere else, tag characters stay in a flag. Never
    raises;
    ``clean(clean(x)) == clean(x)``.
    """
    if _SUSPECT.search(text) is None:
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\t", " ")
    out: list[str] = []
    in_flag = False
    for place, char in enumerate(text):
        if char == _BLACK_FLAG:
            in_flag = True
        elif ord(char) not in _TAGS:
            in_flag = False
        if char == "\n" or _SUSPECT.match(char) is None or _belongs(text, place, in_flag):
            out.append(char)
        elif char not in _JOINERS:  # one that joins nothing is left of something half-typed
            out.append(SHOWN_INSTEAD)
    return "".join(out)


def _belongs(text: str, place: int, in_flag: bool) -> bool:
    """Whether the suspect character at `place` is part of what people see there."""
    char = text[place]
    if char in _JOINERS:
        around = text[place - 1 : place] if place else ""
        after = text[place + 1 : place + 2]
        return bool(around and after) and _visible(around) and _visible(after)
    if ord(char) in _TAGS:
        return in_flag
    return ord(char) in _VARIATION


def _visible(char: str) -> bool:
    """Whether a joiner may lean on `char`: letters, marks, digits, symbols."""
    return _SUSPECT.match(char) is None and unicodedata.category(char)[0] in "LMNS"


def clean_line(text: str) -> str:
    """Give `text` cleaned, on one line, without space around it and without runs of space."""
    return " ".join(clean(text).split())


def number_in(text: str) -> int | None:
    """Give the whole number that an answer in a record holds, or None for what is none."""
    return int(text) if text.isdecimal() and len(text) <= DIGITS_MAX else None


def is_empty(text: str) -> bool:
    """Whether nothing of `text` would be visible: only space, marks of nothing, or invisible.

    What `clean` shows instead of an invisible character stands for nothing either.
    """
    return all(
        char.isspace() or char in _BLANK or unicodedata.category(char) in {"Cf", "Zs", "Cc", "Mn"}
        for char in text
    )
