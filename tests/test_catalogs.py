"""The words: everything marked is found, and every language says all of it."""

from __future__ import annotations

import gettext
import io
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError

import locales
from locales import compiler
from locales.extract import extract_toml, holds_words, words_in
from locales.update import ROOT, language_of, sources, template, update, updated

SOURCES = sources()
PATTERNS = sorted((ROOT / "sessions" / "patterns").glob("*.toml"))
PACKAGES = ("locales", "sessions", "tui")

every_catalog = pytest.mark.parametrize("source", SOURCES, ids=language_of)


@pytest.fixture(scope="module")
def extracted() -> Catalog:
    """Give every sentence the program marks."""
    return template()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Give a copy of the source tree, without anything compiled, that a test may change."""
    for name in PACKAGES:
        shutil.copytree(
            ROOT / name,
            tmp_path / name,
            ignore=shutil.ignore_patterns("__pycache__", "*.mo"),
        )
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


# -- The catalogs as they stand ---------------------------------------------------------------


def test_dutch_is_there() -> None:
    """Dutch and English are the languages of the first day."""
    assert locales.languages()[0] == "en"
    assert "nl" in locales.languages()
    assert "nl" in [language_of(source) for source in SOURCES]


@every_catalog
def test_every_sentence_is_translated(source: Path, extracted: Catalog) -> None:
    """Nothing is missing, empty, fuzzy, obsolete, short of a plural form, or with other fields."""
    catalog = compiler.read(source)
    marked = {(message.id, message.context) for message in compiler.messages(extracted)}
    translated = {(message.id, message.context) for message in compiler.messages(catalog)}
    assert marked - translated == set(), "run: python -m locales.update"
    assert translated - marked == set(), "run: python -m locales.update --prune"
    assert compiler.problems(catalog) == []


@every_catalog
def test_update_changes_nothing(source: Path, extracted: Catalog) -> None:
    """The catalogs are those of the program as it stands, to the byte."""
    text = source.read_text(encoding="utf-8")
    assert updated(text, language_of(source), extracted) == text, "run: python -m locales.update"


def test_the_program_marks_sentences(extracted: Catalog) -> None:
    """The extraction finds words in code and in patterns; without any, the others prove nothing."""
    ids = [message.id for message in compiler.messages(extracted)]
    assert "Something went wrong. What you wrote is kept." in ids
    assert "A conversation about giving and taking" in ids


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda path: path.stem)
def test_no_sentence_of_a_pattern_escapes(pattern: Path) -> None:
    """A text with a space in it is for people, so its key must be one that is extracted."""
    data = tomllib.loads(pattern.read_text(encoding="utf-8"))
    extracted = set(words_in(data))
    assert [text for text in _texts(data) if " " in text and text not in extracted] == []


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


# -- The tools --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ('id = "a"\ntitle = "Title"\n', ["Title"]),
        ('kind = "turns"\n[[steps]]\nreflect_prompt = "Say it back"\n', ["Say it back"]),
        ('rules = ["One speaks.", "One listens."]\n', ["One speaks.", "One listens."]),
        ('settings = ["work"]\n', []),
        ('choices = [{ id = "yes", label = "Yes" }]\n', ["Yes"]),
        ('prompt = " "\nnote = ""\n', []),
        ('[title]\nid = "not words"\n', []),
    ],
)
def test_the_words_of_a_pattern(toml: str, words: list[str]) -> None:
    """Words are found under their keys, however deep, and nothing else is."""
    file = io.BytesIO(toml.encode())
    assert [text for _, _, text, _ in extract_toml(file, (), (), {})] == words


@pytest.mark.parametrize("key", ["prompt", "listener_prompt", "side_note", "rules"])
def test_a_key_of_words(key: str) -> None:
    """The endings count as the keys do."""
    assert holds_words(key)


@pytest.mark.parametrize("key", ["id", "kind", "settings", "notes", "prompted"])
def test_a_key_of_something_else(key: str) -> None:
    """A key that only looks like one holds no words."""
    assert not holds_words(key)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('msgid "Hello {name}"\nmsgstr "Dag {naam}"', "misses {name}"),
        ('msgid "Hello {name}"\nmsgstr "Dag {naam}, {name}"', "has {naam}"),
        ('msgid "Hello {name}"\nmsgstr "Dag {name"', "broken braces"),
        ('msgid "Hello"\nmsgstr ""', "not translated"),
        ('#, fuzzy\nmsgid "Hello"\nmsgstr "Dag"', "fuzzy"),
        ('#~ msgid "Hello"\n#~ msgstr "Dag"', "obsolete"),
        (
            'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} dag"\nmsgstr[1] ""',
            "not translated",
        ),
        (
            'msgid "One day"\nmsgid_plural "{n} days"\nmsgstr[0] "Een dag"\nmsgstr[1] "{m} dagen"',
            "has {m}",
        ),
    ],
)
def test_a_broken_translation_is_named(tmp_path: Path, body: str, problem: str) -> None:
    """Each way in which a translation can be unfit is seen, and says which sentence it is."""
    lines = compiler.problems(compiler.read(_po(tmp_path / "messages.po", body)))
    assert problem in "\n".join(lines)


@pytest.mark.parametrize(
    "body",
    [
        'msgid "Hello {name}"\nmsgstr "Dag {name}"',
        'msgid "20% of it"\nmsgstr "20% ervan"',
        'msgid "One day"\nmsgid_plural "{n} days"\nmsgstr[0] "Een dag"\nmsgstr[1] "{n} dagen"',
        'msgid "A {{brace}}"\nmsgstr "Een {{accolade}}"',
    ],
)
def test_a_good_translation_passes(tmp_path: Path, body: str) -> None:
    """Per cent signs, doubled braces and a singular without its number are no mistakes."""
    assert compiler.problems(compiler.read(_po(tmp_path / "messages.po", body))) == []


def test_a_half_translated_plural_speaks_the_source(tmp_path: Path) -> None:
    """One empty form would mix two languages; the whole sentence stays English instead."""
    body = 'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} dag"\nmsgstr[1] ""'
    compiled = compiler.compile_catalog(compiler.read(_po(tmp_path / "messages.po", body)))
    words = gettext.GNUTranslations(io.BytesIO(compiled))
    assert words.ngettext("{n} day", "{n} days", 1) == "{n} day"


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    """A catalog that cannot be read is an error, never a smaller catalog."""
    with pytest.raises(PoFileError):
        compiler.read(_po(tmp_path / "messages.po", 'msgid "Hello"\nmsgstr "Dag"\nlost words'))


def test_words_that_went_are_kept_until_pruned(tree: Path, extracted: Catalog) -> None:
    """A sentence that is being reworded keeps its old translation within reach."""
    source = tree / "locales" / "nl" / "LC_MESSAGES" / "messages.po"
    with source.open("a", encoding="utf-8") as file:
        file.write('\nmsgid "Gone"\nmsgstr "Weg"\n')
    update(tree)
    assert '#~ msgid "Gone"\n#~ msgstr "Weg"' in source.read_text(encoding="utf-8")
    update(tree, prune=True)
    assert "Gone" not in source.read_text(encoding="utf-8")
    assert updated(source.read_text(encoding="utf-8"), "nl", extracted) == source.read_text("utf-8")


def _po(path: Path, body: str) -> Path:
    header = (
        'msgid ""\nmsgstr ""\n"Language: nl\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    path.write_text(header + body + "\n", encoding="utf-8")
    return path


# -- Opening a catalog ------------------------------------------------------------------------


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder of catalogs with one sentence in Dutch, read instead of the real one."""
    folder = tmp_path / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    _po(folder / "messages.po", 'msgid "Hello"\nmsgstr "Dag"')
    monkeypatch.setattr(locales, "_HERE", tmp_path)
    locales.catalog.cache_clear()
    yield folder
    locales.catalog.cache_clear()


def test_a_catalog_that_was_never_compiled_speaks(shelf: Path) -> None:
    """A fresh source tree needs no step before it speaks Dutch."""
    assert locales.languages() == ("en", "nl")
    assert locales.catalog("nl").gettext("Hello") == "Dag"


def test_an_edited_catalog_is_never_stale(shelf: Path) -> None:
    """A word changed after compiling is shown as changed."""
    source = shelf / "messages.po"
    compiled = compiler.compile_catalog(compiler.read(source))
    target = compiler.write_compiled(source, compiled)
    _po(source, 'msgid "Hello"\nmsgstr "Hoi"')
    later = target.stat().st_mtime_ns + 1_000_000_000
    os.utime(source, ns=(later, later))
    assert locales.catalog("nl").gettext("Hello") == "Hoi"


def test_a_wheel_has_compiled_words_only(shelf: Path) -> None:
    """Without the source beside it the compiled catalog is the one that is read."""
    source = shelf / "messages.po"
    compiler.write_compiled(source, compiler.compile_catalog(compiler.read(source)))
    source.unlink()
    assert locales.catalog("nl").gettext("Hello") == "Dag"


@pytest.mark.parametrize("tag", ["nl", "nl-BE", "nl_NL.UTF-8", "NL", "nl_NL@euro"])
def test_the_ways_to_name_a_language(shelf: Path, tag: str) -> None:
    """People and systems write a language in many ways."""
    assert locales.known(tag) == "nl"
    assert locales.catalog(tag).gettext("Hello") == "Dag"


@pytest.mark.parametrize("tag", ["", "C", "en", "xx", "../nl", "/", "nl/LC_MESSAGES"])
def test_a_language_without_a_catalog_is_english(shelf: Path, tag: str) -> None:
    """What is not known, or not a language at all, speaks English and opens no other file."""
    assert locales.catalog(tag).gettext("Hello") == "Hello"


# -- The wheel --------------------------------------------------------------------------------


def _build(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tree / "out")],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.wheel
def test_the_wheel_holds_all_words(tree: Path) -> None:
    """Catalogs, patterns and styles are inside; sources and tools of the catalogs are not."""
    built = _build(tree)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = (tree / "out").glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
        with opened.open("locales/nl/LC_MESSAGES/messages.mo") as file:
            words = gettext.GNUTranslations(io.BytesIO(file.read()))
    sentence = "A conversation about giving and taking"
    assert words.gettext(sentence) != sentence
    assert {path.relative_to(ROOT).as_posix() for path in _shipped()} - names == set()
    assert [name for name in names if name.endswith((".po", ".mo.tmp", "build_hook.py"))] == []


def _shipped() -> Iterator[Path]:
    """Yield the files of the packages that are no code, and must be in the wheel all the same."""
    for name in PACKAGES:
        for ending in ("*.toml", "*.tcss", "*.txt"):
            # The sentences with which hints are tried are of use in the source tree only.
            tried = ("wording-examples.toml", "wording-fresh.toml")
            yield from (path for path in (ROOT / name).rglob(ending) if path.name not in tried)


@pytest.mark.wheel
@pytest.mark.parametrize(
    "entry",
    [
        '#, fuzzy\nmsgid "Unfit"\nmsgstr "Ongeschikt"',
        'msgid "Unfit {field}"\nmsgstr "Ongeschikt {veld}"',
        'msgid "Unfit"\nmsgstr ""',
    ],
    ids=["fuzzy", "fields", "untranslated"],
)
def test_an_unfit_catalog_stops_the_build(tree: Path, entry: str) -> None:
    """No wheel leaves the house with words that are missing, guessed or broken."""
    source = tree / "locales" / "nl" / "LC_MESSAGES" / "messages.po"
    with source.open("a", encoding="utf-8") as file:
        file.write(f"\n{entry}\n")
    built = _build(tree)
    assert built.returncode != 0
    assert "messages.po: 'Unfit" in built.stdout + built.stderr
    assert not list((tree / "out").glob("*.whl"))
