"""Characters as people see them: a letter with its accent, a family, a flag, a heart in colour.

Where they begin and end is what Unicode says (UAX 29), as `wcwidth` has it.
"""

from __future__ import annotations


def start_before(line: str, place: int) -> int:
    """Give where the visible character begins that ends at `place`, which is not 0."""
    if line[place - 1].isascii():
        return place - 1  # nothing that belongs to another is ASCII
    from wcwidth import iter_graphemes  # with its tables, which few need

    start = 0
    for grapheme in iter_graphemes(line[:place]):
        end = start + len(grapheme)
        if end >= place:
            return start
        start = end
    return start


def end_after(line: str, place: int) -> int:
    """Give where the visible character ends that begins at `place`, which is not the end."""
    if line[place : place + 2].isascii():
        return place + 1
    from wcwidth import iter_graphemes

    return place + len(next(iter(iter_graphemes(line[place:])), line[place]))
