"""Finds the words for people in the pattern files, for Babel.

`[tool.babel]` in pyproject.toml names `extract_toml`. Which keys hold words is decided here and
nowhere else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO

WORD_KEYS = frozenset(
    {
        "act",
        "help",
        "hint",
        "label",
        "note",
        "placeholder",
        "prompt",
        "reflect",
        "rules",
        "title",
    }
)
"""The keys whose value, a text or a list of texts, is shown to people."""

WORD_ENDINGS = ("_note", "_prompt")
"""A key that ends in one of these holds words too: ``listener_prompt``."""


def extract_toml(
    file: BinaryIO,
    keywords: Collection[str],  # noqa: ARG001 - Babel's call; a TOML file has no functions
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, object],  # noqa: ARG001
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yield every text for people in the TOML `file`, as Babel takes it.

    The line is always 1: the parser does not tell it, and the catalogs carry no places. Raises
    `tomllib.TOMLDecodeError` when the file is no TOML.
    """
    for text in words_in(tomllib.load(file)):
        yield 1, None, text, []


def words_in(value: object, *, shown: bool = False) -> Iterator[str]:
    """Yield the texts for people in `value`; `shown` says that a bare text is one of them."""
    if isinstance(value, str):
        if shown and value.strip():
            yield value
    elif isinstance(value, list):
        for item in value:
            yield from words_in(item, shown=shown)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from words_in(item, shown=holds_words(key))


def holds_words(key: str) -> bool:
    """Whether the value under `key` is shown to people."""
    return key in WORD_KEYS or key.endswith(WORD_ENDINGS)
