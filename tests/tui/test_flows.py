"""Flows: one of a kind at a time, dialogs that give a value or end, errors told in one place."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual import events

from sessions import timeout
from sessions.conversation import State
from sessions.errors import AnswerMissing
from tests.tui.walk import EVENING, Clock, Hands, at, opened
from tui.features.conversation.parking_dialog import ParkingDialog
from tui.features.conversation.requests import WriteParking
from tui.features.menu.requests import ShowMenu
from tui.features.timeout.countdown import TimeOutScreen
from tui.features.timeout.requests import ChooseReturn
from tui.language.language import Language
from tui.messages import Request
from tui.ui.dialog import Dialog
from tui.ui.dialogs import PickDialog, TextDialog
from tui.ui.menu_dialog import MenuDialog
from tui.ui.shell import FlowEnded
from tui.widgets.choices import Pick
from tui.widgets.localized import ActionLink, fixed

MANY = 30


def hold(hands: Hands, key: str) -> None:
    """Hold a key: so many events of it arrive in one write."""
    character = " " if key == "space" else None
    for _ in range(MANY):
        hands.app.post_message(events.Key(key, character))


def dialogs(hands: Hands) -> list[Dialog[object]]:
    """Give the dialogs on top of each other."""
    return [screen for screen in hands.app.screen_stack if isinstance(screen, Dialog)]


@pytest.mark.parametrize("key", ["enter", "space"])
@pytest.mark.parametrize("kind", [ChooseReturn])
async def test_a_held_key_on_a_link_opens_one_dialog(
    folder: Path, key: str, kind: type[Request]
) -> None:
    """Seven spaces on *Other moment* opened seven dialogs on top of each other."""
    called = timeout.call(at("impact/speak/kim/0"), now=EVENING, new_id="t")
    async with opened(folder, called) as hands:
        await hands.go_to(hands.links(kind)[0])
        hold(hands, key)
        for _ in range(4):
            await hands.rest()
            assert len(dialogs(hands)) <= 1
        assert hands.talk.time_out is not None
        assert hands.talk.time_out.proposal is None, "no key answered for them"


@pytest.mark.parametrize(
    "key",
    [
        "f10",
        *(
            pytest.param(key, marks=pytest.mark.long)
            for key in ("f1", "f2", "f4", "ctrl+l", "ctrl+p")
        ),
    ],
)
async def test_a_held_key_with_a_dialog_of_its_own_stacks_none(folder: Path, key: str) -> None:
    """It opens one, or closes it again; never a second one."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        hold(hands, key)
        for _ in range(4):
            await hands.rest()
            assert len(dialogs(hands)) <= 1
        assert hands.app.is_running


@pytest.mark.parametrize("key", ["enter", "space"])
async def test_a_held_key_on_a_button_asks_once(folder: Path, key: str) -> None:
    """*Not now* asks for a moment: one dialog, and nothing is put off by the keys that follow."""
    async with opened(folder, at("rules/now//0")) as hands:
        await hands.go_to(hands.app.screen.query_one("#not-now"))
        hold(hands, key)
        for _ in range(4):
            await hands.rest()
            assert len(dialogs(hands)) <= 1
        assert hands.talk.state is State.ACTIVE


async def test_keys_of_two_kinds_open_one_dialog(folder: Path) -> None:
    """Two function keys in one write: what lies on top is one thing."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        for key in ("f4", "f1", "f10"):
            hands.app.post_message(events.Key(key, None))
        for _ in range(3):
            await hands.rest()
            assert len(dialogs(hands)) <= 1


async def test_the_time_that_is_left_goes_on_under_a_dialog(folder: Path) -> None:
    """The clock stood still as long as a question lay on top of it."""
    clock = Clock()
    called = timeout.call(at("impact/speak/kim/0"), now=clock(), new_id="t")
    async with opened(folder, called, clock=clock, size=(100, 40)) as hands:
        await hands.go_to(hands.links(ChooseReturn)[0])
        await hands.press("enter")
        assert isinstance(hands.app.screen, PickDialog)
        before = hands.screen
        clock.forward(seconds=61)
        page = hands.app.page
        assert isinstance(page, TimeOutScreen)
        page.tick(hands.app.workspace.view())
        await hands.until(lambda: "about 19 minutes left" in hands.screen)
        assert "about 19 minutes left" not in before


async def test_a_time_out_in_a_flow_of_two_dialogs_ends_it(folder: Path) -> None:
    """What was half-typed is kept, and no second dialog comes above the time-out."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        await hands.press("f4")
        assert isinstance(hands.app.screen, ParkingDialog)
        await hands.type("the holiday")
        await hands.press("f9")
        assert isinstance(hands.app.screen, TimeOutScreen)
        assert dialogs(hands) == []
        assert not hands.app.navigator.is_busy
        assert "the holiday" in str(hands.talk.drafts)
        assert hands.talk.parked == ()


async def test_escape_gives_none_and_ending_gives_nothing(folder: Path) -> None:
    """Only Esc answers a flow; a dialog that is taken away ends it where it stands."""
    reached: list[str | None] = []

    async with opened(folder) as hands:
        language = hands.app.readers

        async def flow() -> None:
            dialog = PickDialog(language, prompt=fixed("Which?"), picks=[Pick("one", fixed("One"))])
            answer = await hands.app.ask(dialog)
            reached.append(answer)

        for end in ("escape", "taken away"):
            hands.app.navigator.start(Request, flow())
            await hands.rest()
            assert isinstance(hands.app.screen, PickDialog)
            if end == "escape":
                await hands.press("escape")
            else:
                hands.app.navigator.end_dialogs()
            await hands.rest()
            assert not hands.app.navigator.is_busy
        assert reached == [None]


async def test_a_second_dialog_above_one_that_waits_ends_its_flow(folder: Path) -> None:
    """Nothing lies on top of a question that was not answered."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        hands.app.request(ShowMenu())
        await hands.rest()
        assert isinstance(hands.app.screen, MenuDialog)
        hands.app.request(WriteParking())
        await hands.rest()
        assert len(dialogs(hands)) == 1
        with pytest.raises(FlowEnded):
            await hands.app.ask(MenuDialog(hands.app.readers, []))


async def test_a_refusal_in_a_flow_is_told_once(folder: Path) -> None:
    """No flow tells its own errors: one place does, on the screen that is on top."""

    async def flow() -> None:
        await asyncio.sleep(0)
        raise AnswerMissing

    async with opened(folder, at("impact/speak/kim/0")) as hands:
        hands.app.navigator.start(Request, flow())
        await hands.rest()
        assert hands.tells(AnswerMissing)
        assert not hands.app.navigator.is_busy


async def test_a_line_that_cannot_be_taken_stays(folder: Path) -> None:
    """The check of a dialog refuses what the command would refuse; the words stay in the field."""

    def refuse(_: str) -> None:
        raise AnswerMissing

    given: list[str | None] = []
    async with opened(folder) as hands:
        readers: Sequence[Language] = hands.app.readers

        async def flow() -> None:
            dialog = TextDialog(
                tuple(readers),
                prompt=fixed("What?"),
                note=fixed("-"),
                button=fixed("Keep"),
                name="text",
                line=True,
                check=refuse,
            )
            answer = await hands.app.ask(dialog)
            given.append(answer)

        hands.app.navigator.start(Request, flow())
        await hands.rest()
        await hands.type("words")
        await hands.press("enter")
        assert hands.tells(AnswerMissing)
        assert hands.field("text").text == "words"
        await hands.press("escape")
        await hands.rest()
        assert given == [None]


async def test_every_link_says_what_it_asks_for(folder: Path) -> None:
    """On home each of them carries a request; none names a method."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        hands.app.go_home()
        await hands.rest()
        links = list(hands.app.screen.query(ActionLink))
        assert links
        assert all(isinstance(link.request, Request) for link in links)


async def test_arrows_move_in_the_menu_and_no_enter_calls_a_time_out(folder: Path) -> None:
    """It begins at what can be undone; an arrow and its counterpart come back there."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        await hands.press("f10")
        assert isinstance(hands.app.screen, MenuDialog)
        begins = hands.app.focused
        assert isinstance(begins, ActionLink)
        assert str(begins.render()) != "Time-out"
        await hands.press("down")
        assert hands.app.focused is not begins
        await hands.press("up")
        assert hands.app.focused is begins
        await hands.press("enter")
        assert hands.talk.time_out is None
