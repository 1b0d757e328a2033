"""The layout: on each screen nothing is cut off, and the filled button is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.road import cut_off, screens
from tests.tui.walk import at, couple, opened
from tui.widgets.localized import ActionButton


@pytest.mark.long
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_nothing_cut_off(folder: Path, size: tuple[int, int]) -> None:
    """Buttons, keys and links lie within the page, the filled one is seen, lines stay short.

    Kim reads English and Sam Dutch; `test_dutch_is_dutch` looks at Dutch alone.
    """
    wrong: dict[str, list[str]] = {}
    async with opened(folder, size=size) as hands:
        async for name in screens(hands, couple("en", "nl"), dialogs=size == (80, 24)):
            if found := cut_off(hands):
                wrong[name] = found
    assert wrong == {}


async def test_column_in_the_middle(folder: Path) -> None:
    """On a wide screen the column stands in the middle and the rest stays empty."""
    async with opened(folder, size=(120, 40)) as hands:
        page = hands.app.screen.query_one("#page")
        assert (page.region.x, page.region.width) == (20, 80)


@pytest.mark.parametrize("width", range(1, 8))
async def test_a_button_without_room_for_a_letter_is_no_error(folder: Path, width: int) -> None:
    """While a page comes or goes it can be that narrow; the toolkit wraps in no cells then."""
    async with opened(folder, at("rules/now//0")) as hands:
        for button in hands.app.screen.query(ActionButton):
            button.styles.width = width
        await hands.rest()
        assert "Is now a good time?" in hands.screen
