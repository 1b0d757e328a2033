"""The command line. Imports Textual only to open the screens."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

import locales
from sessions.text import N_, clean
from tui.cli import due_report, streams
from tui.cli.command import DONE, NOT_READABLE, NOTHING, WRONG_USE
from tui.language.language import Language, language

TYPE_CHECKING = False  # `typing` takes longer to import than all that a shell's prompt needs
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from typing import NoReturn

    from tui.cli.command import CliCommand
    from tui.workspace.clock import Clock

CODES = {
    "VaultMissing": NOTHING,
    "VaultNotBegun": NOTHING,
    "VaultSealed": NOTHING,
    "VaultNotSealed": NOTHING,
    "RecordMissing": NOTHING,
    "BackupThere": WRONG_USE,
    "NameNotRight": WRONG_USE,
    "PassphraseNotText": WRONG_USE,
    "PassphraseTooLong": WRONG_USE,
    "PassphraseUtf16": WRONG_USE,
    "PhraseMissing": WRONG_USE,
    "PhrasesDiffer": WRONG_USE,
    "FileNotPrivate": WRONG_USE,
    "FileNotRead": WRONG_USE,
    "NotUnderstood": WRONG_USE,
    "NothingToExport": NOTHING,
    "ExportThere": WRONG_USE,
    "ExportFailed": WRONG_USE,
    "PdfMissing": WRONG_USE,
    "NoFolderThere": WRONG_USE,
    "NoNewKey": WRONG_USE,
    "PageInFolder": WRONG_USE,
    "PlaceMissing": WRONG_USE,
    "PdfTooLong": WRONG_USE,
}
"""The exit codes of errors that are not about a vault that cannot be read."""

CHANGES = ("note", "seal", "unseal", "passphrase", "restore", "delete")
"""The commands that change something."""

LOOKS = frozenset({"TEXTUAL_ANIMATIONS", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_DISABLE_KITTY_KEY"})
"""The variables of the toolkit that only say how it looks, or reads keys."""

_SOURCE_LOCALES = ("C", "POSIX")
"""The names of the locale in which a program speaks as it was written."""

INTERRUPTED = 130
"""As a shell says that somebody pressed Ctrl+C."""
CLOSED_PIPE = 141
"""As a shell says that nobody read on."""


def run() -> NoReturn:
    """Run the command ``tweespraak``."""
    gc.disable()  # what is imported stays; `_group` and the screens turn it on again
    _close_off()
    streams.open_all()
    sys.exit(main(sys.argv[1:]))


def _close_off() -> None:
    """Keep the memory of every command out of core dumps, and the toolkit from telling anybody.

    Some of its variables write each key to a file, or connect to another program.
    """
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        if name not in LOOKS:
            del os.environ[name]
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: Sequence[str], *, clock: Clock | None = None) -> int:
    """Do what the command line asks; gives the exit code. `clock` stands in for the time of day."""
    speaks = language(_language_of(arguments))
    code = _due_from_cache(speaks, arguments, clock)
    if code is not None:
        return code
    parsed = _parsed(speaks, arguments)
    if isinstance(parsed, int):
        return parsed
    # What was asked for by name also holds for the screens; what the system says does not stick.
    chosen_language = parsed.language or ""
    if parsed.command not in (None, "demo"):
        return _arrives(speaks, lambda: _do(speaks, parsed, clock))
    # The toolkit draws on standard error: in a file, every word on the screens would stand there.
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        return _refuse(speaks.t(N_("Tweespraak needs a terminal, and there is none here.")))
    if os.environ.get("TERM") == "dumb":
        return _refuse(
            speaks.t(N_("This terminal cannot show screens. Open another terminal window."))
        )
    from tui import terminal

    terminal.prepare()
    if parsed.command == "demo":
        from tui.cli.demo import show_demo

        return show_demo(speaks, chosen_language, clock)
    return _open(speaks, parsed, chosen_language, clock)


def _due_from_cache(speaks: Language, arguments: Sequence[str], clock: Clock | None) -> int | None:
    """Tell a prompt what is due; gives the exit code, or None where the parser is needed."""
    wanted = due_report.plain_arguments(arguments)
    if wanted is None:
        return None
    today = (clock or _clock())().date()
    due = due_report.cached(_folder(wanted.data), today)
    if due is None:
        return None
    return _arrives(
        speaks,
        lambda: due_report.tell(speaks, due, today, json=wanted.json, quiet=wanted.quiet),
    )


def _parsed(speaks: Language, arguments: Sequence[str]) -> argparse.Namespace | int:
    """Give what was asked; or the exit code, after help, or when it was not understood."""
    from tui.cli.parser import parser_of

    parsed: list[argparse.Namespace] = []

    def parse() -> int:
        try:
            first = arguments[0] if arguments else ""
            parsed.append(parser_of(speaks, only=first).parse_args(arguments))
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else DONE
        return DONE

    code = _arrives(speaks, parse)
    return parsed[0] if parsed else code


def _do(speaks: Language, parsed: argparse.Namespace, clock: Clock | None) -> int:
    """Do a command that needs no screens; gives the exit code."""
    if parsed.read_only and parsed.command in CHANGES:
        return _refuse(
            speaks.t(
                N_("With --read-only nothing is changed, so `{command}` did nothing."),
                command=parsed.command,
            )
        )
    from pathlib import Path

    from sessions.errors import MoveError, TweespraakError

    folder, clock = Path(_folder(parsed.data)), clock or _clock_for(parsed.command)
    try:
        does = _group(parsed.command)(
            speaks, folder, clock, insist=parsed.insist, read_only=parsed.read_only
        )
        try:
            return does.run(parsed)
        finally:
            does.remember_damage()
    except TweespraakError as problem:
        from tui.cli.refusals import refusal

        is_refused = isinstance(problem, MoveError)
        code = WRONG_USE if is_refused else CODES.get(type(problem).__name__, NOT_READABLE)
        return _refuse(refusal(speaks, problem, parsed.command), code)
    except KeyboardInterrupt:
        return _refuse("\n" + speaks.t(N_("Stopped. What is here is safe.")), INTERRUPTED)


def _group(command: str) -> type[CliCommand]:
    """Give the function that runs a command; the others are not imported."""
    if command in ("due", "list", "show", "note", "patterns"):
        from tui.cli.report_commands import ReportCommands

        return ReportCommands
    if command == "export":
        from tui.cli.export_command import ExportCommand

        return ExportCommand
    if command == "completion":
        from tui.cli.completion import Completions

        return Completions
    if command in ("seal", "unseal", "passphrase"):
        from tui.cli.seal_commands import SealCommands

        gc.enable()  # every file is written anew
        return SealCommands
    gc.enable()  # these may read very much
    if command == "check":
        from tui.cli.check_command import CheckCommand

        return CheckCommand
    if command == "delete":
        from tui.cli.delete_command import DeleteCommand

        return DeleteCommand
    from tui.cli.vault_commands import VaultCommands

    return VaultCommands


def _arrives(speaks: Language, does: Callable[[], int]) -> int:
    """Do what writes to standard output, and see that it arrives there; gives the exit code."""
    try:
        code = does()
        sys.stdout.flush()
    except BrokenPipeError:
        # As programs end whose reader has gone, such as `head`.
        streams.drop_output()
        return CLOSED_PIPE
    except OSError as problem:
        streams.drop_output()
        reason = problem.strerror or type(problem).__name__
        return _refuse(
            speaks.t(N_("What you asked for could not be shown here ({reason})."), reason=reason)
        )
    return code


def _folder(data: str | None) -> str:
    """Give the folder of the vault: the one asked for, or where the system wants it."""
    given = data or os.environ.get("TWEESPRAAK_DATA")
    if given:
        # The `expanduser` of a Path raises for a home that nobody has.
        return os.path.expanduser(given)  # noqa: PTH111
    from sessions.store.location import default_folder

    return default_folder()


def _clock_for(command: str) -> Clock:
    """Give the clock with this computer's zone; a prompt needs today's date, and no zone."""
    if command == "due":
        return _clock()
    from tui.workspace.clock import local_now

    return local_now


def _clock() -> Clock:
    from datetime import datetime as moment

    return lambda: moment.now().astimezone()


def _open(
    speaks: Language, parsed: argparse.Namespace, chosen_language: str, clock: Clock | None
) -> int:
    """Open the vault and the screens."""
    from pathlib import Path

    from sessions.errors import TweespraakError
    from sessions.store import Vault
    from sessions.store.location import state_folder
    from tui.cli.launch import open_screens
    from tui.cli.no_folder import must_be_there
    from tui.workspace.clock import local_now

    folder, clock = Path(_folder(parsed.data)), clock or local_now
    try:
        if parsed.read_only:
            must_be_there(folder)
        vault = Vault.open(
            folder,
            now=clock(),
            read_only=parsed.read_only,
            insist=parsed.insist,
            witness=Path(state_folder()),
        )
    except TweespraakError as problem:
        from tui.cli.refusals import refusal

        hint = ""
        if type(problem).__name__ == "VaultInUse":
            hint = " " + speaks.t(
                N_("To read without changing anything: {command}"),
                command="tweespraak --read-only",
            )
        code = CODES.get(type(problem).__name__, NOT_READABLE)
        return _refuse(refusal(speaks, problem, None) + hint, code)
    with vault:
        return open_screens(vault, clock, chosen_language or "", speaks.tag)


def _refuse(sentence: str, code: int = WRONG_USE) -> int:
    """Say why it ends, on standard error; gives the exit code."""
    with suppress(OSError):  # the code says it, too
        sys.stderr.write(clean(sentence) + "\n")
    return code


def _language_of(arguments: Sequence[str]) -> str:
    """Give the language to speak: the one asked for, or the system's, or English."""
    given = ""
    for place, argument in enumerate(arguments):
        if argument == "--language" and place + 1 < len(arguments):
            given = arguments[place + 1]
        elif argument.startswith("--language="):
            given = argument.partition("=")[2]
    for name in (given, *_system_languages()):
        if name in _SOURCE_LOCALES:
            break
        tag = locales.known(name) if name else None
        if tag is not None:
            return tag
    return locales.SOURCE_LANGUAGE


def _system_languages() -> list[str]:
    """Give the names of languages that the system asks for, the first one first, as gettext does.

    LANGUAGE is a list, which counts only where a locale was chosen that is not the plain one. Of
    the three names of the locale the first that says anything decides.
    """
    environment = os.environ
    locale = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "C")
    if locale in _SOURCE_LOCALES:
        return [locale]
    return [*environment.get("LANGUAGE", "").split(":"), locale]
