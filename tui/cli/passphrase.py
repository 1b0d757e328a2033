"""Asking for a passphrase outside the screens: at the terminal without echo, or from a file.

Never from an argument: those stand in the history of the shell, and in the list of processes.
"""

from __future__ import annotations

import errno
import getpass
import os
import shlex
import stat
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

from sessions.errors import PhrasesDiffer, TweespraakError, WrongPassphrase
from sessions.passphrase import FILE_MAX, chosen, first_line, may_open
from sessions.recovery_sheet import open_with
from sessions.text import N_
from tui.cli.answer import NotUnderstood
from tui.cli.output import say
from tui.language.language import Language

FILE = "TWEESPRAAK_PASSPHRASE_FILE"
"""The environment variable that names a file with the passphrase on its first line."""
NEW_FILE = "TWEESPRAAK_NEW_PASSPHRASE_FILE"
"""The same for a passphrase that is new."""

TRIES = 3
"""How often a passphrase is asked at a terminal."""

_OTHERS = 0o077  # what the group and all others may do with a file


class NoTerminal(TweespraakError):
    sentence = N_(
        "The passphrase is needed, and there is no terminal here to ask for it. Nothing was "
        "changed. Put it in a file, and name that file in {variable}."
    )


class FileNotRead(TweespraakError):
    sentence = N_(
        "The file {file}, named in {variable}, cannot be read ({reason}). Nothing was changed."
    )


class FileNotPrivate(TweespraakError):
    sentence = N_(
        "The file {file}, named in {variable}, is open to other people on this computer. "
        "Nothing was changed. Close it to them first: {command}"
    )


def unlock(speaks: Language, prompt: str, opens: Callable[[str], None]) -> None:
    """Ask for what `opens` takes: three times at a terminal, once from a file.

    `opens` raises `WrongPassphrase` for what does not fit. Raises that, `NoTerminal`,
    `NotUnderstood`, or what there is to say about the file.
    """
    content = _file(FILE)
    if content is not None:
        _open_with_file(content, opens)
        return
    for left in reversed(range(TRIES)):
        try:
            open_with(_typed(speaks.t(prompt), FILE), opens)
        except WrongPassphrase as problem:
            if not left:
                raise
            say(speaks.error(problem))
        else:
            return


def _open_with_file(content: bytes, opens: Callable[[str], None]) -> None:
    """Open with what stands in a file, or with what an older version read there."""
    refused: WrongPassphrase | None = None
    for secret in may_open(content):
        try:
            open_with(secret, opens)
        except WrongPassphrase as problem:
            refused = refused or problem
        else:
            return
    if refused is not None:
        raise refused


def ask_new(speaks: Language) -> str:
    """Give a new passphrase, typed twice, or the one in a file.

    Raises as `unlock`, and `PhrasesDiffer`, or what `chosen` raises.
    """
    content = _file(NEW_FILE)
    if content is not None:
        return chosen(first_line(content))
    from tui.workspace.passphrases import offered, weakness  # they read lists of words

    if sys.stderr.isatty():  # it would stay in a file
        say(speaks.t(N_("If you like, this one: {passphrase}"), passphrase=offered(speaks)))
    first = chosen(_typed(speaks.t(N_("The new passphrase: ")), NEW_FILE))
    if weak := weakness(speaks, first):
        say(weak)
    if _typed(speaks.t(N_("Once more, to be sure: ")), NEW_FILE) != first:
        raise PhrasesDiffer()
    return first


def _file(variable: str) -> bytes | None:
    """Give what stands in the file that `variable` names; None when it names none."""
    name = os.environ.get(variable, "")
    if not name:
        return None
    try:
        with Path(name).expanduser().open("rb") as file:
            if _is_open_to_others(os.fstat(file.fileno())):
                command = shlex.join(["chmod", "600", file.name])
                raise FileNotPrivate(file=name, variable=variable, command=command)
            content = file.read(FILE_MAX)
        first_line(content)  # what is wrong with it is told with its name
    except (OSError, UnicodeDecodeError, RuntimeError) as problem:
        reason = getattr(problem, "strerror", None) or "UTF-8"
        if isinstance(problem, RuntimeError):  # ~somebody, and there is no such somebody
            reason = os.strerror(errno.ENOENT)
        raise FileNotRead(file=name, variable=variable, reason=reason) from problem
    return content


def _is_open_to_others(about: os.stat_result) -> bool:
    """Whether somebody else on this computer may read or write it; a terminal is no file."""
    if os.name != "posix" or stat.S_ISCHR(about.st_mode):
        return False
    return bool(about.st_mode & _OTHERS)


def _typed(prompt: str, variable: str) -> str:
    """Give what is typed at the terminal, which shows nothing of it."""
    try:
        with warnings.catch_warnings():
            # Where it cannot be hidden, getpass warns and goes on; then it must not be typed.
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(prompt)
    except EOFError:
        raise KeyboardInterrupt from None  # Ctrl+D is another way to stop
    except (getpass.GetPassWarning, OSError) as problem:
        raise NoTerminal(variable=variable) from problem
    except UnicodeError as problem:
        raise NotUnderstood() from problem
