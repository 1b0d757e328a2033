"""How every screen answers keys and eyes (HANDS): the same rules on all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.color import Color
from textual.widget import Widget
from textual.widgets import Button, Input, TextArea

from sessions import errors
from sessions.commands import CallTimeOut
from tests.tui.reaching import key_toward, shown_part
from tests.tui.road import screens
from tests.tui.test_marks_on_screen import check_marks
from tests.tui.walk import Hands, at, couple, opened
from tui.features.menu.requests import ShowMenu
from tui.ui.dialog import Dialog
from tui.ui.menu_dialog import MenuDialog
from tui.ui.page import Page
from tui.ui.themes import PALETTES
from tui.widgets.choices import Choices, Confirm, Option, Scale
from tui.widgets.groups import Group, group_of
from tui.widgets.key_line import Enters, KeyLine
from tui.widgets.localized import ActionLink, FieldLabel
from tui.widgets.more_line import MoreLine
from tui.widgets.position_slider import PositionSlider

GOLD = Color.parse(PALETTES["evening"]["act"]).get_truecolor()

QUIET = (TextArea, Input, Scale, PositionSlider)
"""Fields are quiet: their cursor, or the sign before them, is what has the focus."""

KEYS = ("up", "down", "left", "right")


def roving(hands: Hands) -> Page | Dialog[object]:
    """Give the screen on top."""
    screen = hands.app.screen
    assert isinstance(screen, Page | Dialog)
    return screen


def filled(hands: Hands) -> set[tuple[int, int]]:
    """Give the cells that are filled with gold: column and row."""
    cells = set()
    for row, strip in enumerate(hands.app.screen._compositor.render_strips()):
        column = 0
        for segment in strip:
            ground = segment.style.bgcolor if segment.style else None
            if ground is not None and ground.get_truecolor() == GOLD:
                cells |= {(column + place, row) for place in range(segment.cell_length)}
            column += segment.cell_length
    return cells


def marks(hands: Hands) -> list[tuple[int, int]]:
    """Give where the sign of the focus stands."""
    rows = hands.screen.splitlines()
    return [(row.index("›"), place) for place, row in enumerate(rows) if "› " in row]


def check_focus(hands: Hands, name: str) -> None:
    """One thing is gold and begins with the sign, and it is what has the focus."""
    focused = hands.app.screen.focused
    cells = filled(hands)
    if focused is None or isinstance(focused, QUIET):
        assert cells == set(), name
        return
    part = shown_part(focused)
    outside = [cell for cell in cells if not part.contains(*cell)]
    assert outside == [], f"{name}: {focused}"
    if getattr(focused, "IS_FILLED", False):
        assert cells, f"{name}: {focused} is not filled"
        assert hands.screen.splitlines()[part.y][part.x : part.x + 2].strip(" ▏").startswith("›")


def check_words(hands: Hands, name: str) -> None:
    """The line of keys says what Enter does."""
    screen = roving(hands)
    enters: Any = screen.focused
    said = enters.enter_words(screen.languages[0]) if isinstance(enters, Enters) else ""
    rows = [words for line in screen.query(KeyLine) for row in line.said for words in row]
    if said:
        start = said[:1].lower() + said[1:20] if said[1:2].islower() else said[:20]
        wanted = (f"Enter {start}".casefold(), f"Enter {said[:20]}".casefold())
        assert any(row.casefold().startswith(wanted) for row in rows), f"{name}: {rows} {said}"


def check_first(hands: Hands, name: str) -> None:
    """Nothing that cannot be undone has the first focus, and it is on the screen."""
    focused = hands.app.screen.focused
    if focused is None:
        return
    assert not getattr(focused, "is_lasting", False), f"{name}: {focused}"
    assert shown_part(focused).area, f"{name}: {focused} is not on the screen"


async def check_tab(hands: Hands, name: str) -> None:
    """Tab visits each stop once, in the order of the eye, and comes round; no time-out in it."""
    screen = roving(hands)
    stops = screen.stops()
    visited: list[Widget] = []
    for _ in stops:
        await hands.press("tab")
        focused = hands.app.focused
        assert focused is not None, name
        assert focused.id != "time-out", name
        visited.append(group_of(focused) or focused)
    assert len(set(visited)) == len(stops), f"{name}: {visited} of {stops}"
    first = visited.index(stops[0])
    assert visited[first:] + visited[:first] == screen.stops(), name


async def check_arrows(hands: Hands, name: str) -> None:
    """Arrows reach everything in a group, and do not leave it but for a field around it."""
    screen = roving(hands)
    for group in [stop for stop in screen.stops() if isinstance(stop, Group)]:
        screen.go_to(group)
        await hands.rest()
        for member in screen.members(group):
            for _ in range(40):
                here = hands.app.focused
                if here is member:
                    break
                key = key_toward(here, member)
                assert key in KEYS, f"{name}: {here} to {member}"
                await hands.press(key)
            assert hands.app.focused is member, f"{name}: arrows do not reach {member}"


@pytest.mark.long
@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
@pytest.mark.parametrize("tongues", [("nl", "nl"), ("en", "nl")], ids=["nl", "en-nl"])
async def test_every_screen(folder: Path, size: tuple[int, int], tongues: tuple[str, str]) -> None:
    """The rules that hold wherever people are."""
    seen = 0
    async with opened(folder, size=size, tongue=tongues[0]) as hands:
        async for name in screens(hands, couple(*tongues)):
            seen += 1
            check_first(hands, name)
            check_focus(hands, name)
            check_marks(hands, name)
            check_words(hands, name)
    assert seen > 150


@pytest.mark.long
async def test_tab_and_arrows_on_every_screen(folder: Path) -> None:
    """Each stop once, each member of a group by arrows."""
    async with opened(folder) as hands:
        async for name in screens(hands, couple()):
            await check_tab(hands, name)
            await check_arrows(hands, name)
            check_focus(hands, name)


STOPS = [
    ("rules/agree//0", 2),
    ("rules/now//0", 3),
    ("impact/speak/kim/0", 8),
    ("ideas/judge/kim/0", 2),
    ("agreements/write//0", 8),
]


@pytest.mark.parametrize(("key", "many"), STOPS)
async def test_tab_goes_from_stop_to_stop(folder: Path, key: str, many: int) -> None:
    """A choice is one stop, a row of buttons is one, each field of a form is one."""
    async with opened(folder) as hands:
        await hands.put(at(key), alone=True)
        assert len(roving(hands).stops()) == many
        await check_tab(hands, key)
        await check_arrows(hands, key)


async def test_arrows_walk_through_a_form(folder: Path) -> None:
    """Down from a field is the next one, up is the one before, and the words stay."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        names = [field.name for field in hands.app.screen.query("TextField")]
        await hands.type("een")
        for name in names[1:]:
            await hands.press("down")
            assert hands.app.focused is hands.field(str(name))
        await hands.press("up")
        assert hands.app.focused is hands.field(str(names[-2]))
        assert hands.field(str(names[0])).text == "een"


async def test_arrows_stay_in_a_text_of_several_lines(folder: Path) -> None:
    """In the middle of a text they move the cursor in it."""
    async with opened(folder, at("impact/reflect/sam/0")) as hands:
        await hands.type("een\ntwee\ndrie")
        await hands.press("up")
        assert hands.field().cursor_location[0] == 1


async def test_f8_is_what_happens_next(folder: Path) -> None:
    """From a field, and from another button: the same as the primary button."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        await hands.write("something", "see")
        await hands.press("f8")
        assert hands.talk.at.phase == "reflect"
        assert hands.talk.written(at("impact/speak/kim/0").at, "see") == "something"


async def test_a_digit_chooses_and_goes_on(folder: Path) -> None:
    """On the scale 0 is ten; among minutes the number is what it says."""
    async with opened(folder) as hands:
        await hands.put(at("alone/tension/kim/0"), alone=True)
        scale = hands.app.screen.query_one(Scale)
        await hands.press("0")
        assert scale.value == "10"
        assert hands.app.focused is not scale
        await hands.put(at("rules/now//0"))
        await hands.go_to(hands.option("2"))
        await hands.press("3")
        assert hands.app.screen.query(Choices).last().value == "3"
        assert hands.app.focused is hands.app.screen.query_one("#primary")


async def test_a_menu_letter_chooses(folder: Path) -> None:
    """The letter before an entry does it; before what cannot be undone it only goes there."""
    async with opened(folder, at("appreciation/speak/kim/0")) as hands:
        await hands.press("f10")
        menu = hands.app.screen
        assert isinstance(menu, MenuDialog)
        letters = {
            str(text.render()): place for place, text in enumerate(menu.query(".menu-letter"))
        }
        assert len(letters) == len(list(menu.query(ActionLink)))
        await hands.press("t")
        assert str(menu.query(ActionLink)[letters["t"]].render()) == "Time-out"
        assert hands.app.focused is menu.query(ActionLink)[letters["t"]]
        assert hands.talk.time_out is None
        (colours,) = [
            letter
            for letter, place in letters.items()
            if str(menu.query(ActionLink)[place].render()) == "Other colours"
        ]
        await hands.press(colours)
        assert "Evening colours" in hands.screen


async def test_esc_is_a_way_to_everything(folder: Path) -> None:
    """Without Ctrl and without function keys: the menu, on every screen of a conversation."""
    for key in ("rules/now//0", "impact/speak/kim/0", "date/pick//0"):
        async with opened(folder / key.replace("/", "-"), at(key)) as hands:
            await hands.press("escape")
            assert isinstance(hands.app.screen, MenuDialog)
            asked = [entry.request for entry in hands.app.screen._entries]
            assert len(asked) > 10
            await hands.press("escape")
            assert not isinstance(hands.app.screen, MenuDialog)


async def test_the_cursor_of_the_terminal_stands_at_the_focus(folder: Path) -> None:
    """Magnifiers, braille and input methods follow it; on home too."""
    async with opened(folder) as hands:
        for _ in range(2):
            focused = hands.app.focused
            assert focused is not None
            assert focused.region.contains_point(hands.app.cursor_position)
            await hands.put(at("rules/now//0"))
        await hands.press("up")
        focused = hands.app.focused
        assert isinstance(focused, Option)
        assert focused.region.contains_point(hands.app.cursor_position)


LONG = "woord " * 400


async def test_nothing_is_signed_that_was_not_read(folder: Path) -> None:
    """The yeses wait until the end of the text was on the screen; Enters alone sign nothing."""
    agreed = at("closing/confirm//0", {"agreements/write//0": {"what": LONG}})
    async with opened(folder, agreed) as hands:
        yeses = list(hands.app.screen.query(Confirm))
        line = hands.app.screen.query_one("#page > MoreLine", MoreLine)
        assert hands.app.focused is line
        assert all(yes.disabled or not yes.focusable for yes in yeses)
        for _ in range(30):
            await hands.press("enter")
            if not line.has_focus:
                break
            assert not any(yes.value for yes in yeses)
        assert yeses[0].has_focus
        # Two Enters more give one yes and take it back: the other's is theirs to go to.
        await hands.press("enter")
        assert [yes.value for yes in yeses] == ["yes", ""]
        await hands.press("enter")
        assert [yes.value for yes in yeses] == ["", ""]


async def test_enter_shares_nothing(folder: Path) -> None:
    """Whoever presses Enter once too often keeps what they wrote for themself."""
    async with opened(folder) as hands:
        await hands.put(at("alone/share/kim/0"), alone=True)
        focused = hands.app.focused
        assert isinstance(focused, Button)
        assert focused.id == "primary"
        (yes,) = hands.app.screen.query(Confirm)
        await hands.press("shift+tab")
        assert hands.app.focused is yes
        await hands.press("enter")
        assert yes.value == "yes"
        assert hands.app.focused is yes  # the next Enter takes it back, and hands nothing over


async def test_menu_begins_at_what_can_be_undone(folder: Path) -> None:
    """And no key of it that is held calls a time-out."""
    async with opened(folder, at("appreciation/speak/kim/0")) as hands:
        hands.app.request(ShowMenu())
        await hands.rest()
        await hands.press("enter")
        assert hands.talk.time_out is None
        hands.app.request(CallTimeOut())
        await hands.rest()
        assert hands.talk.time_out is not None


async def test_a_refusal_goes_to_its_field(folder: Path) -> None:
    """The sentence does not name the field, so the focus does."""
    async with opened(folder, at("agreements/write//0")) as hands:
        await hands.write("begin januari", "until")
        await hands.press("f8")
        assert hands.tells(errors.DateNotUnderstood)
        assert hands.app.focused is hands.field("until")


async def test_typing_in_a_list_of_words_searches(folder: Path) -> None:
    """No letter is lost, wherever the focus is."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        await hands.go_to(hands.field("feel"))
        await hands.press("f5")
        assert isinstance(hands.app.focused, Option)
        await hands.type("ti")
        assert hands.field("search").text == "ti"


async def test_kept_is_said_once_it_is_on_the_disk(folder: Path) -> None:
    """Not before it is, not while more is typed, and not where nothing was typed."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        assert "kept ✓" not in hands.screen
        await hands.type("three words said")
        assert "kept ✓" not in hands.screen
        hands.app.autosave.save_now()
        await hands.until(lambda: hands.app.workspace.is_kept)
        await hands.rest()
        assert "kept ✓" in hands.screen
        await hands.type("x")
        assert "kept ✓" not in hands.screen


async def test_a_label_leads_to_its_field(folder: Path) -> None:
    """A click on the words before a field is a click in it."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        label = list(hands.app.screen.query(FieldLabel))[2]
        await hands.pilot.click(label)
        await hands.rest()
        fields = list(hands.app.screen.query("TextField"))
        assert hands.app.focused is fields[2]


async def test_a_key_that_does_nothing_says_so(folder: Path) -> None:
    """Without a hint F3 answers with one quiet sentence."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        await hands.press("f3")
        assert hands.notice == "There is no tip here."


async def test_what_was_said_is_a_key_away(folder: Path) -> None:
    """By F7 in a field too, and beside the question in a wide window."""
    said = "impact/reflect"
    async with opened(folder, at("ideas/collect//0")) as hands:
        assert not any(said in text for text in shown_texts(hands))
        await hands.press("f7")
        assert any(said in text for text in shown_texts(hands))
        await hands.press("escape")
    async with opened(folder / "wide", at("ideas/collect//0"), size=(120, 40)) as hands:
        assert any(said in text for text in shown_texts(hands))


def shown_texts(hands: Hands) -> list[str]:
    """Give what can be seen on the screen on top."""
    return [hands.screen.replace("\n", "")]
