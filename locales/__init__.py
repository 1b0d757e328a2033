"""The catalogs: which languages there are, and the words of one.

Reading takes the standard library only. In a source tree a catalog that has been edited since it
was compiled is compiled again, in memory, so that nobody ever looks at stale words; that is the one
moment Babel is imported here.
"""

# ruff: noqa: PTH113, PTH116, PTH118, PTH120, PTH123, PTH208
# `pathlib` takes longer to import than all that a shell's prompt needs.

from __future__ import annotations

import os
from functools import cache

TYPE_CHECKING = False  # as `typing` has it, which takes longer to import than all of this
if TYPE_CHECKING:
    from gettext import NullTranslations
    from typing import Any

SOURCE_LANGUAGE = "en"
"""The language of the msgids; it needs no catalog."""

_HERE = os.path.dirname(__file__)
_COMPILED = os.path.join("LC_MESSAGES", "messages.mo")
_SOURCE = os.path.join("LC_MESSAGES", "messages.po")


def languages() -> tuple[str, ...]:
    """Give the tags of all languages there are words for; the source language comes first."""
    tags = {
        name
        for name in os.listdir(_HERE)
        if any(os.path.isfile(os.path.join(_HERE, name, file)) for file in (_COMPILED, _SOURCE))
    }
    return (SOURCE_LANGUAGE, *sorted(tags - {SOURCE_LANGUAGE}))


def known(language: str) -> str | None:
    """Give the tag of the catalog that serves `language`, or None.

    Reads the forms people and systems use: ``nl``, ``nl-BE``, ``nl_NL.UTF-8``.
    """
    wanted = language.partition(".")[0].partition("@")[0].replace("-", "_").casefold()
    tags = {tag.replace("-", "_").casefold(): tag for tag in languages()}
    return tags.get(wanted) or tags.get(wanted.partition("_")[0])


@cache
def catalog(language: str) -> NullTranslations:
    """Give the words of `language`; a language without a catalog speaks the msgids, in English."""
    import gettext  # a command may have nothing to say

    tag = known(language)
    if tag is None:
        return gettext.NullTranslations()
    compiled, source = (os.path.join(_HERE, tag, file) for file in (_COMPILED, _SOURCE))
    if _is_stale(compiled, source):
        from io import BytesIO
        from pathlib import Path

        from locales.compiler import compile_catalog, read

        return gettext.GNUTranslations(BytesIO(compile_catalog(read(Path(source)))))
    if not os.path.isfile(compiled):
        return gettext.NullTranslations()
    with open(compiled, "rb") as file:
        return gettext.GNUTranslations(file)


def _is_stale(compiled: str, source: str) -> bool:
    """Whether the source is there and newer than what was compiled; a wheel has no source."""
    try:
        edited = os.stat(source).st_mtime_ns
    except FileNotFoundError:
        return False
    try:
        return os.stat(compiled).st_mtime_ns < edited
    except FileNotFoundError:
        return True


@cache
def dates(language: str) -> dict[str, Any]:
    """Give how `language` writes days and lists, or how English does."""
    import json

    tag = known(language) or SOURCE_LANGUAGE
    with open(os.path.join(_HERE, tag, "dates.json"), encoding="utf-8") as file:
        found: dict[str, Any] = json.load(file)
    return found


def data(language: str, name: str) -> dict[str, Any]:
    """Give what ``{name}.toml`` holds for `language`: rules, lists, sentences.

    A language without it, or a tag nobody knows, has none: then it is empty.
    """
    import tomllib

    tag = known(language)
    try:
        with open(os.path.join(_HERE, tag or "-", f"{name}.toml"), "rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        return {}


@cache
def words(language: str, name: str) -> tuple[str, ...]:
    """Give the lines of ``{name}.txt`` for `language`, without the notes that begin with ``#``.

    A language without it has none, as in `data`.
    """
    tag = known(language)
    try:
        with open(os.path.join(_HERE, tag or "-", f"{name}.txt"), encoding="utf-8") as file:
            return tuple(line for line in file.read().splitlines() if not line.startswith("#"))
    except FileNotFoundError:
        return ()
