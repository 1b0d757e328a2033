"""Two people at one keyboard, in a real terminal: they type, and the vault says where their conversation is.

Nothing here knows a sentence of the screens by heart: where the focus is shows by how cells look, and that a turn is over by the
vault, and by a screen that reads differently.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

import locales
from sessions.conversation import Conversation, State, Turn
from sessions.kinds import private
from sessions.kinds.closing import CONFIRM
from sessions.kinds.ideas import COLLECT, JUDGE
from sessions.kinds.rules import NOW
from sessions.kinds.turns import AGAIN
from sessions.kinds.turns import CONFIRM as TURN_CONFIRM
from sessions.moves import fields, is_answered_alone
from sessions.pattern import Kind, Step, shipped
from sessions.people import Person
from tests.terminal.laying import PATTERN, conversations, words_in
from tests.terminal.seen_screen import SeenScreen
from tests.terminal.terminal import Terminal
from tui.language.language import Language, language
from tui.workspace.conversation_view import MARKS


@dataclass(frozen=True)
class Typed:
    """A word that nobody else typed: where, and by whom (a person's id, empty for both)."""

    word: str
    key: str
    name: str
    who: str


def known(message: str) -> str:
    """Give a sentence of the program as the catalogs know it, so that other words there are noticed here."""
    assert locales.catalog("nl").gettext(message) != message, (
        f"the program no longer says {message!r}"
    )
    return message


class People(SeenScreen):
    """Kim, who sits left, and Sam; and their hands.

    `program` may be replaced by a new one, after a crash; `typed` is everything they typed in turns.
    """

    def __init__(self, program: Terminal, folder: Path, tag: str = "en") -> None:
        self.program = program
        self.folder = folder
        self.reads = language(tag)
        """The language outside a conversation."""
        self.typed: list[Typed] = []
        self.seen: list[str] = []
        """The keys of the turns that were answered."""
        self.outside = True
        """Whether they are at home or reading, outside a conversation."""
        self.key: bytes | None = None
        """What opens their vault when it is sealed."""
        self._count = count(1)
        self._alone = ""

    # Where they are

    @property
    def talk(self) -> Conversation:
        """Their conversation as it is on the disk."""
        return conversations(self.folder, self.key)[0]

    @property
    def at(self) -> Turn:
        """The turn it is at."""
        return self.talk.at

    @property
    def step(self) -> Step:
        """The step that turn belongs to."""
        talk = self.talk
        return shipped(talk.pattern).step(talk.at.step)

    def language(self) -> Language:
        """Give the language the screen speaks now, or the first person's together."""
        talk = self.talk
        return language((talk.person(talk.at.who) if talk.at.who else talk.partners[0]).language)

    def person(self, name: str) -> Person:
        """Give somebody by name."""
        return next(person for person in self.talk.people if person.name == name)

    def wait_saved(self, word: str, what: str = "the vault") -> None:
        """Wait until a word is on the disk."""
        self.program.wait_until(lambda: word in words_in(self.talk), what=f"{word!r} in {what}")

    def wait_idea(self, text: str) -> None:
        """Wait until an idea is on the disk."""
        self.program.wait_until(
            lambda: any(idea.text == text for idea in self.talk.ideas), what=f"the idea {text!r}"
        )

    def wait_at(self, key: str) -> None:
        """Wait until the conversation on the disk is at a turn."""
        self.program.wait_until(lambda: self.at.key == key, what=f"the turn {key}")

    # What hands do

    def go_on(self) -> None:
        """Press the filled button, and wait until the turn is over on the disk and on the screen."""
        self.to_primary()
        turn = self.at
        before = self._text()
        self.program.press("enter")
        self.program.wait_until(
            lambda: self.at != turn or self.talk.state is not State.ACTIVE,
            what=f"what follows {turn.key}",
        )
        self.program.wait_until(lambda: self._text() != before, what=f"a page after {turn.key}")
        if self.talk.state is State.ACTIVE:
            self.wait_focus()
        self.seen.append(turn.key)

    def word(self, name: str, who: str | None = None, at: Turn | None = None) -> str:
        """Give a word nobody typed before, and remember where it goes."""
        turn = at or self.at
        talk = self.talk
        mine = turn.who if who is None else who
        called = talk.person(mine).name.lower() if mine else "samen"
        word = f"w{next(self._count):03d}{called}"  # its first letters are unique, too
        self.typed.append(Typed(word, turn.key, name, mine))
        return word

    def write(self, name: str, text: str | None = None) -> str:
        """Type a fresh word, or `text`, in the field that has the focus, and wait until it shows."""
        word = self.word(name) if text is None else text
        self.program.type(word)
        self.program.wait_for(word)
        return word

    def choose(self, message: str) -> None:
        """Go by Tab to what says `message` (a msgid), and press Enter there."""
        self.pick(self.language_of_screen().t(known(message)))

    def language_of_screen(self) -> Language:
        """Give the language of the present screen: the speaker's in a turn, everybody's own outside it."""
        return self.reads if self.outside else self.language()

    # From home to the first turn

    def start(self) -> None:
        """Wait for home."""
        self.program.wait_started()
        talks = conversations(self.folder, self.key)
        who = MARKS[0] + " " + talks[0].partners[0].name if talks else self.reads.t(known("Begin"))
        self.program.wait_for(who)
        self.wait_focus()

    def to_second_name(self) -> None:
        """Go on from the first name by Enter, and wait until the cursor is in the second."""
        columns, _ = self.program.size
        self.program.settle()
        self.program.press("enter")
        self.program.wait_until(
            lambda: self.program.cursor[0] >= columns // 2, what="the cursor in the second name"
        )

    def resume(self) -> None:
        """From home, go on where they were: the first thing there."""
        before = self.talk
        self.new_page()
        self.interrupted()
        self.outside = False
        assert self.talk.at == before.at

    def meet(self, first: str = "Kim", second: str = "Sam") -> None:
        """From home of an empty vault: names, the safety page, up to the rules."""
        self.new_page()
        self.program.type(first)
        self.to_second_name()
        self.program.type(second)
        self.program.wait_for(second)
        self.to_primary()
        self.new_page()
        self.program.press("f8")  # the safety page, which is longer than the screen
        self.program.wait_until(
            lambda: conversations(self.folder, self.key), what="a conversation in the vault"
        )
        self.outside = False
        self.wait_read(self.reads.t(PATTERN.steps[0].prompt))
        self.wait_focus()

    # Turn by turn

    def until(self, step: str, phase: str, who: str = "", round_: int = 0) -> None:
        """Answer turns until one of that step and phase, and of the person with that name."""
        for _ in range(120):
            at = self.at
            person = self.person(who).id if who else at.who
            if (at.step, at.phase, at.who, at.round) == (step, phase, person, round_):
                self.open_curtain()
                return
            self.answer()
        raise AssertionError(f"{step}/{phase} does not come; seen: {self.seen}")

    def open_curtain(self) -> None:
        """Open the curtain when it is there."""
        talk = self.talk
        if not is_answered_alone(talk, shipped(talk.pattern)):
            self._alone = ""
        elif self._alone != talk.at.who:
            # Its button comes a moment after its words: an Enter before it opens nothing.
            ready = self.language().t(known("{me} is ready"), me=talk.person(talk.at.who).name)
            self.wait_read(ready)
            self.wait_focus()
            self.new_page()
            self._alone = talk.at.who

    def interrupted(self) -> None:
        """The curtain fell: a time-out, home, or a new start."""
        self._alone = ""

    def answer(self) -> None:
        """Answer the present turn, whatever it asks, with words that are remembered."""
        self.open_curtain()
        kind, phase = self.step.kind, self.at.phase
        if kind is Kind.IDEAS and phase == COLLECT:
            self._collect()
        elif kind is Kind.AGREEMENTS and phase == "choose":
            if self.at.round == 0:
                self.changed("enter")
        elif kind is Kind.CLOSING and phase == "open":
            self.write("text")
        elif kind is Kind.RULES and phase == NOW:
            self.choose("We write everything down")
        elif not (kind is Kind.TURNS and phase in (TURN_CONFIRM, AGAIN)):
            self._fill(phase)  # where the buttons are the answers, the first has the focus
        self.go_on()

    def _fill(self, phase: str) -> None:
        """Fill in the fields of this turn in the order in which they stand."""
        talk = self.talk
        asked = fields(talk, shipped(talk.pattern))
        if phase == JUDGE:
            for _ in asked[::3]:
                self.changed("1")  # it chooses, and goes on to the next idea
            return
        alone = len(asked) == 1
        for field in asked:
            if field.form == "confirm":
                self._say_yes(phase)
            elif field.form == "scale":
                self.changed("4")  # it chooses, and goes on; a Tab before that would go one too far
                self.program.wait_until(self.filled, what="what comes after the scale")
            elif field.form == "choice":
                if field.id == "who":
                    self.changed("right")
                    self.changed("right")
                self.changed("enter")
            elif field.id == "date":
                self.changed("enter")  # in a week
            elif field.id == "time":
                self.write("time", "20:30")
            elif field.form == "date" or (field.id == "what" and talk.written(talk.at, "what")):
                self.changed("enter")
            else:
                self.write(field.id)
                if not alone:
                    self.changed("enter")

    def _say_yes(self, phase: str) -> None:
        """Give one yes; what could be shared is kept."""
        if phase == CONFIRM:
            self._sign()
        elif phase != private.SHARE:
            self.changed("enter")

    def _sign(self) -> None:
        """Give the next yes: the first is read up to, the other's is gone to."""
        for _ in range(20):
            at = self.filled()
            row = self.program.lines()[at.y][at.x :] if at else ""
            if "○" in row[:6]:
                self.changed("enter")
                return
            self.changed("right" if "✓" in row[:6] else "enter")
        raise AssertionError("there is nothing to say yes to:\n" + self.program.screen_text())

    def _collect(self, ideas: int = 2) -> None:
        while len(self.talk.ideas) < ideas:
            word = self.write("idea")
            self.program.press("enter")
            self.wait_idea(word)
            # It stands in the list, and the field is empty again.
            self.program.wait_until(partial(self._stands_once, word), what=f"{word} once")
            self.wait_focus()

    def _stands_once(self, word: str) -> bool:
        return len(self.program.find(word)) == 1

    # The end

    def check_words(self) -> None:
        """Hold the vault against everything they typed: each word by the right person, in the right place."""
        talk = self.talk
        whole = words_in(talk)
        for typed in self.typed:
            assert typed.word in whole, f"{typed} is lost"
            if typed.key in talk.said:
                turn = talk.said[typed.key]
                person = typed.key.split("/")[2]
                assert person == typed.who, typed
                assert (
                    typed.name not in turn.fields
                    or typed.name == "idea"
                    or typed.word in turn.fields[typed.name]
                ), typed

    def leave(self) -> int:
        """Stop with Ctrl+Q; gives the exit code."""
        self.program.press("ctrl+q")
        return self.program.wait_exit()
