"""The three streams of a command: what is closed, full, or has few letters."""

from __future__ import annotations

import os
import sys
from io import BufferedWriter, RawIOBase, TextIOWrapper

TYPE_CHECKING = False  # `typing` takes longer to import than all that a shell's prompt needs
if TYPE_CHECKING:
    from typing import Literal, TextIO

    from _typeshed import ReadableBuffer


class _Talk(RawIOBase):
    """Standard error: what does not arrive there changes nothing about the work.

    Otherwise a note that is kept would end as one that is not, and Python itself with 120.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def write(self, data: ReadableBuffer) -> int:
        try:
            return os.write(self._descriptor, data)
        except OSError:  # a full disk, or a reader that has gone; the exit code says how it went
            return memoryview(data).nbytes


def open_all() -> None:
    """Open what the shell has closed, as in ``>&-``: no file of the vault may get its number."""
    # In this order: the lowest number that is free is the one that is missing.
    if getattr(sys, "stdin", None) is None:
        sys.stdin = _nowhere("r")
    if getattr(sys, "stdout", None) is None:
        sys.stdout = _nowhere("w")
    if getattr(sys, "stderr", None) is None:
        sys.stderr = _nowhere("w")
    # A letter that the terminal does not have is shown as a question mark.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    _talk_on()


def drop_output() -> None:
    """Let nothing of the output wait any more: it would be written at the end, to nobody."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def _talk_on() -> None:
    """Let standard error take everything, whether it arrives or not."""
    said = sys.stderr
    sys.stderr = TextIOWrapper(
        BufferedWriter(_Talk(said.fileno())),
        encoding=said.encoding,
        errors="replace",
        line_buffering=True,
    )


def _nowhere(mode: Literal["r", "w"]) -> TextIO:
    return os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8")
