"""Hostile text in what is told, and in arguments: nothing raw comes out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions.agreements import Note
from sessions.conversation import Conversation, Idea, Parked, State
from sessions.store import Vault
from tests.store.helpers import every_conversation
from tests.terminal.commands.command_line import DONE, THEN, WHAT, WITHOUT_PDF, CommandLine
from tests.terminal.conftest import ROOT
from tests.terminal.hostile import HOSTILE, SURROGATES, foreign
from tests.terminal.terminal import clean_environment

pytestmark = [pytest.mark.terminal, pytest.mark.long]


MANY = (
    "import json, sys\n"
    "from pathlib import Path\n"
    "from tui.cli.main import main\n"
    "for arguments in json.loads(Path(sys.argv[1]).read_text('utf-8')):\n"
    "    code = main(arguments)\n"
    "    print('ended', code, flush=True)\n"
)
"""Many commands, one after another."""


# -- Hostile text -------------------------------------------------------------------------------


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
    answers = {
        key: replace(
            answer,
            fields={
                name: text if value and not _is_choice(value) else value
                for name, value in answer.fields.items()
            },
        )
        for key, answer in talk.said.items()
    }
    return replace(
        talk,
        id=f"{number:04x}" + talk.id[4:],
        pair=f"{number:032x}",
        people=(kim, sam),
        said=answers,
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
        talk = next(talk for talk in talks if talk.state is State.FINISHED)
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
    yield "talk", [["export", id_, "--yes", "--as", "talk"] for id_ in _ids()]
    for form in WITHOUT_PDF:
        yield form, [["export", "--yes", "--as", form]]
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
        ["export", "--yes", "--", text],
        ["list", "--", text, text],
        ["note", "--", text, text],
        ["note", "--", WHAT, text],
        ["due", f"--on={text}"],
        ["due", f"--language={text}"],
        ["list", f"--only={text}"],
        ["export", "--yes", f"--as={text}"],
        ["export", "--yes", f"--to=missing/{text}"],
        ["completion", "--", text],
        ["list", f"--data=missing/{text}"],
        [text],
        [f"--{text}"],
    ]


@pytest.mark.long
def test_arguments_speak_to_no_terminal(example: CommandLine, tmp_path: Path) -> None:
    """In whatever place of the command line a hostile text stands, a code comes, and nothing raw."""
    lists = tmp_path / "commands.json"
    asked = [
        place if any(word.startswith("--data") for word in place) else ["--data", str(example.folder), *place]
        for text in ALL
        if _can_be_argument(text) and text not in ("-h", "--data")
        for place in argument_places(text)
    ]  # fmt: skip
    lists.write_text(json.dumps(asked), encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", MANY, str(lists)],
        env=clean_environment(example.home, PYTHONPATH=str(ROOT)), cwd=tmp_path,
        capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=240,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr.decode("utf-8", "replace")[-2000:]
    assert ended.stdout.count(b"ended ") == len(asked)
    assert foreign(ended.stdout) == []
    assert foreign(ended.stderr) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["commands.json", "vault"]


@pytest.mark.long
def test_hostile_notes_come_back_clean(example: CommandLine) -> None:
    """A note with anything in it is kept or refused, and reads clean in every JSON."""
    for text in ("\x1b]0;EVIL\x07note", "[/] [bold]", "\u202eturned", "=1+1"):
        assert example.run("note", WHAT, text).code == DONE
    result = example.run("export", "--yes", "--as", "json")
    assert foreign(result.out.encode()) == []
    notes = json.loads(result.out)["pairs"][0]["agreements"][0]["notes"]
    assert [note["text"] for note in notes][1:] == ["[/] [bold]", "\ufffdturned", "=1+1"]
