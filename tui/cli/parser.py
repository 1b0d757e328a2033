"""The arguments of the command line, with their words in the person's language."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from typing import NoReturn

import locales
from sessions.text import N_, clean
from tui.cli.command import WRONG_USE
from tui.language.language import Language

FORMS = ("markdown", "html", "pdf", "calendar", "todo", "todoist", "json")
"""The forms of an export; a test holds them to those there are. Making them is not imported."""


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
        sentence = self.speaks.t(
            N_("I do not understand this: {problem}. See tweespraak --help."),
            problem=clean(message),
        )
        sys.stderr.write(sentence + "\n")
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
    every = known_commands()
    for name, says, extra in [command for command in every if command[0] == only] or every:
        command_parser = commands.add_parser(
            name,
            prog=f"tweespraak {name}",
            help=t(says),
            description=t(says),
            add_help=False,
            formatter_class=_Help,
        )
        command_parser.speaks = speaks
        # argparse says these in English, and has no public place for them.
        command_parser._positionals.title = t(N_("What"))  # noqa: SLF001
        command_parser._optionals.title = t(N_("Options for this command"))  # noqa: SLF001
        extra(command_parser, speaks)
        _options(command_parser, speaks, default=argparse.SUPPRESS)
    _options(parser, speaks, default=None)
    return parser


def known_commands() -> list[tuple[str, str, Callable[[_Parser, Language], None]]]:
    """Give the commands: name, what it does (a msgid), and its own arguments."""
    return [
        ("due", N_("agreements to look back on"), _of_due),
        ("list", N_("all conversations, the latest first"), _of_list),
        ("show", N_("one conversation, as much of it as you both may read"), _of_show),
        ("note", N_("keep a short note with an agreement, or in your diary"), _of_note),
        ("export", N_("a sheet to sign, a calendar, a task list, JSON"), _of_export),
        ("patterns", N_("the kinds of conversation you can have"), _of_check),
        ("completion", N_("let the shell complete what you type"), _of_completion),
        ("demo", N_("look around in an example; nothing of it is kept"), _nothing),
        ("seal", N_("seal everything with a passphrase"), _of_seal),
        ("unseal", N_("take the seal off again"), _of_unseal),
        ("passphrase", N_("choose another passphrase, or a new recovery key"), _of_passphrase),
        ("backup", N_("put everything in one file, and read it back to be sure"), _of_file),
        ("restore", N_("bring back what is in a backup; shows first what that is"), _of_restore),
        ("check", N_("read everything, and name what is damaged"), _of_check),
        ("delete", N_("delete a conversation, or everything of two people"), _of_delete),
    ]


def _nothing(parser: _Parser, speaks: Language) -> None:
    """Take no arguments."""


def _of_seal(parser: _Parser, speaks: Language) -> None:
    says = speaks.t(N_("close copies and backups in this folder in which words still stand open"))
    parser.add_argument("--leftovers", action="store_true", help=says)
    _sheet(parser, speaks)


def _of_passphrase(parser: _Parser, speaks: Language) -> None:
    says = speaks.t(N_("make a new recovery key, and leave the passphrase as it is"))
    parser.add_argument("--recovery", action="store_true", help=says)
    says = speaks.t(N_("seal everything with a new key, for when somebody else may know the old"))
    parser.add_argument("--new-key", action="store_true", help=says)
    _sheet(parser, speaks)


def _sheet(parser: _Parser, speaks: Language) -> None:
    says = speaks.t(N_("put the new recovery key on a page to print, in this new file"))
    parser.add_argument("--sheet", metavar=speaks.t(N_("FILE")), help=says)


def _of_file(parser: _Parser, speaks: Language) -> None:
    parser.add_argument("file", metavar=speaks.t(N_("FILE")), help=speaks.t(N_("the backup")))


def _of_restore(parser: _Parser, speaks: Language) -> None:
    _of_file(parser, speaks)
    _of_unseal(parser, speaks)
    _sheet(parser, speaks)


def _of_unseal(parser: _Parser, speaks: Language) -> None:
    says = speaks.t(N_("do it without asking"))
    parser.add_argument("--yes", action="store_true", help=says)


def _of_check(parser: _Parser, speaks: Language) -> None:
    says = speaks.t(N_("for other programs: JSON"))
    parser.add_argument("--json", action="store_true", help=says)


def _of_due(parser: _Parser, speaks: Language) -> None:
    t = speaks.t
    parser.add_argument("--on", metavar=t(N_("DAY")), help=t(N_("on that day instead of today")))
    says = t(N_("one line or nothing, without asking; for a prompt, or cron"))
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
        help=t(N_("the subject of the conversation, words of it, or its number")),
    )


def _of_note(parser: _Parser, speaks: Language) -> None:
    t = speaks.t
    says = t(N_("words of the agreement or of its conversation, or its number"))
    parser.add_argument("what", metavar=t(N_("AGREEMENT")), nargs="?", help=says)
    says = t(N_("what you want to remember about it, such as: Tuesday it worked"))
    parser.add_argument("text", metavar=t(N_("WORD")), nargs="*", help=says)
    says = t(N_("a note in the diary of this person; without words, they are asked"))
    parser.add_argument("--by", metavar=t(N_("NAME")), help=says)
    parser.add_argument("--feeling", metavar=t(N_("WORD")), help=t(N_("in the diary: how it felt")))
    began = ("me", "other", "both")
    parser.add_argument("--began", choices=began, help=t(N_("in the diary: who took the lead")))
    says = t(N_("in the diary: the day it happened, when that was not today"))
    parser.add_argument("--on", metavar=t(N_("DAY")), help=says)


def _of_export(parser: _Parser, speaks: Language) -> None:
    t = speaks.t
    _of_conversation(parser, speaks, "?")
    says = t(
        N_("the form: {forms}; “talk” is a whole conversation"),
        forms=", ".join(FORMS),
    )
    parser.add_argument("--as", dest="form", choices=(*FORMS, "talk"), metavar="FORM", help=says)
    says = t(N_("the new file, or a folder to put it in; without this, it is shown here"))
    parser.add_argument("--to", metavar=t(N_("FILE")), help=says)
    says = t(N_("do it without asking: you both agree"))
    parser.add_argument("--yes", action="store_true", help=says)


def _of_completion(parser: _Parser, speaks: Language) -> None:
    says = speaks.t(N_("for which shell"))
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help=says)


def _of_delete(parser: _Parser, speaks: Language) -> None:
    t = speaks.t
    parser.add_argument(
        "what",
        metavar=t(N_("NAME")),
        help=t(N_("the subject of the conversation, words of it, or its number")),
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
