"""Which screen belongs to which scene; it is imported when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import msgspec

from sessions import moves
from sessions.kinds.ideas import COLLECT
from sessions.kinds.turns import MISSED
from sessions.pattern import Kind
from sessions.zones import as_here
from tui.ui.page import Page
from tui.widgets.breathing_guide import BreathingStyle
from tui.workspace.conversation_view import ConversationView
from tui.workspace.scene import Place, Scene
from tui.workspace.workspace import Workspace

TURN_MINUTES = 2
"""Minutes of a turn unless they chose otherwise (EVIDENCE: Turns)."""


class Showing(msgspec.Struct, frozen=True):
    """What a screen needs besides the view: what was set, and what is known from before."""

    workspace: Workspace
    view: ConversationView
    spent: int = 0
    """Seconds of this turn that were spent on it before."""


def screen_for(scene: Scene, showing: Showing) -> Page:
    """Give a new screen for a scene of the open conversation."""
    view = showing.view
    match scene.place:
        case Place.TURN:
            return STEPS[view.step.kind](showing)
        case Place.CURTAIN:
            from tui.features.conversation.curtain import CurtainScreen

            return CurtainScreen(view, view.conversation.person(scene.person))
        case Place.TIME_OUT:
            return _time_out(showing)
        case Place.CHECK:
            from tui.features.timeout.return_screens import CheckScreen

            return CheckScreen(view, view.conversation.person(scene.person))
        case Place.RETURN:
            from tui.features.timeout.return_screens import ReturnScreen

            return ReturnScreen(view)
        case Place.NOT_CALM:
            from tui.features.timeout.return_screens import NotCalmScreen

            return NotCalmScreen(view)
        case _:
            return _finished(view)


def _time_out(showing: Showing) -> Page:
    from tui.features.timeout.countdown import TimeOutScreen

    settings = showing.workspace.library.settings
    style = BreathingStyle.of_settings(settings.breathing)
    return TimeOutScreen(showing.view, breath=style, bell=settings.bell_on)


def _finished(view: ConversationView) -> Page:
    from tui.features.archive.read_screen import ReadScreen, Why

    return ReadScreen(view.languages, view.conversation, view.pattern, view.now, why=Why.FINISHED)


# -- The kinds of step -----------------------------------------------------------------------------


def _rules(showing: Showing) -> Page:
    from tui.features.conversation.steps.rules import RulesScreen

    return RulesScreen(showing.view)


def _joint(showing: Showing) -> Page:
    from tui.features.conversation.steps.joint import JointScreen

    return JointScreen(showing.view)


def _private(showing: Showing) -> Page:
    from tui.features.conversation.steps.private import PrivateScreen

    return PrivateScreen(showing.view)


def _turns(showing: Showing) -> Page:
    from tui.features.conversation.steps.turns import TurnsScreen

    view = showing.view
    if view.conversation.at.phase == MISSED:
        from tui.features.conversation.steps.missed import MissedScreen

        return MissedScreen(view)
    minutes = moves.turn_minutes(view.conversation, view.pattern) or TURN_MINUTES
    return TurnsScreen(view, seconds=60 * minutes, spent=showing.spent)


def _ideas(showing: Showing) -> Page:
    if showing.view.conversation.at.phase != COLLECT:
        from tui.features.conversation.steps.judging import JudgingScreen

        return JudgingScreen(showing.view)
    from tui.features.conversation.steps.ideas import IdeasScreen

    return IdeasScreen(showing.view)


def _agreements(showing: Showing) -> Page:
    from tui.features.conversation.steps.agreements import AgreementsScreen

    return AgreementsScreen(showing.view)


def _date(showing: Showing) -> Page:
    from tui.features.conversation.steps.date import DateScreen

    return DateScreen(showing.view)


def _review(showing: Showing) -> Page:
    from tui.features.conversation.steps.review import ReviewScreen

    return ReviewScreen(showing.view)


def _closing(showing: Showing) -> Page:
    from tui.features.conversation.steps.closing import ClosingScreen

    return ClosingScreen(showing.view)


def _inventory(showing: Showing) -> Page:
    from tui.features.conversation.steps.inventory import InventoryScreen

    return InventoryScreen(showing.view)


def _balance(showing: Showing) -> Page:
    from tui.features.conversation.steps.balance import BalanceScreen

    return BalanceScreen(showing.view, earlier=_inventory_day(showing))


STEPS: Mapping[Kind, Callable[[Showing], Page]] = {
    Kind.RULES: _rules,
    Kind.JOINT: _joint,
    Kind.PRIVATE: _private,
    Kind.TURNS: _turns,
    Kind.IDEAS: _ideas,
    Kind.AGREEMENTS: _agreements,
    Kind.DATE: _date,
    Kind.REVIEW: _review,
    Kind.CLOSING: _closing,
    Kind.INVENTORY: _inventory,
    Kind.BALANCE: _balance,
}
"""The function that makes the screen, by kind of step."""


def _inventory_day(showing: Showing) -> date | None:
    """Give the day of the inventory of the same people before this one."""
    workspace = showing.workspace
    earlier = workspace.library.inventory_before(showing.view.conversation)
    if earlier is None:
        return None
    return as_here(earlier.ended or earlier.changed, workspace.now).date()
