"""Hostile text through every entrance, and in every place that shows it: it is shown, and never obeyed.

What is counted is a pair of a text and a place, or of a text and an entrance.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from sessions.conversation import Conversation, Parked, State, TimeOut, TimeOutEnd
from sessions.kinds import Form
from sessions.moves import fields, is_answered_alone
from sessions.people import Pair, Setting
from sessions.store import Vault, file_format, schema
from sessions.store.file_format import RecordKey
from tests.store.helpers import every_conversation
from tests.terminal.hostile import CSI, ESC, HOSTILE, SURROGATES, UNFINISHED, foreign
from tests.terminal.people import PATTERN, People, lay
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

Start = Callable[..., Terminal]
CLOCKED = str(Path(__file__).with_name("clocked.py"))
SOME = 6
"""Conversations that home shows to go on with."""

ALL = (*HOSTILE, *SURROGATES)
TOKEN = re.compile(r"T(\d+)T")
MARK = re.compile(r"q(\d+)x(\d+)_", re.IGNORECASE)
"""What stands before a hostile text on the screen: its place, and which one it is."""
KIM, SAM, PARKED, IDEA, OTHER_IDEA, CYCLE, DRAFTS = 901, 902, 903, 904, 905, 906, 950

FAR_ARGUMENTS = """
import json, os, sys
from pathlib import Path
from tui.cli.main import main
for arguments, more in json.loads(Path(sys.argv[1]).read_text("utf-8")):
    os.environ.update(more)
    try:
        code = main(arguments)
    except SystemExit as problem:
        code = problem.code
    for name in more:
        del os.environ[name]
    print(f"ended {code}", flush=True)
print("all done", flush=True)
"""
"""Many commands, one after another, each as from its own command line."""


def _text(place: str, number: int) -> str:
    return f"q{place}x{number}_{ALL[number]}"


def _fill(value: Any, number: int) -> Any:
    """Put a hostile text in the place of every token in a document."""
    if isinstance(value, str):
        return TOKEN.sub(lambda one: _text(one[1], number), value)
    if isinstance(value, list | tuple):
        return [_fill(one, number) for one in value]
    if isinstance(value, dict):
        return {name: _fill(one, number) for name, one in value.items()}
    return value


def _template(folder: Path, turn: tuple[str, str, str]) -> Conversation:
    """Give a conversation that came to a turn, with a token in every field there is."""
    step, phase, who = turn
    given = iter(range(1, 900))
    talk = lay(
        folder,
        step,
        phase,
        {"Kim": f"T{KIM}T", "Sam": f"T{SAM}T"}.get(who, ""),
        words=lambda turn, name: f"T{next(given)}T",
        names=(f"T{KIM}T", f"T{SAM}T"),
        ideas=(f"T{IDEA}T", f"T{OTHER_IDEA}T"),
        share=(step, phase) == ("alone", "reveal"),
    )
    over = TimeOut(
        id=uuid4().hex, called_at=talk.started, until=talk.started + timedelta(minutes=20),
        ended_at=talk.started + timedelta(minutes=20), end=TimeOutEnd.BACK, cycle=f"T{CYCLE}T",
    )  # fmt: skip
    open_ = (
        [field.id for field in fields(talk, PATTERN) if field.form in (Form.TEXT, Form.LINE)]
        if (talk.state is State.ACTIVE)
        else []
    )
    drafts = {name: f"T{DRAFTS + place}T" for place, name in enumerate(open_)}
    return replace(
        talk,
        parked=(Parked(id=uuid4().hex, text=f"T{PARKED}T", at=talk.started),),
        time_outs=(over,),
        drafts={talk.at.key: drafts} if drafts else {},
    )


def _vault(folder: Path, template: Conversation, numbers: Sequence[int]) -> list[Conversation]:
    """Put one conversation a text in a vault, the first one the latest."""
    talks = []
    with Vault.open(folder, now=datetime.now(UTC)) as vault:
        for place, number in enumerate(numbers):
            document = _fill(schema.to_document(template), number)
            record_key = RecordKey("conversation", template.id)
            talk = schema.from_document(document, Conversation, record_key, file="")
            moment = template.changed - timedelta(minutes=place)
            talk = replace(talk, id=uuid4().hex, pair=uuid4().hex, changed=moment)
            vault.records.save_pair(
                Pair(id=talk.pair, people=talk.people, setting=Setting.PARTNERS)
            )
            vault.records.save(talk)
            talks.append(talk)
    return talks


class Reader:
    """Somebody who looks at everything, and counts what was to be seen where."""

    def __init__(self, program: Terminal, folder: Path) -> None:
        self.two = People(program, folder)
        self.program = program
        self.seen: set[tuple[str, str, int]] = set()
        """A screen, a place on it, and a text."""

    def look(self, screen: str) -> None:
        """Take in what the screen shows."""
        self.program.settle()
        for place, number in MARK.findall(self.program.screen_text()):
            self.seen.add((screen, place, int(number)))

    def wait(self, place: int, number: int) -> None:
        """Wait until a text stands in a place; a name is in capitals above its turn."""
        self.program.wait_for(re.compile(f"q{place}x{number}_", re.IGNORECASE))

    def home(self) -> None:
        """Go home by the menu, from wherever it is."""
        self.two.new_page("f10", to_read=True)
        self.program.click_text("Keep everything and go to today")
        self.program.wait_for("Earlier conversations")
        self.two.wait_focus()

    def leave(self) -> None:
        """Stop; nothing foreign came out of the program, and the terminal is as it was."""
        assert self.two.leave() == 0
        _clean(self.program)


def _clean(program: Terminal) -> None:
    """Hold that nothing in its bytes is anything but text and the program's own sequences."""
    assert foreign(bytes(program.raw)) == []
    assert program.bells == 0
    assert program.title == ""
    assert program.leftovers() == []


@pytest.fixture
def reader(terminal: Start, tmp_path: Path) -> Callable[..., Reader]:
    """Start the program at home on the vault of the test, in a window that is large enough for a whole conversation."""

    def start(columns: int = 100, rows: int = 24) -> Reader:
        folder = tmp_path / "vault"
        options = [CLOCKED, "--data", str(folder), "--language", "en"]
        program = terminal(
            options,
            env={"TWEESPRAAK_MOTION": "none", "AUTOSAVE_AFTER": "0.05"},
            cols=columns,
            rows=rows,
        )
        program.wait_started()
        found = Reader(program, folder)
        found.two.wait_focus()
        return found

    return start


# -- What is on the disk ----------------------------------------------------------------------------


def _read_all(
    reader: Callable[..., Reader], tmp_path: Path, numbers: Sequence[int]
) -> set[tuple[str, str, int]]:
    """Read the list, every conversation in it from the first line to the last, and whose they are."""
    template = _template(tmp_path / "scratch", ("none", "none", ""))
    today = datetime.now().astimezone().date()
    due = tuple(replace(agreement, evaluate_on=today) for agreement in template.agreements)
    _vault(tmp_path / "vault", replace(template, agreements=due), numbers)
    one = reader(100, 120)
    one.program.wait_for(f"q{IDEA}x")  # agreements that are due
    one.look("home")
    one.two.choose("Earlier conversations")
    for number in numbers:
        one.wait(1, number)
    one.look("list")
    for number in numbers:
        one.program.click_text(f"q1x{number}_")
        one.wait(16, number)  # what they named first
        one.look("reading")
        one.program.press("end")
        one.wait(PARKED, number)  # the last line
        one.look("reading")
        one.program.press("escape")
        for each in (numbers[0], numbers[-1]):
            one.wait(1, each)
    one.program.click_text("of everybody")
    one.program.wait_for("Whose conversations?")
    one.look("whose")
    one.program.press("escape")
    one.program.wait_gone("Whose conversations?")
    one.home()
    one.two.choose("New conversation")
    one.program.settle()
    one.look("due first")
    one.leave()
    return one.seen


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(4))
def test_every_hostile_text_on_the_disk(
    reader: Callable[..., Reader], tmp_path: Path, chunk: int
) -> None:
    """All texts in every field of a conversation: more than a thousand places a row, four rows."""
    numbers = range(chunk, len(ALL), 4)
    seen = _read_all(reader, tmp_path, numbers)
    assert {number for _, _, number in seen} == set(numbers)
    assert len(seen) >= 1_000


TURNS = (
    ("alone", "share", "Sam"), ("impact", "speak", "Kim"), ("ideas", "reveal", ""), ("agreements", "write", ""),
    ("closing", "open", ""),
)  # fmt: skip
"""Turns of several kinds, with all that can be shown on them."""


@pytest.mark.long
@pytest.mark.parametrize(
    "turn",
    TURNS,
    ids="/".join,
)
def test_hostile_texts_on_every_turn(
    reader: Callable[..., Reader], tmp_path: Path, turn: tuple[str, str, str]
) -> None:
    """A turn with hostile names, words and drafts: on home, on the curtain, in its fields, in a time-out and in the menu."""
    template = _template(tmp_path / "scratch", turn)
    first = TURNS.index(turn) * (SOME - 1)
    numbers = [(first + place) % len(ALL) for place in range(SOME)]
    talks = _vault(tmp_path / "vault", template, numbers)
    one = reader(100, 60)
    one.program.wait_for("Go on where you were")
    blind = is_answered_alone(template, PATTERN)
    for place, number in enumerate(numbers):
        one.look("home")
        for _ in range(place):
            one.two.changed("tab")
        one.two.new_page()
        if blind:
            one.look("curtain")
            one.two.new_page()
        one.wait(KIM, number)
        one.look("turn")
        if place == 0:
            one.two.new_page("f1", to_read=True)
            one.look("help")
            one.two.new_page("escape")
            _dialogs(one)
            one.program.press("f9")
            one.program.wait_for("19:5")
            one.look("time-out")
            one.two.choose("It was a mistake")
            one.program.wait_gone("19:5")
            if blind:
                one.two.new_page()
        one.home()
    one.leave()
    # On each turn at least who it is about, and on home its name or theirs.
    assert {number for screen, _, number in one.seen if screen == "turn"} == set(numbers)
    assert len(one.seen) >= 3 * SOME
    with Vault.open(tmp_path / "vault", now=datetime.now(UTC), read_only=True) as vault:
        assert {vault.records.load(talk.id).at for talk in talks} == {template.at}


@pytest.mark.parametrize("name", ["{Kim}", "{", "{0}", "{other}"])
def test_a_name_in_braces_is_a_name_where_an_agreement_is_written(
    reader: Callable[..., Reader], tmp_path: Path, name: str
) -> None:
    """Who does what is chosen by name: a name with braces is shown there as it is, and nothing is looked up in it."""
    lay(tmp_path / "vault", "agreements", "write", names=(name, "Sam"))
    one = reader()
    one.two.resume()
    one.program.wait_for(f"○ {name}")
    one.leave()


def _dialogs(one: Reader) -> None:
    """Open the dialogs that name people."""
    one.two.new_page("f10", to_read=True)
    one.two.pick("A phrase of your own, for what you write alone")
    one.program.wait_for("For whom?")
    one.look("for whom")
    one.two.changed("enter")
    one.look("phrase")
    one.two.new_page("escape")


# -- What is typed and pasted -------------------------------------------------------------------------


def _paste_all(one: Reader, entrance: str, numbers: Sequence[int], *, lines: bool = False) -> None:
    """Paste every text in the field that has the focus, and empty it again."""
    for number in numbers:
        text = ALL[number]
        one.program.paste(f"q1x{number}_{text}")
        one.wait(1, number)
        one.look(entrance)
        one.program.press("f7", "backspace")
        one.program.wait_gone(f"q1x{number}_")


PASTED = [
    number
    for number, text in enumerate(HOSTILE)
    # An unfinished sequence runs into the mark that ends a paste, which is why terminals take it out; and of a very long
    # word a small field shows the end only.
    if text not in (ESC, CSI, UNFINISHED) and (len(text) < 100 or not text.isascii())
]
"""What can be pasted and seen."""

ENTRANCES: dict[str, tuple[str, str, str]] = {
    "name": ("", "", ""),
    "search": ("", "", ""),
    "backup": ("", "", ""),
    "deleting": ("", "", ""),
    "parking": ("together", "aim", ""),
    "subject": ("together", "subject", ""),
    "speaking": ("impact", "speak", "Kim"),
    "cycle": ("cycle", "cycle", ""),
    "idea": ("ideas", "collect", ""),
    "agreement": ("agreements", "write", ""),
    "date": ("date", "pick", ""),
    "open": ("closing", "open", ""),
    "thanks": ("closing", "thanks", "Kim"),
}
"""Where people write, and the turn it is on, if it is on one."""


def _to_entrance(one: Reader, entrance: str) -> None:
    """Go to where somebody writes that."""
    if entrance == "name":
        one.two.new_page()
        one.program.wait_for("Who will be talking?")
    elif entrance in ("search", "deleting"):
        one.two.choose("Earlier conversations")
        if entrance == "search":
            one.program.click_text("search in subjects")
        else:
            one.program.click_text("the seventh")
            one.program.click_text("Delete")
            one.program.wait_for("To do it, type this over:")
    elif entrance == "backup":
        one.two.new_page("f10", to_read=True)
        one.two.pick("Seal, backup and delete")
        one.two.pick("Put everything in one file, as a backup")
        one.program.wait_for("Where shall the backup go?")
        one.program.settle()
        one.program.press("f7", "backspace")
    else:
        one.two.resume()
        one.two.open_curtain()
    if entrance == "parking":
        one.two.new_page("f4")
    elif entrance == "date":
        one.two.pick("Another day")
    one.two.wait_focus()


def _enter(
    reader: Callable[..., Reader], tmp_path: Path, entrance: str, numbers: Sequence[int]
) -> None:
    folder = tmp_path / "vault"
    turn = ENTRANCES[entrance]
    if not turn[0] and entrance != "name":
        for words in (
            "the first",
            "the second",
            "the third",
            "the fourth",
            "the fifth",
            "the sixth",
            "the seventh",
        ):
            lay(folder, "none", "none", words=lambda turn, name, words=words: words)
    elif turn[0]:
        lay(folder, *turn)
    one = reader()
    _to_entrance(one, entrance)
    _paste_all(one, entrance, numbers)
    assert {number for _, _, number in one.seen} == set(numbers)
    one.leave()
    with Vault.open(folder, now=datetime.now(UTC), read_only=True) as vault:
        kept = repr(list(every_conversation(vault)) + list(vault.records.settings().values()))
    assert not foreign(kept.encode())


@pytest.mark.long
@pytest.mark.parametrize("entrance", ["name", "subject"])
def test_a_few_hostile_texts_through_an_entrance(
    reader: Callable[..., Reader], tmp_path: Path, entrance: str
) -> None:
    """Texts that are pasted where somebody writes are shown there; nothing of them is obeyed or kept."""
    _enter(reader, tmp_path, entrance, PASTED[::12])


@pytest.mark.long
@pytest.mark.parametrize("entrance", ENTRANCES)
def test_every_hostile_text_through_every_entrance(
    reader: Callable[..., Reader], tmp_path: Path, entrance: str
) -> None:
    """The same with all of them, in every field and dialog that takes text."""
    _enter(reader, tmp_path, entrance, PASTED)


# -- Arguments and names of files -----------------------------------------------------------------------


def _commands(tmp_path: Path, numbers: Sequence[int]) -> list[tuple[list[str], dict[str, str]]]:
    """Give commands with a hostile text in every argument and variable that is a text."""
    vault = ["--data", str(tmp_path / "vault"), "--language", "en"]
    found: list[tuple[list[str], dict[str, str]]] = []
    for number in numbers:
        text = ALL[number].replace("\0", "")  # no system passes those on
        if any("\ud800" <= one < "\udc80" or "\udcff" < one <= "\udfff" for one in text):
            continue  # nor those: a byte that is no UTF-8 comes as one of the others
        file = str(tmp_path / "files" / text)
        found += [
            ([*vault, "delete", "--", text], {}),
            ([*vault, "delete", "--pair", "--", text], {}),
            ([*vault, "backup", "--", file], {}),
            ([*vault, "restore", "--", file], {}),
            (["check", f"--data={file}", "--language", "en"], {}),
            (["check", f"--language={text}"], {}),
            ([*vault, f"--{text}"], {}),
            ([*vault, "check", text], {}),
            (["check", "--language", "en"], {"TWEESPRAAK_DATA": file}),
            ([*vault, "seal"], {"TWEESPRAAK_NEW_PASSPHRASE_FILE": f"{file}/missing"}),
        ]
    return found


def _say_all(terminal: Start, tmp_path: Path, numbers: Sequence[int]) -> int:
    template = _template(tmp_path / "scratch", ("none", "none", ""))
    _vault(tmp_path / "vault", template, numbers)
    (tmp_path / "files").mkdir()
    commands = _commands(tmp_path, numbers)
    listed = tmp_path / "commands.json"
    listed.write_text(json.dumps(commands), encoding="utf-8")
    program = terminal(["-c", FAR_ARGUMENTS, str(listed)], cols=300)
    assert program.wait_exit(timeout=200) == 0, program.screen_text()
    raw = bytes(program.raw)
    assert foreign(raw) == []
    assert program.bells == 0
    assert b"Traceback" not in raw
    assert b"all done" in raw
    assert raw.count(b"ended ") >= len(commands)
    return len(commands)


def test_a_few_hostile_arguments(terminal: Start, tmp_path: Path) -> None:
    """A text in every argument and variable: it is named or found, and the terminal gets letters only."""
    assert _say_all(terminal, tmp_path, range(0, len(ALL), 20)) >= 60


@pytest.mark.long
def test_every_hostile_argument(terminal: Start, tmp_path: Path) -> None:
    """The same with all of them: more than a thousand commands."""
    assert _say_all(terminal, tmp_path, range(len(ALL))) >= 1_000


@pytest.mark.long
def test_hostile_titles_and_names_in_what_commands_say(terminal: Start, tmp_path: Path) -> None:
    """Lists of conversations and people, the plan of a backup, and a check of damaged files, at a terminal."""
    template = _template(tmp_path / "scratch", ("none", "none", ""))
    template = replace(template, parked=(), drafts={})
    vault, seen = tmp_path / "vault", 0
    for first in range(0, len(ALL), 20):
        numbers = range(first, min(first + 20, len(ALL)))
        folder = vault / str(first)
        talks = _vault(folder, template, numbers)
        with Vault.open(folder, now=datetime.now(UTC), read_only=True) as opened:
            path = opened.records.path(talks[0].id)
        backup = str(tmp_path / f"{first}.tar")
        here = ["--data", str(folder), "--language", "en"]
        new = ["--data", str(tmp_path / "new" / str(first)), "--language", "en"]
        listed = tmp_path / "commands.json"
        commands = [
            [*here, "backup", backup],
            [*new, "restore", backup, "--yes"],
            [*here, "delete", "--pair", "nobody"],
            [*here, "check"],
            [*here, "check", "--json"],
        ]
        listed.write_text(json.dumps([(command, {}) for command in commands]), encoding="utf-8")
        for spoil in (False, True):
            if spoil:
                path.write_bytes(path.read_bytes()[:-5])
            program = terminal(["-c", FAR_ARGUMENTS, str(listed)], cols=300, rows=200)
            assert program.wait_exit(timeout=60) == 0, program.screen_text()
            raw = bytes(program.raw)
            assert foreign(raw) == []
            assert b"Traceback" not in raw
            seen += len(set(MARK.findall(raw.decode())))
            Path(backup).unlink()
    assert seen >= 3 * len(ALL)


@pytest.mark.parametrize("json_", [False, True], ids=["talk", "json"])
def test_hostile_names_of_files_that_were_set_aside(
    terminal: Start, tmp_path: Path, json_: bool
) -> None:
    """What lies in the folder of damaged files, with whatever name, is counted or named, and not obeyed."""
    vault = tmp_path / "vault"
    lay(vault, "impact", "speak", "Kim")
    aside = vault / "damaged"
    aside.mkdir(mode=0o700, exist_ok=True)
    for number, text in enumerate(ALL):
        name = f"{number}{text}".replace("\0", "").replace("/", "-")
        # Some names are no UTF-8: 0x80 and 0xff are among their bytes.
        raw = name.encode("utf-8", "replace" if number != len(HOSTILE) + 1 else "surrogateescape")
        Path(os.fsdecode(os.fsencode(aside) + b"/" + raw[:200])).write_bytes(b"x")
    options = ["-m", "tui", "check", "--data", str(vault), "--language", "en"]
    program = terminal(options + ["--json"] * json_, cols=300)
    assert program.wait_exit() == 0, program.screen_text()
    assert foreign(bytes(program.raw)) == []


def test_halves_of_letters_in_a_file(reader: Callable[..., Reader], tmp_path: Path) -> None:
    """A record whose JSON holds halves of letters opens, and shows a mark for each."""
    vault = tmp_path / "vault"
    talk = lay(vault, "impact", "reflect", "Sam", words=lambda turn, name: "HALF")
    with Vault.open(vault, now=datetime.now(UTC), read_only=True) as opened:
        path = opened.records.path(talk.id)
    header = file_format.glance(path.read_bytes(), file_format.record_key_of(path), file="")
    document = json.dumps({"conversation": {"1": schema.to_document(talk)}})
    half = document.replace("HALF", "a\\ud83d b\\udcffc")
    path.write_bytes(file_format.pack(header, half.encode()))
    one = reader()
    one.program.wait_for("a\ufffd b\ufffdc")
    one.two.new_page()
    one.program.wait_for("a\ufffd b\ufffdc")
    one.leave()
