"""``python -m tui`` is the command ``tweespraak``."""

from tui.cli import run

run()
