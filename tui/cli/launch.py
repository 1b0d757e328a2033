"""Opening the vault, and one front end on it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tui.cli.command import DONE

if TYPE_CHECKING:
    from sessions.store import Vault
    from tui.workspace.clock import Clock

TURN = 0.0005
"""Seconds that other work may go on for while the screens wait."""


def open_screens(
    vault: Vault, clock: Clock, chosen_language: str, fallback: str, *, example: bool = False
) -> int:
    """Show the screens on an open vault; gives the exit code."""
    from tui import terminal, textual_private
    from tui.app import TweespraakApp
    from tui.workspace.settings import settings_of

    # A save, and what is loaded behind a frame, run beside the screens. A key that comes meanwhile
    # waits for its turn at each of its steps: as it stands up to 5 ms every time.
    sys.setswitchinterval(TURN)
    textual_private.read_anything()
    textual_private.write_to_nobody()
    settings = settings_of(vault)
    app = TweespraakApp(vault, clock, settings, chosen_language, fallback, example=example)
    app.run()
    terminal.let_go_of_terminal()
    return app.return_code or DONE
