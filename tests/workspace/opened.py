"""Two people without a screen: a workspace on a vault on disk, and what they do as commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sessions import moves
from sessions.commands import Answer, AnyCommand
from sessions.envelope import Channel, Envelope, decode, encode
from sessions.kinds import Form
from sessions.people import Pair, Person, Setting, make_pair
from sessions.store import Vault
from sessions.store.writer import Result
from tests.sessions.helpers import suitable
from tui.workspace.library import Library
from tui.workspace.scene import Place
from tui.workspace.settings import settings_of
from tui.workspace.workspace import Workspace

EVENING = datetime(2026, 11, 22, 20, 20, tzinfo=timezone(timedelta(hours=1)))
"""The moment at which tests begin."""

KIM, SAM = "1" * 32, "2" * 32
"""The ids of the two who talk."""


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = EVENING

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


def couple(first: str = "nl", second: str = "en") -> Pair:
    """Give Kim and Sam, who read these languages."""
    people = (
        Person(id=KIM, name="Kim", language=first),
        Person(id=SAM, name="Sam", language=second),
    )
    return make_pair("a" * 32, people, Setting.PARTNERS)


@dataclass
class OpenWorkspace:
    """An open vault with a workspace on it. `results` has every save, `told` how often it told."""

    vault: Vault
    clock: Clock
    workspace: Workspace
    results: list[Result]
    told: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """Every text that was sent as an answer."""

    @property
    def library(self) -> Library:
        """What the vault holds."""
        return self.workspace.library

    def place(self) -> Place:
        """Give what belongs on a screen now."""
        return self.workspace.scene.place

    def send(self, command: AnyCommand, channel: Channel = Channel.SCREEN) -> None:
        """Give a command as a second window would: as JSON, on the present state."""
        envelope = Envelope(command, channel, self.workspace.snapshot)
        self.workspace.receive(decode(encode(envelope)))

    def answer(self) -> None:
        """Answer the present turn with something that fits; a day is a week from now."""
        talk, pattern = self.workspace.conversation, self.workspace.pattern
        next_week = (self.clock.now + timedelta(weeks=1)).date().isoformat()
        days = {
            asked.id: next_week for asked in moves.fields(talk, pattern) if asked.form is Form.DATE
        }
        given = {**suitable(talk, pattern), **days}
        self.texts += [text for text in given.values() if text.startswith("‹")]
        self.send(Answer(talk.at, given))

    def talk(
        self, events: Mapping[str, Callable[[OpenWorkspace], None]], until: str = ""
    ) -> list[Place]:
        """Talk until the turn `until`, or to the end; `events` happen once each, by turn.

        Gives every scene they came by. Raises AssertionError when there is no end to it.
        """
        coming, places = dict(events), list[Place]()
        for _ in range(200):
            scene, talk = self.workspace.scene, self.workspace.conversation
            places.append(scene.place)
            if scene.place is Place.FINISHED or talk.at.key == until:
                assert not coming, f"they never came to {list(coming)}"
                return places
            if scene.place is Place.CURTAIN:
                assert scene.person == talk.at.who
                self.workspace.open_curtain()
                continue
            assert scene.place is Place.TURN
            coming.pop(talk.at.key, _nothing)(self)
            assert self.workspace.conversation.at == talk.at
            self.answer()
        raise AssertionError("there is no end to it")

    def saves(self) -> int:
        """Give how many saves there were, when all that waits is on the disk."""
        assert self.library.flush()
        assert all(result.error is None for result in self.results)
        return len(self.results)


def _nothing(_: OpenWorkspace) -> None:
    """Let nothing happen."""


@contextmanager
def opened(folder: Path, clock: Clock, *, read_only: bool = False) -> Iterator[OpenWorkspace]:
    """Give the work of the vault in `folder`, everything in it read; it is closed afterwards."""
    results: list[Result] = []
    with Vault.open(folder, now=clock(), read_only=read_only) as vault:
        library = Library(vault, clock, settings_of(vault), results.append)
        library.take_overview(library.load())
        work = OpenWorkspace(vault, clock, Workspace(library), results)
        work.workspace.listeners.append(lambda: work.told.append(work.workspace.snapshot))
        try:
            yield work
        finally:
            assert library.close()
