"""The habits of the house that a machine can hold: what is loaded, and how words are written."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from sessions.store import Vault
from tests.conftest import ROOT
from tests.store.faults import NOW, small

PACKAGES = ("sessions", "tui", "locales")

MARKS_OF_SENTENCES = {
    "N_": 1,
    "_": 1,
    "n": 2,
    "p": 2,
    "plural": 2,
    "say": 1,
    "t": 1,
    "translate": 1,
}
"""The functions that mark a sentence, and how many of their first arguments are words."""

NEEDS_LITERALS = {"N_", "n", "plural"}
"""Those that cannot pass a sentence on: a plural is one entry in a catalog only where it is marked
as one, so ``n(N_("a"), N_("b"), count)`` would never be found in any language."""

TRANSLATES_NOW = MARKS_OF_SENTENCES.keys() - {"N_"}
"""Those that need to know the language at the moment they are called."""

READS_MARKUP_UNLESS_TOLD = {"Label", "Static", "notify"}
"""Calls that obey ``[...]`` in a text, unless they are given ``markup=False``."""

READS_MARKUP = READS_MARKUP_UNLESS_TOLD | {
    "Button",
    "Checkbox",
    "Collapsible",
    "Option",
    "RadioButton",
    "Tab",
    "TabPane",
    "from_markup",
    "update",
}
"""Calls that obey ``[...]`` in a text. A `Content` is always taken as it is."""

TEXT_KEYWORDS = {"content", "label", "message", "title"}
"""The names under which those calls take their text."""

HEAVY = {"textual", "rich", "tinydb", "babel", "msgspec", "dataclasses"}
"""What takes as long to load as the whole answer to a short question may take."""

ATTRIBUTES_THAT_READ_MARKUP = {"border_subtitle", "border_title", "tooltip"}


# -- What is loaded ---------------------------------------------------------------------------


def _loaded_by(statement: str) -> set[str]:
    """Give the top packages a fresh interpreter has loaded after `statement`."""
    code = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    return {name.partition(".")[0] for name in json.loads(ran.stdout.splitlines()[-1])}


def _modules_of(package: str) -> list[str]:
    """Give the name of every module of `package`."""
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in _sources(package)
    ]


def test_sessions_loads_no_screen_and_no_language() -> None:
    """What a conversation is can be used without a terminal, a language or an export at hand."""
    loaded = _loaded_by("import " + ", ".join(_modules_of("sessions")))
    assert "sessions" in loaded
    unwanted = {"textual", "rich", "babel", "tui", "locales", "icalendar", "weasyprint"}
    assert loaded & (unwanted | {"cryptography"}) == set()


def test_conversations_load_no_database() -> None:
    """A conversation and its moves know nothing of how they are kept."""
    names = [name for name in _modules_of("sessions") if not name.startswith("sessions.store")]
    assert _loaded_by("import " + ", ".join(names)) & {"tinydb", "filelock"} == set()


def test_the_command_line_starts_light() -> None:
    """A question such as "what is due" is answered without loading the screens."""
    loaded = _loaded_by("import tui.cli.main")
    assert loaded & {*HEAVY, "icalendar", "cryptography"} == set()


@pytest.mark.parametrize("form", ["--json", "--quiet"])
def test_what_is_due_is_told_from_the_cache_alone(tmp_path: Path, form: str) -> None:
    """A shell's prompt reads one small file: no record and nothing that reads records is loaded."""
    folder = tmp_path / "vault"
    with Vault.open(folder, now=NOW) as vault:
        vault.index.read()
        vault.save(small())
    arguments = ["--data", str(folder), "due", form]
    loaded = _loaded_by(f"from tui.cli.main import main\nassert main({arguments}) == 1")
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
    assert "babel" not in _loaded_by(written)


ONLY_IN = {
    "babel": "locales/",
    "cryptography": "sessions/store/",
    "filelock": "sessions/store/",
    "icalendar": "sessions/export/",
    "shtab": "tui/cli/completion.py",
    "tinydb": "sessions/store/",
    "weasyprint": "sessions/export/",
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

    places = _places(imports, *PACKAGES)
    assert [place for place in places if not place.startswith(ONLY_IN[library])] == []


# -- How words are written --------------------------------------------------------------------


def _sources(*packages: str) -> list[Path]:
    return [path for name in packages for path in sorted((ROOT / name).rglob("*.py"))]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _places(find: Callable[[ast.Module], Iterator[ast.AST]], *packages: str) -> list[str]:
    """Give ``file:line`` for all that `find` yields in the sources of `packages`."""
    return [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        for path in _sources(*packages)
        for node in find(_tree(path))
    ]


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call with the last part of the name it is made by."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := _called(node)):
            yield name, node


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _is_put_together(value: ast.AST) -> bool:
    """Whether a text is made on the spot: an f-string, ``+``, ``%``, ``.format()``, ``.join()``."""
    match value:
        case ast.JoinedStr():
            return True
        case ast.BinOp(op=ast.Add() | ast.Mod()):
            return any(_is_text(side) for side in (value.left, value.right))
        case ast.Call(func=ast.Attribute(attr="format" | "format_map" | "join")):
            return True
        case ast.IfExp():
            return _is_put_together(value.body) or _is_put_together(value.orelse)
    return False


def _is_text(value: ast.AST) -> bool:
    is_literal = isinstance(value, ast.Constant) and isinstance(value.value, str)
    return is_literal or _is_put_together(value)


def _is_own_sentence(value: ast.AST) -> bool:
    """Whether a text is all ours: a literal, or a marked sentence without fields to fill in."""
    match value:
        case ast.Constant():
            return True
        case ast.Call():
            return _called(value) in MARKS_OF_SENTENCES and not value.keywords
    return False


def _is_safe(value: ast.AST) -> bool:
    return _is_own_sentence(value) or _is_content(value)


def _is_content(value: ast.AST) -> bool:
    """Whether a text is a `Content`, which is shown and never obeyed."""
    if not isinstance(value, ast.Call):
        return False
    if _called(value) == "Content":
        return True
    made_by = value.func.value if isinstance(value.func, ast.Attribute) else None
    return isinstance(made_by, ast.Name) and made_by.id == "Content"


def _without_markup(call: ast.Call) -> bool:
    return any(
        word.arg == "markup" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in call.keywords
    )


def _obeys(name: str, call: ast.Call) -> bool:
    """Whether a call to `name` would read brackets in a text that is not all ours."""
    if name not in READS_MARKUP or _without_markup(call):
        return False
    texts = [*call.args[:1], *(word.value for word in call.keywords if word.arg in TEXT_KEYWORDS)]
    if any(_is_put_together(text) for text in texts):
        return True
    return name in READS_MARKUP_UNLESS_TOLD and not all(map(_is_safe, call.args[:1]))


def _obeyed_texts(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the places where something a person typed could be read as markup."""
    yield from (call for name, call in _calls(tree) if _obeys(name, call))
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _is_put_together(node.value):
            names = {target.attr for target in node.targets if isinstance(target, ast.Attribute)}
            if names & ATTRIBUTES_THAT_READ_MARKUP:
                yield node


def test_what_people_typed_never_reaches_markup() -> None:
    """A text that is not all ours is shown with ``markup=False`` or as a `Content`."""
    assert _places(_obeyed_texts, "tui") == []


@pytest.mark.parametrize(
    "line",
    [
        'Static(f"Hello {name}")',
        'Static("Hello " + name)',
        'Static("Hello %s" % name)',
        'Static("Hello {}".format(name))',
        "Static(person.name)",
        't_label = Label(t("Hello {name}", name=name))',
        'app.notify(f"{name} is next")',
        'Button(f"Over to {name}")',
        'widget.update(f"{name}")',
        'Content.from_markup(f"[b]{name}[/b]")',
        'widget.border_title = "For " + name',
    ],
)
def test_the_search_for_markup_sees(line: str) -> None:
    """Each way to let a name in brackets disappear is found."""
    assert list(_obeyed_texts(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        'Static("Ready")',
        'Static(t("Ready"))',
        "Static(person.name, markup=False)",
        "Static(Content(person.name))",
        "Static(Content.assemble(person.name))",
        'Content.from_markup("[b]$name[/b]", name=name)',
        "known.update({name: person})",
        "totals.update(count + 1)",
    ],
)
def test_the_search_for_markup_lets_pass(line: str) -> None:
    """What is shown as it was typed is fine."""
    assert list(_obeyed_texts(ast.parse(line))) == []


def _built_sentences(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the marked sentences that no catalog can hold."""
    for name, call in _calls(tree):
        for words in call.args[: MARKS_OF_SENTENCES.get(name, 0)]:
            is_empty = isinstance(words, ast.Constant) and words.value == ""
            is_unknown = name in NEEDS_LITERALS and not isinstance(words, ast.Constant)
            if is_empty or is_unknown or _is_put_together(words):
                yield call


def test_marked_sentences_are_whole() -> None:
    """A sentence put together on the spot is in no catalog; an empty one is its header."""
    assert _places(_built_sentences, *PACKAGES) == []


@pytest.mark.parametrize(
    "line",
    [
        '_(f"Hello {name}")',
        't("Hello " + name)',
        "N_(name)",
        'say("")',
        'n("a", f"{b}", 2)',
        'n(N_("a"), N_("b"), 2)',
    ],
)
def test_the_search_for_built_sentences_sees(line: str) -> None:
    """Each way to lose a sentence for the catalogs is found."""
    assert list(_built_sentences(ast.parse(line)))


def _frozen_sentences(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the translations that happen while a module is imported."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and _called(node) in TRANSLATES_NOW:
            yield node
        waiting.extend(_runs_at_import(node))


def _runs_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of `node` that run where it stands; the body of a function runs later."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield from node.decorator_list
        yield node.args
    elif not isinstance(node, ast.Lambda):
        yield from ast.iter_child_nodes(node)


def test_nothing_is_translated_at_import() -> None:
    """A sentence translated in a class body keeps the language of the first second for ever."""
    assert _places(_frozen_sentences, *PACKAGES) == []


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ('class A:\n    TITLE = t("Home")', True),
        ('def f(word=t("Home")):\n    pass', True),
        ('class A:\n    TITLE = N_("Home")', False),
        ('class A:\n    def title(self):\n        return t("Home")', False),
    ],
)
def test_the_search_for_frozen_sentences(source: str, seen: bool) -> None:
    """Only what runs at import counts."""
    assert bool(list(_frozen_sentences(ast.parse(source)))) is seen


# -- Clocks -----------------------------------------------------------------------------------


def _sleeps(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield every wait for a number of seconds; ``asyncio.sleep(0)`` only lets others go first."""
    for name, call in _calls(tree):
        if name == "sleep" and [getattr(arg, "value", None) for arg in call.args] != [0]:
            yield call


def test_no_test_sleeps() -> None:
    """A test waits for something that happens, never for a number of seconds."""
    assert _places(_sleeps, "tests") == []


UNCERTAIN = {"random", "secrets", "time", "uuid"}
"""Modules that give something else each time they are asked."""


def _own_clocks(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what reads the clock, chance or the environment."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found = any(one.name in UNCERTAIN for one in names)
            case ast.ImportFrom(module=module):
                found = module in UNCERTAIN
            case ast.Attribute(attr=name):
                found = name in {"environ", "getenv", "now", "today", "utcnow"}
            case _:
                found = False
        if found:
            yield node


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("import time", True),
        ("from uuid import uuid4", True),
        ("os.environ['HOME']", True),
        ("datetime.now(tz)", True),
        ("from datetime import date, time", False),
        ("moment(now=now)", False),
    ],
)
def test_the_search_for_clocks(line: str, seen: bool) -> None:
    """Time as a value is fine; time as a source is not."""
    assert bool(list(_own_clocks(ast.parse(line)))) is seen


def test_sessions_has_no_clock() -> None:
    """Time, ids and the environment come in as arguments; only the store meets the machine."""
    places = _places(_own_clocks, "sessions")
    assert [place for place in places if not place.startswith("sessions/store/")] == []


# -- What is committed ------------------------------------------------------------------------


def _committed() -> list[Path]:
    """Give the files git has, or would take."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


# In pieces, because this file is searched too.
_HOSTS = "|".join(["py" + r"pi\.org", "python" + r"hosted\.org", "index" + "-url"])
_PATHS = "|".join(["work", "root"])
_OF_ONE_MACHINE = re.compile(rf"{_HOSTS}|(?<![\w.*])/(?:{_PATHS})/")


def test_nothing_belongs_to_one_machine() -> None:
    """No file names a registry's host or a path that exists on one computer only."""
    found = []
    for path in _committed():
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [
            f"{path.relative_to(ROOT)}:{number}"
            for number, line in enumerate(text.splitlines(), 1)
            if _OF_ONE_MACHINE.search(line)
        ]
    assert found == []


def test_nothing_compiled_is_committed() -> None:
    """Catalogs are compiled by the build; a lock file would tie everybody to one registry."""
    unwanted = {".mo", ".pyc", ".lock"}
    assert [path.name for path in _committed() if path.suffix in unwanted] == []
