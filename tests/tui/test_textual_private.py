"""The parts of Textual that it does not promise to keep, as we count on them."""

from __future__ import annotations

import asyncio
import codecs
import errno
import importlib
import inspect
import io
import sys
import threading
import tomllib
import traceback
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import pytest
import textual
from packaging.requirements import Requirement
from rich.text import Text
from textual.app import App
from textual.events import Key
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from tests.conftest import ROOT
from tui import textual_private
from tui.app import TweespraakApp
from tui.textual_private import QuietCrashApp
from tui.ui.shell_app import ShellApp

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


# -- What is copied -----------------------------------------------------------------------------


def _sources_with(text: str) -> set[str]:
    """Give the modules of Textual in whose source `text` stands."""
    folder = Path(textual.__file__).parent
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if text in path.read_text(encoding="utf-8") and "demo" not in path.parts
    }


def test_textual_copies_by_one_way() -> None:
    """Out by `App.copy_to_clipboard` and in by `App.clipboard`: `ShellApp` overrides both."""
    assert _sources_with("]52;") == {"app.py"}
    assert _sources_with("_clipboard =") | _sources_with("._clipboard") == {"app.py"}
    assert "copy_to_clipboard" in vars(ShellApp)
    assert "clipboard" in vars(ShellApp)
    copying = (TextArea.action_copy, TextArea.action_cut, Input.action_copy, Input.action_cut)
    for action in (*copying, Screen.action_copy_text):
        assert "copy_to_clipboard" in action.__code__.co_names
    for action in (TextArea.action_paste, Input.action_paste):
        assert "clipboard" in action.__code__.co_names


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


@linux_only
def test_the_driver_stops_and_goes_on_by_handlers_that_we_call(linux_driver: ModuleType) -> None:
    """`terminal.on_stops` takes their place, and calls what stood there when it is time."""
    making = inspect.getsource(linux_driver.LinuxDriver.__init__)
    assert "signal.signal(signal.SIGTSTP, self._sigtstp_application)" in making
    assert "signal.signal(signal.SIGCONT, self._sigcont_application)" in making
    stopping = inspect.getsource(linux_driver.LinuxDriver._sigtstp_application)
    assert stopping.index("suspend_application_mode()") < stopping.index("signal.SIGSTOP")
    # After a bare SIGSTOP it would take the terminal a second time; when it asks, ours need not.
    going_on = linux_driver.LinuxDriver._sigcont_application
    assert set(going_on.__code__.co_names) == {"_auto_restart", "resume_application_mode"}


def _globals_of(function: Callable[..., object]) -> set[str]:
    return set(function.__code__.co_names) & set(function.__globals__)
