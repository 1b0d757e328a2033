"""What Textual keeps private is used in one module; the search that sees it elsewhere."""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
import textual

from tests.conftest import ROOT
from tui import textual_private

TEXTUAL = Path(inspect.getfile(textual)).parent
PRIVATE_MODULE = ROOT / "tui" / "textual_private.py"


def is_private(name: str) -> bool:
    """Whether a name begins with an underscore, and is no special name of Python's."""
    return name.startswith("_") and not name.endswith("__") and name != "_"


def names_in_body(body: list[ast.stmt]) -> Iterator[str]:
    """Give the names that a class or a module defines."""
    for statement in body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))


def names_set(tree: ast.AST) -> Iterator[str]:
    """Give the names of the attributes that are set on objects."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


@cache
def private_names(textual_class: type) -> frozenset[str]:
    """Give the private attributes and methods of a class of Textual."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(textual_class)))
    return frozenset(filter(is_private, (*vars(textual_class), *names_set(tree))))


@cache
def all_private_names() -> frozenset[str]:
    """Give every private name that some class or module of Textual has."""
    names: set[str] = set()
    for file in TEXTUAL.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names.update(names_set(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef):
                names.update(names_in_body(node.body))
    return frozenset(filter(is_private, names))


def textual_bases(own_class: type) -> set[type]:
    """Give the classes of Textual that objects of a class are made of; a mixin joins later."""
    lines = set(own_class.__mro__).union(*map(textual_bases, own_class.__subclasses__()))
    return {base for base in lines if base.__module__.partition(".")[0] == "textual"}


class Search(ast.NodeVisitor):
    """Finds the private parts of Textual in a module; `module` is the one the tree became."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.findings: list[str] = []
        self._qualified: list[str] = []
        self._inherited: frozenset[str] = frozenset()
        self._imported: set[str] = set()

    def note(self, node: ast.AST) -> None:
        """Note that a private part is used here."""
        self.findings.append(ast.unparse(node).splitlines()[0])

    # -- Imports --

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._import(node, alias.name, alias.asname or alias.name.partition(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            self._import(node, f"{node.module}.{alias.name}", alias.asname or alias.name)

    def _import(self, node: ast.AST, path: str, bound: str) -> None:
        package, *parts = path.split(".")
        if package == "textual":
            self._imported.add(bound)
            if "drivers" in parts or any(map(is_private, parts)):
                self.note(node)

    # -- Classes --

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        outer = self._inherited
        self._qualified.append(node.name)
        self._inherited = self._private_names_of_bases()
        for statement in node.body:
            if self._inherited.intersection(names_in_body([statement])):
                self.note(statement)
        self.generic_visit(node)
        self._qualified.pop()
        self._inherited = outer

    def _private_names_of_bases(self) -> frozenset[str]:
        own_class: object = self.module
        for name in self._qualified:
            own_class = vars(own_class).get(name)
            if not isinstance(own_class, type):
                return all_private_names()  # a class inside a function: it may be of anything
        if not isinstance(own_class, type):
            raise TypeError(own_class)
        return frozenset[str]().union(*map(private_names, textual_bases(own_class)))

    # -- Attributes --

    def visit_Attribute(self, node: ast.Attribute) -> None:
        match node.value:
            case ast.Name(id="self" | "cls") | ast.Call(func=ast.Name(id="super")):
                is_of_textual = node.attr in self._inherited
            case ast.Name(id=name) if isinstance(node.ctx, ast.Store) and name in self._imported:
                is_of_textual = True  # put in the place of what Textual has there
            case _:
                is_of_textual = is_private(node.attr) and node.attr in all_private_names()
        if is_of_textual:
            self.note(node)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id in {"getattr", "setattr", "hasattr"}:
            for argument in node.args[1:2]:
                if isinstance(argument, ast.Constant) and argument.value in all_private_names():
                    self.note(node)
        if isinstance(node.func, ast.Name) and node.func.id == "vars":
            for argument in node.args:
                if isinstance(argument, ast.Name) and argument.id in self._imported:
                    self.note(node)
        self.generic_visit(node)


def search(source: str, module: ModuleType) -> list[str]:
    """Give what of Textual's private parts a module uses."""
    finder = Search(module)
    finder.visit(ast.parse(source))
    return finder.findings


def modules() -> dict[Path, ModuleType]:
    """Give every module of `tui`, by its file; all are imported, so that all classes are known."""
    files = [file for file in (ROOT / "tui").rglob("*.py") if file.name != "__main__.py"]
    dotted = {
        file: ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for file in sorted(files)
    }
    return {file: importlib.import_module(name) for file, name in dotted.items()}


def test_private_parts_of_textual_stand_in_one_module() -> None:
    """A new version of Textual is read beside one file; names of ours meet none of Textual's."""
    findings = {
        str(file.relative_to(ROOT)): search(file.read_text(encoding="utf-8"), module)
        for file, module in modules().items()
        if file != PRIVATE_MODULE
    }
    assert {file: lines for file, lines in findings.items() if lines} == {}


def test_each_private_part_in_that_module_is_known_here() -> None:
    """What the module uses more has no test yet that fails when Textual changes it."""
    source = PRIVATE_MODULE.read_text(encoding="utf-8")
    findings = search(source, textual_private)
    assert sorted(set(findings)) == [
        "def _fatal_error(self) -> None:",
        "def _handle_exception(self, error: Exception) -> None:",
        "field._forward_event",
        "from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser",
        "from textual.drivers import linux_driver",
        "from textual.drivers._writer_thread import WriterThread",
        "self._queue",
        "super()._handle_exception",
        "vars(linux_driver)",
    ]


MADE_UP = {
    "from textual._context import active_app": "from textual._context import active_app",
    "import textual._animator": "import textual._animator",
    "from textual.widgets._input import Input": "from textual.widgets._input import Input",
    "from textual.app import _SystemModalScreen": "from textual.app import _SystemModalScreen",
    "from textual.drivers import headless_driver": "from textual.drivers import headless_driver",
    "import textual.app as a\na.wait_for_idle = None": "a.wait_for_idle",
    "from textual.app import App\nApp.bell = None": "App.bell",
    "from textual import app\nvars(app)": "vars(app)",
    "def end(app):\n    app._exit_renderables.clear()": "app._exit_renderables",
    "def end(app):\n    app.screen._compositor": "app.screen._compositor",
    "def end(app):\n    getattr(app, '_driver')": "getattr(app, '_driver')",
    "from textual.app import App\nclass A(App):\n    def _fatal_error(self): ...": (
        "def _fatal_error(self):"
    ),
    "from textual.app import App\nclass A(App):\n    def end(self):\n        self._driver": (
        "self._driver"
    ),
    "from textual.widget import Widget\nclass W(Widget):\n    _size = 3": "_size = 3",
    "from textual.widgets import TextArea\nclass T(TextArea):\n"
    "    def go(self):\n        super()._on_key(None)": "super()._on_key",
    "from textual.widget import Widget\nclass Outer:\n    class W(Widget):\n"
    "        def go(self):\n            self._nodes": "self._nodes",
    "def make(Base):\n    class A(Base):\n        def go(self): self._nodes": "self._nodes",
    "from textual.widget import Widget\nclass Mixin:\n    def go(self):\n        self._nodes\n"
    "class W(Mixin, Widget): ...": "self._nodes",
}
"""Sources that use a private part, and what is found in them."""


@pytest.mark.parametrize("source", MADE_UP)
def test_the_search_sees(source: str) -> None:
    """Imports, calls, overrides, names put in another's place, mixins, and names in a text."""
    assert search(source, _module(source)) == [MADE_UP[source]]


@pytest.mark.parametrize(
    "source",
    [
        "from textual.app import App\nclass A(App):\n    def _of_ours(self): self._of_ours_too = 1",
        "class Timer:\n    def __init__(self):\n        self._driver = self._nodes = 1",
        "from textual.app import App\nclass A(App):\n    def on_key(self): super().__init__()",
        "from textual.app import App\nclass A(App):\n    TITLE = ''\n    def go(self): self.bell()",
        "import argparse\nargparse._SubParsersAction",
    ],
)
def test_the_search_lets_pass(source: str) -> None:
    """Private parts of our own, and what Textual has for everybody."""
    assert search(source, _module(source)) == []


def _module(source: str) -> ModuleType:
    module = ModuleType("made_up")
    definitions: list[ast.stmt] = [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef | ast.Import | ast.ImportFrom)
        and "_SystemModalScreen" not in ast.unparse(node)
    ]
    exec(compile(ast.Module(definitions, []), "made_up", "exec"), vars(module))
    return module
