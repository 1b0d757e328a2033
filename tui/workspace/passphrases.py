"""Choosing a passphrase: one that is offered, and how soon another one is guessed.

Imported where somebody chooses, and nowhere else: it reads lists of words.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache
from math import factorial, log, prod

import locales
from sessions.passphrase import drawn
from sessions.text import N_
from tui.language.language import Language

GUESSES_A_SECOND = 1000 / 0.2
"""Of somebody with a copy of the folder and a thousand computers: `Cost` asks 0.2 s a guess."""

STRONG = 100 * 365.25 * 24 * 3600 * GUESSES_A_SECOND
"""Guesses that take them a hundred years."""

_GLUE = 100  # the most frequent words follow from those beside them: the, of, ik, van
_GLUE_GUESSES = 2.0  # whether there is one
_SIGN_GUESSES = 10.0  # which sign there is; as zxcvbn counts one
_TRIED = 20_000.0  # words that somebody tries who guesses words
_LOOKED_AT = 72  # characters: what follows only adds to them
_SHORTEST, _LONGEST = 2, 24  # letters of a word that is looked for in words run together
_WORD = re.compile(r"[^\W_]+")
_FREQUENT, _LISTED = "frequent-words", "passphrase-words"  # the lists of a language
_SPOKEN = "tweespraak"  # our words, by the name that zxcvbn has for them


def offered(reader: Language) -> str:
    """Give a passphrase of words in the reader's language, drawn by the system's randomness."""
    words = locales.words(reader.tag, "passphrase-words")
    return drawn(
        words or locales.words(locales.SOURCE_LANGUAGE, "passphrase-words"), secrets.choice
    )


def weakness(reader: Language, phrase: str) -> str:
    """Say how soon `phrase` is guessed; nothing when it is strong, or not there yet.

    It takes longer than a key may: the screens judge in a thread, and say it with `said_of`.
    """
    return said_of(reader, guesses(phrase) if phrase.strip() else STRONG)


def said_of(reader: Language, needed: float) -> str:
    """Say how soon a phrase is guessed that takes `needed` guesses; nothing when it is strong."""
    if needed >= STRONG:
        return ""
    seconds = needed / GUESSES_A_SECOND
    if seconds < 60:
        at_once = N_(
            "Somebody with a copy of your folder and a thousand computers guesses this at once."
        )
        return reader.t(at_once)
    in_time = N_(
        "Somebody with a copy of your folder and a thousand computers guesses this in about {time}."
    )
    return reader.t(in_time, time=_length_of_time(reader, seconds))


def _length_of_time(reader: Language, seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 60:
        return reader.n("{count} minute", "{count} minutes", minutes)
    hours = round(minutes / 60)
    if hours < 24:
        return reader.n("{count} hour", "{count} hours", hours)
    days = round(hours / 24)
    if days < 60:
        return reader.n("{count} day", "{count} days", days)
    months = round(days / 30.4)
    if months < 24:
        return reader.n("{count} month", "{count} months", months)
    return reader.n("{count} year", "{count} years", round(days / 365.25))


def guesses(phrase: str) -> float:
    """Give how many guesses somebody needs who knows how people choose.

    The smaller of two counts. That of zxcvbn knows names, dates, keyboards and letters that stand
    for others, but takes words with spaces between them for noise. The other counts words by how
    frequent they are in the languages of the program.
    """
    phrase = unicodedata.normalize("NFKC", phrase).strip()[:_LOOKED_AT]
    words = [word for token in _WORD.findall(phrase) for word in _taken_apart(token)]
    signs = sum(not (char.isalnum() or char.isspace() or char == "-") for char in phrase)
    in_a_row = _in_a_row(words) if words else 1.0
    return min(_by_pattern(phrase), in_a_row * _SIGN_GUESSES**signs)


def _in_a_row(ranks: list[float]) -> float:
    """Give the guesses for words of these ranks in a row.

    The rows that somebody tries before this one, likely ones first, are those with a smaller
    product of ranks P: some P (ln P)^(n-1) / (n-1)! of n words. With glue between them they are a
    sentence, in which one word follows from another; then P itself is nearer to it.
    """
    glue = [rank for rank in ranks if rank <= _GLUE]
    loose = [rank for rank in ranks if rank > _GLUE]
    product = prod(loose)
    if glue:
        return product * _GLUE_GUESSES ** len(glue)
    others = len(loose) - 1
    before = product * log(product + 1) ** others / factorial(others)
    return min(before, max(product, _TRIED ** len(loose)))


def _taken_apart(token: str) -> list[float]:
    """Give the ranks of the words in `token`: it is one, or several that are run together."""
    ranks, plain = _ranks(), _plain(token)
    if plain in ranks:
        return [ranks[plain]]
    whole = _by_pattern(token)
    # The cheapest way to each place in it: the product of the ranks, and the ranks.
    ways: list[tuple[float, list[float]] | None] = [(1.0, [])] + [None] * len(plain)
    for end in range(_SHORTEST, len(plain) + 1):
        for start in range(max(0, end - _LONGEST), end - _SHORTEST + 1):
            before, rank = ways[start], ranks.get(plain[start:end])
            if before is None or rank is None:
                continue
            way = (before[0] * rank, [*before[1], rank])
            known = ways[end]
            if known is None or way[0] < known[0]:
                ways[end] = way
    best = ways[len(plain)]
    return best[1] if best is not None and best[0] < whole else [whole]


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in letters if not unicodedata.combining(char))


@cache
def _ranks() -> dict[str, float]:
    """Give how frequent each word is, the most frequent 1, in any of the languages.

    A word of a list to draw from is never glue, and tried at the latest with the others there.
    """
    ranks: dict[str, float] = {}
    for tag in locales.languages():
        for rank, word in enumerate(locales.words(tag, _FREQUENT), start=1):
            ranks[word] = min(rank, ranks.get(word, rank))
    for tag in locales.languages():
        listed = locales.words(tag, _LISTED)
        for word in listed:
            ranks[word] = max(_GLUE + 1, min(len(listed), ranks.get(word, len(listed))))
    return ranks


def _by_pattern(text: str) -> float:
    """Give the guesses that zxcvbn counts, with the words of our languages among its own."""
    from zxcvbn import matching, zxcvbn

    if _SPOKEN not in matching.RANKED_DICTIONARIES:
        by_rank = sorted(_ranks(), key=_ranks().__getitem__)
        matching.add_frequency_lists({_SPOKEN: by_rank})
    return float(zxcvbn(text)["guesses"])
