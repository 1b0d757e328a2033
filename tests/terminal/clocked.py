"""The program with a clock that a test moves, and with what a test wants to go wrong.

`python clocked.py ARGUMENTS`. The environment says what is different; without it nothing is:
CLOCK_FILE names a file with seconds to add to the time of day; AUTOSAVE_AFTER is the number of seconds without
a key after which half-typed text is saved; CRASH_WITH makes every added idea raise RuntimeError with that text
(and a local variable that holds it); IGNORE_HANGUP makes SIGHUP ignored, as `nohup` does.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

from sessions import idea_moves
from sessions.conversation import Conversation
from tui.cli.main import main


def moved() -> datetime:
    """Give the time of day, moved by what the file says now."""
    seconds = float(Path(os.environ["CLOCK_FILE"]).read_text(encoding="utf-8") or 0)
    return datetime.now().astimezone() + timedelta(seconds=seconds)


def set_stage() -> None:
    """Change what the environment asks for."""
    # Whoever runs the tests in the background may have SIGINT ignored, which is inherited.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if "IGNORE_HANGUP" in os.environ:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if "AUTOSAVE_AFTER" in os.environ:
        import tui.ui.autosave

        tui.ui.autosave.QUIET = tui.ui.autosave.LATEST = float(os.environ["AUTOSAVE_AFTER"])
    if "CRASH_WITH" in os.environ:
        idea_moves.add_idea = crash


def crash(conversation: Conversation, text: str, *, now: datetime, new_id: str) -> Conversation:
    """Fail as a mistake of ours would, with people's words at hand."""
    private = os.environ["CRASH_WITH"]
    raise RuntimeError(private)


if __name__ == "__main__":
    set_stage()
    sys.exit(main(sys.argv[1:], clock=moved if "CLOCK_FILE" in os.environ else None))
