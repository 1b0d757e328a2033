"""What the help page says."""

from __future__ import annotations

from sessions.text import N_
from tui.features.keys import HELP_ORDER

HELP_TITLE = N_("How it works")

MOVING = N_(
    "Enter does what is filled. Arrows move inside a list or a row, Tab goes to the next one, and "
    "F8 is the button for what comes next. Esc opens the menu. The mouse works everywhere."
)
SEATS = N_("◆ sits left and ● sits right. The name in capitals is the one whose turn it is.")


def help_lines(about: str = "") -> tuple[str, ...]:
    """Give the lines of the help page, as msgids; first what is said `about` where they are."""
    keys = (action.help for action in HELP_ORDER)
    return (*((about,) if about else ()), MOVING, *keys, SEATS)
