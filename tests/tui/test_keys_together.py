"""Keys that arrive together act in the order in which they were typed."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.widgets.text_area import Edit, EditResult

from tests.tui.waiting_keys import settle
from tests.tui.walk import Hands, at, opened
from tui.features.home.screen import HomeScreen
from tui.features.people.screen import PeopleScreen
from tui.widgets.text_field import TextField

ENTER, TAB, BACK_SPACE = "\r", "\t", "\x7f"
NAMED = {ENTER: "enter", TAB: "tab", BACK_SPACE: "backspace", " ": "space"}


async def together(hands: Hands, text: str) -> None:
    """Let keys arrive in one write: none waits for what the one before did."""
    driver = hands.app._driver
    assert driver is not None
    for sign in text:
        key = events.Key(NAMED.get(sign) or _character_to_key(sign), sign)
        key.set_sender(hands.app)
        driver.send_message(key)
    await hands.rest()


async def test_two_names_in_one_write_land_in_two_fields(folder: Path) -> None:
    """Enter goes on to the other name where it came."""
    async with opened(folder) as hands:
        await hands.primary()
        assert isinstance(hands.app.screen, PeopleScreen)
        await together(hands, f"Kim{ENTER}Sam")
        await hands.until(lambda: hands.field("name0").text == "Kim")
        await hands.until(lambda: hands.field("name1").text == "Sam")


async def test_a_busy_machine_changes_no_order(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock runs on while others have the processor; a key is on its way all the same."""
    async with opened(folder) as hands:
        await hands.primary()
        loop, late = asyncio.get_running_loop(), itertools.count()
        on_time = loop.time
        with monkeypatch.context() as busy:
            busy.setattr(loop, "time", lambda: on_time() + next(late) / 5)
            await together(hands, f"Kim{ENTER}Sam")
            await hands.until(lambda: hands.field("name0").text.startswith("Kim"))
            await settle(hands.app)
        assert [hands.field(name).text for name in ("name0", "name1")] == ["Kim", "Sam"]


async def test_lines_without_brackets_around_them_keep_their_lines(folder: Path) -> None:
    """Pasted by a terminal that does not say so."""
    async with opened(folder, at("impact/reflect/sam/0")) as hands:
        await hands.go_to(hands.field())
        await together(hands, f"one{ENTER}two{ENTER}three")
        await hands.until(lambda: hands.field().text == "one\ntwo\nthree")


async def test_a_key_that_takes_away_does_so_where_it_came(folder: Path) -> None:
    """Not at the end of all that arrived."""
    async with opened(folder, at("impact/reflect/sam/0")) as hands:
        await hands.go_to(hands.field())
        await together(hands, f"ab{BACK_SPACE}c{BACK_SPACE}{BACK_SPACE}d")
        await hands.until(lambda: hands.field().text == "d")


@pytest.mark.parametrize("goes_on", [TAB, ENTER])
async def test_a_form_is_filled_in_in_one_write(folder: Path, goes_on: str) -> None:
    """With Tab or Enter between, and with spaces in the words."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        await hands.go_to(hands.field("see"))
        await together(hands, f"what I see{goes_on}a feeling")
        await hands.until(lambda: hands.field("see").text == "what I see")
        assert hands.field("feel").text == "a feeling"


async def test_no_enter_that_came_for_one_screen_acts_on_the_next(folder: Path) -> None:
    """Held down, it does one thing; the letters after it are lost on nobody else's screen."""
    async with opened(folder) as hands:
        assert isinstance(hands.app.screen, HomeScreen)
        await together(hands, f"{ENTER}{ENTER}{ENTER}{ENTER}")
        assert isinstance(hands.app.screen, PeopleScreen)
        assert hands.app.workspace.current is None


async def test_letters_that_come_together_are_typed_as_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of a thousand painted by itself would be saved long after it had come."""
    async with opened(folder, at("impact/reflect/sam/0")) as hands:
        field = hands.field()
        await hands.go_to(field)
        edits: list[str] = []
        plain = TextField.edit

        def counted(self: TextField, edit: Edit) -> EditResult:
            edits.append(edit.text)
            return plain(self, edit)

        monkeypatch.setattr(TextField, "edit", counted)
        letters = "abcdefghij" * 100
        await together(hands, letters)
        await hands.until(lambda: field.text == letters)
        assert len(edits) < 20
        assert hands.talk.written(hands.talk.at, "text") == letters


async def test_text_that_came_before_a_new_screen_goes_to_its_field(folder: Path) -> None:
    """To that which has the focus there, as the hands meant it."""
    async with opened(folder) as hands:
        await together(hands, f"{ENTER}Kim S")
        assert isinstance(hands.app.screen, PeopleScreen)
        await hands.until(lambda: hands.field("name0").text == "Kim S")
