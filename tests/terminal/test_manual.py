"""The manual pages say what the command line can, in both languages, and what they show can be typed."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessions.export.forms import FORMS, TALK, Form
from tests.conftest import ROOT
from tui.cli import command, main, parser
from tui.cli.parser import parser_of
from tui.language.language import language

PAGES = {"en": ROOT / "tui" / "tweespraak.1", "nl": ROOT / "locales" / "nl" / "tweespraak.1"}
EACH = pytest.mark.parametrize("tag", PAGES)

MACROS = {
    "TH", "SH", "SS", "PP", "TP", "IP", "RS", "RE", "B", "I", "BR", "BI", "RB", "RI", "IR", "br", "nf", "fi", "in", "nh",
    "ad", "ss",
}  # fmt: skip
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")
VARIABLE = re.compile(r"TWEESPRAAK_[A-Z_]+")
ESCAPES = {
    r"\-": "-", r"\(lq": "“", r"\(rq": "”", r"\(aq": "'", r"\(cq": "’", r"\e": "\\",
    r"\fB": "", r"\fI": "", r"\fR": "",
}  # fmt: skip


def text(tag: str) -> str:
    """Give the source of a page."""
    return PAGES[tag].read_text(encoding="utf-8")


def lines(tag: str) -> list[str]:
    """Give the lines of a page without its comments."""
    return [line for line in text(tag).splitlines() if not line.startswith('.\\"')]


def plain(line: str) -> str:
    """Give a line as it is read, without the macro before it."""
    for escape, letter in ESCAPES.items():
        line = line.replace(escape, letter)
    if line.startswith("."):
        name, _, rest = line[1:].partition(" ")
        joined = rest if name not in ("BR", "BI", "RB", "RI", "IR") else _joined(rest)
        return joined.replace('"', "")
    return line


def _joined(rest: str) -> str:
    return "".join(word for pair in re.findall(r'"([^"]*)"|(\S+)', rest) for word in pair)


def commands_of(tag: str) -> dict[str, str]:
    """Give what the page says of each command, by its name: from its tag to the next one."""
    sections: dict[str, list[str]] = {}
    depth, name, section, expects = 0, "", 0, False
    for line in lines(tag):
        if line.startswith(".SH"):
            section, name = section + 1, ""
        depth += line.startswith(".RS") - line.startswith(".RE")
        if section != 4:
            continue
        if line.startswith((".SS", ".TP")) and not depth:
            name, expects = "", line.startswith(".TP")
        elif expects:
            name, expects = re.split(r"[ \[]", plain(line).strip())[0], False
            sections[name] = []
        if name:
            sections[name].append(plain(line))
    return {name: "\n".join(told) for name, told in sections.items()}


def subparsers(tag: str) -> dict[str, argparse.ArgumentParser]:
    """Give the parser of each command."""
    for action in parser_of(language(tag))._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    raise AssertionError("there are no commands")


def options(parser: argparse.ArgumentParser) -> set[str]:
    """Give the options of a parser."""
    return {option for action in parser._actions for option in action.option_strings}


def choices(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Give the words that can be chosen with a command."""
    for action in parser._actions:
        if action.choices and not isinstance(action, argparse._SubParsersAction):
            yield from (str(choice) for choice in action.choices)


@EACH
def test_every_command_is_told_of(tag: str) -> None:
    """Each stands in the page once, in the order of `--help` or another, and no other stands there."""
    assert (
        set(commands_of(tag))
        == set(subparsers(tag))
        == {name for name, _, _ in parser.known_commands()}
    )


@EACH
def test_every_option_is_told_of_where_it_belongs(tag: str) -> None:
    """With each command its own options and choices, and none that it does not have."""
    everywhere = options(parser_of(language(tag)))
    told = commands_of(tag)
    for name, subparser in subparsers(tag).items():
        own = options(subparser) - everywhere
        assert set(OPTION.findall(told[name])) == own, name
        for choice in choices(subparser):
            assert re.search(rf"\b{choice}\b", told[name]), (name, choice)
        words = [
            action.metavar
            for action in subparser._actions
            if not action.option_strings and not action.choices
        ]
        for word in words:
            assert str(word) in told[name], (name, word)


@EACH
def test_options_for_every_command(tag: str) -> None:
    """They stand under a heading of their own, with the names of what belongs with them."""
    parser = parser_of(language(tag))
    sections = re.split(r"^\.SH .*$", "\n".join(lines(tag)), flags=re.MULTILINE)
    told = "\n".join(plain(line) for line in sections[5].splitlines())
    assert set(OPTION.findall(told)) == options(parser)
    for action in parser._actions:
        if action.option_strings and action.metavar:
            assert f"{action.option_strings[-1]} {action.metavar}" in told


@EACH
def test_no_option_that_is_not_there(tag: str) -> None:
    """Nowhere in the page, but for what is said of another program."""
    known = {option for parser in subparsers(tag).values() for option in options(parser)}
    known |= options(parser_of(language(tag)))
    assert set(OPTION.findall("\n".join(map(plain, lines(tag))))) - {"-r"} <= known


@EACH
def test_every_form_with_its_ending(tag: str) -> None:
    """Each form of an export, with what its file ends with."""
    told = commands_of(tag)["export"]
    every = {**FORMS, TALK: Form(".md", "", lambda *_: b"")}
    for name, form in every.items():
        assert re.search(rf"^{name}\n.*\({re.escape(form.suffix)}\)$", told, re.MULTILINE), name


@EACH
def test_every_exit_code(tag: str) -> None:
    """All that the command line can end with, and no other."""
    codes = {
        command.DONE,
        command.NOTHING,
        command.WRONG_USE,
        command.NOT_READABLE,
        main.INTERRUPTED,
        main.CLOSED_PIPE,
    }
    assert {int(code) for code in re.findall(r"^\.B (\d+)$", text(tag), re.MULTILINE)} == codes


@EACH
def test_every_variable(tag: str) -> None:
    """What the program looks for in the environment under its own name, and no other."""
    sources = [*(ROOT / "tui").rglob("*.py"), *(ROOT / "sessions").rglob("*.py")]
    known = {
        variable
        for path in sources
        for variable in VARIABLE.findall(path.read_text(encoding="utf-8"))
    }
    assert set(VARIABLE.findall(text(tag))) == known
    assert "NO_COLOR" in text(tag)


def examples(tag: str) -> list[str]:
    """Give the commands that a page shows."""
    examples, shown, longer = [], False, ""
    for line in lines(tag):
        if line in (".nf", ".fi"):
            shown = line == ".nf"
        elif shown:
            longer += plain(line)
            if longer.endswith("\\"):
                longer = longer[:-1] + " "
                continue
            examples.append(longer)
            longer = ""
    return examples


@EACH
def test_what_it_shows_can_be_typed(tag: str) -> None:
    """Each command among the examples is understood."""
    shown = examples(tag)
    asked = [
        arguments for example in shown for arguments in re.findall(r"tweespraak ([^|>)]*)", example)
    ]
    assert len(asked) >= len(shown) > 5
    for arguments in asked:
        parsed = parser_of(language(tag)).parse_args(shlex.split(arguments))
        assert parsed.command in subparsers(tag)
    assert {arguments.split()[1] for arguments in asked if arguments.startswith("completion")} == {
        "bash",
        "zsh",
        "fish",
    }


def test_both_pages_say_the_same() -> None:
    """Heading for heading and option for option, in another language."""
    english, other = (
        [re.match(r"\.?\w*", line) for line in lines(tag) if line.startswith(".")] for tag in PAGES
    )
    shape = [
        [words[0] for words in page if words and words[0] in (".SH", ".SS", ".TP", ".RS", ".RE", ".nf", ".fi")]
        for page in (english, other)
    ]  # fmt: skip
    assert shape[0] == shape[1]
    assert [_tag(example) for example in examples("en")] == [
        _tag(example) for example in examples("nl")
    ]


def _tag(line: str) -> list[str]:
    return [word for word in line.split() if word in parser.FORMS or word.startswith("--")]


@EACH
def test_its_source_is_whole(tag: str) -> None:
    """Known macros, what is opened is closed, a hyphen of an option is one that can be copied."""
    source = lines(tag)
    assert re.match(r"\.TH TWEESPRAAK 1 \d{4}-\d{2}-\d{2} Tweespraak ", source[0])
    for place, line in enumerate(source):
        assert line == line.rstrip(), line
        assert line, place
        assert not line.startswith("'"), line
        if line.startswith("."):
            assert re.split(r"[ ]", line[1:])[0] in MACROS, line
            assert line.count('"') % 2 == 0, line
        assert "--" not in line, line
        assert len(re.findall(r"\\f[BI]", line)) == line.count(r"\fR"), line
        known = "|".join(re.escape(escape) for escape in ESCAPES)
        assert "\\" not in re.sub(known, "", line), line
    for begin, end in ((".RS", ".RE"), (".nf", ".fi")):
        assert source.count(begin) == source.count(end)
    assert source.count(".in +4n") == source.count(".in")
    for place, line in enumerate(source[:-1]):
        if line.startswith(".TP"):
            assert not source[place + 1].startswith((".TP", ".SH", ".SS", ".PP", ".RS")), place
    assert text("en").isascii()


@EACH
def test_a_reader_of_pages_has_nothing_to_say(tag: str) -> None:
    """Where groff is, it reads the page without a warning, and nothing falls off a screen of 80 columns."""
    groff = shutil.which("groff")
    if groff is None:
        test_its_source_is_whole(tag)
        return
    told = subprocess.run(
        [groff, "-k", "-man", "-Tutf8", "-ww", "-P-c", "-rLL=78n", str(PAGES[tag])],
        capture_output=True, check=True, env={"PATH": str(Path(groff).parent), "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert told.stderr == b""
    shown = re.sub(r".\x08", "", told.stdout.decode())
    assert max(len(line) for line in shown.splitlines()) <= 78
    assert "TWEESPRAAK(1)" in shown
    assert "\\" not in shown.replace(">\\", "")
