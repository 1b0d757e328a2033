"""All screens of a conversation, one after the other, without typing: what holds on each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from msgspec.structs import replace
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions import moves, timeout
from sessions.agreements import AgreementKind, Note
from sessions.conversation import Conversation, Parked
from sessions.pattern import shipped
from sessions.people import Pair, Way
from tests.sessions import helpers
from tests.tui.walk import EVENING, Hands, at, begun, shown
from tui.features.agreements.requests import ChangeDay, ShowAgreements, WriteNote
from tui.features.agreements.screen import AgreementsOverviewScreen
from tui.features.archive.requests import ShowArchive
from tui.features.conversation.requests import PutOff, WriteParking
from tui.features.conversation.steps.date import OTHER
from tui.features.export.requests import ExportAgreements
from tui.features.help.requests import ShowHelp, ShowSafety
from tui.features.home.requests import GoHome
from tui.features.menu.requests import ShowMenu
from tui.features.people.requests import AskPeople, Purpose
from tui.features.settings.requests import ChooseTheme
from tui.features.timeout.requests import AskCaller, ChooseDay, ChooseReturn, ReturnEarly
from tui.messages import Request
from tui.ui.dialogs import AgreedDialog
from tui.widgets.key_line import KeyLine
from tui.widgets.localized import ActionLink

OBJECTS = {"mark0": "objection", "why0": "te duur", "how0": "een keer in de maand"}

SCRIPTS: tuple[tuple[str, helpers.Script], ...] = (
    ("alone/wait/kim/0", {"alone/tension/kim/0": {"scale": "9"}}),
    ("impact/more/kim/1", {"impact/confirm/kim/0": {"choice": "more"}}),
    ("impact/confirm/kim/0", {"impact/reflect/sam/0": None}),
    ("ideas/reveal//0", {"ideas/judge/kim/0": OBJECTS}),
    ("agreements/choose//1", {}),
    ("closing/open//0", {"agreements/choose//0": {"pick": "enough"}}),
    ("closing/confirm//0", {"agreements/choose//0": {"pick": "enough"}}),
)
"""Turns that the straight way does not pass, with what leads there."""

DIALOGS = (ShowHelp(), ShowSafety(), ShowMenu(), WriteParking(), PutOff(), ChooseTheme())
TIME_OUT_DIALOGS = (ChooseReturn(), ReturnEarly(), AskCaller(), ChooseDay())


def states(pair: Pair) -> Iterator[Conversation]:
    """Give the conversation of `pair` at each of its turns, the side roads too."""
    yield from helpers.steps(begun(pair))
    for key, script in SCRIPTS:
        yield at(key, script, pair)
    yield from talking(pair)
    yield from looking_back(pair)
    yield from weighing(pair)
    confirm = at("closing/confirm//0", None, pair)
    yield replace(confirm, parked=(Parked(id="p", text="de vakantie", at=EVENING),))


MISSED: helpers.Script = {
    "impact/confirm/kim/0": {"choice": "not-quite"},
    "impact/missed/kim/0": {"words": "0 ‹impact/speak/kim/0", "text": "de avonden"},
}


def talking(pair: Pair) -> Iterator[Conversation]:
    """Give the turns of `pair` that are said aloud, and what follows when it was missed."""
    aloud = replace(pair, way=Way.TALK)
    for key in ("alone/message/kim/0", "appreciation/speak/sam/0", "impact/speak/kim/0"):
        yield at(key, None, aloud)
    for key in ("impact/missed/kim/0", "impact/confirm/kim/1"):
        yield at(key, MISSED, aloud)
    for key in ("impact/missed/kim/0", "impact/reflect/sam/1"):
        yield at(key, MISSED, pair)
    yield replace(at("impact/reflect/sam/0", None, pair), way=Way.TALK)
    yield at("impact/more/kim/1", {"impact/confirm/kim/0": {"choice": "more"}}, aloud)


REVIEW = shipped("evaluation")

CHANGED: helpers.Script = {"review/decide//0": {"decision": "adjust"}}
BROKEN_OFF: helpers.Script = {
    "review/decide//0": {"decision": "stop"},
    "review/decide//1": {"decision": "again"},
}


def agreed(pair: Pair) -> Conversation:
    """Give a conversation of `pair` that ended with two agreements, due a week later."""
    talk = helpers.play(begun(pair))
    note = Note(id="n", text="dinsdag ging het goed", at=EVENING)
    first = replace(
        talk.agreements[0],
        kind=AgreementKind.TURNS,
        start=None,
        notes=(note,),
        evaluate_on=EVENING.date(),
        made_on=EVENING.date() - timedelta(days=20),
    )
    second = replace(first, id="second", what="een avond zonder scherm", notes=())
    return replace(talk, id="d" * 32, agreements=(first, second))


def looking_back(pair: Pair) -> Iterator[Conversation]:
    """Give an evaluation of `pair` at each of its turns, with a change and without."""
    talk = agreed(pair)
    for script in ({}, CHANGED, BROKEN_OFF):
        begun_ = moves.begin(pair, REVIEW, new_id="e" * 32, now=EVENING, reviewed=talk.agreements)
        yield from helpers.steps(begun_, script, REVIEW)


INVENTORY = shipped("inventory")

SOME: helpers.Script = {
    "inventory/matter-cooking/kim/0": {"does": "1", "thinks": "1", "wish": "3", "energy": "5"},
    "inventory/matter-cleaning/kim/0": {"does": "4", "wish": "3", "enough": "yes"},
    "inventory/matter-cooking/sam/0": {"does": "5", "thinks": "3", "wish": "3", "energy": "1"},
    "inventory/matter-cleaning/sam/0": {"does": "4", "wish": "5", "enough": "yes"},
}


def weighing(pair: Pair) -> Iterator[Conversation]:
    """Give an inventory of `pair` at each of its turns."""
    begun_ = moves.begin(pair, INVENTORY, new_id="c" * 32, now=EVENING)
    found = list(helpers.steps(begun_, SOME, INVENTORY))
    yield from found[:-1]  # it ends at home


async def screens(hands: Hands, pair: Pair, *, dialogs: bool = True) -> AsyncIterator[str]:
    """Show each screen in turn, and give its name while it stands there."""
    for state in states(pair):
        name = f"{state.pattern} {state.at.key} {state.state}"
        blind = moves.is_answered_alone(state, shipped(state.pattern))
        if blind and state.at.phase in ("tension", "judge", "answer") and not state.at.round:
            await hands.put(state)
            yield f"curtain {name}"
        await hands.put(state, alone=blind)
        yield name
        if state.at.step == "date":
            await hands.choose(OTHER)
            yield f"{name} other"
    if dialogs:
        async for name in _dialogs(hands, pair):
            yield name


async def _dialogs(hands: Hands, pair: Pair) -> AsyncIterator[str]:
    await hands.put(at("appreciation/speak/kim/0", None, pair))
    async for name in _each(hands, DIALOGS):
        yield name
    called = timeout.call(hands.talk, now=EVENING, new_id="t")
    await hands.put(called)
    yield "time-out"
    async for name in _each(hands, TIME_OUT_DIALOGS):
        yield name
    kim, sam = called.partners
    proposed = timeout.propose(called, kim.id, EVENING + timedelta(hours=20), now=EVENING)
    await hands.put(proposed)
    yield "time-out proposed"
    both = timeout.ask_early(called, (kim.id, sam.id), now=EVENING)
    await hands.put(both)
    yield "check"
    for calm in (False, True):
        up = EVENING + timedelta(minutes=20)
        rated = timeout.rate(called, kim.id, calm=calm, now=up)
        rated = timeout.rate(rated, sam.id, calm=True, now=up)
        hands.app.workspace.library.clock = partial(_always, up)
        await hands.put(rated)
        yield "return" if calm else "not calm"
    hands.app.request(GoHome())
    await hands.rest()
    yield "home"
    async for name in _promises(hands, pair):
        yield name
    for request in (ShowArchive(), AskPeople(Purpose.CONVERSATION)):
        hands.app.request(request)
        await hands.rest()
        yield type(request).__name__


async def _promises(hands: Hands, pair: Pair) -> AsyncIterator[str]:
    """Show home with what is due, and what can be done with agreements."""
    talk = agreed(pair)
    hands.app.workspace.library.vault.records.save_pair(pair)
    for conversation in (talk, replace(list(looking_back(pair))[-1], id="f" * 32)):
        hands.app.workspace.library.vault.records.save(conversation)
        hands.app.workspace.library.overview.put(conversation)
        hands.app.refresh_home()
        await hands.rest()
        yield f"home after {conversation.pattern}"
    hands.app.workspace.library.delete("f" * 32)
    hands.app.request(ShowAgreements(pair.id))
    await hands.until(lambda: isinstance(hands.app.screen, AgreementsOverviewScreen))
    yield "agreements"
    where = (talk.id, talk.agreements[0].id)
    requests = (WriteNote(*where), ChangeDay(*where), ExportAgreements(pair.id))
    async for name in _each(hands, requests):
        yield name
    for form in ("markdown", "calendar"):
        hands.app.request(ExportAgreements(pair.id))
        await hands.rest()
        await hands.choose(form)
        await hands.until(lambda: isinstance(hands.app.screen, AgreedDialog))
        yield f"export {form}"
        hands.app.navigator.end_dialogs()
        await hands.rest()
    hands.app.request(GoHome())
    await hands.rest()


async def _each(hands: Hands, requests: Sequence[Request]) -> AsyncIterator[str]:
    for request in requests:
        hands.app.request(request)
        await hands.rest()
        yield type(request).__name__
        hands.app.navigator.end_dialogs()
        await hands.rest()


# -- Layout ---------------------------------------------------------------------------------------

COLUMN = 76


def _wide(widget: Static) -> int:
    """Give the width of the longest line a widget wants to show."""
    return max(len(line) for line in str(widget.render()).splitlines() or [""])


def cut_off(hands: Hands) -> list[str]:  # noqa: C901 - a list of separate looks
    """Give what is cut off or out of place on the present screen."""
    screen = hands.app.screen
    wrong: list[str] = []
    box = screen.query("#page, #dialog")
    for page in list(box)[-1:]:
        wrong += _outside(screen.query(Button), page) + _outside(screen.query(KeyLine), page)
        wrong += _outside(screen.query(ActionLink), page)
    for button in screen.query(Button):
        longest = max(map(len, str(button.label).splitlines()), default=0)
        if shown(button) and longest > button.region.width:
            wrong.append(f"cut off: {button.label}")
    for widget in screen.query("LocalizedText, UserText, TextField, KeyLine, ActionLink"):
        if shown(widget) and widget.region.width > COLUMN:
            wrong.append(f"{widget.region.width} wide: {widget!r}")
    for widget in (*screen.query(KeyLine), *screen.query(".floor").results(Static)):
        if shown(widget) and _wide(widget) > widget.region.width:
            wrong.append(f"cut off: {widget.render()}")
    for primary in screen.query("#primary"):
        if shown(primary) and not screen.region.contains_region(_seen(primary)):
            wrong.append("the filled button is not on the screen")
        if shown(primary) and not _seen(primary):
            wrong.append("the filled button cannot be seen")
    return wrong


def _always(now: datetime) -> datetime:
    return now


def _seen(widget: Widget) -> Region:
    """Give the part of a widget that is on the screen."""
    return widget.screen.find_widget(widget).visible_region


def _outside(widgets: Iterable[Widget], page: Widget) -> list[str]:
    left, right = page.region.x, page.region.right
    return [
        f"outside: {widget!r} at {widget.region}"
        for widget in widgets
        if shown(widget)
        and widget.region.width
        and not left <= widget.region.x <= widget.region.right <= right
    ]
