"""Hostile text on the disk, in every place that shows it: it is shown, and never obeyed.

What is counted is a pair of a text and a place.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions.moves import is_answered_alone
from sessions.store import Vault, file_format, schema
from tests.terminal.hostile import HOSTILE, foreign
from tests.terminal.hostile_vaults import (
    ALL,
    IDEA,
    KIM,
    PARKED,
    SOME,
    Reader,
    Start,
    lay_hostile,
    template_at,
)
from tests.terminal.laying import PATTERN, lay

pytestmark = [pytest.mark.long, pytest.mark.terminal]


# -- What is on the disk ------------------------------------------------------------------------


def _read_all(
    reader: Callable[..., Reader], tmp_path: Path, numbers: Sequence[int]
) -> set[tuple[str, str, int]]:
    """Read the list, every conversation in it from the first line to the last, and whose they are."""
    template = template_at(tmp_path / "scratch", ("none", "none", ""))
    today = datetime.now().astimezone().date()
    due = tuple(replace(agreement, evaluate_on=today) for agreement in template.agreements)
    lay_hostile(tmp_path / "vault", replace(template, agreements=due), numbers)
    viewer = reader(100, 120)
    viewer.program.wait_for(f"q{IDEA}x")  # agreements that are due
    viewer.look("home")
    viewer.two.choose("Earlier conversations")
    for number in numbers:
        viewer.wait(1, number)
    viewer.look("list")
    for number in numbers:
        viewer.program.click_text(f"q1x{number}_")
        viewer.wait(16, number)  # what they named first
        viewer.look("reading")
        viewer.program.press("end")
        viewer.wait(PARKED, number)  # the last line
        viewer.look("reading")
        viewer.program.press("escape")
        viewer.wait(1, numbers[0])
        viewer.wait(1, numbers[-1])
    viewer.program.click_text("of everybody")
    viewer.program.wait_for("Whose conversations?")
    viewer.look("whose")
    viewer.program.press("escape")
    viewer.program.wait_gone("Whose conversations?")
    viewer.home()
    viewer.two.choose("New conversation")
    viewer.program.settle()
    viewer.look("due first")
    viewer.leave()
    return viewer.seen


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
    template = template_at(tmp_path / "scratch", turn)
    first = TURNS.index(turn) * (SOME - 1)
    numbers = [(first + place) % len(ALL) for place in range(SOME)]
    talks = lay_hostile(tmp_path / "vault", template, numbers)
    viewer = reader(100, 60)
    viewer.program.wait_for("Go on where you were")
    blind = is_answered_alone(template, PATTERN)
    for place, number in enumerate(numbers):
        viewer.look("home")
        for _ in range(place):
            viewer.two.changed("down")
        viewer.two.new_page()
        if blind:
            viewer.look("curtain")
            viewer.two.new_page()
        viewer.wait(KIM, number)
        viewer.look("turn")
        if place == 0:
            viewer.two.new_page("f1", to_read=True)
            viewer.look("help")
            viewer.two.new_page("escape")
            _dialogs(viewer)
            viewer.program.press("f9")
            viewer.program.wait_for("20 minut")
            viewer.look("time-out")
            viewer.two.choose("It was a mistake")
            viewer.two.choose("No, it was a mistake: we go on")
            viewer.program.wait_gone("20 minut")
            if blind:
                viewer.two.new_page()
        viewer.home()
    viewer.leave()
    # On each turn at least who it is about, and on home its name or theirs.
    assert {number for screen, _, number in viewer.seen if screen == "turn"} == set(numbers)
    assert len(viewer.seen) >= 3 * SOME
    with Vault.open(tmp_path / "vault", now=datetime.now(UTC), read_only=True) as vault:
        assert {vault.records.load(talk.id).at for talk in talks} == {template.at}


@pytest.mark.parametrize("name", ["{Kim}", "{", "{0}", "{other}"])
def test_a_name_in_braces_is_a_name_where_an_agreement_is_written(
    reader: Callable[..., Reader], tmp_path: Path, name: str
) -> None:
    """Who does what is chosen by name: a name with braces is shown there as it is, and nothing is looked up in it."""
    lay(tmp_path / "vault", "agreements", "write", names=(name, "Sam"))
    viewer = reader()
    viewer.two.resume()
    viewer.program.wait_for(f"○ {name}")
    viewer.leave()


def _dialogs(viewer: Reader) -> None:
    """Open the dialogs that name people."""
    viewer.two.new_page("f10", to_read=True)
    viewer.two.pick("A phrase of your own, for what you write alone")
    viewer.program.wait_for("For whom?")
    viewer.look("for whom")
    viewer.two.changed("enter")
    viewer.look("phrase")
    viewer.two.new_page("escape")


# -- Arguments and names of files ---------------------------------------------------------------


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
    viewer = reader()
    viewer.program.wait_for("a\ufffd b\ufffdc")
    viewer.two.new_page()
    viewer.program.wait_for("a\ufffd b\ufffdc")
    viewer.leave()
