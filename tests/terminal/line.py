"""The line between a program and its terminal: a pseudo-terminal, and the process at the other end."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import selectors
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence

from tests.terminal.emulator import CELL_HEIGHT, CELL_WIDTH, Emulator

POLL = 0.05
"""Seconds between two looks at something outside the terminal (a file, the end of the process)."""
QUIET = 0.05
"""Seconds without output after which a screen has come to rest."""

# The leader of a session gets the terminal it opens as its controlling one. A shell does that, so
# that no Python runs between fork and exec.
_TAKE_TERMINAL = 'tty=$1; shift; exec 0<>"$tty" 1>&0 2>&0; exec "$@"'


class Line:
    """A process with its own session and terminal; what it writes goes into `raw` and the emulator.

    All reading and writing is done by `pump`, in the thread of the test.
    """

    def __init__(
        self,
        argv: Sequence[str],
        env: Mapping[str, str],
        cwd: str | os.PathLike[str],
        emulator: Emulator,
    ) -> None:
        self.raw = bytearray()
        """Every byte the program wrote."""
        self.outgoing = bytearray()
        """What the program has yet to take."""
        self.emulator = emulator
        """The terminal at this end."""
        self._at_end = False
        self._master, slave = os.openpty()
        os.set_blocking(self._master, False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._master, selectors.EVENT_READ)
        try:
            self._tell_size()
            self._flags_before = self._flags()
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", _TAKE_TERMINAL, "sh", os.ttyname(slave), *argv],
                stdin=slave,
                stdout=slave,
                stderr=slave,
                env=env,
                cwd=cwd,
                start_new_session=True,
            )
        except BaseException:
            self.close()
            raise
        finally:
            os.close(slave)
        self.pid = self._process.pid
        """The id of the process, of its session and of its group."""

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    @property
    def code(self) -> int | None:
        """The exit code, the negative number of the signal it died of, or None while it runs."""
        return self._process.poll()

    @property
    def closed(self) -> bool:
        """Whether this end is closed."""
        return self._master < 0

    @property
    def echo_changed(self) -> bool:
        """Whether echo, line editing or another flag of the line differs from the start."""
        return not self.closed and self._flags() != self._flags_before

    def ended(self) -> bool:
        """Whether the process ended; all it wrote has been read then."""
        if self.alive:
            return False
        self.drain()
        return True

    def drain(self, deadline: float | None = None) -> None:
        """Read what is there now."""
        while self.pump(0) and (deadline is None or time.monotonic() < deadline):
            pass

    def rest(self, quiet: float, limit: float) -> bool:
        """Read until nothing came for `quiet` seconds and no frame is open, or the process ended.

        False when `limit` seconds were not enough.
        """
        deadline = time.monotonic() + limit
        while self.pump(quiet) or self.emulator.frame_open or self.outgoing:
            if self.ended():
                break
            if time.monotonic() > deadline:
                return False
        return True

    def send(self, data: bytes, limit: float) -> bool:
        """Send, reading on meanwhile so that neither side waits for the other.

        False when the process did not take it within `limit` seconds.
        """
        deadline = time.monotonic() + limit
        self.outgoing += data
        while self.outgoing and not self._at_end:
            if time.monotonic() > deadline:
                return False
            self.pump(POLL)
        return True

    def resize(self, cols: int, rows: int) -> None:
        """Take another size; the kernel sends SIGWINCH."""
        self.emulator.resize(cols, rows)
        self._tell_size()
        self._take_answers()

    def pump(self, seconds: float) -> bool:
        """Wait up to `seconds` for the process to write or to read, and do both.

        True when it wrote.
        """
        if self._at_end:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
            return False
        writing = selectors.EVENT_WRITE if self.outgoing else 0
        self._selector.modify(self._master, selectors.EVENT_READ | writing)
        ready = sum(mask for _, mask in self._selector.select(seconds))
        if ready & selectors.EVENT_WRITE:
            self._write()
        return bool(ready & selectors.EVENT_READ) and self._read()

    def kill(self, number: int) -> None:
        """Send a signal to the process and its group; nothing when it has ended."""
        if self.alive:
            os.killpg(self.pid, number)

    def wait(self) -> None:
        """Wait for the end of a process that was killed."""
        self._process.wait()

    def close(self) -> None:
        """Close this end: the process gets a SIGHUP, and errors when it writes on."""
        if not self.closed:
            self._selector.close()
            os.close(self._master)
            self._master, self._at_end = -1, True

    def _write(self) -> None:
        try:
            del self.outgoing[: os.write(self._master, self.outgoing)]
        except BlockingIOError:
            pass
        except OSError:
            self.outgoing.clear()  # nobody is there to read it

    def _read(self) -> bool:
        try:
            data = os.read(self._master, 65536)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno != errno.EIO:  # EIO: the last process closed its side
                raise
            data = b""
        if not data:
            self._at_end = True
            return False
        self.raw += data
        self.emulator.feed(data)
        self._take_answers()
        return True

    def _take_answers(self) -> None:
        self.outgoing += self.emulator.answers
        self.emulator.answers.clear()

    def _tell_size(self) -> None:
        columns, lines = self.emulator.display.columns, self.emulator.display.lines
        size = struct.pack("HHHH", lines, columns, columns * CELL_WIDTH, lines * CELL_HEIGHT)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, size)

    def _flags(self) -> list[int]:
        """The input, output, control and local flags."""
        incoming, outgoing, control, local, *_ = termios.tcgetattr(self._master)
        return [incoming, outgoing, control, local]
