"""The colours: every text on every ground can be read. The contrast is computed as WCAG 2 does."""

from __future__ import annotations

import pytest

from tui.ui import themes

GROUNDS = ("ground", "quoted", "field")
TEXTS = ("words", "quiet", "first", "second", "act", "done")

ON_COLOUR = [("on-act", "act"), ("ground", "first"), ("ground", "second"), ("words", "rule")]
"""Text on a filled button: the primary one, a person's own, and one under the mouse."""

MIN = {themes.EVENING: 4.5, themes.DAY: 4.5, themes.CONTRAST: 7.0}


def _light(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


PAIRS = [(text, ground) for text in TEXTS for ground in GROUNDS] + ON_COLOUR


@pytest.mark.parametrize("theme", themes.PALETTES)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_contrast(theme: str, text: str, ground: str) -> None:
    """Every role of text can be read on every ground it may stand on."""
    colours = themes.PALETTES[theme]
    least = 4.5 if (text, ground) == ("words", "rule") else MIN[theme]
    assert _contrast(colours[text], colours[ground]) >= least


@pytest.mark.parametrize("theme", themes.PALETTES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("edge", ["edge", "act"])
def test_edges(theme: str, ground: str, edge: str) -> None:
    """The edge of a field or a button, and what has the focus, stand out: 3 to 1."""
    colours = themes.PALETTES[theme]
    assert _contrast(colours[edge], colours[ground]) >= 3.0


@pytest.mark.parametrize("theme", themes.PALETTES)
def test_sides_differ(theme: str) -> None:
    """Blue and orange stay apart: the two sides never lean on red against green."""
    first, second = themes.PALETTES[theme]["first"], themes.PALETTES[theme]["second"]
    assert int(first[5:7], 16) - int(first[1:3], 16) > 60
    assert int(second[1:3], 16) - int(second[5:7], 16) > 60


def test_same_roles() -> None:
    """Each theme has a colour for each role, and a name people can choose."""
    roles = {frozenset(colours) for colours in themes.PALETTES.values()}
    assert len(roles) == 1
    assert set(themes.NAMES) == set(themes.PALETTES)
