"""The only use of what Textual does not promise to keep: each part, what it does, why we need it.

Textual is pinned to the minor version these parts were read in. Before the pin moves on, read them
again there; `tests/tui/test_textual_private.py` fails when one of them is not as it is told here.
"""

from __future__ import annotations

import asyncio
import functools
import sys
import time
from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeGuard

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea
from textual.worker import WorkerFailed

PASTE = 1.0
"""Seconds without a sign after which a paste has ended."""

LOOKED_AT = 0.02
"""Seconds between two looks at how far a key has come."""

LOOKS = 25
"""Looks at which a key has come no further, after which the next one acts all the same.

They are counted, and no seconds are: on a busy machine those run on while nothing has its turn,
and a key that was on its way would be overtaken.
"""


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
    vars(linux_driver)["XTermParser"] = ImpatientParser


class ImpatientParser(XTermParser):
    """Ends a paste that its terminal does not end.

    `XTermParser.parse` takes everything after `BRACKETED_PASTE_START` for the paste, until its end
    comes: when that is lost, the keyboard is dead. `LinuxDriver.run_input_thread` feeds it what it
    read, and calls `tick` ten times a second.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._tail = ""
        self._pasting = False
        self._heard = 0.0

    def feed(self, data: str) -> Iterable[Message]:
        seen = self._tail + data
        begins, ends = seen.rfind(BRACKETED_PASTE_START), seen.rfind(BRACKETED_PASTE_END)
        if begins != ends:  # at least one of them came
            self._pasting = begins > ends
        # The mark of a paste may come in two pieces.
        self._tail = seen[1 - len(BRACKETED_PASTE_END) :]
        self._heard = time.monotonic()
        yield from super().feed(data)

    def tick(self) -> Iterable[Message]:
        yield from super().tick()
        if self._pasting and time.monotonic() - self._heard > PASTE:
            yield from self.feed(BRACKETED_PASTE_END)


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


class OrderedKeysApp(App[None]):
    """An app in which keys that arrive together act in their order, on one screen.

    Textual hands a key to whatever has the focus (`App.on_event`, `Widget._forward_event`). What
    nobody took comes back to the app behind the keys that arrived meanwhile, and only then is
    looked up as a binding (`App._on_key`): of ``Kim`` Enter ``Sam`` in one write, both names were
    in the first field. So after a key that is no letter in a text the next ones wait until it has
    run its course: through the queues of the widget, of all around it, and of the app.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._waiting: deque[tuple[events.Event, Screen[Any]]] = deque()
        self._course: asyncio.Task[None] | None = None
        self._letters = ""
        self._lettered: Widget | None = None
        self._searched: Screen[Any] | None = None

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded:
            if self._is_one_of_many(event) and self._lettered in (None, self.focused):
                if not self._letters:
                    self._lettered = self.focused
                    self.call_later(self._type_letters)
                self._letters += event.character or ""
                return
            self._type_letters()
        is_typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if is_typed and (self._course is not None or self._waiting):
            self._waiting.append((event, self.screen))
            return
        if is_typed and self._needs_focus(event):
            self._waiting.append((event, self.screen))
            return
        await super().on_event(event)
        if is_typed:
            self._run_course_of(event)

    def _is_one_of_many(self, event: events.Event) -> TypeGuard[events.Key]:
        """Whether it is a letter behind or before which others have come already.

        Each would be handled and painted by itself: a text that comes at a thousand letters a
        second was saved long after it had come. They are typed as one.
        """
        if not isinstance(event, events.Key) or not self._is_letter(event):
            return False
        if self._course is not None or self._waiting:
            return False
        return self.message_queue_size > 0 or bool(self._letters)

    def _type_letters(self) -> None:
        """Type the letters that came together where the first of them came."""
        letters, field = self._letters, self._lettered
        self._letters, self._lettered = "", None
        if letters and field is not None and field.is_attached:
            field._forward_event(events.Paste(letters))  # noqa: SLF001  # as for a key

    def _run_course_of(self, event: events.Event) -> None:
        if not isinstance(event, events.Key) or self._is_letter(event):
            return  # what follows waits in the queue of the same field
        self._begin_course(self._take_course(self.focused))

    def _begin_course(self, course: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(course)
        self._course = task
        task.add_done_callback(lambda _: self._end_course())

    def _is_letter(self, key: events.Key) -> bool:
        return key.is_printable and isinstance(self.focused, TextArea | Input)

    async def _take_course(self, target: Widget | None) -> None:
        """Wait until the key was handled everywhere, and what that asked for too."""
        around: list[MessagePump] = [*target.ancestors_with_self] if target else [self.screen, self]
        await _Round([*around, *around]).end()

    def _needs_focus(self, event: events.Event) -> bool:
        """Whether text came for a screen whose first field has yet to get the cursor.

        Then that is waited for, once a screen: some have nothing to type in.
        """
        if self.focused is not None or not _is_text(event) or self._searched is self.screen:
            return False
        self._searched = self.screen
        self._begin_course(self._find_focus())
        return True

    async def _find_focus(self) -> None:
        for _ in range(LOOKS):  # Textual tells nobody
            if self.focused is not None:
                return
            await asyncio.sleep(LOOKED_AT)

    def _end_course(self) -> None:
        """Let the next keys act; text that came before a new screen goes to its field."""
        self._course = None
        if self._waiting:
            self.call_later(self._act_on_waiting)

    async def _act_on_waiting(self) -> None:
        while self._waiting and self._course is None:
            event, screen = self._waiting[0]
            is_new = screen is not self.screen
            if is_new and not _is_text(event):
                self._waiting.popleft()  # no Enter acts on a screen that was not seen yet
                continue
            if self._needs_focus(event):
                return
            self._waiting.popleft()
            if is_new and not isinstance(self.focused, TextArea | Input):
                continue  # there is no field for it
            await super().on_event(event)
            self._run_course_of(event)


def _is_text(event: events.Event) -> bool:
    return isinstance(event, events.Paste) or (isinstance(event, events.Key) and event.is_printable)


class _Round:
    """A call that goes through the queues of some pumps, one after another."""

    def __init__(self, pumps: Sequence[MessagePump]) -> None:
        self._pumps, self._at, self._ended = pumps, 0, asyncio.Event()
        self._go_on()

    def _go_on(self) -> None:
        while self._at < len(self._pumps):
            pump = self._pumps[self._at]
            self._at += 1
            if pump.call_later(self._go_on):
                return
        self._ended.set()

    async def end(self) -> None:
        """Wait until it has come through all of them, or stays in one for all of `LOOKS`.

        What is gone meanwhile is passed over.
        """
        waiting = asyncio.ensure_future(self._ended.wait())
        at, looks = self._at, 0
        while not waiting.done() and looks < LOOKS:
            await asyncio.wait({waiting}, timeout=LOOKED_AT)
            at, looks = self._at, looks + 1 if at == self._at else 0
            if not waiting.done() and not self._pumps[self._at - 1].is_running:
                self._go_on()
        waiting.cancel()
