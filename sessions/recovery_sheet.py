"""The recovery key on paper: two lines, each with a check that finds a typing error.

Pure: what a key opens, and how one is made, is the store's. A key on paper without checks, from
before there were any, is as good as one with them.
"""

from __future__ import annotations

import unicodedata

from sessions.errors import WrongPassphrase
from sessions.text import N_

TYPE_CHECKING = False  # `typing` takes longer to import than all that a shell's prompt needs
if TYPE_CHECKING:
    from collections.abc import Callable

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
"""The letters and digits of a key (RFC 4648, Base32)."""

GROUP = 4
"""Letters in a group."""

LAST = 2 * GROUP
"""Letters that are typed over to show that it is on paper: the last two groups."""

_LINE = 16  # letters on a line
_CHECK = 2  # letters of its check
_PRIME = 1021  # the largest below 32 squared, so that two letters hold it
_BASE = 37  # its first powers differ, so two letters that changed places are found
_LOOKALIKES = str.maketrans({"0": "O", "1": "I", "8": "B"})


TYPE_TWO_GROUPS = N_(
    "Written down? Type the last two groups of it here. To go on without paper, type “{word}”."
)
NOT_TYPED_OVER = N_("Those are not the last two groups. Look again.")
WITHOUT = N_("without")
"""The word that declines: a whole one, which nobody types by accident."""


class RecoveryLineWrong(WrongPassphrase):
    sentence = N_(
        "There is a typing error in line {line} of the recovery key. Nothing is lost; "
        "look at that line once more."
    )


def check(line: str, number: int) -> str:
    """Give the two letters that check line `number` of a key, from 1.

    They differ when one letter is another one, when two letters have changed places, and when the
    lines have; of all other errors they miss one in a thousand.
    """
    total = number
    for letter in line:
        total = (total * _BASE + LETTERS.index(letter)) % _PRIME
    return LETTERS[total // len(LETTERS)] + LETTERS[total % len(LETTERS)]


def lines(key: str) -> list[str]:
    """Give a key as it is written on paper: on each line a number, four groups, and the check."""
    return [
        f"{number}   {'  '.join(_groups(row))}   {check(row, number)}"
        for number, row in _rows(_plain(key))
    ]


def open_with(text: str, opens: Callable[[str], None]) -> None:
    """Open something with what was typed: a passphrase, or a recovery key with checks or without.

    `opens` raises `WrongPassphrase` for what does not fit. Raises that, or `RecoveryLineWrong`
    for a key with checks of which one line fits and the other does not.
    """
    try:
        opens(text)
    except WrongPassphrase:
        key = _without_checks(text)
        if not key:
            raise
        opens(key)


def is_typed_over(key: str, text: str) -> bool:
    """Whether `text` is the last two groups of `key`, or all of it, with checks or without."""
    wanted, typed = _plain(key), _plain(text)
    whole = "".join(row + check(row, number) for number, row in _rows(wanted))
    return len(typed) >= LAST and typed in (
        wanted[-LAST:],
        whole[-LAST - _CHECK :],
        wanted,
        whole,
    )


def _without_checks(text: str) -> str:
    """Give the key in `text` without its checks; nothing when it is no key with checks."""
    plain = _plain(text)
    length = _LINE + _CHECK
    # The numbers of the lines may have been typed over too, as 1 and 2; the first reads as an I.
    if len(plain) == 2 * (length + 1) and plain[0] == "I" and plain[length + 1] == "2":
        plain = plain[1 : length + 1] + plain[length + 2 :]
    if len(plain) != 2 * length or set(plain) - set(LETTERS):
        return ""
    halves = list(enumerate((plain[:length], plain[length:]), start=1))
    wrong = [number for number, half in halves if check(half[:_LINE], number) != half[_LINE:]]
    if len(wrong) == 1:
        raise RecoveryLineWrong(line=wrong[0])
    return "" if wrong else "".join(half[:_LINE] for _, half in halves)


def _rows(plain: str) -> list[tuple[int, str]]:
    return list(enumerate((plain[:_LINE], plain[_LINE:]), start=1))


def _groups(row: str) -> list[str]:
    return [row[at : at + GROUP] for at in range(0, len(row), GROUP)]


def _plain(text: str) -> str:
    """Give what was typed as the letters of a key, as far as it can be: no spaces, no dashes."""
    plain = "".join(unicodedata.normalize("NFKC", text).upper().replace("-", " ").split())
    return plain.translate(_LOOKALIKES)
