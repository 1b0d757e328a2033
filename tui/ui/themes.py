"""The themes: evening, day, high contrast. Every pair of text and ground is 4.5 to 1 at least.

`tests/tui/test_themes.py` computes the contrasts; LOOK names the values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessions.text import N_

if TYPE_CHECKING:
    from textual.theme import Theme

EVENING = "evening"
DAY = "day"
CONTRAST = "contrast"

NAMES = {
    EVENING: N_("Evening colours"),
    DAY: N_("Day colours"),
    CONTRAST: N_("Strong contrast"),
}

_EVENING = {
    "ground": "#1d1b19",
    "quoted": "#262320",
    "field": "#302c28",
    "words": "#e9e2d6",
    "quiet": "#a39a8c",
    "rule": "#4a443d",
    "edge": "#7d746a",
    "first": "#86bccb",
    "second": "#e5a76b",
    "act": "#d8c9a8",
    "on-act": "#1d1b19",
    "done": "#9bbf8a",
}

_DAY = {
    "ground": "#faf6ee",
    "quoted": "#f2ecdf",
    "field": "#e9e0cf",
    "words": "#2b2722",
    "quiet": "#625a4f",
    "rule": "#c9bda7",
    "edge": "#867b6b",
    "first": "#1f6675",
    "second": "#8c430c",
    "act": "#6b5a33",
    "on-act": "#faf6ee",
    "done": "#3a672a",
}

_CONTRAST = {
    "ground": "#000000",
    "quoted": "#0c0c0c",
    "field": "#242424",
    "words": "#ffffff",
    "quiet": "#d6d6d6",
    "rule": "#5a5a5a",
    "edge": "#9a9a9a",
    "first": "#7fd8ff",
    "second": "#ffb969",
    "act": "#ffe9a8",
    "on-act": "#000000",
    "done": "#a6f08c",
}

PALETTES = {EVENING: _EVENING, DAY: _DAY, CONTRAST: _CONTRAST}
"""The colours by theme and role."""


def known(name: str) -> str:
    """Give the name of a theme that there is: `name`, or the usual one."""
    return name if name in NAMES else EVENING


def themes() -> list[Theme]:
    """Give the themes for Textual."""
    from textual.theme import Theme

    return [
        Theme(
            name=name,
            primary=colours["act"],
            secondary=colours["quiet"],
            accent=colours["act"],
            warning=colours["second"],
            error=colours["second"],
            success=colours["done"],
            foreground=colours["words"],
            background=colours["ground"],
            surface=colours["quoted"],
            panel=colours["field"],
            dark=name != DAY,
            variables={
                **{f"t-{role}": value for role, value in colours.items()},
                "scrollbar": colours["rule"],
                "scrollbar-hover": colours["quiet"],
                "scrollbar-active": colours["quiet"],
                "scrollbar-background": colours["ground"],
                "scrollbar-background-hover": colours["ground"],
                "scrollbar-background-active": colours["ground"],
                "scrollbar-corner-color": colours["ground"],
                "block-cursor-background": colours["words"],
                "block-cursor-foreground": colours["ground"],
                "input-cursor-background": colours["words"],
                "input-cursor-foreground": colours["ground"],
                "input-selection-background": colours["rule"],
            },
        )
        for name, colours in PALETTES.items()
    ]
