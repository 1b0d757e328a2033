"""The balance, in a real terminal: diary, inventory by both, a difference made the subject, a message with hints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from sessions.agreements import AgreementKind, standing
from sessions.conversation import State, Turn
from sessions.people import Person, Setting, make_pair
from sessions.store import Vault
from tests.terminal.conftest import ROOT
from tests.terminal.laying import PATTERN
from tests.terminal.people import People
from tests.terminal.terminal import Terminal
from tests.tui.walk import EVENING
from tui.language.language import language

pytestmark = [pytest.mark.terminal, pytest.mark.long]

Start = Callable[..., Terminal]

RESTS = 0.3
"""Seconds without output after which a page has come to rest, on a busy machine too."""

WORDS = {
    "en": {
        "note": "he rang by himself today",
        "hinted": "that you never ring",
        "why": "hardly ever quite true",
        "better": "on Monday you did not",
        "fixed": "that on Monday you did not ring",
        "vague": "to be nicer",
        "means": "can mean many things",
    },
    "nl": {
        "note": "hij belde vandaag zelf",
        "hinted": "dat je nooit belt",
        "why": "klopt bijna nooit helemaal",
        "better": "je maandag niet",
        "fixed": "dat je maandag niet belt",
        "vague": "om wat liever te zijn",
        "means": "kan van alles betekenen",
    },
}


class Walk:
    """One evening of Kim and Sam."""

    def __init__(self, terminal: Start, folder: Path, tag: str) -> None:
        people = [Person(id=uuid4().hex, name=name, language=tag) for name in ("Kim", "Sam")]
        self.kim, self.sam = people
        with Vault.open(folder, now=EVENING) as vault:
            vault.records.save_pair(make_pair(uuid4().hex, people, Setting.PARTNERS))
        env = {"TWEESPRAAK_MOTION": "none", "PYTHONPATH": str(ROOT)}
        self.program = terminal(["-m", "tui", "--data", str(folder), "--language", tag], env=env)
        self.two = People(self.program, folder, tag)
        self.folder = folder
        self.t = language(tag).t
        self.said = WORDS[tag]
        self.program.wait_for(self.t("Nothing to look back on today."))
        self.program.settle()

    def click(self, message: str, **fields: object) -> None:
        """Click on what says `message`."""
        words = self.t(message, **fields)
        self.program.wait_for(words)
        self.program.settle(
            RESTS
        )  # where a page still moves, a click meets what stood there before
        self.program.click_text(words, nth=-1)

    def wait(self, message: str, **fields: object) -> None:
        """Wait until the screen reads `message`."""
        self.two.wait_read(self.t(message, **fields))


@pytest.mark.parametrize("tag", ["en", "nl"])
def test_the_balance(terminal: Start, tmp_path: Path, tag: str) -> None:
    """From a note in the diary to an agreement with turns, by keys and the mouse."""
    walk = Walk(terminal, tmp_path / "vault", tag)
    _diary(walk)
    _inventory(walk)
    _message(walk)
    _agreement(walk)
    assert walk.two.leave() == 0
    assert walk.program.leftovers() == []


def _diary(walk: Walk) -> None:
    """Kim keeps a note, for herself."""
    walk.click("Diary")
    walk.wait("Whose diary?")
    walk.program.press("enter")
    walk.wait("{name}'s diary", name="Kim")
    walk.program.press("enter")
    walk.wait("What happened?")
    walk.program.type(walk.said["note"])
    walk.program.wait_for(walk.said["note"])
    walk.click("Keep the note")
    walk.wait("{name}'s diary", name="Kim")
    walk.program.wait_for(walk.said["note"])
    walk.click("Back")
    walk.wait("Today")
    with Vault.open(walk.folder, now=EVENING, read_only=True) as vault:
        assert [entry.text for entry in vault.records.diary(walk.kim.id).entries] == [
            walk.said["note"]
        ]


def _inventory(walk: Walk) -> None:
    """Each alone one matter, then side by side; the difference becomes a talk."""
    walk.click("Giving and taking")
    for name, places in (("Kim", "1135"), ("Sam", "5531")):
        walk.program.wait_for(walk.t("{me} is ready", me=name))
        walk.two.wait_focus()
        walk.program.press("enter")
        walk.wait("Cooking and shopping")
        walk.two.wait_focus()
        for place in places:
            walk.program.type(place)  # it goes on by itself
            walk.program.settle()
        walk.click("This is enough")
        walk.wait("What have you noticed in yourself, the last few weeks?")
        walk.two.wait_focus()
        walk.click("Done, over to {name}" if name == "Kim" else "Next", name="Sam")
    act = walk.t("cooks and shops")
    walk.wait("You each think you are mostly the one who {act}. That may be worth a talk.", act=act)
    walk.click("Talk about this")
    walk.two.outside = False
    walk.program.wait_until(
        lambda: walk.two.talk.pattern == "give-and-take", what="the new conversation"
    )
    # It is on the disk before its page is drawn, and a key goes nowhere until the page has its focus.
    walk.wait(PATTERN.steps[0].prompt)
    walk.two.wait_focus()


def _message(walk: Walk) -> None:
    """A message with a hint taken over and one left, the note from the diary, and an example."""
    two, program, words = walk.two, walk.program, walk.said
    two.until("together", "subject")
    assert two.talk.written(two.at, "text") == walk.t("Cooking and shopping")
    program.wait_for(walk.t("Cooking and shopping"))
    two.go_on()
    two.until("alone", "message", "Kim")
    turn = two.at
    program.settle()
    program.press("tab")
    program.type(words["hinted"])
    two.wait_read(words["why"])
    program.press("f3")
    program.type(words["better"])
    program.wait_for(words["fixed"])
    program.wait_gone(words["why"])
    program.press("tab", "tab", "tab")
    program.type(words["vague"])
    two.wait_read(words["means"])
    program.press("escape")
    program.wait_gone(words["means"])
    program.press("f5")
    walk.wait("Example sentences")
    two.wait_focus()  # an Enter that comes before it goes nowhere
    program.press("enter")
    walk.wait("back")
    two.wait_focus()
    program.press("enter")
    program.wait_until(lambda: bool(two.talk.written(turn, "need")), what="the example")
    walk.click("Bring something from my diary")
    walk.wait("Which of your notes do you bring?")
    program.settle()
    program.press("enter")
    walk.click("Bring these")
    program.wait_until(
        lambda: words["note"] in two.talk.written(turn, "see"), what="the note in the message"
    )
    written = {name: two.talk.written(turn, name) for name in ("see", "feel", "need", "ask")}
    assert written["see"].startswith(words["fixed"])
    assert written["ask"] == words["vague"]
    assert written["feel"]
    two.go_on()
    assert two.talk.said[Turn("alone", "message", walk.kim.id).key].fields["ask"] == words["vague"]


def _agreement(walk: Walk) -> None:
    """They take turns, by the week; and it ends well."""
    two = walk.two
    two.until("agreements", "write")
    walk.click("Taking turns, by the week")
    walk.program.wait_until(
        lambda: two.talk.written(two.at, "kind") == AgreementKind.TURNS.value, what="the kind"
    )
    two.go_on()
    while two.talk.state is State.ACTIVE:
        two.answer()
    (agreed,) = standing(two.talk.agreements)
    assert agreed.kind is AgreementKind.TURNS
    assert agreed.evaluate_on is not None
