"""The only use of what Textual does not promise to keep: each part, what it does, why we need it.

Textual is pinned to the minor version these parts were read in. Before the pin moves on, read them
again there; `tests/tui/test_textual_private.py` fails when one of them is not as it is told here.
"""

from __future__ import annotations

import functools
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable

from textual.app import App
from textual.worker import WorkerFailed


class QuietCrashApp(App[None]):
    """An app that ends at an error of its own without showing anybody's words.

    Textual calls `App._handle_exception` with every error that nothing caught: of a handler, a
    timer, a worker, or while it paints. That sets the exit code, and calls `App._fatal_error`,
    which prints the error with the values of the variables around it. Those are people's words.
    There is no public way to print something else.
    """

    crash: BaseException | None = None
    """The error it ended at; of a worker its own: Textual wraps it in one without a traceback."""

    def crash_words(self) -> str:
        """Give what is told in place of the values; `crash` is set by then."""
        raise NotImplementedError

    def _handle_exception(self, error: Exception) -> None:
        self.crash = error.error if isinstance(error, WorkerFailed) else error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        from rich.text import Text

        self.bell()
        self.panic(Text(self.crash_words()))


def read_anything() -> None:
    """Let the driver read bytes that are not UTF-8 as U+FFFD instead of dying of them.

    `LinuxDriver.run_input_thread` takes its decoder from the name `getincrementaldecoder` in its
    own module, and asks it to be strict.
    """
    if sys.platform == "win32":
        return
    from textual.drivers import linux_driver

    def forgiving(encoding: str) -> Callable[[], object]:
        return functools.partial(getincrementaldecoder(encoding), errors="replace")

    vars(linux_driver)["getincrementaldecoder"] = forgiving


def write_to_nobody() -> None:
    """Let the driver write on when the terminal is gone.

    `LinuxDriver.start_application_mode` makes the thread that writes from the name `WriterThread`
    in its own module. The thread would end with an error, its queue (`_queue`, with None as the
    last thing in it) fill up, and the program wait for ever to put its last words into it.
    """
    if sys.platform == "win32":
        return
    from textual.drivers import linux_driver
    from textual.drivers._writer_thread import WriterThread

    class PatientWriter(WriterThread):
        def run(self) -> None:
            try:
                super().run()
            except OSError:
                while self._queue.get() is not None:
                    pass

    vars(linux_driver)["WriterThread"] = PatientWriter
