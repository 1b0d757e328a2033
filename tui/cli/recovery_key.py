"""Showing a recovery key on the command line, before anything hangs on it."""

from __future__ import annotations

import sys

from sessions.store.way_in import WayIn
from sessions.text import N_
from tui.cli.output import say
from tui.language.language import Language


def show_key(speaks: Language, way_in: WayIn) -> None:
    """Show a recovery key. Raises OSError when it cannot be shown: then nothing is done with it."""
    say(speaks.t(N_("This is your recovery key. Write it down on paper, now:")))
    sys.stdout.write(f"\n    {way_in.recovery_key}\n\n")
    sys.stdout.flush()
