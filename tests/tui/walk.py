"""Walking through the program as people do: by keys they see on the screen, or by the mouse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Button

from sessions import moves
from sessions.conversation import Conversation, State
from sessions.store import Vault
from tui.app import TweespraakApp
from tui.screens.curtain import CurtainScreen
from tui.widgets.choices import Choices, Confirm, Option, Scale
from tui.widgets.field import Field

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
    return TweespraakApp(vault, clock, vault.settings(), tongue, "en", **more)


@dataclass
class Hands:
    """Two people at one keyboard. `typed` holds every word, with whose it was and where."""

    app: TweespraakApp
    pilot: Pilot[None]
    word: Callable[[str], str] = lambda place: f"woord {place}"
    mouse: bool = False
    typed: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    @property
    def talk(self) -> Conversation:
        """The open conversation."""
        return self.app.desk.open

    async def rest(self) -> None:
        """Wait until everything that was asked has happened."""
        for _ in range(3):
            await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type letter by letter."""
        await self.pilot.press(*(_key(letter) for letter in text))
        await self.rest()

    async def press(self, *keys: str) -> None:
        """Press keys, each after the one before has done its work."""
        for key in keys:
            await self.pilot.press(key)
            await self.rest()

    async def go_to(self, widget: Widget) -> None:
        """Reach a widget: with Tab alone, or with the mouse."""
        if self.mouse:
            self.app.screen.query_one("#panel").scroll_to_widget(widget, animate=False)
            await self.rest()
            await self.pilot.click(widget)
            await self.rest()
            return
        for _ in range(80):
            if self.app.focused is widget:
                return
            await self.press("tab")
        raise AssertionError(f"Tab does not reach {widget!r}")

    async def do(self, widget: Widget) -> None:
        """Do what a widget does: Enter on it, or a click."""
        await self.go_to(widget)
        if not self.mouse:
            await self.press("enter")

    async def primary(self) -> None:
        """Press the one filled button."""
        button = self.app.screen.query_one("#primary", Button)
        if self.mouse:
            await self.pilot.click(button)
            await self.rest()
        else:
            await self.do(button)

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
        kinds = (Field, Choices, Confirm, Scale)
        found = [one for one in self.app.screen.walk_children() if isinstance(one, kinds)]
        return [(one.name or "", one) for one in found]

    async def _fill(self, key: str, name: str, widget: Widget, given: dict[str, str]) -> None:
        if isinstance(widget, Confirm):
            if not widget.value and given.get(name, "yes") == "yes":
                await self.do(widget)
        elif isinstance(widget, Scale):
            await self.go_to(widget)
            await self.type(given.get(name, "4"))
        elif isinstance(widget, Choices):
            wanted = given.get(name, widget.value or widget.picks[0].value)
            for option in widget.query(Option):
                if option.pick.value == wanted and not option.chosen:
                    await self.do(option)
        elif isinstance(widget, Field) and widget.display:
            text = given.get(name, "" if _is_day(name) or widget.text else self.word(f"{key} {name}"))
            if text:
                await self.go_to(widget)
                await self.type(text)
                self.typed[f"{key} {name}"] = text


def _is_day(name: str) -> bool:
    return name in ("start", "until", "again_on", "date", "time")


def _key(letter: str) -> str:
    return {" ": "space", "\n": "enter"}.get(letter, letter)


async def meet(hands: Hands, first: str = "Kim", second: str = "Sam") -> None:
    """From an empty vault to the first turn: names, the safety page."""
    await hands.primary()
    fields = list(hands.app.screen.query(Field))
    for widget, name in zip(fields, (first, second), strict=True):
        await hands.go_to(widget)
        await hands.type(name)
    await hands.primary()
    await hands.primary()


async def whole(hands: Hands) -> None:
    """From the first turn to the end."""
    ideas = 0
    while hands.talk.state is not State.FINISHED:
        if hands.talk.at.phase == "collect" and ideas < 2 and not moves.is_blind(
            hands.talk, hands.app.desk.pattern
        ):
            field = hands.app.screen.query_one(Field)
            await hands.go_to(field)
            await hands.type(hands.word(f"idea {ideas}"))
            hands.typed[f"idea {ideas}"] = hands.word(f"idea {ideas}")
            await hands.press("enter")
            ideas += 1
            if ideas < 2:
                continue
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
