"""What is loaded with what, and which library has one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessions.store import Vault
from tests.conftest import ROOT
from tests.sources import PACKAGES, loaded_by, places_of, sources_of
from tests.store.faults import NOW, small

HEAVY = {"textual", "rich", "tinydb", "babel", "msgspec", "dataclasses"}
"""What takes as long to load as the whole answer to a short question may take."""


def _modules_of(package: str) -> list[str]:
    """Give the name of every module of `package`."""
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sources_of(package)
    ]


def test_sessions_loads_no_screen_and_no_language() -> None:
    """What a conversation is can be used without a terminal, a language or an export at hand."""
    loaded = loaded_by("import " + ", ".join(_modules_of("sessions")))
    assert "sessions" in loaded
    unwanted = {"textual", "rich", "babel", "tui", "locales", "icalendar", "weasyprint"}
    assert loaded & (unwanted | {"cryptography"}) == set()


def test_conversations_load_no_database() -> None:
    """A conversation and its moves know nothing of how they are kept."""
    names = [name for name in _modules_of("sessions") if not name.startswith("sessions.store")]
    assert loaded_by("import " + ", ".join(names)) & {"tinydb", "filelock"} == set()


def test_the_command_line_starts_light() -> None:
    """A question such as "what is due" is answered without loading the screens."""
    loaded = loaded_by("import tui.cli.main")
    assert loaded & {*HEAVY, "icalendar", "cryptography"} == set()


@pytest.mark.parametrize("form", ["--json", "--quiet"])
def test_what_is_due_is_told_from_the_cache_alone(tmp_path: Path, form: str) -> None:
    """A shell's prompt reads one small file: no record and nothing that reads records is loaded."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=NOW) as vault:
        vault.index.read()
        vault.records.save(small())
    arguments = ["--data", str(folder), "due", form]
    loaded = loaded_by(f"from tui.cli.main import main\nassert main({arguments}) == 1")
    assert "sessions" in loaded
    assert loaded & HEAVY == set()


def test_a_language_loads_no_babel() -> None:
    """Words, days and lists are read with the standard library; Babel takes much longer to load."""
    written = (
        "from datetime import datetime\nfrom tui.language.language import known\n"
        "now = datetime.now().astimezone()\n"
        "for tongue in known():\n"
        "    tongue.when(now, now), tongue.day(now.date()), tongue.listed(['Kim', 'Sam'])"
    )
    assert "babel" not in loaded_by(written)


ONLY_IN = {
    "babel": "locales/",
    "cryptography": "sessions/store/",
    "filelock": "sessions/store/",
    "icalendar": "sessions/export/",
    "shtab": "tui/cli/completion.py",
    "tinydb": "sessions/store/",
    "weasyprint": "sessions/export/",
    "zxcvbn": "tui/workspace/passphrases.py",
}
"""Libraries that one place knows, so that one place changes when they do."""


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_has_one_place(library: str) -> None:
    """A library that is a detail of one package is imported there and nowhere else."""

    def imports(tree: ast.Module) -> Iterator[ast.AST]:
        for node in ast.walk(tree):
            match node:
                case ast.Import(names=names):
                    modules = [name.name for name in names]
                case ast.ImportFrom(module=str(module)):
                    modules = [module]
                case _:
                    continue
            if any(module.partition(".")[0] == library for module in modules):
                yield node

    places = places_of(imports, *PACKAGES)
    assert [place for place in places if not place.startswith(ONLY_IN[library])] == []
