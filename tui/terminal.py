"""How the program ends: saved, with a number that says why, and without people's words on the way.

Textual handles neither SIGHUP nor SIGTERM; STORAGE, Endings, says what must happen instead. What we
change inside Textual for that is in `textual_private`.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sessions.store import Vault


def prepare() -> None:
    """Set what must stand before Textual is imported, and keep memory out of core dumps."""
    # Nothing that is made on the way to the first screen is garbage; `settle` turns it on again.
    gc.disable()
    os.environ.pop("TEXTUAL_LOG", None)  # it would write every key
    os.environ.pop("TEXTUAL_SCREENSHOT", None)
    # iTerm2 drops the text of input methods with the kitty protocol.
    os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def settle() -> None:
    """Let garbage be collected again once the first screen stands, except what stays for good."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def on_signals(stop: Callable[[int], None]) -> None:
    """Call `stop` with the number of a signal that asks to end, inside the running loop."""
    loop = asyncio.get_running_loop()
    # Windows has no SIGHUP.
    for number in (getattr(signal, "SIGHUP", None), signal.SIGTERM, signal.SIGINT):
        if number is None or signal.getsignal(number) is signal.SIG_IGN:
            continue
        with contextlib.suppress(NotImplementedError, RuntimeError):
            # Windows has no such handlers, and a loop outside the main thread (tests) has none.
            loop.add_signal_handler(number, stop, number)


def on_stops(stop: Callable[[Callable[[], None]], object], go_on: Callable[[bool], object]) -> None:
    """Call `stop` before the program is stopped, and `go_on` when it goes on; in the running loop.

    `stop` is given what stops it. `go_on` is told whether the terminal was given back meanwhile:
    SIGTSTP asks, SIGSTOP does not. Textual's own handlers give the terminal back and take it
    again; without them, as in tests, and on Windows, nothing stops like this.
    """
    if sys.platform == "win32":
        return
    give_back, take_again = signal.getsignal(signal.SIGTSTP), signal.getsignal(signal.SIGCONT)
    if not callable(give_back) or not callable(take_again):
        return
    loop = asyncio.get_running_loop()
    away = False

    def stop_now() -> None:
        nonlocal away
        away = True
        give_back(signal.SIGTSTP, None)

    def continued(number: int, frame: FrameType | None) -> None:
        # Textual would take a terminal that it still has a second time, with a second reader.
        nonlocal away
        was_away = away
        if was_away:
            # In the background that stops it once more; the next SIGCONT comes in the middle.
            take_again(number, frame)
            away = False
        if not loop.is_closed():
            loop.call_soon_threadsafe(go_on, was_away)

    loop.add_signal_handler(signal.SIGTSTP, stop, stop_now)
    signal.signal(signal.SIGCONT, continued)


def watch_terminal() -> Callable[[], bool]:
    """Give a function that tells whether the terminal that is there now was closed since.

    With SIGHUP ignored nobody says so, and Textual would spin. Asked later, a terminal that hung up
    is no terminal any more; so what it is, is asked here.
    """
    try:
        descriptor = sys.__stdin__.fileno() if sys.__stdin__ else -1
    except (OSError, ValueError):
        descriptor = -1
    if descriptor < 0 or not os.isatty(descriptor) or not hasattr(select, "poll"):
        return lambda: False
    poll = select.poll()
    poll.register(descriptor, 0)
    return lambda: any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))


def let_go_of_terminal() -> None:
    """Let last words to a terminal that is gone go nowhere: Python would fail on them, with 120."""
    with Path(os.devnull).open("wb") as nowhere:
        for stream in (sys.__stdout__, sys.__stderr__):
            if stream is not None:
                try:
                    stream.flush()
                except OSError:
                    os.dup2(nowhere.fileno(), stream.fileno())


def write_crash(folder: Path, problem: BaseException | None, moment: str) -> Path:
    """Write where it went wrong, without a value or a message of it; gives the file, mode 0600."""
    lines = [f"Tweespraak stopped at {moment}", f"Python {sys.version}", ""]
    if problem is not None:
        lines.append(type(problem).__qualname__)
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(problem.__traceback__)
        ]
    path = folder / "crash.txt"
    path.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path


def crash_file(vault: Vault, problem: BaseException | None, now: datetime) -> Path | None:
    """Write where it went wrong beside the vault; None where nothing can be written."""
    if vault.read_only:
        return None
    try:
        return write_crash(vault.folder, problem, now.isoformat(timespec="seconds"))
    except OSError:
        return None  # the program reports its end without it
