"""The command line. Imports Textual only to open the screens."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import locales
from sessions.errors import MoveError, TweespraakError
from sessions.text import N_, clean
from tui.i18n import Language, language

if TYPE_CHECKING:
    from sessions.store import Vault
    from tui.command import Command
    from tui.desk import Clock

FORMS = ("markdown", "html", "pdf", "calendar", "todo", "todoist", "json")
"""The forms of an export; a test holds them to those there are. Making them is not imported."""

DONE, NOTHING, WRONG_USE, NOT_READABLE = 0, 1, 2, 3
"""Exit codes."""

CODES = {
    "VaultSealed": NOTHING,
    "VaultNotSealed": NOTHING,
    "RecordMissing": NOTHING,
    "BackupThere": WRONG_USE,
    "NameNotRight": WRONG_USE,
    "PhraseMissing": WRONG_USE,
    "PhrasesDiffer": WRONG_USE,
    "FileNotRead": WRONG_USE,
    "NotUnderstood": WRONG_USE,
    "NothingToExport": NOTHING,
    "ExportThere": WRONG_USE,
    "ExportFailed": WRONG_USE,
    "PdfMissing": WRONG_USE,
}
"""The exit codes of errors that are not about a vault that cannot be read."""

CHANGES = ("note", "seal", "unseal", "passphrase", "restore", "delete")
"""The commands that change something."""

INTERRUPTED = 130
"""As a shell says that somebody pressed Ctrl+C."""
CLOSED_PIPE = 141
"""As a shell says that nobody read on."""


def run() -> NoReturn:
    """Be the command ``tweespraak``."""
    gc.disable()  # what is imported stays; `_group` and the screens turn it on again
    _open_streams()
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str], *, clock: Clock | None = None) -> int:
    """Do what the command line asks; gives the exit code. `clock` stands in for the time of day."""
    speaks = language(_language_of(arguments))
    parsed = _parsed(speaks, arguments)
    if isinstance(parsed, int):
        return parsed
    # What was asked for by name also holds for the screens; what the system says does not stick.
    tongue = parsed.language or ""
    if parsed.command not in (None, "demo"):
        return _arrives(speaks, lambda: _do(speaks, parsed, clock))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _refuse(speaks.t(N_("Tweespraak needs a terminal, and there is none here.")))
    if os.environ.get("TERM") == "dumb":
        return _refuse(
            speaks.t(N_("This terminal cannot show screens. Open another terminal window."))
        )
    from tui import endings

    endings.prepare()
    if parsed.command == "demo":
        from tui.demo import show_demo

        return show_demo(speaks, tongue, clock)
    return _open(speaks, parsed, tongue, clock)


def _parsed(speaks: Language, arguments: Sequence[str]) -> argparse.Namespace | int:
    """Give what was asked; or the exit code, after help, or when it was not understood."""
    found: list[argparse.Namespace] = []

    def parse() -> int:
        try:
            first = arguments[0] if arguments else ""
            found.append(parser_of(speaks, only=first).parse_args(arguments))
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else DONE
        return DONE

    code = _arrives(speaks, parse)
    return found[0] if found else code


def _do(speaks: Language, parsed: argparse.Namespace, clock: Clock | None) -> int:
    """Do a command that needs no screens; gives the exit code."""
    if parsed.read_only and parsed.command in CHANGES:
        return _refuse(
            speaks.t(
                N_("With --read-only nothing is changed, so `{command}` did nothing."),
                command=parsed.command,
            )
        )
    folder, clock = _folder(parsed), clock or _clock()
    try:
        does = _group(parsed.command)(
            speaks, folder, clock, insist=parsed.insist, read_only=parsed.read_only
        )
        return does.run(parsed)
    except MoveError as problem:
        return _refuse(_sentence(speaks, problem))
    except TweespraakError as problem:
        code = CODES.get(type(problem).__name__, NOT_READABLE)
        return _refuse(_sentence(speaks, problem), code)
    except KeyboardInterrupt:
        return _refuse("\n" + speaks.t(N_("Stopped. What is here is safe.")), INTERRUPTED)


def _group(command: str) -> type[Command]:
    """Give what does a command; the others are not imported."""
    if command in ("due", "list", "show", "note", "patterns"):
        from tui.reports import Reports

        return Reports
    if command == "export":
        from tui.exporting import Exports

        return Exports
    if command == "completion":
        from tui.completion import Completions

        return Completions
    from tui.commands import Commands

    gc.enable()  # a backup may read very much
    return Commands


def _open_streams() -> None:
    """Open what the shell has closed, as in ``>&-``: no file of the vault may get its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # The lowest number that is free, and so the one that is missing.
            number = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8"))
    # A letter that the terminal does not have is shown as a question mark.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _arrives(speaks: Language, does: Callable[[], int]) -> int:
    """Do what writes to standard output, and see that it arrives there; gives the exit code."""
    try:
        code = does()
        sys.stdout.flush()
    except BrokenPipeError:
        # As programs end whose reader has gone, such as `head`.
        _drop_output()
        return CLOSED_PIPE
    except OSError as problem:
        _drop_output()
        reason = problem.strerror or type(problem).__name__
        return _refuse(
            speaks.t(N_("What you asked for could not be written here ({reason})."), reason=reason)
        )
    return code


def _drop_output() -> None:
    """Let nothing of the output wait any more: it would be written at the end, to nobody."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def _folder(parsed: argparse.Namespace) -> Path:
    """Give the folder of the vault: the one asked for, or where the system wants it."""
    given = parsed.data or os.environ.get("TWEESPRAAK_DATA")
    if given:
        # The `expanduser` of a Path raises for a home that nobody has.
        return Path(os.path.expanduser(given))  # noqa: PTH111
    from sessions.store.place import default_folder

    return default_folder()


def _clock() -> Clock:
    from datetime import datetime as moment

    return lambda: moment.now().astimezone()


def _open(speaks: Language, parsed: argparse.Namespace, tongue: str, clock: Clock | None) -> int:
    """Open the vault and the screens."""
    from sessions.store import Vault

    folder, clock = _folder(parsed), clock or _clock()
    try:
        vault = Vault.open(folder, now=clock(), read_only=parsed.read_only, insist=parsed.insist)
    except TweespraakError as problem:
        hint = ""
        if type(problem).__name__ == "VaultInUse":
            hint = " " + speaks.t(
                N_("To read without changing anything: {command}"),
                command="tweespraak --read-only",
            )
        return _refuse(_sentence(speaks, problem) + hint, NOT_READABLE)
    with vault:
        return open_screens(vault, clock, tongue or "", speaks.tag)


def open_screens(
    vault: Vault, clock: Clock, tongue: str, fallback: str, *, example: bool = False
) -> int:
    """Show the screens on an open vault; gives the exit code."""
    from tui import endings
    from tui.app import TweespraakApp
    from tui.desk import settings_of

    endings.read_anything()
    endings.write_to_nobody()
    settings = settings_of(vault)
    app = TweespraakApp(vault, clock, settings, tongue, fallback, example=example)
    app.run()
    endings.let_go_of_terminal()
    return app.return_code or DONE


def _sentence(speaks: Language, problem: TweespraakError) -> str:
    since = problem.fields.get("since")
    if isinstance(since, datetime):
        problem.fields["since"] = f"{speaks.day(since.date())} {speaks.clock(since)}"
    return speaks.error(problem)


def _refuse(sentence: str, code: int = WRONG_USE) -> int:
    """Say why it ends, on standard error; gives the exit code."""
    with suppress(OSError):  # the code says it, too
        sys.stderr.write(clean(sentence) + "\n")
    return code


def _language_of(arguments: Sequence[str]) -> str:
    """Give the language to speak: the one asked for, or the system's, or English."""
    asked = ""
    for place, one in enumerate(arguments):
        if one == "--language" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        elif one.startswith("--language="):
            asked = one.partition("=")[2]
    wanted = [asked] if asked else []
    wanted += [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    for one in wanted:
        tag = locales.known(one) if one else None
        if tag is not None:
            return tag
    return locales.SOURCE_LANGUAGE


class _Help(argparse.HelpFormatter):
    """Says "use:" in the person's language."""

    used = ""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, self.used if prefix is None else prefix)


class _ShowVersion(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        sys.stdout.write(f"tweespraak {_version()}\n")
        parser.exit()


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, in the person's language."""

    speaks: Language

    def error(self, message: str) -> NoReturn:
        said = self.speaks.t(
            N_("I do not understand this: {problem}. See tweespraak --help."),
            problem=clean(message),
        )
        sys.stderr.write(said + "\n")
        sys.exit(WRONG_USE)


def parser_of(speaks: Language, only: str = "") -> argparse.ArgumentParser:
    """Give the parser, with its words in the person's language.

    When a command line begins with a command, `only` that one is needed, which is much faster.
    """
    t = speaks.t
    parser = _Parser(
        prog="tweespraak",
        usage=t(N_("tweespraak [options] [command]")),
        description=t(
            N_("A conversation for two, at one screen: about something you keep putting off.")
        ),
        epilog=t(
            N_(
                "Without a command it opens the screens. Everything stays on this computer. "
                "`tweespraak COMMAND --help` tells more."
            )
        ),
        add_help=False,
        formatter_class=_Help,
    )
    parser.speaks = speaks
    _Help.used = t(N_("usage: "))
    commands = parser.add_subparsers(
        dest="command", metavar=t(N_("command")), title=t(N_("What")), parser_class=_Parser
    )
    every = _commands()
    for name, says, extra in [each for each in every if each[0] == only] or every:
        one = commands.add_parser(
            name,
            prog=f"tweespraak {name}",
            help=t(says),
            description=t(says),
            add_help=False,
            formatter_class=_Help,
        )
        one.speaks = speaks
        # argparse says these in English, and has no public place for them.
        one._positionals.title = t(N_("What"))  # noqa: SLF001
        one._optionals.title = t(N_("With this command"))  # noqa: SLF001
        extra(one, speaks)
        _options(one, speaks, default=argparse.SUPPRESS)
    _options(parser, speaks, default=None)
    return parser


def _commands() -> list[tuple[str, str, Callable[[_Parser, Language], None]]]:
    """Give the commands: name, what it does (a msgid), and its own arguments."""
    return [
        ("due", N_("what is to be looked back on"), _of_due),
        ("list", N_("all conversations, the latest first"), _of_list),
        ("show", N_("one conversation, as far as you both may read it"), _of_show),
        ("note", N_("keep a short note with an agreement"), _of_note),
        ("export", N_("a sheet to sign, a calendar, a task list, JSON"), _of_export),
        ("patterns", N_("the conversations there are to have"), _of_check),
        ("completion", N_("let the shell complete what you type"), _of_completion),
        ("demo", N_("look around in an example; nothing of it is kept"), _nothing),
        ("seal", N_("seal everything with a passphrase"), _nothing),
        ("unseal", N_("take the seal off again"), _nothing),
        ("passphrase", N_("choose another passphrase, or a new recovery key"), _of_passphrase),
        ("backup", N_("put everything in one file, and read it back to be sure"), _of_file),
        ("restore", N_("bring back what is in a backup; shows first what that is"), _of_restore),
        ("check", N_("read everything, and name what is damaged"), _of_check),
        ("delete", N_("delete a conversation, or everything of two people"), _of_delete),
    ]


def _nothing(parser: _Parser, speaks: Language) -> None:
    """Take no arguments."""


def _of_passphrase(parser: _Parser, speaks: Language) -> None:
    says = speaks.t(N_("make a new recovery key, and leave the passphrase as it is"))
    parser.add_argument("--recovery", action="store_true", help=says)


def _of_file(parser: _Parser, speaks: Language) -> None:
    parser.add_argument("file", metavar=speaks.t(N_("FILE")), help=speaks.t(N_("the backup")))


def _of_restore(parser: _Parser, speaks: Language) -> None:
    _of_file(parser, speaks)
    says = speaks.t(N_("do it without asking"))
    parser.add_argument("--yes", action="store_true", help=says)


def _of_check(parser: _Parser, speaks: Language) -> None:
    says = speaks.t(N_("for other programs: JSON"))
    parser.add_argument("--json", action="store_true", help=says)


def _of_due(parser: _Parser, speaks: Language) -> None:
    t = speaks.t
    parser.add_argument("--on", metavar=t(N_("DAY")), help=t(N_("on that day instead of today")))
    says = t(N_("one line, or nothing; asks nothing. For a prompt, or cron"))
    parser.add_argument("--quiet", action="store_true", help=says)
    _of_check(parser, speaks)


def _of_list(parser: _Parser, speaks: Language) -> None:
    t = speaks.t
    says = t(N_("words that are in the subject, the agreements or the names"))
    parser.add_argument("words", metavar=t(N_("WORD")), nargs="*", help=says)
    only = ("all", "due", "open", "finished")
    parser.add_argument("--only", choices=only, default="all", help=t(N_("only these")))
    _of_check(parser, speaks)


def _of_show(parser: _Parser, speaks: Language) -> None:
    _of_conversation(parser, speaks)
    _of_check(parser, speaks)


def _of_conversation(parser: _Parser, speaks: Language, nargs: str | None = None) -> None:
    t = speaks.t
    parser.add_argument(
        "what",
        metavar=t(N_("NAME")),
        nargs=nargs,
        help=t(N_("the subject of the conversation, or the first characters of its number")),
    )


def _of_note(parser: _Parser, speaks: Language) -> None:
    t = speaks.t
    says = t(N_("the words of the agreement, or the first characters of its number"))
    parser.add_argument("what", metavar=t(N_("AGREEMENT")), help=says)
    says = t(N_("what you want to remember about it, such as: Tuesday it worked"))
    parser.add_argument("text", metavar=t(N_("WORD")), nargs="+", help=says)


def _of_export(parser: _Parser, speaks: Language) -> None:
    t = speaks.t
    _of_conversation(parser, speaks, "?")
    says = t(
        N_("the form: {forms}; “talk” is a whole conversation"),
        forms=", ".join(FORMS),
    )
    parser.add_argument("--as", dest="form", choices=(*FORMS, "talk"), metavar="FORM", help=says)
    says = t(N_("the new file, or a folder to put it in; without it, it is written here"))
    parser.add_argument("--to", metavar=t(N_("FILE")), help=says)


def _of_completion(parser: _Parser, speaks: Language) -> None:
    says = speaks.t(N_("for which shell"))
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help=says)


def _of_delete(parser: _Parser, speaks: Language) -> None:
    t = speaks.t
    parser.add_argument(
        "what",
        metavar=t(N_("NAME")),
        help=t(N_("the subject of the conversation, or the first characters of its number")),
    )
    says = t(N_("NAME is that of two people; everything of them is deleted"))
    parser.add_argument("--pair", action="store_true", help=says)


def _options(parser: _Parser, speaks: Language, *, default: str | None) -> None:
    """Add what can be said with every command, before it or after it."""
    t = speaks.t
    off = False if default is None else default
    add = parser.add_argument_group(t(N_("Options"))).add_argument
    add(
        "--data",
        default=default,
        metavar=t(N_("FOLDER")),
        help=t(N_("where your conversations are kept")),
    )
    add(
        "--language",
        default=default,
        metavar=t(N_("LANGUAGE")),
        type=_known_language,
        help=t(N_("the language of the screens: {tags}"), tags=", ".join(locales.languages())),
    )
    add(
        "--read-only",
        action="store_true",
        default=off,
        help=t(N_("only read; change nothing")),
    )
    add(
        "--insist",
        action="store_true",
        default=off,
        help=t(N_("use a folder on a network disk, although saving cannot be trusted there")),
    )
    add("--version", action=_ShowVersion, nargs=0, help=t(N_("the version")))
    add("-h", "--help", action="help", help=t(N_("this text")))


def _known_language(text: str) -> str:
    tag = locales.known(text)
    if tag is None:
        raise argparse.ArgumentTypeError(f"{clean(text)!r} ({', '.join(locales.languages())})")
    return tag


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # as slow as all the rest

    try:
        return version("tweespraak")
    except PackageNotFoundError:
        return "(not installed)"
