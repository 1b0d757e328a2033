"""A very small Textual app, for the tests of the harness: a text area, a button, and a line that tells what happened."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Button, Static, TextArea


class TinyApp(App[None]):
    """Says what it hears."""

    def compose(self) -> ComposeResult:
        """A line, a field and a button."""
        yield Static("Ready", id="heard", markup=False)
        yield Static("", id="size", markup=False)
        yield TextArea()
        yield Button("完了 Done")

    def on_mount(self) -> None:
        """Take the signals that ask to stop, and look at the field."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.stop, number)
        self.query_one(TextArea).focus()

    def stop(self, number: int) -> None:
        """End in order, with what was typed in a file when one was named."""
        if sys.argv[1:]:
            Path(sys.argv[1]).write_text(self.query_one(TextArea).text, encoding="utf-8")
        self.exit(return_code=128 + number)

    def hear(self, what: str) -> None:
        """Tell what happened."""
        self.query_one("#heard", Static).update(what)

    def on_key(self, event: events.Key) -> None:
        """Name the key, when no widget took it."""
        self.hear(f"key {event.key}")

    def on_paste(self, event: events.Paste) -> None:
        """Count the lines of a paste."""
        self.hear(f"paste of {len(event.text.splitlines())} lines")

    def on_button_pressed(self) -> None:
        """Say so."""
        self.hear("button pressed")

    def on_resize(self, event: events.Resize) -> None:
        """Tell the size."""
        self.query_one("#size", Static).update(f"{event.size.width} by {event.size.height}")


if __name__ == "__main__":
    app = TinyApp()
    app.run()
    sys.exit(app.return_code or 0)
