"""Asking for a passphrase outside the screens: at the terminal without echo, or from a file.

Never from an argument: those stand in the history of the shell, and in the list of processes.
"""

from __future__ import annotations

import errno
import getpass
import os
import warnings
from pathlib import Path

from sessions.errors import PhraseMissing, PhrasesDiffer, TweespraakError
from sessions.passphrase import MAX, SHORT_WORDS, is_short
from sessions.text import N_
from tui.cli.output import say
from tui.language.language import Language

FILE = "TWEESPRAAK_PASSPHRASE_FILE"
"""The environment variable that names a file with the passphrase on its first line."""
NEW_FILE = "TWEESPRAAK_NEW_PASSPHRASE_FILE"
"""The same for a passphrase that is new."""


class NoTerminal(TweespraakError):
    sentence = N_(
        "The passphrase is needed, and there is no terminal here to ask for it. Nothing was "
        "changed. Put it in a file, and name that file in {variable}."
    )


class FileNotRead(TweespraakError):
    sentence = N_(
        "The file {file}, named in {variable}, cannot be read ({reason}). Nothing was changed."
    )


class NotUnderstood(TweespraakError):
    sentence = N_("What you typed is no text that I can read. Nothing was changed; try it again.")


def ask(speaks: Language, prompt: str) -> str:
    """Give the passphrase. Raises `NoTerminal`, `FileNotRead` or `NotUnderstood`."""
    return _from_file(FILE) or _typed(speaks.t(prompt), FILE)


def ask_new(speaks: Language) -> str:
    """Give a new passphrase, typed twice. Raises as `ask`, `PhraseMissing` and `PhrasesDiffer`."""
    given = _from_file(NEW_FILE)
    if given:
        return given
    first = _typed(speaks.t(N_("The new passphrase: ")), NEW_FILE)
    if not first.strip():
        raise PhraseMissing()
    if is_short(first):
        say(speaks.t(SHORT_WORDS))
    if _typed(speaks.t(N_("Once more, to be sure: ")), NEW_FILE) != first:
        raise PhrasesDiffer()
    return first


def _from_file(variable: str) -> str:
    """Give the first line of the file that `variable` names; nothing when it names none."""
    name = os.environ.get(variable, "")
    if not name:
        return ""
    try:
        with Path(name).expanduser().open(encoding="utf-8") as file:
            line = file.read(MAX + 2).partition("\n")[0].removesuffix("\r")
    except (OSError, UnicodeDecodeError, RuntimeError) as problem:
        reason = getattr(problem, "strerror", None) or "UTF-8"
        if isinstance(problem, RuntimeError):  # ~somebody, and there is no such somebody
            reason = os.strerror(errno.ENOENT)
        raise FileNotRead(file=name, variable=variable, reason=reason) from problem
    if not line.strip():
        raise PhraseMissing()
    return line


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
