"""Walking through the program as people do: by keys they see on the screen, or by the mouse."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar

from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions import moves
from sessions.commands import Command
from sessions.conversation import Conversation, State
from sessions.errors import TweespraakError
from sessions.people import Pair, Person, Setting, Way, make_pair
from sessions.store import Vault
from tests.sessions import helpers
from tests.tui.reaching import is_day, key_of, key_toward, to_read_first
from tests.tui.waiting_keys import is_settled, settle
from tui.app import TweespraakApp
from tui.features.conversation.curtain import CurtainScreen
from tui.messages import Request
from tui.ui.feature import Feature
from tui.widgets.choices import Choices, Confirm, Option, Scale
from tui.widgets.localized import ActionLink
from tui.widgets.position_slider import PositionSlider
from tui.widgets.text_field import TextField
from tui.workspace.settings import settings_of

EVENING = datetime(2026, 11, 22, 20, 20, tzinfo=timezone(timedelta(hours=1)))
"""The moment at which tests take place."""


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = EVENING

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


def make_app(
    folder: Path, clock: Callable[[], datetime], tongue: str = "en", **more: bool
) -> TweespraakApp:
    """Give the program on the vault in `folder`; the caller closes ``app.desk.vault``."""
    vault = Vault.open(folder, now=clock())
    return TweespraakApp(vault, clock, settings_of(vault), tongue, "en", **more)


def couple(first: str = "en", second: str = "en") -> Pair:
    """Give Kim and Sam, who read these languages."""
    people = (
        Person(id="1" * 32, name="Kim", language=first),
        Person(id="2" * 32, name="Sam", language=second),
    )
    return make_pair("a" * 32, people, Setting.PARTNERS)


def begun(pair: Pair | None = None) -> Conversation:
    """Give a new conversation, of Kim and Sam who both read English unless others are named."""
    pattern = helpers.PATTERN
    return moves.begin(pair or couple(), pattern, new_id="b" * 32, now=EVENING)


def at(key: str, script: helpers.Script | None = None, pair: Pair | None = None) -> Conversation:
    """Give a conversation at a turn: ``kim`` and ``sam`` in `key` and `script` stand for them."""
    named = {_ids(name): given for name, given in (script or {}).items()}
    return helpers.play(begun(pair), _ids(key), named)


def _ids(key: str) -> str:
    return "/".join({"kim": "1" * 32, "sam": "2" * 32}.get(word, word) for word in key.split("/"))


@asynccontextmanager
async def opened(
    folder: Path,
    conversation: Conversation | None = None,
    *,
    clock: Clock | None = None,
    size: tuple[int, int] = (80, 24),
    tongue: str = "en",
    mouse: bool = False,
) -> AsyncIterator[Hands]:
    """Give two people before the program, at the turn where `conversation` is, or at home."""
    app = make_app(folder, clock or Clock(), tongue)
    try:
        async with app.run_test(size=size) as pilot:
            hands = Hands(app, pilot, mouse=mouse)
            await hands.until(lambda: app.workspace.library.overview.loaded)
            if conversation is not None:
                await hands.put(conversation)
            yield hands
    finally:
        app.workspace.library.vault.close()


def texts(screen: DOMNode) -> list[str]:
    """Give what every widget of a screen holds, shown or not."""
    return [text for widget in screen.walk_children(with_self=False) for text in said_by(widget)]


def said_by(widget: DOMNode) -> list[str]:
    """Give the texts of one widget: its words, what is typed in it, and its hint."""
    if isinstance(widget, TextField):
        return [widget.text, str(widget.placeholder)]
    if isinstance(widget, Button):
        return [str(widget.label)]
    if isinstance(widget, Static | Scale):
        return [str(widget.render())]
    return []


def shown(widget: DOMNode) -> bool:
    """Whether a widget and all around it are displayed."""
    return all(on.display for on in widget.ancestors_with_self if isinstance(on, Widget))


F = TypeVar("F", bound=Feature[Any])


@dataclass
class Hands:
    """Two people at one keyboard. `typed` holds every word by where it was typed,
    `floors` what the screen said there of whose turn it was.
    """

    app: TweespraakApp
    pilot: Pilot[None]
    word: Callable[[str], str] = lambda place: f"woord {place}"
    mouse: bool = False
    way: str = Way.WRITE.value
    typed: dict[str, str] = field(default_factory=dict)
    floors: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    @property
    def talk(self) -> Conversation:
        """The open conversation."""
        return self.app.workspace.conversation

    def feature(self, kind: type[F]) -> F:
        """Give the feature of that kind; one of its requests came before."""
        features = self.app.router._features.values()
        return next(feature for feature in features if isinstance(feature, kind))

    async def rest(self) -> None:
        """Wait until everything that was asked has happened."""
        before = None
        for _ in range(2000):
            await settle(self.app)
            await self.pilot.pause()
            await self.pilot.pause()
            busy = self.app.navigator.is_busy and not self.app.is_asking
            if not busy and is_settled(self.app) and self.app.screen is before:
                return
            # What a flow did, or a screen that is new, has yet to be painted.
            before = self.app.screen
        raise AssertionError("a flow goes on and on")

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait for what another thread does."""
        for _ in range(2000):
            await self.pilot.pause(0.001)
            if happened():
                await self.rest()
                return
        raise AssertionError("it does not happen")

    async def put(self, conversation: Conversation, *, alone: bool = False) -> None:
        """Open a conversation as it stands; with `alone` its curtain is open."""
        workspace = self.app.workspace
        workspace._conversation = conversation
        workspace.curtain_open_for = conversation.at.who if alone else ""
        self.app.show_scene()
        await self.rest()

    async def open_curtain(self) -> None:
        """The one whose turn it is sits ready."""
        assert isinstance(self.app.screen, CurtainScreen)
        await self.press("enter")

    def field(self, name: str = "") -> TextField:
        """Give the field with that name on the screen, or the first."""
        fields = self.app.screen.query(TextField)
        return next(field for field in fields if not name or field.name == name)

    def option(self, value: str) -> Option:
        """Give the line to choose that stands for `value`."""
        options = self.app.screen.query(Option)
        return next(option for option in options if option.pick.value == value)

    def links(self, to: type[Request | Command] | str) -> list[ActionLink]:
        """Give the links on the screen that ask for something, or that have those words."""
        links = list(self.app.screen.query(ActionLink))
        if isinstance(to, str):
            return [link for link in links if str(link.render()) == to]
        return [link for link in links if isinstance(link.request, to)]

    async def choose(self, value: str) -> None:
        """Choose the line that stands for `value`."""
        await self.do(self.option(value))

    async def write(self, text: str, name: str = "") -> None:
        """Type in a field."""
        await self.go_to(self.field(name))
        await self.type(text)

    @property
    def button(self) -> str:
        """The words on the filled button."""
        return str(self.app.screen.query_one("#primary", Button).label)

    @property
    def floor(self) -> str:
        """What the screen says of whose turn it is, left and right."""
        floors = self.app.screen.query(".floor").results(Static)
        return " | ".join(str(widget.render()) for widget in floors)

    @property
    def notice(self) -> str:
        """The sentence that is told."""
        lines = self.app.screen.query("#notice.-told").results(Static)
        return " ".join(str(line.render()) for line in lines)

    def tells(self, kind: type[TweespraakError]) -> bool:
        """Whether the sentence of that error is told, whatever is filled in."""
        pieces = [re.escape(word) for word in re.split(r"\{\w+\}", kind.sentence)]
        return re.fullmatch(".*?".join(pieces), self.notice, re.DOTALL) is not None

    @property
    def screen(self) -> str:
        """All that the present screen shows, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    @property
    def all_texts(self) -> str:
        """All text in any widget of any screen, also what is covered or hidden."""
        return "\n".join(text for screen in self.app.screen_stack for text in texts(screen))

    async def type(self, text: str) -> None:
        """Type letter by letter."""
        await self.pilot.press(*(key_of(letter) for letter in text))
        await self.rest()

    async def press(self, *keys: str) -> None:
        """Press keys, each after the one before has done its work."""
        for key in keys:
            await self.pilot.press(key)
            await self.rest()

    async def go_to(self, widget: Widget) -> None:
        """Reach a widget: with Tab to its group and arrows inside, or with the mouse."""
        if self.mouse:
            widget.scroll_visible(animate=False)
            await self.rest()
            await self.pilot.click(widget)
            await self.rest()
            return
        line = to_read_first(self.app.screen, widget)
        if line is not None and widget is not line:
            await self.go_to(line)
            while to_read_first(self.app.screen, widget) is not None:
                await self.press("enter")
        for _ in range(80):
            here = self.app.focused
            if here is widget:
                return
            await self.pilot.press(key_toward(here, widget))
            await settle(self.app)
            await self.pilot.pause()
        raise AssertionError(f"Tab and arrows do not reach {widget!r}")

    async def do(self, widget: Widget) -> None:
        """Do what a widget does: Enter on it, or a click."""
        self._wake(widget)
        await self.go_to(widget)
        if not self.mouse:
            await self.press("enter")

    async def primary(self) -> None:
        """Press the one filled button."""
        button = self.app.screen.query_one("#primary", Button)
        if self.mouse:
            self._wake(button)
            await self.pilot.click(button)
            await self.rest()
        else:
            await self.do(button)

    def _wake(self, widget: Widget) -> None:
        # A button takes no second Enter in the fifth of a second in which it lights up.
        if isinstance(widget, Button):
            widget.active_effect_duration = 0
            widget.remove_class("-active")

    async def answer(self, **given: str) -> None:
        """Fill in the fields that are on the screen, and go on with the filled button."""
        if isinstance(self.app.screen, CurtainScreen):
            await self.primary()
        turn = self.talk.at
        self.seen.append(turn.key)
        for name, widget in self._fields():
            await self._fill(turn.key, name, widget, given)
        await self.primary()
        assert self.talk.at != turn or self.talk.state is State.FINISHED, (
            f"stuck at {turn.key}: {self.app.screen.query_one('#notice').render()}"
        )

    def _fields(self) -> list[tuple[str, Widget]]:
        kinds = (TextField, Choices, Confirm, Scale, PositionSlider)
        found = [child for child in self.app.screen.walk_children() if isinstance(child, kinds)]
        return [(child.name or "", child) for child in found]

    async def _place(
        self, name: str, widget: Scale | PositionSlider, given: dict[str, str]
    ) -> None:
        number = given.get(name, "4")
        if self.mouse and isinstance(widget, Scale):
            await self.pilot.click(widget, offset=(1 + 4 * (int(number) - 1), 0))
            await self.rest()
            return
        await self.go_to(widget)
        await self.type(number)

    async def _fill(self, key: str, name: str, widget: Widget, given: dict[str, str]) -> None:
        if isinstance(widget, Confirm):
            if not widget.value and given.get(name, "yes") == "yes":
                await self.do(widget)
        elif isinstance(widget, Scale | PositionSlider):
            await self._place(name, widget, given)
        elif isinstance(widget, Choices):
            usual = self.way if name == "way" else widget.value or widget.picks[0].value
            wanted = given.get(name, usual)
            for option in widget.query(Option):
                if option.pick.value == wanted and not option.chosen:
                    await self.do(option)
        elif isinstance(widget, TextField) and widget.display:
            text = given.get(
                name, "" if is_day(name) or widget.text else self.word(f"{key} {name}")
            )
            if text:
                await self.go_to(widget)
                await self.type(text)
                self.typed[f"{key} {name}"] = text
                self.floors[f"{key} {name}"] = self.floor


async def meet(hands: Hands, first: str = "Kim", second: str = "Sam") -> None:
    """From an empty vault to the first turn: names, the safety page."""
    await hands.primary()
    fields = list(hands.app.screen.query(TextField))
    for widget, name in zip(fields, (first, second), strict=True):
        await hands.go_to(widget)
        await hands.type(name)
    await hands.primary()
    await hands.primary()


async def whole(hands: Hands) -> None:
    """From the first turn to the end."""
    ideas = 0
    while hands.talk.state is not State.FINISHED:
        if (
            hands.talk.at.phase == "collect"
            and ideas < 2
            and not moves.is_answered_alone(hands.talk, hands.app.workspace.pattern)
        ):
            field = hands.app.screen.query_one(TextField)
            await hands.go_to(field)
            word = hands.typed[f"idea {ideas}"] = hands.word(f"idea {ideas}")
            await hands.type(word)
            ideas += 1
            if ideas < 2:
                await hands.press("enter")
            else:  # the last one without Enter counts too
                await hands.primary()
            continue
        if hands.talk.at.phase == "choose" and hands.talk.at.round > 0:
            await hands.primary()
            continue
        if hands.talk.at.phase == "choose":
            idea = hands.talk.ideas[0].id
            await hands.answer(pick=f"idea:{idea}")
            continue
        await hands.answer()
