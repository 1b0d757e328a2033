"""Letters before the entries of a list: one press chooses what takes two hands of arrows."""

from __future__ import annotations

import string
from collections.abc import Sequence


def letters_for(entries: Sequence[str]) -> list[str]:
    """Give a letter for each of `entries`, all different: one of its own where that can be.

    First the letters its words begin with, then any of its letters, then what is left over; an
    entry for which nothing is left has none.
    """
    taken: list[str] = []
    for entry in entries:
        words = entry.casefold().split()
        wanted = [word[0] for word in words] + list("".join(words)) + list(string.ascii_lowercase)
        free = (letter for letter in wanted if letter in string.ascii_lowercase)
        taken.append(next((letter for letter in free if letter not in taken), ""))
    return taken
