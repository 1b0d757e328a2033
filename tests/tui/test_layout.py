"""The layout: on each screen nothing is cut off, and the filled button is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.road import cut_off, screens
from tests.tui.walk import couple, opened


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
