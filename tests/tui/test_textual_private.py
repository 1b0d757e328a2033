"""The parts of Textual that it does not promise to keep: as we count on them, and in one module."""

from __future__ import annotations

import ast
import asyncio
import codecs
import errno
import importlib
import inspect
import io
import sys
import textwrap
import threading
import tomllib
import traceback
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import pytest
import textual
from packaging.requirements import Requirement
from rich.text import Text
from textual.app import App
from textual.events import Key
from textual.widget import Widget
from textual.widgets import Static

from tests.conftest import ROOT
from tui import textual_private
from tui.app import TweespraakApp
from tui.textual_private import QuietCrashApp

TEXTUAL = Path(inspect.getfile(textual)).parent
PRIVATE_MODULE = ROOT / "tui" / "textual_private.py"
WORDS = "It stopped. Your words are kept."

# -- The pin ------------------------------------------------------------------------------------


def test_textual_is_pinned_to_one_minor_version() -> None:
    """The program asks for the version its private parts were read in, and runs on it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pin = next(
        requirement.specifier
        for requirement in map(Requirement, project["dependencies"])
        if requirement.name == "textual"
    )
    assert version("textual") in pin
    assert "8.2.0" in pin
    assert "8.3.0" not in pin
    assert "8.1.99" not in pin


# -- An error of ours ---------------------------------------------------------------------------


class Fault(RuntimeError):
    """What goes wrong in the tests."""


def fail() -> None:
    """Go wrong with somebody's words at hand."""
    somebodys_words = "secret-in-a-variable"
    raise Fault(somebodys_words)


class FailingStatic(Static):
    """It goes wrong where a test asks for it."""

    fails_in = ""

    def on_mount(self) -> None:
        if self.fails_in == "mount":
            fail()

    def render(self) -> Text:
        if self.fails_in == "render":
            fail()
        return Text("")

    def key_x(self) -> None:
        fail()


class QuietApp(QuietCrashApp):
    """A small app that notes what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[BaseException | None] = []

    def crash_words(self) -> str:
        self.told.append(self.crash)
        return WORDS

    def compose(self) -> Iterator[Widget]:
        yield FailingStatic()


class LoudApp(App[None]):
    """An app as Textual makes it."""


async def _fail_in_worker() -> None:
    fail()


CRASHES: dict[str, Callable[[App[None]], object]] = {
    "call": lambda app: app.call_later(fail),
    "call after refresh": lambda app: app.call_after_refresh(fail),
    "call next": lambda app: app.call_next(fail),
    "timer": lambda app: app.set_timer(0.001, fail),
    "worker": lambda app: app.run_worker(_fail_in_worker(), exit_on_error=True),
    "thread": lambda app: app.run_worker(fail, thread=True, exit_on_error=True),
    "mount": lambda app: app.mount(_failing("mount")),
    "render": lambda app: app.mount(_failing("render")),
}
"""The ways into `App._handle_exception`, by name."""


def _failing(place: str) -> FailingStatic:
    widget = FailingStatic()
    widget.fails_in = place
    return widget


async def _crash(app: App[None], go_wrong: Callable[[App[None]], object]) -> None:
    """Let `app` go wrong, and wait until it has ended."""
    async with app.run_test() as pilot, asyncio.timeout(30):
        go_wrong(app)
        while app.is_running:
            await pilot.pause()


@pytest.mark.parametrize("way", CRASHES)
async def test_an_error_goes_through_our_handler(
    way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever goes wrong: our words are all that is printed, and the exit code is 1."""
    app = QuietApp()
    with pytest.raises(Exception, match=r"secret|Worker"):
        await _crash(app, CRASHES[way])
    assert app.told == [app.crash]
    assert app.return_code == 1
    assert isinstance(app.crash, Fault)
    places = [frame.name for frame in traceback.extract_tb(app.crash.__traceback__)]
    assert "fail" in places, "a crash file without the place it went wrong"
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == f"{WORDS}\n"


async def test_an_error_of_a_key_goes_through_our_handler(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A key goes another way than a call."""
    app = QuietApp()
    with pytest.raises(Fault):
        await _crash(app, lambda app: app.query_one(FailingStatic).post_message(Key("x", "x")))
    assert len(app.told) == 1
    assert capsys.readouterr().err == f"{WORDS}\n"


async def test_textual_itself_prints_the_values_of_variables(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """That is why we step in. When it no longer does, `QuietCrashApp` may go."""
    with pytest.raises(Fault):
        await _crash(LoudApp(), CRASHES["call"])
    assert "somebodys_words = 'secret-in-a-variable'" in capsys.readouterr().err


def test_the_handlers_of_errors_are_as_we_override_them() -> None:
    """Their names and parameters, and that the one calls the other."""
    assert list(inspect.signature(App._handle_exception).parameters) == ["self", "error"]
    assert list(inspect.signature(App._fatal_error).parameters) == ["self"]
    assert "_fatal_error" in App._handle_exception.__code__.co_names
    assert issubclass(TweespraakApp, QuietCrashApp)
    for name in ("_handle_exception", "_fatal_error"):
        assert name not in vars(TweespraakApp)


# -- The driver ---------------------------------------------------------------------------------

linux_only = pytest.mark.skipif(sys.platform == "win32", reason="it has another driver")


@pytest.fixture
def linux_driver(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Give the module of the driver; what is changed in it is undone."""
    module = importlib.import_module("textual.drivers.linux_driver")
    for name in ("getincrementaldecoder", "WriterThread"):
        monkeypatch.setattr(module, name, vars(module)[name])
    return module


@linux_only
def test_the_driver_decodes_with_the_name_we_replace(linux_driver: ModuleType) -> None:
    """The thread that reads looks it up in its module, and calls it for UTF-8 with nothing more."""
    assert linux_driver.getincrementaldecoder is codecs.getincrementaldecoder
    reading = linux_driver.LinuxDriver.run_input_thread
    assert "getincrementaldecoder" in _globals_of(reading)
    assert 'getincrementaldecoder("utf-8")().decode' in inspect.getsource(reading)
    with pytest.raises(UnicodeDecodeError):
        linux_driver.getincrementaldecoder("utf-8")().decode(b"caf\xe9 ")
    textual_private.read_anything()
    decode = linux_driver.getincrementaldecoder("utf-8")().decode
    assert decode(b"caf\xe9 ") == "caf\ufffd "
    assert decode(b"\xc3") + decode(b"\xa9", final=True) == "é"


class GoneTerminal(io.StringIO):
    """A file of a terminal that hung up."""

    def write(self, text: str) -> int:
        raise OSError(errno.EIO, text)


@linux_only
def test_the_driver_writes_with_the_name_we_replace(linux_driver: ModuleType) -> None:
    """It makes its thread of that name when it starts, and stops it by a None in its queue."""
    before = linux_driver.WriterThread
    starting = linux_driver.LinuxDriver.start_application_mode
    assert "WriterThread" in _globals_of(starting)
    assert "WriterThread(self._file)" in inspect.getsource(starting)
    textual_private.write_to_nobody()
    assert issubclass(linux_driver.WriterThread, before)
    assert linux_driver.WriterThread.run is not before.run
    assert linux_driver.WriterThread.stop is before.stop


@linux_only
def test_a_writer_to_nobody_takes_more_than_its_queue_holds(linux_driver: ModuleType) -> None:
    """A full queue would stop the program for ever; it is emptied, and the thread ends."""
    textual_private.write_to_nobody()
    writer = linux_driver.WriterThread(GoneTerminal())
    most = writer._queue.maxsize
    assert most > 0  # a queue without an end never fills up, and `write_to_nobody` may go
    writer.start()

    def write() -> None:
        for _ in range(10 * most):
            writer.write("words")
        writer.stop()

    writing = threading.Thread(target=write, daemon=True)
    writing.start()
    writing.join(timeout=30)
    assert not writing.is_alive()
    assert not writer.is_alive()


@linux_only
def test_a_writer_to_somebody_writes_as_before(linux_driver: ModuleType) -> None:
    """To a terminal that is there everything is written, in order."""
    textual_private.write_to_nobody()
    terminal = io.StringIO()
    writer = linux_driver.WriterThread(terminal)
    writer.start()
    for number in range(100):
        writer.write(f"{number} ")
    writer.stop()
    assert terminal.getvalue() == "".join(f"{number} " for number in range(100))


def _globals_of(function: Callable[..., object]) -> set[str]:
    return set(function.__code__.co_names) & set(function.__globals__)


# -- Nowhere else -------------------------------------------------------------------------------


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
