"""Which screen belongs to which state. One class a kind of step; the app only asks here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Protocol

from textual.screen import Screen

from sessions import timeout
from sessions.conversation import State, Turn
from sessions.kinds.rules import NOW
from sessions.pattern import Kind
from sessions.people import Person
from sessions.text import number_in
from tui.widgets.breathing_guide import BreathingStyle
from tui.workspace.conversation_view import ConversationView

SCREENS: Mapping[Kind, str] = {
    Kind.RULES: "rules.RulesScreen",
    Kind.JOINT: "joint.JointScreen",
    Kind.PRIVATE: "private.PrivateScreen",
    Kind.IDEAS: "ideas.IdeasScreen",
    Kind.AGREEMENTS: "agreements.AgreementsScreen",
    Kind.DATE: "date.DateScreen",
    Kind.REVIEW: "review.ReviewScreen",
    Kind.CLOSING: "closing.ClosingScreen",
    Kind.INVENTORY: "inventory.InventoryScreen",
}
"""Module and class of the screen of a kind of step, imported when it is first shown."""

TURN_MINUTES = 2
"""Minutes of a turn unless they chose otherwise (EVIDENCE: Turns)."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is on the screen: the same state is shown by the same screen, not by a new one."""

    what: str
    turn: Turn | None = None
    person: str = ""


class Settings(Protocol):
    """What the app knows and a screen needs."""

    spent: dict[str, int]
    breath: BreathingStyle
    bell_on: bool

    def inventory_before(self, view: ConversationView) -> date | None:
        """Give the day of the inventory of the same people before this one."""


def screen_for(view: ConversationView, curtain: Person | None) -> Scene:
    """Give what belongs on the screen for this state."""
    conversation = view.conversation
    if conversation.state is State.FINISHED:
        return Scene("finished")
    if conversation.time_out is not None:
        if not timeout.is_open(conversation, view.now):
            return Scene("time-out")
        for partner in conversation.partners:
            if partner.id not in conversation.time_out.calm:
                return Scene("check", person=partner.id)
        return Scene("return" if timeout.may_return(conversation, view.now) else "not-calm")
    if curtain is not None:
        return Scene("curtain", conversation.at, curtain.id)
    return Scene("turn", conversation.at)


def screen_of(shown: Scene, view: ConversationView, settings: Settings) -> Screen[None]:
    """Make the screen for what is to be shown."""
    if shown.what == "turn":
        return _of_a_turn(view, settings)
    if shown.what == "curtain":
        from tui.features.conversation.curtain import CurtainScreen

        return CurtainScreen(view, view.conversation.person(shown.person))
    if shown.what == "finished":
        from tui.features.archive.read_screen import ReadScreen, Why

        return ReadScreen(
            view.languages, view.conversation, view.pattern, view.now, why=Why.FINISHED
        )
    from tui.features.timeout.countdown import TimeOutScreen
    from tui.features.timeout.return_screens import CheckScreen, NotCalmScreen, ReturnScreen

    if shown.what == "time-out":
        return TimeOutScreen(view, breath=settings.breath, bell=settings.bell_on)
    if shown.what == "check":
        return CheckScreen(view, view.conversation.person(shown.person))
    return ReturnScreen(view) if shown.what == "return" else NotCalmScreen(view)


def _of_a_turn(view: ConversationView, settings: Settings) -> Screen[None]:
    if view.step.kind is Kind.TURNS:
        from tui.features.conversation.steps.turns import TurnsScreen

        key = view.conversation.at.key
        return TurnsScreen(view, seconds=_seconds(view), spent=settings.spent.get(key, 0))
    if view.step.kind is Kind.BALANCE:
        from tui.features.conversation.steps.balance import BalanceScreen

        return BalanceScreen(view, earlier=settings.inventory_before(view))
    module, name = SCREENS[view.step.kind].split(".")
    made: Screen[None] = getattr(import_module(f"tui.features.conversation.steps.{module}"), name)(
        view
    )
    return made


def _seconds(view: ConversationView) -> int:
    """Give how long a turn is, in seconds, as they agreed with the rules."""
    for step in view.pattern.steps:
        if step.kind is Kind.RULES:
            minutes = number_in(view.conversation.answer(Turn(step.id, NOW), "minutes"))
            return 60 * (minutes or TURN_MINUTES)
    return 60 * TURN_MINUTES
