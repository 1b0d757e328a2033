"""Reads, judges and compiles a catalog. Used by the build, by `locales.update` and by the tests.

It imports nothing of ours: the build hook loads it by its path, before anything is installed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def read(source: Path) -> Catalog:
    """Give the catalog in `source`; raises `babel.messages.pofile.PoFileError` on a broken file."""
    with source.open("rb") as file:
        return read_po(file, abort_invalid=True)


def compile_catalog(catalog: Catalog) -> bytes:
    """Give `catalog` as gettext reads it.

    A message with an empty form is left out whole, so that it speaks the msgid. Babel would fill in
    only the empty form, and one language would answer in two.
    """
    for message in messages(catalog):
        if not all(forms(message.string)):
            catalog.delete(message.id, message.context)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    return compiled.getvalue()


def write_compiled(source: Path, compiled: bytes) -> Path:
    """Put `compiled` beside `source`, whole or not at all; give its path."""
    target = source.with_suffix(".mo")
    beside = source.with_suffix(".mo.tmp")
    beside.write_bytes(compiled)
    beside.replace(target)
    return target


def messages(catalog: Catalog) -> list[Message]:
    """Give the messages of `catalog`, without the header, which stands under the empty msgid."""
    return [message for message in catalog if message.id]


def forms(words: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Give every form of a msgid or a translation: one, or one a plural form."""
    if words is None:
        return ("",)
    return (words,) if isinstance(words, str) else tuple(words)


def problems(catalog: Catalog) -> list[str]:
    """Give what keeps `catalog` from being shown to people, a line each; an empty list is good."""
    faults = [
        f"{forms(message.id)[0]!r}: {problem}"
        for message in messages(catalog)
        for problem in _problems_of(message, catalog.num_plurals)
    ]
    return faults + [f"{forms(key_id(key))[0]!r}: obsolete" for key in catalog.obsolete]


def key_id(key: object) -> str:
    """Give the msgid in a key of a catalog; with a context, Babel makes the key a pair."""
    return str(key[0]) if isinstance(key, tuple) else str(key)


def _problems_of(message: Message, plurals: int) -> Iterator[str]:
    translated = forms(message.string)
    if message.fuzzy:
        yield "fuzzy"
    if not all(translated):
        yield "not translated"
        return
    if message.pluralizable and len(translated) != plurals:
        yield f"{len(translated)} plural forms, not {plurals}"
    yield from _field_problems(forms(message.id), translated)


def _field_problems(source: tuple[str, ...], translated: tuple[str, ...]) -> Iterator[str]:
    """Compare the named fields.

    The forms of a plural may differ where the source's do: "one day" needs no number.
    """
    try:
        allowed = set[str]().union(*(fields(form) for form in source))
        needed = set(allowed).intersection(*(fields(form) for form in source))
        for form in translated:
            given = fields(form)
            if missing := needed - given:
                yield f"misses {_listed(missing)}"
            if unknown := given - allowed:
                yield f"has {_listed(unknown)}, which nobody fills in"
    except ValueError as error:
        yield f"broken braces ({error})"


def fields(text: str) -> set[str]:
    """Give the names of the fields in `text`; raises ValueError when a brace stands alone."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _listed(names: set[str]) -> str:
    return ", ".join("{" + name + "}" for name in sorted(names))
