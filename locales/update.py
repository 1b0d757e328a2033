"""Brings the catalogs up to date with the program: ``python -m locales.update``.

Finds every marked sentence, adds the new ones to each catalog, and compiles; and writes how each
language writes its days and lists. A translation whose
sentence has gone is kept at the end of the catalog, marked obsolete, until ``--prune``: a sentence
that is being reworded keeps its old words within reach. ``--new de`` begins a language.

The same program gives the same files, on every machine: no dates, no places, nothing wrapped.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from babel.util import pathmatch

from locales import SOURCE_LANGUAGE
from locales.cldr import NAME, write_dates
from locales.compiler import compile_catalog, messages, problems, read, write_compiled

ROOT = Path(__file__).resolve().parent.parent

KEYWORDS = {
    "N_": None,
    "_": None,
    "n": (1, 2),
    "p": ((1, "c"), 2),
    "plural": (1, 2),
    "say": None,
    "t": None,
    "translate": None,
}
"""The functions that mark a sentence, and which of their arguments are one (all: the first)."""

HEADER = "# Words of Tweespraak. `python -m locales.update` keeps this file; write only msgstr."

_CHANGING_LINES = re.compile(
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator'
    r"|Language-Team): .*\n",
    re.MULTILINE,
)
_PERCENT_FLAG = re.compile(r"^(#.*), python-format\b", re.MULTILINE)


def template(root: Path = ROOT) -> Catalog:
    """Give a catalog of every sentence marked in the program under `root`, untranslated."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    catalog = Catalog(project=project["project"]["name"], header_comment=HEADER, charset="utf-8")
    for mapping in project["tool"]["babel"]["mappings"]:
        for path in _matching(root, mapping["pattern"]):
            for _, message, comments, context in extract_from_file(
                mapping["method"],
                path,
                keywords=KEYWORDS,
                comment_tags=["Translators:"],
                strip_comment_tags=True,
            ):
                catalog.add(message, auto_comments=comments, context=context)
    return catalog


def _matching(root: Path, pattern: str) -> Iterator[Path]:
    """Yield the files under `root` that Babel's `pattern` means, always in the same order."""
    first = pattern.partition("/")[0]
    for path in sorted((root / first).rglob("*")):
        if path.is_file() and pathmatch(pattern, path.relative_to(root).as_posix()):
            yield path


def updated(current: str, language: str, found: Catalog, *, prune: bool = False) -> str:
    """Give the text of a catalog: `current`, with the sentences of `found` and no others.

    Sentences that have gone stay at the end, marked obsolete, unless `prune`.
    """
    locale = Locale.parse(language.replace("-", "_"))
    catalog = read_po(io.BytesIO(current.encode()), locale=locale, abort_invalid=True)
    catalog.update(found, no_fuzzy_matching=True, update_creation_date=False)
    catalog.project, catalog.version = found.project, ""
    catalog.header_comment, catalog.fuzzy = HEADER, False
    written = io.BytesIO()
    write_po(written, catalog, width=0, no_location=True, sort_output=True, ignore_obsolete=prune)
    return _steady(written.getvalue().decode())


def _steady(text: str) -> str:
    """Give the text of a catalog without what changes by itself, and without Babel's guesses.

    Babel takes "20% of" for a percent format. Here fields are always written ``{name}``.
    """
    text = _CHANGING_LINES.sub("", text)
    text = _PERCENT_FLAG.sub(r"\1", text)
    return re.sub(r"^#\n", "", text, flags=re.MULTILINE).rstrip("\n") + "\n"


def sources(root: Path = ROOT) -> list[Path]:
    """Give the catalogs under `root`, as files people translate in."""
    return sorted((root / "locales").glob("*/LC_MESSAGES/messages.po"))


def language_of(source: Path) -> str:
    """Give the tag of the language a catalog's file is for; its folder has that name."""
    return source.parent.parent.name


def update(root: Path = ROOT, *, prune: bool = False) -> list[Path]:
    """Update and compile every catalog under `root`, and its days; give the files that changed."""
    current = template(root)
    changed = []
    for source in sources(root):
        before = source.read_text(encoding="utf-8")
        after = updated(before, language_of(source), current, prune=prune)
        if after != before:
            source.write_text(after, encoding="utf-8", newline="\n")
            changed.append(source)
        write_compiled(source, compile_catalog(read(source)))
    folders = {root / "locales" / SOURCE_LANGUAGE, *(path.parent.parent for path in sources(root))}
    return changed + [folder / NAME for folder in sorted(folders) if write_dates(folder)]


def begin(language: str, root: Path = ROOT) -> None:
    """Make an empty catalog for `language`; leaves one that is there as it is.

    Raises ValueError or `babel.UnknownLocaleError` when there is no such language.
    """
    tag = str(Locale.parse(language.replace("-", "_")))
    source = root / "locales" / tag / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text("", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Update the catalogs, say what is left to translate; give 1 when something is."""
    parser = argparse.ArgumentParser(prog="python -m locales.update", description=__doc__)
    parser.add_argument("--prune", action="store_true", help="drop translations nothing asks for")
    parser.add_argument("--new", metavar="LANGUAGE", help="begin a language, such as de")
    chosen = parser.parse_args(arguments)
    if chosen.new:
        try:
            begin(chosen.new)
        except (ValueError, UnknownLocaleError) as error:
            parser.error(str(error))
    update(prune=chosen.prune)
    left = 0
    for source in sources():
        catalog = read(source)
        left_over = problems(catalog)
        left += len(left_over)
        sys.stdout.write(f"{language_of(source)}: {len(messages(catalog))} sentences\n")
        sys.stdout.writelines(f"  {line}\n" for line in left_over)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
