"""Marked words: which words of a text somebody pointed out, kept beside it as text.

A mark is kept as its words with the number of the first of them, a run a line: ``9 alone with
mum``. So it can be read without the text, finds its place again when a word stands there twice, and
is let go when the text no longer has the words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence


def marked_runs(words: Sequence[str], chosen: Collection[int]) -> str:
    """Give the `chosen` words, by their places in `words`, as they are kept; empty for none."""
    lines: list[str] = []
    run: list[int] = []
    for place in (*sorted(chosen), len(words) + 1):
        if run and place != run[-1] + 1:
            lines.append(" ".join((str(run[0]), *(words[number] for number in run))))
            run = []
        run.append(place)
    return "\n".join(lines)


def chosen_in(words: Sequence[str], kept: str) -> frozenset[int]:
    """Give the places of the words that are marked in `kept`, as far as `words` still has them."""
    found: set[int] = set()
    for number, run in _runs(kept):
        places = [number, *range(len(words) - len(run) + 1)]
        start = next((place for place in places if list(words[place:][: len(run)]) == run), None)
        if start is not None:
            found.update(range(start, start + len(run)))
    return frozenset(found)


def marked_words(kept: str) -> str:
    """Give the marked words alone, to read: with dots where something lies between."""
    return " … ".join(" ".join(run) for _, run in _runs(kept))


def _runs(kept: str) -> Iterator[tuple[int, list[str]]]:
    for line in kept.splitlines():
        number, *run = line.split()
        if run and number.isdecimal() and len(number) < 6:
            yield int(number), run
        elif line.strip():
            yield 0, line.split()
