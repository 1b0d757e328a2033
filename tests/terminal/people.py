"""Two people at one keyboard, in a real terminal: they type, and the vault says where their conversation is.

Nothing here knows a sentence of the screens by heart: where the focus is shows by how cells look, and that a turn is over by the
vault, and by a screen that reads differently.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

import locales
from sessions import moves
from sessions.conversation import Conversation, State, Turn
from sessions.kinds import Field, private
from sessions.kinds.ideas import COLLECT, MARK
from sessions.moves import fields, is_answered_alone
from sessions.pattern import Kind, Step, shipped
from sessions.people import Person, Setting, make_pair
from sessions.store import Vault
from tests.store.helpers import every_conversation
from tests.terminal.terminal import Terminal
from tui.language.language import Language, language
from tui.ui.themes import PALETTES
from tui.workspace.conversation_view import MARKS

PATTERN = shipped("give-and-take")

_RUNNING = re.compile(r"\d+:\d\d")
"""A clock on the screen; its row says nothing about where we are."""

_DRAWN = re.compile("[\u2500-\u259f]")
"""Lines, bars and blocks."""

_SCALE = re.compile(r"\b1\s+(?P<two>2)\s+3\s+4\s+5\b")

_BLOCKS = {colours["words"].strip("#") for colours in PALETTES.values()}
"""What the cell under the cursor of a field looks like."""

PAGE = 80
"""Columns of the page at most; it stands in the middle of a wider screen."""


@dataclass(frozen=True)
class Typed:
    """A word that nobody else typed: where, and by whom (a person's id, empty for both)."""

    word: str
    key: str
    name: str
    who: str


def conversations(folder: Path, key: bytes | None = None) -> list[Conversation]:
    """Give what the vault in `folder` holds on the disk now, the latest first; `key` opens a sealed one."""
    vault = Vault.open(folder, now=datetime.now(UTC), read_only=True)
    if key is not None and vault.seal.is_locked:
        vault.seal._take(
            vault.seal.manifest, key
        )  # the key itself: a passphrase takes too long to ask each time
    found = [
        conversation
        for conversation in every_conversation(vault)
        if isinstance(conversation, Conversation)
    ]
    return sorted(found, key=lambda conversation: conversation.changed, reverse=True)


def words_in(conversation: Conversation) -> str:
    """Give every word of a conversation, of answers and of drafts, in one text."""
    parts = [text for said in conversation.said.values() for text in said.fields.values()]
    parts += [text for drafts in conversation.drafts.values() for text in drafts.values()]
    parts += [idea.text for idea in (*conversation.ideas, *conversation.parked)]
    parts += [time_out.cycle for time_out in conversation.time_outs]
    for agreement in conversation.agreements:
        parts += [
            agreement.what,
            agreement.when,
            agreement.often,
            agreement.when_if,
            agreement.then,
            agreement.see,
            agreement.stop,
        ]
    return "\n".join(parts)


def known(message: str) -> str:
    """Give a sentence of the program as the catalogs know it, so that other words there are noticed here."""
    assert locales.catalog("nl").gettext(message) != message, (
        f"the program no longer says {message!r}"
    )
    return message


def lay(
    folder: Path,
    step: str,
    phase: str,
    who: str = "",
    *,
    words: Callable[[Turn, str], str] = lambda turn, name: f"said at {turn.phase}",
    names: tuple[str, str] = ("Kim", "Sam"),
    tags: tuple[str, str] = ("en", "en"),
    ideas: tuple[str, ...] = ("first idea", "second idea"),
    share: bool = False,
) -> Conversation:
    """Put a conversation in the vault in `folder` that has come to a turn; `words` gives what they said before.

    With `share` they share what can be shared, and so come to where they both see it.
    """
    now = datetime.now().astimezone() - timedelta(hours=2)
    people = [
        Person(id=uuid4().hex, name=name, language=tag)
        for name, tag in zip(names, tags, strict=True)
    ]
    pair = make_pair(uuid4().hex, people, Setting.PARTNERS)
    wanted = next((person.id for person in people if person.name == who), "")
    talk = moves.begin(pair, PATTERN, new_id=uuid4().hex, now=now)
    while (talk.state is State.ACTIVE and (talk.at.step, talk.at.phase) != (step, phase)) or (
        wanted and talk.at.who != wanted
    ):
        now += timedelta(seconds=20)
        if talk.at.phase == COLLECT:
            for idea in ideas:
                talk = moves.add_idea(talk, idea, now=now, new_id=uuid4().hex)
        given = {field.id: _given(talk, field, words) for field in fields(talk, PATTERN)}
        if share and talk.at.phase == private.SHARE:
            given = dict.fromkeys(given, "yes")
        talk = moves.answer(talk, PATTERN, given, now=now, new_id=uuid4().hex)
    with Vault.open(folder, now=now) as vault:
        vault.records.save_pair(pair)
        vault.records.save(talk)
    return talk


def _given(talk: Conversation, asked: Field, words: Callable[[Turn, str], str]) -> str:
    """Give what they answer in one field."""
    if talk.at.phase == private.SHARE:
        return ""
    if asked.form == "confirm":
        return "yes"
    if asked.form == "scale":
        return "4"
    if asked.form == "choice":
        enough = talk.at.phase == "choose" and talk.at.round > 0
        return "enough" if enough else asked.choices[0].id
    if asked.id == "date":
        return (datetime.now().astimezone().date() + timedelta(days=7)).isoformat()
    if asked.form in ("date", "time") or talk.at.phase in (MARK, COLLECT):
        return ""
    return talk.written(talk.at, asked.id) or words(talk.at, asked.id)


class People:
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

    def tongue(self) -> Language:
        """Give the language the screen speaks now, or the first person's together."""
        talk = self.talk
        return language((talk.person(talk.at.who) if talk.at.who else talk.partners[0]).language)

    def person(self, name: str) -> Person:
        """Give somebody by name."""
        return next(person for person in self.talk.people if person.name == name)

    def wait_saved(self, word: str, what: str = "the vault") -> None:
        """Wait until a word is on the disk."""
        self.program.wait_until(lambda: word in words_in(self.talk), what=f"{word!r} in {what}")

    def wait_at(self, key: str) -> None:
        """Wait until the conversation on the disk is at a turn."""
        self.program.wait_until(lambda: self.at.key == key, what=f"the turn {key}")

    def _text(self) -> str:
        return "\n".join(line for line in self.program.lines() if not _RUNNING.search(line))

    def _looks(self) -> tuple[object, ...]:
        """Give how the cells look, without their letters, and where the cursor is: where the focus is shows in it."""
        columns, rows = self.program.size
        cells = [self.program.cell(x, y) for y in range(rows) for x in range(columns)]
        return (
            self.program.cursor[:2],
            *((cell.bg, cell.bold, cell.underscore, cell.reverse) for cell in cells),
        )

    def reads_now(self) -> str:
        """Give the words of the screen in one line, without what is drawn beside them."""
        return " ".join(_DRAWN.sub(" ", self.program.screen_text()).split())

    def wait_read(self, text: str) -> None:
        """Wait until a sentence can be read, wrapped or not."""
        wanted = " ".join(text.split())
        self.program.wait_until(lambda: wanted in self.reads_now(), what=f"{text!r} to read")

    # What hands do

    def changed(self, key: str) -> None:
        """Press a key, and wait until it changed what the screen says or where its focus is."""
        self.program.settle()
        before = self._text(), self._looks()
        self.program.press(key)
        self.program.wait_until(
            lambda: (self._text(), self._looks()) != before, what=f"something new after {key!r}"
        )

    def on_primary(self) -> bool:
        """Whether the focus is on the filled button at the bottom right."""
        columns, rows = self.program.size
        edge = (columns + min(columns, PAGE)) // 2
        return any(
            self.program.cell(x, y).underscore and self.program.cell(x, y).bold
            for y in range(rows - 5, rows)
            for x in range(edge - 8, edge)
        )

    def has_focus(self) -> bool:
        """Whether something on the screen shows that keys go to it: a cursor, a marked line, an underlined button."""
        columns, rows = self.program.size
        cell = self.program.cell
        if any(cell(x, y).bg in _BLOCKS for y in range(rows) for x in range(columns)):
            return True
        for row, text in enumerate(self.program.lines()):
            for column, letter in enumerate(text[:columns]):
                here = cell(column, row)
                if here.bold and here.underscore:
                    return True
                if letter in "●○✓◷" and column > 1 and here.bg != cell(column - 2, row).bg:
                    return True
            if (scale := _SCALE.search(text)) and cell(scale.start("two"), row).bold:
                return True
        return False

    def wait_focus(self) -> None:
        """Wait until keys go somewhere: a key before that is lost."""
        self.program.wait_until(self.has_focus, what="a focus")
        self.program.settle()

    def to_primary(self) -> None:
        """Go to the filled button by Tab."""
        for _ in range(40):
            self.program.settle()
            if self.on_primary():
                return
            self.changed("tab")
        raise AssertionError("Tab does not reach the button:\n" + self.program.screen_text())

    def new_page(self, key: str = "enter", *, to_read: bool = False) -> None:
        """Press a key, and wait for a screen that reads differently and has its focus; a page `to_read` shows none."""
        self.program.settle()
        before = self._text()
        self.program.press(key)
        self.program.wait_until(lambda: self._text() != before, what=f"a new page after {key!r}")
        if to_read:
            self.program.settle()
        else:
            self.wait_focus()

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

    def is_marked(self, text: str) -> bool:
        """Whether the focus is on something with these words: another ground, or an underlined button."""
        for place in self.program.find(text):
            here = self.program.cell(place.x, place.y)
            before = self.program.cell(max(0, place.x - 3), place.y)
            if (here.bold and here.underscore) or here.bg != before.bg:
                return True
        return False

    def choose(self, message: str) -> None:
        """Go by Tab to what says `message` (a msgid), and press Enter there."""
        self.pick(self.tongue_of_screen().t(known(message)))

    def pick(self, words: str) -> None:
        """Go by Tab to what shows these words, and press Enter there."""
        self.program.wait_for(words)
        for _ in range(40):
            self.program.settle()
            if self.is_marked(words):
                self.new_page()
                return
            self.changed("tab")
        raise AssertionError(f"Tab does not reach {words!r}:\n{self.program.screen_text()}")

    def tongue_of_screen(self) -> Language:
        """Give the language of the present screen: the speaker's in a turn, everybody's own outside it."""
        return self.reads if self.outside else self.tongue()

    # From home to the first turn

    def start(self) -> None:
        """Wait for home."""
        self.program.wait_started()
        found = conversations(self.folder, self.key)
        who = MARKS[0] + " " + found[0].partners[0].name if found else self.reads.t(known("Begin"))
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
        self.program.press("enter")  # the safety page
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
        else:
            self._fill(phase)
        self.go_on()

    def _fill(self, phase: str) -> None:
        """Fill in the fields of this turn in the order in which they stand."""
        talk = self.talk
        asked = fields(talk, shipped(talk.pattern))
        if phase == MARK:
            asked = asked[:1]
        alone = len(asked) == 1
        for field in asked:
            if field.form == "confirm":
                if phase != private.SHARE:
                    self.changed("enter")
            elif field.form == "scale":
                self.program.type("4")
                self.changed("enter")
            elif field.form == "choice":
                if field.id == "who":
                    self.changed("down")
                    self.changed("down")
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

    def _collect(self, ideas: int = 2) -> None:
        while len(self.talk.ideas) < ideas:
            word = self.write("idea")
            self.program.press("enter")
            self.program.wait_until(
                lambda word=word: any(idea.text == word for idea in self.talk.ideas),
                what=f"the idea {word}",
            )
            # It stands in the list, and the field is empty again.
            self.program.wait_until(lambda word=word: len(self.program.find(word)) == 1)
            self.wait_focus()

    # The end

    def check_words(self) -> None:
        """Hold the vault against everything they typed: each word by the right person, in the right place."""
        talk = self.talk
        whole = words_in(talk)
        for one in self.typed:
            assert one.word in whole, f"{one} is lost"
            if one.key in talk.said:
                turn = talk.said[one.key]
                person = one.key.split("/")[2]
                assert person == one.who, one
                assert (
                    one.name not in turn.fields
                    or one.name == "idea"
                    or one.word in turn.fields[one.name]
                ), one

    def leave(self) -> int:
        """Stop with Ctrl+Q; gives the exit code."""
        self.program.press("ctrl+q")
        return self.program.wait_exit()


class TimeMachine:
    """The clock file of a program started by `clocked.py`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "clock.txt"
        """The file that says how many seconds to add."""
        self._seconds = 0.0
        self.forward(0)

    def forward(self, minutes: float) -> None:
        """Move the program's clock on."""
        self._seconds += 60 * minutes
        new = self.path.with_suffix(".new")
        new.write_text(str(self._seconds), encoding="utf-8")
        new.replace(self.path)
