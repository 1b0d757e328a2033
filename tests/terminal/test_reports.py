"""What the command line tells and writes: due, list, show, note, patterns, export, completion; and what it refuses."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sessions import errors
from sessions.agreements import Agreement, Note
from sessions.conversation import Conversation, Idea, Parked, Said, State
from sessions.export.forms import FORMS
from sessions.export.pdf import sheet_pdf
from sessions.pattern import PATTERNS, shipped
from sessions.store import Vault
from sessions.store.sealing import Cost
from sessions.text import NOTE_MAX, clean
from tests.store.helpers import every_conversation
from tests.terminal.conftest import ROOT
from tests.terminal.hostile import HOSTILE, SURROGATES, foreign
from tests.terminal.terminal import Terminal, clean_environment
from tui.cli import main, passphrase
from tui.cli.parser import known_commands
from tui.language.language import language
from tui.workspace.example import fill

pytestmark = [pytest.mark.terminal, pytest.mark.long]

DONE, NOTHING, WRONG_USE, NOT_READABLE, CLOSED_PIPE = 0, 1, 2, 3, 141
HOME_ZONE = ZoneInfo("Europe/Amsterdam")
THEN = datetime(2025, 3, 25, 20, 0, tzinfo=HOME_ZONE)
"""A Tuesday, on which one agreement is to be looked back on. It is past in every real run."""
WHAT = "Om de week koken; wie niet kookt, ruimt af."
PASSPHRASE = "vier woorden naast elkaar"
CHEAP = Cost(memory=64, passes=1, lanes=1)
BOTH = pytest.mark.parametrize("tag", ["en", pytest.param("nl", marks=pytest.mark.long)])
"""In both languages; the other one with the long tests."""
WITHOUT_PDF = [one for one in FORMS if one != "pdf"]


@cache
def has_pdf() -> bool:
    """Whether this machine can make a PDF: WeasyPrint is there, and the library it draws with."""
    try:
        sheet_pdf("<p>x</p>")
    except errors.PdfMissing:
        return False
    return True


SMALL_DISK = (
    "import resource, sys\n"
    "size = int(sys.argv.pop(1))\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
    "from tui.cli.main import run\n"
    "run()\n"
)
"""The command where no file can become larger than so many bytes."""

ASK_BASH = (
    'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _shtab_tweespraak; '
    'printf "%s\\n" "${COMPREPLY[@]}"'
)
"""What bash offers after the words of a line."""

MANY = (
    "import json, sys\n"
    "from pathlib import Path\n"
    "from tui.cli.main import main\n"
    "for arguments in json.loads(Path(sys.argv[1]).read_text('utf-8')):\n"
    "    code = main(arguments)\n"
    "    print('ended', code, flush=True)\n"
)
"""Many commands, one after another."""

READING = {
    "due": ["due"],
    "due --json": ["due", "--json"],
    "due --quiet": ["due", "--quiet"],
    "list": ["list"],
    "list --json": ["list", "--json"],
    "show": ["show", "koken"],
    "show --json": ["show", "koken", "--json"],
    "export": ["export"],
    "export talk": ["export", "koken", "--as", "talk"],
    "patterns": ["patterns"],
    "patterns --json": ["patterns", "--json"],
    "completion": ["completion", "bash"],
}
"""Commands that only read, on a vault with the example in it."""
ON_VAULT = {name: one for name, one in READING.items() if one[0] not in ("patterns", "completion")}
COMMANDS = pytest.mark.parametrize("command", READING.values(), ids=READING)


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class House:
    """A vault, and commands that are run on it."""

    folder: Path
    home: Path

    def run(
        self,
        *arguments: str,
        tag: str = "en",
        program: tuple[str, ...] = ("-m", "tui"),
        redirect: str = "",
        more: Mapping[str, str] | None = None,
    ) -> Ran:
        """Run a command without a terminal; `redirect` is what the shell does with its streams."""
        line = [
            sys.executable, *program, *arguments, "--data", str(self.folder), "--language", tag,
        ]  # fmt: skip
        if redirect:
            line = ["/bin/sh", "-c", f'"$@" {redirect}', "sh", *line]
        ended = subprocess.run(
            line,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=self.environment(**(more or {})),
            cwd=self.folder.parent,
            timeout=60,
            start_new_session=True,
            check=False,
        )
        found = Ran(
            ended.returncode, ended.stdout.decode(), ended.stderr.decode("utf-8", "replace")
        )
        assert "Traceback" not in found.err
        assert "Exception" not in found.err
        assert foreign(ended.stderr) == []
        return found

    def environment(self, **more: str) -> dict[str, str]:
        """Give the environment of the commands."""
        return clean_environment(self.home, PYTHONPATH=str(ROOT), **more)

    def bytes(self) -> dict[str, bytes]:
        """Give every file with what is in it, without the lock."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and path.name != "lock"
        }

    def talks(self) -> list[Conversation]:
        """Give every conversation, the first that began first."""
        with Vault.open(self.folder, now=THEN, read_only=True) as vault:
            found = [
                conversation
                for conversation in every_conversation(vault)
                if isinstance(conversation, Conversation)
            ]
        return sorted(found, key=lambda conversation: conversation.started)

    def finished(self) -> Conversation:
        """Give the conversation in which something was agreed."""
        return next(talk for talk in self.talks() if talk.state is State.FINISHED)

    def save(self, *talks: Conversation) -> None:
        """Put conversations in it."""
        with Vault.open(self.folder, now=THEN) as vault:
            for talk in talks:
                vault.records.save(talk)

    def damage(self, talk: Conversation) -> Path:
        """Cut off the file of a conversation; gives its path."""
        path = self.folder / "conversations" / talk.id[:2] / f"{talk.id}.tdb"
        path.write_bytes(path.read_bytes()[:-9])
        return path


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the example once: one conversation with an agreement, and one half-way."""
    folder = tmp_path_factory.mktemp("filled") / "vault"
    with Vault.open(folder, now=THEN) as vault:
        fill(vault, language("nl"), THEN)
    return folder


@pytest.fixture
def house(filled: Path, tmp_path: Path, home: Path) -> House:
    """Give a copy of the example."""
    shutil.copytree(filled, tmp_path / "vault")
    return House(tmp_path / "vault", home)


@pytest.fixture
def nothing(tmp_path: Path, home: Path) -> House:
    """Give a place where there is no vault."""
    return House(tmp_path / "vault", home)


@pytest.fixture
def sealed(house: House, tmp_path: Path) -> tuple[House, str]:
    """Give the example, sealed, and the name of a file with its passphrase."""
    with Vault.open(house.folder, now=THEN) as vault:
        vault.seal.seal(PASSPHRASE, language="nl", cost=CHEAP)
    file = tmp_path / "phrase.txt"
    file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return house, str(file)


Here = Callable[..., Ran]


@pytest.fixture
def here(house: House, capfd: pytest.CaptureFixture[str]) -> Here:
    """Run commands on the example in this process, at a moment of choice."""

    def run(*arguments: str, at: datetime = THEN, tag: str = "en") -> Ran:
        options = ["--data", str(house.folder), "--language", tag]
        code = main.main([*arguments, *options], clock=lambda: at)
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return run


def said(message: str, tag: str = "en", **fields: object) -> str:
    """Give a sentence of the program as one line of its output."""
    return language(tag).t(message, **fields) + "\n"


def undated(ran: Ran) -> Ran:
    """Give it without the moment at which a document was made."""
    return replace(ran, out=re.sub(r'"made": "[^"]*"', '"made": ""', ran.out))


def sentence(problem: type[errors.TweespraakError], tag: str = "en", **fields: object) -> str:
    """Give the sentence of an error as one line of its output."""
    return language(tag).error(problem(**fields)) + "\n"


# -- Due ------------------------------------------------------------------------------------------


@BOTH
def test_due_tells_what_is_to_be_looked_back_on(house: House, tag: str) -> None:
    """One line an agreement on standard output: its number, its words, who and since when; code 0."""
    (promise,) = house.finished().agreements
    found = house.run("due", "--on", "2025-03-25", tag=tag)
    people = language(tag).listed(["Kim", "Sam"])
    today = language(tag).t("today")
    assert found == Ran(DONE, f"{promise.id[:8]}  {WHAT}  ({people}, {today})\n", "")
    assert house.run("due", tag=tag).code == DONE  # the real day is later


ON = [
    ("nl", "2025-03-25", True),
    ("nl", "24 maart 2025", False),
    ("nl", "25 maart 2025", True),
    ("nl", "25-03-2025", True),
    ("nl", "25/3/2025", True),
    ("en", "March 24, 2025", False),
    ("en", "March 25, 2025", True),
    ("en", "25 mar 2025", True),
    ("nl", "vandaag", True),
    ("nl", "morgen", True),
    ("nl", "overmorgen", True),
    ("nl", "volgende vrijdag", True),
    ("nl", "over 2 weken", True),
    ("en", "today", True),
    ("en", "Tomorrow", True),
    ("en", "Friday", True),
    ("en", "in 2 weeks", True),
    ("nl", "in 2 weeks", True),
    ("en", "9999-12-31", True),
    ("en", "0001-01-01", False),
]


@pytest.mark.parametrize(("tag", "day", "due"), ON)
def test_due_on_a_day_in_words(house: House, tag: str, day: str, due: bool) -> None:
    """A day as people write it, in Dutch and in English; what is not due on it is not told."""
    found = house.run("due", "--on", day, tag=tag)
    if due:
        assert (found.code, found.err) == (DONE, "")
        assert found.out.count("\n") == 1
        assert WHAT in found.out
    else:
        assert found == Ran(NOTHING, "", said("Nothing to look back on.", tag))


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("maandag", False),
        ("dinsdag", True),
        ("over 4 dagen", False),
        ("over 5 dagen", True),
        ("24 maart", False),
        ("25 maart", True),
        ("morgen", False),
        ("19 maart", True),
    ],
)
def test_words_count_from_today(here: Here, day: str, due: bool) -> None:
    """On Thursday 20 March, "dinsdag" is the day on which it is due, and "19 maart" that of next year."""
    found = here("due", "--on", day, at=datetime(2025, 3, 20, 9, tzinfo=HOME_ZONE), tag="nl")
    assert found.code == (DONE if due else NOTHING), found


NO_DAYS = (
    "volgende week", "next week", "gisteren", "", "  ", "x", "31", "2025", "1e9", "-1", "over 9999 dagen",
    "over -1 dag", "25 brr", "now", "a" * 5000, "\x1b[2J", "{typed}", "%s", "\ud83d", "tomor\now",
)  # fmt: skip
NOT_THERE = (
    "31 februari", "february 31", "30-2-2025", "2025-02-30", "2025-13-01", "0-0-2025", "99-99-9999",
    "0000-00-00",
)  # fmt: skip


@BOTH
@pytest.mark.parametrize("day", ["31 februari", "volgende week", "", "tomor\now"])
def test_a_day_that_is_none(house: House, tag: str, day: str) -> None:
    """One sentence on standard error and nothing else, code 2, nothing is read or written."""
    before = house.bytes()
    for more in ([], ["--json"], ["--quiet"]):
        found = house.run("due", "--on", day, *more, tag=tag)
        assert (found.code, found.out) == (WRONG_USE, "")
        assert found.err.count("\n") == 1
        assert "“" in found.err
    assert house.bytes() == before


@BOTH
@pytest.mark.parametrize("day", NO_DAYS + NOT_THERE)
def test_what_is_typed_for_a_day_is_named(here: Here, tag: str, day: str) -> None:
    """Whatever it is, the sentence names it, shows how a day is written, and speaks to no terminal."""
    from tui.cli.report_commands import DayNotThere, DayNotUnderstood

    found = here("due", f"--on={day}", tag=tag)
    assert (found.code, found.out) == (WRONG_USE, "")
    assert foreign(found.err.encode("utf-8", "surrogatepass")) == []
    assert len(found.err) < 300
    problem = DayNotThere if day in NOT_THERE else DayNotUnderstood
    example = language(tag).day((THEN + timedelta(days=7)).date(), weekday=False)
    shown = " ".join(clean(day).split())
    shown = shown if len(shown) <= 60 else shown[:59] + "…"
    assert found.err == sentence(problem, tag, typed=shown, example=example)


def test_due_as_json(house: House) -> None:
    """A list on standard output with what a program wants of it; empty, with code 1, when nothing is due."""
    talk = house.finished()
    (promise,) = talk.agreements
    found = house.run("due", "--json", "--on", "2025-03-27")
    assert (found.code, found.err) == (DONE, "")
    assert json.loads(found.out) == [
        {
            "agreement": promise.id,
            "what": WHAT,
            "people": ["Kim", "Sam"],
            "agreed_on": "2025-03-04",
            "look_back_on": "2025-03-25",
            "overdue": True,
            "conversation": talk.id,
        }
    ]
    assert house.run("due", "--json", "--on", "2025-03-24") == Ran(NOTHING, "[]\n", "")


@BOTH
def test_due_quietly(house: House, tag: str) -> None:
    """One line when something is due, nothing at all when not; the code says the same."""
    one = language(tag).n(
        "{count} agreement to look back on", "{count} agreements to look back on", 1
    )
    assert house.run("due", "--quiet", tag=tag) == Ran(DONE, one + "\n", "")
    before = ["due", "--quiet", "--on", "2025-03-24"]
    assert house.run(*before, tag=tag) == Ran(NOTHING, "", "")


def test_quiet_asks_nothing_and_says_nothing(
    house: House, nothing: House, sealed: tuple[House, str], tmp_path: Path
) -> None:
    """Sealed without a file, with a wrong one or none there, damaged, a file for a folder: code 3, not a word."""
    sealed_house, file = sealed
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("not this one\n", encoding="utf-8")
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    quiet = ("due", "--quiet")
    assert sealed_house.run(*quiet) == Ran(NOT_READABLE, "", "")
    for name in (str(wrong), str(empty), str(tmp_path / "none.txt"), str(tmp_path)):
        assert sealed_house.run(*quiet, more={passphrase.FILE: name}) == Ran(NOT_READABLE, "", "")
    assert sealed_house.run(*quiet, more={passphrase.FILE: file}).code == DONE
    assert House(wrong, house.home).run(*quiet) == Ran(NOT_READABLE, "", "")
    (sealed_house.folder / "vault.json").write_bytes(b"{")
    (sealed_house.folder / "vault.json.bak").unlink(missing_ok=True)
    assert sealed_house.run(*quiet) == Ran(NOT_READABLE, "", "")


def test_quiet_at_a_terminal_asks_nothing(
    sealed: tuple[House, str], terminal: Callable[..., Terminal]
) -> None:
    """Also where somebody could type a passphrase: it ends at once with code 3, and the screen is empty."""
    house, _ = sealed
    program = terminal(["-m", "tui", "due", "--quiet", "--data", str(house.folder)])
    assert program.wait_exit() == NOT_READABLE
    assert bytes(program.raw) == b""


# -- Clocks -----------------------------------------------------------------------------------------


def test_a_clock_that_was_set_back(here: Here) -> None:
    """A year back nothing is due yet, and nothing breaks: list, show and export tell the same as before."""
    past = THEN - timedelta(days=365)
    assert here("due", at=past) == Ran(NOTHING, "", said("Nothing to look back on."))
    assert here("due", "--json", at=past) == Ran(NOTHING, "[]\n", "")
    for command in (["list"], ["list", "--json"], ["show", "koken"], ["export"]):
        now, then = here(*command), here(*command, at=past)
        assert (then.code, then.out) == (now.code, now.out)
    for form in WITHOUT_PDF:
        assert here("export", "--as", form, at=past).code == DONE


NIGHTS = (
    datetime(2025, 3, 30, 0, 59, tzinfo=UTC), datetime(2025, 3, 30, 1, 0, tzinfo=UTC),
    datetime(2025, 10, 26, 0, 30, tzinfo=UTC), datetime(2025, 10, 26, 1, 30, tzinfo=UTC),
)  # fmt: skip
"""Before and after the hour that is not there, and both times of the hour that comes twice."""


@pytest.mark.parametrize("moment", NIGHTS, ids=str)
def test_the_nights_the_clocks_change(here: Here, moment: datetime) -> None:
    """At each of those moments the day is that of the wall, and every form is made."""
    now = moment.astimezone(HOME_ZONE)
    assert here("due", at=now).code == DONE
    day = now.date()
    assert here("due", "--on", "today", at=now) == here("due", "--on", day.isoformat(), at=now)
    for form in WITHOUT_PDF:
        found = here("export", "--as", form, at=now)
        assert (found.code, found.err) == (DONE, "")
    assert here("show", "koken", at=now).code == DONE


def test_due_from_midnight_to_midnight(here: Here) -> None:
    """Nothing a second before the day begins on the wall; from then on it is due, and stays so."""
    midnight = datetime(2025, 3, 25, tzinfo=HOME_ZONE)
    assert here("due", at=midnight - timedelta(seconds=1)).code == NOTHING
    assert "today" in here("due", at=midnight).out
    assert "since yesterday" in here("due", at=midnight + timedelta(days=1)).out


# -- The list ---------------------------------------------------------------------------------------


@BOTH
def test_the_list(house: House, tag: str) -> None:
    """The latest first, one line each: number, day, subject, who and how far; words narrow it, in any order."""
    first, latest = house.talks()
    t = language(tag).t
    people = language(tag).listed(["Kim", "Sam"])
    lines = [
        f"{latest.id[:8]}  2025-03-24  De vakantie met je ouders  ({people}, {t('not finished')})\n",
        f"{first.id[:8]}  2025-03-04  Koken door de week  ({people}, {t('finished')})\n",
    ]
    assert house.run("list", tag=tag) == Ran(DONE, "".join(lines), "")
    narrowed = {
        ("ouders",): lines[:1],
        ("VAKANTIE", "de"): lines[:1],
        ("ruimt",): lines[1:],
        ("kim", "week"): lines[1:],
        ("--only", "due"): lines[1:],
        ("--only", "open"): lines[:1],
        ("--only", "finished"): lines[1:],
    }
    for words, told in narrowed.items():
        assert house.run("list", *words, tag=tag) == Ran(DONE, "".join(told), "")
    none = said("There is nothing here.", tag)
    assert house.run("list", "zwemmen", tag=tag) == Ran(NOTHING, "", none)


def test_the_list_as_json(house: House) -> None:
    """Everything that a line tells, and the agreements, with whole numbers and moments."""
    first, latest = house.talks()
    found = house.run("list", "--json")
    assert (found.code, found.err) == (DONE, "")
    told = json.loads(found.out)
    assert [load["id"] for load in told] == [latest.id, first.id]
    assert [load["state"] for load in told] == ["active", "finished"]
    assert [load["people"] for load in told] == [["Kim", "Sam"]] * 2
    assert datetime.fromisoformat(told[1]["started"]) == first.started
    assert told[1]["agreements"] == [
        {
            "id": first.agreements[0].id,
            "what": WHAT,
            "look_back_on": "2025-03-25",
            "ended": None,
        }
    ]
    assert house.run("list", "zwemmen", "--json") == Ran(NOTHING, "[]\n", "")


# -- One conversation, and which one is meant ---------------------------------------------------------


@BOTH
def test_show(house: House, tag: str) -> None:
    """By its subject in any case, a word of it, or its number: what both may read, on standard output."""
    talk = house.finished()
    found = house.run("show", "koken door de WEEK", tag=tag)
    assert (found.code, found.err) == (DONE, "")
    assert found.out.startswith("Koken door de week\n")
    for text in (WHAT, "moe, en er ook een beetje alleen in", "Dat je bleef luisteren."):
        assert text in found.out
    assert language(tag).t("I see") in found.out
    for name in (talk.id, talk.id[:4], talk.id[:8].upper(), "ruimt af"):
        assert house.run("show", name, tag=tag) == found


def test_show_as_json(house: House) -> None:
    """The document of the export, with its format and version."""
    found = house.run("show", "koken", "--json")
    assert (found.code, found.err) == (DONE, "")
    told = json.loads(found.out)
    assert (told["format"], told["version"]) == ("tweespraak", 1)
    assert told["conversation"]["id"] == house.finished().id


TAKES_A_NAME = pytest.mark.parametrize(
    "command", [["show"], ["show", "--json"], ["export"], ["export", "--as", "talk"]], ids=" ".join
)


@TAKES_A_NAME
@BOTH
def test_a_name_that_nobody_has(house: House, command: list[str], tag: str) -> None:
    """Code 1, a sentence on standard error, nothing on standard output."""
    none = said("There is no conversation with that name or number. See: list", tag)
    for name in ("zwemmen", "ffff" * 8, "zzzz", "abc", "../../etc/passwd", "*"):
        assert house.run(*command, name, tag=tag) == Ran(NOTHING, "", none)


@TAKES_A_NAME
def test_an_empty_name_is_nobodys(house: House, command: list[str]) -> None:
    """As from a script with a name that was never set: not all, not the one that has no subject, but none."""
    untitled = replace(house.finished(), id="e" * 32, said={})
    house.save(untitled)
    for name in ("", " "):
        found = house.run(*command, name)
        assert found.code in (NOTHING, WRONG_USE)
        assert found.out == ""


@TAKES_A_NAME
@BOTH
def test_a_name_that_two_have(house: House, command: list[str], tag: str) -> None:
    """A subject, a word or the first characters of a number: code 2, both are listed, and nothing is guessed."""
    talk = house.finished()
    one, other = (replace(talk, id="abcd" + letter * 28, ended=talk.ended) for letter in "ef")
    house.save(one, other)
    for name in ("abcd", "Koken door de week", "koken"):
        found = house.run(*command, name, tag=tag)
        assert (found.code, found.out) == (WRONG_USE, "")
        first, *names = found.err.splitlines()
        wanted = "There is more than one. Give the number of the one you mean:"
        assert first == language(tag).t(wanted)
        assert {"abcdeeee", "abcdffff"} <= {line.split()[0] for line in names}
    assert house.run(*command, "abcde", tag=tag).code == DONE


# -- Notes ------------------------------------------------------------------------------------------


@BOTH
def test_a_note_is_kept(house: House, tag: str) -> None:
    """By the words of the agreement or its number; the words need no quotes; nothing on standard output."""
    (promise,) = house.finished().agreements
    kept = said("It is kept. You both see it when you look back.", tag)
    assert house.run("note", promise.id[:8], "dinsdag", "lukte", "het", tag=tag) == Ran(
        DONE, "", kept
    )
    assert house.run("note", WHAT.upper(), "  de week\n erop ook  ", tag=tag).code == DONE
    (after,) = house.finished().agreements
    assert [note.text for note in after.notes] == ["dinsdag lukte het", "de week erop ook"]
    assert replace(after, notes=()) == promise


@BOTH
def test_a_note_that_cannot_be_kept(house: House, tag: str) -> None:
    """Of nothing, of too much, of an agreement that nobody made, only reading: a sentence, a code, nothing changed."""
    (promise,) = house.finished().agreements
    number = promise.id[:8]
    before = house.bytes()
    which = said("Which agreement? Give its number:", tag) + f"  {number} {WHAT}\n"
    long = sentence(errors.AnswerTooLong, tag, count=NOTE_MAX + 1, most=NOTE_MAX)
    refused = {
        ("note", number, " "): Ran(WRONG_USE, "", sentence(errors.AnswerMissing, tag)),
        ("note", number, "\u200b"): Ran(WRONG_USE, "", sentence(errors.AnswerMissing, tag)),
        ("note", number, "x" * (NOTE_MAX + 1)): Ran(WRONG_USE, "", long),
        ("note", "zwemmen", "x"): Ran(NOTHING, "", which),
        ("note", "", "x"): Ran(NOTHING, "", which),
        ("note", promise.id[:1], "x"): Ran(NOTHING, "", which),
        ("note", number, "x", "--read-only"): Ran(
            WRONG_USE,
            "",
            said("With --read-only nothing is changed, so `{command}` did nothing.", tag, command="note"),
        ),
    }  # fmt: skip
    for arguments, told in refused.items():
        assert house.run(*arguments, tag=tag) == told, arguments
    assert house.run("note", number, tag=tag).code == WRONG_USE
    assert house.bytes() == before


def test_a_note_with_an_agreement_that_two_have(house: House) -> None:
    """The same words twice: code 2 and both numbers; nothing is kept with either."""
    talk = house.finished()
    (promise,) = talk.agreements
    other = replace(promise, id="dddd" + "0" * 28)
    house.save(replace(talk, id="d" * 32, agreements=(other,)))
    before = house.bytes()
    found = house.run("note", WHAT, "het", "lukte")
    assert (found.code, found.out) == (WRONG_USE, "")
    assert {promise.id[:8], "dddd0000"} <= set(found.err.split())
    assert house.bytes() == before
    assert house.run("note", "dddd", "het", "lukte").code == DONE


def test_a_note_beside_an_open_program(house: House) -> None:
    """While somebody else has the vault it is refused with code 3, and reading goes on."""
    (promise,) = house.finished().agreements
    with Vault.open(house.folder, now=THEN):
        found = house.run("note", promise.id[:8], "het", "lukte")
        assert (found.code, found.out) == (NOT_READABLE, "")
        assert found.err.count("\n") == 1
        for command in READING.values():
            assert house.run(*command).code == DONE
    assert house.finished().agreements == (promise,)


def test_a_note_on_a_full_disk(house: House) -> None:
    """No room for a byte: one sentence, code 3, and everything is as it was."""
    (promise,) = house.finished().agreements
    before = house.bytes()
    found = house.run("0", "note", promise.id[:8], "het", "lukte", program=("-c", SMALL_DISK))
    assert (found.code, found.out) == (NOT_READABLE, "")
    assert found.err.count("\n") == 1
    assert {name: house.bytes()[name] for name in before} == before


# -- Patterns and completion ------------------------------------------------------------------------


@BOTH
def test_the_patterns(nothing: House, tag: str) -> None:
    """Every pattern there is with its title in the language, as lines and as JSON; no vault is needed."""
    titles = {path.stem: shipped(path.stem).title for path in PATTERNS.glob("*.toml")}
    told = {name: language(tag).t(title) for name, title in sorted(titles.items())}
    lines = "".join(f"{name}  {title}\n" for name, title in told.items())
    assert nothing.run("patterns", tag=tag) == Ran(DONE, lines, "")
    found = nothing.run("patterns", "--json", tag=tag)
    assert json.loads(found.out) == [{"id": name, "title": title} for name, title in told.items()]
    assert not nothing.folder.exists()


@BOTH
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(nothing: House, shell: str, tag: str) -> None:
    """A script that the shell itself takes for one, with every command in it."""
    found = nothing.run("completion", shell, tag=tag)
    assert (found.code, found.err) == (DONE, "")
    for name, _, _ in known_commands():
        assert name in found.out
    assert not nothing.folder.exists()
    if program := shutil.which(shell):
        read = subprocess.run(
            [program, "-n"], input=found.out.encode(), capture_output=True, check=False
        )
        assert (read.returncode, read.stderr) == (0, b"")


def test_bash_completes(nothing: House, tmp_path: Path) -> None:
    """In bash, half a command, an option, a choice and a file are completed."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.fail("these tests need bash")
    script = tmp_path / "completion.bash"
    script.write_text(nothing.run("completion", "bash").out, encoding="utf-8")
    (tmp_path / "afspraken.md").touch()
    asked = {
        "tweespraak du": "due",
        "tweespraak due --qu": "--quiet",
        "tweespraak export --as cal": "calendar",
        "tweespraak list --only op": "open",
        "tweespraak export --to afsp": "afspraken.md",
        "tweespraak --language n": "",
    }
    for line, wanted in asked.items():
        words = line.split(" ")
        told = subprocess.run(
            [
                bash, "-c", ASK_BASH, "bash", str(script), *words,
            ],
            capture_output=True, cwd=tmp_path, text=True, check=True, env=nothing.environment(),
        )  # fmt: skip
        assert wanted in told.stdout.split("\n"), (line, told)


def test_completion_for_a_shell_that_is_not_there(nothing: House) -> None:
    """An unknown shell or none: code 2, and the three are named."""
    found = nothing.run("completion", "powershell")
    assert (found.code, found.out) == (WRONG_USE, "")
    assert all(one in found.err for one in ("bash", "zsh", "fish"))
    assert nothing.run("completion").code == WRONG_USE


# -- Export -----------------------------------------------------------------------------------------


def looks_right(form: str, blob: bytes) -> None:
    """Hold that a file is what its form says, with the agreement in it."""
    if form == "pdf":
        assert blob.startswith(b"%PDF-")
        return
    text = blob.decode()
    assert "koken" in text
    if form == "json":
        (one,) = json.loads(text)["pairs"]
        assert one["agreements"][0]["what"] == WHAT
    elif form == "calendar":
        assert text.startswith("BEGIN:VCALENDAR\r\n")
        assert text.endswith("END:VCALENDAR\r\n")
    elif form == "html":
        assert text.startswith("<!DOCTYPE html>")
    elif form == "todoist":
        assert next(csv.reader(io.StringIO(text)))[0] == "TYPE"
    else:
        assert text.endswith("\n")


@BOTH
@pytest.mark.parametrize("form", FORMS)
def test_export_in_every_form(house: House, tmp_path: Path, form: str, tag: str) -> None:
    """To standard output, to a file by its form or its ending, to a folder: the same, readable by the owner only."""
    if form == "pdf" and not has_pdf():
        found = house.run("export", "--as", "pdf", "--to", "new.pdf", tag=tag)
        assert found == Ran(WRONG_USE, "", sentence(errors.PdfMissing, tag))
        assert not (tmp_path / "new.pdf").exists()
        return
    suffix = FORMS[form].suffix
    places = {
        "by form": (tmp_path / "by-form", ["--as", form]),
        "by ending": (tmp_path / f"by-ending{suffix.upper()}", []),
        "folder": (tmp_path / "folder", ["--as", form]),
    }
    (tmp_path / "folder").mkdir()
    blobs = {}
    for name, (path, more) in places.items():
        found = house.run("export", *more, "--to", str(path), tag=tag)
        assert (found.code, found.out) == (DONE, "")
        if name == "folder":
            (made,) = path.iterdir()
            assert made.name.startswith("tweespraak-20")
            assert made.suffix == suffix
        else:
            made = path
        kept = "It is in {file}. It is not sealed: anyone who can open that file can read it."
        assert found.err == said(kept, tag, file=str(made))
        assert stat.S_IMODE(made.stat().st_mode) == 0o600
        blobs[name] = made.read_bytes()
        looks_right(form, blobs[name])
    if form in ("markdown", "html", "todo", "todoist"):  # the others say when they were made
        assert len(set(blobs.values())) == 1
        out = house.run("export", "--as", form, tag=tag)
        assert (out.code, out.err, out.out.encode()) == (
            DONE,
            "",
            blobs["folder"],
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["by-form", f"by-ending{suffix.upper()}", "folder", "vault"]
    )


@BOTH
def test_export_of_a_whole_conversation(house: House, tmp_path: Path, tag: str) -> None:
    """As Markdown, also one without agreements; it needs a name, and goes into a folder by its number."""
    talk, half = house.talks()
    found = house.run("export", "vakantie", "--as", "talk", tag=tag)
    assert (found.code, found.err) == (DONE, "")
    assert found.out.startswith("# De vakantie met je ouders\n")
    asked = said("Which conversation? Give its subject or its number. See: list", tag)
    assert house.run("export", "--as", "talk", tag=tag) == Ran(WRONG_USE, "", asked)
    (tmp_path / "out").mkdir()
    assert house.run("export", talk.id, "--as", "talk", "--to", "out", tag=tag).code == DONE
    (file,) = (tmp_path / "out").iterdir()
    assert talk.id[:8] in file.name
    assert file.suffix == ".md"
    none = sentence(errors.NothingToExport, tag)
    assert house.run("export", half.id, tag=tag) == Ran(NOTHING, "", none)


@BOTH
@pytest.mark.parametrize("form", ["markdown", "calendar"])
def test_export_where_nothing_can_be_put(house: House, tmp_path: Path, form: str, tag: str) -> None:
    """Over a file, a link, a device, where no folder is, into a file, a name that is too long: code 2, all as it was."""
    file = tmp_path / "mine.txt"
    file.write_text("mine", encoding="utf-8")
    link = tmp_path / "link.md"
    link.symlink_to(tmp_path / "nowhere.md")
    for place in (file, link, Path("/dev/full"), Path("/dev/null")):
        found = house.run("export", "--as", form, "--to", str(place), tag=tag)
        assert found == Ran(WRONG_USE, "", sentence(errors.ExportThere, tag, file=str(place)))
    for place in (
        tmp_path / "missing" / "new.md", file / "new.md", tmp_path / ("n" * 300), Path("/proc/new.md"),
    ):  # fmt: skip
        found = house.run("export", "--as", form, "--to", str(place), tag=tag)
        assert (found.code, found.out) == (WRONG_USE, "")
        assert found.err.count("\n") == 1
        assert str(place) in found.err
    found = house.run("export", "--as", form, "--to", "~nobody-at-all/new.md", tag=tag)
    assert (found.code, found.err.count("\n")) == (WRONG_USE, 1)
    found = house.run("export", "--as", form, "--to", "", tag=tag)
    assert found == Ran(WRONG_USE, "", said("Give the file a name: --to FILE", tag))
    assert file.read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.md", "mine.txt", "vault"]


def test_export_into_a_folder_twice(house: House, tmp_path: Path) -> None:
    """The second of one day is not put over the first."""
    (tmp_path / "out").mkdir()
    assert house.run("export", "--to", "out").code == DONE
    (file,) = (tmp_path / "out").iterdir()
    before = file.read_bytes()
    found = house.run("export", "--to", "out")
    assert (found.code, found.err) == (WRONG_USE, sentence(errors.ExportThere, file=str(file)))
    assert file.read_bytes() == before


@pytest.mark.parametrize("room", [0, 100])
@pytest.mark.parametrize("place", ["new.md", "out"])
def test_export_on_a_full_disk(house: House, tmp_path: Path, room: int, place: str) -> None:
    """The room ends at the first byte or half-way: one sentence, code 2, and no half file."""
    (tmp_path / "out").mkdir()
    before = house.bytes()
    found = house.run(str(room), "export", "--to", place, program=("-c", SMALL_DISK))
    assert (found.code, found.out) == (WRONG_USE, "")
    assert found.err.count("\n") == 1
    assert os.strerror(27) in found.err  # what the system says of a file that is too large
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "vault"]
    assert list((tmp_path / "out").iterdir()) == []
    assert house.bytes() == before


def test_a_pdf_is_not_poured_over_a_terminal(
    house: House, terminal: Callable[..., Terminal]
) -> None:
    """On a screen it says that it is no text, and asks for a file; code 2."""
    if not has_pdf():
        assert house.run("export", "--as", "pdf").code == WRONG_USE
        return
    program = terminal(["-m", "tui", "export", "--as", "pdf", "--data", str(house.folder)])
    assert program.wait_exit() == WRONG_USE
    assert b"%PDF" not in bytes(program.raw)
    assert b"--to" in bytes(program.raw)


def test_two_languages_on_one_sheet(house: House) -> None:
    """Where two people differ both stand on it; one language by name is that one alone."""
    talk = house.finished()
    kim, sam = talk.people
    house.save(replace(talk, people=(kim, replace(sam, language="en"))))
    line = [sys.executable, "-m", "tui", "export", "--data", str(house.folder)]
    both = subprocess.run(line, env=house.environment(), capture_output=True, text=True, check=True)
    for words in ("Wat we hebben afgesproken", "Wie", "Who"):
        assert words in both.stdout
    assert "Wie" not in house.run("export").out


# -- Nothing there ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ON_VAULT.values(), ids=ON_VAULT)
@BOTH
def test_where_there_is_no_vault(nothing: House, command: list[str], tag: str) -> None:
    """Code 1, no data but an empty list, and no folder is made, here or in the home of the person."""
    found = nothing.run(*command, tag=tag)
    assert found.code == NOTHING
    assert found.out == ("[]\n" if "--json" in command and command[0] != "show" else "")
    assert ("--quiet" in command or bool(found.out)) == (found.err == "")
    assert found.err.count("\n") <= 1
    assert not nothing.folder.exists()
    assert list(nothing.home.rglob("*")) == []


@BOTH
def test_a_note_where_there_is_no_vault(nothing: House, tag: str) -> None:
    """Nothing is made for a note that belongs to nothing."""
    told = said("There is no agreement here yet. Nothing was kept.", tag)
    assert nothing.run("note", "koken", "het", "lukte", tag=tag) == Ran(NOTHING, "", told)
    assert not nothing.folder.exists()


def test_the_usual_place_is_not_made_either(nothing: House) -> None:
    """Without a folder in the arguments, reading makes none where the system wants it."""
    for command in (*READING.values(), ["note", "koken", "x"]):
        subprocess.run(
            [sys.executable, "-m", "tui", *command],
            env=nothing.environment(), capture_output=True, check=False,
        )  # fmt: skip
    assert [path for path in nothing.home.rglob("*") if "tweespraak" in path.name] == []


@BOTH
def test_a_vault_without_agreements(house: House, tag: str) -> None:
    """With only a conversation half-way nothing is due, noted or exported, each said in a sentence; code 1."""
    talk = house.finished()
    with Vault.open(house.folder, now=THEN) as vault:
        vault.records.delete(talk.id)
    for command in (["due"], ["export"], ["note", "koken", "x"], ["list", "--only", "finished"]):
        found = house.run(*command, tag=tag)
        assert (found.code, found.out, found.err.count("\n")) == (NOTHING, "", 1), command
    assert house.run("list", tag=tag).code == DONE
    for form in FORMS:
        found = house.run("export", "--as", form, tag=tag)
        assert found == Ran(NOTHING, "", sentence(errors.NothingToExport, tag))


def test_an_agreement_whose_pair_is_gone(house: House) -> None:
    """Without the file of the pairs everything is still told: names stand with the conversation, too."""
    before = {name: undated(house.run(*command)) for name, command in READING.items()}
    for path in house.folder.glob("pairs.tdb*"):
        path.unlink()
    for name, command in READING.items():
        assert undated(house.run(*command)) == before[name]
        assert before[name].code == DONE
    (promise,) = house.finished().agreements
    assert house.run("note", promise.id[:8], "het lukte").code == DONE


@pytest.mark.parametrize("command", ON_VAULT.values(), ids=ON_VAULT)
def test_reading_changes_nothing(house: House, command: list[str]) -> None:
    """No byte of the vault is another one after it, no file came or went."""
    lock = house.folder / "lock"
    before = house.bytes(), lock.read_bytes()
    assert house.run(*command).code == DONE
    assert house.run(*command, "--read-only").code == DONE
    assert (house.bytes(), lock.read_bytes()) == before
    lock.unlink()
    assert house.run(*command).code == DONE
    assert not lock.exists()


# -- Damage -----------------------------------------------------------------------------------------


ALL_BUT_NAMES = {
    name: one for name, one in ON_VAULT.items() if one[0] in ("due", "list") or one == ["export"]
}


@pytest.mark.parametrize("command", ALL_BUT_NAMES.values(), ids=ALL_BUT_NAMES)
@BOTH
def test_the_rest_is_still_told(house: House, command: list[str], tag: str) -> None:
    """With one conversation damaged, the others are told as before; the damage is named on standard error; code 3."""
    extra = replace(house.talks()[1], id="c" * 32)
    before = house.run(*command, tag=tag)
    house.save(extra)
    path = house.damage(extra)
    found = house.run(*command, tag=tag)
    assert (found.code, found.out) == (NOT_READABLE, before.out)
    if "--quiet" in command:
        assert found.err == ""
    else:
        assert found.err.count("\n") == 1
        assert path.name in found.err


@BOTH
def test_what_is_damaged_is_not_called_absent(house: House, tag: str) -> None:
    """Asked for what is in a damaged file: the damage is named, code 3, not only that nothing is there."""
    path = house.damage(house.finished())
    for command in (
        ["show", "koken"], ["export", "koken"], ["export"], ["note", "koken", "x"], ["due"],
        ["export", "koken", "--as", "talk"],
    ):  # fmt: skip
        found = house.run(*command, tag=tag)
        assert (found.code, found.out) == (NOT_READABLE, ""), command
        assert path.name in found.err
    assert house.run("show", "vakantie", tag=tag).code == DONE


# -- Sealed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ON_VAULT.values(), ids=ON_VAULT)
def test_a_sealed_vault(filled: Path, sealed: tuple[House, str], command: list[str]) -> None:
    """With a file for the passphrase it tells the same as before; without one it says so, code 3."""
    house, file = sealed
    plain = House(filled, house.home)
    told = house.run(*command, more={passphrase.FILE: file})
    assert undated(told) == undated(plain.run(*command))
    found = house.run(*command)
    assert (found.code, found.out) == (NOT_READABLE, "")
    if "--quiet" not in command:
        assert found.err.splitlines()[-1] + "\n" == sentence(
            passphrase.NoTerminal, variable=passphrase.FILE
        )


@BOTH
def test_a_sealed_vault_and_a_wrong_passphrase(
    sealed: tuple[House, str], tmp_path: Path, tag: str
) -> None:
    """One sentence, code 3; no word of what is in it."""
    house, _ = sealed
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("not this one\n", encoding="utf-8")
    for command in (["due"], ["list", "--json"], ["show", "koken"], ["export"], ["note", "x", "y"]):
        found = house.run(*command, tag=tag, more={passphrase.FILE: str(wrong)})
        assert found == Ran(NOT_READABLE, "", sentence(errors.WrongPassphrase, tag))


def test_a_note_in_a_sealed_vault_is_sealed(sealed: tuple[House, str]) -> None:
    """No file has its words in it, and it is read with the passphrase."""
    house, file = sealed
    found = house.run("note", WHAT, "dinsdag", "lukte", "het", more={passphrase.FILE: file})
    assert found.code == DONE
    assert not any(b"lukte" in blob for blob in house.bytes().values())
    told = house.run("export", "--as", "json", more={passphrase.FILE: file})
    assert "dinsdag lukte het" in told.out


# -- Streams that do not take it ----------------------------------------------------------------------


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("command", [*READING.values(), ["--help"], ["--version"]], ids=" ".join)
def test_nobody_reads_on(house: House, command: list[str], unbuffered: str) -> None:
    """As in `tweespraak list | head -0`: code 141 and not a word, however Python is set."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "tui", *command, "--data", str(house.folder)],
            stdout=writing, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False,
            env=house.environment(PYTHONUNBUFFERED=unbuffered),
        )  # fmt: skip
    finally:
        os.close(writing)
    if command == ["--help"] and unbuffered:
        return  # argparse swallows it there
    assert (ended.returncode, ended.stderr) == (CLOSED_PIPE, b"")


@pytest.mark.long
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
@COMMANDS
def test_standard_output_is_full(
    house: House, tmp_path: Path, command: list[str], unbuffered: str
) -> None:
    """Into a file for which there is no room: one sentence with the reason, code 2."""
    found = house.run(
        "0",
        *command,
        program=("-c", SMALL_DISK),
        redirect=f">{tmp_path / 'out'}",
        more={"PYTHONUNBUFFERED": unbuffered},
    )
    reason = os.strerror(errno.EFBIG)
    assert found == Ran(
        WRONG_USE,
        "",
        said("What you asked for could not be shown here ({reason}).", reason=reason),
    )


@pytest.mark.long
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", ">&- 2>&- <&-"])
@pytest.mark.parametrize(
    "command", [["due"], ["list", "--json"], ["export"], ["note"], ["patterns"]], ids=" ".join
)
def test_streams_that_the_shell_closed(house: House, command: list[str], closed: str) -> None:
    """It does what was asked, and writes what was meant for a closed stream nowhere, least of all in the vault."""
    (promise,) = house.finished().agreements
    more = [promise.id[:8], "het lukte"] if command == ["note"] else []
    before = house.bytes()
    assert house.run(*command, *more, redirect=closed).code == DONE
    if command != ["note"]:
        assert house.bytes() == before
    assert house.run("check").code == DONE


@pytest.mark.long
@COMMANDS
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_terminal_with_few_letters(house: House, command: list[str], encoding: str) -> None:
    """Letters it does not have are shown as question marks; JSON and exports stay UTF-8."""
    talk = house.finished()
    (promise,) = talk.agreements
    more = replace(promise, what="Samen één keer koken \N{COOKING} …", id="a" * 32)
    house.save(replace(talk, agreements=(more,)))
    ended = subprocess.run(
        [sys.executable, "-m", "tui", *command, "--data", str(house.folder), "--language", "nl"],
        env=house.environment(PYTHONIOENCODING=encoding),
        capture_output=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (DONE, b"")
    if "--json" in command:
        json.loads(ended.stdout.decode())
    elif command[0] != "export":
        ended.stdout.decode(encoding)


# -- Hostile text -----------------------------------------------------------------------------------

ALL = (*HOSTILE, *SURROGATES)


def spoil(talk: Conversation, number: int, text: str) -> Conversation:
    """Give a conversation with a text in every place that a command tells of."""
    kim, sam = (replace(person, name=text) for person in talk.people)
    note = Note(id="1", text=text, at=THEN)
    (promise,) = talk.agreements
    spoiled = replace(
        promise,
        id=f"{number:032x}",
        notes=(note,),
        what=text,
        when=text,
        often=text,
        when_if=text,
        then=text,
        see=text,
        stop=text,
    )
    said_there = {
        key: Said(fields={name: text if field and not _is_choice(field) else field for name, field in each.fields.items()}, at=each.at)
        for key, each in talk.said.items()
    }  # fmt: skip
    return replace(
        talk,
        id=f"{number:04x}" + talk.id[4:],
        pair=f"{number:032x}",
        people=(kim, sam),
        said=said_there,
        ideas=tuple(Idea(id=idea.id, text=text) for idea in talk.ideas),
        parked=(Parked(id="1", text=text, at=THEN),),
        agreements=(spoiled,),
    )


def _is_choice(text: str) -> bool:
    return " " not in text


@pytest.fixture(scope="module")
def spoiled(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a vault with a conversation for every hostile text."""
    folder = tmp_path_factory.mktemp("spoiled") / "vault"
    shutil.copytree(filled, folder)
    with Vault.open(folder, now=THEN) as vault:
        talks = [
            conversation
            for conversation in every_conversation(vault)
            if isinstance(conversation, Conversation)
        ]
        talk = next(one for one in talks if one.state is State.FINISHED)
        for number, text in enumerate(ALL):
            vault.records.save(spoil(talk, number, text))
    return folder


def _ids() -> list[str]:
    return [f"{number:04x}" for number in range(len(ALL))]


def hostile_commands() -> Iterator[tuple[str, list[list[str]]]]:
    """Give what is asked of that vault."""
    yield "due", [["due"]]
    yield "due as JSON", [["due", "--json"]]
    yield "list", [["list"], ["list", "--only", "due"]]
    yield "list as JSON", [["list", "--json"]]
    yield "show", [["show", id_] for id_ in _ids()]
    yield "show as JSON", [["show", id_, "--json"] for id_ in _ids()]
    yield "talk", [["export", id_, "--as", "talk"] for id_ in _ids()]
    for form in WITHOUT_PDF:
        yield form, [["export", "--as", form]]
    yield "which one", [["show", ""], ["show", "kim"], ["note", "0000000000", "x"]]


HOSTILE_COMMANDS = dict(hostile_commands())


@pytest.mark.long
@pytest.mark.parametrize("what", HOSTILE_COMMANDS)
def test_what_is_kept_speaks_to_no_terminal(
    spoiled: Path, tmp_path: Path, home: Path, what: str
) -> None:
    """Of every hostile text, in names, subjects, agreements, notes and answers, nothing raw comes out anywhere."""
    lists = tmp_path / "commands.json"
    options = ["--data", str(spoiled), "--language", "nl"]
    asked = [[*command, *options] for command in HOSTILE_COMMANDS[what]]
    lists.write_text(json.dumps(asked), encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", MANY, str(lists)],
        env=clean_environment(home, PYTHONPATH=str(ROOT)), cwd=tmp_path,
        capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr.decode("utf-8", "replace")
    assert foreign(ended.stderr) == []
    # A calendar's lines end as its standard says, and are folded between bytes of one letter.
    raw = ended.stdout.replace(b"\r\n ", b"").replace(b"\r\n", b"\n")
    assert foreign(raw) == []
    assert b"\r" not in raw.replace(b"\r\n", b"\n")
    if what != "which one":
        assert raw.count(b"ended 0\n") == len(asked)
    if "JSON" in what or what == "json":
        for word in raw.decode().split("ended 0\n")[:-1]:
            json.loads(word)


def _can_be_argument(text: str) -> bool:
    """Whether a system can hand it to a program: not with an end in it, or half of a letter."""
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def argument_places(text: str) -> list[list[str]]:
    """Give commands with a text in every place where there can be one."""
    return [
        ["show", "--", text],
        ["export", "--", text],
        ["list", "--", text, text],
        ["note", "--", text, text],
        ["note", "--", WHAT, text],
        ["due", f"--on={text}"],
        ["due", f"--language={text}"],
        ["list", f"--only={text}"],
        ["export", f"--as={text}"],
        ["export", f"--to=missing/{text}"],
        ["completion", "--", text],
        ["list", f"--data=missing/{text}"],
        [text],
        [f"--{text}"],
    ]


@pytest.mark.long
def test_arguments_speak_to_no_terminal(house: House, tmp_path: Path) -> None:
    """In whatever place of the command line a hostile text stands, a code comes, and nothing raw."""
    lists = tmp_path / "commands.json"
    asked = [
        place if any(each.startswith("--data") for each in place) else ["--data", str(house.folder), *place]
        for text in ALL
        if _can_be_argument(text) and text not in ("-h", "--data")
        for place in argument_places(text)
    ]  # fmt: skip
    lists.write_text(json.dumps(asked), encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", MANY, str(lists)],
        env=clean_environment(house.home, PYTHONPATH=str(ROOT)), cwd=tmp_path,
        capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=240,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr.decode("utf-8", "replace")[-2000:]
    assert ended.stdout.count(b"ended ") == len(asked)
    assert foreign(ended.stdout) == []
    assert foreign(ended.stderr) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["commands.json", "vault"]


@pytest.mark.long
def test_hostile_notes_come_back_clean(house: House) -> None:
    """A note with anything in it is kept or refused, and reads clean in every JSON."""
    for text in ("\x1b]0;EVIL\x07note", "[/] [bold]", "\u202eturned", "=1+1"):
        assert house.run("note", WHAT, text).code == DONE
    found = house.run("export", "--as", "json")
    assert foreign(found.out.encode()) == []
    notes = json.loads(found.out)["pairs"][0]["agreements"][0]["notes"]
    assert [note["text"] for note in notes][1:] == ["[/] [bold]", "\ufffdturned", "=1+1"]


# -- Wrong use ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["due", "extra"], ["due", "--on"], ["list", "--only", "some"], ["show"], ["show", "a", "b"], ["note"],
        ["note", "koken"], ["export", "--as", "docx"], ["export", "--as"], ["export", "--to"], ["patterns", "x"],
        ["due", "--yes"], ["due", "--quiet=1"], ["export", "a", "b"],
    ],
    ids=" ".join,
)  # fmt: skip
@BOTH
def test_wrong_use(house: House, arguments: list[str], tag: str) -> None:
    """Code 2, one sentence that points to help, nothing on standard output, nothing changed."""
    before = house.bytes()
    found = house.run(*arguments, tag=tag)
    assert (found.code, found.out, found.err.count("\n")) == (WRONG_USE, "", 1)
    assert "tweespraak --help" in found.err
    assert house.bytes() == before


@pytest.mark.parametrize("command", ["seal", "unseal", "passphrase", "restore", "delete", "note"])
@BOTH
def test_only_reading_changes_nothing(house: House, command: str, tag: str) -> None:
    """What changes something is refused at once with --read-only, before it asks anything; code 2."""
    before = house.bytes()
    more = {"restore": ["x.tar"], "delete": ["koken"], "note": [WHAT, "x"]}.get(command, [])
    message = "With --read-only nothing is changed, so `{command}` did nothing."
    told = Ran(WRONG_USE, "", said(message, tag, command=command))
    assert house.run(command, *more, "--read-only", tag=tag) == told
    assert house.run("--read-only", command, *more, tag=tag) == told
    assert house.bytes() == before


# -- What is loaded -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [*READING.values(), *(["export", "--as", one] for one in WITHOUT_PDF[1:]), ["note", WHAT, "x"]],
    ids=lambda one: " ".join(one[:3]),
)
def test_no_report_loads_the_screens(house: House, command: list[str]) -> None:
    """Textual is imported by none of them."""
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "tui", *command, "--data", str(house.folder)],
        env=house.environment(), capture_output=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert ended.returncode == DONE
    lines = ended.stderr.decode().splitlines()
    loaded = {line.rpartition("|")[2].strip() for line in lines if "|" in line}
    assert "tui.cli.main" in loaded
    tops = {one.partition(".")[0] for one in loaded}
    assert not tops & {"textual", "rich", "weasyprint", "cryptography"}
    if command[0] == "due":
        assert not tops & {"filelock", "icalendar", "shtab"}


def test_agreements_of_a_wrong_kind_stay_out(house: House) -> None:
    """One that was taken back, has ended, or has no day is not due; one with a day to come is not yet."""
    talk = house.finished()
    (promise,) = talk.agreements
    day = THEN.date()

    def other(letter: str, **fields: Any) -> Agreement:
        return replace(promise, id=letter * 32, **fields)

    house.save(
        replace(
            talk,
            agreements=(
                other("1", withdrawn=True), other("2", evaluate_on=None),
                other("3", evaluate_on=day + timedelta(days=1)), other("4"),
            ),
        )
    )  # fmt: skip
    found = house.run("due", "--json", "--on", day.isoformat())
    assert [load["agreement"] for load in json.loads(found.out)] == ["4" * 32]
