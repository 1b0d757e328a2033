"""The catalogs: which languages there are, and the words of one.

Reading takes the standard library only. In a source tree a catalog that has been edited since it
was compiled is compiled again, in memory, so that nobody ever looks at stale words; that is the one
moment Babel is imported here.
"""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path
from typing import Any

SOURCE_LANGUAGE = "en"
"""The language of the msgids; it needs no catalog."""

_HERE = Path(__file__).parent
_COMPILED = Path("LC_MESSAGES", "messages.mo")
_SOURCE = Path("LC_MESSAGES", "messages.po")


def languages() -> tuple[str, ...]:
    """Give the tags of all languages there are words for; the source language comes first."""
    found = {
        folder.name
        for folder in _HERE.iterdir()
        if (folder / _COMPILED).is_file() or (folder / _SOURCE).is_file()
    }
    return (SOURCE_LANGUAGE, *sorted(found - {SOURCE_LANGUAGE}))


def known(language: str) -> str | None:
    """Give the tag of the catalog that serves `language`, or None.

    Reads the forms people and systems use: ``nl``, ``nl-BE``, ``nl_NL.UTF-8``.
    """
    wanted = language.partition(".")[0].partition("@")[0].replace("-", "_").casefold()
    tags = {tag.replace("-", "_").casefold(): tag for tag in languages()}
    return tags.get(wanted) or tags.get(wanted.partition("_")[0])


@cache
def catalog(language: str) -> gettext.NullTranslations:
    """Give the words of `language`; a language without a catalog speaks the msgids, in English."""
    tag = known(language)
    if tag is None:
        return gettext.NullTranslations()
    compiled, source = _HERE / tag / _COMPILED, _HERE / tag / _SOURCE
    if _is_stale(compiled, source):
        from locales.compiler import compile_catalog, read

        return gettext.GNUTranslations(io.BytesIO(compile_catalog(read(source))))
    if not compiled.is_file():
        return gettext.NullTranslations()
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)


def _is_stale(compiled: Path, source: Path) -> bool:
    """Whether the source is there and newer than what was compiled; a wheel has no source."""
    try:
        edited = source.stat().st_mtime_ns
    except FileNotFoundError:
        return False
    try:
        return compiled.stat().st_mtime_ns < edited
    except FileNotFoundError:
        return True


def data(language: str, name: str) -> dict[str, Any]:
    """Give what ``{name}.toml`` holds for `language`: rules, lists, sentences.

    A language without it, or a tag nobody knows, has none: then it is empty.
    """
    import tomllib

    tag = known(language)
    try:
        with (_HERE / (tag or "-") / f"{name}.toml").open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        return {}
