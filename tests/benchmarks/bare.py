"""The bare counterpart: a Textual app with a header, a text area and a footer, and nothing else."""

from __future__ import annotations

import os

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, TextArea

TEXT = "BARE_TEXT"
"""The environment variable with what stands in the text area."""
ROWS = "BARE_ROWS"
"""The one with how many rows the text area takes; all there are when it is not set."""
SIGNS = ("Bare program", "Ring")
"""What the header and the footer show: with both on the screen the frame is full."""


class BareApp(App[None]):
    """As little as a program with one field can be."""

    TITLE = SIGNS[0]
    BINDINGS = [("f1", "bell", SIGNS[1])]

    def compose(self) -> ComposeResult:
        yield Header()
        area = TextArea(os.environ.get(TEXT, ""))
        area.move_cursor(area.document.end)
        if ROWS in os.environ:
            area.styles.height = int(os.environ[ROWS])
        yield area
        yield Footer()


def main() -> None:
    """Run it."""
    BareApp().run()
